//! The one writer. A turn of it: take what waits, decide it, record it, and only then answer and act.

use std::collections::VecDeque;
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};

use super::background::Background;
use super::clock_watch::ClockWatch;
use super::core::{Answer, Done, Letter, Vitals};
use super::erasing::Erasing;
use super::group::{Group, Pending, Source, done, send};
use super::guarded::{Guarded, works};
use super::hands::Hands;
use super::history_feed::HistoryFeed;
use super::order::core_order;
use super::record_keeper::RecordKeeper;
use super::remembered::Remembered;
use super::snapshot_keeper::SnapshotKeeper;
use super::spool_keeper::SpoolKeeper;
use crate::domain::{
    Command, Effect, Event, House, Now, Order, Policy, Record, Refusal, SiteDay, Subject, apply, decide,
    due_for_erasure, follow_up, may,
};
use crate::ports::clock::Clock;
use crate::ports::journal::{JournalFault, Mark, Upkeep};

/// Commands that go into the record together: what one sync may make wait, and one failure refuse.
pub const GROUP_LETTERS_MAX: usize = 64;
/// The writer turns at least this often: deadlines are kept to it, and the watchdog counts its turns.
pub const TURN_AT_LEAST_EVERY: Duration = Duration::from_millis(500);

/// The writer and all that is its own. The inbox stands before the hands: it goes first, so that a hand that
/// waits for an answer is let go before it is joined.
pub(super) struct Writer {
    pub(super) inbox: mpsc::Receiver<Letter>,
    pub(super) stopping: Arc<AtomicBool>,
    pub(super) runtime: Runtime,
    pub(super) hands: Hands,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) policy: Arc<Policy>,
    /// None if the start found it refused, or it was doubted since: then it stays so until the next start.
    pub(super) journal: Option<RecordKeeper>,
    pub(super) spool: SpoolKeeper,
    pub(super) history: HistoryFeed,
    pub(super) snapshots: SnapshotKeeper,
    /// Looks what came of the backups.
    pub(super) _backups: Option<Background>,
    /// Walks what the start took on trust.
    pub(super) _walk: Option<Background>,
    /// What readers see.
    pub(super) shared: Arc<RwLock<House>>,
    /// What the next command is decided on.
    pub(super) deciding: House,
    pub(super) remembered: Remembered,
    pub(super) clocks: ClockWatch,
    pub(super) guarded: Option<Guarded>,
    pub(super) changed: watch::Sender<u64>,
    pub(super) vitals: Arc<Vitals>,
    /// News that was known at once, for the next turn.
    pub(super) own: VecDeque<Order>,
    /// People whose keys are still to be erased.
    pub(super) to_erase: Vec<Subject>,
    /// Somebody's time may have come: looked at until nobody's has.
    pub(super) erasing: Erasing,
    pub(super) day: SiteDay,
    /// The day has changed, and the record is not cut yet.
    pub(super) day_to_cut: bool,
    /// The last try to let time pass did nothing: the next waits for a whole turn.
    pub(super) time_stood: bool,
}

impl Writer {
    /// Turns until it is told to stop, then releases the gate, carries out what waits and signs the record. The gate
    /// never waits for a disk: what holds it open ends first, and a pulse no later than with what waits.
    pub(super) fn run(mut self) {
        while !self.stopping.load(Ordering::Acquire) {
            let letters = self.take();
            self.turn(letters);
        }
        self.inbox.close();
        self.hands.gate.hold_open(false).ok();
        loop {
            let letters = self.take();
            if letters.is_empty() {
                break;
            }
            self.turn(letters);
        }
        self.hands.gate.stop();
        self.keep_up(Upkeep::Stop);
        self.keep_snapshot(SnapshotKeeper::keep_last);
    }

