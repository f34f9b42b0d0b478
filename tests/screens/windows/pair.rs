//! A real window and its twin in memory, each before a site of its own, taken through the same touches. The twin
//! knows where a label stands; the real window is right when it shows the same picture.

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use gatehouse::client::{Line, connect};
use gatehouse::screens::guard::Panel;
use gatehouse::screens::kiosk::Kiosk;
use i_slint_backend_testing::{ElementHandle, mock_elapsed_time};
use slint::platform::PointerEventButton;
use slint::{ComponentHandle as _, PhysicalSize};

use super::display::{Display, WINDOW, Window};
use super::site::Site;
use super::{LOOK_EVERY, Started};
use crate::stage;

/// How long a window may take to show what its twin shows.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pixels that may differ: a caret, and the seconds somebody has waited.
const DIFFERS_MAX: usize = 400;
/// How long the answer to a scan may take before the code is held there again, and how often it is.
const SCAN_ANSWER: Duration = Duration::from_secs(10);
const SCANS_MAX: usize = 5;
/// A look before the guard touches: the panel's next button takes no touch for 600 ms after its step has changed.
const LOOK: Duration = Duration::from_millis(1_500);

/// Which of the two screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Kiosk,
    Guard,
}

/// Both windows with their twins.
pub struct Pair {
    display: Display,
    kiosk_window: Window,
    guard_window: Window,
    kiosk: Kiosk,
    guard: Rc<Panel>,
    last: Instant,
    _processes: [Started; 2],
}

impl Pair {
    /// Opens `gatehouse kiosk` and `gatehouse guard` of the real site, and their twins before the twin site.
    pub fn open(real: &Site, twin: &Site) -> Pair {
        let mut display = Display::start();
        let mut open = |name: &str| {
            let mut command = Started::command(env!("CARGO_BIN_EXE_gatehouse"));
            command.args([name, "--config"]).arg(real.screen(name));
            display.show_on(&mut command);
            let process = Started::start(&mut command);
            (process, display.next_window())
        };
        let (kiosk_process, kiosk_window) = open("kiosk");
        let (guard_process, guard_window) = open("guard");
        stage::prepare();
        let (kiosk_line, kiosk_far) = Line::new();
        let (guard_line, guard_far) = Line::new();
        // The keys of the twin come without a pause, however busy the machine is.
        let kiosk = Kiosk::with_clock(kiosk_line, || Duration::ZERO).expect("a window in memory");
        let guard = Panel::new(guard_line).expect("a window in memory");
        connect(kiosk_far, twin.reach("kiosk"), Box::new(|| {})).expect("a line to the core");
        connect(guard_far, twin.reach("guard"), Box::new(|| {})).expect("a line to the core");
        for window in [kiosk.window().window(), guard.window().window()] {
            window.set_size(PhysicalSize::new(WINDOW.0, WINDOW.1));
            window.show().expect("a window in memory");
        }
        let processes = [kiosk_process, guard_process];
        Pair {
            display,
            kiosk_window,
            guard_window,
            kiosk,
            guard,
            last: Instant::now(),
            _processes: processes,
        }
    }

    /// Waits until the twin shows that label and the real window the twin's picture.
    pub fn sees(&mut self, screen: Screen, label: &str) {
        self.wait(&format!("{screen:?} shows {label}"), screen, |pair| pair.shows(screen, label));
    }

    /// Touches what carries the label, once both show it.
    pub fn touches(&mut self, screen: Screen, label: &str) {
        self.sees(screen, label);
        if screen == Screen::Guard {
            let looked = Instant::now();
            self.wait("a look", screen, |_| looked.elapsed() >= LOOK);
        }
        let element = self.element(screen, label);
        let (at, size) = (element.absolute_position(), element.size());
        let (x, y) = (at.x + size.width / 2.0, at.y + size.height / 2.0);
        self.display.touch(self.window(screen), x.round() as u32, y.round() as u32);
        element.mock_single_click(PointerEventButton::Left);
    }

