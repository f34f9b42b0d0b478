//! `[texts]`: what a visitor is asked to agree to, from files of the site or as it comes with the program.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use super::Problem;
use super::checker::Section;
use crate::domain::{HouseText, Language, TEXT_BYTES_MAX, TextKind, VERSION_CHARS_MAX};

/// Longest name of a text's file, in characters: long enough for any path people type.
const FILE_CHARS_MAX: usize = 400;
/// The version of the texts that come with the program.
const VERSION: &str = "1";

/// `[texts]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSettings {
    /// The site rules.
    pub rules: TextFiles,
    /// The confidentiality text.
    pub confidentiality: TextFiles,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFiles {
    /// What the site calls this version.
    pub version: String,
    /// Chinese.
    pub zh: TextFile,
    /// English.
    pub en: TextFile,
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    /// Its key in the configuration.
    key: &'static str,
    /// The file it is read from; `None` for the one that comes with the program.
    pub file: Option<PathBuf>,
    /// Its words.
    pub words: String,
}

pub(super) fn read(section: &mut Section<'_>) -> TextSettings {
    TextSettings {
        rules: text(
            section,
            "rules_version",
            ("rules_zh", include_str!("../../lang/rules.zh.txt")),
            ("rules_en", include_str!("../../lang/rules.en.txt")),
        ),
        confidentiality: text(
            section,
            "confidentiality_version",
            ("confidentiality_zh", include_str!("../../lang/confidentiality.zh.txt")),
            ("confidentiality_en", include_str!("../../lang/confidentiality.en.txt")),
        ),
    }
}

fn text(
    section: &mut Section<'_>,
    version: &'static str,
    zh: (&'static str, &str),
    en: (&'static str, &str),
) -> TextFiles {
    let version = section.line(version, VERSION, VERSION_CHARS_MAX);
    let mut file = |(key, words): (&'static str, &str)| TextFile {
        key,
        file: section.maybe_line(key, FILE_CHARS_MAX).map(PathBuf::from),
        words: words.to_owned(),
    };
    let (zh, en) = (file(zh), file(en));
    // Two languages of one version say the same.
    for (one, other) in [(&zh, &en), (&en, &zh)] {
        if one.file.is_none() && other.file.is_some() {
            let wanted = format!("a file, as {} has one: both languages are of one version", other.key);
            section.refuse(one.key, "not written", &wanted);
        }
    }
    TextFiles { version, zh, en }
}

impl TextSettings {
    /// Reads the files; gives every one that is no text.
    pub(super) fn read_files(&mut self) -> Vec<Problem> {
        self.files().into_iter().filter_map(TextFile::read).collect()
    }

    /// Every text, in both languages.
    pub(super) fn files(&mut self) -> [&mut TextFile; 4] {
        let Self { rules, confidentiality } = self;
        [&mut rules.zh, &mut rules.en, &mut confidentiality.zh, &mut confidentiality.en]
    }

    /// The texts as they stand.
    pub fn standing(&self) -> Vec<HouseText> {
        let text = |kind, files: &TextFiles| {
            [(Language::Zh, &files.zh), (Language::En, &files.en)]
                .map(|(language, file)| HouseText::new(kind, language, &files.version, &file.words))
        };
        let all =
            [text(TextKind::Rules, &self.rules), text(TextKind::Confidentiality, &self.confidentiality)];
        // The checker has let through only what is a text.
        all.into_iter().flatten().flatten().collect()
    }
}

impl TextFile {
    fn read(&mut self) -> Option<Problem> {
        let path = self.file.as_ref()?;
        let mut words = String::new();
        let limit = TEXT_BYTES_MAX as u64 + 1;
        let read = File::open(path).and_then(|file| file.take(limit).read_to_string(&mut words));
        let is_text = HouseText::new(TextKind::Rules, Language::Zh, VERSION, &words).is_some();
        if read.is_ok() && is_text {
            self.words = words;
            return None;
        }
        Some(Problem {
            line: None,
            key: format!("texts.{}", self.key),
            found: format!("\"{}\"", path.display()),
            wanted: format!("a file with a text in UTF-8, 1 to {TEXT_BYTES_MAX} bytes"),
        })
    }
}
