//! What can still be read of a record that was refused: enough to let people out and to call the roll, never
//! written to.

use std::path::{Path, PathBuf};

use super::journal::read_from;
use super::journal_records::decode;
use super::shared_keys::SharedKeys;
use crate::domain::{Record, Stamp, Subject};
use crate::ports::journal::{Journal, JournalFault, Mark, Upkeep};

/// The readable beginning of a refused record.
pub struct Remains {
    folder: PathBuf,
    keys: SharedKeys,
    refused: Option<JournalFault>,
}

impl Remains {
    /// What is left in the journal `folder`, read with `keys`, and why it was refused.
    pub fn new(folder: &Path, keys: impl Into<SharedKeys>, refused: JournalFault) -> Self {
        Self { folder: folder.to_owned(), keys: keys.into(), refused: Some(refused) }
    }

    fn refusal(&mut self) -> JournalFault {
        self.refused.take().unwrap_or_else(|| JournalFault::read("it was refused at the start"))
    }
}

impl Journal for Remains {
    /// Ends with what refused the record, always: it is not the whole.
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault> {
        if let Ok(records) = read_from(&self.folder, from, u64::MAX) {
            let whole = records.map_while(Result::ok);
            whole.map_while(|read| decode(&self.keys, read.mark.seq, &read.body).ok()).for_each(take);
        }
        Err(self.refusal())
    }

    fn last(&self) -> Mark {
        Mark { seq: 0, hash: [0; 32] }
    }

    fn append(&mut self, _group: &[Record]) -> Result<(), JournalFault> {
        Err(self.refusal())
    }

    fn keep_up(&mut self, _at: Stamp, _why: Upkeep) -> Result<(), JournalFault> {
        Err(self.refusal())
    }

    fn erase(&mut self, _people: &[Subject]) -> Result<(), JournalFault> {
        Err(self.refusal())
    }
}
