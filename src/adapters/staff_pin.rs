//! PINs of staff: what may be one, and how it is checked without being kept.

use argon2::password_hash::{PasswordHash, SaltString};
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use std::fmt;

/// Digits of a PIN: four can be typed in a hurry, twelve is what fits in the field.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;
/// Random bytes in a verifier, so that equal PINs do not look alike (RFC 9106, section 3.1).
const SALT_BYTES: usize = 16;
/// The most memory one check may take, in KiB: a file edited by a stranger must not take the machine down.
const MEMORY_KIB_MAX: u32 = 64 * 1024;
/// The most rounds one check may take, for the same reason.
const ROUNDS_MAX: u32 = 8;
/// PINs everybody tries first, besides repetitions, rows of digits and years: columns and crosses of the
/// keypad, and number puns.
const TRIED_FIRST: [&str; 6] = ["2580", "0852", "1314", "5201314", "147258", "159357"];

/// Why a PIN is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PinRefusal {
    /// Too short, too long, or not digits alone.
    #[error("a PIN has {} to {} digits and nothing else", PIN_DIGITS.start(), PIN_DIGITS.end())]
    Digits,
    /// One digit, or a group of them, again and again.
    #[error(
        "this PIN repeats itself; choose one that does not, such as four digits of no date or number you have"
    )]
    Repeats,
    /// Digits in a row, up or down.
    #[error("this PIN is a row of digits; choose one that is not")]
    Row,
    /// A year, or one of the PINs everybody tries first.
    #[error("this PIN is among the first anybody tries; choose another one")]
    TriedFirst,
    /// The staff number itself.
    #[error("this PIN is the staff number; choose another one")]
    StaffNumber,
}

/// Why a verifier could not be made or used.
#[derive(Debug, thiserror::Error)]
pub enum PinFault {
    /// The system gave no random bytes.
    #[error("failed to get random bytes")]
    Random(#[source] getrandom::Error),
    /// The verifier's text or parameters are not ours.
    #[error("the PIN verifier is damaged")]
    Verifier(#[source] argon2::password_hash::Error),
    /// The verifier asks for more work than any of ours.
    #[error("the PIN verifier is no argon2id of at most {MEMORY_KIB_MAX} KiB and {ROUNDS_MAX} rounds")]
    Excessive,
}

/// Whether `pin` may be the PIN of the one with this staff number; else the sentence why not.
///
/// # Errors
/// The first reason against it.
pub fn check_strength(pin: &str, staff_number: &str) -> Result<(), PinRefusal> {
    let digits = pin.as_bytes();
    if !PIN_DIGITS.contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(PinRefusal::Digits);
    }
    if (1..=digits.len() / 2).any(|group| digits.iter().zip(&digits[group..]).all(|(a, b)| a == b)) {
        return Err(PinRefusal::Repeats);
    }
    // The keypad's row ends in 0, which stands for ten: 7890 is a row.
    let row = |step: u8| digits.windows(2).all(|pair| (pair[0] - b'0' + step) % 10 == pair[1] - b'0');
    if row(1) || row(9) {
        return Err(PinRefusal::Row);
    }
    let year = digits.len() == 4 && matches!(&digits[..2], b"19" | b"20");
    if year || TRIED_FIRST.contains(&pin) {
        return Err(PinRefusal::TriedFirst);
    }
    let number: Vec<u8> = staff_number.bytes().filter(u8::is_ascii_digit).collect();
    if number == digits {
        return Err(PinRefusal::StaffNumber);
    }
    Ok(())
}

/// What is kept of a PIN: an argon2id string, from which the PIN can only be guessed.
#[derive(Clone, PartialEq, Eq)]
pub struct PinVerifier(String);

impl PinVerifier {
    /// Makes the verifier of `pin`. Takes some tens of milliseconds and 19 MiB on purpose.
    ///
    /// # Errors
    /// No random bytes, or argon2 refused.
    pub fn new(pin: &str) -> Result<Self, PinFault> {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(PinFault::Random)?;
        let salt = SaltString::encode_b64(&salt).map_err(PinFault::Verifier)?;
        let hash = Argon2::default().hash_password(pin.as_bytes(), &salt).map_err(PinFault::Verifier)?;
        Ok(Self(hash.to_string()))
    }

    /// Takes a verifier's text as it was written.
    ///
    /// # Errors
    /// Text that is no verifier of ours, or one that asks for more work than any of ours.
    pub fn from_text(text: String) -> Result<Self, PinFault> {
        let hash = PasswordHash::new(&text).map_err(PinFault::Verifier)?;
        let params = argon2::Params::try_from(&hash).map_err(PinFault::Verifier)?;
        let ours = hash.algorithm == argon2::Algorithm::Argon2id.ident()
            && hash.salt.is_some()
            && hash.hash.is_some()
            && params.m_cost() <= MEMORY_KIB_MAX
            && params.t_cost() <= ROUNDS_MAX
            && params.p_cost() == 1;
        if ours { Ok(Self(text)) } else { Err(PinFault::Excessive) }
    }

    /// The text to write.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether `pin` is the one, compared in constant time. A text that cannot be a PIN costs the same.
    pub fn matches(&self, pin: &str) -> bool {
        let fits = PIN_DIGITS.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
        let tried = if fits { pin } else { "" };
        let same = PasswordHash::new(&self.0)
            .is_ok_and(|hash| Argon2::default().verify_password(tried.as_bytes(), &hash).is_ok());
        fits && same
    }
}

impl fmt::Debug for PinVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinVerifier(..)")
    }
}
