//! The bookings of the day on the guard's panel.

use gatehouse::wire::{BookingDraft, ClassWord, ExpectedLine, StateWord, Wish};

use crate::server_site::{GUARD, KIOSK, OFFICE, Site, booked};

fn books(site: &Site, booking: BookingDraft) -> String {
    let made = site.granted(OFFICE, &Wish::PutBooking { booking });
    made["booking"].as_str().unwrap().to_owned()
}

fn names(lines: &[ExpectedLine]) -> Vec<&str> {
    lines.iter().map(|line| line.name.as_str()).collect()
}

#[test]
fn who_is_expected_today_is_listed_by_time_and_tomorrow_is_not() {
    let site = Site::open();
    site.add_host();
    books(&site, booked("李娜", -1, 4));
    books(&site, booked("王强", 26, 28));
    // A contractor's month, begun last week.
    books(&site, booked("张伟", -7 * 24, 7 * 24));
    let view = site.panel();
    assert_eq!((names(&view.expected), view.expected_count), (vec!["张伟", "李娜"], 2));
    let line = &view.expected[1];
    assert_eq!(
        (line.unit.as_str(), line.host.as_str(), line.department.as_str()),
        ("远洋电子", "王芳", "采购部")
    );
    assert_eq!((line.heads, line.to - line.from, line.class), (1, 5 * 3_600_000, ClassWord::Ordinary));
}

#[test]
fn two_of_one_name_are_marked_and_told_apart_by_their_phones() {
    let site = Site::open();
    site.add_host();
    books(&site, booked("李娜", -1, 4));
    books(&site, BookingDraft { phone: "13900009999".to_owned(), ..booked("李娜", -1, 4) });
    books(&site, booked("王强", -1, 4));
    let view = site.panel();
    let marked: Vec<_> = view.expected.iter().map(|line| (line.name.as_str(), line.same_name)).collect();
    assert_eq!(marked, [("李娜", true), ("李娜", true), ("王强", false)]);
    assert_ne!(view.expected[0].phone_tail, view.expected[1].phone_tail);
    assert_eq!(view.expected[1].phone_tail, "9999");
}

#[test]
fn the_missing_application_shows_before_the_visitor_comes() {
    let site = Site::open();
    site.add_host();
    let companions = vec!["周敏".to_owned(), String::new()];
    books(&site, BookingDraft { class: ClassWord::Important, companions, ..booked("李娜", -1, 4) });
    let view = site.panel();
    assert!(view.expected[0].application_missing);
    assert_eq!(view.expected[0].heads, 3);
}

#[test]
fn a_guard_marks_who_has_come_and_nobody_else_does() {
    let site = Site::open();
    site.add_host();
    let booking = books(&site, booked("李娜", -1, 4));
    let mark = || Wish::MarkArrived { booking: booking.clone() };
    for other in [KIOSK, OFFICE] {
        assert_eq!(site.wish(other, &mark()).code(), "not-allowed");
    }
    let made = site.granted(GUARD, &mark());
    assert_eq!(made["answer"], "visit-made");
    let view = site.panel();
    assert_eq!((view.expected.len(), view.expected_count), (0, 0));
    assert_eq!((view.queue[0].name.as_str(), view.queue[0].state), ("李娜", StateWord::AwaitingIdentity));
    assert_eq!(site.wish(GUARD, &mark()).code(), "booking-arrived");
}

#[test]
fn an_arrival_marked_too_soon_is_taken_back_and_expected_again() {
    let site = Site::open();
    site.add_host();
    let booking = books(&site, booked("李娜", -1, 4));
    site.granted(GUARD, &Wish::MarkArrived { booking: booking.clone() });
    let view = site.panel();
    assert!(view.queue[0].may_take_back && view.expected.is_empty());
    let take_back = Wish::TakeBackArrival { visit: view.queue[0].visit.clone() };
    assert_eq!(site.wish(KIOSK, &take_back).code(), "not-allowed");
    assert_eq!(site.granted(GUARD, &take_back)["answer"], "done");
    let view = site.panel();
    assert_eq!((view.queue.len(), names(&view.expected)), (0, vec!["李娜"]));
    assert_eq!(site.wish(GUARD, &take_back).code(), "visit-over");
    site.granted(GUARD, &Wish::MarkArrived { booking });
    assert_eq!(site.panel().queue[0].name, "李娜", "the booking has not forgotten who comes");
}

#[test]
fn a_crowded_day_is_cut_and_counted() {
    let site = Site::open();
    site.add_host();
    for clerk in 0..203 {
        // Each from a desk of its own: one desk is told to slow down.
        let wish = Wish::PutBooking { booking: booked("李娜", -1, 4) };
        site.granted(&format!("administration:desk {clerk}"), &wish);
    }
    let view = site.panel();
    assert_eq!((view.expected.len(), view.expected_count), (200, 203));
}
