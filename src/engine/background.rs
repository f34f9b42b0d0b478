//! Work that has time: on a thread of its own, in small steps, with a rest after each.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::worker::Worker;

/// How long the end of the program waits for the step it is at: what is left undone is done after the next start.
const STEP_WAIT_MAX: Duration = Duration::from_secs(3);

/// A thread that works in the background. Dropping it ends it, after the step it is at or
/// [`STEP_WAIT_MAX`].
pub(super) struct Background {
    /// Nothing is ever sent: the thread hears that it is gone.
    goes_on: Option<Sender<Infallible>>,
    thread: Worker,
}

/// The thread's end of it.
pub(super) struct Rest(Receiver<Infallible>);

impl Rest {
    /// Rests for so long; false if the work is to end.
    pub(super) fn rest(&self, span: Duration) -> bool {
        matches!(self.0.recv_timeout(span), Err(RecvTimeoutError::Timeout))
    }

    /// Rests for as long as the step lasted that began at `began`: half of a processor and of the disk are left to
    /// the gate. False if the work is to end.
    pub(super) fn rest_after(&self, began: Instant) -> bool {
        self.rest(began.elapsed())
    }

    /// Whether the work may go on.
    pub(super) fn goes_on(&self) -> bool {
        self.rest(Duration::ZERO)
    }
}

impl Background {
    pub(super) fn start(name: &'static str, work: impl FnOnce(&Rest) + Send + 'static) -> io::Result<Self> {
        let (goes_on, heard) = channel();
        let thread = Worker::start(name, move || work(&Rest(heard)))?;
        Ok(Self { goes_on: Some(goes_on), thread })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.goes_on = None;
        self.thread.end_within(STEP_WAIT_MAX);
    }
}
