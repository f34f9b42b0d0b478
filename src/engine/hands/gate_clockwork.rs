//! When the gate's relay is driven and when it is let go: orders, contacts and time in, relay level and news out.
//!
//! Pure: it owns no device, no thread and no clock, so that ten thousand pulses run in a test in a moment. The
//! thread around it is [`super::gate::GateHand`].

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::siren::SirenEnded;
use crate::domain::OVERRIDES_MAX;
pub use crate::domain::{PULSE_MS_MAX, PULSE_MS_MIN};
use crate::ports::gate::{BoardFault, Inputs, Relay};

/// How often the contacts are read, in milliseconds: level by level, for edges are not to be had on every board.
pub const POLL_MS: u64 = 20;

/// How many equal readings in a row make a level: a bouncing contact settles within a few milliseconds.
pub const READINGS_EQUAL: u8 = 3;

/// A contact that is active longer than this, in milliseconds, must be seen (IEC 60839-11-1).
pub const INPUT_SEEN_MS: u64 = 400;

const _: () = assert!(POLL_MS * (READINGS_EQUAL as u64 + 1) < INPUT_SEEN_MS, "no contact may slip through");

/// How many failed readings in a row make a fault: one is noise on a long cable.
pub const READINGS_FAILED_MAX: u8 = 3;

/// What a relay board with a cutoff does by itself, in milliseconds, if the program dies with the gate open.
pub const RELAY_CUTOFF_MS: u32 = 15_000;

const _: () = assert!(PULSE_MS_MAX < RELAY_CUTOFF_MS, "the program must let go first");

/// How long the relay rests between two pulses, in milliseconds, so that a barrier's controller sees two.
pub const PULSE_GAP_MS: u64 = 500;

/// How many pulses may wait behind the one that runs: an override waits behind whoever it comes after, and is not
/// refused for it. The house lets no more be alive.
pub const PULSES_WAITING_MAX: usize = OVERRIDES_MAX;

/// How many spent grants are remembered, to refuse a second pulse for one of them. Grants come one by one and
/// only the latest few could be sent twice.
pub const GRANTS_REMEMBERED: usize = 64;

/// How much untaken news is kept. At [`POLL_MS`] and [`READINGS_EQUAL`] one chattering contact fills it in 15 s;
/// after that the oldest goes, for what stands now matters more than what stood.
pub const NEWS_KEPT_MAX: usize = 256;

/// Why an ordered pulse did not happen, or was cut short.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PulseFault {
    /// As many pulses wait as may: [`PULSES_WAITING_MAX`].
    #[error("too many pulses wait already")]
    Busy,
    /// The grant has had its pulse.
    #[error("this grant has had its pulse")]
    Repeated,
    /// The relay did not obey before, and has not come back.
    #[error("the gate board is faulted")]
    Faulted,
    /// The relay did not obey this pulse.
    #[error("the gate board failed")]
    Board(#[source] BoardFault),
}

/// What the gate hand has to tell.
#[derive(Clone, Debug)]
pub enum GateNews {
    /// The relay is driven for this grant, since `at`.
    PulseStarted {
        /// The grant.
        grant: u64,
        /// When the relay took the level.
        at: Instant,
    },
    /// The pulse for this grant is over.
    PulseEnded {
        /// The grant.
        grant: u64,
        /// Whether the door stood open at any time in the pulse; `None` when no contact could tell.
        door_opened: Option<bool>,
    },
    /// The pulse for this grant did not happen, or broke off. It is not tried again.
    PulseFailed {
        /// The grant.
        grant: u64,
        /// Why.
        fault: PulseFault,
    },
    /// The door opened, or stood open at the first reading.
    DoorOpened,
    /// The door closed, or stood closed at the first reading.
    DoorClosed,
    /// The exit button: pressed or let go. Told once at the first reading.
    ExitButton(bool),
    /// The fire alarm: on or off. Told once at the first reading, so that a restart knows.
    Fire(bool),
    /// The housing: open or closed. Told once at the first reading.
    Tamper(bool),
    /// The board does not obey or cannot be read. Told once, until it is back.
    BoardFault(BoardFault),
    /// The board obeys and is read again.
    BoardBack,
    /// The siren has ended by itself.
    Siren(SirenEnded),
}

