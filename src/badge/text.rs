//! Fits a text into a room: smaller type first, then two lines, then an ellipsis. Nothing runs over an edge.

use super::font::{Typefaces, Weight};
use super::paper::{ASCENT_EM, DESCENT_EM, MM_PER_PT};

/// Steps in which type is made smaller, in points: finer ones cannot be told apart on a label.
const STEP_PT: f32 = 0.5;
/// Height of a line of type in parts of its size, tails and accents included.
const LINE_EM: f32 = ASCENT_EM + DESCENT_EM;
/// What stands for the part that does not fit.
const ELLIPSIS: char = '…';
// The fullwidth forms look like their ASCII twins in an editor, so they are written as numbers.
const FULL_PAREN_OPEN: char = '\u{FF08}';
const FULL_PAREN_CLOSE: char = '\u{FF09}';
const FULL_COMMA: char = '\u{FF0C}';

/// How much room a text has, and how it may be set in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Width in millimetres.
    pub width: f32,
    /// Height in millimetres.
    pub height: f32,
    /// Largest type size in points.
    pub most_pt: f32,
    /// Down to this size one line is better than two, in points.
    pub one_line_pt: f32,
    /// Smallest type size in points; below it people cannot read the badge at arm's length.
    pub least_pt: f32,
    /// Whether a second line is allowed.
    pub two_lines: bool,
}

impl Room {
    /// Room for one line, its type between two sizes in points; the height never limits it.
    pub const fn line(width: f32, most_pt: f32, least_pt: f32) -> Self {
        Self { width, height: f32::INFINITY, most_pt, one_line_pt: least_pt, least_pt, two_lines: false }
    }
}

/// A text as it fits: a size in points and at most two lines, none for an empty text.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Type size in points.
    pub size_pt: f32,
    /// The lines, from the top.
    pub lines: Vec<String>,
}

/// Height of so many lines of a type size in points, in millimetres.
pub fn lines_height(lines: usize, size_pt: f32) -> f32 {
    lines as f32 * LINE_EM * size_pt * MM_PER_PT
}

/// Fits a text into a room. Every line it gives is at most as wide as the room.
pub fn fit(text: &str, weight: Weight, room: Room, faces: &Typefaces<'_>) -> Fitted {
    if text.is_empty() {
        return Fitted { size_pt: room.least_pt, lines: Vec::new() };
    }
    // Widths grow with the size, so everything is measured once, at one point.
    let width_at_1 = |part: &str| faces.width_mm(part, weight, 1.0);
    let fits = |width_at_1: f32, lines: usize, size: f32| {
        width_at_1 * size <= room.width && lines_height(lines, size) <= room.height
    };
    let whole = width_at_1(text);
    let one_line_floor = if room.two_lines { room.one_line_pt } else { room.least_pt };
    if let Some(size_pt) = sizes(room.most_pt, one_line_floor).find(|size| fits(whole, 1, *size)) {
        return Fitted { size_pt, lines: vec![text.to_owned()] };
    }
    if room.two_lines
        && let Some((first, second)) = best_break(text, &width_at_1)
    {
        let widest = width_at_1(first).max(width_at_1(second));
        if let Some(size_pt) = sizes(room.most_pt, room.least_pt).find(|size| fits(widest, 2, *size)) {
            return Fitted { size_pt, lines: vec![first.to_owned(), second.to_owned()] };
        }
    }
    let size_pt = room.least_pt;
    let limit = room.width / size_pt;
    if !room.two_lines || lines_height(2, size_pt) > room.height {
        return Fitted { size_pt, lines: vec![shorten(text, limit, &width_at_1)] };
    }
    let (first, rest) = fill(text, limit, &width_at_1);
    let mut lines = vec![first.to_owned()];
    if !rest.is_empty() {
        lines.push(shorten(rest, limit, &width_at_1));
    }
    Fitted { size_pt, lines }
}

