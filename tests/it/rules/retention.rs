//! What is over is kept for a time, each kind for its own, and no longer.

use gatehouse::domain::*;

use super::words::*;
use super::{Given, given};
use crate::morning::at;

const DOCUMENT: Span = Span::days(30);
const VISIT: Span = Span::days(180);
const REMEMBERED: Span = Span::days(90);

fn due(given: &Given, now: Stamp) -> Vec<Subject> {
    let retention = Retention { document: DOCUMENT, visit: VISIT };
    due_for_erasure(given.house(), KeptFor { retention, remembered: REMEMBERED }, now)
}

/// When the last thing happened.
fn last(given: &Given) -> Stamp {
    given.house().last_at
}

fn documents(count: u32) -> Subject {
    Subject::Document(visit(count))
}

fn people(count: u32) -> Subject {
    Subject::Visit(visit(count))
}

fn erases(people: &[Subject]) -> Deed {
    core(Command::Erased { people: people.to_vec() })
}

/// The day of the tests: its words about nobody in particular are kept from its end on.
fn the_day() -> Subject {
    Subject::Day(at(8, 0).utc_day())
}

#[test]
fn a_document_is_due_thirty_days_after_the_visit_and_the_visit_after_half_a_year() {
    let over = given(&[gone()]);
    let left = last(&over);
    assert_eq!(due(&over, left + DOCUMENT + Span(-1)), []);
    assert_eq!(due(&over, left + DOCUMENT), [documents(1)]);
    let over = given(&[gone(), erases(&[documents(1)])]);
    assert_eq!(due(&over, left + VISIT + Span(-1)), []);
    assert_eq!(due(&over, left + VISIT), [people(1)]);
    assert_eq!(due(&over, left + VISIT + Span::days(1)), [people(1), the_day()]);
}

#[test]
fn who_is_still_here_is_never_due() {
    let here = given(&[inside(), checks_in(&["李四"])]);
    let late = due(&here, last(&here) + Span::days(3_650));
    assert_eq!(late, [the_day()]);
}

#[test]
fn the_house_forgets_who_is_erased_and_keeps_the_fact() {
    let tail = |house: &House| house.visits[&visit(1)].identity.document_tail().map(str::to_owned);
    assert_eq!(tail(given(&[gone()]).house()).as_deref(), Some("1234"));
    let then = given(&[gone()]).when(erases(&[documents(1)])).then(["PeopleErased"]);
    assert_eq!(tail(&then.morning.house), None);
    assert!(then.morning.house.visits[&visit(1)].who.known().is_some());
    let then = then.when(erases(&[people(1), the_day()]));
    then.leaves_visit(|visit| visit.who == Personal::Erased && visit.rest.is_none() && visit.is_over());
}

#[test]
fn a_declined_draft_is_erased_at_once_and_has_no_clock() {
    let declined = given(&[hosts(), checks_in(&["张伟"]), host_says(1, HostReply::Declines)]);
    assert_eq!(due(&declined, last(&declined) + VISIT + Span::days(2)), [the_day()]);
}

#[test]
fn a_booking_is_due_when_it_was_cancelled_missed_or_used() {
    let booked = || all(&[hosts(), books(Class::Ordinary, 9, 10)]);
    let cancelled = given(&[booked(), office(Command::CancelBooking { booking: booking(1) })]);
    let missed = given(&[booked(), hours(3)]);
    let guest_left = all(&[shows_invitation(), settled(1), issues(1), prints(), scans(101, "in"), passes()]);
    let used = given(&[booked(), hours(1), guest_left, signs_off(1), scans(101, "out"), passes()]);
    for over in [cancelled, missed, used] {
        let late = due(&over, last(&over) + VISIT);
        assert!(late.contains(&Subject::Booking(booking(1))), "{late:?}");
    }
    let to_come = given(&[booked()]);
    assert_eq!(due(&to_come, last(&to_come) + VISIT), []);
}

#[test]
fn a_host_is_due_half_a_year_after_leaving_unless_they_come_back() {
    let retires = || office(Command::RetireHost { number: "1001".to_owned() });
    let left = given(&[hosts(), retires()]);
    assert_eq!(due(&left, last(&left) + VISIT), [Subject::Host(WANG)]);
    let back = given(&[hosts(), retires(), hosts()]);
    assert_eq!(due(&back, last(&back) + VISIT), []);
    given(&[hosts(), retires()])
        .when(erases(&[Subject::Host(WANG)]))
        .leaves(|house| house.hosts.keys().eq([&LI]));
}

#[test]
fn a_watchlist_entry_is_due_half_a_year_after_it_ended_or_expired() {
    let ends = office(Command::EndWatch { entry: watch(1), reason: reason("已过审查期") });
    let ended = given(&[watches("赵六", "", ""), ends]);
    assert_eq!(due(&ended, last(&ended) + VISIT), [Subject::Watch(watch(1))]);
    let in_force = given(&[watches("赵六", "", "")]);
    let expires = at(24 * 365, 0);
    assert_eq!(due(&in_force, expires + VISIT + Span(-1)), [the_day()]);
    assert_eq!(due(&in_force, expires + VISIT), [the_day(), Subject::Watch(watch(1))]);
    given(&[watches("赵六", "", "")])
        .when(erases(&[Subject::Watch(watch(1))]))
        .leaves(|house| house.watchlist.is_empty());
}

#[test]
fn an_incident_is_due_half_a_year_after_its_report() {
    let open = given(&[opens_incident(None)]);
    let incident = Subject::Incident(incident(1));
    assert!(!due(&open, last(&open) + Span::days(400)).contains(&incident));
    let closed = given(&[opens_incident(None), closes_incident(1)]);
    assert!(due(&closed, last(&closed) + VISIT).contains(&incident));
}

#[test]
fn nobody_is_erased_by_a_clock_that_is_behind_the_record() {
    let wrong = given(&[gone(), Deed::ClockSteps(Span(-Span::hours(24).0)), checks_in(&["李四"])]);
    assert!(wrong.house().clock_behind);
    assert_eq!(due(&wrong, last(&wrong) + VISIT), []);
}

#[test]
fn so_many_are_erased_at_once_and_the_rest_after_them_until_nobody_is_due() {
    let count = ERASED_AT_ONCE_MAX as u32;
    let comes_and_cancels = |n| all(&[checks_in(&["张伟"]), kiosk(Command::CancelVisit { visit: visit(n) })]);
    let mut steps = vec![hosts()];
    steps.extend((1..=count).map(comes_and_cancels));
    let house = given(&steps);
    let late = last(&house) + VISIT + Span::days(2);
    let first = due(&house, late);
    assert_eq!(first.len(), ERASED_AT_ONCE_MAX);
    steps.push(erases(&first));
    let second = due(&given(&steps), late);
    assert_eq!(second.len(), ERASED_AT_ONCE_MAX);
    assert!(second.iter().all(|subject| !first.contains(subject)));
    steps.push(erases(&second));
    let third = due(&given(&steps), late);
    assert_eq!(third, [the_day()]);
    steps.push(erases(&third));
    assert_eq!(due(&given(&steps), late), []);
}
