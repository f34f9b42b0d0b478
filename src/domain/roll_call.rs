//! The roll call (点名): who is or may be inside is looked for, one by one, until everybody is found or known to be
//! missing. A fire begins one by itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::house::House;
use super::ids::{PersonNo, StaffNo, VisitId};
use super::time::Stamp;
use super::visit::{Person, Presence};

/// A person of a visit.
pub type Somebody = (VisitId, PersonNo);

/// What a guard said of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollMark {
    /// Found, or missing.
    pub present: bool,
    /// When it was said.
    pub at: Stamp,
    /// Staff number of who said it, where one was signed in.
    pub by: Option<StaffNo>,
}

/// A roll call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RollCall {
    /// When it began.
    pub begun: Stamp,
    /// Whether the fire alarm began it.
    pub by_fire: bool,
    /// Everybody who was or might have been inside then, or was marked since; who has not been looked for is `None`.
    pub people: BTreeMap<Somebody, Option<RollMark>>,
    /// When it ended; after that it is read only.
    pub ended: Option<Stamp>,
}

impl RollCall {
    /// People marked as present.
    pub fn present(&self) -> usize {
        self.people.values().flatten().filter(|mark| mark.present).count()
    }

    /// Whoever was not found: missing, or not looked for.
    pub fn not_found(&self) -> impl Iterator<Item = Somebody> {
        let found = |mark: &Option<RollMark>| mark.as_ref().is_some_and(|mark| mark.present);
        self.people.iter().filter(move |(_, mark)| !found(mark)).map(|(somebody, _)| *somebody)
    }
}

/// Whoever may have passed is looked for: a grant that is alive may have let them in.
pub fn may_be_inside(person: &Person) -> bool {
    match person.presence {
        Presence::Inside | Presence::Leaving(_) | Presence::Entering(_) => true,
        Presence::Outside | Presence::Away | Presence::Left | Presence::NeverCame => false,
    }
}

/// Everybody who is or may be inside.
pub(super) fn inside(house: &House) -> impl Iterator<Item = Somebody> {
    house.open_visits().flat_map(|visit| {
        let here = visit.people().filter(|(_, person)| may_be_inside(person));
        here.map(|(no, _)| (visit.id, no))
    })
}
