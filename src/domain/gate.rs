//! The gate as the house knows it: grants, what holds it open or shut, alarms.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::{AlarmNo, GrantNo, PersonNo, VisitId};
use super::refusal::Refusal;
use super::time::{Span, Stamp};
use super::words::Remark;

/// The shortest time one order lets the gate open, in milliseconds (IEC 60839-11-1 asks for 3 s).
pub const PULSE_MS_MIN: u32 = 3_000;

/// The longest time one order may keep the gate open, in milliseconds.
pub const PULSE_MS_MAX: u32 = 8_000;

const _: () = assert!(PULSE_MS_MIN <= PULSE_MS_MAX, "there must be a length to choose");

/// Grants alive at once: one opening and one that waits behind it; more would open for people who have gone.
pub const GRANTS_MAX: usize = 2;

/// Overrides may come on top, for an override is never refused for waiting behind others. More than this alive at
/// once, grants and overrides together, is no guard's finger.
pub const OVERRIDES_MAX: usize = 8;

/// How long a grant may stay without a word from the gate, before it counts as failed: the longest pulse, one
/// that waits before it, and margin.
pub const GRANT_LIFE: Span = Span::seconds(25);
/// How much longer for each grant that is before it: the longest pulse, and the rest after it.
pub const GRANT_TURN: Span = Span::seconds(9);

const _: () = assert!(GRANT_TURN.0 > PULSE_MS_MAX as i64, "whoever waits last must still be heard");

/// Alarms kept open on the panel; the oldest of the most frequent kind makes room, all are in the record.
pub const ALARMS_MAX: usize = 50;

/// Which way people of a visit are let.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// In.
    In,
    /// Out, for good.
    Out {
        /// The badge was handed in with the scan; else the guard asks for it.
        badge_in: bool,
    },
    /// Out for a while (暂离): the next issue of the pass brings them back.
    OutForAWhile,
}

/// What a grant lets through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GrantFor {
    /// People of a visit, in or out.
    People {
        /// The visit.
        visit: VisitId,
        /// Which of them.
        people: Vec<PersonNo>,
        /// Which way.
        way: Way,
    },
    /// Officials on duty.
    Officials {
        /// Their visit.
        visit: VisitId,
    },
    /// A guard's override.
    Override,
}

impl GrantFor {
    /// Heads it lets through; the most there can be where nobody counted them.
    pub fn heads(&self) -> usize {
        match self {
            GrantFor::People { people, .. } => people.len(),
            // Nobody counted them: any number may pass.
            GrantFor::Officials { .. } | GrantFor::Override => usize::MAX,
        }
    }
}

/// A permission to open once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What for.
    pub what: GrantFor,
    /// Whether a reader asked for it, and no guard.
    pub by_reader: bool,
    /// Since when.
    pub since: Stamp,
    /// Whether the relay has moved for it.
    pub opened: bool,
    /// Times the door opened during it.
    pub doors: usize,
}

/// The end of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantEnd {
    /// When.
    pub at: Stamp,
    /// Whether the door had opened for everybody it let through: who opens it once more was not among them.
    pub spent: bool,
}

/// How a pulse ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PulseOutcome {
    /// The relay was driven.
    Started,
    /// The pulse is over; `Some(false)` where a contact says the door never opened.
    Ended {
        /// Whether the door opened; `None` without a contact.
        door_opened: Option<bool>,
    },
    /// The relay could not be driven.
    Failed,
}

/// What the sensors report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sensor {
    /// The door contact.
    Door {
        /// Open or shut.
        open: bool,
    },
    /// The exit button, which opens in hardware.
    ExitButton {
        /// Pressed or let go.
        pressed: bool,
    },
    /// The fire alarm contact.
    Fire {
        /// Calls or is quiet.
        calls: bool,
    },
    /// The tamper switch.
    Tamper {
        /// Open or shut.
        open: bool,
    },
    /// The board answers, or not.
    Board {
        /// Whether it answers.
        well: bool,
    },
}

