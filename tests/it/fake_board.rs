//! A gate's board that hangs, or has its thread panic, when it is told to.

use std::sync::{Arc, Condvar, Mutex};

use gatehouse::ports::gate::{BoardFault, GateBoard, Inputs, Relay, Signal};

use crate::engine_bench::SOON;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Well,
    Hangs,
    Panics,
}

/// What becomes of a board.
#[derive(Clone, Default)]
pub struct BoardFate(Arc<(Mutex<State>, Condvar)>);

impl BoardFate {
    /// The board that shares it.
    pub fn with(&self, board: Box<dyn GateBoard>) -> Box<dyn GateBoard> {
        Box::new(Fated { fate: self.clone(), board })
    }

    /// Every reading hangs until [`BoardFate::mend`].
    pub fn hang(&self) {
        *self.0.0.lock().unwrap() = State::Hangs;
    }

    /// The next reading panics.
    pub fn panic(&self) {
        *self.0.0.lock().unwrap() = State::Panics;
    }

    pub fn mend(&self) {
        *self.0.0.lock().unwrap() = State::Well;
        self.0.1.notify_all();
    }

    fn meet(&self) {
        let state = self.0.0.lock().unwrap();
        // Longer than any test waits for something: it hangs, and the end of a failed test does not.
        let waited = self.0.1.wait_timeout_while(state, 2 * SOON, |state| *state == State::Hangs).unwrap();
        let panics = *waited.0 == State::Panics;
        drop(waited);
        assert!(!panics, "the board has come to its end");
    }
}

struct Fated {
    fate: BoardFate,
    board: Box<dyn GateBoard>,
}

impl GateBoard for Fated {
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault> {
        self.board.set_relay(drive)
    }

    fn read_inputs(&mut self) -> Result<Inputs, BoardFault> {
        self.fate.meet();
        self.board.read_inputs()
    }

    fn set_siren(&mut self, drive: Relay) -> Result<(), BoardFault> {
        self.board.set_siren(drive)
    }

    fn set_signal(&mut self, reader: usize, signal: Signal, on: bool) -> Result<(), BoardFault> {
        self.board.set_signal(reader, signal, on)
    }
}
