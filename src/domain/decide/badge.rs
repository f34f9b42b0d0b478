//! Badges: issued when everything before is settled, printed, reprinted. Issuing moves nothing.

use super::super::class::Class;
use super::super::command_parts::PrintOutcome;
use super::super::event::{Event, Issued};
use super::super::gate::AlarmKind;
use super::super::house::{Badge, House, Loan, PrintState};
use super::super::ids::{BadgeNo, JobNo, PassId, PersonNo, VisitId};
use super::super::policy::Policy;
use super::super::refusal::{Field, Refusal};
use super::super::slip::Who;
use super::super::time::{Stamp, Window};
use super::super::timers::{Due, Wait};
use super::super::visit::{Person, Presence, Step, Visit};
use super::super::words::Area;
use super::{Case, area, arrive};

/// Highest issue of a pass: the byte it has in the code.
const ISSUE_MAX: u8 = u8::MAX;

/// Whether badges may be issued that name an area, or the one of the booking; the refusal names the first thing that
/// is missing.
fn may_issue(policy: &Policy, visit: &Visit, named: Option<&Area>) -> Result<(), Refusal> {
    match visit.next_step() {
        // No badge without a name: exempt from the slip, not from being known.
        Step::IssueBadge if visit.who.known().and_then(Who::lead).is_none() => {
            Err(Refusal::TextTooShort { field: Field::Name, min: 1 })
        }
        Step::IssueBadge
            if policy.confidential_kinds.contains(&visit.kind) && !visit.confidentiality.is_settled() =>
        {
            Err(Refusal::ConfidentialityMissing)
        }
        Step::IssueBadge => match named.or(visit.area.as_ref()) {
            Some(area) => area::may_name(policy, visit, area),
            None => Ok(()),
        },
        Step::CheckMark | Step::Incident => Err(Refusal::NeedsGuard),
        Step::ConfirmClass => Err(Refusal::ClassNotConfirmed),
        Step::SeeDocument | Step::ConfirmIdentity => Err(Refusal::IdentityMissing),
        Step::SetHost => Err(Refusal::HostMissing),
        Step::CallHost => Err(Refusal::ConsentMissing),
        Step::CallAdministration => Err(Refusal::AdministrationMissing),
        Step::CompleteSlip => Err(Refusal::SlipMissing),
        Step::Open | Step::SignOff | Step::LetOut | Step::TakeBadgeBack | Step::Nothing => {
            Err(Refusal::NotNow)
        }
    }
}

fn deadlines(case: &Case<'_>, visit: &Visit) -> Vec<(Due, Stamp)> {
    vec![
        case.wait(visit.id, Wait::AdmittedExpires, case.policy.limits.admitted),
        (Due::Visit(visit.id, Wait::WindowEnds), visit.window.to),
    ]
}

/// Badges on paper, that name an area where the guard or the booking does.
pub(super) fn issue(case: &Case<'_>, id: VisitId, named: Option<&Area>) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    may_issue(case.policy, visit, named)?;
    Ok(vec![Event::BadgesIssued {
        visit: id,
        issued: printed(case, visit.people().map(|(no, _)| no).collect())?,
        window: Window { from: case.now, to: visit.window.to.max(case.now) },
        area: named.cloned(),
        waits: deadlines(case, visit),
    }])
}

/// A free number, a pass and a print job for each of these people.
fn printed(case: &Case<'_>, people: Vec<PersonNo>) -> Result<Vec<Issued>, Refusal> {
    let numbers = case.house.free_badges(case.policy.badges, people.len());
    if numbers.len() < people.len() {
        return Err(Refusal::NoBadgeFree);
    }
    let [.., p0, p1, p2, p3, p4, p5, p6, p7] = case.order.chance.0;
    let base = u64::from_be_bytes([p0, p1, p2, p3, p4, p5, p6, p7]);
    let jobs = (case.house.counters.job.saturating_add(1)..).map(JobNo);
    let issued = people.into_iter().zip(numbers).zip(jobs).map(|((person, badge), job)| Issued {
        person,
        badge,
        pass: Some(free_pass(case, base, person)),
        job: Some(job),
    });
    Ok(issued.collect())
}

