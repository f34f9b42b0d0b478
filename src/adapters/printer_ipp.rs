//! A printer that speaks IPP, or a queue of CUPS.
//!
//! Neither says the truth always (measured: *completed* for pages that never came, pages that came after the client had
//! given up, numbers of jobs given twice). So a job is made empty, and the document is a step of its own; jobs are found
//! again by name; and whatever is not known for sure is the guard's to look for in the tray.

mod answer;
mod talk;

use std::thread::sleep;
use std::time::{Duration, Instant};

use ureq::http::Uri;

pub use self::answer::{Answer, JobLook, PrinterLook};
use self::talk::{Line, TalkFault, units};
use crate::ports::printer::{Known, PrintOrder, PrintSteps, Printer, PrinterFault, PrinterTrouble, Printing};

/// How often a job is asked after at first, and later: a label takes two seconds, and who waits for paper waits long.
const ASK_EVERY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(1));
/// How long the first of these holds.
const ASK_OFTEN_FOR: Duration = Duration::from_secs(3);
/// How long a job that was cancelled may take to end.
const CANCEL_MAX: Duration = Duration::from_secs(3);
/// How far a paper may be off the size that was ordered, hundredths of a millimetre.
const PAPER_OFF_MAX: i32 = 100;
/// The printer lost what it knew of its jobs: its *completed* means nothing (CUPS).
const FORGETFUL: &str = "cups-ipp-missing-job-history";
/// The job has no document yet.
const WITHOUT_DOCUMENT: [&str; 2] = ["job-incoming", "job-data-insufficient"];

/// Numbers of `job-state` (RFC 8011, 5.3.7).
mod job_state {
    pub(super) const CANCELED: i32 = 7;
    pub(super) const ABORTED: i32 = 8;
    pub(super) const COMPLETED: i32 = 9;
}

/// `printer-state` of a printer that is stopped (RFC 8011, 5.4.11).
const PRINTER_STOPPED: i32 = 5;

/// The address is none.
#[derive(Debug, thiserror::Error)]
#[error("{uri} is no address of a printer")]
pub struct NoAddress {
    uri: String,
    #[source]
    cause: ureq::http::uri::InvalidUri,
}

/// A printer at an address.
pub struct IppPrinter {
    line: Line,
    tray: Option<String>,
    deadline: Duration,
}

impl IppPrinter {
    /// The printer at an `ipp://` address, with the tray to take paper from and the time an order may take. Asks it
    /// nothing yet.
    ///
    /// # Errors
    /// The address cannot be read.
    pub fn new(uri: &str, tray: Option<&str>, deadline: Duration) -> Result<Self, NoAddress> {
        let at: Uri = uri.parse().map_err(|cause| NoAddress { uri: uri.to_owned(), cause })?;
        Ok(Self { line: Line::new(at), tray: tray.map(str::to_owned), deadline })
    }

    /// Whether it takes the paper. A printer that does not say is believed; CUPS is not, for it prints on whatever there
    /// is, and says nothing only until it has read about its printer.
    fn takes(printer: &PrinterLook, (width, height): (f32, f32)) -> bool {
        let fits = |(from, to): (i32, i32), wanted: i32| {
            from.saturating_sub(PAPER_OFF_MAX) <= wanted && wanted <= to.saturating_add(PAPER_OFF_MAX)
        };
        let (width, height) = (units(width), units(height));
        (printer.papers.is_empty() && !printer.is_cups)
            || printer.papers.iter().any(|[across, along]| fits(*across, width) && fits(*along, height))
    }

    /// Makes the job, without its document. An error leaves nothing behind that can print.
    fn make_job(&self, order: &PrintOrder<'_>) -> Result<i32, PrinterFault> {
        let printer = self.line.printer().map_err(|fault| unready("ask the printer", fault))?;
        if !Self::takes(&printer, order.size_mm) {
            let (width, height) = order.size_mm;
            let fault = PrinterFault::new(
                "ask the printer",
                format!("it names no paper of {width} x {height} mm, but {} others", printer.papers.len()),
            );
            let is_wrong = !printer.papers.is_empty();
            return Err(if is_wrong { fault.by(PrinterTrouble::WrongPaper) } else { fault });
        }
        self.line.create_job(order.name, order.size_mm, self.tray.as_deref()).map_err(|fault| {
            if matches!(fault, TalkFault::Refused(_)) {
                // Printers refuse a second job while the first one waits for paper.
                return unready("make the job", fault).maybe_by(self.hindrance());
            }
            // It may have been made although its number never came.
            self.cancel_empty_jobs(order.name);
            unready("make the job", fault)
        })
    }

    /// Jobs that were left without a document print nothing, but stand in the printer's way.
    fn cancel_empty_jobs(&self, name: &str) {
        for job in self.line.jobs_named(name).unwrap_or_default() {
            if !is_over(&job) && is_empty(&job) {
                self.cancel(job.id);
            }
        }
    }

