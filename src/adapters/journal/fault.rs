//! What can be wrong with a journal, as fields for programs and as sentences for people.

use std::io;
use std::path::{Path, PathBuf};

use super::{GROUP_RECORDS_MAX, RECORD_BYTES_MAX};

/// A place in the journal that is not what was written there.
#[derive(Debug, thiserror::Error)]
#[error(
    "the journal is damaged: {} at byte {offset}, record {record}: {what}. Nothing was changed; look at the \
     whole with `gatehouse journal verify`, bring back a good copy with `gatehouse restore`",
    .file.display()
)]
pub struct Damage {
    /// The segment file, or the folder if the file itself is missing.
    pub file: PathBuf,
    /// The byte of the file where the trouble begins.
    pub offset: u64,
    /// The record that stands there, or should.
    pub record: u64,
    /// What is wrong.
    pub what: DamageKind,
}

/// What is wrong at a damaged place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DamageKind {
    /// The folder holds no segment at all.
    #[error("there is no segment file here")]
    NoSegments,
    /// A file with the journal's ending whose name is no record number.
    #[error("a segment is named by the number of its first record in 12 digits, this name is another")]
    StrangeName,
    /// The first bytes of a segment are not a header, or changed ones.
    #[error("the header of the segment cannot be read")]
    Header,
    /// A header of another format.
    #[error("the segment has format {found}, this gatehouse reads format {}", super::frame::FORMAT)]
    OtherFormat {
        /// The version byte in the header.
        found: u8,
    },
    /// The header names another first record than the file's name.
    #[error("the file was renamed: it begins with record {found}")]
    Renamed {
        /// The first record by its header.
        found: u64,
    },
    /// The segments do not follow one another.
    #[error("a segment is missing or stands twice: record {expected} should begin here, found {found}")]
    SegmentGap {
        /// The record that follows the last good one.
        expected: u64,
        /// What the segment begins with.
        found: u64,
    },
    /// The numbers follow, the chain does not: this segment belongs to another journal.
    #[error("the segment does not continue the chain of the one before")]
    OtherChain,
    /// Bytes that are no frame.
    #[error("the record cannot be read")]
    Unreadable,
    /// Bytes that are no frame, and good ones after them: this was no torn write.
    #[error("the record cannot be read, and a good one follows at byte {good}")]
    UnreadableBeforeGood {
        /// Where the next good frame begins.
        good: u64,
    },
    /// A whole frame with another record number than the next.
    #[error("record {found} stands where record {expected} belongs: records were removed, moved or doubled")]
    OutOfOrder {
        /// The next number.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// A whole frame whose hash does not continue the chain.
    #[error("the record does not continue the chain: it or one before it was changed")]
    ChainBroken,
    /// A checkpoint that says other things than the records before it.
    #[error("a checkpoint does not fit the records before it")]
    CheckpointDiffers,
    /// A checkpoint nobody with the journal key signed.
    #[error("a checkpoint is not signed by this device's journal key")]
    Signature,
    /// Frames after the one that closed the segment.
    #[error("the segment goes on after its closing checkpoint")]
    AfterSeal,
    /// An earlier segment without the checkpoint that closes it.
    #[error("the segment is not closed by a signed checkpoint, yet another follows")]
    NotSealed,
    /// The journal ends before a record that is known to have been in it.
    #[error("the journal ends here, yet record {known} is known to have been written")]
    EndsEarly {
        /// The last record known, mostly because the store took it in.
        known: u64,
    },
    /// The segment is whole up to here only.
    #[error(
        "from here on it is not what was written, yet {bytes} bytes of the segment are known to have been durable"
    )]
    ShorterThanNoted {
        /// Bytes that were durable.
        bytes: u64,
    },
    /// The journal holds another record under a number that is known.
    #[error("another record is known to have been written under this number")]
    DiffersFromStore,
}

impl Damage {
    pub(super) fn new(file: &Path, offset: u64, record: u64, what: DamageKind) -> Self {
        Self { file: file.to_owned(), offset, record, what }
    }
}

/// Why the journal did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum JournalFault {
    /// What is on the disk is not what was written.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// A group did not become durable: nothing of it is acknowledged.
    #[error("the journal could not be written{}", if *.still_sound { "" } else { ", nor be cut back" })]
    NotWritten {
        /// What the write or the sync said.
        #[source]
        cause: io::Error,
        /// Whether the file is back at its last durable length. If not, what was refused may turn up at the
        /// next start, and the journal takes nothing more until then.
        still_sound: bool,
    },
    /// An earlier failed write could not be cut back.
    #[error("the journal takes nothing more until the next start: a failed write could not be cut back")]
    Unsound,
    /// A record too long for a frame.
    #[error("record {index} of the group has {bytes} bytes, at most {RECORD_BYTES_MAX} fit")]
    RecordTooLong {
        /// Which of the group, from 0.
        index: usize,
        /// Its length in bytes.
        bytes: usize,
    },
    /// More records at once than a group holds.
    #[error("a group of {records} records, at most {GROUP_RECORDS_MAX} go into one")]
    GroupTooBig {
        /// How many were handed in.
        records: usize,
    },
    /// The segment has no room for another group; it wants sealing.
    #[error("the open segment is full and was not sealed in time")]
    SegmentFull,
    /// A journal is never begun over another.
    #[error("there is a journal in {} already", .folder.display())]
    AlreadyThere {
        /// The journal folder.
        folder: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

impl JournalFault {
    /// Whether the journal still takes records after this: a refused group is not a refused journal.
    #[must_use]
    pub fn still_sound(&self) -> bool {
        match self {
            Self::NotWritten { still_sound, .. } => *still_sound,
            Self::Damaged(_) | Self::Unsound => false,
            Self::RecordTooLong { .. }
            | Self::GroupTooBig { .. }
            | Self::SegmentFull
            | Self::AlreadyThere { .. }
            | Self::Io { .. } => true,
        }
    }
}

pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> JournalFault {
    let path = path.to_owned();
    move |cause| JournalFault::Io { doing, path, cause }
}
