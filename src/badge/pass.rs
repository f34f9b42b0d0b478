//! The pass: what the QR on a badge holds, signed so that a gate can tell it without asking anybody.
//!
//! A gate holds public keys only, so a stolen gate cannot make passes. The signature says that this site
//! issued the pass; whether it is revoked, handed back, used or outdated is the House's to know.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use thiserror::Error;

/// What every pass begins with; the 1 is the format, so that a later one is told at once.
const PREFIX: &str = "GH1";
/// Signed in front of the site and the payload, so that no other signature of the same key is ever a pass.
const DOMAIN: &[u8] = b"gatehouse-pass-v1\0";
/// The format written into the upper half of the first byte.
const VERSION: u8 = 1;
/// Bytes of the payload: version and key 1, id 8, start 4, duration 2, class 1, gates 2, issue 1.
const PAYLOAD_BYTES: usize = 19;
/// Bytes of an Ed25519 signature.
const SIGNATURE_BYTES: usize = 64;
/// Payload and signature as the QR holds them.
const SIGNED_BYTES: usize = PAYLOAD_BYTES + SIGNATURE_BYTES;
/// Characters of a pass: the prefix and 83 bytes in base32. 154 would still fit a version 6 QR at level M.
pub const TOKEN_CHARS: usize = PREFIX.len() + (SIGNED_BYTES * 8).div_ceil(5);
/// Longest scan that is looked at, in bytes: a pass and whatever blanks and line ends a scanner adds.
/// Anything longer was not read from a badge.
pub const SCAN_BYTES_MAX: usize = 256;

const _: () = assert!(TOKEN_CHARS == 136, "a pass must fit a version 6 QR at level M");
const _: () = assert!(SCAN_BYTES_MAX > TOKEN_CHARS, "a whole pass must be read");

/// Which of the site's keys signed a pass; 16 of them, so that a new key can be brought in while badges of
/// the old one are still worn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(u8);

impl KeyId {
    /// The highest id: half a byte is kept for it in the pass.
    pub const MAX: u8 = 15;

    /// Takes 0 to 15; gives nothing for a higher number.
    pub fn new(id: u8) -> Option<Self> {
        (id <= Self::MAX).then_some(Self(id))
    }

    /// The number, 0 to 15.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// What a pass says about itself. The meaning of class code and gate bits is the domain's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassFields {
    /// Random, so that there is nothing to guess or count.
    pub id: [u8; 8],
    /// Begin of the window, in minutes since 1970-01-01 00:00 UTC.
    pub start_min: u32,
    /// Length of the window, in minutes.
    pub duration_min: u16,
    /// The visitor's class as a code; never shown.
    pub class: u8,
    /// One bit for each gate that admits, gate 1 in the lowest.
    pub gates: u16,
    /// Which printing of this pass it is, from 1; only the highest opens.
    pub issue: u8,
}

impl PassFields {
    fn payload(&self, key: KeyId) -> [u8; PAYLOAD_BYTES] {
        let mut bytes = [0; PAYLOAD_BYTES];
        bytes[0] = VERSION << 4 | key.0;
        bytes[1..9].copy_from_slice(&self.id);
        bytes[9..13].copy_from_slice(&self.start_min.to_be_bytes());
        bytes[13..15].copy_from_slice(&self.duration_min.to_be_bytes());
        bytes[15] = self.class;
        bytes[16..18].copy_from_slice(&self.gates.to_be_bytes());
        bytes[18] = self.issue;
        bytes
    }

    fn from_payload(bytes: &[u8; PAYLOAD_BYTES]) -> Self {
        let [_, i0, i1, i2, i3, i4, i5, i6, i7, s0, s1, s2, s3, d0, d1, class, g0, g1, issue] = *bytes;
        Self {
            id: [i0, i1, i2, i3, i4, i5, i6, i7],
            start_min: u32::from_be_bytes([s0, s1, s2, s3]),
            duration_min: u16::from_be_bytes([d0, d1]),
            class,
            gates: u16::from_be_bytes([g0, g1]),
            issue,
        }
    }
}

/// A signed pass as text: what stands in the QR. Whoever has it can enter, so it does not show in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct PassToken(String);

