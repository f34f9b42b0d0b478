//! What every gate promises, held against every gate there is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use gatehouse::adapters::gate_simulated::{AutomaticDoor, SimulatedGate};
use gatehouse::domain::Stamp;
use gatehouse::engine::hands::gate::{GateHand, OrderLost, PulseOrder};
use gatehouse::engine::hands::gate_clockwork::{
    GateClockwork, GateNews, POLL_MS, PULSE_MS_MAX, PULSE_MS_MIN, PULSES_WAITING_MAX, PulseFault,
};
use gatehouse::engine::hands::siren::SirenEnded;
use gatehouse::ports::gate::{Relay, Signal};

use crate::gate_fakes::{Gate, every_gate};

/// How long a test waits for what should come at once: a busy machine may take seconds.
const SOON: Duration = Duration::from_secs(20);

/// Runs one promise against all gates side by side, for pulses take real seconds.
fn for_every_gate(promise: impl Fn(&dyn Gate) + Sync) {
    std::thread::scope(|scope| {
        for gate in every_gate() {
            let promise = &promise;
            std::thread::Builder::new()
                .name(gate.name().into())
                .spawn_scoped(scope, move || promise(gate.as_ref()))
                .unwrap();
        }
    });
}

/// A hand on `gate`, and what it tells.
fn hand(gate: &dyn Gate) -> (GateHand, Receiver<GateNews>) {
    let (tell, told) = sync_channel(1_000);
    let hand = GateHand::start(
        gate.board(),
        Box::new(move |news| {
            tell.send(news).ok();
            Ok(())
        }),
    )
    .unwrap();
    (hand, told)
}

/// An opening for one head, which no reader asked for.
fn order(grant: u64, ms: u32) -> PulseOrder {
    PulseOrder { grant, ms, heads: 1, reader: None }
}

/// Waits for the first news that `want` picks.
fn wait_for<T>(told: &Receiver<GateNews>, want: impl Fn(&GateNews) -> Option<T>) -> T {
    let end = Instant::now() + SOON;
    loop {
        let news = told.recv_timeout(end.saturating_duration_since(Instant::now())).expect("the news comes");
        if let Some(found) = want(&news) {
            return found;
        }
    }
}

fn ended(news: &GateNews) -> Option<(u64, Option<bool>)> {
    match news {
        GateNews::PulseEnded { grant, door_opened } => Some((*grant, *door_opened)),
        _ => None,
    }
}

fn is_door_closed(news: &GateNews) -> Option<()> {
    matches!(news, GateNews::DoorClosed).then_some(())
}

fn is_door_opened(news: &GateNews) -> Option<()> {
    matches!(news, GateNews::DoorOpened).then_some(())
}

#[test]
fn it_starts_shut() {
    for_every_gate(|gate| {
        let (_hand, told) = hand(gate);
        wait_for(&told, is_door_closed);
        assert_eq!(gate.relay(), Relay::Released);
        assert_eq!(gate.edges(), [], "not even a click");
    });
}

#[test]
fn one_pulse_is_one_rising_and_one_falling_edge_within_its_bounds() {
    for_every_gate(|gate| {
        let (hand, told) = hand(gate);
        hand.pulse(order(7, 0)).unwrap();
        let started = wait_for(&told, |news| match news {
            GateNews::PulseStarted { grant: 7, at } => Some(*at),
            _ => None,
        });
        assert_eq!(wait_for(&told, ended), (7, Some(false)));
        let lasted = started.elapsed();
        assert!(gate.wait_for_edges(2, SOON));
        assert!(lasted >= Duration::from_millis(PULSE_MS_MIN.into()), "{lasted:?}");
        assert!(lasted < Duration::from_millis(PULSE_MS_MAX.into()), "{lasted:?}");
        assert_eq!(gate.edges(), [Relay::Driven, Relay::Released]);
    });
}

#[test]
fn a_passage_ends_the_pulse_and_the_same_grant_opens_no_second_time() {
    for_every_gate(|gate| {
        let (hand, told) = hand(gate);
        wait_for(&told, is_door_closed);
        hand.pulse(order(7, PULSE_MS_MAX)).unwrap();
        assert!(gate.wait_for_edges(1, SOON));
        gate.set_door(true);
        wait_for(&told, is_door_opened);
        gate.set_door(false);
        assert_eq!(wait_for(&told, ended), (7, Some(true)));
        hand.pulse(order(7, PULSE_MS_MAX)).unwrap();
        wait_for(&told, |news| {
            matches!(news, GateNews::PulseFailed { grant: 7, fault: PulseFault::Repeated }).then_some(())
        });
        assert_eq!(gate.edges(), [Relay::Driven, Relay::Released]);
    });
}

