//! What the gate reports, and what holds it open or shut.

use super::super::class::Class;
use super::super::event::Event;
use super::super::gate::{AlarmKind, GrantEnd, GrantFor, PulseOutcome, Sensor, Way};
use super::super::ids::{AlarmNo, GrantNo};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::time::{Span, Stamp};
use super::super::timers::Due;
use super::super::words::Reason;
use super::{Case, badge, leave, roll_call};

/// A door that opens this soon after a grant has ended, or after the exit button, was opened by them.
const DOOR_GRACE: Span = Span::seconds(10);

/// The outcome of a pulse. A grant that is over (expired by a restart) hears nothing any more.
pub(super) fn reports(case: &Case<'_>, no: GrantNo, outcome: PulseOutcome) -> Result<Vec<Event>, Refusal> {
    let grant = case.house.gate.grants.get(&no).ok_or(Refusal::NotNow)?;
    match outcome {
        PulseOutcome::Started if grant.opened => Err(Refusal::NotNow),
        PulseOutcome::Started => Ok(vec![Event::Opened { grant: no }]),
        PulseOutcome::Failed => Ok(failed(case, no)),
        PulseOutcome::Ended { door_opened: Some(false) } => Ok(vec![Event::NotPassed { grant: no }]),
        PulseOutcome::Ended { door_opened: Some(true) | None } => {
            let mut events = vec![Event::Passed { grant: no }];
            let mut about = None;
            if let GrantFor::People { visit, people, way } = &grant.what
                && let Some(visit) = case.house.visits.get(visit)
            {
                about = Some(visit.id);
                match way {
                    Way::In => {}
                    Way::Out { badge_in } => {
                        events.extend(leave::after_leaving(case.house, visit, people, *badge_in))
                    }
                    // Nobody gets a badge who is no longer to be let in.
                    Way::OutForAWhile if visit.class == Class::Troublemaker => {}
                    Way::OutForAWhile => {
                        let out = people.iter().filter_map(|no| visit.person(*no)?.badge);
                        let out = out
                            .filter_map(|number| case.house.badges.get(&number).map(|badge| (number, badge)));
                        let next =
                            out.filter(|(_, badge)| badge.pass.is_some()).filter_map(|(number, paper)| {
                                // Asked for before they went out: there is a next issue.
                                badge::next_issue(paper).ok().map(|issue| (number, issue))
                            });
                        for (nth, (number, issue)) in (0..).zip(next) {
                            events.push(badge::reissued(case, number, issue, nth));
                        }
                    }
                }
            }
            if grant.doors > grant.what.heads() {
                events.push(case.alarm(0, AlarmKind::Tailgating, about, None, None));
            }
            Ok(events)
        }
    }
}

/// The gate did not open: the entry is given back, the guard is told.
pub(super) fn failed(case: &Case<'_>, no: GrantNo) -> Vec<Event> {
    vec![Event::OpeningFailed { grant: no }, case.alarm(0, AlarmKind::GateFault, None, None, None)]
}

pub(super) fn sensed(case: &Case<'_>, sensor: Sensor) -> Result<Vec<Event>, Refusal> {
    let gate = &case.house.gate;
    let known = match sensor {
        Sensor::Door { open } => gate.door_open == Some(open),
        Sensor::Fire { calls } => gate.fire.map_or(!calls, |fire| fire.calls == calls),
        Sensor::Board { well } => gate.fault.is_none() == well,
        Sensor::ExitButton { .. } | Sensor::Tamper { .. } => false,
    };
    if known {
        return Err(Refusal::NotNow);
    }
    // Either way: what lies ahead is of a clock that was set back.
    let recently = |at: Stamp| (case.now - at).0.abs() <= DOOR_GRACE.0;
    let held = gate.hold_cause().is_some();
    let mut waits = Vec::new();
    let mut rings = None;
    match sensor {
        Sensor::Door { open: true } if !held => {
            waits = held_open_waits(case);
            // The first word of a contact after a start only says how it stands.
            let heard_before = gate.door_open.is_some();
            let by_the_button = gate.exit_button.is_some_and(recently);
            if heard_before && gate.grants.is_empty() && !by_the_button {
                rings = match gate.last_grant_end.filter(|end| recently(end.at)) {
                    Some(GrantEnd { spent: true, .. }) => Some(AlarmKind::Tailgating),
                    Some(GrantEnd { spent: false, .. }) => None,
                    None => Some(AlarmKind::ForcedOpen),
                };
            }
        }
        Sensor::Tamper { open: true } => rings = Some(AlarmKind::Tamper),
        Sensor::Board { well: false } => rings = Some(AlarmKind::GateFault),
        Sensor::Door { .. }
        | Sensor::ExitButton { .. }
        | Sensor::Fire { .. }
        | Sensor::Tamper { open: false }
        | Sensor::Board { well: true } => {}
    }
    let alarm = rings.map(|kind| case.alarm(0, kind, None, None, None));
    let roll_call = match sensor {
        Sensor::Fire { calls: true } => roll_call::by_fire(case),
        _ => None,
    };
    Ok(std::iter::once(Event::Sensed { sensor, waits }).chain(roll_call).chain(alarm).collect())
}

