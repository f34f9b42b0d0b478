//! The gate's clockwork in virtual time: no device, no thread, no waiting.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io;
use std::time::{Duration, Instant};

use gatehouse::engine::hands::gate_clockwork::{
    GRANTS_REMEMBERED, GateClockwork, GateNews, NEWS_KEPT_MAX, POLL_MS, PULSE_GAP_MS, PULSE_MS_MAX,
    PULSE_MS_MIN, PULSES_WAITING_MAX, PulseFault,
};
use gatehouse::ports::gate::{BoardFault, Inputs, Relay};

/// The clockwork on a bench: its relay and contacts are fields, its time is counted.
struct Bench {
    clockwork: GateClockwork,
    began: Instant,
    now: Instant,
    inputs: Inputs,
    relay: Relay,
    relay_fails: bool,
    inputs_fail: bool,
    edges: Vec<(Relay, u128)>,
    news: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let now = Instant::now();
        let mut bench = Self {
            clockwork: GateClockwork::new(),
            began: now,
            now,
            inputs: Inputs { door_open: Some(false), ..Inputs::default() },
            relay: Relay::Released,
            relay_fails: false,
            inputs_fail: false,
            edges: Vec::new(),
            news: Vec::new(),
        };
        bench.pass(100);
        bench.news.clear();
        bench
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            let Some(level) = self.clockwork.turn(self.now) else { break };
            let answer = if self.relay_fails {
                Err(BoardFault::relay(level, io::Error::other("broken")))
            } else {
                if self.relay != level {
                    self.edges.push((level, (self.now - self.began).as_millis()));
                }
                self.relay = level;
                Ok(())
            };
            self.clockwork.wrote(level, answer, self.now);
        }
        while let Some(news) = self.clockwork.next_news() {
            self.news.push(say(&news));
        }
    }

    /// Lets `ms` milliseconds pass, polling and turning whenever it is due.
    fn pass(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        let mut poll = self.now;
        while self.now < end {
            self.settle();
            if self.now >= poll {
                let reading = if self.inputs_fail {
                    Err(BoardFault::inputs(io::Error::other("cut")))
                } else {
                    Ok(self.inputs)
                };
                self.clockwork.reading(reading);
                self.settle();
                poll = self.now + Duration::from_millis(POLL_MS);
            }
            let due = self.clockwork.deadline().map_or(poll, |deadline| deadline.clamp(self.now, poll));
            self.now = due.min(end);
        }
        self.settle();
    }

    fn pulse(&mut self, grant: u64) {
        self.clockwork.pulse(grant, PULSE_MS_MIN, 1);
        self.settle();
    }

    fn hold_open(&mut self, on: bool) {
        self.clockwork.hold_open(on);
        self.settle();
    }

    fn door(&mut self, open: bool) {
        self.inputs.door_open = Some(open);
        self.pass(100);
    }

    fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.news)
    }
}

fn say(news: &GateNews) -> String {
    match news {
        GateNews::PulseStarted { grant, .. } => format!("started {grant}"),
        GateNews::PulseEnded { grant, door_opened } => format!("ended {grant} {door_opened:?}"),
        GateNews::PulseFailed { grant, fault } => format!("failed {grant}: {fault}"),
        GateNews::BoardFault(fault) => format!("fault: {fault}"),
        GateNews::DoorOpened
        | GateNews::DoorClosed
        | GateNews::ExitButton(_)
        | GateNews::Fire(_)
        | GateNews::Tamper(_)
        | GateNews::BoardBack
        | GateNews::Siren(_) => format!("{news:?}"),
    }
}

#[test]
fn a_new_gate_is_released_before_anything_else() {
    let mut clockwork = GateClockwork::new();
    clockwork.pulse(1, PULSE_MS_MIN, 1);
    assert_eq!(clockwork.turn(Instant::now()), Some(Relay::Released));
}

#[test]
fn an_order_that_is_taken_back_opens_nothing() {
    let mut bench = Bench::new();
    bench.pass(100);
    bench.told();
    bench.pulse(1);
    bench.pulse(2);
    bench.clockwork.withdraw(2);
    // What has begun goes on: somebody may stand in the door.
    bench.clockwork.withdraw(1);
    bench.pass(u64::from(PULSE_MS_MIN) * 4);
    assert_eq!(bench.told(), ["started 1", "ended 2 Some(false)", "ended 1 Some(false)"]);
}

#[test]
fn the_first_readings_tell_how_everything_stands() {
    let mut bench = Bench::new();
    bench.clockwork = GateClockwork::new();
    bench.inputs.fire = true;
    bench.pass(100);
    assert_eq!(bench.told(), ["DoorClosed", "ExitButton(false)", "Fire(true)", "Tamper(false)"]);
}

#[test]
fn a_pulse_rises_at_once_and_falls_after_its_length() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.pass(4_000);
    assert_eq!(bench.edges, [(Relay::Driven, 100), (Relay::Released, 3_100)]);
    assert_eq!(bench.told(), ["started 1", "ended 1 Some(false)"]);
}

