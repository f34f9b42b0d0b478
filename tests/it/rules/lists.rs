//! Hosts, bookings and the watchlist.

use gatehouse::domain::*;

use super::given;
use super::words::*;
use crate::morning::at;

fn booking_of(from: Stamp, to: Stamp, change: impl Fn(&mut BookingDraft)) -> Deed {
    let mut booking = BookingDraft {
        who: who(&["张伟"]),
        kind: Kind::Customer,
        class: Class::Ordinary,
        host: WANG,
        window: Window { from, to },
        area: Area::default(),
        application: None,
    };
    change(&mut booking);
    office(Command::PutBooking { booking })
}

#[test]
fn a_booking_has_a_host_a_name_and_a_window_to_come() {
    let (nine, ten) = (at(9, 0), at(10, 0));
    given(&[hosts()]).when(booking_of(nine, ten, |_| {})).then(["BookingMade"]);
    given(&[]).when(booking_of(nine, ten, |_| {})).refused_with(Refusal::NoSuchHost);
    given(&[hosts()]).when(booking_of(ten, nine, |_| {})).refused_with(Refusal::WindowWrong);
    given(&[hosts()]).when(booking_of(at(6, 0), at(7, 0), |_| {})).refused_with(Refusal::WindowWrong);
    given(&[hosts()]).when(booking_of(nine, at(24 * 40, 0), |_| {})).refused_with(Refusal::WindowWrong);
    given(&[hosts()])
        .when(booking_of(nine, ten, |b| b.class = Class::Troublemaker))
        .refused_with(Refusal::NotForThisClass);
    given(&[hosts()])
        .when(booking_of(nine, ten, |b| b.who.names.clear()))
        .refused_with(Refusal::TextTooShort { field: Field::Name, min: 1 });
    given(&[hosts()])
        .when(booking_of(nine, ten, |b| b.who.names.resize(PARTY_MAX + 1, None)))
        .refused_with(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
}

#[test]
fn a_booking_is_classified_and_cancelled_before_the_visitor_comes() {
    let classify = |class| office(Command::ClassifyBooking { booking: booking(1), class });
    let booked = || all(&[hosts(), books(Class::Ordinary, 8, 10)]);
    given(&[booked()]).when(classify(Class::Vip)).then(["BookingClassified"]);
    given(&[booked()]).when(classify(Class::Ordinary)).refused_with(Refusal::NotNow);
    given(&[booked()]).when(classify(Class::Troublemaker)).refused_with(Refusal::NotForThisClass);
    given(&[booked(), classify(Class::Vip)]).when(shows_invitation()).leaves_visit(|v| v.class == Class::Vip);
    let cancel = || office(Command::CancelBooking { booking: booking(1) });
    given(&[booked()]).when(cancel()).then(["BookingCancelled"]);
    given(&[booked(), cancel()]).when(shows_invitation()).refused_with(Refusal::BookingNotFound);
    given(&[booked(), cancel()]).when(cancel()).refused_with(Refusal::NoSuchBooking);
}

#[test]
fn a_host_keeps_the_number_when_the_card_changes() {
    given(&[hosts()]).when(hosts()).then(["HostPut", "HostPut"]).leaves(|house| house.hosts.len() == 2);
    let retires = || office(Command::RetireHost { number: "1001".to_owned() });
    given(&[hosts()]).when(retires()).then(["HostRetired"]);
    given(&[hosts(), retires()]).when(retires()).refused_with(Refusal::NotNow);
    given(&[]).when(retires()).refused_with(Refusal::NoSuchHost);
}

#[test]
fn a_watchlist_entry_is_dated_and_ends() {
    let put = |happened, expires| {
        let entry = WatchCard {
            name: person("赵六"),
            phone: Phone::none(),
            document_tail: String::new(),
            behaviour: remark("推搡保安"),
        };
        office(Command::PutWatch { entry, happened, expires })
    };
    given(&[]).when(put(at(1, 0), at(24 * 30, 0))).then(["WatchPut"]);
    given(&[]).when(put(at(9, 0), at(24 * 30, 0))).refused_with(Refusal::WindowWrong);
    given(&[]).when(put(at(1, 0), at(7, 0))).refused_with(Refusal::WindowWrong);
    given(&[]).when(put(at(1, 0), at(24 * 1000, 0))).refused_with(Refusal::WindowWrong);
    let ends = || office(Command::EndWatch { entry: watch(1), reason: reason("已过审查期") });
    given(&[put(at(1, 0), at(24 * 30, 0))]).when(ends()).then(["WatchEnded"]);
    given(&[]).when(ends()).refused_with(Refusal::NoSuchWatch);
}
