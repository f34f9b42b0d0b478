//! A gate of the built program, for tests of trouble: made by `init` in a folder that outlives its processes,
//! served over its own TLS, killed, stopped, damaged and started again. What a test starts ends with it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::disk::free_bytes;
use gatehouse::adapters::gate_folder::EDGES;
use gatehouse::adapters::journal::{read_from, verify_all};
use gatehouse::adapters::journal_records::decode;
use gatehouse::adapters::keys::{DeviceKeys, journal_public};
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::adapters::token_file::{TokenFile, TokenRole};
use gatehouse::badge::KeyId;
use gatehouse::badge::pass::{PassFields, sign};
use gatehouse::client::http_client;
use gatehouse::domain::{Event, GateNo, Record};
use gatehouse::settings::Settings;
use gatehouse::wire::{
    DocumentWord, Draft, GuardView, HostDraft, HostReply, SessionGiven, SignerWord, SlipParts, Wish,
};
use reqwest::{Client, Method};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::server_site::{Said, draft};

/// How long anything may take before a test says that it hangs: two busy cores, unoptimised programs.
pub const SOON: Duration = Duration::from_secs(60);
/// How often something is looked at that tells no news.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Room a file system in memory must have, bytes: for several gates and what they keep free.
const MEMORY_BYTES_MIN: u64 = 2 << 30;
/// The guard that `init` makes.
const GUARD: (&str, &str) = ("G001", "5917");

/// A gate's folder.
pub struct Place {
    folder: TempDir,
    /// What commands are put behind, to run elsewhere than here.
    enter: Vec<OsString>,
    /// Where the root of the file system is that the commands see.
    root: PathBuf,
}

impl Place {
    /// A gate as `init` makes it, in memory where there is room: these tests sync some thousand times.
    pub fn new() -> Place {
        let memory = Path::new("/dev/shm");
        let has_room = free_bytes(memory).is_ok_and(|free| free > MEMORY_BYTES_MIN);
        Place::within(&if has_room { memory.to_owned() } else { std::env::temp_dir() })
    }

    /// A gate on the disk.
    pub fn on_disk() -> Place {
        Place::within(&std::env::temp_dir())
    }

    fn within(folder: &Path) -> Place {
        let folder = tempfile::tempdir_in(folder).unwrap();
        let place = Place { folder, enter: Vec::new(), root: "/".into() };
        let listen = free_port();
        let dir = place.dir().to_str().unwrap().to_owned();
        place
            .ends(&["init", &dir, "--listen", &listen, "--guard-pin", GUARD.1, "--guard-number", GUARD.0], 0);
        place
    }

    /// The gate's folder.
    pub fn dir(&self) -> PathBuf {
        self.folder.path().join("gate")
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.dir().join("gatehouse.toml")
    }

    pub fn settings(&self) -> Settings {
        Settings::read(&self.config()).unwrap()
    }

    /// The store folder, as this process sees it.
    pub fn store(&self) -> PathBuf {
        self.seen_here(&self.settings().store.dir)
    }

    /// A path of the commands as this process sees it.
    fn seen_here(&self, path: &Path) -> PathBuf {
        self.root.join(path.strip_prefix("/").unwrap())
    }

    /// From now on commands run behind `enter`, in a file system whose root is seen here at `root`.
    pub fn move_to(&mut self, enter: Vec<OsString>, root: PathBuf) {
        (self.enter, self.root) = (enter, root);
    }

    /// Changes a line of the configuration.
    pub fn configure(&self, line: &str, by: &str) {
        let text = fs::read_to_string(self.config()).unwrap();
        assert!(text.contains(line), "{line}");
        fs::write(self.config(), text.replacen(line, by, 1)).unwrap();
    }

    /// The token of one more device.
    pub fn device(&self, role: TokenRole, label: &str) -> String {
        let path = self.settings().store.token_file;
        let mut tokens = TokenFile::load(&path).unwrap();
        let token = tokens.give(role, label).unwrap();
        tokens.save(&path).unwrap();
        token.text().to_owned()
    }

