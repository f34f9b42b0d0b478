//! How long the software renderer takes for a frame, beside copying as many pixels.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use gatehouse::wire::{LanguageWord, StateWord, StepWord};
use i_slint_backend_testing::TestingBackend;
use slint::platform::software_renderer::{
    MinimalSoftwareWindow, PremultipliedRgbaColor, RepaintBufferType, TargetPixel as _,
};
use slint::platform::{Platform, WindowAdapter};
use slint::{PhysicalSize, PlatformError};

use crate::measure::{Row, Times, ms};
use crate::{guard_desk, kiosk_stage, stage};

/// What the screens ask for by themselves, pixels.
const SIZE: PhysicalSize = PhysicalSize { width: 1280, height: 800 };
const PIXELS: usize = 1280 * 800;
/// Frames of each screen, and those before the first that counts: fonts are read and glyphs are drawn by them.
const FRAMES: usize = 200;
const WARM_UP: usize = 10;
/// A frame of a display that shows sixty of them in a second.
const FRAME_MAX: Duration = Duration::from_millis(16);
/// As long as a queue gets in the morning.
const QUEUE: u32 = 40;
/// What is spelt on the keyboard of the screen, over and over.
const SPELT: &str = "zhangwei";

thread_local! {
    static MADE: RefCell<Option<Rc<MinimalSoftwareWindow>>> = const { RefCell::new(None) };
}

/// The clock of the tests, and one window whose frames are drawn when we say so.
struct Drawn(TestingBackend, RepaintBufferType);

impl Platform for Drawn {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        let window = MinimalSoftwareWindow::new(self.1);
        MADE.set(Some(Rc::clone(&window)));
        Ok(window)
    }

    fn duration_since_start(&self) -> Duration {
        self.0.duration_since_start()
    }
}

/// The frame a window is drawn into, and one its pixels are copied to.
struct Frame {
    window: Rc<MinimalSoftwareWindow>,
    pixels: Vec<PremultipliedRgbaColor>,
    copy: Vec<PremultipliedRgbaColor>,
    drawn: Times,
    copied: Times,
    /// Pixels that were drawn, in all frames together.
    painted: usize,
}

impl Frame {
    /// Of the window that was made last.
    fn of_the_window() -> Frame {
        let window = MADE.take().unwrap();
        window.set_size(SIZE);
        let blank = vec![PremultipliedRgbaColor::from_rgb(0, 0, 0); PIXELS];
        Frame {
            window,
            copy: blank.clone(),
            pixels: blank,
            drawn: Times::default(),
            copied: Times::default(),
            painted: 0,
        }
    }

    /// Draws what has changed, and copies the same pixels; `counts` where it is measured.
    fn draw(&mut self, counts: bool) {
        let width = SIZE.width as usize;
        let (pixels, mut region) = (&mut self.pixels, None);
        let begin = Instant::now();
        self.window.draw_if_needed(|renderer| region = Some(renderer.render(pixels, width)));
        let drawn = begin.elapsed();
        let Some(region) = region else { return };
        let parts: Vec<_> = region.iter().collect();
        let begin = Instant::now();
        for (at, size) in &parts {
            for row in at.y as usize..at.y as usize + size.height as usize {
                let first = row * width + at.x as usize;
                let row = first..first + size.width as usize;
                self.copy[row.clone()].copy_from_slice(&self.pixels[row]);
            }
        }
        std::hint::black_box(&self.copy);
        if counts {
            self.copied.add(begin.elapsed());
            self.drawn.add(drawn);
            self.painted += parts.iter().map(|(_, size)| (size.width * size.height) as usize).sum::<usize>();
        }
    }

    fn row(&self, what: &str) -> Row {
        let (drawn, copied) = (self.drawn.at(50), self.copied.at(50));
        let ratio = drawn.as_secs_f64() / copied.as_secs_f64();
        let share = 100 * self.painted / (self.drawn.count() * PIXELS);
        Row::judged(
            format!("{what}, drawn at 1280x800 beside copying the same pixels ({share} % of them)"),
            format!("p50 {} and {}: {ratio:.0} times; p99 {}", ms(drawn), ms(copied), ms(self.drawn.at(99))),
            ms(FRAME_MAX),
            drawn <= FRAME_MAX,
        )
    }
}

/// The whole welcome page of the touchscreen.
pub fn welcome() -> Vec<Row> {
    stage::prepare_with(Drawn(stage::backend(), RepaintBufferType::NewBuffer));
    let _stage = kiosk_stage::Stage::live(LanguageWord::Zh);
    vec![whole("the touchscreen's welcome")]
}

/// The whole panel with a long queue.
pub fn queue() -> Vec<Row> {
    stage::prepare_with(Drawn(stage::backend(), RepaintBufferType::NewBuffer));
    let mut view = guard_desk::view();
    view.queue = (1..=QUEUE)
        .map(|number| {
            guard_desk::card(number, "欧阳娜娜", StateWord::AwaitingIdentity, StepWord::SeeDocument)
        })
        .collect();
    let _desk = guard_desk::with(LanguageWord::Zh, view);
    vec![whole(&format!("the panel with {QUEUE} waiting"))]
}

fn whole(what: &str) -> Row {
    let mut frame = Frame::of_the_window();
    for number in 0..WARM_UP + FRAMES {
        frame.window.request_redraw();
        frame.draw(number >= WARM_UP);
    }
    frame.row(what)
}

/// What changes when a name is spelt on the keyboard of the screen: the key, the field and the candidates.
pub fn spelt() -> Vec<Row> {
    stage::prepare_with(Drawn(stage::backend(), RepaintBufferType::ReusedBuffer));
    let stage = kiosk_stage::Stage::live(LanguageWord::Zh);
    stage.touch("Check in");
    stage.touch("Continue");
    let mut frame = Frame::of_the_window();
    frame.draw(false);
    let delete = stage.word("Delete");
    while frame.drawn.count() < FRAMES {
        for letter in SPELT.chars() {
            stage::touch(stage.window(), &letter.to_string());
            frame.draw(true);
        }
        for _ in SPELT.chars() {
            stage::touch(stage.window(), &delete);
            frame.draw(false);
        }
    }
    vec![frame.row("a key of the keyboard on the screen, with its candidates")]
}
