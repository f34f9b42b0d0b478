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
use super::journal::{End, Mark};

/// The note's name, in a journal and in an event set.
pub const FILE_NAME: &str = "last.mark";
/// Digits of every number, so that every note of a journal has one length.
const DIGITS: usize = 20;

/// How far a journal had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// Its last durable record.
    pub last: Mark,
    /// Where its bytes ended, checkpoints included; an event set does not say.
    pub end: Option<End>,
}

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
    /// Opens the note in the journal `folder` and puts into it how far that has come; it is made durably if it is
    /// missing.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn open(folder: &Path, last: Mark, end: End) -> io::Result<Self> {
        let path = folder.join(FILE_NAME);
        if !path.try_exists()? {
            replace(&path, |file| file.write_all(line(last, end).as_bytes()))?;
        }
        let note = Self(OpenOptions::new().write(true).open(&path)?);
        note.write(last, end)?;
        Ok(note)
    }

    /// Notes how far the journal has come. A disk that takes no note is the next group's to tell of.
    pub fn put(&self, last: Mark, end: End) {
        if let Err(cause) = self.write(last, end) {
            tracing::warn!(error = &cause as &dyn std::error::Error, "the last record is not noted");
        }
    }

    fn write(&self, last: Mark, end: End) -> io::Result<()> {
        self.0.write_all_at(line(last, end).as_bytes(), 0)
    }
}

fn line(last: Mark, end: End) -> String {
    let record = text(last);
    format!("{} {:0DIGITS$} {:0DIGITS$}\n", record.trim_end(), end.first, end.bytes)
}

/// The note in `folder`; none if there is none.
///
/// # Errors
/// It was changed, or cannot be read.
pub fn read(folder: &Path) -> Result<Option<Noted>, NoteFault> {
    let file = folder.join(FILE_NAME);
    match fs::read(&file) {
        Ok(bytes) => parse(&bytes).map(Some).ok_or(NoteFault::Changed { file }),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(NoteFault::Io { file, cause }),
    }
}

/// The note of an event set: number and hash of its last record.
#[must_use]
pub fn text(last: Mark) -> String {
    format!("{:0DIGITS$} {}\n", last.seq, HEXLOWER.encode(&last.hash))
}

fn parse(bytes: &[u8]) -> Option<Noted> {
    let line = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let mut words = line.split(' ');
    let seq = words.next()?.parse().ok()?;
    let hash = HEXLOWER.decode(words.next()?.as_bytes()).ok()?.try_into().ok()?;
    let end = match (words.next(), words.next(), words.next()) {
        (None, None, None) => None,
        (Some(first), Some(bytes), None) => {
            Some(End { first: first.parse().ok()?, bytes: bytes.parse().ok()? })
        }
        _ => return None,
    };
    Some(Noted { last: Mark { seq, hash }, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(seq: u64) -> (Mark, End) {
        (Mark { seq, hash: [seq as u8; 32] }, End { first: 1, bytes: 100 * seq })
    }

    fn reads(folder: &Path, seq: u64) {
        let (last, end) = noted(seq);
        assert_eq!(read(folder).unwrap(), Some(Noted { last, end: Some(end) }));
    }

    #[test]
    fn the_newest_note_is_read_and_a_changed_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap(), None);
        let (last, end) = noted(7);
        let note = LastNote::open(folder.path(), last, end).unwrap();
        for seq in [1_000, 9] {
            let (last, end) = noted(seq);
            note.put(last, end);
        }
        reads(folder.path(), 9);
        drop(note);
        let (last, end) = noted(10);
        LastNote::open(folder.path(), last, end).unwrap();
        reads(folder.path(), 10);
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, text(last)).unwrap();
        assert_eq!(read(folder.path()).unwrap(), Some(Noted { last, end: None }));
        for changed in ["10 none\n", "", &format!("{} 7\n", text(last).trim_end())] {
            fs::write(&path, changed).unwrap();
            assert!(read(folder.path()).unwrap_err().to_string().contains("last.mark"), "{changed}");
        }
    }
}
