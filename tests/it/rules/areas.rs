//! Restricted areas (docs/rules.md, part 3a): the named superior approves besides the host; escorted visitors get
//! none, children no production area.

use gatehouse::domain::*;

use super::words::*;
use super::{Then, given};

fn area(name: &str) -> Area {
    Area::parse(name).unwrap()
}

fn issues_for(name: &str) -> Deed {
    guard(Command::IssueBadge { visit: visit(1), area: Some(area(name)) })
}

fn approve(name: &str, by: &str) -> Command {
    Command::ApproveArea { visit: visit(1), area: area(name), by: remark(by) }
}

fn approves(name: &str) -> Deed {
    guard(approve(name, "赵经理"))
}

/// Visit 1 waits for its badge.
fn ready() -> Deed {
    all(&[hosts(), checks_in(&["张伟"]), settled(1)])
}

/// The same, but that the host vouched for the visitor.
fn vouched() -> Deed {
    let vouch = guard(Command::Vouch { visit: visit(1), by: remark("王建国") });
    all(&[hosts(), checks_in(&["张伟"]), completes_slip(1), host_agrees(1), vouch])
}

/// The same with a child along.
fn with_a_child() -> Deed {
    let mut draft = draft(&["张伟"]);
    draft.who.names.push(None);
    all(&[
        hosts(),
        guard(Command::EnterByHand { draft, rest: Some(slip()) }),
        sees_document(1),
        host_agrees(1),
    ])
}

fn names(name: &'static str) -> impl Fn(Then) -> Then {
    move |then| then.leaves_visit(|v| v.area == Some(area(name)) && !v.is_at_gate())
}

#[test]
fn who_names_no_area_needs_none_and_a_named_one_stands() {
    given(&[ready()]).when(issues(1)).leaves_visit(|v| v.area.is_none() && !v.is_at_gate());
    // No area is the booking's own.
    names("办公楼")(
        given(&[hosts(), books(Class::Ordinary, 8, 12), shows_invitation(), settled(1)]).when(issues(1)),
    );
}

#[test]
fn an_open_area_needs_nobody_and_one_the_site_does_not_list_is_none() {
    names("会议室")(given(&[ready()]).when(issues_for("会议室")));
    given(&[ready()]).when(issues_for("生产区二楼")).refused_with(Refusal::NoSuchArea);
    given(&[ready()]).when(approves("会议室")).refused_with(Refusal::NotNow);
    given(&[ready()]).when(approves("生产区二楼")).refused_with(Refusal::NoSuchArea);
}

#[test]
fn a_restricted_area_needs_its_superior_besides_the_host() {
    given(&[ready()]).when(issues_for("机房")).refused_with(Refusal::AreaNotApproved);
    given(&[ready()])
        .when(approves("机房"))
        .then(["AreaApproved"])
        .with(|e| matches!(e, Event::AreaApproved { by: Personal::Known(by), .. } if by.as_str() == "赵经理"))
        .with(|e| follow_up(e).is_empty());
    // The badge names what was approved, and nothing else that is restricted.
    names("机房")(given(&[ready(), approves("机房")]).when(issues(1)));
    given(&[ready(), approves("机房")]).when(issues_for("生产区")).refused_with(Refusal::AreaNotApproved);
    names("会议室")(given(&[ready(), approves("机房")]).when(issues_for("会议室")));
    given(&[ready(), approves("机房")]).when(approves("机房")).refused_with(Refusal::NotNow);
    // The superior's word is not the host's.
    let asked = || all(&[hosts(), checks_in(&["张伟"]), completes_slip(1), sees_document(1)]);
    given(&[asked(), approves("机房")]).when(issues_for("机房")).refused_with(Refusal::ConsentMissing);
}

#[test]
fn who_approved_is_written_down() {
    let nobody = Refusal::TextTooShort { field: Field::Text, min: 1 };
    given(&[ready()]).when(guard(approve("机房", " "))).refused_with(nobody);
    given(&[ready()])
        .when(Deed::Does(Role::Manager, approve("机房", "值班经理")))
        .leaves_visit(|v| v.approved_area == Some(area("机房")));
    given(&[ready(), issues(1)]).when(approves("机房")).refused_with(Refusal::NotNow);
}

#[test]
fn an_escorted_visitor_gets_no_restricted_area() {
    given(&[vouched()]).when(approves("机房")).refused_with(Refusal::AreaNotForEscorted);
    // Nor one that was approved before the host vouched.
    let early = || all(&[hosts(), checks_in(&["张伟"]), approves("机房")]);
    let vouch = || guard(Command::Vouch { visit: visit(1), by: remark("王建国") });
    given(&[early(), vouch(), completes_slip(1), host_agrees(1)])
        .when(issues(1))
        .refused_with(Refusal::AreaNotForEscorted);
    names("会议室")(given(&[vouched()]).when(issues_for("会议室")));
}

#[test]
fn children_are_taken_to_no_production_area() {
    given(&[with_a_child()]).when(approves("生产区")).refused_with(Refusal::AreaNotForChildren);
    names("会议室")(given(&[with_a_child()]).when(issues_for("会议室")));
    // A child that joins later takes the area from the party.
    let joins = Correction { names: Some(vec![Some(person("张伟")), None]), ..Correction::default() };
    let joins =
        guard(Command::CorrectSlip { visit: visit(1), correction: joins, reason: reason("带孩子来") });
    given(&[ready(), approves("生产区"), joins]).when(issues(1)).refused_with(Refusal::AreaNotForChildren);
}

#[test]
fn the_area_of_a_booking_needs_the_same_word() {
    let books_for = |name: &str| {
        let booking = BookingDraft {
            who: who(&["张伟"]),
            kind: Kind::Customer,
            class: Class::Vip,
            host: WANG,
            window: Window { from: crate::morning::at(8, 0), to: crate::morning::at(12, 0) },
            area: area(name),
            application: None,
        };
        office(Command::PutBooking { booking })
    };
    given(&[hosts()]).when(books_for("二号仓库")).refused_with(Refusal::NoSuchArea);
    let received = office(Command::AdministrationSaid { visit: visit(1), acknowledged: true });
    let known = guard(Command::ConfirmIdentity { visit: visit(1) });
    let here = || all(&[hosts(), books_for("生产区"), shows_invitation(), received.clone(), known.clone()]);
    given(&[here()]).when(issues(1)).refused_with(Refusal::AreaNotApproved);
    // A plastic card is no way around it: the panel and the roll call name the area, too.
    let card = || guard(Command::IssueCards { visit: visit(1), cards: vec![BadgeNo(7)] });
    given(&[here()]).when(card()).refused_with(Refusal::AreaNotApproved);
    names("生产区")(given(&[here(), approves("生产区")]).when(card()));
    names("生产区")(given(&[here(), approves("生产区")]).when(issues(1)));
}
