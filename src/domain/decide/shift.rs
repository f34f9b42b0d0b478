//! The guard's shift: the post, the hand-over (交接班), what is taken over later, and the note for the next guard.

use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::ids::{StaffNo, VisitId};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::shift::{Handover, OpenItem, Signed, open_items};
use super::super::time::Stamp;
use super::super::timers::Due;
use super::super::words::Remark;
use super::Case;

/// Items taken over by one command, so that one command stays one group.
const TAKEN_AT_ONCE_MAX: usize = 40;

/// Who is signed in at the panels has changed. Whoever comes to a post nobody is at has it from then on.
pub(super) fn panels_manned(case: &Case<'_>, present: &[StaffNo]) -> Result<Vec<Event>, Refusal> {
    let shift = &case.house.shift;
    if present == shift.present {
        return Err(Refusal::NotNow);
    }
    // During a hand-over the post changes by signatures alone.
    let taken = taken_by_who_is_there(case, present).filter(|_| shift.handover.is_none());
    Ok(std::iter::once(manned(case, present)).chain(taken).collect())
}

/// These are at the panels from now on; at none of them nobody: the clock of the empty post runs.
pub(super) fn manned(case: &Case<'_>, present: &[StaffNo]) -> Event {
    let waits = if present.is_empty() { empty_wait(case) } else { Vec::new() };
    Event::PanelsManned { present: present.to_vec(), waits }
}

/// A post that was never taken is empty by right: a site that is being set up alarms nobody.
fn empty_wait(case: &Case<'_>) -> Vec<(Due, Stamp)> {
    let limit = case.policy.limits.post_empty.filter(|_| case.house.shift.post.is_some());
    let from = case.policy.calendar.post_wanted_from(case.now);
    limit.map(|limit| (Due::PostEmpty, from + limit)).into_iter().collect()
}

/// The post is taken by the guard who is there when the one who has it is not. A gap between two shifts is on the
/// record, and what was open stays with the one who left (若因换班造成脱班现象，双方均应承担责任).
fn taken_by_who_is_there(case: &Case<'_>, present: &[StaffNo]) -> Option<Event> {
    let holder = case.house.shift.post.as_ref().map(|post| &post.staff);
    if holder.is_some_and(|holder| present.contains(holder)) {
        return None;
    }
    let staff = present.first()?.clone();
    let missed = if holder.is_some() { open_items(case.house).into_iter().collect() } else { Vec::new() };
    Some(Event::PostTaken { staff, from: holder.cloned(), missed })
}

/// Nobody has been signed in for so long: it rings, within the hours in which the post is wanted; else the clock runs
/// from the next ones.
pub(super) fn post_empty(
    case: &Case<'_>,
    rings: &mut dyn FnMut(AlarmKind, Option<VisitId>) -> Event,
) -> Option<Event> {
    if !case.house.shift.present.is_empty() {
        None
    } else if case.policy.calendar.post_wanted_from(case.now) > case.now {
        Some(manned(case, &[]))
    } else {
        Some(rings(AlarmKind::PostEmpty, None))
    }
}

/// Whoever asks must be the guard on post.
fn on_post<'a>(case: &Case<'a>) -> Result<&'a StaffNo, Refusal> {
    let staff = case.order.by.staff.as_ref().filter(|staff| case.house.shift.is_on_post(staff));
    staff.ok_or(Refusal::NotOnPost)
}

/// The hand-over under way, while nothing stands in its way: 在交接过程中发生的问题，由交接人员负责处理，
/// 告一段落后再进行交接.
fn under_way<'a>(case: &Case<'a>) -> Result<&'a Handover, Refusal> {
    let handover = case.house.shift.handover.as_ref().ok_or(Refusal::NothingInForce)?;
    no_incident(case)?;
    Ok(handover)
}

fn no_incident(case: &Case<'_>) -> Result<(), Refusal> {
    if case.house.incidents.is_empty() { Ok(()) } else { Err(Refusal::IncidentOpen) }
}

fn long_wait(case: &Case<'_>) -> Vec<(Due, Stamp)> {
    vec![(Due::Handover, case.now + case.policy.limits.handover_max)]
}

pub(super) fn begin(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    let outgoing = on_post(case)?.clone();
    if case.house.shift.handover.is_some() {
        return Err(Refusal::AlreadyInForce);
    }
    no_incident(case)?;
    Ok(vec![Event::HandoverBegun { outgoing, waits: long_wait(case) }])
}

