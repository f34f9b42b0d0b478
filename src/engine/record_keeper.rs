//! The record on a thread of its own: a disk that hangs must not hang an override with it.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::domain::{Record, Stamp, Subject};
use crate::ports::journal::{Journal, JournalFault, Mark, Upkeep};

/// How long the disk may take for one group. A worn SD card takes a second now and then; a guard at a shut gate
/// waits no longer than this once, and not at all afterwards.
pub const RECORD_WAIT_MAX: Duration = Duration::from_secs(3);
/// How long the disk may take for upkeep before the gate goes on without it: nobody waits for its outcome.
pub const UPKEEP_WAIT_MAX: Duration = Duration::from_secs(1);

enum Job {
    Append(Vec<Record>),
    KeepUp(Stamp, Upkeep),
    Erase(Vec<Subject>),
}

/// What came of a job, and the last durable record after it.
type End = (Result<(), JournalFault>, Mark);

/// What the thread is still at, although nobody waits for it any more.
enum Late {
    Append(Vec<Record>),
    Upkeep,
}

/// The writer's end of the record.
pub(super) struct RecordKeeper {
    jobs: Option<SyncSender<Job>>,
    ends: Receiver<End>,
    /// The last durable record, as the thread said last.
    last: Mark,
    late: Option<Late>,
    thread: Option<JoinHandle<()>>,
}

impl RecordKeeper {
    pub(super) fn start(mut journal: Box<dyn Journal>) -> io::Result<Self> {
        let (jobs, asked) = sync_channel(1);
        let (end, ends) = sync_channel(1);
        let last = journal.last();
        let keep = move || {
            for job in asked {
                let ended = match job {
                    Job::Append(group) => journal.append(&group),
                    Job::KeepUp(at, why) => journal.keep_up(at, why),
                    Job::Erase(people) => journal.erase(&people),
                };
                if end.send((ended, journal.last())).is_err() {
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("record".into()).spawn(keep)?;
        Ok(Self { jobs: Some(jobs), ends, last, late: None, thread: Some(thread) })
    }

    /// Appends a group; durable on return. Upkeep that is late is waited for, within the same limit.
    ///
    /// # Errors
    /// The record refused it, or does not answer: then [`RecordKeeper::came_late`] tells what became of it.
    pub(super) fn append(&mut self, group: &[Record]) -> Result<(), JournalFault> {
        let by = Instant::now() + RECORD_WAIT_MAX;
        self.wait_for_upkeep(by);
        self.ask(Job::Append(group.to_vec()), by, || Late::Append(group.to_vec()))
    }

    /// Signs and seals what is due. Refused at once while something is late; only a stop waits for late upkeep, for
    /// it comes once, and its signature is the last word of the record.
    pub(super) fn keep_up(&mut self, at: Stamp, why: Upkeep) -> Result<(), JournalFault> {
        let is_last = why == Upkeep::Stop;
        let by = Instant::now() + if is_last { RECORD_WAIT_MAX } else { UPKEEP_WAIT_MAX };
        if is_last {
            self.wait_for_upkeep(by);
        }
        self.ask(Job::KeepUp(at, why), by, || Late::Upkeep)
    }

    fn wait_for_upkeep(&mut self, by: Instant) {
        if matches!(self.late, Some(Late::Upkeep))
            && let Ok(end) = self.ends.recv_timeout(by.saturating_duration_since(Instant::now()))
        {
            self.upkeep_came_late(end);
        }
    }

    /// Erases people. Refused at once while something is late.
    pub(super) fn erase(&mut self, people: &[Subject]) -> Result<(), JournalFault> {
        self.ask(Job::Erase(people.to_vec()), Instant::now() + UPKEEP_WAIT_MAX, || Late::Upkeep)
    }

    /// The last record known to be durable.
    pub(super) fn last(&self) -> Mark {
        self.last
    }

    /// Whether the disk still has to answer.
    pub(super) fn is_hanging(&mut self) -> bool {
        if matches!(self.late, Some(Late::Upkeep))
            && let Ok(end) = self.ends.try_recv()
        {
            self.upkeep_came_late(end);
        }
        self.late.is_some()
    }

    /// Upkeep that was late is over. It is of no account whether it was done: what is due is asked for again.
    fn upkeep_came_late(&mut self, (ended, last): End) {
        (self.last, self.late) = (last, None);
        tracing::warn!(event = "upkeep-late", done = ended.is_ok());
    }

    /// Records that became durable after nobody waited for them any more: they have happened.
    pub(super) fn came_late(&mut self) -> Vec<Record> {
        let Some(late) = self.late.take() else { return Vec::new() };
        let Ok((end, last)) = self.ends.try_recv() else {
            self.late = Some(late);
            return Vec::new();
        };
        self.last = last;
        match (end, late) {
            (Ok(()), Late::Append(group)) => group,
            (Err(fault), Late::Append(mut group)) => {
                group.truncate(fault.durable);
                group
            }
            (_, Late::Upkeep) => Vec::new(),
        }
    }

    fn ask(&mut self, job: Job, by: Instant, late: impl FnOnce() -> Late) -> Result<(), JournalFault> {
        let gone = || JournalFault::append(0, "the thread of the record has ended");
        if self.is_hanging() {
            return Err(JournalFault::append(0, "the disk has not answered yet"));
        }
        self.jobs.as_ref().ok_or_else(gone)?.try_send(job).map_err(|_| gone())?;
        let limit = by.saturating_duration_since(Instant::now());
        match self.ends.recv_timeout(limit) {
            Ok((end, last)) => {
                self.last = last;
                end
            }
            Err(RecvTimeoutError::Timeout) => {
                self.late = Some(late());
                Err(JournalFault::append(0, format!("the disk has not answered for {limit:?}")))
            }
            Err(RecvTimeoutError::Disconnected) => Err(gone()),
        }
    }
}

impl Drop for RecordKeeper {
    fn drop(&mut self) {
        self.jobs = None;
        // A disk that hangs is not waited for: the program's end must not depend on it.
        if let Some(thread) = self.thread.take().filter(|_| self.late.is_none())
            && thread.join().is_err()
        {
            tracing::error!("the record's thread had panicked");
        }
    }
}
