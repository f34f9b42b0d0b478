//! The rules: a command is refused, or these events happen. Nothing is done here, nothing is read from outside.

use super::command::Order;
use super::event::Event;
use super::house::House;
use super::policy::Policy;
use super::refusal::Refusal;
use super::time::Now;

/// Decides.
///
/// # Errors
/// A [`Refusal`]: nothing happens.
pub fn decide(_house: &House, _policy: &Policy, _order: &Order, _now: Now) -> Result<Vec<Event>, Refusal> {
    Err(Refusal::NotAllowed)
}
