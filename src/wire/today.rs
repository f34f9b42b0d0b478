//! A visit of today, as a guard finds it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ClassWord, EndWord, PastVisit};
use crate::domain::Detail;
use crate::ports::history::Found;

/// What a search over today's visits has found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TodayHits {
    /// The visits, newest first; 20 at most.
    pub visits: Vec<TodayHit>,
    /// There are more: another word is needed.
    pub more: bool,
    /// False while the history is built anew: a visit that has ended may be missing.
    pub complete: bool,
}

/// A visit of today. No document, and of the phone the end alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TodayHit {
    /// `G1-000123`
    pub visit: String,
    /// Number it was called by.
    pub queue: u32,
    /// Class.
    pub class: ClassWord,
    /// Names, lead first; empty for a child.
    pub names: Vec<String>,
    /// Unit.
    pub unit: String,
    /// Last four digits of the phone.
    pub phone_tail: String,
    /// Host's name.
    pub host: String,
    /// Host's department.
    pub department: String,
    /// Vehicle plates.
    pub plates: Vec<String>,
    /// Badges.
    pub badges: Vec<u32>,
    /// When it arrived.
    pub arrived: i64,
    /// How it ended; none while it is open and on the panel.
    pub end: Option<EndWord>,
    /// When it ended.
    pub ended: Option<i64>,
}

impl TodayHit {
    /// A visit of the history.
    pub fn of(found: &Found) -> TodayHit {
        let past = PastVisit::of(found, Detail::Plain, Detail::Masked);
        TodayHit {
            visit: past.visit,
            queue: past.queue,
            class: past.class,
            names: past.names,
            unit: past.unit,
            phone_tail: past.phone_tail,
            host: past.host,
            department: past.department,
            plates: past.plates,
            badges: past.badges.iter().map(|badge| badge.number).collect(),
            arrived: past.arrived,
            end: past.end,
            ended: past.ended,
        }
    }
}
