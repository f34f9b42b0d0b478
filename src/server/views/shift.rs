//! The shift on the panel.

use super::card::name_of;
use crate::domain::{
    Due, Handover, House, Note, OpenItem, PersonNo, Policy, StaffNo, Stage, Stamp, VisitId, open_items,
};
use crate::wire::{HandoverLine, ItemLine, ItemWord, NoteLine, ShiftLine};

/// Missed items a view lists; the rest follows as these are taken over.
const MISSED_LISTED_MAX: usize = 200;

/// The shift as the panel shows it.
pub(super) fn shift_line(house: &House, policy: &Policy) -> ShiftLine {
    let shift = &house.shift;
    let open = || open_items(house);
    let missed = if shift.lies_with.is_empty() {
        Vec::new()
    } else {
        let open = open();
        let still = shift.lies_with.keys().filter(|item| open.contains(item));
        still.take(MISSED_LISTED_MAX).map(|item| item_line(house, *item, None)).collect()
    };
    ShiftLine {
        on_post: shift.post.as_ref().map(|post| number(&post.staff)),
        since: shift.post.as_ref().map(|post| post.since.0),
        present: shift.present.iter().map(number).collect(),
        rings_at: house.timers.get(Due::PostEmpty).map(|at| at.0),
        handover: shift.handover.as_ref().map(|handover| HandoverLine {
            outgoing: number(&handover.outgoing),
            begun: handover.begun.0,
            incoming: handover.incoming.as_ref().map(|incoming| number(&incoming.staff)),
            joined: handover.incoming.as_ref().map(|incoming| incoming.since.0),
            approved_by: handover.incoming.as_ref().and_then(|one| one.approved_by.as_ref()).map(number),
            short_until: handover.incoming.as_ref().map(|one| (one.since + policy.limits.handover_min).0),
            reminded_at: house.timers.get(Due::Handover).map(|at| at.0),
            stopped: !house.incidents.is_empty(),
            items: open().into_iter().map(|item| item_line(house, item, Some(handover))).collect(),
        }),
        missed,
        note: shift.note.as_ref().map(note_line),
        next_note: shift.next_note.as_ref().map(note_line),
    }
}

fn number(staff: &StaffNo) -> String {
    staff.0.clone()
}

fn note_line(note: &Note) -> NoteLine {
    let text = note.text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default();
    NoteLine { by: number(&note.by), at: note.at.0, text }
}

fn item_line(house: &House, item: OpenItem, handover: Option<&Handover>) -> ItemLine {
    let (visit, badge, alarm) = match item {
        OpenItem::Visit(visit) | OpenItem::Slip(visit) => (Some(visit), None, None),
        OpenItem::Badge(badge, visit) | OpenItem::Card(badge, visit) | OpenItem::Print(badge, visit) => {
            (Some(visit), Some(badge), None)
        }
        OpenItem::Alarm(alarm) => {
            (house.gate.alarms.get(&alarm).and_then(|alarm| alarm.visit), None, Some(alarm))
        }
    };
    let (kind, since) = match item {
        OpenItem::Visit(visit) => of_visit(house, visit),
        OpenItem::Slip(visit) => {
            (ItemWord::SlipIncomplete, house.owed.get(&visit).map_or(Stamp(0), |slip| slip.since))
        }
        OpenItem::Badge(..) => (ItemWord::BadgeOut, Stamp(0)),
        OpenItem::Card(..) => (ItemWord::CardLent, Stamp(0)),
        OpenItem::Print(..) => (ItemWord::BadgeNotPrinted, Stamp(0)),
        OpenItem::Alarm(alarm) => {
            (ItemWord::Alarm, house.gate.alarms.get(&alarm).map_or(Stamp(0), |alarm| alarm.at))
        }
    };
    let since = badge.and_then(|badge| house.badges.get(&badge)).map_or(since, |badge| badge.since);
    let shift = &house.shift;
    let lies_with = shift.lies_with.get(&item).or(shift.post.as_ref().map(|post| &post.staff));
    ItemLine {
        id: item.to_string(),
        kind,
        name: visit
            .and_then(|visit| house.visits.get(&visit))
            .map(|visit| name_of(visit, PersonNo(0)))
            .unwrap_or_default(),
        visit: visit.map(|visit| visit.to_string()),
        badge: badge.map(|badge| badge.0),
        alarm: alarm.map(|alarm| alarm.0),
        since: since.0,
        lies_with: lies_with.map(number).unwrap_or_default(),
        taken: handover.and_then(|handover| handover.taken.get(&item)).map(|at| at.0),
    }
}

fn of_visit(house: &House, visit: VisitId) -> (ItemWord, Stamp) {
    let Some(visit) = house.visits.get(&visit) else { return (ItemWord::Waiting, Stamp(0)) };
    let kind = match visit.stage {
        Stage::AtGate | Stage::Ended { .. } => ItemWord::Waiting,
        Stage::Badged { unconfirmed: true, .. } => ItemWord::Unconfirmed,
        Stage::Badged { overdue: true, .. } => ItemWord::Overdue,
        Stage::Badged { .. } => ItemWord::OnSite,
    };
    (kind, visit.since)
}
