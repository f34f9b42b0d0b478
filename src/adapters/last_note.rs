//! How far the journal had come, noted beside its segments after every durable group: a tail that was cut off
//! later is noticed although nothing behind it tells.
//!
//! One line in place, shorter than a sector, and never synced by itself: after a power cut it may be an older note,
//! never a newer one than the journal, for it is written after the journal's sync.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use super::durable::replace;
use super::journal::Mark;

/// The note's name, in a journal and in an event set.
pub const FILE_NAME: &str = "last.mark";
/// Digits of a record's number, so that every note has one length.
const SEQ_DIGITS: usize = 20;

/// A note that says nothing.
#[derive(Debug, thiserror::Error)]
pub enum NoteFault {
    /// It is not what was written there.
    #[error("{} is no note of a journal's last record: it was changed", .file.display())]
    Changed {
        /// The note.
        file: PathBuf,
    },
    /// It cannot be read.
    #[error("cannot read {}", .file.display())]
    Io {
        /// The note.
        file: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// The note of an open journal.
pub struct LastNote(File);

impl LastNote {
    /// Opens the note in the journal `folder` and puts `last` into it; it is made durably if it is missing.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn open(folder: &Path, last: Mark) -> io::Result<Self> {
        let path = folder.join(FILE_NAME);
        if !path.try_exists()? {
            replace(&path, |file| file.write_all(text(last).as_bytes()))?;
        }
        let note = Self(OpenOptions::new().write(true).open(&path)?);
        note.write(last)?;
        Ok(note)
    }

    /// Notes the last durable record. A disk that takes no note is the next group's to tell of.
    pub fn put(&self, last: Mark) {
        if let Err(cause) = self.write(last) {
            tracing::warn!(error = &cause as &dyn std::error::Error, "the last record is not noted");
        }
    }

    fn write(&self, last: Mark) -> io::Result<()> {
        self.0.write_all_at(text(last).as_bytes(), 0)
    }
}

/// The note in `folder`; none if there is none.
///
/// # Errors
/// It was changed, or cannot be read.
pub fn read(folder: &Path) -> Result<Option<Mark>, NoteFault> {
    let file = folder.join(FILE_NAME);
    match fs::read(&file) {
        Ok(bytes) => parse(&bytes).map(Some).ok_or(NoteFault::Changed { file }),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(NoteFault::Io { file, cause }),
    }
}

/// A note's text: number and hash.
#[must_use]
pub fn text(mark: Mark) -> String {
    format!("{:0SEQ_DIGITS$} {}\n", mark.seq, HEXLOWER.encode(&mark.hash))
}

fn parse(bytes: &[u8]) -> Option<Mark> {
    let (seq, hash) = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split_once(' ')?;
    let hash = HEXLOWER.decode(hash.as_bytes()).ok()?.try_into().ok()?;
    Some(Mark { seq: seq.parse().ok()?, hash })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(seq: u64) -> Mark {
        Mark { seq, hash: [seq as u8; 32] }
    }

    #[test]
    fn the_newest_note_is_read_and_a_changed_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        let note = LastNote::open(folder.path(), mark(7)).unwrap();
        note.put(mark(1_000));
        note.put(mark(9));
        assert_eq!(read(folder.path()).unwrap(), Some(mark(9)));
        drop(note);
        LastNote::open(folder.path(), mark(10)).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(mark(10)));
        fs::write(folder.path().join(FILE_NAME), "10 none\n").unwrap();
        assert!(read(folder.path()).unwrap_err().to_string().contains("last.mark"));
    }
}
