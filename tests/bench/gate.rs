//! A gate with everything real but its motor: record, keys and history on the disk, badges into a folder, the API on
//! a loopback port.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use gatehouse::adapters::gate_simulated::{AutomaticDoor, SimulatedGate};
use gatehouse::adapters::journal::{Journal as Bytes, read_from};
use gatehouse::adapters::journal_records::{JournalRecords, RecordReader};
use gatehouse::adapters::keys::DeviceKeys;
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::printer_folder::FolderPrinter;
use gatehouse::adapters::roll_note::RollNote;
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::spool_file::SpoolFile;
use gatehouse::adapters::store_sled::SledDoor;
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::adapters::system_clock::{SystemClock, ZoneTime};
use gatehouse::badge::{Fonts, KeyId, Media, PassFields, pass};
use gatehouse::domain::{
    By, Chance, Command, CommandId, Department, Direction, Document, DocumentKind, Draft, Event, Extension,
    HostCard, HostId, HostReply, HostText, House, Kind, Language, MarkKey, Order, PassId, PersonName, Phone,
    Plate, Purpose, ReaderId, Role, SlipRest, Unit, VisitId, Who,
};
use gatehouse::engine::{
    BadgePrinter, Core, Done, Engine, EngineJoin, HistoryParts, Parts, Passes, Printers, StartAids,
    TestWords, core_order,
};
use gatehouse::ports::clock::Clock;
use gatehouse::ports::history::HistoryDesk;
use gatehouse::server::{Device, Doorkeeper, Person, Server, ServerParts, ServerStop};
use gatehouse::settings::Settings;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// How long anything may take before it counts as hanging.
const SOON: Duration = Duration::from_secs(30);
/// From the relay being driven to the door opening, and from there to its closing: hardly longer than it takes to tell a
/// contact from noise, so that a run does not take an hour.
const DOOR: AutomaticDoor =
    AutomaticDoor { opens_after: Duration::from_millis(30), stays_open: Duration::from_millis(200) };
/// The token of the reader at the entry.
pub const READER: &str = "reader";

/// Whoever has the reader's token is the reader.
struct ReaderOnly;

impl Doorkeeper for ReaderOnly {
    fn device(&self, token: &str) -> Option<Device> {
        (token == READER).then(|| Device { role: Role::Reader, label: READER.to_owned() })
    }

    fn device_stands(&self, _: &[u8; 32]) -> bool {
        true
    }

    fn number_of(&self, _: &str) -> Option<gatehouse::domain::StaffNo> {
        None
    }

    fn stands(&self, _: &gatehouse::domain::StaffNo) -> Option<gatehouse::domain::StaffEntry> {
        None
    }

    fn person(&self, _: &str, _: &str) -> Option<Person> {
        None
    }
}

/// The gate.
pub struct Gate {
    pub core: Core,
    pub simulated: SimulatedGate,
    pub address: SocketAddr,
    pub runtime: Runtime,
    keys: DeviceKeys,
    settings: Settings,
    server: Option<(ServerStop, tokio::task::JoinHandle<()>)>,
    engine: Option<EngineJoin>,
    folder: TempDir,
    _lock: Arc<FolderLock>,
}

/// Somebody with a badge who has not come in yet.
pub struct Badged {
    pub visit: VisitId,
    pub pass: PassId,
}

impl Gate {
    /// A new gate on the disk the build is on: a temporary folder may be memory.
    pub fn open() -> Gate {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (store, keys_dir) = (folder.path().join("store"), folder.path().join("keys"));
        std::fs::create_dir(&store).unwrap();
        let keys = DeviceKeys::create(&keys_dir).unwrap();
        let people = SharedKeys::from(SubjectKeys::create(&keys_dir, &keys.wrapping).unwrap());
        let lock = Arc::new(FolderLock::take(&store).unwrap());
        let (clock, desk) = (Arc::new(SystemClock::default()), HistoryDesk::default());
        let door = SledDoor::new(
            &store,
            people.clone(),
            &keys.wrapping,
            Arc::clone(&lock),
            Arc::clone(&clock) as _,
            desk.clone(),
        );
        let bytes = Bytes::create(&store.join("journal"), &keys.journal).unwrap();
        let settings = Settings::parse("").unwrap();
        let (simulated, id) = (SimulatedGate::new(), key_id());
        simulated.set_automatic_door(Some(DOOR));
        let printed = || Box::new(FolderPrinter::new(&folder.path().join("printed")));
        let parts = Parts {
            policy: settings.policy([0; 32], MarkKey([5; 32])),
            clock: Arc::clone(&clock) as _,
            times: Arc::new(ZoneTime(settings.site.zone)),
            journal: Ok(Box::new(JournalRecords::new(bytes, people.clone()))),
            tail_cut: 0,
            spool: Box::new(SpoolFile::new(&store, &keys.wrapping)),
            history: Some(HistoryParts {
                door: Box::new(door),
                past: Box::new(RecordReader { folder: store.join("journal"), keys: people }),
            }),
            backups: None,
            gate: simulated.board(),
            printers: Printers {
                first: BadgePrinter { printer: printed(), media: Media::Label62x100, labels_on_roll: None },
                spare: None,
                lists: printed(),
                rolls: Box::new(RollNote::new(&store)),
                test: TestWords::default(),
            },
            fonts: Fonts::embedded(),
            passes: Passes {
                site: settings.site.id.clone(),
                trusted: vec![(id, keys.pass.verifying_key())],
                signing: (id, keys.pass.clone()),
            },
            aids: StartAids::default(),
        };
        let (core, engine) = Engine::start(parts).unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let server = ServerParts {
            core: core.clone(),
            history: desk,
            door: Arc::new(ReaderOnly),
            settings: Arc::new(settings.clone()),
            clock: Arc::new(move || clock.now().wall),
        };
        let server = Server::listen(SocketAddr::from(([127, 0, 0, 1], 0)), None, server).unwrap();
        let (address, stop) = (server.address(), server.stopper());
        let serving = runtime.spawn(async move { server.serve().await.unwrap() });
        let (server, engine) = (Some((stop, serving)), Some(engine));
        let gate =
            Gate { core, simulated, address, runtime, keys, settings, server, engine, folder, _lock: lock };
        gate.put_host();
        gate
    }

