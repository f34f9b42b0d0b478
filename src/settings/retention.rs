//! `[retention]`: when which personal data is erased; each has a clock of its own.

use super::checker::Section;
use std::ops::RangeInclusive;

/// Days the last characters of a document may be kept: long enough to clear up a mistake.
const DOCUMENT_TAIL_DAYS: RangeInclusive<u32> = 1..=180;
/// Days a visit may be kept: ten years is what no necessity outlives.
const VISIT_DAYS: RangeInclusive<u32> = 1..=3_650;
/// Days gate events are kept: 180 is the least a gate of this kind must show (GB 50396).
const GATE_EVENTS_DAYS: RangeInclusive<u32> = 180..=3_650;
/// Hours a roll-call page is kept before it is shredded.
const ROLL_CALL_H: RangeInclusive<u32> = 1..=168;
/// Longest stated necessity, in characters: one paragraph of the notice.
const NECESSITY_CHARS_MAX: usize = 300;

/// `[retention]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionSettings {
    /// The last characters of the identity document, in days after the visit.
    pub document_tail_days: u32,
    /// The visit with its names, in days after it ended.
    pub visit_days: u32,
    /// Why visits are kept that long, as the notice and the impact assessment say it.
    pub visit_necessity: String,
    /// Gate events without names, in days.
    pub gate_events_days: u32,
    /// Roll-call pages, in hours.
    pub roll_call_h: u32,
}

pub(super) fn read(section: &mut Section<'_>) -> RetentionSettings {
    let retention = RetentionSettings {
        document_tail_days: section.whole("document_tail_days", 30, DOCUMENT_TAIL_DAYS, "days"),
        visit_days: section.whole("visit_days", 180, VISIT_DAYS, "days"),
        visit_necessity: section.line(
            "visit_necessity",
            "site security and the tracing of incidents / 厂区安全与事件追溯",
            NECESSITY_CHARS_MAX,
        ),
        gate_events_days: section.whole("gate_events_days", 180, GATE_EVENTS_DAYS, "days"),
        roll_call_h: section.whole("roll_call_h", 24, ROLL_CALL_H, "hours"),
    };
    if retention.document_tail_days > retention.visit_days {
        let wanted = format!("at most visit_days, {}", retention.visit_days);
        section.refuse("document_tail_days", retention.document_tail_days, &wanted);
    }
    retention
}
