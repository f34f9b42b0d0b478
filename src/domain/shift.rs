//! The shift (班): who is on post, what one guard hands to the next (交接班), and with whom lies what was missed.
//!
//! The rule's source: 交接要详细、明确，并当面履行交接手续; 凡由于漏交、错交所发生的问题均由交班人负责，
//! 由于错接而发生的问题由接班人负责 (docs/rules.md, part 9).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::gate::AlarmKind;
use super::house::{Badge, House, Loan, PrintState};
use super::ids::{AlarmNo, BadgeNo, NotAnId, StaffNo, VisitId};
use super::role::Role;
use super::time::Stamp;
use super::words::Remark;

/// Open items one hand-over names at most, so that its record stays within one frame of the journal (12 bytes each).
/// What is beyond them is on the panel as before, and lies with nobody by name.
pub const OPEN_ITEMS_MAX: usize = 4_000;

/// Something that is open at a change of shift. A visit is one item, wherever it stands, so that it stays the same
/// one while its visitor goes in; a badge counts by number and visit, for numbers are given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OpenItem {
    /// A visit that waits or is on site.
    Visit(VisitId),
    /// A badge that was not handed back, or is lost.
    Badge(BadgeNo, VisitId),
    /// A plastic card that is lent.
    Card(BadgeNo, VisitId),
    /// A badge that is not on paper, or nobody knows.
    Print(BadgeNo, VisitId),
    /// An alarm nobody has seen.
    Alarm(AlarmNo),
    /// A slip that is to be completed.
    Slip(VisitId),
}

impl fmt::Display for OpenItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenItem::Visit(visit) => write!(f, "visit/{visit}"),
            OpenItem::Badge(badge, visit) => write!(f, "badge/{}/{visit}", badge.0),
            OpenItem::Card(badge, visit) => write!(f, "card/{}/{visit}", badge.0),
            OpenItem::Print(badge, visit) => write!(f, "print/{}/{visit}", badge.0),
            OpenItem::Alarm(alarm) => write!(f, "alarm/{}", alarm.0),
            OpenItem::Slip(visit) => write!(f, "slip/{visit}"),
        }
    }
}

impl FromStr for OpenItem {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        const WRONG: NotAnId = NotAnId("visit/G1-000123, badge/101/G1-000123 or alarm/7");
        let (kind, rest) = text.split_once('/').ok_or(WRONG)?;
        let number = |text: &str| text.parse().map_err(|_not_a_number| WRONG);
        let badge = |make: fn(BadgeNo, VisitId) -> OpenItem| {
            let (badge, visit) = rest.split_once('/').ok_or(WRONG)?;
            Ok(make(BadgeNo(number(badge)?), visit.parse().map_err(|_not_an_id| WRONG)?))
        };
        match kind {
            "visit" => Ok(OpenItem::Visit(rest.parse().map_err(|_not_an_id| WRONG)?)),
            "slip" => Ok(OpenItem::Slip(rest.parse().map_err(|_not_an_id| WRONG)?)),
            "badge" => badge(OpenItem::Badge),
            "card" => badge(OpenItem::Card),
            "print" => badge(OpenItem::Print),
            "alarm" => Ok(OpenItem::Alarm(AlarmNo(number(rest)?))),
            _ => Err(WRONG),
        }
    }
}

/// Somebody who has just signed with staff number and PIN, at the panel and beside whoever is signed in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub staff: StaffNo,
    /// Roles held.
    pub roles: Vec<Role>,
}

impl Signed {
    /// Whether they work at the gate.
    pub fn is_guard(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Guard | Role::ShiftLeader))
    }

    /// Whether they may approve a swap of shifts: 换班一定要事先征得相关人员同意.
    pub fn may_approve_swap(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::ShiftLeader | Role::Manager))
    }
}

/// Who is on post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Staff number.
    pub staff: StaffNo,
    /// Since when.
    pub since: Stamp,
}

/// The guard who takes over, and has signed in beside the one on post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incoming {
    /// Staff number.
    pub staff: StaffNo,
    /// Since when both stand at the post.
    pub since: Stamp,
    /// Who has approved, where two have swapped their shifts (换班).
    pub approved_by: Option<StaffNo>,
}