/// How far the pulse of a grant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PulseStage {
    /// It waits behind another one, or for the relay.
    Waiting,
    /// The relay is driven for it.
    Open,
    /// It is over, did not happen, or was never ordered.
    Over,
}

/// A pulse that was accepted.
#[derive(Clone, Copy, Debug)]
struct Pulse {
    grant: u64,
    length: Duration,
    heads: usize,
}

/// What the relay is doing for grants. Holding open is apart, for it outlives any of these.
#[derive(Clone, Copy, Debug)]
enum Work {
    Resting,
    /// Ordered, the relay has not yet taken the level.
    Starting(Pulse),
    Open {
        grant: u64,
        until: Instant,
        door: DoorSeen,
        /// How often the door has still to close behind somebody before the time is up.
        heads: usize,
    },
    /// The relay did not obey. Every turn asks it again for the level that should stand.
    Faulted,
}

/// What the door contact told during one pulse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DoorSeen {
    Nothing,
    Closed,
    /// It stood open when the pulse began: somebody may pass, and its closing is not this visitor's.
    OpenBefore,
    Opened,
    OpenedAndClosed,
}

impl DoorSeen {
    fn after(self, open: bool) -> Self {
        match (self, open) {
            (Self::Nothing, true) => Self::OpenBefore,
            (Self::Nothing, false) => Self::Closed,
            (Self::Closed | Self::OpenBefore | Self::Opened | Self::OpenedAndClosed, true) => Self::Opened,
            (Self::Opened, false) => Self::OpenedAndClosed,
            (Self::Closed | Self::OpenBefore | Self::OpenedAndClosed, false) => self,
        }
    }

    fn opened(self) -> Option<bool> {
        match self {
            Self::Nothing => None,
            Self::Closed => Some(false),
            Self::OpenBefore | Self::Opened | Self::OpenedAndClosed => Some(true),
        }
    }
}

/// One contact, debounced by level.
#[derive(Clone, Copy, Debug, Default)]
struct Contact {
    settled: Option<bool>,
    last: bool,
    equal: u8,
}

impl Contact {
    /// Takes one reading; gives the new level when it has just settled.
    fn reading(&mut self, now: bool) -> Option<bool> {
        self.equal = if self.equal > 0 && self.last == now { self.equal.saturating_add(1) } else { 1 };
        self.last = now;
        if self.equal < READINGS_EQUAL || self.settled == Some(now) {
            return None;
        }
        self.settled = Some(now);
        Some(now)
    }

    /// Forgets unfinished counting: the readings around a failed one are not in a row.
    fn interrupted(&mut self) {
        self.equal = 0;
    }
}

/// The gate hand without a hand. Feed it orders, readings and the relay's answers; ask it for the level to write,
/// the news, and when it wants to be turned next.
#[derive(Debug)]
pub struct GateClockwork {
    work: Work,
    waiting: VecDeque<Pulse>,
    held: bool,
    /// The level the relay took last; `None` when it is not known.
    stands: Option<Relay>,
    rests_until: Option<Instant>,
    spent: VecDeque<u64>,
    door: Contact,
    exit_button: Contact,
    fire: Contact,
    tamper: Contact,
    readings_failed: u8,
    news: VecDeque<GateNews>,
}

impl Default for GateClockwork {
    fn default() -> Self {
        Self::new()
    }
}

impl GateClockwork {
    /// A gate that is to be shut: the first [`turn`](Self::turn) asks for the relay to be released.
    pub fn new() -> Self {
        Self {
            work: Work::Resting,
            waiting: VecDeque::with_capacity(PULSES_WAITING_MAX),
            held: false,
            stands: None,
            rests_until: None,
            spent: VecDeque::with_capacity(GRANTS_REMEMBERED),
            door: Contact::default(),
            exit_button: Contact::default(),
            fire: Contact::default(),
            tamper: Contact::default(),
            readings_failed: 0,
            news: VecDeque::new(),
        }
    }

