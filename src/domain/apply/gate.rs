//! The gate's own state: start, sensors, alarms, incidents, what is in force, closing time.

use std::collections::BTreeMap;

use super::super::event::Event;
use super::super::gate::{ALARMS_MAX, Alarm, AlarmKind, FireState, Sensor};
use super::super::house::{House, Loan};
use super::super::ids::{AlarmNo, GrantNo, Subject};
use super::super::incident::{Incident, STEPS_MAX};
use super::super::time::Stamp;
use super::super::timers::{Due, Wait};
use super::super::visit::Stage;
use super::{clear_waits, passage, set_waits};

/// After a restart every grant that was alive is over, and nobody passed by it.
pub(super) fn core_started(house: &mut House, expired: &[GrantNo], closing: Stamp, at: Stamp) {
    for grant in expired {
        passage::settle(house, *grant, at, false);
    }
    house.gate.door_open = None;
    house.gate.exit_button = None;
    house.gate.last_grant_end = None;
    house.gate.fault = None;
    house.gate.siren = None;
    house.timers.clear(Due::HeldOpen);
    house.timers.clear(Due::HeldOpenWarning);
    if house.timers.get(Due::Closing).is_none() {
        house.timers.set(Due::Closing, closing);
    }
}

pub(super) fn apply(house: &mut House, event: &Event, at: Stamp) {
    match event {
        Event::ClosingReached { unconfirmed, next } => {
            for id in unconfirmed {
                if let Some(Stage::Badged { unconfirmed, .. }) =
                    house.visits.get_mut(id).map(|visit| &mut visit.stage)
                {
                    *unconfirmed = true;
                }
                for badge in house.badges.values_mut().filter(|b| b.visit == *id && b.loan == Loan::OnLoan) {
                    badge.loan = Loan::Outstanding;
                }
            }
            house.timers.set(Due::Closing, *next);
        }
        Event::Reminded { due } => house.timers.clear(*due),
        Event::IncidentOpened { incident, visit, .. } => {
            house.counters.incident = house.counters.incident.max(incident.count);
            let opened = Incident { opened: at, visit: *visit, steps: Vec::new(), entry_resumed: false };
            house.incidents.insert(*incident, opened);
            if let Some(visit) = visit.and_then(|id| house.visits.get_mut(&id)) {
                visit.incident = Some(*incident);
                visit.since = at;
                // Its report ends the visit: until then nobody is reminded of anything else about it.
                if !visit.is_under_way() {
                    let id = visit.id;
                    clear_waits(house, id, &Wait::ALL);
                }
            }
        }
        Event::IncidentMoved { incident, step, .. } => {
            if let Some(open) = house.incidents.get_mut(incident).filter(|open| open.steps.len() < STEPS_MAX)
            {
                open.steps.push((*step, at));
            }
        }
        Event::EntryResumed { incident, .. } => {
            if let Some(open) = house.incidents.get_mut(incident) {
                open.entry_resumed = true;
            }
        }
        Event::IncidentClosed { incident, .. } => {
            let closed = house.incidents.remove(incident);
            house.kept.over(Subject::Incident(*incident), at);
            if let Some(visit) =
                closed.and_then(|closed| closed.visit).and_then(|id| house.visits.get_mut(&id))
            {
                visit.incident = None;
            }
        }
        Event::EmergencyOpened { .. } => house.gate.emergency = Some(at),
        Event::EmergencyClosed => house.gate.emergency = None,
        Event::LockedDown { .. } => house.gate.lockdown = Some(at),
        Event::LockdownEnded { .. } => house.gate.lockdown = None,
        Event::FireReset => house.gate.fire = None,
        Event::Sensed { sensor, waits } => sensed(house, *sensor, waits, at),
        Event::DoorLeftOpen { waits } => set_waits(house, waits),
        Event::SirenSounded { until, .. } => house.gate.siren = Some(*until),
        Event::SirenEnded => house.gate.siren = None,
        Event::Alarmed { alarm, kind, visit, code, text } => {
            house.counters.alarm = house.counters.alarm.max(alarm.0);
            let text = text.as_ref().and_then(super::kept);
            let rings = Alarm { kind: *kind, at, visit: *visit, code: code.clone(), text };
            house.gate.alarms.insert(*alarm, rings);
            if house.gate.alarms.len() > ALARMS_MAX {
                make_room(&mut house.gate.alarms);
            }
        }
        Event::Acknowledged { alarm } => {
            house.gate.alarms.remove(alarm);
        }
        // `apply` sends nothing else here; another event moves no gate.
        _ => {}
    }
}

/// The oldest of the kind there is most of goes: a flood of one kind hides no other.
fn make_room(alarms: &mut BTreeMap<AlarmNo, Alarm>) {
    let mut counts = BTreeMap::<AlarmKind, usize>::new();
    for alarm in alarms.values() {
        *counts.entry(alarm.kind).or_default() += 1;
    }
    let flood = counts.into_iter().max_by_key(|(_, count)| *count).map(|(kind, _)| kind);
    let oldest = alarms.iter().find(|(_, alarm)| Some(alarm.kind) == flood).map(|(no, _)| *no);
    if let Some(oldest) = oldest {
        alarms.remove(&oldest);
    }
}

fn sensed(house: &mut House, sensor: Sensor, waits: &[(Due, Stamp)], at: Stamp) {
    match sensor {
        Sensor::Door { open } => {
            let opens = open && house.gate.door_open != Some(true);
            house.gate.door_open = Some(open);
            house.timers.clear(Due::HeldOpen);
            house.timers.clear(Due::HeldOpenWarning);
            if opens && let Some(grant) = house.gate.grants.values_mut().find(|grant| grant.opened) {
                grant.doors += 1;
            }
        }
        Sensor::ExitButton { pressed } => {
            if pressed {
                house.gate.exit_button = Some(at);
            }
        }
        Sensor::Fire { calls } => {
            house.gate.fire = match house.gate.fire {
                Some(fire) => Some(FireState { calls, ..fire }),
                None if calls => Some(FireState { since: at, calls }),
                None => None,
            };
        }
        Sensor::Tamper { .. } => {}
        Sensor::Board { well } => house.gate.fault = if well { None } else { Some(at) },
    }
    set_waits(house, waits);
}
