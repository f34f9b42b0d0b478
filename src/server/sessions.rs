//! Who is signed in, at which panel. In memory only: a restart signs everybody out.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};

use super::doorkeeper::Person;

/// A shift: nobody stays signed in for longer than one.
const SESSION: Duration = Duration::from_secs(12 * 3600);
/// Panels of the largest site: each has one session, the newest.
const SESSIONS_MAX: usize = 64;
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
    until: Instant,
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
        let session = Session { person, panel: panel.to_owned(), device, until: now + SESSION };
        self.open.insert(fingerprint(&token), session);
        Ok(token)
    }

    /// The session of a token, while it lasts.
    pub fn of(&self, token: &Fingerprint, now: Instant) -> Option<&Session> {
        self.open.get(token).filter(|session| session.until > now)
    }

    /// Signs out.
    pub fn sign_out(&mut self, token: &Fingerprint) {
        self.open.remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Role, StaffEntry, StaffNo};

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
    fn sessions_are_bounded() {
        let (mut sessions, now) = (Sessions::default(), Instant::now());
        for n in 0..=255 {
            sessions.sign_in(person("1"), "panel", [n; 32], now).unwrap();
        }
        assert_eq!(sessions.open.len(), SESSIONS_MAX);
    }
}