#[test]
fn a_hold_keeps_it_open_past_every_pulse_until_it_is_taken_back() {
    for_every_gate(|gate| {
        let (hand, told) = hand(gate);
        gate.set_fire(true);
        wait_for(&told, |news| matches!(news, GateNews::Fire(true)).then_some(()));
        hand.hold_open(true).unwrap();
        assert!(gate.wait_for_edges(1, SOON));
        hand.pulse(order(1, 0)).unwrap();
        wait_for(&told, ended);
        assert_eq!(gate.relay(), Relay::Driven);
        hand.hold_open(false).unwrap();
        assert!(gate.wait_for_edges(2, SOON));
        assert_eq!(gate.edges(), [Relay::Driven, Relay::Released]);
    });
}

#[test]
fn dropping_the_hand_releases_the_relay() {
    for_every_gate(|gate| {
        let (hand, _told) = hand(gate);
        hand.hold_open(true).unwrap();
        assert!(gate.wait_for_edges(1, SOON));
        drop(hand);
        assert_eq!(gate.relay(), Relay::Released);
    });
}

#[test]
fn dropping_a_driven_board_releases_the_relay() {
    for_every_gate(|gate| {
        let mut board = gate.board();
        board.set_relay(Relay::Driven).unwrap();
        assert_eq!(gate.relay(), Relay::Driven);
        drop(board);
        assert_eq!(gate.relay(), Relay::Released);
    });
}

#[test]
fn a_panic_of_the_thread_releases_the_relay() {
    for_every_gate(|gate| {
        let hand = GateHand::start(
            gate.board(),
            Box::new(|news| match news {
                GateNews::PulseStarted { .. } => panic!("as a broken listener would"),
                _ => Ok(()),
            }),
        )
        .unwrap();
        hand.pulse(order(1, PULSE_MS_MAX)).unwrap();
        assert!(
            gate.wait_for_edges(2, Duration::from_millis(PULSE_MS_MAX.into()) / 2),
            "not only at its end"
        );
        assert_eq!(gate.relay(), Relay::Released);
        let end = Instant::now() + SOON;
        while hand.pulse(order(2, PULSE_MS_MAX)) != Err(OrderLost::Gone) {
            assert!(Instant::now() < end, "a hand without a thread says so");
            std::thread::yield_now();
        }
        assert_eq!(hand.hold_open(true), Err(OrderLost::Gone));
    });
}

/// Waits until it is so.
fn wait_until(so: impl Fn() -> bool) {
    let end = Instant::now() + SOON;
    while !so() {
        assert!(Instant::now() < end, "it never comes so");
        std::thread::yield_now();
    }
}

#[test]
fn the_siren_sounds_until_its_time_is_up_or_it_is_silenced_or_its_hand_goes() {
    for_every_gate(|gate| {
        let (hand, told) = hand(gate);
        hand.sound_siren(Stamp(1), 300).unwrap();
        wait_until(|| gate.siren() == Relay::Driven);
        let ended = wait_for(&told, |news| match news {
            GateNews::Siren(ended) => Some(*ended),
            _ => None,
        });
        assert_eq!(ended, SirenEnded { until: Stamp(1), failed: false });
        wait_until(|| gate.siren() == Relay::Released);
        hand.sound_siren(Stamp(2), 600_000).unwrap();
        wait_until(|| gate.siren() == Relay::Driven);
        hand.silence_siren().unwrap();
        wait_until(|| gate.siren() == Relay::Released);
        hand.sound_siren(Stamp(3), 600_000).unwrap();
        wait_until(|| gate.siren() == Relay::Driven);
        drop(hand);
        assert_eq!(gate.siren(), Relay::Released);
        assert_eq!(gate.edges(), [], "the gate has nothing to do with it");
    });
}

#[test]
fn a_reader_shows_green_with_the_gate_and_red_for_what_is_refused() {
    for_every_gate(|gate| {
        let (hand, told) = hand(gate);
        wait_for(&told, is_door_closed);
        hand.pulse(PulseOrder { reader: Some(0), ..order(1, 0) }).unwrap();
        wait_for(&told, ended);
        let of = |signal| {
            let all = gate.signals().into_iter();
            all.filter(|(reader, what, _)| (*reader, *what) == (0, signal))
                .map(|(.., on)| on)
                .collect::<Vec<_>>()
        };
        wait_until(|| of(Signal::Green) == [true, false]);
        assert_eq!((of(Signal::Beeper), of(Signal::Red)), (vec![true, false], vec![]));
        hand.show_refused(0);
        wait_until(|| of(Signal::Red) == [true, false]);
        assert_eq!(of(Signal::Beeper), [true, false, true, false, true, false]);
        assert_eq!(of(Signal::Green), [true, false]);
        // A reader that has no place in the configuration shows nothing.
        hand.show_refused(usize::MAX);
    });
}

