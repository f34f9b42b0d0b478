//! The code in an invitation: it finds a booking and never opens a gate.

use std::fmt;

use data_encoding::BASE32_NOPAD;

use super::pass::{self, PassUnreadable};

/// What every invitation begins with; a pass begins with `GH1`, so neither is ever taken for the other.
const PREFIX: &str = "GHI1";

/// 16 random bytes that stand for one booking. Whoever has them sees the booking, so they do not show in
/// logs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Invitation([u8; 16]);

impl Invitation {
    /// Takes 16 bytes from the system's random source.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The bytes, to keep with the booking.
    pub fn bytes(&self) -> [u8; 16] {
        self.0
    }

    /// Reads a scan or typed text of any length; blanks, line ends and lower case are let pass.
    ///
    /// # Errors
    /// `NotOurs` for another kind of code (a pass too), `TooLong`, or `Damaged`.
    pub fn read(scanned: &[u8]) -> Result<Self, PassUnreadable> {
        pass::decode(scanned, PREFIX).map(Self)
    }

    /// The text of the invitation, also in its QR: capital letters and digits only.
    pub fn code(&self) -> String {
        format!("{PREFIX}{}", BASE32_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invitation(..)")
    }
}
