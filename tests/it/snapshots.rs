//! A house from a snapshot and the records after it is the house of the whole record, and remembers as much.

use gatehouse::domain::{
    AlarmNo, Chance, Command, CommandId, Consent, Direction, Event, HostId, HostReply, House, MarkKey, Order,
    Personal, Record, Refusal, Role, Span, Subject, apply,
};

use gatehouse::ports::gate::Relay;

use crate::engine_bench::{
    Bench, MORNING, Running, SOON, arrival, guard, host, inside, over, pass, reason, scan, visit,
};
use crate::simulation::records_of;

/// Mornings that are cut somewhere.
const MORNINGS: u64 = 40;

/// Place of its last record and what happened, or the refusal.
type Answer = Result<(u64, Vec<Event>), Refusal>;

fn folded(records: &[Record]) -> House {
    let mut house = House::new(crate::engine_bench::settings().policy([0; 32], MarkKey([5; 32])).gate);
    records.iter().for_each(|record| apply(&mut house, record));
    house
}

/// What each command of the record would be answered if it came again. A command that is not remembered asks for
/// nothing that could be done.
fn answers(running: &Running, records: &[Record]) -> Vec<(CommandId, Answer)> {
    let mut asked: Vec<&Record> = records.iter().filter(|record| record.by.role != Role::Core).collect();
    asked.dedup_by_key(|record| record.order);
    let order = |record: &Record| Order {
        id: record.order,
        digest: record.digest,
        by: record.by.clone(),
        chance: Chance([0; 32]),
        stepped: Span(0),
        command: Command::Acknowledge { alarm: AlarmNo(u32::MAX) },
    };
    let answer = |record: &Record| running.submit(order(record)).map(|done| (done.seq, done.events.to_vec()));
    asked.into_iter().map(|record| (record.order, answer(record))).collect()
}

#[test]
fn snapshot_and_rest_are_the_whole_record_for_every_morning() {
    let mut remembered = 0;
    for seed in 0..MORNINGS {
        let morning = records_of(seed);
        let cut = fastrand::Rng::with_seed(seed).usize(..morning.len());
        let mut bench = Bench::new();
        bench.clock.pass(morning[cut].at.max(MORNING) - MORNING);
        bench.journal.seed_records(&morning[..cut]);
        bench.start().join.stop();
        let stopped = bench.snapshots.newest().expect("a stop leaves a snapshot");
        assert_eq!(stopped.house, folded(&bench.journal.records()), "seed {seed}");

        bench.journal.seed_records(&morning[cut..]);
        let before = bench.journal.records();
        let whole = bench.journal.copied();
        let running = bench.start_from_snapshot();
        let from_snapshot = answers(&running, &before);
        running.join.stop();
        let newest = bench.snapshots.newest().unwrap();
        assert!(newest.mark.seq > stopped.mark.seq);
        assert_eq!(newest.house, folded(&bench.journal.records()), "seed {seed}");

        bench.journal = whole;
        let running = bench.start();
        assert_eq!(answers(&running, &before), from_snapshot, "seed {seed}");
        remembered += from_snapshot.iter().filter(|(_, answer)| answer.is_ok()).count();
    }
    assert!(remembered > 1_000, "only {remembered} answers were remembered at all");
}

#[test]
fn a_start_from_a_snapshot_reads_only_what_follows_the_day_before_it() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    bench.start().join.stop();
    bench.clock.pass(Span::hours(48));
    let running = bench.start_from_snapshot();
    running.guard(over()).unwrap();
    running.join.stop();
    let first_read = bench.snapshots.newest().unwrap().remembered_from;
    bench.clock.pass(Span::minutes(1));
    bench.journal.forget_before(first_read);
    let running = bench.start_from_snapshot();
    assert!(!running.core.is_guarded());
    assert_eq!(running.core.read(House::heads_inside), 1);
}

