//! The badge: who, with whom, where, until when, and the QR a reader takes in at a glance.
//!
//! Nothing on it grades the visitor: the band tells guards three kinds apart by its shape alone, so that it
//! also works on a black label printer and for people who do not see colours.

use super::font::{Fonts, Typefaces, Weight};
use super::paper::{Align, Area, Draw, Ink, Page, Style, qr_side};
use super::pass::PassToken;
use super::printable;
use super::qr::{QUIET_MODULES, QrMatrix};
use super::raster::{self, Dots};
use super::text::{Room, fit, lines_height};
use super::{BadgeFault, pdf};

/// Kept empty at the top and bottom, in millimetres: label printers cut about 3 mm off.
pub const END_MARGIN_MM: f32 = 3.5;
/// Kept empty at both sides, in millimetres: the printable width is 1.5 mm less on each side.
pub const SIDE_MARGIN_MM: f32 = 1.5;
/// Side of a QR module in millimetres: at 0.6 every reader we tried takes a scratched or blurred code.
const MODULE_MM: f32 = 0.6;
/// The same in whole dots of a receipt printer, five of eight a millimetre.
const ROLL_MODULE_MM: f32 = 0.625;
/// Smallest type on a badge, in points.
const LEAST_PT: f32 = 6.0;
/// Thickness of frames, in millimetres: four dots of a 203 dpi printer.
const FRAME_MM: f32 = 0.5;

const VISITOR: (&str, &str) = ("访客证", "VISITOR");
const ESCORTED: &str = "须陪同 ESCORTED";
const HOST: &str = "被访人 Host";
const AREA: &str = "区域 Area";
const VALID_UNTIL: &str = "有效至 Valid until";
const NUMBER: &str = "证号 Badge no.";
const RULE_ZH: &str = "请全程佩戴 · 离开时交回";
const RULE_EN: &str = "Wear visibly, return on leaving";

/// What every badge says, whoever wears it: the least a font has to write.
pub const FIXED_WORDS: [&str; 9] =
    [VISITOR.0, VISITOR.1, ESCORTED, HOST, AREA, VALID_UNTIL, NUMBER, RULE_ZH, RULE_EN];

/// What the badge is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Label from a roll, 62 x 100 mm.
    Label62x100,
    /// Card, 54 x 86 mm.
    Card54x86,
    /// Sheet of A6, 105 x 148 mm.
    A6,
    /// Roll of paper, 80 mm wide, of which a receipt printer prints the middle 72; cut off after 106 mm.
    Roll80,
}

impl Media {
    /// Width and height in millimetres.
    pub fn size_mm(self) -> (f32, f32) {
        match self {
            Self::Label62x100 => (62.0, 100.0),
            Self::Card54x86 => (54.0, 86.0),
            Self::A6 => (105.0, 148.0),
            Self::Roll80 => (72.0, 106.0),
        }
    }
}

/// The pattern beside the heading. Which kind of visit has which is the configuration's to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// A frame with nothing in it.
    Plain,
    /// Slanted stripes.
    Stripes,
    /// Solid arrowheads.
    Chevrons,
}

/// What stands on a badge, every value as people read it. Nothing in it says how important the visitor is.
#[derive(Debug, Clone)]
pub struct BadgeFace {
    /// The visitor's name.
    pub name: String,
    /// The visitor's unit; may be empty.
    pub unit: String,
    /// The host, perhaps with the department.
    pub host: String,
    /// Where the visitor may go.
    pub area: String,
    /// Whether somebody must go along.
    pub escorted: bool,
    /// End of the window in the site's time, as `2026-11-22 17:30`.
    pub valid_until: String,
    /// The number on the badge, as `G1-000123`.
    pub badge_no: String,
    /// The pattern beside the heading.
    pub band: Band,
    /// Which printing this is, from 1; above 1 the badge says so.
    pub issue: u8,
    /// What the QR holds.
    pub token: PassToken,
}

/// A badge, ready for a printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgePdf {
    /// The PDF, one page of the media's size.
    pub bytes: Vec<u8>,
    /// The name as printed, if no font could write the name as given: for the guard to check.
    pub replaced: Option<String>,
}

