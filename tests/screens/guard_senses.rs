//! What is heard at the panel, with a guard at it and without.

use gatehouse::client::FromCore;
use gatehouse::settings::Sound;
use gatehouse::wire::{AlarmKind, AlarmLine, Card, GuardView, HeardLine, LanguageWord, MarkWord};

use crate::ears::{Ears, Heard};
use crate::guard_desk::{self, Desk};

const ARRIVAL: Heard = Heard::Rings(Sound::Arrival);
const ALARM: Heard = Heard::Rings(Sound::Alarm);

/// A panel with a guard, and nobody in the house.
fn manned(ears: &Ears) -> Desk {
    let desk = guard_desk::with(LanguageWord::Zh, quiet());
    desk.panel.sense(ears.senses());
    desk
}

/// A panel nobody has signed in at.
fn unmanned(ears: &Ears) -> Desk {
    let desk = guard_desk::signed_out(LanguageWord::Zh, 1280, 800);
    desk.panel.sense(ears.senses());
    desk
}

fn quiet() -> GuardView {
    let mut view = guard_desk::busy_view();
    (view.queue, view.on_site, view.alarms) = (vec![], vec![], vec![]);
    view
}

fn alarm(id: u32, kind: AlarmKind) -> AlarmLine {
    AlarmLine { id, kind, at: guard_desk::NOW, visit: None, code: None, text: String::new() }
}

fn with_alarms(alarms: Vec<AlarmLine>) -> GuardView {
    GuardView { alarms, ..quiet() }
}

fn hear_of(desk: &Desk, arrivals: u64, alarm: u32) {
    desk.hear(FromCore::Heard(HeardLine { arrivals, alarm }));
}

#[test]
fn every_arrival_rings_alike_a_held_one_too() {
    let ears = Ears::default();
    let desk = manned(&ears);
    let mut view = quiet();
    let cards = guard_desk::busy_view().queue;
    for card in cards.into_iter().take(3) {
        for marks in [vec![], vec![MarkWord::Held]] {
            let visit = format!("{}-{}", card.visit, marks.len());
            view.queue.push(Card { visit, marks, ..card.clone() });
            desk.hear(FromCore::Panel(Box::new(view.clone())));
            assert_eq!(ears.heard(), [ARRIVAL]);
        }
    }
    desk.hear(FromCore::Panel(Box::new(view)));
    assert_eq!(ears.heard(), [], "the same view again is nobody's arrival");
}

#[test]
fn an_alarm_rings_until_the_last_one_has_been_seen() {
    let ears = Ears::default();
    let desk = manned(&ears);
    let shows = |alarms| desk.hear(FromCore::Panel(Box::new(with_alarms(alarms))));
    shows(vec![alarm(1, AlarmKind::ForcedOpen)]);
    assert_eq!(ears.heard(), [ALARM]);
    shows(vec![alarm(2, AlarmKind::GuardCalled), alarm(1, AlarmKind::ForcedOpen)]);
    assert_eq!(ears.heard(), [ALARM]);
    shows(vec![alarm(2, AlarmKind::GuardCalled)]);
    assert_eq!(ears.heard(), []);
    shows(vec![]);
    assert_eq!(ears.heard(), [Heard::Quiet]);
}

#[test]
fn the_alert_for_a_troublemaker_makes_no_sound_and_keeps_none_going() {
    let ears = Ears::default();
    let desk = manned(&ears);
    let shows = |alarms| desk.hear(FromCore::Panel(Box::new(with_alarms(alarms))));
    shows(vec![alarm(1, AlarmKind::WatchMatch)]);
    assert_eq!(ears.heard(), [], "the person it is about stands at the window");
    shows(vec![alarm(2, AlarmKind::ForcedOpen), alarm(1, AlarmKind::WatchMatch)]);
    assert_eq!(ears.heard(), [ALARM]);
    shows(vec![alarm(1, AlarmKind::WatchMatch)]);
    assert_eq!(ears.heard(), [Heard::Quiet]);
}

#[test]
fn a_panel_nobody_has_signed_in_at_rings_for_arrivals_and_alarms() {
    let ears = Ears::default();
    let desk = unmanned(&ears);
    hear_of(&desk, 4, 0);
    assert_eq!(ears.heard(), [], "who has come before is no news");
    hear_of(&desk, 5, 0);
    assert_eq!(ears.heard(), [ARRIVAL]);
    hear_of(&desk, 5, 7);
    assert_eq!(ears.heard(), [ALARM]);
    hear_of(&desk, 5, 7);
    assert_eq!(ears.heard(), []);
    hear_of(&desk, 5, 8);
    assert_eq!(ears.heard(), [ALARM]);
    hear_of(&desk, 5, 3);
    assert_eq!(ears.heard(), [], "an older one still stands");
    hear_of(&desk, 4, 0);
    assert_eq!(ears.heard(), [Heard::Quiet], "somebody leaving is no arrival");
    hear_of(&desk, 5, 0);
    assert_eq!(ears.heard(), [], "nor is the same place in the queue");
}

#[test]
fn an_alarm_goes_on_over_signing_in_and_out_until_it_has_been_seen() {
    let ears = Ears::default();
    let desk = unmanned(&ears);
    hear_of(&desk, 4, 7);
    assert_eq!(ears.heard(), [ALARM], "one that stands already is not passed over");
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    desk.hear(FromCore::Panel(Box::new(with_alarms(vec![alarm(7, AlarmKind::GuardCalled)]))));
    assert_eq!(ears.heard(), [], "it rings already");
    desk.hear(FromCore::SignedOut);
    hear_of(&desk, 4, 7);
    assert_eq!(ears.heard(), [], "it rings still");
    desk.hear(FromCore::Signed(Ok(guard_desk::session())));
    desk.hear(FromCore::Panel(Box::new(quiet())));
    assert_eq!(ears.heard(), [Heard::Quiet]);
}
