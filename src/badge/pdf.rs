//! Turns pages of shapes into a PDF: the fonts cut to what is used, all ink pure black or white, and the
//! same bytes for the same pages, so that a repeated print job is the same job.

use std::collections::{BTreeMap, BTreeSet};

use printpdf::ops::PdfFontHandle;
use printpdf::{
    Color, FontId, Greyscale, LinePoint, Mm, Op, PaintMode, PdfDocument, PdfFont, PdfPage, PdfSaveOptions,
    Point, Polygon, PolygonRing, Pt, TextItem, WindingOrder,
};
use sha2::{Digest, Sha256};

use super::BadgeFault;
use super::font::{Slot, Typefaces};
use super::paper::{Area, Draw, Ink, Page, TextRun};
use super::qr::{QUIET_MODULES, QrMatrix};

/// Writes pages as one PDF.
///
/// Takes a title (never personal data: it shows in print queues) and the pages. Gives the bytes.
///
/// # Errors
/// `FontUncut` or `FontRefused`, if a wider font is in a format that cannot be embedded.
pub fn write(title: &str, pages: &[Page], faces: &Typefaces<'_>) -> Result<Vec<u8>, BadgeFault> {
    let mut document = PdfDocument::new(title);
    let mut fonts = BTreeMap::new();
    for (slot, signs) in used_signs(pages, faces) {
        if let Some(font) = faces.cut(slot, &signs)? {
            // The writer's own names for fonts are random.
            let id = FontId(slot.name().to_owned());
            document.resources.fonts.map.insert(id.clone(), PdfFont::new(font));
            fonts.insert(slot, id);
        }
    }
    let pages = pages
        .iter()
        .map(|page| {
            let mut sheet = Sheet { height: page.height, fonts: &fonts, faces, ops: Vec::new() };
            page.draws.iter().for_each(|draw| sheet.draw(draw));
            PdfPage::new(Mm(page.width), Mm(page.height), sheet.ops)
        })
        .collect();
    // The writer's warnings are about fonts without a character map; ours is set glyph by glyph.
    let mut warnings = Vec::new();
    let mut bytes = document.with_pages(pages).save(&PdfSaveOptions::default(), &mut warnings);
    settle_id(&mut bytes);
    Ok(bytes)
}

/// Replaces the random file identifier by one that follows from the content.
///
/// The writer ends a file with `/ID[(32 letters)(32 letters)]`; as many letters go in, so every offset in
/// the file stays true.
fn settle_id(bytes: &mut [u8]) {
    const KEY: &[u8] = b"/ID[(";
    const LETTERS: usize = 32;
    let Some(at) = bytes.windows(KEY.len()).rposition(|window| window == KEY) else { return };
    let (content, trailer) = bytes.split_at_mut(at + KEY.len());
    let digest = Sha256::digest(&*content);
    let letters = digest.iter().flat_map(|byte| [b'A' + (byte >> 4), b'A' + (byte & 15)]).take(LETTERS);
    // Both strings: the second begins after `)(`.
    for (place, letter) in trailer.iter_mut().zip(letters.clone()) {
        *place = letter;
    }
    for (place, letter) in trailer.iter_mut().skip(LETTERS + 2).zip(letters) {
        *place = letter;
    }
}

fn used_signs(pages: &[Page], faces: &Typefaces<'_>) -> BTreeMap<Slot, BTreeSet<char>> {
    let mut used: BTreeMap<Slot, BTreeSet<char>> = BTreeMap::new();
    for draw in pages.iter().flat_map(|page| &page.draws) {
        if let Draw::Text(run) = draw {
            for sign in run.text.chars() {
                if let Some(slot) = faces.slot(sign, run.weight) {
                    used.entry(slot).or_default().insert(sign);
                }
            }
        }
    }
    used
}

/// One page on its way into the writer's operations. PDF counts from the bottom, pages from the top.
struct Sheet<'a> {
    height: f32,
    fonts: &'a BTreeMap<Slot, FontId>,
    faces: &'a Typefaces<'a>,
    ops: Vec<Op>,
}

impl Sheet<'_> {
    fn draw(&mut self, draw: &Draw) {
        match draw {
            Draw::Rect { area, ink } => self.fill(*ink, vec![corners(*area)]),
            Draw::Polygon { points } => self.fill(Ink::Black, vec![points.clone()]),
            Draw::Text(run) => self.text(run),
            Draw::Qr { x, y, module, matrix } => self.qr(*x, *y, *module, matrix),
        }
    }

    fn point(&self, (x, y): (f32, f32)) -> Point {
        Point { x: Mm(x).into(), y: Mm(self.height - y).into() }
    }

    fn fill(&mut self, ink: Ink, shapes: Vec<Vec<(f32, f32)>>) {
        let rings = shapes
            .into_iter()
            .map(|corners| PolygonRing {
                points: corners
                    .into_iter()
                    .map(|corner| LinePoint { p: self.point(corner), bezier: false })
                    .collect(),
            })
            .collect();
        self.ops.push(Op::SetFillColor { col: gray(ink) });
        self.ops.push(Op::DrawPolygon {
            polygon: Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero },
        });
    }

    /// The whole symbol as one path: drawn module by module, hairlines of white show between them.
    fn qr(&mut self, x: f32, y: f32, module: f32, matrix: &QrMatrix) {
        let quiet = QUIET_MODULES as f32 * module;
        let runs = matrix
            .runs()
            .into_iter()
            .map(|run| {
                corners(Area::new(
                    x + quiet + run.start as f32 * module,
                    y + quiet + run.row as f32 * module,
                    run.length as f32 * module,
                    module,
                ))
            })
            .collect();
        self.fill(Ink::Black, runs);
    }

    fn text(&mut self, run: &TextRun) {
        self.ops.push(Op::StartTextSection);
        self.ops.push(Op::SetFillColor { col: gray(run.ink) });
        self.ops.push(Op::SetTextCursor { pos: self.point((run.x, run.baseline)) });
        let mut rest = run.text.chars().peekable();
        while let Some(sign) = rest.next() {
            let slot = self.faces.slot(sign, run.weight);
            let Some(font) = slot.and_then(|slot| self.fonts.get(&slot)) else { continue };
            let mut part = String::from(sign);
            while let Some(next) = rest.next_if(|next| self.faces.slot(*next, run.weight) == slot) {
                part.push(next);
            }
            self.ops.push(Op::SetFont { font: PdfFontHandle::External(font.clone()), size: Pt(run.size_pt) });
            self.ops.push(Op::ShowText { items: vec![TextItem::Text(part)] });
        }
        self.ops.push(Op::EndTextSection);
    }
}

fn gray(ink: Ink) -> Color {
    let percent = match ink {
        Ink::Black => 0.0,
        Ink::White => 1.0,
    };
    Color::Greyscale(Greyscale::new(percent, None))
}

fn corners(area: Area) -> Vec<(f32, f32)> {
    let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
    vec![(left, bottom), (right, bottom), (right, top), (left, top)]
}
