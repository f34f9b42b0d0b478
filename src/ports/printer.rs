//! What the printer hand needs from a printer.

use std::error::Error;

/// The form a printer takes a page in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A PDF.
    Pdf,
    /// Dots, drawn for it.
    Dots {
        /// Dots a millimetre, along and across.
        per_mm: u8,
    },
}

/// A page, in one of these forms.
#[derive(Debug, Clone, Copy)]
pub enum Document<'a> {
    /// A PDF.
    Pdf(&'a [u8]),
    /// Dots, row by row from the top: eight to a byte, the leftmost in the highest bit, a 1 is black.
    Dots {
        /// Bytes of one row.
        row_bytes: usize,
        /// All rows.
        bytes: &'a [u8],
    },
}

impl<'a> Document<'a> {
    /// The PDF, for a printer that takes nothing else.
    ///
    /// # Errors
    /// These are dots: nothing is printed.
    pub fn pdf(self) -> Result<&'a [u8], PrinterFault> {
        match self {
            Self::Pdf(pdf) => Ok(pdf),
            Self::Dots { .. } => Err(PrinterFault::new("read the page", "it takes a PDF, and has dots")),
        }
    }

    /// Bytes of one row of dots, and all rows, for a printer that takes nothing else.
    ///
    /// # Errors
    /// This is a PDF: nothing is printed.
    pub fn dots(self) -> Result<(usize, &'a [u8]), PrinterFault> {
        match self {
            Self::Dots { row_bytes, bytes } => Ok((row_bytes, bytes)),
            Self::Pdf(_) => Err(PrinterFault::new("read the page", "it takes dots, and has a PDF")),
        }
    }
}

/// Something to print. The name is unique and the same for every try, so that a printer can be asked for it.
#[derive(Debug, Clone, Copy)]
pub struct PrintOrder<'a> {
    /// Letters, digits and hyphens; holds no personal data, for it shows in print queues.
    pub name: &'a str,
    /// The page, in the form the printer takes.
    pub document: Document<'a>,
    /// Width and height of the paper, millimetres.
    pub size_mm: (f32, f32),
}

/// What keeps a printer from printing, as far as it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterTrouble {
    /// No paper, labels or cards.
    PaperOut,
    /// A cover or a door stands open.
    CoverOpen,
    /// Paper is stuck.
    Jam,
    /// No ink, toner or ribbon.
    InkOut,
    /// It does not answer, or is stopped.
    Offline,
    /// The paper that was ordered does not fit what is in it.
    WrongPaper,
}

/// The printer did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("failed to {doing}")]
pub struct PrinterFault {
    doing: &'static str,
    trouble: Option<PrinterTrouble>,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

impl PrinterFault {
    /// What was tried ("write the badge"), and what the device said.
    pub fn new(doing: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { doing, trouble: None, cause: cause.into() }
    }

    /// The same of a printer that says what it lacks.
    pub fn by(self, trouble: PrinterTrouble) -> Self {
        Self { trouble: Some(trouble), ..self }
    }

    /// The same of a printer that may have said what it lacks.
    pub fn maybe_by(self, trouble: Option<PrinterTrouble>) -> Self {
        Self { trouble: trouble.or(self.trouble), ..self }
    }

    /// What the printer lacks, if it said so: once that is mended, it may be tried again.
    pub fn trouble(&self) -> Option<PrinterTrouble> {
        self.trouble
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

/// The record does not take the step before the paper goes out: nothing is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the record does not take it")]
pub struct NotRecorded;

/// Who is told how a try goes.
pub trait PrintSteps {
    /// Everything is ready: from here on the paper may come out. Called once a try, before its first byte goes out; if it
    /// fails nothing goes out, and the order is *not printed*.
    ///
    /// # Errors
    /// The record does not take it.
    fn hand_over(&mut self) -> Result<(), NotRecorded>;

    /// The printer has the paper and waits for somebody.
    fn hindered(&mut self, trouble: PrinterTrouble);
}

/// Steps that go on no record, of what is no badge: lists and tests.
pub struct Unrecorded;

impl PrintSteps for Unrecorded {
    fn hand_over(&mut self) -> Result<(), NotRecorded> {
        Ok(())
    }

    fn hindered(&mut self, _trouble: PrinterTrouble) {}
}

/// A printer. Owned by one thread, one order at a time.
pub trait Printer: Send {
    /// The form it takes a page in.
    fn form(&self) -> Form {
        Form::Pdf
    }

    /// Prints, and returns when the end is known, or when it will not be known in time.
    fn print(&mut self, order: &PrintOrder<'_>, steps: &mut dyn PrintSteps) -> Printing;

    /// What became of an order by this name that was handed over before a restart.
    fn was_printed(&mut self, name: &str) -> Known;

    /// What keeps it from printing at this moment; none when it is ready.
    fn trouble(&mut self) -> Option<PrinterTrouble>;
}
