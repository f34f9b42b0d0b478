//! The siren and the lights of the readers in virtual time: no device, no thread, no waiting.

use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, Instant};

use gatehouse::domain::Stamp;
use gatehouse::engine::hands::gate_clockwork::PulseStage;
use gatehouse::engine::hands::reader_lights::{BEEP_MS, RED_MS, ReaderLights};
use gatehouse::engine::hands::siren::{SirenClockwork, SirenEnded};
use gatehouse::ports::gate::{BoardFault, Relay, Signal};

const UNTIL: Stamp = Stamp(7);
/// How long the siren of these tests sounds.
const SOUNDS_MS: u32 = 1_000;

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn broken() -> io::Error {
    io::Error::other("broken")
}

/// A siren on a bench.
struct Siren {
    clockwork: SirenClockwork,
    now: Instant,
    relay: Relay,
    broken: bool,
    writes: usize,
}

impl Siren {
    fn new() -> Self {
        let clockwork = SirenClockwork::default();
        let mut siren =
            Self { clockwork, now: Instant::now(), relay: Relay::Driven, broken: false, writes: 0 };
        siren.turn();
        siren
    }

    /// One turn, as the hand does it.
    fn turn(&mut self) {
        let Some(level) = self.clockwork.turn(self.now) else { return };
        self.writes += 1;
        let answer = if self.broken { Err(BoardFault::siren(level, broken())) } else { Ok(()) };
        if answer.is_ok() {
            self.relay = level;
        }
        self.clockwork.wrote(level, answer);
    }

    fn sound(&mut self) {
        self.clockwork.sound(UNTIL, SOUNDS_MS, self.now);
        self.turn();
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
        self.turn();
    }
}

#[test]
fn a_new_siren_is_silenced_before_anything_else() {
    let mut siren = Siren::new();
    assert_eq!((siren.relay, siren.writes), (Relay::Released, 1));
    siren.pass(ms(60_000));
    assert_eq!(siren.writes, 1, "what stands as it should is left alone");
}

#[test]
fn it_sounds_for_its_time_and_tells_its_end_once() {
    let mut siren = Siren::new();
    siren.sound();
    assert_eq!(siren.relay, Relay::Driven);
    assert_eq!(siren.clockwork.deadline(), Some(siren.now + ms(SOUNDS_MS.into())));
    siren.pass(ms(u64::from(SOUNDS_MS) - 1));
    assert_eq!((siren.relay, siren.clockwork.next_news()), (Relay::Driven, None));
    siren.pass(ms(1));
    assert_eq!(siren.relay, Relay::Released);
    assert_eq!(siren.clockwork.next_news(), Some(SirenEnded { until: UNTIL, failed: false }));
    siren.pass(ms(60_000));
    assert_eq!((siren.clockwork.next_news(), siren.clockwork.deadline()), (None, None));
}

#[test]
fn silenced_it_is_quiet_at_once_and_tells_nothing() {
    let mut siren = Siren::new();
    siren.sound();
    siren.clockwork.silence();
    siren.turn();
    assert_eq!(siren.relay, Relay::Released);
    siren.pass(ms(SOUNDS_MS.into()));
    assert_eq!(siren.clockwork.next_news(), None);
}

#[test]
fn one_that_does_not_obey_is_given_up_and_asked_to_be_quiet_until_it_is() {
    let mut siren = Siren::new();
    siren.broken = true;
    siren.sound();
    assert_eq!(siren.clockwork.next_news(), Some(SirenEnded { until: UNTIL, failed: true }));
    siren.pass(ms(20));
    siren.broken = false;
    siren.pass(ms(20));
    assert_eq!(siren.relay, Relay::Released);
    let writes = siren.writes;
    siren.pass(ms(20));
    assert_eq!((siren.writes, siren.clockwork.next_news()), (writes, None), "not sounded by itself");
}

/// Two readers on a bench, and the stages of grants.
struct Lights {
    clockwork: ReaderLights,
    began: Instant,
    now: Instant,
    stages: BTreeMap<u64, PulseStage>,
    broken: bool,
    /// What was switched, and when, milliseconds.
    switched: Vec<(u64, usize, Signal, bool)>,
}

impl Lights {
    fn new() -> Self {
        let now = Instant::now();
        let clockwork = ReaderLights::default();
        Self { clockwork, began: now, now, stages: BTreeMap::new(), broken: false, switched: Vec::new() }
    }

    fn turn(&mut self) {
        let stage = |stages: &BTreeMap<u64, PulseStage>, grant| {
            stages.get(&grant).copied().unwrap_or(PulseStage::Over)
        };
        while let Some((reader, signal, on)) =
            self.clockwork.turn(self.now, |grant| stage(&self.stages, grant))
        {
            let at = (self.now - self.began).as_millis().try_into().unwrap();
            self.switched.push((at, reader, signal, on));
            let answer = if self.broken { Err(BoardFault::signal(reader, signal, broken())) } else { Ok(()) };
            self.clockwork.switched(reader, signal, on, answer);
        }
    }

