//! What a visit still owes that was let in on the express lane: the queue at five to eight, the host on the phone. The
//! slip is completed later (如实填写), and no visit is forgotten with half of it.

use serde::{Deserialize, Serialize};

use super::class::Class;
use super::time::Stamp;
use super::visit::Visit;

/// Visits that may owe something at once: when a guard is so far behind, nobody else is let in unwritten.
pub const OWED_MAX: usize = 100;

/// Something that was missing when a visit was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Owed {
    /// A valid document was not seen.
    Document,
    /// The purpose was not written down.
    Purpose,
    /// Names of companions were not written down.
    Names,
    /// The second part of the slip, with the rules agreed to and nothing forbidden carried.
    SlipRest,
}

/// What one visit owes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedSlip {
    /// When its people were let in without it.
    pub since: Stamp,
    /// What is still missing.
    pub missing: Vec<Owed>,
}

/// What an ordinary visit lacks that would be there on the usual way. Whoever came in a hurry has no purpose written
/// down, and then a companion without a name is no child.
pub(super) fn missing(visit: &Visit) -> Vec<Owed> {
    let who = visit.who.known();
    let hurried = who.is_none_or(|who| who.purpose.as_str().is_empty());
    let nameless = who.is_none_or(|who| who.names.iter().any(Option::is_none));
    let lacks = [
        (Owed::Document, !visit.identity.suffices_for(Class::Ordinary)),
        (Owed::Purpose, hurried),
        (Owed::Names, hurried && nameless),
        (Owed::SlipRest, visit.rest.is_none()),
    ];
    lacks.into_iter().filter(|(_, lacks)| *lacks).map(|(what, _)| what).collect()
}
