//! The badge hand: every step on the record before the next, no badge lost, none twice, and a printer that lacks
//! something is waited for.

use gatehouse::domain::{AlarmKind, Command, Event, House, JobNo, PersonNo, PrintOutcome, PrintState, Span};
use gatehouse::engine::PrinterHealth;
use gatehouse::ports::printer::PrinterTrouble;

use crate::engine_bench::{Bench, FakePrinter, Running, SOON, Verb, badge, visit, with_badge_queued};

fn print_state(house: &House, n: u32) -> PrintState {
    house.badges[&badge(n)].print
}

fn moved(n: u32, outcome: PrintOutcome) -> Event {
    Event::PrintMoved { job: JobNo(u64::from(n)), outcome }
}

fn is_printed(house: &House, n: u32) -> bool {
    matches!(print_state(house, n), PrintState::Printed { .. })
}

/// A gate with badges that wait for the printer.
fn queued(badges: u32) -> Bench {
    let bench = Bench::new();
    (1..=badges).for_each(|n| bench.journal.seed(with_badge_queued(n)));
    bench
}

/// Waits until the printers are so.
fn wait_for(running: &Running, is: impl Fn(PrinterHealth) -> bool) {
    let end = std::time::Instant::now() + SOON;
    while !is(running.core.vitals().printer.health()) {
        assert!(std::time::Instant::now() < end, "{:?}", running.core.vitals().printer.health());
        std::thread::yield_now();
    }
}

fn lacks(trouble: PrinterTrouble, held: bool) -> impl Fn(PrinterHealth) -> bool {
    move |health| (health.trouble, health.held) == (Some(trouble), held)
}

fn printer_alarms(house: &House) -> usize {
    house.gate.alarms.values().filter(|alarm| alarm.kind == AlarmKind::PrinterFault).count()
}

#[test]
fn every_step_is_on_the_record_before_the_next() {
    let bench = queued(1);
    bench.printer.hold();
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::HandedOver);
    assert!(bench.printer.printed().is_empty(), "it is on the record before the paper comes out");
    bench.printer.let_go();
    running.wait_until(|house| is_printed(house, 1));
    let moves = bench.journal.records().into_iter().map(|record| record.event);
    let moves: Vec<Event> = moves.filter(|event| matches!(event, Event::PrintMoved { .. })).collect();
    let printed = PrintOutcome::Printed { in_pinyin: false };
    assert_eq!(moves, [PrintOutcome::Sending, PrintOutcome::HandedOver, printed].map(|step| moved(1, step)));
}

#[test]
fn a_badge_that_was_handed_over_and_the_printer_cannot_tell_of_is_looked_for_by_the_guard() {
    let bench = queued(1);
    bench.journal.seed([moved(1, PrintOutcome::Sending), moved(1, PrintOutcome::HandedOver)]);
    bench.printer.forget();
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::Unclear);
    assert_eq!(bench.printer.tries(), 0);
}

#[test]
fn a_badge_that_was_not_handed_over_is_printed_even_if_the_printer_cannot_tell() {
    let bench = queued(1);
    bench.journal.seed([moved(1, PrintOutcome::Sending)]);
    bench.printer.forget();
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(bench.printer.tries(), 1);
}

#[test]
fn nothing_comes_out_for_a_badge_that_was_taken_back_before_it_was_handed_over() {
    let bench = queued(2);
    bench.printer.lack(Some(PrinterTrouble::Jam));
    let running = bench.start();
    wait_for(&running, lacks(PrinterTrouble::Jam, true));
    running.guard(Command::TakeBadgeBack { badge: badge(1) }).unwrap();
    bench.printer.lack(None);
    running.wait_until(|house| is_printed(house, 2));
    assert_eq!(bench.printer.printed(), [format!("000000000002-{}", badge(2).0)]);
}

#[test]
fn a_jam_is_tried_again_and_an_unclear_end_never() {
    let bench = queued(2);
    bench.printer.next(&[Verb::Jam, Verb::LoseSight]);
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::Unclear);
    running.wait_until(|house| is_printed(house, 2));
    assert_eq!(bench.printer.tries(), 3);
}

#[test]
fn a_printer_that_lacks_something_is_shown_told_once_and_waited_for() {
    let bench = queued(3);
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    let running = bench.start();
    wait_for(&running, lacks(PrinterTrouble::PaperOut, true));
    running.wait_until(|house| print_state(house, 1) == PrintState::Queued && printer_alarms(house) == 1);
    bench.printer.lack(Some(PrinterTrouble::CoverOpen));
    wait_for(&running, lacks(PrinterTrouble::CoverOpen, true));
    assert_eq!(bench.printer.tries(), 1, "the others wait without being tried");
    bench.printer.lack(None);
    running.wait_until(|house| (1..=3).all(|n| is_printed(house, n)));
    wait_for(&running, |health| health == PrinterHealth::default());
    assert_eq!(bench.printer.printed().len(), 3, "each once, and nobody had to ask");
    assert_eq!(running.core.read(printer_alarms), 1);
}

