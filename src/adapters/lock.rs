//! One `serve` per folder.
//!
//! The lock is the system's own (it dies with the program), so a crash never leaves a folder locked.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::durable::PRIVATE_FILE;
use super::private_file::follow_folder_owner;

/// The lock file's name in the store folder.
const NAME: &str = "lock";
/// A process number has at most 7 digits on Linux; more than this is no number of ours.
const PID_BYTES_MAX: u64 = 16;

/// Why the folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LockFault {
    /// Another Gatehouse holds the folder.
    #[error("another gatehouse{} works in {}; stop it first", .pid.map(|n| format!(" (process {n})")).unwrap_or_default(), .store.display())]
    AlreadyRunning {
        /// The store folder.
        store: PathBuf,
        /// The process number it wrote down, if it can be read.
        pid: Option<u32>,
    },
    /// The lock file could not be opened or written.
    #[error("cannot lock the store folder {}", .store.display())]
    Io {
        /// The store folder.
        store: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// The right to write in a store folder, given back on drop.
#[derive(Debug)]
pub struct FolderLock {
    _held: File,
}

impl FolderLock {
    /// Takes the lock of `store` (which must exist) and writes this process's number into it. Does not wait. On a
    /// full or read-only disk the number stays away: a gate must start there as well.
    ///
    /// # Errors
    /// Another process holds it, or the file cannot be opened.
    pub fn take(store: &Path) -> Result<Self, LockFault> {
        let fault = |cause| LockFault::Io { store: store.to_owned(), cause };
        let path = store.join(NAME);
        let mut to_write = OpenOptions::new();
        to_write.read(true).write(true).create(true).truncate(false).mode(PRIVATE_FILE);
        let file = match to_write.open(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::ReadOnlyFilesystem => File::open(&path),
            opened => opened,
        };
        let file = file.map_err(fault)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockFault::AlreadyRunning { store: store.to_owned(), pid: written_pid(&file) });
            }
            Err(TryLockError::Error(cause)) => return Err(fault(cause)),
        }
        if let Err(cause) = sign(&file, &path) {
            tracing::warn!(error = &cause as &dyn std::error::Error, "the lock does not say who holds it");
        }
        Ok(Self { _held: file })
    }
}

/// Writes down who holds the lock.
fn sign(mut file: &File, path: &Path) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    follow_folder_owner(path)
}

fn written_pid(file: &File) -> Option<u32> {
    let mut text = String::new();
    file.take(PID_BYTES_MAX).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_is_turned_away_and_told_who_is_there() {
        let store = tempfile::tempdir().unwrap();
        let held = FolderLock::take(store.path()).unwrap();
        let Err(LockFault::AlreadyRunning { pid, .. }) = FolderLock::take(store.path()) else {
            panic!("the folder was given twice")
        };
        assert_eq!(pid, Some(std::process::id()));
        drop(held);
        FolderLock::take(store.path()).unwrap();
    }
}
