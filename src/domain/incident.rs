//! Incidents (突发事件): a troublemaker at the gate, from first word to closing (docs/rules.md, part 5).

use serde::{Deserialize, Serialize};

use super::ids::VisitId;
use super::time::Stamp;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IncidentStep {
    /// Explained and asked to leave (劝离).
    AskedToLeave,
    /// The person left.
    Left,
    /// The person lingers (滞留不走).
    Lingers,
    /// The person forces entry or makes trouble.
    ForcesEntry,
    /// The company office was told.
    OfficeTold,
    /// The guard called 110.
    PoliceCalled,
    /// A note.
    Note,
}

/// An open incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// When it began.
    pub opened: Stamp,
    /// The visit it is about.
    pub visit: Option<VisitId>,
    /// Steps, oldest first.
    pub steps: Vec<(IncidentStep, Stamp)>,
    /// Automatic entry goes on, by a guard's word.
    pub entry_resumed: bool,
}

/// Steps an incident may have: a night of trouble has dozens.
pub const STEPS_MAX: usize = 500;
