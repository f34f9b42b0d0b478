//! What the engine needs from the record: durable on return, or not there.

use std::error::Error;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::domain::{Record, Stamp, Subject};

/// The record did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("the record {refused}")]
pub struct JournalFault {
    refused: &'static str,
    /// Records of the group that are durable all the same, from its beginning: they have happened.
    pub durable: usize,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl JournalFault {
    /// A group that was refused after its first `durable` records.
    pub fn append(durable: usize, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { refused: "took no more of a group", durable, cause: cause.into() }
    }

    /// Records that cannot be read.
    pub fn read(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { refused: "cannot be read", durable: 0, cause: cause.into() }
    }

    /// Upkeep (a checkpoint, an erased key) that was not done. No record is touched by it.
    pub fn upkeep(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { refused: "was not kept up", durable: 0, cause: cause.into() }
    }
}

/// A place in the record: enough to say later "this very record was there".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The record's number, from 1; 0 stands for the beginning.
    pub seq: u64,
    /// SHA-256 of the chain of records up to it.
    pub hash: [u8; 32],
}

/// The walk over what a start took on trust. Each step is some milliseconds of work; it ends after the first fault.
pub type ClosedWalk = Box<dyn Iterator<Item = Result<(), JournalFault>> + Send>;

/// Reads durable records while others are appended.
pub trait PastRecords: Send {
    /// Hands over the records `from..=to`, in order, until `take` has enough. `to` is durable.
    ///
    /// # Errors
    /// The first record that cannot be read; those before it were handed over.
    fn each(
        &self,
        from: u64,
        to: u64,
        take: &mut dyn FnMut(Record) -> ControlFlow<()>,
    ) -> Result<(), JournalFault>;
}

/// Why the record is signed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// A group was acknowledged: do what has come due by count or length.
    AfterGroup,
    /// The site's day was cut.
    DayCut,
    /// The program stops.
    Stop,
}

/// The record of what happened, open for writing by the one writer.
pub trait Journal: Send {
    /// Hands over every record from `from` on, in order.
    ///
    /// # Errors
    /// The first record that cannot be read; those before it were handed over.
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault>;

    /// The last durable record.
    fn last(&self) -> Mark;

    /// Appends a group. All of it is durable on return.
    ///
    /// # Errors
    /// [`JournalFault::durable`] says how many records, from the first on, are durable; the rest are not there.
    fn append(&mut self, group: &[Record]) -> Result<(), JournalFault>;

    /// Signs and seals what is due; `at` is the wall clock.
    ///
    /// # Errors
    /// Nothing is lost by it: it is tried again after the next group.
    fn keep_up(&mut self, at: Stamp, why: Upkeep) -> Result<(), JournalFault>;

    /// Erases people: what the record holds of them can be read by nobody any more. Durable on return.
    ///
    /// # Errors
    /// They may all be readable still: ask again.
    fn erase(&mut self, people: &[Subject]) -> Result<(), JournalFault>;
}
