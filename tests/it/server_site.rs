//! A whole site for tests of the server: the real engine with a record in memory, the simulated gate, the API on
//! a loopback port. The record and the gate outlive a restart.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use gatehouse::adapters::gate_simulated::SimulatedGate;
use gatehouse::adapters::keys::WrappingKey;
use gatehouse::adapters::printer_folder::FolderPrinter;
use gatehouse::adapters::roll_note::RollNote;
use gatehouse::adapters::spool_file::SpoolFile;
use gatehouse::adapters::system_clock::{SystemClock, ZoneTime};
use gatehouse::badge::layout::Media;
use gatehouse::badge::{Fonts, KeyId};
use gatehouse::client::http_client;
use gatehouse::domain::{MarkKey, Record, Role, StaffEntry, StaffNo, Stamp, Subject};
use gatehouse::engine::{
    BadgePrinter, Core, Engine, EngineJoin, Parts, Passes, Printers, StartAids, TestWords,
};
use gatehouse::ports::clock::Clock;
use gatehouse::ports::history::HistoryDesk;
use gatehouse::ports::journal::{Journal, JournalFault, Mark, Upkeep};
use gatehouse::server::{Device, Doorkeeper, Person, Server, ServerParts, ServerStop};
use gatehouse::settings::Settings;
use gatehouse::wire::{
    BookingDraft, ClassWord, Draft, GuardView, HostDraft, KindWord, LanguageWord, RoleWord, SlipParts,
    WatchDraft, Wish,
};
use reqwest::{Client, Method, Response};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// How long anything may take before a test says that it hangs.
pub const SOON: Duration = Duration::from_secs(10);

/// How long nothing must happen to count as nothing.
pub const QUIET: Duration = Duration::from_millis(400);

/// A record in memory.
#[derive(Clone, Default)]
pub struct MemoryRecord {
    records: Arc<Mutex<Vec<Record>>>,
    broken: Arc<AtomicBool>,
}

impl MemoryRecord {
    /// From now on nothing is taken, or everything again.
    pub fn break_it(&self, broken: bool) {
        self.broken.store(broken, Ordering::SeqCst);
    }
}

impl Journal for MemoryRecord {
    fn each(&mut self, from: u64, take: &mut dyn FnMut(Record)) -> Result<(), JournalFault> {
        self.records.lock().unwrap().iter().filter(|record| record.seq >= from).cloned().for_each(take);
        Ok(())
    }

    fn last(&self) -> Mark {
        Mark { seq: self.records.lock().unwrap().len() as u64, hash: [0; 32] }
    }

    fn append(&mut self, group: &[Record]) -> Result<(), JournalFault> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(JournalFault::append(0, "the disk is full"));
        }
        self.records.lock().unwrap().extend_from_slice(group);
        Ok(())
    }

    fn keep_up(&mut self, _at: Stamp, _why: Upkeep) -> Result<(), JournalFault> {
        Ok(())
    }

    fn erase(&mut self, _people: &[Subject]) -> Result<(), JournalFault> {
        Ok(())
    }
}

/// Tokens are `role:label`; the staff are the guards 1001 张伟 with PIN 4711 and 1002 赵敏 with 4712, the shift
/// leader 1003 孙丽 with 4713, and an office clerk 2002 with 5822.
/// A device that was thrown out holds no stream any longer.
#[derive(Clone, Default)]
pub struct OpenDoor(Arc<Mutex<bool>>);

impl OpenDoor {
    pub fn throw_devices_out(&self) {
        *self.0.lock().unwrap() = true;
    }
}

impl Doorkeeper for OpenDoor {
    fn device(&self, token: &str) -> Option<Device> {
        let (role, label) = token.split_once(':')?;
        let role: RoleWord = serde_json::from_value(Value::from(role)).ok()?;
        Some(Device { role: role.into(), label: label.to_owned() })
    }

    fn device_stands(&self, _: &[u8; 32]) -> bool {
        !*self.0.lock().unwrap()
    }

