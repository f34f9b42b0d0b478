//! The host's word (在征得受访者同意后), and its silence.

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn waiting() -> Deed {
    all(&[hosts(), checks_in(&["张伟"]), sees_document(1)])
}

#[test]
fn a_host_agrees_once() {
    given(&[waiting()])
        .when(host_agrees(1))
        .then(["HostAnswered"])
        .leaves_visit(|v| v.consent == Consent::Given);
    given(&[waiting(), host_agrees(1)]).when(host_says(1, HostReply::Declines)).refused_with(Refusal::NotNow);
}

#[test]
fn a_declined_draft_is_erased_but_for_the_fact() {
    given(&[waiting(), completes_slip(1)])
        .when(host_says(1, HostReply::Declines))
        .then(["HostAnswered", "VisitEnded", "Alarmed"])
        .with(ends(End::Declined))
        .with(|event| matches!(follow_up(event).as_slice(), [Effect::ErasePeople { .. }]))
        .leaves_visit(|v| v.who == Personal::Erased && v.rest.is_none() && v.is_over());
}

#[test]
fn no_answer_ends_nothing() {
    given(&[waiting()])
        .when(host_says(1, HostReply::NoAnswer))
        .then(["HostAnswered"])
        .leaves_visit(|v| matches!(v.consent, Consent::Asked { no_answer: true, .. }));
}

#[test]
fn silence_reminds_asks_the_stand_in_and_gives_up() {
    given(&[waiting()])
        .when(minutes(3))
        .then(["Reminded"])
        .with(|e| follow_up(e) == [Effect::Tell(Alert::of(Told::Host, Some(visit(1))))]);
    given(&[waiting(), minutes(3)]).when(minutes(3)).then(["Reminded", "StandInAsked", "Alarmed"]);
    given(&[waiting(), minutes(6)]).when(host_agrees(1)).leaves_visit(|v| v.consent == Consent::Given);
    given(&[waiting(), minutes(6)]).when(minutes(14)).then(["VisitEnded", "Alarmed"]).with(ends(End::GaveUp));
}

#[test]
fn another_host_is_asked_anew() {
    let set = guard(Command::SetHost { visit: visit(1), host: LI });
    given(&[waiting(), host_agrees(1)])
        .when(set)
        .then(["HostSet"])
        .leaves_visit(|v| matches!(v.consent, Consent::Asked { .. }) && v.host == Some(LI));
}

#[test]
fn a_second_host_inside_is_asked_and_may_say_no() {
    let set = || guard(Command::SetHost { visit: visit(1), host: LI });
    given(&[inside(), set()])
        .when(host_agrees(1))
        .then(["HostAnswered"])
        .leaves_visit(|v| v.consent == Consent::Given);
    given(&[inside(), set()])
        .when(host_says(1, HostReply::Declines))
        .then(["HostAnswered", "Alarmed"])
        .leaves_visit(|v| !v.is_over() && v.consent == Consent::NotAsked);
    given(&[inside(), set()])
        .when(minutes(20))
        .without(ends(End::GaveUp))
        .with(rings(AlarmKind::TellTheVisitor));
}

#[test]
fn the_host_of_a_received_visitor_is_told_and_not_asked() {
    given(&[hosts(), books(Class::Vip, 8, 12), shows_invitation()])
        .when(guard(Command::SetHost { visit: visit(1), host: LI }))
        .then(["HostSet"])
        .leaves_visit(|v| v.consent == Consent::NotAsked);
}

#[test]
fn nobody_is_asked_about_a_troublemaker() {
    given(&[waiting(), sets_class(1, Class::Troublemaker, Some("推搡保安"), false)])
        .when(guard(Command::SetHost { visit: visit(1), host: LI }))
        .refused_with(Refusal::NeedsGuard);
    given(&[waiting(), opens_incident(Some(1))])
        .when(host_says(1, HostReply::Declines))
        .refused_with(Refusal::NeedsGuard);
}

#[test]
fn nobody_comes_in_on_the_word_of_a_host_who_is_no_longer_theirs() {
    let set = || guard(Command::SetHost { visit: visit(1), host: LI });
    let asked = || given(&[admitted(), set()]);
    asked().when(opens(1)).refused_with(Refusal::ConsentMissing);
    asked()
        .when(scans(101, "in"))
        .with(refuses_scan("consent-missing"))
        .leaves(|house| house.gate.grants.is_empty());
    assert_eq!(asked().visit().next_step(), Step::CallHost);
    given(&[admitted(), set(), host_says(1, HostReply::Declines)])
        .when(scans(101, "in"))
        .with(refuses_scan("consent-missing"))
        .leaves_visit(|v| v.next_step() == Step::SetHost);
    given(&[admitted(), set(), host_agrees(1)]).when(scans(101, "in")).then(["Granted"]);
    // Who was in already comes back from a moment outside.
    given(&[inside(), set(), steps_out(1), passes(), prints()]).when(scans(101, "in")).then(["Granted"]);
}

#[test]
fn the_host_of_a_visitor_whose_class_is_lowered_is_asked() {
    let raised = sets_class(1, Class::Vip, None, true);
    let set = guard(Command::SetHost { visit: visit(1), host: LI });
    given(&[waiting(), host_agrees(1), raised, set])
        .when(sets_class(1, Class::Ordinary, Some("只是送样品"), false))
        .leaves_visit(|v| matches!(v.consent, Consent::Asked { .. }));
}