    /// Takes the order to open once for `grant` and the `heads` that go by it, for `ms` milliseconds, brought within
    /// [`PULSE_MS_MIN`] and [`PULSE_MS_MAX`]. It ends sooner once the door has closed behind each of them.
    /// What becomes of it is told as news; an order that cannot be taken fails at once.
    /// Contacts that cannot be read do not refuse it: a guard's override must open then, too.
    pub fn pulse(&mut self, grant: u64, ms: u32, heads: usize) {
        let refusal = match self.work {
            _ if self.spent.contains(&grant) => PulseFault::Repeated,
            Work::Faulted => PulseFault::Faulted,
            Work::Resting | Work::Starting(_) | Work::Open { .. }
                if self.waiting.len() == PULSES_WAITING_MAX =>
            {
                PulseFault::Busy
            }
            Work::Resting | Work::Starting(_) | Work::Open { .. } => {
                let length = Duration::from_millis(ms.clamp(PULSE_MS_MIN, PULSE_MS_MAX).into());
                self.waiting.push_back(Pulse { grant, length, heads });
                if self.spent.len() == GRANTS_REMEMBERED {
                    self.spent.pop_front();
                }
                self.spent.push_back(grant);
                return;
            }
        };
        self.tell(GateNews::PulseFailed { grant, fault: refusal });
    }

    /// Takes back the order for `grant` if the relay has not moved for it: the pulse ends without having opened.
    pub fn withdraw(&mut self, grant: u64) {
        let before = self.waiting.len();
        self.waiting.retain(|pulse| pulse.grant != grant);
        if self.waiting.len() < before {
            self.tell(GateNews::PulseEnded { grant, door_opened: Some(false) });
        }
    }

    /// Holds the gate open until told otherwise. It outranks pulses and asks again after a fault.
    pub fn hold_open(&mut self, on: bool) {
        self.held = on;
    }

    /// Takes one reading of the contacts.
    pub fn reading(&mut self, reading: Result<Inputs, BoardFault>) {
        let inputs = match reading {
            Ok(inputs) => inputs,
            Err(fault) => return self.reading_failed(fault),
        };
        let was_blind = self.is_blind();
        self.readings_failed = 0;
        if was_blind && !matches!(self.work, Work::Faulted) {
            self.tell(GateNews::BoardBack);
        }
        if let Some(open) = inputs.door_open.and_then(|open| self.door.reading(open)) {
            if let Work::Open { door, heads, .. } = &mut self.work {
                *door = door.after(open);
                if *door == DoorSeen::OpenedAndClosed {
                    *heads = heads.saturating_sub(1);
                }
            }
            self.tell(if open { GateNews::DoorOpened } else { GateNews::DoorClosed });
        }
        if let Some(pressed) = self.exit_button.reading(inputs.exit_button) {
            // Somebody goes out by the same door: its closing is not that of who comes in.
            if let Work::Open { heads, .. } = &mut self.work
                && pressed
            {
                *heads = usize::MAX;
            }
            self.tell(GateNews::ExitButton(pressed));
        }
        if let Some(on) = self.fire.reading(inputs.fire) {
            self.tell(GateNews::Fire(on));
        }
        if let Some(open) = self.tamper.reading(inputs.tamper) {
            self.tell(GateNews::Tamper(open));
        }
    }

    fn reading_failed(&mut self, fault: BoardFault) {
        for contact in [&mut self.door, &mut self.exit_button, &mut self.fire, &mut self.tamper] {
            contact.interrupted();
        }
        let was_blind = self.is_blind();
        self.readings_failed = self.readings_failed.saturating_add(1);
        if !was_blind && self.is_blind() {
            self.tell(GateNews::BoardFault(fault));
        }
    }

    fn is_blind(&self) -> bool {
        self.readings_failed >= READINGS_FAILED_MAX
    }

    /// Moves on to `now` and gives the level to write to the relay, or `None` when it stands as it should.
    /// Whatever is given must be written and answered with [`wrote`](Self::wrote).
    pub fn turn(&mut self, now: Instant) -> Option<Relay> {
        if let Work::Open { grant, until, door, heads } = self.work
            && (now >= until || heads == 0)
        {
            let door_opened = if self.is_blind() && door == DoorSeen::Closed { None } else { door.opened() };
            self.work = Work::Resting;
            self.tell(GateNews::PulseEnded { grant, door_opened });
        }
        // A pulse starts from a released relay, or joins a hold; otherwise two pulses would look like one.
        let may_start = match self.stands {
            Some(Relay::Released) => self.rests_until.is_none_or(|until| now >= until),
            Some(Relay::Driven) => self.held,
            None => false,
        };
        if matches!(self.work, Work::Resting)
            && may_start
            && let Some(pulse) = self.waiting.pop_front()
        {
            self.work = Work::Starting(pulse);
            if self.stands == Some(Relay::Driven) {
                self.start(now);
            }
        }
        let wanted = self.wanted();
        (self.stands != Some(wanted)).then_some(wanted)
    }

