//! `gatehouse reader` against a gate that runs: a code at the scanner opens it once, whatever else the scanner sends
//! is refused and told, and what the core does not hear at once is never sent later.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use gatehouse::adapters::gate_folder::DOOR;
use gatehouse::adapters::token_file::TokenRole;
use gatehouse::client::SCAN_MAX;
use gatehouse::domain::{Event, Role};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use crate::program::gatehouse;
use crate::trouble_site::{Place, SOON, Serving};

/// A line that no scanner sends, bytes.
const MEGABYTE: usize = 1 << 20;
/// More scans at once than the reader keeps waiting.
const MANY: usize = 40;
const MISSED: &str = "dropped: the core did not answer in time";
const WAITED: &str = "dropped: it has waited too long for the core";
const TOO_MANY: &str = "dropped: too many scans at once";

/// A reader at the entry.
struct Reader {
    child: Child,
    scanner: Option<ChildStdin>,
    told: Receiver<String>,
}

impl Reader {
    fn start(place: &Place, more: &[&str]) -> Reader {
        let config = place.dir().join("clients/reader.toml");
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatehouse"))
            .args(["reader", "--id", "entry", "--config", config.to_str().unwrap()])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, told) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| drop(tell.send(line))));
        Reader { scanner: child.stdin.take(), child, told }
    }

    /// The scanner sends this.
    fn sends(&mut self, bytes: &[u8]) {
        self.scanner.as_mut().unwrap().write_all(bytes).unwrap();
    }

    #[track_caller]
    fn tells(&self, wanted: &str) {
        assert_eq!(self.told.recv_timeout(SOON).unwrap(), wanted);
    }

    /// Its input ends: the exit code, what it had still to tell, and its log.
    fn ends(mut self) -> (Option<i32>, Vec<String>, String) {
        drop(self.scanner.take());
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        let code = self.child.wait().unwrap().code();
        (code, self.told.iter().collect(), log)
    }

    /// Its input ends, and that is all.
    #[track_caller]
    fn ends_well(self) {
        let (code, told, log) = self.ends();
        assert_eq!((code, told.as_slice()), (Some(0), [].as_slice()), "{log}");
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Ended already, mostly.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A gate with somebody in front of it, whose badge has this code.
struct AtTheGate {
    place: Place,
    serving: Serving,
    session: String,
    code: String,
}

impl AtTheGate {
    fn new() -> AtTheGate {
        AtTheGate::at(Place::new())
    }

    fn at(place: Place) -> AtTheGate {
        place.configure("#door_pin = 27", "door_pin = 27");
        let serving = place.serve();
        let host = serving.add_host(&place.token("administration"));
        let session = serving.sign_in(&place.token("guard"));
        let visit = serving.admit(&session, host, "欧阳明日");
        let code = place.code_of(&visit);
        AtTheGate { place, serving, session, code }
    }

    /// The badge at the scanner, with the end of a line as most send it.
    fn line(&self) -> Vec<u8> {
        format!("{}\r\n", self.code).into_bytes()
    }

    /// Somebody walks through the open gate: the pulse ends with the door.
    fn walks_in(&self) {
        self.serving.until(|| self.place.pulses() == 1);
        self.place.contact(DOOR, true);
        self.serving.panel_when(&self.session, |view| view.gate.door_open == Some(true));
        self.place.contact(DOOR, false);
        self.serving.panel_when(&self.session, |view| view.heads_inside == 1);
    }
}

/// What came of scans at the entry, as the record has it: `granted`, or the code of the refusal.
fn recorded(place: &Place) -> Vec<String> {
    let scans = place.records().into_iter().filter(|record| record.by.role == Role::Reader);
    scans
        .filter_map(|record| match record.event {
            Event::Granted { reader: Some(reader), .. } if reader.0 == "entry" => Some("granted".to_owned()),
            Event::ScanRefused { reader, code, .. } if reader.0 == "entry" => Some(code),
            _ => None,
        })
        .collect()
}

#[test]
fn a_badge_at_the_reader_opens_the_gate_once() {
    let gate = AtTheGate::new();
    let mut reader = Reader::start(&gate.place, &[]);
    reader.sends(&gate.line());
    reader.tells("granted");
    gate.walks_in();
    reader.sends(&gate.line());
    reader.tells("refused already-inside");
    let (code, told, log) = reader.ends();
    assert_eq!((code, told.len()), (Some(0), 0), "{log}");
    assert!(!log.contains(&gate.code) && !gate.place.log().contains(&gate.code), "a code is in a log: {log}");
    assert_eq!(gate.place.pulses(), 1);
    assert_eq!(recorded(&gate.place), ["granted", "already-inside"]);
}

#[test]
fn what_is_no_code_is_refused_and_recorded_and_the_next_scan_is_heard() {
    let gate = AtTheGate::new();
    let mut reader = Reader::start(&gate.place, &[]);
    let line = gate.line();
    let megabyte = [vec![b'A'; MEGABYTE], b"\r".to_vec()].concat();
    let sent = [b"\n\r\n\n" as &[u8], b"GH1\xff\xfe\n", &megabyte, b"nonsense\n", &line, &line[..50], b"\n"];
    sent.iter().for_each(|bytes| reader.sends(bytes));
    let unreadable = "refused code-unreadable";
    [unreadable, unreadable, unreadable, "granted", unreadable].iter().for_each(|told| reader.tells(told));
    reader.ends_well();
    gate.serving.until(|| gate.place.pulses() == 1);
    let refused = "code-unreadable";
    assert_eq!(recorded(&gate.place), [refused, refused, refused, "granted", refused]);
}

#[test]
fn what_is_scanned_while_the_core_is_gone_is_dropped_and_not_sent_when_it_is_back() {
    let AtTheGate { place, serving, session: _, code } = AtTheGate::new();
    let mut reader = Reader::start(&place, &[]);
    serving.kill();
    let began = Instant::now();
    reader.sends(format!("{code}\n").repeat(2).as_bytes());
    assert!(reader.told.recv_timeout(SCAN_MAX / 3).is_err(), "a core that starts again may still answer");
    // Still in its own time when the first is given up; but the core was not there when it was read.
    reader.sends(format!("{code}\n").as_bytes());
    [MISSED, WAITED, WAITED].iter().for_each(|told| reader.tells(told));
    assert!(began.elapsed() < 2 * SCAN_MAX, "a queue waits as long as one does: {:?}", began.elapsed());
    let serving = place.serve();
    serving.until(|| serving.is_ready());
    // Whoever comes now is heard; nobody was before.
    reader.sends(format!("{code}\n").as_bytes());
    reader.tells("granted");
    reader.ends_well();
    serving.until(|| place.pulses() == 1);
    assert_eq!(recorded(&place), ["granted"]);
}

#[test]
fn a_core_that_hangs_finds_no_old_scan_when_it_goes_on() {
    let gate = AtTheGate::new();
    let mut reader = Reader::start(&gate.place, &[]);
    // There is a connection already.
    reader.sends(b"nonsense\n");
    reader.tells("refused code-unreadable");
    hangs(&gate, reader);
    assert_eq!(recorded(&gate.place), ["code-unreadable", "granted"]);
}

#[test]
fn a_core_without_tls_that_hangs_finds_no_old_scan_either() {
    let place = Place::new();
    place.configure("\ntls = true", "\ntls = false");
    let config = place.dir().join("clients/reader.toml");
    let plain = fs::read_to_string(&config).unwrap().replace("https://", "http://");
    fs::write(&config, plain).unwrap();
    let gate = AtTheGate::at(place);
    let reader = Reader::start(&gate.place, &[]);
    // There is no connection: the system takes one, and what is sent on it, for a core that hangs.
    hangs(&gate, reader);
    assert_eq!(recorded(&gate.place), ["granted"]);
}

/// The core hangs while many scan, and goes on.
fn hangs(gate: &AtTheGate, mut reader: Reader) {
    gate.serving.hang(true);
    reader.sends(&gate.line().repeat(MANY));
    let told: Vec<String> = (0..MANY).map(|_| reader.told.recv_timeout(SOON).unwrap()).collect();
    let [missed, waited, too_many] =
        [MISSED, WAITED, TOO_MANY].map(|wanted| told.iter().filter(|told| *told == wanted).count());
    assert_eq!((missed, waited + too_many), (1, MANY - 1), "{told:?}");
    assert!(waited > 0 && too_many > 0, "{told:?}");
    gate.serving.hang(false);
    gate.serving.until(|| gate.serving.is_ready());
    reader.sends(&gate.line());
    reader.tells("granted");
    reader.ends_well();
    gate.serving.until(|| gate.place.pulses() == 1);
}

#[test]
fn a_reader_whom_the_core_does_not_know_ends_as_wrong_configuration() {
    let gate = AtTheGate::new();
    let clients = gate.place.dir().join("clients");
    let config = clients.join("reader.toml");
    let ends = |id: &str, code: &str| {
        let args = ["reader", "--config", config.to_str().unwrap(), "--id", id];
        let output = gatehouse(&args, &format!("{}\n", gate.code));
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains(&format!("refused {code}")), "{told}");
        assert!(told.contains(&format!("reader \"{id}\"")) && !told.contains(&gate.code), "{told}");
    };
    ends("side door", "no-such-reader");
    ends("touchscreen", "not-allowed");
    fs::write(clients.join("reader.token"), gate.place.device(TokenRole::Auditor, "wrong one")).unwrap();
    ends("entry", "not-allowed");
    fs::write(clients.join("reader.token"), "nobody's").unwrap();
    ends("entry", "token-wrong");
    assert_eq!(gate.place.pulses(), 0);
}

