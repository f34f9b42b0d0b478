//! A gate board made of single pins: those that drive the relay, a siren and the lights of readers, and up to four that
//! read contacts.
//!
//! Which way round each pin is wired is known here and nowhere else. The pins themselves come from a device
//! ([`super::gate_rppal`] on a Raspberry Pi, [`super::gate_gpiocdev`] on any board) or from a test.

use std::io;

use crate::ports::gate::{BoardFault, GateBoard, Inputs, Relay, Signal};

/// A pin that drives. An error means the pin does not have the level it was given.
pub trait OutputPin: Send {
    /// Puts the pin at its supply voltage.
    fn set_high(&mut self) -> io::Result<()>;
    /// Puts the pin at ground.
    fn set_low(&mut self) -> io::Result<()>;
}

/// A pin that reads.
pub trait ContactPin: Send {
    /// Whether the pin is at its supply voltage now.
    fn is_high(&self) -> io::Result<bool>;
}

/// A pin and the way round it is wired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wired<P> {
    /// The pin, or its number in a configuration.
    pub pin: P,
    /// `true` when the low level means driven, pressed, open or on.
    pub active_low: bool,
}

impl<P> Wired<P> {
    /// The level at which it is driven (`true`) or at rest: `true` for high.
    pub fn level(&self, active: bool) -> bool {
        active != self.active_low
    }

    /// The same wire on what `take` makes of its pin.
    ///
    /// # Errors
    /// Those of `take`.
    pub fn take<Q, E>(self, take: impl FnOnce(Wired<P>) -> Result<Q, E>) -> Result<Wired<Q>, E> {
        let active_low = self.active_low;
        Ok(Wired { pin: take(self)?, active_low })
    }
}

/// What is wired at one reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderWiring<P> {
    /// The green light.
    pub green: Option<Wired<P>>,
    /// The red light.
    pub red: Option<Wired<P>>,
    /// The beeper.
    pub beeper: Option<Wired<P>>,
}

impl<P> ReaderWiring<P> {
    fn of(&mut self, signal: Signal) -> Option<&mut Wired<P>> {
        match signal {
            Signal::Green => self.green.as_mut(),
            Signal::Red => self.red.as_mut(),
            Signal::Beeper => self.beeper.as_mut(),
        }
    }
}

/// Everything that is wired to one gate: `P` drives, `C` reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateWiring<P, C> {
    /// The relay that lets the gate open.
    pub relay: Wired<P>,
    /// The door contact; active means open.
    pub door: Option<Wired<C>>,
    /// The exit button's second contact.
    pub exit_button: Option<Wired<C>>,
    /// The fire alarm's contact.
    pub fire: Option<Wired<C>>,
    /// The housing's contact.
    pub tamper: Option<Wired<C>>,
    /// The siren's relay.
    pub siren: Option<Wired<P>>,
    /// The readers, in the order of the configuration.
    pub readers: Vec<ReaderWiring<P>>,
}

impl<P, C> GateWiring<P, C> {
    /// The same wires on pins of a device: `output` takes each that drives, the relay's first, `contact` each that
    /// reads.
    ///
    /// # Errors
    /// The first of theirs.
    pub fn take<Q, D, E>(
        self,
        mut output: impl FnMut(Wired<P>) -> Result<Q, E>,
        mut contact: impl FnMut(Wired<C>) -> Result<D, E>,
    ) -> Result<GateWiring<Q, D>, E> {
        let relay = self.relay.take(&mut output)?;
        let mut reads = |wired: Option<Wired<C>>| wired.map(|wired| wired.take(&mut contact)).transpose();
        let (door, exit_button) = (reads(self.door)?, reads(self.exit_button)?);
        let (fire, tamper) = (reads(self.fire)?, reads(self.tamper)?);
        let mut drives = |wired: Option<Wired<P>>| wired.map(|wired| wired.take(&mut output)).transpose();
        let siren = drives(self.siren)?;
        let mut readers = Vec::with_capacity(self.readers.len());
        for ReaderWiring { green, red, beeper } in self.readers {
            readers.push(ReaderWiring { green: drives(green)?, red: drives(red)?, beeper: drives(beeper)? });
        }
        Ok(GateWiring { relay, door, exit_button, fire, tamper, siren, readers })
    }

