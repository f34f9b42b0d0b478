//! Watches the wall clock against the steady one, and against the record.

use crate::domain::{AlarmKind, Calendar, Event, House, Now, PAPER_FIRST, SILENCE_MIN, Span};

/// A wall clock that is off by more than this between two looks has stepped: no drift does that in a second.
const STEP_MIN: Span = Span::seconds(5);
/// A wall clock that is behind the last record by more than this has been set back, or lost.
const BEHIND_MIN: Span = Span::seconds(5);

/// A machine without a clock of its own is told the time soon after it starts.
const SET_WITHIN: Span = Span::minutes(15);

/// What the clocks said last, and first.
#[derive(Debug, Default)]
pub(super) struct ClockWatch {
    last: Option<Now>,
    first: Option<Now>,
}

impl ClockWatch {
    /// What has happened to the clocks since [`ClockWatch::seen`]. Before the start is recorded nothing has.
    pub(super) fn look(&self, now: Now, house: &House, calendar: &dyn Calendar) -> Vec<Event> {
        let (Some(last), Some(first)) = (self.last, self.first) else { return Vec::new() };
        let (wall, steady) = ((now.wall - last.wall).0, now.steady.0.saturating_sub(last.steady.0));
        let by = Span(wall.saturating_sub(steady));
        let stepped = by.0.unsigned_abs() > STEP_MIN.0.unsigned_abs();
        let mut events = Vec::new();
        if stepped {
            events.push(Event::ClockStepped { by });
            // Time that went by while it was off: what is on paper is entered first.
            if by > SILENCE_MIN && now.steady.0.saturating_sub(first.steady.0) < SET_WITHIN.0 {
                events.push(Event::WaitsMoved { silent: Span(0), until: now.wall + PAPER_FIRST });
            }
        }
        let behind = house.last_at - now.wall;
        if behind > BEHIND_MIN && house.leap.is_some_and(|leap| leap.is_undone_at(now.wall)) {
            let moved = if stepped { Span(0) } else { now.wall - house.last_at };
            events.push(Event::ClockSetRight { moved, closing: calendar.next_closing(now.wall) });
        } else if !house.clock_behind && behind > BEHIND_MIN {
            events.push(Event::ClockBehind { behind: true });
            let kind = AlarmKind::ClockWrong;
            events.push(Event::Alarmed {
                alarm: house.next_alarm(),
                kind,
                visit: None,
                code: None,
                text: None,
            });
        } else if house.clock_behind && behind.0 <= 0 {
            events.push(Event::ClockBehind { behind: false });
        }
        events
    }

    /// What was looked at is in the record.
    pub(super) fn seen(&mut self, now: Now) {
        self.first.get_or_insert(now);
        self.last = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GateNo, LEAP_MIN, Leap, SiteDay, Stamp};

    /// Closing is an hour after whenever it is asked.
    struct AnHour;

    impl Calendar for AnHour {
        fn day_of(&self, _: Stamp) -> SiteDay {
            SiteDay(0)
        }

        fn next_closing(&self, after: Stamp) -> Stamp {
            after + Span::hours(1)
        }

        fn post_wanted_from(&self, at: Stamp) -> Stamp {
            at
        }
    }

    fn look(watch: &ClockWatch, now: Now, house: &House) -> Vec<Event> {
        watch.look(now, house, &AnHour)
    }

    fn now(wall_s: i64, steady_s: i64) -> Now {
        Now { wall: Stamp(wall_s * 1000), steady: Span(steady_s * 1000) }
    }

    #[test]
    fn a_step_of_the_wall_clock_is_told_once_and_with_its_length() {
        let (mut watch, house) = (ClockWatch::default(), House::new(GateNo::FIRST));
        assert_eq!(look(&watch, now(1_000, 0), &house), []);
        watch.seen(now(1_000, 0));
        assert_eq!(look(&watch, now(1_064, 60), &house), []);
        // Soon after the start it is told the time; later it is only a step.
        let set = [
            Event::ClockStepped { by: Span::seconds(3_600) },
            Event::WaitsMoved { silent: Span(0), until: now(4_660, 60).wall + PAPER_FIRST },
        ];
        assert_eq!(look(&watch, now(4_660, 60), &house), set);
        watch.seen(now(4_660, 60));
        assert_eq!(look(&watch, now(4_661, 61), &house), []);
        watch.seen(now(6_000, 1_400));
        assert_eq!(
            look(&watch, now(9_601, 1_401), &house),
            [Event::ClockStepped { by: Span::seconds(3_600) }]
        );
    }

    #[test]
    fn a_clock_that_had_leapt_and_is_back_is_not_behind() {
        let (mut watch, mut house) = (ClockWatch::default(), House::new(GateNo::FIRST));
        let from = Stamp(1_000_000);
        let to = from + LEAP_MIN + Span::days(800);
        (house.last_at, house.leap) = (to, Some(Leap { from, to }));
        let back =
            |moved| [Event::ClockSetRight { moved, closing: from + Span::seconds(60) + Span::hours(1) }];
        watch.seen(now(1_059, 59));
        assert_eq!(look(&watch, now(1_060, 60), &house), back(from + Span::seconds(60) - to));
        // The step has moved the waits already.
        watch.seen(Now { wall: to, steady: Span::seconds(59) });
        assert_eq!(look(&watch, now(1_060, 60), &house)[1..], back(Span(0)));
        let before = look(&watch, now(900, 60), &house);
        assert!(before.contains(&Event::ClockBehind { behind: true }), "it is behind that, too");
    }

    #[test]
    fn a_clock_that_is_behind_weeks_after_a_silence_is_behind() {
        let (mut watch, mut house) = (ClockWatch::default(), House::new(GateNo::FIRST));
        let from = Stamp(1_000_000);
        let to = from + LEAP_MIN + Span::days(3);
        (house.last_at, house.leap) = (to + Span::days(20), Some(Leap { from, to }));
        let wall = to + Span::days(19);
        watch.seen(Now { wall, steady: Span::seconds(1) });
        let told = look(&watch, Now { wall: wall + Span::seconds(1), steady: Span::seconds(2) }, &house);
        assert!(told.contains(&Event::ClockBehind { behind: true }), "{told:?}");
    }

    #[test]
    fn a_clock_behind_the_record_is_told_until_it_has_caught_up() {
        let (mut watch, mut house) = (ClockWatch::default(), House::new(GateNo::FIRST));
        house.last_at = Stamp(1_000_000);
        assert_eq!(look(&watch, now(900, 0), &house), [], "the start is recorded first");
        watch.seen(now(996, 0));
        assert_eq!(look(&watch, now(996, 0), &house), []);
        let told = look(&watch, now(992, 0), &house);
        assert!(matches!(
            told.as_slice(),
            [Event::ClockBehind { behind: true }, Event::Alarmed { kind: AlarmKind::ClockWrong, .. }]
        ));
        house.clock_behind = true;
        assert_eq!(look(&watch, now(999, 0), &house), []);
        assert_eq!(look(&watch, now(1_000, 0), &house), [Event::ClockBehind { behind: false }]);
    }
}
