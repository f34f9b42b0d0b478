//! The append-only, hash-chained record: the truth of the house.
//!
//! A folder of segment files, `<first record, 12 digits>.ghj`. What a record says is not known here: a body is
//! bytes. What is known: a group of records is durable when `append` returns, it is all there or not at all,
//! and no byte of it can change unnoticed. Signed checkpoints vouch for everything before them; the last of
//! a closed segment is its seal.

mod checkpoint;
mod closed;
mod copy;
mod fault;
mod frame;
mod look;
mod read;
mod segment;
mod verify;

use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

pub use closed::ClosedWalk;
pub use copy::copy_verified;
pub use fault::{Damage, DamageKind, JournalFault};
pub use frame::Hash;
pub use look::{Looked, look};
pub use read::{Records, read_from};
pub use verify::{TornTail, Verified, verify_all};

use super::durable::{
    DurableFile, PRIVATE_FILE, Unwritten, append_durably, folder_of, make_private_folder, sync_folder,
};
use super::keys::JournalKey;
use checkpoint::Checkpoint;
use fault::io;
use frame::{FRAME_BYTES_MAX, HEADER_BYTES, Head, Kind, Standing, encode, encode_header};
use segment::Segment;

/// The longest record, bytes: a filled reception record with its signature strokes is under 20 000.
pub const RECORD_BYTES_MAX: usize = 64 * 1024;
/// The most records in one group: what one sync may make wait, and one answer may lose.
pub const GROUP_RECORDS_MAX: usize = 64;
/// The longest segment, bytes: what a start walks in full takes a Pi about a second.
pub const SEGMENT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Records between two checkpoints: a signature takes a Pi about a millisecond, a quiet day has some hundred
/// records.
pub const CHECKPOINT_EVERY: u64 = 256;

/// The longest group in bytes; a segment asks for its seal while one still fits.
const GROUP_BYTES_MAX: u64 = (GROUP_RECORDS_MAX * FRAME_BYTES_MAX) as u64;
const _: () = assert!(2 * GROUP_BYTES_MAX < SEGMENT_BYTES_MAX, "a segment holds more than one group");
const _: () = assert!(GROUP_RECORDS_MAX <= u8::MAX as usize, "the place in a group is one byte");

/// A record's number and the chain's hash at it: enough to say later "this very record was there".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The record's number, from 1; 0 stands for the beginning.
    pub seq: u64,
    /// The chain at the record.
    pub hash: Hash,
}

/// Where the durable bytes of a journal end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// First record of the last segment.
    pub first: u64,
    /// Bytes of that segment.
    pub bytes: u64,
}

/// A record as it was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its number and hash.
    pub mark: Mark,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// The disk under the journal. A seam: tests put one behind it that fails on demand.
pub trait Disk: Send {
    /// Opens the file at `path` for appending, and makes it if it is missing.
    ///
    /// # Errors
    /// What the system says.
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DurableFile>>;
}

/// The disk of this machine.
pub struct RealDisk;

impl Disk for RealDisk {
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DurableFile>> {
        Ok(Box::new(OpenOptions::new().append(true).create(true).mode(PRIVATE_FILE).open(path)?))
    }
}

/// A journal that was opened, and what the start had to do for it.
pub struct Opened {
    /// Ready to take records.
    pub journal: Journal,
    /// The torn tail that was cut off, if there was one: worth a record and a word to the guard.
    pub cut: Option<CutTail>,
}

/// A torn tail that was moved out of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutTail {
    /// Where it lies now.
    pub moved_to: PathBuf,
    /// What it was.
    pub tail: TornTail,
}

/// The end of the journal, where records are put.
enum Tail {
    Open(Box<dyn DurableFile>),
    /// The segment is closed; the next one is made before the next write.
    Sealed,
    /// A failed write could not be cut back.
    Unsound,
}

