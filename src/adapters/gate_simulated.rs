//! A gate without a gate: for `demo`, and for tests that need every edge.
//!
//! [`SimulatedGate`] is the gate itself and outlives whoever drives it; [`SimulatedGate::board`] is what an engine
//! is given. A restarted engine asks the same gate for a new board, for motors do not restart with the program.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::ports::gate::{BoardFault, GateBoard, Inputs, Relay, Signal};

/// How many relay edges are kept: a long demo must not fill the memory, and no test makes more. The oldest go.
pub const EDGES_KEPT_MAX: usize = 65_536;

/// One change of the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What it changed to.
    pub to: Relay,
    /// When.
    pub at: Instant,
}

/// A visitor who walks through whenever the gate lets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AutomaticDoor {
    /// From the relay being driven to the door opening.
    pub opens_after: Duration,
    /// From opening to closing.
    pub stays_open: Duration,
}

/// The gate with its door, contacts and faults. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct SimulatedGate(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    relay: Relay,
    edges: VecDeque<Edge>,
    inputs: Inputs,
    automatic_door: Option<AutomaticDoor>,
    driven_at: Option<Instant>,
    siren: Relay,
    /// Every switching of a signal, the latest [`EDGES_KEPT_MAX`].
    signals: VecDeque<(usize, Signal, bool)>,
    relay_fails: bool,
    siren_fails: bool,
    inputs_fail: bool,
    slow: Duration,
}

impl State {
    fn set_relay(&mut self, to: Relay) {
        if self.relay == to {
            return;
        }
        let at = Instant::now();
        self.relay = to;
        if to == Relay::Driven {
            self.driven_at = Some(at);
        }
        if self.edges.len() == EDGES_KEPT_MAX {
            self.edges.pop_front();
        }
        self.edges.push_back(Edge { to, at });
    }

    fn inputs(&self) -> Inputs {
        let mut inputs = self.inputs;
        if let (Some(door), Some(driven_at)) = (self.automatic_door, self.driven_at) {
            let since = driven_at.elapsed();
            let open = since >= door.opens_after && since < door.opens_after + door.stays_open;
            inputs.door_open = Some(open || inputs.door_open == Some(true));
        }
        inputs
    }
}

impl Default for SimulatedGate {
    fn default() -> Self {
        Self::new()
    }
}

