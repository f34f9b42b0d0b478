//! Both screens in memory, with hands that touch what carries a label.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::rc::Rc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use i_slint_backend_testing::{
    ElementHandle, ElementRoot, TestingBackend, TestingBackendOptions, mock_elapsed_time,
};
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle as _, LogicalPosition, PhysicalSize, PlatformError};

use super::super::screen;
use super::Scene;
use super::album::{self, Pictured, Taken};
use crate::client::{FromCore, Line};
use crate::commands::Failure;
use crate::commands::reach::reach;
use crate::commands::screen::connect_or_say;
use crate::domain::House;
use crate::picture;
use crate::ports::gate::Relay;
use crate::screens::guard::Panel;
use crate::screens::kiosk::Kiosk;
use crate::screens::ui::{GuardApi, GuardDialog, GuardGateDialog, KioskApi};

/// How long a screen may take to show what is waited for: the gate's pulse is the longest of it.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// How often a screen looks at itself while nobody touches it. One look notices that the panel's step has changed,
/// the next begins the time in which its button takes no touch: so the looks must be many and short.
const ONE_LOOK: Duration = Duration::from_millis(20);
/// Looks that are longer than the panel's next button takes no touch.
const LOOKS_TO_SETTLE: u32 = 40;
/// From one key of a person to the next: a scanner is told by its speed.
const PERSON_KEY: Duration = Duration::from_millis(120);
/// From one key of a scanner to the next.
const SCANNER_KEY: Duration = Duration::from_millis(2);
/// The size of both windows, pixels.
const SIZE: PhysicalSize = PhysicalSize { width: 1280, height: 800 };

