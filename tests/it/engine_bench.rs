//! An engine on a bench: everything around it is a fake that outlives its restarts and can be broken by name.

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use gatehouse::adapters::gate_simulated::{AutomaticDoor, SimulatedGate};
use gatehouse::adapters::keys::WrappingKey;
use gatehouse::adapters::roll_note::RollNote;
use gatehouse::adapters::spool_file::SpoolFile;
use gatehouse::adapters::system_clock::ZoneTime;
use gatehouse::badge::{Fonts, KeyId, Media};
use gatehouse::domain::{
    Arrival, BadgeNo, By, Class, Command, CommandId, Consent, Department, Direction, Event, Extension,
    GateNo, Handle, Hold, HostCard, HostId, HostText, House, Issued, JobNo, Kind, Language, MarkKey, Order,
    Origin, PassId, PersonName, PersonNo, Personal, PersonalWalk, Phone, Plate, Policy, PrintOutcome,
    Purpose, QueueNo, ReaderId, Reason, Reception, Record, Refusal, Role, Sensor, SiteDay, Span, Stamp,
    Subject, Unit, VisitId, Who, Window,
};
use gatehouse::engine::{
    BadgePrinter, Core, Done, Engine, EngineJoin, HistoryParts, Parts, Passes, Printers, StartAids,
    TestWords, core_order,
};
use gatehouse::ports::journal::{Journal, JournalFault, Mark, Upkeep};
use gatehouse::ports::printer::PrinterTrouble;
use gatehouse::ports::snapshot::Snapshot;
use gatehouse::settings::Settings;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;

use crate::fake_board::BoardFate;
pub use crate::fake_clock::FakeClock;
pub use crate::fake_printer::{FakePrinter, Verb};
use crate::fake_snapshots::FakeSnapshots;
use crate::fake_spool::SlowDisk;

/// How long a test waits for what should come at once: a busy machine may take seconds.
pub const SOON: Duration = Duration::from_secs(20);
/// When every test begins: 2026-11-23 10:00 in Shanghai.
pub const MORNING: Stamp = Stamp(1_795_399_200_000);

#[derive(Default)]
struct Disk {
    records: Vec<Record>,
    appends: usize,
    /// Appends that fail from now on.
    failing: usize,
    /// Records of the next failing append that are durable all the same.
    durable: usize,
    blocked: bool,
    unreadable_before: u64,
    erased: Vec<Subject>,
    /// Erasing fails from now on.
    keeps_people: bool,
    erasing_hangs: bool,
    /// How often somebody was to be erased.
    erasures: usize,
}

/// A record in memory.
#[derive(Clone, Default)]
pub struct FakeJournal(Arc<(Mutex<Disk>, Condvar)>);