    fn cancel(&self, job: i32) {
        if let Err(fault) = self.line.cancel(job) {
            tracing::warn!(event = "not-cancelled", job, error = &fault as &dyn std::error::Error);
        }
    }

    /// Follows a job that was handed over to its end, or until `end`.
    fn follow(&self, job: i32, end: Instant, steps: &mut dyn PrintSteps) -> Printing {
        let begun = Instant::now();
        let mut trouble = None;
        while Instant::now() < end {
            match self.line.job(job) {
                Ok(Some(look)) if is_over(&look) => return self.judge(&look, trouble),
                Ok(Some(_)) => {
                    trouble = self.hindrance();
                    if let Some(trouble) = trouble {
                        steps.hindered(trouble);
                    }
                }
                Ok(None) => return Printing::Unclear(lost()),
                Err(fault) => {
                    trouble = Some(PrinterTrouble::Offline);
                    tracing::warn!(event = "no-answer", error = &fault as &dyn std::error::Error);
                    steps.hindered(PrinterTrouble::Offline);
                }
            }
            sleep(if begun.elapsed() < ASK_OFTEN_FOR { ASK_EVERY.0 } else { ASK_EVERY.1 });
        }
        self.give_up(job, trouble)
    }

    /// Too late: the job is cancelled, and what is left to know is whether it had printed before that.
    fn give_up(&self, job: i32, trouble: Option<PrinterTrouble>) -> Printing {
        self.cancel(job);
        let end = Instant::now() + CANCEL_MAX;
        loop {
            match self.line.job(job) {
                Ok(Some(look)) if is_over(&look) => return self.judge(&look, trouble),
                Ok(Some(_)) | Err(_) if Instant::now() < end => sleep(ASK_EVERY.0),
                Ok(Some(_)) => {
                    let fault = PrinterFault::new("print in time", "it does not let go of the job");
                    return Printing::Unclear(fault.maybe_by(trouble));
                }
                Ok(None) => return Printing::Unclear(lost().maybe_by(trouble)),
                Err(fault) => {
                    let fault = PrinterFault::new("print in time", fault);
                    return Printing::Unclear(fault.by(trouble.unwrap_or(PrinterTrouble::Offline)));
                }
            }
        }
    }

    /// What the end of a job means for the paper.
    fn judge(&self, job: &JobLook, trouble: Option<PrinterTrouble>) -> Printing {
        let reasons = || job.reasons.join(", ");
        match verdict(job) {
            Known::Printed if !self.is_believed(job) => {
                Printing::Unclear(PrinterFault::new("print", "it says so of a job it does not know"))
            }
            Known::Printed => Printing::Printed,
            Known::NotPrinted => {
                Printing::NotPrinted(PrinterFault::new("print", reasons()).maybe_by(trouble))
            }
            Known::Unknown => Printing::Unclear(PrinterFault::new("print", reasons()).maybe_by(trouble)),
        }
    }

    /// Whether *completed* means paper. CUPS says it, too, of a job its printer has lost: with a reason if it finds the
    /// time, and always without a page.
    fn is_believed(&self, job: &JobLook) -> bool {
        let means_paper = |printer: PrinterLook| {
            let is_forgetful = printer.reasons.iter().any(|reason| reason.starts_with(FORGETFUL));
            let has_counted = !printer.is_cups || job.impressions.unwrap_or(0) > 0;
            !is_forgetful && has_counted
        };
        // Who does not answer now may have been exchanged.
        self.line.printer().is_ok_and(means_paper)
    }

    /// What a printer with a job in hand waits for, however lightly it says so.
    fn hindrance(&self) -> Option<PrinterTrouble> {
        match self.line.printer() {
            Ok(printer) => printer.reasons.iter().find_map(|reason| trouble_of(reason)),
            Err(_) => Some(PrinterTrouble::Offline),
        }
    }
}

impl Printer for IppPrinter {
    fn print(&mut self, order: &PrintOrder<'_>, steps: &mut dyn PrintSteps) -> Printing {
        let end = Instant::now() + self.deadline;
        let made = order.document.pdf().and_then(|pdf| Ok((pdf, self.make_job(order)?)));
        let (pdf, job) = match made {
            Ok(made) => made,
            Err(fault) => return Printing::NotPrinted(fault),
        };
        if let Err(refused) = steps.hand_over() {
            self.cancel(job);
            return Printing::NotPrinted(PrinterFault::new("begin to print", refused));
        }
        match self.line.send_document(job, pdf) {
            Ok(()) => self.follow(job, end, steps),
            Err(fault) if fault.is_refusal_of_the_order() => {
                self.cancel(job);
                Printing::NotPrinted(PrinterFault::new("send the badge", fault))
            }
            Err(fault) if fault.is_unreached() => Printing::NotPrinted(unready("send the badge", fault)),
            // It may have arrived: the job says so, if it can be asked.
            Err(fault) => {
                tracing::warn!(event = "document-lost", error = &fault as &dyn std::error::Error);
                match self.line.job(job) {
                    // Also of a document that it is still taking.
                    Ok(Some(look)) if is_empty(&look) => self.give_up(job, Some(PrinterTrouble::Offline)),
                    Ok(_) | Err(_) => self.follow(job, end, steps),
                }
            }
        }
    }

