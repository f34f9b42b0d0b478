//! Guarded mode: the record is dead. Nobody is let in by it; guards override, people get out, fire opens.

use std::fs;
use std::sync::atomic::Ordering;
use std::time::Duration;

use gatehouse::domain::{
    AlarmKind, Arrival, By, Command, Direction, Due, Event, GateNo, House, Presence, Record, Refusal, Role,
    Span, Wait,
};
use gatehouse::ports::gate::Relay;

use crate::engine_bench::{
    Bench, MORNING, SOON, arrival, by, guard, inside, is_granted, over, pass, reason, scan, visit, with_badge,
};

fn is_unrecorded(event: &Event) -> bool {
    matches!(event, Event::UnrecordedDone { .. })
}

#[test]
fn an_override_opens_although_the_record_is_dead() {
    let bench = Bench::new();
    bench.journal.seed(with_badge(1));
    let running = bench.start();
    bench.journal.die();
    let done = running.guard(over()).unwrap();
    assert!(!done.recorded);
    assert!(bench.gate.wait_for_edges(2, SOON));
    assert!(running.core.is_guarded());
    assert_eq!(running.submit(scan(Direction::Entry, pass(1))).unwrap_err(), Refusal::Guarded);
    assert_eq!(running.core.vitals().unrecorded.load(Ordering::Acquire), 1);
    assert_eq!(fs::read_to_string(bench.spool()).unwrap().lines().count(), 1);
    assert_eq!(bench.journal.count(is_granted), 0);
}

#[test]
fn one_key_is_one_pulse_in_guarded_mode_too() {
    let bench = Bench::new();
    let running = bench.start();
    bench.journal.die();
    let order = guard(over());
    running.submit(order.clone()).unwrap();
    running.submit(order).unwrap();
    running.wait_until(|house| house.gate.grants.is_empty());
    assert_eq!(bench.gate.edges().len(), 2);
}

#[test]
fn what_was_done_unrecorded_is_recorded_first_with_its_true_time() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.die();
    running.guard(over()).unwrap();
    let at = bench.journal.records().last().unwrap().at;
    running.wait_until(|house| house.gate.grants.is_empty());
    running.submit(scan(Direction::Exit, pass(1))).unwrap();
    running.wait_until(|house| house.gate.grants.is_empty() && house.heads_inside() == 0);
    bench.clock.pass(Span::minutes(30));
    bench.journal.mend();
    running.guard(Command::Lockdown { reason: reason() }).unwrap();
    assert!(!running.core.is_guarded());
    assert_eq!(running.core.vitals().unrecorded.load(Ordering::Acquire), 0);
    assert!(!bench.spool().exists());

    let records = bench.journal.records();
    let place = |is: fn(&Event) -> bool| records.iter().position(|record| is(&record.event)).unwrap();
    assert!(place(is_unrecorded) < place(is_granted));
    assert!(place(is_granted) < place(|event| matches!(event, Event::LockedDown { .. })));
    assert_eq!(records[place(is_granted)].at, at, "the override has its true time");
    let rings =
        |record: &&Record| matches!(record.event, Event::Alarmed { kind: AlarmKind::StoreRefused, .. });
    assert_eq!(records.iter().filter(rings).count(), 1);

    // The visitor who left meanwhile has left in the record, too.
    running.join.stop();
    let mut folded = gatehouse::domain::House::new(GateNo::FIRST);
    records.iter().for_each(|record| gatehouse::domain::apply(&mut folded, record));
    assert_eq!(folded.heads_inside(), 0);
    assert!(folded.visits.get(&visit(1)).is_none_or(|visit| visit.persons[0].presence == Presence::Left));
    assert_eq!(bench.gate.edges().len(), 4, "one pulse each, none repeated");
}

#[test]
fn guarded_mode_ends_by_itself_when_the_disk_has_room_again() {
    let bench = Bench::new();
    let running = bench.start();
    bench.journal.die();
    running.guard(Command::EmergencyOpen { reason: reason() }).unwrap();
    assert!(running.core.is_guarded());
    bench.journal.mend();
    bench.clock.pass(Span::seconds(10));
    bench.journal.wait_for(|event| matches!(event, Event::EmergencyOpened { .. }));
    running.wait_until(|house| house.gate.emergency.is_some());
    assert!(bench.gate.wait_for_edges(1, SOON));
    assert_eq!(bench.gate.relay(), Relay::Driven);
}

#[test]
fn what_rang_meanwhile_and_that_nothing_was_recorded_are_both_seen_and_nobody_has_waited_too_long() {
    let bench = Bench::new();
    let gives_up = (Due::Visit(visit(1), Wait::IdentityGiveUp), MORNING + Span::minutes(20));
    let arrival = Arrival { waits: vec![gives_up], ..arrival(1) };
    bench.journal.seed([Event::VisitArrived(Box::new(arrival))]);
    let running = bench.start();
    let waits = |house: &House| house.timers.get(Due::Visit(visit(1), Wait::IdentityGiveUp));
    let before = running.core.read(waits).unwrap();
    bench.journal.die();
    running.guard(Command::EmergencyOpen { reason: reason() }).unwrap();
    let calls = By { role: Role::Kiosk, staff: None };
    running.submit(by(calls, Command::CallGuard { visit: None })).unwrap();
    bench.journal.mend();
    bench.clock.pass(Span::minutes(50));
    running.wait_until(|house| {
        let rings = |kind| house.gate.alarms.values().any(|alarm| alarm.kind == kind);
        rings(AlarmKind::GuardCalled) && rings(AlarmKind::StoreRefused)
    });
    assert!(running.core.read(waits).is_some_and(|after| after >= before + Span::minutes(50)));
}

