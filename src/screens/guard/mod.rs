//! The guard's panel: the live queue, one card for each visitor with its next step, the gate, and incidents.
//!
//! What is shown is a pure choice ([`face`]) from what was heard ([`state`]); [`panel`] joins it with the window.

pub mod clock;
mod desk;
pub mod dialog;
pub mod face;
pub mod forms;
mod hear;
mod lines;
mod model;
pub mod panel;
pub mod state;
mod wiring;
mod words;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use slint::{ComponentHandle, PlatformError};

use crate::client::Line;
use crate::wire::LanguageWord;
use panel::Panel;

thread_local! {
    /// The panel of this thread, for the client's wake-up.
    static PANEL: RefCell<Weak<Panel>> = const { RefCell::new(Weak::new()) };
}

/// Shows the panel until its window is closed. To be called on the thread that may open windows.
///
/// # Errors
/// What the windowing system says, if there is none or it ends.
pub fn run(line: Line, language: LanguageWord) -> Result<(), PlatformError> {
    let panel = Panel::new(line, language)?;
    PANEL.with(|here| *here.borrow_mut() = Rc::downgrade(&panel));
    panel.pump();
    panel.window().run()
}

/// Makes the panel read its line soon. May be called from any thread, after each message that is put on the
/// line; without it the panel reads once a second.
pub fn wake() {
    // An error means that no window is open yet or any more: there is nothing to wake.
    let _ = slint::invoke_from_event_loop(|| {
        if let Some(panel) = PANEL.with(|here| here.borrow().upgrade()) {
            panel.pump();
        }
    });
}
