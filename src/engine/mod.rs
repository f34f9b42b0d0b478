//! The one writer: decides, records, then acts.

mod core;
pub mod hands;

pub use self::core::{Core, Done, INBOX_LENGTH, Vitals};
