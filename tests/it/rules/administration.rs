//! Administration receives important visitors and VIPs; its silence hands them to the manager, then the guard.

use gatehouse::domain::*;
use gatehouse::wire::{AdmitAlone, Card};

use super::given;
use super::words::*;
use crate::morning::at;

fn came() -> Deed {
    all(&[hosts(), applies(Class::Vip, 8, 12), shows_invitation()])
}

fn says(acknowledged: bool) -> Deed {
    office(Command::AdministrationSaid { visit: visit(1), acknowledged })
}

fn admits_alone() -> Deed {
    guard(Command::AdmitWithoutAdministration { visit: visit(1), reason: reason("行政部无人接听") })
}

#[test]
fn administration_is_told_at_once() {
    given(&[hosts(), applies(Class::Vip, 8, 12)])
        .when(shows_invitation())
        .with(|e| follow_up(e).contains(&Effect::Tell(Alert::of(Told::Administration, Some(visit(1))))));
}

#[test]
fn silence_of_a_minute_calls_the_manager_and_of_two_frees_the_guard() {
    given(&[came()]).when(admits_alone()).refused_with(Refusal::AdministrationMissing);
    given(&[came()])
        .when(minutes(1))
        .then(["Reminded", "ManagerTold", "Alarmed"])
        .with(rings(AlarmKind::ManagerNeeded));
    given(&[came(), minutes(1)]).when(admits_alone()).refused_with(Refusal::AdministrationMissing);
    given(&[came(), minutes(1)]).when(minutes(1)).then(["Reminded", "GuardMayAdmit"]);
    given(&[came(), minutes(2)])
        .when(admits_alone())
        .then(["AdmittedWithoutAdministration"])
        .leaves_visit(|v| v.reception == Reception::WithoutThem);
}

#[test]
fn an_answer_stops_the_clock() {
    given(&[came(), says(true)]).when(minutes(2)).then([]);
    given(&[came(), says(true)]).when(says(true)).refused_with(Refusal::NotNow);
    given(&[came(), says(true)]).when(admits_alone()).refused_with(Refusal::NotNow);
    // "No" takes nobody over, and the clock goes on.
    given(&[came(), says(false)]).when(minutes(1)).with(|e| matches!(e, Event::ManagerTold { .. }));
}

#[test]
fn important_becomes_vip_without_starting_the_clock_again() {
    let important = all(&[hosts(), books(Class::Important, 8, 12), shows_invitation(), seconds(30)]);
    given(&[important, sets_class(1, Class::Vip, None, true)])
        .when(seconds(30))
        .with(|e| matches!(e, Event::ManagerTold { .. }));
}

#[test]
fn an_ordinary_visitor_is_not_theirs() {
    let plain = || all(&[hosts(), checks_in(&["张伟"])]);
    given(&[plain()]).when(says(true)).refused_with(Refusal::NotForThisClass);
    given(&[plain()]).when(admits_alone()).refused_with(Refusal::NotForThisClass);
}

#[test]
fn the_panel_is_told_when_the_guard_may_admit_alone_and_not_before() {
    let may = |card: &Card| card.admit_alone == Some(AdmitAlone::Now);
    let not_before = AdmitAlone::From(at(8, 2).0);
    given(&[hosts(), applies(Class::Vip, 8, 12)])
        .when(shows_invitation())
        .tells_the_panel(|card| card.admit_alone == Some(not_before));
    given(&[came()]).when(minutes(1)).tells_the_panel(|card| card.admit_alone == Some(not_before));
    given(&[came()])
        .when(minutes(2))
        .tells_the_panel(may)
        .when(admits_alone())
        .then(["AdmittedWithoutAdministration"]);
    given(&[came(), minutes(2)]).when(admits_alone()).tells_the_panel(|card| card.admit_alone.is_none());
    given(&[came(), minutes(2)]).when(says(true)).tells_the_panel(|card| card.admit_alone.is_none());
    given(&[came(), minutes(2)]).when(opens_incident(Some(1))).tells_the_panel(|card| !may(card));
    given(&[hosts()]).when(checks_in(&["张伟"])).tells_the_panel(|card| card.admit_alone.is_none());
}
