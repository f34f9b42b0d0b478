//! The words on the screens in both languages: tests name an element by its English sentence and find it in
//! the language the screen speaks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use gatehouse::wire::LanguageWord;

const PARTS: [(&str, &str); 2] = [
    ("lang/kiosk.zh.po", include_str!("../../lang/kiosk.zh.po")),
    ("lang/panel.zh.po", include_str!("../../lang/panel.zh.po")),
];

/// Every sentence of both parts; where a sentence is in both, the first one counts.
static CHINESE: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| PARTS.iter().rev().flat_map(|(_, part)| sentences(part)).collect());

/// The sentence in a language; the English ones are their own names.
pub fn word(language: LanguageWord, english: &str) -> String {
    match language {
        LanguageWord::En => english.to_owned(),
        LanguageWord::Zh => {
            let found = CHINESE.get(english).cloned();
            found.unwrap_or_else(|| panic!("{english:?} is in no part of the translation"))
        }
    }
}

/// Sentences of one part: English to Chinese.
pub fn sentences(part: &str) -> BTreeMap<String, String> {
    let mut lines = part.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let mut all = BTreeMap::new();
    while let Some(line) = lines.next() {
        let english = quoted(line, "msgid ");
        let chinese = quoted(lines.next().expect("a msgstr behind each msgid"), "msgstr ");
        assert_eq!(all.insert(english.clone(), chinese), None, "{english:?} is there twice");
    }
    all
}

fn quoted(line: &str, head: &str) -> String {
    let text = line.strip_prefix(head).unwrap_or_else(|| panic!("{line:?} does not begin with {head:?}"));
    text.trim_matches('"').replace("\\\"", "\"")
}

mod completeness {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::{PARTS, sentences};

    /// Every first argument of `@tr(` in a source of the screens.
    fn used_in(source: &str) -> Vec<String> {
        let calls = source.split("@tr(").skip(1);
        calls
            .map(|call| call.trim_start().trim_start_matches('"').split('"').next().unwrap_or("").to_owned())
            .collect()
    }

    fn sources(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("the folder of the screens") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "slint") {
                found.extend(used_in(&std::fs::read_to_string(&path).expect("a source")));
            }
        }
    }

    fn used() -> BTreeSet<String> {
        let mut found = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"), &mut found);
        assert!(found.len() > 100, "the sources were found");
        found.into_iter().collect()
    }

    #[test]
    fn every_sentence_on_the_screens_is_said_in_chinese() {
        let said: BTreeSet<String> = PARTS.iter().flat_map(|(_, part)| sentences(part).into_keys()).collect();
        let unsaid: Vec<String> = used().difference(&said).cloned().collect();
        assert!(unsaid.is_empty(), "stays English without a word: {unsaid:#?}");
    }

    #[test]
    fn every_translation_belongs_to_a_sentence_on_a_screen() {
        let used = used();
        for (name, part) in PARTS {
            let orphans: Vec<String> =
                sentences(part).into_keys().filter(|english| !used.contains(english)).collect();
            assert!(orphans.is_empty(), "{name} translates what nobody says: {orphans:#?}");
        }
    }

    #[test]
    fn every_translation_has_as_many_gaps_as_its_sentence_and_no_half_width_comma() {
        for (name, part) in PARTS {
            for (english, chinese) in sentences(part) {
                assert!(!chinese.is_empty(), "{name}: {english:?} is empty");
                assert_eq!(gaps(&english), gaps(&chinese), "{name}: {english:?}");
                let half = chinese.contains([',', '?', ';']);
                assert!(!half, "{name}: {chinese:?} is set with Latin punctuation");
            }
        }
    }

    #[test]
    fn a_sentence_in_both_parts_is_translated_alike() {
        let (kiosk, panel) = (sentences(PARTS[0].1), sentences(PARTS[1].1));
        for (english, chinese) in kiosk {
            if let Some(other) = panel.get(&english) {
                assert_eq!(&chinese, other, "{english:?}");
            }
        }
    }

    #[test]
    fn notice_and_rules_are_set_with_chinese_punctuation() {
        let texts = [include_str!("../../lang/notice.zh.txt"), include_str!("../../lang/rules.zh.txt")];
        for line in texts.iter().flat_map(|text| text.lines()) {
            assert!(!line.contains([',', ';', ':', '!', '?', '(', ')']), "{line}");
        }
    }

    fn gaps(text: &str) -> usize {
        text.matches('{').count()
    }
}
