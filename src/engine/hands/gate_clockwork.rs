//! When the gate's relay is driven and when it is let go: orders, contacts and time in, relay level and news out.
//!
//! Pure: it owns no device, no thread and no clock, so that ten thousand pulses run in a test in a moment. The
//! thread around it is [`super::gate::GateHand`].

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::ports::gate::{BoardFault, Inputs, Relay};

/// How often the contacts are read, in milliseconds: level by level, for edges are not to be had on every board.
pub const POLL_MS: u64 = 20;

/// How many equal readings in a row make a level: a bouncing contact settles within a few milliseconds.
pub const READINGS_EQUAL: u8 = 3;

/// A contact that is active longer than this, in milliseconds, must be seen (GB 50396).
pub const INPUT_SEEN_MS: u64 = 400;

const _: () = assert!(POLL_MS * (READINGS_EQUAL as u64 + 1) < INPUT_SEEN_MS, "no contact may slip through");

/// How many failed readings in a row make a fault: one is noise on a long cable.
pub const READINGS_FAILED_MAX: u8 = 3;

/// The shortest time one order lets the gate open, in milliseconds (IEC 60839-11-1 asks for 3 s).
pub const PULSE_MS_MIN: u32 = 3_000;

/// The longest time one order may keep the gate open, in milliseconds.
pub const PULSE_MS_MAX: u32 = 8_000;

/// What a relay board with a cutoff does by itself, in milliseconds, if the program dies with the gate open.
pub const RELAY_CUTOFF_MS: u32 = 15_000;

const _: () = assert!(PULSE_MS_MIN <= PULSE_MS_MAX, "there must be a length to choose");
const _: () = assert!(PULSE_MS_MAX < RELAY_CUTOFF_MS, "the program must let go first");

/// How long the relay rests between two pulses, in milliseconds, so that a barrier's controller sees two.
pub const PULSE_GAP_MS: u64 = 500;

/// How many spent grants are remembered, to refuse a second pulse for one of them. Grants come one by one and
/// only the latest few could be sent twice.
pub const GRANTS_REMEMBERED: usize = 64;

/// How much untaken news is kept. At [`POLL_MS`] and [`READINGS_EQUAL`] one chattering contact fills it in 15 s;
/// after that the oldest goes, for what stands now matters more than what stood.
pub const NEWS_KEPT_MAX: usize = 256;

/// Why an ordered pulse did not happen, or was cut short.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PulseFault {
    /// One pulse runs and one waits.
    #[error("one pulse runs and another waits already")]
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
}

/// A pulse that was accepted.
#[derive(Clone, Copy, Debug)]
struct Pulse {
    grant: u64,
    length: Duration,
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
    waiting: Option<Pulse>,
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
            waiting: None,
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

    /// Takes the order to open once for `grant`, for `ms` milliseconds, brought within [`PULSE_MS_MIN`] and
    /// [`PULSE_MS_MAX`]. What becomes of it is told as news; an order that cannot be taken fails at once.
    /// Contacts that cannot be read do not refuse it: a guard's override must open then, too.
    pub fn pulse(&mut self, grant: u64, ms: u32) {
        let refusal = match (self.work, &self.waiting) {
            _ if self.spent.contains(&grant) => PulseFault::Repeated,
            (Work::Faulted, _) => PulseFault::Faulted,
            (Work::Resting | Work::Starting(_) | Work::Open { .. }, Some(_)) => PulseFault::Busy,
            (Work::Resting | Work::Starting(_) | Work::Open { .. }, None) => {
                let ms = ms.clamp(PULSE_MS_MIN, PULSE_MS_MAX);
                self.waiting = Some(Pulse { grant, length: Duration::from_millis(ms.into()) });
                if self.spent.len() == GRANTS_REMEMBERED {
                    self.spent.pop_front();
                }
                self.spent.push_back(grant);
                return;
            }
        };
        self.tell(GateNews::PulseFailed { grant, fault: refusal });
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
            if let Work::Open { door, .. } = &mut self.work {
                *door = door.after(open);
            }
            self.tell(if open { GateNews::DoorOpened } else { GateNews::DoorClosed });
        }
        if let Some(pressed) = self.exit_button.reading(inputs.exit_button) {
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
        if let Work::Open { grant, until, door } = self.work
            && (now >= until || door == DoorSeen::OpenedAndClosed)
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
            && let Some(pulse) = self.waiting
        {
            self.waiting = None;
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
                if let Some(pulse) = self.waiting.take() {
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
        let Work::Starting(Pulse { grant, length }) = self.work else { return };
        let door = match self.door.settled {
            None => DoorSeen::Nothing,
            Some(open) => DoorSeen::Nothing.after(open),
        };
        self.work = Work::Open { grant, until: now + length, door };
        self.tell(GateNews::PulseStarted { grant, at: now });
    }

    /// When a turn is due besides the polls: the end of the pulse, or of the rest before the next one.
    pub fn deadline(&self) -> Option<Instant> {
        match (self.work, &self.waiting) {
            (Work::Open { until, .. }, _) => Some(until),
            (Work::Resting, Some(_)) => self.rests_until,
            (Work::Resting, None) | (Work::Starting(_) | Work::Faulted, _) => None,
        }
    }

    fn tell(&mut self, news: GateNews) {
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
