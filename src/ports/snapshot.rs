//! What the engine needs of snapshots of the house: they make a start fast. A cache of the record, never the truth.

use std::error::Error;

use serde::{Deserialize, Serialize};

use super::journal::Mark;
use crate::domain::{House, Subject};

/// The house as the record had it at some place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The last record that is folded into it.
    pub mark: Mark,
    /// The house.
    pub house: House,
    /// Place of a record from which on every command of the day before is remembered: those answers are read
    /// again, from here on.
    pub remembered_from: u64,
    /// People who were still to be erased.
    pub to_erase: Vec<Subject>,
}

/// A snapshot was not kept. Nothing is lost: the next start reads more of the record.
#[derive(Debug, thiserror::Error)]
#[error("a snapshot of the house was not kept")]
pub struct SnapshotFault(#[source] Box<dyn Error + Send + Sync>);

impl SnapshotFault {
    /// What kept it from being kept.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Where the newest snapshot is kept.
pub trait Snapshots: Send {
    /// Keeps a snapshot in the place of the one before. Durable on return.
    ///
    /// # Errors
    /// It is not kept, and the one before is gone too: it may hold somebody who is erased since.
    fn keep(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotFault>;
}
