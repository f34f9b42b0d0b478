//! A receipt printer: a head of dots over a roll of paper, spoken to in ESC/POS.
//!
//! Some answer and some do not. One that answers is asked before, tells of trouble while it prints, and says when it is
//! done. One that cannot be read is believed: what it took whole is printed. Nothing is kept by a printer of this kind, so
//! none can tell of an earlier order.

mod hearing;
mod line;
mod stream;

pub use self::hearing::{Hearing, QUESTIONS, Said, lack};

use std::error::Error;
use std::io;
use std::time::{Duration, Instant};

use escpos::utils::RealTimeStatusRequest;

use self::line::{Line, Unsent};
use crate::ports::printer::{
    Form, Known, PrintOrder, PrintSteps, Printer, PrinterFault, PrinterTrouble, Printing,
};
use crate::settings::DeviceAt;

/// Dots a millimetre of every head of this kind, along and across (203 an inch).
const DOTS_PER_MM: u8 = 8;
/// The widest row, in bytes: 576 dots, on a roll of 80 mm.
const ROW_BYTES_MAX: usize = 72;
/// How long an answer may take: it comes in some ten milliseconds, or not at all.
const ANSWER_MAX: Duration = Duration::from_secs(1);
/// How often a printer that has a page is asked how it is.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How long a page may take that has been taken whole. A printer that lacks nothing then has printed it, though it does not
/// say so: some know only half of the questions.
const PRINTED_AFTER: Duration = Duration::from_secs(4);

/// A receipt printer.
pub struct EscposPrinter {
    at: DeviceAt,
    deadline: Duration,
    /// It has answered before: if it does not now, something is wrong.
    has_answered: bool,
}

/// How a printer says it is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Silent,
    Ready,
    Lacks(PrinterTrouble),
}

impl EscposPrinter {
    /// The printer at a device or an address, with the time an order may take. Opens nothing yet.
    pub fn new(at: DeviceAt, deadline: Duration) -> Self {
        Self { at, deadline, has_answered: false }
    }

    /// Opens the line and asks the printer how it is.
    fn look(&mut self) -> io::Result<(Talk, State)> {
        let mut talk = Talk::new(Line::open(&self.at)?);
        let mut state = talk.state()?;
        if state == State::Silent && self.has_answered {
            state = State::Lacks(PrinterTrouble::Offline);
        }
        self.has_answered |= state != State::Silent;
        Ok((talk, state))
    }

    /// Everything that can be known before the first byte: the line, whether it answers, and what it will get.
    fn make_ready(&mut self, order: &PrintOrder<'_>) -> Result<(Talk, bool, Vec<u8>), PrinterFault> {
        let (row_bytes, dots) = order.document.dots()?;
        if row_bytes > ROW_BYTES_MAX {
            let fault = PrinterFault::new("place the page", "it is wider than the printer's head");
            return Err(fault.by(PrinterTrouble::WrongPaper));
        }
        let (talk, state) = self.look().map_err(|cause| unready("ask the printer", cause))?;
        if let State::Lacks(trouble) = state {
            return Err(PrinterFault::new("ask the printer", in_words(trouble)).by(trouble));
        }
        let answers = state == State::Ready;
        let job = stream::job(row_bytes, dots, answers);
        Ok((talk, answers, job.map_err(|fault| PrinterFault::new("write the page", fault))?))
    }

    /// What a printer lacks that broke off in the middle, if it can be asked anew.
    fn lack_afterwards(&mut self, talk: Talk) -> Option<PrinterTrouble> {
        let told = talk.lacked;
        // Most take one connection at a time.
        drop(talk);
        told.or_else(|| self.trouble())
    }
}

impl Printer for EscposPrinter {
    fn form(&self) -> Form {
        Form::Dots { per_mm: DOTS_PER_MM }
    }

    fn print(&mut self, order: &PrintOrder<'_>, steps: &mut dyn PrintSteps) -> Printing {
        let end = Instant::now() + self.deadline;
        let (mut talk, answers, job) = match self.make_ready(order) {
            Ok(ready) => ready,
            Err(fault) => return Printing::NotPrinted(fault),
        };
        if let Err(refused) = steps.hand_over() {
            return Printing::NotPrinted(PrinterFault::new("begin to print", refused));
        }
        match talk.send(&job, end, steps) {
            Ok(()) => {}
            Err(Unsent { is_untouched: true, cause }) => {
                let fault = PrinterFault::new("send the badge", cause);
                return Printing::NotPrinted(fault.maybe_by(self.lack_afterwards(talk)));
            }
            Err(Unsent { cause, .. }) => {
                return unclear("send the whole badge", cause, self.lack_afterwards(talk));
            }
        }
        if answers {
            return talk.follow(end, steps);
        }
        match talk.line.settle(end) {
            Ok(()) => Printing::Printed,
            Err(cause) => unclear("send the end of the badge", cause, self.lack_afterwards(talk)),
        }
    }

    fn was_printed(&mut self, _name: &str) -> Known {
        Known::Unknown
    }

    fn trouble(&mut self) -> Option<PrinterTrouble> {
        match self.look() {
            Ok((_, State::Silent | State::Ready)) => None,
            Ok((_, State::Lacks(trouble))) => Some(trouble),
            Err(_) => Some(PrinterTrouble::Offline),
        }
    }
}

/// A talk over an open line.
struct Talk {
    line: Line,
    hearing: Hearing,
    /// The last answer about its state, until it is taken.
    answer: Option<u8>,
    /// Its answer to the question behind the page has come.
    came_to_end: bool,
    /// What it lacked last since the talk began, though it may have got it.
    lacked: Option<PrinterTrouble>,
}

