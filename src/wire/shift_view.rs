//! The shift on the panel: who is on post, the hand-over, what was missed, notes; and the roll call. Guards are named by staff number
//! (工号), as they sign.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ItemWord;

/// The shift.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ShiftLine {
    /// Staff number of the guard on post; none before anybody ever was.
    pub on_post: Option<String>,
    /// Since when.
    pub since: Option<i64>,
    /// Staff numbers of the guards signed in at a panel now.
    pub present: Vec<String>,
    /// When the empty post rings, while nobody is signed in.
    pub rings_at: Option<i64>,
    /// The hand-over under way.
    pub handover: Option<HandoverLine>,
    /// Open items that were missed and lie with another guard than the one on post, until `take-over-items`.
    pub missed: Vec<ItemLine>,
    /// The note of the shift before.
    pub note: Option<NoteLine>,
    /// The note for the next shift.
    pub next_note: Option<NoteLine>,
}

/// A hand-over under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandoverLine {
    /// Staff number of who hands over.
    pub outgoing: String,
    /// When it was begun.
    pub begun: i64,
    /// Staff number of who takes over, once they have signed in beside.
    pub incoming: Option<String>,
    /// Since when both are there.
    pub joined: Option<i64>,
    /// Staff number of who approved the swap of shifts, where there is one.
    pub approved_by: Option<String>,
    /// Before this moment the overlap is short: marked on the record, not refused.
    pub short_until: Option<i64>,
    /// When the guards are reminded that it takes long; none once they were.
    pub reminded_at: Option<i64>,
    /// What stands in the way of its end: an incident is open.
    pub stopped: bool,
    /// Everything that is open now.
    pub items: Vec<ItemLine>,
}

/// Something that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ItemLine {
    /// What `take-over-items` names it by; the same as long as it is open.
    pub id: String,
    /// What it is.
    pub kind: ItemWord,
    /// The visit it is about.
    pub visit: Option<String>,
    /// Number of the badge or card.
    pub badge: Option<u32>,
    /// Number of the alarm.
    pub alarm: Option<u32>,
    /// Name of the visitor it is about, or empty.
    pub name: String,
    /// Since when it is open.
    pub since: i64,
    /// Staff number of the guard it lies with.
    pub lies_with: String,
    /// When the incoming guard took it over, in the hand-over under way.
    pub taken: Option<i64>,
}

/// A note of a shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteLine {
    /// Staff number of the writer.
    pub by: String,
    /// When.
    pub at: i64,
    /// What; empty once erased.
    pub text: String,
}

/// The roll call that goes on, or the last one that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RollCallLine {
    /// When it began.
    pub begun: i64,
    /// Whether the fire alarm began it.
    pub by_fire: bool,
    /// When it ended; none while it goes on.
    pub ended: Option<i64>,
    /// How many are marked as present.
    pub present: u32,
    /// How many are marked as missing.
    pub missing: u32,
    /// How many nobody has looked for.
    pub unmarked: u32,
    /// Everybody; once it has ended, whoever was not found.
    pub people: Vec<RollPersonLine>,
}

/// Somebody on the roll call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RollPersonLine {
    /// The visit.
    pub visit: String,
    /// Place in the party.
    pub person: u8,
    /// Name, or empty (a child, or erased).
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Badge number, where one is out.
    pub badge: Option<u32>,
    /// Whether they are or may be inside now.
    pub inside: bool,
    /// Present (true), missing (false), or nobody has looked.
    pub present: Option<bool>,
    /// When that was said.
    pub marked: Option<i64>,
    /// Staff number of who said it, or empty.
    pub by: String,
}
