//! Feeds the store of history: a thread of its own that opens it, brings it up to the record, and follows the
//! writer from there on.
//!
//! The writer tells of every group and never waits. What it tells is taken where it continues the store, and left
//! where it does not: whatever the store lacks is read from the record, so that there is no gap and no double,
//! however far behind it begins. A store that fails is closed, and opened (or built) anew after a while.

use std::error::Error;
use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::background::{Background, Rest};
use super::core::{Letter, Vitals};
use crate::domain::{Record, Subject};
use crate::ports::journal::{JournalFault, PastRecords};
use crate::ports::store::{Store, StoreDoor, StoreFault};

/// Groups that may wait for the store, a busy minute of a gate; what comes on top is read from the record.
const GROUPS_MAX: usize = 64;
/// Records the store is fed at once while it catches up: one transaction.
const CATCH_UP_RECORDS: usize = 256;
/// How long a store is left alone that failed before it had caught up: a full disk is not emptied in a second.
const OPEN_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// Every so many percent of a rebuild the log tells of it.
const TOLD_EVERY_PERCENT: u8 = 10;

/// What the history is made of.
pub struct HistoryParts {
    /// Opens the store.
    pub door: Box<dyn StoreDoor>,
    /// Reads what the store has not taken in.
    pub past: Box<dyn PastRecords>,
}

/// How the store of history is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryState {
    /// It follows the record, or there is none to follow.
    Follows,
    /// It is being opened, and looked through.
    Opens,
    /// It is being built from the record.
    Builds {
        /// How much of the record it has taken in.
        percent: u8,
    },
    /// It failed, and is opened again after a while.
    Failed,
}

/// The state, for any thread to read.
#[derive(Debug)]
pub struct HistoryLight(AtomicU8);

const FOLLOWS: u8 = 100;
const OPENS: u8 = 101;
const FAILED: u8 = 102;

impl Default for HistoryLight {
    fn default() -> Self {
        Self(AtomicU8::new(FOLLOWS))
    }
}

impl HistoryLight {
    /// The state now.
    pub fn state(&self) -> HistoryState {
        match self.0.load(Ordering::Acquire) {
            FOLLOWS => HistoryState::Follows,
            OPENS => HistoryState::Opens,
            FAILED => HistoryState::Failed,
            percent => HistoryState::Builds { percent },
        }
    }

    fn set(&self, state: HistoryState) {
        let value = match state {
            HistoryState::Follows => FOLLOWS,
            HistoryState::Opens => OPENS,
            HistoryState::Failed => FAILED,
            HistoryState::Builds { percent } => percent.min(FOLLOWS - 1),
        };
        self.0.store(value, Ordering::Release);
    }
}

/// The writer's end of the history. Dropping it closes the store.
#[derive(Default)]
pub(super) struct HistoryFeed {
    groups: Option<SyncSender<Vec<Record>>>,
    told: Arc<Told>,
    feeding: Option<Background>,
}

/// What the thread is told beside the groups.
#[derive(Default)]
struct Told {
    /// The last durable record.
    durable: AtomicU64,
    /// People the store is still to drop.
    to_drop: Mutex<Vec<Subject>>,
}

impl Told {
    fn to_drop(&self) -> MutexGuard<'_, Vec<Subject>> {
        self.to_drop.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HistoryFeed {
    /// Begins with the record as it is: its last record is `last`.
    pub(super) fn start(
        parts: HistoryParts,
        last: u64,
        inbox: mpsc::Sender<Letter>,
        vitals: Arc<Vitals>,
    ) -> io::Result<Self> {
        vitals.history.set(HistoryState::Opens);
        let told = Arc::new(Told { durable: AtomicU64::new(last), ..Told::default() });
        let (sender, groups) = sync_channel(GROUPS_MAX);
        let HistoryParts { door, past } = parts;
        let feeder =
            Feeder { door, past, groups, told: Arc::clone(&told), last_at_start: last, inbox, vitals };
        let feeding = Background::start("history", move |rest| feeder.run(rest))?;
        Ok(Self { groups: Some(sender), told, feeding: Some(feeding) })
    }

    /// Tells of records that are durable.
    pub(super) fn follow(&self, records: &[Record]) {
        if let Some(last) = records.last() {
            self.told.durable.store(last.seq, Ordering::Release);
            self.tell(records.to_vec());
        }
    }

    /// Tells of people who are erased. Should the program end before they are dropped, the next opening misses
    /// their keys.
    pub(super) fn erase(&self, people: &[Subject]) {
        if self.groups.is_some() {
            self.told.to_drop().extend_from_slice(people);
            self.tell(Vec::new());
        }
    }

    /// A thread with so much to do that this does not fit looks at what it was told once it is done.
    fn tell(&self, records: Vec<Record>) {
        if let Some(groups) = &self.groups {
            groups.try_send(records).ok();
        }
    }
}

impl Drop for HistoryFeed {
    fn drop(&mut self) {
        self.groups = None;
        self.feeding = None;
    }
}

/// The thread.
struct Feeder {
    door: Box<dyn StoreDoor>,
    past: Box<dyn PastRecords>,
    groups: Receiver<Vec<Record>>,
    told: Arc<Told>,
    last_at_start: u64,
    inbox: mpsc::Sender<Letter>,
    vitals: Arc<Vitals>,
}

/// Why the thread has nothing more to do.
enum End {
    Stopped,
    Failed(StoreFault),
}

impl From<StoreFault> for End {
    fn from(fault: StoreFault) -> Self {
        Self::Failed(fault)
    }
}

impl Feeder {
    fn run(mut self, rest: &Rest) {
        loop {
            let Err(end) = self.feed(rest);
            match end {
                End::Failed(fault) if rest.goes_on() => tracing::error!(
                    event = "history-failed",
                    error = &fault as &dyn Error,
                    "it is opened again, or built anew from the record"
                ),
                End::Failed(_) | End::Stopped => return,
            }
            let had_caught_up = self.vitals.history.state() == HistoryState::Follows;
            self.vitals.history.set(HistoryState::Failed);
            if !had_caught_up && !rest.rest(OPEN_AGAIN_AFTER) {
                return;
            }
        }
    }

