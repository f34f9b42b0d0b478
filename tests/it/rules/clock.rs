//! The wall clock steps, or stands behind the record.

use gatehouse::domain::*;

use super::given;
use super::words::*;
use crate::morning::at;

fn back(h: u32) -> Deed {
    Deed::ClockSteps(Span(-Span::hours(h).0))
}

#[test]
fn a_step_moves_what_is_waited_for_and_no_time_of_day() {
    let waiting = || all(&[hosts(), checks_in(&["张伟"]), completes_slip(1), host_agrees(1)]);
    // Set an hour ahead, the guard still has ten minutes.
    given(&[waiting(), Deed::ClockSteps(Span::hours(1))]).when(minutes(9)).then([]);
    given(&[waiting(), Deed::ClockSteps(Span::hours(1))]).when(minutes(10)).then(["Reminded", "Alarmed"]);
    given(&[Deed::ClockSteps(Span::hours(1))]).when(hours(9)).then(["ClosingReached"]);
    given(&[back(1)])
        .when(hours(11))
        .with(|e| matches!(e, Event::ClosingReached { next, .. } if *next == at(42, 0)));
}

#[test]
fn a_clock_behind_the_record_is_noticed_and_caught_up() {
    given(&[back(2), checks_in_nowhere()]).when(hours(1)).leaves(|house| house.clock_behind);
    given(&[back(2), checks_in_nowhere(), hours(3)])
        .when(checks_in_nowhere())
        .leaves(|house| !house.clock_behind);
}

#[test]
fn no_queue_number_is_called_twice_when_the_clock_goes_back_a_day() {
    let then = given(&[hosts(), hours(24), checks_in(&["张伟"]), back(24), checks_in(&["李四"]), hours(24)])
        .when(checks_in(&["王五"]));
    let queue: Vec<u32> = then.morning.house.visits.values().map(|v| v.queue.0).collect();
    assert_eq!(queue, [1, 2, 3]);
}

#[test]
fn a_clock_that_leapt_and_is_set_right_leaves_nothing_behind() {
    let leap = Span::days(800);
    let came_meanwhile = || {
        let there = all(&[hosts(), checks_in(&["张伟"]), Deed::ClockSteps(leap), checks_in(&["李四"])]);
        all(&[there, Deed::ClockSteps(Span(-leap.0)), checks_in(&["王五"])])
    };
    let given = given(&[came_meanwhile()]);
    let house = given.house();
    assert!(!house.clock_behind && house.leap.is_none() && house.last_at == at(8, 0));
    // Nobody waits for a day that is years ahead, and neither does closing time.
    let house = given.when(hours(11)).morning.house;
    assert_eq!(house.open_visits().count(), 0);
    assert_eq!(house.timers.get(Due::Closing), Some(at(42, 0)));
}

/// A command that changes little.
fn checks_in_nowhere() -> Deed {
    kiosk(Command::CheckIn { draft: draft_of(Kind::Other, false, &["赵六"], None) })
}
