//! What a silence, or a clock that leapt, does to who waits (docs/rules.md, part 3a).

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::house::House;
use super::time::{Span, Stamp};

/// A record this much later than the one before may be of a wrong clock: a gate that rests over a long weekend is not
/// that far.
pub const LEAP_MIN: Span = Span::days(4);
/// After a silence longer than this, people may have come and gone without the program.
pub const SILENCE_MIN: Span = Span::minutes(1);
/// How long after a silence nobody is closed, overdue or a no-show: the guard enters the paper first.
pub const PAPER_FIRST: Span = Span::minutes(30);

/// Where the record leapt ahead last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leap {
    /// The latest time before.
    pub from: Stamp,
    /// Where it went on.
    pub to: Stamp,
}

impl Leap {
    /// Whether a clock that says `now` has come back from it. One that is only behind says a time after it.
    pub fn is_undone_at(self, now: Stamp) -> bool {
        self.from <= now && now < self.to
    }
}

/// Waits moved after nothing could be recorded from `since` until `now`; nothing where there is nothing to move. How
/// long the silence was nobody knows better: while the program works, deadlines are met as they come, so that each
/// that is left would have been met later than the last record.
pub fn after_silence(house: &House, since: Stamp, now: Stamp) -> Option<Event> {
    let (silent, until) = (now - since, now + PAPER_FIRST);
    (silent > SILENCE_MIN && house.timers.can_move(until)).then_some(Event::WaitsMoved { silent, until })
}
