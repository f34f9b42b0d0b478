//! Folding is total: whatever the record says has happened, also about things the house does not hold, and also
//! when the people it was about are erased.

use gatehouse::domain::*;
use serde::{Serialize, de::DeserializeOwned};

use super::given;
use super::words::*;
use crate::event_samples::samples;

/// Takes the people out of an event, as the journal gives it back once their keys are gone.
struct Erases;

impl PersonalWalk for Erases {
    fn field<T: Serialize + DeserializeOwned>(&mut self, field: &mut Personal<T>) {
        *field = Personal::Erased;
    }
}

fn erased(mut event: Event) -> Event {
    event.each_personal(&mut Erases);
    event
}

fn folds(house: &House, event: Event) {
    let mut house = house.clone();
    let (seq, at) = (house.seq + 1, house.last_at);
    apply(&mut house, &Record { seq, at, by: By::CORE, order: CommandId([0; 16]), digest: [0; 8], event });
    assert_eq!(house.seq, seq);
}

#[test]
fn every_event_folds_into_an_empty_house_and_into_a_busy_one() {
    let houses = [
        House::new(GateNo::FIRST),
        given(&[admitted()]).house().clone(),
        given(&[inside(), steps_out(1), passes(), locks_down()]).house().clone(),
        given(&[gone(), checks_in(&["李四"]), opens_incident(Some(2))]).house().clone(),
    ];
    for house in &houses {
        for event in samples() {
            folds(house, erased(event.clone()));
            folds(house, event);
        }
    }
}

#[test]
fn a_morning_whose_people_are_erased_leaves_the_same_people_inside() {
    let after = given(&[inside(), checks_in(&["李四"]), books(Class::Vip, 9, 10)]);
    let mut house = House::new(GateNo::FIRST);
    for record in after.records() {
        apply(&mut house, &Record { event: erased(record.event.clone()), ..record.clone() });
    }
    assert_eq!(house.heads_inside(), after.house().heads_inside());
    assert_eq!(house.timers, after.house().timers);
    assert_eq!(house.badges, after.house().badges);
    assert!(house.visits.values().all(|visit| visit.who.known().is_none()));
}
