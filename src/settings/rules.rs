//! `[rules]`: where the source rules leave a choice to the site.

use super::checker::Section;
use crate::domain::PartyEntry;

/// A written necessity, in characters: one honest sentence at least, one paragraph at most.
const REASON_CHARS_MIN: usize = 10;
/// See above.
const REASON_CHARS_MAX: usize = 300;

/// `[rules]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSettings {
    /// Ask the host at arrival although the visit is booked; false waives it, which is recorded.
    pub ask_host_on_booking: bool,
    /// How a party goes in.
    pub party_entry: PartyEntry,
    /// Take an electronic identity document where there is none of paper.
    pub electronic_document: bool,
    /// A reception application needs an approval.
    pub application_approval: bool,
    /// The written necessity of keeping whole document numbers; `None` keeps the last four characters.
    pub keep_full_document_number: Option<String>,
}

pub(super) fn read(section: &mut Section<'_>) -> RuleSettings {
    RuleSettings {
        ask_host_on_booking: section.yes_no("ask_host_on_booking", true),
        party_entry: section.one_of(
            "party_entry",
            PartyEntry::Each,
            &[("each", PartyEntry::Each), ("together", PartyEntry::Together)],
        ),
        electronic_document: section.yes_no("electronic_document", false),
        application_approval: section.yes_no("application_approval", false),
        keep_full_document_number: necessity(section),
    }
}

fn necessity(section: &mut Section<'_>) -> Option<String> {
    let keep = section.yes_no("keep_full_document_number", false);
    let reason = section.maybe_line("keep_full_document_number_reason", REASON_CHARS_MAX);
    let stated = reason.filter(|text| text.trim().chars().count() >= REASON_CHARS_MIN);
    if keep && stated.is_none() {
        let wanted = format!("the written necessity, at least {REASON_CHARS_MIN} characters, or false above");
        section.refuse("keep_full_document_number_reason", "too short or not written", &wanted);
    }
    stated.filter(|_| keep)
}
