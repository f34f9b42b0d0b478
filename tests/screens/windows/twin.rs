//! Both screens in memory, before a real core: their labels are known, and so is what they show.

use std::rc::Rc;
use std::time::{Duration, Instant};

use gatehouse::client::{Line, connect};
use gatehouse::screens::guard::Panel;
use gatehouse::screens::kiosk::Kiosk;
use i_slint_backend_testing::{ElementHandle, mock_elapsed_time};
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle as _, LogicalPosition, PhysicalSize, Rgba8Pixel, SharedPixelBuffer, Window};

use super::display::WINDOW;
use super::process::LOOK_EVERY;
use super::site::Site;
use crate::stage;

/// A look before the guard touches: the panel's next button takes no touch for 600 ms after its step has changed.
pub const LOOK: Duration = Duration::from_millis(1_500);

/// A signature, in heights of the paper from its upper left corner.
const SIGNATURE: [(f32, f32); 7] =
    [(0.3, 0.2), (0.4, 0.7), (0.7, 0.3), (0.9, 0.6), (1.2, 0.2), (1.4, 0.7), (1.7, 0.3)];

/// Which of the two screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    Kiosk,
    Guard,
}

/// A touchscreen and a panel of one site, in the thread of the test.
pub struct Twin {
    kiosk: Kiosk,
    guard: Rc<Panel>,
    last: Instant,
}

impl Twin {
    pub fn open(site: &Site) -> Twin {
        stage::prepare();
        let (kiosk_line, kiosk_far) = Line::new();
        let (guard_line, guard_far) = Line::new();
        // Its keys come without a pause, however busy the machine is.
        let kiosk = Kiosk::with_clock(kiosk_line, || Duration::ZERO).expect("a window in memory");
        let guard = Panel::new(guard_line).expect("a window in memory");
        connect(kiosk_far, site.reach("kiosk"), Box::new(|| {})).expect("a line to the core");
        connect(guard_far, site.reach("guard"), Box::new(|| {})).expect("a line to the core");
        for window in [kiosk.window().window(), guard.window().window()] {
            window.set_size(PhysicalSize::new(WINDOW.0, WINDOW.1));
            window.show().expect("a window in memory");
        }
        Twin { kiosk, guard, last: Instant::now() }
    }

    /// Lets both screens take in what has come; their clocks go as real ones do.
    pub fn breathe(&mut self) {
        std::thread::sleep(LOOK_EVERY);
        self.kiosk.pump();
        self.guard.pump();
        mock_elapsed_time(self.last.elapsed());
        self.last = Instant::now();
    }

    pub fn window(&self, screen: Screen) -> &Window {
        match screen {
            Screen::Kiosk => self.kiosk.window().window(),
            Screen::Guard => self.guard.window().window(),
        }
    }

    /// What it looks like.
    pub fn picture(&self, screen: Screen) -> SharedPixelBuffer<Rgba8Pixel> {
        self.window(screen).take_snapshot().expect("a picture")
    }

    pub fn shows(&self, screen: Screen, label: &str) -> bool {
        match screen {
            Screen::Kiosk => stage::shows(self.kiosk.window(), label),
            Screen::Guard => stage::shows(self.guard.window(), label),
        }
    }

    pub fn labels(&self, screen: Screen) -> Vec<String> {
        match screen {
            Screen::Kiosk => stage::labels(self.kiosk.window()),
            Screen::Guard => stage::labels(self.guard.window()),
        }
    }

    /// Touches what carries the label; gives the middle of it.
    pub fn touch(&self, screen: Screen, label: &str) -> (u32, u32) {
        let element = self.element(screen, label);
        let (at, size) = (element.absolute_position(), element.size());
        element.mock_single_click(PointerEventButton::Left);
        let middle = (at.x + size.width / 2.0, at.y + size.height / 2.0);
        (middle.0.round() as u32, middle.1.round() as u32)
    }

    /// Places of a signature on the paper of that label, in whole pixels: both fingers are at the same ones.
    pub fn signature(&self, screen: Screen, label: &str) -> Vec<(u32, u32)> {
        let element = self.element(screen, label);
        let (at, size) = (element.absolute_position(), element.size());
        // The paper keeps its shape within its place.
        let height = size.height.min(size.width * 3.0 / 8.0);
        let place = |(right, down): (f32, f32)| {
            ((at.x + right * height).round() as u32, (at.y + down * height).round() as u32)
        };
        SIGNATURE.map(place).to_vec()
    }

    /// A finger comes down on a place, or goes on to it.
    pub fn draw(&self, screen: Screen, (x, y): (u32, u32), begins: bool) {
        let position = LogicalPosition::new(x as f32, y as f32);
        self.window(screen).dispatch_event(WindowEvent::PointerMoved { position });
        if begins {
            let button = PointerEventButton::Left;
            self.window(screen).dispatch_event(WindowEvent::PointerPressed { position, button });
        }
    }

    /// The finger is lifted there.
    pub fn lift(&self, screen: Screen, (x, y): (u32, u32)) {
        let position = LogicalPosition::new(x as f32, y as f32);
        let button = PointerEventButton::Left;
        self.window(screen).dispatch_event(WindowEvent::PointerReleased { position, button });
    }

    /// Types into the field that has the focus.
    pub fn write(&self, screen: Screen, text: &str) {
        stage::type_text(self.window(screen), text);
    }

    /// What lies on top, where two things carry the label.
    fn element(&self, screen: Screen, label: &str) -> ElementHandle {
        let found = match screen {
            Screen::Kiosk => ElementHandle::find_by_accessible_label(self.kiosk.window(), label).last(),
            Screen::Guard => ElementHandle::find_by_accessible_label(self.guard.window(), label).last(),
        };
        found.unwrap_or_else(|| panic!("nothing is called {label}"))
    }
}
