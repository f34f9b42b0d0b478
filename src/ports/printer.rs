//! What the printer hand needs from a printer.

use std::error::Error;

/// Something to print. The name is unique and the same for every try, so that a printer can be asked for it.
#[derive(Debug, Clone, Copy)]
pub struct PrintOrder<'a> {
    /// Letters, digits and hyphens; holds no personal data, for it shows in print queues.
    pub name: &'a str,
    /// The PDF.
    pub pdf: &'a [u8],
}

/// The printer did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("failed to {doing}")]
pub struct PrinterFault {
    doing: &'static str,
    out_of_paper: bool,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl PrinterFault {
    /// What was tried ("write the badge"), and what the device said.
    pub fn new(doing: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { doing, out_of_paper: false, cause: cause.into() }
    }

    /// The same of a printer that lacks nothing but paper.
    pub fn out_of_paper(doing: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { out_of_paper: true, ..Self::new(doing, cause) }
    }

    /// Whether new paper is all it needs.
    pub fn is_out_of_paper(&self) -> bool {
        self.out_of_paper
    }
}

/// How a try ended.
#[derive(Debug)]
pub enum Printing {
    /// On paper.
    Printed,
    /// Surely not on paper: it may be tried again.
    NotPrinted(PrinterFault),
    /// Nobody knows: somebody must look into the tray.
    Unclear(PrinterFault),
}

/// What a printer knows about an earlier order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It is on paper.
    Printed,
    /// It surely is not.
    NotPrinted,
    /// It cannot tell.
    Unknown,
}

/// A printer. Owned by one thread, one order at a time.
pub trait Printer: Send {
    /// Prints, and returns when the end is known.
    fn print(&mut self, order: &PrintOrder<'_>) -> Printing;

    /// What became of an order by this name before a restart.
    fn was_printed(&mut self, name: &str) -> Known;
}