impl SimulatedGate {
    /// A released gate with a closed door, nothing pressed, nothing burning, nothing broken.
    pub fn new() -> Self {
        let state = State {
            relay: Relay::Released,
            edges: VecDeque::new(),
            inputs: Inputs { door_open: Some(false), ..Inputs::default() },
            automatic_door: None,
            driven_at: None,
            siren: Relay::Released,
            signals: VecDeque::new(),
            relay_fails: false,
            siren_fails: false,
            inputs_fail: false,
            slow: Duration::ZERO,
        };
        Self(Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new() }))
    }

    /// A board for an engine. It releases the relay when it is dropped, as the real one does.
    pub fn board(&self) -> Box<dyn GateBoard> {
        Box::new(SimulatedBoard(self.clone()))
    }

    /// A panic in another thread must not hide what the gate did, so poison is read through.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.0.changed.notify_all();
    }

    /// How the relay stands.
    pub fn relay(&self) -> Relay {
        self.state().relay
    }

    /// The relay's edges so far, the latest [`EDGES_KEPT_MAX`] of them, oldest first.
    pub fn edges(&self) -> Vec<Edge> {
        self.state().edges.iter().copied().collect()
    }

    /// Whether the siren sounds.
    pub fn siren(&self) -> Relay {
        self.state().siren
    }

    /// What was switched at the readers so far: the reader's place in the configuration, from 0, what, and whether on;
    /// the latest [`EDGES_KEPT_MAX`], oldest first.
    pub fn signals(&self) -> Vec<(usize, Signal, bool)> {
        self.state().signals.iter().copied().collect()
    }

    /// Waits until siren and signals are so, no longer than `limit`; tells whether they are.
    pub fn wait_for_signals(
        &self,
        limit: Duration,
        so: impl Fn(Relay, &VecDeque<(usize, Signal, bool)>) -> bool,
    ) -> bool {
        let (state, _) = self
            .0
            .changed
            .wait_timeout_while(self.state(), limit, |state| !so(state.siren, &state.signals))
            .unwrap_or_else(PoisonError::into_inner);
        so(state.siren, &state.signals)
    }

    /// Waits until `count` edges have come, no longer than `limit`; tells whether they have.
    pub fn wait_for_edges(&self, count: usize, limit: Duration) -> bool {
        let (state, _) = self
            .0
            .changed
            .wait_timeout_while(self.state(), limit, |state| state.edges.len() < count)
            .unwrap_or_else(PoisonError::into_inner);
        state.edges.len() >= count
    }

    /// Opens or closes the door by hand; `None` takes the contact off.
    pub fn set_door(&self, open: Option<bool>) {
        self.change(|state| state.inputs.door_open = open);
    }

    /// Presses the exit button or lets it go.
    pub fn set_exit_button(&self, pressed: bool) {
        self.change(|state| state.inputs.exit_button = pressed);
    }

    /// Starts the fire alarm or resets it.
    pub fn set_fire(&self, on: bool) {
        self.change(|state| state.inputs.fire = on);
    }

    /// Opens or closes the board's housing.
    pub fn set_tamper(&self, open: bool) {
        self.change(|state| state.inputs.tamper = open);
    }

    /// Has somebody walk through after every rising edge; `None` leaves the door to [`set_door`](Self::set_door).
    pub fn set_automatic_door(&self, door: Option<AutomaticDoor>) {
        self.change(|state| {
            state.automatic_door = door;
            state.driven_at = None;
        });
    }

    /// Breaks the relay (it refuses every level and stays as it is) or mends it.
    pub fn break_relay(&self, broken: bool) {
        self.change(|state| state.relay_fails = broken);
    }

    /// Breaks the siren's relay (it takes no level) or mends it.
    pub fn break_siren(&self, broken: bool) {
        self.change(|state| state.siren_fails = broken);
    }

    /// Cuts the contacts' cable (no reading succeeds) or mends it.
    pub fn break_inputs(&self, broken: bool) {
        self.change(|state| state.inputs_fail = broken);
    }

    /// Makes every answer of the board take this long.
    pub fn set_slow(&self, slow: Duration) {
        self.change(|state| state.slow = slow);
    }
}

/// What an engine drives.
struct SimulatedBoard(SimulatedGate);

impl SimulatedBoard {
    /// Takes the board's time without holding the gate, so that a test can look meanwhile.
    fn take_time(&self) {
        let slow = self.0.state().slow;
        if !slow.is_zero() {
            std::thread::sleep(slow);
        }
    }
}

impl GateBoard for SimulatedBoard {
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault> {
        self.take_time();
        if self.0.state().relay_fails {
            return Err(BoardFault::relay(drive, io::Error::other("the simulated relay is broken")));
        }
        self.0.change(|state| state.set_relay(drive));
        Ok(())
    }

    fn read_inputs(&mut self) -> Result<Inputs, BoardFault> {
        self.take_time();
        let state = self.0.state();
        if state.inputs_fail {
            return Err(BoardFault::inputs(io::Error::other("the simulated cable is cut")));
        }
        Ok(state.inputs())
    }

    fn set_siren(&mut self, drive: Relay) -> Result<(), BoardFault> {
        self.take_time();
        if self.0.state().siren_fails {
            return Err(BoardFault::siren(drive, io::Error::other("the simulated siren is broken")));
        }
        self.0.change(|state| state.siren = drive);
        Ok(())
    }

    fn set_signal(&mut self, reader: usize, signal: Signal, on: bool) -> Result<(), BoardFault> {
        self.take_time();
        self.0.change(|state| {
            if state.signals.len() == EDGES_KEPT_MAX {
                state.signals.pop_front();
            }
            state.signals.push_back((reader, signal, on));
        });
        Ok(())
    }
}

impl Drop for SimulatedBoard {
    fn drop(&mut self) {
        self.0.change(|state| {
            if !state.relay_fails {
                state.set_relay(Relay::Released);
            }
            if !state.siren_fails {
                state.siren = Relay::Released;
            }
        });
    }
}
