//! Random touches, keys and scans: they never end a screen, never leave one without a way out, and never show what
//! belongs to another visit.
//!
//! `SEQUENCES` says how many sequences are played (`scripts/test-long` plays 10,000). They are played in batches, each
//! on one screen and with a seed of its own, so that every visitor follows another one. A batch that fails tells its
//! seed and the acts of its last visitors; `SEED=<seed> SEQUENCES=1` plays it again.

mod hand;
mod kiosk;
mod marks;
mod panel;
mod panel_core;

use std::sync::{Arc, Mutex};

use fastrand::Rng;

/// Sequences without `SEQUENCES`: what the checks of a change have time for.
const SEQUENCES: u64 = 40;
/// Visitors that follow each other at one screen.
const BATCH: u64 = 20;
/// Acts that are told where a batch fails: those of the last few visitors.
const TOLD_MAX: usize = 80;

/// Acts as they are done, for whoever looks into a failure.
#[derive(Clone, Default)]
pub struct Acts(Arc<Mutex<Vec<String>>>);

impl Acts {
    pub fn tell(&self, act: String) {
        self.0.lock().expect("told by one thread").push(act);
    }

    fn last(&self) -> Vec<String> {
        let acts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        acts[acts.len().saturating_sub(TOLD_MAX)..].to_vec()
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Plays every batch in a thread of its own, for a screen's clock and language are a thread's; as many at once as the
/// machine has processors.
fn play(batch: impl Fn(Rng, Acts, u64) + Copy + Send + 'static) {
    let first = number("SEED", 0);
    let seeds: Vec<u64> = (first..first + number("SEQUENCES", SEQUENCES).div_ceil(BATCH)).collect();
    let at_once = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    for seeds in seeds.chunks(at_once) {
        let begin = |seed: &u64| {
            let (seed, acts) = (*seed, Acts::default());
            let told = acts.clone();
            (seed, acts, std::thread::spawn(move || batch(Rng::with_seed(seed), told, BATCH)))
        };
        for (seed, acts, played) in seeds.iter().map(begin).collect::<Vec<_>>() {
            let well = played.join().is_ok();
            assert!(well, "with SEED={seed} SEQUENCES=1, after these acts: {:#?}", acts.last());
        }
    }
}

#[test]
fn random_touches_keys_and_scans_at_the_touchscreen_show_nothing_of_another_visit_and_leave_a_way_out() {
    play(kiosk::batch);
}

#[test]
fn random_touches_and_keys_at_the_panel_show_nothing_of_another_visit_and_leave_a_way_out() {
    play(panel::batch);
}
