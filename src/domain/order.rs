//! A command with all that is handed in with it.

use super::command::Command;
use super::ids::CommandId;
use super::role::By;
use super::time::Span;

/// Random bytes handed in with a command: the rules make ids of them, and never any of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Chance(pub [u8; 32]);

impl std::fmt::Debug for Chance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Chance(…)")
    }
}

/// A command with who asked and what it is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Key: the same key is the same command.
    pub id: CommandId,
    /// Fingerprint of the command's body, so that a key used twice is told apart.
    pub digest: [u8; 8],
    /// Who asked.
    pub by: By,
    /// Random bytes.
    pub chance: Chance,
    /// How far the wall clock stepped since the last command, against the steady clock.
    pub stepped: Span,
    /// The command.
    pub command: Command,
}
