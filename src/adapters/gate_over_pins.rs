//! A gate board made of single pins: one that drives the relay, up to four that read contacts.
//!
//! Which way round each pin is wired is known here and nowhere else. The pins themselves come from a device
//! ([`super::gate_rppal`] on a Raspberry Pi) or from a test.

use std::io;

use crate::ports::gate::{BoardFault, GateBoard, Inputs, Relay};

/// A pin that drives. An error means the pin does not have the level it was given.
pub trait RelayPin: Send {
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
    /// The pin, or its BCM number in a configuration.
    pub pin: P,
    /// `true` when the low level means driven, pressed, open or on.
    pub active_low: bool,
}

/// Everything that is wired to one gate: `P` drives, `C` reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
}

/// The board over its pins.
struct GateOverPins<P: RelayPin, C: ContactPin>(GateWiring<P, C>);

/// A board over `wiring`. The relay pin is put at its released level before this returns; a pin that refuses is
/// a fault, and no board.
pub fn over_pins<P, C>(wiring: GateWiring<P, C>) -> Result<Box<dyn GateBoard>, BoardFault>
where
    P: RelayPin + 'static,
    C: ContactPin + 'static,
{
    let mut board = GateOverPins(wiring);
    board.set_relay(Relay::Released)?;
    Ok(Box::new(board))
}

fn is_active<C: ContactPin>(contact: &Option<Wired<C>>) -> Result<Option<bool>, BoardFault> {
    let Some(contact) = contact else { return Ok(None) };
    let high = contact.pin.is_high().map_err(BoardFault::inputs)?;
    Ok(Some(high != contact.active_low))
}

impl<P: RelayPin, C: ContactPin> GateBoard for GateOverPins<P, C> {
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault> {
        let relay = &mut self.0.relay;
        let high = (drive == Relay::Driven) != relay.active_low;
        let written = if high { relay.pin.set_high() } else { relay.pin.set_low() };
        written.map_err(|cause| BoardFault::relay(drive, cause))
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
}

impl<P: RelayPin, C: ContactPin> Drop for GateOverPins<P, C> {
    fn drop(&mut self) {
        // Before the pin goes back to its device: what follows must find the gate shut.
        if let Err(fault) = self.set_relay(Relay::Released) {
            tracing::error!(error = &fault as &dyn std::error::Error, "the gate relay may still be driven");
        }
    }
}
