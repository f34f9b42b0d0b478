//! Texts that were checked once, at the door. Their `Debug` shows a length, never the words: what people
//! write stays out of logs.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::refusal::{Field, Refusal};

/// Characters that join the parts of names in the scripts we know.
const NAME_JOINERS: &[char] = &[' ', '·', '•', '-', '\'', '’', '.', ','];

/// Declares a checked text: one line, trimmed, between `$min` and `$max` characters.
macro_rules! text {
    ($(#[$meta:meta])* $name:ident, $field:expr, $min:literal ..= $max:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Fewest characters it may have.
            pub const MIN_CHARS: usize = $min;
            /// Most characters it may have.
            pub const MAX_CHARS: usize = $max;

            /// Checks a text.
            ///
            /// # Errors
            /// [`Refusal::TextTooShort`], [`Refusal::TextTooLong`] or [`Refusal::TextHasControls`].
            pub fn parse(text: &str) -> Result<Self, Refusal> {
                checked_line(text, $field, $min, $max).map($name)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({} characters)"), self.0.chars().count())
            }
        }
    };
}

fn checked_line(text: &str, field: Field, min: usize, max: usize) -> Result<String, Refusal> {
    // Looked at before it is walked: a field of a megabyte costs nothing (4 bytes a character, and margin to trim).
    if text.len() > max * 4 + 64 {
        return Err(Refusal::TextTooLong { field, max });
    }
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Refusal::TextHasControls { field });
    }
    let count = text.chars().count();
    if count < min {
        Err(Refusal::TextTooShort { field, min })
    } else if count > max {
        Err(Refusal::TextTooLong { field, max })
    } else {
        Ok(text.to_owned())
    }
}

text!(
    /// Where a visitor comes from. May be empty: an applicant has none.
    Unit, Field::Unit, 0..=60
);
text!(
    /// Why a visitor comes.
    Purpose, Field::Purpose, 1..=200
);
text!(
    /// The host as typed by a visitor. Never consents.
    HostText, Field::Host, 0..=60
);
text!(
    /// Belongings brought in.
    Belongings, Field::Belongings, 0..=200
);
text!(
    /// A reason a person gives for going another way than the rule: at least two characters, for two say something in
    /// Chinese (急救).
    Reason, Field::Reason, 2..=200
);
text!(
    /// A remark that may be empty.
    Remark, Field::Text, 0..=500
);
text!(
    /// The report that closes an incident.
    Report, Field::Report, 10..=2000
);
text!(
    /// Department of a host.
    Department, Field::Department, 0..=60
);
text!(
    /// Area printed on a badge.
    Area, Field::Area, 0..=30
);
text!(
    /// Extension or phone of a host, as the guard dials it.
    Extension, Field::Phone, 0..=30
);
text!(
    /// A short free text of a form: titles, reception level, certificate number.
    FormText, Field::Text, 0..=100
);

/// Name of a person: letters of any script and what joins them; no digits, no emoji.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonName(String);

impl PersonName {
    /// Most characters a name may have.
    pub const MAX_CHARS: usize = 40;