    fn number_of(&self, name_or_number: &str) -> Option<StaffNo> {
        let number = match name_or_number {
            "1001" | "张伟" => "1001",
            "1002" | "赵敏" => "1002",
            "1003" | "孙丽" => "1003",
            "2002" | "李娜" => "2002",
            _ => return None,
        };
        Some(StaffNo(number.to_owned()))
    }

    fn person(&self, name_or_number: &str, pin: &str) -> Option<Person> {
        let number = self.number_of(name_or_number)?;
        let name = match (number.0.as_str(), pin) {
            ("1001", "4711") => "张伟",
            ("1002", "4712") => "赵敏",
            ("1003", "4713") => "孙丽",
            ("2002", "5822") => "李娜",
            _ => return None,
        };
        Some(Person { entry: self.stands(&number)?, number, name: name.to_owned() })
    }

    fn stands(&self, number: &StaffNo) -> Option<StaffEntry> {
        let role = match number.0.as_str() {
            "1001" | "1002" => Role::Guard,
            "1003" => Role::ShiftLeader,
            "2002" => Role::Administration,
            _ => return None,
        };
        Some(StaffEntry { roles: vec![role], pin_mark: [7; 8] })
    }
}

/// The site.
pub struct Site {
    pub core: Core,
    pub record: MemoryRecord,
    pub gate: SimulatedGate,
    pub address: SocketAddr,
    pub http: Client,
    /// Where its server finds the history.
    pub desk: HistoryDesk,
    pub door: OpenDoor,
    settings: Settings,
    runtime: Runtime,
    server: Option<(ServerStop, tokio::task::JoinHandle<()>)>,
    engine: Option<EngineJoin>,
    folder: TempDir,
}

/// A site that is switched off.
pub struct Down {
    settings: Settings,
    record: MemoryRecord,
    gate: SimulatedGate,
    address: SocketAddr,
}

impl Down {
    /// What the site is configured as, to be changed before it starts again.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Starts again at the same address.
    pub fn up(self) -> Site {
        Site::begin(self.settings, self.record, self.gate, Some(self.address))
    }
}

/// What was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    pub status: u16,
    pub body: Value,
    /// Bytes of the body.
    pub length: usize,
}

impl Said {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

/// The settings as they come, but that nobody signs the rules: whoever tests that says so.
fn unsigned() -> Settings {
    let mut settings = Settings::parse("").unwrap();
    settings.rules.sign_rules = false;
    settings
}

impl Site {
    pub fn open() -> Site {
        Site::with(|_| {})
    }

    /// A site whose settings differ.
    pub fn with(change: impl FnOnce(&mut Settings)) -> Site {
        let mut settings = unsigned();
        change(&mut settings);
        let (record, gate) = (MemoryRecord::default(), SimulatedGate::new());
        Site::begin(settings, record, gate, None)
    }

    /// A site on another record than the one in memory; it is not started again.
    pub fn on(journal: Box<dyn Journal>) -> Site {
        let (record, gate) = (MemoryRecord::default(), SimulatedGate::new());
        Site::begin_on(journal, unsigned(), record, gate, None)
    }

    fn begin(settings: Settings, record: MemoryRecord, gate: SimulatedGate, at: Option<SocketAddr>) -> Site {
        Site::begin_on(Box::new(record.clone()), settings, record, gate, at)
    }