/// A badge as dots, for a printer that takes nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeDots {
    /// The page.
    pub dots: Dots,
    /// The name as printed, if no font could write the name as given: for the guard to check.
    pub replaced: Option<String>,
}

/// Makes a badge.
///
/// Takes the face, the media and the fonts. Gives the same bytes for the same values, about 25 kB in about
/// 20 ms.
///
/// # Errors
/// Only for a wider font that cannot be used; with the embedded fonts a badge is always made.
pub fn badge(face: &BadgeFace, media: Media, fonts: &Fonts) -> Result<BadgePdf, BadgeFault> {
    let faces = fonts.open()?;
    let (page, replaced) = place(face, media, &faces)?;
    let bytes = pdf::write("Gatehouse badge", &[page], &faces)?;
    Ok(BadgePdf { bytes, replaced })
}

/// Makes a badge of dots, so many a millimetre; the same dots for the same values.
///
/// # Errors
/// Only for a wider font that cannot be read; with the embedded fonts a badge is always made.
pub fn badge_dots(
    face: &BadgeFace,
    media: Media,
    dots_per_mm: u8,
    fonts: &Fonts,
) -> Result<BadgeDots, BadgeFault> {
    let faces = fonts.open()?;
    let (page, replaced) = place(face, media, &faces)?;
    Ok(BadgeDots { dots: raster::draw(&page, dots_per_mm, &faces), replaced })
}

/// Measures that differ between the media, in millimetres and points.
struct Measures {
    /// From the paper's edge to the type.
    side: f32,
    band: f32,
    name_pt: f32,
    unit: f32,
    unit_pt: f32,
    escorted: f32,
    row: f32,
    row_label: f32,
    row_pt: f32,
    rule: f32,
    label_pt: f32,
    module: f32,
}

fn measures(media: Media) -> Measures {
    match media {
        Media::Label62x100 => Measures {
            side: 3.0,
            band: 9.5,
            name_pt: 38.0,
            unit: 9.5,
            unit_pt: 12.0,
            escorted: 7.5,
            row: 5.4,
            row_label: 15.5,
            row_pt: 11.0,
            rule: 6.6,
            label_pt: 7.0,
            module: MODULE_MM,
        },
        Media::Card54x86 => Measures {
            side: 2.5,
            band: 8.0,
            name_pt: 32.0,
            unit: 7.4,
            unit_pt: 10.5,
            escorted: 6.2,
            row: 4.4,
            row_label: 15.0,
            row_pt: 9.5,
            rule: 5.8,
            label_pt: 7.0,
            module: MODULE_MM,
        },
        Media::A6 => Measures {
            side: 6.0,
            band: 15.0,
            name_pt: 60.0,
            unit: 15.0,
            unit_pt: 18.0,
            escorted: 10.0,
            row: 8.0,
            row_label: 26.0,
            row_pt: 15.0,
            rule: 9.0,
            label_pt: 7.0,
            module: MODULE_MM,
        },
        Media::Roll80 => Measures {
            side: 2.5,
            band: 10.5,
            name_pt: 42.0,
            unit: 10.0,
            unit_pt: 13.0,
            escorted: 8.0,
            row: 6.0,
            row_label: 18.0,
            row_pt: 12.5,
            rule: 7.0,
            label_pt: 8.0,
            module: ROLL_MODULE_MM,
        },
    }
}

