//! How exactly a pulse is as long as it was ordered: the real hand and its thread, on simulated boards that note when
//! each level was written.

use std::fs;
use std::time::{Duration, Instant};

use gatehouse::adapters::gate_simulated::SimulatedGate;
use gatehouse::engine::hands::gate::{GateHand, PulseOrder};
use gatehouse::engine::hands::gate_clockwork::{PULSE_GAP_MS, PULSE_MS_MIN};

use crate::measure::{Row, Times, ms};

/// Gates that pulse at once, each with a thread of its own: far more than one machine has, so that a minute gives
/// enough of them.
const GATES: u32 = 50;
/// Pulses of each gate, one after the other, at the shortest length there is.
const PULSES: u32 = 4;
/// How long all of them may take: they wait for each other for the rest between two pulses only.
const SOON: Duration =
    Duration::from_millis(2 * PULSES as u64 * (PULSE_MS_MIN as u64 + PULSE_GAP_MS) + 10_000);
/// What 99 of a hundred pulses may be off by.
const GOAL: Duration = Duration::from_millis(20);

/// How the hands' threads are scheduled: what the system allows decides (proc_pid_stat(5), the 41st field).
fn priority() -> &'static str {
    let stats = fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap().path().join("stat"));
    let policy = stats.filter_map(|stat| fs::read_to_string(stat).ok()).find_map(|stat| {
        let (name, rest) = stat.rsplit_once(") ")?;
        name.ends_with("(gate").then(|| rest.split(' ').nth(38).unwrap().to_owned())
    });
    if policy.as_deref() == Some("1") { "real-time" } else { "ordinary" }
}

pub fn rows(show: &mut dyn FnMut(Row)) {
    let gates: Vec<SimulatedGate> = (0..GATES).map(|_| SimulatedGate::new()).collect();
    let hands: Vec<GateHand> =
        gates.iter().map(|gate| GateHand::start(gate.board(), Box::new(|_| Ok(()))).unwrap()).collect();
    for grant in 0..PULSES {
        for hand in &hands {
            let order = PulseOrder { grant: grant.into(), ms: PULSE_MS_MIN, heads: 1, reader: None };
            hand.pulse(order).unwrap();
        }
    }
    let end = Instant::now() + SOON;
    let mut errors = Times::default();
    for gate in &gates {
        let all = 2 * PULSES as usize;
        assert!(
            gate.wait_for_edges(all, end.saturating_duration_since(Instant::now())),
            "a pulse is missing"
        );
        for pulse in gate.edges().chunks(2) {
            errors.add((pulse[1].at - pulse[0].at).abs_diff(Duration::from_millis(PULSE_MS_MIN.into())));
        }
    }
    let (half, most, worst) = (errors.at(50), errors.at(99), errors.at(100));
    let (count, long, priority) = (errors.count(), PULSE_MS_MIN / 1_000, priority());
    show(Row::judged(
        format!(
            "pulse beside its ordered {long} s: {count} pulses, {GATES} gates at once, {priority} priority"
        ),
        format!("p50 {}, p99 {}, longest {}", ms(half), ms(most), ms(worst)),
        format!("p99 {}", ms(GOAL)),
        most <= GOAL,
    ));
}
