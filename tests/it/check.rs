//! `gatehouse check` through the built program: what an installer reads.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::NaiveDate;
use gatehouse::adapters::certificate::SiteCertificate;
use gatehouse::adapters::journal::Journal as Bytes;
use gatehouse::adapters::journal_records::JournalRecords;
use gatehouse::adapters::keys::DeviceKeys;
use gatehouse::adapters::last_note::LastNote;
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::domain::{By, CommandId, Event, Record, Stamp};
use gatehouse::ports::journal::Journal;
use tempfile::TempDir;

use crate::fake_roll_printer::{POLITE, RollPrinter};
use crate::program::{ends, gatehouse};

/// Everything that is looked at, in order.
const LINES: [&str; 11] = [
    "configuration",
    "record",
    "clock",
    "keys",
    "certificate",
    "staff",
    "fonts",
    "disk",
    "backup",
    "test badge",
    "gate",
];

/// Whoever keeps the key sets of these gates.
const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

struct Gate {
    folder: TempDir,
    dir: PathBuf,
}

/// What was said, line by line, and how it ended.
struct Told {
    code: Option<i32>,
    text: String,
}

impl Gate {
    /// A gate with everything it needs, its first backup included.
    fn made() -> Gate {
        let gate = Gate::without_backup();
        gate.backed_up(&["--to", &gate.beside("copy")], 0);
        gate
    }

    fn without_backup() -> Gate {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("gate");
        let gate = Gate { folder, dir };
        ends(&["init", gate.dir.to_str().unwrap()], 0);
        gate
    }

