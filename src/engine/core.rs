//! The handle to the one writer: what the server, the readers and the hands hold.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::{broadcast, mpsc, oneshot, watch};

use super::backup_watch::BackupLight;
use super::history_feed::HistoryLight;
use super::passes::Passes;
use super::printers::PrinterLight;
use super::rolls::{NotCounted, Rolls};
use super::test_print::{TestDesk, TestUnderWay};
use crate::domain::{
    Alert, By, Chance, Command, CommandId, Event, House, InvitationCode, Order, Policy, Refusal, Scanned,
    Span,
};
use crate::ports::journal::JournalFault;

/// Commands that may wait for the writer. Beyond it a sender is told `busy`: a queue that grows hides a dead disk.
pub const INBOX_LENGTH: usize = 256;

/// A command that was carried out, and is durable.
#[derive(Debug, Clone)]
pub struct Done {
    /// Place of its last record; in guarded mode the last durable one.
    pub seq: u64,
    /// What happened, in order.
    pub events: Arc<[Event]>,
    /// False in guarded mode: done, kept in the spool, and recorded as soon as that is possible.
    pub recorded: bool,
}

/// Where the answer to a command goes; nobody waits for the core's own.
pub(super) type Answer = Option<oneshot::Sender<Result<Done, Refusal>>>;

/// What goes to the writer.
pub(super) enum Letter {
    /// A command.
    Order(Box<Order>, Answer),
    /// Something is wrong with what the start took on trust.
    Doubt(JournalFault),
    /// A test badge is asked for.
    TestPrint,
    /// Look up: the engine stops.
    Wake,
}

/// How the core is doing, read without asking the writer.
#[derive(Debug, Default)]
pub struct Vitals {
    /// Turns of the writer: it lives while this grows.
    pub turns: AtomicU64,
    /// Guarded: records cannot be saved; only override, exit and fire release work.
    pub guarded: AtomicBool,
    /// Deeds done in guarded mode that are not in the record yet.
    pub unrecorded: AtomicU64,
    /// Turns of the gate's thread, as the writer saw them last: the board answers while this grows.
    pub gate_turns: AtomicU64,
    /// How the badge printers are.
    pub printer: Arc<PrinterLight>,
    /// The test badge that was asked for last.
    pub test: TestDesk,
    /// How the store of history is doing.
    pub history: HistoryLight,
    /// How the backups are.
    pub backup: BackupLight,
}

/// The turns of the two threads a gate depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    /// Of the writer.
    pub writer: u64,
    /// Of the gate's thread.
    pub gate: u64,
}

impl Heartbeat {
    /// Whether both threads have turned since: one that hangs is not made up for by the other.
    pub fn both_moved_since(self, before: Heartbeat) -> bool {
        self.writer != before.writer && self.gate != before.gate
    }
}

impl Vitals {
    /// The turns so far.
    pub fn heartbeat(&self) -> Heartbeat {
        Heartbeat {
            writer: self.turns.load(Ordering::Acquire),
            gate: self.gate_turns.load(Ordering::Acquire),
        }
    }
}

/// The handle to the core. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    pub(super) inbox: mpsc::Sender<Letter>,
    pub(super) house: Arc<RwLock<House>>,
    pub(super) changed: watch::Receiver<u64>,
    pub(super) vitals: Arc<Vitals>,
    pub(super) policy: Arc<Policy>,
    pub(super) passes: Arc<Passes>,
    pub(super) rolls: Arc<Rolls>,
    pub(super) alerts: broadcast::Sender<Alert>,
    /// For whoever listens first: messages of the start, too.
    pub(super) from_start: Arc<Mutex<Option<broadcast::Receiver<Alert>>>>,
}

impl Core {
    /// Sends a command and waits until it is durable (or refused).
    ///
    /// # Errors
    /// The rule's [`Refusal`]; [`Refusal::Busy`] if too many wait; [`Refusal::StoreRefused`] if it could not be
    /// recorded: then nothing has moved.
    pub async fn submit(&self, order: Order) -> Result<Done, Refusal> {
        let (answer, heard) = oneshot::channel();
        self.inbox.try_send(Letter::Order(Box::new(order), Some(answer))).map_err(|lost| match lost {
            mpsc::error::TrySendError::Full(_) => Refusal::Busy,
            mpsc::error::TrySendError::Closed(_) => Refusal::StoreRefused,
        })?;
        heard.await.unwrap_or(Err(Refusal::StoreRefused))
    }

    /// The answer to a command that was carried out, by its key; `None` if there was none. For whoever asks again
    /// with words that mean nothing any more, because the command itself has changed what they name.
    pub async fn recall(&self, id: CommandId, digest: [u8; 8], by: By) -> Option<Result<Done, Refusal>> {
        // No sender may let time pass, so that only the memory of commands can answer.
        let command = Command::TimePasses;
        let order = Order { id, digest, by, chance: Chance([0; 32]), stepped: Span(0), command };
        match self.submit(order).await {
            Err(Refusal::NotAllowed) => None,
            known => Some(known),
        }
    }

    /// Reads the house as the record has it; in guarded mode, with what was done since. Keep it short: the writer
    /// waits meanwhile.
    pub fn read<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        // A reader that panicked has changed nothing: the house is as whole as before.
        look(&self.house.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells the place of the last durable record, and every change of the house.
    pub fn changed(&self) -> watch::Receiver<u64> {
        self.changed.clone()
    }

    /// Whether the core is guarded.
    pub fn is_guarded(&self) -> bool {
        self.vitals.guarded.load(Ordering::Acquire)
    }

    /// How the core is doing.
    pub fn vitals(&self) -> &Vitals {
        &self.vitals
    }

    /// The rules' configuration.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Asks for a test badge; it is printed as soon as no visitor's badge waits, and [`Vitals::test`] tells how it ended.
    /// Nothing of it is recorded. The same wish once more asks for no second.
    ///
    /// # Errors
    /// One is under way.
    pub fn test_print(&self, wish: CommandId) -> Result<(), TestUnderWay> {
        self.vitals.test.ask(wish)?;
        // Where there is no room for the letter the hand finds it by itself, within seconds.
        self.inbox.try_send(Letter::TestPrint).ok();
        Ok(())
    }

    /// A full roll was put into the badge printer that prints now: see [`Rolls::put_in`]. Waits for the disk, so it is not
    /// to be called from async code.
    ///
    /// # Errors
    /// The labels of that printer are not counted.
    pub fn new_roll(&self, wish: CommandId) -> Result<(), NotCounted> {
        self.rolls.put_in(wish)
    }

    /// Messages to people inside: for the first who asks, from the start on; for anybody else, from now on. Whoever
    /// is slow misses the oldest.
    pub fn alerts(&self) -> broadcast::Receiver<Alert> {
        let first = self.from_start.lock().unwrap_or_else(PoisonError::into_inner).take();
        first.unwrap_or_else(|| self.alerts.subscribe())
    }

    /// What a scan is, by its signature.
    pub fn scanned(&self, code: &[u8]) -> Scanned {
        self.passes.scanned(code, self.policy.gate)
    }

    /// The code of an invitation, if a scan is one.
    pub fn invitation(&self, code: &[u8]) -> Option<InvitationCode> {
        self.passes.invitation(code)
    }
}
