//! How fast one sender may ask, and how often it may guess.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// Requests a sender may make at once: a panel that was just switched on asks for everything.
const BURST: f64 = 20.0;
/// Requests a second in the long run: several times what fingers and a scanner can do.
const A_SECOND: f64 = 10.0;
/// Senders remembered: all tokens and sessions of the largest site.
const SENDERS_MAX: usize = 256;
/// How long a failed guess counts.
const GUESSES_FOR: Duration = Duration::from_secs(600);

/// Who asks, as far as pace is concerned: a device, or a person at one.
pub type SenderKey = String;

/// A bucket of requests for each sender.
#[derive(Debug, Default)]
pub struct Pace {
    buckets: BTreeMap<SenderKey, (f64, Instant)>,
}

impl Pace {
    /// Whether this request is heard.
    pub fn allows(&mut self, sender: &str, now: Instant) -> bool {
        if self.buckets.len() >= SENDERS_MAX {
            // A bucket that is full again says nothing.
            self.buckets
                .retain(|_, (_, seen)| now.saturating_duration_since(*seen).as_secs_f64() * A_SECOND < BURST);
        }
        let (left, seen) = self.buckets.entry(sender.to_owned()).or_insert((BURST, now));
        let grown = *left + now.saturating_duration_since(*seen).as_secs_f64() * A_SECOND;
        *seen = now;
        *left = grown.min(BURST);
        let heard = *left >= 1.0;
        if heard {
            *left -= 1.0;
        }
        heard
    }
}

/// Failed tries at finding a booking or a visit by what a stranger may know.
#[derive(Debug)]
pub struct Guesses {
    max: usize,
    failed: BTreeMap<SenderKey, VecDeque<Instant>>,
}

impl Guesses {
    /// `max` failed tries in ten minutes; then the guard.
    pub fn new(max: u32) -> Guesses {
        Guesses { max: usize::try_from(max).unwrap_or(usize::MAX), failed: BTreeMap::new() }
    }

    /// Whether this sender may try again.
    pub fn may_try(&mut self, sender: &str, now: Instant) -> bool {
        self.failed.retain(|_, tries| {
            tries.retain(|at| now.saturating_duration_since(*at) < GUESSES_FOR);
            !tries.is_empty()
        });
        self.failed.get(sender).is_none_or(|tries| tries.len() < self.max)
    }

    /// A try that found nothing.
    pub fn failed(&mut self, sender: &str, now: Instant) {
        let tries = self.failed.entry(sender.to_owned()).or_default();
        if tries.len() < self.max {
            tries.push_back(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_heard_and_a_flood_is_not() {
        let (mut pace, now) = (Pace::default(), Instant::now());
        let heard = (0..100).filter(|_| pace.allows("kiosk", now)).count();
        assert_eq!(heard, 20);
        assert!(pace.allows("panel", now), "each sender has a bucket of its own");
        let later = now + Duration::from_secs(1);
        assert_eq!((0..100).filter(|_| pace.allows("kiosk", later)).count(), 10);
    }

    #[test]
    fn five_failed_guesses_are_enough_for_ten_minutes() {
        let (mut guesses, now) = (Guesses::new(5), Instant::now());
        for _ in 0..5 {
            assert!(guesses.may_try("kiosk", now));
            guesses.failed("kiosk", now);
        }
        assert!(!guesses.may_try("kiosk", now));
        assert!(guesses.may_try("other", now));
        assert!(guesses.may_try("kiosk", now + GUESSES_FOR));
    }
}
