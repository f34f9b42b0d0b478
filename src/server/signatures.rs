//! Signatures: somebody proves number and PIN beside whoever is signed in at a panel, for one wish. A PIN itself never
//! stands in a wish, for the record keeps a fingerprint of every wish.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::{Extension, Json};
use data_encoding::BASE32_NOPAD;

use super::body::Body;
use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use super::sessions::{Fingerprint, fingerprint};
use super::signing_in::proven;
use crate::domain::{Refusal, Signed};
use crate::wire::{Problem, RoleWord, SessionAsked, SignatureGiven};

/// How long a signature waits for its wish: both guards sign one after the other at one panel.
const LASTS: Duration = Duration::from_secs(120);
/// Signatures that wait at once: three of a hand-over at every panel of the largest site.
const KEPT_MAX: usize = 192;
/// Random bytes of a signature: nothing to guess within its time.
const SIGNATURE_BYTES: usize = 16;

/// Signatures that wait for their wish.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    given: BTreeMap<Fingerprint, Given>,
}

#[derive(Debug)]
struct Given {
    signed: Signed,
    /// Whose wish it may stand in: the same person at the same panel.
    sender: String,
    until: Instant,
}

impl Signatures {
    fn give(&mut self, signed: Signed, sender: &str, now: Instant) -> Result<String, getrandom::Error> {
        let mut bytes = [0; SIGNATURE_BYTES];
        getrandom::fill(&mut bytes)?;
        let text = BASE32_NOPAD.encode(&bytes);
        self.given.retain(|_, given| given.until > now);
        if self.given.len() >= KEPT_MAX {
            let oldest = self.given.iter().min_by_key(|(_, given)| given.until).map(|(print, _)| *print);
            oldest.map(|oldest| self.given.remove(&oldest));
        }
        let given = Given { signed, sender: sender.to_owned(), until: now + LASTS };
        self.given.insert(fingerprint(&text), given);
        Ok(text)
    }

    /// Whose signature it is.
    ///
    /// # Errors
    /// [`Refusal::SignatureWrong`] if it is used, too old, or was given to another sender.
    pub(super) fn of(&self, text: &str, sender: &str, now: Instant) -> Result<Signed, Refusal> {
        let given = self.given.get(&fingerprint(text)).filter(|given| given.until > now);
        let given = given.filter(|given| given.sender == sender);
        given.map(|given| given.signed.clone()).ok_or(Refusal::SignatureWrong)
    }

    /// Its wish was carried out.
    pub(super) fn used(&mut self, text: &str) {
        self.given.remove(&fingerprint(text));
    }
}

/// Somebody signs with staff number (or name) and PIN, beside whoever is signed in; wrong PINs slow down as at sign-in.
#[utoipa::path(
    post, path = "/api/v1/signatures", request_body = SessionAsked, tag = "sign-in",
    responses(
        (status = 200, body = SignatureGiven), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 429, body = Problem)
    )
)]
pub(super) async fn sign(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    Body(body): Body,
) -> Result<Json<SignatureGiven>, Refused> {
    let person = proven(&office, &sender, &body).await?;
    let roles = person.roles();
    let words = RoleWord::ALL.iter().copied().filter(|word| roles.contains(&(*word).into())).collect();
    let signed = Signed { staff: person.number.clone(), roles: roles.to_vec() };
    let signature = lock(&office.signatures).give(signed, &sender.key, Instant::now());
    Ok(Json(SignatureGiven {
        signature: signature.map_err(|_no_random_bytes| DoorRefusal::Fault)?,
        name: person.name,
        number: person.number.0,
        roles: words,
        lasts_s: u32::try_from(LASTS.as_secs()).unwrap_or(u32::MAX),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Role, StaffNo};

    #[test]
    fn a_signature_is_good_once_for_a_time_and_for_the_sender_it_was_given_to() {
        let (mut signatures, now) = (Signatures::default(), Instant::now());
        let signed = Signed { staff: StaffNo("1002".to_owned()), roles: vec![Role::Guard] };
        let text = signatures.give(signed.clone(), "panel/1001", now).unwrap();
        assert_eq!(signatures.of(&text, "panel/1001", now), Ok(signed));
        assert_eq!(signatures.of(&text, "other/1001", now), Err(Refusal::SignatureWrong));
        assert_eq!(signatures.of(&text, "panel/1001", now + LASTS), Err(Refusal::SignatureWrong));
        signatures.used(&text);
        assert_eq!(signatures.of(&text, "panel/1001", now), Err(Refusal::SignatureWrong));
    }

    #[test]
    fn signatures_are_bounded() {
        let (mut signatures, now) = (Signatures::default(), Instant::now());
        for _ in 0..2 * KEPT_MAX {
            let signed = Signed { staff: StaffNo("1002".to_owned()), roles: Vec::new() };
            signatures.give(signed, "panel/1001", now).unwrap();
        }
        assert_eq!(signatures.given.len(), KEPT_MAX);
    }
}
