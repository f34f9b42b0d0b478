//! A visit at the gate, its sign-off and its end.

use std::collections::BTreeSet;

use super::super::class::Class;
use super::super::command_parts::HostReply;
use super::super::event::{Arrival, Event};
use super::super::house::{ENDED_KEPT, House, Loan};
use super::super::ids::{Subject, VisitId};
use super::super::owed::OwedSlip;
use super::super::role::Role;
use super::super::signature::{Confidentiality, SignedText};
use super::super::text::TextKind;
use super::super::time::Stamp;
use super::super::timers::Wait;
use super::super::visit::{Consent, End, Hold, Identity, Origin, Person, Presence, Reception, Stage, Visit};
use super::{clear_waits, lists, readable, set_waits};

const OF_IDENTITY: &[Wait] = &[Wait::IdentityRemind, Wait::IdentityGiveUp];
const OF_CONSENT: &[Wait] = &[Wait::ConsentRemind, Wait::ConsentNext, Wait::ConsentGiveUp];
const OF_RECEPTION: &[Wait] = &[Wait::ReceptionManager, Wait::ReceptionGuard];

pub(super) fn arrived(house: &mut House, arrival: &Arrival, by: Role, at: Stamp) {
    house.counters.visit = house.counters.visit.max(arrival.visit.count);
    if arrival.origin != Origin::Paper {
        if arrival.day > house.counters.queue_day {
            house.counters.queue_day = arrival.day;
            house.counters.queue = 0;
        }
        house.counters.queue = house.counters.queue.max(arrival.queue.0);
    }
    if let Origin::Booked { booking, .. } = arrival.origin {
        lists::booking_arrived(house, booking, arrival.visit);
    }
    // Officials were let in with their arrival; everybody else waits outside.
    let stage = match arrival.origin {
        Origin::Official => Stage::Badged { since: at, overdue: false, unconfirmed: false },
        _ => Stage::AtGate,
    };
    let heads = usize::from(arrival.heads);
    let visit = Visit {
        id: arrival.visit,
        handle: arrival.handle,
        queue: arrival.queue,
        origin: arrival.origin,
        day: arrival.day,
        arrived: arrival.arrived,
        arrived_by_guard: matches!(by, Role::Guard | Role::ShiftLeader),
        window: arrival.window,
        language: arrival.language,
        kind: arrival.kind,
        leader: arrival.leader,
        class: arrival.class,
        claim: arrival.claim,
        who: readable(&arrival.who),
        rest: arrival.rest.as_ref().map(readable),
        document: arrival.document.as_ref().map(readable),
        host: arrival.host,
        hold: arrival.hold,
        matched: arrival.matched.clone(),
        identity: Identity::Open,
        consent: arrival.consent,
        reception: arrival.reception,
        // Who left before it was written down (补录) is not waited for.
        persons: match arrival.left {
            Some(_) => vec![Person { presence: Presence::Left, been_in: true, ..Person::NEW }; heads],
            None => vec![Person::NEW; heads],
        },
        area: arrival.area.clone(),
        approved_area: None,
        escorted: false,
        signed_off: None,
        confidentiality: Confidentiality::Open,
        remember: false,
        signed: Vec::new(),
        incident: None,
        stage,
        since: at,
    };
    house.handles.insert(visit.handle, visit.id);
    house.visits.insert(visit.id, visit);
    set_waits(house, &arrival.waits);
}

