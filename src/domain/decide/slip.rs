//! The slip's second part, corrections, and a visitor who cancels.

use super::super::command_parts::Correction;
use super::super::event::Event;
use super::super::ids::VisitId;
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::slip::{PARTY_MAX, SlipRest, Who};
use super::super::visit::End;
use super::super::words::{HostText, Phone, Plate, Purpose, Reason, Unit};
use super::{Case, hold};

pub(super) fn complete(case: &Case<'_>, id: VisitId, rest: &SlipRest) -> Result<Vec<Event>, Refusal> {
    case.at_gate(id)?;
    Ok(vec![Event::SlipCompleted {
        visit: id,
        rest: Personal::Known(rest.things()),
        document: rest.document.clone().map(Personal::Known),
    }])
}

pub(super) fn correct(
    case: &Case<'_>,
    id: VisitId,
    what: &Correction,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
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
            if names.first().is_none_or(Option::is_none) {
                return Err(Refusal::TextTooShort { field: Field::Name, min: 1 });
            }
            if names.len() > PARTY_MAX {
                return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
            }
            who.names.clone_from(names);
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
        let heads = u8::try_from(who.names.len().max(1)).unwrap_or(u8::MAX);
        let rest = what.rest.as_ref();
        let held = hold::held_now(case, visit, &who, visit.identity.document_tail());
        let corrected = Event::SlipCorrected {
            visit: id,
            who: Personal::Known(who),
            heads,
            rest: rest.map(|rest| Personal::Known(rest.things())),
            document: rest.and_then(|rest| rest.document.clone()).map(Personal::Known),
            reason: Personal::Known(reason.clone()),
        };
        Ok(std::iter::once(corrected).chain(held).collect())
    } else {
        // Names on badges that are out are not changed under their holders.
        Err(Refusal::NotNow)
    }
}

/// The visitor cancels while waiting. An open incident stays open, and the screen says nothing of it.
pub(super) fn cancel(case: &Case<'_>, id: VisitId) -> Result<Vec<Event>, Refusal> {
    case.at_gate(id)?;
    Ok(vec![Event::VisitEnded { visit: id, end: End::Cancelled, why: None, text: None }])
}
