//! A signature as a picture, for whoever examines a visit.

use std::fmt::Write;

use crate::domain::{BOX_HEIGHT, BOX_WIDTH, Strokes};

/// Width of the line, in units of the box: what a finger's ball leaves.
const LINE: u16 = 6;

/// The strokes as SVG; `None` if they are none.
pub fn svg(strokes: &Strokes) -> Option<String> {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {BOX_WIDTH} {BOX_HEIGHT}\" fill=\"none\" \
         stroke=\"black\" stroke-width=\"{LINE}\" stroke-linecap=\"round\" stroke-linejoin=\"round\">\n"
    );
    for stroke in strokes.points()? {
        svg.push_str("<path d=\"");
        for (at, (x, y)) in stroke.iter().enumerate() {
            // A line to itself draws a dot.
            let begin = if at == 0 { format!("M{x} {y}") } else { String::new() };
            write!(svg, "{begin}L{x} {y}").ok()?;
        }
        svg.push_str("\"/>\n");
    }
    svg.push_str("</svg>\n");
    Some(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stroke_is_a_path() {
        let strokes = Strokes::draw(&[vec![(10, 20), (300, 20)], vec![(7, 8)]]).unwrap();
        let svg = svg(&strokes).unwrap();
        assert!(svg.contains("<path d=\"M10 20L10 20L300 20\"/>\n<path d=\"M7 8L7 8\"/>"), "{svg}");
    }
}
