//! The badge hand: the one thread that prints badges, one job at a time.
//!
//! It has no queue of its own. The house is the queue: the oldest badge that waits is printed next, so that a
//! restart forgets nothing. Every step is durable before the next: *sending* is recorded, then a printer is
//! asked; *handed over* is recorded, then the paper goes out; then the outcome is recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::places::{Places, Tried, Try};
use super::print_report::Reporter;
use super::test_badge::TestBadge;
use crate::badge::layout::Media;
use crate::domain::{BadgeNo, House, JobNo, PrintOutcome, PrintState, Span};
use crate::engine::badge_face::{BadgePaper, Press};
use crate::engine::core::{Letter, Vitals};
use crate::engine::printers::{BadgePrinter, PrinterHealth, TestWords};
use crate::engine::rolls::Rolls;
use crate::engine::worker::Worker;
use crate::ports::clock::Clock;
use crate::ports::printer::{Form, Known, PrinterFault, PrinterTrouble, Printing};

/// Wishes that may wait: to look is one wish for everything there is to do.
const WISHES_MAX: usize = 1;
/// How often the house is looked at unasked: a report that found the writer busy is made again, and a printer that lacked
/// something may have got it.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often printers are looked at that have nothing to do, so that the guard knows before the next visitor.
const LOOK_AT_PRINTERS_EVERY: Duration = Duration::from_secs(10);
/// How long to wait before a badge that is surely not on paper is tried again. Three tries in all.
const TRY_AGAIN_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];
/// How long a printer that says it lacks something is believed: some say so of a tray nobody uses.
const BELIEVED_FOR: Span = Span::seconds(60);
/// How long a printer rests that lacked something and says so no more: some say so only with a badge in hand.
const REST: Span = Span::seconds(10);
/// How long a badge may wait for a printer. A later one lies in the tray of a gate whose visitor has a plastic card or
/// has gone: the guard says whether it is wanted.
const STALE_AFTER: Span = Span::minutes(10);
/// How long a stop waits for the try the thread is at: what came of it is found out at the next start.
const STOP_WAIT_MAX: Duration = Duration::from_secs(3);

/// Look at what there is to do.
struct Look;

/// The writer's end of the badge hand. Dropping it ends the thread after the try it is at.
pub(in crate::engine) struct BadgeHand {
    wishes: Option<SyncSender<Look>>,
    thread: Worker,
}

/// What the thread needs.
pub(in crate::engine) struct BadgeDesk {
    /// The printers, the one to be asked first first.
    pub(in crate::engine) places: Vec<BadgePrinter>,
    pub(in crate::engine) rolls: Arc<Rolls>,
    /// What stands on a test badge.
    pub(in crate::engine) test: TestWords,
    pub(in crate::engine) press: Arc<Press>,
    pub(in crate::engine) clock: Arc<dyn Clock>,
    pub(in crate::engine) house: Arc<RwLock<House>>,
    pub(in crate::engine) vitals: Arc<Vitals>,
    pub(in crate::engine) inbox: mpsc::Sender<Letter>,
}

impl BadgeHand {
    /// Starts the thread. It finds out what became of jobs that a crash left open, then prints what waits.
    pub(in crate::engine) fn start(desk: BadgeDesk) -> io::Result<Self> {
        let (wishes, heard) = sync_channel(WISHES_MAX);
        let BadgeDesk { places, rolls, test, press, clock, house, vitals, inbox } = desk;
        let mut working = Working {
            places: Places::new(places, Arc::clone(&vitals), rolls),
            test: TestBadge::new(test, Arc::clone(&press), vitals),
            press,
            clock,
            house,
            reporter: Reporter::new(inbox),
            wishes: heard,
            looked_at: None,
            hold: None,
            waiting_since: BTreeMap::new(),
        };
        let thread = Worker::start("badges", move || working.run())?;
        Ok(Self { wishes: Some(wishes), thread })
    }

    /// A badge waits in the house, or a test badge is asked for.
    pub(in crate::engine) fn look(&self) {
        // A full queue holds the same wish already, or the thread is gone and says so in the log.
        if let Some(wishes) = &self.wishes {
            wishes.try_send(Look).ok();
        }
    }
}

impl Drop for BadgeHand {
    fn drop(&mut self) {
        self.wishes = None;
        self.thread.end_within(STOP_WAIT_MAX);
    }
}

/// Badges go on waiting, for every printer lacked something when it was tried.
struct Hold {
    /// On the steady clock.
    since: Span,
    /// They said so when they were asked, too.
    is_said: bool,
}

/// The thread is to end: nobody holds the other end.
struct Ended;

struct Working {
    places: Places,
    test: TestBadge,
    press: Arc<Press>,
    clock: Arc<dyn Clock>,
    house: Arc<RwLock<House>>,
    reporter: Reporter,
    wishes: Receiver<Look>,
    /// When the printers were last looked at.
    looked_at: Option<Instant>,
    /// No printer takes badges.
    hold: Option<Hold>,
    /// Since when each badge waits, on the steady clock.
    waiting_since: BTreeMap<JobNo, Span>,
}

