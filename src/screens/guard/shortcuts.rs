//! The panel by keys alone: what each key means where the guard is. Tab and Enter go from button to button besides.

use slint::platform::Key;

use super::dialog::{DeskAsk, Dialog, GateAsk};
use super::face::{self, Extra};
use super::state::{Layer, State, Tab};
use crate::client::ToCore;
use crate::wire::{Card, GateLook, StepWord, Wish};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortcut {
    /// Another page.
    Page(Tab),
    /// The newest alarm has been seen.
    Acknowledge,
    /// The gate is asked for.
    Gate(GateAsk),
    /// Back: out of the dialog, away from the card.
    Away,
    /// The visitor before, or the one behind.
    Step {
        /// Downwards.
        down: bool,
    },
    /// The next thing to do, the biggest button.
    Next,
    /// One of the smaller buttons, counted from 0 as they are shown.
    Other(usize),
    /// A new visitor by hand.
    ByHand,
    /// Somebody in a hurry.
    Quick,
    /// The siren is asked for, or silenced.
    Siren,
    /// How the badge printer is.
    Printer,
    /// What is typed into the open form is sent.
    Send,
}

/// What a key means; `typing` while a field has the focus, `asked` while a dialog is open. `None` where it is for the
/// field, the button or nobody.
pub fn shortcut(text: &str, typing: bool, asked: bool) -> Option<Shortcut> {
    let mut signs = text.chars();
    let key = signs.next().filter(|_| signs.next().is_none())?;
    let always = everywhere(key);
    if always.is_some() {
        return always;
    }
    match (typing, asked) {
        (true, true) => (key == '\n').then_some(Shortcut::Send),
        (true, false) | (false, true) => None,
        (false, false) => on_the_page(key),
    }
}

/// Function keys and Escape mean the same wherever the guard is: a field never takes them.
fn everywhere(key: char) -> Option<Shortcut> {
    const PAGES: [(Key, Tab); 7] = [
        (Key::F1, Tab::Queue),
        (Key::F2, Tab::Expected),
        (Key::F3, Tab::OnSite),
        (Key::F4, Tab::Badges),
        (Key::F5, Tab::RollCall),
        (Key::F6, Tab::Incidents),
        (Key::F7, Tab::More),
    ];
    const OTHERS: [(Key, Shortcut); 6] = [
        (Key::F8, Shortcut::Siren),
        (Key::F9, Shortcut::Acknowledge),
        (Key::F10, Shortcut::Gate(GateAsk::EmergencyOpen)),
        (Key::F11, Shortcut::Gate(GateAsk::Lockdown)),
        (Key::F12, Shortcut::Gate(GateAsk::Override)),
        (Key::Escape, Shortcut::Away),
    ];
    let page = PAGES.into_iter().find(|(of, _)| char::from(*of) == key).map(|(_, tab)| Shortcut::Page(tab));
    page.or_else(|| OTHERS.into_iter().find(|(of, _)| char::from(*of) == key).map(|(_, other)| other))
}

fn on_the_page(key: char) -> Option<Shortcut> {
    match key {
        '\n' => Some(Shortcut::Next),
        '1'..='9' => usize::try_from(key.to_digit(10)?).ok()?.checked_sub(1).map(Shortcut::Other),
        'n' | 'N' => Some(Shortcut::ByHand),
        'q' | 'Q' => Some(Shortcut::Quick),
        'p' | 'P' => Some(Shortcut::Printer),
        '/' => Some(Shortcut::Page(Tab::Today)),
        key if key == char::from(Key::DownArrow) => Some(Shortcut::Step { down: true }),
        key if key == char::from(Key::UpArrow) => Some(Shortcut::Step { down: false }),
        _ => None,
    }
}

impl State {
    /// Whether a dialog is open.
    pub fn is_asked(&self) -> bool {
        self.dialog.is_some() || self.gate_dialog.is_some()
    }