    /// The token of a device that `init` made.
    pub fn token(&self, name: &str) -> String {
        fs::read_to_string(self.dir().join(format!("clients/{name}.token"))).unwrap()
    }

    fn program(&self) -> Command {
        let program = OsString::from(env!("CARGO_BIN_EXE_gatehouse"));
        let mut words = self.enter.iter().chain([&program]);
        let mut command = Command::new(words.next().unwrap());
        command.args(words).env_remove("GATEHOUSE_PASSPHRASE").stdin(Stdio::null());
        command
    }

    /// Runs a command to its end with `code`, and gives all that it said.
    pub fn ends(&self, args: &[&str], code: i32) -> String {
        let output = self.program().args(args).output().unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {told}");
        told
    }

    /// Runs a command of this gate to its end with `code`, and gives all that it said.
    pub fn says(&self, args: &[&str], code: i32) -> String {
        let config = self.config();
        self.ends(&[args, &["--config", config.to_str().unwrap()]].concat(), code)
    }

    /// Starts the core, and waits until it serves.
    pub fn serve(&self) -> Serving {
        let mut command = self.program();
        command.arg("serve").arg("--config").arg(self.config());
        Serving::begin(self, command)
    }

    /// What the cores of this place have logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The record from its files, by the codec alone.
    pub fn records(&self) -> Vec<Record> {
        let settings = self.settings();
        let keys_dir = self.seen_here(&settings.store.keys_dir);
        let journal = self.store().join(JOURNAL_FOLDER);
        let device = DeviceKeys::load(&keys_dir).unwrap();
        let found = verify_all(&journal, &journal_public(&keys_dir).unwrap(), None).unwrap();
        // After the journal: a record's key is durable before the record.
        let people = SharedKeys::from(SubjectKeys::open_to_read(&keys_dir, &device.wrapping).unwrap());
        let records = read_from(&journal, 1, found.last.seq).unwrap();
        records
            .map(|read| {
                let read = read.unwrap();
                decode(&people, read.mark.seq, &read.body).unwrap()
            })
            .collect()
    }

    pub fn events(&self) -> Vec<Event> {
        self.records().into_iter().map(|record| record.event).collect()
    }

    /// The code on the badge of a visit's lead, as the record has it.
    pub fn code_of(&self, visit: &str) -> String {
        let pass = self.events().iter().rev().find_map(|event| match event {
            Event::BadgesIssued { visit: of, issued, .. } if of.to_string() == visit => issued[0].pass,
            _ => None,
        });
        let fields = PassFields {
            id: pass.expect("a pass").0,
            start_min: 0,
            duration_min: u16::MAX,
            class: 1,
            gates: GateNo::FIRST.mask(),
            issue: 1,
        };
        let settings = self.settings();
        let keys = DeviceKeys::load(&self.seen_here(&settings.store.keys_dir)).unwrap();
        sign(&fields, KeyId::new(0).unwrap(), &keys.pass, &settings.site.id).as_str().to_owned()
    }

    /// What the gate did, a word for each start of a program and each edge of the relay.
    pub fn edges(&self) -> Vec<String> {
        let log = fs::read_to_string(self.dir().join("gate").join(EDGES)).unwrap_or_default();
        log.lines().map(|line| line.split_once(' ').unwrap().1.to_owned()).collect()
    }

    /// How often the relay was driven.
    pub fn pulses(&self) -> usize {
        self.edges().iter().filter(|edge| *edge == "driven").count()
    }

    /// A contact of the gate begins to work, or rests.
    pub fn contact(&self, name: &str, works: bool) {
        let file = self.dir().join("gate").join(name);
        if works { fs::write(file, "").unwrap() } else { fs::remove_file(file).unwrap() }
    }
}

fn free_port() -> String {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().to_string()
}

/// Somebody who asks the core.
#[derive(Clone)]
pub struct Caller {
    http: Client,
    server: String,
    token: String,
}

