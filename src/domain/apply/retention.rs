//! What was kept for its time and is erased now leaves the house, too.

use super::super::house::House;
use super::super::ids::{RememberedId, Subject, VisitId};
use super::super::personal::Personal;
use super::super::remember::{Remembered, RememberedCard};
use super::super::time::Stamp;
use super::super::visit::Visit;
use super::kept;

pub(super) fn erased(house: &mut House, people: &[Subject]) {
    house.kept.erased(people);
    for person in people {
        match person {
            Subject::Visit(id) => {
                change(house, *id, Visit::erase);
                // Nobody can complete what nobody can read.
                house.owed.remove(id);
            }
            Subject::Document(id) => change(house, *id, Visit::erase_document),
            Subject::Host(id) => {
                house.hosts.remove(id);
            }
            Subject::Watch(id) => {
                house.watchlist.remove(id);
            }
            Subject::Remembered(id) => {
                house.remembered.remove(id);
            }
            // What was written on that day, if an alarm still rings or the next shift has not read it.
            Subject::Day(day) => {
                house.gate.forget_words_of(*day);
                house.shift.forget_words_of(*day);
            }
            // These left the house when they were over.
            Subject::Booking(_) | Subject::Incident(_) => {}
        }
    }
}

/// Somebody is remembered, or with other details. Of whom nothing can be read any more the clock still runs, so that
/// the record tells in the end that they were erased.
pub(super) fn remembered(
    house: &mut House,
    person: RememberedId,
    card: &Personal<RememberedCard>,
    at: Stamp,
) {
    house.counters.remembered = house.counters.remembered.max(person.count);
    let card = kept(card);
    let before = match card {
        Some(card) => house.remembered.insert(person, Remembered { card, last: at }),
        None => house.remembered.remove(&person),
    };
    house.kept.again(Subject::Remembered(person), before.map(|before| before.last), at);
}

/// They were here again: the time for which they are remembered starts anew.
pub(super) fn came_again(house: &mut House, person: RememberedId, at: Stamp) {
    if let Some(remembered) = house.remembered.get_mut(&person) {
        let before = std::mem::replace(&mut remembered.last, at);
        house.kept.again(Subject::Remembered(person), Some(before), at);
    }
}

/// Changes a visit that is still in the house, for the touchscreen or for a badge that is out.
fn change(house: &mut House, id: VisitId, erase: fn(&mut Visit)) {
    if let Some(visit) = house.visits.get_mut(&id) {
        erase(visit);
    }
}
