//! A verified copy of the journal, taken while it may be written to.

use std::fs::{self, OpenOptions};
use std::path::Path;

use ed25519_dalek::VerifyingKey;

use super::Mark;
use super::fault::{Damage, DamageKind, JournalFault, io};
use super::segment::{Reader, Segment, Step};
use super::verify::{Verified, judge, verify_all};
use crate::adapters::durable::sync_folder;

/// Copies the journal in `from` into the empty folder `to`, up to the record `upto` (what the journal gave as
/// its last durable one) or else up to its last whole group, and walks every byte of the copy. Durable on
/// return.
///
/// # Errors
/// The journal is damaged, ends before `upto`, or a file cannot be read or written; `to` is of no use then.
pub fn copy_verified(
    from: &Path,
    to: &Path,
    public: &VerifyingKey,
    upto: Option<Mark>,
) -> Result<Verified, JournalFault> {
    let mut segments = Segment::list(from)?;
    let in_reach = |segment: &Segment| upto.is_none_or(|upto| segment.first <= upto.seq.max(1));
    segments.retain(in_reach);
    let Some(open) = segments.last() else {
        return Err(Damage::new(from, 0, 1, DamageKind::NoSegments).into());
    };
    for segment in &segments {
        let copied = Segment::new(to, segment.first).path;
        fs::copy(&segment.path, &copied).map_err(io("copy", &segment.path))?;
    }
    let end = end_within(&Segment::new(to, open.first), upto)?;
    for segment in &segments {
        let copied = Segment::new(to, segment.first).path;
        let file = OpenOptions::new().write(true).open(&copied).map_err(io("open", &copied))?;
        if segment.first == open.first {
            file.set_len(end).map_err(io("cut", &copied))?;
        }
        file.sync_all().map_err(io("sync", &copied))?;
    }
    sync_folder(to).map_err(io("sync", to))?;
    verify_all(to, public, upto)
}

/// The byte of the last segment after `upto` and the checkpoints that follow it, or after the last whole group.
fn end_within(open: &Segment, upto: Option<Mark>) -> Result<u64, JournalFault> {
    let mut reader = Reader::open(open, None, None)?;
    loop {
        let end = reader.whole.0;
        let reached = upto.is_some_and(|upto| reader.whole.1.last.seq >= upto.seq);
        match reader.next() {
            Ok(Step::Record(_)) | Ok(Step::Unreadable) | Err(JournalFault::Damaged(_)) if reached => {
                return Ok(end);
            }
            Ok(Step::Record(_) | Step::Checkpoint | Step::Seal) => {}
            Ok(Step::End) => return Ok(end),
            Ok(Step::Unreadable) => return Ok(judge(&reader)?.offset),
            Err(fault) => return Err(fault),
        }
    }
}
