//! The spool on a thread of its own, as the record: it lies on the same disk, and hangs with it.

use std::error::Error;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::worker::Worker;
use crate::ports::spool::{Deed, Spool};

/// How long the spool may take. It is waited for once, after the gate has moved, and not at all while it hangs.
pub const SPOOL_WAIT_MAX: Duration = Duration::from_secs(1);
/// Deeds that may wait for a disk that hangs: an hour of the busiest guard. What comes on top is in memory only.
const DEEDS_WAITING_MAX: usize = 256;
/// Beside them a wish to empty it finds room.
const JOBS_MAX: usize = DEEDS_WAITING_MAX + 1;

enum Job {
    Keep(Deed),
    Clear,
}

/// The writer's end of the spool.
pub(super) struct SpoolKeeper {
    jobs: Option<SyncSender<Job>>,
    /// One for each job that is over, however it ended.
    ends: Receiver<()>,
    /// Jobs that are not over.
    open: usize,
    thread: Worker,
}

impl SpoolKeeper {
    pub(super) fn start(mut spool: Box<dyn Spool>) -> io::Result<Self> {
        let (jobs, asked) = sync_channel(JOBS_MAX);
        // As many as there can be jobs: the thread never waits for the writer.
        let (end, ends) = sync_channel(JOBS_MAX + 1);
        let keep = move || {
            for job in asked {
                carry_out(spool.as_mut(), &job);
                if end.send(()).is_err() {
                    return;
                }
            }
        };
        Ok(Self { jobs: Some(jobs), ends, open: 0, thread: Worker::start("spool", keep)? })
    }

    /// Puts a deed at the end. It is in memory, too, until the record has it.
    pub(super) fn keep(&mut self, deed: Deed) {
        self.hear();
        if self.open >= DEEDS_WAITING_MAX {
            tracing::error!(event = "no-spool", open = self.open, "a deed is kept in memory only");
            return;
        }
        self.ask(Job::Keep(deed));
    }

    /// Empties it, after the deeds that wait.
    pub(super) fn clear(&mut self) {
        self.hear();
        self.ask(Job::Clear);
    }

    fn ask(&mut self, job: Job) {
        let was_hanging = self.open > 0;
        if self.jobs.as_ref().is_none_or(|jobs| jobs.try_send(job).is_err()) {
            tracing::error!(event = "no-spool", open = self.open, "it takes nothing more");
            return;
        }
        self.open += 1;
        if !was_hanging && !self.is_done_within(SPOOL_WAIT_MAX) {
            tracing::error!(event = "spool-hangs", limit = ?SPOOL_WAIT_MAX, "deeds are kept in memory only");
        }
    }

    /// Takes note of what is over.
    fn hear(&mut self) {
        self.open -= self.ends.try_iter().count();
    }

    /// Waits until nothing is open; false if that takes longer.
    fn is_done_within(&mut self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        while self.open > 0 {
            if self.ends.recv_timeout(end.saturating_duration_since(Instant::now())).is_err() {
                return false;
            }
            self.open -= 1;
        }
        true
    }
}

impl Drop for SpoolKeeper {
    fn drop(&mut self) {
        self.jobs = None;
        self.thread.end_within(SPOOL_WAIT_MAX);
    }
}

fn carry_out(spool: &mut dyn Spool, job: &Job) {
    let (event, done) = match job {
        Job::Keep(deed) => ("no-spool", spool.keep(deed)),
        Job::Clear => ("spool-not-cleared", spool.clear()),
    };
    if let Err(fault) = done {
        tracing::error!(event, error = &fault as &dyn Error);
    }
}
