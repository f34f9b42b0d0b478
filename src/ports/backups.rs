//! What the engine needs to know of backups. They are made beside it, by a program of their own.

use std::error::Error;

use crate::domain::Stamp;

/// What came of the last backups; nothing at all where none was ever tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backups {
    /// When the last one was made.
    pub made: Option<Stamp>,
    /// When the last try failed, if none has worked since.
    pub failed: Option<Stamp>,
}

/// What came of the last backups cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("failed to read what came of the last backups")]
pub struct BackupsFault(#[source] Box<dyn Error + Send + Sync>);

impl BackupsFault {
    /// What kept it from being read.
    pub fn new(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

/// Tells what came of the last backups, whoever made them.
pub trait BackupNews: Send {
    /// What came of the last ones until now.
    ///
    /// # Errors
    /// It cannot be read: nobody knows.
    fn last(&mut self) -> Result<Backups, BackupsFault>;
}