    fn was_printed(&mut self, name: &str) -> Known {
        let end = Instant::now() + self.deadline;
        loop {
            let Ok(jobs) = self.line.jobs_named(name) else { return Known::Unknown };
            let under_way: Vec<&JobLook> = jobs.iter().filter(|job| !is_over(job)).collect();
            if under_way.is_empty() {
                return self.what_became_of(&jobs);
            }
            for job in under_way {
                if is_empty(job) || Instant::now() >= end {
                    self.cancel(job.id);
                }
            }
            if Instant::now() >= end + CANCEL_MAX {
                return Known::Unknown;
            }
            sleep(ASK_EVERY.0);
        }
    }

    fn trouble(&mut self) -> Option<PrinterTrouble> {
        match self.line.printer() {
            Ok(printer) => standing_trouble(&printer),
            Err(_) => Some(PrinterTrouble::Offline),
        }
    }
}

impl IppPrinter {
    /// Of all jobs of one order.
    fn what_became_of(&self, jobs: &[JobLook]) -> Known {
        let told = |job: &JobLook| match verdict(job) {
            Known::Printed if !self.is_believed(job) => Known::Unknown,
            verdict => verdict,
        };
        let verdicts: Vec<Known> = jobs.iter().map(told).collect();
        if verdicts.is_empty() || verdicts.contains(&Known::Unknown) {
            Known::Unknown
        } else if verdicts.contains(&Known::Printed) {
            Known::Printed
        } else {
            Known::NotPrinted
        }
    }
}

fn is_over(job: &JobLook) -> bool {
    job.state >= job_state::CANCELED
}

fn is_empty(job: &JobLook) -> bool {
    job.reasons.iter().any(|reason| WITHOUT_DOCUMENT.contains(&reason.as_str()))
}

/// What the end of a job says. A page that was counted may be in the tray whatever became of the job.
fn verdict(job: &JobLook) -> Known {
    match (job.state, job.impressions) {
        (job_state::COMPLETED, _) => Known::Printed,
        (job_state::CANCELED | job_state::ABORTED, Some(0)) => Known::NotPrinted,
        _ => Known::Unknown,
    }
}

/// What stands between a printer and the next badge: what it says itself that it cannot print with.
fn standing_trouble(printer: &PrinterLook) -> Option<PrinterTrouble> {
    let grave =
        printer.reasons.iter().filter(|reason| !reason.ends_with("-report") && !reason.ends_with("-warning"));
    let named = grave.filter_map(|reason| trouble_of(reason)).next();
    let is_stopped = printer.state == PRINTER_STOPPED || !printer.is_accepting;
    named.or(is_stopped.then_some(PrinterTrouble::Offline))
}

/// A reason of a printer's state (RFC 8011, 5.4.12), by its beginning: printers add how grave it is.
fn trouble_of(reason: &str) -> Option<PrinterTrouble> {
    const REASONS: [(&str, PrinterTrouble); 13] = [
        ("media-empty", PrinterTrouble::PaperOut),
        ("media-needed", PrinterTrouble::PaperOut),
        ("input-tray-missing", PrinterTrouble::PaperOut),
        ("media-jam", PrinterTrouble::Jam),
        ("cover-open", PrinterTrouble::CoverOpen),
        ("door-open", PrinterTrouble::CoverOpen),
        ("interlock-open", PrinterTrouble::CoverOpen),
        ("marker-supply-empty", PrinterTrouble::InkOut),
        ("toner-empty", PrinterTrouble::InkOut),
        ("paused", PrinterTrouble::Offline),
        ("shutdown", PrinterTrouble::Offline),
        ("offline", PrinterTrouble::Offline),
        ("connecting-to-device", PrinterTrouble::Offline),
    ];
    REASONS.iter().find(|(word, _)| reason.starts_with(word)).map(|(_, trouble)| *trouble)
}

/// A fault before anything could come out.
fn unready(doing: &'static str, fault: TalkFault) -> PrinterFault {
    let is_unreached = matches!(fault, TalkFault::NoAnswer(_) | TalkFault::NoPrinter(_));
    let fault = PrinterFault::new(doing, fault);
    if is_unreached { fault.by(PrinterTrouble::Offline) } else { fault }
}

fn lost() -> PrinterFault {
    PrinterFault::new("follow the job", "it does not know the job any more")
}
