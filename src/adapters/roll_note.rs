//! What is left on the rolls of labels, noted beside the store: replaced whole with every badge that was printed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::durable::beside;
use super::private_file::replace;
use crate::ports::roll::{Roll, RollFault, RollNotes};

/// The note's name behind that of the store folder.
const NAME: &str = "rolls.toml";

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Note {
    /// The first printer's first.
    roll: Vec<Roll>,
}

/// The note beside a store.
pub struct RollNote {
    path: PathBuf,
}

impl RollNote {
    /// The note beside the store in this folder.
    pub fn new(store: &Path) -> Self {
        Self { path: beside(store, NAME) }
    }
}

impl RollNotes for RollNote {
    fn read(&mut self) -> Result<Vec<Roll>, RollFault> {
        match fs::read_to_string(&self.path) {
            Ok(text) => {
                let note: Note = toml::from_str(&text).map_err(|fault| RollFault::new("read", fault))?;
                Ok(note.roll)
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(cause) => Err(RollFault::new("read", cause)),
        }
    }

    fn keep(&mut self, rolls: &[Roll]) -> Result<(), RollFault> {
        let text = toml::to_string(&Note { roll: rolls.to_vec() });
        let text = text.map_err(|fault| RollFault::new("write", fault))?;
        replace(&self.path, text.as_bytes()).map_err(|cause| RollFault::new("write", cause))
    }
}