    /// Types into the field that has the focus.
    pub fn writes(&mut self, screen: Screen, text: &str) {
        self.wait("a field", screen, |_| true);
        self.display.write(self.window(screen), text);
        match screen {
            Screen::Kiosk => stage::type_text(self.kiosk.window().window(), text),
            Screen::Guard => stage::type_text(self.guard.window().window(), text),
        }
    }

    /// A code is held under the scanner of the touchscreen, one for each site, until the answer is there. On a
    /// busy machine the keys may come too slowly for a scanner's; then it is held there once more.
    pub fn scans(&mut self, real: &str, twin: &str, answer: &str) {
        self.wait("the page that asks for a code", Screen::Kiosk, |_| true);
        stage::type_text(self.kiosk.window().window(), &format!("{twin}\n"));
        for _ in 0..SCANS_MAX {
            self.display.scan(self.kiosk_window, real);
            if self.comes(Screen::Kiosk, SCAN_ANSWER, |pair| pair.shows(Screen::Kiosk, answer)).is_ok() {
                return;
            }
        }
        self.sees(Screen::Kiosk, answer);
    }

    /// Lets both twins take in what has come; their clocks go as the real ones do.
    fn breathe(&mut self) {
        std::thread::sleep(LOOK_EVERY);
        self.kiosk.pump();
        self.guard.pump();
        mock_elapsed_time(self.last.elapsed());
        self.last = Instant::now();
    }

    fn wait(&mut self, what: &str, screen: Screen, done: impl Fn(&Pair) -> bool) {
        if let Err(differs) = self.comes(screen, PATIENCE, done) {
            self.keep_pictures();
            let labels = match screen {
                Screen::Kiosk => stage::labels(self.kiosk.window()),
                Screen::Guard => stage::labels(self.guard.window()),
            };
            panic!("{what} did not come: {differs} pixels differ, and the twin shows {labels:?}");
        }
    }

    /// Waits until the twin is there and the real window shows its picture; else gives how many pixels differ.
    fn comes(&mut self, screen: Screen, limit: Duration, done: impl Fn(&Pair) -> bool) -> Result<(), usize> {
        let began = Instant::now();
        loop {
            self.breathe();
            // Asked first: looking for a label makes what is new on the window.
            let there = done(self);
            let picture = match screen {
                Screen::Kiosk => self.kiosk.window().window().take_snapshot(),
                Screen::Guard => self.guard.window().window().take_snapshot(),
            };
            let differs = self.display.differs(self.window(screen), &picture.expect("a picture of the twin"));
            match (there, differs) {
                (true, 0..=DIFFERS_MAX) => return Ok(()),
                _ if began.elapsed() > limit => return Err(differs),
                _ => {}
            }
        }
    }

    fn shows(&self, screen: Screen, label: &str) -> bool {
        match screen {
            Screen::Kiosk => stage::shows(self.kiosk.window(), label),
            Screen::Guard => stage::shows(self.guard.window(), label),
        }
    }

    /// What lies on top, where two things carry the label.
    fn element(&self, screen: Screen, label: &str) -> ElementHandle {
        let found = match screen {
            Screen::Kiosk => ElementHandle::find_by_accessible_label(self.kiosk.window(), label).last(),
            Screen::Guard => ElementHandle::find_by_accessible_label(self.guard.window(), label).last(),
        };
        found.unwrap_or_else(|| panic!("nothing is called {label}"))
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
        for (name, window, twin) in [
            ("kiosk", self.kiosk_window, self.kiosk.window().window()),
            ("guard", self.guard_window, self.guard.window().window()),
        ] {
            gatehouse::picture::save(twin, &folder.join(format!("{name}-twin.png"))).expect("a picture");
            self.display.keep_picture(window, &folder.join(format!("{name}-real.png")));
        }
    }
}