impl PassToken {
    /// The text for the QR: capital letters and digits only.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PassToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassToken(..)")
    }
}

/// Why a scan is no pass of this site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PassUnreadable {
    /// Not a code of this system at all.
    #[error("the code is not a pass")]
    NotOurs,
    /// Longer than any pass; it was not looked at.
    #[error("the code is longer than {SCAN_BYTES_MAX} bytes")]
    TooLong,
    /// Begins like a pass, but characters are missing, added or misread.
    #[error("the code is damaged")]
    Damaged,
    /// Signed with a key this gate does not hold.
    #[error("the pass was signed with the unknown key {}", .0.number())]
    UnknownKey(KeyId),
    /// Whole, but the signature is not one for this site: a pass of another site, or an altered one.
    #[error("the pass was not signed for this site")]
    OtherSite,
}

/// Signs a pass for one site.
///
/// Takes the fields, the signing key with its id, and the site's id from the configuration. Gives the text
/// for the QR, the same text for the same values: all copies of one issue carry the same token.
pub fn sign(fields: &PassFields, key_id: KeyId, key: &SigningKey, site: &str) -> PassToken {
    let payload = fields.payload(key_id);
    let signature = key.sign(&signed_message(&payload, site));
    let mut signed = [0; SIGNED_BYTES];
    signed[..PAYLOAD_BYTES].copy_from_slice(&payload);
    signed[PAYLOAD_BYTES..].copy_from_slice(&signature.to_bytes());
    PassToken(format!("{PREFIX}{}", BASE32_NOPAD.encode(&signed)))
}

/// Reads a scan.
///
/// Takes any bytes whatever, the keys this gate trusts and the site's id. Blanks, line ends and lower case
/// are what keyboard scanners add, and are let pass. Gives the fields, or why it is no pass of this site;
/// the window, the gate and the issue are not judged here.
pub fn read(
    scanned: &[u8],
    keys: &[(KeyId, VerifyingKey)],
    site: &str,
) -> Result<PassFields, PassUnreadable> {
    let signed: [u8; SIGNED_BYTES] = decode(scanned, PREFIX)?;
    let (payload, signature) = signed.split_at(PAYLOAD_BYTES);
    let (Ok(payload), Ok(signature)) = (payload.try_into(), Signature::from_slice(signature)) else {
        return Err(PassUnreadable::Damaged);
    };
    let payload: [u8; PAYLOAD_BYTES] = payload;
    if payload[0] >> 4 != VERSION {
        return Err(PassUnreadable::Damaged);
    }
    let key_id = KeyId(payload[0] & KeyId::MAX);
    let (_, key) = keys.iter().find(|(id, _)| *id == key_id).ok_or(PassUnreadable::UnknownKey(key_id))?;
    key.verify_strict(&signed_message(&payload, site), &signature).map_err(|_| PassUnreadable::OtherSite)?;
    Ok(PassFields::from_payload(&payload))
}

/// What is signed: the purpose, the site with its length in front, so that no two pairs of site and payload
/// read the same, and the payload.
fn signed_message(payload: &[u8; PAYLOAD_BYTES], site: &str) -> Vec<u8> {
    let mut message = DOMAIN.to_vec();
    message.extend_from_slice(&(site.len() as u64).to_be_bytes());
    message.extend_from_slice(site.as_bytes());
    message.extend_from_slice(payload);
    message
}

/// Takes a scan apart: cuts what scanners add, checks the prefix and the length, and gives exactly `N` bytes.
pub(super) fn decode<const N: usize>(scanned: &[u8], prefix: &str) -> Result<[u8; N], PassUnreadable> {
    if scanned.len() > SCAN_BYTES_MAX {
        return Err(PassUnreadable::TooLong);
    }
    let text: Vec<u8> = scanned
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace() && !byte.is_ascii_control())
        .map(u8::to_ascii_uppercase)
        .collect();
    let body = text.strip_prefix(prefix.as_bytes()).ok_or(PassUnreadable::NotOurs)?;
    // The decoder also refuses unused bits that are set, so no two texts stand for the same pass.
    let bytes = BASE32_NOPAD.decode(body).map_err(|_| PassUnreadable::Damaged)?;
    bytes.try_into().map_err(|_| PassUnreadable::Damaged)
}
