//! The siren and the lights of the readers through the engine: recorded, done once, never done again by a restart.

use std::collections::VecDeque;

use gatehouse::domain::{
    AlarmKind, By, Class, Command, Consent, Direction, Event, PassId, ReaderId, Reception, Refusal, Role,
    Scanned,
};
use gatehouse::ports::gate::{Relay, Signal};

use crate::engine_bench::{
    Bench, Running, SOON, by, inside, is_granted, pass, reason, scan, settings, visit, with_badge,
};

/// A siren that ends while a test waits for it, milliseconds.
const SHORT_MS: u32 = 300;

fn is_sounded(event: &Event) -> bool {
    matches!(event, Event::SirenSounded { .. })
}

fn is_siren_end(event: &Event) -> bool {
    matches!(event, Event::SirenEnded)
}

fn waits_for_siren(bench: &Bench, level: Relay) {
    assert!(bench.gate.wait_for_signals(SOON, |siren, _| siren == level), "the siren is not {level:?}");
}

/// The place of a reader of this direction in the configuration.
fn place(direction: Direction) -> usize {
    settings().readers.iter().position(|reader| reader.direction == direction).unwrap()
}

#[test]
fn a_siren_that_is_sounded_ends_by_itself_and_both_are_on_the_record() {
    let bench = Bench { siren_ms: SHORT_MS, ..Bench::new() };
    let running = bench.start();
    running.guard(Command::SoundSiren).unwrap();
    waits_for_siren(&bench, Relay::Driven);
    assert_eq!(running.guard(Command::SoundSiren).unwrap_err(), Refusal::AlreadyInForce);
    bench.journal.wait_for(is_siren_end);
    running.wait_until(|house| house.gate.siren.is_none());
    waits_for_siren(&bench, Relay::Released);
    let records = bench.journal.records();
    let by_whom = |is: fn(&Event) -> bool| &records.iter().find(|record| is(&record.event)).unwrap().by;
    assert_eq!((by_whom(is_sounded).role, by_whom(is_siren_end)), (Role::Guard, &By::CORE));
    assert_eq!(bench.gate.edges(), [], "the gate has nothing to do with it");
}

#[test]
fn a_guard_silences_the_siren() {
    let bench = Bench::new();
    let running = bench.start();
    running.guard(Command::SoundSiren).unwrap();
    waits_for_siren(&bench, Relay::Driven);
    running.guard(Command::SilenceSiren).unwrap();
    waits_for_siren(&bench, Relay::Released);
    assert_eq!(running.guard(Command::SilenceSiren).unwrap_err(), Refusal::NothingInForce);
}

#[test]
fn a_restart_silences_the_siren_and_never_sounds_it_again() {
    let bench = Bench::new();
    let running = bench.start();
    running.guard(Command::SoundSiren).unwrap();
    waits_for_siren(&bench, Relay::Driven);
    running.join.stop();
    assert_eq!(bench.gate.siren(), Relay::Released);
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    assert_eq!(bench.gate.siren(), Relay::Released);
    assert!(running.core.read(|house| house.gate.siren.is_none()));
    assert_eq!(bench.journal.count(is_sounded), 1);
}

#[test]
fn a_siren_sounds_and_ends_although_the_record_is_dead_and_goes_into_it_afterwards() {
    let bench = Bench { siren_ms: SHORT_MS, ..Bench::new() };
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.die();
    assert!(!running.guard(Command::SoundSiren).unwrap().recorded);
    waits_for_siren(&bench, Relay::Driven);
    running.wait_until(|house| house.gate.siren.is_none());
    bench.journal.mend();
    running.guard(Command::Lockdown { reason: reason() }).unwrap();
    let deed = |event: &Event| matches!(event, Event::UnrecordedDone { what, .. } if what == "SoundSiren");
    assert_eq!(bench.journal.count(deed), 1);
    assert_eq!((bench.journal.count(is_sounded), bench.journal.count(is_siren_end)), (1, 1));
    waits_for_siren(&bench, Relay::Released);
}

#[test]
fn a_siren_that_does_not_obey_rings_at_the_panel() {
    let bench = Bench::new();
    bench.gate.break_siren(true);
    let running = bench.start();
    running.guard(Command::SoundSiren).unwrap();
    running.wait_until(|house| {
        let rings = house.gate.alarms.values().any(|alarm| alarm.kind == AlarmKind::GateFault);
        rings && house.gate.siren.is_none()
    });
    // The gate itself is well.
    assert!(running.core.read(|house| house.gate.fault.is_none()));
}

