//! Clocks that a test holds still.

use std::sync::{Arc, Mutex};

use gatehouse::domain::{Now, Span, Stamp};
use gatehouse::ports::clock::Clock;

/// Clocks that stand until they are moved.
#[derive(Clone)]
pub struct FakeClock(Arc<Mutex<Now>>);

impl FakeClock {
    /// Begins at a time of the wall clock.
    pub fn at(wall: Stamp) -> Self {
        Self(Arc::new(Mutex::new(Now { wall, steady: Span(0) })))
    }

    pub fn pass(&self, span: Span) {
        let mut now = self.0.lock().unwrap();
        now.wall = now.wall + span;
        now.steady = Span(now.steady.0 + span.0);
    }

    pub fn step(&self, by: Span) {
        let mut now = self.0.lock().unwrap();
        now.wall = now.wall + by;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap()
    }
}
