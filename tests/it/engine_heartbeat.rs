//! The watchdog is fed while both threads turn that a gate depends on: the writer's and the hand's.

use std::time::Instant;

use gatehouse::engine::Heartbeat;
use gatehouse::ports::gate::Relay;

use crate::engine_bench::{Bench, Running, SOON, guard, over};
use crate::fake_board::BoardFate;

/// Waits until the writer has turned some times more: what it saw before and then.
fn some_turns(running: &Running) -> (Heartbeat, Heartbeat) {
    let (before, end) = (running.core.vitals().heartbeat(), Instant::now() + SOON);
    loop {
        let now = running.core.vitals().heartbeat();
        if now.writer >= before.writer + 3 {
            return (before, now);
        }
        assert!(Instant::now() < end, "the writer stands still");
        running.wait_for_a_turn();
    }
}

/// Waits until the hand stands still, and gives what was seen before and after some turns of the writer.
fn hand_stands(running: &Running) -> (Heartbeat, Heartbeat) {
    let end = Instant::now() + SOON;
    loop {
        let (before, now) = some_turns(running);
        if before.gate == now.gate {
            return (before, now);
        }
        assert!(Instant::now() < end, "the hand turns on");
    }
}

fn both_move(running: &Running) {
    let (before, end) = (running.core.vitals().heartbeat(), Instant::now() + SOON);
    while !running.core.vitals().heartbeat().both_moved_since(before) {
        assert!(Instant::now() < end, "one of them stands still");
        running.wait_for_a_turn();
    }
}

#[test]
fn a_writer_that_turns_does_not_make_up_for_a_hand_that_hangs_or_has_panicked() {
    let ends: [fn(&BoardFate); 2] = [BoardFate::hang, BoardFate::panic];
    for end in ends {
        let bench = Bench::new();
        let running = bench.start();
        both_move(&running);
        end(&bench.board_fate);
        let (before, now) = hand_stands(&running);
        assert!(now.writer > before.writer);
        assert!(!now.both_moved_since(before), "a dead hand is fed for");
        // The writer goes on without it, and the gate is shut.
        running.submit(guard(over())).ok();
        bench.board_fate.mend();
        running.join.stop();
        assert_eq!(bench.gate.relay(), Relay::Released);
    }
}