/// What did not end as the rules say.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum TourFault {
    #[error("{what} did not come; the touchscreen shows {kiosk:?}, the panel {panel:?}")]
    Late { what: String, kiosk: Vec<String>, panel: Vec<String> },
    #[error("there is no window in memory")]
    Window(#[from] PlatformError),
    #[error("no second platform in one process")]
    Platform(String),
    #[error("no picture")]
    Picture(#[from] picture::PictureFault),
    #[error("a file of the demo")]
    File(#[from] std::io::Error),
    #[error("{}", .0.cause)]
    Reach(Failure),
    #[error("{}", .0.cause)]
    Site(Failure),
    #[error("a screen takes no news")]
    Untold,
    #[error("the printed badge cannot be read back")]
    Pass(#[from] crate::engine::FaceFault),
    #[error("what {file} is to show was gone before its picture was taken")]
    Gone { file: String },
    #[error("there is no record")]
    NoRecord,
    #[error("no picture of {}", .names.join(", "))]
    Missing { names: Vec<&'static str> },
    #[error("the visit is gone")]
    NoVisit,
    #[error("the gate opened {times} times, and once was granted")]
    Openings { times: usize },
    #[error("whoever is held got {badges} badges and {openings} openings of the gate")]
    LetIn { badges: usize, openings: usize },
    #[error("the panel shows {label}")]
    Unexpected { label: String },
}

pub(super) type Walked<T = ()> = Result<T, TourFault>;

/// Both screens.
pub(super) struct Stage<'a> {
    pub(super) scene: &'a mut Scene,
    kiosk: Kiosk,
    panel: Rc<Panel>,
    /// The core's ends of both lines, for what no core of one process can be brought to say.
    tell_kiosk: SyncSender<FromCore>,
    tell_panel: SyncSender<FromCore>,
    out: &'a mut dyn Write,
    began: Instant,
    last_step: String,
    /// The touchscreen's clock, by which it tells a scanner from a person.
    keys: Rc<Cell<Duration>>,
    pictures: u32,
    taken: Taken,
    english: bool,
}

impl<'a> Stage<'a> {
    pub(super) fn open(scene: &'a mut Scene, out: &'a mut dyn Write) -> Walked<Stage<'a>> {
        let options = TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        };
        slint::platform::set_platform(Box::new(TestingBackend::new(options)))
            .map_err(|fault| TourFault::Platform(fault.to_string()))?;
        let (kiosk_line, kiosk_far) = Line::new();
        let (panel_line, panel_far) = Line::new();
        let keys = Rc::new(Cell::new(Duration::ZERO));
        let clock = Rc::clone(&keys);
        let kiosk = Kiosk::with_clock(kiosk_line, move || clock.get())?;
        let panel = Panel::new(panel_line)?;
        let (tell_kiosk, tell_panel) = (kiosk_far.answers.clone(), panel_far.answers.clone());
        for (far, name) in [(kiosk_far, "kiosk"), (panel_far, "guard")] {
            let reach = screen(&scene.folder, name)
                .and_then(|settings| reach(&settings))
                .map_err(TourFault::Reach)?;
            connect_or_say(far, reach, Box::new(|| {}));
        }
        kiosk.window().window().set_size(SIZE);
        panel.window().window().set_size(SIZE);
        kiosk.window().show()?;
        panel.window().show()?;
        Ok(Stage {
            scene,
            kiosk,
            panel,
            tell_kiosk,
            tell_panel,
            out,
            began: Instant::now(),
            last_step: String::new(),
            keys,
            pictures: 0,
            taken: Taken::default(),
            english: false,
        })
    }

    /// Prints a step with its time.
    pub(super) fn say(&mut self, step: &str) -> Walked {
        let at = self.began.elapsed();
        writeln!(self.out, "{:>4}.{:03} s  {step}", at.as_secs(), at.subsec_millis())?;
        step.clone_into(&mut self.last_step);
        Ok(())
    }

    /// The step that was printed last.
    pub(super) fn last_step(&self) -> &str {
        &self.last_step
    }

    /// How often the gate has opened.
    pub(super) fn openings(&self) -> usize {
        self.scene.gate.edges().iter().filter(|edge| edge.to == Relay::Driven).count()
    }

    /// One grant, one pulse: the gate has opened once since it had opened `before` times.
    pub(super) fn opened_once_since(&self, before: usize) -> Walked {
        match self.openings().saturating_sub(before) {
            1 => Ok(()),
            times => Err(TourFault::Openings { times }),
        }
    }

    /// What the durable house says.
    pub(super) fn house<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        self.scene.core.read(look)
    }

    /// The visitor at the touchscreen reads English from here on, or Chinese again.
    pub(super) fn visitor_reads_english(&mut self, english: bool) {
        self.english = english;
    }

    /// Both screens take in what has come, until `done`.
    pub(super) fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) -> Walked {
        let until = Instant::now() + PATIENCE;
        loop {
            self.kiosk.pump();
            self.panel.pump();
            // The timers of zero length that focus the fields of a new screen.
            mock_elapsed_time(Duration::from_millis(1));
            if done(self) {
                return Ok(());
            }
            if Instant::now() > until {
                let (kiosk, panel) = (labels(self.kiosk.window()), labels(self.panel.window()));
                return Err(TourFault::Late { what: what.to_owned(), kiosk, panel });
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }

    fn speak_visitor(&self) {
        speak(if self.english { "" } else { "zh_CN" });
    }

    /// The visitor waits for something on the touchscreen.
    pub(super) fn visitor_sees(&mut self, label: &str) -> Walked {
        self.speak_visitor();
        self.until(label, |stage| stage.english_or_not() && shows(stage.kiosk.window(), label))
    }

    fn english_or_not(&self) -> bool {
        self.speak_visitor();
        true
    }

    /// The visitor touches something.
    pub(super) fn visitor_touches(&mut self, label: &str) -> Walked {
        self.visitor_sees(label)?;
        touch_last(self.kiosk.window(), label);
        mock_elapsed_time(Duration::from_millis(100));
        Ok(())
    }

    /// The visitor types on a keyboard, into the field that has the focus.
    pub(super) fn visitor_types(&mut self, text: &str) {
        self.speak_visitor();
        labels(self.kiosk.window());
        self.keys_come(text, PERSON_KEY);
    }

    /// Whether the visitor reads this now.
    pub(super) fn visitor_reads(&self, label: &str) -> bool {
        self.speak_visitor();
        shows(self.kiosk.window(), label)
    }

    /// The visitor signs with a finger on the paper of that name.
    pub(super) fn visitor_signs(&mut self, label: &str) -> Walked {
        self.visitor_sees(label)?;
        let Some(paper) = ElementHandle::find_by_accessible_label(self.kiosk.window(), label).next() else {
            return Ok(());
        };
        let (at, size) = (paper.absolute_position(), paper.size());
        // Inside the paper, which keeps its shape within its place.
        let height = size.height.min(size.width * 3.0 / 8.0);
        let place = |right: f32, down: f32| LogicalPosition::new(at.x + right * height, at.y + down * height);
        let window = self.kiosk.window().window();
        let button = PointerEventButton::Left;
        for stroke in [[(0.3, 0.2), (0.5, 0.7), (0.9, 0.3)], [(1.1, 0.6), (1.4, 0.2), (1.7, 0.7)]] {
            window.dispatch_event(WindowEvent::PointerPressed {
                position: place(stroke[0].0, stroke[0].1),
                button,
            });
            for (right, down) in stroke {
                window.dispatch_event(WindowEvent::PointerMoved { position: place(right, down) });
            }
            window.dispatch_event(WindowEvent::PointerReleased {
                position: place(stroke[2].0, stroke[2].1),
                button,
            });
        }
        Ok(())
    }

    /// The visitor holds a code under the scanner of the touchscreen.
    pub(super) fn visitor_scans(&mut self, code: &str) {
        self.speak_visitor();
        self.keys_come(&format!("{code}\n"), SCANNER_KEY);
    }

    /// Nobody touches the touchscreen for so long.
    pub(super) fn visitor_is_away(&self, time: Duration) {
        self.speak_visitor();
        (0..time.as_secs()).for_each(|_| mock_elapsed_time(Duration::from_secs(1)));
    }

    /// Tells the touchscreen what a core would tell it, where no core of this process can be brought to.
    pub(super) fn tell_kiosk(&self, news: FromCore) -> Walked {
        self.tell_kiosk.try_send(news).map_err(|_| TourFault::Untold)
    }

    /// The same for the panel.
    pub(super) fn tell_panel(&self, news: FromCore) -> Walked {
        self.tell_panel.try_send(news).map_err(|_| TourFault::Untold)
    }

    fn keys_come(&self, text: &str, pace: Duration) {
        for key in text.chars() {
            self.keys.set(self.keys.get() + pace);
            mock_elapsed_time(pace);
            self.kiosk.window().window().dispatch_event(WindowEvent::KeyPressed { text: key.into() });
            self.kiosk.window().window().dispatch_event(WindowEvent::KeyReleased { text: key.into() });
        }
    }

    /// The guard waits for something on the panel.
    pub(super) fn guard_sees(&mut self, label: &str) -> Walked {
        speak("zh_CN");
        self.until(label, |stage| {
            speak("zh_CN");
            shows(stage.panel.window(), label)
        })
    }

    /// The panel shows what is so: what comes later may change the next step under the finger.
    fn panel_is_current(&mut self) -> Walked {
        self.until("the newest view of the panel", |stage| {
            stage.panel.seen().is_none_or(|seen| seen >= stage.house(|house| house.seq))
        })
    }

    /// The panel must not show something.
    pub(super) fn guard_sees_no(&mut self, label: &str) -> Walked {
        self.panel_is_current()?;
        if shows(self.panel.window(), label) {
            return Err(TourFault::Unexpected { label: label.to_owned() });
        }
        Ok(())
    }

    /// The guard touches something; what lies on top, where two things carry the label.
    pub(super) fn guard_touches(&mut self, label: &str) -> Walked {
        self.guard_sees(label)?;
        self.panel_is_current()?;
        settle();
        touch_last(self.panel.window(), label);
        settle();
        Ok(())
    }

    /// The guard opens a dialog, looks at it and goes back.
    pub(super) fn guard_looks_at(&mut self, label: &str, dialog: impl Pictured) -> Walked {
        self.guard_touches(label)?;
        self.picture_panel(dialog, "")?;
        self.guard_goes_back()
    }

    /// The guard leaves a dialog as it is.
    pub(super) fn guard_goes_back(&mut self) -> Walked {
        self.guard_touches("返回")
    }

    /// The guard presses a small button that may have to be scrolled to.
    pub(super) fn guard_presses(&mut self, label: &str) -> Walked {
        self.guard_sees(label)?;
        self.panel_is_current()?;
        settle();
        if let Some(button) = ElementHandle::find_by_accessible_label(self.panel.window(), label).last() {
            button.invoke_accessible_default_action();
        }
        settle();
        Ok(())
    }

    /// The guard opens a tab: the rail comes first on the window.
    pub(super) fn guard_opens(&mut self, tab: &str) -> Walked {
        self.guard_sees(tab)?;
        if let Some(one) = ElementHandle::find_by_accessible_label(self.panel.window(), tab).next() {
            one.mock_single_click(PointerEventButton::Left);
        }
        settle();
        Ok(())
    }

    /// The guard touches what ends a dialog, and sees it close. Only then is it out of the way of the next touch.
    pub(super) fn guard_answers(&mut self, label: &str) -> Walked {
        self.guard_touches(label)?;
        self.until(&format!("the end of {label}"), |stage| {
            let api = stage.panel.window().global::<GuardApi>();
            (api.get_dialog(), api.get_gate_dialog()) == (GuardDialog::None, GuardGateDialog::None)
        })
    }

    /// The guard writes into a field.
    pub(super) fn guard_writes(&mut self, label: &str, text: &str) -> Walked {
        self.guard_sees(label)?;
        if let Some(field) = ElementHandle::find_by_accessible_label(self.panel.window(), label).last() {
            field.set_accessible_value(text);
        }
        settle();
        Ok(())
    }

    /// A picture of the touchscreen in both languages, once it shows `what`.
    pub(super) fn picture_kiosk(&mut self, what: impl Pictured) -> Walked {
        self.picture_kiosk_left_alone(what, Duration::ZERO)
    }

    /// The same of what the touchscreen shows when nobody has touched it for so long: changing the language is a
    /// touch, so it is left alone once more for each.
    pub(super) fn picture_kiosk_left_alone(&mut self, what: impl Pictured, time: Duration) -> Walked {
        let name = what.picture();
        self.visitor_is_away(time);
        self.until(&format!("the screen {name}"), |stage| album::of_kiosk(stage.kiosk.window()) == name)?;
        self.taken.kiosk.insert(name);
        self.pictures += 1;
        let file = format!("{:03}-kiosk-{name}", self.pictures);
        let window = self.kiosk.window();
        let turn = |chinese: bool| {
            window.global::<KioskApi>().invoke_speak(chinese);
            self.visitor_is_away(time);
        };
        self.picture_both(window, &file, turn, || album::of_kiosk(window) == name)?;
        turn(!self.english);
        Ok(())
    }

    /// A picture of the panel in both languages, once it shows `what`; `detail` tells it from others of the same.
    pub(super) fn picture_panel(&mut self, what: impl Pictured, detail: &str) -> Walked {
        let name = what.picture();
        self.until(&format!("the page {name}"), |stage| album::of_panel(stage.panel.window()) == name)?;
        self.taken.panel.insert(name);
        self.pictures += 1;
        let dash = if detail.is_empty() { "" } else { "-" };
        let file = format!("{:03}-panel-{name}{dash}{detail}", self.pictures);
        let window = self.panel.window();
        let turn = |chinese: bool| window.global::<GuardApi>().invoke_speak_chinese(chinese);
        self.picture_both(window, &file, turn, || album::of_panel(window) == name)?;
        turn(true);
        Ok(())
    }

    /// Every screen, page and dialog there is has its picture.
    pub(super) fn album_is_whole(&self) -> Walked {
        match self.taken.missing() {
            names if names.is_empty() => Ok(()),
            names => Err(TourFault::Missing { names }),
        }
    }

    fn picture_both<W>(
        &self,
        window: &W,
        file: &str,
        turn: impl Fn(bool),
        is_shown: impl Fn() -> bool,
    ) -> Walked
    where
        W: ElementRoot + slint::ComponentHandle,
    {
        for (chinese, folder, language) in [(true, "zh_CN", "zh"), (false, "", "en")] {
            turn(chinese);
            speak(folder);
            // Looking at the window makes what is new on it.
            labels(window);
            if !is_shown() {
                return Err(TourFault::Gone { file: file.to_owned() });
            }
            picture::save(window.window(), &self.scene.out_dir.join(format!("{file}-{language}.png")))?;
        }
        Ok(())
    }

    /// Copies the badges printed so far beside the pictures; gives how many there are.
    pub(super) fn keep_badges(&mut self) -> Walked<usize> {
        let mut count = 0;
        for entry in fs::read_dir(&self.scene.printed)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "pdf")
                && let Some(name) = path.file_name()
            {
                fs::copy(&path, self.scene.out_dir.join(format!("badge-{}", name.to_string_lossy())))?;
                count += 1;
            }
        }
        Ok(count)
    }
}

/// Lets the screens come to rest.
fn settle() {
    (0..LOOKS_TO_SETTLE).for_each(|_| mock_elapsed_time(ONE_LOOK));
}

/// The words of both screens are one setting of the process; each side sets its own before it looks.
fn speak(folder: &str) {
    if let Err(fault) = slint::select_bundled_translation(folder) {
        tracing::error!(%fault, "no such language in this build");
    }
}

fn shows(window: &impl ElementRoot, label: &str) -> bool {
    ElementHandle::find_by_accessible_label(window, label).next().is_some()
}

fn touch_last(window: &impl ElementRoot, label: &str) {
    if let Some(one) = ElementHandle::find_by_accessible_label(window, label).last() {
        one.mock_single_click(PointerEventButton::Left);
    }
}

fn labels(window: &impl ElementRoot) -> Vec<String> {
    let all = i_slint_backend_testing::ElementQuery::from_root(window).match_descendants().find_all();
    let labels = all.iter().filter_map(ElementHandle::accessible_label);
    let labels: BTreeSet<String> = labels.map(String::from).filter(|label| !label.is_empty()).collect();
    labels.into_iter().collect()
}
