//! Who is signed in, at which panel. In memory only: a restart signs everybody out.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

use super::doorkeeper::Person;
use crate::domain::{Role, StaffNo};

/// A shift: nobody stays signed in for longer than one.
const SESSION: Duration = Duration::from_secs(12 * 3600);
/// Panels of the largest site: each has one session, the newest.
const SESSIONS_MAX: usize = 64;
/// A panel that is not heard of for so long has nobody at it: a line that breaks is open again well before.
const LINE_GONE: Duration = Duration::from_secs(30);
/// Random bytes of a session's token: nothing to guess.
const TOKEN_BYTES: usize = 32;

/// What is kept of a token: enough to know it again, not enough to use it.
pub type Fingerprint = [u8; 32];

/// The fingerprint of a token.
pub fn fingerprint(token: &str) -> Fingerprint {
    Sha256::digest(token.as_bytes()).into()
}

/// One person at one panel.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub person: Person,
    /// Label of the panel.
    pub panel: String,
    /// Fingerprint of the panel's token.
    pub device: Fingerprint,
    since: Instant,
    until: Instant,
    /// When it was heard of last: a wish, or a line of views that is open.
    heard: Instant,
}

/// Everybody who is signed in.
#[derive(Debug, Default)]
pub struct Sessions {
    open: BTreeMap<Fingerprint, Session>,
}

impl Sessions {
    /// Signs a person in at the panel whose token has `device` as its fingerprint; whoever was signed in there
    /// is signed out. Gives the session's token, which is not kept.
    ///
    /// # Errors
    /// The system has no random bytes.
    pub fn sign_in(
        &mut self,
        person: Person,
        panel: &str,
        device: Fingerprint,
        now: Instant,
    ) -> Result<String, getrandom::Error> {
        let mut bytes = [0; TOKEN_BYTES];
        getrandom::fill(&mut bytes)?;
        let token = BASE32_NOPAD.encode(&bytes);
        self.open.retain(|_, session| session.device != device && session.until > now);
        if self.open.len() >= SESSIONS_MAX {
            let oldest = self.open.iter().min_by_key(|(_, session)| session.until).map(|(print, _)| *print);
            if let Some(oldest) = oldest {
                self.open.remove(&oldest);
            }
        }
        let session =
            Session { person, panel: panel.to_owned(), device, since: now, until: now + SESSION, heard: now };
        self.open.insert(fingerprint(&token), session);
        Ok(token)
    }

    /// The session of a token, while it lasts; it is heard of by this.
    pub fn of(&mut self, token: &Fingerprint, now: Instant) -> Option<&Session> {
        let session = self.open.get_mut(token).filter(|session| session.until > now)?;
        session.heard = now;
        Some(session)
    }

    /// Guards who are signed in at a panel that is heard of, the longest first.
    pub fn guards(&self, now: Instant) -> Vec<StaffNo> {
        let there = |session: &&Session| {
            let guard = |role: &Role| matches!(role, Role::Guard | Role::ShiftLeader);
            let heard = now.saturating_duration_since(session.heard) < LINE_GONE;
            heard && session.until > now && session.person.roles().iter().any(guard)
        };
        let mut sessions: Vec<&Session> = self.open.values().filter(there).collect();
        sessions.sort_by_key(|session| session.since);
        let mut guards = Vec::new();
        for session in sessions {
            if !guards.contains(&session.person.number) {
                guards.push(session.person.number.clone());
            }
        }
        guards
    }

    /// Signs a person out everywhere.
    pub fn sign_out_person(&mut self, number: &StaffNo) {
        self.open.retain(|_, session| session.person.number != *number);
    }

    /// Signs out.
    pub fn sign_out(&mut self, token: &Fingerprint) {
        self.open.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::StaffEntry;

    fn person(number: &str) -> Person {
        let entry = StaffEntry { roles: vec![Role::Guard], pin_mark: [1; 8] };
        Person { number: StaffNo(number.to_owned()), name: "张伟".to_owned(), entry }
    }

    #[test]
    fn a_session_ends_with_the_shift_and_with_the_next_sign_in_at_its_panel() {
        let (mut sessions, now) = (Sessions::default(), Instant::now());
        let first = fingerprint(&sessions.sign_in(person("1"), "panel", [1; 32], now).unwrap());
        assert!(sessions.of(&first, now).is_some());
        assert!(sessions.of(&first, now + SESSION).is_none());
        let second = fingerprint(&sessions.sign_in(person("2"), "panel", [1; 32], now).unwrap());
        assert!(sessions.of(&first, now).is_none() && sessions.of(&second, now).is_some());
    }

    #[test]
    fn a_guard_is_there_while_the_panel_is_heard_of() {
        let (mut sessions, now) = (Sessions::default(), Instant::now());
        let later = now + Duration::from_secs(20);
        let second = fingerprint(&sessions.sign_in(person("2"), "panel", [1; 32], now).unwrap());
        sessions.sign_in(person("1"), "other", [2; 32], later).unwrap();
        let numbers = |sessions: &Sessions, at| -> Vec<String> {
            sessions.guards(at).into_iter().map(|number| number.0).collect()
        };
        assert_eq!(numbers(&sessions, later), ["2", "1"]);
        assert_eq!(numbers(&sessions, now + LINE_GONE), ["1"]);
        assert!(sessions.of(&second, now + LINE_GONE).is_some());
        assert_eq!(numbers(&sessions, now + LINE_GONE), ["2", "1"]);
        sessions.sign_out_person(&StaffNo("2".to_owned()));
        assert_eq!(numbers(&sessions, now + LINE_GONE), ["1"]);
        assert!(numbers(&sessions, now + SESSION).is_empty());
    }

    #[test]
    fn sessions_are_bounded() {
        let (mut sessions, now) = (Sessions::default(), Instant::now());
        for n in 0..=255 {
            sessions.sign_in(person("1"), "panel", [n; 32], now).unwrap();
        }
        assert_eq!(sessions.open.len(), SESSIONS_MAX);
    }
}
