//! systemd hears of a screen while it lives: its loop turns, and what it wanted to draw is drawn.
//!
//! Whom to tell stands in the environment of a process, so the screen is a process of its own: this test once more, led
//! by lines on its standard input.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use gatehouse::client::{Pulse, TURN_EVERY};
use gatehouse::commands::feed;
use tempfile::TempDir;

const TEST: &str =
    "screen_pulse::a_screen_is_fed_while_it_turns_and_draws_and_not_when_it_stands_or_draws_nothing";
/// Says to the test that it is the screen.
const ROLE: &str = "GATEHOUSE_TEST_SCREEN";
/// The patience of the watchdog: a third of it is a look.
const PATIENCE: Duration = Duration::from_millis(300);
const LOOK: Duration = Duration::from_millis(100);
const SOON: Duration = Duration::from_secs(20);
/// Looks after which a screen that does not live is not fed any more: one may be under way, one has its excuse.
const EXCUSED: usize = 4;

/// A screen, and who listens for it.
struct Screen {
    child: Child,
    systemd: UnixDatagram,
    _folder: TempDir,
}

impl Screen {
    fn start() -> Screen {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("notify");
        let systemd = UnixDatagram::bind(&socket).unwrap();
        let child = Command::new(env::current_exe().unwrap())
            .args(["--exact", TEST, "--nocapture"])
            .env(ROLE, "1")
            .env("NOTIFY_SOCKET", &socket)
            .env("WATCHDOG_USEC", PATIENCE.as_micros().to_string())
            .env_remove("WATCHDOG_PID")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Screen { child, systemd, _folder: folder }
    }

    fn does(&self, what: &str) {
        writeln!(self.child.stdin.as_ref().unwrap(), "{what}").unwrap();
    }

    /// What systemd hears within this time.
    fn hears(&self, within: Duration) -> Option<String> {
        self.systemd.set_read_timeout(Some(within)).unwrap();
        let mut told = [0; 256];
        let length = self.systemd.recv(&mut told).ok()?;
        Some(String::from_utf8_lossy(&told[..length]).trim().to_owned())
    }

    /// Turns until systemd hears something.
    #[track_caller]
    fn turns_until_heard(&self) -> String {
        for _ in 0..SOON.as_millis() / LOOK.as_millis() {
            self.does("turn");
            if let Some(told) = self.hears(LOOK) {
                return told;
            }
        }
        panic!("systemd hears nothing");
    }

    /// How many of some looks feed it, while it does this at each.
    fn fed(&self, looks: usize, what: &str) -> usize {
        let fed = |_: &usize| {
            self.does(what);
            self.hears(LOOK).is_some()
        };
        (0..looks).filter(fed).count()
    }

    fn ends(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

/// The screen: does what it is told.
fn be_the_screen() {
    let pulse = Arc::new(Pulse::default());
    let _feeding = feed(Arc::clone(&pulse)).unwrap();
    for line in io::stdin().lines() {
        match line.unwrap().as_str() {
            "turn" => pulse.turn(),
            "ask" => pulse.ask_frame(),
            "frame" => pulse.frame(),
            "stand" => {}
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_screen_is_fed_while_it_turns_and_draws_and_not_when_it_stands_or_draws_nothing() {
    if env::var_os(ROLE).is_some() {
        return be_the_screen();
    }
    let screen = Screen::start();
    assert_eq!(screen.turns_until_heard(), "WATCHDOG=1", "not ready before its first frame");
    screen.does("ask");
    screen.does("frame");
    let ready = (0..EXCUSED).any(|_| screen.turns_until_heard() == "READY=1");
    assert!(ready, "ready with its first frame");

    // Idle: it turns and has nothing to draw.
    for _ in 0..EXCUSED {
        assert_eq!(screen.turns_until_heard(), "WATCHDOG=1");
    }
    // The loop stands.
    screen.fed(EXCUSED, "stand");
    assert_eq!(screen.fed(EXCUSED, "stand"), 0, "a loop that stands is fed");
    assert_eq!(screen.turns_until_heard(), "WATCHDOG=1");
    // The loop turns and the picture is frozen.
    screen.does("ask");
    screen.fed(EXCUSED, "turn");
    assert_eq!(screen.fed(EXCUSED, "turn"), 0, "a frozen picture is fed");
    screen.does("frame");
    assert_eq!(screen.turns_until_heard(), "WATCHDOG=1");
    screen.ends();
}

#[test]
fn the_units_of_the_screens_wait_for_the_first_frame_and_are_patient_with_a_loop_that_turns() {
    for unit in ["kiosk", "guard"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("systemd/gatehouse-{unit}.service"));
        let text = fs::read_to_string(path).unwrap();
        let key = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        assert_eq!(key("Type="), "notify");
        assert_eq!(key("Restart="), "always");
        let patience = Duration::from_secs(key("WatchdogSec=").parse().unwrap());
        assert!(TURN_EVERY * 2 <= patience / 3, "a look must see a turn");
    }
}
