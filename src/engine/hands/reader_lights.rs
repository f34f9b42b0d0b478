//! What the readers show: green while the gate is open for who scanned there, red for a while after a refusal, and
//! beeps. Pure, as the gate's clockwork is; it looks at the clockwork, and the relay never waits for it.
//!
//! A refusal looks and sounds the same whatever it is for, so that nobody learns from a reader what only the guard
//! should know.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::gate_clockwork::PulseStage;
use crate::ports::gate::{BoardFault, Signal};

/// How long the red light stands, in milliseconds: long enough to look up from the badge.
pub const RED_MS: u64 = 2_000;
/// How long a beep is, in milliseconds, and the rest between two.
pub const BEEP_MS: u64 = 100;
/// Beeps of a scan that was granted, and of one that was refused.
pub const BEEPS_GRANTED: u32 = 1;
/// Two are told from one without looking.
pub const BEEPS_REFUSED: u32 = 2;

/// Grants of one reader that are followed at once: as many as may live, the oldest goes.
const FOLLOWED_MAX: usize = 2;

/// One reader.
#[derive(Debug, Default)]
struct Lights {
    /// Grants that were asked for here, and whether the gate has been open for each.
    followed: VecDeque<(u64, bool)>,
    red_until: Option<Instant>,
    beeping: Option<Beeping>,
    stands: [bool; Signal::ALL.len()],
    /// A light does not obey: told once.
    faulted: bool,
}

/// A beep, or the rest before the next.
#[derive(Clone, Copy, Debug)]
struct Beeping {
    sounds: bool,
    until: Instant,
    /// Beeps that are not over yet.
    left: u32,
}

impl Beeping {
    fn times(count: u32, now: Instant) -> Self {
        Self { sounds: true, until: now + Duration::from_millis(BEEP_MS), left: count }
    }
}

/// The lights of all readers, by their place in the configuration.
#[derive(Debug, Default)]
pub struct ReaderLights(BTreeMap<usize, Lights>);

impl ReaderLights {
    /// A scan at `reader` was granted: its green light goes with the pulse of `grant`.
    pub fn granted(&mut self, reader: usize, grant: u64, now: Instant) {
        let lights = self.0.entry(reader).or_default();
        if lights.followed.len() == FOLLOWED_MAX {
            lights.followed.pop_front();
        }
        lights.followed.push_back((grant, false));
        lights.red_until = None;
        lights.beeping = Some(Beeping::times(BEEPS_GRANTED, now));
    }

    /// A scan at `reader` was refused.
    pub fn refused(&mut self, reader: usize, now: Instant) {
        self.0.entry(reader).or_default().refused(now);
    }

    /// Moves on to `now`; `stage` tells how far the pulse of a grant is. Gives the next signal to switch, by reader,
    /// or `None` when all stand as they should. What is given must be switched and answered with
    /// [`switched`](Self::switched).
    pub fn turn(&mut self, now: Instant, stage: impl Fn(u64) -> PulseStage) -> Option<(usize, Signal, bool)> {
        self.0.iter_mut().find_map(|(reader, lights)| {
            let wanted = lights.wanted(now, &stage);
            let at = (0..wanted.len()).find(|at| wanted[*at] != lights.stands[*at])?;
            Some((*reader, Signal::ALL[at], wanted[at]))
        })
    }

    /// Takes the answer to what [`turn`](Self::turn) gave. A light that does not obey is not asked again before it is
    /// to change: nobody waits for a light.
    pub fn switched(&mut self, reader: usize, signal: Signal, on: bool, answer: Result<(), BoardFault>) {
        let Some(lights) = self.0.get_mut(&reader) else { return };
        lights.stands[signal as usize] = on;
        match answer {
            Ok(()) => lights.faulted = false,
            Err(fault) if !lights.faulted => {
                lights.faulted = true;
                tracing::warn!(event = "light-fault", error = &fault as &dyn std::error::Error);
            }
            Err(_) => {}
        }
    }

    /// When a turn is due.
    pub fn deadline(&self) -> Option<Instant> {
        self.0.values().filter_map(Lights::deadline).min()
    }
}

impl Lights {
    fn refused(&mut self, now: Instant) {
        self.red_until = Some(now + Duration::from_millis(RED_MS));
        self.beeping = Some(Beeping::times(BEEPS_REFUSED, now));
    }

    /// What is to be lit, in the order of [`Signal::ALL`].
    fn wanted(&mut self, now: Instant, stage: impl Fn(u64) -> PulseStage) -> [bool; Signal::ALL.len()] {
        let (mut is_open, mut came_to_nothing) = (false, false);
        self.followed.retain_mut(|(grant, opened)| match stage(*grant) {
            PulseStage::Waiting => true,
            PulseStage::Open => {
                *opened = true;
                is_open = true;
                true
            }
            PulseStage::Over => {
                came_to_nothing |= !*opened;
                false
            }
        });
        // Whoever was granted and stands before a gate that stays shut is sent to the guard like everybody else.
        if came_to_nothing {
            self.refused(now);
        }
        self.red_until = self.red_until.filter(|until| now < *until);
        let beeps = self.beep(now);
        [is_open && self.red_until.is_none(), self.red_until.is_some(), beeps]
    }

    /// Moves the beeping on to `now`; whether it sounds.
    fn beep(&mut self, now: Instant) -> bool {
        while let Some(beeping) = self.beeping.filter(|beeping| now >= beeping.until) {
            let left = if beeping.sounds { beeping.left - 1 } else { beeping.left };
            let until = beeping.until + Duration::from_millis(BEEP_MS);
            self.beeping = (left > 0).then_some(Beeping { sounds: !beeping.sounds, until, left });
        }
        self.beeping.is_some_and(|beeping| beeping.sounds)
    }

    fn deadline(&self) -> Option<Instant> {
        [self.red_until, self.beeping.map(|beeping| beeping.until)].into_iter().flatten().min()
    }
}
