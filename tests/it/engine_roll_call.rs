//! The roll call of a fire waits for no badge, and is printed in the end.

use std::time::Instant;

use crate::engine_bench::{Bench, SOON, Verb, badge, inside, with_badge_queued};

fn wait_for_roll_call(bench: &Bench) {
    let end = Instant::now() + SOON;
    while !bench.lists.printed().iter().any(|name| name.starts_with("roll-call-")) {
        assert!(Instant::now() < end, "no roll call: {:?}", bench.lists.printed());
        std::thread::yield_now();
    }
}

#[test]
fn it_waits_for_no_badge_that_is_stuck_in_a_printer() {
    let bench = Bench::new();
    (1..=3).for_each(|n| bench.journal.seed(with_badge_queued(n)));
    bench.printer.hold();
    let running = bench.start();
    bench.printer.wait_for_an_order();
    bench.gate.set_fire(true);
    running.wait_until(|house| house.gate.fire.is_some());
    wait_for_roll_call(&bench);
    assert!(bench.printer.printed().is_empty());
    bench.printer.let_go();
    let printed = |n| format!("-{}", badge(n).0);
    bench.printer.wait_for(|names| (1..=3).all(|n| names.iter().any(|name| name.ends_with(&printed(n)))));
    assert_eq!(bench.lists.printed().len(), 1);
}

#[test]
fn it_is_tried_again_when_the_printer_jams_or_loses_sight_of_it() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    bench.lists.next(&[Verb::Jam, Verb::LoseSight]);
    let running = bench.start();
    bench.gate.set_fire(true);
    running.wait_until(|house| house.gate.fire.is_some());
    wait_for_roll_call(&bench);
    assert_eq!(bench.lists.tries(), 3);
}
