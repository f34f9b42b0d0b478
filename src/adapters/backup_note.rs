//! What came of the last backups, noted beside the store: `gatehouse check` and the guard's panel tell it, whoever made
//! them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::durable::beside;
use super::private_file::replace;
use crate::domain::Stamp;
use crate::ports::backups::{BackupNews, Backups, BackupsFault};

/// The note's name behind that of the store folder.
const NAME: &str = "backup.toml";

/// What came of the last backups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupNote {
    /// The last try that failed, if none has worked since.
    pub failed: Option<Failed>,
    /// The last that was made.
    pub made: Option<Made>,
}

/// A backup that was made and verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// When.
    pub at: DateTime<Utc>,
    /// Its folder.
    pub folder: PathBuf,
    /// How many records it holds.
    pub records: u64,
}

/// A try that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failed {
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in a sentence.
    pub why: String,
}

impl BackupNote {
    /// The note beside `store`; an empty one if there is none.
    ///
    /// # Errors
    /// It cannot be read, or is no such note.
    pub fn read(store: &Path) -> io::Result<Self> {
        match fs::read_to_string(place(store)) {
            Ok(text) => {
                toml::from_str(&text).map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(cause) => Err(cause),
        }
    }

    /// Notes a backup that was made: what failed before is over.
    ///
    /// # Errors
    /// The note cannot be written.
    pub fn made(store: &Path, made: Made) -> io::Result<()> {
        Self { made: Some(made), failed: None }.write(store)
    }

    /// Notes a try that failed, beside the last that worked. A note that cannot be read is written anew.
    ///
    /// # Errors
    /// The note cannot be written.
    pub fn failed(store: &Path, failed: Failed) -> io::Result<()> {
        Self { failed: Some(failed), ..Self::read(store).unwrap_or_default() }.write(store)
    }

    fn write(&self, store: &Path) -> io::Result<()> {
        replace(&place(store), toml::to_string(self).map_err(io::Error::other)?.as_bytes())
    }
}

/// Tells the core what the note beside a store says.
pub struct NoteBeside {
    store: PathBuf,
}

impl NoteBeside {
    /// The note beside the store in this folder; it may be made later.
    pub fn new(store: &Path) -> Self {
        Self { store: store.to_owned() }
    }
}

impl BackupNews for NoteBeside {
    fn last(&mut self) -> Result<Backups, BackupsFault> {
        let note = BackupNote::read(&self.store).map_err(BackupsFault::new)?;
        let stamp = |at: DateTime<Utc>| Stamp(at.timestamp_millis());
        Ok(Backups {
            made: note.made.map(|made| stamp(made.at)),
            failed: note.failed.map(|failed| stamp(failed.at)),
        })
    }
}

fn place(store: &Path) -> PathBuf {
    beside(store, NAME)
}