/// The journal, open for writing. One at a time per folder (see `lock`).
pub struct Journal {
    folder: PathBuf,
    disk: Box<dyn Disk>,
    key: JournalKey,
    tail: Tail,
    /// First record of the open segment.
    first: u64,
    /// Durable bytes of the open segment.
    bytes: u64,
    standing: Standing,
    since_checkpoint: u64,
}

impl Journal {
    /// Begins a new journal in `folder` (made if missing, mode 0700), signed by `key`.
    ///
    /// # Errors
    /// A journal is there already, or the folder cannot be written.
    pub fn create(folder: &Path, key: &JournalKey) -> Result<Self, JournalFault> {
        Self::create_on(Box::new(RealDisk), folder, key)
    }

    /// `create` on a disk of the caller's choice.
    ///
    /// # Errors
    /// As `create`.
    pub fn create_on(disk: Box<dyn Disk>, folder: &Path, key: &JournalKey) -> Result<Self, JournalFault> {
        make_private_folder(folder).map_err(io("make", folder))?;
        if !Segment::list(folder)?.is_empty() {
            return Err(JournalFault::AlreadyThere { folder: folder.to_owned() });
        }
        sync_folder(folder_of(folder)).map_err(io("sync", folder))?;
        let mut journal = Self {
            folder: folder.to_owned(),
            disk,
            key: key.clone(),
            tail: Tail::Sealed,
            first: 0,
            bytes: 0,
            standing: Standing::genesis(),
            since_checkpoint: 0,
        };
        journal.start_segment()?;
        Ok(journal)
    }

    /// Opens the journal in `folder`: closed segments are checked by length and seal, the open one in full,
    /// and `seen` (what the store took in last) must be in it. A torn tail that was never acknowledged is
    /// moved to `cut-<record>.bin`.
    ///
    /// # Errors
    /// Damage, or an acknowledged record that is missing: nothing was changed then. Or the disk fails.
    pub fn open(folder: &Path, key: &JournalKey, seen: Option<Mark>) -> Result<Opened, JournalFault> {
        Self::open_on(Box::new(RealDisk), folder, key, seen)
    }

    /// `open` on a disk of the caller's choice.
    ///
    /// # Errors
    /// As `open`.
    pub fn open_on(
        disk: Box<dyn Disk>,
        folder: &Path,
        key: &JournalKey,
        seen: Option<Mark>,
    ) -> Result<Opened, JournalFault> {
        look(folder, &key.public(), seen)?.open_on(disk, key)
    }

    /// The last durable record; number 0 if there is none.
    #[must_use]
    pub fn last(&self) -> Mark {
        self.standing.last
    }

    /// Where its durable bytes end.
    #[must_use]
    pub fn end(&self) -> End {
        End { first: self.first, bytes: self.bytes }
    }

    /// Appends a group of records with one write and one sync. On return all of them are durable, and the
    /// mark of the last one is given. An empty group does nothing.
    ///
    /// # Errors
    /// Nothing of the group is acknowledged then. `JournalFault::still_sound` says whether the journal takes
    /// more; a group over a limit is refused before anything is written.
    pub fn append(&mut self, bodies: &[Vec<u8>]) -> Result<Mark, JournalFault> {
        if bodies.is_empty() {
            return Ok(self.last());
        }
        if bodies.len() > GROUP_RECORDS_MAX {
            return Err(JournalFault::GroupTooBig { records: bodies.len() });
        }
        if let Some(index) = bodies.iter().position(|body| body.len() > RECORD_BYTES_MAX) {
            return Err(JournalFault::RecordTooLong { index, bytes: bodies[index].len() });
        }
        let (mut group, mut after) = (Vec::new(), self.standing);
        for (place, body) in (0..).zip(bodies) {
            let seq = after.next();
            let head = Head { kind: Kind::Record, place, of: bodies.len() as u8, seq };
            after.chain = encode(&mut group, &after.chain, head, body);
            after.last = Mark { seq, hash: after.chain };
        }
        self.write(&group, after)?;
        self.since_checkpoint += bodies.len() as u64;
        Ok(self.last())
    }

