//! The gate hand: the one thread that moves the gate.
//!
//! It owns the board and runs the [`GateClockwork`] on it. Two wishes go in, news comes out, nothing waits for
//! anybody: an order moves the relay at once, a slow engine cannot hold the relay, and however the thread ends,
//! the relay is released.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use super::gate_clockwork::{GateClockwork, GateNews, POLL_MS};
use crate::domain::OVERRIDES_MAX;
use crate::engine::worker::Worker;
use crate::ports::gate::{GateBoard, Relay};

/// How many orders may wait for the thread: as many pulses as there may be, and as many again while a slow board
/// answers.
const ORDERS_WAITING_MAX: usize = 2 * OVERRIDES_MAX;

/// How many writes one turn may need: a drive that fails, the release after it, and the next pulse.
const WRITES_A_TURN_MAX: usize = 3;

/// How long a stop waits for the hand: a write to a pin takes microseconds, and a board that hangs is let go by its
/// own cutoff.
const STOP_WAIT_MAX: Duration = Duration::from_secs(2);

/// Who is told. It runs on the hand's thread and must not block, for the relay waits for it; what it cannot take
/// now it gives back and is offered again in [`POLL_MS`].
pub type TellGateNews = Box<dyn FnMut(GateNews) -> Result<(), GateNews> + Send>;

/// Why an order did not reach the hand. The gate has not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderLost {
    /// Too many orders wait; the board answers slowly.
    #[error("the gate hand has too many orders waiting")]
    Full,
    /// The hand's thread has ended; the relay is released.
    #[error("the gate hand has stopped")]
    Gone,
}

/// An order on its way to the thread.
enum Order {
    Pulse {
        grant: u64,
        ms: u32,
        heads: usize,
    },
    /// Do not open for this grant any more.
    Withdraw {
        grant: u64,
    },
    /// The level of `held` changed: look at once, not at the next poll.
    Look,
}

/// The engine's end of the gate hand. Dropping it releases the relay and ends the thread.
pub struct GateHand {
    orders: Option<SyncSender<Order>>,
    held: Arc<AtomicBool>,
    beat: Arc<AtomicU64>,
    thread: Worker,
}

impl GateHand {
    /// Starts the thread on `board`, with the relay released. Fails when the system gives no thread; the board
    /// is dropped then, which releases it.
    pub fn start(board: Box<dyn GateBoard>, tell: TellGateNews) -> io::Result<Self> {
        let (orders, inbox) = sync_channel(ORDERS_WAITING_MAX);
        let held = Arc::new(AtomicBool::new(false));
        let beat = Arc::new(AtomicU64::new(0));
        let mut turning = Turning {
            board: ReleasedAtLast(board),
            clockwork: GateClockwork::new(),
            tell,
            held: Arc::clone(&held),
            beat: Arc::clone(&beat),
        };
        let thread = Worker::start("gate", move || turning.run(&inbox))?;
        Ok(Self { orders: Some(orders), held, beat, thread })
    }

    /// Orders one pulse for `grant` and so many heads, `ms` milliseconds long (brought within the clockwork's limits). Returns at
    /// once; what becomes of it is told as [`GateNews`], exactly one of ended or failed for each order taken.
    pub fn pulse(&self, grant: u64, ms: u32, heads: usize) -> Result<(), OrderLost> {
        self.send(Order::Pulse { grant, ms, heads })
    }

    /// Takes an order back whose pulse has not begun; one that has begun goes on. It is told as ended, unopened.
    pub fn withdraw(&self, grant: u64) -> Result<(), OrderLost> {
        self.send(Order::Withdraw { grant })
    }

    /// Holds the gate open (`true`) or lets it go back to its pulses (`false`). A level: it cannot be lost in a
    /// full queue and outlives faults, but not the hand.
    pub fn hold_open(&self, on: bool) -> Result<(), OrderLost> {
        self.held.store(on, Ordering::SeqCst);
        match self.send(Order::Look) {
            // A full queue wakes the thread just as well.
            Ok(()) | Err(OrderLost::Full) => Ok(()),
            Err(OrderLost::Gone) => Err(OrderLost::Gone),
        }
    }

    /// Counts the thread's turns, some fifty a second. Standing still means the board or the thread hangs.
    pub fn heartbeat(&self) -> u64 {
        self.beat.load(Ordering::Relaxed)
    }

    /// Releases the relay and ends the thread. Orders are lost from now on.
    pub fn stop(&mut self) {
        // Closing the orders ends the thread's wait; it releases the relay on its way out.
        self.orders = None;
        self.thread.end_within(STOP_WAIT_MAX);
    }

    fn send(&self, order: Order) -> Result<(), OrderLost> {
        let Some(orders) = &self.orders else { return Err(OrderLost::Gone) };
        orders.try_send(order).map_err(|lost| match lost {
            TrySendError::Full(_) => OrderLost::Full,
            TrySendError::Disconnected(_) => OrderLost::Gone,
        })
    }
}

impl Drop for GateHand {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A board that is released whichever way its owner ends, a panic included.
struct ReleasedAtLast(Box<dyn GateBoard>);

impl Drop for ReleasedAtLast {
    fn drop(&mut self) {
        if let Err(fault) = self.0.set_relay(Relay::Released) {
            tracing::error!(error = &fault as &dyn std::error::Error, "the gate relay may still be driven");
        }
    }
}

/// What the thread owns.
struct Turning {
    board: ReleasedAtLast,
    clockwork: GateClockwork,
    tell: TellGateNews,
    held: Arc<AtomicBool>,
    beat: Arc<AtomicU64>,
}

impl Turning {
    fn run(&mut self, inbox: &Receiver<Order>) {
        let mut next_poll = Instant::now();
        loop {
            // The relay first, so that a slow reading never stands before an order.
            self.settle();
            if Instant::now() >= next_poll {
                self.clockwork.reading(self.board.0.read_inputs());
                self.settle();
                next_poll = Instant::now() + Duration::from_millis(POLL_MS);
            }
            self.tell_news();
            self.beat.fetch_add(1, Ordering::Relaxed);
            let due = self.clockwork.deadline().map_or(next_poll, |deadline| deadline.min(next_poll));
            match inbox.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(Order::Pulse { grant, ms, heads }) => self.clockwork.pulse(grant, ms, heads),
                Ok(Order::Withdraw { grant }) => self.clockwork.withdraw(grant),
                Ok(Order::Look) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn settle(&mut self) {
        self.clockwork.hold_open(self.held.load(Ordering::SeqCst));
        for _ in 0..WRITES_A_TURN_MAX {
            let Some(level) = self.clockwork.turn(Instant::now()) else { return };
            let answer = self.board.0.set_relay(level);
            self.clockwork.wrote(level, answer, Instant::now());
        }
    }

    fn tell_news(&mut self) {
        while let Some(news) = self.clockwork.next_news() {
            if let Err(untaken) = (self.tell)(news) {
                self.clockwork.put_back(untaken);
                return;
            }
        }
    }
}