/// What rings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AlarmKind {
    /// Opened without a grant.
    ForcedOpen,
    /// Open for long: the warning before the alarm.
    HeldOpenWarning,
    /// Open for longer than allowed.
    HeldOpen,
    /// More openings than heads granted.
    Tailgating,
    /// The housing was opened.
    Tamper,
    /// The relay or the board does not answer.
    GateFault,
    /// Five wrong PINs.
    WrongPins,
    /// A badge was not printed, or nobody knows.
    PrinterFault,
    /// A grant that a restart ended.
    GrantExpired,
    /// The clock is behind the record.
    ClockWrong,
    /// Records could not be saved for a while.
    StoreRefused,
    /// Somebody at the touchscreen calls.
    GuardCalled,
    /// Somebody at the exit lost the badge.
    BadgeLostSaid,
    /// A badge was scanned for leaving without sign-off.
    LeavingUnsigned,
    /// A pass was refused.
    PassRefused,
    /// Administration is silent: the manager on duty.
    ManagerNeeded,
    /// A visitor waits for too long.
    WaitingLong,
    /// A visitor is overdue.
    Overdue,
    /// A visitor's badge was not handed back by closing time.
    BadgeOutstanding,
    /// A torn tail of the record was cut off at start.
    TailCut,
    /// A host declined, or a visit gave up: the visitor is to be told.
    TellTheVisitor,
    /// A visit from paper fits the watchlist: the visitor is in, and nobody has looked.
    WatchMatch,
    /// Nobody has been signed in at a panel for too long.
    PostEmpty,
    /// A hand-over takes longer than it should.
    HandoverLong,
}

/// An alarm nobody has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// What rings.
    pub kind: AlarmKind,
    /// Since when.
    pub at: Stamp,
    /// The visit it is about.
    pub visit: Option<VisitId>,
    /// Code of the refusal behind it.
    pub code: Option<String>,
    /// What somebody wrote: whose badge is lost, whose PIN was tried.
    pub text: Option<Remark>,
}

/// What keeps the relay driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldCause {
    /// Fire, until it is reset.
    Fire,
    /// Emergency open, until closed by hand.
    Emergency,
}

/// The gate.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Gate {
    /// Grants alive.
    pub grants: BTreeMap<GrantNo, Grant>,
    /// Fire, latched: since when, and whether the contact still calls.
    pub fire: Option<FireState>,
    /// Emergency open since.
    pub emergency: Option<Stamp>,
    /// Lockdown since.
    pub lockdown: Option<Stamp>,
    /// Door contact, once heard of.
    pub door_open: Option<bool>,
    /// When the exit button was last pressed.
    pub exit_button: Option<Stamp>,
    /// Board out of order since.
    pub fault: Option<Stamp>,
    /// How the last grant ended: a door that opens right after it is no burglary.
    pub last_grant_end: Option<GrantEnd>,
    /// The siren sounds, until then at most.
    pub siren: Option<Stamp>,
    /// Alarms, oldest first.
    pub alarms: BTreeMap<AlarmNo, Alarm>,
}

/// Fire, latched until reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FireState {
    /// Since when.
    pub since: Stamp,
    /// Whether the contact calls now.
    pub calls: bool,
}

impl Grant {
    /// Whether the door has opened for everybody it lets through.
    pub fn is_spent(&self) -> bool {
        self.doors >= self.what.heads()
    }
}

impl Gate {
    /// What keeps the gate open now. Fire outranks all.
    pub fn hold_cause(&self) -> Option<HoldCause> {
        if self.fire.is_some() { Some(HoldCause::Fire) } else { self.emergency.map(|_| HoldCause::Emergency) }
    }

    /// The words of alarms of a day are erased.
    pub fn forget_words_of(&mut self, utc_day: u32) {
        for alarm in self.alarms.values_mut().filter(|alarm| alarm.at.utc_day() == utc_day) {
            alarm.text = None;
        }
    }

    /// Whether one more grant may live.
    ///
    /// # Errors
    /// [`Refusal::GateBusy`].
    pub fn has_room(&self) -> Result<(), Refusal> {
        if self.grants.len() < GRANTS_MAX { Ok(()) } else { Err(Refusal::GateBusy) }
    }
}
