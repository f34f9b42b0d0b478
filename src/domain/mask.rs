//! Personal values for people who need not know the whole: a name by its first character, a number by its end.

/// How personal values are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Names by their first character, numbers by their end, other words not at all.
    Masked,
    /// As they are.
    Plain,
}

/// Characters of a number that stay: what people compare.
const TAIL_CHARS: usize = 4;
/// Of a plate fewer: it is short, and the end alone is often known.
const PLATE_TAIL_CHARS: usize = 3;
/// What stands for words that are left out.
pub const HIDDEN: &str = "***";

/// A name by its first character: 张*.
pub fn masked_name(name: &str) -> String {
    name.chars().next().map(|first| format!("{first}*")).unwrap_or_default()
}

/// A number by its end: *1234. One that is no longer than that keeps nothing.
pub fn masked_number(number: &str) -> String {
    masked_tail(number, TAIL_CHARS)
}

/// A plate by its end: *345.
pub fn masked_plate(plate: &str) -> String {
    masked_tail(plate, PLATE_TAIL_CHARS)
}

/// Words that are left out; nothing stays nothing.
pub fn hidden(text: &str) -> String {
    if text.is_empty() { String::new() } else { HIDDEN.to_owned() }
}

fn masked_tail(number: &str, kept: usize) -> String {
    let chars = number.chars().count();
    let tail: String = number.chars().skip(chars.saturating_sub(kept)).collect();
    match chars {
        0 => String::new(),
        short if short <= kept => HIDDEN.to_owned(),
        _ => format!("*{tail}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_plates_and_numbers_keep_what_people_compare() {
        assert_eq!(masked_name("张晓伟"), "张*");
        assert_eq!(masked_plate("京A12345"), "*345");
        assert_eq!(masked_number("13800001234"), "*1234");
        assert_eq!(masked_number("1234"), HIDDEN);
        assert_eq!((masked_plate(""), hidden("")), (String::new(), String::new()));
    }
}
