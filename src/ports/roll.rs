//! What is kept of the rolls of labels in the badge printers. It is a state of machines, as their paper is: it stands
//! beside the record and not in it.

use std::error::Error;

use serde::{Deserialize, Serialize};

/// What is known of the roll in a printer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Roll {
    /// Labels left; `None` until somebody says that a full roll is in it.
    pub left: Option<u32>,
    /// Name of the order that was counted last: after a crash none is counted twice.
    pub last: Option<String>,
    /// The printer says that its paper is out.
    pub says_out: bool,
    /// A badge was kept waiting, for the paper was out.
    pub met_out: bool,
}

/// The rolls cannot be read or kept.
#[derive(Debug, thiserror::Error)]
#[error("failed to {doing} what is left on the rolls of labels")]
pub struct RollFault {
    doing: &'static str,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl RollFault {
    /// What was tried ("read"), and what the system said.
    pub fn new(doing: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { doing, cause: cause.into() }
    }
}

/// Where the rolls are kept over restarts.
pub trait RollNotes: Send {
    /// The rolls as they were kept last, the first printer's first; none if nothing was.
    ///
    /// # Errors
    /// It is there and cannot be read.
    fn read(&mut self) -> Result<Vec<Roll>, RollFault>;

    /// Keeps them in the place of those before. Durable on return.
    ///
    /// # Errors
    /// Those before still stand.
    fn keep(&mut self, rolls: &[Roll]) -> Result<(), RollFault>;
}
