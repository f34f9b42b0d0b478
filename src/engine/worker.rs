//! A thread whose end is waited for no longer than somebody has time for: it may hang on a disk.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// A thread of the engine.
pub(super) struct Worker {
    name: &'static str,
    thread: Option<JoinHandle<()>>,
    /// Nothing is ever sent: the thread has let go of the other end when it is over, a panic included.
    ended: Receiver<Infallible>,
}

impl Worker {
    pub(super) fn start(name: &'static str, work: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (runs, ended) = channel();
        let run = move || {
            let _runs: Sender<Infallible> = runs;
            work();
        };
        let thread = std::thread::Builder::new().name(name.into()).spawn(run)?;
        Ok(Self { name, thread: Some(thread), ended })
    }

    /// Waits for the end of the thread, which was told to end, and no longer than this. A thread that is at its
    /// work then is left to the end of the program.
    pub(super) fn end_within(&mut self, limit: Duration) {
        let Some(thread) = self.thread.take() else { return };
        match self.ended.recv_timeout(limit) {
            Ok(never) => match never {},
            Err(RecvTimeoutError::Timeout) => {
                tracing::error!(event = "thread-left", thread = self.name, ?limit, "it does not end");
            }
            Err(RecvTimeoutError::Disconnected) => {
                if thread.join().is_err() {
                    tracing::error!(event = "thread-panicked", thread = self.name);
                }
            }
        }
    }
}
