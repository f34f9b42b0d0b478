//! Police and inspectors on duty come in at once (公务进入; docs/rules.md, part 3a).

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn officials(heads: u8) -> Deed {
    guard(Command::AdmitOfficial {
        unit: Unit::parse("市应急管理局").unwrap(),
        certificate: FormText::parse("YJ-20260042").unwrap(),
        heads,
        purpose: Purpose::parse("安全检查").unwrap(),
    })
}

#[test]
fn they_wait_for_nothing_and_the_office_is_told() {
    given(&[])
        .when(officials(2))
        .then(["VisitArrived", "OfficialsSeen", "Granted"])
        .with(|e| follow_up(e) == [Effect::Tell(Alert::of(Told::Office, Some(visit(1))))]);
    let calls_administration =
        |e: &Event| follow_up(e).contains(&Effect::Tell(Alert::of(Told::Administration, Some(visit(1)))));
    given(&[]).when(officials(2)).without(calls_administration);
    given(&[officials(2)]).when(passes()).leaves_visit(|v| v.heads_inside() == 2);
    given(&[locks_down(), opens_incident(None)])
        .when(officials(1))
        .with(|e| matches!(e, Event::Granted { .. }));
}

#[test]
fn the_certificate_and_a_head_count_are_needed() {
    let without = guard(Command::AdmitOfficial {
        unit: Unit::default(),
        certificate: FormText::default(),
        heads: 1,
        purpose: Purpose::default(),
    });
    given(&[]).when(without).refused_with(Refusal::TextTooShort { field: Field::Text, min: 1 });
    for heads in [0, 21] {
        given(&[]).when(officials(heads)).refused_with(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
    }
}

#[test]
fn a_gate_that_failed_is_opened_for_them_again_without_a_badge() {
    let failed = all(&[officials(2), gate_reports(PulseOutcome::Failed)]);
    given(std::slice::from_ref(&failed)).when(opens(1)).then(["Granted"]);
    given(&[failed, opens(1)]).when(passes()).leaves_visit(|v| v.heads_inside() == 2);
    given(&[officials(2)]).when(opens(1)).refused_with(Refusal::NotNow);
}

#[test]
fn they_leave_without_a_signature() {
    given(&[officials(2), passes()]).when(lets_out(1, None)).then(["Granted"]);
    given(&[officials(2), passes(), lets_out(1, None)]).when(passes()).with(ends(End::Left));
}

#[test]
fn officials_who_never_came_in_do_not_hang() {
    given(&[officials(2), turns_back()]).when(hours(10)).with(ends(End::Expired));
}

#[test]
fn they_wear_no_badge() {
    given(&[officials(1), passes()]).when(reprints(1, false)).refused_with(Refusal::NotForThisClass);
}
