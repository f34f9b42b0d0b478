//! The core starts: what was moving when it died is over, and the guard is told.

use super::super::clock::after_silence;
use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::ids::GrantNo;
use super::{Case, shift};

/// The version of the program, for the record: whose rules were in force.
const PROGRAM: &str = env!("CARGO_PKG_VERSION");

pub(super) fn started(case: &Case<'_>, policy: [u8; 32], tail_cut: u64) -> Vec<Event> {
    let expired: Vec<GrantNo> = case.house.gate.grants.keys().copied().collect();
    let mut alarms = Vec::new();
    if !expired.is_empty() {
        alarms.push(AlarmKind::GrantExpired);
    }
    if tail_cut > 0 {
        alarms.push(AlarmKind::TailCut);
    }
    let closing = case.policy.calendar.next_closing(case.now);
    let started = Event::CoreStarted { program: PROGRAM.to_owned(), policy, tail_cut, expired, closing };
    let alarms = (0..).zip(alarms).map(|(nth, kind)| case.alarm(nth, kind, None, None, None));
    let moved = after_silence(case.house, case.house.last_at, case.now);
    // A restart signs everybody out.
    let nobody = (!case.house.shift.present.is_empty()).then(|| shift::manned(case, &[]));
    let texts = case.policy.texts.iter().filter(|text| !case.house.texts.contains(text));
    let texts = texts.map(|text| Event::TextStands { text: text.clone() });
    std::iter::once(started).chain(moved).chain(nobody).chain(alarms).chain(texts).collect()
}
