//! Arrivals: walk-ins, bookings, by hand, from paper, officials (docs/rules.md, part 3, steps 2 and 3).

use super::super::class::{Claim, Class, Kind};
use super::super::command_parts::BookingKey;
use super::super::document::Document;
use super::super::event::{Arrival, Event, Issued};
use super::super::gate::{AlarmKind, GrantFor};
use super::super::house::{Booking, House, OPEN_VISITS_MAX};
use super::super::ids::{BadgeNo, BookingId, Handle, HostId, PersonNo, QueueNo, VisitId};
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::signature::Confidentiality;
use super::super::slip::{Draft, Language, PARTY_MAX, SlipRest, Who};
use super::super::spoken::SpokenName;
use super::super::time::{Stamp, Window};
use super::super::timers::{Due, Wait};
use super::super::visit::{Consent, End, Hold, Identity, Origin, Reception, Visit};
use super::super::words::{Area, FormText, HostText, PersonName, Phone, Plate, Purpose, Unit};
use super::{Case, hold, open};

/// A walk-in stays until closing time.
fn window_of_the_day(case: &Case<'_>, from: Stamp) -> Window {
    Window { from, to: case.policy.calendar.next_closing(case.now) }
}

/// What differs between the doors a visitor comes through.
struct Door<'a> {
    origin: Origin,
    who: Who,
    kind: Kind,
    leader: bool,
    class: Class,
    claim: Option<Claim>,
    host: Option<HostId>,
    language: Language,
    rest: Option<&'a SlipRest>,
    window: Window,
    area: Option<Area>,
}

pub(super) fn check_in(case: &Case<'_>, draft: &Draft) -> Result<Vec<Event>, Refusal> {
    arrive(case, walk_in(case, draft, Origin::WalkIn, None))
}

pub(super) fn by_hand(
    case: &Case<'_>,
    draft: &Draft,
    rest: Option<&SlipRest>,
) -> Result<Vec<Event>, Refusal> {
    arrive(case, walk_in(case, draft, Origin::ByHand, rest))
}

/// Somebody in a hurry: name, head count and host, the rest is owed. Who is on the watchlist is held like anybody.
pub(super) fn quick(
    case: &Case<'_>,
    name: &PersonName,
    heads: u8,
    host: HostId,
) -> Result<Vec<Event>, Refusal> {
    if heads == 0 || usize::from(heads) > PARTY_MAX {
        return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
    }
    let mut names = vec![None; usize::from(heads)];
    names[0] = Some(name.clone());
    let who = Who {
        names,
        unit: Unit::default(),
        phone: Phone::none(),
        purpose: Purpose::default(),
        host_text: HostText::default(),
        plate: Plate::default(),
    };
    let draft = Draft { who, kind: Kind::Other, leader: false, host: Some(host), language: Language::Zh };
    arrive(case, walk_in(case, &draft, Origin::ByHand, None))
}

fn walk_in<'a>(case: &Case<'_>, draft: &Draft, origin: Origin, rest: Option<&'a SlipRest>) -> Door<'a> {
    let follows = case.policy.class_for(draft.kind, draft.leader);
    // Nobody grants themselves a class: above ordinary it is a claim (自报,待核实).
    let claim = (follows != Class::Ordinary).then_some(Claim { class: follows, administration_told: false });
    Door {
        origin,
        who: draft.who.clone(),
        kind: draft.kind,
        leader: draft.leader,
        class: Class::Ordinary,
        claim,
        host: draft.host,
        language: draft.language,
        rest,
        window: window_of_the_day(case, case.now),
        area: None,
    }
}

pub(super) fn for_booking(
    case: &Case<'_>,
    key: &BookingKey,
    language: Language,
) -> Result<Vec<Event>, Refusal> {
    let (id, booking) = find_booking(case, key).ok_or(Refusal::BookingNotFound)?;
    if booking.visit.is_some() {
        return Err(Refusal::BookingArrived);
    }
    let early = case.policy.limits.booking_early;
    let late_enough = booking.window.from.0.saturating_sub(early.0) <= case.now.0;
    // Before its time or after it the guard decides (a VIP who is early gets a badge at once, by hand).
    if !late_enough || case.now > booking.window.to {
        return Err(Refusal::BookingOutsideItsTime);
    }
    arrive(case, booked(case, id, booking, language))
}

