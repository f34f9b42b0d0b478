//! Reading records in order, one at a time, as many as there are.

use std::path::Path;
use std::vec::IntoIter;

use super::Record;
use super::fault::{Damage, DamageKind, JournalFault};
use super::segment::{Reader, Segment, Step};

/// Records in order, with one of them in memory at a time. The chain is checked on the way, signatures are not
/// (they were at the start). Ends after the first fault.
pub struct Records {
    segments: IntoIter<Segment>,
    reader: Reader,
    next: u64,
    to: u64,
}

/// The records `from..=to` of the journal in `folder`. `to` must be durable (a mark given by the journal or by
/// `verify_all`), for what comes after it may be half written.
///
/// # Errors
/// The folder cannot be read, or holds no segment that reaches back to `from`.
pub fn read_from(folder: &Path, from: u64, to: u64) -> Result<Records, JournalFault> {
    let next = from.max(1);
    let mut segments = Segment::list(folder)?;
    let reaching = segments.partition_point(|segment| segment.first <= next).checked_sub(1);
    let mut segments = segments.split_off(reaching.unwrap_or(segments.len())).into_iter();
    let Some(first) = segments.next() else {
        return Err(Damage::new(folder, 0, next, DamageKind::NoSegments).into());
    };
    Ok(Records { reader: Reader::open(&first, None, None)?, segments, next, to })
}

impl Records {
    fn step(&mut self) -> Result<Record, JournalFault> {
        loop {
            match self.reader.next()? {
                Step::Record(record) if record.mark.seq == self.next => return Ok(record),
                Step::Record(_) | Step::Checkpoint => {}
                Step::Seal => {
                    let Some(segment) = self.segments.next() else { return Err(self.ends_early()) };
                    self.reader = Reader::open(&segment, Some(&self.reader.standing), None)?;
                }
                Step::End => return Err(self.ends_early()),
                Step::Unreadable => return Err(self.reader.damage(DamageKind::Unreadable).into()),
            }
        }
    }

    fn ends_early(&self) -> JournalFault {
        self.reader.damage(DamageKind::EndsEarly { known: self.to }).into()
    }
}

impl Iterator for Records {
    type Item = Result<Record, JournalFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next > self.to {
            return None;
        }
        let read = self.step();
        match &read {
            Ok(_) => self.next += 1,
            Err(_) => self.to = 0,
        }
        Some(read)
    }
}