pub(super) fn emergency_open(case: &Case<'_>, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    if case.house.gate.emergency.is_some() {
        return Err(Refusal::AlreadyInForce);
    }
    Ok(vec![Event::EmergencyOpened { reason: Personal::Known(reason.clone()) }])
}

pub(super) fn emergency_close(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    let gate = &case.house.gate;
    gate.emergency.ok_or(Refusal::NothingInForce)?;
    let open = left_open(case).filter(|_| gate.fire.is_none());
    Ok(std::iter::once(Event::EmergencyClosed).chain(open).collect())
}

/// What held the gate open has ended, and the door stands open: from now on somebody holds it, and the clock runs.
fn left_open(case: &Case<'_>) -> Option<Event> {
    (case.house.gate.door_open == Some(true)).then(|| Event::DoorLeftOpen { waits: held_open_waits(case) })
}

/// The deadlines of a door that stands open.
fn held_open_waits(case: &Case<'_>) -> Vec<(Due, Stamp)> {
    let limits = &case.policy.limits;
    vec![
        (Due::HeldOpenWarning, case.now + limits.held_open_warning),
        (Due::HeldOpen, case.now + limits.held_open),
    ]
}

pub(super) fn lockdown(case: &Case<'_>, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    if case.house.gate.lockdown.is_some() {
        return Err(Refusal::AlreadyInForce);
    }
    Ok(vec![Event::LockedDown { reason: Personal::Known(reason.clone()) }])
}

pub(super) fn end_lockdown(case: &Case<'_>, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    let ended = || vec![Event::LockdownEnded { reason: Personal::Known(reason.clone()) }];
    case.house.gate.lockdown.map(|_| ended()).ok_or(Refusal::NothingInForce)
}

/// The alarm is latched: it is reset by hand, once the contact is quiet.
pub(super) fn reset_fire(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    match case.house.gate.fire {
        None => Err(Refusal::NothingInForce),
        Some(fire) if fire.calls => Err(Refusal::FireStillCalls),
        Some(_) => {
            let open = left_open(case).filter(|_| case.house.gate.emergency.is_none());
            Ok(std::iter::once(Event::FireReset).chain(open).collect())
        }
    }
}

pub(super) fn acknowledge(case: &Case<'_>, alarm: AlarmNo) -> Result<Vec<Event>, Refusal> {
    if case.house.gate.alarms.contains_key(&alarm) {
        Ok(vec![Event::Acknowledged { alarm }])
    } else {
        Err(Refusal::NoSuchAlarm)
    }
}

/// A siren ends by itself: it is not to be heard for longer than neighbours bear, whoever forgets it.
pub(super) fn sound_siren(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    let ms = case.policy.siren_ms.ok_or(Refusal::NoSiren)?;
    match case.house.gate.siren {
        Some(_) => Err(Refusal::AlreadyInForce),
        None => Ok(vec![Event::SirenSounded { until: case.now + Span(ms.into()), ms }]),
    }
}

pub(super) fn silence_siren(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    case.house.gate.siren.map(|_| vec![Event::SirenEnded]).ok_or(Refusal::NothingInForce)
}

/// A word about a sounding that a guard has silenced since, or that was before a restart, says nothing of this one.
pub(super) fn siren_reports(case: &Case<'_>, until: Stamp, failed: bool) -> Result<Vec<Event>, Refusal> {
    if case.house.gate.siren != Some(until) {
        return Err(Refusal::NotNow);
    }
    let alarm = failed.then(|| case.alarm(0, AlarmKind::GateFault, None, None, None));
    Ok(std::iter::once(Event::SirenEnded).chain(alarm).collect())
}
