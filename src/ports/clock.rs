//! What the engine needs from clocks.

use crate::domain::{Now, Stamp};

/// Tells the time. The rules never ask it: the writer does, and hands the answer in.
pub trait Clock: Send + Sync {
    /// The wall clock (UTC) and the steady clock, read together.
    fn now(&self) -> Now;
}

/// Writes times as people at the site read them, in the site's zone.
pub trait SiteTime: Send + Sync {
    /// Day and time to the minute, as `2026-11-22 17:30`.
    fn day_and_time(&self, at: Stamp) -> String;
    /// Time to the minute, as `17:30`.
    fn time(&self, at: Stamp) -> String;
}
