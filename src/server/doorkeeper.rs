//! Who is at the door: what the server needs to know about devices and staff, without knowing their files.

use crate::domain::{Role, StaffEntry, StaffNo};

/// A device or office that holds a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// What it may ask for.
    pub role: Role,
    /// What people call it; unique for the record's sake, never shown to visitors.
    pub label: String,
}

/// A person of the staff whose PIN was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Staff number.
    pub number: StaffNo,
    /// Name.
    pub name: String,
    /// Roles, and the mark of the PIN that was right.
    pub entry: StaffEntry,
}

impl Person {
    /// Roles held.
    pub fn roles(&self) -> &[Role] {
        &self.entry.roles
    }
}

/// Verifies tokens and PINs.
pub trait Doorkeeper: Send + Sync + 'static {
    /// Whose token this is. Compares in constant time.
    fn device(&self, token: &str) -> Option<Device>;

    /// Whether a device may still speak, by the SHA-256 of the token it was let in with.
    fn device_stands(&self, token: &[u8; 32]) -> bool;

    /// The number of whoever is meant by a name or a number, so that both count as the same person. Costs
    /// nothing and proves nothing.
    fn number_of(&self, name_or_number: &str) -> Option<StaffNo>;

    /// How a person stands in the staff file as it is now; `None` for who may not sign in (any more).
    fn stands(&self, number: &StaffNo) -> Option<StaffEntry>;

    /// The person, if the PIN is theirs. Takes as long for a name nobody has; may take a tenth of a second.
    fn person(&self, name_or_number: &str, pin: &str) -> Option<Person>;
}
