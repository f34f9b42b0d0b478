//! Every class goes its own way (docs/rules.md, part 2, table).

use gatehouse::domain::*;

use super::given;
use super::words::*;

#[test]
fn an_ordinary_visitor_needs_slip_document_and_the_hosts_word() {
    given(&[admitted()]).when(scans(101, "in")).then(["Granted"]);
    let step = |steps: &[Deed]| given(&[hosts(), checks_in(&["张伟"]), all(steps)]).visit().next_step();
    assert_eq!(step(&[]), Step_::SeeDocument);
    assert_eq!(step(&[sees_document(1)]), Step_::CallHost);
    assert_eq!(step(&[sees_document(1), host_agrees(1)]), Step_::CompleteSlip);
    assert_eq!(step(&[settled(1)]), Step_::IssueBadge);
    assert_eq!(step(&[settled(1), issues(1)]), Step_::Open);
}

use gatehouse::domain::Step as Step_;

#[test]
fn no_badge_before_everything_is_settled() {
    let arrived = || all(&[hosts(), checks_in(&["张伟"])]);
    given(&[arrived()]).when(issues(1)).refused_with(Refusal::IdentityMissing);
    given(&[arrived(), sees_document(1)]).when(issues(1)).refused_with(Refusal::ConsentMissing);
    given(&[arrived(), sees_document(1), host_agrees(1)]).when(issues(1)).refused_with(Refusal::SlipMissing);
    given(&[arrived(), settled(1)]).when(issues(1)).then(["BadgesIssued"]);
}

#[test]
fn an_important_visitor_is_exempt_from_the_slip_and_received_by_administration() {
    let came = || all(&[hosts(), applies(Class::Important, 8, 12), shows_invitation()]);
    let confirm = || guard(Command::ConfirmIdentity { visit: visit(1) });
    let takes_over = || office(Command::AdministrationSaid { visit: visit(1), acknowledged: true });
    given(&[came()]).when(issues(1)).refused_with(Refusal::AdministrationMissing);
    given(&[came(), takes_over()]).when(issues(1)).refused_with(Refusal::IdentityMissing);
    given(&[came(), takes_over(), confirm()]).when(issues(1)).then(["BadgesIssued"]);
}

#[test]
fn a_vip_may_still_fill_in_a_slip() {
    given(&[hosts(), applies(Class::Vip, 8, 12), shows_invitation()])
        .when(completes_slip(1))
        .then(["SlipCompleted"]);
}

#[test]
fn the_absence_of_an_application_is_recorded() {
    let applied = |events: &Event| matches!(events, Event::VisitArrived(a) if matches!(a.origin, Origin::Booked { application: true, .. }));
    given(&[hosts(), applies(Class::Vip, 8, 12)]).when(shows_invitation()).with(applied);
    given(&[hosts(), books(Class::Vip, 8, 12)]).when(shows_invitation()).without(applied);
}

#[test]
fn a_troublemaker_never_gets_a_badge() {
    let trouble = || sets_class(1, Class::Troublemaker, Some("推搡保安"), false);
    given(&[hosts(), checks_in(&["张伟"]), settled(1), trouble()])
        .when(issues(1))
        .refused_with(Refusal::NeedsGuard);
    given(&[hosts(), checks_in(&["张伟"]), trouble()])
        .when(sees_document(1))
        .refused_with(Refusal::NeedsGuard);
    given(&[hosts(), checks_in(&["张伟"]), trouble()]).when(host_agrees(1)).refused_with(Refusal::NeedsGuard);
}

#[test]
fn the_table_of_the_house_knows_kinds_and_ranks() {
    let table = ClassTable::of_the_house();
    let class = |kind, leader| table.class(kind, leader);
    for (kind, plain, leading) in [
        (Kind::Supplier, Class::Ordinary, Class::Ordinary),
        (Kind::Customer, Class::Ordinary, Class::Ordinary),
        (Kind::KeyCustomer, Class::Ordinary, Class::Important),
        (Kind::KeySupplier, Class::Ordinary, Class::Important),
        (Kind::Applicant, Class::Ordinary, Class::Ordinary),
        (Kind::Government, Class::Important, Class::Vip),
        (Kind::Auditor, Class::Important, Class::Important),
        (Kind::Consultant, Class::Important, Class::Important),
        (Kind::Media, Class::Important, Class::Important),
        (Kind::Investor, Class::Vip, Class::Vip),
        (Kind::Expert, Class::Vip, Class::Vip),
        (Kind::OutsourcingPartner, Class::Vip, Class::Vip),
        (Kind::Courier, Class::Ordinary, Class::Ordinary),
        (Kind::Contractor, Class::Ordinary, Class::Ordinary),
        (Kind::Other, Class::Ordinary, Class::Ordinary),
    ] {
        assert_eq!((class(kind, false), class(kind, true)), (plain, leading), "{kind:?}");
    }
    let no_way = ClassTable::new([((Kind::Other, false), Class::Troublemaker)]);
    assert_eq!(no_way.class(Kind::Other, false), Class::Ordinary);
}
