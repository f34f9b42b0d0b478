//! The printers of a gate, and how they are doing.

use std::sync::{Mutex, PoisonError};

use crate::badge::Media;
use crate::ports::printer::{Printer, PrinterTrouble};
use crate::ports::roll::RollNotes;

/// A printer of badges.
pub struct BadgePrinter {
    /// What prints.
    pub printer: Box<dyn Printer>,
    /// What it prints on.
    pub media: Media,
    /// How many badges a full roll of it gives; `None` where they are not counted.
    pub labels_on_roll: Option<u32>,
}

/// Everything that prints at a gate.
pub struct Printers {
    /// Prints badges.
    pub first: BadgePrinter,
    /// Prints those that the first one surely has not printed.
    pub spare: Option<BadgePrinter>,
    /// Prints the list of who is on site, on sheets of A4.
    pub lists: Box<dyn Printer>,
    /// Where the rolls of labels are kept count of.
    pub rolls: Box<dyn RollNotes>,
    /// What stands on a test badge.
    pub test: TestWords,
}

/// What stands on a test badge, so that whoever finds one knows where it came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestWords {
    /// The site's name.
    pub site: String,
    /// The gate's name.
    pub gate: String,
}

/// Places of the badge printers: the first one and the spare one.
const FIRST: usize = 0;
const SPARE: usize = 1;

/// How the badge printers are, at the last look or try. Not in the record: it is of the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrinterHealth {
    /// What keeps the first one from printing.
    pub trouble: Option<PrinterTrouble>,
    /// No printer takes badges: those that wait go on waiting.
    pub held: bool,
    /// Whether the labels of the first one and of the spare one are counted.
    pub counted: [bool; 2],
    /// Labels left in the first one and in the spare one, as far as they are counted and known.
    pub labels: [Option<u32>; 2],
}

impl PrinterHealth {
    /// Whether the spare printer prints what the first one cannot.
    pub fn is_on_spare(self) -> bool {
        // With one printer alone its trouble holds the badges.
        self.trouble.is_some() && !self.held
    }

    /// Whether the labels of the printer that prints now are counted; where none does, those of the first one.
    pub fn labels_are_counted(self) -> bool {
        self.counted[self.prints_now()]
    }

    /// Labels left in the printer that prints now; where none does, in the first one.
    pub fn labels_left(self) -> Option<u32> {
        self.labels[self.prints_now()]
    }

    /// The place of the printer that prints now; where none does, of the first one.
    pub(super) fn prints_now(self) -> usize {
        if self.is_on_spare() { SPARE } else { FIRST }
    }
}

/// The health of the printers, for whoever looks.
#[derive(Debug, Default)]
pub struct PrinterLight(Mutex<PrinterHealth>);

impl PrinterLight {
    /// How they are.
    pub fn health(&self) -> PrinterHealth {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is shown, and gives what was shown before.
    pub(super) fn update(&self, change: impl FnOnce(&mut PrinterHealth)) -> PrinterHealth {
        let mut health = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = *health;
        change(&mut health);
        before
    }
}