#[test]
fn what_is_lit_goes_out_with_the_hand() {
    for_every_gate(|gate| {
        // What a simulated light does at the end nobody sees.
        if gate.name() == "simulated" {
            return;
        }
        let (hand, _told) = hand(gate);
        hand.show_refused(0);
        wait_until(|| gate.signals().contains(&(0, Signal::Red, true)));
        drop(hand);
        assert!(gate.signals().contains(&(0, Signal::Red, false)));
    });
}

#[test]
fn a_fault_is_told_and_leaves_the_relay_released() {
    for_every_gate(|gate| {
        let (hand, told) = hand(gate);
        wait_for(&told, is_door_closed);
        gate.break_relay(true);
        hand.pulse(order(1, 0)).unwrap();
        let fault = wait_for(&told, |news| match news {
            GateNews::PulseFailed { grant: 1, fault } => Some(fault.clone()),
            _ => None,
        });
        let board = std::error::Error::source(&fault).expect("it keeps the board's fault");
        assert!(board.source().is_some(), "which keeps the device's words");
        wait_for(&told, |news| matches!(news, GateNews::BoardFault(_)).then_some(()));
        gate.break_relay(false);
        wait_for(&told, |news| matches!(news, GateNews::BoardBack).then_some(()));
        assert_eq!(gate.relay(), Relay::Released);
        assert_eq!(gate.edges(), [], "a failed pulse is not made up for");
    });
}

#[test]
fn contacts_that_cannot_be_read_are_told() {
    for_every_gate(|gate| {
        let (_hand, told) = hand(gate);
        gate.break_inputs(true);
        wait_for(&told, |news| matches!(news, GateNews::BoardFault(_)).then_some(()));
        gate.break_inputs(false);
        wait_for(&told, |news| matches!(news, GateNews::BoardBack).then_some(()));
        assert_eq!(gate.edges(), []);
    });
}

#[test]
fn a_restarted_hand_finds_the_same_gate_and_moves_nothing() {
    for_every_gate(|gate| {
        let (first, _told) = hand(gate);
        first.pulse(order(1, PULSE_MS_MAX)).unwrap();
        assert!(gate.wait_for_edges(1, SOON));
        drop(first);
        let (_second, told) = hand(gate);
        wait_for(&told, is_door_closed);
        assert_eq!(gate.edges(), [Relay::Driven, Relay::Released]);
    });
}

/// Scheduling policy and real-time priority of this process's threads of a name (proc_pid_stat(5), the 41st field and
/// the 40th).
fn scheduled(name: &str) -> Vec<(String, String)> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap().path().join("stat"));
    let stats = tasks.filter_map(|stat| std::fs::read_to_string(stat).ok());
    let of = |stat: String| {
        let (begin, rest) = stat.rsplit_once(") ")?;
        let fields: Vec<&str> = rest.split(' ').collect();
        begin.ends_with(&format!("({name}")).then(|| (fields[38].to_owned(), fields[37].to_owned()))
    };
    stats.filter_map(of).collect()
}

#[test]
fn the_hands_thread_comes_first_where_that_is_allowed() {
    let gate = SimulatedGate::new();
    let (_hand, told) = hand(&gate);
    wait_for(&told, is_door_closed);
    // What the system allows to another thread it allows to this one.
    let allowed = std::thread::spawn(|| {
        use thread_priority::*;
        let fifo = ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo);
        set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, fifo).is_ok()
    });
    let wanted = if allowed.join().unwrap() { ("1", "1") } else { ("0", "0") };
    let hands = scheduled("gate");
    let so = hands.iter().filter(|(policy, priority)| (policy.as_str(), priority.as_str()) == wanted);
    assert_eq!(so.count(), hands.len(), "{hands:?} are not {wanted:?}");
    assert!(!hands.is_empty());
}

#[test]
fn an_order_moves_the_relay_within_twenty_milliseconds_mostly() {
    let mut took: Vec<Duration> = (0..21)
        .map(|grant| {
            let gate = SimulatedGate::new();
            let (hand, told) = hand(&gate);
            wait_for(&told, is_door_closed);
            let ordered = Instant::now();
            hand.pulse(order(grant, 0)).unwrap();
            assert!(gate.wait_for_edges(1, SOON));
            gate.edges()[0].at - ordered
        })
        .collect();
    took.sort();
    assert!(took[10] < Duration::from_millis(20), "{took:?}");
}

