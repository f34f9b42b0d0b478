//! Parties: a badge each, one slip, one consent, one sign-off.

use gatehouse::domain::*;

use super::words::*;
use super::{given, given_at};
use crate::morning::site;

/// Three people with badges 101 to 103.
fn three() -> Deed {
    all(&[hosts(), checks_in(&["张伟", "李四", "王五"]), settled(1), issues(1), prints(), prints(), prints()])
}

fn together() -> Policy {
    Policy { party_entry: PartyEntry::Together, ..site() }
}

fn presences(v: &Visit) -> Vec<Presence> {
    v.persons.iter().map(|person| person.presence).collect()
}

#[test]
fn everybody_has_a_badge_and_a_pass_of_their_own() {
    let given = given(&[three()]);
    let mut passes: Vec<_> = given.house().badges.values().map(|badge| badge.pass.unwrap()).collect();
    passes.dedup();
    assert_eq!(passes.len(), 3);
    assert_eq!(given.house().badges.keys().map(|no| no.0).collect::<Vec<_>>(), [101, 102, 103]);
}

#[test]
fn each_scans_their_own_badge() {
    given(&[three(), scans(102, "in")])
        .when(passes())
        .leaves_visit(|v| presences(v) == [Presence::Outside, Presence::Inside, Presence::Outside]);
}

#[test]
fn together_is_one_grant_with_a_head_count() {
    given_at(together(), &[three(), scans(102, "in")]).when(passes()).leaves_visit(|v| v.heads_inside() == 3);
    given_at(together(), &[three(), scans(102, "in"), passes()])
        .when(scans(101, "in"))
        .with(refuses_scan("already-inside"));
}

#[test]
fn more_openings_than_heads_hint_at_tailgating() {
    let door = |open| sensed(Sensor::Door { open });
    let twice = all(&[door(true), door(false), door(true), door(false)]);
    let ended = || gate_reports(PulseOutcome::Ended { door_opened: Some(true) });
    let started = || all(&[three(), door(false), scans(101, "in"), gate_reports(PulseOutcome::Started)]);
    given(&[started(), twice.clone()]).when(ended()).with(rings(AlarmKind::Tailgating));
    given(&[started(), door(true)]).when(ended()).without(rings(AlarmKind::Tailgating));
    given_at(together(), &[started(), twice]).when(ended()).without(rings(AlarmKind::Tailgating));
    // The pulse is over once the door has closed: whoever opens it again follows the one who was let in.
    let once = || all(&[started(), door(true), door(false), ended()]);
    given(&[once(), seconds(3)]).when(door(true)).with(rings(AlarmKind::Tailgating));
    given(&[once(), seconds(11)]).when(door(true)).with(rings(AlarmKind::ForcedOpen));
    // The button, or somebody who was slow, is no hint.
    let button = sensed(Sensor::ExitButton { pressed: true });
    given(&[once(), button]).when(door(true)).without(rings(AlarmKind::Tailgating));
    let never_opened = || gate_reports(PulseOutcome::Ended { door_opened: Some(false) });
    given(&[started(), never_opened(), seconds(3)]).when(door(true)).then(["Sensed"]);
}

#[test]
fn each_of_a_party_that_goes_together_has_their_time() {
    let pulse = |wanted: u32| {
        move |e: &Event| {
            let effects = follow_up(e);
            matches!(effects.as_slice(), [Effect::Pulse { ms, heads, .. }] if (*ms, *heads) == (wanted, 3))
        }
    };
    given_at(together(), &[three()]).when(scans(102, "in")).with(pulse(PULSE_MS_MAX));
    given(&[three()])
        .when(scans(102, "in"))
        .with(|e| matches!(follow_up(e).as_slice(), [Effect::Pulse { ms: 3_000, heads: 1, .. }]));
}

#[test]
fn who_is_out_for_a_while_is_not_counted_in_with_another() {
    let out = |no| guard(Command::StepOut { visit: visit(1), person: PersonNo(no) });
    let two_out =
        || all(&[three(), scans(101, "in"), passes(), out(1), passes(), out(2), passes(), prints()]);
    given_at(together(), &[two_out(), scans(102, "in")])
        .when(passes())
        .leaves_visit(|v| presences(v) == [Presence::Inside, Presence::Inside, Presence::Away]);
    given_at(together(), &[two_out()]).when(opens(1)).refused_with(Refusal::NotNow);
    let one_out = || all(&[three(), scans(101, "in"), passes(), out(1), passes(), prints()]);
    given_at(together(), &[one_out(), opens(1)]).when(passes()).leaves_visit(|v| v.heads_inside() == 3);
}

#[test]
fn the_guard_opens_for_all_or_for_one() {
    let one = guard(Command::Open { visit: visit(1), person: Some(PersonNo(2)) });
    given(&[three(), opens(1)]).when(passes()).leaves_visit(|v| v.heads_inside() == 3);
    given(&[three(), one.clone()]).when(passes()).leaves_visit(|v| v.heads_inside() == 1);
    given(&[three(), one.clone(), passes()]).when(one.clone()).refused_with(Refusal::AlreadyInside);
    given(&[three(), one.clone()]).when(one).refused_with(Refusal::AlreadyGranted);
    given(&[three(), loses(103)]).when(opens(1)).refused_with(Refusal::NoValidBadge);
}

#[test]
fn departures_are_one_by_one_and_absentees_end_as_no_show() {
    let two_in = || all(&[three(), scans(101, "in"), passes(), scans(102, "in"), passes(), signs_off(1)]);
    given(&[two_in(), scans(101, "out")]).when(passes()).then(["Opened", "Passed", "BadgeReturned"]);
    given(&[two_in(), scans(101, "out"), passes(), scans(102, "out")])
        .when(passes())
        .then(["Opened", "Passed", "BadgeReturned", "VisitEnded"])
        .leaves_visit(|v| presences(v) == [Presence::Left, Presence::Left, Presence::NeverCame])
        .leaves(|house| house.badges[&BadgeNo(103)].loan == Loan::Outstanding);
}

#[test]
fn a_latecomer_who_turns_back_does_not_leave_the_visit_hanging() {
    let late = all(&[three(), scans(101, "in"), passes(), signs_off(1), scans(102, "in"), scans(101, "out")]);
    // The one who enters turns back, the one who leaves has passed: nobody is in.
    given(&[late, turns_back(), passes()]).when(hours(11)).leaves_visit(Visit::is_over);
}

#[test]
fn letting_one_out_without_a_signature_signs_nobody_off() {
    let all_in = || all(&[three(), opens(1), passes()]);
    let one = |why: Option<&str>| {
        guard(Command::LetOut { visit: visit(1), person: Some(PersonNo(0)), reason: why.map(reason) })
    };
    given(&[all_in()]).when(one(None)).refused_with(Refusal::NotSignedOff);
    given(&[all_in()]).when(one(Some("孩子生病"))).then(["LeavingAllowed", "Granted"]);
    given(&[all_in(), one(Some("孩子生病")), passes()])
        .when(scans(102, "out"))
        .with(refuses_scan("not-signed-off"));
}
