//! A core that runs, and a printer of labels that is a process of its own: what a visitor holds in the end is one badge
//! that opens, or the guard is asked.

use std::cell::RefCell;

use gatehouse::domain::Event;
use gatehouse::wire::{AlarmKind, GuardView, PrinterTroubleWord, StepWord, Wish};

use crate::badge::{decoded, text_of};
use crate::simulated_printer::{NO_PAPER, SLOW, SimulatedPrinter, wait_until};
use crate::trouble_site::{Place, Serving, by_hand, scan, to_badge};

/// A gate whose badges come out of a printer.
pub struct Gate {
    pub place: Place,
    pub office: String,
    pub printer: RefCell<SimulatedPrinter>,
}

/// A guard at the panel of a core that runs.
pub struct Guard {
    pub serving: Serving,
    pub session: String,
}

/// The next printer of the configuration, whose kind is written so, is this one.
fn prints_at(place: &Place, kind: &str, printer: &SimulatedPrinter) {
    place.configure(kind, "kind = \"ipp\"");
    place.configure("uri = \"\"", &format!("uri = \"{}\"", printer.uri()));
}

impl Gate {
    pub fn new() -> Gate {
        let (place, printer) = (Place::new(), SimulatedPrinter::new());
        prints_at(&place, "kind = \"folder\"", &printer);
        place.configure("deadline_s = 15", "deadline_s = 5");
        let office = place.token("administration");
        Gate { place, office, printer: RefCell::new(printer) }
    }

    pub fn open(&self) -> Guard {
        let serving = self.place.serve();
        let session = serving.sign_in(&self.place.token("guard"));
        Guard { serving, session }
    }

    /// The one badge in the tray.
    pub fn badge(&self) -> Vec<u8> {
        wait_until("a badge", || !self.printer.borrow().tray().is_empty());
        let mut tray = self.printer.borrow().tray();
        assert_eq!(tray.len(), 1, "one badge for one visitor");
        tray.remove(0).1
    }
}

impl Guard {
    /// A visitor whose badge is to be printed; gives the visit.
    pub fn issue(&self, office: &str, name: &str) -> String {
        let host = self.serving.add_host(office);
        let visit = self.serving.granted(&self.session, &by_hand(name, host))["visit"].clone();
        let visit = visit.as_str().unwrap().to_owned();
        for wish in to_badge(&visit) {
            self.serving.granted(&self.session, &wish);
        }
        visit
    }

    /// Waits until this is the next step of the visit.
    pub fn when_next(&self, visit: &str, step: StepWord) -> GuardView {
        let is = |view: &GuardView| view.on_site.iter().any(|card| card.visit == visit && card.next == step);
        self.serving.panel_when(&self.session, is)
    }
}

#[test]
fn the_badge_in_the_tray_has_the_visitors_name_and_its_code_opens_the_gate_once() {
    let gate = Gate::new();
    let guard = gate.open();
    let visit = guard.issue(&gate.office, "欧阳娜娜");
    guard.when_next(&visit, StepWord::Open);
    let badge = gate.badge();
    assert!(text_of(&badge).contains("欧阳娜娜"));
    let code = decoded(&badge);
    let reader = gate.place.token("kiosk");
    guard.serving.granted(&reader, &scan("entry", &code));
    guard.serving.until(|| gate.place.pulses() == 1);
    guard.serving.granted(&reader, &scan("entry", &code));
    let refused = |event: &Event| matches!(event, Event::ScanRefused { .. });
    guard.serving.until(|| gate.place.events().iter().any(refused));
    assert_eq!(gate.place.pulses(), 1);
    guard.serving.stop();
}

