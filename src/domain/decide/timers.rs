//! Deadlines that have come (docs/rules.md, part 3, table of the waiting states). No visit hangs.

use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::ids::{BookingId, VisitId};
use super::super::timers::{Due, Wait};
use super::super::visit::{Consent, End, Hold, Presence, Reception, Stage, Visit};
use super::{Case, shift};

/// Deadlines one command works off, so that one command stays one group; the rest follows at once.
const AT_ONCE_MAX: usize = 16;

pub(super) fn time_passes(case: &Case<'_>) -> Vec<Event> {
    let mut alarms = 0;
    let mut ended: Vec<VisitId> = Vec::new();
    let mut events = Vec::new();
    for (_, due) in case.house.timers.due(case.now).take(AT_ONCE_MAX) {
        let mut rings = |kind: AlarmKind, visit: Option<VisitId>| {
            alarms += 1;
            case.alarm(alarms - 1, kind, visit, None, None)
        };
        match due {
            Due::Visit(id, wait) => {
                // A visit that ended by an earlier deadline of this command has no later one.
                if ended.contains(&id) {
                    continue;
                }
                let now = case
                    .house
                    .visits
                    .get(&id)
                    .map_or_else(Vec::new, |visit| of_visit(visit, wait, &mut rings));
                if now.iter().any(|event| matches!(event, Event::VisitEnded { .. })) {
                    ended.push(id);
                } else {
                    // Whatever the deadline was for, it is over: it is not looked at twice.
                    events.push(Event::Reminded { due });
                }
                events.extend(now);
            }
            Due::Booking(booking) => events.push(no_show(case, booking)),
            Due::Closing => {
                events.extend(closing(case, &ended, &mut rings));
                // Whoever it ends has no later deadline: what is left is looked at anew.
                break;
            }
            Due::Grant(grant) => {
                events.push(Event::OpeningFailed { grant });
                events.push(rings(AlarmKind::GateFault, None));
            }
            Due::PostEmpty => {
                events.push(Event::Reminded { due });
                events.extend(shift::post_empty(case, &mut rings));
            }
            Due::Handover => {
                events.push(Event::Reminded { due });
                events.push(rings(AlarmKind::HandoverLong, None));
            }
            Due::HeldOpenWarning | Due::HeldOpen => {
                events.push(Event::Reminded { due });
                let kind =
                    if due == Due::HeldOpen { AlarmKind::HeldOpen } else { AlarmKind::HeldOpenWarning };
                // Fire or a guard holds it open since the door was opened.
                if case.house.gate.hold_cause().is_none() {
                    events.push(rings(kind, None));
                }
            }
        }
    }
    events
}

