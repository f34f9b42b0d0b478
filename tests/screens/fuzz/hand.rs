//! Fingers and keys that do anything.

use std::ops::ControlFlow;

use fastrand::Rng;
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use slint::SharedString;
use slint::platform::{Key, PointerEventButton};

use super::Acts;
use crate::stage;

const TOUCHED: [AccessibleRole; 7] = [
    AccessibleRole::Button,
    AccessibleRole::Checkbox,
    AccessibleRole::RadioButton,
    AccessibleRole::ListItem,
    AccessibleRole::Tab,
    AccessibleRole::Text,
    AccessibleRole::TextInput,
];
const KEYS: [Key; 20] = [
    Key::Tab,
    Key::Backtab,
    Key::Return,
    Key::Return,
    Key::Escape,
    Key::Backspace,
    Key::Delete,
    Key::UpArrow,
    Key::DownArrow,
    Key::LeftArrow,
    Key::Home,
    Key::F1,
    Key::F2,
    Key::F3,
    Key::F5,
    Key::F6,
    Key::F9,
    Key::F10,
    Key::F11,
    Key::F12,
];

/// One look at a window. To go through all of its elements takes longer than anything else in a sequence, so that one
/// look serves the check and the act that follows it.
pub struct Look(Vec<Seen>);

struct Seen {
    element: ElementHandle,
    label: SharedString,
    /// What it holds, and what stands beside it.
    others: [SharedString; 2],
}

/// Looks at everything that somebody can read, hear or touch.
pub fn look(window: &impl ElementRoot) -> Look {
    let mut seen = Vec::new();
    window.root_element().visit_descendants(|element| {
        let role = element.accessible_role();
        if role.is_some_and(|role| role != AccessibleRole::None) {
            let label = element.accessible_label().unwrap_or_default();
            let others = [element.accessible_value(), element.accessible_description()];
            seen.push(Seen { element, label, others: others.map(Option::unwrap_or_default) });
        }
        ControlFlow::<()>::Continue(())
    });
    Look(seen)
}

impl Look {
    /// Every word that somebody may read or hear.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .flat_map(|seen| [&seen.label, &seen.others[0], &seen.others[1]])
            .map(SharedString::as_str)
    }

    /// Whether something of that label can be touched.
    pub fn offers(&self, label: &str) -> bool {
        self.called(label).any(|element| element.accessible_enabled() != Some(false))
    }

    /// What alone has that label.
    pub fn the_one(&self, label: &str) -> Option<&ElementHandle> {
        let mut called = self.called(label);
        called.next().filter(|_| called.next().is_none())
    }

    fn called(&self, label: &str) -> impl Iterator<Item = &ElementHandle> {
        self.0.iter().filter(move |seen| seen.label == label).map(|seen| &seen.element)
    }
}

/// What may be touched: it is enabled, and can be seen.
fn touchable(element: &ElementHandle) -> bool {
    let size = element.size();
    element.accessible_role().is_some_and(|role| TOUCHED.contains(&role))
        && element.accessible_enabled() != Some(false)
        && size.width > 0.0
        && size.height > 0.0
}

/// Touches anything.
pub fn touch(look: &Look, chance: &mut Rng, acts: &Acts) {
    let all: Vec<&Seen> = look.0.iter().filter(|seen| touchable(&seen.element)).collect();
    if let Some(one) = chance.choice(all) {
        acts.tell(format!("touches {:?}", one.label));
        one.element.mock_single_click(PointerEventButton::Left);
    }
}

/// Presses any key.
pub fn press(window: &slint::Window, chance: &mut Rng, acts: &Acts) {
    let key = KEYS[chance.usize(..KEYS.len())];
    acts.tell(format!("presses {key:?}"));
    stage::type_text(window, &char::from(key).to_string());
}

/// Types a text, key by key.
pub fn types(window: &slint::Window, text: &str, acts: &Acts) {
    acts.tell(format!("types {text:?}"));
    stage::type_text(window, text);
}
