//! What outranks what: fire over lockdown and incident, these over grants; an override works in all.

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn emergency() -> Deed {
    guard(Command::EmergencyOpen { reason: reason("救护车在门口") })
}

#[test]
fn fire_holds_the_gate_open_until_it_is_reset_by_hand() {
    let reset = || guard(Command::ResetFire);
    given(&[])
        .when(fire(true))
        .then(["Sensed", "RollCallBegun"])
        .with(|e| follow_up(e) == [Effect::HoldLevel, Effect::RollCall])
        .leaves(|h| h.gate.hold_cause() == Some(HoldCause::Fire));
    given(&[fire(true)]).when(reset()).refused_with(Refusal::FireStillCalls);
    given(&[fire(true)]).when(fire(false)).leaves(|h| h.gate.hold_cause() == Some(HoldCause::Fire));
    given(&[fire(true), fire(false)])
        .when(reset())
        .then(["FireReset"])
        .leaves(|h| h.gate.hold_cause().is_none());
    given(&[]).when(reset()).refused_with(Refusal::NothingInForce);
    given(&[fire(true)]).when(fire(true)).refused_with(Refusal::NotNow);
}

#[test]
fn fire_outranks_lockdown_and_emergency() {
    given(&[locks_down(), emergency()])
        .when(fire(true))
        .leaves(|h| h.gate.hold_cause() == Some(HoldCause::Fire));
    given(&[admitted(), fire(true)]).when(opens(1)).refused_with(Refusal::EntryStopped);
}

#[test]
fn emergency_open_works_in_lockdown_and_incident_until_it_is_closed_by_hand() {
    let close = || guard(Command::EmergencyClose);
    given(&[locks_down(), opens_incident(None)])
        .when(emergency())
        .then(["EmergencyOpened"])
        .leaves(|h| h.gate.hold_cause() == Some(HoldCause::Emergency));
    given(&[emergency()]).when(emergency()).refused_with(Refusal::AlreadyInForce);
    given(&[emergency()]).when(hours(5)).leaves(|h| h.gate.hold_cause().is_some());
    given(&[emergency()]).when(close()).then(["EmergencyClosed"]);
    given(&[]).when(close()).refused_with(Refusal::NothingInForce);
    given(&[emergency()]).when(restarts()).leaves(|h| h.gate.hold_cause() == Some(HoldCause::Emergency));
}

#[test]
fn a_door_that_is_left_open_after_fire_or_emergency_warns_and_rings() {
    let door = |open| sensed(Sensor::Door { open });
    let (reset, close) = (|| guard(Command::ResetFire), || guard(Command::EmergencyClose));
    let burnt = || all(&[fire(true), door(true), fire(false), minutes(9)]);
    let rings_in_time = |state: &[Deed]| {
        given(state).when(seconds(20)).with(rings(AlarmKind::HeldOpenWarning));
        given(state).when(seconds(30)).with(rings(AlarmKind::HeldOpen));
        given(&[all(state), door(false)]).when(minutes(1)).then([]);
    };
    rings_in_time(&[burnt(), reset()]);
    rings_in_time(&[emergency(), door(true), minutes(9), close()]);
    // The record says what happened: no contact has said anything at that moment.
    given(&[burnt()]).when(reset()).then(["FireReset", "DoorLeftOpen"]);
    given(&[emergency(), door(true)]).when(close()).then(["EmergencyClosed", "DoorLeftOpen"]);
    // While the other still holds it, it is nobody's fault.
    given(&[burnt(), emergency()]).when(reset()).then(["FireReset"]);
    given(&[emergency(), burnt()]).when(close()).then(["EmergencyClosed"]);
    given(&[burnt(), door(false)]).when(reset()).then(["FireReset"]);
}

#[test]
fn a_lockdown_is_ended_by_hand_with_a_reason() {
    let end = || guard(Command::EndLockdown { reason: reason("人已被带走") });
    given(&[locks_down()]).when(locks_down()).refused_with(Refusal::AlreadyInForce);
    given(&[locks_down()]).when(end()).then(["LockdownEnded"]);
    given(&[]).when(end()).refused_with(Refusal::NothingInForce);
    given(&[admitted(), locks_down()]).when(opens(1)).refused_with(Refusal::LockedDown);
    given(&[admitted(), locks_down(), end()]).when(opens(1)).then(["Granted"]);
}

#[test]
fn an_override_works_in_every_state() {
    for state in [
        all(&[]),
        locks_down(),
        opens_incident(None),
        fire(true),
        emergency(),
        sensed(Sensor::Board { well: false }),
        Deed::ClockSteps(Span(-Span::hours(9).0)),
        all(&[locks_down(), opens_incident(None), fire(true), emergency()]),
        all(&[admitted(), scans(101, "in")]),
        restarts(),
    ] {
        given(&[state])
            .when(overrides())
            .with(|e| matches!(e, Event::Granted { what: GrantFor::Override, .. }));
    }
}

#[test]
fn only_more_overrides_than_a_finger_can_press_are_refused() {
    let many: Vec<Deed> = (0..OVERRIDES_MAX).map(|_| overrides()).collect();
    given(&many).when(overrides()).refused_with(Refusal::GateBusy);
}

#[test]
fn an_override_admits_nobody_on_the_list() {
    given(&[admitted(), overrides()]).when(passes()).leaves(|h| h.heads_inside() == 0);
}