    fn wanted(&self) -> Relay {
        match self.work {
            _ if self.held => Relay::Driven,
            Work::Starting(_) | Work::Open { .. } => Relay::Driven,
            Work::Resting | Work::Faulted => Relay::Released,
        }
    }

    /// Takes the relay's answer to the level that [`turn`](Self::turn) gave.
    pub fn wrote(&mut self, level: Relay, answer: Result<(), BoardFault>, now: Instant) {
        match answer {
            Ok(()) => {
                if self.stands == Some(Relay::Driven) && level == Relay::Released {
                    self.rests_until = Some(now + Duration::from_millis(PULSE_GAP_MS));
                }
                self.stands = Some(level);
                match self.work {
                    Work::Starting(_) if level == Relay::Driven => self.start(now),
                    Work::Faulted => {
                        self.work = Work::Resting;
                        self.rests_until = Some(now + Duration::from_millis(PULSE_GAP_MS));
                        if !self.is_blind() {
                            self.tell(GateNews::BoardBack);
                        }
                    }
                    Work::Resting | Work::Starting(_) | Work::Open { .. } => {}
                }
            }
            Err(fault) => {
                self.stands = None;
                while let Some(pulse) = self.waiting.pop_front() {
                    self.tell(GateNews::PulseFailed { grant: pulse.grant, fault: PulseFault::Faulted });
                }
                match std::mem::replace(&mut self.work, Work::Faulted) {
                    Work::Starting(Pulse { grant, .. }) | Work::Open { grant, .. } => {
                        self.tell(GateNews::PulseFailed { grant, fault: PulseFault::Board(fault.clone()) });
                    }
                    Work::Resting => {}
                    Work::Faulted => return,
                }
                self.tell(GateNews::BoardFault(fault));
            }
        }
    }

    fn start(&mut self, now: Instant) {
        let Work::Starting(Pulse { grant, length, heads }) = self.work else { return };
        let door = match self.door.settled {
            None => DoorSeen::Nothing,
            Some(open) => DoorSeen::Nothing.after(open),
        };
        self.work = Work::Open { grant, until: now + length, door, heads };
        self.tell(GateNews::PulseStarted { grant, at: now });
    }

    /// How far the pulse of `grant` is.
    pub fn stage(&self, grant: u64) -> PulseStage {
        match self.work {
            Work::Open { grant: open, .. } if open == grant => PulseStage::Open,
            Work::Starting(Pulse { grant: starting, .. }) if starting == grant => PulseStage::Waiting,
            _ if self.waiting.iter().any(|pulse| pulse.grant == grant) => PulseStage::Waiting,
            Work::Resting | Work::Starting(_) | Work::Open { .. } | Work::Faulted => PulseStage::Over,
        }
    }

    /// When a turn is due besides the polls: the end of the pulse, or of the rest before the next one.
    pub fn deadline(&self) -> Option<Instant> {
        match self.work {
            Work::Open { until, .. } => Some(until),
            Work::Resting if !self.waiting.is_empty() => self.rests_until,
            Work::Resting | Work::Starting(_) | Work::Faulted => None,
        }
    }

    /// Queues news for whoever takes it.
    pub(super) fn tell(&mut self, news: GateNews) {
        if self.news.len() == NEWS_KEPT_MAX {
            tracing::warn!("nobody takes the gate's news; the oldest is lost");
            self.news.pop_front();
        }
        self.news.push_back(news);
    }

    /// The oldest news not yet taken.
    pub fn next_news(&mut self) -> Option<GateNews> {
        self.news.pop_front()
    }

    /// Puts back news that nobody could take now; it comes first again.
    pub fn put_back(&mut self, news: GateNews) {
        self.news.push_front(news);
    }
}
