//! Deadlines: set and cleared by events, asked for by the engine.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::ids::{BookingId, GrantNo, VisitId};
use super::time::{Span, Stamp};

/// What runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Wait {
    /// Awaiting identity: remind the guard.
    IdentityRemind,
    /// Awaiting identity: gave up.
    IdentityGiveUp,
    /// Awaiting consent: remind.
    ConsentRemind,
    /// Awaiting consent: ask the stand-in.
    ConsentNext,
    /// Awaiting consent: gave up.
    ConsentGiveUp,
    /// A claim nobody touched: alert administration.
    ClaimAlert,
    /// Administration silent: tell the manager on duty.
    ReceptionManager,
    /// Administration silent: the guard may admit.
    ReceptionGuard,
    /// Held: remind the guard.
    HeldRemind,
    /// Badge issued, nobody came in.
    AdmittedExpires,
    /// End of the visit's window.
    WindowEnds,
    /// Signed off and still there.
    SignedOffRemind,
}

impl Wait {
    /// Every wait.
    pub const ALL: [Wait; 12] = [
        Wait::IdentityRemind,
        Wait::IdentityGiveUp,
        Wait::ConsentRemind,
        Wait::ConsentNext,
        Wait::ConsentGiveUp,
        Wait::ClaimAlert,
        Wait::ReceptionManager,
        Wait::ReceptionGuard,
        Wait::HeldRemind,
        Wait::AdmittedExpires,
        Wait::WindowEnds,
        Wait::SignedOffRemind,
    ];
}

/// A deadline of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Due {
    /// Of a visit.
    Visit(VisitId, Wait),
    /// A booking's window ends: no-show.
    Booking(BookingId),
    /// Closing time.
    Closing,
    /// The gate has not said a word about a grant.
    Grant(GrantNo),
    /// The door stands open: warn.
    HeldOpenWarning,
    /// The door stands open: alarm.
    HeldOpen,
    /// Nobody is signed in at a panel: alarm.
    PostEmpty,
    /// A hand-over takes long: remind.
    Handover,
}

impl Due {
    /// Whether the deadline is a length of waiting (moved when the wall clock steps) and not a time of day.
    pub const fn is_a_wait(self) -> bool {
        match self {
            Due::Visit(_, Wait::WindowEnds) | Due::Booking(_) | Due::Closing => false,
            Due::Visit(..)
            | Due::Grant(_)
            | Due::HeldOpenWarning
            | Due::HeldOpen
            | Due::PostEmpty
            | Due::Handover => true,
        }
    }
}

/// All deadlines, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Timers {
    at: BTreeMap<Due, Stamp>,
    order: BTreeSet<(Stamp, Due)>,
}

impl Timers {
    /// Sets a deadline; an earlier one of the same name is replaced.
    pub fn set(&mut self, due: Due, at: Stamp) {
        self.clear(due);
        self.at.insert(due, at);
        self.order.insert((at, due));
    }

    /// Ends a deadline.
    pub fn clear(&mut self, due: Due) {
        if let Some(at) = self.at.remove(&due) {
            self.order.remove(&(at, due));
        }
    }

    /// Ends some waits of a visit.
    pub fn clear_visit(&mut self, visit: VisitId, waits: &[Wait]) {
        for wait in waits {
            self.clear(Due::Visit(visit, *wait));
        }
    }

    /// When a deadline falls, if it is set.
    pub fn get(&self, due: Due) -> Option<Stamp> {
        self.at.get(&due).copied()
    }

    /// The next deadline.
    pub fn next(&self) -> Option<Stamp> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Deadlines that have come, oldest first.
    pub fn due(&self, now: Stamp) -> impl Iterator<Item = (Stamp, Due)> + '_ {
        self.order.iter().take_while(move |(at, _)| *at <= now).copied()
    }

    /// Whether there is a wait, or a time of day that comes by `until`.
    pub fn can_move(&self, until: Stamp) -> bool {
        self.at.iter().any(|(due, at)| due.is_a_wait() || *at < until)
    }

    /// Times of day that come earlier come at `until`.
    pub fn put_off(&mut self, until: Stamp) {
        let come: Vec<_> = self.due(until).map(|(_, due)| due).filter(|due| !due.is_a_wait()).collect();
        for due in come {
            self.set(due, until);
        }
    }

    /// The wall clock stepped: waits last as long as they were meant to.
    pub fn shift_waits(&mut self, by: Span) {
        let waits: Vec<_> =
            self.at.iter().filter(|(due, _)| due.is_a_wait()).map(|(due, at)| (*due, *at)).collect();
        for (due, at) in waits {
            self.set(due, at + by);
        }
    }
}
