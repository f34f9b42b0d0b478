//! The slip's second part, corrections, and a visitor who cancels.

use super::super::command::Correction;
use super::super::event::Event;
use super::super::ids::VisitId;
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::slip::{PARTY_MAX, SlipRest, Who};
use super::super::timers::Wait;
use super::super::visit::{End, Hold};
use super::super::words::{HostText, Phone, Plate, Purpose, Reason, Unit};
use super::{Case, hold};

pub(super) fn complete(case: &Case<'_>, id: VisitId, rest: &SlipRest) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    let mut events = vec![Event::SlipCompleted { visit: id, rest: Personal::Known(rest.clone()) }];
    // The document's last four may fit an entry that the name alone did not.
    if visit.hold == Hold::None
        && let Some(who) = visit.who.known()
    {
        events.extend(held_now(case, id, who, Some(rest)));
    }
    Ok(events)
}

pub(super) fn correct(case: &Case<'_>, id: VisitId, what: &Correction, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    let visit = case.open_visit(id)?;
    if visit.is_at_gate() || what.names.is_none() {
        let nobody = || Who {
            names: vec![None; visit.persons.len()],
            unit: Unit::default(),
            phone: Phone::none(),
            purpose: Purpose::default(),
            host_text: HostText::default(),
            plate: Plate::default(),
        };
        let mut who = visit.who.known().cloned().unwrap_or_else(nobody);
        if let Some(names) = &what.names {
            who.names.clone_from(names);
        }
        if who.names.is_empty() || who.names.len() > PARTY_MAX {
            return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
        }
        if let Some(unit) = &what.unit {
            who.unit.clone_from(unit);
        }
        if let Some(phone) = &what.phone {
            who.phone.clone_from(phone);
        }
        if let Some(purpose) = &what.purpose {
            who.purpose.clone_from(purpose);
        }
        let heads = u8::try_from(who.names.len()).unwrap_or(u8::MAX);
        let held = if visit.is_at_gate() && visit.hold == Hold::None {
            held_now(case, id, &who, what.rest.as_ref().or(visit.rest.as_ref().and_then(Personal::known)))
        } else {
            None
        };
        let corrected = Event::SlipCorrected {
            visit: id,
            who: Personal::Known(who),
            heads,
            rest: what.rest.clone().map(Personal::Known),
            reason: Personal::Known(reason.clone()),
        };
        Ok(std::iter::once(corrected).chain(held).collect())
    } else {
        // Names on badges that are out are not changed under their holders.
        Err(Refusal::NotNow)
    }
}

fn held_now(case: &Case<'_>, id: VisitId, who: &Who, rest: Option<&SlipRest>) -> Option<Event> {
    let matched = hold::matches(case, who, rest);
    let waits = vec![case.wait(id, Wait::HeldRemind, case.policy.limits.held_remind)];
    (!matched.is_empty()).then_some(Event::VisitHeld { visit: id, matched, waits })
}

pub(super) fn cancel(case: &Case<'_>, id: VisitId) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    if visit.incident.is_some() {
        return Err(Refusal::NotNow);
    }
    Ok(vec![Event::VisitEnded { visit: id, end: End::Cancelled, why: None, text: None }])
}