#[test]
fn a_printer_that_says_so_for_ever_is_tried_all_the_same() {
    let bench = queued(1);
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    let running = bench.start();
    running.wait_until(|house| printer_alarms(house) == 1);
    bench.printer.cry_wolf();
    bench.clock.pass(Span::minutes(2));
    running.wait_until(|house| is_printed(house, 1));
}

#[test]
fn a_badge_that_waited_too_long_is_printed_only_if_the_guard_says_so() {
    let bench = queued(1);
    bench.printer.lack(Some(PrinterTrouble::PaperOut));
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::Queued && printer_alarms(house) == 1);
    bench.clock.pass(Span::minutes(11));
    running.wait_until(|house| print_state(house, 1) == PrintState::NotPrinted);
    bench.printer.lack(None);
    assert!(bench.printer.printed().is_empty());
    running.guard(Command::Reprint { visit: visit(1), person: PersonNo(0), spoilt: false }).unwrap();
    running.wait_until(|house| is_printed(house, 1));
}

#[test]
fn the_spare_printer_prints_what_the_first_surely_has_not() {
    let mut bench = queued(2);
    let spare = FakePrinter::default();
    bench.spare = Some(spare.clone());
    bench.printer.lack(Some(PrinterTrouble::Offline));
    let running = bench.start();
    running.wait_until(|house| (1..=2).all(|n| is_printed(house, n)));
    assert_eq!(spare.printed().len(), 2);
    wait_for(&running, lacks(PrinterTrouble::Offline, false));
    assert!(running.core.vitals().printer.health().is_on_spare());
    assert_eq!(running.core.read(printer_alarms), 0, "nobody waits");
    spare.lack(Some(PrinterTrouble::Jam));
    wait_for(&running, lacks(PrinterTrouble::Offline, true));
    assert!(!running.core.vitals().printer.health().is_on_spare(), "nothing prints");
    spare.lack(None);
    bench.printer.lack(None);
    wait_for(&running, |health| health == PrinterHealth::default());
    running.guard(Command::Reprint { visit: visit(1), person: PersonNo(0), spoilt: false }).unwrap();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!((bench.printer.printed().len(), spare.printed().len()), (1, 2));
}

#[test]
fn each_printer_gets_the_badge_in_its_own_form() {
    let mut bench = queued(1);
    let spare = FakePrinter::default();
    spare.take_dots();
    bench.spare = Some(spare.clone());
    bench.printer.lack(Some(PrinterTrouble::Offline));
    let running = bench.start();
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!((bench.printer.tries(), spare.printed().len()), (1, 1));
}

#[test]
fn what_may_be_on_paper_goes_to_no_second_printer() {
    let mut bench = queued(1);
    let spare = FakePrinter::default();
    bench.spare = Some(spare.clone());
    bench.printer.next(&[Verb::LoseSight]);
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::Unclear);
    assert_eq!(spare.tries(), 0);
}

#[test]
fn an_outcome_the_record_refuses_is_reported_until_it_is_taken() {
    let bench = queued(1);
    bench.printer.hold();
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::HandedOver);
    bench.journal.die();
    bench.printer.let_go();
    let end = std::time::Instant::now() + SOON;
    while bench.printer.printed().is_empty() || !running.core.is_guarded() {
        assert!(std::time::Instant::now() < end);
        std::thread::yield_now();
    }
    bench.journal.mend();
    bench.clock.pass(Span::minutes(1));
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(bench.printer.tries(), 1);
}

#[test]
fn nothing_is_handed_over_that_the_record_does_not_take() {
    let bench = queued(1);
    bench.printer.next(&[Verb::Jam]);
    let running = bench.start();
    running.wait_until(|house| print_state(house, 1) == PrintState::HandedOver);
    bench.journal.die();
    running.guard(Command::EmergencyClose).ok();
    let end = std::time::Instant::now() + SOON;
    while !running.core.is_guarded() {
        assert!(std::time::Instant::now() < end);
        std::thread::yield_now();
    }
    // The next try is due within seconds; the writer turns twice in each.
    running.wait_for_turns(8);
    assert!(bench.printer.printed().is_empty());
    bench.journal.mend();
    bench.clock.pass(Span::minutes(1));
    running.wait_until(|house| is_printed(house, 1));
    assert_eq!(bench.printer.printed().len(), 1);
}