#[test]
fn a_length_out_of_bounds_is_brought_within_them() {
    for (asked, kept) in [(0, PULSE_MS_MIN), (u32::MAX, PULSE_MS_MAX)] {
        let mut bench = Bench::new();
        bench.clockwork.pulse(1, asked, 1);
        bench.pass(20_000);
        assert_eq!(bench.edges[1].1 - bench.edges[0].1, u128::from(kept));
    }
}

#[test]
fn a_door_that_opened_and_closed_ends_the_pulse_early() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.door(true);
    bench.door(false);
    assert_eq!(bench.relay, Relay::Released);
    assert_eq!(bench.told(), ["started 1", "DoorOpened", "DoorClosed", "ended 1 Some(true)"]);
}

#[test]
fn the_pulse_of_a_party_lasts_until_the_door_has_closed_behind_each() {
    let mut bench = Bench::new();
    bench.clockwork.pulse(1, PULSE_MS_MAX, 2);
    bench.settle();
    for (open, relay) in
        [(true, Relay::Driven), (false, Relay::Driven), (true, Relay::Driven), (false, Relay::Released)]
    {
        bench.door(open);
        assert_eq!(bench.relay, relay);
    }
    assert_eq!(bench.told().last().unwrap(), "ended 1 Some(true)");
}

#[test]
fn somebody_who_goes_out_by_the_button_does_not_end_the_pulse_of_who_comes_in() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.inputs.exit_button = true;
    bench.door(true);
    bench.inputs.exit_button = false;
    bench.door(false);
    assert_eq!(bench.relay, Relay::Driven);
}

#[test]
fn a_door_that_stood_open_before_does_not_end_the_pulse_by_closing() {
    let mut bench = Bench::new();
    bench.door(true);
    bench.pulse(1);
    bench.door(false);
    assert_eq!(bench.relay, Relay::Driven);
    bench.pass(4_000);
    assert!(bench.told().contains(&"ended 1 Some(true)".into()), "somebody may have passed");
}

#[test]
fn a_gate_without_a_contact_does_not_say_whether_the_door_opened() {
    let mut bench = Bench::new();
    bench.clockwork = GateClockwork::new();
    bench.inputs.door_open = None;
    bench.pass(100);
    bench.told();
    bench.pulse(1);
    bench.pass(4_000);
    assert_eq!(bench.told(), ["started 1", "ended 1 None"]);
}

#[test]
fn pulses_wait_behind_the_one_that_runs_and_more_than_a_finger_can_press_are_refused() {
    let mut bench = Bench::new();
    let last = PULSES_WAITING_MAX as u64 + 1;
    for grant in 1..=last + 1 {
        bench.pulse(grant);
    }
    let refused = format!("failed {}: too many pulses wait already", last + 1);
    assert_eq!(bench.told(), ["started 1", refused.as_str()]);
    for grant in 2..=last {
        bench.pass(3_600);
        assert_eq!(bench.told(), [format!("ended {} Some(false)", grant - 1), format!("started {grant}")]);
    }
}

#[test]
fn the_relay_rests_between_two_pulses() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.pulse(2);
    bench.pass(10_000);
    let gap = u128::from(PULSE_GAP_MS);
    assert_eq!(
        bench.edges,
        [
            (Relay::Driven, 100),
            (Relay::Released, 3_100),
            (Relay::Driven, 3_100 + gap),
            (Relay::Released, 6_100 + gap)
        ]
    );
}

#[test]
fn a_grant_gets_one_pulse_whatever_came_of_it() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.pass(10_000);
    bench.pulse(1);
    bench.relay_fails = true;
    bench.pulse(2);
    bench.relay_fails = false;
    bench.pass(10_000);
    bench.pulse(2);
    bench.pass(10_000);
    assert_eq!(bench.edges.len(), 2);
    assert!(bench.told().ends_with(&["failed 2: this grant has had its pulse".into()]));
}

#[test]
fn a_spent_grant_is_remembered_until_many_have_followed() {
    let mut bench = Bench::new();
    let last = u64::try_from(GRANTS_REMEMBERED).unwrap();
    for grant in 1..=last {
        bench.pulse(grant);
        bench.pass(10_000);
    }
    bench.told();
    bench.pulse(1);
    assert_eq!(bench.told(), ["failed 1: this grant has had its pulse"]);
}

#[test]
fn holding_open_makes_one_edge_and_outranks_every_pulse() {
    let mut bench = Bench::new();
    bench.hold_open(true);
    bench.pulse(1);
    bench.pass(60_000);
    bench.pulse(2);
    bench.pass(1_000);
    bench.hold_open(false);
    assert_eq!(bench.relay, Relay::Driven, "the second pulse is not over");
    bench.pass(10_000);
    assert_eq!(bench.edges, [(Relay::Driven, 100), (Relay::Released, 63_100)]);
    assert_eq!(bench.told(), ["started 1", "ended 1 Some(false)", "started 2", "ended 2 Some(false)"]);
}