    /// Lets time pass, turning when it is due.
    fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.clockwork.deadline().filter(|due| *due <= end) {
            assert!(due > self.now, "a deadline that has come is worked off by its turn");
            self.now = due;
            self.turn();
        }
        self.now = end;
        self.turn();
    }

    fn granted(&mut self, reader: usize, grant: u64) {
        self.stages.insert(grant, PulseStage::Waiting);
        self.clockwork.granted(reader, grant, self.now);
        self.turn();
    }

    fn refused(&mut self, reader: usize) {
        self.clockwork.refused(reader, self.now);
        self.turn();
    }

    fn grant_is(&mut self, grant: u64, stage: PulseStage) {
        self.stages.insert(grant, stage);
        self.turn();
    }

    fn told(&mut self) -> Vec<(u64, usize, Signal, bool)> {
        std::mem::take(&mut self.switched)
    }
}

/// What a reader shows for a refusal that came at `at`.
fn refusal(at: u64, reader: usize) -> Vec<(u64, usize, Signal, bool)> {
    vec![
        (at, reader, Signal::Red, true),
        (at, reader, Signal::Beeper, true),
        (at + BEEP_MS, reader, Signal::Beeper, false),
        (at + 2 * BEEP_MS, reader, Signal::Beeper, true),
        (at + 3 * BEEP_MS, reader, Signal::Beeper, false),
        (at + RED_MS, reader, Signal::Red, false),
    ]
}

#[test]
fn green_goes_with_the_gate_and_one_beep_with_the_scan() {
    let mut lights = Lights::new();
    lights.granted(1, 5);
    assert_eq!(lights.told(), [(0, 1, Signal::Beeper, true)], "the gate is not open yet");
    lights.pass(ms(BEEP_MS));
    assert_eq!(lights.told(), [(BEEP_MS, 1, Signal::Beeper, false)]);
    lights.grant_is(5, PulseStage::Open);
    assert_eq!(lights.told(), [(BEEP_MS, 1, Signal::Green, true)]);
    lights.pass(ms(5_000));
    assert_eq!(lights.told(), []);
    lights.grant_is(5, PulseStage::Over);
    lights.pass(ms(60_000));
    assert_eq!(lights.told(), [(BEEP_MS + 5_000, 1, Signal::Green, false)]);
}

#[test]
fn a_refusal_is_red_for_two_seconds_and_beeps_twice() {
    let mut lights = Lights::new();
    lights.refused(0);
    lights.pass(ms(60_000));
    assert_eq!(lights.told(), refusal(0, 0));
}

#[test]
fn one_that_comes_again_begins_anew_and_readers_do_not_mind_each_other() {
    let mut lights = Lights::new();
    lights.refused(0);
    lights.pass(ms(1_500));
    lights.told();
    lights.refused(0);
    lights.granted(1, 5);
    lights.pass(ms(60_000));
    let of = |reader, told: &[(u64, usize, Signal, bool)]| {
        told.iter().filter(|(_, of, ..)| *of == reader).copied().collect::<Vec<_>>()
    };
    let told = lights.told();
    // The red light stood already.
    assert_eq!(of(0, &told), refusal(1_500, 0)[1..]);
    assert_eq!(
        of(1, &told),
        [(1_500, 1, Signal::Beeper, true), (1_500 + BEEP_MS, 1, Signal::Beeper, false),]
    );
}

#[test]
fn a_gate_that_stays_shut_after_a_grant_shows_red_like_a_refusal() {
    let mut lights = Lights::new();
    lights.granted(0, 5);
    lights.pass(ms(1_000));
    lights.told();
    lights.grant_is(5, PulseStage::Over);
    lights.pass(ms(60_000));
    assert_eq!(lights.told(), refusal(1_000, 0));
}

#[test]
fn while_somebody_is_refused_green_is_dark_and_comes_back_with_the_gate_still_open() {
    let mut lights = Lights::new();
    lights.granted(0, 5);
    lights.grant_is(5, PulseStage::Open);
    lights.pass(ms(1_000));
    lights.told();
    lights.refused(0);
    lights.pass(ms(RED_MS));
    let green: Vec<_> =
        lights.told().into_iter().filter(|(_, _, signal, _)| *signal == Signal::Green).collect();
    assert_eq!(green, [(1_000, 0, Signal::Green, false), (1_000 + RED_MS, 0, Signal::Green, true)]);
}

#[test]
fn a_light_that_does_not_obey_is_not_asked_again_and_again() {
    let mut lights = Lights::new();
    lights.broken = true;
    lights.refused(0);
    lights.pass(ms(60_000));
    assert_eq!(lights.told(), refusal(0, 0));
}