    /// Waits for letters, no longer than to the next deadline.
    fn take(&mut self) -> Vec<(Order, Answer)> {
        let mut letters: Vec<_> = self.own.drain(..).map(|order| (order, None)).collect();
        let mut next = if letters.is_empty() { self.wait() } else { self.inbox.try_recv().ok() };
        while let Some(letter) = next {
            match letter {
                Letter::Order(order, answer) => letters.push((*order, answer)),
                Letter::Doubt(fault) => self.doubt(&fault),
                Letter::TestPrint => self.hands.badges.look(),
                Letter::Wake => {}
            }
            next = if letters.len() < GROUP_LETTERS_MAX { self.inbox.try_recv().ok() } else { None };
        }
        letters
    }

    /// The record is damaged where the start trusted it: nothing more goes into it until the next start.
    fn doubt(&mut self, fault: &JournalFault) {
        self.guard(fault, self.clock.now());
        self.journal = None;
    }

    fn wait(&mut self) -> Option<Letter> {
        let limit = self.until_deadline();
        let Self { inbox, runtime, .. } = self;
        runtime.block_on(async { tokio::time::timeout(limit, inbox.recv()).await }).ok().flatten()
    }

    fn until_deadline(&self) -> Duration {
        if self.guarded.is_some() || self.time_stood {
            return TURN_AT_LEAST_EVERY;
        }
        let Some(deadline) = self.deciding.next_deadline() else { return TURN_AT_LEAST_EVERY };
        let left = (deadline - self.clock.now().wall).0;
        Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(TURN_AT_LEAST_EVERY)
    }

    /// One turn.
    pub(super) fn turn(&mut self, letters: Vec<(Order, Answer)>) {
        let now = self.clock.now();
        self.try_record(now, !letters.is_empty());
        if self.guarded.is_some() {
            letters.into_iter().for_each(|(order, to)| self.carry_out_guarded(order, to, now));
        } else {
            self.run_group(letters, now);
        }
        self.vitals.turns.fetch_add(1, Ordering::Release);
        self.vitals.gate_turns.store(self.hands.gate.heartbeat(), Ordering::Release);
    }

    fn run_group(&mut self, letters: Vec<(Order, Answer)>, now: Now) {
        let mut group = Group::default();
        let clocks = self.clocks.look(now, &self.deciding, &*self.policy.calendar);
        for event in &clocks {
            if let Event::ClockStepped { by } = event {
                self.erasing.leapt(now, *by);
            }
        }
        if !clocks.is_empty() {
            let own = Source::of(&core_order(Command::TimePasses), now.wall);
            group.add(&mut self.deciding, &own, &clocks);
        }
        for (order, to) in letters {
            let answer = self.answer(&mut group, &order, self.clock.now());
            group.pending.push(Pending { order, to, answer });
        }
        self.let_time_pass(&mut group);
        self.settle(group, now);
        self.keep_the_day(now);
    }

    fn let_time_pass(&mut self, group: &mut Group) {
        let now = self.clock.now();
        let is_due = self.deciding.next_deadline().is_some_and(|deadline| deadline <= now.wall);
        let before = group.records.len();
        if is_due {
            let order = core_order(Command::TimePasses);
            let answer = self.answer(group, &order, now);
            group.pending.push(Pending { order, to: None, answer });
        }
        self.time_stood = is_due && group.records.len() == before;
    }

    /// Decides one command on the house as the group has left it so far.
    fn answer(&mut self, group: &mut Group, order: &Order, now: Now) -> Result<Done, Refusal> {
        if let Some(known) = self.remembered.find(order) {
            return known;
        }
        let events = decided(&self.deciding, &self.policy, order, now)?;
        group.add(&mut self.deciding, &Source::of(order, now.wall), &events);
        let done = done(&self.deciding, events);
        self.remembered.keep(order, now.wall, &done);
        Ok(done)
    }

    /// Makes the group durable; then, and only then, answers and acts.
    fn settle(&mut self, group: Group, now: Now) {
        let Group { records, pending } = group;
        match self.append(&records) {
            Ok(()) => {
                self.clocks.seen(now);
                self.happened(&records, pending);
            }
            Err(fault) => self.refuse_group(records, pending, &fault, now),
        }
    }

