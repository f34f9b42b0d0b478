//! Joins window, line and state. Everything here runs in the thread of the event loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use slint::{ComponentHandle, PlatformError, SharedString, Timer, TimerMode};

use crate::client::{CoreLink, FromCore, Line, LineDown};
use crate::screens::look::Look;
use crate::screens::senses::Senses;
use crate::screens::ui::{Keys, KioskApi, KioskDialog, KioskScreen, KioskWindow, Tokens, Voice};
use crate::screens::writing::{self, Writing};
use crate::screens::{self, Wake, keys};
use crate::wire::LanguageWord;

use super::scanner::{GAP_MAX, Scanner, Took};
use super::{Keep, Place, State, buttons};

/// Codes that may wait to be looked at: more at once are no visitors.
const CODES_MAX: usize = 4;

/// Takes codes of a scanner that does not type, from any thread.
pub struct CodeDoor {
    codes: SyncSender<Option<String>>,
    wake: Wake,
}

impl CodeDoor {
    /// A code was read; `None` where it could not be. What finds no room is dropped: somebody shows it again.
    pub fn put(&self, code: Option<String>) {
        if self.codes.try_send(code).is_ok() {
            (self.wake)();
        }
    }
}

/// The touchscreen.
pub struct Kiosk {
    joint: Rc<Joint>,
}

pub(super) struct Joint {
    pub(super) window: KioskWindow,
    line: Line,
    pub(super) state: RefCell<State>,
    scanner: RefCell<Scanner>,
    pub(super) writing: Rc<Writing>,
    look: RefCell<Look>,
    senses: RefCell<Senses>,
    keep: RefCell<Option<Keep>>,
    /// The place that is kept now.
    place: RefCell<Option<Place>>,
    codes: (SyncSender<Option<String>>, Receiver<Option<String>>),
    /// Keys pressed by the program itself: not a scanner's.
    pressing: Cell<bool>,
    /// One of those has come to whatever has the focus.
    pub(super) heard: Cell<bool>,
    listening: Timer,
    /// Steady time, to tell a scanner from a hand.
    clock: Box<dyn Fn() -> Duration>,
    pub(super) seconds: Timer,
    pause: Timer,
    /// The language the sentences are in; `None` before the first choice, whatever the machine's locale is.
    spoken: Cell<Option<LanguageWord>>,
}

/// Opens the touchscreen on `line`, in this look, and serves it until its window closes. `ready` is called once, before
/// the first picture.
///
/// # Errors
/// If there is no display, or none that can be drawn on.
pub fn run(line: Line, look: &Look, senses: Senses, ready: impl FnOnce(&Kiosk)) -> Result<(), PlatformError> {
    let kiosk = Kiosk::new(line)?;
    kiosk.wear(look);
    kiosk.sense(senses);
    ready(&kiosk);
    kiosk.window().show()?;
    slint::run_event_loop()?;
    kiosk.window().hide()
}

impl Kiosk {
    /// A touchscreen at welcome, not shown yet; until the line says that the core is live it asks the visitor
    /// to go to the guard.
    ///
    /// # Errors
    /// If no window can be made.
    pub fn new(line: Line) -> Result<Kiosk, PlatformError> {
        let began = Instant::now();
        Kiosk::with_clock(line, move || began.elapsed())
    }

    /// The same, with a steady clock of one's own: it gives the time since any fixed moment.
    ///
    /// # Errors
    /// If no window can be made.
    pub fn with_clock(line: Line, clock: impl Fn() -> Duration + 'static) -> Result<Kiosk, PlatformError> {
        let joint = Rc::new(Joint {
            window: KioskWindow::new()?,
            line,
            state: RefCell::default(),
            scanner: RefCell::default(),
            writing: Rc::default(),
            look: RefCell::default(),
            senses: RefCell::default(),
            keep: RefCell::default(),
            place: RefCell::default(),
            codes: sync_channel(CODES_MAX),
            pressing: Cell::new(false),
            heard: Cell::new(false),
            listening: Timer::default(),
            clock: Box::new(clock),
            seconds: Timer::default(),
            pause: Timer::default(),
            spoken: Cell::new(None),
        });
        joint.listen();
        joint.write();
        joint.show();
        Ok(Kiosk { joint })
    }