#[test]
fn holding_open_drives_in_the_rest_between_pulses() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.pass(u64::from(PULSE_MS_MIN) + 10);
    assert_eq!(bench.relay, Relay::Released);
    bench.hold_open(true);
    assert_eq!(bench.relay, Relay::Driven);
}

#[test]
fn a_pulse_after_a_hold_is_seen_as_its_own() {
    let mut bench = Bench::new();
    bench.hold_open(true);
    bench.hold_open(false);
    bench.pulse(1);
    assert_eq!(bench.relay, Relay::Released);
    bench.pass(PULSE_GAP_MS);
    assert_eq!(bench.relay, Relay::Driven);
}

#[test]
fn a_relay_that_fails_fails_the_pulse_and_those_after_until_it_is_back() {
    let mut bench = Bench::new();
    bench.relay_fails = true;
    bench.pulse(1);
    bench.pass(5_000);
    bench.pulse(2);
    assert_eq!(
        bench.told(),
        [
            "failed 1: the gate board failed",
            "fault: failed to set the gate relay to Driven",
            "failed 2: the gate board is faulted"
        ]
    );
    bench.relay_fails = false;
    bench.pass(1_000);
    assert_eq!(bench.told(), ["BoardBack"]);
    assert_eq!(bench.edges, [], "no pulse is made up for");
    bench.pulse(3);
    assert_eq!(bench.relay, Relay::Driven);
}

#[test]
fn a_relay_that_will_not_let_go_is_asked_until_it_does() {
    let mut bench = Bench::new();
    bench.pulse(1);
    bench.pulse(2);
    bench.relay_fails = true;
    bench.pass(5_000);
    assert_eq!(bench.relay, Relay::Driven);
    assert_eq!(
        bench.told(),
        [
            "started 1",
            "ended 1 Some(false)",
            "failed 2: the gate board is faulted",
            "fault: failed to set the gate relay to Released"
        ]
    );
    bench.relay_fails = false;
    bench.pass(POLL_MS);
    assert_eq!(bench.relay, Relay::Released);
}

#[test]
fn a_hold_comes_back_with_the_relay() {
    let mut bench = Bench::new();
    bench.relay_fails = true;
    bench.hold_open(true);
    bench.pass(1_000);
    bench.relay_fails = false;
    bench.pass(100);
    assert_eq!(bench.relay, Relay::Driven);
    assert_eq!(bench.told(), ["fault: failed to set the gate relay to Driven", "BoardBack"]);
}

#[test]
fn a_contact_active_for_400_ms_is_seen_and_a_bounce_is_not() {
    for offset in 0..20 {
        let mut bench = Bench::new();
        bench.pass(offset);
        bench.inputs.exit_button = true;
        bench.pass(400);
        bench.inputs.exit_button = false;
        bench.pass(400);
        assert_eq!(bench.told(), ["ExitButton(true)", "ExitButton(false)"]);
        bench.inputs.exit_button = true;
        bench.pass(POLL_MS);
        bench.inputs.exit_button = false;
        bench.pass(400);
        assert_eq!(bench.told(), [""; 0]);
    }
}

#[test]
fn contacts_that_cannot_be_read_are_told_once_and_do_not_stop_an_override() {
    let mut bench = Bench::new();
    bench.inputs_fail = true;
    bench.pass(1_000);
    bench.pulse(1);
    bench.pass(4_000);
    assert_eq!(bench.told(), ["fault: failed to read the gate's contacts", "started 1", "ended 1 None"]);
    bench.inputs_fail = false;
    bench.pass(1_000);
    assert_eq!(bench.told(), ["BoardBack"]);
}

#[test]
fn one_failed_reading_is_no_fault() {
    let mut bench = Bench::new();
    bench.inputs_fail = true;
    bench.pass(POLL_MS);
    bench.inputs_fail = false;
    bench.pass(1_000);
    assert_eq!(bench.told(), [""; 0]);
}

#[test]
fn news_nobody_takes_is_kept_up_to_a_limit_and_in_order() {
    let mut clockwork = GateClockwork::new();
    for grant in 0..2_000 {
        clockwork.pulse(grant, PULSE_MS_MIN, 1);
    }
    let first = clockwork.next_news().unwrap();
    assert_eq!(say(&first), "failed 1744: too many pulses wait already");
    clockwork.put_back(first);
    let mut kept = Vec::new();
    while let Some(news) = clockwork.next_news() {
        let GateNews::PulseFailed { grant, fault: PulseFault::Busy } = news else { panic!("{news:?}") };
        kept.push(grant);
    }
    assert_eq!(kept.len(), NEWS_KEPT_MAX);
    assert!(kept.is_sorted());
}
