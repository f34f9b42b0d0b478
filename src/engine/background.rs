//! Work that has time: on a thread of its own, in small steps, with a rest after each.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A thread that works in the background. Dropping it ends it, after the step it is at.
pub(super) struct Background {
    /// Nothing is ever sent: the thread hears that it is gone.
    goes_on: Option<Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
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
    pub(super) fn start(name: &str, work: impl FnOnce(&Rest) + Send + 'static) -> io::Result<Self> {
        let (goes_on, heard) = channel();
        let thread = std::thread::Builder::new().name(name.into()).spawn(move || work(&Rest(heard)))?;
        Ok(Self { goes_on: Some(goes_on), thread: Some(thread) })
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.goes_on = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a thread in the background had panicked");
        }
    }
}
