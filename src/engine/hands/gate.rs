//! The gate hand: the one thread that moves the gate.
//!
//! It owns the board and runs the [`GateClockwork`] on it, and beside it the siren and the lights of the readers. Wishes
//! go in, news comes out, nothing waits for anybody: an order moves the relay at once, a slow engine cannot hold the
//! relay, lights come after it, and however the thread ends, all of it is released.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use super::gate_clockwork::{GateClockwork, GateNews, POLL_MS};
use super::reader_lights::ReaderLights;
use super::siren::SirenClockwork;
use super::urgent;
use crate::domain::{OVERRIDES_MAX, READERS_MAX, Stamp};
use crate::engine::worker::Worker;
use crate::ports::gate::{GateBoard, Relay, Signal};

/// How many orders may wait for the thread: as many pulses as there may be, and as many again while a slow board
/// answers; and a look for each reader, so that refusals crowd out no override.
const ORDERS_WAITING_MAX: usize = 2 * OVERRIDES_MAX + READERS_MAX;

/// How many signals one turn may switch: everything at every reader.
const SIGNALS_A_TURN_MAX: usize = READERS_MAX * Signal::ALL.len();

const _: () = assert!(READERS_MAX <= u8::BITS as usize, "each reader has its bit");

/// How many writes one turn may need: a drive that fails, the release after it, and the next pulse.
const WRITES_A_TURN_MAX: usize = 3;

/// How long a stop waits for the hand: a write to a pin takes microseconds, and a board that hangs is let go by its
/// own cutoff.
const STOP_WAIT_MAX: Duration = Duration::from_secs(2);

/// Who is told. It runs on the hand's thread and must not block, for the relay waits for it; what it cannot take
/// now it gives back and is offered again in [`POLL_MS`].
pub type TellGateNews = Box<dyn FnMut(GateNews) -> Result<(), GateNews> + Send>;

/// One opening, as it is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PulseOrder {
    /// For which grant.
    pub grant: u64,
    /// How long, in milliseconds (brought within the clockwork's limits).
    pub ms: u32,
    /// For how many heads.
    pub heads: usize,
    /// Place in the configuration of the reader that asked for it, whose green light goes with it.
    pub reader: Option<usize>,
}

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
    Pulse(PulseOrder),
    /// Do not open for this grant any more.
    Withdraw {
        grant: u64,
    },
    SoundSiren {
        until: Stamp,
        ms: u32,
    },
    SilenceSiren,
    /// The level of `held` changed, or a scan was refused: look at once, not at the next poll.
    Look,
}

/// The engine's end of the gate hand. Dropping it releases the relay and ends the thread.
pub struct GateHand {
    orders: Option<SyncSender<Order>>,
    held: Arc<AtomicBool>,
    refused: Arc<AtomicU8>,
    beat: Arc<AtomicU64>,
    thread: Worker,
}

impl GateHand {
    /// Starts the thread on `board`, with the relay released. Fails when the system gives no thread; the board
    /// is dropped then, which releases it.
    pub fn start(board: Box<dyn GateBoard>, tell: TellGateNews) -> io::Result<Self> {
        let (orders, inbox) = sync_channel(ORDERS_WAITING_MAX);
        let held = Arc::new(AtomicBool::new(false));
        let refused = Arc::new(AtomicU8::new(0));
        let beat = Arc::new(AtomicU64::new(0));
        let mut turning = Turning {
            board: ReleasedAtLast(board),
            clockwork: GateClockwork::new(),
            siren: SirenClockwork::default(),
            lights: ReaderLights::default(),
            tell,
            held: Arc::clone(&held),
            refused: Arc::clone(&refused),
            beat: Arc::clone(&beat),
        };
        let thread = Worker::start("gate", move || {
            urgent::come_first();
            turning.run(&inbox);
        })?;
        Ok(Self { orders: Some(orders), held, refused, beat, thread })
    }

    /// Orders one pulse. Returns at once; what becomes of it is told as [`GateNews`], exactly one of ended or failed for
    /// each order taken.
    pub fn pulse(&self, pulse: PulseOrder) -> Result<(), OrderLost> {
        self.send(Order::Pulse(pulse))
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

    /// Shows at the reader of this place in the configuration that its scan was refused. A level, too: a board that
    /// hangs is not flooded by it.
    pub fn show_refused(&self, reader: usize) {
        let bit = u32::try_from(reader).ok().and_then(|place| 1_u8.checked_shl(place)).unwrap_or(0);
        if self.refused.fetch_or(bit, Ordering::SeqCst) & bit == 0 {
            // Whoever stops needs no light, and a full queue wakes the thread.
            self.send(Order::Look).ok();
        }
    }

    /// Sounds the siren for `ms` milliseconds; `until` is what the sounding is known by. How it ended is told as
    /// [`GateNews::Siren`], unless it was silenced.
    pub fn sound_siren(&self, until: Stamp, ms: u32) -> Result<(), OrderLost> {
        self.send(Order::SoundSiren { until, ms })
    }

    /// Silences the siren.
    pub fn silence_siren(&self) -> Result<(), OrderLost> {
        self.send(Order::SilenceSiren)
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
        if let Err(fault) = self.0.set_siren(Relay::Released) {
            tracing::error!(error = &fault as &dyn std::error::Error, "the siren may still sound");
        }
    }
}

/// What the thread owns.
struct Turning {
    board: ReleasedAtLast,
    clockwork: GateClockwork,
    siren: SirenClockwork,
    lights: ReaderLights,
    tell: TellGateNews,
    held: Arc<AtomicBool>,
    refused: Arc<AtomicU8>,
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
            self.settle_siren();
            self.settle_lights();
            self.tell_news();
            self.beat.fetch_add(1, Ordering::Relaxed);
            let deadlines = [self.clockwork.deadline(), self.siren.deadline(), self.lights.deadline()];
            let due = deadlines.into_iter().flatten().fold(next_poll, Instant::min);
            match inbox.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(order) => self.take(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Pulse(PulseOrder { grant, ms, heads, reader }) => {
                self.clockwork.pulse(grant, ms, heads);
                if let Some(reader) = reader {
                    self.lights.granted(reader, grant, Instant::now());
                }
            }
            Order::Withdraw { grant } => self.clockwork.withdraw(grant),
            Order::SoundSiren { until, ms } => self.siren.sound(until, ms, Instant::now()),
            Order::SilenceSiren => self.siren.silence(),
            Order::Look => {}
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

    fn settle_siren(&mut self) {
        if let Some(level) = self.siren.turn(Instant::now()) {
            let answer = self.board.0.set_siren(level);
            self.siren.wrote(level, answer);
        }
    }

    fn settle_lights(&mut self) {
        let refused = self.refused.swap(0, Ordering::SeqCst);
        for reader in (0..READERS_MAX).filter(|reader| refused & (1 << reader) != 0) {
            self.lights.refused(reader, Instant::now());
        }
        for _ in 0..SIGNALS_A_TURN_MAX {
            let next = self.lights.turn(Instant::now(), |grant| self.clockwork.stage(grant));
            let Some((reader, signal, on)) = next else { return };
            let answer = self.board.0.set_signal(reader, signal, on);
            self.lights.switched(reader, signal, on, answer);
        }
    }

    fn tell_news(&mut self) {
        if let Some(ended) = self.siren.next_news() {
            self.clockwork.tell(GateNews::Siren(ended));
        }
        while let Some(news) = self.clockwork.next_news() {
            if let Err(untaken) = (self.tell)(news) {
                self.clockwork.put_back(untaken);
                return;
            }
        }
    }
}
