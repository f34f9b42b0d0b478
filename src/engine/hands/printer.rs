//! The printer hand: the one thread that prints, one job at a time.
//!
//! It has no queue of its own. The house is the queue: the oldest badge that waits is printed next, so that a
//! restart forgets nothing. Every step is durable before the next: *sending* is recorded, then the printer is
//! asked, then the outcome is recorded. Before each badge stands the roll call of a fire.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use crate::domain::{BadgeNo, Command, House, JobNo, PrintOutcome, PrintState, Refusal};
use crate::engine::badge_face::Press;
use crate::engine::core::{Letter, Vitals};
use crate::engine::order::core_order;
use crate::engine::roll_call;
use crate::engine::worker::Worker;
use crate::ports::clock::Clock;
use crate::ports::printer::{Known, PrintOrder, Printer, PrinterFault, Printing};

/// Wishes that may wait: to look is one wish for everything there is to do.
const WISHES_MAX: usize = 1;
/// How often the house is looked at unasked: a report that found the writer busy is made again.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long to wait before a badge that is surely not on paper is tried again. Three tries in all.
const TRY_AGAIN_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];
/// How long to wait before a roll call that failed is tried again. Badges are printed meanwhile.
const ROLL_CALL_AGAIN_AFTER: Duration = Duration::from_secs(3);
/// How often a roll call is tried of which nobody knows whether it is on paper. One that surely is not is tried as
/// long as the fire alarm stands.
const ROLL_CALL_TRIES_MAX: u32 = 3;

/// How long a stop waits for the try the thread is at: what came of it is found out at the next start.
const STOP_WAIT_MAX: Duration = Duration::from_secs(3);

/// Look at what there is to do.
struct Look;

/// The writer's end of the printer hand. Dropping it ends the thread after the try it is at.
pub(in crate::engine) struct PrinterHand {
    wishes: Option<SyncSender<Look>>,
    /// A list is wanted. It cannot be lost in a full queue; a second alarm needs no second list.
    roll_call: Arc<AtomicBool>,
    thread: Worker,
}

/// What the thread needs.
pub(in crate::engine) struct Desk {
    pub(in crate::engine) printer: Box<dyn Printer>,
    pub(in crate::engine) press: Press,
    pub(in crate::engine) clock: Arc<dyn Clock>,
    pub(in crate::engine) house: Arc<RwLock<House>>,
    pub(in crate::engine) vitals: Arc<Vitals>,
    pub(in crate::engine) inbox: mpsc::Sender<Letter>,
}

impl PrinterHand {
    /// Starts the thread. It finds out what became of jobs that a crash left open, then prints what waits.
    pub(in crate::engine) fn start(desk: Desk) -> io::Result<Self> {
        let (wishes, heard) = sync_channel(WISHES_MAX);
        let roll_call = Arc::new(AtomicBool::new(false));
        let mut working = Working {
            desk,
            wishes: heard,
            wanted: Arc::clone(&roll_call),
            again: None,
            unreported: None,
            settled: BTreeSet::new(),
        };
        let thread = Worker::start("printer", move || working.run())?;
        Ok(Self { wishes: Some(wishes), roll_call, thread })
    }

    /// A badge waits in the house.
    pub(in crate::engine) fn look(&self) {
        // A full queue holds the same wish already, or the thread is gone and says so in the log.
        if let Some(wishes) = &self.wishes {
            wishes.try_send(Look).ok();
        }
    }

    /// Fire: the list of who is on site, before anything else.
    pub(in crate::engine) fn roll_call(&self) {
        self.roll_call.store(true, Ordering::Release);
        self.look();
    }
}

impl Drop for PrinterHand {
    fn drop(&mut self) {
        self.wishes = None;
        self.thread.end_within(STOP_WAIT_MAX);
    }
}

/// The thread is to end: nobody holds the other end.
struct Ended;

