//! Who it is: a valid document seen, the host vouching, or name and unit against the booking; or refused.

use super::super::class::Class;
use super::super::command_parts::WhyRefused;
use super::super::document::Document;
use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::ids::VisitId;
use super::super::owed::Owed;
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::visit::End;
use super::super::words::{Reason, Remark};
use super::{Case, hold};

pub(super) fn see_document(case: &Case<'_>, id: VisitId, document: &Document) -> Result<Vec<Event>, Refusal> {
    let visit = case.owing_or(id, &[Owed::Document], |case| case.at_gate(id))?;
    if visit.class == Class::Troublemaker && visit.is_at_gate() {
        return Err(Refusal::NeedsGuard);
    }
    let mut events = vec![Event::DocumentSeen { visit: id, document: Personal::Known(document.clone()) }];
    // The document may fit an entry that the slip alone did not.
    if let Some(who) = visit.who.known() {
        events.extend(hold::held_now(case, visit, who, document.tail()));
        // Who is in already is held no more: the guard is told, as of a visit from paper.
        let mut matched = hold::matches(case, who, document.tail());
        matched.retain(|entry| !visit.matched.contains(entry));
        if !visit.is_at_gate() && !matched.is_empty() {
            events.push(case.alarm(0, AlarmKind::WatchMatch, Some(id), None, None));
        }
    }
    events.extend(case.supplied(id, &[Owed::Document]));
    Ok(events)
}

/// No document: the host fetches and vouches at the gate; the badge says *escorted* (须陪同).
pub(super) fn vouch(case: &Case<'_>, id: VisitId, by: &Remark) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    if visit.class != Class::Ordinary {
        return Err(Refusal::NotForThisClass);
    }
    if by.as_str().is_empty() {
        return Err(Refusal::TextTooShort { field: Field::Text, min: 1 });
    }
    Ok(vec![Event::Vouched { visit: id, by: Personal::Known(by.clone()) }])
}

pub(super) fn confirm(case: &Case<'_>, id: VisitId) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    if !visit.class.is_received() {
        return Err(Refusal::NotForThisClass);
    }
    // No badge without a name: exempt from the slip, not from being known.
    if visit.who.known().and_then(|who| who.lead()).is_none() {
        return Err(Refusal::TextTooShort { field: Field::Name, min: 1 });
    }
    Ok(vec![Event::IdentityConfirmed { visit: id }])
}

pub(super) fn refuse(
    case: &Case<'_>,
    id: VisitId,
    why: WhyRefused,
    text: &Remark,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    if visit.incident.is_some() {
        return Err(Refusal::NotNow);
    }
    if why == WhyRefused::Other && text.as_str().chars().count() < Reason::MIN_CHARS {
        return Err(Refusal::ReasonMissing);
    }
    let text = (!text.as_str().is_empty()).then(|| Personal::Known(text.clone()));
    Ok(vec![Event::VisitEnded { visit: id, end: End::Refused, why: Some(why), text }])
}
