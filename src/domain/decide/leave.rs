//! Sign-off, badges back, leaving (docs/rules.md, part 3, steps 8 and 9).

use super::super::command_parts::Signer;
use super::super::event::Event;
use super::super::gate::{GrantFor, Way};
use super::super::house::{Badge, House, Loan};
use super::super::ids::{BadgeNo, PersonNo, VisitId};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::signature::Signature;
use super::super::timers::Wait;
use super::super::visit::{End, Presence, Visit};
use super::super::words::{PersonName, Reason};
use super::{Case, open, sign};

/// The host or receptionist signs the slip (接待人员签字); important visitors and VIPs on the reception record.
pub(super) fn sign_off(
    case: &Case<'_>,
    id: VisitId,
    by: Signer,
    name: &PersonName,
    signature: Option<&Signature>,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    if visit.signed_off.is_some() || visit.heads_inside() == 0 {
        return Err(Refusal::NotNow);
    }
    let waits = vec![case.wait(id, Wait::SignedOffRemind, case.policy.limits.signed_off_remind)];
    let signed_off = Event::SignedOff { visit: id, by, name: Personal::Known(name.clone()), waits };
    let drawn = signature.map(|signature| sign::sign_off(id, by, signature)).transpose()?;
    Ok(std::iter::once(signed_off).chain(drawn).collect())
}

/// A badge in the guard's hand: off the loan list, its pass opens nothing any more.
pub(super) fn take_badge_back(case: &Case<'_>, number: BadgeNo) -> Result<Vec<Event>, Refusal> {
    let badge = case.house.badges.get(&number).ok_or(Refusal::NoSuchBadge)?;
    if let Some(visit) = case.house.visits.get(&badge.visit) {
        let moving = |p: Presence| matches!(p, Presence::Entering(_) | Presence::Leaving(_));
        if visit.person(badge.person).is_some_and(|person| moving(person.presence)) {
            return Err(Refusal::AlreadyGranted);
        }
    }
    Ok(vec![Event::BadgeReturned { badge: number }])
}

/// A lost badge is revoked at once. It stays on the list until it turns up.
pub(super) fn badge_lost(case: &Case<'_>, number: BadgeNo) -> Result<Vec<Event>, Refusal> {
    let badge = case.house.badges.get(&number).ok_or(Refusal::NoSuchBadge)?;
    if badge.loan == Loan::Lost { Err(Refusal::NotNow) } else { Ok(vec![Event::BadgeLost { badge: number }]) }
}

/// The guard lets people out. Without sign-off that takes a reason; nobody is kept for a badge or a signature.
pub(super) fn let_out(
    case: &Case<'_>,
    id: VisitId,
    person: Option<PersonNo>,
    reason: Option<&Reason>,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    let people: Vec<PersonNo> = match person {
        Some(no) => match visit.person(no).ok_or(Refusal::NoSuchPerson)?.presence {
            Presence::Inside => vec![no],
            Presence::Leaving(_) => return Err(Refusal::AlreadyGranted),
            Presence::Outside
            | Presence::Entering(_)
            | Presence::Away
            | Presence::Left
            | Presence::NeverCame => {
                return Err(Refusal::NotInside);
            }
        },
        None => visit.people().filter(|(_, p)| p.presence == Presence::Inside).map(|(no, _)| no).collect(),
    };
    if people.is_empty() {
        return Err(Refusal::NotInside);
    }
    case.house.gate.has_room()?;
    let mut events = Vec::new();
    if visit.needs_sign_off() {
        let reason = reason.ok_or(Refusal::NotSignedOff)?;
        events.push(Event::LeavingAllowed { visit: id, reason: Personal::Known(reason.clone()) });
    }
    events.push(open::granted(
        case,
        GrantFor::People { visit: id, people, way: Way::Out { badge_in: false } },
        None,
        reason,
    ));
    Ok(events)
}

/// Somebody unaccounted for is known to have left (seen on the way out, reached by phone).
pub(super) fn confirm_left(case: &Case<'_>, id: VisitId, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    let moving = |(_, p): (PersonNo, &super::super::visit::Person)| {
        matches!(p.presence, Presence::Entering(_) | Presence::Leaving(_))
    };
    if visit.people().any(moving) {
        return Err(Refusal::AlreadyGranted);
    }
    let still = |p: Presence| matches!(p, Presence::Inside | Presence::Away);
    let people: Vec<PersonNo> = visit.people().filter(|(_, p)| still(p.presence)).map(|(no, _)| no).collect();
    if people.is_empty() {
        return Err(Refusal::NotInside);
    }
    Ok(vec![
        Event::LeavingAllowed { visit: id, reason: Personal::Known(reason.clone()) },
        Event::PeopleFound { visit: id, people, inside: false },
        Event::VisitEnded { visit: id, end: End::ReportedLeft, why: None, text: None },
    ])
}

/// What follows when people have passed the gate on their way out: badges that were handed in are back, and the
/// visit is over when nobody of the party is left.
pub(super) fn after_leaving(house: &House, visit: &Visit, gone: &[PersonNo], badge_in: bool) -> Vec<Event> {
    let mut events = Vec::new();
    for no in gone {
        let out =
            |number: &BadgeNo| house.badges.get(number).is_some_and(|badge: &Badge| badge.loan != Loan::Lost);
        let number = visit.person(*no).and_then(|person| person.badge);
        if let Some(badge) = number.filter(|number| badge_in && out(number)) {
            events.push(Event::BadgeReturned { badge });
        }
    }
    let settled = |no: PersonNo, presence: Presence| {
        gone.contains(&no) || matches!(presence, Presence::Left | Presence::NeverCame | Presence::Outside)
    };
    if visit.people().all(|(no, person)| settled(no, person.presence)) {
        events.push(Event::VisitEnded { visit: visit.id, end: End::Left, why: None, text: None });
    }
    events
}