/// A scanner's port: what the scanner sends goes in here, and the path is what the reader opens.
fn port() -> (File, String) {
    let scanner = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&scanner).unwrap();
    unlockpt(&scanner).unwrap();
    let path = ptsname(&scanner, Vec::new()).unwrap().into_string().unwrap();
    (File::from(scanner), path)
}

#[test]
fn a_scanner_s_port_is_read_raw_and_one_that_is_unplugged_ends_the_reader() {
    let gate = AtTheGate::new();
    let (mut scanner, path) = port();
    // Scanned before anybody listened. The port holds it once it has sent its echo.
    scanner.write_all(&gate.line()).unwrap();
    scanner.read_exact(&mut vec![0; gate.line().len()]).unwrap();
    let reader = Reader::start(&gate.place, &["--device", &path]);
    let raw = || !tcgetattr(&scanner).unwrap().local_modes.intersects(LocalModes::ECHO | LocalModes::ICANON);
    gate.serving.until(raw);
    scanner.write_all(b"nonsense\r").unwrap();
    reader.tells("refused code-unreadable");
    scanner.write_all(&gate.line()).unwrap();
    reader.tells("granted");
    drop(scanner);
    let (code, told, log) = reader.ends();
    assert_eq!((code, told.len()), (Some(1), 0), "{log}");
    assert!(log.contains("the scanner "), "{log}");
    assert_eq!(recorded(&gate.place), ["code-unreadable", "granted"]);
}

