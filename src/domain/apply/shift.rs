//! The post, the hand-over, and with whom lies what is open.

use std::collections::BTreeMap;

use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::house::House;
use super::super::ids::StaffNo;
use super::super::shift::{Handover, Incoming, Note, OpenItem, Post, Shift, open_items};
use super::super::time::Stamp;
use super::super::timers::Due;
use super::{kept, set_waits};

pub(super) fn apply(house: &mut House, event: &Event, at: Stamp) {
    match event {
        Event::PanelsManned { present, waits } => {
            house.shift.present.clone_from(present);
            house.timers.clear(Due::PostEmpty);
            // It ends by itself when a guard is back; the record keeps that it rang.
            if !present.is_empty() {
                quiet(house, AlarmKind::PostEmpty);
            }
            set_waits(house, waits);
        }
        Event::PostTaken { staff, from: Some(from), missed } => changes_hands(house, from, staff, missed, at),
        Event::PostTaken { staff, from: None, .. } => {
            house.shift.post = Some(Post { staff: staff.clone(), since: at });
        }
        Event::HandoverBegun { outgoing, waits } => {
            let (outgoing, taken) = (outgoing.clone(), BTreeMap::new());
            house.shift.handover = Some(Handover { outgoing, begun: at, incoming: None, taken });
            set_waits(house, waits);
        }
        Event::HandoverJoined { incoming, approved_by, waits } => {
            if let Some(handover) = &mut house.shift.handover {
                let (staff, approved_by) = (incoming.clone(), approved_by.clone());
                handover.incoming = Some(Incoming { staff, since: at, approved_by });
            }
            set_waits(house, waits);
        }
        Event::ItemTakenOver { item, .. } => match &mut house.shift.handover {
            Some(handover) => {
                handover.taken.insert(*item, at);
            }
            None => {
                house.shift.lies_with.remove(item);
            }
        },
        Event::HandoverEnded { outgoing, incoming, missed, .. } => {
            over(house);
            changes_hands(house, outgoing, incoming, missed, at);
        }
        Event::HandoverBrokenOff { .. } => over(house),
        Event::ShiftNoted { by, note } => {
            let text = kept(note).filter(|text| !text.as_str().is_empty());
            house.shift.next_note = text.map(|text| Note { by: by.clone(), at, text: Some(text) });
        }
        // `apply` sends nothing else here; another event changes no shift.
        _ => {}
    }
}

/// The post is the next guard's. What was missed stays with the one who goes, unless it lies with somebody before
/// them; what lay with the one who comes is theirs by the post.
fn changes_hands(house: &mut House, from: &StaffNo, to: &StaffNo, missed: &[OpenItem], at: Stamp) {
    let open = open_items(house);
    let Shift { post, lies_with, note, next_note, .. } = &mut house.shift;
    let before = std::mem::take(lies_with);
    let left = missed.iter().map(|item| (*item, before.get(item).unwrap_or(from).clone()));
    // Of what nobody has an eye on any more nothing is left to lie with anybody.
    *lies_with = left.filter(|(item, staff)| staff != to && open.contains(item)).collect();
    *post = Some(Post { staff: to.clone(), since: at });
    *note = next_note.take();
}

fn over(house: &mut House) {
    house.shift.handover = None;
    house.timers.clear(Due::Handover);
    quiet(house, AlarmKind::HandoverLong);
}

fn quiet(house: &mut House, kind: AlarmKind) {
    house.gate.alarms.retain(|_, alarm| alarm.kind != kind);
}
