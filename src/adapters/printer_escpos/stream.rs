//! A page as the bytes a receipt printer understands.

use std::cell::RefCell;

use escpos::driver::Driver;
use escpos::errors::{PrinterError, Result};
use escpos::printer::Printer;
use escpos::utils::Protocol;

/// DLE, which begins what a printer obeys at once, wherever it stands.
const DLE: u8 = 0x10;
/// What makes an order of a DLE before it: a question (EOT), a new start (ENQ), a drawer, a switch or an empty buffer (DC4).
const ORDERS: [u8; 3] = [0x04, 0x05, 0x14];
/// A DLE with one dot more, beside the one it has.
const DLE_BOLD: u8 = 0x18;
/// A picture of dots (GS v 0), in its normal size.
const PICTURE: [u8; 4] = [0x1D, b'v', b'0', 0];
/// Rows of one picture: small printers have no room for a whole page. No length of it, low byte first, is an order.
const PICTURE_ROWS: usize = 128;
/// Lines fed behind the page, so that a printer without a cutter has it outside of its tear bar.
const FED_LINES: u8 = 3;
/// "Tell unasked whether you are online, have errors, have paper", and "tell no more" (GS a).
const TELL: [u8; 3] = [0x1D, b'a', 0b1110];
const TELL_NO_MORE: [u8; 3] = [0x1D, b'a', 0];
/// "How is the paper?" (GS r): answered when everything before it is done.
const ARE_YOU_DONE: [u8; 3] = [0x1D, b'r', 1];

/// The question with this number about a printer's state (DLE EOT). The crate's own has a byte more, which printers take
/// for text.
pub(super) fn question(number: u8) -> [u8; 3] {
    [DLE, ORDERS[0], number]
}

/// A page of dots, fed and cut off. A printer that answers is asked to say when it is done.
///
/// # Errors
/// The crate refuses a command; none of these.
pub(super) fn job(row_bytes: usize, dots: &[u8], answers: bool) -> Result<Vec<u8>> {
    let mut printer = Printer::new(Collected::default(), Protocol::default(), None);
    printer.init()?;
    if answers {
        printer.custom(&TELL)?;
    }
    for rows in dots.chunks(row_bytes.max(1) * PICTURE_ROWS) {
        printer.custom(&picture(row_bytes, rows)?)?;
    }
    printer.feeds(FED_LINES)?.cut()?;
    if answers {
        printer.custom(&ARE_YOU_DONE)?.custom(&TELL_NO_MORE)?;
    }
    printer.print()?;
    Ok(printer.driver().0.into_inner())
}

fn picture(row_bytes: usize, rows: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = PICTURE.to_vec();
    for length in [row_bytes, rows.len() / row_bytes.max(1)] {
        bytes.extend(u16::try_from(length)?.to_le_bytes());
    }
    let begin = bytes.len();
    bytes.extend_from_slice(rows);
    quieten(&mut bytes[begin..]);
    Ok(bytes)
}

/// Printers look for orders in pictures, too, and one opens a till: so where the dots are an order, there is one dot more.
/// In a QR there is none: a single dot stands nowhere in it.
fn quieten(dots: &mut [u8]) {
    for at in 1..dots.len() {
        if dots[at - 1] == DLE && ORDERS.contains(&dots[at]) {
            dots[at - 1] = DLE_BOLD;
        }
    }
}

/// Keeps what the crate would send: how much of it went out is ours to know.
#[derive(Default)]
struct Collected(RefCell<Vec<u8>>);

impl Driver for Collected {
    fn name(&self) -> String {
        "collected".to_owned()
    }

    fn write(&self, data: &[u8]) -> Result<()> {
        self.0.try_borrow_mut()?.extend_from_slice(data);
        Ok(())
    }

    fn read(&self, _: &mut [u8]) -> Result<usize> {
        Err(PrinterError::Io("nobody answers here".to_owned()))
    }

    fn flush(&self) -> Result<()> {
        Ok(())
    }
}
