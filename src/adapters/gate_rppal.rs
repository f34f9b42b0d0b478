//! The relays, lights and contacts of a Raspberry Pi, by its GPIO pins.
//!
//! The levels go through the pin registers, for the contacts are read by polling and need no edges. A pin that is
//! killed with its process keeps its level: `gatehouse.service` shuts the relay then (`ExecStopPost=`), and the
//! boot configuration keeps it shut until the program starts.

use std::io;

use rppal::gpio::{Error, Gpio, InputPin, IoPin, Mode};

use super::gate_over_lines::settles;
use super::gate_over_pins::{ContactPin, GateWiring, OutputPin, Wired, over_pins};
use crate::ports::gate::{BoardFault, GateBoard};

/// Why no board could be made of this machine's pins.
#[derive(Debug, thiserror::Error)]
pub enum NoPins {
    /// It is another kind of machine, or the pins' device is missing or locked.
    #[error("this machine has no Raspberry Pi GPIO; set [gate] kind = \"simulated\"")]
    NoGpio {
        /// What stood in the way.
        #[source]
        cause: Error,
    },
    /// The pins are there but this user may not touch them.
    #[error("the GPIO pins may not be used by this user; add it to the group gpio")]
    NotAllowed {
        /// Which device refused.
        #[source]
        cause: Error,
    },
    /// One pin cannot be had.
    #[error("failed to take GPIO pin {pin}")]
    Pin {
        /// Its BCM number.
        pin: u8,
        /// Why not: unknown to this board, or named twice.
        #[source]
        cause: Error,
    },
    /// The relay's pin would not go to its released level.
    #[error("failed to shut the gate at the start")]
    Board(#[source] BoardFault),
}

/// Takes the pins of `wiring` (BCM numbers) and makes a board of them, released. Contacts switch to ground and get
/// the Pi's pull-up: a contact that closes when active is `active_low`; one that opens when active is not, and its
/// cut wire reads as active, which is right for fire, door and housing.
pub fn open(wiring: GateWiring<u8, u8>) -> Result<Box<dyn GateBoard>, NoPins> {
    let gpio = Gpio::new().map_err(|cause| match cause {
        Error::PermissionDenied(_) => NoPins::NotAllowed { cause },
        Error::UnknownModel
        | Error::PinUsed(_)
        | Error::PinNotAvailable(_)
        | Error::Io(_)
        | Error::ThreadPanic => NoPins::NoGpio { cause },
    })?;
    let wiring = wiring.take(|wired| take_output(&gpio, wired), |wired| take_contact(&gpio, wired))?;
    over_pins(wiring).map_err(NoPins::Board)
}

/// A pin as an output: the relay's, the siren's, a light's.
struct RppalOutput(IoPin);

/// Takes an output, released.
fn take_output(gpio: &Gpio, wired: Wired<u8>) -> Result<RppalOutput, NoPins> {
    let take = || gpio.get(wired.pin).map_err(|cause| NoPins::Pin { pin: wired.pin, cause });
    // The level is written before the direction, so that the relay does not click when the program starts.
    let mut output = if wired.level(false) { take()?.into_output_high() } else { take()?.into_output_low() };
    output.set_reset_on_drop(false);
    drop(output);
    // Setting the mode once more switches on the pin's input side, which a Pi 5 needs to read its level back.
    let mut pin = take()?.into_io(Mode::Output);
    pin.set_mode(Mode::Output);
    // An output that goes back to being an input would leave the relay's input floating.
    pin.set_reset_on_drop(false);
    Ok(RppalOutput(pin))
}

fn take_contact(gpio: &Gpio, wired: Wired<u8>) -> Result<RppalContact, NoPins> {
    let pin = gpio.get(wired.pin).map_err(|cause| NoPins::Pin { pin: wired.pin, cause })?;
    Ok(RppalContact(pin.into_input_pullup()))
}

impl RppalOutput {
    fn has_gone(&self, high: bool) -> io::Result<()> {
        settles(|| Ok(self.0.is_high()), high, self.0.pin())
    }
}

impl OutputPin for RppalOutput {
    fn set_high(&mut self) -> io::Result<()> {
        self.0.set_high();
        self.has_gone(true)
    }

    fn set_low(&mut self) -> io::Result<()> {
        self.0.set_low();
        self.has_gone(false)
    }
}

/// A contact's pin as an input.
struct RppalContact(InputPin);

impl ContactPin for RppalContact {
    fn is_high(&self) -> io::Result<bool> {
        Ok(self.0.is_high())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_pins_is_told_what_to_set() {
        let fault = NoPins::NoGpio { cause: Error::UnknownModel };
        assert_eq!(
            fault.to_string(),
            "this machine has no Raspberry Pi GPIO; set [gate] kind = \"simulated\""
        );
        assert!(std::error::Error::source(&fault).is_some());
    }
}
