//! The guard opens: for badge holders, for a while outside, by override.

use super::super::class::Class;
use super::super::event::Event;
use super::super::gate::{GRANT_LIFE, GRANT_TURN, GrantFor, OVERRIDES_MAX, PULSE_MS_MAX, Way};
use super::super::house::Loan;
use super::super::ids::{GrantNo, PersonNo, ReaderId, VisitId};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::time::Span;
use super::super::visit::{Origin, Presence, Visit};
use super::super::words::Reason;
use super::{Case, badge};

/// The next grant.
pub(super) fn granted(
    case: &Case<'_>,
    what: GrantFor,
    reader: Option<&ReaderId>,
    reason: Option<&Reason>,
) -> Event {
    // Each of a party needs their time, as long as the gate may stay open at all.
    let pulse_ms = match &what {
        GrantFor::People { people, .. } => {
            let heads = u32::try_from(people.len()).unwrap_or(u32::MAX);
            case.policy.pulse_ms.saturating_mul(heads).min(PULSE_MS_MAX)
        }
        GrantFor::Officials { .. } | GrantFor::Override => case.policy.pulse_ms,
    };
    let before = i64::try_from(case.house.gate.grants.len()).unwrap_or(i64::MAX);
    Event::Granted {
        grant: GrantNo(case.house.counters.grant.saturating_add(1)),
        what,
        reader: reader.cloned(),
        pulse_ms,
        until: case.now + GRANT_LIFE + Span(GRANT_TURN.0 * before),
        reason: reason.cloned().map(Personal::Known),
    }
}

/// Whether the badge of a person is in their hand. Officials on duty wear none.
fn has_badge(case: &Case<'_>, visit: &Visit, no: PersonNo) -> bool {
    let badge =
        visit.person(no).and_then(|person| person.badge).and_then(|number| case.house.badges.get(&number));
    let in_hand = badge.is_some_and(|badge| badge.print.is_in_hand() && badge.loan != Loan::Lost);
    in_hand || visit.origin == Origin::Official
}

/// Whether the badge of a person was lost or handed back. Whoever has a badge issued had one.
fn has_no_badge_any_more(case: &Case<'_>, visit: &Visit, no: PersonNo) -> bool {
    let number = visit.person(no).and_then(|person| person.badge);
    let badge = number.and_then(|number| case.house.badges.get(&number));
    visit.origin != Origin::Official && badge.is_none_or(|badge| badge.loan == Loan::Lost)
}

/// The guard opens for people whose badges are issued and worn: their entry is spent. The guard judges the time
/// and goes on during an incident; a lockdown takes an override.
pub(super) fn open(case: &Case<'_>, id: VisitId, person: Option<PersonNo>) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    if visit.incident.is_some() || visit.class == Class::Troublemaker {
        return Err(Refusal::NeedsGuard);
    }
    // Fire outranks all: nobody is sent in, and who must go in is let by an override.
    if case.house.gate.fire.is_some() {
        return Err(Refusal::EntryStopped);
    }
    if case.house.gate.lockdown.is_some() {
        return Err(Refusal::LockedDown);
    }
    case.house.gate.has_room()?;
    let are = |wanted: Presence| -> Vec<PersonNo> {
        visit.people().filter(|(_, person)| person.presence == wanted).map(|(no, _)| no).collect()
    };
    let people: Vec<PersonNo> = match person {
        Some(no) => {
            let presence = visit.person(no).ok_or(Refusal::NoSuchPerson)?.presence;
            match presence {
                Presence::Outside | Presence::Away => vec![no],
                Presence::Entering(_) => return Err(Refusal::AlreadyGranted),
                Presence::Inside | Presence::Leaving(_) => return Err(Refusal::AlreadyInside),
                Presence::Left | Presence::NeverCame => return Err(Refusal::NotNow),
            }
        }
        // Those who have not come in yet. Who went out for a while is named, unless nobody else can be meant.
        None => match are(Presence::Outside) {
            outside if !outside.is_empty() => outside,
            _ => Some(are(Presence::Away)).filter(|away| away.len() == 1).unwrap_or_default(),
        },
    };
    if people.is_empty() {
        return Err(Refusal::NotNow);
    }
    if people.iter().any(|no| visit.awaits_consent_for(*no)) {
        return Err(Refusal::ConsentMissing);
    }
    if people.iter().any(|no| has_no_badge_any_more(case, visit, *no)) {
        return Err(Refusal::NoValidBadge);
    }
    if !people.iter().all(|no| has_badge(case, visit, *no)) {
        return Err(Refusal::PrintOpen);
    }
    Ok(vec![granted(case, GrantFor::People { visit: id, people, way: Way::In }, None, None)])
}

/// Out for a while (暂离): the badge is left with the guard, the next issue of the pass brings them back.
pub(super) fn step_out(case: &Case<'_>, id: VisitId, no: PersonNo) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    let person = visit.person(no).ok_or(Refusal::NoSuchPerson)?;
    match person.presence {
        Presence::Inside => {}
        Presence::Leaving(_) => return Err(Refusal::AlreadyGranted),
        Presence::Outside | Presence::Entering(_) | Presence::Away | Presence::Left | Presence::NeverCame => {
            return Err(Refusal::NotInside);
        }
    }
    // The badge that brings them back has one issue more.
    if let Some(paper) = person.badge.and_then(|number| case.house.badges.get(&number)) {
        badge::next_issue(paper)?;
    }
    case.house.gate.has_room()?;
    Ok(vec![granted(
        case,
        GrantFor::People { visit: id, people: vec![no], way: Way::OutForAWhile },
        None,
        None,
    )])
}

/// Manual release (人工放行): at any time, in any state of the house, with a reason.
pub(super) fn by_override(case: &Case<'_>, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    if case.house.gate.grants.len() >= OVERRIDES_MAX {
        return Err(Refusal::GateBusy);
    }
    Ok(vec![granted(case, GrantFor::Override, None, Some(reason))])
}
