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

/// The store, as the writer feeds it.
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