/// Places a badge on its page.
///
/// Gives the shapes, for printing or for looking at, and the name as printed if it differs from the name.
///
/// # Errors
/// `Qr`, which the length of a pass rules out.
pub fn place(
    face: &BadgeFace,
    media: Media,
    faces: &Typefaces<'_>,
) -> Result<(Page, Option<String>), BadgeFault> {
    let m = measures(media);
    let (width, height) = media.size_mm();
    let mut page = Page::new(width, height);
    let matrix = QrMatrix::encode(face.token.as_str())?;
    let (name, differs) = printable::name(&face.name, &face.badge_no, faces);

    let inner = width - 2.0 * m.side;
    let band = Area::new(SIDE_MARGIN_MM, END_MARGIN_MM, width - 2.0 * SIDE_MARGIN_MM, m.band);
    draw_band(&mut page, band, face.band, faces);

    let rule = Area::new(m.side, height - END_MARGIN_MM - m.rule, inner, m.rule);
    draw_rule(&mut page, rule, faces);

    let side = qr_side(m.module, &matrix);
    let qr = Area::new(width - SIDE_MARGIN_MM - side, rule.y - side, side, side);
    page.draws.push(Draw::Qr { x: qr.x, y: qr.y, module: m.module, matrix });
    let quiet = QUIET_MODULES as f32 * m.module;
    let column = Area::new(m.side, qr.y, qr.x - m.side, side - quiet);
    draw_column(&mut page, column, face, m.label_pt, faces);

    // From the QR upwards; the name has the rest.
    let mut y = qr.y;
    for (label, value) in [(AREA, &face.area), (HOST, &face.host)] {
        let value = printable::cell(value, faces);
        if !value.is_empty() {
            y -= m.row;
            draw_row(&mut page, Area::new(m.side, y, inner, m.row), (label, &value), &m, faces);
        }
    }
    if face.escorted {
        y -= m.escorted + 1.0;
        let area = Area::new(SIDE_MARGIN_MM, y, width - 2.0 * SIDE_MARGIN_MM, m.escorted);
        page.rect(area, Ink::Black);
        let size_pt = fit(ESCORTED, Weight::Bold, Room::line(area.w - 4.0, 17.0, LEAST_PT), faces).size_pt;
        let style = Style { size_pt, weight: Weight::Bold, ink: Ink::White };
        page.line(ESCORTED, area, Align::Centre, style, faces);
    }
    let unit = printable::cell(&face.unit, faces);
    if !unit.is_empty() {
        y -= m.unit + 0.6;
        let room = Room {
            width: inner,
            height: m.unit,
            most_pt: m.unit_pt,
            one_line_pt: m.unit_pt - 2.5,
            least_pt: 7.5,
            two_lines: true,
        };
        let fitted = fit(&unit, Weight::Regular, room, faces);
        page.lines(&fitted, Area::new(m.side, y, inner, m.unit), Weight::Regular, faces);
    }
    let top = band.bottom() + 0.8;
    let area = Area::new(m.side, top, inner, y - top);
    let room = Room {
        width: inner,
        height: area.h,
        most_pt: m.name_pt,
        one_line_pt: 22.0,
        least_pt: 11.0,
        two_lines: true,
    };
    page.lines(&fit(&name, Weight::Bold, room, faces), area, Weight::Bold, faces);
    Ok((page, differs.then_some(name)))
}

fn draw_band(page: &mut Page, area: Area, band: Band, faces: &Typefaces<'_>) {
    let wing = area.w * 0.24;
    let middle = Area::new(area.x + wing, area.y, area.w - 2.0 * wing, area.h).inset(FRAME_MM + 0.2);
    let (zh, en) = VISITOR;
    let split = middle.h * 0.62;
    let zh_area = Area::new(middle.x, middle.y, middle.w, split);
    page.line(zh, zh_area, Align::Centre, Style::black(middle.h * 1.56, Weight::Bold), faces);
    let en_area = Area::new(middle.x, middle.y + split, middle.w, middle.h - split);
    page.line(en, en_area, Align::Centre, Style::black(middle.h * 0.95, Weight::Bold), faces);
    let wings =
        [Area::new(area.x, area.y, wing, area.h), Area::new(area.right() - wing, area.y, wing, area.h)];
    match band {
        Band::Plain => page.frame(area, FRAME_MM),
        Band::Stripes => wings.into_iter().for_each(|wing| draw_stripes(page, wing)),
        Band::Chevrons => wings.into_iter().for_each(|wing| draw_chevrons(page, wing)),
    }
}

