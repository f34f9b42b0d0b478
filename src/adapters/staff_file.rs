//! `staff.toml`: who may sign in at the panel, with which roles. Read also while records cannot be kept.

use super::private_file;
use super::staff_pin::{PinFault, PinRefusal, PinVerifier, check_strength};
use crate::domain::{Role, StaffEntry, StaffNo};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// People of one file: the guards and offices of the largest site, and a bound for the file.
const STAFF_MAX: usize = 1_000;
/// Longest staff number, in characters.
const NUMBER_CHARS_MAX: usize = 16;
/// Longest name, in characters: what the panel shows in one line.
const NAME_CHARS_MAX: usize = 40;
/// Longest file, in bytes: [`STAFF_MAX`] entries of 512 bytes.
const FILE_BYTES_MAX: u64 = 512 * STAFF_MAX as u64;

/// What a person may do at the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StaffRole {
    /// 保安: runs the gate.
    Guard,
    /// 保安班长: leads a shift.
    ShiftLeader,
    /// 行政部: classifies and receives.
    Administration,
    /// 值班经理: decides when administration does not answer.
    Manager,
    /// Keeps the device.
    Admin,
    /// Reads the record, changes nothing.
    Auditor,
}

impl StaffRole {
    /// Every role with its word, as in the file and on the command line.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("guard", Self::Guard),
        ("shift-leader", Self::ShiftLeader),
        ("administration", Self::Administration),
        ("manager", Self::Manager),
        ("admin", Self::Admin),
        ("auditor", Self::Auditor),
    ];

    /// The role's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::ShiftLeader => "shift-leader",
            Self::Administration => "administration",
            Self::Manager => "manager",
            Self::Admin => "admin",
            Self::Auditor => "auditor",
        }
    }
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Guard => Self::Guard,
            StaffRole::ShiftLeader => Self::ShiftLeader,
            StaffRole::Administration => Self::Administration,
            StaffRole::Manager => Self::Manager,
            StaffRole::Admin => Self::Admin,
            StaffRole::Auditor => Self::Auditor,
        }
    }
}

/// One person of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    /// The staff number, unique for ever: records name it.
    pub number: String,
    /// The name; two people may share one.
    pub name: String,
    /// What they may do.
    pub roles: BTreeSet<StaffRole>,
    /// False once removed: the number stays taken.
    pub active: bool,
    verifier: PinVerifier,
}

impl StaffMember {
    /// How the person stands for the record: roles, and a mark that is another one with every new PIN.
    pub fn entry(&self) -> StaffEntry {
        let mut pin_mark = [0; 8];
        pin_mark.copy_from_slice(&Sha256::digest(self.verifier.text())[..8]);
        // The roles of the file come in the order of the roles of the house.
        StaffEntry { roles: self.roles.iter().map(|role| (*role).into()).collect(), pin_mark }
    }
}

/// Why a change to the staff is not made.
#[derive(Debug, thiserror::Error)]
pub enum StaffRefusal {
    /// The number cannot be one.
    #[error("a staff number is 1 to {NUMBER_CHARS_MAX} letters, digits and hyphens")]
    Number,
    /// The name cannot be one.
    #[error("a name is one line of 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// Nobody without a role signs in.
    #[error("a person of the staff has at least one role")]
    NoRole,
    /// Numbers are never given twice, for records name them.
    #[error("the staff number {0} is taken, or was by somebody who has left")]
    Taken(String),
    /// Nobody active has this number.
    #[error("nobody active has the staff number {0}")]
    Unknown(String),
    /// The file holds as many as it may.
    #[error("the staff file holds {STAFF_MAX} people and takes no more")]
    Full,
    /// The PIN cannot be one, or is too easy.
    #[error(transparent)]
    Pin(#[from] PinRefusal),
    /// The verifier could not be made.
    #[error("failed to make the PIN verifier")]
    Verifier(#[source] PinFault),
}

/// Why the file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StaffFault {
    /// The system refused to read.
    #[error("failed to read the staff file {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The system refused to write.
    #[error("failed to write the staff file {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The text is no staff file.
    #[error("the staff file {} cannot be understood", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and why.
        #[source]
        cause: toml::de::Error,
    },
    /// The text is a staff file, but one of its entries cannot be.
    #[error("the staff file {} is wrong at number {number:?}", path.display())]
    Entry {
        /// The file.
        path: PathBuf,
        /// The entry's staff number.
        number: String,
        /// What is wrong with it.
        #[source]
        cause: StaffRefusal,
    },
    /// The spare verifier could not be made.
    #[error("failed to make the spare PIN verifier")]
    Spare(#[source] PinFault),
}

/// All of `staff.toml` in memory.
#[derive(Debug)]
pub struct StaffFile {
    staff: Vec<StaffMember>,
    /// Checked in place of a person nobody knows, so that a wrong name costs as much as a wrong PIN.
    spare: PinVerifier,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    staff: Vec<WrittenMember>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMember {
    number: String,
    name: String,
    roles: BTreeSet<StaffRole>,
    active: bool,
    pin: String,
}

impl StaffFile {
    /// A file with nobody in it.
    ///
    /// # Errors
    /// [`StaffFault::Spare`] if the system gives no random bytes.
    pub fn empty() -> Result<Self, StaffFault> {
        Ok(Self { staff: Vec::new(), spare: PinVerifier::new("").map_err(StaffFault::Spare)? })
    }