impl Talk {
    fn new(line: Line) -> Self {
        Self { line, hearing: Hearing::default(), answer: None, came_to_end: false, lacked: None }
    }

    fn take(&mut self, bytes: &[u8]) {
        for said in self.hearing.take(bytes) {
            match said {
                Said::State(answer) => self.answer = Some(answer),
                Said::CameTo => self.came_to_end = true,
                Said::Lacks(lack) => self.lacked = lack.or(self.lacked),
            }
        }
    }

    fn hear(&mut self, end: Instant) -> io::Result<()> {
        let bytes = self.line.hear(end)?;
        self.take(&bytes);
        Ok(())
    }

    /// The answer to a question; `None` if it does not come.
    fn ask(&mut self, question: RealTimeStatusRequest) -> io::Result<Option<u8>> {
        let (number, _) = question.into();
        let end = Instant::now() + ANSWER_MAX;
        // What it said before is no answer to this.
        self.hear(Instant::now())?;
        self.answer = None;
        let mut heard = Vec::new();
        let sent = self.line.send(&stream::question(number), end, |bytes| heard.extend_from_slice(bytes));
        self.take(&heard);
        match sent {
            Ok(()) => {}
            // It takes nothing at this moment, not even a question.
            Err(Unsent { is_untouched: true, cause }) if cause.kind() == io::ErrorKind::TimedOut => {
                return Ok(None);
            }
            Err(unsent) => return Err(unsent.cause),
        }
        while self.answer.is_none() && Instant::now() < end {
            self.hear(end)?;
        }
        Ok(self.answer.take())
    }

    /// How the printer is, as far as it answers.
    fn state(&mut self) -> io::Result<State> {
        if !self.line.hears {
            return Ok(State::Silent);
        }
        let mut answers = Vec::new();
        for question in QUESTIONS {
            match self.ask(question)? {
                Some(answer) => answers.push(answer),
                None => break,
            }
        }
        Ok(match (answers.is_empty(), lack(&answers)) {
            (true, _) => State::Silent,
            (false, None) => State::Ready,
            (false, Some(trouble)) => State::Lacks(trouble),
        })
    }

    /// Sends the page, and hands on what the printer lacks meanwhile.
    fn send(&mut self, job: &[u8], end: Instant, steps: &mut dyn PrintSteps) -> Result<(), Unsent> {
        let Self { line, hearing, lacked, .. } = self;
        let sent = line.send(job, end, |bytes| {
            for said in hearing.take(bytes) {
                if let Said::Lacks(Some(trouble)) = said {
                    *lacked = Some(trouble);
                    steps.hindered(trouble);
                }
            }
        });
        // Whatever it said while it still got the page was no word about its end.
        self.came_to_end = false;
        sent
    }

    /// Follows a page that was taken whole, until it is printed or until `end`.
    fn follow(&mut self, end: Instant, steps: &mut dyn PrintSteps) -> Printing {
        match self.came_out(end, steps) {
            Ok(true) if self.lacked.is_none() => Printing::Printed,
            // What was missing may have been so in the middle of the page, which is in two pieces then.
            Ok(true) => unclear("print in one piece", "it lacked something meanwhile", self.lacked),
            Ok(false) => unclear("print in time", "it does not say that it is done", self.lacked),
            Err(cause) => unclear("hear of the end", cause, self.lacked.or(Some(PrinterTrouble::Offline))),
        }
    }

    /// Whether the page came out, whole or in pieces, before `end`.
    fn came_out(&mut self, end: Instant, steps: &mut dyn PrintSteps) -> io::Result<bool> {
        let taken = Instant::now();
        let mut state = State::Silent;
        while Instant::now() < end {
            // Some say that they are done when they have it: so how the printer is has the last word.
            let is_done = self.came_to_end;
            state = self.state()?;
            if let State::Lacks(trouble) = state {
                self.lacked = Some(trouble);
                steps.hindered(trouble);
            }
            let is_believed = state == State::Ready && taken.elapsed() >= PRINTED_AFTER;
            if is_believed || is_done && state != State::Silent {
                return Ok(true);
            }
            if is_done || !self.came_to_end {
                self.hear(end.min(Instant::now() + ASK_EVERY))?;
            }
        }
        if state == State::Silent { Err(io::ErrorKind::TimedOut.into()) } else { Ok(false) }
    }
}

/// What a printer of this kind says of itself.
fn in_words(trouble: PrinterTrouble) -> &'static str {
    match trouble {
        PrinterTrouble::PaperOut => "it is out of paper",
        PrinterTrouble::CoverOpen => "its cover is open",
        PrinterTrouble::Jam => "its cutter is stuck",
        PrinterTrouble::InkOut => "it is out of ink",
        PrinterTrouble::Offline => "it is offline, or has answered before and does not now",
        PrinterTrouble::WrongPaper => "its paper is another",
    }
}

/// A fault before anything could come out.
fn unready(doing: &'static str, cause: io::Error) -> PrinterFault {
    let is_ours = matches!(cause.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::InvalidInput);
    let fault = PrinterFault::new(doing, cause);
    // Rights and paths are mended in the configuration, and waiting does not help.
    if is_ours { fault } else { fault.by(PrinterTrouble::Offline) }
}

fn unclear(
    doing: &'static str,
    cause: impl Into<Box<dyn Error + Send + Sync>>,
    trouble: Option<PrinterTrouble>,
) -> Printing {
    Printing::Unclear(PrinterFault::new(doing, cause).maybe_by(trouble))
}