impl FakeJournal {
    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.0.0.lock().unwrap()
    }

    pub fn fail_next_append(&self) {
        self.disk().failing = 1;
    }

    pub fn fail_next_append_after(&self, durable: usize) {
        let mut disk = self.disk();
        (disk.failing, disk.durable) = (1, durable);
    }

    pub fn die(&self) {
        self.disk().failing = usize::MAX;
    }

    pub fn mend(&self) {
        self.disk().failing = 0;
    }

    /// Every append hangs until [`FakeJournal::unblock`].
    pub fn block(&self) {
        self.disk().blocked = true;
    }

    pub fn unblock(&self) {
        let mut disk = self.disk();
        (disk.blocked, disk.erasing_hangs) = (false, false);
        drop(disk);
        self.0.1.notify_all();
    }

    pub fn records(&self) -> Vec<Record> {
        self.disk().records.clone()
    }

    pub fn appends(&self) -> usize {
        self.disk().appends
    }

    /// Nobody can be erased, or everybody again.
    pub fn keep_people(&self, kept: bool) {
        self.disk().keeps_people = kept;
    }

    /// Every erasure hangs until [`FakeJournal::unblock`].
    pub fn block_erasing(&self) {
        self.disk().erasing_hangs = true;
    }

    pub fn erasures(&self) -> usize {
        self.disk().erasures
    }

    pub fn erased(&self) -> Vec<Subject> {
        self.disk().erased.clone()
    }

    pub fn count(&self, is: impl Fn(&Event) -> bool) -> usize {
        self.disk().records.iter().filter(|record| is(&record.event)).count()
    }

    /// Puts records on the disk after those that are there.
    pub fn seed_records(&self, records: &[Record]) {
        let mut disk = self.disk();
        for record in records {
            let seq = disk.records.len() as u64 + 1;
            disk.records.push(Record { seq, ..record.clone() });
        }
    }

    /// Records before the one with number `first` cannot be read any more.
    pub fn forget_before(&self, first: u64) {
        self.disk().unreadable_before = first;
    }

    /// Another disk with the same records.
    pub fn copied(&self) -> FakeJournal {
        let copy = FakeJournal::default();
        copy.seed_records(&self.records());
        copy.disk().erased = self.erased();
        copy
    }

    /// The records as they can be read: nothing about people who are erased.
    fn readable(&self) -> Vec<Record> {
        let (mut records, erased) = (self.records(), self.erased());
        for record in records.iter_mut().filter(|record| erased.contains(&record.subject())) {
            record.event.each_personal(&mut Erase);
        }
        records
    }

    /// Puts events on the disk as an earlier run left them.
    pub fn seed(&self, events: impl IntoIterator<Item = Event>) {
        let mut disk = self.disk();
        for event in events {
            let seq = disk.records.len() as u64 + 1;
            let order = CommandId([0; 16]);
            disk.records.push(Record { seq, at: MORNING, by: By::CORE, order, digest: [0; 8], event });
        }
    }

    fn wait_until(&self, is: impl Fn(&Disk) -> bool) {
        let (disk, waited) = self.0.1.wait_timeout_while(self.disk(), SOON, |disk| !is(disk)).unwrap();
        assert!(!waited.timed_out() || is(&disk), "it does not come");
    }

    /// Waits for an event in the record.
    pub fn wait_for(&self, is: impl Fn(&Event) -> bool) {
        self.wait_until(|disk| disk.records.iter().any(|record| is(&record.event)));
    }

    pub fn wait_for_erased(&self, subject: Subject) {
        self.wait_until(|disk| disk.erased.contains(&subject));
    }
}

/// The key of a person is gone.
struct Erase;

impl PersonalWalk for Erase {
    fn field<T: Serialize + DeserializeOwned>(&mut self, field: &mut Personal<T>) {
        *field = Personal::Erased;
    }
}

impl Journal for FakeJournal {
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault> {
        if from < self.disk().unreadable_before {
            return Err(JournalFault::read("the fake disk has lost it"));
        }
        self.readable().into_iter().filter(|record| record.seq >= from).for_each(take);
        Ok(())
    }

    fn last(&self) -> Mark {
        Mark { seq: self.disk().records.len() as u64, hash: [0; 32] }
    }

    fn append(&mut self, group: &[Record]) -> Result<(), JournalFault> {
        let (mut disk, waited) = self.0.1.wait_timeout_while(self.disk(), SOON, |disk| disk.blocked).unwrap();
        assert!(!waited.timed_out(), "nobody unblocked the disk");
        assert_eq!(group.first().unwrap().seq, disk.records.len() as u64 + 1, "no gaps, no doubles");
        if disk.failing > 0 {
            disk.failing =
                disk.failing.saturating_sub(1).max(if disk.failing == usize::MAX { usize::MAX } else { 0 });
            let durable = std::mem::take(&mut disk.durable);
            disk.records.extend_from_slice(&group[..durable]);
            return Err(JournalFault::append(durable, "the fake disk is full"));
        }
        disk.appends += 1;
        disk.records.extend_from_slice(group);
        self.0.1.notify_all();
        Ok(())
    }

    fn keep_up(&mut self, _: Stamp, _: Upkeep) -> Result<(), JournalFault> {
        Ok(())
    }

    fn erase(&mut self, people: &[Subject]) -> Result<(), JournalFault> {
        self.disk().erasures += 1;
        let hanging = self.0.1.wait_timeout_while(self.disk(), 2 * SOON, |disk| disk.erasing_hangs);
        let mut disk = hanging.unwrap().0;
        if disk.keeps_people {
            return Err(JournalFault::upkeep("the fake keys cannot be written"));
        }
        disk.erased.extend_from_slice(people);
        self.0.1.notify_all();
        Ok(())
    }
}