pub(super) fn marked(case: &Case<'_>, id: BookingId) -> Result<Vec<Event>, Refusal> {
    let booking = case.house.bookings.get(&id).ok_or(Refusal::NoSuchBooking)?;
    if booking.visit.is_some() {
        return Err(Refusal::BookingArrived);
    }
    arrive(case, booked(case, id, booking, Language::Zh))
}

/// A slip of the finger: the visitor is not here yet. The visit comes to nothing, and the booking is expected again.
pub(super) fn take_back(case: &Case<'_>, id: VisitId) -> Result<Vec<Event>, Refusal> {
    if may_take_back_arrival(case.house, case.at_gate(id)?) {
        Ok(vec![Event::VisitEnded { visit: id, end: End::ArrivalTakenBack, why: None, text: None }])
    } else {
        Err(Refusal::NotNow)
    }
}

/// Whether a guard may take back that the visitor of a booking has arrived: a guard said so, and nobody has done
/// anything about the visit since. One rule for the guard's button and the refusals of the command.
pub fn may_take_back_arrival(house: &House, visit: &Visit) -> bool {
    let Origin::Booked { booking, .. } = visit.origin else { return false };
    let Some(booking) = house.bookings.get(&booking) else { return false };
    let as_booked = visit.class == booking.class
        && visit.host.is_none_or(|host| host == booking.host)
        && booking.who.as_ref().is_none_or(|who| visit.who.known() == Some(who));
    let untouched = visit.identity == Identity::Open
        && visit.rest.is_none()
        && visit.signed.is_empty()
        && visit.confidentiality == Confidentiality::Open
        && visit.approved_area.is_none()
        && visit.consent != Consent::Given
        && matches!(visit.reception, Reception::NotNeeded | Reception::Called { .. })
        && matches!(visit.hold, Hold::None | Hold::Held { .. })
        && visit.incident.is_none();
    visit.is_at_gate() && visit.arrived_by_guard && as_booked && untouched
}

fn booked<'a>(case: &Case<'_>, id: BookingId, booking: &Booking, language: Language) -> Door<'a> {
    let outside_its_time = !booking.window.holds(case.now);
    let origin = Origin::Booked { booking: id, application: booking.application.is_some(), outside_its_time };
    let nobody = || Who {
        names: Vec::new(),
        unit: Unit::default(),
        phone: Phone::none(),
        purpose: Purpose::default(),
        host_text: HostText::default(),
        plate: Plate::default(),
    };
    // Marked by the guard after its time, the visit lasts like a walk-in's.
    let window = if case.now < booking.window.to {
        Window { from: case.now, to: booking.window.to }
    } else {
        window_of_the_day(case, case.now)
    };
    Door {
        origin,
        // A booking whose person was erased arrives without a name: the guard enters it.
        who: booking.who.clone().unwrap_or_else(nobody),
        kind: booking.kind,
        leader: false,
        class: booking.class,
        claim: None,
        // The host has left the company: the guard asks the department whom it visits now.
        host: Some(booking.host).filter(|host| in_office(case, *host)),
        language,
        rest: None,
        window,
        area: Some(booking.area.clone()).filter(|area| !area.as_str().is_empty()),
    }
}

fn find_booking<'a>(case: &Case<'a>, key: &BookingKey) -> Option<(BookingId, &'a Booking)> {
    match key {
        BookingKey::Code(code) => {
            let id = case.house.invitations.get(code)?;
            case.house.bookings.get(id).map(|booking| (*id, booking))
        }
        BookingKey::NameAndPhone(name, phone) => {
            let wanted = SpokenName::of(name);
            let fits = |booking: &Booking| {
                booking.who.as_ref().is_some_and(|who| {
                    who.phone.folded() == phone.folded()
                        && who.lead().is_some_and(|lead| wanted.may_be(&SpokenName::of(lead)))
                })
            };
            // Of several the earliest whose visitor is still to come and whose window has not passed.
            let found = case.house.bookings.iter().filter(|(_, booking)| fits(booking));
            let order = |(id, booking): &(&BookingId, &Booking)| {
                (booking.visit.is_some(), booking.window.to < case.now, booking.window.from, **id)
            };
            found.min_by_key(order).map(|(id, booking)| (*id, booking))
        }
    }
}

