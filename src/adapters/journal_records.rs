//! The record as the engine knows it, on the journal of bytes: encoded, and sealed person by person.
//!
//! ```text
//! body   format u8 = 1 | postcard of the record, its personal fields sealed
//! ```
//! Format 1 is frozen: the types of the rules are its types. A variant may be put at the end of an enum; any other
//! change of what is encoded is format 2 (ARCHITECTURE.md, D19). `tests/fixtures/record-v1` holds it to that.

use std::ops::ControlFlow;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::journal::{GROUP_RECORDS_MAX, Journal as Bytes, JournalFault as BytesFault, Records, read_from};
use super::last_note::LastNote;
use super::seal::{self, SealFault};
use super::shared_keys::SharedKeys;
use super::subject_keys::{SubjectFault, SubjectId, SubjectKey};
use crate::domain::{Document, Personal, PersonalWalk, Record, Stamp, Subject};
use crate::ports::journal::{Journal, JournalFault, Mark, PastRecords, Upkeep};

/// The format every body begins with.
const FORMAT: u8 = 1;

/// A record that cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum CodecFault {
    /// It has another format.
    #[error(
        "record {seq} has format {found}, this gatehouse reads format {FORMAT}: a lower one was never frozen, and its \
         store is to be begun anew; a higher one needs a newer gatehouse"
    )]
    OtherFormat {
        /// Its number.
        seq: u64,
        /// The format found.
        found: u8,
    },
    /// The bytes are no record.
    #[error("record {seq} cannot be decoded")]
    Undecodable {
        /// Its number.
        seq: u64,
        /// What the decoder said; none if there are no bytes.
        #[source]
        cause: Option<postcard::Error>,
    },
    /// The record says another number than the journal.
    #[error("record {seq} says it is record {says}")]
    OtherNumber {
        /// Its number in the journal.
        seq: u64,
        /// The number in it.
        says: u64,
    },
    /// The record cannot be encoded.
    #[error("record {seq} cannot be encoded")]
    Unencodable {
        /// Its number.
        seq: u64,
        /// What the encoder said.
        #[source]
        cause: postcard::Error,
    },
    /// A personal field could not be sealed.
    #[error("a personal field of record {seq} cannot be sealed")]
    Unsealed {
        /// Its number.
        seq: u64,
        /// Why.
        #[source]
        cause: SealFault,
    },
    /// The keys of the people could not be had.
    #[error("the keys of the people in the record cannot be had")]
    Keys(#[from] SubjectFault),
    /// A record came out of order.
    #[error("record {found} was to be appended, the next is {next}")]
    OutOfOrder {
        /// Number handed in.
        found: u64,
        /// Number that is next.
        next: u64,
    },
}

/// The journal with the keys of the people in it.
pub struct JournalRecords {
    bytes: Bytes,
    keys: SharedKeys,
    note: Option<LastNote>,
}

impl JournalRecords {
    /// Takes an opened journal and the opened keys of the same store.
    pub fn new(bytes: Bytes, keys: impl Into<SharedKeys>) -> Self {
        Self { bytes, keys: keys.into(), note: None }
    }

    /// The same, with every durable group noted.
    #[must_use]
    pub fn noted_in(self, note: LastNote) -> Self {
        Self { note: Some(note), ..self }
    }

    fn encode(&self, record: &Record) -> Result<Vec<u8>, CodecFault> {
        let seq = record.seq;
        let mut sealed = record.clone();
        turn_fields(&mut sealed, &self.keys, Turn::Seal)?;
        let mut body = Vec::with_capacity(256);
        body.push(FORMAT);
        postcard::to_extend(&sealed, body).map_err(|cause| CodecFault::Unencodable { seq, cause })
    }

    /// Appends one piece that fits a group of the journal of bytes.
    fn append_piece(&mut self, piece: &[Record]) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        let bodies = piece.iter().map(|record| self.encode(record)).collect::<Result<Vec<_>, _>>()?;
        if self.bytes.seal_due() {
            let at = piece.last().map_or(0, |record| record.at.0);
            self.bytes.seal_segment(at)?;
        }
        self.bytes.append(&bodies)?;
        self.note_down();
        Ok(())
    }

    /// After everything that has become durable.
    fn note_down(&self) {
        if let Some(note) = &self.note {
            note.put(self.bytes.last(), self.bytes.end());
        }
    }

    fn keep_up_bytes(&mut self, at: Stamp, why: Upkeep) -> Result<(), BytesFault> {
        match why {
            Upkeep::DayCut => self.bytes.seal_segment(at.0),
            Upkeep::AfterGroup if self.bytes.seal_due() => self.bytes.seal_segment(at.0),
            Upkeep::AfterGroup if self.bytes.checkpoint_due() => self.bytes.checkpoint(at.0),
            Upkeep::AfterGroup => Ok(()),
            Upkeep::Stop => self.bytes.checkpoint(at.0),
        }
    }
}

