//! Time as a value: it is always handed in.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Milliseconds in a day.
const DAY_MS: i64 = 24 * 3600 * 1000;

/// A moment: UTC milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Stamp(pub i64);

/// A length of time in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span(pub i64);

impl Span {
    /// So many seconds.
    pub const fn seconds(s: u32) -> Span {
        Span(s as i64 * 1000)
    }

    /// So many minutes.
    pub const fn minutes(min: u32) -> Span {
        Span(min as i64 * 60_000)
    }

    /// So many days of 24 hours.
    pub const fn days(d: u32) -> Span {
        Span(d as i64 * DAY_MS)
    }

    /// So many hours.
    pub const fn hours(h: u32) -> Span {
        Span(h as i64 * 3_600_000)
    }
}

impl Add<Span> for Stamp {
    type Output = Stamp;
    fn add(self, span: Span) -> Stamp {
        Stamp(self.0.saturating_add(span.0))
    }
}

impl Sub<Stamp> for Stamp {
    type Output = Span;
    fn sub(self, earlier: Stamp) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Stamp {
    /// The moment a UTC day is over; days are counted from 1970.
    pub fn end_of_utc_day(day: u32) -> Stamp {
        Stamp((i64::from(day) + 1) * DAY_MS)
    }

    /// Days since 1970 in UTC; a time before that counts as day 0.
    pub fn utc_day(self) -> u32 {
        u32::try_from(self.0.div_euclid(DAY_MS)).unwrap_or(0)
    }
}

/// A day of the site, numbered from 1970 and cut at the configured hour (06:00 by default), not at midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct SiteDay(pub i32);

/// What the clocks say, handed in with every command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The wall clock.
    pub wall: Stamp,
    /// Milliseconds since the machine started; never steps.
    pub steady: Span,
}

/// A window of time, both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From.
    pub from: Stamp,
    /// To.
    pub to: Stamp,
}

impl Window {
    /// Whether a moment lies within.
    pub fn holds(self, at: Stamp) -> bool {
        self.from <= at && at <= self.to
    }
}
