//! Makes a text printable: what no font can write is written in letters, so that nobody wears an empty box.

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::font::Typefaces;

/// Characters of a text that are looked at: more than any cell can show, few enough to measure quickly.
const CHARS_MAX: usize = 120;
/// Stands for letters that neither a font nor pinyin can write.
const UNKNOWN: char = '□';

/// Surnames of two characters; the others have one.
const DOUBLE_SURNAMES: [&str; 20] = [
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "宇文", "长孙",
    "司徒", "端木", "南宫", "独孤", "万俟", "呼延", "歐陽",
];
/// Surnames that are read otherwise than the same character in a text.
const SURNAME_READINGS: [(&str, &str); 14] = [
    ("曾", "zeng"),
    ("单", "shan"),
    ("仇", "qiu"),
    ("解", "xie"),
    ("区", "ou"),
    ("查", "zha"),
    ("盖", "ge"),
    ("朴", "piao"),
    ("任", "ren"),
    ("翟", "zhai"),
    ("覃", "qin"),
    ("乐", "yue"),
    ("尉迟", "yuchi"),
    ("万俟", "moqi"),
];

/// A text as it goes on paper, tidied: composed characters, single blanks, no marks that steer or join.
///
/// Control characters, directions and joiners have no width and would hide or turn what stands beside them.
pub fn tidy(text: &str) -> String {
    let mut tidied = String::new();
    for sign in text.chars().take(CHARS_MAX).nfc() {
        if sign.is_whitespace() {
            if !tidied.is_empty() && !tidied.ends_with(' ') {
                tidied.push(' ');
            }
        } else if !sign.is_control() && !is_invisible(sign) {
            tidied.push(sign);
        }
    }
    tidied.trim_end().to_owned()
}

fn is_invisible(sign: char) -> bool {
    matches!(
        u32::from(sign),
        0xAD | 0x61C
            | 0x180E
            | 0x200B..=0x200F
            | 0x2028..=0x202E
            | 0x2060..=0x206F
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFF0..=0xFFFB
            | 0xE0000..=0xE0FFF
    )
}

/// A name as it can be printed, and whether that differs from the name.
///
/// A name whose characters all have glyphs stays; signs that are no letters are left out. If a Chinese
/// character is absent, the whole name is written in pinyin, surname first in capitals. If a letter of
/// another script is absent and has no plain form, the badge number stands for what cannot be written.
pub fn name(given: &str, badge_no: &str, faces: &Typefaces<'_>) -> (String, bool) {
    let name = tidy(given);
    let (written, lost) = write(&name, faces, false);
    let printed = match lost {
        Lost::Nothing if written.is_empty() => with_number(&name, badge_no, faces),
        Lost::Nothing => written,
        Lost::Han => in_pinyin(&name, faces).unwrap_or_else(|| with_number(&name, badge_no, faces)),
        Lost::Letters => with_number(&name, badge_no, faces),
    };
    let differs = printed != name;
    (printed, differs)
}

/// Any other text as it can be printed: Chinese characters without glyph in pinyin, letters nobody can
/// write as one box, other signs left out.
pub fn cell(given: &str, faces: &Typefaces<'_>) -> String {
    write(&tidy(given), faces, true).0
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lost {
    Nothing,
    Han,
    Letters,
}

/// Writes sign by sign what has a glyph or a plain form; `substitute` puts something in place of the rest.
fn write(text: &str, faces: &Typefaces<'_>, substitute: bool) -> (String, Lost) {
    let mut written = String::new();
    let mut lost = Lost::Nothing;
    for sign in text.chars() {
        if faces.has(sign) {
            written.push(sign);
        } else if let Some(plain) = plain_form(sign, faces) {
            written.push_str(&plain);
        } else if let Some(reading) = sign.to_pinyin() {
            lost = lost.max(Lost::Han);
            if substitute {
                written.push_str(&capitalised(reading.plain()));
            }
        } else if sign.is_alphabetic() {
            lost = lost.max(if is_han(sign) { Lost::Han } else { Lost::Letters });
            if substitute && !written.ends_with(UNKNOWN) {
                written.push(UNKNOWN);
            }
        }
    }
    (tidy(&written), lost)
}

/// The sign without its accents, if the rest has a glyph.
fn plain_form(sign: char, faces: &Typefaces<'_>) -> Option<String> {
    if is_combining_mark(sign) {
        return Some(String::new());
    }
    let mut plain = String::new();
    decompose_canonical(sign, |part| {
        if !is_combining_mark(part) {
            plain.push(part);
        }
    });
    (!plain.is_empty() && plain.chars().all(|part| faces.has(part))).then_some(plain)
}

fn is_han(sign: char) -> bool {
    matches!(u32::from(sign), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// `𠮷田一郎` as `JI Tianyilang`; none if a character has no reading.
fn in_pinyin(name: &str, faces: &Typefaces<'_>) -> Option<String> {
    let first_len = name.chars().next()?.len_utf8();
    let surname_len = DOUBLE_SURNAMES
        .iter()
        .find(|double| name.starts_with(*double))
        .map_or(first_len, |double| double.len());
    let (surname, given) = name.split_at(surname_len);
    let surname = match SURNAME_READINGS.iter().find(|(sign, _)| *sign == surname) {
        Some((_, reading)) => (*reading).to_owned(),
        None => syllables(surname, faces)?,
    };
    let given = syllables(given, faces)?;
    Some(tidy(&format!("{} {}", surname.to_uppercase(), capitalised(&given))))
}

/// Readings of the Chinese characters one after another, anything else as it is.
fn syllables(text: &str, faces: &Typefaces<'_>) -> Option<String> {
    let mut readings = String::new();
    for sign in text.chars() {
        match sign.to_pinyin() {
            Some(reading) => readings.push_str(reading.plain()),
            None if is_han(sign) => return None,
            None if faces.has(sign) => readings.push(sign),
            None => {}
        }
    }
    Some(readings)
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    match signs.next() {
        Some(first) => first.to_uppercase().chain(signs).collect(),
        None => String::new(),
    }
}

/// The beginning of the name that can be written, at least the surname, and the badge number; the number
/// alone if not even the first character can.
fn with_number(name: &str, badge_no: &str, faces: &Typefaces<'_>) -> String {
    let readable: String = name.chars().take_while(|sign| faces.has(*sign)).collect();
    let readable = readable.trim();
    let number = cell(badge_no, faces);
    if readable.is_empty() { number } else { format!("{readable} · {number}") }
}