pub(super) fn apply(house: &mut House, event: &Event, at: Stamp) {
    let Some(id) = of_visit(event) else { return };
    let Some(visit) = house.visits.get_mut(&id) else { return };
    match event {
        Event::SlipCompleted { rest, document, .. } => {
            visit.rest = Some(readable(rest));
            visit.document = document.as_ref().map(readable);
        }
        Event::SlipCorrected { who, heads, rest, document, .. } => {
            visit.who = readable(who);
            // People with badges stay: a shorter list only drops those at the end who have none.
            let badged = visit.persons.iter().rposition(|p| p.badge.is_some()).map_or(0, |i| i + 1);
            let heads = usize::from(*heads).max(badged);
            visit.persons.resize(heads, Person::NEW);
            if let Some(rest) = rest {
                visit.rest = Some(readable(rest));
                visit.document = document.as_ref().map(readable);
            }
        }
        Event::VisitHeld { matched, waits, .. } => {
            visit.hold = Hold::Held { since: at };
            visit.matched.extend(matched);
            visit.since = at;
            set_waits(house, waits);
        }
        Event::HoldCleared { .. } => {
            visit.hold = Hold::Cleared;
            visit.since = at;
            clear_waits(house, id, &[Wait::HeldRemind]);
        }
        Event::HoldConfirmed { .. } => {
            visit.hold = Hold::Confirmed;
            visit.class = Class::Troublemaker;
            visit.claim = None;
            visit.since = at;
            clear_waits(house, id, &Wait::ALL);
        }
        Event::DocumentSeen { document, .. } => {
            settle_identity(house, id, Identity::Seen(readable(document)), at)
        }
        Event::Vouched { .. } => {
            visit.escorted = true;
            settle_identity(house, id, Identity::Vouched, at);
        }
        Event::AreaApproved { area, .. } => {
            visit.approved_area = Some(area.clone());
            visit.area = Some(area.clone());
        }
        Event::IdentityConfirmed { .. } => settle_identity(house, id, Identity::Confirmed, at),
        Event::HostSet { host, waits, .. } => {
            visit.host = Some(*host);
            // At the gate administration consents for those it receives; their host is told, not asked. What the
            // host before has said is not this one's word, should the class be lowered.
            visit.consent = if visit.class.is_received() && visit.is_at_gate() {
                Consent::NotAsked
            } else {
                Consent::Asked { since: at, no_answer: false, stand_in: false }
            };
            clear_waits(house, id, OF_CONSENT);
            set_waits(house, waits);
        }
        Event::HostAnswered { reply, .. } => match reply {
            HostReply::Agrees => {
                visit.consent = Consent::Given;
                visit.since = at;
                clear_waits(house, id, OF_CONSENT);
            }
            HostReply::NoAnswer => {
                if let Consent::Asked { no_answer, .. } = &mut visit.consent {
                    *no_answer = true;
                }
            }
            // At the gate the end of the visit follows as an event of its own; inside another host is found.
            HostReply::Declines => {
                visit.consent = Consent::NotAsked;
                clear_waits(house, id, OF_CONSENT);
            }
        },
        Event::StandInAsked { .. } => {
            if let Consent::Asked { no_answer, stand_in, .. } = &mut visit.consent {
                (*no_answer, *stand_in) = (false, true);
            }
        }
        Event::AdministrationTold { .. } => {
            if let Some(claim) = &mut visit.claim {
                claim.administration_told = true;
            }
            clear_waits(house, id, &[Wait::ClaimAlert]);
        }
        Event::AdministrationAnswered { acknowledged: true, .. } => {
            visit.reception = Reception::Acknowledged;
            visit.since = at;
            clear_waits(house, id, OF_RECEPTION);
        }
        Event::AdministrationAnswered { acknowledged: false, .. } => {}
        Event::ManagerTold { .. } => {
            if let Reception::Called { manager_told, .. } = &mut visit.reception {
                *manager_told = true;
            }
            clear_waits(house, id, &[Wait::ReceptionManager]);
        }
        Event::GuardMayAdmit { .. } => {
            if let Reception::Called { guard_may, .. } = &mut visit.reception {
                *guard_may = true;
            }
            clear_waits(house, id, &[Wait::ReceptionGuard]);
        }
        Event::AdmittedWithoutAdministration { .. } => {
            visit.reception = Reception::WithoutThem;
            visit.since = at;
            clear_waits(house, id, OF_RECEPTION);
        }
        Event::ClassSet { class, reception, consent, waits, .. } => {
            visit.class = *class;
            visit.claim = None;
            visit.reception = *reception;
            visit.consent = *consent;
            visit.since = at;
            clear_waits(house, id, &[Wait::ClaimAlert]);
            clear_waits(house, id, OF_RECEPTION);
            match class {
                Class::Ordinary => {}
                Class::Important | Class::Vip => clear_waits(house, id, OF_CONSENT),
                Class::Troublemaker => clear_waits(house, id, &Wait::ALL),
            }
            set_waits(house, waits);
        }
        Event::SignedOff { waits, .. } => {
            visit.signed_off = Some(at);
            visit.since = at;
            set_waits(house, waits);
        }
        Event::SignedByFinger { what, .. } => {
            visit.signed.retain(|(signed, _)| signed != what);
            visit.signed.push((*what, at));
            if *what == SignedText::House(TextKind::Confidentiality) {
                visit.confidentiality = Confidentiality::Signed;
            }
        }
        Event::RememberAsked { asked, .. } => visit.remember = *asked,
        Event::ConfidentialityRefused { .. } => visit.confidentiality = Confidentiality::Refused,
        Event::ConfidentialityWaived { .. } => visit.confidentiality = Confidentiality::Waived,
        Event::AdmittedExpress { missing, .. } => {
            house.owed.insert(id, OwedSlip { since: at, missing: missing.clone() });
        }
        Event::SlipSupplied { supplied, .. } => {
            // A document that is written down late has its clock from then on.
            if visit.is_over() {
                house.kept.over(Subject::Document(id), at);
            }
            let slip = house.owed.get_mut(&id);
            let left = slip.map(|slip| {
                slip.missing.retain(|owed| !supplied.contains(owed));
                slip.missing.len()
            });
            if left == Some(0) {
                owes_nothing(house, id);
            }
        }
        Event::SlipClosed { .. } => owes_nothing(house, id),
        // A fact of the record: nobody has signed by it, and the next one asks again.
        Event::LeavingAllowed { .. } => {}
        Event::VisitOverdue { .. } => {
            if let Stage::Badged { overdue, .. } = &mut visit.stage {
                *overdue = true;
                visit.since = at;
            }
            clear_waits(house, id, &[Wait::WindowEnds]);
        }
        Event::VisitEnded { end, .. } => ended(house, id, *end, at),
        // `apply` sends nothing else here; another event changes no visit.
        _ => {}
    }
}