/// A pass id of the random base, the person's own; the next one in the (never seen) case that it is taken.
fn free_pass(case: &Case<'_>, base: u64, person: PersonNo) -> PassId {
    let mut id = base.wrapping_add(u64::from(person.0).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    while case.house.passes.contains_key(&PassId(id.to_be_bytes())) {
        id = id.wrapping_add(1);
    }
    PassId(id.to_be_bytes())
}

/// Numbered plastic cards where the printer is dead: same rules, no pass; the guard opens. Also for people whose
/// badges were issued before anybody knew, and are not on paper: those numbers rest, and their passes open nothing.
pub(super) fn issue_cards(case: &Case<'_>, id: VisitId, cards: &[BadgeNo]) -> Result<Vec<Event>, Refusal> {
    let visit = case.open_visit(id)?;
    let people = people_for_cards(case.house, case.policy, visit)?;
    let (window, waits) = if visit.is_at_gate() {
        (Window { from: case.now, to: visit.window.to.max(case.now) }, deadlines(case, visit))
    } else {
        (visit.window, case.running(id, &Wait::ALL))
    };
    let issued = lent(case, people.iter().map(|(person, _)| *person).collect(), cards)?;
    let issued = Event::BadgesIssued { visit: id, issued, window, area: None, waits };
    let unprinted = people.into_iter().filter_map(|(_, badge)| badge);
    let returned = unprinted.map(|badge| Event::BadgeReturned { badge });
    Ok(returned.chain(std::iter::once(issued)).collect())
}

/// A card for each of these people, each of another number.
fn lent(case: &Case<'_>, people: Vec<PersonNo>, cards: &[BadgeNo]) -> Result<Vec<Issued>, Refusal> {
    let twice = cards.iter().enumerate().any(|(i, card)| cards.iter().skip(i + 1).any(|other| other == card));
    if cards.len() != people.len() || twice {
        return Err(Refusal::CardsWanted { max: people.len() });
    }
    let lend = |(person, card): (PersonNo, &BadgeNo)| {
        arrive::free_card(case, *card).map(|badge| Issued { person, badge, pass: None, job: None })
    };
    people.into_iter().zip(cards).map(lend).collect()
}

/// Badges of a visit on the express lane: printed, or plastic cards where the queue does not wait for the printer. They
/// name the open area of the booking, or none.
pub(super) fn issued_in_a_hurry(case: &Case<'_>, visit: &Visit, cards: &[BadgeNo]) -> Result<Event, Refusal> {
    let people = visit.people().map(|(no, _)| no).collect();
    let issued = if cards.is_empty() { printed(case, people)? } else { lent(case, people, cards)? };
    let window = Window { from: case.now, to: visit.window.to.max(case.now) };
    Ok(Event::BadgesIssued { visit: visit.id, issued, window, area: None, waits: deadlines(case, visit) })
}

/// Who of a visit that is not over may be given a numbered card now, each with the number that is not on paper and
/// comes back for it. One rule for the guard's button and the refusals of the command.
///
/// # Errors
/// Why nobody may.
pub fn people_for_cards(
    house: &House,
    policy: &Policy,
    visit: &Visit,
) -> Result<Vec<(PersonNo, Option<BadgeNo>)>, Refusal> {
    if visit.is_at_gate() {
        may_issue(policy, visit, None)?;
        Ok(visit.people().map(|(person, _)| (person, None)).collect())
    } else {
        unprinted(house, visit)
    }
}

/// People of a visit whose badge is not on paper for sure, with its number. What is being printed is waited for.
fn unprinted(house: &House, visit: &Visit) -> Result<Vec<(PersonNo, Option<BadgeNo>)>, Refusal> {
    if visit.class == Class::Troublemaker {
        return Err(Refusal::NeedsGuard);
    }
    let mut found = Vec::new();
    for (no, person) in visit.people() {
        let Some((number, badge)) =
            person.badge.and_then(|number| Some((number, house.badges.get(&number)?)))
        else {
            continue;
        };
        // Who has left needs no badge any more.
        if matches!(person.presence, Presence::Left | Presence::NeverCame) {
            continue;
        }
        match badge.print {
            PrintState::Queued | PrintState::NotPrinted | PrintState::Unclear => {
                found.push((no, Some(number)))
            }
            PrintState::Sending | PrintState::HandedOver => return Err(Refusal::PrintOpen),
            PrintState::Printed { .. } | PrintState::Card => {}
        }
    }
    if found.is_empty() { Err(Refusal::NotNow) } else { Ok(found) }
}

/// The badge of a person, that was printed and not a card.
fn paper_badge<'a>(house: &'a House, person: &Person) -> Result<(BadgeNo, &'a Badge), Refusal> {
    let number = person.badge.ok_or(Refusal::NoSuchBadge)?;
    let badge = house.badges.get(&number).ok_or(Refusal::NoSuchBadge)?;
    if badge.print == PrintState::Card { Err(Refusal::NotNow) } else { Ok((number, badge)) }
}

/// Prints again. A new issue kills the old code, unless the guard has the spoilt paper in hand. Who has lost
/// the badge, or handed it in and goes on, gets another number: the lost one stays on the list.
pub(super) fn reprint(
    case: &Case<'_>,
    id: VisitId,
    no: PersonNo,
    spoilt: bool,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    let (number, badge) = match reprint_for(case.house, visit, no)? {
        Reprint::Anew => return anew(case, visit, no),
        Reprint::Unprinted(number, badge) => return Ok(vec![reissued(case, number, badge.issue, 0)]),
        Reprint::Again(number, badge) => (number, badge),
    };
    Ok(vec![reissued(case, number, if spoilt { badge.issue } else { next_issue(badge)? }, 0)])
}

