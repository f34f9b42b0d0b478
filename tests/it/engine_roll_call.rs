//! The roll call of a fire stands before every badge, and is printed in the end.

use std::time::Instant;

use gatehouse::domain::{Command, PersonNo};

use crate::engine_bench::{Bench, SOON, Verb, badge, inside, visit, with_badge, with_badge_queued};

/// More badges than wishes find room.
const BADGES: u32 = 8;

fn is_roll_call(name: &str) -> bool {
    name.starts_with("roll-call-")
}

fn wait_for_roll_call(bench: &Bench) -> usize {
    let end = Instant::now() + SOON;
    loop {
        if let Some(at) = bench.printer.printed().iter().position(|name| is_roll_call(name)) {
            return at;
        }
        assert!(Instant::now() < end, "no roll call: {:?}", bench.printer.printed());
        std::thread::yield_now();
    }
}

#[test]
fn it_is_printed_before_all_badges_that_wait_however_many_are_asked_for() {
    let bench = Bench::new();
    (1..=BADGES).for_each(|n| bench.journal.seed(with_badge_queued(n)));
    (BADGES + 1..=2 * BADGES).for_each(|n| bench.journal.seed(with_badge(n)));
    bench.printer.hold();
    let running = bench.start();
    bench.printer.wait_for_an_order();
    for n in BADGES + 1..=2 * BADGES {
        running.guard(Command::Reprint { visit: visit(n), person: PersonNo(0), spoilt: true }).unwrap();
    }
    bench.gate.set_fire(true);
    running.wait_until(|house| house.gate.fire.is_some());
    running.wait_for_a_turn();
    bench.printer.let_go();
    assert_eq!(wait_for_roll_call(&bench), 1, "after the badge that was in the printer");
    let printed = |n| format!("-{}", badge(n).0);
    bench
        .printer
        .wait_for(|names| (1..=2 * BADGES).all(|n| names.iter().any(|name| name.ends_with(&printed(n)))));
    assert_eq!(bench.printer.printed().iter().filter(|name| is_roll_call(name)).count(), 1);
}

#[test]
fn it_is_tried_again_when_the_printer_jams_or_loses_sight_of_it() {
    let bench = Bench::new();
    bench.journal.seed(inside(1));
    bench.printer.next(&[Verb::Jam, Verb::LoseSight]);
    let running = bench.start();
    bench.gate.set_fire(true);
    running.wait_until(|house| house.gate.fire.is_some());
    wait_for_roll_call(&bench);
    assert_eq!(bench.printer.tries(), 3);
}
