//! A code at a reader: every answer it can get (docs/rules.md, part 6).

use gatehouse::domain::*;

use super::words::*;
use super::{given, given_at};
use crate::morning::site;

fn shared() -> Policy {
    Policy { passage: Passage::Shared, ..site() }
}

#[test]
fn a_scan_opens_once_and_spends_the_entry() {
    given(&[admitted()])
        .when(scans(101, "in"))
        .then(["Granted"])
        .with(|e| matches!(follow_up(e).as_slice(), [Effect::Pulse { ms: 3_000, .. }]));
    given(&[admitted(), scans(101, "in")]).when(scans(101, "in")).with(refuses_scan("already-granted"));
    given(&[inside()]).when(scans(101, "in")).with(refuses_scan("already-inside"));
    given(&[inside()])
        .when(core(Command::GateReports { grant: GrantNo(1), outcome: PulseOutcome::Started }))
        .refused_with(Refusal::NotNow);
}

#[test]
fn an_entry_is_given_back_where_the_door_never_opened() {
    given(&[admitted(), scans(101, "in")])
        .when(turns_back())
        .then(["Opened", "NotPassed"])
        .leaves_visit(|v| v.persons[0].presence == Presence::Outside);
    given(&[admitted(), scans(101, "in"), turns_back()]).when(scans(101, "in")).then(["Granted"]);
}

#[test]
fn without_a_door_contact_the_end_of_the_pulse_is_the_passage() {
    given(&[admitted(), scans(101, "in"), gate_reports(PulseOutcome::Started)])
        .when(gate_reports(PulseOutcome::Ended { door_opened: None }))
        .then(["Passed"]);
}

#[test]
fn a_gate_that_fails_or_is_silent_gives_the_entry_back_and_rings() {
    given(&[admitted(), scans(101, "in")])
        .when(gate_reports(PulseOutcome::Failed))
        .then(["OpeningFailed", "Alarmed"]);
    given(&[admitted(), scans(101, "in")])
        .when(seconds(25))
        .then(["OpeningFailed", "Alarmed"])
        .with(rings(AlarmKind::GateFault))
        .leaves_visit(|v| v.persons[0].presence == Presence::Outside);
}

#[test]
fn what_is_no_pass_of_the_house_is_refused_and_recorded() {
    let pass = |issue| Scanned::Pass { pass: PassId([9; 8]), issue };
    for (scanned, code) in [
        (Scanned::Unreadable, "code-unreadable"),
        (Scanned::OtherSite, "other-site"),
        (Scanned::OtherGate, "other-gate"),
        (pass(1), "pass-no-longer-valid"),
    ] {
        given(&[admitted()])
            .when(scans_thing("in", scanned))
            .then(["ScanRefused", "Alarmed"])
            .with(refuses_scan(code));
    }
    given(&[admitted()]).when(scans_thing("backdoor", pass(1))).refused_with(Refusal::NoSuchReader);
}

#[test]
fn a_reader_held_against_a_dead_code_rings_once() {
    given(&[scans_thing("in", Scanned::Unreadable)])
        .when(scans_thing("in", Scanned::Unreadable))
        .then(["ScanRefused"]);
}

#[test]
fn a_used_up_pass_is_dead() {
    given(&[gone()]).when(scans(101, "in")).with(refuses_scan("pass-no-longer-valid"));
    given(&[gone()]).when(scans(101, "out")).with(refuses_scan("pass-no-longer-valid"));
    given(&[admitted(), minutes(15)]).when(scans(101, "in")).with(refuses_scan("pass-no-longer-valid"));
}

#[test]
fn a_pass_opens_only_in_its_window() {
    // Issued in the morning for a visit until ten; inside the window it opens.
    let short =
        all(&[hosts(), books(Class::Ordinary, 8, 10), shows_invitation(), settled(1), issues(1), prints()]);
    given(std::slice::from_ref(&short)).when(scans(101, "in")).then(["Granted"]);
    given(&[short, scans(101, "in"), passes(), hours(3), steps_out(1), passes(), prints()])
        .when(scans(101, "in"))
        .with(refuses_scan("outside-its-time"));
}