    /// Wears another look.
    pub fn wear(&self, look: &Look) {
        self.joint.look.replace(look.clone());
        self.joint.show();
    }

    /// Is heard through these from now on.
    pub fn sense(&self, senses: Senses) {
        self.joint.senses.replace(senses);
    }

    /// Keeps its place from now on, and comes back to the one that was kept before this start.
    pub fn keep_place(&self, kept: Option<&str>, keep: Keep) {
        if let Some(place) = kept.and_then(Place::read) {
            self.joint.place.replace(Some(place.clone()));
            self.joint.state.borrow_mut().come_to(place);
        }
        self.joint.keep.replace(Some(keep));
        self.joint.show();
    }

    /// Where the codes of a scanner come in that does not type.
    pub fn code_door(&self) -> CodeDoor {
        CodeDoor { codes: self.joint.codes.0.clone(), wake: self.wake() }
    }

    /// Its window.
    pub fn window(&self) -> &KioskWindow {
        &self.joint.window
    }

    /// Takes in all that has come on the line, and shows it.
    pub fn pump(&mut self) {
        self.joint.pump();
    }

    /// What wakes this screen from another thread.
    pub fn wake(&self) -> Wake {
        let window = self.joint.window.as_weak();
        Box::new(move || {
            // Fails only when the event loop has ended, and nobody is left to be woken.
            let _ = window.upgrade_in_event_loop(|window| window.global::<KioskApi>().invoke_pump());
        })
    }
}

impl Joint {
    pub(super) fn pump(&self) {
        loop {
            match self.line.heard() {
                Ok(Some(news)) => self.state.borrow_mut().hear(news),
                Ok(None) => break,
                Err(LineDown) => {
                    self.state.borrow_mut().hear(FromCore::Link(CoreLink::Lost));
                    break;
                }
            }
        }
        while let Ok(code) = self.codes.1.try_recv() {
            let mut state = self.state.borrow_mut();
            state.touched();
            match code {
                Some(code) => state.scan(code),
                None => state.scan_unreadable(),
            }
        }
        self.show();
    }

    /// A second has gone by; news whose wake was missed is taken in too.
    pub(super) fn second(&self) {
        let fresh = {
            let mut state = self.state.borrow_mut();
            state.second();
            state.is_fresh()
        };
        self.pump();
        self.listen_again();
        if fresh {
            // How old a place is counts from the last touch.
            self.keep_place(true);
        }
    }

    /// A touch: somebody is here, and something changes.
    pub(super) fn act(self: &Rc<Joint>, change: impl FnOnce(&mut State)) {
        {
            let mut state = self.state.borrow_mut();
            state.touched();
            change(&mut state);
        }
        self.show();
        // What had the focus may be gone by then: not yet, it may be what is being touched.
        let joint = Rc::downgrade(self);
        self.listening.start(TimerMode::SingleShot, Duration::ZERO, move || {
            joint.upgrade().into_iter().for_each(|joint| joint.listen_again());
        });
    }

    /// Joins the board of the window to its fields.
    fn write(self: &Rc<Joint>) {
        let joint = Rc::downgrade(self);
        writing::join(&self.window, &self.writing, move |text| {
            if let Some(joint) = joint.upgrade() {
                joint.press(text);
            }
        });
    }

    /// Letters that still wait go into their field as they are: the visitor goes on without having chosen.
    pub(super) fn finish_writing(&self) {
        let left = self.writing.leave();
        if !left.is_empty() {
            self.press(left.into());
        }
    }