#[test]
fn what_began_to_wait_while_nothing_was_recorded_is_not_put_off_by_it() {
    let bench = Bench::new();
    let gives_up = (Due::Visit(visit(1), Wait::IdentityGiveUp), MORNING + Span::minutes(20));
    bench.journal.seed([Event::VisitArrived(Box::new(Arrival { waits: vec![gives_up], ..arrival(1) }))]);
    bench.gate.set_automatic_door(None);
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    let waits = |house: &House| house.timers.get(Due::Visit(visit(1), Wait::IdentityGiveUp));
    let before = running.core.read(waits).unwrap();
    bench.journal.die();
    bench.clock.pass(Span::minutes(20));
    bench.gate.set_door(Some(true));
    running.wait_until(|house| house.timers.get(Due::HeldOpen).is_some());
    bench.clock.pass(Span::minutes(30));
    bench.journal.mend();
    let rings = |event: &Event| matches!(event, Event::Alarmed { kind: AlarmKind::HeldOpen, .. });
    bench.journal.wait_for(rings);
    assert!(running.core.read(waits).is_some_and(|after| after >= before + Span::minutes(50)));
}

#[test]
fn fire_opens_although_the_record_is_dead() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    let running = bench.start();
    bench.journal.die();
    bench.gate.set_fire(true);
    assert!(bench.gate.wait_for_edges(1, SOON));
    assert_eq!(bench.gate.relay(), Relay::Driven);
    running.wait_until(|house| house.gate.fire.is_some());
    let end = std::time::Instant::now() + SOON;
    while !bench.lists.printed().iter().any(|name| name.starts_with("roll-call-")) {
        assert!(std::time::Instant::now() < end, "no roll call");
        std::thread::yield_now();
    }
}

#[test]
fn a_refused_record_at_start_still_leaves_the_guard_a_gate() {
    let mut bench = Bench::new();
    bench.journal_refused = true;
    let running = bench.start();
    assert!(running.core.is_guarded());
    running.guard(over()).unwrap();
    assert!(bench.gate.wait_for_edges(2, SOON));
    running.join.stop();

    // The good copy is back: what was done is in the spool, and goes into the record.
    bench.journal_refused = false;
    let running = bench.start();
    assert!(!running.core.is_guarded());
    assert_eq!(bench.journal.count(is_unrecorded), 1);
    assert!(!bench.spool().exists());
    assert!(!bench.gate.wait_for_edges(3, Duration::from_millis(300)), "a pulse was repeated by the restart");
    drop(running);
}

#[test]
fn a_dead_spool_stops_no_override() {
    let bench = Bench::new();
    let running = bench.start();
    fs::create_dir(bench.spool()).unwrap();
    bench.journal.die();
    running.guard(over()).unwrap();
    assert!(bench.gate.wait_for_edges(1, SOON));
    assert_eq!(running.core.vitals().unrecorded.load(Ordering::Acquire), 1);
}

#[test]
fn overrides_open_although_the_record_and_the_spool_hang_on_the_same_disk() {
    let bench = Bench::new();
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.block();
    bench.spool_disk.block();
    for edges in [2, 4, 6] {
        assert!(!running.guard(over()).unwrap().recorded);
        assert!(bench.gate.wait_for_edges(edges, SOON), "no pulse");
    }
    bench.journal.unblock();
    bench.clock.pass(Span::minutes(1));
    bench.journal.wait_for(is_unrecorded);
    // The end of guarded mode empties the spool in its turn; a stop waits for that.
    running.wait_until(|house| house.gate.grants.is_empty());
    bench.spool_disk.unblock();
    running.join.stop();
    assert!(!bench.spool().exists(), "what is recorded stays in the spool");
    assert_eq!(bench.journal.count(is_unrecorded), 3);
}

#[test]
fn an_override_opens_although_the_disk_hangs_and_what_comes_late_has_happened() {
    let bench = Bench::new();
    bench.journal.seed(with_badge(1));
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.block();
    let entry = scan(Direction::Entry, pass(1));
    assert_eq!(running.submit(entry.clone()).unwrap_err(), Refusal::StoreRefused);
    assert!(!running.guard(over()).unwrap().recorded);
    assert!(bench.gate.wait_for_edges(2, SOON));
    bench.journal.unblock();
    bench.journal.wait_for(is_granted);
    // The scan is in the record after all. It is answered from there, and the gate does not move for it.
    bench.clock.pass(Span::seconds(4));
    running.wait_until(|house| house.gate.grants.len() == 1);
    assert!(running.submit(entry).unwrap().recorded);
    bench.clock.pass(Span::minutes(1));
    running.wait_until(|house| house.gate.grants.is_empty());
    assert!(!running.core.is_guarded());
    assert_eq!(running.core.read(|house| house.visits[&visit(1)].persons[0].presence), Presence::Outside);
    assert_eq!(bench.gate.edges().len(), 2, "the gate moved for a refused scan");
    assert_eq!(bench.journal.count(is_granted), 2);
    assert_eq!(bench.journal.count(is_unrecorded), 1);
}
