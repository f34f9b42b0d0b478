//! Wrong PINs slow their person down. Nobody is ever locked out: every delay ends, and a guard who is signed in
//! is never delayed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The longest delay: a guard who stands before a shut gate waits no longer than this for the next try.
const DELAY_MAX: Duration = Duration::from_secs(300);
/// Wrong tries are forgotten after a night's rest.
const FORGET_AFTER: Duration = Duration::from_secs(12 * 3600);
/// People remembered: every staff member of a large site, and invented names beside them.
const PEOPLE_MAX: usize = 1_024;
/// Longest name kept as a key, in bytes: longer ones share their beginning, and so their delay.
const NAME_BYTES_MAX: usize = 160;

/// Wrong tries by person.
#[derive(Debug)]
pub struct PinDelays {
    step: Duration,
    alarm_at: u32,
    wrong: BTreeMap<String, Wrong>,
}

#[derive(Debug, Clone, Copy)]
struct Wrong {
    tries: u32,
    last: Instant,
    until: Instant,
}

impl PinDelays {
    /// `step` is the first delay and what each further one grows by; `alarm_at` is the number of wrong tries in
    /// a row that rings.
    pub fn new(step: Duration, alarm_at: u32) -> PinDelays {
        PinDelays { step, alarm_at, wrong: BTreeMap::new() }
    }

    /// How long this person's next try must wait; `None` if it is heard now.
    pub fn wait(&self, person: &str, now: Instant) -> Option<Duration> {
        let until = self.wrong.get(key(person))?.until;
        until.checked_duration_since(now).filter(|left| !left.is_zero())
    }

    /// A wrong PIN. Gives the delay that begins now, and the number of tries where it is the one that rings.
    pub fn was_wrong(&mut self, person: &str, now: Instant) -> (Duration, Option<u32>) {
        self.wrong.retain(|_, wrong| now.saturating_duration_since(wrong.last) < FORGET_AFTER);
        if self.wrong.len() >= PEOPLE_MAX && !self.wrong.contains_key(key(person)) {
            // The one whose delay ends first makes room; an invented name is the likeliest.
            let first = self
                .wrong
                .iter()
                .min_by_key(|(_, wrong)| (wrong.tries, wrong.until))
                .map(|(name, _)| name.clone());
            if let Some(first) = first {
                self.wrong.remove(&first);
            }
        }
        let wrong =
            self.wrong.entry(key(person).to_owned()).or_insert(Wrong { tries: 0, last: now, until: now });
        wrong.tries = wrong.tries.saturating_add(1);
        let delay = self.step.saturating_mul(wrong.tries).min(DELAY_MAX);
        (wrong.last, wrong.until) = (now, now + delay);
        (delay, (wrong.tries == self.alarm_at).then_some(wrong.tries))
    }

    /// A right PIN: all is forgotten.
    pub fn was_right(&mut self, person: &str) {
        self.wrong.remove(key(person));
    }
}

fn key(person: &str) -> &str {
    let mut end = person.len().min(NAME_BYTES_MAX);
    while !person.is_char_boundary(end) {
        end -= 1;
    }
    &person[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_secs(30);

    #[test]
    fn every_wrong_pin_waits_longer_and_the_fifth_rings_once() {
        let (mut pins, mut now) = (PinDelays::new(STEP, 5), Instant::now());
        for tries in 1..=7 {
            let (delay, rings) = pins.was_wrong("1001", now);
            assert_eq!(delay, STEP * tries);
            assert_eq!(rings, (tries == 5).then_some(5));
            assert_eq!(pins.wait("1001", now), Some(delay));
            assert_eq!(pins.wait("1002", now), None, "somebody else is not delayed");
            now += delay;
            assert_eq!(pins.wait("1001", now), None);
        }
    }

    #[test]
    fn no_delay_is_longer_than_five_minutes_and_a_right_pin_ends_all() {
        let (mut pins, now) = (PinDelays::new(STEP, 5), Instant::now());
        for _ in 0..1_000 {
            pins.was_wrong("1001", now);
        }
        assert_eq!(pins.wait("1001", now), Some(DELAY_MAX));
        pins.was_right("1001");
        assert_eq!(pins.wait("1001", now), None);
    }

    #[test]
    fn a_flood_of_names_is_bounded() {
        let (mut pins, now) = (PinDelays::new(STEP, 5), Instant::now());
        for _ in 0..3 {
            pins.was_wrong("1001", now);
        }
        for n in 0..5_000 {
            pins.was_wrong(&format!("{}{n}", "张".repeat(n % 70)), now);
        }
        assert!(pins.wrong.len() <= PEOPLE_MAX);
        assert!(pins.wait("1001", now).is_some(), "a flood does not wash a delay away");
    }
}
