//! The one writer: decides, records, then acts.

pub mod hands;