    fn append(&mut self, records: &[Record]) -> Result<(), JournalFault> {
        match &mut self.journal {
            _ if records.is_empty() => Ok(()),
            Some(journal) => journal.append(records),
            None => Err(JournalFault::append(0, "it was refused at start")),
        }
    }

    /// Records are durable: readers see them, effects begin, answers go out, the store follows.
    fn happened(&mut self, records: &[Record], pending: Vec<Pending>) {
        {
            let mut house = self.shared.write().unwrap_or_else(PoisonError::into_inner);
            records.iter().for_each(|record| apply(&mut house, record));
        }
        // First: the gate is waited for by more people than the answer.
        for record in records {
            self.act(&record.event);
        }
        for Pending { order, to, answer } in pending {
            self.show(&order.command, &answer);
            send(to, answer);
        }
        if records.is_empty() {
            return;
        }
        self.changed.send_replace(self.deciding.seq);
        self.follow(records);
        self.keep_up(Upkeep::AfterGroup);
    }

    /// The record refused the group, all of it or from some record on: what is not durable has not happened.
    fn refuse_group(
        &mut self,
        mut records: Vec<Record>,
        pending: Vec<Pending>,
        fault: &JournalFault,
        now: Now,
    ) {
        records.truncate(fault.durable);
        let durable = self.shared.read().unwrap_or_else(PoisonError::into_inner).clone();
        let decided = std::mem::replace(&mut self.deciding, durable);
        for record in &records {
            apply(&mut self.deciding, record);
        }
        let durable = self.deciding.seq;
        let is_safe = |pending: &Pending| pending.answer.as_ref().is_ok_and(|done| done.seq <= durable);
        let (safe, refused): (Vec<_>, Vec<_>) = pending.into_iter().partition(is_safe);
        for pending in refused.iter().filter(|pending| pending.answer.is_ok()) {
            self.remembered.forget(pending.order.id);
        }
        self.happened(&records, safe);
        self.guard(fault, now);
        if self.journal.as_mut().is_some_and(RecordKeeper::is_hanging) {
            // The group may be durable yet: its numbers are not given a second time.
            self.deciding.counters = decided.counters;
        }
        for Pending { order, to, answer: _ } in refused {
            if works(&order.command, &self.policy) {
                self.carry_out_guarded(order, to, now);
            } else {
                let refused = Err(Refusal::StoreRefused);
                self.show(&order.command, &refused);
                send(to, refused);
            }
        }
    }

    /// Shows at a reader that its scan was not taken at all. One that was judged and refused has its event, and shows
    /// the same.
    pub(super) fn show<T>(&mut self, command: &Command, answer: &Result<T, Refusal>) {
        if let (Command::Scan { reader, .. }, Err(_)) = (command, answer) {
            self.begin(&Effect::ShowRefused { reader: reader.clone() });
        }
    }

    pub(super) fn act(&mut self, event: &Event) {
        for effect in follow_up(event) {
            self.begin(&effect);
        }
    }

    pub(super) fn begin(&mut self, effect: &Effect) {
        if matches!(effect, Effect::ErasePeople { .. } | Effect::Forget { .. }) {
            self.to_erase.extend(effect.erases());
            return;
        }
        if *effect == Effect::HoldLevel && self.stopping.load(Ordering::Acquire) {
            // It has ended with the stop; the next start restores it.
            return;
        }
        // On the house after the whole group: a level is what stands at the end.
        if let Some(known_at_once) = self.hands.begin(effect, &self.deciding) {
            self.own.push_back(core_order(known_at_once));
        }
    }

    /// Lets the history follow records that are durable.
    pub(super) fn follow(&mut self, records: &[Record]) {
        self.snapshots.took(records);
        self.history.follow(records);
    }

