//! Whether a screen lives: its event loop turns, and what it wanted to draw is drawn.
//!
//! The screen counts; whoever feeds a watchdog looks. A loop that turns without drawing shows a visitor a dead picture,
//! and one that draws nothing because nothing changed is alive.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often the event loop of a screen turns at least, whether anybody touches it or not.
pub const TURN_EVERY: Duration = Duration::from_millis(500);

/// The counts of one screen. Every method may be called from any thread, and none waits.
#[derive(Debug, Default)]
pub struct Pulse {
    turns: AtomicU64,
    asked: AtomicU64,
    drawn: AtomicU64,
}

/// The counts at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Beat {
    turns: u64,
    asked: u64,
    /// The newest frame that was asked for and is drawn.
    drawn: u64,
}

impl Pulse {
    /// The event loop has turned.
    pub fn turn(&self) {
        self.turns.fetch_add(1, Ordering::AcqRel);
    }

    /// A frame is wanted.
    pub fn ask_frame(&self) {
        self.asked.fetch_add(1, Ordering::AcqRel);
    }

    /// A frame was drawn: all that were asked for before are in it.
    pub fn frame(&self) {
        self.drawn.fetch_max(self.asked.load(Ordering::Acquire), Ordering::AcqRel);
    }

    /// The counts now.
    pub fn beat(&self) -> Beat {
        // What is drawn was asked for before: read in this order, it is never ahead.
        let drawn = self.drawn.load(Ordering::Acquire);
        Beat { turns: self.turns.load(Ordering::Acquire), asked: self.asked.load(Ordering::Acquire), drawn }
    }
}

impl Beat {
    /// Whether a first frame has been drawn.
    pub fn has_drawn(self) -> bool {
        self.drawn > 0
    }

    /// Whether the screen lives: its loop has turned since, and every frame that was asked for by then is drawn.
    pub fn lives_since(self, before: Beat) -> bool {
        self.turns > before.turns && self.drawn >= before.asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_turns_lives_and_one_that_stands_does_not() {
        let pulse = Pulse::default();
        let before = pulse.beat();
        assert!(!pulse.beat().lives_since(before));
        pulse.turn();
        assert!(pulse.beat().lives_since(before), "no frame was wanted");
    }

    #[test]
    fn a_frame_that_was_asked_for_must_come_by_the_next_look() {
        let pulse = Pulse::default();
        let first = pulse.beat();
        pulse.turn();
        pulse.ask_frame();
        let second = pulse.beat();
        assert!(second.lives_since(first), "it has time until the next look");
        pulse.turn();
        assert!(!pulse.beat().lives_since(second), "it has not come");
        pulse.frame();
        assert!(pulse.beat().lives_since(second) && pulse.beat().has_drawn());
    }

    #[test]
    fn one_frame_answers_all_that_were_asked_for_before_it_and_none_after() {
        let pulse = Pulse::default();
        pulse.frame();
        assert!(!pulse.beat().has_drawn(), "nobody asked for that one");
        pulse.ask_frame();
        pulse.ask_frame();
        pulse.frame();
        let before = pulse.beat();
        pulse.turn();
        assert!(pulse.beat().lives_since(before));
        pulse.ask_frame();
        let asked = pulse.beat();
        pulse.turn();
        assert!(!pulse.beat().lives_since(asked));
    }
}