impl Caller {
    /// One try of a request; `None` if no whole answer came.
    pub async fn ask(&self, method: Method, path: &str, key: Option<&str>, body: Vec<u8>) -> Option<Said> {
        let url = format!("{}{path}", self.server);
        let mut request = self.http.request(method, url).bearer_auth(&self.token).body(body);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.ok()?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.ok()?;
        let text = || Value::from(String::from_utf8_lossy(&bytes));
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
        Some(Said { status, body, length: bytes.len() })
    }

    /// One try of a wish.
    pub async fn wish(&self, key: &str, wish: &Wish) -> Option<Said> {
        self.ask(Method::POST, "/api/v1/commands", Some(key), serde_json::to_vec(wish).unwrap()).await
    }
}

/// A core that runs, in a process of its own.
pub struct Serving {
    child: Child,
    server: String,
    http: Client,
    runtime: Runtime,
}

impl Serving {
    fn begin(place: &Place, mut command: Command) -> Serving {
        let log = File::options().append(true).create(true).open(place.folder.path().join("log")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let told = child.stdout.take().unwrap();
        let certificate = fs::read(place.dir().join("clients/site.pem")).unwrap();
        let http = http_client(Some(&certificate)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut serving = Serving { child, server: String::new(), http, runtime };
        let (first, heard) = channel();
        std::thread::spawn(move || {
            // To its end, so that the core never writes into a closed pipe.
            BufReader::new(told).lines().map_while(Result::ok).for_each(|line| drop(first.send(line)));
        });
        let line = heard.recv_timeout(SOON).unwrap_or_else(|_| panic!("it does not serve: {}", place.log()));
        serving.server = line.strip_prefix("serving on ").expect("an address").to_owned();
        serving
    }

    pub fn run<T>(&self, what: impl Future<Output = T>) -> T {
        self.runtime.block_on(async { tokio::time::timeout(SOON, what).await.expect("it hangs") })
    }

    /// Waits until it is so.
    pub fn until(&self, so: impl Fn() -> bool) {
        let end = Instant::now() + SOON;
        while !so() {
            assert!(Instant::now() < end, "it never comes so");
            self.runtime.block_on(async { tokio::time::sleep(LOOK_EVERY).await });
        }
    }

    pub fn caller(&self, token: &str) -> Caller {
        Caller { http: self.http.clone(), server: self.server.clone(), token: token.to_owned() }
    }

    pub fn get(&self, path: &str, token: &str) -> Said {
        self.run(self.caller(token).ask(Method::GET, path, None, Vec::new())).expect("an answer")
    }

    /// A wish with a key of its own.
    pub fn wish(&self, token: &str, wish: &Wish) -> Said {
        self.run(self.caller(token).wish(&new_key(), wish)).expect("an answer")
    }

    /// A wish that is granted.
    pub fn granted(&self, token: &str, wish: &Wish) -> Value {
        let said = self.wish(token, wish);
        assert_eq!(said.status, 200, "{wish:?}: {said:?}");
        said.body
    }

    /// The guard signs in at a panel; gives the session's token.
    pub fn sign_in(&self, panel: &str) -> String {
        self.run(sign_in(&self.caller(panel))).expect("an answer")
    }

    pub fn panel(&self, session: &str) -> GuardView {
        let said = self.get("/api/v1/guard/view", session);
        assert_eq!(said.status, 200, "{said:?}");
        serde_json::from_value(said.body).unwrap()
    }

    /// Waits until the panel shows it so.
    pub fn panel_when(&self, session: &str, so: impl Fn(&GuardView) -> bool) -> GuardView {
        self.until(|| so(&self.panel(session)));
        self.panel(session)
    }

    pub fn is_ready(&self) -> bool {
        self.get("/readyz", "").status == 200
    }

    /// A host 王芳; gives the id.
    pub fn add_host(&self, office: &str) -> u32 {
        let host = HostDraft {
            number: "H1".to_owned(),
            name: "王芳".to_owned(),
            department: "采购部".to_owned(),
            phone: "8001".to_owned(),
            stand_in: String::new(),
            unlisted: false,
        };
        self.granted(office, &Wish::PutHost { host })["id"].as_str().unwrap().parse().unwrap()
    }

    /// A visitor with the badge in hand; gives the visit.
    pub fn admit(&self, session: &str, host: u32, name: &str) -> String {
        let visit = self.granted(session, &by_hand(name, host))["visit"].as_str().unwrap().to_owned();
        for wish in to_badge(&visit) {
            self.granted(session, &wish);
        }
        let printed = |view: &GuardView| {
            let state = view.on_site.iter().find(|card| card.visit == visit).map(|card| card.next);
            state == Some(gatehouse::wire::StepWord::Open)
        };
        self.panel_when(session, printed);
        visit
    }

    /// A visitor inside, signed off; gives the visit. The gate has no door contact: it is passed when it shuts.
    pub fn bring_in(&self, session: &str, host: u32, name: &str) -> String {
        let visit = self.admit(session, host, name);
        self.granted(session, &Wish::Open { visit: visit.clone(), person: None });
        self.panel_when(session, |view| {
            view.on_site.iter().any(|card| card.visit == visit && card.persons[0].inside)
        });
        let (by, name) = (SignerWord::Host, "王芳".to_owned());
        self.granted(session, &Wish::SignOff { visit: visit.clone(), by, name, signature: None });
        visit
    }

    /// The core hangs, with all its threads and connections, or goes on.
    pub fn hang(&self, hangs: bool) {
        let signal = if hangs { Signal::STOP } else { Signal::CONT };
        kill_process(Pid::from_child(&self.child), signal).unwrap();
        let threads = format!("/proc/{}/task", self.child.id());
        let is_stopped = |thread: fs::DirEntry| {
            // The state stands behind the name, in parentheses. A thread that has ended does nothing more.
            let stat = fs::read_to_string(thread.path().join("stat")).unwrap_or(") T".to_owned());
            stat.rsplit_once(") ").unwrap().1.starts_with('T')
        };
        // Each thread stops by itself, and soon.
        self.until(|| !hangs || fs::read_dir(&threads).unwrap().map(Result::unwrap).all(is_stopped));
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM, and the end of the program.
    pub fn stop(mut self) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).unwrap();
        assert_eq!(self.ended().code(), Some(0));
    }

    fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + SOON;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "it does not stop");
            self.runtime.block_on(async { tokio::time::sleep(LOOK_EVERY).await });
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Ended already, mostly.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The guard signs in; `None` if no answer came.
pub async fn sign_in(panel: &Caller) -> Option<String> {
    let body = format!(r#"{{"name":"{}","pin":"{}"}}"#, GUARD.0, GUARD.1);
    let said = panel.ask(Method::POST, "/api/v1/sessions", None, body.into_bytes()).await?;
    assert_eq!(said.status, 200, "{said:?}");
    Some(serde_json::from_value::<SessionGiven>(said.body).unwrap().token)
}

/// A number from the environment.
pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is {text}")))
}

pub fn new_key() -> String {
    format!("key-{:032x}", fastrand::u128(..))
}

/// A visitor whom the guard enters, slip and all.
pub fn by_hand(name: &str, host: u32) -> Wish {
    let slip = SlipParts { nothing_forbidden: true, rules_agreed: true, ..SlipParts::default() };
    Wish::EnterByHand { draft: Draft { host: Some(host), ..draft(name) }, slip: Some(slip) }
}

/// What else it takes to a badge.
pub fn to_badge(visit: &str) -> [Wish; 3] {
    let (document, number) = (DocumentWord::Passport, "E12345678".to_owned());
    [
        Wish::SeeDocument { visit: visit.to_owned(), document, number },
        Wish::HostSaid { visit: visit.to_owned(), reply: HostReply::Agrees },
        Wish::IssueBadge { visit: visit.to_owned(), area: String::new() },
    ]
}

pub fn scan(reader: &str, code: &str) -> Wish {
    Wish::Scan { reader: reader.to_owned(), code: code.to_owned() }
}

pub fn override_gate() -> Wish {
    Wish::Override { reason: "总经理同意放行".to_owned() }
}
