//! The heart of a window: beats in its event loop, and counts a frame only where one is drawn.

use std::sync::Arc;

use slint::{ComponentHandle, Global, Timer, TimerMode};

use crate::client::{Pulse, TURN_EVERY};
use crate::screens::ui::Heart;

/// Beats for this window as long as what is given is kept.
///
/// The renderer tells nobody that it has drawn: `Window::set_rendering_notifier` is for renderers with a graphics card.
/// So each beat makes one pixel of the window want to be drawn, and its colour is a question that is asked only by
/// whoever draws it.
#[must_use = "it stops when it is dropped"]
pub fn beat<W>(window: &W, pulse: Arc<Pulse>) -> Timer
where
    W: ComponentHandle + 'static,
    for<'a> Heart<'a>: Global<'a, W>,
{
    let drawn = Arc::clone(&pulse);
    window.global::<Heart>().on_drawn(move |_beat| {
        drawn.frame();
        false
    });
    // The first picture.
    pulse.ask_frame();
    let window = window.as_weak();
    let turns = Timer::default();
    turns.start(TimerMode::Repeated, TURN_EVERY, move || {
        pulse.turn();
        if let Some(window) = window.upgrade() {
            pulse.ask_frame();
            let heart = window.global::<Heart>();
            heart.set_beat(heart.get_beat().wrapping_add(1));
        }
    });
    turns
}
