//! A PIN for somebody: given, read from standard input, or made up here.

use super::{Exit, Failure};
use crate::adapters::staff_pin::check_strength;
use zeroize::Zeroizing;

/// Digits of a PIN that is made up: a million of them, still easy to keep in mind.
const DIGITS: usize = 6;
/// Bytes below this one give every digit equally often.
const FAIR: u8 = 250;
/// Longest line that is read as a PIN, in bytes: longer than any PIN, so that a wrong file is noticed.
const LINE_BYTES_MAX: u64 = 64;

/// A PIN, and whether its owner still has to be told.
pub(super) struct NewPin {
    pub(super) pin: Zeroizing<String>,
    pub(super) made_up: bool,
}

/// Takes `given`: `-` reads a line from standard input, `None` makes up a PIN that is not easy.
pub(super) fn obtain(given: Option<String>, staff_number: &str) -> Result<NewPin, Failure> {
    match given {
        None => Ok(NewPin { pin: make_up(staff_number)?, made_up: true }),
        Some(dash) if dash == "-" => Ok(NewPin { pin: read_line()?, made_up: false }),
        Some(pin) => Ok(NewPin { pin: Zeroizing::new(pin), made_up: false }),
    }
}

/// Reads byte by byte, so that the next PIN on the same input is left for its own reader.
fn read_line() -> Result<Zeroizing<String>, Failure> {
    use std::io::Read;
    let mut line = Zeroizing::new(String::new());
    for byte in std::io::stdin().lock().take(LINE_BYTES_MAX).bytes() {
        match byte? {
            b'\n' => break,
            byte => line.push(char::from(byte)),
        }
    }
    Ok(Zeroizing::new(line.trim_end().to_owned()))
}

fn make_up(staff_number: &str) -> Result<Zeroizing<String>, Failure> {
    loop {
        let mut pin = Zeroizing::new(String::with_capacity(DIGITS));
        while pin.len() < DIGITS {
            let mut byte = [0];
            getrandom::fill(&mut byte).map_err(Failure::of(Exit::Failed))?;
            if byte[0] < FAIR {
                pin.push(char::from(b'0' + byte[0] % 10));
            }
        }
        if check_strength(&pin, staff_number).is_ok() {
            return Ok(pin);
        }
    }
}
