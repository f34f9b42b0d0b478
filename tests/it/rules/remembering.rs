//! Who asked to be remembered is, once they have been here; by phone and document together, and for a time.

use gatehouse::domain::*;

use super::words::*;
use super::{Given, given};
use crate::morning::{Morning, site};

fn mark(number: &str, tail: &str) -> Mark {
    site().marks.mark(&phone(number), tail)
}

/// The phone and the document of [`who`] and [`sees_document`].
fn own() -> Mark {
    mark("13800001234", "1234")
}

fn asks(count: u32) -> Deed {
    completes_slip_with(count, |_: &Morning| SlipPapers { remember: true, ..SlipPapers::default() })
}

/// A visitor of one name comes, asks to be remembered or not, and leaves with badge 100 + count.
fn visits_as(count: u32, name: &'static str, slip: Deed) -> Deed {
    let badge = 100 + count;
    let routine = all(&[slip, sees_document(count), host_agrees(count), issues(count), prints()]);
    let through = all(&[scans(badge, "in"), passes(), signs_off(count), scans(badge, "out"), passes()]);
    all(&[checks_in(&[name]), routine, through])
}

fn remembered() -> Deed {
    all(&[hosts(), visits_as(1, "张伟", asks(1))])
}

fn knows(given: &Given, mark: Mark) -> Option<&str> {
    given.house().remembered_by(mark).map(|card| card.name.as_str())
}

fn forgets(mark: Mark) -> Deed {
    kiosk(Command::ForgetMe { mark })
}

#[test]
fn who_asked_for_it_is_remembered_when_the_visit_is_over() {
    let until_the_exit = || {
        let routine = all(&[asks(1), sees_document(1), host_agrees(1), issues(1), prints()]);
        all(&[
            hosts(),
            checks_in(&["张伟"]),
            routine,
            scans(101, "in"),
            passes(),
            signs_off(1),
            scans(101, "out"),
        ])
    };
    assert_eq!(knows(&given(&[until_the_exit()]), own()), None, "not before they have left");
    given(&[until_the_exit()])
        .when(passes())
        .then(["Opened", "Passed", "BadgeReturned", "VisitEnded", "PersonRemembered"])
        .with(|event| match event {
            Event::PersonRemembered { card: Personal::Known(card), .. } => {
                (card.name.as_str(), card.unit.as_str(), card.phone.as_str(), card.kind, card.language)
                    == ("张伟", "华东轴承", "13800001234", Kind::Supplier, Language::Zh)
            }
            _ => false,
        })
        .leaves(|house| house.remembered_by(own()).is_some());
}

#[test]
fn nobody_is_remembered_who_did_not_ask_or_asks_no_more() {
    let left = given(&[hosts(), visits_as(1, "张伟", completes_slip(1))]);
    assert!(left.house().remembered.is_empty());
    let unticked = given(&[hosts(), visits_as(1, "张伟", all(&[asks(1), completes_slip(1)]))]);
    assert!(unticked.house().remembered.is_empty());
}

#[test]
fn a_visit_that_came_to_nothing_leaves_nobody_behind() {
    let waits = || all(&[hosts(), checks_in(&["张伟"]), asks(1), sees_document(1)]);
    for end in [
        host_says(1, HostReply::Declines),
        kiosk(Command::CancelVisit { visit: visit(1) }),
        guard(Command::Refuse { visit: visit(1), why: WhyRefused::NotTheHolder, text: remark("") }),
        minutes(25),
    ] {
        let over = given(&[waits(), end]);
        assert!(over.visit().is_over() && over.house().remembered.is_empty(), "{:?}", over.visit().stage);
    }
}

#[test]
fn without_a_document_that_was_seen_there_is_nothing_to_find_them_by() {
    let vouched = guard(Command::Vouch { visit: visit(1), by: remark("王建国") });
    let routine = all(&[asks(1), vouched, host_agrees(1), issues(1), prints()]);
    let through = all(&[scans(101, "in"), passes(), signs_off(1), scans(101, "out"), passes()]);
    let left = given(&[hosts(), checks_in(&["张伟"]), routine, through]);
    assert!(left.visit().is_over() && left.house().remembered.is_empty());
}

#[test]
fn they_are_found_by_both_and_by_nothing_less() {
    let known = given(&[remembered()]);
    assert_eq!(knows(&known, own()), Some("张伟"));
    assert_eq!(knows(&known, mark("+8613800001234", "1234")), Some("张伟"));
    for wrong in [mark("13800001235", "1234"), mark("13800001234", "1235")] {
        assert_eq!(knows(&known, wrong), None);
    }
}

#[test]
fn of_two_people_with_the_same_phone_and_document_nobody_is_told() {
    let two = given(&[remembered(), visits_as(2, "李四", asks(2))]);
    assert_eq!(two.house().remembered.len(), 2);
    assert_eq!(knows(&two, own()), None);
}

