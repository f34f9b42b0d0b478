//! Upkeep of the record that is slow or fails holds nobody up, and is done later.

use std::time::Duration;

use gatehouse::domain::{Command, HostReply, Span, Subject};
use gatehouse::engine::{RECORD_WAIT_MAX, SPOOL_WAIT_MAX, UPKEEP_WAIT_MAX};

use crate::engine_bench::{Bench, Running, SOON, guard, over, visit};
use crate::snapshots::waits_for_a_host;

fn declined(bench: &Bench) -> Running {
    bench.journal.seed(waits_for_a_host());
    let running = bench.start();
    running.wait_for_the_board(&bench.journal);
    running
}

fn declines() -> Command {
    Command::HostSaid { visit: visit(1), reply: HostReply::Declines }
}

#[test]
fn an_override_is_answered_while_a_key_is_erased_slowly_and_the_erasure_comes_after_it() {
    let bench = Bench::new();
    let running = declined(&bench);
    bench.journal.block_erasing();
    running.guard(declines()).unwrap();
    // A turn that waited for the erasure each time would take seconds.
    running.wait_for_turns(8);
    assert!(!running.core.is_guarded(), "the core is guarded because a host said no");
    running.guard(over()).unwrap();
    assert!(bench.gate.wait_for_edges(2, SOON));
    assert_eq!(bench.journal.erasures(), 1);
    bench.journal.unblock();
    bench.clock.pass(Span::minutes(2));
    running.wait_until(|house| house.gate.grants.is_empty());
    bench.journal.wait_for_erased(Subject::Visit(visit(1)));
    running.wait_for_turns(2);
    assert!(!running.core.is_guarded());
    assert!(running.guard(over()).unwrap().recorded);
}

#[test]
fn an_erasure_that_failed_is_tried_again_a_minute_later_and_not_at_every_turn() {
    let bench = Bench::new();
    let running = declined(&bench);
    bench.journal.keep_people(true);
    running.guard(declines()).unwrap();
    for _ in 0..3 {
        running.submit(guard(over())).ok();
        running.wait_for_turns(1);
    }
    assert_eq!(bench.journal.erasures(), 1);
    bench.journal.keep_people(false);
    bench.clock.pass(Span::minutes(1));
    bench.journal.wait_for_erased(Subject::Visit(visit(1)));
}

#[test]
fn a_stop_erases_whoever_is_still_to_be_erased() {
    let bench = Bench::new();
    let running = declined(&bench);
    bench.journal.keep_people(true);
    running.guard(declines()).unwrap();
    running.wait_for_turns(1);
    bench.journal.keep_people(false);
    running.join.stop();
    assert!(bench.journal.erased().contains(&Subject::Visit(visit(1))));
}

#[test]
fn the_longest_turn_of_a_writer_whose_disk_hangs_is_within_the_watchdogs_patience() {
    let unit = include_str!("../../systemd/gatehouse.service");
    let seconds = unit.lines().find_map(|line| line.strip_prefix("WatchdogSec=")).unwrap();
    let watchdog = Duration::from_secs(seconds.parse().unwrap());
    // The record is tried and the spool emptied, a group follows and its upkeep; one of them may be the one that hangs.
    let longest = RECORD_WAIT_MAX * 2 + SPOOL_WAIT_MAX + UPKEEP_WAIT_MAX;
    // It is looked at three times in that time, and a turn may begin just before a look.
    assert!(longest < watchdog * 2 / 3, "{longest:?}");
}