    fn beside(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn backed_up(&self, flags: &[&str], code: i32) -> String {
        ends(&[&["backup", "--config", &self.config(), "--recipient", RECIPIENT], flags].concat(), code)
    }

    fn config(&self) -> String {
        self.file("gatehouse.toml").to_str().unwrap().to_owned()
    }

    fn asked(&self, answer: &str) -> Told {
        self.told(&[], answer)
    }

    fn checked(&self) -> Told {
        self.told(&["--yes"], "")
    }

    fn told(&self, flags: &[&str], answer: &str) -> Told {
        let output = gatehouse(&[&["check", "--config", &self.config()], flags].concat(), answer);
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        Told { code: output.status.code(), text }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn configured(&self, from: &str, to: &str) {
        let text = fs::read_to_string(self.file("gatehouse.toml")).unwrap();
        assert!(text.contains(from));
        fs::write(self.file("gatehouse.toml"), text.replacen(from, to, 1)).unwrap();
    }

    fn printed(&self) -> Vec<PathBuf> {
        fs::read_dir(self.file("printed")).unwrap().map(|entry| entry.unwrap().path()).collect()
    }
}

impl Told {
    fn line(&self, what: &str) -> &str {
        let of = |line: &&str| line.get(10..).is_some_and(|rest| rest.starts_with(what));
        self.text.lines().find(of).unwrap_or_else(|| panic!("no line about {what}: {}", self.text))
    }

    /// Only this is not well, and the sentence has these words.
    #[track_caller]
    fn is_unwell_in(&self, what: &str, words: &[&str]) {
        let line = self.line(what);
        let unwell: Vec<&str> = self.text.lines().filter(|line| line.starts_with("NOT WELL")).collect();
        assert_eq!(unwell, [line], "{}", self.text);
        assert!(words.iter().all(|word| line.contains(word)), "{line}");
        assert_eq!(self.code, Some(1), "{}", self.text);
    }
}

fn page(pdf: &Path) -> String {
    let output = Command::new("pdftotext").arg("-layout").arg(pdf).arg("-").output();
    String::from_utf8(output.expect("pdftotext is needed (poppler-utils)").stdout).unwrap()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The record goes on at a time of its own.
fn is_recorded_at(gate: &Gate, at: Stamp) {
    let keys = DeviceKeys::load(&gate.file("keys")).unwrap();
    let people = SharedKeys::from(SubjectKeys::open(&gate.file("keys"), &keys.wrapping).unwrap());
    let bytes = Bytes::open(&gate.file("store/journal"), &keys.journal, None).unwrap().journal;
    let note = LastNote::open(&gate.file("store/journal"), bytes.last(), bytes.end()).unwrap();
    let event = Event::EmergencyClosed;
    let record = Record { seq: 1, at, by: By::CORE, order: CommandId([1; 16]), digest: [0; 8], event };
    JournalRecords::new(bytes, people).noted_in(note).append(&[record]).unwrap();
}

#[test]
fn a_new_gate_is_well_in_every_line_and_prints_a_badge_of_nobody() {
    let gate = Gate::made();
    let told = gate.checked();
    assert_eq!(told.code, Some(0), "{}", told.text);
    let lines: Vec<&str> = told.text.lines().collect();
    assert_eq!(lines.len(), LINES.len() + 1, "{}", told.text);
    for (line, what) in lines.iter().zip(LINES) {
        assert!(line.starts_with("well ") && line[10..].starts_with(what), "{line}");
    }
    let [badge] = gate.printed().try_into().unwrap();
    let text = page(&badge);
    assert!(
        text.contains("测试 Test") && text.contains("Gatehouse trial") && text.contains("访客证"),
        "{text}"
    );
    assert!(told.line("test badge").contains(badge.file_stem().unwrap().to_str().unwrap()));
}

#[test]
fn the_gate_clicks_only_if_somebody_agrees() {
    let gate = Gate::made();
    assert_eq!(gate.asked("y\n").code, Some(0));
    for answer in ["n\n", "", "\n", "maybe\n"] {
        let told = gate.asked(answer);
        assert!(told.text.contains("Is nobody in its way?"), "{}", told.text);
        told.is_unwell_in("gate", &["not clicked", "--yes"]);
    }
}

#[test]
fn nothing_moves_while_a_core_has_the_folder_and_the_rest_is_looked_at() {
    let gate = Gate::made();
    let _serving = FolderLock::take(&gate.file("store")).unwrap();
    let told = gate.checked();
    for what in ["test badge", "gate"] {
        let line = told.line(what);
        let process = format!("process {}", std::process::id());
        assert!(
            line.starts_with("NOT WELL") && line.contains(&process) && line.contains("systemctl"),
            "{line}"
        );
    }
    assert_eq!(told.text.matches("NOT WELL").count(), 2, "{}", told.text);
    assert_eq!((told.code, gate.printed().len()), (Some(1), 0));
}

#[test]
fn every_fault_has_its_line_and_what_to_do() {
    let gate = Gate::made();
    gate.configured("pulse_ms = 3000", "pulse_ms = 30");
    gate.checked().is_unwell_in("configuration", &["gate.pulse_ms is 30", "config example"]);

    let gate = Gate::made();
    gate.configured("kind = \"simulated\"", "kind = \"rppal\"");
    gate.configured("name = \"Gatehouse trial\"", "name = \"𠮷田工厂\"");
    let told = gate.checked();
    assert!(told.line("fonts").contains("no font has 𠮷"), "{}", told.text);
    assert!(
        told.line("gate").starts_with("NOT WELL") && told.line("gate").contains("[gate]"),
        "{}",
        told.text
    );

    let gate = Gate::made();
    fs::remove_dir(gate.file("printed")).unwrap();
    fs::write(gate.file("printed"), "").unwrap();
    gate.checked().is_unwell_in("test badge", &["failed to write", "[printer]"]);

    let gate = Gate::made();
    mode(&gate.file("tokens.toml"), 0o644);
    gate.checked().is_unwell_in("keys", &["tokens.toml", "chmod"]);

    let gate = Gate::made();
    ends(&["staff", "remove", "G001", "--config", &gate.config()], 0);
    gate.checked().is_unwell_in("staff", &["no guard", "staff add"]);
}

#[test]
fn a_gate_that_cannot_be_driven_is_not_well_and_says_why() {
    let gate = Gate::made();
    gate.configured("kind = \"simulated\"", "kind = \"gpiocdev\"");
    gate.configured("chip = \"\"", "chip = \"/dev/null\"");
    gate.checked().is_unwell_in("gate", &["/dev/null", "look at [gate]"]);
    gate.configured("chip = \"/dev/null\"", "chip = \"/dev/gpiochip-nowhere\"");
    gate.checked().is_unwell_in("gate", &["/dev/gpiochip-nowhere"]);
}

#[test]
fn a_receipt_printer_gets_its_test_badge_too() {
    let fake = RollPrinter::in_network(POLITE);
    let gate = Gate::made();
    gate.configured("kind = \"folder\"", "kind = \"escpos\"");
    gate.configured("media = \"label-62x100\"", "media = \"roll-80mm\"");
    gate.configured("device = \"\"", &format!("device = \"tcp://{}\"", fake.address()));
    let told = gate.checked();
    assert!(told.line("test badge").contains("was printed"), "{}", told.text);
    let [page] = &fake.pages()[..] else { panic!("one badge: {}", told.text) };
    assert!(page.code().starts_with("GH1"));
    fake.has_rows(0);
    gate.checked().is_unwell_in("test badge", &["ask the printer", "out of paper", "[printer]"]);
}

#[test]
fn a_certificate_that_ends_soon_is_not_well() {
    let gate = Gate::made();
    let begun = NaiveDate::from_ymd_opt(2016, 6, 1).unwrap();
    let old = SiteCertificate::make("old", &["localhost".to_owned()], begun).unwrap();
    let (certificate, key) = (gate.file("certificate/site.pem"), gate.file("certificate/site.key"));
    fs::remove_file(&certificate).unwrap();
    fs::remove_file(&key).unwrap();
    old.write(&certificate, &key).unwrap();
    gate.checked().is_unwell_in("certificate", &["2026-06-01", "every screen"]);
}

#[test]
fn a_clock_behind_the_record_is_not_well() {
    let gate = Gate::made();
    is_recorded_at(&gate, Stamp(32_503_680_000_000));
    gate.checked().is_unwell_in("clock", &["3000-01-01", "no pass opens"]);
}

#[test]
fn a_damaged_record_is_not_well() {
    let gate = Gate::made();
    is_recorded_at(&gate, Stamp(1_700_000_000_000));
    let segment = gate.file("store/journal/000000000001.ghj");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[20] ^= 1;
    fs::write(&segment, bytes).unwrap();
    gate.checked().is_unwell_in("record", &["damaged", "journal verify"]);
}

#[test]
fn a_record_whose_note_is_gone_is_not_well() {
    let gate = Gate::made();
    is_recorded_at(&gate, Stamp(1_700_000_000_000));
    fs::remove_file(gate.file("store/journal/last.mark")).unwrap();
    gate.checked().is_unwell_in("record", &["last.mark is gone", "journal verify"]);
}

#[test]
fn a_record_whose_end_is_gone_is_not_well() {
    let gate = Gate::made();
    is_recorded_at(&gate, Stamp(1_700_000_000_000));
    // The note knows of a record more than there is.
    fs::write(gate.file("store/journal/last.mark"), format!("{:020} {}\n", 2, "00".repeat(32))).unwrap();
    gate.checked().is_unwell_in("record", &["journal verify"]);
}

#[test]
fn a_gate_that_was_never_backed_up_is_not_well() {
    let gate = Gate::without_backup();
    gate.checked().is_unwell_in("backup", &["none was ever made", "systemctl start gatehouse-backup"]);
    gate.backed_up(&["--to", &gate.beside("copy"), "--without-keys"], 2);
    gate.checked().is_unwell_in("backup", &["none was ever made"]);
}

#[test]
fn a_backup_that_failed_is_not_well_until_one_is_made() {
    let gate = Gate::made();
    let shelf = gate.beside("stick");
    gate.backed_up(&["--shelf", &shelf], 1);
    gate.checked()
        .is_unwell_in("backup", &["it failed at", &shelf, "put the disk for backups in", "records"]);
    fs::create_dir(&shelf).unwrap();
    gate.backed_up(&["--shelf", &shelf, "--same-disk"], 0);
    let told = gate.checked();
    assert_eq!(told.code, Some(0), "{}", told.text);
    assert!(told.line("backup").contains(&format!("{shelf}/gatehouse-trial-")), "{}", told.text);
}

#[test]
fn a_backup_of_last_week_is_not_well() {
    let gate = Gate::made();
    let note = gate.file("store.backup.toml");
    let text = fs::read_to_string(&note).unwrap();
    let old = text.lines().map(|line| match line.starts_with("at = ") {
        true => "at = \"2026-01-02T03:04:05Z\"\n".to_owned(),
        false => format!("{line}\n"),
    });
    fs::write(&note, old.collect::<String>()).unwrap();
    gate.checked().is_unwell_in("backup", &["2026-01-02", "put its disk in"]);
    fs::write(&note, "at = yesterday").unwrap();
    gate.checked().is_unwell_in("backup", &["make a backup"]);
}

#[test]
fn one_thing_alone_is_looked_at_and_nothing_else_moves() {
    let gate = Gate::without_backup();
    let told = gate.told(&["--only", "gate", "--only", "clock", "--yes"], "");
    assert_eq!(told.code, Some(0), "{}", told.text);
    let lines: Vec<&str> = told.text.lines().map(|line| line.get(10..).unwrap_or_default()).collect();
    assert!(lines[0].starts_with("configuration") && lines[1].starts_with("clock"), "{}", told.text);
    assert!(lines[2].starts_with("gate") && lines.len() == 4, "{}", told.text);
    assert_eq!(gate.printed().len(), 0);

    let told = gate.told(&["--only", "test-badge"], "");
    assert!(told.code == Some(0) && !told.text.contains("in its way"), "{}", told.text);
    assert_eq!(gate.printed().len(), 1);
}

#[test]
fn a_test_badge_takes_a_label_from_the_roll() {
    let gate = Gate::without_backup();
    gate.configured("#labels_on_roll = 100", "labels_on_roll = 100");
    let note = gate.file("store.rolls.toml");
    fs::write(&note, "[[roll]]\nleft = 7\n").unwrap();
    let told = gate.told(&["--only", "test-badge"], "");
    assert_eq!(told.code, Some(0), "{}", told.text);
    let text = fs::read_to_string(&note).unwrap();
    assert!(text.contains("left = 6"), "{text}");
}
