//! A checkpoint: the device's signature over everything before it in the journal.

use ed25519_dalek::{Signature, Signer, VerifyingKey};

use super::frame::{Hash, Head, Kind, Standing, hash_at, u64_at};
use crate::adapters::keys::JournalKey;

/// Bytes of a checkpoint's body.
pub(super) const BODY_BYTES: usize = SIGNED_BYTES + 64;
const SIGNED_BYTES: usize = 32 + 32 + 8 + 8;
/// Keeps the journal key's signature from meaning anything elsewhere.
const DOMAIN: &[u8] = b"gatehouse/journal/checkpoint/v1";

/// What a checkpoint vouches for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Checkpoint {
    pub standing: Standing,
    /// Bytes of the segment before the checkpoint's frame.
    pub offset: u64,
    /// The device's wall clock, milliseconds since 1970 UTC; it may have been wrong.
    pub wall_ms: i64,
}

impl Checkpoint {
    /// The frame's head.
    pub fn head(&self, kind: Kind) -> Head {
        Head { kind, place: 0, of: 1, seq: self.standing.last.seq }
    }

    /// The frame's body: the claims and the signature.
    pub fn sign(&self, kind: Kind, key: &JournalKey) -> [u8; BODY_BYTES] {
        let claims = self.claims();
        let signature = key.signing().sign(&message(kind, self.standing.last.seq, &claims));
        let mut body = [0; BODY_BYTES];
        body[..SIGNED_BYTES].copy_from_slice(&claims);
        body[SIGNED_BYTES..].copy_from_slice(&signature.to_bytes());
        body
    }

    /// What the body under this head claims, and whether `public`'s secret half signed it. Nothing if it is no
    /// checkpoint's body.
    pub fn open(head: Head, body: &[u8], public: &VerifyingKey) -> Option<(Self, bool)> {
        let body: &[u8; BODY_BYTES] = body.try_into().ok()?;
        let (claims, signature) = body.split_at(SIGNED_BYTES);
        let signature = Signature::from_slice(signature).ok()?;
        let good = public.verify_strict(&message(head.kind, head.seq, claims), &signature).is_ok();
        let last = super::Mark { seq: head.seq, hash: hash_at(claims, 0) };
        let chain: Hash = hash_at(claims, 32);
        let offset = u64_at(claims, 64);
        let wall_ms = i64::from_le_bytes(u64_at(claims, 72).to_le_bytes());
        Some((Self { standing: Standing { last, chain }, offset, wall_ms }, good))
    }

    fn claims(&self) -> [u8; SIGNED_BYTES] {
        let mut claims = [0; SIGNED_BYTES];
        claims[..32].copy_from_slice(&self.standing.last.hash);
        claims[32..64].copy_from_slice(&self.standing.chain);
        claims[64..72].copy_from_slice(&self.offset.to_le_bytes());
        claims[72..].copy_from_slice(&self.wall_ms.to_le_bytes());
        claims
    }
}

fn message(kind: Kind, seq: u64, claims: &[u8]) -> Vec<u8> {
    [DOMAIN, &[kind as u8], &seq.to_le_bytes(), claims].concat()
}
