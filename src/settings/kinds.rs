//! `[kinds]`: which class a visitor of a kind and rank is proposed for.

use super::checker::Section;
use std::collections::BTreeMap;

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

/// One line of `[kinds]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindRule {
    /// The class if the visitor is a leader of the unit.
    pub leader: ConfiguredClass,
    /// The class for everybody else.
    pub other: ConfiguredClass,
}

/// The kinds the screens have words for: code, class of a leader, class of others.
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

/// `[kinds]`: every kind by its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSettings(pub BTreeMap<&'static str, KindRule>);

impl KindSettings {
    /// The class to propose for `kind` (a code such as `key-customer`) and rank; `None` for no such kind.
    pub fn class(&self, kind: &str, leader: bool) -> Option<ConfiguredClass> {
        self.0.get(kind).map(|rule| if leader { rule.leader } else { rule.other })
    }
}

pub(super) fn read(section: &mut Section<'_>) -> KindSettings {
    let wanted = "a class table, { any = \"ordinary\" } or { leader = \"important\", other = \"ordinary\" }";
    let kinds = BUILT_IN.into_iter().map(|(code, leader, other)| {
        (code, section.section_like(code, wanted, |kind| read_kind(leader, other, kind)))
    });
    KindSettings(kinds.collect())
}

fn read_kind(leader: ConfiguredClass, other: ConfiguredClass, section: &mut Section<'_>) -> KindRule {
    let any = class(section, "any");
    let written_leader = class(section, "leader");
    let written_other = class(section, "other");
    if any.is_some() && (written_leader.is_some() || written_other.is_some()) {
        section.refuse("any", "beside leader or other", "either any alone, or leader and other");
    }
    KindRule {
        leader: written_leader.or(any).unwrap_or(leader),
        other: written_other.or(any).unwrap_or(other),
    }
}

fn class(section: &mut Section<'_>, key: &'static str) -> Option<ConfiguredClass> {
    let words = ConfiguredClass::WORDS.map(|(word, class)| (word, Some(class)));
    section.one_of(key, None, &words)
}
