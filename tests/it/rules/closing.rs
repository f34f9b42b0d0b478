//! Overdue, closing time, and the next day (docs/rules.md, part 3, table).

use gatehouse::domain::*;

use super::given;
use super::words::*;
use crate::morning::at;

fn overdue(event: &Event) -> bool {
    matches!(event, Event::VisitOverdue { .. })
}

#[test]
fn the_end_of_the_window_makes_overdue() {
    let short =
        all(&[hosts(), books(Class::Ordinary, 8, 10), shows_invitation(), settled(1), issues(1), prints()]);
    given(&[short, scans(101, "in"), passes()])
        .when(hours(2))
        .then(["Reminded", "VisitOverdue", "Alarmed"])
        .with(|e| {
            let told = |told| Effect::Tell(Alert::of(told, Some(visit(1))));
            follow_up(e) == [told(Told::Host), told(Told::Guard)]
        });
}

#[test]
fn who_is_in_at_closing_is_unconfirmed_and_stays_on_the_roll_call() {
    given(&[inside()])
        .when(hours(10))
        .with(overdue)
        .with(|e| matches!(e, Event::ClosingReached { unconfirmed, next } if *unconfirmed == [visit(1)] && *next == at(42, 0)))
        .with(rings(AlarmKind::BadgeOutstanding))
        .leaves(|house| house.heads_inside() == 1 && house.badges[&BadgeNo(101)].loan == Loan::Outstanding)
        .leaves_visit(|v| matches!(v.stage, Stage::Badged { unconfirmed: true, overdue: true, .. }));
}

#[test]
fn the_way_out_stays_open_after_closing() {
    given(&[inside(), hours(12), signs_off(1)]).when(scans(101, "out")).then(["Granted"]);
}

#[test]
fn closing_comes_every_day() {
    given(&[hours(10)]).when(hours(24)).then(["ClosingReached"]);
    given(&[]).when(hours(10)).then(["ClosingReached"]);
}

#[test]
fn who_still_waits_at_the_end_of_the_day_has_given_up() {
    let waiting = all(&[hosts(), checks_in(&["张伟"]), sees_document(1), host_agrees(1)]);
    given(&[waiting]).when(hours(10)).with(ends(End::GaveUp)).without(overdue);
}

#[test]
fn a_visit_belongs_to_its_entry_date_and_the_day_is_cut_at_six() {
    let day = |hours_later: u32| {
        let then = given(&[hosts(), hours(hours_later)]).when(checks_in(&["张伟"]));
        then.morning.house.visits[&visit(1)].day.0
    };
    assert_eq!(day(0), day(21));
    assert_eq!(day(0) + 1, day(22));
}

#[test]
fn who_is_ended_by_closing_is_not_ended_again_by_a_later_deadline_of_the_same_moment() {
    // Away at closing, and expected back by a window that ends later: both have come when the clock is set.
    let away = all(&[inside(), steps_out(1), passes()]);
    let ends = |events: &[Event]| events.iter().filter(|e| matches!(e, Event::VisitEnded { .. })).count();
    let given = given(&[away, Deed::ClockSteps(Span::days(3)), hours(1)]);
    assert_eq!(ends(&given.records().iter().map(|record| record.event.clone()).collect::<Vec<_>>()), 1);
}
