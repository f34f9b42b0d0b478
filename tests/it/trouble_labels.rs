//! The labels on a roll, counted by a core that runs: what the panel tells is what is left, whatever ends the core.

use std::fs;

use gatehouse::wire::{GuardView, StepWord, Wish};

use crate::simulated_printer::{NO_PAPER, SLOW};
use crate::trouble_printer::{Gate, Guard};

/// A gate whose printer has so many labels on a full roll.
fn counting(labels: u32) -> Gate {
    let gate = Gate::new();
    gate.place.configure("#labels_on_roll = 100", &format!("labels_on_roll = {labels}"));
    gate
}

fn left(view: &GuardView) -> (Option<u32>, bool) {
    (view.printer.labels_left, view.printer.labels_low)
}

fn shown(guard: &Guard) -> (Option<u32>, bool) {
    left(&guard.serving.panel(&guard.session))
}

#[test]
fn every_label_that_comes_out_is_counted_once_over_a_stop_and_a_kill() {
    let gate = counting(21);
    let guard = gate.open();
    let view = guard.serving.panel(&guard.session);
    assert_eq!(left(&view), (None, false), "nobody has said what is in it");
    assert!(view.printer.labels_counted, "and the panel is to ask for it");
    guard.serving.granted(&guard.session, &Wish::NewRoll);
    assert_eq!(shown(&guard), (Some(21), false));
    let visit = guard.issue(&gate.office, "张伟");
    assert_eq!(left(&guard.when_next(&visit, StepWord::Open)), (Some(20), false));
    guard.serving.granted(&guard.session, &Wish::Reprint { visit, person: 0, spoilt: true });
    guard.serving.panel_when(&guard.session, |view| left(view) == (Some(19), true));
    guard.serving.stop();

    let guard = gate.open();
    assert_eq!(shown(&guard), (Some(19), true));
    gate.printer.borrow().has(SLOW);
    gate.printer.borrow().has_no("begun");
    let visit = guard.issue(&gate.office, "李雷");
    gate.printer.borrow().wait_for_a_job();
    guard.serving.kill();
    gate.printer.borrow().has_no(SLOW);
    let guard = gate.open();
    assert_eq!(left(&guard.when_next(&visit, StepWord::Open)), (Some(18), true));
    guard.serving.kill();
    let guard = gate.open();
    assert_eq!(shown(&guard), (Some(18), true));
    assert_eq!(gate.printer.borrow().tray().len(), 3);
    guard.serving.stop();

    gate.place.configure("labels_on_roll = 21", "labels_on_roll = 5");
    let guard = gate.open();
    assert_eq!(shown(&guard), (Some(5), true), "no more than are on a roll");
    guard.serving.stop();
}

#[test]
fn paper_that_comes_after_it_was_out_is_a_new_roll() {
    let gate = counting(50);
    let guard = gate.open();
    guard.serving.granted(&guard.session, &Wish::NewRoll);
    let visit = guard.issue(&gate.office, "张伟");
    assert_eq!(left(&guard.when_next(&visit, StepWord::Open)), (Some(49), false));
    gate.printer.borrow().has(NO_PAPER);
    let visit = guard.issue(&gate.office, "李雷");
    let view = guard.serving.panel_when(&guard.session, |view| view.printer.trouble.is_some());
    assert_eq!(left(&view), (Some(49), false), "a tray nobody uses may be empty");
    gate.printer.borrow().has_no(NO_PAPER);
    assert_eq!(left(&guard.when_next(&visit, StepWord::Open)), (Some(49), false), "one of fifty is out");
    guard.serving.stop();
}

#[test]
fn a_count_that_is_lost_or_cannot_be_read_is_unknown_until_the_next_new_roll() {
    let gate = counting(50);
    let note = gate.place.dir().join("store.rolls.toml");
    let guard = gate.open();
    guard.serving.granted(&guard.session, &Wish::NewRoll);
    guard.serving.stop();
    for damage in [None, Some("roll = \"many\""), Some("\u{0}")] {
        match damage {
            None => fs::remove_file(&note).unwrap(),
            Some(text) => fs::write(&note, text).unwrap(),
        }
        let guard = gate.open();
        let visit = guard.issue(&gate.office, "张伟");
        assert_eq!(left(&guard.when_next(&visit, StepWord::Open)), (None, false), "{damage:?}");
        guard.serving.granted(&guard.session, &Wish::NewRoll);
        assert_eq!(shown(&guard), (Some(50), false));
        guard.serving.kill();
        let guard = gate.open();
        assert_eq!(shown(&guard), (Some(50), false), "what was answered is kept");
        guard.serving.stop();
    }
}

#[test]
fn a_new_roll_is_refused_where_nobody_counts() {
    let gate = Gate::new();
    let guard = gate.open();
    let said = guard.serving.wish(&guard.session, &Wish::NewRoll);
    assert_eq!((said.status, said.code()), (409, "roll-not-counted"));
    assert!(!guard.serving.panel(&guard.session).printer.labels_counted);
    let visit = guard.issue(&gate.office, "张伟");
    assert_eq!(left(&guard.when_next(&visit, StepWord::Open)), (None, false));
    assert!(!gate.place.dir().join("store.rolls.toml").exists());
    guard.serving.stop();
}
