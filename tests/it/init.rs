//! The first commands somebody types, through the built program.

use gatehouse::adapters::certificate::server_config;
use gatehouse::adapters::keys::DeviceKeys;
use gatehouse::adapters::staff_file::{StaffFile, StaffRole};
use gatehouse::adapters::token_file::{TokenFile, TokenRole};
use gatehouse::client::pin::pinned_client_config;
use gatehouse::settings::{ClientSettings, Settings};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::program::{ends, gatehouse};

struct Gate {
    _folder: tempfile::TempDir,
    dir: PathBuf,
}

impl Gate {
    fn made_with(flags: &[&str]) -> (Self, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("gate 1");
        let told = ends(&[&["init", path(&dir)], flags].concat(), 0);
        (Self { _folder: folder, dir }, told)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn settings(&self) -> Settings {
        Settings::read(&self.file("gatehouse.toml")).expect("a configuration")
    }

    fn staff(&self) -> StaffFile {
        StaffFile::load(&self.file("staff.toml")).expect("staff")
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("listed").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { every_file(&path) } else { vec![path] }).collect()
}

/// The made-up PIN shown for `number`.
fn shown_pin(told: &str, number: &str) -> String {
    let line = told.lines().find(|line| line.contains(&format!("PIN of {number}"))).expect("a PIN");
    line.rsplit(' ').next().expect("the PIN").to_owned()
}

#[test]
fn init_makes_a_gate_that_can_start() {
    let (gate, told) = Gate::made_with(&[]);
    let settings = gate.settings();
    assert!(settings.store.dir.is_dir() && settings.printer.folders().all(Path::is_dir));
    server_config(&settings.server.certificate, &settings.server.key).expect("TLS");
    DeviceKeys::load(&settings.store.keys_dir).expect("keys");
    let staff = gate.staff();
    for (number, role) in [("A001", StaffRole::Admin), ("G001", StaffRole::Guard)] {
        let pin = shown_pin(&told, number);
        assert_eq!(told.matches(&pin).count(), 1, "shown once");
        assert!(staff.verify(number, &pin).expect("signs in").roles.contains(&role));
    }
}

#[test]
fn init_makes_screens_and_a_reader_that_fit_their_core() {
    let (gate, told) =
        Gate::made_with(&["--listen", "0.0.0.0:9443", "--host", "192.168.7.2", "--host", "gate.local"]);
    let tokens = TokenFile::load(&gate.settings().store.token_file).expect("tokens");
    let certificate = fs::read(gate.settings().server.certificate).expect("the certificate");
    for (name, role, server) in [
        ("kiosk", TokenRole::Kiosk, "https://127.0.0.1:9443"),
        ("guard", TokenRole::Panel, "https://192.168.7.2:9443"),
        ("reader", TokenRole::Reader, "https://127.0.0.1:9443"),
    ] {
        assert!(told.contains(&format!("{name}.toml")), "{told}");
        let screen = ClientSettings::read(&gate.file(&format!("clients/{name}.toml"))).expect("a screen");
        assert_eq!(screen.server, server);
        let token = fs::read_to_string(&screen.token).expect("its token");
        assert_eq!(tokens.verify(&token).map(|bearer| bearer.role), Some(role));
        let pinned = fs::read(&screen.certificate).expect("its certificate");
        assert_eq!(pinned, certificate);
        pinned_client_config(&pinned).expect("TLS");
    }
    let token = fs::read_to_string(gate.file("clients/administration.token")).expect("a token");
    assert_eq!(tokens.verify(&token).map(|bearer| bearer.role), Some(TokenRole::Administration));
}

#[test]
fn init_leaves_every_file_to_its_owner_alone() {
    let (gate, told) = Gate::made_with(&[]);
    let files = every_file(&gate.dir);
    assert!(files.len() >= 18, "{files:?}");
    for file in files {
        let mode = fs::metadata(&file).expect("the file").permissions().mode() & 0o777;
        let public = file.extension().is_some_and(|kind| kind == "pub");
        assert!(mode == 0o600 || public, "{} is {mode:o}", file.display());
        let text = fs::read_to_string(&file).unwrap_or_default();
        assert!(!text.contains(&shown_pin(&told, "A001")), "{} holds a PIN", file.display());
    }
    let mode = fs::metadata(&gate.dir).expect("the folder").permissions().mode() & 0o777;
    assert_eq!(mode, 0o700);
}

#[test]
fn init_takes_names_and_pins_as_given_and_does_not_show_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("gate");
    let flags = [
        "init",
        path(&dir),
        "--site-id",
        "works-7",
        "--site-name",
        "第七厂 \"East\"",
        "--admin-pin",
        "-",
        "--guard-pin",
        "-",
        "--guard-number",
        "G7",
        "--guard-name",
        "李雷",
    ];
    let output = gatehouse(&flags, "830427\n5917\n");
    let told = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success() && !told.contains("830427") && !told.contains("5917"), "{told}");
    let settings = Settings::read(&dir.join("gatehouse.toml")).expect("a configuration");
    assert_eq!((settings.site.id.as_str(), settings.site.name.as_str()), ("works-7", "第七厂 \"East\""));
    let staff = StaffFile::load(&settings.store.staff_file).expect("staff");
    assert!(staff.verify("A001", "830427").is_some() && staff.verify("李雷", "5917").is_some());
}

