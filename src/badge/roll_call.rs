//! The roll call on paper: who is on site, to be ticked off at the meeting point. Paper needs no power.

use super::font::{Fonts, Typefaces, Weight};
use super::paper::{Align, Area, Ink, Page, Style};
use super::text::{Room, fit, one_line};
use super::{BadgeFault, pdf, printable};

/// Most people on one list: ten times a full day at the largest site, and 140 pages.
pub const LINES_MAX: usize = 5000;
/// Width and height of a page, in millimetres: A4.
pub const SIZE_MM: (f32, f32) = (210.0, 297.0);
/// Empty at every edge, in millimetres: office printers leave 5 mm, clips need more.
const MARGIN_MM: f32 = 10.0;
/// Heading of a page: title, time, gate and count, in millimetres.
const HEADING_MM: f32 = 16.0;
/// Names of the columns, in millimetres.
const TITLES_MM: f32 = 8.5;
/// Foot of a page: who took the roll, the note on shredding, the page's number, in millimetres.
const FOOT_MM: f32 = 12.0;
/// One person, in millimetres: two lines of the smallest type, and room for a pencil.
const ROW_MM: f32 = 6.6;
/// Side of a box to tick, in millimetres.
const BOX_MM: f32 = 4.2;
/// Thickness of the line between two people, in millimetres.
const HAIR_MM: f32 = 0.15;
/// Thickness of frames and of the line under the columns' names, in millimetres.
const LINE_MM: f32 = 0.35;
/// Between two columns, in millimetres.
const GAP_MM: f32 = 1.5;
/// Smallest type on the list, in points.
const LEAST_PT: f32 = 6.5;

const TITLE: &str = "点名单 Roll call";
const NOBODY: &str = "现场无访客 No visitors on site";
const TAKEN_BY: &str = "点名人 Taken by ________________    时间 Time ____________";
const SHRED: &str = "含个人信息 · 24 小时内销毁 Personal data, shred within 24 hours";

/// A column: its names and its width in millimetres.
struct Column {
    zh: &'static str,
    en: &'static str,
    width: f32,
}

const fn column(zh: &'static str, en: &'static str, width: f32) -> Column {
    Column { zh, en, width }
}

const PRESENT: Column = column("已到", "Present", 12.0);
const MISSING: Column = column("未到", "Missing", 12.0);
const COUNT: Column = column("序号", "No.", 9.0);
const NAME: Column = column("姓名", "Name", 37.0);
const UNIT: Column = column("单位", "Unit", 38.0);
const HOST: Column = column("被访人", "Host", 28.0);
const BADGE: Column = column("证号", "Badge", 19.0);
const PLACE: Column = column("位置", "Where", 20.0);
const SINCE: Column = column("进入时间", "Since", 15.0);
const COLUMNS: [Column; 9] = [PRESENT, MISSING, COUNT, NAME, UNIT, HOST, BADGE, PLACE, SINCE];

/// One person on site, every value as people read it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RollCallLine {
    /// The person's name.
    pub name: String,
    /// The person's unit; may be empty.
    pub unit: String,
    /// The host, who may know where the person is.
    pub host: String,
    /// The number on the badge.
    pub badge_no: String,
    /// Where the person was last known to be, or may go.
    pub place: String,
    /// When the person came in, in the site's time, as `09:12`.
    pub since: String,
}

/// A roll call at one moment. Its order is that of the lines; a page's rows are numbered through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RollCall {
    /// When the list was made, in the site's time, as `2026-11-22 14:05`.
    pub time: String,
    /// The gate that prints it.
    pub gate: String,
    /// Everybody on site, and everybody of whom it is not known.
    pub lines: Vec<RollCallLine>,
}

/// Makes the roll call as a PDF of A4 pages; the same bytes for the same list.
///
/// # Errors
/// `RollCallTooLong` beyond [`LINES_MAX`] lines, or a wider font that cannot be used.
pub fn roll_call(list: &RollCall, fonts: &Fonts) -> Result<Vec<u8>, BadgeFault> {
    let faces = fonts.open()?;
    let pages = place(list, &faces)?;
    pdf::write("Gatehouse roll call", &pages, &faces)
}

/// Places the roll call on its pages, at least one, for printing or for looking at.
///
/// # Errors
/// `RollCallTooLong` beyond [`LINES_MAX`] lines.
pub fn place(list: &RollCall, faces: &Typefaces<'_>) -> Result<Vec<Page>, BadgeFault> {
    let asked = list.lines.len();
    if asked > LINES_MAX {
        return Err(BadgeFault::RollCallTooLong { asked, most: LINES_MAX });
    }
    let rows = rows_per_page();
    let of = asked.div_ceil(rows).max(1);
    Ok((0..of)
        .map(|number| {
            let mut page = Page::new(SIZE_MM.0, SIZE_MM.1);
            draw_heading(&mut page, list, faces);
            draw_foot(&mut page, number + 1, of, faces);
            let body = body();
            let lines = list.lines.iter().enumerate().skip(number * rows).take(rows);
            for (row, (index, line)) in lines.enumerate() {
                let area = Area::new(body.x, body.y + row as f32 * ROW_MM, body.w, ROW_MM);
                draw_person(&mut page, area, index + 1, line, faces);
            }
            if list.lines.is_empty() {
                let area = Area::new(body.x, body.y, body.w, 20.0);
                page.line(NOBODY, area, Align::Centre, Style::black(14.0, Weight::Bold), faces);
            }
            page
        })
        .collect())
}