    /// Checks a name.
    ///
    /// # Errors
    /// The refusals of a text, and [`Refusal::NameHasOtherCharacters`].
    pub fn parse(text: &str) -> Result<PersonName, Refusal> {
        let text = checked_line(text, Field::Name, 1, Self::MAX_CHARS)?;
        // Combining marks are not alphabetic by themselves but belong to letters (decomposed é, vowel signs).
        let mark = |c: char| matches!(c, '\u{300}'..='\u{36f}' | '\u{e0100}'..='\u{e01ef}' | '\u{fe00}'..='\u{fe0f}');
        let fits = |c: char| c.is_alphabetic() || NAME_JOINERS.contains(&c) || mark(c);
        if text.chars().all(fits) && text.chars().any(char::is_alphabetic) {
            Ok(PersonName(text))
        } else {
            Err(Refusal::NameHasOtherCharacters)
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as it is compared: lower case, without what joins its parts, letters and accents in one. 张 伟 and
    /// 张伟 are one name.
    pub fn folded(&self) -> String {
        self.0.nfc().filter(|c| !NAME_JOINERS.contains(c)).flat_map(char::to_lowercase).collect()
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonName({} characters)", self.0.chars().count())
    }
}

/// A phone number: digits only, with a leading `+` kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Phone(String);

impl Phone {
    /// Fewest digits of a phone number (short internal numbers).
    pub const MIN_DIGITS: usize = 5;
    /// Most digits of a phone number (E.164 allows 15; prefixes are dialled too).
    pub const MAX_DIGITS: usize = 20;

    /// Checks a phone number; blanks and dashes are dropped.
    ///
    /// # Errors
    /// [`Refusal::PhoneWrong`].
    pub fn parse(text: &str) -> Result<Phone, Refusal> {
        if text.len() > 64 {
            return Err(Refusal::PhoneWrong);
        }
        let plain: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        let fits = digits.bytes().all(|b| b.is_ascii_digit())
            && (Self::MIN_DIGITS..=Self::MAX_DIGITS).contains(&digits.len());
        if fits { Ok(Phone(plain)) } else { Err(Refusal::PhoneWrong) }
    }

    /// No phone: only a guard may enter a visitor without one.
    pub fn none() -> Phone {
        Phone(String::new())
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as it is compared: without the prefix of mainland China, which some write and some do not.
    pub fn folded(&self) -> &str {
        self.0.strip_prefix("+86").or_else(|| self.0.strip_prefix("0086")).unwrap_or(&self.0)
    }

    /// Last four digits, or fewer.
    pub fn tail(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(4)..).unwrap_or("")
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({} characters)", self.0.len())
    }
}

/// A vehicle plate: 5 to 10 letters, digits and Chinese characters (7 or 8 on mainland plates; special and
/// foreign plates differ), or none.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Plate(String);

impl Plate {
    /// Checks a plate; blanks, dots and dashes are dropped, letters are raised.
    ///
    /// # Errors
    /// [`Refusal::PlateWrong`].
    pub fn parse(text: &str) -> Result<Plate, Refusal> {
        if text.len() > 64 {
            return Err(Refusal::PlateWrong);
        }
        let plain: String = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, ' ' | '·' | '•' | '-' | '.'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let count = plain.chars().count();
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{4e00}'..='\u{9fff}');
        if plain.is_empty() || ((5..=10).contains(&count) && plain.chars().all(fits)) {
            Ok(Plate(plain))
        } else {
            Err(Refusal::PlateWrong)
        }
    }

    /// The plate, or an empty text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Plate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Plate({} characters)", self.0.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_many_scripts_are_names() {
        for name in ["张伟", "欧阳娜娜", "阿卜杜热依木·艾力", "Jean-Luc O'Neill", "Ōno Yōko", "𠮷野", "José"]
        {
            assert!(PersonName::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn an_emoji_a_digit_and_a_dash_alone_are_no_names() {
        for name in ["😀", "张伟1", "-", "·", "<b>x</b>", "a\u{0}b"] {
            assert!(PersonName::parse(name).is_err(), "{name}");
        }
        assert_eq!(PersonName::parse("  "), Err(Refusal::TextTooShort { field: Field::Name, min: 1 }));
        assert!(PersonName::parse(&"张".repeat(41)).is_err());
        assert!(PersonName::parse(&"a".repeat(1 << 20)).is_err());
    }

    #[test]
    fn one_name_written_two_ways_is_one_name() {
        let folded = |s: &str| PersonName::parse(s).unwrap().folded();
        assert_eq!(folded("张 伟"), folded("张伟"));
        assert_eq!(folded("Li Na"), folded("li na"));
    }

    #[test]
    fn a_phone_keeps_its_digits_and_shows_its_tail() {
        let phone = Phone::parse("+86 138-0000-1234").unwrap();
        assert_eq!(phone.as_str(), "+8613800001234");
        assert_eq!(phone.tail(), "1234");
        assert_eq!(phone.folded(), Phone::parse("138 0000 1234").unwrap().folded());
        assert!(Phone::parse("12").is_err());
        assert!(Phone::parse("abcdef").is_err());
    }

    #[test]
    fn plates_of_seven_eight_special_and_none() {
        for plate in ["京A12345", "粤BD12345", "使014578", "沪A·1234学", ""] {
            assert!(Plate::parse(plate).is_ok(), "{plate}");
        }
        assert!(Plate::parse("!!").is_err());
    }

    #[test]
    fn debug_never_shows_the_words() {
        assert_eq!(format!("{:?}", PersonName::parse("张伟").unwrap()), "PersonName(2 characters)");
        assert!(!format!("{:?}", Phone::parse("13800001234").unwrap()).contains("1234"));
    }
}