/// The visit an event of this floor is about.
fn of_visit(event: &Event) -> Option<VisitId> {
    match event.subject() {
        Some(Subject::Visit(id)) => Some(id),
        _ => None,
    }
}

fn settle_identity(house: &mut House, id: VisitId, identity: Identity, at: Stamp) {
    if let Some(visit) = house.visits.get_mut(&id) {
        visit.identity = identity;
        visit.since = at;
    }
    clear_waits(house, id, OF_IDENTITY);
}

/// A visit is over: no deadline of it stays; badges still out are outstanding; what came to nothing is erased
/// from the house but for the fact.
pub(super) fn ended(house: &mut House, id: VisitId, end: End, at: Stamp) {
    clear_waits(house, id, &Wait::ALL);
    let Some(visit) = house.visits.get_mut(&id).filter(|visit| !visit.is_over()) else { return };
    visit.stage = Stage::Ended { end, at };
    visit.since = at;
    for person in &mut visit.persons {
        person.presence = match person.presence {
            Presence::Outside | Presence::Entering(_) => Presence::NeverCame,
            Presence::Inside | Presence::Leaving(_) | Presence::Away => Presence::Left,
            settled @ (Presence::Left | Presence::NeverCame) => settled,
        };
    }
    let origin = visit.origin;
    if end.erases() {
        visit.erase();
    } else {
        house.kept.over(Subject::Visit(id), at);
        house.kept.over(Subject::Document(id), at);
    }
    for badge in house.badges.values_mut().filter(|b| b.visit == id && b.loan == Loan::OnLoan) {
        badge.loan = Loan::Outstanding;
    }
    match origin {
        Origin::Booked { booking, .. } if end == End::ArrivalTakenBack => {
            lists::booking_goes_on(house, booking)
        }
        Origin::Booked { booking, .. } => lists::drop_booking(house, booking, at),
        Origin::WalkIn | Origin::ByHand | Origin::Paper | Origin::Official => {}
    }
    house.ended.push(id);
    forget_old(house);
}

fn owes_nothing(house: &mut House, id: VisitId) {
    house.owed.remove(&id);
    forget_old(house);
}

/// Visits that ended long ago leave the house, unless a badge of theirs is still out or their slip is to be completed.
/// Those do not count among the ones kept: however many there are, the touchscreen still learns how a visit ended.
pub(super) fn forget_old(house: &mut House) {
    let badges = house.badges.values().map(|badge| badge.visit);
    let out: BTreeSet<VisitId> = badges.chain(house.owed.keys().copied()).collect();
    let settled = house.ended.iter().filter(|id| !out.contains(id)).count();
    let mut over = settled.saturating_sub(ENDED_KEPT);
    let (visits, handles) = (&mut house.visits, &mut house.handles);
    house.ended.retain(|id| {
        if over == 0 || out.contains(id) {
            return true;
        }
        over -= 1;
        if let Some(gone) = visits.remove(id) {
            handles.remove(&gone.handle);
        }
        false
    });
}