/// Everything around an engine.
pub struct Bench {
    pub journal: FakeJournal,
    pub gate: SimulatedGate,
    pub board_fate: BoardFate,
    pub printer: FakePrinter,
    /// A second printer of badges, where there is one.
    pub spare: Option<FakePrinter>,
    /// Labels on a full roll of either, where they are counted.
    pub labels_on_roll: Option<u32>,
    /// The printer of lists.
    pub lists: FakePrinter,
    pub snapshots: FakeSnapshots,
    pub clock: FakeClock,
    /// The disk the spool lies on.
    pub spool_disk: SlowDisk,
    pub folder: TempDir,
    /// The record is refused at the next start.
    pub journal_refused: bool,
    /// How long the siren sounds at most, milliseconds.
    pub siren_ms: u32,
}

impl Bench {
    pub fn new() -> Self {
        let gate = SimulatedGate::new();
        let door =
            AutomaticDoor { opens_after: Duration::from_millis(30), stays_open: Duration::from_millis(300) };
        gate.set_automatic_door(Some(door));
        Bench {
            journal: FakeJournal::default(),
            gate,
            board_fate: BoardFate::default(),
            printer: FakePrinter::default(),
            spare: None,
            labels_on_roll: None,
            lists: FakePrinter::default(),
            snapshots: FakeSnapshots::default(),
            clock: FakeClock::at(MORNING),
            spool_disk: SlowDisk::default(),
            folder: tempfile::tempdir().unwrap(),
            journal_refused: false,
            siren_ms: 600_000,
        }
    }

    pub fn start(&self) -> Running {
        self.start_on(self.record())
    }

    fn record(&self) -> Result<Box<dyn Journal>, JournalFault> {
        match self.journal_refused {
            false => Ok(Box::new(self.journal.clone())),
            true => Err(JournalFault::read("byte 17 is not what was written there")),
        }
    }

    /// Starts from the newest snapshot.
    pub fn start_from_snapshot(&self) -> Running {
        self.start_with(self.record(), self.snapshots.newest(), None)
    }

    pub fn start_on(&self, journal: Result<Box<dyn Journal>, JournalFault>) -> Running {
        self.start_with(journal, None, None)
    }

    /// On a record with the history that follows it.
    pub fn start_keeping(&self, journal: Box<dyn Journal>, history: HistoryParts) -> Running {
        self.start_with(Ok(journal), None, Some(history))
    }

    fn start_with(
        &self,
        journal: Result<Box<dyn Journal>, JournalFault>,
        snapshot: Option<Snapshot>,
        history: Option<HistoryParts>,
    ) -> Running {
        let parts = Parts {
            policy: Policy { siren_ms: Some(self.siren_ms), ..settings().policy([7; 32], MarkKey([5; 32])) },
            clock: Arc::new(self.clock.clone()),
            times: Arc::new(ZoneTime(settings().site.zone)),
            journal,
            tail_cut: 0,
            spool: self
                .spool_disk
                .with(Box::new(SpoolFile::new(self.folder.path(), &WrappingKey::from_bytes([2; 32])))),
            history,
            backups: None,
            gate: self.board_fate.with(self.gate.board()),
            printers: Printers {
                first: place(&self.printer, self.labels_on_roll),
                spare: self.spare.as_ref().map(|spare| place(spare, self.labels_on_roll)),
                lists: Box::new(self.lists.clone()),
                rolls: Box::new(RollNote::new(&self.folder.path().join("store"))),
                test: TestWords { site: "试用".into(), gate: "北门".into() },
            },
            fonts: Fonts::embedded(),
            passes: passes(),
            aids: StartAids {
                snapshot,
                snapshots: Some(Box::new(self.snapshots.clone())),
                ..StartAids::default()
            },
        };
        let (core, join) = Engine::start(parts).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        Running { core, join, runtime }
    }

    pub fn spool(&self) -> std::path::PathBuf {
        Path::join(self.folder.path(), "unrecorded.jsonl")
    }
}

