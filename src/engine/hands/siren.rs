//! When the siren's relay is driven: orders and time in, level and news out. Pure, as the gate's clockwork is.

use std::time::{Duration, Instant};

use crate::domain::Stamp;
use crate::ports::gate::{BoardFault, Relay};

/// How one sounding of the siren ended without anybody having silenced it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SirenEnded {
    /// Which sounding: when it was to end, as it was ordered.
    pub until: Stamp,
    /// Its relay did not obey; else its time was up.
    pub failed: bool,
}

/// The siren without a siren.
#[derive(Debug, Default)]
pub struct SirenClockwork {
    /// The sounding that goes on, and when it ends.
    sounding: Option<(Stamp, Instant)>,
    /// The level the relay took last; `None` when it is not known.
    stands: Option<Relay>,
    /// It does not let go: told once, asked every turn.
    sticks: bool,
    news: Option<SirenEnded>,
}

impl SirenClockwork {
    /// Takes the order to sound for `ms` milliseconds from `now` on; `until` is what the order is known by. One that
    /// sounds already goes on as this one.
    pub fn sound(&mut self, until: Stamp, ms: u32, now: Instant) {
        self.sounding = Some((until, now + Duration::from_millis(ms.into())));
    }

    /// Takes the order to be quiet.
    pub fn silence(&mut self) {
        self.sounding = None;
    }

    /// Moves on to `now` and gives the level to write to the relay, or `None` when it stands as it should. Whatever is
    /// given must be written and answered with [`wrote`](Self::wrote).
    pub fn turn(&mut self, now: Instant) -> Option<Relay> {
        if let Some((until, ends)) = self.sounding
            && now >= ends
        {
            self.end(until, false);
        }
        let wanted = if self.sounding.is_some() { Relay::Driven } else { Relay::Released };
        (self.stands != Some(wanted)).then_some(wanted)
    }

    /// Takes the relay's answer. A siren that cannot be sounded is given up at once: whoever pressed is to know it.
    pub fn wrote(&mut self, level: Relay, answer: Result<(), BoardFault>) {
        match answer {
            Ok(()) => {
                self.stands = Some(level);
                self.sticks = false;
            }
            Err(fault) => {
                self.stands = None;
                if !std::mem::replace(&mut self.sticks, true) {
                    tracing::error!(event = "siren-fault", error = &fault as &dyn std::error::Error);
                }
                if let Some((until, _)) = self.sounding {
                    self.end(until, true);
                }
            }
        }
    }

    fn end(&mut self, until: Stamp, failed: bool) {
        self.sounding = None;
        self.news = Some(SirenEnded { until, failed });
    }

    /// When a turn is due.
    pub fn deadline(&self) -> Option<Instant> {
        self.sounding.map(|(_, ends)| ends)
    }

    /// How the last sounding ended, where nobody has taken it yet.
    pub fn next_news(&mut self) -> Option<SirenEnded> {
        self.news.take()
    }
}
