//! The badge printers as the badge hand has them: each asked in its turn, and everybody told of what it lacks and of the
//! labels it has left.

use std::sync::Arc;

use crate::badge::layout::Media;
use crate::engine::badge_face::BadgePaper;
use crate::engine::core::Vitals;
use crate::engine::printers::{BadgePrinter, PrinterHealth};
use crate::engine::rolls::Rolls;
use crate::ports::printer::{
    Form, Known, NotRecorded, PrintOrder, PrintSteps, PrinterFault, PrinterTrouble, Printing,
};

/// The printers of badges, the first one first.
pub(super) struct Places {
    printers: Vec<BadgePrinter>,
    notice: Notice,
}

/// A try at one printer.
pub(super) struct Try<'a> {
    /// The order's name, the same for every try.
    pub(super) name: &'a str,
    /// Draws the badge for a printer.
    pub(super) draw: &'a dyn Fn(Media, Form) -> Result<BadgePaper, PrinterFault>,
    /// The step before the paper goes out.
    pub(super) hand_over: &'a mut dyn FnMut() -> Result<(), NotRecorded>,
}

/// How a try ended.
pub(super) struct Tried {
    pub(super) printing: Printing,
    /// A name was written in pinyin.
    pub(super) in_pinyin: bool,
}

impl Places {
    pub(super) fn new(printers: Vec<BadgePrinter>, vitals: Arc<Vitals>, rolls: Arc<Rolls>) -> Self {
        let notice = Notice { count: printers.len(), vitals, rolls };
        Self { printers, notice }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.printers.len()
    }

    /// How they are, at the last look or try.
    pub(super) fn health(&self) -> PrinterHealth {
        self.notice.vitals.printer.health()
    }

    /// Looks at all of them. The first one's trouble is the guard's to mend, even where another prints.
    pub(super) fn look(&mut self) -> PrinterHealth {
        let troubles: Vec<_> = self.printers.iter_mut().map(|place| place.printer.trouble()).collect();
        // The rolls first: no screen reads that there is paper again, and the labels of before.
        troubles.iter().enumerate().for_each(|(at, trouble)| self.notice.rolls.looked(at, *trouble));
        self.notice.show(troubles.first().copied().flatten(), troubles.iter().all(Option::is_some));
        self.health()
    }

    /// What each of them knows of an order. One that came out before a crash is counted, if it was not before the crash.
    pub(super) fn know(&mut self, name: &str) -> Vec<Known> {
        let known: Vec<_> = self.printers.iter_mut().map(|place| place.printer.was_printed(name)).collect();
        for at in (0..known.len()).filter(|at| known[*at] == Known::Printed) {
            self.notice.rolls.printed(at, name);
        }
        known
    }

    /// One try at the printer in a place. What it lacks and the label it took are known on return: its outcome is on no
    /// record yet, and no screen reads one without the other.
    pub(super) fn print(&mut self, at: usize, order: Try<'_>) -> Tried {
        let Some(place) = self.printers.get_mut(at) else {
            return Tried::not(PrinterFault::new("find the printer", "there is none in this place"));
        };
        let paper = match (order.draw)(place.media, place.printer.form()) {
            Ok(paper) => paper,
            Err(fault) => return Tried::not(fault),
        };
        let (name, size_mm) = (order.name, place.media.size_mm());
        let page = PrintOrder { name, document: paper.document(), size_mm };
        let mut steps = Steps { hand_over: order.hand_over, notice: &self.notice, at };
        let printing = place.printer.print(&page, &mut steps);
        let lacks = match &printing {
            Printing::Printed => {
                self.notice.rolls.printed(at, name);
                None
            }
            Printing::NotPrinted(fault) | Printing::Unclear(fault) => fault.trouble(),
        };
        self.notice.lacks(at, lacks);
        Tried { printing, in_pinyin: paper.replaced.is_some() }
    }
}

impl Tried {
    fn not(fault: PrinterFault) -> Tried {
        Tried { printing: Printing::NotPrinted(fault), in_pinyin: false }
    }
}

/// What everybody is told.
struct Notice {
    /// How many printers there are.
    count: usize,
    vitals: Arc<Vitals>,
    rolls: Arc<Rolls>,
}

impl Notice {
    fn show(&self, trouble: Option<PrinterTrouble>, held: bool) {
        let before = self.vitals.printer.update(|health| (health.trouble, health.held) = (trouble, held));
        if before.trouble != trouble {
            tracing::info!(event = "printer", ?trouble, held);
        }
    }

    /// The printer in a place lacks something, or nothing. What the first one lacks is shown as long as it lacks it,
    /// whoever prints meanwhile.
    fn lacks(&self, at: usize, lacks: Option<PrinterTrouble>) {
        if lacks == Some(PrinterTrouble::PaperOut) {
            self.rolls.met_out(at);
        }
        let is_last = at + 1 == self.count;
        let trouble = if at == 0 { lacks } else { self.vitals.printer.health().trouble };
        self.show(trouble, is_last && lacks.is_some());
    }
}

/// The steps of one try at one printer.
struct Steps<'a> {
    hand_over: &'a mut dyn FnMut() -> Result<(), NotRecorded>,
    notice: &'a Notice,
    at: usize,
}

impl PrintSteps for Steps<'_> {
    fn hand_over(&mut self) -> Result<(), NotRecorded> {
        (self.hand_over)()
    }

    fn hindered(&mut self, trouble: PrinterTrouble) {
        self.notice.lacks(self.at, Some(trouble));
    }
}
