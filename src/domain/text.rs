//! What a visitor is asked to agree to, word for word: the site rules and the confidentiality text
//! (docs/rules.md, part 4). The record keeps every text that ever stood, so that what somebody signed can be read in
//! twenty years.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::slip::Language;

/// Longest text, in bytes: two screens of small print, and an eighth of the longest record.
pub const TEXT_BYTES_MAX: usize = 8 * 1024;
/// Longest label of a version, in characters: a date and a name.
pub const VERSION_CHARS_MAX: usize = 40;

/// Which text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TextKind {
    /// The site rules (入内须知).
    Rules,
    /// What is not to be told outside (保密承诺).
    Confidentiality,
}

/// SHA-256 of a text as it was shown, in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextHash(pub [u8; 32]);

impl TextHash {
    /// The hash of a text.
    pub fn of(text: &str) -> TextHash {
        TextHash(Sha256::digest(text).into())
    }
}

/// A text in one language, as it stands. Its hash is made from its words, and never goes with others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HouseText {
    kind: TextKind,
    language: Language,
    version: String,
    hash: TextHash,
    words: String,
}

impl HouseText {
    /// A text and the label of its version. Line ends and blanks at the end are made alike, so that the same words
    /// from another editor are the same text.
    ///
    /// `None` if it is empty, longer than [`TEXT_BYTES_MAX`], or has control characters besides line ends.
    pub fn new(kind: TextKind, language: Language, version: &str, words: &str) -> Option<HouseText> {
        let words = words.strip_prefix('\u{feff}').unwrap_or(words).replace("\r\n", "\n");
        let words = words.trim().to_owned();
        let plain = !words.chars().any(|c| c.is_control() && c != '\n');
        let fits = !words.is_empty() && words.len() <= TEXT_BYTES_MAX && plain;
        fits.then(|| HouseText {
            kind,
            language,
            version: version.to_owned(),
            hash: TextHash::of(&words),
            words,
        })
    }

    /// Which text it is.
    pub const fn kind(&self) -> TextKind {
        self.kind
    }

    /// Its language.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The label of its version, as the site calls it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Its hash.
    pub const fn hash(&self) -> TextHash {
        self.hash
    }

    /// Its words.
    pub fn words(&self) -> &str {
        &self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Option<HouseText> {
        HouseText::new(TextKind::Rules, Language::Zh, "1", words)
    }

    #[test]
    fn the_same_words_from_another_editor_are_the_same_text() {
        let plain = text("请勿吸烟。\n请勿拍照。").unwrap();
        assert_eq!(text("\u{feff}请勿吸烟。\r\n请勿拍照。\r\n\r\n"), Some(plain.clone()));
        assert_ne!(text("请勿吸烟。\n请勿拍照！").unwrap().hash(), plain.hash());
    }

    #[test]
    fn what_is_no_text_is_none() {
        for words in ["", " \n ", "a\u{7}b", "a\rb"] {
            assert_eq!(text(words), None, "{words:?}");
        }
        assert!(text(&"x".repeat(TEXT_BYTES_MAX)).is_some());
        assert_eq!(text(&"x".repeat(TEXT_BYTES_MAX + 1)), None);
    }
}