#[test]
fn a_port_that_is_not_there_is_told() {
    let place = Place::new();
    let config = place.dir().join("clients/reader.toml");
    let args =
        ["reader", "--config", config.to_str().unwrap(), "--id", "entry", "--device", "/dev/no scanner"];
    let told = place.ends(&args, 1);
    assert!(told.contains("/dev/no scanner cannot be opened") && told.contains("because: "), "{told}");
}

#[test]
fn the_reader_s_unit_starts_the_command_as_a_user_who_may_read_ports() {
    let folder = crate::source_text::root().join("systemd");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let unit = read("gatehouse-reader@.service");
    let value = |key: &str| unit.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap();
    let words = value("ExecStart").strip_prefix("/usr/bin/gatehouse ").unwrap().split(' ');
    let args: Vec<&str> = words.map(|word| if word == "%i" { "entry" } else { word }).collect();
    // There is no such configuration here; a word the command does not know would end with 2.
    assert!(crate::program::ends(&args, 3).contains("/etc/gatehouse/reader.toml"));
    let user = value("User");
    assert!(read("sysusers.d/gatehouse.conf").lines().any(|line| line.starts_with(&format!("u {user} "))));
    let kept = ["z", "/etc/gatehouse/reader.toml", "0640", "root", user, "-"];
    let files = read("tmpfiles.d/gatehouse.conf");
    assert!(files.lines().any(|line| line.split_whitespace().eq(kept)), "{files}");
    assert_eq!(value("SupplementaryGroups"), "dialout");
    let devices: Vec<&str> = unit.lines().filter_map(|line| line.strip_prefix("DeviceAllow=")).collect();
    assert_eq!(devices, ["char-ttyACM r", "char-ttyUSB r"]);
    assert_eq!(value("Restart"), "always");
}

/// So long one may wait for a scan, and no longer than somebody stands before a gate.
const _: () = assert!(SCAN_MAX.as_millis() <= Duration::from_secs(3).as_millis());
