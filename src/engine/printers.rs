//! The printers of a gate, and how they are doing.

use std::sync::{Mutex, PoisonError};

use crate::badge::Media;
use crate::ports::printer::{Printer, PrinterTrouble};

/// A printer of badges.
pub struct BadgePrinter {
    /// What prints.
    pub printer: Box<dyn Printer>,
    /// What it prints on.
    pub media: Media,
}

/// Everything that prints at a gate.
pub struct Printers {
    /// Prints badges.
    pub first: BadgePrinter,
    /// Prints those that the first one surely has not printed.
    pub spare: Option<BadgePrinter>,
    /// Prints the list of who is on site, on sheets of A4.
    pub lists: Box<dyn Printer>,
}

/// How the badge printers are, at the last look or try. Not in the record: it is of the moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PrinterHealth {
    /// What keeps the first one from printing.
    pub trouble: Option<PrinterTrouble>,
    /// No printer takes badges: those that wait go on waiting.
    pub held: bool,
}

impl PrinterHealth {
    /// Whether the spare printer prints what the first one cannot.
    pub fn is_on_spare(self) -> bool {
        // With one printer alone its trouble holds the badges.
        self.trouble.is_some() && !self.held
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

    pub(super) fn show(&self, health: PrinterHealth) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = health;
    }
}
