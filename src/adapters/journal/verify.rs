//! Walking the journal: is it, to the last byte, what was written?

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use ed25519_dalek::VerifyingKey;

use super::Mark;
use super::checkpoint::{BODY_BYTES, Checkpoint};
use super::fault::{Damage, DamageKind, JournalFault, io};
use super::frame::{
    FRAME_BYTES_MAX, HEAD_BYTES, HEADER_BYTES, Head, Kind, PREFIX_BYTES, Standing, find, hash_at,
};
use super::segment::{Reader, Segment, Step};

/// How much of a file is looked through at once for a good frame behind a bad one.
const SEARCH_BYTES: usize = 1 << 20;
/// Bytes of the frame that closes a segment.
const SEAL_BYTES: usize = PREFIX_BYTES + HEAD_BYTES + BODY_BYTES;

/// What a walk over a whole journal found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Segment files.
    pub segments: u64,
    /// Records, which is also the number of the last one.
    pub records: u64,
    /// Signed checkpoints, closing ones too.
    pub checkpoints: u64,
    /// Records after the last checkpoint: in the chain, not yet signed.
    pub unsigned: u64,
    /// The last whole record; number 0 if there is none.
    pub last: Mark,
    /// A write that a power cut tore, never acknowledged; the next start cuts it off.
    pub torn: Option<TornTail>,
}

/// The bytes of an unfinished group at the end of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// Where the unfinished group begins in the last segment.
    pub offset: u64,
    /// How many bytes there are from there to the end.
    pub bytes: u64,
    /// The number its first record would have had.
    pub first: u64,
}

/// What a walk over one segment found.
pub(super) struct Walked {
    /// After the last whole group.
    pub standing: Standing,
    /// Where that group ends.
    pub end: u64,
    pub checkpoints: u64,
    pub since_checkpoint: u64,
    pub sealed: bool,
    pub torn: Option<TornTail>,
}

/// Walks every byte of the journal in `folder`: headers, frames, chain, signatures by `public`'s other half,
/// and the record `seen` (what the store had taken in last) at its place. Changes nothing.
///
/// # Errors
/// The first damage, by file, byte and record; or a file that cannot be read.
pub fn verify_all(
    folder: &Path,
    public: &VerifyingKey,
    seen: Option<Mark>,
) -> Result<Verified, JournalFault> {
    let segments = Segment::list(folder)?;
    let Some((open, closed)) = segments.split_last() else {
        return Err(Damage::new(folder, 0, 1, DamageKind::NoSegments).into());
    };
    let mut standing = Standing::genesis();
    let mut checkpoints = 0;
    for segment in closed {
        let walked = walk(segment, &standing, public, seen, false)?;
        checkpoints += walked.checkpoints;
        standing = walked.standing;
    }
    let walked = walk(open, &standing, public, seen, true)?;
    check_seen(open, &walked, seen.map_or(0, |seen| seen.seq))?;
    Ok(Verified {
        segments: segments.len() as u64,
        records: walked.standing.last.seq,
        checkpoints: checkpoints + walked.checkpoints,
        unsigned: walked.since_checkpoint,
        last: walked.standing.last,
        torn: walked.torn,
    })
}

/// Walks one segment in full. Only the last one may end unsealed or torn.
pub(super) fn walk(
    segment: &Segment,
    expected: &Standing,
    public: &VerifyingKey,
    seen: Option<Mark>,
    last: bool,
) -> Result<Walked, JournalFault> {
    let mut reader = Reader::open(segment, Some(expected), Some(*public))?;
    let (mut checkpoints, mut counted) = (0, expected.last.seq);
    let torn = loop {
        let offset = reader.offset;
        match reader.next()? {
            Step::Record(record) => {
                if let Some(seen) = seen.filter(|seen| seen.seq == record.mark.seq && *seen != record.mark) {
                    let what = DamageKind::DiffersFromStore;
                    return Err(Damage::new(&segment.path, offset, seen.seq, what).into());
                }
            }
            Step::Checkpoint | Step::Seal => {
                checkpoints += 1;
                counted = reader.standing.last.seq;
            }
            Step::End => break None,
            Step::Unreadable if last => break Some(judge(&reader)?),
            Step::Unreadable => return Err(reader.damage(DamageKind::Unreadable).into()),
        }
    };
    if !last && !reader.sealed() {
        return Err(reader.damage(DamageKind::NotSealed).into());
    }
    let (end, standing) = reader.whole;
    let since_checkpoint = standing.last.seq.saturating_sub(counted);
    Ok(Walked { standing, end, checkpoints, since_checkpoint, sealed: reader.sealed(), torn })
}

