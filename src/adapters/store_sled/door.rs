//! The door to the history: opens it in its own time, and sets aside what is in doubt.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use super::SledStore;
use super::fault::SledFault;
use super::open::Opened;
use crate::adapters::durable::replace;
use crate::adapters::keys::WrappingKey;
use crate::adapters::lock::FolderLock;
use crate::adapters::shared_keys::SharedKeys;
use crate::ports::clock::Clock;
use crate::ports::history::{History, HistoryDesk};
use crate::ports::store::{Store, StoreDoor, StoreFault};

/// Bears witness, beside the database, that the record was behind the history once. It goes when a good copy takes
/// the place of the store folder.
const WITNESS: &str = "history.ahead";

/// Records that were acknowledged are gone.
#[derive(Debug, thiserror::Error)]
#[error(
    "it ended at record {last} when the history had taken in record {applied}: records that were acknowledged are \
     gone; bring back a good copy with `gatehouse restore`"
)]
pub struct RecordBehind {
    last: u64,
    applied: u64,
}

/// What the history of one store folder is opened with, as often as that is needed.
pub struct SledDoor {
    /// The store folder.
    folder: PathBuf,
    people: SharedKeys,
    wrapping: WrappingKey,
    /// Held while anything here may write.
    lock: Arc<FolderLock>,
    /// Names what is set aside.
    clock: Arc<dyn Clock>,
    desk: HistoryDesk,
    /// What was opened before the feeder asked for it.
    opened: Option<SledStore>,
    /// What was opened last, for readers.
    newest: Option<Weak<dyn History>>,
}

impl SledDoor {
    /// The door to the history in the locked store folder `folder`. Readers find it on the `desk` once it has
    /// caught up. The clock names what is set aside.
    #[must_use]
    pub fn new(
        folder: &Path,
        people: SharedKeys,
        wrapping: &WrappingKey,
        lock: Arc<FolderLock>,
        clock: Arc<dyn Clock>,
        desk: HistoryDesk,
    ) -> Self {
        let (folder, wrapping) = (folder.to_owned(), wrapping.clone());
        Self { folder, people, wrapping, lock, clock, desk, opened: None, newest: None }
    }

    /// Asks the witness of an earlier start.
    ///
    /// # Errors
    /// The record was behind the history then.
    pub fn was_never_ahead(&self) -> Result<(), RecordBehind> {
        let told = match fs::read_to_string(self.folder.join(WITNESS)) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            told => told.unwrap_or_default(),
        };
        let mut numbers = told.split_whitespace().map(|number| number.parse().unwrap_or_default());
        let mut next = || numbers.next().unwrap_or_default();
        Err(RecordBehind { last: next(), applied: next() })
    }

    /// How far the history is, for a start that has to know it before anything is changed. What is opened for it
    /// is there for the feeder.
    ///
    /// # Errors
    /// The disk refuses, or the keys cannot be had.
    pub fn applied_now(&mut self) -> Result<u64, SledFault> {
        let store = self.open_while(&|| true)?;
        Ok(self.opened.insert(store).applied())
    }

    fn open_while(&self, goes_on: &dyn Fn() -> bool) -> Result<SledStore, SledFault> {
        let now = self.clock.now().wall;
        let Opened { store, set_aside } = SledStore::open_while(
            &self.folder,
            self.people.clone(),
            &self.wrapping,
            &self.lock,
            now,
            goes_on,
        )?;
        if let Some(aside) = set_aside {
            tracing::warn!(
                event = "history-set-aside",
                error = &aside.doubt as &dyn Error,
                moved_to = %aside.moved_to.display(),
                "history is built anew from the record"
            );
        }
        Ok(store)
    }
}

impl StoreDoor for SledDoor {
    fn open(&mut self, goes_on: &dyn Fn() -> bool) -> Result<Box<dyn Store>, StoreFault> {
        let store = match self.opened.take() {
            Some(store) => store,
            None => self.open_while(goes_on)?,
        };
        self.newest = Some(Arc::downgrade(&store.history()));
        Ok(Box::new(store))
    }

    fn caught_up(&mut self) {
        if let Some(history) = self.newest.as_ref().and_then(Weak::upgrade) {
            self.desk.lay_out(&history);
        }
    }

    fn was_ahead(&mut self, last: u64, applied: u64) -> Box<dyn Error + Send + Sync> {
        let witness = replace(&self.folder.join(WITNESS), |out| writeln!(out, "{last} {applied}"));
        if let Err(fault) = witness {
            tracing::error!(event = "no-witness", error = &fault as &dyn Error);
        }
        RecordBehind { last, applied }.into()
    }
}
