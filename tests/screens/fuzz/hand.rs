//! Fingers and keys that do anything.

use fastrand::Rng;
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery, ElementRoot};
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

/// What may be touched on a window: it is enabled, and can be seen.
fn touchable(window: &impl ElementRoot) -> Vec<ElementHandle> {
    let all = ElementQuery::from_root(window).match_descendants().find_all();
    let may = |element: &ElementHandle| {
        let size = element.size();
        element.accessible_role().is_some_and(|role| TOUCHED.contains(&role))
            && element.accessible_enabled() != Some(false)
            && size.width > 0.0
            && size.height > 0.0
    };
    all.into_iter().filter(may).collect()
}

/// Touches anything.
pub fn touch(window: &impl ElementRoot, chance: &mut Rng, acts: &Acts) {
    let all = touchable(window);
    if all.is_empty() {
        return;
    }
    let one = &all[chance.usize(..all.len())];
    acts.tell(format!("touches {:?}", one.accessible_label().unwrap_or_default()));
    one.mock_single_click(PointerEventButton::Left);
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

/// Every word on a window that somebody may read or hear.
pub fn words(window: &impl ElementRoot) -> Vec<String> {
    let all = ElementQuery::from_root(window).match_descendants().find_all();
    let told = |element: &ElementHandle| {
        [element.accessible_label(), element.accessible_value(), element.accessible_description()]
    };
    all.iter().flat_map(told).flatten().map(String::from).filter(|word| !word.is_empty()).collect()
}

/// Whether something of that label can be touched.
pub fn offers(window: &impl ElementRoot, label: &str) -> bool {
    ElementHandle::find_by_accessible_label(window, label)
        .any(|element| element.accessible_enabled() != Some(false))
}
