//! A page as a list of shapes in millimetres, before it is a PDF: what a test can look at.

use super::font::{Typefaces, Weight};
use super::qr::{QUIET_MODULES, QrMatrix};
use super::text::{Fitted, lines_height};

/// Millimetres in a typographic point.
pub const MM_PER_PT: f32 = 25.4 / 72.0;
/// Height of a line of text above its baseline, in parts of the type size: the box of a Chinese character
/// and a little for accents, so that both scripts look centred.
pub const ASCENT_EM: f32 = 0.92;
/// Depth of a line of text below its baseline, in parts of the type size: the tail of a g.
pub const DESCENT_EM: f32 = 0.2;

/// A rectangle on the page; origin top left, all in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub w: f32,
    /// Height.
    pub h: f32,
}

impl Area {
    /// Takes the left and top edge, width and height.
    pub const fn new(x: f32, y: f32, w: f32, h: f32) -> Self {
        Self { x, y, w, h }
    }

    /// Right edge.
    pub fn right(&self) -> f32 {
        self.x + self.w
    }

    /// Bottom edge.
    pub fn bottom(&self) -> f32 {
        self.y + self.h
    }

    /// The rectangle without `by` millimetres on every side.
    pub fn inset(&self, by: f32) -> Self {
        Self::new(self.x + by, self.y + by, self.w - 2.0 * by, self.h - 2.0 * by)
    }
}

/// Black or none: a label printer dithers everything between, and a colour too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Pure black, gray 0.
    Black,
    /// Pure white, gray 1: type on a black ground.
    White,
}

/// One line of type.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    /// Where the first character begins, in millimetres.
    pub x: f32,
    /// The line the letters stand on, in millimetres from the top.
    pub baseline: f32,
    /// Type size in points.
    pub size_pt: f32,
    /// Width by the advances of its characters, in millimetres.
    pub width: f32,
    /// Regular or bold.
    pub weight: Weight,
    /// Black, or white on a black ground.
    pub ink: Ink,
    /// The characters; each has a glyph.
    pub text: String,
}

/// One shape on a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Draw {
    /// A filled rectangle.
    Rect {
        /// Where.
        area: Area,
        /// Its ink.
        ink: Ink,
    },
    /// A filled polygon in black.
    Polygon {
        /// Corners, x and y in millimetres.
        points: Vec<(f32, f32)>,
    },
    /// A line of type.
    Text(TextRun),
    /// A QR symbol in black.
    Qr {
        /// Left edge of the quiet zone, in millimetres.
        x: f32,
        /// Top edge of the quiet zone, in millimetres.
        y: f32,
        /// Side of one module, in millimetres.
        module: f32,
        /// What to print.
        matrix: QrMatrix,
    },
}

impl Draw {
    /// The room the shape takes; that of a QR holds its quiet zone.
    pub fn area(&self) -> Area {
        match self {
            Self::Rect { area, .. } => *area,
            Self::Polygon { points } => around(points),
            Self::Text(run) => {
                let em = run.size_pt * MM_PER_PT;
                Area::new(run.x, run.baseline - ASCENT_EM * em, run.width, (ASCENT_EM + DESCENT_EM) * em)
            }
            Self::Qr { x, y, module, matrix } => {
                let side = qr_side(*module, matrix);
                Area::new(*x, *y, side, side)
            }
        }
    }
}

/// Side of a QR symbol with its quiet zone, in millimetres.
pub fn qr_side(module: f32, matrix: &QrMatrix) -> f32 {
    (matrix.width() + 2 * QUIET_MODULES) as f32 * module
}

fn around(points: &[(f32, f32)]) -> Area {
    let (mut left, mut top) = (f32::INFINITY, f32::INFINITY);
    let (mut right, mut bottom) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for (x, y) in points {
        (left, right) = (left.min(*x), right.max(*x));
        (top, bottom) = (top.min(*y), bottom.max(*y));
    }
    Area::new(left, top, right - left, bottom - top)
}

/// A page that is being filled: a size in millimetres and what stands on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width of the paper in millimetres.
    pub width: f32,
    /// Height of the paper in millimetres.
    pub height: f32,
    /// What is drawn, the first lowest.
    pub draws: Vec<Draw>,
}

/// Where a line of type stands within its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
    /// At the right edge.
    Right,
}

/// How a line of type looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Type size in points.
    pub size_pt: f32,
    /// Regular or bold.
    pub weight: Weight,
    /// Black, or white on a black ground.
    pub ink: Ink,
}

impl Style {
    /// Black type of the given size in points.
    pub const fn black(size_pt: f32, weight: Weight) -> Self {
        Self { size_pt, weight, ink: Ink::Black }
    }
}

impl Page {
    /// An empty page of a size in millimetres.
    pub fn new(width: f32, height: f32) -> Self {
        Self { width, height, draws: Vec::new() }
    }

    /// Fills a rectangle.
    pub fn rect(&mut self, area: Area, ink: Ink) {
        self.draws.push(Draw::Rect { area, ink });
    }

    /// Draws the outline of a rectangle, the line of `thick` millimetres inside of it.
    pub fn frame(&mut self, area: Area, thick: f32) {
        self.rect(Area::new(area.x, area.y, area.w, thick), Ink::Black);
        self.rect(Area::new(area.x, area.bottom() - thick, area.w, thick), Ink::Black);
        self.rect(Area::new(area.x, area.y, thick, area.h), Ink::Black);
        self.rect(Area::new(area.right() - thick, area.y, thick, area.h), Ink::Black);
    }

    /// Sets one line of type into an area: aligned from side to side, centred from top to bottom. The text
    /// must have been fitted; nothing is cut here. An empty text draws nothing.
    pub fn line(&mut self, text: &str, area: Area, align: Align, style: Style, faces: &Typefaces<'_>) {
        if text.is_empty() {
            return;
        }
        let width = faces.width_mm(text, style.weight, style.size_pt);
        let em = style.size_pt * MM_PER_PT;
        let x = match align {
            Align::Left => area.x,
            Align::Centre => area.x + (area.w - width) / 2.0,
            Align::Right => area.right() - width,
        };
        let baseline = area.y + area.h / 2.0 + (ASCENT_EM - DESCENT_EM) * em / 2.0;
        self.draws.push(Draw::Text(TextRun {
            x,
            baseline,
            size_pt: style.size_pt,
            width,
            weight: style.weight,
            ink: style.ink,
            text: text.to_owned(),
        }));
    }
    /// Sets fitted lines into an area: from the left, together in the middle between top and bottom.
    pub fn lines(&mut self, fitted: &Fitted, area: Area, weight: Weight, faces: &Typefaces<'_>) {
        let height = lines_height(1, fitted.size_pt);
        let mut y = area.y + (area.h - height * fitted.lines.len() as f32) / 2.0;
        for text in &fitted.lines {
            let style = Style::black(fitted.size_pt, weight);
            self.line(text, Area::new(area.x, y, area.w, height), Align::Left, style, faces);
            y += height;
        }
    }
}
