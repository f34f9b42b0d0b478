//! Room kept free on the store's disk. Below it the record takes nothing more, so that the spool, a key that is
//! erased and a clean stop still find room on a disk that others have filled.

use std::path::{Path, PathBuf};

use super::disk::free_bytes;
use crate::domain::{Record, Stamp, Subject};
use crate::ports::journal::{Journal, JournalFault, Mark, Upkeep};

/// Bytes of a mebibyte.
const MEBIBYTE: u64 = 1 << 20;

/// Less room than is kept free.
#[derive(Debug, thiserror::Error)]
#[error(
    "the disk of {} has {left_mb} MiB left, {reserve_mb} are kept free ([store] reserve_mb); make room on it",
    .folder.display()
)]
struct NoRoom {
    folder: PathBuf,
    left_mb: u64,
    reserve_mb: u32,
}

/// A record that leaves room on its disk.
pub struct KeepsRoom {
    record: Box<dyn Journal>,
    folder: PathBuf,
    reserve_mb: u32,
}

impl KeepsRoom {
    /// `record`, whose store lies in `folder`, as long as `reserve_mb` mebibytes are left on the disk.
    pub fn new(record: Box<dyn Journal>, folder: &Path, reserve_mb: u32) -> Self {
        Self { record, folder: folder.to_owned(), reserve_mb }
    }

    fn check(&self) -> Result<(), NoRoom> {
        // A disk that does not say how full it is may still take what is written.
        let Ok(left) = free_bytes(&self.folder) else { return Ok(()) };
        let left_mb = left / MEBIBYTE;
        if left_mb >= u64::from(self.reserve_mb) {
            return Ok(());
        }
        Err(NoRoom { folder: self.folder.clone(), left_mb, reserve_mb: self.reserve_mb })
    }
}

impl Journal for KeepsRoom {
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault> {
        self.record.each(from, take)
    }

    fn last(&self) -> Mark {
        self.record.last()
    }

    fn append(&mut self, group: &[Record]) -> Result<(), JournalFault> {
        self.check().map_err(|no_room| JournalFault::append(0, no_room))?;
        self.record.append(group)
    }

    fn keep_up(&mut self, at: Stamp, why: Upkeep) -> Result<(), JournalFault> {
        self.record.keep_up(at, why)
    }

    fn erase(&mut self, people: &[Subject]) -> Result<(), JournalFault> {
        self.record.erase(people)
    }
}
