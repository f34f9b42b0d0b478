//! A test badge that a guard asks for while the core runs: paper that opens nothing, and never before a visitor's.

use gatehouse::domain::Event;
use gatehouse::wire::{AlarmKind, GuardView, StepWord, TestPrintWord, Wish};

use crate::badge::{decoded, text_of};
use crate::simulated_printer::SLOW;
use crate::trouble_printer::{Gate, Guard};
use crate::trouble_site::{new_key, scan};

impl Guard {
    fn when_test(&self, word: TestPrintWord) -> GuardView {
        self.serving.panel_when(&self.session, |view| view.printer.test == Some(word))
    }
}

/// What a test badge is called, as long as it is no visitor's.
fn is_test(name: &str) -> bool {
    name.starts_with("check-")
}

#[test]
fn a_test_badge_comes_out_while_the_core_runs_and_its_code_opens_nothing() {
    let gate = Gate::new();
    let guard = gate.open();
    assert_eq!(guard.serving.panel(&guard.session).printer.test, None);
    guard.serving.granted(&guard.session, &Wish::TestPrint);
    guard.when_test(TestPrintWord::Printed);
    let badge = gate.badge();
    assert!(text_of(&badge).contains("测试 Test"));
    let printed = |event: &Event| matches!(event, Event::PrintMoved { .. } | Event::BadgesIssued { .. });
    assert!(!gate.place.events().iter().any(printed), "it is on no record");
    assert!(gate.place.log().contains("test-print-asked") && gate.place.log().contains("G001"));
    let code = decoded(&badge);
    let reader = gate.place.token("kiosk");
    let said = guard.serving.granted(&reader, &scan("entry", &code));
    assert_eq!(said["granted"], false);
    let refused = |event: &Event| matches!(event, Event::ScanRefused { code, .. } if code == "other-gate");
    assert!(gate.place.events().iter().any(refused));
    assert_eq!(gate.place.pulses(), 0);
    guard.serving.stop();
}

#[test]
fn a_test_of_a_printer_that_is_off_ends_as_not_printed_and_may_be_asked_for_again() {
    let gate = Gate::new();
    gate.printer.borrow_mut().power_off();
    let guard = gate.open();
    guard.serving.granted(&guard.session, &Wish::TestPrint);
    guard.when_test(TestPrintWord::NotPrinted);
    gate.printer.borrow_mut().power_on();
    guard.serving.granted(&guard.session, &Wish::TestPrint);
    guard.when_test(TestPrintWord::Printed);
    gate.badge();
    guard.serving.stop();
}

#[test]
fn a_visitors_badge_that_waits_is_printed_before_a_test() {
    let gate = Gate::new();
    gate.printer.borrow_mut().power_off();
    let guard = gate.open();
    let visit = guard.issue(&gate.office, "张伟");
    // It was tried, and waits.
    let told = |view: &GuardView| view.alarms.iter().any(|alarm| alarm.kind == AlarmKind::PrinterFault);
    guard.serving.panel_when(&guard.session, told);
    guard.serving.granted(&guard.session, &Wish::TestPrint);
    gate.printer.borrow_mut().power_on();
    guard.when_next(&visit, StepWord::Open);
    guard.when_test(TestPrintWord::Printed);
    let names: Vec<String> = gate.printer.borrow().tray().into_iter().map(|(name, _)| name).collect();
    assert!(matches!(&names[..], [badge, test] if !is_test(badge) && is_test(test)), "{names:?}");
    guard.serving.stop();
}

#[test]
fn a_second_test_is_refused_while_one_is_under_way_and_the_same_wish_is_not() {
    let gate = Gate::new();
    gate.printer.borrow().has(SLOW);
    let guard = gate.open();
    let key = new_key();
    let caller = guard.serving.caller(&guard.session);
    let ask = || guard.serving.run(caller.wish(&key, &Wish::TestPrint)).expect("an answer");
    assert_eq!(ask().status, 200);
    gate.printer.borrow().wait_for_a_job();
    let said = guard.serving.wish(&guard.session, &Wish::TestPrint);
    assert_eq!((said.status, said.code()), (409, "test-under-way"));
    assert!(said.body["title"].as_str().unwrap().contains("test badge"));
    assert!(said.body["title_zh"].as_str().unwrap().contains("测试证"));
    assert_eq!(ask().status, 200, "its answer was lost");
    gate.printer.borrow().has_no(SLOW);
    guard.when_test(TestPrintWord::Printed);
    assert_eq!(ask().status, 200, "and once more");
    gate.badge();
    guard.serving.granted(&guard.session, &Wish::TestPrint);
    guard.serving.until(|| gate.printer.borrow().tray().len() == 2);
    guard.serving.stop();
}
