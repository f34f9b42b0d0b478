//! The bytes of a segment: its header, and the frames after it.
//!
//! ```text
//! header   magic 8 | format u8 | first record u64 | hash of the record before 32 | chain 32 | crc32 u32
//! frame    length u32 | crc32 u32 | chain 32 | content
//! content  kind u8 | place in group u8 | frames in group u8 | record number u64 | body
//! ```
//! All numbers are little endian. `length` counts the content, `crc32` covers all of the frame but itself,
//! `chain` is `sha256(chain of the frame before + content)`. Place and size of the group make a group all or
//! nothing, and tell a torn group (never acknowledged) from damage.

use sha2::{Digest, Sha256};

use super::{GROUP_RECORDS_MAX, Mark, RECORD_BYTES_MAX};

/// A SHA-256.
pub type Hash = [u8; 32];

/// The format this program writes and reads.
pub(super) const FORMAT: u8 = 1;
const MAGIC: &[u8; 8] = b"GHJOURNL";
/// What the chain of record 1 hangs on.
const GENESIS: &[u8] = b"gatehouse/journal/v1";

/// Bytes of a segment's header.
pub(super) const HEADER_BYTES: usize = 8 + 1 + 8 + 32 + 32 + 4;
/// Bytes of a frame before its content.
pub(super) const PREFIX_BYTES: usize = 4 + 4 + 32;
/// Bytes of a content before its body.
pub(super) const HEAD_BYTES: usize = 1 + 1 + 1 + 8;
/// The longest content; a length beyond it is no length.
pub(super) const CONTENT_BYTES_MAX: usize = HEAD_BYTES + RECORD_BYTES_MAX;
/// The longest frame.
pub(super) const FRAME_BYTES_MAX: usize = PREFIX_BYTES + CONTENT_BYTES_MAX;

/// Where a journal stands between two frames: its last record, and the chain over every frame so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub last: Mark,
    pub chain: Hash,
}

impl Standing {
    /// Before the first record.
    pub fn genesis() -> Self {
        let chain = Sha256::digest(GENESIS).into();
        Self { last: Mark { seq: 0, hash: chain }, chain }
    }

    /// The number of the record that follows.
    pub fn next(&self) -> u64 {
        self.last.seq + 1
    }
}

/// What a header may be, other than good.
pub(super) enum NoHeader {
    Unreadable,
    OtherFormat(u8),
}

/// The header of the segment that begins where `standing` ends.
pub(super) fn encode_header(standing: &Standing) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[..8].copy_from_slice(MAGIC);
    header[8] = FORMAT;
    header[9..17].copy_from_slice(&standing.next().to_le_bytes());
    header[17..49].copy_from_slice(&standing.last.hash);
    header[49..81].copy_from_slice(&standing.chain);
    let crc = crc32fast::hash(&header[..81]);
    header[81..].copy_from_slice(&crc.to_le_bytes());
    header
}

/// Where the journal stands at the beginning of the segment with this header.
pub(super) fn decode_header(header: &[u8; HEADER_BYTES]) -> Result<Standing, NoHeader> {
    let crc = u32_at(header, 81);
    if &header[..8] != MAGIC || crc32fast::hash(&header[..81]) != crc {
        return Err(NoHeader::Unreadable);
    }
    if header[8] != FORMAT {
        return Err(NoHeader::OtherFormat(header[8]));
    }
    let seq = u64_at(header, 9).checked_sub(1).ok_or(NoHeader::Unreadable)?;
    Ok(Standing { last: Mark { seq, hash: hash_at(header, 17) }, chain: hash_at(header, 49) })
}

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A record; its number counts.
    Record = 0,
    /// A signature over everything before it; bears the number of the last record.
    Checkpoint = 1,
    /// A checkpoint that closes the segment.
    Seal = 2,
}

/// The first bytes of a content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub kind: Kind,
    /// Which of its group, from 0.
    pub place: u8,
    /// Frames in its group.
    pub of: u8,
    pub seq: u64,
}