    /// Whether enough records were appended since the last checkpoint for the next one.
    #[must_use]
    pub fn checkpoint_due(&self) -> bool {
        self.since_checkpoint >= CHECKPOINT_EVERY
    }

    /// Signs everything so far. `wall_ms` is the wall clock, milliseconds since 1970 UTC. Durable on return.
    ///
    /// # Errors
    /// As `append`; the records themselves are not touched by a failure.
    pub fn checkpoint(&mut self, wall_ms: i64) -> Result<(), JournalFault> {
        self.ensure_open()?;
        self.write_checkpoint(Kind::Checkpoint, wall_ms)
    }

    /// Whether the open segment should be sealed before the next group, for its length.
    #[must_use]
    pub fn seal_due(&self) -> bool {
        self.bytes + 2 * GROUP_BYTES_MAX > SEGMENT_BYTES_MAX
    }

    /// Closes the open segment with a signed checkpoint and starts the next one; at midnight, and when
    /// `seal_due`. A segment without a record stays open. `wall_ms` as in `checkpoint`.
    ///
    /// # Errors
    /// As `append`. If only the next segment could not be started, the next write tries again.
    pub fn seal_segment(&mut self, wall_ms: i64) -> Result<(), JournalFault> {
        self.ensure_open()?;
        if self.standing.last.seq < self.first {
            return Ok(());
        }
        self.write_checkpoint(Kind::Seal, wall_ms)?;
        self.tail = Tail::Sealed;
        self.start_segment()
    }

    /// The durable records from `from` on, up to the last one there is now.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn read_from(&self, from: u64) -> Result<Records, JournalFault> {
        read_from(&self.folder, from, self.last().seq)
    }

    fn write_checkpoint(&mut self, kind: Kind, wall_ms: i64) -> Result<(), JournalFault> {
        let checkpoint = Checkpoint { standing: self.standing, offset: self.bytes, wall_ms };
        let mut bytes = Vec::new();
        let body = checkpoint.sign(kind, &self.key);
        let chain = encode(&mut bytes, &self.standing.chain, checkpoint.head(kind), &body);
        self.write(&bytes, Standing { chain, ..self.standing })?;
        self.since_checkpoint = 0;
        Ok(())
    }

    fn write(&mut self, bytes: &[u8], after: Standing) -> Result<(), JournalFault> {
        self.ensure_open()?;
        if self.bytes + bytes.len() as u64 > SEGMENT_BYTES_MAX {
            return Err(JournalFault::SegmentFull);
        }
        let durable = self.bytes;
        append_durably(self.ensure_open()?, bytes, durable).map_err(|Unwritten { cause, still_sound }| {
            if !still_sound {
                self.tail = Tail::Unsound;
            }
            JournalFault::NotWritten { cause, still_sound }
        })?;
        self.bytes += bytes.len() as u64;
        self.standing = after;
        Ok(())
    }

    fn ensure_open(&mut self) -> Result<&mut dyn DurableFile, JournalFault> {
        if matches!(self.tail, Tail::Sealed) {
            self.start_segment()?;
        }
        match &mut self.tail {
            Tail::Open(file) => Ok(file.as_mut()),
            Tail::Sealed | Tail::Unsound => Err(JournalFault::Unsound),
        }
    }

    /// Makes the next segment beside its place and renames it, so that a segment always has a whole header.
    fn start_segment(&mut self) -> Result<(), JournalFault> {
        let next = Segment::new(&self.folder, self.standing.next());
        let beside = next.path.with_extension("new");
        let mut file = self.disk.open_append(&beside).map_err(io("make", &beside))?;
        let header = encode_header(&self.standing);
        file.set_len(0)
            .and_then(|()| file.write_all(&header))
            .and_then(|()| file.sync_data())
            .map_err(io("write", &beside))?;
        fs::rename(&beside, &next.path).map_err(io("name", &next.path))?;
        sync_folder(&self.folder).map_err(io("sync", &self.folder))?;
        self.tail = Tail::Open(file);
        self.first = next.first;
        self.bytes = HEADER_BYTES as u64;
        Ok(())
    }
}
