//! The history is fed beside the gate: from the record until it has caught up, and by the writer from there on.

use std::collections::VecDeque;
use std::error::Error;
use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use gatehouse::domain::{Command, Event, HostReply, Record, StaffNo, Subject};
use gatehouse::engine::{HistoryParts, HistoryState};
use gatehouse::ports::journal::{Journal, JournalFault, PastRecords};
use gatehouse::ports::store::{Store, StoreDoor, StoreFault};

use crate::engine_bench::{Bench, FakeJournal, Running, SOON, over, visit};
use crate::engine_record::staff_added;
use crate::snapshots::waits_for_a_host;

/// Records of a past that takes the store several bites.
const PAST: usize = 1_500;
/// More commands than may wait for a store.
const MANY: usize = 150;

#[derive(Clone, Copy)]
enum Trouble {
    /// The next group is not taken.
    Refuses,
    /// The next group is not taken, and when the store is opened again everything it had is gone.
    Breaks,
}

#[derive(Default)]
struct Shelf {
    records: Vec<Record>,
    dropped: Vec<Subject>,
    blocked: bool,
    troubles: VecDeque<Trouble>,
    opened: usize,
    shown: usize,
    ahead: Option<(u64, u64)>,
}

/// A store that outlives its engine.
#[derive(Clone, Default)]
struct FakeStore(Arc<(Mutex<Shelf>, Condvar)>);

impl FakeStore {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.0.lock().unwrap()
    }

    /// Everything hangs until [`FakeStore::unblock`].
    fn block(&self) {
        self.shelf().blocked = true;
    }

    fn unblock(&self) {
        self.shelf().blocked = false;
        self.0.1.notify_all();
    }

    fn next(&self, trouble: Trouble) {
        self.shelf().troubles.push_back(trouble);
    }

    fn when_free(&self) -> MutexGuard<'_, Shelf> {
        self.0.1.wait_timeout_while(self.shelf(), SOON, |shelf| shelf.blocked).unwrap().0
    }

    fn wait_until(&self, is: impl Fn(&Shelf) -> bool) {
        let (shelf, waited) = self.0.1.wait_timeout_while(self.shelf(), SOON, |shelf| !is(shelf)).unwrap();
        assert!(!waited.timed_out() || is(&shelf), "it does not come");
    }

    /// Waits until it has taken in all there is.
    fn wait_for(&self, journal: &FakeJournal) {
        let all = journal.records();
        self.wait_until(|shelf| shelf.records.len() >= all.len());
        assert_eq!(self.shelf().records[..all.len()], all[..]);
    }
}

impl StoreDoor for FakeStore {
    fn open(&mut self, goes_on: &dyn Fn() -> bool) -> Result<Box<dyn Store>, StoreFault> {
        let mut shelf = self.when_free();
        if !goes_on() {
            return Err(StoreFault::new("nobody wants it"));
        }
        shelf.opened += 1;
        Ok(Box::new(self.clone()))
    }

    fn caught_up(&mut self) {
        self.shelf().shown += 1;
        self.0.1.notify_all();
    }

    fn was_ahead(&mut self, last: u64, applied: u64) -> Box<dyn Error + Send + Sync> {
        self.shelf().ahead = Some((last, applied));
        "records are gone".into()
    }
}

impl Store for FakeStore {
    fn applied(&self) -> u64 {
        self.shelf().records.last().map_or(0, |record| record.seq)
    }

    fn follow(&mut self, group: &[Record]) -> Result<(), StoreFault> {
        let mut shelf = self.when_free();
        let trouble = shelf.troubles.pop_front();
        if matches!(trouble, Some(Trouble::Breaks)) {
            shelf.records.clear();
        }
        if trouble.is_some() {
            return Err(StoreFault::new("a bad page"));
        }
        let next = shelf.records.last().map_or(1, |record| record.seq + 1);
        assert_eq!(group.first().map(|first| first.seq), Some(next), "a gap or a double");
        shelf.records.extend_from_slice(group);
        self.0.1.notify_all();
        Ok(())
    }

    fn erase(&mut self, people: &[Subject]) -> Result<(), StoreFault> {
        self.shelf().dropped.extend_from_slice(people);
        self.0.1.notify_all();
        Ok(())
    }
}

/// The record of the bench, read from beside it.
struct Past(FakeJournal);

