//! The one place where keys on the screen become text.

use slint::SharedString;
use slint::platform::WindowEvent;

/// Presses and lets go of a key in `window`: the element that has the focus receives `text`, which is a
/// character, a whole word, or one of Slint's special keys.
///
/// The events come in the same way as those of a keyboard with cables, so that a field cannot tell them apart.
pub fn press(window: &slint::Window, text: SharedString) {
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
}
