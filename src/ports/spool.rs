//! Where deeds of the guarded mode are written down until the record takes them.

use std::io;

use serde::{Deserialize, Serialize};

use crate::domain::{By, Remark, Stamp};

/// Something somebody did while the record could not be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// Who.
    pub by: By,
    /// What: the kind of the command.
    pub what: String,
    /// When.
    pub at: Stamp,
    /// Why, as given.
    pub reason: Remark,
}

/// The spool did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("failed to {doing} the spool of unrecorded deeds")]
pub struct SpoolFault {
    doing: &'static str,
    #[source]
    cause: io::Error,
}

impl SpoolFault {
    /// What was tried ("read"), and what the system said.
    pub fn new(doing: &'static str, cause: io::Error) -> Self {
        Self { doing, cause }
    }
}

/// A place apart from the record. It outlives a crash.
pub trait Spool: Send {
    /// Puts a deed at the end.
    ///
    /// # Errors
    /// It is kept in memory only.
    fn keep(&mut self, deed: &Deed) -> Result<(), SpoolFault>;

    /// All deeds, oldest first. A line that a crash tore is passed over.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    fn deeds(&mut self) -> Result<Vec<Deed>, SpoolFault>;

    /// Empties it: the deeds are in the record now.
    ///
    /// # Errors
    /// They stay, and are recorded once more after the next start.
    fn clear(&mut self) -> Result<(), SpoolFault>;
}
