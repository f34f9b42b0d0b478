//! What a finger draws on a screen's paper, until it is sent or wiped.

use std::fmt::Write as _;

/// Width of the paper, in the units a signature is kept in.
pub const WIDTH: u16 = 1024;
/// Height of the paper.
pub const HEIGHT: u16 = 384;
/// Strokes of a signature, as the core takes them.
const STROKES_MAX: usize = 64;
/// Points of a signature, as the core takes them.
const POINTS_MAX: usize = 1_000;
/// A finger that moves less than this draws no new point: a long signature has room, and looks the same.
const STEP_MIN: u16 = 5;
/// Points that are not a signature: a touch by mistake.
const POINTS_MIN: usize = 4;

/// A drawing. No `Debug`: a signature is not for logs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Ink {
    strokes: Vec<Vec<(u16, u16)>>,
}

impl Ink {
    /// The finger is at this place of the paper; `begins` where it has just come down. What finds no room is not
    /// drawn: whoever sees that signs again, shorter.
    pub fn draw(&mut self, begins: bool, x: f32, y: f32) {
        let point = (cut(x, WIDTH), cut(y, HEIGHT));
        if self.points() >= POINTS_MAX || (begins && self.strokes.len() >= STROKES_MAX) {
            return;
        }
        match self.strokes.last_mut() {
            Some(stroke) if !begins => {
                let far = |a: u16, b: u16| a.abs_diff(b) >= STEP_MIN;
                if stroke.last().is_none_or(|last| far(last.0, point.0) || far(last.1, point.1)) {
                    stroke.push(point);
                }
            }
            _ => self.strokes.push(vec![point]),
        }
    }

    /// Whether it is more than a touch by mistake.
    pub fn is_a_signature(&self) -> bool {
        self.points() >= POINTS_MIN
    }

    /// Its strokes.
    pub fn strokes(&self) -> &[Vec<(u16, u16)>] {
        &self.strokes
    }

    /// The commands of a path that draws it in a box of [`WIDTH`] by [`HEIGHT`]; empty where nothing is drawn.
    pub fn commands(&self) -> String {
        let mut commands = String::new();
        for stroke in &self.strokes {
            for (n, (x, y)) in stroke.iter().enumerate() {
                let _ = write!(commands, "{} {x} {y} ", if n == 0 { 'M' } else { 'L' });
            }
            if let [(x, y)] = stroke.as_slice() {
                let _ = write!(commands, "L {} {y} ", x + 1);
            }
        }
        commands
    }

    fn points(&self) -> usize {
        self.strokes.iter().map(Vec::len).sum()
    }
}

/// A place on the paper; what is beside it counts as its edge.
fn cut(at: f32, most: u16) -> u16 {
    // The box is small enough for every number of it to be exact; what is no number is the edge, too.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let place = at.clamp(0.0, f32::from(most - 1)).round() as u16;
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_kept_as_it_was_drawn_but_for_a_finger_that_trembles() {
        let mut ink = Ink::default();
        for (begins, x, y) in [
            (true, 10.0, 10.0),
            (false, 12.0, 11.0),
            (false, 40.0, 10.0),
            (true, 500.4, -7.0),
            (false, 9_000.0, 383.9),
        ] {
            ink.draw(begins, x, y);
        }
        assert_eq!(ink.strokes(), [vec![(10, 10), (40, 10)], vec![(500, 0), (1023, 383)]]);
        assert_eq!(ink.commands(), "M 10 10 L 40 10 M 500 0 L 1023 383 ");
        assert!(ink.is_a_signature());
    }

    #[test]
    fn a_touch_by_mistake_is_no_signature() {
        let mut ink = Ink::default();
        assert_eq!(ink.commands(), "");
        ink.draw(true, 5.0, 5.0);
        assert!(!ink.is_a_signature());
        assert_eq!(ink.commands(), "M 5 5 L 6 5 ");
    }

    #[test]
    fn what_finds_no_room_is_not_kept() {
        let mut ink = Ink::default();
        for n in 0_u16..4_000 {
            ink.draw(n.is_multiple_of(7), f32::from(n % 90 * 11), f32::from(n % 22 * 17));
        }
        ink.draw(false, f32::NAN, f32::INFINITY);
        assert!(ink.strokes().len() <= STROKES_MAX);
        assert!(ink.points() <= POINTS_MAX);
    }
}
