//! What the engine needs from the store of history: it follows the record, and may be behind, never ahead.

use std::error::Error;

use crate::domain::{Record, Subject};

/// The store did not take records in. It is rebuilt from the record; nothing is lost.
#[derive(Debug, thiserror::Error)]
#[error("the store of history failed")]
pub struct StoreFault(#[source] Box<dyn Error + Send + Sync>);

impl StoreFault {
    /// What the store said.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// The door to the store. Opening it may take as long as it likes: the gate works meanwhile.
pub trait StoreDoor: Send {
    /// Opens what there is; on any doubt about it, a store begun anew. While it opens, `goes_on` is asked now and
    /// then whether anybody still wants it.
    ///
    /// # Errors
    /// It cannot be had now, or nobody wanted it any more.
    fn open(&mut self, goes_on: &dyn Fn() -> bool) -> Result<Box<dyn Store>, StoreFault>;

    /// The store that was opened last has taken in the whole record: readers may have it.
    fn caught_up(&mut self);

    /// The store had taken in record `applied` when the record ended at `last`. Takes note of it for every later
    /// start, for the record grows again; and gives the sentence for people.
    fn was_ahead(&mut self, last: u64, applied: u64) -> Box<dyn Error + Send + Sync>;
}

/// The store, as it is fed.
pub trait Store: Send {
    /// Place of the last record taken in; 0 if none.
    fn applied(&self) -> u64;

    /// Takes records in, with their place, in one transaction. They come in order and without gaps after
    /// [`Store::applied`].
    ///
    /// # Errors
    /// None of them was taken in.
    fn follow(&mut self, group: &[Record]) -> Result<(), StoreFault>;

    /// Drops what it holds of people who are erased.
    ///
    /// # Errors
    /// It may hold them still: ask again.
    fn erase(&mut self, people: &[Subject]) -> Result<(), StoreFault>;
}