fn of_visit(
    visit: &Visit,
    wait: Wait,
    rings: &mut dyn FnMut(AlarmKind, Option<VisitId>) -> Event,
) -> Vec<Event> {
    let id = visit.id;
    let gave_up = || Event::VisitEnded { visit: id, end: End::GaveUp, why: None, text: None };
    // While an incident is open nothing about a visit outside runs out: its report ends the visit.
    if visit.incident.is_some() && !visit.is_under_way() {
        return Vec::new();
    }
    match wait {
        Wait::IdentityRemind | Wait::HeldRemind if visit.is_at_gate() => {
            let waits_still = wait == Wait::IdentityRemind || matches!(visit.hold, Hold::Held { .. });
            if waits_still { vec![rings(AlarmKind::WaitingLong, Some(id))] } else { Vec::new() }
        }
        Wait::IdentityGiveUp if visit.is_at_gate() && !visit.identity.suffices_for(visit.class) => {
            vec![gave_up(), rings(AlarmKind::TellTheVisitor, Some(id))]
        }
        // Nobody to call: it is the guard who finds the host.
        Wait::ConsentRemind if visit.host.is_none() => vec![rings(AlarmKind::WaitingLong, Some(id))],
        Wait::ConsentNext if matches!(visit.consent, Consent::Asked { .. }) => {
            vec![Event::StandInAsked { visit: id }, rings(AlarmKind::WaitingLong, Some(id))]
        }
        Wait::ConsentGiveUp if visit.is_at_gate() && !visit.consent.is_there() => {
            vec![gave_up(), rings(AlarmKind::TellTheVisitor, Some(id))]
        }
        // A second host who is silent (转访) ends no visit: the guard sees the visitor out or asks on.
        Wait::ConsentGiveUp if matches!(visit.consent, Consent::Asked { .. }) => {
            vec![rings(AlarmKind::TellTheVisitor, Some(id))]
        }
        Wait::ClaimAlert if visit.claim.is_some_and(|claim| !claim.administration_told) => {
            vec![Event::AdministrationTold { visit: id }]
        }
        Wait::ReceptionManager if matches!(visit.reception, Reception::Called { .. }) => {
            vec![Event::ManagerTold { visit: id }, rings(AlarmKind::ManagerNeeded, Some(id))]
        }
        Wait::ReceptionGuard if matches!(visit.reception, Reception::Called { .. }) => {
            vec![Event::GuardMayAdmit { visit: id }]
        }
        Wait::AdmittedExpires if nobody_came(visit) => {
            let expired = Event::VisitEnded { visit: id, end: End::Expired, why: None, text: None };
            vec![expired, rings(AlarmKind::BadgeOutstanding, Some(id))]
        }
        Wait::WindowEnds => match visit.stage {
            Stage::AtGate => vec![gave_up(), rings(AlarmKind::TellTheVisitor, Some(id))],
            Stage::Badged { .. } if visit.is_under_way() => {
                vec![Event::VisitOverdue { visit: id }, rings(AlarmKind::Overdue, Some(id))]
            }
            Stage::Badged { .. } => vec![nobody_left(visit), rings(AlarmKind::BadgeOutstanding, Some(id))],
            Stage::Ended { .. } => Vec::new(),
        },
        Wait::SignedOffRemind if visit.heads_inside() > 0 => vec![rings(AlarmKind::Overdue, Some(id))],
        Wait::IdentityRemind
        | Wait::IdentityGiveUp
        | Wait::ConsentRemind
        | Wait::ConsentNext
        | Wait::ConsentGiveUp
        | Wait::ClaimAlert
        | Wait::ReceptionManager
        | Wait::ReceptionGuard
        | Wait::HeldRemind
        | Wait::AdmittedExpires
        | Wait::SignedOffRemind => Vec::new(),
    }
}

/// The end of a visit of which nobody is in: absentees end as no-show, so that it never hangs.
fn nobody_left(visit: &Visit) -> Event {
    let end =
        if visit.people().any(|(_, p)| p.presence == Presence::Left) { End::Left } else { End::Expired };
    Event::VisitEnded { visit: visit.id, end, why: None, text: None }
}

fn nobody_came(visit: &Visit) -> bool {
    matches!(visit.stage, Stage::Badged { .. })
        && visit.people().all(|(_, person)| person.presence == Presence::Outside)
}

fn no_show(case: &Case<'_>, booking: BookingId) -> Event {
    match case.house.bookings.get(&booking) {
        Some(to_come) if to_come.visit.is_none() => Event::BookingNoShow { booking },
        // The visitor is here, or the booking is gone: the deadline alone is over.
        Some(_) | None => Event::Reminded { due: Due::Booking(booking) },
    }
}

/// Closing time: who is still in, and not for a night's work, is unaccounted for; who is out for a while has left.
/// What ended by an earlier deadline of this command is passed over.
fn closing(
    case: &Case<'_>,
    ended: &[VisitId],
    rings: &mut dyn FnMut(AlarmKind, Option<VisitId>) -> Event,
) -> Vec<Event> {
    let next = case.policy.calendar.next_closing(case.now);
    let mut events = Vec::new();
    let mut unconfirmed = Vec::new();
    let over =
        |visit: &&Visit| !visit.is_at_gate() && visit.window.to <= case.now && !ended.contains(&visit.id);
    for visit in case.house.open_visits().filter(over) {
        let away: Vec<_> =
            visit.people().filter(|(_, p)| p.presence == Presence::Away).map(|(no, _)| no).collect();
        let in_or_moving = visit.people().any(|(_, p)| {
            matches!(p.presence, Presence::Inside | Presence::Entering(_) | Presence::Leaving(_))
        });
        let nobody_away = away.is_empty();
        if !nobody_away {
            events.push(Event::PeopleFound { visit: visit.id, people: away, inside: false });
        }
        if in_or_moving {
            unconfirmed.push(visit.id);
        } else if !nobody_away {
            events.push(Event::VisitEnded { visit: visit.id, end: End::ReportedLeft, why: None, text: None });
        } else if visit.incident.is_none() {
            events.push(nobody_left(visit));
        }
    }
    if !unconfirmed.is_empty() {
        events.push(rings(AlarmKind::BadgeOutstanding, None));
    }
    events.push(Event::ClosingReached { unconfirmed, next });
    events
}