#[test]
fn the_day_cut_leaves_a_snapshot() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    let running = bench.start();
    assert!(bench.snapshots.newest().is_none());
    bench.clock.pass(Span::hours(24));
    bench.snapshots.wait_for(|snapshot| snapshot.house.heads_inside() == 1);
    drop(running);
}

#[test]
fn a_stop_waits_for_the_snapshots_before_its_own() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    let Running { core, join, runtime } = bench.start();
    bench.snapshots.block();
    // One is being written and one waits when the program stops.
    bench.clock.pass(Span::hours(24));
    bench.snapshots.wait_for_writing();
    bench.clock.pass(Span::hours(24));
    let is_running = || !matches!(runtime.block_on(core.submit(guard(over()))), Err(Refusal::StoreRefused));
    // An answer comes in the middle of a turn: the second one after the end of the first one's turn.
    assert!(is_running() && is_running());
    let stop = std::thread::spawn(move || join.stop());
    while is_running() {}
    bench.snapshots.unblock();
    stop.join().unwrap();
    assert_eq!(bench.snapshots.newest().unwrap().house, folded(&bench.journal.records()));
}

#[test]
fn a_stop_releases_a_gate_that_is_held_open_although_a_snapshot_never_ends() {
    let bench = Bench::new();
    let running = bench.start();
    running.guard(Command::EmergencyOpen { reason: reason() }).unwrap();
    assert!(bench.gate.wait_for_edges(1, SOON));
    bench.snapshots.block();
    bench.clock.pass(Span::hours(24));
    bench.snapshots.wait_for_writing();
    // One is being written, and one waits.
    bench.clock.pass(Span::hours(24));
    running.wait_for_a_turn();
    let join = running.join;
    let stop = std::thread::spawn(move || join.stop());
    assert!(bench.gate.wait_for_edges(2, SOON), "the relay waits for a disk");
    assert_eq!(bench.gate.relay(), Relay::Released);
    // And the program ends, while the snapshot is still being written.
    stop.join().unwrap();
    assert!(bench.snapshots.newest().is_none());
}

/// Visitor 1, whom the host may decline.
pub fn waits_for_a_host() -> [Event; 2] {
    let mut asked = arrival(1);
    asked.host = Some(HostId(1));
    asked.consent = Consent::Asked { since: MORNING, no_answer: false, stand_in: false };
    [host(1), Event::VisitArrived(Box::new(asked))]
}

#[test]
fn whoever_is_erased_is_in_no_snapshot_any_more() {
    let bench = Bench::new();
    bench.journal.seed(waits_for_a_host());
    bench.start().join.stop();
    let is_in = |house: &House| matches!(house.visits[&visit(1)].who, Personal::Known(_));
    assert!(is_in(&bench.snapshots.newest().unwrap().house));

    let running = bench.start_from_snapshot();
    running.guard(Command::HostSaid { visit: visit(1), reply: HostReply::Declines }).unwrap();
    bench.journal.wait_for_erased(Subject::Visit(visit(1)));
    bench.snapshots.wait_for(|snapshot| !is_in(&snapshot.house));
}

#[test]
fn what_was_done_unrecorded_is_in_no_snapshot() {
    let bench = Bench::new();
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    bench.journal.die();
    running.submit(guard(Command::EmergencyOpen { reason: reason() })).unwrap();
    bench.clock.pass(Span::hours(24));
    running.wait_for_a_turn();
    running.join.stop();
    assert!(bench.snapshots.newest().is_none());
}

#[test]
fn a_refused_record_leaves_whoever_was_here_at_the_last_snapshot() {
    let mut bench = Bench::new();
    bench.journal.seed(inside(1));
    bench.start().join.stop();
    bench.journal_refused = true;
    let running = bench.start_from_snapshot();
    assert!(running.core.is_guarded());
    assert_eq!(running.core.read(House::heads_inside), 1);
    running.submit(scan(Direction::Exit, pass(1))).unwrap();
    running.wait_until(|house| house.heads_inside() == 0);
}
