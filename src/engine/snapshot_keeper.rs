//! Snapshots of the house: when one is due, and a thread of its own that writes it while the gate goes on.

use std::collections::VecDeque;
use std::error::Error;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use super::remembered::REMEMBERED_FOR;
use super::worker::Worker;
use crate::domain::{CommandId, House, Record, Span, Stamp, Subject};
use crate::ports::journal::Mark;
use crate::ports::snapshot::{Snapshot, Snapshots};

/// Records after which a snapshot is due although no day was cut: what a start folds in some tenths of a second.
const SNAPSHOT_AFTER_RECORDS: u64 = 20_000;
/// How long a stop waits for snapshots, all in all: the next start can do without them, and systemd waits ten
/// seconds for the program.
pub const SNAPSHOT_WAIT_MAX: Duration = Duration::from_secs(3);
/// How far the places in the last day are apart.
const PLACE_EVERY: Span = Span::hours(1);

/// Where commands of the last day stand in the record: one place an hour.
#[derive(Debug, Default)]
pub(super) struct Lately {
    places: VecDeque<(Stamp, u64)>,
    order: Option<CommandId>,
}

impl Lately {
    /// Takes note of a durable record.
    pub(super) fn note(&mut self, record: &Record) {
        // At the first record of a command only: an answer is remembered whole.
        if self.order.replace(record.order) == Some(record.order) {
            return;
        }
        if self.places.back().is_none_or(|(last, _)| record.at - *last >= PLACE_EVERY) {
            self.places.push_back((record.at, record.seq));
        }
        while self.places.get(1).is_some_and(|(second, _)| record.at - *second > REMEMBERED_FOR) {
            self.places.pop_front();
        }
    }

    /// From where on to read for every command of the last day; `next` is the record that comes next.
    fn from(&self, next: u64) -> u64 {
        self.places.front().map_or(next, |(_, seq)| *seq)
    }
}

/// The writer's end of snapshots.
pub(super) struct SnapshotKeeper {
    snapshots: Option<SyncSender<Snapshot>>,
    thread: Option<Thread>,
    /// When a stop waits no longer.
    stop_by: Option<Instant>,
    lately: Lately,
    /// Records since the snapshot that was asked for last.
    since: u64,
    due: bool,
}

impl SnapshotKeeper {
    /// Begins `since` records after the last snapshot.
    pub(super) fn start(
        snapshots: Option<Box<dyn Snapshots>>,
        lately: Lately,
        since: u64,
    ) -> io::Result<Self> {
        let started = snapshots.map(write_on_a_thread).transpose()?;
        let (snapshots, thread) = started.unzip();
        Ok(Self { snapshots, thread, stop_by: None, lately, since, due: false })
    }

    /// Takes note of records that are durable.
    pub(super) fn took(&mut self, records: &[Record]) {
        records.iter().for_each(|record| self.lately.note(record));
        self.since += records.len() as u64;
    }

    /// Asks for a snapshot: the day was cut, or somebody was erased.
    pub(super) fn ask(&mut self) {
        self.due = true;
    }

    /// Hands a copy of the durable `house` over if a snapshot is due; while one is being written and one waits, it
    /// stays due.
    pub(super) fn keep_if_due(&mut self, house: &House, mark: Mark, to_erase: &[Subject]) {
        if !self.due && self.since < SNAPSHOT_AFTER_RECORDS {
            return;
        }
        let handed = self.copy(house, mark, to_erase).is_some_and(|(to, copy)| to.try_send(copy).is_ok());
        if handed {
            (self.due, self.since) = (false, 0);
        }
    }

    /// Hands the last copy over, at a stop: waits until those before it are written, for there is no later turn,
    /// and no longer than [`SNAPSHOT_WAIT_MAX`].
    pub(super) fn keep_last(&mut self, house: &House, mark: Mark, to_erase: &[Subject]) {
        let by = *self.stop_by.insert(Instant::now() + SNAPSHOT_WAIT_MAX);
        let (Some((to, mut copy)), Some(thread)) = (self.copy(house, mark, to_erase), &self.thread) else {
            return;
        };
        while let Err(TrySendError::Full(back)) = to.try_send(copy) {
            copy = back;
            if thread.took.recv_timeout(by.saturating_duration_since(Instant::now())).is_err() {
                tracing::error!(event = "snapshot-not-kept", seq = copy.mark.seq, "those before it hang");
                return;
            }
        }
    }

    /// A copy and whom to hand it to; nothing if nobody keeps it, or the house is not what the record has.
    fn copy(
        &self,
        house: &House,
        mark: Mark,
        to_erase: &[Subject],
    ) -> Option<(&SyncSender<Snapshot>, Snapshot)> {
        let to = self.snapshots.as_ref().filter(|_| house.seq == mark.seq)?;
        let remembered_from = self.lately.from(mark.seq + 1);
        Some((to, Snapshot { mark, house: house.clone(), remembered_from, to_erase: to_erase.to_vec() }))
    }
}

impl Drop for SnapshotKeeper {
    fn drop(&mut self) {
        self.snapshots = None;
        let left = self.stop_by.map(|by| by.saturating_duration_since(Instant::now()));
        if let Some(thread) = &mut self.thread {
            thread.worker.end_within(left.unwrap_or(SNAPSHOT_WAIT_MAX));
        }
    }
}

/// The thread that writes them.
struct Thread {
    worker: Worker,
    /// It has taken one: there may be room for another.
    took: Receiver<()>,
}

fn write_on_a_thread(mut snapshots: Box<dyn Snapshots>) -> io::Result<(SyncSender<Snapshot>, Thread)> {
    // One may wait behind one that is being written.
    let (sender, asked) = sync_channel::<Snapshot>(1);
    let (take, took) = sync_channel(1);
    let write = move || {
        for snapshot in asked {
            // Whoever has not heard of the one before hears of both.
            take.try_send(()).ok();
            match snapshots.keep(&snapshot) {
                Ok(()) => tracing::debug!(event = "snapshot-kept", seq = snapshot.mark.seq),
                Err(fault) => tracing::error!(event = "snapshot-not-kept", error = &fault as &dyn Error),
            }
        }
    };
    Ok((sender, Thread { worker: Worker::start("snapshot", write)?, took }))
}
