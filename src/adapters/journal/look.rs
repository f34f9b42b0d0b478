//! Looking at a journal before it is opened: nothing is changed until everybody who vouches for records was heard.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ed25519_dalek::VerifyingKey;

use super::closed::ClosedWalk;
use super::fault::{Damage, DamageKind, JournalFault, io};
use super::frame::Standing;
use super::segment::Segment;
use super::verify::{TornTail, Walked, check_closed, check_seen, walk};
use super::{CutTail, Disk, End, Journal, Mark, Opened, RealDisk, Tail};
use crate::adapters::durable::{PRIVATE_FILE, sync_folder};
use crate::adapters::keys::JournalKey;

/// Tails set aside under one record number before a start gives up: each is a power cut in the same second.
const CUT_FILES_MAX: u32 = 1000;

/// A journal that was looked at and found well. Nothing of it has changed yet.
pub struct Looked {
    folder: PathBuf,
    closed: Vec<Segment>,
    open: Segment,
    walked: Walked,
}

/// Looks at the journal in `folder`: closed segments by length and the seal `public`'s other half signed, the open
/// one in full; `seen` (a record that is known to have been there) must be in it.
///
/// # Errors
/// Damage, or an acknowledged record that is missing; or the disk fails.
pub fn look(folder: &Path, public: &VerifyingKey, seen: Option<Mark>) -> Result<Looked, JournalFault> {
    let mut closed = Segment::list(folder)?;
    let Some(open) = closed.pop() else {
        return Err(Damage::new(folder, 0, 1, DamageKind::NoSegments).into());
    };
    let mut standing = Standing::genesis();
    for segment in &closed {
        standing = check_closed(segment, &standing, public, seen)?;
    }
    let walked = walk(&open, &standing, public, seen, true)?;
    let looked = Looked { folder: folder.to_owned(), closed, open, walked };
    looked.must_reach(seen.map_or(0, |seen| seen.seq))?;
    Ok(looked)
}

impl Looked {
    /// The last whole record; number 0 if there is none.
    #[must_use]
    pub fn last(&self) -> Mark {
        self.walked.standing.last
    }

    /// Whether the opening will cut a tail off.
    #[must_use]
    pub fn is_torn(&self) -> bool {
        self.walked.torn.is_some()
    }

    /// Holds the journal against the number of a record that is known to have been in it.
    ///
    /// # Errors
    /// It ends before that record.
    pub fn must_reach(&self, known: u64) -> Result<(), JournalFault> {
        Ok(check_seen(&self.open, &self.walked, known)?)
    }

    /// Holds the journal against where it is known to have ended: what is torn, missing or changed before that
    /// was no unfinished write.
    ///
    /// # Errors
    /// Its last segment is whole up to an earlier byte only.
    pub fn must_keep(&self, end: End) -> Result<(), JournalFault> {
        if self.open.first != end.first || self.walked.end >= end.bytes {
            return Ok(());
        }
        let (record, what) = (self.last().seq + 1, DamageKind::ShorterThanNoted { bytes: end.bytes });
        Err(Damage::new(&self.open.path, self.walked.end, record, what).into())
    }

    /// The walk over the closed segments, of which the seals alone were looked at.
    #[must_use]
    pub fn closed_walk(&self, public: VerifyingKey) -> ClosedWalk {
        ClosedWalk::new(self.closed.clone(), public)
    }

    /// Opens it for writing; a torn tail is moved to `cut-<record>.bin`.
    ///
    /// # Errors
    /// The disk fails.
    pub fn open(self, key: &JournalKey) -> Result<Opened, JournalFault> {
        self.open_on(Box::new(RealDisk), key)
    }

    /// `open` on a disk of the caller's choice.
    pub(super) fn open_on(self, disk: Box<dyn Disk>, key: &JournalKey) -> Result<Opened, JournalFault> {
        let Self { folder, open, walked, .. } = self;
        let cut = match &walked.torn {
            Some(tail) => Some(cut_tail(&folder, &open, &walked, tail.clone())?),
            None => None,
        };
        let tail = if walked.sealed {
            Tail::Sealed
        } else {
            Tail::Open(disk.open_append(&open.path).map_err(io("open", &open.path))?)
        };
        // A sealed segment stays the last one until something is written: a full disk keeps no record from opening.
        let journal = Journal {
            folder,
            disk,
            key: key.clone(),
            tail,
            first: open.first,
            bytes: walked.end,
            standing: walked.standing,
            since_checkpoint: walked.since_checkpoint,
        };
        Ok(Opened { journal, cut })
    }
}

/// Moves the torn tail of the last segment to a file of its own: copied and synced first, then cut.
fn cut_tail(folder: &Path, open: &Segment, walked: &Walked, tail: TornTail) -> Result<CutTail, JournalFault> {
    let path = &open.path;
    let mut segment = OpenOptions::new().read(true).write(true).open(path).map_err(io("open", path))?;
    segment.seek(SeekFrom::Start(walked.end)).map_err(io("read", path))?;
    let (mut cut, moved_to) = new_cut_file(folder, tail.first)?;
    io::copy(&mut Read::take(&mut segment, tail.bytes), &mut cut)
        .and_then(|_| cut.sync_all())
        .and_then(|()| sync_folder(folder))
        .map_err(io("write", &moved_to))?;
    segment.set_len(walked.end).and_then(|()| segment.sync_all()).map_err(io("cut", path))?;
    Ok(CutTail { moved_to, tail })
}

/// A file `cut-<record>.bin` that was not there; a second tail at the same record gets a number after it.
fn new_cut_file(folder: &Path, seq: u64) -> Result<(File, PathBuf), JournalFault> {
    let mut path = folder.join(format!("cut-{seq}.bin"));
    for again in 2..=CUT_FILES_MAX {
        match OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                path = folder.join(format!("cut-{seq}-{again}.bin"));
            }
            Err(cause) => return Err(io("make", &path)(cause)),
        }
    }
    Err(io("make", &path)(io::ErrorKind::AlreadyExists.into()))
}
