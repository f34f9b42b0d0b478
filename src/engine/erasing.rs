//! When it is looked whose time has come: at the start and after each cut of the day, until nobody is left. What a
//! wrong clock erases does not come back, so a clock that has leapt ahead is given a day to be noticed first.

use crate::domain::{House, LEAP_MIN, Now, Span, Stamp};

/// How long the program then runs before it erases: whoever works at the gate reads the date in that time.
pub const LEAP_WAIT: Span = Span::hours(24);
/// After a failure: a disk that refuses now refuses at every turn.
const RETRY_AFTER: Span = Span::hours(1);
/// After a failure to erase somebody who was promised it just now: the disk may have been slow.
const PROMISED_RETRY_AFTER: Span = Span::minutes(1);

/// Whether it is looked, and from when, on the steady clock.
#[derive(Debug)]
pub(super) struct Erasing {
    looking: bool,
    from: Span,
    /// From when on those are erased who were promised it.
    promised_from: Span,
}

impl Erasing {
    /// At a start, on the house as the record left it: the clock may have leapt since, or not long before.
    pub(super) fn start(now: Now, house: &House) -> Self {
        let mut erasing = Self { looking: true, from: now.steady, promised_from: now.steady };
        // An empty record has no last entry, and nobody to erase.
        if house.last_at > Stamp(0) {
            erasing.leapt(now, now.wall - house.last_at);
        }
        if let Some(leap) = house.leap.filter(|leap| now.wall < leap.to + LEAP_WAIT) {
            erasing.leapt(now, leap.to - leap.from);
        }
        erasing
    }

    /// The wall clock is `by` further on than it should be.
    pub(super) fn leapt(&mut self, now: Now, by: Span) {
        if by > LEAP_MIN {
            tracing::warn!(event = "clock-leapt", days = by.0 / Span::days(1).0);
            self.from = after(now, LEAP_WAIT);
        }
    }

    /// A day was cut.
    pub(super) fn look(&mut self) {
        self.looking = true;
    }

    /// Whether it is time to look.
    pub(super) fn is_due(&self, now: Now) -> bool {
        self.looking && now.steady >= self.from
    }

    /// Nobody's time has come.
    pub(super) fn is_over(&mut self) {
        self.looking = false;
    }

    /// Whether those who were promised it may be erased now.
    pub(super) fn may_keep_promise(&self, now: Now) -> bool {
        now.steady >= self.promised_from
    }

    /// Those who were promised it could not be erased; they stay due.
    pub(super) fn promise_failed(&mut self, now: Now) {
        self.promised_from = after(now, PROMISED_RETRY_AFTER);
    }

    /// Nobody could be erased; they stay due.
    pub(super) fn failed(&mut self, now: Now) {
        self.from = after(now, RETRY_AFTER);
    }
}

fn after(now: Now, wait: Span) -> Span {
    Span(now.steady.0.saturating_add(wait.0))
}
