//! The roll call.

use super::super::event::{Event, Record};
use super::super::house::House;
use super::super::roll_call::{RollCall, RollMark, inside};

pub(super) fn apply(house: &mut House, record: &Record) {
    let at = record.at;
    match &record.event {
        Event::RollCallBegun { by_fire } => {
            let people = inside(house).map(|somebody| (somebody, None)).collect();
            house.roll_call = Some(RollCall { begun: at, by_fire: *by_fire, people, ended: None });
        }
        Event::PersonMarked { visit, person, present } => {
            if let Some(roll_call) = &mut house.roll_call {
                let mark = RollMark { present: *present, at, by: record.by.staff.clone() };
                roll_call.people.insert((*visit, *person), Some(mark));
            }
        }
        Event::RollCallEnded { .. } => {
            if let Some(roll_call) = &mut house.roll_call {
                roll_call.ended = Some(at);
            }
        }
        // `apply` sends nothing else here; another event marks nobody.
        _ => {}
    }
}
