//! The roll call on the panel.

use super::card::name_of;
use super::count;
use crate::domain::{House, PersonNo, RollCall, RollMark, VisitId, may_be_inside};
use crate::wire::{RollCallLine, RollPersonLine};

/// The roll call that goes on, with everybody; or the last one, with whom nobody has found.
pub(super) fn roll_call_line(house: &House) -> Option<RollCallLine> {
    let roll_call: &RollCall = house.roll_call.as_ref()?;
    let shown = |mark: &Option<RollMark>| {
        roll_call.ended.is_none() || !mark.as_ref().is_some_and(|mark| mark.present)
    };
    let people = roll_call.people.iter().filter(|(_, mark)| shown(mark));
    let unmarked = roll_call.people.values().filter(|mark| mark.is_none()).count();
    Some(RollCallLine {
        begun: roll_call.begun.0,
        by_fire: roll_call.by_fire,
        ended: roll_call.ended.map(|at| at.0),
        present: count(roll_call.present()),
        missing: count(roll_call.not_found().count() - unmarked),
        unmarked: count(unmarked),
        people: people.map(|((visit, no), mark)| person_line(house, *visit, *no, mark.as_ref())).collect(),
    })
}

fn person_line(house: &House, id: VisitId, no: PersonNo, mark: Option<&RollMark>) -> RollPersonLine {
    let visit = house.visits.get(&id);
    let person = visit.and_then(|visit| visit.person(no));
    let unit = visit.and_then(|visit| visit.who.known()).map(|who| who.unit.as_str().to_owned());
    RollPersonLine {
        visit: id.to_string(),
        person: no.0,
        name: visit.map(|visit| name_of(visit, no)).unwrap_or_default(),
        unit: unit.unwrap_or_default(),
        badge: person.and_then(|person| person.badge).map(|badge| badge.0),
        inside: person.is_some_and(may_be_inside),
        present: mark.map(|mark| mark.present),
        marked: mark.map(|mark| mark.at.0),
        by: mark.and_then(|mark| mark.by.as_ref()).map(|staff| staff.0.clone()).unwrap_or_default(),
    }
}
