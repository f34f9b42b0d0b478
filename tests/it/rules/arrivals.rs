//! Arrivals: walk-ins, bookings, by hand (docs/rules.md, part 3, step 2).

use gatehouse::domain::*;

use super::words::*;
use super::{given, given_at};
use crate::morning::{at, site};

#[test]
fn a_walk_in_is_recorded_and_the_host_is_asked_at_once() {
    given(&[hosts()]).when(checks_in(&["张伟"])).then(["VisitArrived"]).leaves_visit(|v| {
        v.origin == Origin::WalkIn && matches!(v.consent, Consent::Asked { .. }) && v.window.to == at(18, 0)
    });
}

#[test]
fn a_walk_in_without_a_host_goes_to_the_guard() {
    let nobody = kiosk(Command::CheckIn { draft: draft_of(Kind::Supplier, false, &["张伟"], None) });
    let here = || all(&[hosts(), nobody.clone()]);
    given(&[here()]).when(host_agrees(1)).refused_with(Refusal::HostMissing);
    let set = |host| guard(Command::SetHost { visit: visit(1), host });
    given(&[here()]).when(set(HostId(99))).refused_with(Refusal::NoSuchHost);
    given(&[here()]).when(set(WANG)).then(["HostSet"]);
    // Nobody finds the host: the guard is reminded, and the visit does not hang.
    given(&[here()]).when(minutes(3)).with(rings(AlarmKind::WaitingLong));
    given(&[here(), sees_document(1)]).when(minutes(20)).with(ends(End::GaveUp));
}

#[test]
fn nobody_comes_for_a_host_who_has_left_the_company() {
    let retired = || all(&[hosts(), office(Command::RetireHost { number: "1001".to_owned() })]);
    given(&[retired()]).when(checks_in(&["张伟"])).refused_with(Refusal::NoSuchHost);
    // A booked visitor is not sent away for that: the guard asks the department.
    given(&[
        hosts(),
        books(Class::Ordinary, 8, 12),
        office(Command::RetireHost { number: "1001".to_owned() }),
    ])
    .when(shows_invitation())
    .then(["VisitArrived"])
    .leaves_visit(|v| v.host.is_none() && v.consent == Consent::NotAsked);
}

#[test]
fn a_visitor_without_a_name_is_not_entered() {
    let nameless = Draft { who: Who { names: vec![None], ..who(&["张伟"]) }, ..draft(&["张伟"]) };
    let missing = || Refusal::TextTooShort { field: Field::Name, min: 1 };
    given(&[hosts()]).when(kiosk(Command::CheckIn { draft: nameless.clone() })).refused_with(missing());
    given(&[hosts()])
        .when(guard(Command::EnterByHand { draft: nameless, rest: None }))
        .refused_with(missing());
}

#[test]
fn the_guard_enters_whoever_cannot() {
    given(&[hosts()])
        .when(guard(Command::EnterByHand { draft: draft(&["张伟"]), rest: Some(slip()) }))
        .then(["VisitArrived"])
        .leaves_visit(|v| v.origin == Origin::ByHand && !v.needs_slip());
}

#[test]
fn an_invitation_finds_its_booking_and_opens_nothing() {
    given(&[hosts(), books(Class::Ordinary, 8, 12)])
        .when(shows_invitation())
        .then(["VisitArrived"])
        .leaves(|house| house.gate.grants.is_empty() && house.bookings[&booking(1)].visit == Some(visit(1)));
}

#[test]
fn a_booking_is_found_by_name_and_phone_never_by_the_name_alone() {
    let booked = || all(&[hosts(), books(Class::Ordinary, 8, 12)]);
    given(&[booked()]).when(names_booking("张 伟", "138-0000-1234")).then(["VisitArrived"]);
    given(&[booked()]).when(names_booking("张伟", "+86 13800001234")).then(["VisitArrived"]);
    // All that can be typed by touch is letters.
    for typed in ["zhangwei", "Zhang Wei", "WEI ZHANG"] {
        given(&[booked()])
            .when(names_booking(typed, "13800001234"))
            .leaves_visit(|v| v.who.known().unwrap().lead() == Some(&person("张伟")));
        given(&[booked()]).when(names_booking(typed, "13900009999")).refused_with(Refusal::BookingNotFound);
    }
    given(&[booked()]).when(names_booking("zhang", "13800001234")).refused_with(Refusal::BookingNotFound);
    given(&[booked()]).when(names_booking("张伟", "13900009999")).refused_with(Refusal::BookingNotFound);
    given(&[booked()]).when(names_booking("李四", "13800001234")).refused_with(Refusal::BookingNotFound);
}

#[test]
fn too_early_and_too_late_go_to_the_guard() {
    let booked = || all(&[hosts(), books(Class::Ordinary, 10, 12)]);
    given(&[booked()]).when(shows_invitation()).refused_with(Refusal::BookingOutsideItsTime);
    given(&[booked(), hours(1)]).when(shows_invitation()).then(["VisitArrived"]);
    // After its window the booking is a no-show, and the visitor a walk-in.
    given(&[booked()]).when(hours(4)).then(["BookingNoShow"]);
    given(&[booked(), hours(4)]).when(shows_invitation()).refused_with(Refusal::BookingNotFound);
    // The guard marks whoever is early, and that is on record.
    given(&[booked()])
        .when(guard(Command::MarkArrived { booking: booking(1) }))
        .with(|e| matches!(e, Event::VisitArrived(a) if matches!(a.origin, Origin::Booked { outside_its_time: true, .. })));
}

