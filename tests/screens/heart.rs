//! A screen is fed for frames that were drawn: a loop that turns over a frozen picture is found out.

use std::env;
use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use gatehouse::client::{FarEnd, Line, Pulse, TURN_EVERY};
use gatehouse::commands::feed;
use gatehouse::screens::guard::Panel;
use gatehouse::screens::heart::beat;
use gatehouse::screens::kiosk::Kiosk;
use i_slint_backend_testing::mock_elapsed_time;
use slint::{ComponentHandle, PhysicalSize, Timer, Window};

use crate::stage;
use crate::windows::systemd::Systemd;

const TEST: &str = "heart::a_process_whose_loop_turns_and_draws_nothing_is_not_fed";
/// Says to the test that it is the screen.
const ROLE: &str = "GATEHOUSE_TEST_HEART";
const PATIENCE: Duration = Duration::from_millis(600);

/// A window in memory whose loop turns, and which is drawn when somebody says so.
struct Screen<W> {
    shown: W,
    pulse: Arc<Pulse>,
    _beating: Timer,
    _far: FarEnd,
}

fn kiosk() -> Screen<Kiosk> {
    stage::prepare();
    let (line, far) = Line::new();
    let shown = Kiosk::new(line).expect("a window in memory");
    show(shown.window().window());
    let pulse = Arc::new(Pulse::default());
    Screen { _beating: beat(shown.window(), Arc::clone(&pulse)), shown, pulse, _far: far }
}

fn show(window: &Window) {
    window.set_size(PhysicalSize::new(1280, 800));
    window.show().expect("a window in memory");
}

fn draw(window: &Window) {
    window.take_snapshot().expect("a picture");
}

fn lives(pulse: &Pulse, window: &Window, draws: bool) -> bool {
    let before = pulse.beat();
    mock_elapsed_time(2 * TURN_EVERY);
    if draws {
        draw(window);
    }
    pulse.beat().lives_since(before)
}

#[test]
fn the_first_picture_counts_when_it_is_drawn_and_not_when_it_is_made() {
    let screen = kiosk();
    stage::labels(screen.shown.window());
    mock_elapsed_time(3 * TURN_EVERY);
    assert!(!screen.pulse.beat().has_drawn(), "reading the window draws nothing");
    draw(screen.shown.window().window());
    assert!(screen.pulse.beat().has_drawn());
}

#[test]
fn a_touchscreen_lives_while_its_frames_are_drawn_though_nothing_on_it_changes() {
    let screen = kiosk();
    let window = screen.shown.window().window();
    draw(window);
    for _ in 0..3 {
        assert!(lives(&screen.pulse, window, true));
    }
    lives(&screen.pulse, window, false);
    assert!(!lives(&screen.pulse, window, false), "its picture is frozen and its loop turns");
    assert!(lives(&screen.pulse, window, true), "it draws again");
}

#[test]
fn the_panel_has_a_heart_of_the_same_kind() {
    stage::prepare();
    let (line, _far) = Line::new();
    let panel = Panel::new(line).expect("a window in memory");
    show(panel.window().window());
    let pulse = Arc::new(Pulse::default());
    let _beating = beat(panel.window(), Arc::clone(&pulse));
    let window = panel.window().window();
    assert!(!pulse.beat().has_drawn());
    draw(window);
    assert!(lives(&pulse, window, true));
    lives(&pulse, window, false);
    assert!(!lives(&pulse, window, false));
}

/// A screen that is a process of its own: for whom systemd is told of stands in its environment.
struct Led(Child);

impl Led {
    fn start(systemd: &Systemd) -> Led {
        let mut command = Command::new(env::current_exe().expect("this program"));
        command
            .args(["--exact", TEST, "--nocapture"])
            .env(ROLE, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        systemd.watches(&mut command);
        Led(command.spawn().expect("started"))
    }

    fn does(&self, what: &str) {
        writeln!(self.0.stdin.as_ref().expect("its input"), "{what}").expect("it listens");
    }

    /// Does this at each of some looks; gives how many of them feed the watchdog.
    fn fed(&self, systemd: &Systemd, looks: usize, what: &[&str]) -> usize {
        let fed = |_: &usize| {
            what.iter().for_each(|each| self.does(each));
            systemd.hears(PATIENCE / 3).is_some_and(|told| told == "WATCHDOG=1")
        };
        (0..looks).filter(fed).count()
    }

    /// Turns and draws until it is fed again.
    fn comes_alive(&self, systemd: &Systemd) {
        assert!((0..100).any(|_| self.fed(systemd, 1, &["turn", "draw"]) == 1), "it lives and is not fed");
    }
}

impl Drop for Led {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Fails only where it has ended already.
        let _ = self.0.wait();
    }
}

fn be_the_screen() {
    let screen = kiosk();
    let _feeding = feed(Arc::clone(&screen.pulse)).expect("a thread");
    for line in io::stdin().lines() {
        match line.expect("a line").as_str() {
            "turn" => mock_elapsed_time(TURN_EVERY),
            "draw" => draw(screen.shown.window().window()),
            "stand" => {}
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_process_whose_loop_turns_and_draws_nothing_is_not_fed() {
    if env::var_os(ROLE).is_some() {
        return be_the_screen();
    }
    let systemd = Systemd::patient_for(PATIENCE);
    let screen = Led::start(&systemd);
    screen.comes_alive(&systemd);
    // Its loop turns, and nobody draws. The first looks may still be fed by what was drawn before.
    screen.fed(&systemd, 4, &["turn"]);
    assert_eq!(screen.fed(&systemd, 6, &["turn"]), 0, "a frozen picture is fed");
    screen.comes_alive(&systemd);
    // Its loop stands: nothing turns, so nothing is drawn.
    screen.fed(&systemd, 4, &["stand"]);
    assert_eq!(screen.fed(&systemd, 6, &["stand"]), 0, "a loop that stands is fed");
    screen.comes_alive(&systemd);
}
