//! The core starts: what was moving when it died is over, and the guard is told.

use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::ids::GrantNo;
use super::super::time::Span;
use super::Case;

/// After a silence longer than this, people may have come and gone without the program.
const SILENCE_MIN: Span = Span::minutes(1);
/// How long after such a start nobody is closed, overdue or a no-show: the guard enters the paper first
/// (docs/rules.md, part 3a).
pub const PAPER_FIRST: Span = Span::minutes(30);

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
    // How long it was off nobody knows. While it runs, deadlines are met as they come: each that is left would have
    // been met later than the last record.
    let silent = case.now - case.house.last_at;
    let moves = silent > SILENCE_MIN && case.house.timers.can_move(case.now);
    let moved = moves.then(|| Event::WaitsMoved { silent, until: case.now + PAPER_FIRST });
    std::iter::once(started).chain(moved).chain(alarms).collect()
}