    fn begin_on(
        journal: Box<dyn Journal>,
        settings: Settings,
        record: MemoryRecord,
        gate: SimulatedGate,
        at: Option<SocketAddr>,
    ) -> Site {
        let folder = TempDir::new().unwrap();
        let (core, engine) = start_engine(&settings, journal, &gate, &folder);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let desk = HistoryDesk::default();
        let door = OpenDoor::default();
        let parts = server_parts(&core, &settings, &desk, &door);
        let at = at.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)));
        let server = Server::listen(at, None, parts).unwrap();
        let (address, stop) = (server.address(), server.stopper());
        let serving = runtime.spawn(async move { server.serve().await.unwrap() });
        let http = http_client(None).unwrap();
        let (server, engine) = (Some((stop, serving)), Some(engine));
        Site { core, record, gate, address, http, desk, door, settings, runtime, server, engine, folder }
    }

    /// The printer's folder.
    pub fn printed(&self) -> PathBuf {
        self.folder.path().join("printed")
    }

    /// Stops all but the record and the gate, and starts again at the same address.
    pub fn restart(self) -> Site {
        self.down().up()
    }

    /// Stops all but the record and the gate.
    pub fn down(mut self) -> Down {
        self.stop();
        let (settings, record, gate) = (self.settings.clone(), self.record.clone(), self.gate.clone());
        Down { settings, record, gate, address: self.address }
    }

    fn stop(&mut self) {
        if let Some((stop, serving)) = self.server.take() {
            stop.stop();
            self.runtime.block_on(async { tokio::time::timeout(SOON, serving).await.unwrap().unwrap() });
        }
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
    }

    pub fn run<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(async { tokio::time::timeout(SOON, what).await.expect("it hangs") })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What another server of this site is made from.
    pub fn parts(&self) -> ServerParts {
        server_parts(&self.core, &self.settings, &self.desk, &self.door)
    }

    /// Any request with a token and a body.
    pub fn request(&self, method: Method, path: &str, token: &str, key: Option<&str>, body: Vec<u8>) -> Said {
        self.run(async {
            let mut request = self.http.request(method, self.url(path)).bearer_auth(token).body(body);
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            said(request.send().await.unwrap()).await
        })
    }

    pub fn get(&self, path: &str, token: &str) -> Said {
        self.request(Method::GET, path, token, None, Vec::new())
    }

    /// A wish with a key.
    pub fn wish_keyed(&self, token: &str, key: &str, wish: &Wish) -> Said {
        self.request(Method::POST, "/api/v1/commands", token, Some(key), serde_json::to_vec(wish).unwrap())
    }

    /// A wish with a key of its own.
    pub fn wish(&self, token: &str, wish: &Wish) -> Said {
        self.wish_keyed(token, &format!("key-{:032x}", fastrand::u128(..)), wish)
    }

    /// A wish that is granted.
    pub fn granted(&self, token: &str, wish: &Wish) -> Value {
        let said = self.wish(token, wish);
        assert_eq!(said.status, 200, "{wish:?}: {said:?}");
        said.body
    }

    /// The panel's view.
    pub fn panel(&self) -> GuardView {
        serde_json::from_value(self.get("/api/v1/guard/view", GUARD).body).unwrap()
    }

    /// The panel's view once it is so.
    pub fn panel_when(&self, so: impl Fn(&GuardView) -> bool) -> GuardView {
        let mut changed = self.core.changed();
        let end = Instant::now() + SOON;
        loop {
            let view = self.panel();
            if so(&view) {
                return view;
            }
            assert!(Instant::now() < end, "it never came so: {view:#?}");
            // Nothing to see yet: the next change of the house, or another look.
            self.runtime.block_on(async {
                tokio::time::timeout(Duration::from_millis(200), changed.changed()).await.ok()
            });
        }
    }

    /// Waits until the gate has told how it stands, and the record moves no more.
    pub fn settle(&self) {
        let mut changed = self.core.changed();
        changed.mark_unchanged();
        while self.runtime.block_on(async { tokio::time::timeout(QUIET, changed.changed()).await.is_ok() }) {}
    }

    /// A host 王芳 of extension 8001.
    pub fn add_host(&self) -> u32 {
        self.add_host_named("H1", "王芳")
    }

    pub fn add_host_named(&self, number: &str, name: &str) -> u32 {
        let host = HostDraft {
            number: number.to_owned(),
            name: name.to_owned(),
            department: "采购部".to_owned(),
            phone: "8001".to_owned(),
            stand_in: String::new(),
            unlisted: false,
        };
        self.granted(OFFICE, &Wish::PutHost { host })["id"].as_str().unwrap().parse().unwrap()
    }

    /// Somebody checks in; gives the answer.
    pub fn check_in(&self, draft: Draft) -> (String, u32) {
        let said = self.granted(KIOSK, &Wish::CheckIn { draft });
        (said["handle"].as_str().unwrap().to_owned(), u32::try_from(said["queue"].as_u64().unwrap()).unwrap())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop();
    }
}

