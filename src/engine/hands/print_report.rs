//! What the badge hand tells the record: every step of a job.

use std::collections::BTreeSet;

use tokio::sync::{mpsc, oneshot};

use crate::domain::{Command, JobNo, PrintOutcome, Refusal};
use crate::engine::core::Letter;
use crate::engine::order::core_order;
use crate::ports::printer::NotRecorded;

/// The way of a job's steps into the record.
pub(super) struct Reporter {
    inbox: mpsc::Sender<Letter>,
    /// An outcome that is not in the record yet. Nothing else is begun before it is.
    unreported: Option<(JobNo, PrintOutcome)>,
    /// Jobs the hand is done with although the house shows them open: the record refused a step of theirs.
    settled: BTreeSet<JobNo>,
}

impl Reporter {
    pub(super) fn new(inbox: mpsc::Sender<Letter>) -> Self {
        Self { inbox, unreported: None, settled: BTreeSet::new() }
    }

    /// Whether a job is over, whatever the house shows.
    pub(super) fn is_settled(&self, job: JobNo) -> bool {
        self.settled.contains(&job)
    }

    /// Reports what could not be reported before. False if the record does not take it now either.
    pub(super) fn catches_up(&mut self) -> bool {
        self.unreported.is_none_or(|(job, outcome)| self.report(job, outcome))
    }

    /// Puts the end of a job into the record, now or as soon as the record takes it.
    pub(super) fn end(&mut self, job: JobNo, outcome: PrintOutcome) {
        self.unreported = Some((job, outcome));
        self.report(job, outcome);
    }

    /// Puts a step into the record. False if the record does not take it now.
    pub(super) fn report(&mut self, job: JobNo, outcome: PrintOutcome) -> bool {
        let (answer, heard) = oneshot::channel();
        let order = Box::new(core_order(Command::PrintReports { job, outcome }));
        let taken = match self.inbox.blocking_send(Letter::Order(order, Some(answer))) {
            Ok(()) => heard.blocking_recv().unwrap_or(Err(Refusal::StoreRefused)),
            Err(_) => Err(Refusal::StoreRefused),
        };
        match taken {
            Ok(_) => {}
            Err(Refusal::StoreRefused | Refusal::Guarded | Refusal::Busy) => return false,
            Err(refusal) => {
                // The badge came back, or the guard has settled the job meanwhile.
                tracing::info!(event = "print-report-refused", job = job.0, code = refusal.code());
                self.settled.insert(job);
            }
        }
        self.unreported = None;
        true
    }

    /// The paper is about to go out.
    ///
    /// # Errors
    /// The record does not take it, or the job is over: nothing goes out.
    pub(super) fn hand_over(&mut self, job: JobNo) -> Result<(), NotRecorded> {
        if self.report(job, PrintOutcome::HandedOver) && !self.is_settled(job) {
            Ok(())
        } else {
            Err(NotRecorded)
        }
    }
}