/// Reads the records of a journal others append to.
pub struct RecordReader {
    /// The journal's folder.
    pub folder: PathBuf,
    /// The keys of the people in it.
    pub keys: SharedKeys,
}

impl PastRecords for RecordReader {
    fn each(
        &self,
        from: u64,
        to: u64,
        take: &mut dyn FnMut(Record) -> ControlFlow<()>,
    ) -> Result<(), JournalFault> {
        each(read_from(&self.folder, from, to), &self.keys, take)
    }
}

fn each(
    records: Result<Records, BytesFault>,
    keys: &SharedKeys,
    take: &mut dyn FnMut(Record) -> ControlFlow<()>,
) -> Result<(), JournalFault> {
    for read in records.map_err(JournalFault::read)? {
        let read = read.map_err(JournalFault::read)?;
        let record = decode(keys, read.mark.seq, &read.body).map_err(JournalFault::read)?;
        if take(record).is_break() {
            break;
        }
    }
    Ok(())
}

/// The record with number `seq` out of its body, its personal fields opened with `keys`, or erased.
///
/// # Errors
/// It has another format, or is none.
pub fn decode(keys: &SharedKeys, seq: u64, body: &[u8]) -> Result<Record, CodecFault> {
    let (&found, rest) = body.split_first().ok_or(CodecFault::Undecodable { seq, cause: None })?;
    if found != FORMAT {
        return Err(CodecFault::OtherFormat { seq, found });
    }
    let mut record: Record =
        postcard::from_bytes(rest).map_err(|cause| CodecFault::Undecodable { seq, cause: Some(cause) })?;
    if record.seq != seq {
        return Err(CodecFault::OtherNumber { seq, says: record.seq });
    }
    turn_fields(&mut record, keys, Turn::Open)?;
    Ok(record)
}

impl Journal for JournalRecords {
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault> {
        each(self.bytes.read_from(from), &self.keys, &mut |record| {
            take(record);
            ControlFlow::Continue(())
        })
    }

    fn last(&self) -> Mark {
        let last = self.bytes.last();
        Mark { seq: last.seq, hash: last.hash }
    }

    fn append(&mut self, group: &[Record]) -> Result<(), JournalFault> {
        let next = self.bytes.last().seq + 1;
        if let Some(found) = group.first().map(|record| record.seq).filter(|seq| *seq != next) {
            return Err(JournalFault::append(0, CodecFault::OutOfOrder { found, next }));
        }
        // Keys first, with one sync for all new ones: a sealed record without its key is an erased person.
        let people: Vec<_> = group
            .iter()
            .cloned()
            .flat_map(|mut record| sealed_for(&mut record).into_iter().flatten())
            .collect();
        self.keys.ensure(&people).map_err(|fault| JournalFault::append(0, CodecFault::Keys(fault)))?;
        let mut durable = 0;
        for piece in pieces(group) {
            self.append_piece(piece).map_err(|cause| JournalFault::append(durable, cause))?;
            durable += piece.len();
        }
        Ok(())
    }

    fn keep_up(&mut self, at: Stamp, why: Upkeep) -> Result<(), JournalFault> {
        let before = self.bytes.end();
        let kept_up = self.keep_up_bytes(at, why).map_err(JournalFault::upkeep);
        if self.bytes.end() != before {
            self.note_down();
        }
        kept_up
    }

    fn erase(&mut self, people: &[Subject]) -> Result<(), JournalFault> {
        let ids: Vec<_> = people.iter().copied().map(subject_id).collect();
        self.keys.erase(&ids).map_err(JournalFault::upkeep)
    }
}

