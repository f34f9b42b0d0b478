//! What a receipt printer says: single bytes, told apart by a few fixed bits.

use escpos::utils::{RealTimeStatusRequest, RealTimeStatusResponse};

use crate::ports::printer::PrinterTrouble;

/// Bytes in what a printer tells unasked (GS a).
const TOLD_BYTES: usize = 4;

/// One thing a printer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The answer to a question about its state (DLE EOT).
    State(u8),
    /// It has come to the question that stands behind the page (GS r).
    CameTo,
    /// Unasked: what it lacks at this moment, or nothing.
    Lacks(Option<PrinterTrouble>),
}

/// Listens to a printer, in whatever pieces its bytes come.
#[derive(Debug, Default)]
pub struct Hearing {
    /// What it is telling unasked, as far as it has come.
    told: Vec<u8>,
}

impl Hearing {
    /// Takes the next bytes and gives what is complete with them. Total over any bytes: what is nothing is passed over.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Said> {
        bytes.iter().filter_map(|byte| self.next(*byte)).collect()
    }

    fn next(&mut self, byte: u8) -> Option<Said> {
        if !self.told.is_empty() {
            if is_plain(byte) {
                self.told.push(byte);
                let told = <[u8; TOLD_BYTES]>::try_from(self.told.as_slice()).ok()?;
                self.told.clear();
                return Some(Said::Lacks(told_lack(told)));
            }
            // The rest of it was lost.
            self.told.clear();
        }
        match byte & 0b1001_0011 {
            0b0001_0000 => {
                self.told.push(byte);
                None
            }
            0b0001_0010 => Some(Said::State(byte)),
            _ => is_plain(byte).then_some(Said::CameTo),
        }
    }
}

/// Whether it is an answer to GS r, or a byte behind the first of what is told unasked.
fn is_plain(byte: u8) -> bool {
    byte & 0b1001_0000 == 0
}

/// What a printer lacks that tells its state unasked.
fn told_lack([printer, errors, paper, _]: [u8; TOLD_BYTES]) -> Option<PrinterTrouble> {
    const COVER_OPEN: u8 = 0x20;
    const FED_BY_BUTTON: u8 = 0x40;
    const OFFLINE: u8 = 0x08;
    const CUTTER: u8 = 0x08;
    const PAPER_END: u8 = 0x0C;
    if printer & COVER_OPEN != 0 {
        Some(PrinterTrouble::CoverOpen)
    } else if paper & PAPER_END != 0 {
        Some(PrinterTrouble::PaperOut)
    } else if errors & CUTTER != 0 {
        Some(PrinterTrouble::Jam)
    } else {
        (printer & (OFFLINE | FED_BY_BUTTON) == OFFLINE).then_some(PrinterTrouble::Offline)
    }
}

/// The questions about its state, in the order in which they are asked: what more printers know comes first.
pub const QUESTIONS: [RealTimeStatusRequest; 4] = [
    RealTimeStatusRequest::Printer,
    RealTimeStatusRequest::OfflineCause,
    RealTimeStatusRequest::RollPaperSensor,
    RealTimeStatusRequest::ErrorCause,
];

/// What a printer lacks by its answers to [`QUESTIONS`], as many as it gave.
pub fn lack(answers: &[u8]) -> Option<PrinterTrouble> {
    use RealTimeStatusResponse as Bit;
    let said: Vec<(Bit, bool)> = QUESTIONS
        .into_iter()
        .zip(answers)
        .filter_map(|(question, answer)| Bit::parse(question, *answer).ok())
        .flatten()
        .collect();
    let says = |bit: Bit, is: bool| said.contains(&(bit, is));
    if says(Bit::CoverClosed, false) {
        Some(PrinterTrouble::CoverOpen)
    } else if says(Bit::RollPaperEndSensorPaperPresent, false) || says(Bit::PrintingStopsDueToPaperEnd, true)
    {
        Some(PrinterTrouble::PaperOut)
    } else if says(Bit::AutocutterErrorOccurred, true) {
        Some(PrinterTrouble::Jam)
    } else {
        // Fed by its button it is offline for a moment, and lacks nothing.
        let is_off = says(Bit::Online, false) && !says(Bit::PaperFedByPaperFeedButton, true);
        is_off.then_some(PrinterTrouble::Offline)
    }
}