/// One line of a fixed size, with an ellipsis if it must be.
pub fn one_line(text: &str, weight: Weight, size_pt: f32, width: f32, faces: &Typefaces<'_>) -> String {
    shorten(text, width, &|part| faces.width_mm(part, weight, size_pt))
}

/// Type sizes from the largest to the smallest, in points.
fn sizes(most: f32, least: f32) -> impl Iterator<Item = f32> {
    let steps = ((most - least) / STEP_PT).max(0.0).floor() as u32;
    (0..=steps).map(move |step| most - STEP_PT * step as f32)
}

/// The break after which the wider of both lines is narrowest; none if the text has no place for one. A
/// break between words is taken before one within a date or a company's name, unless the lines get far
/// wider.
fn best_break<'t>(text: &'t str, width: &impl Fn(&str) -> f32) -> Option<(&'t str, &'t str)> {
    const WITHIN_A_WORD: f32 = 1.5;
    breaks(text)
        .map(|at| {
            let (first, second) = (text[..at].trim_end(), text[at..].trim_start());
            let between_words = first.len() < at || first.ends_with('·');
            let burden = if between_words { 1.0 } else { WITHIN_A_WORD };
            (first, second, burden * width(first).max(width(second)))
        })
        .filter(|(first, second, _)| !first.is_empty() && !second.is_empty())
        .min_by(|a, b| a.2.total_cmp(&b.2))
        .map(|(first, second, _)| (first, second))
}

/// The longest beginning that fits and ends where a line may end, or, within one long word, the longest
/// beginning that fits; and the rest.
fn fill<'t>(text: &'t str, limit: f32, width: &impl Fn(&str) -> f32) -> (&'t str, &'t str) {
    let fits = |at: &usize| width(text[..*at].trim_end()) <= limit;
    let at = breaks(text)
        .take_while(fits)
        .last()
        .or_else(|| text.char_indices().map(|(at, _)| at).skip(1).take_while(fits).last())
        .unwrap_or(text.len());
    (text[..at].trim_end(), text[at..].trim_start())
}

/// The text, or its longest beginning that fits together with an ellipsis.
fn shorten(text: &str, limit: f32, width: &impl Fn(&str) -> f32) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let dots = width(ELLIPSIS.encode_utf8(&mut [0; 4]));
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .take_while(|at| width(&text[..*at]) + dots <= limit)
        .last()
        .unwrap_or(0);
    let kept =
        text[..end].trim_end_matches(|sign: char| sign.is_whitespace() || matches!(sign, '·' | '-' | ','));
    format!("{kept}{ELLIPSIS}")
}

/// Byte places where a line may end: after blanks, hyphens and middle dots, and between Chinese characters
/// unless the next one is a closing mark.
fn breaks(text: &str) -> impl Iterator<Item = usize> {
    let after = text.char_indices().skip(1);
    text.chars().zip(after).filter(|(before, (_, next))| may_break(*before, *next)).map(|(_, (at, _))| at)
}

fn may_break(before: char, next: char) -> bool {
    if next.is_whitespace() || closes(next) || opens(before) {
        return false;
    }
    before.is_whitespace() || matches!(before, '-' | '·' | '/' | ',') || is_wide(before) || is_wide(next)
}

fn opens(sign: char) -> bool {
    matches!(sign, '(' | '[' | '<' | '《' | '「' | '“' | '【' | FULL_PAREN_OPEN)
}

fn closes(sign: char) -> bool {
    matches!(sign, ')' | ']' | '>' | '》' | '」' | '”' | '】' | FULL_PAREN_CLOSE)
        || matches!(sign, ',' | '.' | ':' | ';' | '!' | '?' | '·' | '-' | '…' | '。' | '、' | FULL_COMMA)
}

/// Characters of the Chinese, Japanese and fullwidth blocks: between them a line may end anywhere.
fn is_wide(sign: char) -> bool {
    matches!(u32::from(sign), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF01..=0xFF60 | 0x20000..=0x3FFFF)
}
