//! The slip's second part, corrections, and a visitor who cancels.

use super::super::command_parts::Correction;
use super::super::event::Event;
use super::super::ids::VisitId;
use super::super::owed::Owed;
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::signature::SlipPapers;
use super::super::slip::{PARTY_MAX, SlipRest, Who};
use super::super::visit::{End, Visit};
use super::super::words::{HostText, PersonName, Phone, Plate, Purpose, Reason, Unit};
use super::{Case, hold, remember, sign};

pub(super) fn complete(
    case: &Case<'_>,
    id: VisitId,
    rest: &SlipRest,
    papers: &SlipPapers,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.owing_or(id, &[Owed::SlipRest], |case| case.at_gate(id))?;
    let completed = Event::SlipCompleted {
        visit: id,
        rest: Personal::Known(rest.things()),
        document: rest.document.clone().map(Personal::Known),
    };
    let signed = sign::papers(case, id, papers)?;
    let remember = remember::asked(visit, papers.remember);
    let supplied = case.supplied(id, &[Owed::SlipRest]);
    Ok(std::iter::once(completed).chain(signed).chain(remember).chain(supplied).collect())
}

pub(super) fn correct(
    case: &Case<'_>,
    id: VisitId,
    what: &Correction,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    const WRITTEN: &[Owed] = &[Owed::Purpose, Owed::Names, Owed::SlipRest];
    let visit = case.owing_or(id, WRITTEN, |case| case.open_visit(id))?;
    let adds_names = !case.owed(id, &[Owed::Names]).is_empty()
        && what.names.as_ref().is_some_and(|names| adds(visit, names));
    if visit.is_at_gate() || what.names.is_none() || adds_names {
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
        let written = [
            (Owed::Purpose, what.purpose.is_some()),
            (Owed::Names, what.names.is_some()),
            (Owed::SlipRest, what.rest.is_some()),
        ];
        let written: Vec<Owed> =
            written.into_iter().filter(|(_, there)| *there).map(|(what, _)| what).collect();
        Ok(std::iter::once(corrected).chain(case.supplied(id, &written)).chain(held).collect())
    } else {
        // Names on badges that are out are not changed under their holders.
        Err(Refusal::NotNow)
    }
}

/// Whether a list of names leaves every badge that is out with its name, and gives names to who had none.
fn adds(visit: &Visit, names: &[Option<PersonName>]) -> bool {
    let known = visit.who.known().map(|who| who.names.as_slice()).unwrap_or_default();
    let stays = |(known, name): (&Option<PersonName>, &Option<PersonName>)| known.is_none() || known == name;
    names.len() == visit.persons.len() && known.len() == names.len() && known.iter().zip(names).all(stays)
}

/// The visitor cancels while waiting. An open incident stays open, and the screen says nothing of it.
pub(super) fn cancel(case: &Case<'_>, id: VisitId) -> Result<Vec<Event>, Refusal> {
    case.at_gate(id)?;
    Ok(vec![Event::VisitEnded { visit: id, end: End::Cancelled, why: None, text: None }])
}