    /// Reads `path` and takes away what others than its owner may do with it: short PINs are guessed fast
    /// from their verifiers. A file that is open to others is still read, for a guard must be able to
    /// sign in.
    ///
    /// # Errors
    /// The file cannot be read, or one of its entries cannot be.
    pub fn load(path: &Path) -> Result<Self, StaffFault> {
        let read = |cause| StaffFault::Read { path: path.to_owned(), cause };
        let file = std::fs::File::open(path).map_err(read)?;
        let mut text = String::new();
        file.take(FILE_BYTES_MAX).read_to_string(&mut text).map_err(read)?;
        match private_file::tighten(path) {
            Ok(false) => {}
            Ok(true) => tracing::warn!("the staff file was open to others; it is closed now"),
            Err(cause) => tracing::warn!(%cause, "the staff file is open to others and cannot be closed"),
        }
        let written: Written =
            toml::from_str(&text).map_err(|cause| StaffFault::Damaged { path: path.to_owned(), cause })?;
        let mut file = Self::empty()?;
        for WrittenMember { number, name, roles, active, pin } in written.staff {
            let entry = |cause| StaffFault::Entry { path: path.to_owned(), number: number.clone(), cause };
            file.check_new(&number, &name, &roles).map_err(entry)?;
            let verifier =
                PinVerifier::from_text(pin).map_err(|cause| entry(StaffRefusal::Verifier(cause)))?;
            file.staff.push(StaffMember { number, name, roles, active, verifier });
        }
        Ok(file)
    }

    /// Writes all to `path`, mode 0600, replaced whole or not at all.
    ///
    /// # Errors
    /// The system refused; the old file then still stands.
    pub fn save(&self, path: &Path) -> Result<(), StaffFault> {
        let write = |cause| StaffFault::Write { path: path.to_owned(), cause };
        let staff = self.staff.iter().map(|member| WrittenMember {
            number: member.number.clone(),
            name: member.name.clone(),
            roles: member.roles.clone(),
            active: member.active,
            pin: member.verifier.text().to_owned(),
        });
        let text = toml::to_string(&Written { staff: staff.collect() })
            .map_err(|cause| write(io::Error::new(io::ErrorKind::InvalidData, cause)))?;
        private_file::replace(path, text.as_bytes()).map_err(write)
    }

    /// Everybody, removed people included, in the order they were added.
    pub fn staff(&self) -> &[StaffMember] {
        &self.staff
    }

    /// Everybody who may sign in, as the record knows them.
    pub fn entries(&self) -> BTreeMap<StaffNo, StaffEntry> {
        let active = self.staff.iter().filter(|member| member.active);
        active.map(|member| (StaffNo(member.number.clone()), member.entry())).collect()
    }

    /// Adds a person.
    ///
    /// # Errors
    /// A number, name, role or PIN that cannot be, or a number that is taken.
    pub fn add(
        &mut self,
        number: &str,
        name: &str,
        roles: BTreeSet<StaffRole>,
        pin: &str,
    ) -> Result<(), StaffRefusal> {
        self.check_new(number, name, &roles)?;
        check_strength(pin, number)?;
        let verifier = PinVerifier::new(pin).map_err(StaffRefusal::Verifier)?;
        let (number, name) = (number.to_owned(), name.to_owned());
        self.staff.push(StaffMember { number, name, roles, active: true, verifier });
        Ok(())
    }

    /// Gives an active person another PIN.
    ///
    /// # Errors
    /// Nobody active has `number`, or the PIN cannot be one.
    pub fn set_pin(&mut self, number: &str, pin: &str) -> Result<(), StaffRefusal> {
        let member = self.active(number)?;
        check_strength(pin, number)?;
        member.verifier = PinVerifier::new(pin).map_err(StaffRefusal::Verifier)?;
        Ok(())
    }

    /// Takes away a person's sign-in; the number stays taken, for records name it.
    ///
    /// # Errors
    /// Nobody active has `number`.
    pub fn remove(&mut self, number: &str) -> Result<(), StaffRefusal> {
        self.active(number)?.active = false;
        Ok(())
    }

    /// The active person with this number, or this name where only one has it, if `pin` is theirs.
    ///
    /// One argon2 run whatever is asked, so that an answer's time tells nothing; take it off the writer's
    /// thread. How often somebody may try is not judged here.
    pub fn verify(&self, name_or_number: &str, pin: &str) -> Option<&StaffMember> {
        let asked = name_or_number.trim();
        let mut of_name = self.staff.iter().filter(|member| member.active && member.name == asked);
        let by_name = of_name.next().filter(|_| of_name.next().is_none());
        let by_number = self.staff.iter().find(|member| member.active && member.number == asked);
        let member = by_number.or(by_name);
        let right = member.map_or(&self.spare, |member| &member.verifier).matches(pin);
        member.filter(|_| right)
    }

    fn active(&mut self, number: &str) -> Result<&mut StaffMember, StaffRefusal> {
        self.staff
            .iter_mut()
            .find(|member| member.active && member.number == number)
            .ok_or_else(|| StaffRefusal::Unknown(number.to_owned()))
    }

    fn check_new(&self, number: &str, name: &str, roles: &BTreeSet<StaffRole>) -> Result<(), StaffRefusal> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !(1..=NUMBER_CHARS_MAX).contains(&number.len()) || !number.bytes().all(plain) {
            return Err(StaffRefusal::Number);
        }
        let one_line = name.trim() == name && !name.chars().any(char::is_control);
        if !one_line || !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) {
            return Err(StaffRefusal::Name);
        }
        if roles.is_empty() {
            return Err(StaffRefusal::NoRole);
        }
        if self.staff.len() >= STAFF_MAX {
            return Err(StaffRefusal::Full);
        }
        if self.staff.iter().any(|member| member.number == number) {
            return Err(StaffRefusal::Taken(number.to_owned()));
        }
        Ok(())
    }
}
