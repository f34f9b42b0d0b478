//! Sealing personal fields with the key of the person they are about.
//!
//! XChaCha20-Poly1305 (a Pi 4 has no AES instructions) with a random nonce. What is sealed is bound to the
//! person and to the place it is for, so that it opens nowhere else.
//! `format u8 | nonce 24 | ciphertext and tag`.

use std::io;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::keys::{KEY_BYTES, fill_random};
use super::subject_keys::{SubjectId, SubjectKey};

/// Bytes of an XChaCha nonce: long enough to be random.
pub(super) const NONCE_BYTES: usize = 24;
const FORMAT: u8 = 1;
const DOMAIN: &[u8] = b"gatehouse/personal/v1";

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealFault {
    /// The system gave no random bytes, and a nonce is never used twice.
    #[error("the system gives no random bytes to seal with")]
    NoRandomness(#[source] io::Error),
    /// The cipher takes no text this long.
    #[error("too long to be sealed")]
    TooLong,
    /// Changed bytes, another key, or another place.
    #[error("this was not sealed with this key for this place")]
    NotSealedSo,
}

/// Seals `plain` for `subject` under `key`. `context` names the place it is for (record kind, field); the same
/// is needed to open it.
///
/// # Errors
/// No randomness, or a text beyond the cipher's limit.
pub fn seal(
    key: &SubjectKey,
    subject: SubjectId,
    context: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, SealFault> {
    seal_under(key.bytes(), &bound_to(subject, context), plain)
}

/// Seals `plain` under any key; `bound` is needed again to open it.
pub(super) fn seal_under(key: &[u8; KEY_BYTES], bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealFault> {
    let mut nonce = [0; NONCE_BYTES];
    fill_random(&mut nonce).map_err(SealFault::NoRandomness)?;
    let payload = Payload { msg: plain, aad: bound };
    let sealed = cipher(key).encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| SealFault::TooLong)?;
    Ok([&[FORMAT], &nonce[..], &sealed].concat())
}

/// Opens what `seal` gave for the same key, subject and context. Wiped from memory on drop.
///
/// # Errors
/// It was not sealed so, or was changed.
pub fn open(
    key: &SubjectKey,
    subject: SubjectId,
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealFault> {
    open_under(key.bytes(), &bound_to(subject, context), sealed)
}

/// Opens what [`seal_under`] gave for the same key and bound.
pub(super) fn open_under(
    key: &[u8; KEY_BYTES],
    bound: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealFault> {
    let (nonce, msg) = sealed
        .strip_prefix(&[FORMAT])
        .and_then(|rest| rest.split_at_checked(NONCE_BYTES))
        .ok_or(SealFault::NotSealedSo)?;
    let payload = Payload { msg, aad: bound };
    let plain =
        cipher(key).decrypt(XNonce::from_slice(nonce), payload).map_err(|_| SealFault::NotSealedSo)?;
    Ok(Zeroizing::new(plain))
}

fn cipher(key: &[u8; KEY_BYTES]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

fn bound_to(subject: SubjectId, context: &[u8]) -> Vec<u8> {
    [DOMAIN, &subject.0.to_le_bytes(), context].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &[u8] = b"visit/name";

    #[test]
    fn what_is_sealed_opens_for_the_same_person_and_place_only() {
        let (key, other) = (SubjectKey::from_bytes([1; 32]), SubjectKey::from_bytes([2; 32]));
        let sealed = seal(&key, SubjectId(5), NAME, "王小明".as_bytes()).unwrap();
        assert_eq!(open(&key, SubjectId(5), NAME, &sealed).unwrap().as_slice(), "王小明".as_bytes());
        assert!(open(&other, SubjectId(5), NAME, &sealed).is_err());
        assert!(open(&key, SubjectId(6), NAME, &sealed).is_err());
        assert!(open(&key, SubjectId(5), b"visit/phone", &sealed).is_err());
    }

    #[test]
    fn every_changed_or_missing_byte_is_refused() {
        let key = SubjectKey::from_bytes([1; 32]);
        let sealed = seal(&key, SubjectId(5), NAME, b"Wang").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&key, SubjectId(5), NAME, &changed).is_err(), "byte {at}");
            assert!(open(&key, SubjectId(5), NAME, &sealed[..at]).is_err(), "{at} bytes");
        }
    }

    #[test]
    fn the_same_text_never_looks_the_same_twice() {
        let key = SubjectKey::from_bytes([1; 32]);
        let sealed = || seal(&key, SubjectId(5), NAME, b"Wang").unwrap();
        assert_ne!(sealed(), sealed());
    }
}