struct Working {
    desk: Desk,
    wishes: Receiver<Look>,
    /// Whether a roll call is wanted.
    wanted: Arc<AtomicBool>,
    /// A roll call that failed: how often, and when it is tried again.
    again: Option<(u32, Instant)>,
    /// An outcome that is not in the record yet. Nothing else is begun before it is.
    unreported: Option<(JobNo, PrintOutcome)>,
    /// Jobs this thread is done with although the house shows them open: the record refused their outcome.
    settled: BTreeSet<JobNo>,
}

impl Working {
    fn run(&mut self) {
        let mut left_open = self.left_open();
        while self.work(&mut left_open).is_ok() && self.wait(LOOK_EVERY).is_ok() {}
    }

    fn work(&mut self, left_open: &mut Vec<(JobNo, BadgeNo)>) -> Result<(), Ended> {
        loop {
            self.call_the_roll();
            if let Some((job, outcome)) = self.unreported
                && !self.report(job, outcome)
            {
                return Ok(());
            }
            if let Some((job, badge)) = left_open.pop() {
                self.resolve(job, badge)?;
            } else if let Some((job, badge)) = self.next() {
                if !self.print(job, badge)? {
                    return Ok(());
                }
            } else {
                return Ok(());
            }
        }
    }

    /// Waits for a wish, no longer than `limit`.
    fn wait(&self, limit: Duration) -> Result<(), Ended> {
        match self.wishes.recv_timeout(limit) {
            Ok(Look) | Err(RecvTimeoutError::Timeout) => Ok(()),
            Err(RecvTimeoutError::Disconnected) => Err(Ended),
        }
    }

