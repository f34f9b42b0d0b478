//! Where a touchscreen was before it was started anew: at which visit, in which language. Nothing of the visitor.

use crate::wire::LanguageWord;

/// Letters and digits of a handle, at most.
const HANDLE_MAX: usize = 64;

/// A visit that was sent, and the language it is shown in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The visit's handle: it shows how far the visit is, and no name.
    pub handle: String,
    /// The language its visitor has chosen.
    pub language: LanguageWord,
}

/// Keeps a place for the next start of the screen, as a line; or none any more.
pub type Keep = Box<dyn Fn(Option<&str>)>;

impl Place {
    /// As a line.
    pub fn line(&self) -> String {
        format!("{} {}", name(self.language), self.handle)
    }

    /// Read from a line; none where it is not one of ours.
    pub fn read(line: &str) -> Option<Place> {
        let (language, handle) = line.trim_end().split_once(' ')?;
        let language =
            [LanguageWord::Zh, LanguageWord::En].into_iter().find(|each| name(*each) == language)?;
        let fits = (1..=HANDLE_MAX).contains(&handle.len())
            && handle.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        fits.then(|| Place { handle: handle.to_owned(), language })
    }
}

fn name(language: LanguageWord) -> &'static str {
    match language {
        LanguageWord::Zh => "zh",
        LanguageWord::En => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_kept_and_nothing_else_is_one() {
        for language in [LanguageWord::Zh, LanguageWord::En] {
            let place = Place { handle: "7QABCDEFGHIJKLMNOPQRSTUVWX".to_owned(), language };
            assert_eq!(Place::read(&place.line()), Some(place));
        }
        let long = format!("zh {}", "A".repeat(HANDLE_MAX + 1));
        for wrong in ["", "zh", "zh ", "fr ABC", "zh A/B", "zh A B", "\0\0\0", &long] {
            assert_eq!(Place::read(wrong), None, "{wrong:?}");
        }
    }
}
