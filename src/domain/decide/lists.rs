//! Hosts, bookings and the watchlist.

use super::super::class::Class;
use super::super::event::Event;
use super::super::house::{BOOKINGS_MAX, Booking, HOSTS_MAX, WATCH_MAX};
use super::super::ids::{BookingId, HostId, InvitationCode, WatchId};
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::slip::{BookingDraft, HostCard, PARTY_MAX, WatchCard};
use super::super::time::{Span, Stamp};
use super::super::visit::Visit;
use super::super::words::Reason;
use super::{Case, area, hold};

/// Longest window of a booking: a contractor's month.
const BOOKING_MAX: Span = Span::hours(31 * 24);
/// Longest life of a watchlist entry: then it is reviewed, and made anew if it must be.
const WATCH_LIFE_MAX: Span = Span::hours(2 * 366 * 24);
/// Visits that one new watchlist entry may hold at once, so that one command stays one group.
const HELD_AT_ONCE_MAX: usize = 40;

pub(super) fn put_host(case: &Case<'_>, card: &HostCard) -> Result<Vec<Event>, Refusal> {
    let host = match case.house.host_by_number(&card.number) {
        Some(known) => known,
        None if case.house.hosts.len() >= HOSTS_MAX => return Err(Refusal::ListFull { max: HOSTS_MAX }),
        None => HostId(case.house.counters.host.wrapping_add(1)),
    };
    Ok(vec![Event::HostPut { host, card: Personal::Known(card.clone()) }])
}

pub(super) fn retire_host(case: &Case<'_>, number: &str) -> Result<Vec<Event>, Refusal> {
    let host = case.house.host_by_number(number).ok_or(Refusal::NoSuchHost)?;
    if case.house.hosts.get(&host).is_some_and(|host| host.retired) {
        return Err(Refusal::NotNow);
    }
    Ok(vec![Event::HostRetired { host }])
}

pub(super) fn put_booking(case: &Case<'_>, draft: &BookingDraft) -> Result<Vec<Event>, Refusal> {
    if case.house.bookings.len() >= BOOKINGS_MAX {
        return Err(Refusal::ListFull { max: BOOKINGS_MAX });
    }
    if case.house.hosts.get(&draft.host).is_none_or(|host| host.retired) {
        return Err(Refusal::NoSuchHost);
    }
    if draft.class == Class::Troublemaker {
        return Err(Refusal::NotForThisClass);
    }
    if draft.who.lead().is_none() {
        return Err(Refusal::TextTooShort { field: Field::Name, min: 1 });
    }
    if draft.who.names.len() > PARTY_MAX {
        return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
    }
    if !draft.area.as_str().is_empty() {
        area::rule(case.policy, &draft.area)?;
    }
    let window = draft.window;
    if window.to <= window.from || window.to <= case.now || window.to - window.from > BOOKING_MAX {
        return Err(Refusal::WindowWrong);
    }
    let [code @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = case.order.chance.0;
    Ok(vec![Event::BookingMade {
        booking: BookingId { gate: case.house.gate_no, count: case.house.counters.booking.wrapping_add(1) },
        code: InvitationCode(code),
        who: Personal::Known(draft.who.clone()),
        kind: draft.kind,
        class: draft.class,
        host: draft.host,
        window,
        area: draft.area.clone(),
        application: draft.application.clone().map(Personal::Known),
    }])
}

/// A booking whose visitor is not here yet; afterwards the visit is spoken of.
fn still_to_come<'a>(case: &Case<'a>, id: BookingId) -> Result<&'a Booking, Refusal> {
    match case.house.bookings.get(&id) {
        None => Err(Refusal::NoSuchBooking),
        Some(booking) if booking.visit.is_some() => Err(Refusal::BookingArrived),
        Some(booking) => Ok(booking),
    }
}

pub(super) fn cancel_booking(case: &Case<'_>, booking: BookingId) -> Result<Vec<Event>, Refusal> {
    still_to_come(case, booking)?;
    Ok(vec![Event::BookingCancelled { booking }])
}

pub(super) fn classify_booking(case: &Case<'_>, id: BookingId, class: Class) -> Result<Vec<Event>, Refusal> {
    let booking = still_to_come(case, id)?;
    if class == Class::Troublemaker {
        return Err(Refusal::NotForThisClass);
    }
    if booking.class == class {
        Err(Refusal::NotNow)
    } else {
        Ok(vec![Event::BookingClassified { booking: id, class }])
    }
}

/// A new entry holds whoever waits at the gate and fits it.
pub(super) fn put_watch(
    case: &Case<'_>,
    card: &WatchCard,
    happened: Stamp,
    expires: Stamp,
) -> Result<Vec<Event>, Refusal> {
    if case.house.watchlist.len() >= WATCH_MAX {
        return Err(Refusal::ListFull { max: WATCH_MAX });
    }
    if happened > case.now || expires <= case.now || expires - case.now > WATCH_LIFE_MAX {
        return Err(Refusal::WindowWrong);
    }
    let entry = WatchId { gate: case.house.gate_no, count: case.house.counters.watch.wrapping_add(1) };
    let mut events = vec![Event::WatchPut { entry, card: Personal::Known(card.clone()), happened, expires }];
    let fits = |visit: &&Visit| {
        hold::may_be_held(visit)
            && visit.who.known().is_some_and(|who| hold::fits(card, who, visit.identity.document_tail()))
    };
    for visit in case.house.open_visits().filter(fits).take(HELD_AT_ONCE_MAX) {
        events.push(hold::held(case, visit, vec![entry]));
    }
    Ok(events)
}

pub(super) fn end_watch(case: &Case<'_>, entry: WatchId, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    if case.house.watchlist.contains_key(&entry) {
        Ok(vec![Event::WatchEnded { entry, reason: Personal::Known(reason.clone()) }])
    } else {
        Err(Refusal::NoSuchWatch)
    }
}
