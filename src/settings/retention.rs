//! `[retention]`: when which personal data is erased; each has a clock of its own.

use super::checker::Section;
use std::ops::RangeInclusive;

/// Days the last characters of a document may be kept: long enough to clear up a mistake.
const DOCUMENT_TAIL_DAYS: RangeInclusive<u32> = 1..=180;
/// Days a visit may be kept: ten years is what no necessity outlives.
const VISIT_DAYS: RangeInclusive<u32> = 1..=3_650;

/// Days somebody may be remembered after the last visit: who was away for two years fills in the slip again.
const REMEMBERED_DAYS: RangeInclusive<u32> = 1..=730;

/// `[retention]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionSettings {
    /// The last characters of the identity document, in days after the visit.
    pub document_tail_days: u32,
    /// The visit with its names, in days after it ended.
    pub visit_days: u32,
    /// Whoever asked to be remembered, in days after the last visit.
    pub remembered_days: u32,
}

pub(super) fn read(section: &mut Section<'_>) -> RetentionSettings {
    let retention = RetentionSettings {
        document_tail_days: section.whole("document_tail_days", 30, DOCUMENT_TAIL_DAYS, "days"),
        visit_days: section.whole("visit_days", 180, VISIT_DAYS, "days"),
        remembered_days: section.whole("remembered_days", 180, REMEMBERED_DAYS, "days"),
    };
    if retention.document_tail_days > retention.visit_days {
        let wanted = format!("at most visit_days, {}", retention.visit_days);
        section.refuse("document_tail_days", retention.document_tail_days, &wanted);
    }
    retention
}