fn place(printer: &FakePrinter, labels_on_roll: Option<u32>) -> BadgePrinter {
    BadgePrinter { printer: Box::new(printer.clone()), media: Media::Label62x100, labels_on_roll }
}

pub fn settings() -> Settings {
    Settings::parse("").unwrap()
}

pub fn passes() -> Passes {
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    let id = KeyId::new(1).unwrap();
    let trusted = vec![(id, key.verifying_key())];
    Passes { site: "trial".into(), signing: (id, key), trusted }
}

/// An engine that runs.
pub struct Running {
    pub core: Core,
    pub join: EngineJoin,
    pub runtime: tokio::runtime::Runtime,
}

impl Running {
    /// Waits until the writer has turned so often, by itself: it is not woken for it.
    pub fn wait_for_turns(&self, count: u64) {
        let turns = || self.core.vitals().heartbeat().writer;
        let (before, end) = (turns(), Instant::now() + SOON);
        while turns() < before + count {
            assert!(Instant::now() < end, "the writer stands still");
            thread::yield_now();
        }
    }

    pub fn submit(&self, order: Order) -> Result<Done, Refusal> {
        self.runtime
            .block_on(async { tokio::time::timeout(SOON, self.core.submit(order)).await })
            .expect("an answer")
    }

    /// Sends all of them before any is answered.
    pub fn submit_all(&self, orders: Vec<Order>) -> Vec<Result<Done, Refusal>> {
        let sent = futures_util::future::join_all(orders.into_iter().map(|order| self.core.submit(order)));
        self.runtime.block_on(async { tokio::time::timeout(SOON, sent).await }).expect("answers")
    }

    /// Sends all of them from a thread of its own; on return all of them wait in the inbox.
    pub fn submit_elsewhere(&self, orders: Vec<Order>) -> JoinHandle<Vec<Result<Done, Refusal>>> {
        let core = self.core.clone();
        let (sent, all_sent) = std::sync::mpsc::channel();
        let answers = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let mut all =
                Box::pin(futures_util::future::join_all(orders.into_iter().map(|order| core.submit(order))));
            let looked_at = std::future::poll_fn(move |context| {
                // The first look at an order sends it.
                let answers = all.as_mut().poll(context);
                sent.send(()).ok();
                answers
            });
            runtime.block_on(looked_at)
        });
        all_sent.recv_timeout(SOON).unwrap();
        answers
    }

    pub fn guard(&self, command: Command) -> Result<Done, Refusal> {
        self.submit(guard(command))
    }

    /// Waits until the board has said all it says at a start: the record is quiet then.
    pub fn wait_for_the_board(&self, journal: &FakeJournal) {
        journal.wait_for(|event| matches!(event, Event::Sensed { sensor: Sensor::Tamper { .. }, .. }));
        let last = journal.records().len() as u64;
        self.wait_until(|house| house.seq >= last);
    }

    /// Waits until the house is so.
    pub fn wait_until(&self, is: impl Fn(&House) -> bool) {
        let mut changed = self.core.changed();
        let look = async {
            while !self.core.read(&is) {
                changed.changed().await.expect("the writer lives");
            }
        };
        self.runtime.block_on(async { tokio::time::timeout(SOON, look).await }).expect("it comes");
    }

    /// Waits until this, or nothing, keeps the first badge printer from printing.
    pub fn wait_for_trouble(&self, trouble: Option<PrinterTrouble>) {
        let end = Instant::now() + SOON;
        while self.core.vitals().printer.health().trouble != trouble {
            assert!(Instant::now() < end, "{trouble:?} does not come");
            thread::yield_now();
        }
    }

    /// Waits for the writer to have turned once more.
    pub fn wait_for_a_turn(&self) {
        // Answers go out in the middle of a turn: the second one comes after the end of the first one's turn.
        for _ in 0..2 {
            self.submit(core_order(Command::ResetFire)).ok();
        }
    }
}

/// An order of a guard; a key of its own.
pub fn guard(command: Command) -> Order {
    by(By::staff(Role::Guard, "g1"), command)
}

