//! The test badge that is asked for at a panel, as the badge hand prints it.

use gatehouse::domain::{CommandId, Event, House, PrintOutcome, PrintState, Span};
use gatehouse::engine::{TestPrint, TestUnderWay};
use gatehouse::ports::printer::PrinterTrouble;

use crate::engine_bench::{Bench, FakePrinter, Running, SOON, Verb, badge, with_badge_queued};

fn ask(running: &Running, wish: u8) -> Result<(), TestUnderWay> {
    running.core.test_print(CommandId([wish; 16]))
}

fn last(running: &Running) -> Option<TestPrint> {
    running.core.vitals().test.last()
}

fn wait_for(running: &Running, how: TestPrint) {
    let end = std::time::Instant::now() + SOON;
    while last(running) != Some(how) {
        assert!(std::time::Instant::now() < end, "{:?} and not {how:?}", last(running));
        std::thread::yield_now();
    }
}

/// Waits until badges were tried so often and put back: the printer is known to lack something.
fn wait_for_put_back(bench: &Bench, running: &Running, times: usize) {
    let put_back = |event: &Event| matches!(event, Event::PrintMoved { outcome: PrintOutcome::PutBack, .. });
    running.wait_until(|_| bench.journal.count(put_back) == times);
}

fn is_printed(house: &House, n: u32) -> bool {
    matches!(house.badges[&badge(n)].print, PrintState::Printed { .. })
}

fn is_test(name: &str) -> bool {
    name.starts_with("check-")
}

#[test]
fn every_badge_that_waits_comes_out_before_the_test() {
    let bench = Bench::new();
    (1..=2).for_each(|n| bench.journal.seed(with_badge_queued(n)));
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    let running = bench.start();
    wait_for_put_back(&bench, &running, 1);
    ask(&running, 1).unwrap();
    assert_eq!(ask(&running, 2), Err(TestUnderWay));
    // The printers are looked at before the test is.
    bench.printer.lack(Some(PrinterTrouble::CoverOpen));
    running.wait_for_trouble(Some(PrinterTrouble::CoverOpen));
    bench.printer.lack(None);
    // A printer that lacked something rests for a while.
    bench.clock.pass(Span::seconds(11));
    wait_for(&running, TestPrint::Printed);
    let tests: Vec<bool> = bench.printer.printed().iter().map(|name| is_test(name)).collect();
    assert_eq!(tests, [false, false, true]);
    running.wait_until(|house| is_printed(house, 2));
    ask(&running, 2).unwrap();
    wait_for(&running, TestPrint::Printed);
}

#[test]
fn a_test_that_does_not_get_its_turn_ends_and_is_not_tried() {
    let bench = Bench::new();
    bench.journal.seed(with_badge_queued(1));
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    let running = bench.start();
    wait_for_put_back(&bench, &running, 1);
    ask(&running, 1).unwrap();
    // With every minute the badge is tried once more, and the test is looked at.
    let lacks = [PrinterTrouble::CoverOpen, PrinterTrouble::PaperOut, PrinterTrouble::Jam];
    for (trouble, tries) in lacks.into_iter().zip(2..) {
        bench.printer.lack(Some(trouble));
        running.wait_for_trouble(Some(trouble));
        bench.clock.pass(Span::seconds(61));
        wait_for_put_back(&bench, &running, tries);
    }
    wait_for(&running, TestPrint::NotPrinted);
    assert_eq!(bench.printer.tries(), 4, "all were the badge's");
}

#[test]
fn the_spare_printer_prints_the_test_that_the_first_surely_has_not() {
    let mut bench = Bench::new();
    let spare = FakePrinter::default();
    bench.spare = Some(spare.clone());
    bench.labels_on_roll = Some(9);
    bench.printer.lack(Some(PrinterTrouble::Offline));
    let running = bench.start();
    running.wait_for_trouble(Some(PrinterTrouble::Offline));
    running.core.new_roll(CommandId([9; 16])).unwrap();
    ask(&running, 1).unwrap();
    wait_for(&running, TestPrint::Printed);
    assert_eq!((bench.printer.printed().len(), spare.printed().len()), (0, 1));
    let health = running.core.vitals().printer.health();
    assert_eq!((health.is_on_spare(), health.labels_left()), (true, Some(8)), "a test takes a label");
}

#[test]
fn a_test_that_may_be_on_paper_goes_to_no_second_printer_and_is_said_to_be_unclear() {
    let mut bench = Bench::new();
    let spare = FakePrinter::default();
    bench.spare = Some(spare.clone());
    bench.printer.next(&[Verb::LoseSight]);
    let running = bench.start();
    ask(&running, 1).unwrap();
    wait_for(&running, TestPrint::Unclear);
    assert_eq!(spare.tries(), 0);
}

#[test]
fn a_test_is_printed_while_nothing_can_be_recorded() {
    let mut bench = Bench::new();
    bench.journal_refused = true;
    let running = bench.start();
    assert!(running.core.is_guarded());
    ask(&running, 1).unwrap();
    wait_for(&running, TestPrint::Printed);
}