/// What printing a badge again means for a person.
pub enum Reprint<'a> {
    /// Nothing came out: the same issue once more.
    Unprinted(BadgeNo, &'a Badge),
    /// The paper is there, or gone: the guard says whether the old code dies.
    Again(BadgeNo, &'a Badge),
    /// Lost, or handed in by somebody who goes on: another number.
    Anew,
}

/// What printing again would mean for a person of a visit that has its badges. One rule for the guard's button and
/// the refusals of the command.
///
/// # Errors
/// Why nothing may be printed.
pub fn reprint_for<'a>(house: &'a House, visit: &Visit, no: PersonNo) -> Result<Reprint<'a>, Refusal> {
    let person = visit.person(no).ok_or(Refusal::NoSuchPerson)?;
    if visit.class == Class::Troublemaker {
        return Err(Refusal::NeedsGuard);
    }
    match person.presence {
        Presence::Outside | Presence::Inside | Presence::Away => {}
        Presence::Entering(_) | Presence::Leaving(_) => return Err(Refusal::AlreadyGranted),
        Presence::Left | Presence::NeverCame => return Err(Refusal::NotNow),
    }
    match paper_badge(house, person) {
        Ok((_, badge)) if badge.loan == Loan::Lost => has_name(visit).map(|()| Reprint::Anew),
        Err(Refusal::NoSuchBadge) => has_name(visit).map(|()| Reprint::Anew),
        Ok((number, badge)) => match badge.print {
            // What is on its way is waited for; what is unclear is looked for in the tray first.
            PrintState::Queued | PrintState::Sending | PrintState::HandedOver | PrintState::Unclear => {
                Err(Refusal::PrintOpen)
            }
            PrintState::NotPrinted => Ok(Reprint::Unprinted(number, badge)),
            PrintState::Printed { .. } | PrintState::Card => Ok(Reprint::Again(number, badge)),
        },
        Err(refusal) => Err(refusal),
    }
}

/// Officials on duty show their certificates; a visit without a name has no badge.
fn has_name(visit: &Visit) -> Result<(), Refusal> {
    visit.who.known().and_then(Who::lead).map(|_| ()).ok_or(Refusal::NotForThisClass)
}

/// A badge of another number for somebody of a visit that goes on. Its deadlines stay as they are.
fn anew(case: &Case<'_>, visit: &Visit, no: PersonNo) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::BadgesIssued {
        visit: visit.id,
        issued: printed(case, vec![no])?,
        window: visit.window,
        area: None,
        waits: case.running(visit.id, &Wait::ALL),
    }])
}

/// The next issue of a pass. The byte it has in the code ends at 255: then another badge is issued.
pub(super) fn next_issue(badge: &Badge) -> Result<u8, Refusal> {
    if badge.issue == ISSUE_MAX { Err(Refusal::NotNow) } else { Ok(badge.issue + 1) }
}

/// A new print job for a badge; `nth` counts the jobs of one command from 0.
pub(super) fn reissued(case: &Case<'_>, number: BadgeNo, issue: u8, nth: u64) -> Event {
    Event::BadgeReissued { badge: number, issue, job: JobNo(case.house.counters.job.saturating_add(1 + nth)) }
}

/// The guard looked: it is there, or it is printed again as a new issue, for the first may still turn up. Whoever
/// became a troublemaker meanwhile gets no other.
pub(super) fn tray_checked(
    case: &Case<'_>,
    id: VisitId,
    no: PersonNo,
    there: bool,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.badged(id)?;
    let (number, badge) = paper_badge(case.house, visit.person(no).ok_or(Refusal::NoSuchPerson)?)?;
    let (PrintState::Unclear, Some(job)) = (badge.print, badge.job) else { return Err(Refusal::NotNow) };
    let moved = |outcome| Event::PrintMoved { job, outcome };
    if there {
        Ok(vec![moved(PrintOutcome::Printed { in_pinyin: false })])
    } else if visit.class == Class::Troublemaker {
        Ok(vec![moved(PrintOutcome::NotPrinted)])
    } else {
        let issue = next_issue(badge)?;
        Ok(vec![moved(PrintOutcome::NotPrinted), reissued(case, number, issue, 0)])
    }
}

/// What the printer says of a job. A job that was replaced or whose badge came back is over.
pub(super) fn print_reports(
    case: &Case<'_>,
    job: JobNo,
    outcome: PrintOutcome,
) -> Result<Vec<Event>, Refusal> {
    let badge = case
        .house
        .jobs
        .get(&job)
        .and_then(|number| case.house.badges.get(number))
        .ok_or(Refusal::NoSuchBadge)?;
    let mut events = vec![Event::PrintMoved { job, outcome }];
    let rings = match outcome {
        PrintOutcome::NotPrinted | PrintOutcome::Unclear => true,
        // It may be put back again and again: the guard is told once.
        PrintOutcome::PutBack => !case
            .house
            .gate
            .alarms
            .values()
            .any(|alarm| alarm.kind == AlarmKind::PrinterFault && alarm.visit == Some(badge.visit)),
        PrintOutcome::Sending | PrintOutcome::HandedOver | PrintOutcome::Printed { .. } => false,
    };
    if rings {
        events.push(case.alarm(0, AlarmKind::PrinterFault, Some(badge.visit), None, None));
    }
    Ok(events)
}