impl Working {
    fn run(&mut self) {
        let mut left_open = self.left_open();
        loop {
            if self.looked_at.is_none_or(|at| at.elapsed() >= LOOK_AT_PRINTERS_EVERY) {
                self.look_at_printers();
            }
            if self.work(&mut left_open).is_err() {
                return;
            }
            // A visitor who waits for a badge goes first.
            let has_its_turn = self.jobs(is_open).is_empty();
            self.test.print_if_asked(&mut self.places, has_its_turn, self.clock.now());
            if self.wait(LOOK_EVERY).is_err() {
                return;
            }
        }
    }

    fn work(&mut self, left_open: &mut Vec<(JobNo, BadgeNo, PrintState)>) -> Result<(), Ended> {
        loop {
            if !self.reporter.catches_up() {
                return Ok(());
            }
            if let Some((job, badge, state)) = left_open.pop() {
                self.resolve(job, badge, state)?;
                continue;
            }
            self.give_up_what_is_stale();
            if self.is_held() {
                return Ok(());
            }
            let Some((job, badge)) = self.next() else { return Ok(()) };
            if !self.print(job, badge)? {
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

    /// Lets the printer rest; wishes do not cut it short.
    fn rest(&mut self, pause: Duration) -> Result<(), Ended> {
        let end = Instant::now() + pause;
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.wait(left)?;
        }
        Ok(())
    }

    fn now(&self) -> Span {
        self.clock.now().steady
    }

    fn read<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        look(&self.house.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn jobs(&self, is_so: impl Fn(PrintState) -> bool) -> Vec<(JobNo, BadgeNo, PrintState)> {
        self.read(|house| {
            let state = |badge: &BadgeNo| house.badges.get(badge).map(|badge| badge.print);
            let jobs = house.jobs.iter().filter_map(|(job, badge)| Some((*job, *badge, state(badge)?)));
            jobs.filter(|(_, _, state)| is_so(*state)).collect()
        })
    }

    /// Jobs that were under way when the program ended, newest first.
    fn left_open(&self) -> Vec<(JobNo, BadgeNo, PrintState)> {
        let mut open = self.jobs(|state| matches!(state, PrintState::Sending | PrintState::HandedOver));
        open.reverse();
        open
    }

    fn queued(&self) -> impl Iterator<Item = (JobNo, BadgeNo)> {
        let queued = self.jobs(|state| state == PrintState::Queued).into_iter();
        queued.filter(|(job, ..)| !self.reporter.is_settled(*job)).map(|(job, badge, _)| (job, badge))
    }

    fn next(&self) -> Option<(JobNo, BadgeNo)> {
        self.queued().next()
    }

    /// Badges that have waited too long are not printed any more unless a guard says so.
    fn give_up_what_is_stale(&mut self) {
        let now = self.now();
        let queued: BTreeSet<JobNo> = self.queued().map(|(job, _)| job).collect();
        self.waiting_since.retain(|job, _| queued.contains(job));
        for job in queued {
            let since = *self.waiting_since.entry(job).or_insert(now);
            if now.0 - since.0 > STALE_AFTER.0 {
                tracing::warn!(event = "badge-stale", job = job.0);
                self.reporter.end(job, PrintOutcome::NotPrinted);
            }
        }
    }

    fn look_at_printers(&mut self) -> PrinterHealth {
        self.looked_at = Some(Instant::now());
        self.places.look()
    }

    /// Whether badges have to go on waiting for a printer that lacks something.
    fn is_held(&mut self) -> bool {
        let Some(hold) = self.hold.take() else { return false };
        let waited = Span(self.now().0 - hold.since.0);
        let says_so = self.look_at_printers().held;
        let rests = !hold.is_said && waited < REST;
        let is_held = waited < BELIEVED_FOR && (says_so || rests);
        self.hold = is_held.then_some(Hold { is_said: hold.is_said || says_so, ..hold });
        is_held
    }

    /// Has badges wait if, after a try, every printer lacks something.
    fn hold_if_held(&mut self) {
        let is_held = self.places.health().held;
        self.hold = is_held.then(|| Hold { since: self.now(), is_said: false });
    }

    /// What became of a job that a crash left open. What was not handed over is surely not on paper.
    fn resolve(&mut self, job: JobNo, badge: BadgeNo, state: PrintState) -> Result<(), Ended> {
        let known = self.places.know(&name(job, badge));
        if known.contains(&Known::Printed) {
            // On paper of any size it is written the same.
            let paper = draw(&self.press, &self.house, badge, Media::Label62x100, Form::Pdf);
            let in_pinyin = paper.is_ok_and(|paper| paper.replaced.is_some());
            self.reporter.end(job, PrintOutcome::Printed { in_pinyin });
            Ok(())
        } else if state == PrintState::HandedOver && known.contains(&Known::Unknown) {
            self.reporter.end(job, PrintOutcome::Unclear);
            Ok(())
        } else {
            self.try_to_print(job, badge, state == PrintState::HandedOver)
        }
    }

    /// Prints a badge that waits. False if it could not be begun now.
    fn print(&mut self, job: JobNo, badge: BadgeNo) -> Result<bool, Ended> {
        if !self.reporter.report(job, PrintOutcome::Sending) {
            return Ok(false);
        }
        if !self.reporter.is_settled(job) {
            self.try_to_print(job, badge, false)?;
        }
        Ok(true)
    }

    /// Tries until it is known what came of it; *sending* is durable, and perhaps that it was handed over.
    fn try_to_print(&mut self, job: JobNo, badge: BadgeNo, mut handed_over: bool) -> Result<(), Ended> {
        let mut again = TRY_AGAIN_AFTER.into_iter();
        loop {
            if handed_over && !self.reporter.report(job, PrintOutcome::Sending) {
                self.reporter.end(job, PrintOutcome::PutBack);
                return Ok(());
            }
            let trouble = match self.ask_each(job, badge, &mut handed_over) {
                Ok(outcome) => {
                    // A badge nobody knows of is a question for the guard; those behind it wait for the printer.
                    self.hold_if_held();
                    self.reporter.end(job, outcome);
                    return Ok(());
                }
                Err(trouble) => trouble,
            };
            if trouble.is_some() || !self.reporter.catches_up() {
                self.hold_if_held();
                self.reporter.end(job, PrintOutcome::PutBack);
                return Ok(());
            }
            let Some(pause) = again.next() else {
                self.reporter.end(job, PrintOutcome::NotPrinted);
                return Ok(());
            };
            self.rest(pause)?;
        }
    }

    /// Asks one printer after the other until it is known what came of it.
    ///
    /// # Errors
    /// The badge is surely not on paper; with what the first printer lacks, if every one of them lacks something.
    fn ask_each(
        &mut self,
        job: JobNo,
        badge: BadgeNo,
        handed_over: &mut bool,
    ) -> Result<PrintOutcome, Option<PrinterTrouble>> {
        let mut troubles = Vec::new();
        for at in 0..self.places.count() {
            // What was printed nowhere goes to the next printer as if nothing had been.
            if std::mem::take(handed_over) && !self.reporter.report(job, PrintOutcome::Sending) {
                break;
            }
            let Tried { printing, in_pinyin } = self.ask(at, job, badge, handed_over);
            match printing {
                Printing::Printed => return Ok(PrintOutcome::Printed { in_pinyin }),
                Printing::Unclear(fault) => {
                    let error = &fault as &dyn std::error::Error;
                    tracing::error!(event = "print-unclear", job = job.0, printer = at, error);
                    return Ok(PrintOutcome::Unclear);
                }
                Printing::NotPrinted(fault) => {
                    let error = &fault as &dyn std::error::Error;
                    tracing::warn!(event = "not-printed", job = job.0, printer = at, error);
                    troubles.push(fault.trouble());
                }
            }
            if self.reporter.is_settled(job) {
                break;
            }
        }
        let all_lack = troubles.iter().all(Option::is_some);
        Err(troubles.first().copied().flatten().filter(|_| all_lack))
    }

    /// One try at one printer.
    fn ask(&mut self, at: usize, job: JobNo, badge: BadgeNo, handed_over: &mut bool) -> Tried {
        let (press, house) = (&self.press, &self.house);
        let draw = |media: Media, form: Form| draw(press, house, badge, media, form);
        let reporter = &mut self.reporter;
        let mut hand_over = || {
            reporter.hand_over(job)?;
            *handed_over = true;
            Ok(())
        };
        let name = name(job, badge);
        self.places.print(at, Try { name: &name, draw: &draw, hand_over: &mut hand_over })
    }
}

/// Whether a job is to be printed, or being printed.
fn is_open(state: PrintState) -> bool {
    matches!(state, PrintState::Queued | PrintState::Sending | PrintState::HandedOver)
}

/// The badge on paper of a size.
fn draw(
    press: &Press,
    house: &RwLock<House>,
    badge: BadgeNo,
    media: Media,
    form: Form,
) -> Result<BadgePaper, PrinterFault> {
    let face = press.face(&house.read().unwrap_or_else(PoisonError::into_inner), badge);
    let drawn = face.and_then(|face| press.paper(&face, media, form));
    drawn.map_err(|fault| PrinterFault::new("draw the badge", fault))
}

/// The name of a job: the same after a restart.
fn name(job: JobNo, badge: BadgeNo) -> String {
    format!("{:012}-{}", job.0, badge.0)
}