#[test]
fn init_refuses_a_folder_with_anything_in_it_and_leaves_it_alone() {
    let (gate, _) = Gate::made_with(&[]);
    let before = fs::read(gate.file("tokens.toml")).expect("tokens");
    assert!(ends(&["init", path(&gate.dir)], 2).contains("not empty"));
    assert_eq!(fs::read(gate.file("tokens.toml")).expect("tokens"), before);
}

#[test]
fn init_refuses_wrong_values_before_it_writes_anything() {
    for (flag, value, told) in [
        ("--site-id", "Works 7", "site.id is \"Works 7\""),
        ("--listen", "here", "server.listen"),
        ("--admin-pin", "1234", "row of digits"),
        ("--guard-number", "A001", "taken"),
        ("--host", "a/b", "server is"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("gate");
        let all = ends(&["init", path(&dir), flag, value], 2);
        assert!(all.contains(told), "{all}");
        assert!(!dir.exists());
    }
}

#[test]
fn staff_are_added_changed_listed_and_removed() {
    let (gate, _) = Gate::made_with(&[]);
    let config = gate.file("gatehouse.toml");
    let staff = |args: &[&str], code| ends(&[&["staff", "--config", path(&config)], args].concat(), code);
    let told = staff(&["add", "G002", "韩梅梅", "--role", "guard", "--role", "shift-leader"], 0);
    let pin = told.trim().rsplit(' ').next().expect("a PIN").to_owned();
    assert_eq!(gate.staff().verify("韩梅梅", &pin).map(|member| member.roles.len()), Some(2));
    assert!(!staff(&["pin", "G002", "--pin", "5917"], 0).contains("5917"));
    assert!(gate.staff().verify("G002", "5917").is_some());
    assert!(staff(&["list"], 0).contains("G002\t韩梅梅\tguard,shift-leader\tactive"));
    staff(&["remove", "G002"], 0);
    assert!(gate.staff().verify("G002", "5917").is_none());
    assert!(staff(&["list"], 0).contains("\tremoved"));
    assert!(staff(&["pin", "G002"], 2).contains("nobody active"));
    assert!(staff(&["add", "G003", "x", "--role", "king"], 2).contains("shift-leader"));
    assert!(staff(&["add", "G003", "x", "--role", "guard", "--pin", "0000"], 2).contains("repeats itself"));
}

#[test]
fn a_wrong_configuration_ends_with_three_and_every_problem() {
    let (gate, _) = Gate::made_with(&[]);
    let config = gate.file("gatehouse.toml");
    assert!(ends(&["config", "check", path(&config)], 0).contains("is right"));
    let text = fs::read_to_string(&config).expect("text");
    let text = text.replace("pulse_ms = 3000", "pulse_ms = 30").replace("zone = \"Asia", "zone = \"Azia");
    fs::write(&config, text).expect("written");
    let told = ends(&["config", "check", path(&config)], 3);
    assert!(
        told.contains("gate.pulse_ms is 30") && told.contains("site.zone is \"Azia/Shanghai\""),
        "{told}"
    );
    ends(&["staff", "--config", path(&config), "list"], 3);
    let missing = ends(&["config", "check", path(&gate.file("none.toml"))], 3);
    assert!(missing.contains("failed to read") && missing.contains("because: "), "{missing}");
}

#[test]
fn the_printed_example_is_right() {
    assert_eq!(ends(&["config", "example"], 0), Settings::example());
}

#[test]
fn wrong_use_ends_with_two_and_help_with_zero() {
    ends(&[], 2);
    ends(&["open"], 2);
    assert!(ends(&["--help"], 0).contains("init"));
    assert!(ends(&["--version"], 0).contains("gatehouse"));
}

#[test]
fn a_damaged_staff_file_fails_with_its_cause() {
    let (gate, _) = Gate::made_with(&[]);
    fs::write(gate.file("staff.toml"), "[[staff]]\nnumber = 7\n").expect("written");
    let told = ends(&["staff", "--config", path(&gate.file("gatehouse.toml")), "list"], 1);
    assert!(told.contains("cannot be understood") && told.contains("because: "), "{told}");
}
