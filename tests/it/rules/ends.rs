//! Every end of a visit: no deadline stays behind, and everybody of the party is somewhere.

use gatehouse::domain::*;

use super::words::*;
use super::{Given, given};

fn over(given: &Given) -> (End, Vec<Presence>) {
    let visit = given.visit();
    let Stage::Ended { end, .. } = visit.stage else { panic!("not over: {visit:#?}") };
    for wait in Wait::ALL {
        assert_eq!(given.house().timers.get(Due::Visit(visit.id, wait)), None, "{wait:?}");
    }
    assert!(given.house().badges.values().all(|badge| badge.loan != Loan::OnLoan));
    (end, visit.persons.iter().map(|person| person.presence).collect())
}

#[test]
fn a_visit_ends_in_one_of_nine_ways_and_nothing_of_it_runs_on() {
    let here = || all(&[hosts(), checks_in(&["张伟"])]);
    let refuse = guard(Command::Refuse { visit: visit(1), why: WhyRefused::NoDocument, text: remark("") });
    let cancel = kiosk(Command::CancelVisit { visit: visit(1) });
    let confirm = guard(Command::ConfirmLeft { visit: visit(1), reason: reason("监控看到已离开") });
    let mark = guard(Command::MarkArrived { booking: booking(1) });
    let take_back = guard(Command::TakeBackArrival { visit: visit(1) });
    for (steps, end, presence) in [
        (gone(), End::Left, Presence::Left),
        (all(&[here(), host_says(1, HostReply::Declines)]), End::Declined, Presence::NeverCame),
        (all(&[here(), refuse]), End::Refused, Presence::NeverCame),
        (all(&[here(), cancel]), End::Cancelled, Presence::NeverCame),
        (all(&[here(), minutes(20)]), End::GaveUp, Presence::NeverCame),
        (all(&[admitted(), minutes(15)]), End::Expired, Presence::NeverCame),
        (all(&[here(), opens_incident(Some(1)), closes_incident(1)]), End::Incident, Presence::NeverCame),
        (
            all(&[hosts(), books(Class::Ordinary, 8, 12), mark, take_back]),
            End::ArrivalTakenBack,
            Presence::NeverCame,
        ),
        (all(&[inside(), confirm]), End::ReportedLeft, Presence::Left),
    ] {
        assert_eq!(over(&given(&[steps])), (end, vec![presence]));
    }
}

#[test]
fn nothing_happens_to_a_visit_that_is_over() {
    for step in [
        issues(1),
        opens(1),
        host_agrees(1),
        sees_document(1),
        signs_off(1),
        lets_out(1, None),
        kiosk(Command::CancelVisit { visit: visit(1) }),
        opens_incident(Some(1)),
    ] {
        given(&[gone()]).when(step).refused_with(Refusal::VisitOver);
    }
}

#[test]
fn visits_that_ended_long_ago_leave_the_house_unless_a_badge_is_out() {
    let mut steps = vec![admitted(), minutes(15)];
    for count in 2..=300 {
        steps.push(checks_in(&["李四"]));
        steps.push(kiosk(Command::CancelVisit { visit: visit(count) }));
    }
    let house = given(&steps);
    assert!(house.house().visits.contains_key(&visit(1)), "its badge is still out");
    assert!(!house.house().visits.contains_key(&visit(2)));
    assert!(house.house().visits.len() <= 201);
    house.when(takes_back(101)).leaves(|house| !house.visits.contains_key(&visit(1)));
}