#[test]
fn news_that_is_not_taken_is_offered_again_in_order() {
    let gate = SimulatedGate::new();
    let (tell, told) = sync_channel(1);
    let hand = GateHand::start(
        gate.board(),
        Box::new(move |news| {
            tell.try_send(news).map_err(|full| match full {
                std::sync::mpsc::TrySendError::Full(news)
                | std::sync::mpsc::TrySendError::Disconnected(news) => news,
            })
        }),
    )
    .unwrap();
    let refused = PULSES_WAITING_MAX as u64 + 2;
    for grant in 1..=refused + 2 {
        hand.pulse(order(grant, PULSE_MS_MIN)).unwrap();
    }
    assert!(gate.wait_for_edges(1, SOON));
    let mut of_pulses = Vec::new();
    while of_pulses.last() != Some(&(refused + 2)) {
        of_pulses.push(wait_for(&told, |news| match news {
            GateNews::PulseStarted { grant, .. } | GateNews::PulseFailed { grant, .. } => Some(*grant),
            _ => None,
        }));
    }
    assert_eq!(of_pulses, [1, refused, refused + 1, refused + 2], "those between wait their turn");
}

#[test]
fn a_slow_board_slows_only_itself() {
    let gate = SimulatedGate::new();
    let (hand, told) = hand(&gate);
    wait_for(&told, is_door_closed);
    gate.set_slow(Duration::from_millis(50));
    gate.set_automatic_door(Some(AutomaticDoor {
        opens_after: Duration::from_millis(100),
        stays_open: Duration::from_secs(2),
    }));
    let before = hand.heartbeat();
    hand.pulse(order(1, PULSE_MS_MAX)).unwrap();
    assert_eq!(wait_for(&told, ended), (1, Some(true)));
    assert!(hand.heartbeat() > before);
}

#[test]
fn ten_thousand_pulses_miss_no_edge_and_make_no_extra_one() {
    for_every_gate(|gate| {
        let mut random = fastrand::Rng::with_seed(0x6A7E);
        let mut board = gate.board();
        let mut clockwork = GateClockwork::new();
        let mut now = Instant::now();
        let mut next_grant = 1;
        let (mut started, mut settled, mut ordered) = (0, BTreeSet::new(), 0);
        let mut began = BTreeSet::new();
        let mut driven_since = None;
        while started < 10_000 || settled.len() < ordered {
            if started < 10_000 && random.u8(..) < 4 {
                // Now and then the last grant comes twice, as a caller in doubt would send it.
                let again = began.contains(&(next_grant - 1)) && random.u8(..) < 25;
                if !again {
                    next_grant += 1;
                    ordered += 1;
                }
                clockwork.pulse(next_grant - 1, random.u32(0..10_000), 1);
            }
            gate.set_door(driven_since.is_some() && random.u8(..) < 8);
            clockwork.reading(board.read_inputs());
            for _ in 0..3 {
                let Some(level) = clockwork.turn(now) else { break };
                clockwork.wrote(level, board.set_relay(level), now);
                if level == Relay::Driven {
                    driven_since = Some(now);
                } else if let Some(since) = driven_since.take() {
                    let limit = Duration::from_millis(u64::from(PULSE_MS_MAX) + POLL_MS);
                    assert!(now - since <= limit, "{}: open for {:?}", gate.name(), now - since);
                }
            }
            while let Some(news) = clockwork.next_news() {
                match news {
                    GateNews::PulseStarted { grant, .. } => {
                        started += 1;
                        assert!(began.insert(grant), "{}: grant {grant} opened twice", gate.name());
                    }
                    GateNews::PulseEnded { grant, .. } => {
                        assert!(began.contains(&grant) && settled.insert(grant), "grant {grant} ended twice");
                    }
                    GateNews::PulseFailed { grant, fault: PulseFault::Busy } => {
                        settled.insert(grant);
                    }
                    GateNews::PulseFailed { fault: PulseFault::Repeated, .. } => {}
                    GateNews::PulseFailed { grant, fault } => panic!("grant {grant}: {fault}"),
                    _ => {}
                }
            }
            now += Duration::from_millis(POLL_MS);
        }
        let edges = gate.edges();
        assert_eq!(edges.len(), 2 * started, "{}", gate.name());
        assert!(edges.chunks(2).all(|pulse| pulse == [Relay::Driven, Relay::Released]));
    });
}