impl PastRecords for Past {
    fn each(
        &self,
        from: u64,
        to: u64,
        take: &mut dyn FnMut(Record) -> ControlFlow<()>,
    ) -> Result<(), JournalFault> {
        let records = self.0.records();
        assert!(to <= records.len() as u64, "record {to} is not durable");
        for record in records.into_iter().filter(|record| (from..=to).contains(&record.seq)) {
            if take(record).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn start(bench: &Bench, store: &FakeStore) -> Running {
    let past = Box::new(Past(bench.journal.clone()));
    bench.start_keeping(Box::new(bench.journal.clone()), HistoryParts { door: Box::new(store.clone()), past })
}

fn staff(n: usize) -> Event {
    Event::StaffRemoved { number: StaffNo(n.to_string()) }
}

fn change(running: &Running, n: usize) {
    running.submit(staff_added(&n.to_string())).unwrap();
}

fn state(running: &Running) -> HistoryState {
    running.core.vitals().history.state()
}

#[test]
fn the_gate_works_while_a_store_far_behind_is_fed() {
    let (bench, store) = (Bench::new(), FakeStore::default());
    bench.journal.seed((0..PAST).map(staff));
    store.block();
    let running = start(&bench, &store);
    assert_eq!(state(&running), HistoryState::Opens);
    running.guard(over()).unwrap();
    assert!(bench.gate.wait_for_edges(1, SOON));
    store.unblock();
    store.wait_for(&bench.journal);
    store.wait_until(|shelf| shelf.shown == 1);
    running.guard(over()).unwrap();
    store.wait_for(&bench.journal);
    assert_eq!(state(&running), HistoryState::Follows);
    assert_eq!(store.shelf().opened, 1);
}

#[test]
fn what_does_not_fit_in_front_of_a_slow_store_is_read_from_the_record() {
    let (bench, store) = (Bench::new(), FakeStore::default());
    let running = start(&bench, &store);
    store.wait_until(|shelf| shelf.shown == 1);
    store.block();
    (0..MANY).for_each(|n| change(&running, n));
    store.unblock();
    store.wait_for(&bench.journal);
}

#[test]
fn a_store_that_fails_is_opened_again_and_goes_on_without_a_restart() {
    let (bench, store) = (Bench::new(), FakeStore::default());
    bench.journal.seed((0..PAST).map(staff));
    let running = start(&bench, &store);
    store.wait_until(|shelf| shelf.shown == 1);
    for (trouble, times) in [(Trouble::Refuses, 2), (Trouble::Breaks, 3)] {
        store.next(trouble);
        change(&running, times);
        store.wait_until(|shelf| shelf.shown == times);
        store.wait_for(&bench.journal);
        assert_eq!(store.shelf().opened, times);
    }
}

#[test]
fn a_stop_ends_the_feeding_and_the_next_start_takes_it_up() {
    let (bench, store) = (Bench::new(), FakeStore::default());
    bench.journal.seed((0..PAST).map(staff));
    let running = start(&bench, &store);
    store.wait_until(|shelf| !shelf.records.is_empty());
    running.join.stop();
    let _running = start(&bench, &store);
    store.wait_for(&bench.journal);
}

#[test]
fn whoever_is_erased_is_dropped_from_the_store_once_it_has_caught_up() {
    let (bench, store) = (Bench::new(), FakeStore::default());
    bench.journal.seed(waits_for_a_host());
    store.block();
    let running = start(&bench, &store);
    running.guard(Command::HostSaid { visit: visit(1), reply: HostReply::Declines }).unwrap();
    bench.journal.wait_for_erased(Subject::Visit(visit(1)));
    store.unblock();
    store.wait_until(|shelf| shelf.dropped == [Subject::Visit(visit(1)), Subject::Document(visit(1))]);
    store.wait_for(&bench.journal);
}

#[test]
fn a_store_that_is_ahead_proves_that_the_record_has_lost_something() {
    let (bench, store) = (Bench::new(), FakeStore::default());
    bench.journal.seed((0..10).map(staff));
    store.shelf().records = bench.journal.records();
    let bench = Bench::new();
    bench.journal.seed((0..9).map(staff));
    store.block();
    let running = start(&bench, &store);
    assert!(!running.core.is_guarded());
    store.unblock();
    let mut changed = running.core.changed();
    while !running.core.is_guarded() {
        let changes = async { tokio::time::timeout(SOON, changed.changed()).await };
        running.runtime.block_on(changes).expect("it becomes guarded").unwrap();
    }
    assert_eq!(store.shelf().ahead, Some((9, 10)));
    let records = bench.journal.records().len();
    running.guard(over()).unwrap();
    assert!(bench.gate.wait_for_edges(1, SOON));
    assert_eq!(bench.journal.records().len(), records, "nothing goes into a record in doubt");
    assert_eq!(bench.journal.last().seq, records as u64);
}
