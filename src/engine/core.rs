//! The handle to the one writer: what the server, the readers and the hands hold.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{mpsc, oneshot, watch};

use crate::domain::{Event, House, Order, Policy, Refusal};

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

/// One command on its way to the writer.
pub(super) struct Letter {
    pub(super) order: Order,
    pub(super) answer: Option<oneshot::Sender<Result<Done, Refusal>>>,
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
}

/// The handle to the core. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    pub(super) inbox: mpsc::Sender<Letter>,
    pub(super) house: Arc<RwLock<House>>,
    pub(super) changed: watch::Receiver<u64>,
    pub(super) vitals: Arc<Vitals>,
    pub(super) policy: Arc<Policy>,
}

impl Core {
    /// Sends a command and waits until it is durable (or refused).
    ///
    /// # Errors
    /// The rule's [`Refusal`]; [`Refusal::Busy`] if too many wait; [`Refusal::StoreRefused`] if it could not be
    /// recorded: then nothing has moved.
    pub async fn submit(&self, order: Order) -> Result<Done, Refusal> {
        let (answer, heard) = oneshot::channel();
        self.inbox.try_send(Letter { order, answer: Some(answer) }).map_err(|_full| Refusal::Busy)?;
        heard.await.unwrap_or(Err(Refusal::StoreRefused))
    }

    /// Reads the durable house. Keep it short: the writer waits meanwhile.
    pub fn read<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        // A reader that panicked has changed nothing: the house is as whole as before.
        look(&self.house.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells the place of the last durable record, and every change of it.
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
}
