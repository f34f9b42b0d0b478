//! Both screens in memory, with hands that touch what carries a label.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use i_slint_backend_testing::{
    ElementHandle, ElementRoot, TestingBackend, TestingBackendOptions, mock_elapsed_time,
};
use slint::platform::{PointerEventButton, WindowEvent};
use slint::{ComponentHandle as _, PhysicalSize, PlatformError};

use super::super::screen;
use crate::client::Line;
use crate::commands::reach::reach;
use crate::commands::screen::connect_or_say;
use crate::domain::House;
use crate::engine::Core;
use crate::picture;
use crate::screens::guard::Panel;
use crate::screens::kiosk::Kiosk;

/// How long a screen may take to show what is waited for: the gate's pulse is the longest of it.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// Longer than the panel's next button takes no touch after its step has changed.
const SETTLED: Duration = Duration::from_millis(700);
/// The size of both windows, pixels.
const SIZE: PhysicalSize = PhysicalSize { width: 1280, height: 800 };

/// What did not end as the rules say.
#[derive(Debug, thiserror::Error)]
pub(in super::super) enum TourFault {
    #[error("{what} did not come; the {screen} shows {labels:?}")]
    Late { what: String, screen: &'static str, labels: Vec<String> },
    #[error("there is no window in memory")]
    Window(#[from] PlatformError),
    #[error("no second platform in one process")]
    Platform(String),
    #[error("no picture")]
    Picture(#[from] picture::PictureFault),
    #[error("a file of the demo")]
    File(#[from] std::io::Error),
    #[error("{}", .0.cause)]
    Reach(crate::commands::Failure),
    #[error("the visit is gone")]
    NoVisit,
}

pub(super) type Walked<T = ()> = Result<T, TourFault>;

/// Both screens.
pub(super) struct Stage<'a> {
    core: Core,
    kiosk: Kiosk,
    panel: Rc<Panel>,
    printed: PathBuf,
    out_dir: PathBuf,
    out: &'a mut dyn Write,
    began: Instant,
    pictures: u32,
    english: bool,
}

impl<'a> Stage<'a> {
    pub(super) fn open(
        core: Core,
        folder: &Path,
        printed: &Path,
        out_dir: &Path,
        out: &'a mut dyn Write,
    ) -> Walked<Stage<'a>> {
        let options = TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        };
        slint::platform::set_platform(Box::new(TestingBackend::new(options)))
            .map_err(|fault| TourFault::Platform(fault.to_string()))?;
        let (kiosk_line, kiosk_far) = Line::new();
        let (panel_line, panel_far) = Line::new();
        let kiosk = Kiosk::new(kiosk_line)?;
        let panel = Panel::new(panel_line)?;
        for (far, name) in [(kiosk_far, "kiosk"), (panel_far, "guard")] {
            let reach =
                screen(folder, name).and_then(|settings| reach(&settings)).map_err(TourFault::Reach)?;
            connect_or_say(far, reach, Box::new(|| {}));
        }
        kiosk.window().window().set_size(SIZE);
        panel.window().window().set_size(SIZE);
        kiosk.window().show()?;
        panel.window().show()?;
        let (printed, out_dir) = (printed.to_owned(), out_dir.to_owned());
        Ok(Stage {
            core,
            kiosk,
            panel,
            printed,
            out_dir,
            out,
            began: Instant::now(),
            pictures: 0,
            english: false,
        })
    }

    /// Prints a step with its time.
    pub(super) fn say(&mut self, step: &str) -> Walked {
        let at = self.began.elapsed();
        writeln!(self.out, "{:>4}.{:03} s  {step}", at.as_secs(), at.subsec_millis())?;
        Ok(())
    }

    /// What the durable house says.
    pub(super) fn house<R>(&self, look: impl FnOnce(&House) -> R) -> R {
        self.core.read(look)
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
                let (screen, labels) = if what.starts_with("panel") {
                    ("panel", labels(self.panel.window()))
                } else {
                    ("touchscreen", labels(self.kiosk.window()))
                };
                return Err(TourFault::Late { what: what.to_owned(), screen, labels });
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
    pub(super) fn visitor_types(&mut self, text: &str) -> Walked {
        self.speak_visitor();
        labels(self.kiosk.window());
        for key in text.chars() {
            // A person's pace: a scanner is told by its speed.
            std::thread::sleep(Duration::from_millis(60));
            self.kiosk.window().window().dispatch_event(WindowEvent::KeyPressed { text: key.into() });
            self.kiosk.window().window().dispatch_event(WindowEvent::KeyReleased { text: key.into() });
            mock_elapsed_time(Duration::from_millis(60));
        }
        Ok(())
    }

    /// The guard waits for something on the panel.
    pub(super) fn guard_sees(&mut self, label: &str) -> Walked {
        speak("zh_CN");
        self.until(&format!("panel: {label}"), |stage| {
            speak("zh_CN");
            shows(stage.panel.window(), label)
        })
    }

    /// The guard touches something; what lies on top, where two things carry the label.
    pub(super) fn guard_touches(&mut self, label: &str) -> Walked {
        self.guard_sees(label)?;
        // The first look notices that the step has changed, the second lets its button settle.
        mock_elapsed_time(LOOK_EVERY);
        mock_elapsed_time(SETTLED);
        mock_elapsed_time(LOOK_EVERY);
        touch_last(self.panel.window(), label);
        mock_elapsed_time(SETTLED);
        Ok(())
    }

    /// The guard opens a tab: the rail comes first on the window.
    pub(super) fn guard_opens(&mut self, tab: &str) -> Walked {
        self.guard_sees(tab)?;
        if let Some(one) = ElementHandle::find_by_accessible_label(self.panel.window(), tab).next() {
            one.mock_single_click(PointerEventButton::Left);
        }
        mock_elapsed_time(SETTLED);
        Ok(())
    }

    /// The guard touches what ends a dialog, and sees it close.
    pub(super) fn guard_answers(&mut self, label: &str) -> Walked {
        self.guard_touches(label)?;
        self.until(&format!("panel: the end of {label}"), |stage| !shows(stage.panel.window(), label))
    }

    /// The guard writes into a field.
    pub(super) fn guard_writes(&mut self, label: &str, text: &str) -> Walked {
        self.guard_sees(label)?;
        if let Some(field) = ElementHandle::find_by_accessible_label(self.panel.window(), label).last() {
            field.set_accessible_value(text);
        }
        mock_elapsed_time(SETTLED);
        Ok(())
    }

    /// A picture of the touchscreen in both languages.
    pub(super) fn picture_kiosk(&mut self, name: &str) -> Walked {
        self.pictures += 1;
        for (folder, language) in [("zh_CN", "zh"), ("", "en")] {
            speak(folder);
            labels(self.kiosk.window());
            let file = self.out_dir.join(format!("{:02}-kiosk-{name}-{language}.png", self.pictures));
            picture::save(self.kiosk.window().window(), &file)?;
        }
        self.speak_visitor();
        Ok(())
    }

    /// A picture of the panel in both languages.
    pub(super) fn picture_panel(&mut self, name: &str) -> Walked {
        self.pictures += 1;
        for (folder, language) in [("zh_CN", "zh"), ("", "en")] {
            speak(folder);
            labels(self.panel.window());
            let file = self.out_dir.join(format!("{:02}-panel-{name}-{language}.png", self.pictures));
            picture::save(self.panel.window().window(), &file)?;
        }
        speak("zh_CN");
        Ok(())
    }

    /// Copies the badges printed so far beside the pictures; gives how many there are.
    pub(super) fn keep_badges(&mut self) -> Walked<usize> {
        let mut count = 0;
        for entry in fs::read_dir(&self.printed)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "pdf")
                && let Some(name) = path.file_name()
            {
                fs::copy(&path, self.out_dir.join(format!("badge-{}", name.to_string_lossy())))?;
                count += 1;
            }
        }
        Ok(count)
    }
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