    /// Does what a key asks for; what is to be asked of the core.
    pub fn follow_key(&mut self, shortcut: Shortcut) -> Option<ToCore> {
        match shortcut {
            // The gate's question lies over everything: the form beneath it is not left unseen.
            Shortcut::Page(_) if self.gate_dialog.is_some() => None,
            Shortcut::Page(tab) => {
                self.close_dialog();
                self.tab = tab;
                None
            }
            Shortcut::Acknowledge => {
                let alarm = self.view.as_ref()?.alarms.first()?.id;
                self.wish(Layer::Page, None, Wish::Acknowledge { alarm })
            }
            Shortcut::Gate(ask) => {
                let ask = self.gate_ask_now(ask);
                self.open_gate_dialog(ask);
                None
            }
            Shortcut::Away => {
                if self.gate_dialog.is_some() {
                    self.close_gate_dialog();
                } else if self.dialog.is_some() {
                    self.close_dialog();
                } else {
                    self.selected = None;
                }
                None
            }
            Shortcut::Step { down } => {
                let visit = self.neighbour(down)?;
                self.select(visit);
                None
            }
            Shortcut::Next => {
                let step = self.card()?.next;
                self.press(step)
            }
            Shortcut::Other(place) => {
                let other = others(self.card()?).into_iter().nth(place)?;
                match other {
                    Other::Step(step) => self.press(step),
                    Other::Extra(extra) => self.press_extra(extra),
                }
            }
            Shortcut::ByHand => {
                self.open(Dialog::Desk(DeskAsk::ByHand));
                None
            }
            Shortcut::Quick => {
                self.open(Dialog::Desk(DeskAsk::Quick));
                None
            }
            Shortcut::Siren => self.press_siren(),
            Shortcut::Printer => {
                self.ask_printer();
                None
            }
            // The form itself knows what is in it.
            Shortcut::Send => None,
        }
    }

    /// The same button opens and closes: what it asks for as the gate stands.
    fn gate_ask_now(&self, ask: GateAsk) -> GateAsk {
        match (ask, self.view.as_ref().map(|view| view.gate.look)) {
            (GateAsk::EmergencyOpen, Some(GateLook::EmergencyOpen)) => GateAsk::EmergencyClose,
            (GateAsk::Lockdown, Some(GateLook::Lockdown)) => GateAsk::EndLockdown,
            (ask, _) => ask,
        }
    }

    /// The visitor before or behind the selected one on the page; the first where none is.
    fn neighbour(&self, down: bool) -> Option<String> {
        let cards: Vec<&Card> = match self.tab {
            Tab::Queue => self.view.as_ref()?.queue.iter().collect(),
            Tab::OnSite => self.on_site(),
            _ => return None,
        };
        let last = cards.len().checked_sub(1)?;
        let at = cards.iter().position(|card| Some(&card.visit) == self.selected.as_ref());
        let next = match (at, down) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(last),
            (Some(at), false) => at.saturating_sub(1),
        };
        cards.get(next).map(|card| card.visit.clone())
    }
}

/// One of the smaller buttons of a card.
enum Other {
    Step(StepWord),
    Extra(Extra),
}

/// The smaller buttons of a card, in the order they are shown.
fn others(card: &Card) -> Vec<Other> {
    let steps = card.also.iter().copied().map(Other::Step);
    steps.chain(face::extras(card).into_iter().map(Other::Extra)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: Key) -> String {
        char::from(key).to_string()
    }

    #[test]
    fn what_is_typed_into_a_field_stays_there() {
        for text in ["1", "n", "\n", " "] {
            assert_eq!(shortcut(text, true, false), None, "{text:?}");
        }
        assert_eq!(shortcut("1", true, true), None);
        assert_eq!(shortcut("\n", true, true), Some(Shortcut::Send));
        assert_eq!(shortcut("\n", false, true), None, "the button that has the focus takes it");
    }

    #[test]
    fn the_gate_is_reached_from_everywhere() {
        for (typing, asked) in [(true, true), (true, false), (false, true), (false, false)] {
            let wanted = Some(Shortcut::Gate(GateAsk::Override));
            assert_eq!(shortcut(&key(Key::F12), typing, asked), wanted);
            assert_eq!(shortcut(&key(Key::F8), typing, asked), Some(Shortcut::Siren));
            assert_eq!(shortcut(&key(Key::Escape), typing, asked), Some(Shortcut::Away));
        }
    }

    #[test]
    fn keys_of_the_page_work_where_nothing_is_asked() {
        assert_eq!(shortcut("\n", false, false), Some(Shortcut::Next));
        assert_eq!(shortcut("3", false, false), Some(Shortcut::Other(2)));
        assert_eq!(shortcut("0", false, false), None);
        assert_eq!(shortcut("q", false, false), Some(Shortcut::Quick));
        assert_eq!(shortcut("P", false, false), Some(Shortcut::Printer));
        assert_eq!(shortcut("/", false, false), Some(Shortcut::Page(Tab::Today)));
        assert_eq!(shortcut("q", true, true), None, "a letter of what is typed");
        assert_eq!(shortcut(&key(Key::DownArrow), false, false), Some(Shortcut::Step { down: true }));
        assert_eq!(shortcut("张", false, false), None);
        assert_eq!(shortcut("", false, false), None);
        assert_eq!(shortcut("nn", false, false), None);
    }
}
