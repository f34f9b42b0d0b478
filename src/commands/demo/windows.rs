//! Both windows of the demo in one event loop.

use std::path::Path;

use slint::ComponentHandle as _;

use super::screen;
use crate::client::Line;
use crate::commands::reach::reach;
use crate::commands::screen::connect_or_say;
use crate::commands::{Exit, Failure};
use crate::screens::guard::Panel;
use crate::screens::kiosk::Kiosk;

/// Opens the touchscreen and the guard's panel until both are closed.
pub(super) fn open(folder: &Path) -> Result<(), Failure> {
    let (kiosk_line, kiosk_far) = Line::new();
    let (panel_line, panel_far) = Line::new();
    let no_window = Failure::of(Exit::Failed);
    let kiosk = Kiosk::new(kiosk_line).map_err(&no_window)?;
    let panel = Panel::new(panel_line).map_err(&no_window)?;
    connect_or_say(kiosk_far, reach(&screen(folder, "kiosk")?)?, kiosk.wake());
    connect_or_say(panel_far, reach(&screen(folder, "guard")?)?, panel.wake());
    kiosk.window().show().map_err(&no_window)?;
    panel.window().show().map_err(&no_window)?;
    slint::run_event_loop().map_err(&no_window)
}
