//! Who asked to be remembered is kept once the visit is over, and forgotten at a word (docs/rules.md, part 8).

use super::super::class::Class;
use super::super::event::Event;
use super::super::ids::{RememberedId, VisitId};
use super::super::personal::Personal;
use super::super::remember::{Mark, REMEMBERED_MAX, RememberedCard};
use super::super::visit::{End, Visit};
use super::Case;

/// The wish of a visitor, if it is another than before.
pub(super) fn asked(visit: &Visit, asked: bool) -> Option<Event> {
    (visit.remember != asked).then_some(Event::RememberAsked { visit: visit.id, asked })
}

/// Whoever has this mark is forgotten. Recorded also for nobody: that somebody was known is told by nothing.
pub(super) fn forget(case: &Case<'_>, mark: Mark) -> Vec<Event> {
    vec![Event::PeopleForgotten { people: case.house.marked(mark) }]
}

/// What follows for those whose visit is over with these events. Only who was here and has left is remembered, by the
/// document the guard has seen: a draft that came to nothing leaves nothing, and nobody gives another one's number.
pub(super) fn after(case: &Case<'_>, events: &[Event]) -> Vec<Event> {
    let left = events.iter().filter_map(|event| match event {
        Event::VisitEnded { visit, end: End::Left | End::ReportedLeft, .. } => Some(*visit),
        _ => None,
    });
    let mut new = case.house.counters.remembered;
    left.flat_map(|visit| left_by(case, visit, &mut new)).collect()
}

fn left_by(case: &Case<'_>, visit: VisitId, new: &mut u32) -> Vec<Event> {
    let Some(visit) = case.house.visits.get(&visit) else { return Vec::new() };
    let Some(card) = card(case, visit) else { return Vec::new() };
    let same_name = |person: &RememberedId| {
        let known = case.house.remembered.get(person);
        known.is_some_and(|known| known.card.name.folded() == card.name.folded())
    };
    let known = case.house.marked(card.mark).into_iter().find(same_name);
    match (visit.remember, known) {
        (true, Some(person)) => vec![Event::PersonRemembered { person, card: Personal::Known(card) }],
        (true, None) => {
            *new = new.wrapping_add(1);
            let person = RememberedId { gate: case.house.gate_no, count: *new };
            let remembered = Event::PersonRemembered { person, card: Personal::Known(card) };
            full(case).into_iter().chain([remembered]).collect()
        }
        (false, Some(person)) => vec![Event::RememberedCame { person }],
        (false, None) => Vec::new(),
    }
}

/// What would be kept of the lead visitor; nothing of whom there is nothing to find them by.
fn card(case: &Case<'_>, visit: &Visit) -> Option<RememberedCard> {
    let (who, tail) = (visit.who.known()?, visit.identity.document_tail()?);
    if who.phone.as_str().is_empty() || visit.class == Class::Troublemaker {
        return None;
    }
    let driven = visit.rest.as_ref().and_then(Personal::known).map(|rest| &rest.plate);
    Some(RememberedCard {
        mark: case.policy.marks.mark(&who.phone, tail),
        name: who.lead()?.clone(),
        unit: who.unit.clone(),
        phone: who.phone.clone(),
        kind: visit.kind,
        plate: driven.filter(|plate| !plate.as_str().is_empty()).unwrap_or(&who.plate).clone(),
        host: visit.host,
        purpose: who.purpose.clone(),
        language: visit.language,
    })
}

/// Makes room where there is none.
fn full(case: &Case<'_>) -> Option<Event> {
    if case.house.remembered.len() < REMEMBERED_MAX {
        return None;
    }
    let oldest = case.house.remembered.iter().min_by_key(|(person, known)| (known.last, **person));
    oldest.map(|(person, _)| Event::PeopleForgotten { people: vec![*person] })
}