impl Head {
    fn encode(self) -> [u8; HEAD_BYTES] {
        let mut head = [0; HEAD_BYTES];
        head[0] = self.kind as u8;
        head[1] = self.place;
        head[2] = self.of;
        head[3..].copy_from_slice(&self.seq.to_le_bytes());
        head
    }

    /// The head of `content`, or nothing if no program ever wrote it.
    pub fn decode(content: &[u8]) -> Option<Self> {
        let head = content.get(..HEAD_BYTES)?;
        let kind = match head[0] {
            0 => Kind::Record,
            1 => Kind::Checkpoint,
            2 => Kind::Seal,
            _ => return None,
        };
        let (place, of) = (head[1], head[2]);
        let of_max = if kind == Kind::Record { GROUP_RECORDS_MAX } else { 1 };
        (place < of && usize::from(of) <= of_max).then_some(Self { kind, place, of, seq: u64_at(head, 3) })
    }

    /// The first record of the group this frame belongs to; a checkpoint is its own group, after its record.
    pub fn group_start(&self) -> u64 {
        match self.kind {
            Kind::Record => self.seq.saturating_sub(u64::from(self.place)),
            Kind::Checkpoint | Kind::Seal => self.seq.saturating_add(1),
        }
    }
}

/// The fixed bytes before a content.
pub(super) struct Prefix {
    /// Bytes of the content.
    pub length: usize,
    crc: u32,
    pub chain: Hash,
}

impl Prefix {
    /// Nothing if the length is none a frame can have.
    pub fn decode(bytes: &[u8; PREFIX_BYTES]) -> Option<Self> {
        let length = usize::try_from(u32_at(bytes, 0)).ok()?;
        let fits = (HEAD_BYTES..=CONTENT_BYTES_MAX).contains(&length);
        fits.then(|| Self { length, crc: u32_at(bytes, 4), chain: hash_at(bytes, 8) })
    }

    /// The head of `content` if these are, bit for bit, the bytes that were written.
    pub fn accepts(&self, content: &[u8]) -> Option<Head> {
        let length = u32::try_from(self.length).ok()?;
        let head = Head::decode(content)?;
        (crc(length, &self.chain, content) == self.crc).then_some(head)
    }
}

/// Puts a frame at the end of `out` and gives the chain after it.
pub(super) fn encode(out: &mut Vec<u8>, chain: &Hash, head: Head, body: &[u8]) -> Hash {
    let length = (HEAD_BYTES + body.len()) as u32;
    out.extend_from_slice(&length.to_le_bytes());
    let rest = out.len();
    out.extend_from_slice(&[0; PREFIX_BYTES - 4]);
    out.extend_from_slice(&head.encode());
    out.extend_from_slice(body);
    let content = rest + PREFIX_BYTES - 4;
    let after = chain_after(chain, &out[content..]);
    let crc = crc(length, &after, &out[content..]);
    out[rest..rest + 4].copy_from_slice(&crc.to_le_bytes());
    out[rest + 4..content].copy_from_slice(&after);
    after
}

/// The chain after `content`.
pub(super) fn chain_after(chain: &Hash, content: &[u8]) -> Hash {
    Sha256::new().chain_update(chain).chain_update(content).finalize().into()
}

/// The frame at the beginning of `bytes`, if a whole one is there: its head and its length in bytes.
pub(super) fn find(bytes: &[u8]) -> Option<(Head, usize)> {
    let prefix = Prefix::decode(bytes.first_chunk()?)?;
    let end = PREFIX_BYTES + prefix.length;
    Some((prefix.accepts(bytes.get(PREFIX_BYTES..end)?)?, end))
}

fn crc(length: u32, chain: &Hash, content: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&length.to_le_bytes());
    crc.update(chain);
    crc.update(content);
    crc.finalize()
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(number)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number)
}

pub(super) fn hash_at(bytes: &[u8], at: usize) -> Hash {
    let mut hash = [0; 32];
    hash.copy_from_slice(&bytes[at..at + 32]);
    hash
}
