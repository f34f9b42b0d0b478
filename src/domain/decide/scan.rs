//! A code at a reader (docs/rules.md, part 6). Refused scans are recorded, and the guard sees why; the visitor
//! is told to see the guard.

use super::super::class::Class;
use super::super::command_parts::Scanned;
use super::super::event::Event;
use super::super::gate::{AlarmKind, GrantFor, Way};
use super::super::house::Badge;
use super::super::ids::{PersonNo, ReaderId, VisitId};
use super::super::policy::{Direction, PartyEntry, Passage};
use super::super::refusal::Refusal;
use super::super::visit::{Presence, Visit};
use super::{Case, open};

pub(super) fn scan(case: &Case<'_>, reader: &ReaderId, scanned: Scanned) -> Result<Vec<Event>, Refusal> {
    let direction = case.policy.direction(reader).ok_or(Refusal::NoSuchReader)?;
    let (visit, judged) = match scanned {
        Scanned::Unreadable => (None, Err(Refusal::CodeUnreadable)),
        Scanned::OtherSite => (None, Err(Refusal::OtherSite)),
        Scanned::OtherGate => (None, Err(Refusal::OtherGate)),
        Scanned::Pass { pass, issue } => {
            let badge = case.house.passes.get(&pass).and_then(|number| case.house.badges.get(number));
            match badge.and_then(|badge| case.house.visits.get(&badge.visit).map(|visit| (badge, visit))) {
                None => (None, Err(Refusal::PassNoLongerValid)),
                Some((badge, visit)) => (Some(visit.id), judge(case, direction, badge, visit, issue)),
            }
        }
    };
    match judged {
        Ok(what) => Ok(vec![open::granted(case, what, Some(reader), None)]),
        Err(refusal) => Ok(refused(case, reader, visit, &refusal)),
    }
}

fn judge(
    case: &Case<'_>,
    direction: Direction,
    badge: &Badge,
    visit: &Visit,
    issue: u8,
) -> Result<GrantFor, Refusal> {
    if issue != badge.issue || visit.is_over() {
        return Err(Refusal::PassNoLongerValid);
    }
    let person = visit.person(badge.person).ok_or(Refusal::PassNoLongerValid)?;
    let way = match direction {
        Direction::Entry => {
            may_enter(case, badge, visit, person.presence)?;
            Way::In
        }
        Direction::Exit => {
            may_leave(case, visit, person.presence)?;
            Way::Out { badge_in: true }
        }
    };
    case.house.gate.has_room()?;
    let people = match (way, case.policy.party_entry) {
        (Way::In, PartyEntry::Together) => together(visit, badge.person),
        (Way::In, PartyEntry::Each) | (Way::Out { .. } | Way::OutForAWhile, _) => vec![badge.person],
    };
    if way == Way::In && people.iter().any(|no| visit.awaits_consent_for(*no)) {
        return Err(Refusal::ConsentMissing);
    }
    Ok(GrantFor::People { visit: visit.id, people, way })
}

/// Whoever scans, and those of the party who have not come in yet. Who went out for a while comes back by themselves.
fn together(visit: &Visit, scans: PersonNo) -> Vec<PersonNo> {
    let comes = |no: PersonNo, presence: Presence| no == scans || presence == Presence::Outside;
    visit.people().filter(|(no, person)| comes(*no, person.presence)).map(|(no, _)| no).collect()
}

fn may_enter(case: &Case<'_>, badge: &Badge, visit: &Visit, presence: Presence) -> Result<(), Refusal> {
    let gate = &case.house.gate;
    // Fire outranks lockdown and incident, and these outrank grants.
    if gate.fire.is_some() || visit.incident.is_some() || visit.class == Class::Troublemaker {
        return Err(Refusal::EntryStopped);
    }
    if gate.lockdown.is_some() {
        return Err(Refusal::LockedDown);
    }
    if case.house.entry_stopped() {
        return Err(Refusal::EntryStopped);
    }
    if gate.fault.is_some() {
        return Err(Refusal::GateFaulted);
    }
    match presence {
        Presence::Outside | Presence::Away => {}
        Presence::Entering(_) => return Err(Refusal::AlreadyGranted),
        Presence::Inside | Presence::Leaving(_) => return Err(Refusal::AlreadyInside),
        Presence::Left | Presence::NeverCame => return Err(Refusal::PassNoLongerValid),
    }
    if case.house.clock_behind {
        return Err(Refusal::ClockBehind);
    }
    if badge.window.holds(case.now) { Ok(()) } else { Err(Refusal::OutsideItsTime) }
}

/// Leaving is refused for no time, no clock and no incident; only a missing sign-off, or a shared barrier that
/// would admit somebody, calls the guard. The exit button opens in any case.
fn may_leave(case: &Case<'_>, visit: &Visit, presence: Presence) -> Result<(), Refusal> {
    match presence {
        Presence::Inside => {}
        Presence::Leaving(_) => return Err(Refusal::AlreadyGranted),
        Presence::Left | Presence::NeverCame => return Err(Refusal::PassNoLongerValid),
        Presence::Outside | Presence::Entering(_) | Presence::Away => return Err(Refusal::NotInside),
    }
    // In a fire everybody goes, and the badge says who is out.
    if case.house.gate.fire.is_some() {
        return Ok(());
    }
    if case.policy.passage == Passage::Shared {
        if case.house.gate.lockdown.is_some() {
            return Err(Refusal::LockedDown);
        }
        if case.house.entry_stopped() {
            return Err(Refusal::EntryStopped);
        }
    }
    if visit.needs_sign_off() { Err(Refusal::NotSignedOff) } else { Ok(()) }
}

/// The refusal in the record, and one alarm for the guard until it is acknowledged: a reader that is held
/// against a dead code does not flood the panel.
fn refused(case: &Case<'_>, reader: &ReaderId, visit: Option<VisitId>, refusal: &Refusal) -> Vec<Event> {
    let kind =
        if *refusal == Refusal::NotSignedOff { AlarmKind::LeavingUnsigned } else { AlarmKind::PassRefused };
    let rings = case.house.gate.alarms.values().any(|alarm| alarm.kind == kind && alarm.visit == visit);
    let recorded = Event::ScanRefused { reader: reader.clone(), code: refusal.code().to_owned(), visit };
    let alarm = (!rings).then(|| case.alarm(0, kind, visit, Some(refusal.code()), None));
    std::iter::once(recorded).chain(alarm).collect()
}