/// Four slanted stripes that fill a wing of the band.
fn draw_stripes(page: &mut Page, area: Area) {
    const STRIPES: u8 = 4;
    // Each stripe is as wide as the gap behind it, and the last gap is left away.
    let slant = area.h * 0.5;
    let pitch = (area.w - slant) / (f32::from(STRIPES) - 0.5);
    for stripe in 0..STRIPES {
        let left = area.x + f32::from(stripe) * pitch;
        let right = left + pitch / 2.0;
        page.draws.push(Draw::Polygon {
            points: vec![
                (left, area.bottom()),
                (right, area.bottom()),
                (right + slant, area.y),
                (left + slant, area.y),
            ],
        });
    }
}

/// Two solid arrowheads that fill a wing of the band.
fn draw_chevrons(page: &mut Page, area: Area) {
    let half = area.w / 2.0;
    for left in [area.x, area.x + half] {
        let (thick, tip) = (half * 0.55, left + half);
        let middle = area.y + area.h / 2.0;
        page.draws.push(Draw::Polygon {
            points: vec![
                (left, area.y),
                (left + thick, area.y),
                (tip, middle),
                (left + thick, area.bottom()),
                (left, area.bottom()),
                (tip - thick, middle),
            ],
        });
    }
}

fn draw_rule(page: &mut Page, area: Area, faces: &Typefaces<'_>) {
    let half = area.h / 2.0;
    for (row, text, most_pt) in [(0.0, RULE_ZH, 8.0), (1.0, RULE_EN, 7.5)] {
        let room = Room { height: half, ..Room::line(area.w, most_pt, LEAST_PT) };
        let size_pt = fit(text, Weight::Regular, room, faces).size_pt;
        let line = Area::new(area.x, area.y + row * half, area.w, half);
        page.line(text, line, Align::Left, Style::black(size_pt, Weight::Regular), faces);
    }
}

fn draw_row(page: &mut Page, area: Area, row: (&str, &str), m: &Measures, faces: &Typefaces<'_>) {
    let (label, value) = row;
    let label_area = Area::new(area.x, area.y, m.row_label, area.h);
    page.line(label, label_area, Align::Left, Style::black(m.label_pt, Weight::Regular), faces);
    let value_area = Area::new(area.x + m.row_label, area.y, area.w - m.row_label, area.h);
    let fitted = fit(value, Weight::Bold, Room::line(value_area.w, m.row_pt, 7.0), faces);
    page.lines(&fitted, value_area, Weight::Bold, faces);
}

/// The column beside the QR: until when, the number, and which printing it is.
fn draw_column(page: &mut Page, area: Area, face: &BadgeFace, label_pt: f32, faces: &Typefaces<'_>) {
    let reprint = (face.issue > 1).then(|| format!("补打 REPRINT {}", face.issue));
    let label = lines_height(1, label_pt);
    let mark = if reprint.is_some() { 5.6 } else { 0.0 };
    // A little lower than the row above it, so that the label is not read as part of that.
    let drop = 0.8;
    let values = area.h - drop - 2.0 * label - mark;
    let mut y = area.y + drop;
    for (title, value, share, most_pt) in
        [(VALID_UNTIL, &face.valid_until, 0.42, 14.0), (NUMBER, &face.badge_no, 0.58, 30.0)]
    {
        let size_pt = fit(title, Weight::Regular, Room::line(area.w, label_pt, LEAST_PT), faces).size_pt;
        let title_area = Area::new(area.x, y, area.w, label);
        page.line(title, title_area, Align::Left, Style::black(size_pt, Weight::Regular), faces);
        y += label;
        let height = values * share;
        let room = Room {
            width: area.w,
            height,
            most_pt,
            one_line_pt: most_pt * 0.62,
            least_pt: 7.0,
            two_lines: true,
        };
        let fitted = fit(&printable::cell(value, faces), Weight::Bold, room, faces);
        page.lines(&fitted, Area::new(area.x, y, area.w, height), Weight::Bold, faces);
        y += height;
    }
    if let Some(text) = reprint {
        let frame = Area::new(area.x, area.bottom() - mark + 0.6, area.w - 0.5, mark - 0.6);
        page.frame(frame, FRAME_MM);
        let size_pt = fit(&text, Weight::Bold, Room::line(frame.w - 2.0, 9.0, LEAST_PT), faces).size_pt;
        page.line(&text, frame, Align::Centre, Style::black(size_pt, Weight::Bold), faces);
    }
}
