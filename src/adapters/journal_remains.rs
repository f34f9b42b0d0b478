//! What can still be read of a record that was refused: enough to let people out and to call the roll, never
//! written to.

use std::ops::ControlFlow;

use super::journal_records::RecordReader;
use crate::domain::{Record, Stamp, Subject};
use crate::ports::journal::{Journal, JournalFault, Mark, PastRecords, Upkeep};

/// The readable beginning of a refused record.
pub struct Remains {
    record: RecordReader,
    refused: Option<JournalFault>,
}

impl Remains {
    /// What is left of `record`, and why it was refused.
    pub fn new(record: RecordReader, refused: JournalFault) -> Self {
        Self { record, refused: Some(refused) }
    }

    fn refusal(&mut self) -> JournalFault {
        self.refused.take().unwrap_or_else(|| JournalFault::read("it was refused at the start"))
    }
}

impl Journal for Remains {
    /// Ends with what refused the record, always: it is not the whole.
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault> {
        let to_its_end = self.record.each(from, u64::MAX, &mut |record| {
            take(record);
            ControlFlow::Continue(())
        });
        // Where the reading ended says less than why the record was refused.
        drop(to_its_end);
        Err(self.refusal())
    }

    fn last(&self) -> Mark {
        Mark { seq: 0, hash: [0; 32] }
    }

    fn append(&mut self, _group: &[Record]) -> Result<(), JournalFault> {
        Err(self.refusal())
    }

    fn keep_up(&mut self, _at: Stamp, _why: Upkeep) -> Result<(), JournalFault> {
        Err(self.refusal())
    }

    fn erase(&mut self, _people: &[Subject]) -> Result<(), JournalFault> {
        Err(self.refusal())
    }
}