    /// Lets the printer rest; wishes do not cut it short, but a roll call is printed at once.
    fn rest(&mut self, pause: Duration) -> Result<(), Ended> {
        let end = Instant::now() + pause;
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.wait(left)?;
            self.call_the_roll();
        }
        Ok(())
    }

    fn read<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        look(&self.desk.house.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn jobs(&self, state: PrintState) -> Vec<(JobNo, BadgeNo)> {
        self.read(|house| {
            let is_so = |badge: &BadgeNo| house.badges.get(badge).is_some_and(|badge| badge.print == state);
            house.jobs.iter().filter(|(_, badge)| is_so(badge)).map(|(job, badge)| (*job, *badge)).collect()
        })
    }

    /// Jobs that were under way when the program ended, newest first.
    fn left_open(&self) -> Vec<(JobNo, BadgeNo)> {
        let mut open = self.jobs(PrintState::Sending);
        open.reverse();
        open
    }

    fn next(&self) -> Option<(JobNo, BadgeNo)> {
        self.jobs(PrintState::Queued).into_iter().find(|(job, _)| !self.settled.contains(job))
    }

    /// What became of a job that a crash left open.
    fn resolve(&mut self, job: JobNo, badge: BadgeNo) -> Result<(), Ended> {
        match self.desk.printer.was_printed(&name(job, badge)) {
            Known::Printed => {
                let in_pinyin = self.draw(badge).is_some_and(|(_, in_pinyin)| in_pinyin);
                self.end(job, PrintOutcome::Printed { in_pinyin });
                Ok(())
            }
            Known::NotPrinted => self.try_to_print(job, badge),
            Known::Unknown => {
                self.end(job, PrintOutcome::Unclear);
                Ok(())
            }
        }
    }

    /// Prints a badge that waits. False if it could not be begun now.
    fn print(&mut self, job: JobNo, badge: BadgeNo) -> Result<bool, Ended> {
        if !self.report(job, PrintOutcome::Sending) {
            return Ok(false);
        }
        if !self.settled.contains(&job) {
            self.try_to_print(job, badge)?;
        }
        Ok(true)
    }

    /// Asks the printer; *sending* is durable.
    fn try_to_print(&mut self, job: JobNo, badge: BadgeNo) -> Result<(), Ended> {
        let Some((pdf, in_pinyin)) = self.draw(badge) else {
            self.end(job, PrintOutcome::NotPrinted);
            return Ok(());
        };
        let name = name(job, badge);
        let mut again = TRY_AGAIN_AFTER.into_iter();
        let outcome = loop {
            match self.ask_printer(&name, &pdf) {
                Printing::Printed => break PrintOutcome::Printed { in_pinyin },
                Printing::Unclear(fault) => {
                    tracing::error!(
                        event = "print-unclear",
                        job = job.0,
                        error = &fault as &dyn std::error::Error
                    );
                    break PrintOutcome::Unclear;
                }
                Printing::NotPrinted(fault) => {
                    tracing::warn!(
                        event = "not-printed",
                        job = job.0,
                        error = &fault as &dyn std::error::Error
                    );
                    let Some(pause) = again.next() else { break PrintOutcome::NotPrinted };
                    self.rest(pause)?;
                }
            }
        };
        self.end(job, outcome);
        Ok(())
    }

    /// One try. What it tells of the paper is known before its outcome is recorded, so that no screen reads one without
    /// the other.
    fn ask_printer(&mut self, name: &str, pdf: &[u8]) -> Printing {
        let printing = self.desk.printer.print(&PrintOrder { name, pdf });
        let paper_out = match &printing {
            Printing::Printed => false,
            Printing::NotPrinted(fault) | Printing::Unclear(fault) => fault.is_out_of_paper(),
        };
        self.desk.vitals.paper_out.store(paper_out, Ordering::Release);
        printing
    }

    /// The badge as bytes, and whether the name stands in pinyin.
    fn draw(&self, badge: BadgeNo) -> Option<(Vec<u8>, bool)> {
        match self
            .read(|house| self.desk.press.face(house, badge))
            .and_then(|face| self.desk.press.paper(&face))
        {
            Ok(paper) => Some((paper.bytes, paper.replaced.is_some())),
            Err(fault) => {
                tracing::error!(
                    event = "no-badge",
                    badge = badge.0,
                    error = &fault as &dyn std::error::Error
                );
                None
            }
        }
    }

    fn end(&mut self, job: JobNo, outcome: PrintOutcome) {
        self.unreported = Some((job, outcome));
        self.report(job, outcome);
    }

    /// Puts an outcome into the record. False if the record does not take it now.
    fn report(&mut self, job: JobNo, outcome: PrintOutcome) -> bool {
        let (answer, heard) = oneshot::channel();
        let order = Box::new(core_order(Command::PrintReports { job, outcome }));
        let taken = match self.desk.inbox.blocking_send(Letter::Order(order, Some(answer))) {
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

    /// Prints the roll call if one is wanted, or one that failed is due again.
    fn call_the_roll(&mut self) {
        let tries = match self.again {
            _ if self.wanted.swap(false, Ordering::AcqRel) => 0,
            Some((tries, at)) if at <= Instant::now() => tries,
            Some(_) | None => return,
        };
        let tries = tries + 1;
        let is_due_again = match self.print_roll_call() {
            Printing::Printed => false,
            Printing::NotPrinted(_) => self.read(|house| house.gate.fire.is_some()),
            Printing::Unclear(_) => tries < ROLL_CALL_TRIES_MAX,
        };
        self.again = is_due_again.then(|| (tries, Instant::now() + ROLL_CALL_AGAIN_AFTER));
    }

    fn print_roll_call(&mut self) -> Printing {
        let at = self.desk.clock.now().wall;
        let times = &*self.desk.press.times;
        let list = self.read(|house| roll_call::list(house, times, at));
        let name = format!("roll-call-{}", at.0);
        let printing = match self.desk.press.roll_call(&list) {
            Ok(pdf) => self.ask_printer(&name, &pdf),
            Err(fault) => Printing::NotPrinted(PrinterFault::new("draw the roll call", fault)),
        };
        match &printing {
            Printing::Printed => tracing::info!(event = "roll-call-printed", heads = list.lines.len()),
            Printing::NotPrinted(fault) | Printing::Unclear(fault) => {
                tracing::error!(event = "no-roll-call", error = fault as &dyn std::error::Error);
            }
        }
        printing
    }
}

/// The name of a job: the same after a restart.
fn name(job: JobNo, badge: BadgeNo) -> String {
    format!("{:012}-{}", job.0, badge.0)
}
