//! A gate's board that may be missing: at the start, or from some moment on. Until it is there every order is a fault,
//! which the guard is told of, and it is opened anew every few seconds. So a core without pins stays up: it takes
//! overrides on the record, tells of its visitors, and drives the gate as soon as that is possible.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::ports::gate::{BoardFault, Cause, GateBoard, Inputs, Relay, Signal};

/// How long between two tries to open a board, and how long one may do nothing right before it is given up and opened
/// anew: a board that was plugged out and in is another one.
const OPEN_EVERY: Duration = Duration::from_secs(3);

/// Opens the board.
pub type OpenBoard = Box<dyn FnMut() -> Result<Box<dyn GateBoard>, Cause> + Send>;

/// The board, or why there is none.
pub struct LastingGate {
    open: OpenBoard,
    board: Result<Box<dyn GateBoard>, Missing>,
    /// Since when it has done nothing right.
    failing_since: Option<Instant>,
    /// The levels it has taken: a board that is opened anew gets them again, for whoever drives it believes in them.
    relay: Relay,
    siren: Relay,
}

/// Why there is no board, and when it was tried last.
struct Missing {
    cause: Cause,
    tried: Instant,
}

/// Says why a board is missing wherever it is asked for something.
#[derive(Debug, thiserror::Error)]
#[error("there is no gate board")]
struct NoBoard(#[source] Cause);

impl LastingGate {
    /// Opens the board by `open` once, now; if that fails it is logged and tried again for as long as it takes.
    pub fn open(mut open: OpenBoard) -> Self {
        let board = tried(&mut open, Relay::Released, Relay::Released);
        if let Err(missing) = &board {
            let error: &dyn Error = missing.cause.as_ref();
            tracing::error!(event = "no-gate-board", error, "the gate is out of order until it is there");
        }
        Self { open, board, failing_since: None, relay: Relay::Released, siren: Relay::Released }
    }

    /// Does `ask` with the board, if there is one.
    fn ask<T>(
        &mut self,
        ask: impl FnOnce(&mut dyn GateBoard) -> Result<T, BoardFault>,
        fault: impl FnOnce(NoBoard) -> BoardFault,
    ) -> Result<T, BoardFault> {
        self.look_for_it();
        let board = match &mut self.board {
            Ok(board) => board,
            Err(missing) => return Err(fault(NoBoard(Arc::clone(&missing.cause)))),
        };
        let answer = ask(board.as_mut());
        self.failing_since = match &answer {
            Ok(_) => None,
            Err(_) => self.failing_since.or_else(|| Some(Instant::now())),
        };
        answer
    }

    /// Opens a board that is missing, or that has failed for long, if it is time to.
    fn look_for_it(&mut self) {
        let due = match (&self.board, self.failing_since) {
            (Err(missing), _) => missing.tried.elapsed() >= OPEN_EVERY,
            (Ok(_), Some(since)) => since.elapsed() >= OPEN_EVERY,
            (Ok(_), None) => false,
        };
        if !due {
            return;
        }
        self.failing_since = None;
        // The old one goes first: it holds the pins.
        self.board = Err(Missing { cause: Arc::new(Reopened), tried: Instant::now() });
        self.board = tried(&mut self.open, self.relay, self.siren);
        if self.board.is_ok() {
            tracing::info!(event = "gate-board-opened");
        }
    }
}

/// Stands for the cause while the board is opened, and is seen by nobody.
#[derive(Debug, thiserror::Error)]
#[error("it is being opened")]
struct Reopened;

/// A board with these levels, or why there is none.
fn tried(open: &mut OpenBoard, relay: Relay, siren: Relay) -> Result<Box<dyn GateBoard>, Missing> {
    let missing = |cause| Missing { cause, tried: Instant::now() };
    let mut board = open().map_err(missing)?;
    if relay == Relay::Driven {
        board.set_relay(relay).map_err(|fault| missing(Arc::new(fault)))?;
    }
    if siren == Relay::Driven {
        board.set_siren(siren).map_err(|fault| missing(Arc::new(fault)))?;
    }
    Ok(board)
}

/// The level that stands after a board was asked for `drive`: one that failed is as good as released, and will be asked
/// again.
fn taken(drive: Relay, answer: &Result<(), BoardFault>) -> Relay {
    if answer.is_ok() { drive } else { Relay::Released }
}

impl GateBoard for LastingGate {
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault> {
        let answer = self.ask(|board| board.set_relay(drive), |none| BoardFault::relay(drive, none));
        self.relay = taken(drive, &answer);
        answer
    }

    fn read_inputs(&mut self) -> Result<Inputs, BoardFault> {
        self.ask(|board| board.read_inputs(), BoardFault::inputs)
    }

    fn set_siren(&mut self, drive: Relay) -> Result<(), BoardFault> {
        let answer = self.ask(|board| board.set_siren(drive), |none| BoardFault::siren(drive, none));
        self.siren = taken(drive, &answer);
        answer
    }

    fn set_signal(&mut self, reader: usize, signal: Signal, on: bool) -> Result<(), BoardFault> {
        self.ask(
            |board| board.set_signal(reader, signal, on),
            |none| BoardFault::signal(reader, signal, none),
        )
    }
}