fn body() -> Area {
    let top = MARGIN_MM + HEADING_MM + TITLES_MM;
    Area::new(MARGIN_MM, top, SIZE_MM.0 - 2.0 * MARGIN_MM, SIZE_MM.1 - MARGIN_MM - FOOT_MM - top)
}

fn rows_per_page() -> usize {
    (body().h / ROW_MM).floor() as usize
}

/// The columns with their left edges.
fn places() -> impl Iterator<Item = (Column, f32)> {
    COLUMNS.into_iter().scan(MARGIN_MM, |left, column| {
        let x = *left;
        *left += column.width;
        Some((column, x))
    })
}

fn draw_heading(page: &mut Page, list: &RollCall, faces: &Typefaces<'_>) {
    let width = SIZE_MM.0 - 2.0 * MARGIN_MM;
    let top = Area::new(MARGIN_MM, MARGIN_MM, width, 9.0);
    page.line(TITLE, top, Align::Left, Style::black(18.0, Weight::Bold), faces);
    let count = list.lines.len();
    let people = if count == 1 { "person" } else { "people" };
    let count = format!("{count} 人 {people}");
    page.line(&count, top, Align::Right, Style::black(18.0, Weight::Bold), faces);
    let below = Area::new(MARGIN_MM, top.bottom() + 0.5, width, 5.5);
    let facts = format!(
        "时间 Time {}    门岗 Gate {}",
        printable::cell(&list.time, faces),
        printable::cell(&list.gate, faces)
    );
    let facts = one_line(&facts, Weight::Regular, 11.0, width, faces);
    page.line(&facts, below, Align::Left, Style::black(11.0, Weight::Regular), faces);
    let titles = MARGIN_MM + HEADING_MM;
    for (column, x) in places() {
        for (row, text, size_pt, weight) in
            [(0.0, column.zh, 8.5, Weight::Bold), (1.0, column.en, 7.0, Weight::Regular)]
        {
            let area = Area::new(x, titles + row * 4.0, column.width, 4.0);
            page.line(text, area, align(&column), Style::black(size_pt, weight), faces);
        }
    }
    page.rect(Area::new(MARGIN_MM, titles + TITLES_MM - LINE_MM, width, LINE_MM), Ink::Black);
}

/// Boxes stand in the middle of their columns, so their names do too.
fn align(column: &Column) -> Align {
    if column.zh == PRESENT.zh || column.zh == MISSING.zh { Align::Centre } else { Align::Left }
}

fn draw_foot(page: &mut Page, number: usize, of: usize, faces: &Typefaces<'_>) {
    let width = SIZE_MM.0 - 2.0 * MARGIN_MM;
    let top = SIZE_MM.1 - MARGIN_MM - FOOT_MM;
    let style = Style::black(8.5, Weight::Regular);
    let first = Area::new(MARGIN_MM, top + 2.0, width, 5.0);
    page.line(TAKEN_BY, first, Align::Left, style, faces);
    let second = Area::new(MARGIN_MM, top + 7.0, width, 5.0);
    page.line(SHRED, second, Align::Left, style, faces);
    let pages = format!("第 {number} / {of} 页 Page {number} of {of}");
    page.line(&pages, second, Align::Right, style, faces);
}

fn draw_person(page: &mut Page, row: Area, number: usize, line: &RollCallLine, faces: &Typefaces<'_>) {
    page.rect(Area::new(row.x, row.bottom() - HAIR_MM, row.w, HAIR_MM), Ink::Black);
    let (name, _) = printable::name(&line.name, &line.badge_no, faces);
    let cells = [
        None,
        None,
        Some((number.to_string(), Weight::Regular)),
        Some((name, Weight::Bold)),
        Some((printable::cell(&line.unit, faces), Weight::Regular)),
        Some((printable::cell(&line.host, faces), Weight::Regular)),
        Some((printable::cell(&line.badge_no, faces), Weight::Bold)),
        Some((printable::cell(&line.place, faces), Weight::Regular)),
        Some((printable::cell(&line.since, faces), Weight::Regular)),
    ];
    for ((column, x), cell) in places().zip(cells) {
        match cell {
            None => {
                let left = x + (column.width - BOX_MM) / 2.0;
                let tick = Area::new(left, row.y + (row.h - HAIR_MM - BOX_MM) / 2.0, BOX_MM, BOX_MM);
                page.frame(tick, LINE_MM);
            }
            Some((text, weight)) => {
                let area = Area::new(x, row.y, column.width - GAP_MM, row.h - HAIR_MM);
                draw_cell(page, area, &text, weight, faces);
            }
        }
    }
}

fn draw_cell(page: &mut Page, area: Area, text: &str, weight: Weight, faces: &Typefaces<'_>) {
    let room = Room {
        width: area.w,
        height: area.h,
        most_pt: 10.0,
        one_line_pt: 8.5,
        least_pt: LEAST_PT,
        two_lines: true,
    };
    page.lines(&fit(text, weight, room, faces), area, weight, faces);
}