    /// Every wire that drives, the relay's first.
    pub fn outputs(&self) -> impl Iterator<Item = &Wired<P>> {
        let lights = self.readers.iter().flat_map(|reader| [&reader.green, &reader.red, &reader.beeper]);
        std::iter::once(&self.relay).chain(&self.siren).chain(lights.flatten())
    }

    /// Every wire that reads.
    pub fn contacts(&self) -> impl Iterator<Item = &Wired<C>> {
        [&self.door, &self.exit_button, &self.fire, &self.tamper].into_iter().flatten()
    }
}

/// The board over its pins.
struct GateOverPins<P: OutputPin, C: ContactPin>(GateWiring<P, C>);

/// A board over `wiring`. Every pin that drives is put at its released level before this returns, the relay's first; a
/// relay that refuses is a fault, and no board.
pub fn over_pins<P, C>(wiring: GateWiring<P, C>) -> Result<Box<dyn GateBoard>, BoardFault>
where
    P: OutputPin + 'static,
    C: ContactPin + 'static,
{
    let mut board = GateOverPins(wiring);
    board.set_relay(Relay::Released)?;
    board.quieten();
    Ok(Box::new(board))
}

fn is_active<C: ContactPin>(contact: &Option<Wired<C>>) -> Result<Option<bool>, BoardFault> {
    let Some(contact) = contact else { return Ok(None) };
    let high = contact.pin.is_high().map_err(BoardFault::inputs)?;
    Ok(Some(high != contact.active_low))
}

fn drive<P: OutputPin>(wired: &mut Wired<P>, active: bool) -> io::Result<()> {
    if wired.level(active) { wired.pin.set_high() } else { wired.pin.set_low() }
}

impl<P: OutputPin, C: ContactPin> GateOverPins<P, C> {
    /// Puts out everything but the gate. A light that stays on is no reason to be without a gate.
    fn quieten(&mut self) {
        let told = |fault: BoardFault| tracing::warn!(error = &fault as &dyn std::error::Error);
        if let Err(fault) = self.set_siren(Relay::Released) {
            told(fault);
        }
        for reader in 0..self.0.readers.len() {
            for signal in Signal::ALL {
                if let Err(fault) = self.set_signal(reader, signal, false) {
                    told(fault);
                }
            }
        }
    }
}

impl<P: OutputPin, C: ContactPin> GateBoard for GateOverPins<P, C> {
    fn set_relay(&mut self, level: Relay) -> Result<(), BoardFault> {
        drive(&mut self.0.relay, level == Relay::Driven).map_err(|cause| BoardFault::relay(level, cause))
    }

    fn read_inputs(&mut self) -> Result<Inputs, BoardFault> {
        let wiring = &self.0;
        Ok(Inputs {
            door_open: is_active(&wiring.door)?,
            exit_button: is_active(&wiring.exit_button)?.unwrap_or(false),
            fire: is_active(&wiring.fire)?.unwrap_or(false),
            tamper: is_active(&wiring.tamper)?.unwrap_or(false),
        })
    }

    fn set_siren(&mut self, level: Relay) -> Result<(), BoardFault> {
        let fault = |cause| BoardFault::siren(level, cause);
        match &mut self.0.siren {
            Some(siren) => drive(siren, level == Relay::Driven).map_err(fault),
            None if level == Relay::Released => Ok(()),
            None => Err(fault(io::Error::other("no siren is wired"))),
        }
    }

    fn set_signal(&mut self, reader: usize, signal: Signal, on: bool) -> Result<(), BoardFault> {
        let wired = self.0.readers.get_mut(reader).and_then(|reader| reader.of(signal));
        let driven = wired.map_or(Ok(()), |wired| drive(wired, on));
        driven.map_err(|cause| BoardFault::signal(reader, signal, cause))
    }
}

impl<P: OutputPin, C: ContactPin> Drop for GateOverPins<P, C> {
    fn drop(&mut self) {
        // Before the pins go back to their device: what follows must find the gate shut.
        if let Err(fault) = self.set_relay(Relay::Released) {
            tracing::error!(error = &fault as &dyn std::error::Error, "the gate relay may still be driven");
        }
        self.quieten();
    }
}