fn in_office(case: &Case<'_>, host: HostId) -> bool {
    case.house.hosts.get(&host).is_some_and(|host| !host.retired)
}

fn arrive(case: &Case<'_>, door: Door<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::VisitArrived(Box::new(arrival(case, door)?))])
}

fn arrival(case: &Case<'_>, door: Door<'_>) -> Result<Arrival, Refusal> {
    if case.house.open_visits().count() >= OPEN_VISITS_MAX {
        return Err(Refusal::QueueFull { max: OPEN_VISITS_MAX });
    }
    if door.host.is_some_and(|host| !in_office(case, host)) {
        return Err(Refusal::NoSuchHost);
    }
    let heads = door.who.names.len().max(1);
    if heads > PARTY_MAX {
        return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
    }
    // Officials show a certificate, and a booking whose person was erased gets its name from the guard.
    let named_elsewhere = matches!(door.origin, Origin::Official | Origin::Booked { .. });
    if door.who.lead().is_none() && !named_elsewhere {
        return Err(Refusal::TextTooShort { field: Field::Name, min: 1 });
    }
    let id = VisitId { gate: case.house.gate_no, count: case.house.counters.visit.wrapping_add(1) };
    let limits = &case.policy.limits;
    // Only a guard hands in a slip along with the arrival, with the document before their eyes.
    let tail = door.rest.and_then(|rest| rest.document.as_ref()).and_then(Document::tail);
    let matched = hold::matches(case, &door.who, tail);
    let hold = if matched.is_empty() { Hold::None } else { Hold::Held { since: case.now } };

    let mut waits = vec![(Due::Visit(id, Wait::WindowEnds), door.window.to)];
    waits.extend(case.identity_waits(id));
    let waived = matches!(door.origin, Origin::Booked { .. }) && !case.policy.ask_host_on_booking;
    let consent = if door.class.is_received() {
        Consent::NotAsked
    } else if door.host.is_some() && waived {
        Consent::Waived
    } else {
        // A visit without a host runs out like one whose host is silent: the guard is reminded to find them.
        waits.extend(case.consent_waits(id));
        match door.host {
            Some(_) => Consent::Asked { since: case.now, no_answer: false, stand_in: false },
            None => Consent::NotAsked,
        }
    };
    let reception = if door.class.is_received() {
        waits.extend(case.reception_waits(id));
        Reception::Called { since: case.now, manager_told: false, guard_may: false }
    } else {
        Reception::NotNeeded
    };
    if door.claim.is_some() {
        waits.push(case.wait(id, Wait::ClaimAlert, limits.claim_alert));
    }
    if hold != Hold::None {
        waits.push(case.wait(id, Wait::HeldRemind, limits.held_remind));
    }
    let day = case.policy.calendar.day_of(case.now);
    let [handle @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = case.order.chance.0;
    Ok(Arrival {
        visit: id,
        handle: Handle(handle),
        queue: case.house.next_queue(day),
        origin: door.origin,
        day,
        arrived: case.now,
        left: None,
        window: door.window,
        language: door.language,
        kind: door.kind,
        leader: door.leader,
        class: door.class,
        claim: door.claim,
        heads: u8::try_from(heads).unwrap_or(u8::MAX),
        who: Personal::Known(door.who),
        rest: door.rest.map(|rest| Personal::Known(rest.things())),
        document: door.rest.and_then(|rest| rest.document.clone()).map(Personal::Known),
        host: door.host,
        hold,
        matched,
        consent,
        reception,
        area: door.area,
        waits,
    })
}

/// A visit that was written on paper (补录): entered with its true times, typed late, judged by nobody twice.
pub(super) fn on_paper(
    case: &Case<'_>,
    draft: &Draft,
    arrived: Stamp,
    left: Option<Stamp>,
    card: Option<BadgeNo>,
) -> Result<Vec<Event>, Refusal> {
    let ends_before = left.is_some_and(|left| left < arrived || left > case.now);
    if arrived > case.now || ends_before {
        return Err(Refusal::WindowWrong);
    }
    let mut paper = arrival(case, walk_in(case, draft, Origin::Paper, None))?;
    (paper.arrived, paper.left) = (arrived, left);
    paper.window.from = arrived;
    paper.day = case.policy.calendar.day_of(arrived);
    // Nobody waits to be called: the day's count goes on without it.
    paper.queue = QueueNo(0);
    (paper.claim, paper.hold, paper.consent) = (None, Hold::None, Consent::Waived);
    // The visitor is in (or has left): nothing of the gate is waited for. A match is still recorded.
    paper.waits.retain(|(due, _)| matches!(due, Due::Visit(_, Wait::WindowEnds)));
    let (visit, window, heads) = (paper.visit, paper.window, paper.heads);
    let matched = !paper.matched.is_empty();
    let mut events = vec![Event::VisitArrived(Box::new(paper))];
    if matched {
        events.push(case.alarm(0, AlarmKind::WatchMatch, Some(visit), None, None));
    }
    if left.is_some() {
        events.push(Event::VisitEnded { visit, end: End::Left, why: None, text: None });
        return Ok(events);
    }
    let card = match card {
        Some(card) => {
            vec![Issued { person: PersonNo(0), badge: free_card(case, card)?, pass: None, job: None }]
        }
        None => Vec::new(),
    };
    let waits = vec![(Due::Visit(visit, Wait::WindowEnds), window.to)];
    events.push(Event::BadgesIssued { visit, issued: card, window, area: None, waits });
    let people = (0..heads).map(PersonNo).collect();
    events.push(Event::PeopleFound { visit, people, inside: true });
    Ok(events)
}

/// A plastic card's number, outside the printed range and not lent.
pub(super) fn free_card(case: &Case<'_>, card: BadgeNo) -> Result<BadgeNo, Refusal> {
    let (first, last) = case.policy.badges;
    let printed = (first..=last).contains(&card);
    if printed || card.0 == 0 || case.house.badges.contains_key(&card) {
        Err(Refusal::CardNotFree)
    } else {
        Ok(card)
    }
}

/// Police and inspectors on duty (公务进入): certificate seen, no slip, no consent, no waiting; the office is told.
pub(super) fn officials(
    case: &Case<'_>,
    unit: &Unit,
    certificate: &FormText,
    heads: u8,
    purpose: &Purpose,
) -> Result<Vec<Event>, Refusal> {
    if heads == 0 || usize::from(heads) > PARTY_MAX {
        return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
    }
    if certificate.as_str().is_empty() {
        return Err(Refusal::TextTooShort { field: Field::Text, min: 1 });
    }
    case.house.gate.has_room()?;
    let who = Who {
        names: vec![None; usize::from(heads)],
        unit: unit.clone(),
        phone: Phone::none(),
        purpose: purpose.clone(),
        host_text: HostText::default(),
        plate: Plate::default(),
    };
    let door = Door {
        origin: Origin::Official,
        who,
        kind: Kind::Government,
        leader: false,
        class: Class::Important,
        claim: None,
        host: None,
        language: Language::Zh,
        rest: None,
        window: window_of_the_day(case, case.now),
        area: None,
    };
    let mut officials = arrival(case, door)?;
    officials.reception = Reception::NotNeeded;
    officials.waits.retain(|(due, _)| matches!(due, Due::Visit(_, Wait::WindowEnds)));
    let visit = officials.visit;
    Ok(vec![
        Event::VisitArrived(Box::new(officials)),
        Event::OfficialsSeen { visit, certificate: Personal::Known(certificate.clone()) },
        open::granted(case, GrantFor::Officials { visit }, None, None),
    ])
}
