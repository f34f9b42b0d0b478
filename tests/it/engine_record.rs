//! Record, then act: nothing is answered, shown or moved before it is durable, and nothing durable is lost.

use std::time::Duration;

use gatehouse::domain::{
    By, Command, Consent, Direction, Due, End, Event, HostId, HostReply, Order, Personal, PrintOutcome,
    Refusal, Role, Span, StaffEntry, StaffNo, Subject, Wait,
};
use gatehouse::engine::Done;
use gatehouse::ports::gate::Relay;

use crate::engine_bench::{
    Bench, MORNING, SOON, arrival, by, guard, host, inside, is_granted, over, pass, reason, scan, visit,
    with_badge,
};
use crate::journal_records;

/// Somebody is added to the staff: a command that stands in nobody's way.
pub fn staff_added(number: &str) -> Order {
    let stands = Some(StaffEntry { roles: vec![Role::Guard], pin_mark: [1; 8] });
    by(By::staff(Role::Admin, "a1"), Command::StaffChanged { number: StaffNo(number.to_owned()), stands })
}

#[test]
fn nothing_is_answered_shown_or_moved_before_it_is_durable() {
    let bench = Bench::new();
    let running = bench.start();
    bench.journal.block();
    let asked = running.submit_elsewhere(vec![guard(over())]);
    assert!(
        !bench.gate.wait_for_edges(1, Duration::from_millis(300)),
        "the gate moved for an unrecorded override"
    );
    assert!(!asked.is_finished());
    assert!(running.core.read(|house| house.gate.grants.is_empty()));
    bench.journal.unblock();
    assert!(asked.join().unwrap()[0].as_ref().unwrap().recorded);
    assert!(bench.gate.wait_for_edges(1, SOON));
    assert_eq!(bench.journal.count(is_granted), 1);
}

#[test]
fn commands_that_wait_together_go_into_the_record_together() {
    let bench = Bench::new();
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.block();
    let before = bench.journal.appends();
    let all = running.submit_elsewhere((0..40).map(|n| staff_added(&n.to_string())).collect());
    bench.journal.unblock();
    let answers = all.join().unwrap();
    assert!(answers.iter().all(Result::is_ok));
    // The first may have gone alone, before the others came.
    let appends = bench.journal.appends() - before;
    assert!(appends <= 4, "{appends} appends for 40 commands");
}

#[test]
fn a_refused_group_has_not_happened_and_the_next_one_does() {
    let bench = Bench::new();
    bench.journal.seed(with_badge(1));
    let running = bench.start();
    // The tamper switch is told last of what the gate has to tell at a start.
    running.wait_for_the_board(&bench.journal);
    running.wait_until(|house| house.seq == bench.journal.records().len() as u64);
    let before = running.core.read(Clone::clone);
    bench.journal.fail_next_append();
    let order = scan(Direction::Entry, pass(1));
    assert_eq!(running.submit(order.clone()).unwrap_err(), Refusal::StoreRefused);
    assert_eq!(running.core.read(Clone::clone), before);
    assert_eq!(bench.gate.relay(), Relay::Released);
    // The disk has room again: the same command is decided anew, and not taken for one that was done.
    assert!(running.submit(order).unwrap().recorded);
    assert!(!running.core.is_guarded());
    assert_eq!(bench.journal.count(is_granted), 1);
    assert!(bench.gate.wait_for_edges(1, SOON));
}

#[test]
fn the_part_of_a_refused_group_that_is_durable_has_happened() {
    let bench = Bench::new();
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.fail_next_append_after(1);
    bench.journal.block();
    let all = running.submit_elsewhere(vec![staff_added("1"), staff_added("2"), staff_added("3")]);
    bench.journal.unblock();
    let answers = all.join().unwrap();
    assert!(answers[0].as_ref().unwrap().recorded);
    let recorded = bench.journal.count(|event| matches!(event, Event::StaffPut { .. }));
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), recorded);
    running.wait_for_a_turn();
    running.wait_until(|house| house.seq == bench.journal.records().last().unwrap().seq);
}

#[test]
fn a_command_that_comes_again_is_answered_again_and_done_once() {
    let bench = Bench::new();
    let running = bench.start();
    let order = guard(Command::EmergencyOpen { reason: reason() });
    let first = running.submit(order.clone()).unwrap();
    let again = running.submit(order.clone()).unwrap();
    assert_eq!((first.seq, &first.events), (again.seq, &again.events));
    let mut other = order.clone();
    other.digest = [2; 8];
    assert_eq!(running.submit(other.clone()).unwrap_err(), Refusal::KeyReused);
    running.join.stop();

    let running = bench.start();
    let after_restart = running.submit(order).unwrap();
    assert_eq!((first.seq, &first.events), (after_restart.seq, &after_restart.events));
    assert_eq!(running.submit(other).unwrap_err(), Refusal::KeyReused);
    assert_eq!(bench.journal.count(|event| matches!(event, Event::EmergencyOpened { .. })), 1);
}

#[test]
fn a_command_is_forgotten_after_a_day() {
    let bench = Bench::new();
    let running = bench.start();
    let order = guard(over());
    let first = running.submit(order.clone()).unwrap();
    bench.gate.wait_for_edges(2, SOON);
    running.wait_until(|house| house.gate.grants.is_empty());
    running.join.stop();
    bench.clock.pass(Span::hours(25));
    let running = bench.start();
    assert_ne!(running.submit(order).unwrap().seq, first.seq);
}

