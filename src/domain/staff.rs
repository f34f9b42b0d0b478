//! Staff as the record knows them: who may sign in, in which roles. PINs are the staff file's own affair.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::StaffNo;
use super::role::Role;

/// How a person who may sign in stands in the staff file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffEntry {
    /// Roles held, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
    /// Another one with every new PIN; it tells nothing about the PIN.
    pub pin_mark: [u8; 8],
}

/// What was done to a person who may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum StaffChange {
    /// Added.
    Added,
    /// Given other roles.
    Roles,
    /// Given another PIN.
    Pin,
}

impl StaffEntry {
    /// What makes this of what was there before; nothing if it is the same.
    pub fn change_since(&self, before: Option<&StaffEntry>) -> Option<StaffChange> {
        match before {
            None => Some(StaffChange::Added),
            Some(before) if before.roles != self.roles => Some(StaffChange::Roles),
            Some(before) if before.pin_mark != self.pin_mark => Some(StaffChange::Pin),
            Some(_) => None,
        }
    }
}

/// Whoever stands otherwise in the file than in the house, with how they stand now; `None` for who signs in no more.
pub fn staff_changes(
    house: &BTreeMap<StaffNo, StaffEntry>,
    file: &BTreeMap<StaffNo, StaffEntry>,
) -> Vec<(StaffNo, Option<StaffEntry>)> {
    let put = file.iter().filter(|(number, entry)| house.get(*number) != Some(*entry));
    let put = put.map(|(number, entry)| (number.clone(), Some(entry.clone())));
    let removed = house.keys().filter(|number| !file.contains_key(*number));
    put.chain(removed.map(|number| (number.clone(), None))).collect()
}
