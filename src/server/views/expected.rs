//! The bookings of the day whose visitors are still to come.

use super::count;
use super::guard::Names;
use crate::domain::{Booking, BookingId, House, Policy, Span, Stamp, Visit};
use crate::wire::ExpectedLine;

/// Bookings the panel lists: more than a gate sees on a day, and a view that stays small enough to send often.
const LISTED_MAX: usize = 200;
/// Nothing that begins later than this is of today: a day of 24 hours, and one more when the clocks are set back.
const LONGEST_DAY: Span = Span::hours(25);

/// The lines of the day, earliest first, and how many bookings there are, listed or not.
pub(super) fn expected(house: &House, policy: &Policy, now: Stamp) -> (Vec<ExpectedLine>, u32) {
    let today = policy.calendar.day_of(now);
    let of_today = |booking: &Booking| {
        booking.visit.is_none()
            && booking.window.from.0 <= now.0.saturating_add(LONGEST_DAY.0)
            && policy.calendar.day_of(booking.window.from) <= today
    };
    let mut bookings: Vec<_> = house.bookings.iter().filter(|(_, booking)| of_today(booking)).collect();
    bookings.sort_by_key(|(id, booking)| (booking.window.from, **id));
    let all = count(bookings.len());
    let here = house.open_visits().filter_map(|visit: &Visit| visit.who.known());
    let names = Names::of(here.chain(bookings.iter().filter_map(|(_, booking)| booking.who.as_ref())));
    let listed = bookings.into_iter().take(LISTED_MAX);
    (listed.map(|(id, booking)| line(house, &names, *id, booking)).collect(), all)
}

fn line(house: &House, names: &Names, id: BookingId, booking: &Booking) -> ExpectedLine {
    let who = booking.who.as_ref();
    let host = house.hosts.get(&booking.host).and_then(|host| host.card.as_ref());
    ExpectedLine {
        booking: id.to_string(),
        name: who.and_then(|who| who.lead()).map(|lead| lead.as_str().to_owned()).unwrap_or_default(),
        unit: who.map(|who| who.unit.as_str().to_owned()).unwrap_or_default(),
        phone_tail: who.map(|who| who.phone.tail().to_owned()).unwrap_or_default(),
        same_name: who.is_some_and(|who| names.shared(who)),
        heads: count(who.map_or(1, |who| who.names.len().max(1))),
        from: booking.window.from.0,
        to: booking.window.to.0,
        host: host.map(|card| card.name.as_str().to_owned()).unwrap_or_default(),
        department: host.map(|card| card.department.as_str().to_owned()).unwrap_or_default(),
        class: booking.class.into(),
        application_missing: booking.class.is_received() && booking.application.is_none(),
    }
}