#[test]
fn a_booking_is_arrived_for_once() {
    let came = || all(&[hosts(), books(Class::Ordinary, 8, 12), shows_invitation()]);
    given(&[came()]).when(shows_invitation()).refused_with(Refusal::BookingArrived);
    given(&[came()]).when(names_booking("张伟", "13800001234")).refused_with(Refusal::BookingArrived);
    given(&[came()])
        .when(guard(Command::MarkArrived { booking: booking(1) }))
        .refused_with(Refusal::BookingArrived);
    given(&[came()])
        .when(office(Command::CancelBooking { booking: booking(1) }))
        .refused_with(Refusal::BookingArrived);
    given(&[came()]).when(hours(5)).without(|e| matches!(e, Event::BookingNoShow { .. }));
    // The visit is over, and with it the booking.
    given(&[came(), kiosk(Command::CancelVisit { visit: visit(1) })])
        .when(shows_invitation())
        .refused_with(Refusal::BookingNotFound);
}

#[test]
fn the_second_booking_of_the_day_is_found_while_the_first_visitor_is_here() {
    given(&[hosts(), books(Class::Ordinary, 8, 10), books(Class::Ordinary, 9, 12), names_booking("张伟", "13800001234")])
        .when(names_booking("张伟", "13800001234"))
        .with(|e| matches!(e, Event::VisitArrived(a) if matches!(a.origin, Origin::Booked { booking: b, .. } if b == booking(2))));
}

#[test]
fn a_booking_is_no_consent_unless_the_site_says_so() {
    given(&[hosts(), books(Class::Ordinary, 8, 12)])
        .when(shows_invitation())
        .leaves_visit(|v| matches!(v.consent, Consent::Asked { .. }));
    let waiving = Policy { ask_host_on_booking: false, ..site() };
    given_at(waiving, &[hosts(), books(Class::Ordinary, 8, 12)])
        .when(shows_invitation())
        .leaves_visit(|v| v.consent == Consent::Waived);
}

#[test]
fn queue_numbers_count_from_one_on_every_day_of_the_site() {
    let queue = |then: super::Then| then.morning.house.visits.values().map(|v| v.queue.0).collect::<Vec<_>>();
    assert_eq!(queue(given(&[hosts(), checks_in(&["张伟"])]).when(checks_in(&["李四"]))), [1, 2]);
    // Twenty hours later the site's day has changed; at three in the night it has not.
    assert_eq!(queue(given(&[hosts(), checks_in(&["张伟"]), hours(23)]).when(checks_in(&["李四"]))), [1, 1]);
    assert_eq!(queue(given(&[hosts(), checks_in(&["张伟"]), hours(19)]).when(checks_in(&["李四"]))), [1, 2]);
}

fn marks_arrived() -> Deed {
    guard(Command::MarkArrived { booking: booking(1) })
}

fn takes_back_arrival() -> Deed {
    guard(Command::TakeBackArrival { visit: visit(1) })
}

#[test]
fn a_slip_of_the_finger_is_taken_back_and_the_booking_is_expected_again() {
    let marked = || all(&[hosts(), books(Class::Ordinary, 8, 12), marks_arrived()]);
    given(&[hosts(), books(Class::Ordinary, 8, 12)])
        .when(marks_arrived())
        .tells_the_panel(|card| card.may_take_back)
        .when(takes_back_arrival())
        .then(["VisitEnded"])
        .with(ends(End::ArrivalTakenBack))
        // Of the visit only the fact stays; the booking knows who is still to come.
        .with(|e| follow_up(e) == [Effect::ErasePeople { visit: visit(1) }])
        .leaves_visit(|v| v.who.known().is_none())
        .leaves(|house| house.bookings[&booking(1)].visit.is_none())
        .when(shows_invitation())
        .then(["VisitArrived"]);
    given(&[marked(), minutes(9)]).when(takes_back_arrival()).then(["VisitEnded"]);
    given(&[marked(), takes_back_arrival()]).when(marks_arrived()).then(["VisitArrived"]);
    given(&[marked(), takes_back_arrival()]).when(takes_back_arrival()).refused_with(Refusal::VisitOver);
    // Its window ends as if nothing had been.
    given(&[marked(), takes_back_arrival()])
        .when(hours(4))
        .then(["BookingNoShow"])
        .leaves(|house| house.bookings.is_empty());
}

#[test]
fn an_arrival_stands_once_the_visitor_said_so_or_somebody_has_done_something() {
    let booked = |class| all(&[hosts(), books(class, 8, 12)]);
    let marked = |class| all(&[booked(class), marks_arrived()]);
    for steps in [
        all(&[booked(Class::Ordinary), shows_invitation()]),
        all(&[hosts(), checks_in(&["张伟"])]),
        all(&[marked(Class::Ordinary), sees_document(1)]),
        all(&[marked(Class::Ordinary), host_agrees(1)]),
        all(&[marked(Class::Ordinary), settled(1)]),
        all(&[marked(Class::Ordinary), opens_incident(Some(1))]),
        all(&[marked(Class::Ordinary), sets_class(1, Class::Vip, None, true)]),
        all(&[
            marked(Class::Vip),
            office(Command::AdministrationSaid { visit: visit(1), acknowledged: true }),
        ]),
        all(&[watches("张伟", "13800001234", ""), marked(Class::Ordinary), checks_mark(1, false)]),
    ] {
        given(&[steps])
            .when(seconds(0))
            .tells_the_panel(|card| !card.may_take_back)
            .when(takes_back_arrival())
            .refused_with(Refusal::NotNow);
    }
    let issued = all(&[marked(Class::Ordinary), settled(1), issues(1)]);
    given(&[issued]).when(takes_back_arrival()).refused_with(Refusal::NotNow);
}
