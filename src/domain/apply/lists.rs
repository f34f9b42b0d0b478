//! Hosts, bookings and the watchlist.

use super::super::event::Event;
use super::super::house::{Booking, Host, House, Watch};
use super::super::ids::{BookingId, Subject, VisitId};
use super::super::time::Stamp;
use super::super::timers::Due;
use super::kept;

pub(super) fn apply(house: &mut House, event: &Event, at: Stamp) {
    match event {
        Event::HostPut { host, card } => {
            house.counters.host = house.counters.host.max(host.0);
            house.hosts.insert(*host, Host { card: kept(card), retired: false });
            // Who comes back is kept like everybody in office.
            house.kept.goes_on(Subject::Host(*host));
        }
        Event::HostRetired { host } => {
            if let Some(host) = house.hosts.get_mut(host) {
                host.retired = true;
            }
            house.kept.over(Subject::Host(*host), at);
        }
        Event::BookingMade { booking, code, who, kind, class, host, window, area, application } => {
            house.counters.booking = house.counters.booking.max(booking.count);
            house.timers.set(Due::Booking(*booking), window.to);
            house.invitations.insert(*code, *booking);
            let made = Booking {
                code: *code,
                who: kept(who),
                kind: *kind,
                class: *class,
                host: *host,
                window: *window,
                area: area.clone(),
                application: application.as_ref().and_then(kept),
                visit: None,
            };
            house.bookings.insert(*booking, made);
        }
        Event::BookingClassified { booking, class } => {
            if let Some(booking) = house.bookings.get_mut(booking) {
                booking.class = *class;
            }
        }
        Event::BookingCancelled { booking } | Event::BookingNoShow { booking } => {
            drop_booking(house, *booking, at)
        }
        Event::WatchPut { entry, card, happened, expires } => {
            house.counters.watch = house.counters.watch.max(entry.count);
            house
                .watchlist
                .insert(*entry, Watch { card: kept(card), happened: *happened, expires: *expires });
        }
        Event::WatchEnded { entry, .. } => {
            house.watchlist.remove(entry);
            house.kept.over(Subject::Watch(*entry), at);
        }
        // `apply` sends nothing else here; another event changes no list.
        _ => {}
    }
}

/// The booking's visitor is here: it is no no-show any more, and is kept until the visit ends, so that a second
/// arrival is told apart from a code nobody knows.
pub(super) fn booking_arrived(house: &mut House, booking: BookingId, visit: VisitId) {
    house.timers.clear(Due::Booking(booking));
    if let Some(booking) = house.bookings.get_mut(&booking) {
        booking.visit = Some(visit);
    }
}

/// The arrival was taken back: the visitor is still to come, until the window of the booking ends.
pub(super) fn booking_goes_on(house: &mut House, id: BookingId) {
    if let Some(booking) = house.bookings.get_mut(&id) {
        booking.visit = None;
        house.timers.set(Due::Booking(id), booking.window.to);
    }
}

/// The booking is settled: it leaves the house, the record keeps it.
pub(super) fn drop_booking(house: &mut House, booking: BookingId, at: Stamp) {
    house.timers.clear(Due::Booking(booking));
    if let Some(gone) = house.bookings.remove(&booking) {
        house.invitations.remove(&gone.code);
        house.kept.over(Subject::Booking(booking), at);
    }
}