#[test]
fn who_comes_again_is_the_same_person_with_newer_details() {
    let again = given(&[remembered(), visits_as(2, "张伟", asks(2))]);
    assert_eq!(again.house().remembered.len(), 1);
    let came = given(&[remembered(), hours(1), visits_as(2, "张伟", completes_slip(2))]);
    assert!(came.records().iter().any(|record| matches!(record.event, Event::RememberedCame { .. })));
    let last = came.house().remembered.values().next().map(|known| known.last);
    assert_eq!(last, Some(came.house().last_at), "the time starts anew");
}

#[test]
fn a_check_in_of_somebody_who_is_remembered_passes_every_rule() {
    given(&[remembered(), checks_in(&["张伟"])]).when(issues(2)).refused_with(Refusal::IdentityMissing);
    given(&[remembered(), watches("张伟", "", "")])
        .when(checks_in(&["张伟"]))
        .with(|event| matches!(event, Event::VisitArrived(arrival) if matches!(arrival.hold, Hold::Held { .. })))
        .leaves(|house| house.remembered_by(own()).is_some());
}

#[test]
fn forget_me_is_recorded_alike_for_whoever_asks_and_erases_the_one_it_is_about() {
    let person = RememberedId { gate: GateNo::FIRST, count: 1 };
    given(&[remembered()])
        .when(forgets(own()))
        .then(["PeopleForgotten"])
        .with(|event| follow_up(event) == [Effect::Forget { person }])
        .leaves(|house| house.remembered.is_empty())
        .when(forgets(own()))
        .then(["PeopleForgotten"])
        .with(|event| follow_up(event).is_empty());
    let after = given(&[remembered(), forgets(own()), visits_as(2, "张伟", asks(2))]);
    let ids: Vec<_> = after.house().remembered.keys().map(|person| person.count).collect();
    assert_eq!(ids, [2], "whoever was forgotten is somebody new");
}

#[test]
fn the_one_who_was_away_longest_makes_room() {
    let mut full = Morning::at_eight(site());
    let at = full.now;
    let card = |n: u32| RememberedCard {
        mark: MarkKey([1; 32]).mark(&phone("13900001111"), &format!("{n:04}")),
        name: person("李四"),
        unit: Unit::default(),
        phone: phone("13900001111"),
        kind: Kind::Other,
        plate: Plate::default(),
        host: None,
        purpose: Purpose::parse("送样品").unwrap(),
        language: Language::Zh,
    };
    for n in 1..=u32::try_from(REMEMBERED_MAX).unwrap() {
        let last = at + Span::minutes(if n == 7 { 0 } else { n });
        let id = RememberedId { gate: GateNo::FIRST, count: n };
        full.house.remembered.insert(id, Remembered { card: card(n), last });
    }
    full.house.counters.remembered = u32::try_from(REMEMBERED_MAX).unwrap();
    let visit = given(&[
        hosts(),
        checks_in(&["张伟"]),
        asks(1),
        sees_document(1),
        host_agrees(1),
        issues(1),
        prints(),
        scans(101, "in"),
        passes(),
        signs_off(1),
        scans(101, "out"),
        gate_reports(PulseOutcome::Started),
    ]);
    let mut house = visit.house().clone();
    (house.remembered, house.counters.remembered) = (full.house.remembered, full.house.counters.remembered);
    let grant = *house.gate.grants.keys().next().unwrap();
    let outcome = PulseOutcome::Ended { door_opened: Some(true) };
    full.house = house;
    let events = full.does(By::CORE, Command::GateReports { grant, outcome }).unwrap();
    let forgotten = RememberedId { gate: GateNo::FIRST, count: 7 };
    assert!(events.contains(&Event::PeopleForgotten { people: vec![forgotten] }), "{events:?}");
    assert_eq!(full.house.remembered.len(), REMEMBERED_MAX);
}

#[test]
fn they_are_due_when_their_own_time_has_run_out_after_the_last_visit() {
    let kept = site().kept_for();
    let person = Subject::Remembered(RememberedId { gate: GateNo::FIRST, count: 1 });
    let due = |given: &Given, now: Stamp| due_for_erasure(given.house(), kept, now).contains(&person);
    let known = given(&[remembered()]);
    let left = known.house().last_at;
    assert!(!due(&known, left + kept.remembered + Span(-1)));
    assert!(due(&known, left + kept.remembered));
    let again = given(&[remembered(), hours(1), visits_as(2, "张伟", completes_slip(2))]);
    assert!(!due(&again, left + kept.remembered));
    assert!(due(&again, again.house().last_at + kept.remembered));
    given(&[remembered()])
        .when(core(Command::Erased { people: vec![person] }))
        .leaves(|house| house.remembered_by(own()).is_none() && house.remembered.is_empty());
}
