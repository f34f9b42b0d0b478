//! The roll call: begun by a guard or the fire alarm, marked person by person, ended by a guard.

use super::super::event::Event;
use super::super::ids::{PersonNo, VisitId};
use super::super::refusal::Refusal;
use super::super::roll_call::RollCall;
use super::Case;

/// The roll call that goes on.
fn open<'a>(case: &Case<'a>) -> Result<&'a RollCall, Refusal> {
    let roll_call = case.house.roll_call.as_ref().filter(|roll_call| roll_call.ended.is_none());
    roll_call.ok_or(Refusal::NothingInForce)
}

pub(super) fn begin(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    if open(case).is_ok() {
        Err(Refusal::AlreadyInForce)
    } else {
        Ok(vec![Event::RollCallBegun { by_fire: false }])
    }
}

/// A fire begins one, unless one goes on.
pub(super) fn by_fire(case: &Case<'_>) -> Option<Event> {
    open(case).is_err().then_some(Event::RollCallBegun { by_fire: true })
}

/// Somebody is there, or is not. Said again it is another word, and the one before stays in the record; who is at the
/// meeting point and not on the list is marked as well.
pub(super) fn mark(
    case: &Case<'_>,
    visit: VisitId,
    person: PersonNo,
    present: bool,
) -> Result<Vec<Event>, Refusal> {
    let roll_call = open(case)?;
    let known = roll_call.people.get(&(visit, person));
    if known.is_none() {
        let of = case.house.visits.get(&visit).ok_or(Refusal::NoSuchVisit)?;
        of.person(person).ok_or(Refusal::NoSuchPerson)?;
    }
    if known.and_then(Option::as_ref).is_some_and(|mark| mark.present == present) {
        return Err(Refusal::NotNow);
    }
    Ok(vec![Event::PersonMarked { visit, person, present }])
}

/// It ends with whom nobody has found: missing, or not looked for.
pub(super) fn end(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    let roll_call = open(case)?;
    let present = u32::try_from(roll_call.present()).unwrap_or(u32::MAX);
    Ok(vec![Event::RollCallEnded { present, not_found: roll_call.not_found().take(NAMED_MAX).collect() }])
}

/// People the end of a roll call names at most, so that its record stays within a frame of the journal (5 bytes each).
const NAMED_MAX: usize = 10_000;
