//! What all requests share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::doorkeeper::Doorkeeper;
use super::events::SharedView;
use super::health::{Counts, Pulse};
use super::hosts::HostIndex;
use super::pace::{Guesses, Pace};
use super::pins::PinDelays;
use super::sessions::{Fingerprint, Session, Sessions};
use super::signatures::Signatures;
use super::visits::SEARCHES_MAX;
use crate::domain::Stamp;
use crate::engine::Core;
use crate::ports::history::HistoryDesk;
use crate::settings::Settings;

/// Streams open at once: every screen of the largest site, and twice over while they reconnect.
const STREAMS_MAX: usize = 32;
/// PINs verified at once: each takes a core for a tenth of a second, and a wrong one must count before the next.
const PIN_CHECKS_MAX: usize = 1;

/// What the server is built from.
#[derive(Clone)]
pub struct ServerParts {
    /// The core.
    pub core: Core,
    /// The history, while it is there.
    pub history: HistoryDesk,
    /// Verifies tokens and PINs.
    pub door: Arc<dyn Doorkeeper>,
    /// The configuration.
    pub settings: Arc<Settings>,
    /// The wall clock.
    pub clock: Arc<dyn Fn() -> Stamp + Send + Sync>,
}

/// What all requests share.
pub(super) struct Office {
    pub(super) parts: ServerParts,
    pub(super) sessions: Mutex<Sessions>,
    pub(super) signatures: Mutex<Signatures>,
    pub(super) pins: Mutex<PinDelays>,
    pub(super) pace: Mutex<Pace>,
    pub(super) guesses: Mutex<Guesses>,
    pub(super) hosts: Mutex<HostIndex>,
    pub(super) panel: Mutex<Option<SharedView>>,
    pub(super) pulse: Mutex<Pulse>,
    pub(super) counts: Mutex<Counts>,
    pub(super) streams: Arc<Semaphore>,
    pub(super) pin_checks: Semaphore,
    pub(super) searches: Arc<Semaphore>,
}

impl Office {
    pub(super) fn new(parts: ServerParts) -> Office {
        let limits = &parts.settings.limits;
        let pins = PinDelays::new(Duration::from_secs(limits.pin_delay_s.into()), limits.pin_alarm_tries);
        let guesses = Guesses::new(limits.booking_tries);
        Office {
            sessions: Mutex::default(),
            signatures: Mutex::default(),
            pins: Mutex::new(pins),
            pace: Mutex::default(),
            guesses: Mutex::new(guesses),
            hosts: Mutex::default(),
            panel: Mutex::default(),
            pulse: Mutex::default(),
            counts: Mutex::default(),
            streams: Arc::new(Semaphore::new(STREAMS_MAX)),
            pin_checks: Semaphore::new(PIN_CHECKS_MAX),
            searches: Arc::new(Semaphore::new(SEARCHES_MAX)),
            parts,
        }
    }

    /// The session of a token, while it lasts: until the shift is over, the panel's own token is gone, or the staff
    /// file says something else of the person than when they signed in.
    pub(super) fn session(&self, token: &Fingerprint) -> Option<Session> {
        let session = lock(&self.sessions).of(token, Instant::now()).cloned()?;
        let person = self.parts.door.stands(&session.person.number);
        if person.as_ref() == Some(&session.person.entry) && self.parts.door.device_stands(&session.device) {
            return Some(session);
        }
        lock(&self.sessions).sign_out(token);
        None
    }

    pub(super) fn now(&self) -> Stamp {
        (self.parts.clock)()
    }
}

/// Locks; what a panicked request left behind is as whole as before, for each change is one step.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