    /// Signs and seals what is due, and erases who is to be erased. Nothing waits for it, and it waits for nothing
    /// that is late.
    pub(super) fn keep_up(&mut self, why: Upkeep) {
        let may = if why == Upkeep::Stop { self.guarded.is_none() } else { self.may_keep_up() };
        if !may {
            return;
        }
        let now = self.clock.now();
        if let Some(Err(fault)) = self.journal.as_mut().map(|journal| journal.keep_up(now.wall, why)) {
            tracing::error!(event = "no-upkeep", error = &fault as &dyn Error);
        }
        self.keep_promises(now, why == Upkeep::Stop);
    }

    fn may_keep_up(&mut self) -> bool {
        self.guarded.is_none() && self.journal.as_mut().is_some_and(|journal| !journal.is_hanging())
    }

    /// Erases who was promised it; after a failure not before some time has gone, unless it is the last chance.
    fn keep_promises(&mut self, now: Now, at_once: bool) {
        let is_time = at_once || self.erasing.may_keep_promise(now);
        if self.to_erase.is_empty() || !is_time || !self.may_keep_up() {
            return;
        }
        let people = std::mem::take(&mut self.to_erase);
        if !self.erase(&people) {
            self.to_erase = people;
            self.erasing.promise_failed(now);
        }
    }

    /// Erases people: from what is remembered, and for good with their keys; the history is told,
    /// and drops their rows in its own time. Tells whether the keys are gone; if not, it is to be asked for again.
    fn erase(&mut self, people: &[Subject]) -> bool {
        let Some(journal) = self.journal.as_mut() else { return false };
        self.remembered.erase(people);
        let erased = journal.erase(people);
        match &erased {
            Ok(()) => {
                self.history.erase(people);
                // The snapshot that may hold them goes.
                self.snapshots.ask();
            }
            Err(fault) => tracing::error!(event = "not-erased", error = fault as &dyn Error),
        }
        erased.is_ok()
    }

    fn keep_the_day(&mut self, now: Now) {
        let today = self.policy.calendar.day_of(now.wall);
        if today != self.day {
            self.day = today;
            self.erasing.look();
            self.day_to_cut = true;
            self.snapshots.ask();
        }
        // A cut that cannot be made now is made once the disk has answered.
        if self.day_to_cut && self.may_keep_up() {
            self.day_to_cut = false;
            self.keep_up(Upkeep::DayCut);
        }
        self.keep_promises(now, false);
        // A stop is not held up by a backlog: what is left stays due.
        if self.erasing.is_due(now) && !self.stopping.load(Ordering::Acquire) && self.may_keep_up() {
            self.erase_due(now);
        }
        self.keep_snapshot(SnapshotKeeper::keep_if_due);
    }

    /// Erases some of those whose time has come. It is recorded once it is done: a crash in between leaves them due,
    /// and erasing them again does no harm.
    fn erase_due(&mut self, now: Now) {
        let people = due_for_erasure(&self.deciding, self.policy.kept_for(), now.wall);
        if people.is_empty() {
            self.erasing.is_over();
        } else if self.erase(&people) {
            tracing::info!(event = "erased", count = people.len());
            self.own.push_back(core_order(Command::Erased { people }));
        } else {
            self.erasing.failed(now);
        }
    }

    /// Only of what the record has: between groups, not while guarded, and not before an erasure is recorded, for
    /// the house still holds those people.
    fn keep_snapshot(&mut self, keep: fn(&mut SnapshotKeeper, &House, Mark, &[Subject])) {
        let still = self.guarded.is_none() && !self.erasing.is_due(self.clock.now());
        if let Some(journal) = self.journal.as_ref().filter(|_| still) {
            keep(&mut self.snapshots, &self.deciding, journal.last(), &self.to_erase);
        }
    }
}

/// What a command leads to: the role table first, then the rules.
fn decided(house: &House, policy: &Policy, order: &Order, now: Now) -> Result<Vec<Event>, Refusal> {
    if !may(order.by.role, order.command.kind()) {
        return Err(Refusal::NotAllowed);
    }
    decide(house, policy, order, now)
}