    /// Opens the store and feeds it, until one or the other ends.
    fn feed(&mut self, rest: &Rest) -> Result<std::convert::Infallible, End> {
        self.vitals.history.set(HistoryState::Opens);
        let mut store = self.door.open(&|| rest.goes_on())?;
        self.is_behind(store.as_ref())?;
        loop {
            let group = match self.groups.try_recv() {
                Ok(group) => group,
                Err(TryRecvError::Disconnected) => return Err(End::Stopped),
                Err(TryRecvError::Empty) => {
                    self.catch_up(store.as_mut(), rest)?;
                    self.drop_people(store.as_mut())?;
                    self.groups.recv().map_err(|_| End::Stopped)?
                }
            };
            if group.first().is_some_and(|first| first.seq == store.applied() + 1) {
                store.follow(&group)?;
            }
        }
    }

    /// A store that is ahead of what the start found has taken in records that were acknowledged, and are gone.
    fn is_behind(&mut self, store: &dyn Store) -> Result<(), End> {
        let (last, applied) = (self.last_at_start, store.applied());
        // What follows comes from this very record.
        self.last_at_start = u64::MAX;
        if applied <= last {
            return Ok(());
        }
        let lost = JournalFault::read(self.door.was_ahead(last, applied));
        self.inbox.blocking_send(Letter::Doubt(lost)).ok();
        Err(End::Stopped)
    }

    /// Feeds what the store lacks from the record.
    fn catch_up(&mut self, store: &mut dyn Store, rest: &Rest) -> Result<(), End> {
        let (from, to) = (store.applied() + 1, self.told.durable.load(Ordering::Acquire));
        if from <= to {
            let mut catching_up = CatchingUp {
                store,
                to,
                waiting: Vec::with_capacity(CATCH_UP_RECORDS),
                began: Instant::now(),
                rest,
                light: &self.vitals.history,
                told_at: 0,
                end: None,
            };
            let read = self.past.each(from, to, &mut |record| catching_up.take(record));
            if let Some(end) = catching_up.end {
                return Err(end);
            }
            read.map_err(StoreFault::new)?;
        }
        if self.vitals.history.state() != HistoryState::Follows {
            self.vitals.history.set(HistoryState::Follows);
            self.door.caught_up();
            tracing::info!(event = "history-follows", applied = store.applied());
        }
        Ok(())
    }

    fn drop_people(&self, store: &mut dyn Store) -> Result<(), End> {
        let people = std::mem::take(&mut *self.told.to_drop());
        if people.is_empty() {
            return Ok(());
        }
        store.erase(&people).inspect_err(|_| self.told.to_drop().extend(people))?;
        Ok(())
    }
}

/// Records on their way from the record into the store.
struct CatchingUp<'a> {
    store: &'a mut dyn Store,
    to: u64,
    waiting: Vec<Record>,
    began: Instant,
    rest: &'a Rest,
    light: &'a HistoryLight,
    told_at: u8,
    end: Option<End>,
}

impl CatchingUp<'_> {
    fn take(&mut self, record: Record) -> ControlFlow<()> {
        let is_last = record.seq == self.to;
        self.waiting.push(record);
        if self.waiting.len() < CATCH_UP_RECORDS && !is_last {
            return ControlFlow::Continue(());
        }
        self.end = self.put().err();
        if self.end.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn put(&mut self) -> Result<(), End> {
        self.store.follow(&self.waiting)?;
        self.waiting.clear();
        self.tell();
        if !self.rest.rest_after(self.began) {
            return Err(End::Stopped);
        }
        self.began = Instant::now();
        Ok(())
    }

    fn tell(&mut self) {
        let percent = u8::try_from(self.store.applied() * 100 / self.to.max(1)).unwrap_or(FOLLOWS);
        self.light.set(HistoryState::Builds { percent });
        if percent >= self.told_at + TOLD_EVERY_PERCENT {
            self.told_at = percent;
            tracing::info!(event = "history-builds", percent);
        }
    }
}
