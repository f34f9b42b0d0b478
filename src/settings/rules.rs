//! `[rules]`: where the source rules leave a choice to the site.

use super::checker::Section;
use super::kinds::code;
use crate::domain::{Kind, PartyEntry};

/// `[rules]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSettings {
    /// Ask the host at arrival although the visit is booked; false waives it, which is recorded.
    pub ask_host_on_booking: bool,
    /// How a party goes in.
    pub party_entry: PartyEntry,
    /// Visitors sign the site rules by finger at the touchscreen, besides agreeing to them.
    pub sign_rules: bool,
    /// Kinds of visitors who sign for confidentiality before they are issued a badge.
    pub confidential_kinds: Vec<Kind>,
}

pub(super) fn read(section: &mut Section<'_>) -> RuleSettings {
    RuleSettings {
        ask_host_on_booking: section.yes_no("ask_host_on_booking", true),
        party_entry: section.one_of(
            "party_entry",
            PartyEntry::Each,
            &[("each", PartyEntry::Each), ("together", PartyEntry::Together)],
        ),
        sign_rules: section.yes_no("sign_rules", true),
        confidential_kinds: section.words("confidential_kinds", &Kind::ALL.map(|kind| (code(kind), kind))),
    }
}