/// Cuts a group into pieces that the journal of bytes takes whole. A command's records stay together unless
/// there are more of them than one piece holds.
fn pieces(group: &[Record]) -> Vec<&[Record]> {
    let mut pieces = Vec::new();
    let mut rest = group;
    while rest.len() > GROUP_RECORDS_MAX {
        let cut = (1..=GROUP_RECORDS_MAX).rev().find(|&at| rest[at - 1].order != rest[at].order);
        let (piece, after) = rest.split_at(cut.unwrap_or(GROUP_RECORDS_MAX));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

fn subject_id(subject: Subject) -> SubjectId {
    SubjectId(subject.as_u64())
}

/// Whose keys seal the fields of a record: of whom it is about, and of their documents.
fn sealed_for(record: &mut Record) -> [Option<SubjectId>; 2] {
    struct Look {
        field: bool,
        document: bool,
    }
    impl PersonalWalk for Look {
        fn field<T: Serialize + DeserializeOwned>(&mut self, _: &mut Personal<T>) {
            self.field = true;
        }
        fn document(&mut self, _: &mut Personal<Document>) {
            self.document = true;
        }
    }
    let mut look = Look { field: false, document: false };
    record.event.each_personal(&mut look);
    let subject = record.subject();
    [look.field.then(|| subject_id(subject)), look.document.then(|| subject_id(subject.document()))]
}

/// The keys of a record's fields, for those that are there.
struct Locks {
    field: Option<Lock>,
    document: Option<Lock>,
}

struct Lock {
    subject: SubjectId,
    key: SubjectKey,
}

impl Locks {
    fn of(keys: &SharedKeys, record: &mut Record) -> Result<Self, SubjectFault> {
        let [field, document] = sealed_for(record);
        let lock = |subject: Option<SubjectId>| {
            let Some(subject) = subject else { return Ok(None) };
            Ok::<_, SubjectFault>(keys.get(subject)?.map(|key| Lock { subject, key }))
        };
        Ok(Self { field: lock(field)?, document: lock(document)? })
    }
}

/// Which way the personal fields of a record are turned.
#[derive(Clone, Copy)]
enum Turn {
    Seal,
    Open,
}

/// Seals or opens every personal field of a record.
fn turn_fields(record: &mut Record, keys: &SharedKeys, turn: Turn) -> Result<(), CodecFault> {
    let locks = Locks::of(keys, record)?;
    let mut turning = Turning { turn, locks, seq: record.seq, place: 0, fault: None };
    record.event.each_personal(&mut turning);
    turning.fault.map_or(Ok(()), Err)
}

struct Turning {
    turn: Turn,
    locks: Locks,
    seq: u64,
    /// The field's place in the record.
    place: u8,
    fault: Option<CodecFault>,
}

impl Turning {
    fn turn<T: Serialize + DeserializeOwned>(
        &mut self,
        field: &mut Personal<T>,
        lock: fn(&Locks) -> Option<&Lock>,
    ) {
        // What a sealed field is bound to besides its subject.
        let mut context = [0; 9];
        context[..8].copy_from_slice(&self.seq.to_le_bytes());
        context[8] = self.place;
        self.place += 1;
        let lock = lock(&self.locks);
        let turned = match self.turn {
            Turn::Seal => seal_field(field, lock, self.seq, &context),
            Turn::Open => open_field(field, lock, self.seq, &context),
        };
        self.fault = self.fault.take().or(turned.err());
    }
}

impl PersonalWalk for Turning {
    fn field<T: Serialize + DeserializeOwned>(&mut self, field: &mut Personal<T>) {
        self.turn(field, |locks| locks.field.as_ref());
    }

    fn document(&mut self, field: &mut Personal<Document>) {
        self.turn(field, |locks| locks.document.as_ref());
    }
}

fn seal_field<T: Serialize>(
    field: &mut Personal<T>,
    lock: Option<&Lock>,
    seq: u64,
    context: &[u8],
) -> Result<(), CodecFault> {
    let Personal::Known(value) = &*field else { return Ok(()) };
    *field = match lock {
        Some(Lock { subject, key }) => {
            let plain =
                postcard::to_allocvec(value).map_err(|cause| CodecFault::Unencodable { seq, cause })?;
            let sealed = seal::seal(key, *subject, context, &Zeroizing::new(plain));
            Personal::Sealed(sealed.map_err(|cause| CodecFault::Unsealed { seq, cause })?)
        }
        // The key was ensured a moment ago; without it nothing personal may reach the disk.
        None => Personal::Erased,
    };
    Ok(())
}

fn open_field<T: DeserializeOwned>(
    field: &mut Personal<T>,
    lock: Option<&Lock>,
    seq: u64,
    context: &[u8],
) -> Result<(), CodecFault> {
    let Personal::Sealed(sealed) = &*field else { return Ok(()) };
    // A key that does not open it is a later one: the person was erased, and something was written after.
    let plain = lock.and_then(|Lock { subject, key }| seal::open(key, *subject, context, sealed).ok());
    *field = match plain {
        None => Personal::Erased,
        Some(plain) => Personal::Known(
            postcard::from_bytes(&plain)
                .map_err(|cause| CodecFault::Undecodable { seq, cause: Some(cause) })?,
        ),
    };
    Ok(())
}
