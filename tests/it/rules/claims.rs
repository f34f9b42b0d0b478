//! Nobody grants themselves a class (自报,待核实).

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn claims_to_be_expert() -> Deed {
    all(&[hosts(), checks_in_as(Kind::Expert, false)])
}

#[test]
fn a_claim_exempts_from_nothing() {
    let claimed = given(&[claims_to_be_expert()]);
    assert_eq!(claimed.visit().class, Class::Ordinary);
    assert_eq!(claimed.visit().claim.map(|claim| claim.class), Some(Class::Vip));
    given(&[claims_to_be_expert(), settled(1)]).when(issues(1)).refused_with(Refusal::ClassNotConfirmed);
}

#[test]
fn administration_hears_of_a_claim_by_the_tap_or_after_a_minute() {
    let tap = || guard(Command::CallAdministration { visit: visit(1) });
    given(&[claims_to_be_expert()]).when(tap()).then(["AdministrationTold"]);
    given(&[claims_to_be_expert()]).when(seconds(59)).then([]);
    given(&[claims_to_be_expert()]).when(seconds(60)).then(["Reminded", "AdministrationTold"]);
    given(&[claims_to_be_expert(), tap()]).when(seconds(60)).then([]);
    given(&[hosts(), checks_in(&["张伟"])]).when(tap()).refused_with(Refusal::NotForThisClass);
}

#[test]
fn the_guard_confirms_a_claim_without_a_reason() {
    given(&[claims_to_be_expert()])
        .when(sets_class(1, Class::Vip, None, false))
        .then(["ClassSet"])
        .leaves_visit(|v| {
            v.class == Class::Vip && v.claim.is_none() && matches!(v.reception, Reception::Called { .. })
        });
}

#[test]
fn lowering_a_claim_needs_a_reason() {
    given(&[claims_to_be_expert()])
        .when(sets_class(1, Class::Ordinary, None, false))
        .refused_with(Refusal::ReasonMissing);
    given(&[claims_to_be_expert()])
        .when(sets_class(1, Class::Ordinary, Some("名片不符"), false))
        .then(["ClassSet"])
        .leaves_visit(|v| v.class == Class::Ordinary && v.claim.is_none());
}

#[test]
fn administration_sees_that_the_guard_has_lowered_somebody() {
    let told =
        |e: &Event| follow_up(e).contains(&Effect::Tell(Alert::of(Told::Administration, Some(visit(1)))));
    let lowered = || sets_class(1, Class::Ordinary, Some("名片不符"), false);
    given(&[claims_to_be_expert()]).when(lowered()).with(told);
    given(&[hosts(), books(Class::Vip, 8, 10), shows_invitation()]).when(lowered()).with(told);
    // Of a troublemaker the office hears, by the incident.
    let trouble = sets_class(1, Class::Troublemaker, Some("推搡保安"), false);
    given(&[claims_to_be_expert()]).when(trouble).without(told);
}

#[test]
fn raising_needs_administrations_acknowledgement() {
    let plain = || all(&[hosts(), checks_in(&["张伟"])]);
    let by_office = |class| {
        office(Command::SetClass { visit: visit(1), class, reason: None, administration_agrees: false })
    };
    given(&[plain()])
        .when(sets_class(1, Class::Vip, None, false))
        .refused_with(Refusal::RaiseNeedsAdministration);
    given(&[plain()]).when(sets_class(1, Class::Vip, None, true)).then(["ClassSet"]);
    given(&[plain()]).when(by_office(Class::Vip)).then(["ClassSet"]);
    given(&[hosts(), checks_in_as(Kind::Media, false)])
        .when(sets_class(1, Class::Vip, None, false))
        .refused_with(Refusal::RaiseNeedsAdministration);
    given(&[plain()]).when(sets_class(1, Class::Ordinary, None, false)).refused_with(Refusal::NotNow);
}

#[test]
fn who_was_known_by_name_shows_a_document_once_the_class_is_lowered() {
    let known = all(&[
        hosts(),
        books(Class::Vip, 8, 12),
        shows_invitation(),
        guard(Command::ConfirmIdentity { visit: visit(1) }),
        office(Command::AdministrationSaid { visit: visit(1), acknowledged: true }),
        sets_class(1, Class::Ordinary, Some("是外协司机"), false),
    ]);
    given(&[known.clone(), host_agrees(1)]).when(issues(1)).refused_with(Refusal::IdentityMissing);
    // And it does not hang: the deadlines of an open identity run anew.
    given(&[known, host_agrees(1)]).when(minutes(20)).with(ends(End::GaveUp));
}

#[test]
fn a_hosts_answer_ends_no_visit_that_administration_receives() {
    let raised = all(&[hosts(), checks_in(&["张伟"]), sets_class(1, Class::Important, None, true)]);
    given(&[raised]).when(host_says(1, HostReply::Declines)).refused_with(Refusal::NotNow);
}

#[test]
fn a_guard_alone_makes_a_troublemaker_at_any_time() {
    let command = |why: Option<&str>| Command::SetClass {
        visit: visit(1),
        class: Class::Troublemaker,
        reason: why.map(reason),
        administration_agrees: true,
    };
    let here = || all(&[hosts(), checks_in(&["张伟"])]);
    given(&[here()]).when(office(command(Some("推搡保安")))).refused_with(Refusal::NotAllowed);
    given(&[here()]).when(guard(command(None))).refused_with(Refusal::ReasonMissing);
    given(&[here()]).when(guard(command(Some("推搡保安")))).then(["ClassSet", "IncidentOpened"]);
    given(&[admitted()]).when(guard(command(Some("推搡保安")))).then(["ClassSet", "IncidentOpened"]);
    given(&[inside()]).when(guard(command(Some("推搡保安")))).then(["ClassSet", "IncidentOpened"]);
    // An incident about the visit is open already: it goes on.
    given(&[here(), opens_incident(Some(1))]).when(guard(command(Some("推搡保安")))).then(["ClassSet"]);
}

#[test]
fn a_troublemaker_with_a_badge_does_not_come_in_even_after_the_incident() {
    let marked = all(&[admitted(), sets_class(1, Class::Troublemaker, Some("推搡保安"), false)]);
    given(std::slice::from_ref(&marked)).when(scans(101, "in")).with(refuses_scan("entry-stopped"));
    given(std::slice::from_ref(&marked)).when(opens(1)).refused_with(Refusal::NeedsGuard);
    given(&[marked.clone(), closes_incident(1)])
        .when(scans(101, "in"))
        .with(refuses_scan("pass-no-longer-valid"));
    given(&[marked]).when(closes_incident(1)).with(ends(End::Incident));
}

#[test]
fn a_troublemaker_who_is_inside_gets_out_and_stays_on_the_list_of_the_day() {
    let marked = all(&[inside(), sets_class(1, Class::Troublemaker, Some("推搡保安"), false)]);
    given(std::slice::from_ref(&marked)).when(closes_incident(1)).then(["IncidentClosed"]);
    given(&[marked.clone(), closes_incident(1), signs_off(1)]).when(scans(101, "out")).then(["Granted"]);
    given(&[marked]).when(hours(11)).with(|event| matches!(event, Event::VisitOverdue { .. }));
}
