//! What a visitor sees when something is out of order.

use gatehouse::client::{CoreLink, FromCore};
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{KioskFace, LanguageWord, TroubleWord, Wish};

use crate::kiosk_stage::{Stage, arrived};

#[test]
fn a_core_that_does_not_answer_sends_to_the_guard_and_keeps_what_was_typed() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("李娜");
    stage.say(FromCore::Link(CoreLink::Lost));
    assert_eq!(stage.screen(), KioskScreen::CoreGone);
    assert!(!stage.reads("李娜"));
    stage.say(FromCore::Link(CoreLink::Live));
    assert_eq!(stage.screen(), KioskScreen::Name);
    assert!(stage.reads("李娜"));
}

#[test]
fn a_line_that_has_ended_counts_as_a_lost_core() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.hang_up();
    assert_eq!(stage.screen(), KioskScreen::CoreGone);
    stage.touch("Call the guard");
    assert!(stage.shows("The call did not get through. Please go to the guard's window."));
}

#[test]
fn in_a_lockdown_everybody_may_still_leave() {
    for trouble in [TroubleWord::Lockdown, TroubleWord::StoreRefused] {
        std::thread::spawn(move || {
            let mut stage = Stage::live(LanguageWord::Zh);
            stage.say(FromCore::Trouble(Some(trouble)));
            assert!(!stage.shows("Check in"));
            stage.touch("Leaving{}");
            assert_eq!(stage.screen(), KioskScreen::Leaving);
            stage.type_text("GH1MFRGGZDFMZTWQ2LK\n");
            assert!(matches!(stage.wish().1, Wish::HandBack { .. }));
        })
        .join()
        .expect("leaving");
    }
}

#[test]
fn a_dead_printer_is_told_and_stops_nobody_from_checking_in() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.say(FromCore::Trouble(Some(TroubleWord::Printer)));
    assert!(
        stage.shows("The badge printer is out of order. You can go on; the guard gives you a badge by hand.")
    );
    stage.touch("Check in");
    assert_eq!(stage.screen(), KioskScreen::Notice);
}

#[test]
fn trouble_of_the_own_visit_counts_and_goes_again() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    stage.grant(arrived());
    stage.view_in_trouble(KioskFace::ComeIn, false, Some(TroubleWord::GateStuck));
    assert_eq!(stage.screen(), KioskScreen::GateStuck);
    stage.view(KioskFace::ComeIn, false);
    assert_eq!(stage.screen(), KioskScreen::ComeIn);
    stage.view(KioskFace::Over, false);
    assert_eq!(stage.screen(), KioskScreen::Welcome);
}

#[test]
fn the_guard_can_be_called_from_every_trouble() {
    let mut stage = Stage::live(LanguageWord::En);
    for trouble in
        [TroubleWord::Lockdown, TroubleWord::StoreRefused, TroubleWord::CoreGone, TroubleWord::Fire]
    {
        stage.say(FromCore::Trouble(Some(trouble)));
        assert!(stage.shows("Call the guard"), "{trouble:?}");
    }
}

#[test]
fn a_fire_is_read_whatever_was_being_asked() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Start over");
    assert!(stage.shows("Start over?"));
    stage.say(FromCore::Trouble(Some(TroubleWord::Fire)));
    assert_eq!(stage.screen(), KioskScreen::Fire);
    assert!(!stage.shows("Start over?"));
}