pub const KIOSK: &str = "kiosk:touchscreen";
pub const PANEL: &str = "panel:gatehouse";
pub const GUARD: &str = "guard:gatehouse";
pub const OFFICE: &str = "administration:office";

/// The wall clock.
pub fn now() -> i64 {
    SystemClock::default().now().wall.0
}

/// A watchlist entry in force.
pub fn watched(name: &str) -> WatchDraft {
    WatchDraft {
        name: name.to_owned(),
        phone: String::new(),
        document_tail: String::new(),
        behaviour: "2026年1月扰乱秩序".to_owned(),
        happened: now() - 1_000,
        expires: now() + 24 * 3_600_000,
    }
}

/// A booking with the host of [`Site::add_host`]; hours from now.
pub fn booked(name: &str, from_h: i64, to_h: i64) -> BookingDraft {
    const HOUR_MS: i64 = 3_600_000;
    BookingDraft {
        name: name.to_owned(),
        unit: "远洋电子".to_owned(),
        phone: "13900001111".to_owned(),
        companions: Vec::new(),
        kind: KindWord::Supplier,
        class: ClassWord::Ordinary,
        host: "H1".to_owned(),
        purpose: "送样品".to_owned(),
        from: now() + from_h * HOUR_MS,
        to: now() + to_h * HOUR_MS,
        plate: String::new(),
        area: String::new(),
        application: None,
    }
}

/// A walk-in.
pub fn draft(name: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        unit: "远洋电子".to_owned(),
        phone: "13800001234".to_owned(),
        kind: KindWord::Supplier,
        leader: false,
        host: None,
        host_text: "王芳".to_owned(),
        purpose: "送样品".to_owned(),
        companions: Vec::new(),
        language: LanguageWord::Zh,
    }
}

/// A second part in which all is agreed.
pub fn slip() -> SlipParts {
    SlipParts { nothing_forbidden: true, rules_agreed: true, ..SlipParts::default() }
}

pub async fn said(response: Response) -> Said {
    let status = response.status().as_u16();
    let bytes = response.bytes().await.unwrap();
    let body =
        serde_json::from_slice(&bytes).unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&bytes)));
    Said { status, body, length: bytes.len() }
}

fn server_parts(core: &Core, settings: &Settings, desk: &HistoryDesk, door: &OpenDoor) -> ServerParts {
    let clock = SystemClock::default();
    ServerParts {
        core: core.clone(),
        history: desk.clone(),
        door: Arc::new(door.clone()),
        settings: Arc::new(settings.clone()),
        clock: Arc::new(move || clock.now().wall),
    }
}

fn start_engine(
    settings: &Settings,
    journal: Box<dyn Journal>,
    gate: &SimulatedGate,
    folder: &TempDir,
) -> (Core, EngineJoin) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let id = KeyId::new(1).unwrap();
    let passes = Passes {
        site: settings.site.id.clone(),
        trusted: vec![(id, key.verifying_key())],
        signing: (id, key),
    };
    let printed = || Box::new(FolderPrinter::new(&folder.path().join("printed")));
    let parts = Parts {
        policy: settings.policy([1; 32], MarkKey([5; 32])),
        clock: Arc::new(SystemClock::default()),
        times: Arc::new(ZoneTime(settings.site.zone)),
        journal: Ok(journal),
        tail_cut: 0,
        spool: Box::new(SpoolFile::new(folder.path(), &WrappingKey::from_bytes([2; 32]))),
        history: None,
        backups: None,
        gate: gate.board(),
        printers: Printers {
            first: BadgePrinter { printer: printed(), media: Media::Label62x100, labels_on_roll: None },
            spare: None,
            lists: printed(),
            rolls: Box::new(RollNote::new(&folder.path().join("store"))),
            test: TestWords::default(),
        },
        fonts: Fonts::embedded(),
        passes,
        aids: StartAids::default(),
    };
    Engine::start(parts).unwrap()
}
