//! The slip is completed and corrected; the old value stays in the record before.

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn corrects(correction: Correction) -> Deed {
    guard(Command::CorrectSlip { visit: visit(1), correction, reason: reason("写错了一项") })
}

fn names(names: &[&str]) -> Correction {
    Correction { names: Some(who(names).names), ..Correction::default() }
}

#[test]
fn a_correction_changes_what_it_names_and_no_more() {
    let unit = Unit::parse("江南电机").unwrap();
    given(&[hosts(), checks_in(&["张伟"])])
        .when(corrects(Correction { unit: Some(unit.clone()), ..Correction::default() }))
        .then(["SlipCorrected"])
        .leaves_visit(|v| {
            v.who
                .known()
                .is_some_and(|w| w.unit == unit && w.phone == phone("13800001234") && w.names.len() == 1)
        });
}

#[test]
fn the_party_grows_and_shrinks_while_it_waits() {
    let here = || all(&[hosts(), checks_in(&["张伟"])]);
    given(&[here()]).when(corrects(names(&["张伟", "李四", "王五"]))).leaves_visit(|v| v.persons.len() == 3);
    given(&[here(), corrects(names(&["张伟", "李四"]))])
        .when(corrects(names(&["李四"])))
        .leaves_visit(|v| v.persons.len() == 1);
    let crowd = vec!["张伟"; PARTY_MAX + 1];
    given(&[here()])
        .when(corrects(names(&crowd)))
        .refused_with(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
}

#[test]
fn a_party_has_a_lead_with_a_name_and_a_child_has_none() {
    let here = || all(&[hosts(), checks_in(&["张伟"])]);
    let nameless = |names| Correction { names: Some(names), ..Correction::default() };
    let missing = || Refusal::TextTooShort { field: Field::Name, min: 1 };
    given(&[here()]).when(corrects(nameless(vec![None]))).refused_with(missing());
    given(&[here()]).when(corrects(nameless(Vec::new()))).refused_with(missing());
    given(&[here()])
        .when(corrects(nameless(vec![Some(person("张伟")), None])))
        .leaves_visit(|v| v.persons.len() == 2);
}

#[test]
fn names_on_badges_are_not_changed_under_their_holders() {
    given(&[admitted()]).when(corrects(names(&["李四"]))).refused_with(Refusal::NotNow);
    given(&[inside()])
        .when(corrects(Correction { phone: Some(phone("13900001111")), ..Correction::default() }))
        .then(["SlipCorrected"])
        .leaves_visit(|v| v.persons.len() == 1 && v.persons[0].badge == Some(BadgeNo(101)));
}

#[test]
fn a_slip_is_completed_at_the_gate_only() {
    given(&[admitted()]).when(completes_slip(1)).refused_with(Refusal::NotNow);
    given(&[hosts()]).when(completes_slip(1)).refused_with(Refusal::NoSuchVisit);
    given(&[gone()]).when(completes_slip(1)).refused_with(Refusal::VisitOver);
}
