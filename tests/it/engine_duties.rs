//! What a crash leaves open is taken up: no pulse twice, no badge lost, no badge twice.

use std::time::Duration;

use gatehouse::domain::{
    Arrival, BadgeNo, Class, Command, Consent, Direction, End, Event, GrantFor, GrantNo, HostId, House,
    JobNo, Presence, PrintOutcome, PrintState, Reception, Remark, Sensor, Span, Told, Way,
};
use gatehouse::ports::gate::Relay;

use crate::engine_bench::{
    Bench, MORNING, SOON, arrival, badge, guard, over, pass, reason, scan, visit, with_badge,
    with_badge_queued,
};
use crate::snapshots::waits_for_a_host;

fn print_state(house: &House, number: BadgeNo) -> PrintState {
    house.badges[&number].print
}

fn sending(n: u32) -> Event {
    Event::PrintMoved { job: JobNo(u64::from(n)), outcome: PrintOutcome::Sending }
}

fn is_printed(house: &House, n: u32) -> bool {
    matches!(print_state(house, badge(n)), PrintState::Printed { .. })
}

#[test]
fn a_badge_that_waited_is_printed_after_the_restart() {
    let bench = Bench::new();
    bench.journal.seed(with_badge_queued(1));
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(bench.printer.printed(), [format!("000000000001-{}", badge(1).0)]);
    let moved: Vec<_> =
        bench.journal.records().into_iter().filter(|r| matches!(r.event, Event::PrintMoved { .. })).collect();
    assert_eq!(moved[0].event, sending(1), "sending is durable before the printer is asked");
}

#[test]
fn a_badge_that_was_being_printed_and_is_in_the_tray_is_not_printed_twice() {
    let bench = Bench::new();
    bench.journal.seed(with_badge_queued(1));
    bench.journal.seed([sending(1)]);
    bench.printer.lay(&format!("000000000001-{}", badge(1).0));
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(bench.printer.tries(), 0);
}

#[test]
fn a_badge_that_was_being_printed_and_is_not_in_the_tray_is_printed() {
    let bench = Bench::new();
    bench.journal.seed(with_badge_queued(1));
    bench.journal.seed([sending(1)]);
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(bench.printer.printed().len(), 1);
}

#[test]
fn a_grant_does_not_outlive_a_crash() {
    let bench = Bench::new();
    bench.journal.seed(with_badge(1));
    let people = vec![gatehouse::domain::PersonNo(0)];
    let granted = Event::Granted {
        grant: GrantNo(1),
        what: GrantFor::People { visit: visit(1), people, way: Way::In },
        reader: None,
        pulse_ms: 3_000,
        until: MORNING + Span::seconds(25),
        reason: None,
    };
    bench.journal.seed([granted]);
    let running = bench.start();
    assert!(running.core.read(|house| house.gate.grants.is_empty()));
    assert!(!bench.gate.wait_for_edges(1, Duration::from_millis(300)), "the pulse was repeated");
}

#[test]
fn nobody_who_waited_for_the_gate_is_let_in_after_a_lockdown_or_an_incident() {
    let stops = [
        Command::Lockdown { reason: reason() },
        Command::OpenIncident { visit: None, text: Remark::default() },
        Command::SetClass {
            visit: visit(2),
            class: Class::Troublemaker,
            reason: Some(reason()),
            administration_agrees: false,
        },
    ];
    for stop in stops {
        let bench = Bench::new();
        bench.journal.seed(with_badge(1));
        bench.journal.seed(with_badge(2));
        let running = bench.start();
        running.submit(scan(Direction::Entry, pass(1))).unwrap();
        running.submit(scan(Direction::Entry, pass(2))).unwrap();
        running.guard(stop).unwrap();
        running.wait_until(|house| house.visits[&visit(2)].persons[0].presence == Presence::Outside);
        running.wait_until(|house| house.gate.grants.is_empty());
        assert_eq!(running.core.read(House::heads_inside), 1, "who was going in went in");
        assert_eq!(bench.gate.edges().len(), 2);
    }
}

#[test]
fn whoever_was_asked_before_a_restart_is_asked_again_once() {
    let bench = Bench::new();
    bench.journal.seed(waits_for_a_host());
    let asked = |stand_in| Consent::Asked { since: MORNING, no_answer: true, stand_in };
    let called = |manager_told| Reception::Called { since: MORNING, manager_told, guard_may: false };
    let with = |n, consent, reception| {
        Event::VisitArrived(Box::new(Arrival { host: Some(HostId(1)), consent, reception, ..arrival(n) }))
    };
    bench.journal.seed([
        with(2, asked(true), Reception::NotNeeded),
        with(3, Consent::Waived, called(false)),
        with(4, Consent::Waived, called(true)),
        with(5, Consent::Given, Reception::Acknowledged),
        with(6, asked(false), called(false)),
    ]);
    bench.journal.seed([Event::VisitEnded { visit: visit(6), end: End::Cancelled, why: None, text: None }]);
    let running = bench.start();
    let mut heard = running.core.alerts();
    let mut told = Vec::new();
    while let Ok(alert) = heard.try_recv() {
        told.extend(alert.visit.map(|visit| (visit, alert.told)));
    }
    told.sort();
    let wanted = [
        (visit(1), Told::Host),
        (visit(2), Told::StandIn),
        (visit(3), Told::Administration),
        (visit(4), Told::Administration),
        (visit(4), Told::Manager),
    ];
    assert_eq!(told, wanted);
    running.wait_for_a_turn();
    assert!(heard.try_recv().is_err(), "somebody is told twice");
}

#[test]
fn a_gate_that_was_held_open_is_held_open_again() {
    let bench = Bench::new();
    let running = bench.start();
    running.guard(Command::EmergencyOpen { reason: reason() }).unwrap();
    assert!(bench.gate.wait_for_edges(1, SOON));
    running.join.stop();
    assert_eq!(bench.gate.relay(), Relay::Released, "no way of ending leaves the gate open");
    let edges = bench.gate.edges().len();
    let running = bench.start();
    assert!(bench.gate.wait_for_edges(edges + 1, SOON));
    assert_eq!(bench.gate.relay(), Relay::Driven);
    running.guard(Command::EmergencyClose).unwrap();
    assert!(bench.gate.wait_for_edges(edges + 2, SOON));
    assert_eq!(bench.gate.relay(), Relay::Released);
}

#[test]
fn a_whole_pulse_is_granted_opened_and_passed() {
    let bench = Bench::new();
    let running = bench.start();
    running.submit(guard(over())).unwrap();
    bench.journal.wait_for(|event| matches!(event, Event::Passed { .. }));
    assert_eq!(bench.journal.count(|event| matches!(event, Event::Opened { .. })), 1);
    assert_eq!(bench.gate.edges().len(), 2);
}

#[test]
fn a_relay_that_does_not_obey_gives_the_entry_back() {
    let bench = Bench::new();
    let running = bench.start();
    bench.gate.break_relay(true);
    running.submit(guard(over())).unwrap();
    running.wait_until(|house| house.gate.grants.is_empty() && house.gate.fault.is_some());
    assert_eq!(bench.journal.count(|event| matches!(event, Event::OpeningFailed { .. })), 1);
    bench.gate.break_relay(false);
    bench
        .journal
        .wait_for(|event| matches!(event, Event::Sensed { sensor: Sensor::Board { well: true }, .. }));
}
