//! The walk over the closed segments that a start took on their seals alone.

use std::vec::IntoIter;

use ed25519_dalek::VerifyingKey;

use super::fault::{DamageKind, JournalFault};
use super::frame::Standing;
use super::segment::{Reader, Segment, Step};

/// Frames that are walked in one step: some milliseconds of a Pi, so that whoever walks can rest in between.
const STEP_FRAMES: usize = 256;

/// Walks closed segments in full, a few frames with every step. Ends after the first fault.
pub struct ClosedWalk {
    segments: IntoIter<Segment>,
    /// The segment that is being walked.
    reader: Option<Reader>,
    /// Where the last segment that was walked ended.
    standing: Standing,
    public: VerifyingKey,
}

impl ClosedWalk {
    pub(super) fn new(segments: Vec<Segment>, public: VerifyingKey) -> Self {
        Self { segments: segments.into_iter(), reader: None, standing: Standing::genesis(), public }
    }

    /// Whether there was more to walk.
    fn step(&mut self) -> Result<bool, JournalFault> {
        let mut reader = match self.reader.take() {
            Some(reader) => reader,
            None => {
                let Some(next) = self.segments.next() else { return Ok(false) };
                Reader::open(&next, Some(&self.standing), Some(self.public))?
            }
        };
        for _ in 0..STEP_FRAMES {
            match reader.next()? {
                Step::Record(_) | Step::Checkpoint | Step::Seal => {}
                Step::End if reader.sealed() => {
                    self.standing = reader.standing;
                    return Ok(true);
                }
                Step::End => return Err(reader.damage(DamageKind::NotSealed).into()),
                Step::Unreadable => return Err(reader.damage(DamageKind::Unreadable).into()),
            }
        }
        self.reader = Some(reader);
        Ok(true)
    }
}

impl Iterator for ClosedWalk {
    type Item = Result<(), JournalFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let stepped = self.step();
        if stepped.is_err() {
            (self.segments, self.reader) = (Vec::new().into_iter(), None);
        }
        stepped.map(|more| more.then_some(())).transpose()
    }
}
