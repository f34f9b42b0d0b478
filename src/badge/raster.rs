//! A page as dots, black or none, for printers that take nothing else.
//!
//! What is square lands on whole dots, so that a QR has no uneven module. Letters begin on whole dots, so that the same
//! letter always looks the same, and get every dot they cover enough of.

use tiny_skia::{FillRule, Mask, Path, PathBuilder, Transform};
use ttf_parser::OutlineBuilder;

use super::font::Typefaces;
use super::paper::{Area, Draw, Ink, MM_PER_PT, Page, TextRun};
use super::qr::{QUIET_MODULES, QrMatrix};

/// How much of a dot a letter must cover to get it, of 255. At a half, a thin stroke of a Chinese character vanishes where
/// it lies over the border of two dots.
const LETTER_COVERS: u8 = 100;
/// How much of a dot any other shape must cover, of 255.
const SHAPE_COVERS: u8 = 128;
/// Dots in a byte.
const BITS: usize = 8;

/// A page of dots, row by row from the top: eight to a byte, the leftmost in the highest bit, a 1 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dots {
    row_bytes: usize,
    bytes: Vec<u8>,
}

impl Dots {
    fn white(width: usize, rows: usize) -> Self {
        let row_bytes = width.div_ceil(BITS);
        Self { row_bytes, bytes: vec![0; row_bytes * rows] }
    }

    /// Bytes of one row; the last may have dots beyond the page, which are white.
    pub fn row_bytes(&self) -> usize {
        self.row_bytes
    }

    /// All rows.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether there is a black dot at this column and row.
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        let byte =
            (x < self.row_bytes * BITS).then(|| self.bytes.get(y * self.row_bytes + x / BITS)).flatten();
        byte.is_some_and(|byte| byte & bit(x) != 0)
    }

    fn ink(&mut self, x: usize, y: usize, ink: Ink) {
        if let Some(byte) = self.bytes.get_mut(y * self.row_bytes + x / BITS) {
            match ink {
                Ink::Black => *byte |= bit(x),
                Ink::White => *byte &= !bit(x),
            }
        }
    }
}

fn bit(x: usize) -> u8 {
    0x80 >> (x % BITS)
}

/// Draws a page in dots, so many a millimetre. What lies beyond the page is left away.
pub fn draw(page: &Page, dots_per_mm: u8, faces: &Typefaces<'_>) -> Dots {
    let scale = f32::from(dots_per_mm);
    let (width, rows) = ((page.width * scale).round() as usize, (page.height * scale).round() as usize);
    let mut sheet = Sheet { dots: Dots::white(width, rows), width, rows, scale, faces };
    page.draws.iter().for_each(|draw| sheet.draw(draw));
    sheet.dots
}

/// A page on its way into dots.
struct Sheet<'a> {
    dots: Dots,
    width: usize,
    rows: usize,
    /// Dots a millimetre.
    scale: f32,
    faces: &'a Typefaces<'a>,
}

impl Sheet<'_> {
    fn draw(&mut self, draw: &Draw) {
        match draw {
            Draw::Rect { area, ink } => self.rect(*area, *ink),
            Draw::Polygon { points } => self.polygon(points),
            Draw::Text(run) => self.text(run),
            Draw::Qr { x, y, module, matrix } => self.qr(*x, *y, *module, matrix),
        }
    }

    /// Inks dots from one column and row up to, and without, another.
    fn block(&mut self, (left, top): (f32, f32), (right, bottom): (f32, f32), ink: Ink) {
        let within = |value: f32, most: usize| (value.max(0.0) as usize).min(most);
        for y in within(top, self.rows)..within(bottom, self.rows) {
            for x in within(left, self.width)..within(right, self.width) {
                self.dots.ink(x, y, ink);
            }
        }
    }

    /// Even the thinnest line gets a dot.
    fn rect(&mut self, area: Area, ink: Ink) {
        let (left, top) = ((area.x * self.scale).round(), (area.y * self.scale).round());
        let right = (area.right() * self.scale).round().max(left + 1.0);
        let bottom = (area.bottom() * self.scale).round().max(top + 1.0);
        self.block((left, top), (right, bottom), ink);
    }

    fn polygon(&mut self, points: &[(f32, f32)]) {
        let mut path = PathBuilder::new();
        for (at, (x, y)) in points.iter().enumerate() {
            let (x, y) = (x * self.scale, y * self.scale);
            if at == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
        }
        path.close();
        if let Some(path) = path.finish() {
            self.fill(&path, SHAPE_COVERS, Ink::Black);
        }
    }

    fn qr(&mut self, x: f32, y: f32, module: f32, matrix: &QrMatrix) {
        let module = (module * self.scale).round().max(1.0);
        let quiet = QUIET_MODULES as f32 * module;
        let (left, top) = ((x * self.scale).round() + quiet, (y * self.scale).round() + quiet);
        for run in matrix.runs() {
            let (x, y) = (left + run.start as f32 * module, top + run.row as f32 * module);
            self.block((x, y), (x + run.length as f32 * module, y + module), Ink::Black);
        }
    }

    fn text(&mut self, run: &TextRun) {
        let em = run.size_pt * MM_PER_PT * self.scale;
        let mut pen = Pen { path: PathBuilder::new(), x: 0.0, baseline: 0.0, scale: 0.0 };
        pen.baseline = (run.baseline * self.scale).round();
        let mut x = run.x * self.scale;
        for sign in run.text.chars() {
            let Some((face, glyph)) = self.faces.outline(sign, run.weight) else { continue };
            pen.scale = em / f32::from(face.units_per_em());
            pen.x = x.round();
            // A blank has no outline.
            face.outline_glyph(glyph, &mut pen);
            x += f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * pen.scale;
        }
        if let Some(path) = pen.path.finish() {
            self.fill(&path, LETTER_COVERS, run.ink);
        }
    }

    /// Inks the dots of which a path covers enough.
    fn fill(&mut self, path: &Path, covers: u8, ink: Ink) {
        let bounds = path.bounds();
        let (left, top) = (bounds.left().floor().max(0.0), bounds.top().floor().max(0.0));
        let right = bounds.right().ceil().min(self.width as f32);
        let bottom = bounds.bottom().ceil().min(self.rows as f32);
        // A size below one dot, which is a path beyond the page, makes no mask.
        let Some(mut mask) = Mask::new((right - left) as u32, (bottom - top) as u32) else { return };
        mask.fill_path(path, FillRule::Winding, true, Transform::from_translate(-left, -top));
        let (left, top) = (left as usize, top as usize);
        for (row, covered) in mask.data().chunks(mask.width() as usize).enumerate() {
            for (column, _) in covered.iter().enumerate().filter(|(_, covered)| **covered >= covers) {
                self.dots.ink(left + column, top + row, ink);
            }
        }
    }
}

/// Draws outlines of glyphs where they stand. Fonts count upwards from the baseline, pages downwards.
struct Pen {
    path: PathBuilder,
    x: f32,
    baseline: f32,
    /// Dots in a unit of the font.
    scale: f32,
}

impl Pen {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.baseline - y * self.scale)
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
