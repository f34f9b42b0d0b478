//! The real touchscreen is killed and started anew, or cannot draw: what its visitor and systemd see of it.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use super::display::{Display, Window};
use super::process::{Started, until};
use super::site::Site;
use super::systemd::Systemd;
use super::twin::{Screen, Twin};
use super::{Hands, NAME, PHONE, check_in};

use Screen::Kiosk;

/// How long the window may take to show what its twin shows.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pixels that may differ: a caret, and the seconds that are left.
const DIFFERS_MAX: usize = 600;

/// A touchscreen without a panel, and its twin before a site of its own.
struct Touchscreen<'a> {
    display: Display,
    real: &'a Site,
    process: Started,
    window: Window,
    twin: Twin,
}

fn runtime_folder(site: &Site) -> PathBuf {
    site.folder().join("run")
}

/// As the unit starts it.
fn command(display: &Display, site: &Site) -> Command {
    let mut command = Started::command(env!("CARGO_BIN_EXE_gatehouse"));
    command
        .args(["kiosk", "--config"])
        .arg(site.screen("kiosk"))
        .env("RUNTIME_DIRECTORY", runtime_folder(site));
    display.show_on(&mut command);
    command
}

impl<'a> Touchscreen<'a> {
    fn open(real: &'a Site, twin: &Site) -> Touchscreen<'a> {
        std::fs::create_dir(runtime_folder(real)).expect("a folder");
        let mut display = Display::start();
        let process = Started::start(&mut command(&display, real));
        let window = display.next_window();
        Touchscreen { display, real, process, window, twin: Twin::open(twin) }
    }

    /// SIGKILL, and another process as systemd starts it; gives how long the window of that one takes to come.
    fn is_killed_and_started_anew(&mut self) -> Duration {
        // The old one is killed when it is dropped, so it goes first.
        let killed = std::mem::replace(&mut self.process, Started::start(&mut Command::new("true")));
        drop(killed);
        self.display.loses(self.window);
        let began = Instant::now();
        self.process = Started::start(&mut command(&self.display, self.real));
        self.window = self.display.next_window();
        began.elapsed()
    }

    fn kept(&self) -> Option<String> {
        std::fs::read_to_string(runtime_folder(self.real).join("place")).ok()
    }

    fn wait(&mut self, what: &str, done: impl Fn(&Twin) -> bool) {
        until(what, PATIENCE, || {
            self.twin.breathe();
            let there = done(&self.twin);
            let differs = self.display.differs(self.window, &self.twin.picture(Kiosk));
            (there && differs <= DIFFERS_MAX).then_some(())
        });
    }
}

impl Hands for Touchscreen<'_> {
    fn sees(&mut self, _: Screen, label: &str) {
        self.wait(label, |twin| twin.shows(Kiosk, label));
    }

    fn touches(&mut self, screen: Screen, label: &str) {
        self.sees(screen, label);
        let (x, y) = self.twin.touch(Kiosk, label);
        self.display.touch(self.window, x, y);
    }

    fn writes(&mut self, _: Screen, text: &str) {
        self.wait("a field", |_| true);
        self.display.write(self.window, text);
        self.twin.write(Kiosk, text);
    }
}

#[test]
fn a_touchscreen_that_is_killed_comes_back_to_the_visit_that_was_sent_and_to_welcome_when_it_is_left() {
    let (real, twin) = (Site::start(), Site::start());
    let mut screen = Touchscreen::open(&real, &twin);
    check_in(&mut screen);
    screen.sees(Kiosk, super::RULES);
    let kept = screen.kept().expect("a place");
    assert!(kept.starts_with("zh ") && kept.len() < 64, "{kept}");
    assert!(!kept.contains(NAME) && !kept.contains(PHONE));

    let took = screen.is_killed_and_started_anew();
    println!(
        "killed at a visit: start to window {} ms (goal 2000, of which systemd waits 1000)",
        took.as_millis()
    );
    // Its twin was not killed: it goes to the same page by a touch.
    screen.twin.touch(Kiosk, "返回");
    screen.sees(Kiosk, "您的排队号是");
    screen.touches(Kiosk, "完成");
    screen.sees(Kiosk, "访客登记");
    assert_eq!(screen.kept(), None, "a visit that is left is forgotten");

    let took = screen.is_killed_and_started_anew();
    println!("killed at welcome: start to window {} ms", took.as_millis());
    screen.sees(Kiosk, "访客登记");
}

#[test]
fn systemd_hears_nothing_more_of_a_touchscreen_whose_drawing_hangs() {
    let site = Site::start();
    let mut display = Display::start();
    // Two turns of the loop fit into a look.
    let systemd = Systemd::patient_for(Duration::from_secs(3));
    std::fs::create_dir(runtime_folder(&site)).expect("a folder");
    let mut command = command(&display, &site);
    systemd.watches(&mut command);
    let began = Instant::now();
    let _process = Started::start(&mut command);
    display.next_window();
    systemd.waits_for("READY=1");
    println!("start to first frame: {} ms", began.elapsed().as_millis());
    systemd.waits_for("WATCHDOG=1");
    systemd.waits_for("WATCHDOG=1");
    // The process runs on; what it draws is taken by nobody.
    display.freezes();
    assert!(systemd.loses_patience(), "fed, though nothing is drawn");
    display.thaws();
    systemd.waits_for("WATCHDOG=1");
}