/// Checks a closed segment by its header, its length and its signed seal, without reading what is between.
/// Where these do not fit, the walk in full names the place.
pub(super) fn check_closed(
    segment: &Segment,
    expected: &Standing,
    public: &VerifyingKey,
    seen: Option<Mark>,
) -> Result<Standing, JournalFault> {
    Reader::open(segment, Some(expected), None)?;
    let after = read_seal(segment, public)?.filter(|after| {
        let seen_within = seen.filter(|seen| (segment.first..=after.last.seq).contains(&seen.seq));
        seen_within.is_none_or(|seen| seen == after.last)
    });
    match after {
        Some(after) => Ok(after),
        None => Ok(walk(segment, expected, public, seen, false)?.standing),
    }
}

/// The journal must reach the record `known` to have been in it: else an acknowledged record is gone.
pub(super) fn check_seen(open: &Segment, walked: &Walked, known: u64) -> Result<(), Damage> {
    if known > walked.standing.last.seq {
        let what = DamageKind::EndsEarly { known };
        return Err(Damage::new(&open.path, walked.end, walked.standing.next(), what));
    }
    Ok(())
}

/// Where the journal stands after a well-sealed segment, by its last frame alone.
fn read_seal(segment: &Segment, public: &VerifyingKey) -> Result<Option<Standing>, JournalFault> {
    let path = &segment.path;
    let file = File::open(path).map_err(io("open", path))?;
    let bytes = file.metadata().map_err(io("read", path))?.len();
    let Some(offset) = bytes.checked_sub(SEAL_BYTES as u64).filter(|at| *at >= HEADER_BYTES as u64) else {
        return Ok(None);
    };
    let mut frame = [0; SEAL_BYTES];
    file.read_exact_at(&mut frame, offset).map_err(io("read", path))?;
    Ok(find(&frame).and_then(|(head, _)| sealed_standing(head, &frame, offset, segment.first, public)))
}

fn sealed_standing(
    head: Head,
    frame: &[u8; SEAL_BYTES],
    offset: u64,
    first: u64,
    public: &VerifyingKey,
) -> Option<Standing> {
    let content = &frame[PREFIX_BYTES..];
    let (seal, signed) = Checkpoint::open(head, &content[HEAD_BYTES..], public)?;
    let chain = super::frame::chain_after(&seal.standing.chain, content);
    let good = head.kind == Kind::Seal
        && signed
        && seal.offset == offset
        && seal.standing.last.seq >= first
        && chain == hash_at(frame, PREFIX_BYTES - chain.len());
    good.then_some(Standing { last: seal.standing.last, chain })
}

/// Whether the unreadable bytes at the end of the last segment are a torn write, or damage.
///
/// A group is written at once and acknowledged after its sync. So an unreadable frame was acknowledged if
/// anything of a later group stands behind it; whole frames of its own group prove nothing, for a disk may
/// write a group's blocks in any order.
pub(super) fn judge(reader: &Reader) -> Result<TornTail, JournalFault> {
    let (start, standing) = reader.whole;
    let torn = TornTail { offset: start, bytes: reader.bytes - start, first: standing.next() };
    let path = &reader.path;
    let file = File::open(path).map_err(io("open", path))?;
    let mut window = vec![0; SEARCH_BYTES + FRAME_BYTES_MAX];
    let mut from = reader.offset + 1;
    while from < reader.bytes {
        let filled = usize::try_from(reader.bytes - from).unwrap_or(usize::MAX).min(window.len());
        file.read_exact_at(&mut window[..filled], from).map_err(io("read", path))?;
        let mut at = 0;
        while at < filled.min(SEARCH_BYTES) {
            match find(&window[at..filled]) {
                Some((head, length)) if same_group(head, &standing) => at += length,
                Some(_) => {
                    let good = from + at as u64;
                    return Err(reader.damage(DamageKind::UnreadableBeforeGood { good }).into());
                }
                None => at += 1,
            }
        }
        from += at as u64;
    }
    Ok(torn)
}

fn same_group(head: Head, before: &Standing) -> bool {
    head.kind == Kind::Record && head.group_start() == before.next()
}