#[test]
fn a_granted_scan_shows_green_at_its_reader_until_the_gate_is_shut() {
    let bench = Bench::new();
    bench.journal.seed(with_badge(1));
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    running.submit(scan(Direction::Entry, pass(1))).unwrap();
    let entry = place(Direction::Entry);
    let shown = |on| move |_: Relay, told: &VecDeque<_>| told.contains(&(entry, Signal::Green, on));
    assert!(bench.gate.wait_for_signals(SOON, shown(true)));
    assert_eq!(bench.gate.relay(), Relay::Driven);
    assert!(bench.gate.wait_for_signals(SOON, shown(false)));
    let told = bench.gate.signals();
    assert!(told.iter().all(|(reader, signal, _)| *reader == entry && *signal != Signal::Red), "{told:?}");
    assert_eq!(told.iter().filter(|(_, signal, on)| *signal == Signal::Beeper && *on).count(), 1);
}

#[test]
fn who_is_let_in_by_the_guard_lights_no_reader() {
    let bench = Bench::new();
    bench.journal.seed(with_badge(1));
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    running.guard(Command::Open { visit: visit(1), person: None }).unwrap();
    assert!(bench.gate.wait_for_edges(2, SOON));
    assert_eq!(bench.gate.signals(), []);
}

/// What a reader showed for one refused scan, up to its last beep: then it is red and quiet.
fn shown_for(
    running: &Running,
    bench: &Bench,
    order: gatehouse::domain::Order,
) -> Vec<(usize, Signal, bool)> {
    let before = bench.gate.signals().len();
    let answer = running.submit(order);
    assert!(!answer.is_ok_and(|done| done.events.iter().any(is_granted)), "it was granted");
    // Red, and two beeps of two edges; the red light may have stood already.
    let beeps = |told: &VecDeque<(usize, Signal, bool)>| {
        told.iter().skip(before).filter(|(_, signal, _)| *signal == Signal::Beeper).count()
    };
    assert!(bench.gate.wait_for_signals(SOON, |_, told| beeps(told) == 4), "it does not beep twice");
    bench.gate.signals().split_off(before)
}

#[test]
fn every_refusal_shows_the_same_whatever_it_is_for() {
    let refused = |seeds: fn(&Bench), order: fn() -> gatehouse::domain::Order, breaks: fn(&Bench)| {
        let bench = Bench::new();
        seeds(&bench);
        let running = bench.start();
        running.wait_for_the_board(&bench.journal);
        breaks(&bench);
        shown_for(&running, &bench, order())
    };
    let nobody: fn(&Bench) = |_| {};
    let whole: fn(&Bench) = |_| {};
    let no_pass = refused(nobody, || scan(Direction::Entry, PassId([9; 8])), whole);
    let entry = place(Direction::Entry);
    assert_eq!(no_pass[0], (entry, Signal::Red, true));
    let unreadable = refused(nobody, || scanned(Scanned::Unreadable), whole);
    let other_site = refused(nobody, || scanned(Scanned::OtherSite), whole);
    let inside_already =
        refused(|bench| bench.journal.seed(inside(1)), || scan(Direction::Entry, pass(1)), whole);
    // Whom the guard has marked; the record that refuses; the core that is guarded.
    let marked = refused(
        |bench| {
            bench.journal.seed(with_badge(1));
            bench.journal.seed([marked()]);
        },
        || scan(Direction::Entry, pass(1)),
        whole,
    );
    let unrecorded = refused(
        |bench| bench.journal.seed(with_badge(1)),
        || scan(Direction::Entry, pass(1)),
        |bench| bench.journal.fail_next_append(),
    );
    let guarded = refused(
        |bench| bench.journal.seed(with_badge(1)),
        || scan(Direction::Entry, pass(1)),
        |bench| bench.journal.die(),
    );
    for (why, shown) in [
        ("unreadable", unreadable),
        ("of another site", other_site),
        ("inside already", inside_already),
        ("marked", marked),
        ("not recorded", unrecorded),
        ("guarded", guarded),
    ] {
        assert_eq!(shown, no_pass, "{why} looks otherwise");
    }
}

#[test]
fn a_reader_that_is_not_configured_and_the_touchscreen_light_nothing() {
    let bench = Bench::new();
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    let role = By { role: Role::Kiosk, staff: None };
    for reader in ["nowhere", ReaderId::TOUCHSCREEN] {
        let command = Command::Scan { reader: ReaderId(reader.into()), scanned: Scanned::Unreadable };
        running.submit(by(role.clone(), command)).ok();
    }
    // What comes after them has been shown.
    shown_for(&running, &bench, scanned(Scanned::Unreadable));
    let entry = place(Direction::Entry);
    assert!(bench.gate.signals().iter().all(|(reader, ..)| *reader == entry));
}

/// A scan of this at the entry.
fn scanned(scanned: Scanned) -> gatehouse::domain::Order {
    let mut order = scan(Direction::Entry, pass(1));
    if let Command::Scan { scanned: what, .. } = &mut order.command {
        *what = scanned;
    }
    order
}

/// The guard marks the first visit.
fn marked() -> Event {
    Event::ClassSet {
        visit: visit(1),
        from: Class::Ordinary,
        class: Class::Troublemaker,
        reason: None,
        reception: Reception::NotNeeded,
        consent: Consent::Given,
        waits: Vec::new(),
    }
}