    /// Keeps the place where it has changed, or anyway.
    fn keep_place(&self, anyway: bool) {
        let keep = self.keep.borrow();
        let (Some(keep), now) = (keep.as_ref(), self.state.borrow().place()) else { return };
        if now != *self.place.borrow() || (anyway && now.is_some()) {
            keep(now.as_ref().map(Place::line).as_deref());
            self.place.replace(now);
        }
    }

    fn show(&self) {
        let questions = self.state.borrow_mut().take_questions();
        let lost = questions.into_iter().filter(|question| self.line.ask(question.clone()).is_err()).count();
        if lost > 0 {
            self.state.borrow_mut().not_sent();
        }
        self.keep_place(false);
        if self.state.borrow_mut().take_hush() {
            (self.senses.borrow().hush)();
        }
        for sound in self.state.borrow_mut().take_sounds() {
            (self.senses.borrow().ring)(sound);
        }
        let state = self.state.borrow();
        let api = self.window.global::<KioskApi>();
        let (before, chinese) = (api.get_screen(), state.language == LanguageWord::Zh);
        let anew = self.speak(state.language);
        state.show(&self.window);
        let look = self.look.borrow().easier(state.larger, state.contrast);
        look.put_on(&self.window.global::<Tokens>());
        let can_speak = self.senses.borrow().say.is_some();
        api.set_can_speak(can_speak);
        api.set_aloud(state.aloud);
        self.window.global::<Voice>().set_on(can_speak && state.aloud);
        let now = api.get_screen();
        if anew || (now != before && now == KioskScreen::Welcome) {
            self.writing.write_chinese(chinese);
        } else if now != before {
            self.writing.clear();
        }
        if anew || now != before {
            self.writing.show(&self.window.global::<Keys>());
        }
    }

    /// Speaks this language; gives whether it is another one than before.
    fn speak(&self, language: LanguageWord) -> bool {
        let anew = self.spoken.replace(Some(language)) != Some(language);
        if anew {
            screens::speak(language);
        }
        anew
    }

    /// Reads a text aloud, where something can.
    pub(super) fn say(&self, text: &str) {
        if let (Some(say), Some(language)) = (&self.senses.borrow().say, self.spoken.get()) {
            say(text, language);
        }
    }

    /// One key, whichever board it came from. True if it is kept from what has the focus.
    pub(super) fn key(self: &Rc<Joint>, text: &str, writing: bool, above: bool) -> bool {
        if self.pressing.get() {
            self.heard.set(true);
            return self.window.global::<Keys>().get_knocking() == text;
        }
        // A press says that somebody is here, and then no more than that.
        let woke = self.state.borrow().dialog == KioskDialog::Idle;
        self.act(|_| ());
        let fields = self.state.borrow().screen_has_fields();
        let took = self.scanner.borrow_mut().key(text, (self.clock)(), fields);
        match took {
            Took::Pass if woke => return buttons::steers(text),
            Took::Pass => return self.key_of_a_person(text, writing, above),
            Took::Keep => {
                let joint = Rc::downgrade(self);
                self.pause.start(TimerMode::SingleShot, GAP_MAX, move || {
                    if let Some(joint) = joint.upgrade() {
                        let kept = joint.scanner.borrow_mut().pause();
                        joint.give_back(&kept);
                    }
                });
            }
            Took::GiveBack(text) => {
                // Not from inside the key that is being handled.
                let joint = Rc::downgrade(self);
                Timer::single_shot(Duration::ZERO, move || {
                    if let Some(joint) = joint.upgrade() {
                        joint.give_back(&text);
                    }
                });
            }
            Took::Code(code) => self.act(|state| state.scan(code)),
        }
        true
    }

    fn give_back(&self, text: &str) {
        if self.state.borrow().screen_has_fields() {
            text.chars().for_each(|c| self.press(SharedString::from(c)));
        }
    }

    pub(super) fn press(&self, text: SharedString) {
        self.pressing.set(true);
        keys::press(self.window.window(), text);
        self.pressing.set(false);
    }
}