/// The incoming guard signs in beside the one on post. A swap of shifts needs somebody who leads, and who is neither
/// of the two.
pub(super) fn join(
    case: &Case<'_>,
    incoming: &Signed,
    swap: bool,
    leader: Option<&Signed>,
) -> Result<Vec<Event>, Refusal> {
    let handover = under_way(case)?;
    on_post(case)?;
    if handover.incoming.is_some() {
        return Err(Refusal::AlreadyInForce);
    }
    if !incoming.is_guard() {
        return Err(Refusal::NotAllowed);
    }
    if incoming.staff == handover.outgoing {
        return Err(Refusal::SameGuard);
    }
    let other = |leader: &&Signed| leader.staff != incoming.staff && leader.staff != handover.outgoing;
    let leader = leader.filter(|leader| leader.may_approve_swap()).filter(other);
    if swap && leader.is_none() {
        return Err(Refusal::SwapNeedsLeader);
    }
    Ok(vec![Event::HandoverJoined {
        incoming: incoming.staff.clone(),
        approved_by: leader.filter(|_| swap).map(|leader| leader.staff.clone()),
        waits: long_wait(case),
    }])
}

/// Item by item: in a hand-over the incoming guard takes what is open; afterwards the guard on post takes what was
/// missed and lies with another.
pub(super) fn take_over(case: &Case<'_>, items: &[OpenItem]) -> Result<Vec<Event>, Refusal> {
    if items.len() > TAKEN_AT_ONCE_MAX {
        return Err(Refusal::ListFull { max: TAKEN_AT_ONCE_MAX });
    }
    let staff = on_post(case)?;
    let shift = &case.house.shift;
    let (to, taken) = match &shift.handover {
        Some(handover) => {
            no_incident(case)?;
            let incoming = handover.incoming.as_ref().ok_or(Refusal::NobodyBeside)?;
            (&incoming.staff, Some(&handover.taken))
        }
        None => (staff, None),
    };
    let open = open_items(case.house);
    if !items.iter().all(|item| open.contains(item)) {
        return Err(Refusal::NoSuchItem);
    }
    let lies_with = |item: &OpenItem| shift.lies_with.get(item);
    let still = |item: &&OpenItem| match taken {
        Some(taken) => !taken.contains_key(*item),
        None => lies_with(item).is_some(),
    };
    let mut events = Vec::new();
    for item in items.iter().filter(still) {
        let from = lies_with(item).unwrap_or(staff).clone();
        events.push(Event::ItemTakenOver { item: *item, from, to: to.clone() });
    }
    if events.is_empty() { Err(Refusal::NotNow) } else { Ok(events) }
}

/// Both sign: 交接完毕后，应在规定的值班日志中签注时间、工号，以明责任. What nobody ticked stays with the outgoing
/// guard; an overlap that was too short is marked and holds nobody back.
pub(super) fn end(case: &Case<'_>, outgoing: &Signed, incoming: &Signed) -> Result<Vec<Event>, Refusal> {
    let handover = under_way(case)?;
    let beside = handover.incoming.as_ref().ok_or(Refusal::NobodyBeside)?;
    if outgoing.staff != handover.outgoing || incoming.staff != beside.staff {
        return Err(Refusal::SignatureWrong);
    }
    let overlap = case.now - beside.since;
    let mut missed = open_items(case.house);
    missed.retain(|item| !handover.taken.contains_key(item));
    Ok(vec![Event::HandoverEnded {
        outgoing: outgoing.staff.clone(),
        incoming: incoming.staff.clone(),
        overlap,
        short: overlap < case.policy.limits.handover_min,
        missed: missed.into_iter().collect(),
    }])
}

/// Nothing was handed over: every item lies where it lay. Any guard may say so, for the one who began it may be gone.
pub(super) fn break_off(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    let handover = case.house.shift.handover.as_ref().ok_or(Refusal::NothingInForce)?;
    let broken_off = Event::HandoverBrokenOff { outgoing: handover.outgoing.clone() };
    let taken = taken_by_who_is_there(case, &case.house.shift.present);
    Ok(std::iter::once(broken_off).chain(taken).collect())
}

/// The note for the next shift; an empty one takes back what was written.
pub(super) fn note(case: &Case<'_>, text: &Remark) -> Result<Vec<Event>, Refusal> {
    let by = on_post(case)?.clone();
    if text.as_str().is_empty() && case.house.shift.next_note.is_none() {
        return Err(Refusal::NothingInForce);
    }
    Ok(vec![Event::ShiftNoted { by, note: Personal::Known(text.clone()) }])
}