    /// Where the journal lies.
    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("store").join("journal")
    }

    /// Somewhere on the same disk.
    pub fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until the house is so.
    pub fn wait_until(&self, is: impl Fn(&House) -> bool) {
        let mut changed = self.core.changed();
        let look = async {
            while !self.core.read(&is) {
                changed.changed().await.unwrap();
            }
        };
        self.runtime.block_on(async { tokio::time::timeout(SOON, look).await }).expect("it comes");
    }

    /// A guard's command is carried out.
    fn guard(&self, command: Command) -> Done {
        let answered = self.core.submit(order(By::staff(Role::Guard, "g1"), command));
        self.runtime.block_on(answered).unwrap()
    }

    /// A host is put on the list, each time anew.
    pub fn put_host(&self) -> Done {
        self.runtime.block_on(self.core.submit(put_host())).unwrap()
    }

    /// Somebody is led to the badge, step by step.
    pub fn badged(&self) -> Badged {
        let done = self.guard(Command::EnterByHand { draft: draft(), rest: Some(rest()) });
        let visit = done
            .events
            .iter()
            .find_map(|event| match event {
                Event::VisitArrived(arrival) => Some(arrival.visit),
                _ => None,
            })
            .unwrap();
        let document = Document::parse(DocumentKind::Passport, "E12345678").unwrap();
        self.guard(Command::SeeDocument { visit, document });
        self.guard(Command::HostSaid { visit, reply: HostReply::Agrees });
        let done = self.guard(Command::IssueBadge { visit, area: None });
        let pass = done.events.iter().find_map(|event| match event {
            Event::BadgesIssued { issued, .. } => issued[0].pass,
            _ => None,
        });
        self.wait_until(|house| house.jobs.is_empty());
        Badged { visit, pass: pass.unwrap() }
    }

    /// What the QR of a badge says.
    pub fn code(&self, pass: PassId) -> String {
        let fields = PassFields { id: pass.0, start_min: 0, duration_min: 480, class: 1, gates: 1, issue: 1 };
        pass::sign(&fields, key_id(), &self.keys.pass, &self.settings.site.id).as_str().to_owned()
    }

    /// The reader at the entry.
    pub fn entry_reader(&self) -> ReaderId {
        let mut readers = self.core.policy().readers.iter();
        readers.find(|(_, way)| *way == Direction::Entry).unwrap().0.clone()
    }

    /// Bytes of the record at `seq`, as it lies in the journal: its body, and what a frame has around it.
    pub fn frame_bytes(&self, seq: u64) -> usize {
        /// Length, checksum and chain, then kind, place, group and number (see `frame.rs`).
        const AROUND: usize = 40 + 11;
        read_from(&self.journal(), seq, seq).unwrap().next().unwrap().unwrap().body.len() + AROUND
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        if let Some((stop, serving)) = self.server.take() {
            stop.stop();
            self.runtime.block_on(serving).unwrap();
        }
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
    }
}

fn key_id() -> KeyId {
    KeyId::new(1).unwrap()
}

/// An order with an id and chance of its own.
pub fn order(by: By, command: Command) -> Order {
    let chance = Chance(std::array::from_fn(|_| fastrand::u8(..)));
    Order { by, chance, id: CommandId(fastrand::u128(..).to_le_bytes()), ..core_order(command) }
}

/// The office puts a host on the list.
pub fn put_host() -> Order {
    let host = HostCard {
        number: "H1".to_owned(),
        name: PersonName::parse("王芳").unwrap(),
        department: Department::parse("采购部").unwrap(),
        phone: Extension::parse("8001").unwrap(),
        stand_in: None,
        unlisted: false,
    };
    order(By::staff(Role::Administration, "a1"), Command::PutHost { host })
}

fn draft() -> Draft {
    Draft {
        who: Who {
            names: vec![Some(PersonName::parse("欧阳明日").unwrap())],
            unit: Unit::parse("宏图精密模具").unwrap(),
            phone: Phone::parse("13800138000").unwrap(),
            purpose: Purpose::parse("送样品").unwrap(),
            host_text: HostText::parse("").unwrap(),
            plate: Plate::default(),
        },
        kind: Kind::Supplier,
        leader: false,
        host: Some(HostId(1)),
        language: Language::Zh,
    }
}

fn rest() -> SlipRest {
    SlipRest { document: None, plate: Plate::default(), belongings: Default::default() }
}
