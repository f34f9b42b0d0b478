//! What was kept for its time and is erased now leaves the house, too.

use super::super::house::House;
use super::super::ids::{Subject, VisitId};
use super::super::visit::Visit;

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

/// Changes a visit that is still in the house, for the touchscreen or for a badge that is out.
fn change(house: &mut House, id: VisitId, erase: fn(&mut Visit)) {
    if let Some(visit) = house.visits.get_mut(&id) {
        erase(visit);
    }
}
