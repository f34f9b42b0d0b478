//! What the gate hand needs from a gate: one relay to drive, four contacts to read; and what may hang there besides, a
//! siren and the lights of the readers.

use std::error::Error;
use std::sync::Arc;

/// What the relay is asked to do. Released is safe: entry is shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relay {
    /// No current in the coil: the lock holds, the barrier stays down.
    Released,
    /// Current in the coil: the gate is let open.
    Driven,
}

/// The contacts at the gate, as they stand at one moment. `true` means the thing is so, whatever the wiring;
/// polarity is the board's affair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inputs {
    /// The door stands open; `None` when no door contact is wired.
    pub door_open: Option<bool>,
    /// The exit button is pressed. It opens by its own wiring; this only tells of it.
    pub exit_button: bool,
    /// The fire alarm is on.
    pub fire: bool,
    /// The housing of the board is open.
    pub tamper: bool,
}

/// What shows or sounds at a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    /// The green light.
    Green,
    /// The red light.
    Red,
    /// The beeper.
    Beeper,
}

impl Signal {
    /// Every signal.
    pub const ALL: [Signal; 3] = [Signal::Green, Signal::Red, Signal::Beeper];
}

/// The cause of a board's fault. Shared, because one fault is told to the visit and to the gate.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// The board did not do what it was asked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BoardFault {
    /// The relay did not take the level, or did not keep it.
    #[error("failed to set the gate relay to {drive:?}")]
    Relay {
        /// What was asked.
        drive: Relay,
        /// What the device said.
        #[source]
        cause: Cause,
    },
    /// The siren's relay did not take the level.
    #[error("failed to set the siren's relay to {drive:?}")]
    Siren {
        /// What was asked.
        drive: Relay,
        /// What the device said.
        #[source]
        cause: Cause,
    },
    /// A light or a beeper could not be switched.
    #[error("failed to switch {signal:?} at reader {reader} of the configuration")]
    Signal {
        /// The reader's place in the configuration, from 1.
        reader: usize,
        /// What was asked.
        signal: Signal,
        /// What the device said.
        #[source]
        cause: Cause,
    },
    /// The contacts could not be read.
    #[error("failed to read the gate's contacts")]
    Inputs {
        /// What the device said.
        #[source]
        cause: Cause,
    },
}

impl BoardFault {
    /// A relay that did not obey `drive`, with what the device said.
    pub fn relay(drive: Relay, cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Relay { drive, cause: Arc::new(cause) }
    }

    /// A siren that did not obey `drive`, with what the device said.
    pub fn siren(drive: Relay, cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Siren { drive, cause: Arc::new(cause) }
    }

    /// A signal of the reader at `place`, from 0, that was not switched, with what the device said.
    pub fn signal(place: usize, signal: Signal, cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Signal { reader: place + 1, signal, cause: Arc::new(cause) }
    }

    /// Contacts that could not be read, with what the device said.
    pub fn inputs(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Inputs { cause: Arc::new(cause) }
    }
}

/// A board with the gate's relay and contacts. It starts with everything released and off, and ends so when it is
/// dropped, so that no way of ending leaves the gate open. It is owned by one thread; nothing else may write to it.
pub trait GateBoard: Send {
    /// Puts the relay into `drive`. `Ok` means the level was taken. Asking for the level that stands is no edge.
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault>;

    /// Reads all contacts at this moment, not debounced.
    fn read_inputs(&mut self) -> Result<Inputs, BoardFault>;

    /// Puts the siren's relay into `drive`. A board without a siren is quiet, and refuses to sound.
    fn set_siren(&mut self, drive: Relay) -> Result<(), BoardFault>;

    /// Switches a signal at the reader whose place in the configuration is `reader`, from 0. What is not wired is
    /// switched without anything happening.
    fn set_signal(&mut self, reader: usize, signal: Signal, on: bool) -> Result<(), BoardFault>;
}