pub fn by(by: By, command: Command) -> Order {
    Order { by, digest: [1; 8], ..core_order(command) }
}

pub fn scan(direction: Direction, pass: PassId) -> Order {
    let readers = settings().policy([0; 32], MarkKey([5; 32])).readers;
    let reader: ReaderId = readers.into_iter().find(|(_, way)| *way == direction).unwrap().0;
    let scanned = gatehouse::domain::Scanned::Pass { pass, issue: 1 };
    by(By { role: Role::Reader, staff: None }, Command::Scan { reader, scanned })
}

pub fn reason() -> Reason {
    Reason::parse("总经理同意放行").unwrap()
}

pub fn over() -> Command {
    Command::Override { reason: reason() }
}

pub fn visit(n: u32) -> VisitId {
    VisitId { gate: GateNo::FIRST, count: n }
}

pub fn pass(n: u32) -> PassId {
    PassId(u64::from(n).to_be_bytes())
}

pub fn who() -> Who {
    Who {
        names: vec![Some(PersonName::parse("欧阳明日").unwrap())],
        unit: Unit::parse("宏图精密模具").unwrap(),
        phone: Phone::parse("13800138000").unwrap(),
        purpose: Purpose::parse("送样品").unwrap(),
        host_text: HostText::parse("李工").unwrap(),
        plate: Plate::default(),
    }
}

pub fn arrival(n: u32) -> Arrival {
    let day = Window { from: MORNING, to: MORNING + Span::hours(8) };
    Arrival {
        visit: visit(n),
        handle: Handle([n as u8; 16]),
        queue: QueueNo(n),
        origin: Origin::WalkIn,
        day: SiteDay(20_780),
        arrived: MORNING,
        left: None,
        window: day,
        language: Language::Zh,
        kind: Kind::Supplier,
        leader: false,
        class: Class::Ordinary,
        claim: None,
        heads: 1,
        who: Personal::Known(who()),
        rest: None,
        document: None,
        host: None,
        hold: Hold::None,
        matched: Vec::new(),
        consent: Consent::Given,
        reception: Reception::NotNeeded,
        area: None,
        waits: Vec::new(),
    }
}

pub fn host(n: u32) -> Event {
    let card = HostCard {
        number: format!("h{n}"),
        name: PersonName::parse("李工").unwrap(),
        department: Department::parse("质量部").unwrap(),
        phone: Extension::parse("8012").unwrap(),
        stand_in: None,
        unlisted: false,
    };
    Event::HostPut { host: HostId(n), card: Personal::Known(card) }
}

pub fn badge(n: u32) -> BadgeNo {
    BadgeNo(settings().policy([0; 32], MarkKey([5; 32])).badges.0.0 + n)
}

/// A visitor at the gate whose badge waits for the printer.
pub fn with_badge_queued(n: u32) -> Vec<Event> {
    let issued =
        Issued { person: PersonNo(0), badge: badge(n), pass: Some(pass(n)), job: Some(JobNo(u64::from(n))) };
    let window = Window { from: MORNING, to: MORNING + Span::hours(8) };
    vec![
        Event::VisitArrived(Box::new(arrival(n))),
        Event::BadgesIssued { visit: visit(n), issued: vec![issued], window, area: None, waits: Vec::new() },
    ]
}

/// A visitor at the gate with the badge in hand.
pub fn with_badge(n: u32) -> Vec<Event> {
    let mut events = with_badge_queued(n);
    let outcome = PrintOutcome::Printed { in_pinyin: false };
    events.push(Event::PrintMoved { job: JobNo(u64::from(n)), outcome });
    events
}

/// A visitor inside, signed off.
pub fn inside(n: u32) -> Vec<Event> {
    let mut events = with_badge(n);
    events.push(Event::PeopleFound { visit: visit(n), people: vec![PersonNo(0)], inside: true });
    let (by, name) = (gatehouse::domain::Signer::Host, PersonName::parse("李工").unwrap());
    events.push(Event::SignedOff { visit: visit(n), by, name: Personal::Known(name), waits: Vec::new() });
    events
}

pub fn is_granted(event: &Event) -> bool {
    matches!(event, Event::Granted { .. })
}
