//! What the badge hand tells: the record of every step of a job, and everybody of what a printer lacks.

use std::collections::BTreeSet;

use tokio::sync::{mpsc, oneshot};

use crate::domain::{Command, JobNo, PrintOutcome, Refusal};
use crate::engine::core::Letter;
use crate::engine::order::core_order;
use crate::engine::printers::{PrinterHealth, PrinterLight};
use crate::ports::printer::{NotRecorded, PrintSteps, PrinterTrouble};

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
}

/// Which of the printers is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) is_first: bool,
    pub(super) is_last: bool,
}

impl Part {
    /// How the printers are when this one lacks something, or nothing. What the first one lacks is shown as long as it
    /// lacks it, whoever prints meanwhile.
    pub(super) fn health(self, lacks: Option<PrinterTrouble>, before: PrinterHealth) -> PrinterHealth {
        let trouble = if self.is_first { lacks } else { before.trouble };
        PrinterHealth { trouble, held: self.is_last && lacks.is_some() }
    }
}

/// The steps of one try.
pub(super) struct JobSteps<'a> {
    reporter: &'a mut Reporter,
    light: &'a PrinterLight,
    job: JobNo,
    part: Part,
    is_handed_over: bool,
}

impl<'a> JobSteps<'a> {
    pub(super) fn new(reporter: &'a mut Reporter, light: &'a PrinterLight, job: JobNo, part: Part) -> Self {
        Self { reporter, light, job, part, is_handed_over: false }
    }

    /// Whether the paper may have gone out.
    pub(super) fn is_handed_over(&self) -> bool {
        self.is_handed_over
    }
}

impl PrintSteps for JobSteps<'_> {
    fn hand_over(&mut self) -> Result<(), NotRecorded> {
        if self.reporter.report(self.job, PrintOutcome::HandedOver) && !self.reporter.is_settled(self.job) {
            self.is_handed_over = true;
            Ok(())
        } else {
            Err(NotRecorded)
        }
    }

    fn hindered(&mut self, trouble: PrinterTrouble) {
        self.light.show(self.part.health(Some(trouble), self.light.health()));
    }
}
