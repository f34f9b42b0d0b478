//! A restart: what was moving is over, what was in force stays (one grant, one pulse, never repeated).

use gatehouse::domain::*;

use super::given;
use super::words::*;

#[test]
fn a_grant_expires_with_the_core_and_the_guard_is_told() {
    given(&[admitted(), scans(101, "in"), gate_reports(PulseOutcome::Started)])
        .when(restarts())
        .then(["CoreStarted", "Alarmed"])
        .with(rings(AlarmKind::GrantExpired))
        .with(|e| !follow_up(e).iter().any(|effect| matches!(effect, Effect::Pulse { .. })))
        .leaves_visit(|v| v.persons[0].presence == Presence::Outside)
        .leaves(|house| house.gate.grants.is_empty());
    given(&[admitted(), scans(101, "in"), restarts()]).when(scans(101, "in")).then(["Granted"]);
}

#[test]
fn who_was_leaving_is_still_inside_for_the_roll_call() {
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(restarts())
        .leaves(|house| house.heads_inside() == 1);
    given(&[inside(), steps_out(1), passes(), prints(), scans(101, "in")])
        .when(restarts())
        .leaves_visit(|v| v.persons[0].presence == Presence::Away);
}

#[test]
fn a_word_about_a_grant_from_before_changes_nothing() {
    given(&[overrides(), restarts()])
        .when(core(Command::GateReports { grant: GrantNo(1), outcome: PulseOutcome::Started }))
        .refused_with(Refusal::NotNow);
}

#[test]
fn a_quiet_restart_rings_nothing_and_keeps_what_is_in_force() {
    given(&[]).when(restarts()).then(["CoreStarted"]);
    given(&[locks_down(), fire(true)])
        .when(restarts())
        .leaves(|h| h.gate.lockdown.is_some() && h.gate.fire.is_some());
}

#[test]
fn a_tail_that_was_cut_is_shown() {
    given(&[]).when(core(Command::Started { policy: [7; 32], tail_cut: 12 })).with(rings(AlarmKind::TailCut));
}

#[test]
fn closing_time_is_not_put_off_by_a_restart() {
    given(&[hours(9), restarts()]).when(hours(1)).then(["ClosingReached"]);
}

#[test]
fn nobody_has_given_up_while_the_power_was_gone() {
    let waits = || all(&[hosts(), checks_in(&["张伟"]), minutes(9)]);
    given(&[waits()]).when(Deed::PowerCut(Span::hours(2))).then(["CoreStarted", "WaitsMoved"]);
    // Twenty minutes, not counting the two hours; nor the three before them since the last reminder was recorded.
    given(&[waits(), Deed::PowerCut(Span::hours(2))]).when(minutes(13)).without(ends(End::GaveUp));
    given(&[waits(), Deed::PowerCut(Span::hours(2))]).when(minutes(15)).with(ends(End::GaveUp));
    given(&[hosts(), checks_in(&["张伟"])]).when(Deed::PowerCut(Span::seconds(40))).then(["CoreStarted"]);
}

#[test]
fn nobody_is_closed_or_overdue_before_the_paper_of_a_power_cut_is_entered() {
    let cut = || all(&[inside(), Deed::PowerCut(Span::hours(12))]);
    given(&[inside()]).when(Deed::PowerCut(Span::hours(12))).then(["CoreStarted", "WaitsMoved"]);
    given(&[cut()]).when(minutes(29)).then([]);
    given(&[cut()])
        .when(minutes(31))
        .with(|e| matches!(e, Event::ClosingReached { unconfirmed, .. } if unconfirmed.len() == 1));
}

#[test]
fn what_falls_soon_after_a_power_cut_is_put_off_as_well() {
    let cut = || all(&[inside(), hours(9), Deed::PowerCut(Span::minutes(50))]);
    given(&[cut()]).when(minutes(20)).without(|e| matches!(e, Event::ClosingReached { .. }));
    given(&[cut()]).when(minutes(31)).with(|e| matches!(e, Event::ClosingReached { .. }));
}
