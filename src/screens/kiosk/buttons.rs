//! The touchscreen by four buttons: a keypad for whoever cannot see or reach the screen sends the keys of four of them.
//!
//! *On* goes to the next thing that can be chosen and *before* to the one ahead of it, *press* chooses it, *away* goes
//! back. From a field they lead over the board it is written with, key by key: the field keeps the focus, for it is
//! what is written into. Tab passes the board by: whoever has that key has a keyboard.

use std::rc::Rc;

use slint::platform::Key;
use slint::{ComponentHandle, Model};

use crate::screens::ui::{Keys, KioskDialog, Voice};

use super::joint::Joint;
use super::{Page, State, Typed};

/// What a key means to whoever has few of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// The next one.
    On,
    /// The one before.
    Before,
    /// Chooses it.
    Press,
    /// Out of here.
    Away,
}

/// Which button a key is; `None` for every other key.
pub fn button(text: &str) -> Option<Button> {
    let mut signs = text.chars();
    let key = signs.next().filter(|_| signs.next().is_none())?;
    match key {
        '\n' => Some(Button::Press),
        key if key == char::from(Key::DownArrow) => Some(Button::On),
        key if key == char::from(Key::UpArrow) => Some(Button::Before),
        key if key == char::from(Key::Escape) => Some(Button::Away),
        _ => None,
    }
}

/// Whether a key is for going about on a page, and not for writing.
pub fn steers(text: &str) -> bool {
    button(text).is_some()
        || [Key::Tab, Key::Backtab].into_iter().any(|key| text.starts_with(char::from(key)))
}

/// A key of a board: its row, and its place in it.
pub type Spot = (i32, i32);

/// The key to step to on a board whose rows have so many keys; `None` where the board ends. From `None`, its first one.
pub fn step(rows: &[i32], at: Option<Spot>, forward: bool) -> Option<Spot> {
    let mut keys = (0..).zip(rows).flat_map(|(row, &count)| (0..count).map(move |place| (row, place)));
    match (at, forward) {
        (None, true) => keys.next(),
        (None, false) => None,
        (Some(at), true) => keys.find(|key| *key > at),
        (Some(at), false) => keys.take_while(|key| *key < at).last(),
    }
}

impl State {
    /// *Away*: out of a question, or back as the button of the page says. What was typed or sent is left behind only
    /// after a question. False where the page has nothing to go back to.
    pub fn away(&mut self) -> bool {
        if self.dialog != KioskDialog::None {
            self.dialog = KioskDialog::None;
            return true;
        }
        if self.screen() != self.page.screen() || !self.page.goes_back() {
            return false;
        }
        let wipes = match self.page {
            Page::Notice => self.own.is_none(),
            page => matches!(page, Page::ComeBack | Page::Leaving),
        };
        if wipes && (self.own.is_some() || self.typed != Typed::default()) {
            self.dialog = KioskDialog::StartOver;
        } else {
            self.back();
        }
        true
    }

    /// The rules cannot be signed by whoever stands here: the guard comes and fills in the rest with them.
    pub fn cannot_sign(&mut self) {
        self.call_guard();
        self.turn(Page::Waiting);
    }
}

impl Joint {
    /// A key that is no scanner's. `writing` while a field has the focus, `above` while something has it that lies above
    /// the page. True if the key is done with.
    pub(super) fn key_of_a_person(self: &Rc<Joint>, text: &str, writing: bool, above: bool) -> bool {
        let button = button(text);
        if self.is_asking() && !above && steers(text) && button != Some(Button::Away) {
            // What lies under the question cannot be chosen.
            self.window.invoke_rise();
            self.go(!text.starts_with(char::from(Key::Backtab)));
            return true;
        }
        match button {
            Some(Button::On) => self.step_on(writing, true),
            Some(Button::Before) => self.step_on(writing, false),
            Some(Button::Press) => return self.press_here(),
            Some(Button::Away) => self.go_away(),
            None => return false,
        }
        true
    }

    fn is_asking(&self) -> bool {
        self.state.borrow().dialog != KioskDialog::None
    }

    /// To the next that takes keys, or to the one before.
    pub(super) fn go(&self, forward: bool) {
        self.press(char::from(if forward { Key::Tab } else { Key::Backtab }).into());
    }

    fn here(keys: &Keys<'_>) -> Option<Spot> {
        Some((keys.get_line(), keys.get_place())).filter(|(row, _)| *row >= 0)
    }

    fn step_on(&self, writing: bool, forward: bool) {
        let keys = self.window.global::<Keys>();
        let here = Self::here(&keys);
        let rows: Vec<i32> = keys.get_lines().iter().collect();
        match step(&rows, here, forward).filter(|_| writing) {
            Some((row, place)) => {
                keys.set_place(place);
                keys.set_line(row);
            }
            None => {
                keys.set_line(-1);
                // From the first key of the board back to its field.
                if forward || here.is_none() {
                    self.go(forward);
                }
            }
        }
    }

    fn press_here(&self) -> bool {
        let keys = self.window.global::<Keys>();
        let stepping = Self::here(&keys).is_some();
        if stepping {
            keys.set_chosen(keys.get_chosen().wrapping_add(1));
        }
        stepping
    }

    fn go_away(self: &Rc<Joint>) {
        let keys = self.window.global::<Keys>();
        if Self::here(&keys).is_some() {
            return keys.set_line(-1);
        }
        let mut went = false;
        self.act(|state| went = state.away());
        if !went {
            // Nothing to go back to: the page is read once more, to whoever has not found where that is chosen, too.
            self.act(|state| state.read_aloud(true));
            self.window.global::<Voice>().invoke_again();
        }
    }

    /// Keys are heard by whatever has the focus. Where that is gone, as a row that was taken away, the page takes them.
    pub(super) fn listen_again(&self) {
        self.heard.set(false);
        self.press(self.window.global::<Keys>().get_knocking());
        if !self.heard.get() {
            self.window.invoke_rest();
        }
    }
}
