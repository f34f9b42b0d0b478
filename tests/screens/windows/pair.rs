//! A real window and its twin in memory, each before a site of its own, taken through the same touches. The twin
//! knows where a label stands; the real window is right when it shows the same picture.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use super::display::{Display, Window};
use super::process::{Started, until};
use super::site::Site;
use super::twin::{LOOK, Screen, Twin};
use super::{Hands, Pen};

/// How long a window may take to show what its twin shows.
const PATIENCE: Duration = Duration::from_secs(30);
/// A look before a key: the panel's next step takes none for 600 ms after it has changed.
const LOOK_OF_A_KEY: Duration = Duration::from_millis(700);
/// Pixels that may differ: a caret, and the seconds somebody has waited.
const DIFFERS_MAX: usize = 400;
/// How long the answer to a scan may take before the code is held there again, and how often it is.
const SCAN_ANSWER: Duration = Duration::from_secs(10);
const SCANS_MAX: usize = 5;

/// Both windows with their twins.
pub struct Pair {
    display: Display,
    kiosk_window: Window,
    guard_window: Window,
    twin: Twin,
    processes: [Started; 2],
}

impl Pair {
    /// Opens `gatehouse kiosk` and `gatehouse guard` of the real site, and their twins before the twin site.
    pub fn open(real: &Site, twin: &Site) -> Pair {
        let mut display = Display::start();
        let mut open = |name: &str| {
            let mut command = Started::command(env!("CARGO_BIN_EXE_gatehouse"));
            command.args([name, "--config"]).arg(real.screen(name));
            command.stderr(File::create(real.log(name)).expect("a log"));
            display.show_on(&mut command);
            let process = Started::start(&mut command);
            (process, display.next_window())
        };
        let (kiosk_process, kiosk_window) = open("kiosk");
        let (guard_process, guard_window) = open("guard");
        let processes = [kiosk_process, guard_process];
        Pair { display, kiosk_window, guard_window, twin: Twin::open(twin), processes }
    }

    /// Ids of both processes, the touchscreen's first.
    #[allow(dead_code, reason = "the benchmarks measure them")]
    pub fn processes(&self) -> [u32; 2] {
        self.processes.each_ref().map(Started::id)
    }

    /// A code is held under the scanner of the touchscreen, one for each site, until the answer is there. On a
    /// busy machine the keys may come too slowly for a scanner's; then it is held there once more.
    pub fn scans(&mut self, real: &str, twin: &str, answer: &str) {
        self.wait("the page that asks for a code", Screen::Kiosk, |_| true);
        self.twin.write(Screen::Kiosk, &format!("{twin}\n"));
        for _ in 0..SCANS_MAX {
            self.display.scan(self.kiosk_window, real);
            if self.comes(Screen::Kiosk, SCAN_ANSWER, |twin| twin.shows(Screen::Kiosk, answer)).is_ok() {
                return;
            }
        }
        self.sees(Screen::Kiosk, answer);
    }

    /// A guard's key, once the window shows that label: by the name X gives it, and what it is to the program. The
    /// panel's next step takes no key for a moment after it has changed.
    pub fn presses(&mut self, label: &str, (name, key): (&str, char)) {
        self.sees(Screen::Guard, label);
        let looked = Instant::now();
        self.wait("a look", Screen::Guard, |_| looked.elapsed() >= LOOK_OF_A_KEY);
        self.display.press(self.guard_window, name);
        self.twin.write(Screen::Guard, &key.to_string());
    }

    fn wait(&mut self, what: &str, screen: Screen, done: impl Fn(&Twin) -> bool) {
        if let Err(differs) = self.comes(screen, PATIENCE, done) {
            self.keep_pictures();
            let labels = self.twin.labels(screen);
            panic!("{what} did not come: {differs} pixels differ, and the twin shows {labels:?}");
        }
    }

    /// Waits until the twin is there and the real window shows its picture; else gives how many pixels differ.
    fn comes(&mut self, screen: Screen, limit: Duration, done: impl Fn(&Twin) -> bool) -> Result<(), usize> {
        let began = Instant::now();
        loop {
            self.twin.breathe();
            // Asked first: looking for a label makes what is new on the window.
            let there = done(&self.twin);
            let differs = self.display.differs(self.window(screen), &self.twin.picture(screen));
            match (there, differs) {
                (true, 0..=DIFFERS_MAX) => return Ok(()),
                _ if began.elapsed() > limit => return Err(differs),
                _ => {}
            }
        }
    }

    fn window(&self, screen: Screen) -> Window {
        match screen {
            Screen::Kiosk => self.kiosk_window,
            Screen::Guard => self.guard_window,
        }
    }

    /// What both windows and both twins show, for whoever looks into a failure.
    fn keep_pictures(&self) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("windows");
        std::fs::create_dir_all(&folder).expect("a folder for the pictures");
        for (name, screen) in [("kiosk", Screen::Kiosk), ("guard", Screen::Guard)] {
            gatehouse::picture::save(self.twin.window(screen), &folder.join(format!("{name}-twin.png")))
                .expect("a picture");
            self.display.keep_picture(self.window(screen), &folder.join(format!("{name}-real.png")));
        }
    }
}

/// How long the program of that name takes from its start until its window shows more than one colour.
#[allow(dead_code, reason = "the benchmarks measure it")]
pub fn first_frame(site: &Site, name: &str) -> Duration {
    let mut display = Display::start();
    let mut command = Started::command(env!("CARGO_BIN_EXE_gatehouse"));
    command.args([name, "--config"]).arg(site.screen(name));
    display.show_on(&mut command);
    let began = Instant::now();
    let _process = Started::start(&mut command);
    let window = display.next_window();
    until("the first frame", PATIENCE, || {
        let picture = display.picture(window);
        let first = picture.as_slice().first()?;
        picture.as_slice().iter().any(|pixel| pixel != first).then(|| began.elapsed())
    })
}

/// The twin and the real window go together: each waits until both show the same.
impl Hands for Pair {
    fn sees(&mut self, screen: Screen, label: &str) {
        self.wait(&format!("{screen:?} shows {label}"), screen, |twin| twin.shows(screen, label));
    }

    fn touches(&mut self, screen: Screen, label: &str) {
        self.sees(screen, label);
        if screen == Screen::Guard {
            let looked = Instant::now();
            self.wait("a look", screen, |_| looked.elapsed() >= LOOK);
        }
        let (x, y) = self.twin.touch(screen, label);
        self.display.touch(self.window(screen), x, y);
    }

    fn writes(&mut self, screen: Screen, text: &str) {
        self.wait("a field", screen, |_| true);
        self.display.write(self.window(screen), text);
        self.twin.write(screen, text);
    }
}

impl Pen for Pair {
    fn signs(&mut self, screen: Screen, label: &str) {
        self.sees(screen, label);
        let signature = self.twin.signature(screen, label);
        for (n, place) in signature.iter().enumerate() {
            self.display.draw(self.window(screen), place.0, place.1, n == 0);
            self.twin.draw(screen, *place, n == 0);
            self.wait("the ink so far", screen, |_| true);
        }
        self.display.lift();
        signature.last().into_iter().for_each(|place| self.twin.lift(screen, *place));
    }
}