#[test]
fn no_paper_is_told_at_the_panel_and_ends_by_itself_in_one_badge() {
    let gate = Gate::new();
    gate.printer.borrow().has(NO_PAPER);
    let guard = gate.open();
    let visit = guard.issue(&gate.office, "张伟");
    let view = guard.serving.panel_when(&guard.session, |view| view.printer.trouble.is_some());
    assert_eq!((view.printer.well, view.printer.trouble), (false, Some(PrinterTroubleWord::PaperOut)));
    gate.printer.borrow().has_no(NO_PAPER);
    guard.when_next(&visit, StepWord::Open);
    guard.serving.panel_when(&guard.session, |view| view.printer.well);
    gate.badge();
    guard.serving.stop();
}

#[test]
fn a_core_that_is_killed_with_the_badge_in_the_printer_finds_it_printed_and_prints_no_second() {
    let gate = Gate::new();
    gate.printer.borrow().has(SLOW);
    let guard = gate.open();
    let visit = guard.issue(&gate.office, "张伟");
    gate.printer.borrow().wait_for_a_job();
    guard.serving.kill();
    gate.printer.borrow().has_no(SLOW);
    let guard = gate.open();
    guard.when_next(&visit, StepWord::Open);
    gate.badge();
    guard.serving.stop();
}

#[test]
fn a_printer_that_loses_its_power_with_the_badge_is_a_question_and_the_answer_one_badge() {
    let gate = Gate::new();
    gate.printer.borrow().has(SLOW);
    let guard = gate.open();
    let visit = guard.issue(&gate.office, "张伟");
    gate.printer.borrow().wait_for_a_job();
    gate.printer.borrow_mut().power_off();
    let view = guard.when_next(&visit, StepWord::IsItInTheTray);
    assert_eq!(view.printer.trouble, Some(PrinterTroubleWord::Offline));
    gate.printer.borrow().has_no(SLOW);
    gate.printer.borrow_mut().power_on();
    guard
        .serving
        .granted(&guard.session, &Wish::TrayChecked { visit: visit.clone(), person: 0, there: false });
    guard.when_next(&visit, StepWord::Open);
    gate.badge();
    guard.serving.stop();
}

#[test]
fn a_printer_that_is_off_is_told_before_anybody_needs_it_and_the_visitor_gets_a_card() {
    let gate = Gate::new();
    gate.printer.borrow_mut().power_off();
    let guard = gate.open();
    let view = guard.serving.panel_when(&guard.session, |view| view.printer.trouble.is_some());
    assert_eq!(view.printer.trouble, Some(PrinterTroubleWord::Offline));
    let visit = guard.issue(&gate.office, "张伟");
    guard.when_next(&visit, StepWord::WaitForPrinter);
    let told = |view: &GuardView| view.alarms.iter().any(|alarm| alarm.kind == AlarmKind::PrinterFault);
    guard.serving.panel_when(&guard.session, told);
    guard.serving.granted(&guard.session, &Wish::IssueCards { visit: visit.clone(), cards: vec![1_001] });
    guard.when_next(&visit, StepWord::Open);
    gate.printer.borrow_mut().power_on();
    guard.serving.panel_when(&guard.session, |view| view.printer.well);
    assert!(gate.printer.borrow().tray().is_empty(), "who has a card needs no badge");
    guard.serving.stop();
}

#[test]
fn the_panel_says_that_the_spare_printer_prints_while_the_first_is_off() {
    let (gate, spare) = (Gate::new(), SimulatedPrinter::new());
    prints_at(&gate.place, "kind = \"none\"", &spare);
    gate.printer.borrow_mut().power_off();
    let guard = gate.open();
    let view = guard.serving.panel_when(&guard.session, |view| view.printer.on_spare);
    assert_eq!(view.printer.trouble, Some(PrinterTroubleWord::Offline));
    let visit = guard.issue(&gate.office, "张伟");
    let view = guard.when_next(&visit, StepWord::Open);
    assert!(view.printer.on_spare && spare.tray().len() == 1);
    gate.printer.borrow_mut().power_on();
    let view = guard.serving.panel_when(&guard.session, |view| view.printer.well);
    assert!(!view.printer.on_spare && gate.printer.borrow().tray().is_empty());
    guard.serving.stop();
}
