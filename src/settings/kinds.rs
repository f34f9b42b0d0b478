//! `[kinds]`: which class a visitor of a kind and rank is proposed for.

use super::checker::Section;
use std::collections::BTreeMap;

/// Kinds a site may have, its own included: they must fit on one page of the touchscreen's list.
const KINDS_MAX: usize = 40;
/// Longest code of a kind, in characters.
const CODE_CHARS_MAX: usize = 32;
/// Longest label of a kind, in characters: what fits on its button.
const LABEL_CHARS_MAX: usize = 20;

/// The classes a configuration may give. The fourth one is not here: only a guard sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfiguredClass {
    /// 一般.
    Ordinary,
    /// 重要.
    Important,
    /// 贵宾.
    Vip,
}

impl ConfiguredClass {
    const WORDS: [(&str, Self); 3] =
        [("ordinary", Self::Ordinary), ("important", Self::Important), ("vip", Self::Vip)];
}

/// What a site's own kind is called on the screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindLabel {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// One line of `[kinds]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRule {
    /// The class if the visitor is a leader of the unit.
    pub leader: ConfiguredClass,
    /// The class for everybody else.
    pub other: ConfiguredClass,
    /// How it is called; `None` for the kinds that come with the program, whose words are translated.
    pub label: Option<KindLabel>,
}

/// The kinds that come with the program: code, class of a leader, class of others.
///
/// From the classes' definition: leaders of key customers and key suppliers, government staff, auditors,
/// consultants and media are important; leaders of the government, investors, experts and outsourcing
/// partners are VIPs.
const BUILT_IN: [(&str, ConfiguredClass, ConfiguredClass); 15] = {
    use ConfiguredClass::{Important, Ordinary, Vip};
    [
        ("supplier", Ordinary, Ordinary),
        ("customer", Ordinary, Ordinary),
        ("key-customer", Important, Ordinary),
        ("key-supplier", Important, Ordinary),
        ("applicant", Ordinary, Ordinary),
        ("government", Vip, Important),
        ("auditor", Important, Important),
        ("consultant", Important, Important),
        ("media", Important, Important),
        ("investor", Vip, Vip),
        ("expert", Vip, Vip),
        ("outsourcing-partner", Vip, Vip),
        ("courier", Ordinary, Ordinary),
        ("contractor", Ordinary, Ordinary),
        ("other", Ordinary, Ordinary),
    ]
};

/// `[kinds]`: every kind by its code, those that come with the program included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSettings(pub BTreeMap<String, KindRule>);

impl KindSettings {
    /// The class to propose for `kind` (a code) and rank; `None` for a code nobody configured.
    pub fn class(&self, kind: &str, leader: bool) -> Option<ConfiguredClass> {
        self.0.get(kind).map(|rule| if leader { rule.leader } else { rule.other })
    }
}

pub(super) fn read(section: &mut Section<'_>) -> KindSettings {
    let mut kinds: BTreeMap<String, KindRule> = BUILT_IN
        .into_iter()
        .map(|(code, leader, other)| (code.to_owned(), KindRule { leader, other, label: None }))
        .collect();
    let wanted = "a class table, { any = \"ordinary\" } or { leader = \"important\", other = \"ordinary\" }";
    let mut surplus = false;
    section.named_sections(
        |code, kind| {
            let built_in = BUILT_IN.iter().find(|(known, ..)| *known == code);
            let rule = read_kind(code, built_in.map(|(_, leader, other)| (*leader, *other)), kind);
            surplus |= kinds.len() >= KINDS_MAX && !kinds.contains_key(code);
            if !surplus {
                kinds.insert(code.to_owned(), rule);
            }
        },
        wanted,
    );
    if surplus {
        section.refuse_whole("more kinds than that", &format!("at most {KINDS_MAX} kinds"));
    }
    KindSettings(kinds)
}

fn read_kind(
    code: &str,
    built_in: Option<(ConfiguredClass, ConfiguredClass)>,
    section: &mut Section<'_>,
) -> KindRule {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if code.is_empty() || code.len() > CODE_CHARS_MAX || !code.bytes().all(plain) {
        let wanted = format!("a code of 1 to {CODE_CHARS_MAX} lower-case letters, digits and hyphens");
        section.refuse_whole("no code of a kind", &wanted);
    }
    let any = class(section, "any");
    let leader = class(section, "leader");
    let other = class(section, "other");
    if any.is_some() && (leader.is_some() || other.is_some()) {
        section.refuse("any", "beside leader or other", "either any alone, or leader and other");
    }
    let usual = built_in.unwrap_or((ConfiguredClass::Ordinary, ConfiguredClass::Ordinary));
    KindRule {
        leader: leader.or(any).unwrap_or(usual.0),
        other: other.or(any).unwrap_or(usual.1),
        label: if built_in.is_some() { None } else { Some(label(section)) },
    }
}

fn class(section: &mut Section<'_>, key: &'static str) -> Option<ConfiguredClass> {
    let words = ConfiguredClass::WORDS.map(|(word, class)| (word, Some(class)));
    section.one_of(key, None, &words)
}

fn label(section: &mut Section<'_>) -> KindLabel {
    let known: Vec<&str> = BUILT_IN.iter().map(|(code, ..)| *code).collect();
    let wanted = format!("a label, for this is no kind that comes with the program ({})", known.join(", "));
    section.demand("en", &wanted);
    section.demand("zh", &wanted);
    KindLabel { en: section.line("en", "", LABEL_CHARS_MAX), zh: section.line("zh", "", LABEL_CHARS_MAX) }
}