#[test]
fn two_of_the_same_command_at_once_are_one() {
    let bench = Bench::new();
    let running = bench.start();
    let order = guard(over());
    let answers = running.submit_all(vec![order; 8]);
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(bench.journal.count(is_granted), 1);
}

#[test]
fn eight_readers_with_one_pass_let_in_one_visitor_a_hundred_times() {
    let is_in =
        |answer: &Result<Done, Refusal>| answer.as_ref().is_ok_and(|done| done.events.iter().any(is_granted));
    for round in 0..100 {
        let bench = Bench::new();
        bench.journal.seed(with_badge(1));
        let running = bench.start();
        let scans: Vec<_> = (0..8).map(|_| scan(Direction::Entry, pass(1))).collect();
        // Every other round they come from threads of their own, else all at once.
        let answers: Vec<_> = if round % 2 == 0 {
            running.submit_all(scans)
        } else {
            let asked: Vec<_> =
                scans.into_iter().map(|order| running.submit_elsewhere(vec![order])).collect();
            asked.into_iter().flat_map(|asked| asked.join().unwrap()).collect()
        };
        assert_eq!(answers.iter().filter(|answer| is_in(answer)).count(), 1, "round {round}");
        assert_eq!(bench.journal.count(is_granted), 1, "round {round}");
    }
}

#[test]
fn what_no_role_may_is_refused_before_any_rule() {
    let bench = Bench::new();
    let running = bench.start();
    let kiosk = By { role: Role::Kiosk, staff: None };
    assert_eq!(running.submit(by(kiosk, over())).unwrap_err(), Refusal::NotAllowed);
}

#[test]
fn a_stepped_clock_is_recorded_before_anything_else() {
    let bench = Bench::new();
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.clock.step(Span::hours(2));
    running.guard(over()).unwrap();
    let records = bench.journal.records();
    let step = records.iter().position(|r| r.event == Event::ClockStepped { by: Span::hours(2) }).unwrap();
    assert!(step < records.iter().position(|r| is_granted(&r.event)).unwrap());
    bench.clock.step(Span(-2 * Span::hours(2).0));
    running.wait_until(|house| house.clock_behind);
    bench.clock.pass(Span::hours(5));
    running.wait_until(|house| !house.clock_behind);
}

#[test]
fn deadlines_are_kept_although_nobody_asks() {
    let bench = Bench::new();
    let mut waiting = arrival(1);
    let wait = Wait::IdentityGiveUp;
    waiting.waits = vec![(Due::Visit(visit(1), wait), MORNING + Span::minutes(20))];
    bench.journal.seed([Event::VisitArrived(Box::new(waiting))]);
    let running = bench.start();
    bench.clock.pass(Span::minutes(21));
    running.wait_until(|house| house.open_visits().count() == 0);
}

#[test]
fn whoever_is_turned_down_by_the_host_is_erased_from_record_and_memory() {
    let bench = Bench::new();
    let mut asked = arrival(1);
    asked.host = Some(HostId(1));
    asked.consent = Consent::Asked { since: MORNING, no_answer: false, stand_in: false };
    bench.journal.seed([host(1), Event::VisitArrived(Box::new(asked))]);
    let running = bench.start();
    running.guard(Command::HostSaid { visit: visit(1), reply: HostReply::Declines }).unwrap();
    bench.journal.wait_for_erased(Subject::Visit(visit(1)));
    running.core.read(|house| {
        assert!(house.visits.get(&visit(1)).is_none_or(|visit| matches!(visit.who, Personal::Erased)));
    });
    running.join.stop();
    // A crash may have come between: it is done again.
    let erased = bench.journal.erased().len();
    bench.start();
    assert_eq!(bench.journal.count(|e| matches!(e, Event::VisitEnded { end: End::Declined, .. })), 1);
    bench.journal.wait_for_erased(Subject::Visit(visit(1)));
    assert!(bench.journal.erased().len() > erased);
}

#[test]
fn a_restart_finds_the_house_as_it_was() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    let running = bench.start();
    running.guard(Command::Lockdown { reason: reason() }).unwrap();
    running.wait_for_the_board(&bench.journal);
    let visits = running.core.read(|house| house.visits.clone());
    running.join.stop();
    let running = bench.start();
    assert_eq!(running.core.read(|house| house.visits.clone()), visits);
    assert!(running.core.read(|house| house.gate.lockdown.is_some()));
    assert_eq!(
        bench.journal.count(|e| matches!(e, Event::PrintMoved { outcome: PrintOutcome::Sending, .. })),
        0
    );
}

#[test]
fn what_the_core_answered_is_in_the_real_record_after_a_restart() {
    let bench = Bench::new();
    let store = bench.folder.path();
    let running = bench.start_on(Ok(Box::new(journal_records::created(store))));
    let order = guard(Command::EmergencyOpen { reason: reason() });
    let done = running.submit(order.clone()).unwrap();
    running.wait_until(|house| house.gate.door_open.is_some());
    let before = running.core.read(Clone::clone);
    running.join.stop();

    let running = bench.start_on(Ok(Box::new(journal_records::opened(store))));
    let again = running.submit(order).unwrap();
    assert_eq!((again.seq, &again.events), (done.seq, &done.events));
    assert!(
        running.core.read(|house| house.seq > before.seq && house.gate.emergency == before.gate.emergency)
    );
}
