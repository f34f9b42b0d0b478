//! A gate board made of numbered lines that are had all together, as the kernel gives them ([`super::gate_gpiocdev`]) or
//! a test does.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::gate_over_pins::{ContactPin, GateWiring, OutputPin, Wired, over_pins};
use crate::ports::gate::{BoardFault, GateBoard};

/// How long a line may take to show the level it was given: nanoseconds by itself, more with a long cable; one that has
/// not got there by then is held by something else.
const LINE_SETTLES_WITHIN: Duration = Duration::from_millis(1);

/// Lines that were given: the kernel's, or a test's.
pub trait Lines: Send + Sync {
    /// Puts an output at a level.
    ///
    /// # Errors
    /// What the device says.
    fn set(&self, line: u8, high: bool) -> io::Result<()>;

    /// Whether a line is high, output or input.
    ///
    /// # Errors
    /// What the device says.
    fn is_high(&self, line: u8) -> io::Result<bool>;
}

/// A board over lines that are taken.
///
/// # Errors
/// The relay's line is not released.
pub fn over_lines<L: Lines + 'static>(
    wiring: GateWiring<u8, u8>,
    lines: Arc<L>,
) -> Result<Box<dyn GateBoard>, BoardFault> {
    let line = |wired: Wired<u8>| Ok(Line { lines: Arc::clone(&lines), line: wired.pin });
    over_pins(wiring.take(line, line)?)
}

/// One line.
struct Line<L> {
    lines: Arc<L>,
    line: u8,
}

impl<L: Lines> Line<L> {
    /// Puts the line at a level and waits until it is there: one that is shorted never gets there.
    fn put(&self, high: bool) -> io::Result<()> {
        self.lines.set(self.line, high)?;
        settles(|| self.lines.is_high(self.line), high, self.line)
    }
}

/// Waits until line or pin `number` has the level it was given: a shorted or burnt one never gets there.
pub(super) fn settles(is_high: impl Fn() -> io::Result<bool>, high: bool, number: u8) -> io::Result<()> {
    let given = Instant::now();
    while is_high()? != high {
        if given.elapsed() > LINE_SETTLES_WITHIN {
            let level = if high { "high" } else { "low" };
            return Err(io::Error::other(format!("GPIO line {number} does not go {level}")));
        }
        std::hint::spin_loop();
    }
    Ok(())
}

impl<L: Lines> OutputPin for Line<L> {
    fn set_high(&mut self) -> io::Result<()> {
        self.put(true)
    }

    fn set_low(&mut self) -> io::Result<()> {
        self.put(false)
    }
}

impl<L: Lines> ContactPin for Line<L> {
    fn is_high(&self) -> io::Result<bool> {
        self.lines.is_high(self.line)
    }
}
