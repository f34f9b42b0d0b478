//! Watches the wall clock against the steady one, and against the record.

use crate::domain::{Event, House, Now, Span};

/// A wall clock that is off by more than this between two looks has stepped: no drift does that in a second.
const STEP_MIN: Span = Span::seconds(5);
/// A wall clock that is behind the last record by more than this has been set back, or lost.
const BEHIND_MIN: Span = Span::seconds(5);

/// What the clocks said last.
#[derive(Debug, Default)]
pub(super) struct ClockWatch {
    last: Option<Now>,
}

impl ClockWatch {
    /// What has happened to the clocks since [`ClockWatch::seen`].
    pub(super) fn look(&self, now: Now, house: &House) -> Vec<Event> {
        let mut events = Vec::new();
        if let Some(last) = self.last {
            let (wall, steady) = ((now.wall - last.wall).0, now.steady.0.saturating_sub(last.steady.0));
            let by = Span(wall.saturating_sub(steady));
            if by.0.unsigned_abs() > STEP_MIN.0.unsigned_abs() {
                events.push(Event::ClockStepped { by });
            }
        }
        let behind = house.last_at - now.wall;
        if !house.clock_behind && behind > BEHIND_MIN {
            events.push(Event::ClockBehind { behind: true });
        } else if house.clock_behind && behind.0 <= 0 {
            events.push(Event::ClockBehind { behind: false });
        }
        events
    }

    /// What was looked at is in the record.
    pub(super) fn seen(&mut self, now: Now) {
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GateNo, Stamp};

    fn now(wall_s: i64, steady_s: i64) -> Now {
        Now { wall: Stamp(wall_s * 1000), steady: Span(steady_s * 1000) }
    }

    #[test]
    fn a_step_of_the_wall_clock_is_told_once_and_with_its_length() {
        let (mut watch, house) = (ClockWatch::default(), House::new(GateNo::FIRST));
        assert_eq!(watch.look(now(1_000, 0), &house), []);
        watch.seen(now(1_000, 0));
        assert_eq!(watch.look(now(1_064, 60), &house), []);
        assert_eq!(watch.look(now(4_660, 60), &house), [Event::ClockStepped { by: Span::seconds(3_600) }]);
        watch.seen(now(4_660, 60));
        assert_eq!(watch.look(now(4_661, 61), &house), []);
    }

    #[test]
    fn a_clock_behind_the_record_is_told_until_it_has_caught_up() {
        let (watch, mut house) = (ClockWatch::default(), House::new(GateNo::FIRST));
        house.last_at = Stamp(1_000_000);
        assert_eq!(watch.look(now(996, 0), &house), []);
        assert_eq!(watch.look(now(900, 0), &house), [Event::ClockBehind { behind: true }]);
        house.clock_behind = true;
        assert_eq!(watch.look(now(999, 0), &house), []);
        assert_eq!(watch.look(now(1_000, 0), &house), [Event::ClockBehind { behind: false }]);
    }
}
