//! Orders of the core itself.

use crate::domain::{By, Chance, Command, CommandId, Order, Span};

/// An order the core gives itself: deadlines, sensors, outcomes of what it moved.
pub fn core_order(command: Command) -> Order {
    let mut random = [0; 48];
    if let Err(fault) = getrandom::fill(&mut random) {
        // The core makes nothing that must not be guessed, and is never asked for the same again.
        tracing::error!(error = &fault as &dyn std::error::Error, "the system gives no random bytes");
    }
    let (mut id, mut chance) = ([0; 16], [0; 32]);
    id.copy_from_slice(&random[..16]);
    chance.copy_from_slice(&random[16..]);
    let (id, chance) = (CommandId(id), Chance(chance));
    Order { id, digest: [0; 8], by: By::CORE, chance, stepped: Span(0), command }
}
