//! Classes: claims confirmed, lowered or raised; administration called and answering (docs/rules.md, part 2).

use super::super::class::Class;
use super::super::event::Event;
use super::super::ids::VisitId;
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::role::Role;
use super::super::timers::Wait;
use super::super::visit::{Consent, Hold, Reception, Visit};
use super::super::words::{Reason, Remark};
use super::{Case, incident};

/// The guard's tap: administration is told of a claim at once.
pub(super) fn call_administration(case: &Case<'_>, id: VisitId) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    if visit.claim.is_none() && !visit.class.is_received() {
        return Err(Refusal::NotForThisClass);
    }
    Ok(vec![Event::AdministrationTold { visit: id }])
}

pub(super) fn administration_said(
    case: &Case<'_>,
    id: VisitId,
    acknowledged: bool,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    match visit.reception {
        Reception::Called { .. } => Ok(vec![Event::AdministrationAnswered { visit: id, acknowledged }]),
        Reception::NotNeeded => Err(Refusal::NotForThisClass),
        Reception::Acknowledged | Reception::WithoutThem => Err(Refusal::NotNow),
    }
}

/// Administration did not answer in time: the guard admits with a reason.
pub(super) fn admit_without(case: &Case<'_>, id: VisitId, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    match visit.reception {
        Reception::Called { guard_may: true, .. } => Ok(vec![Event::AdmittedWithoutAdministration {
            visit: id,
            reason: Personal::Known(reason.clone()),
        }]),
        Reception::Called { guard_may: false, .. } => Err(Refusal::AdministrationMissing),
        Reception::NotNeeded => Err(Refusal::NotForThisClass),
        Reception::Acknowledged | Reception::WithoutThem => Err(Refusal::NotNow),
    }
}

/// Confirms a claim, lowers it with a reason, or raises with administration's acknowledgement. The class of
/// troublemakers is set by a guard only, at any time, and opens an incident.
pub(super) fn set(
    case: &Case<'_>,
    id: VisitId,
    class: Class,
    reason: Option<&Reason>,
    administration_agrees: bool,
) -> Result<Vec<Event>, Refusal> {
    if class == Class::Troublemaker {
        return set_troublemaker(case, id, reason);
    }
    let visit = case.at_gate(id)?;
    if visit.class == Class::Troublemaker {
        return Err(Refusal::NotNow);
    }
    // Administration that sets the class itself has acknowledged it.
    let administration_agrees =
        administration_agrees || matches!(case.order.by.role, Role::Administration | Role::Manager);
    // What the mark means is looked at first: a class would exempt a held visitor from it.
    if matches!(visit.hold, Hold::Held { .. }) {
        return Err(Refusal::NeedsGuard);
    }
    let claimed = visit.claim.map(|claim| claim.class);
    if claimed == Some(class) {
        return Ok(vec![class_set(case, visit, class, reason)]);
    }
    if class == visit.class && claimed.is_none() {
        return Err(Refusal::NotNow);
    }
    let stands_at = claimed.unwrap_or(visit.class);
    if class > stands_at && !administration_agrees {
        return Err(Refusal::RaiseNeedsAdministration);
    }
    if class < stands_at && reason.is_none() {
        return Err(Refusal::ReasonMissing);
    }
    Ok(vec![class_set(case, visit, class, reason)])
}

fn set_troublemaker(case: &Case<'_>, id: VisitId, reason: Option<&Reason>) -> Result<Vec<Event>, Refusal> {
    let visit = case.open_visit(id)?;
    if !matches!(case.order.by.role, Role::Guard | Role::ShiftLeader) {
        return Err(Refusal::NotAllowed);
    }
    if visit.class == Class::Troublemaker {
        return Err(Refusal::NotNow);
    }
    let reason = reason.ok_or(Refusal::ReasonMissing)?;
    let mut events = vec![class_set(case, visit, Class::Troublemaker, Some(reason))];
    if visit.incident.is_none() {
        events.extend(incident::open(case, Some(id), &Remark::parse(reason.as_str())?)?);
    }
    Ok(events)
}

fn class_set(case: &Case<'_>, visit: &Visit, class: Class, reason: Option<&Reason>) -> Event {
    let id = visit.id;
    let (mut reception, mut consent, mut waits) = (Reception::NotNeeded, visit.consent, Vec::new());
    match class {
        Class::Important | Class::Vip => {
            // Administration consents now: a host's answer on its way decides nothing any more.
            if !consent.is_there() {
                consent = Consent::NotAsked;
            }
            // Between important and VIP administration goes on as it was.
            (reception, waits) = match visit.reception {
                Reception::NotNeeded => {
                    let called = Reception::Called { since: case.now, manager_told: false, guard_may: false };
                    (called, case.reception_waits(id))
                }
                goes_on => (goes_on, case.running(id, &[Wait::ReceptionManager, Wait::ReceptionGuard])),
            };
        }
        Class::Ordinary => {
            if !consent.is_there() {
                waits = case.consent_waits(id);
                if visit.host.is_some() {
                    consent = Consent::Asked { since: case.now, no_answer: false, stand_in: false };
                }
            }
            // Name and unit were enough for the class before; now a document is to be seen.
            if visit.identity.suffices_for(visit.class) && !visit.identity.suffices_for(class) {
                waits.extend(case.identity_waits(id));
            }
        }
        // Who is in stays on the list of the day.
        Class::Troublemaker if !visit.is_at_gate() => waits = case.running(id, &[Wait::WindowEnds]),
        Class::Troublemaker => {}
    }
    Event::ClassSet {
        visit: id,
        from: visit.class,
        class,
        reason: reason.cloned().map(Personal::Known),
        reception,
        consent,
        waits,
    }
}
