//! The guard's panel: the live queue, one card for each visitor with its next step, the gate, and incidents.
//!
//! What is shown is a pure choice ([`face`]) from what was heard ([`state`]); `panel` joins it with the window.

pub mod clock;
mod desk;
pub mod dialog;
pub mod face;
pub mod forms;
mod hear;
mod lines;
mod model;
mod panel;
mod shift;
mod shift_lines;
pub mod shortcuts;
pub mod state;
mod wiring;
mod words;

use slint::{ComponentHandle, PlatformError};

use crate::client::Line;
use crate::screens::look::Look;
use crate::screens::senses::Senses;
use crate::screens::ui::Tokens;
pub use panel::Panel;

/// Opens the panel on `line`, in this look, and serves it until its window closes. `ready` is called once, before the first
/// picture, with what wakes the panel after news.
///
/// # Errors
/// If there is no display, or none that can be drawn on.
pub fn run(line: Line, look: &Look, senses: Senses, ready: impl FnOnce(&Panel)) -> Result<(), PlatformError> {
    let panel = Panel::new(line)?;
    look.put_on(&panel.window().global::<Tokens>());
    panel.sense(senses);
    ready(&panel);
    panel.window().show()?;
    slint::run_event_loop()?;
    panel.window().hide()
}
