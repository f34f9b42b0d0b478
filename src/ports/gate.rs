//! What the gate hand needs from a gate: one relay to drive, four contacts to read.

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

    /// Contacts that could not be read, with what the device said.
    pub fn inputs(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Inputs { cause: Arc::new(cause) }
    }
}

/// A board with one relay and the gate's contacts. It starts released and releases when it is dropped, so that
/// no way of ending leaves the gate open. It is owned by one thread; nothing else may write to it.
pub trait GateBoard: Send {
    /// Puts the relay into `drive`. `Ok` means the level was taken. Asking for the level that stands is no edge.
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault>;

    /// Reads all contacts at this moment, not debounced.
    fn read_inputs(&mut self) -> Result<Inputs, BoardFault>;
}