#[test]
fn a_window_may_cross_midnight() {
    let night = all(&[
        hosts(),
        books(Class::Ordinary, 20, 30),
        hours(13),
        shows_invitation(),
        settled(1),
        issues(1),
        prints(),
    ]);
    given(&[night.clone(), scans(101, "in"), passes(), hours(4), steps_out(1), passes(), prints()])
        .when(scans(101, "in"))
        .then(["Granted"]);
    // Neither closing time nor midnight makes the night shift overdue; the end of its window does.
    given(&[night.clone(), scans(101, "in"), passes()])
        .when(hours(8))
        .without(|e| matches!(e, Event::VisitOverdue { .. }));
    given(&[night, scans(101, "in"), passes()])
        .when(hours(9))
        .with(|e| matches!(e, Event::VisitOverdue { .. }));
}

#[test]
fn nobody_scans_in_during_lockdown_incident_fire_or_with_a_dead_board() {
    given(&[admitted(), locks_down()]).when(scans(101, "in")).with(refuses_scan("locked-down"));
    given(&[admitted(), opens_incident(None)]).when(scans(101, "in")).with(refuses_scan("entry-stopped"));
    given(&[admitted(), opens_incident(Some(1))]).when(scans(101, "in")).with(refuses_scan("entry-stopped"));
    given(&[admitted(), fire(true)]).when(scans(101, "in")).with(refuses_scan("entry-stopped"));
    given(&[admitted(), fire(true), locks_down()]).when(scans(101, "in")).with(refuses_scan("entry-stopped"));
    given(&[admitted(), sensed(Sensor::Board { well: false })])
        .when(scans(101, "in"))
        .with(refuses_scan("gate-faulted"));
}

#[test]
fn a_third_opening_waits_for_the_guard() {
    let three = all(&[
        admitted(),
        checks_in(&["李四"]),
        settled(2),
        issues(2),
        prints(),
        checks_in(&["王五"]),
        settled(3),
        issues(3),
        prints(),
    ]);
    given(&[three, scans(101, "in"), scans(102, "in")])
        .when(scans(103, "in"))
        .with(refuses_scan("gate-busy"));
}

#[test]
fn leaving_takes_a_signature_and_being_inside() {
    given(&[inside()])
        .when(scans(101, "out"))
        .with(refuses_scan("not-signed-off"))
        .with(rings(AlarmKind::LeavingUnsigned));
    given(&[inside(), signs_off(1)]).when(scans(101, "out")).then(["Granted"]);
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(scans(101, "out"))
        .with(refuses_scan("already-granted"));
    given(&[admitted()]).when(scans(101, "out")).with(refuses_scan("not-inside"));
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(scans(101, "in"))
        .with(refuses_scan("already-inside"));
}

#[test]
fn leaving_is_refused_for_no_time_and_no_incident_where_the_ways_are_apart() {
    let ready = || all(&[inside(), signs_off(1)]);
    for trouble in [locks_down(), opens_incident(None), fire(true), hours(30)] {
        given(&[ready(), trouble]).when(scans(101, "out")).then(["Granted"]);
    }
}

#[test]
fn a_shared_barrier_does_not_open_for_leaving_in_trouble() {
    let ready = || all(&[inside(), signs_off(1)]);
    given_at(shared(), &[ready(), locks_down()]).when(scans(101, "out")).with(refuses_scan("locked-down"));
    given_at(shared(), &[ready(), opens_incident(None)])
        .when(scans(101, "out"))
        .with(refuses_scan("entry-stopped"));
    given_at(shared(), &[ready(), locks_down()]).when(lets_out(1, None)).then(["Granted"]);
    given_at(shared(), &[ready()]).when(scans(101, "out")).then(["Granted"]);
}

#[test]
fn in_a_fire_everybody_goes_signed_or_not() {
    given_at(shared(), &[inside(), locks_down(), fire(true)]).when(scans(101, "out")).then(["Granted"]);
}

#[test]
fn the_badge_is_handed_in_with_the_scan() {
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(passes())
        .then(["Opened", "Passed", "BadgeReturned", "VisitEnded"])
        .with(ends(End::Left))
        .leaves(|house| house.badges.is_empty() && house.passes.is_empty());
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(turns_back())
        .leaves_visit(|v| v.persons[0].presence == Presence::Inside);
}

#[test]
fn with_the_clock_behind_the_windows_are_the_guards() {
    let behind = || all(&[admitted(), Deed::ClockSteps(Span(-Span::hours(2).0))]);
    given(&[behind()]).when(scans(101, "in")).with(refuses_scan("clock-behind"));
    given(&[behind()]).when(opens(1)).then(["Granted"]);
    given(&[inside(), signs_off(1), Deed::ClockSteps(Span(-Span::hours(2).0))])
        .when(scans(101, "out"))
        .then(["Granted"]);
}
