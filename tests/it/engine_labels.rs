//! The labels on the rolls, as the badge hand counts them.

use gatehouse::domain::{Command, CommandId, Event, House, JobNo, PersonNo, PrintOutcome, PrintState, Span};
use gatehouse::engine::NotCounted;
use gatehouse::ports::printer::PrinterTrouble;

use crate::engine_bench::{Bench, FakePrinter, Running, SOON, Verb, badge, visit, with_badge_queued};

fn is_printed(house: &House, n: u32) -> bool {
    matches!(house.badges[&badge(n)].print, PrintState::Printed { .. })
}

/// A gate that counts, with badges that wait for the printer.
fn counting(labels: u32, badges: u32) -> Bench {
    let mut bench = Bench::new();
    bench.labels_on_roll = Some(labels);
    (1..=badges).for_each(|n| bench.journal.seed(with_badge_queued(n)));
    bench
}

fn new_roll(running: &Running, wish: u8) -> Result<(), NotCounted> {
    running.core.new_roll(CommandId([wish; 16]))
}

fn left(running: &Running) -> Option<u32> {
    running.core.vitals().printer.health().labels_left()
}

fn wait_for(running: &Running, labels: Option<u32>) {
    let end = std::time::Instant::now() + SOON;
    while left(running) != labels {
        assert!(std::time::Instant::now() < end, "{:?} and not {labels:?}", left(running));
        std::thread::yield_now();
    }
}

fn reprint(running: &Running, n: u32) {
    running.guard(Command::Reprint { visit: visit(n), person: PersonNo(0), spoilt: true }).unwrap();
    running.wait_until(|house| is_printed(house, n));
}

#[test]
fn no_more_labels_are_taken_than_there_are() {
    let running = counting(2, 1).start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(left(&running), None, "it was in the printer before anybody counted");
    new_roll(&running, 1).unwrap();
    for labels in [1, 0, 0] {
        reprint(&running, 1);
        assert_eq!(left(&running), Some(labels));
    }
    new_roll(&running, 1).unwrap();
    assert_eq!(left(&running), Some(0), "the same wish once more is no new roll");
    new_roll(&running, 2).unwrap();
    assert_eq!(left(&running), Some(2));
}

#[test]
fn a_badge_that_was_counted_before_the_crash_is_not_counted_after_it() {
    let bench = counting(9, 1);
    bench.printer.hold();
    let running = bench.start();
    new_roll(&running, 1).unwrap();
    running.wait_until(|house| house.badges[&badge(1)].print == PrintState::HandedOver);
    bench.journal.die();
    bench.printer.let_go();
    wait_for(&running, Some(8));
    drop(running);
    bench.journal.mend();
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!((left(&running), bench.printer.printed().len()), (Some(8), 1));
}

#[test]
fn a_badge_that_came_out_when_nobody_counted_is_counted_after_the_crash() {
    let bench = counting(9, 1);
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    new_roll(&running, 1).unwrap();
    drop(running);
    bench.journal.seed(with_badge_queued(2));
    let moved = |outcome| Event::PrintMoved { job: JobNo(2), outcome };
    bench.journal.seed([moved(PrintOutcome::Sending), moved(PrintOutcome::HandedOver)]);
    bench.printer.lay(&format!("000000000002-{}", badge(2).0));
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 2));
    assert_eq!(left(&running), Some(8));
}

#[test]
fn a_printer_that_says_its_paper_is_out_and_then_no_more_has_a_new_roll() {
    let bench = counting(9, 0);
    let running = bench.start();
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    running.wait_for_trouble(Some(PrinterTrouble::PaperOut));
    assert_eq!(left(&running), None);
    // Opened, and switched off and on, to change the roll.
    bench.printer.lack(Some(PrinterTrouble::CoverOpen));
    running.wait_for_trouble(Some(PrinterTrouble::CoverOpen));
    assert_eq!(left(&running), None);
    bench.printer.lack(None);
    wait_for(&running, Some(9));
}

#[test]
fn a_printer_that_says_so_with_a_badge_in_hand_alone_has_a_new_roll_when_one_comes_out() {
    let bench = counting(9, 1);
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    new_roll(&running, 1).unwrap();
    reprint(&running, 1);
    reprint(&running, 1);
    bench.printer.next(&[Verb::NoPaper]);
    running.guard(Command::Reprint { visit: visit(1), person: PersonNo(0), spoilt: true }).unwrap();
    bench.journal.wait_for(|event| matches!(event, Event::PrintMoved { outcome: PrintOutcome::PutBack, .. }));
    assert_eq!(left(&running), Some(7), "nobody has brought paper");
    // A printer that lacked something rests for a while.
    bench.clock.pass(Span::seconds(11));
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(left(&running), Some(8));
    reprint(&running, 1);
    assert_eq!(left(&running), Some(7), "it was out once");
}

#[test]
fn a_printer_that_says_so_for_ever_and_prints_has_no_new_roll_with_every_badge() {
    let bench = counting(9, 1);
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    bench.printer.cry_wolf();
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    new_roll(&running, 1).unwrap();
    for labels in [8, 7] {
        // Looked at, it says so again.
        running.wait_for_trouble(Some(PrinterTrouble::PaperOut));
        reprint(&running, 1);
        assert_eq!(left(&running), Some(labels));
    }
}

#[test]
fn the_panel_tells_of_the_roll_in_the_printer_that_prints_and_a_new_one_goes_there() {
    let mut bench = counting(9, 1);
    let spare = FakePrinter::default();
    bench.spare = Some(spare.clone());
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    new_roll(&running, 1).unwrap();
    reprint(&running, 1);
    assert_eq!(left(&running), Some(8));
    bench.printer.lack(Some(PrinterTrouble::Offline));
    reprint(&running, 1);
    assert_eq!((left(&running), spare.printed().len()), (None, 1), "nobody knows what is in the spare one");
    new_roll(&running, 2).unwrap();
    reprint(&running, 1);
    assert_eq!(left(&running), Some(8));
    reprint(&running, 1);
    assert_eq!(left(&running), Some(7));
    bench.printer.lack(None);
    wait_for(&running, Some(8));
}
