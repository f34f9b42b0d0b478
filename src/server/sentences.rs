//! The sentences of refusals, from `lang/refusals.toml` and `lang/fields.toml`, in both languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A sentence in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// What the placeholders of a sentence stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filling<'a> {
    /// Name of the field, as in JSON; `{field}`.
    pub field: Option<&'a str>,
    /// `{min}`
    pub min: Option<usize>,
    /// `{max}`
    pub max: Option<usize>,
}

type Table = BTreeMap<String, Sentence>;

// The files are part of the program, and a test reads every sentence: an unreadable file never leaves it.
static REFUSALS: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("../../lang/refusals.toml")).unwrap_or_default());
static FIELDS: LazyLock<Table> =
    LazyLock::new(|| toml::from_str(include_str!("../../lang/fields.toml")).unwrap_or_default());

/// The sentence of a code with its placeholders filled in; empty for a code that has none.
pub fn sentence(code: &str, filling: Filling<'_>) -> Sentence {
    let raw = REFUSALS.get(code).cloned().unwrap_or_default();
    let field = filling.field.and_then(|field| FIELDS.get(field)).cloned().unwrap_or_default();
    let fill = |text: &str, field: &str| {
        let number = |n: Option<usize>| n.map(|n| n.to_string()).unwrap_or_default();
        text.replace("{field}", field)
            .replace("{min}", &number(filling.min))
            .replace("{max}", &number(filling.max))
    };
    Sentence { en: fill(&raw.en, &field.en), zh: fill(&raw.zh, &field.zh) }
}

#[cfg(test)]
mod tests {
    use super::super::problem::DoorRefusal;
    use super::*;
    use crate::domain::{Field, Refusal};

    #[test]
    fn every_code_has_a_sentence_in_both_languages_and_no_sentence_is_without_a_code() {
        let codes: Vec<&str> =
            Refusal::CODES.iter().copied().chain(DoorRefusal::ALL.map(DoorRefusal::code)).collect();
        for code in &codes {
            let found = sentence(code, Filling { field: Some("name"), min: Some(1), max: Some(40) });
            for text in [&found.en, &found.zh] {
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{code}: {text}");
            }
            assert!(found.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{code}");
            assert!(found.en.ends_with('.') && found.zh.ends_with('。'), "{code}");
            assert!(!found.zh.contains([',', ';', ':', '!', '?', '(', ')']), "{code}: {}", found.zh);
        }
        for code in REFUSALS.keys() {
            assert!(codes.contains(&code.as_str()), "{code} is nobody's");
        }
    }

    #[test]
    fn no_sentence_names_the_class_that_is_never_shown() {
        for sentence in REFUSALS.values() {
            let en = sentence.en.to_lowercase();
            assert!(!en.contains("troublemaker") && !sentence.zh.contains("特殊"), "{sentence:?}");
        }
    }

    #[test]
    fn every_field_has_a_name_in_both_languages() {
        let fields = [
            Field::Name,
            Field::Unit,
            Field::Phone,
            Field::Purpose,
            Field::Host,
            Field::Companions,
            Field::Belongings,
            Field::Plate,
            Field::Document,
            Field::Reason,
            Field::Report,
            Field::Department,
            Field::Area,
            Field::Text,
            Field::Window,
            Field::Badge,
        ];
        for field in fields {
            assert!(
                FIELDS.get(field.name()).is_some_and(|f| !f.en.is_empty() && !f.zh.is_empty()),
                "{field:?}"
            );
        }
    }
}