/// A hand-over that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Staff number of who hands over.
    pub outgoing: StaffNo,
    /// When it was begun.
    pub begun: Stamp,
    /// Who takes over, once they have signed in.
    pub incoming: Option<Incoming>,
    /// Items taken over so far, and when.
    pub taken: BTreeMap<OpenItem, Stamp>,
}

/// A note for the next shift (交班日记).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Staff number of the writer.
    pub by: StaffNo,
    /// When.
    pub at: Stamp,
    /// What; `None` once the words of its day are erased.
    pub text: Option<Remark>,
}

/// The shift, as the house knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Shift {
    /// Who is on post; `None` before anybody ever was.
    pub post: Option<Post>,
    /// Guards signed in at a panel now, the longest first.
    pub present: Vec<StaffNo>,
    /// The hand-over under way.
    pub handover: Option<Handover>,
    /// Items that lie with another guard than the one on post: nobody has taken them over.
    pub lies_with: BTreeMap<OpenItem, StaffNo>,
    /// The note of the shift before.
    pub note: Option<Note>,
    /// The note for the next shift.
    pub next_note: Option<Note>,
}

impl Shift {
    /// Whether somebody has the post: who is not signed in just now still has it until it is handed over or taken.
    pub fn is_on_post(&self, staff: &StaffNo) -> bool {
        self.post.as_ref().is_some_and(|post| post.staff == *staff)
    }

    /// Notes whose words can be read.
    pub(super) fn notes(&self) -> impl Iterator<Item = &Note> {
        self.note.iter().chain(&self.next_note).filter(|note| note.text.is_some())
    }

    /// The words of a day are erased.
    pub(super) fn forget_words_of(&mut self, utc_day: u32) {
        for note in
            self.note.iter_mut().chain(&mut self.next_note).filter(|note| note.at.utc_day() == utc_day)
        {
            note.text = None;
        }
    }
}

/// Everything that is open, [`OPEN_ITEMS_MAX`] at most. Alarms of the shift itself are none: they end with what they
/// ring for.
pub fn open_items(house: &House) -> BTreeSet<OpenItem> {
    let visits = house.open_visits().map(|visit| OpenItem::Visit(visit.id));
    let badges = house.badges.iter().filter_map(|(no, badge)| of_badge(*no, badge));
    let rings_on = |kind: AlarmKind| !matches!(kind, AlarmKind::PostEmpty | AlarmKind::HandoverLong);
    let alarms = house.gate.alarms.iter().filter(|(_, alarm)| rings_on(alarm.kind));
    let alarms = alarms.map(|(no, _)| OpenItem::Alarm(*no));
    let slips = house.owed.keys().map(|visit| OpenItem::Slip(*visit));
    alarms.chain(badges).chain(slips).chain(visits).take(OPEN_ITEMS_MAX).collect()
}

fn of_badge(number: BadgeNo, badge: &Badge) -> Option<OpenItem> {
    match (badge.loan, badge.print) {
        (Loan::Outstanding | Loan::Lost, _) => Some(OpenItem::Badge(number, badge.visit)),
        (Loan::OnLoan, PrintState::Card) => Some(OpenItem::Card(number, badge.visit)),
        (Loan::OnLoan, PrintState::NotPrinted | PrintState::Unclear) => {
            Some(OpenItem::Print(number, badge.visit))
        }
        (
            Loan::OnLoan,
            PrintState::Queued | PrintState::Sending | PrintState::HandedOver | PrintState::Printed { .. },
        ) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::GateNo;

    #[test]
    fn an_item_is_read_back_as_it_is_shown() {
        let visit = VisitId { gate: GateNo::FIRST, count: 7 };
        let badge = BadgeNo(101);
        for item in [
            OpenItem::Visit(visit),
            OpenItem::Badge(badge, visit),
            OpenItem::Card(badge, visit),
            OpenItem::Print(badge, visit),
            OpenItem::Alarm(AlarmNo(3)),
            OpenItem::Slip(visit),
        ] {
            assert_eq!(item.to_string().parse(), Ok(item));
        }
        for wrong in ["", "visit", "visit/", "badge/101", "badge/x/G1-000001", "alarm/-1", "gate/1"] {
            assert!(wrong.parse::<OpenItem>().is_err(), "{wrong}");
        }
    }
}
