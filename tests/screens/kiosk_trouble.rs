//! What a visitor sees when something is out of order.

use gatehouse::client::{CoreLink, FromCore};
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{KioskFace, LanguageWord, TroubleWord, Wish};

use crate::kiosk_stage::{Stage, arrived, site};
use crate::stage::in_both_languages;

/// A trouble that takes the screen: of the site, or of a visit with this face.
struct Told {
    trouble: TroubleWord,
    face: Option<KioskFace>,
    screen: KioskScreen,
    happened: &'static str,
    visitor_does: &'static str,
    guard_does: &'static str,
}

const TOLD: [Told; 8] = [
    Told {
        trouble: TroubleWord::CoreGone,
        face: None,
        screen: KioskScreen::CoreGone,
        happened: "This screen is out of use just now",
        visitor_does: "Please go to the guard's window.",
        guard_does: "The guard checks you in or lets you out by hand.",
    },
    Told {
        trouble: TroubleWord::StoreRefused,
        face: None,
        screen: KioskScreen::StoreRefused,
        happened: "Check-in is on paper just now",
        visitor_does: "Please go to the guard's window and fill in the paper form.",
        guard_does: "The guard calls your host and opens the gate by hand.",
    },
    Told {
        trouble: TroubleWord::Fire,
        face: None,
        screen: KioskScreen::Fire,
        happened: "Fire alarm: leave the site now",
        visitor_does: "The gate is open. Take the nearest way out, go to the assembly point and tell the guard your name.",
        guard_does: "The guard calls the roll at the assembly point.",
    },
    Told {
        trouble: TroubleWord::Lockdown,
        face: None,
        screen: KioskScreen::Lockdown,
        happened: "No entry at the moment",
        visitor_does: "Please follow the guard's directions. If you want to leave, you can do so at any time.",
        guard_does: "The guard tells you when you can come in again.",
    },
    Told {
        trouble: TroubleWord::PaperOut,
        face: Some(KioskFace::BadgePrinting),
        screen: KioskScreen::PaperOut,
        happened: "The badge printer is out of paper",
        visitor_does: "Please wait here.",
        guard_does: "The guard puts in new paper, or gives you a badge by hand.",
    },
    Told {
        trouble: TroubleWord::Printer,
        face: Some(KioskFace::BadgePrinting),
        screen: KioskScreen::Printer,
        happened: "The badge printer is out of order",
        visitor_does: "Please wait here.",
        guard_does: "The guard gives you a badge by hand.",
    },
    Told {
        trouble: TroubleWord::GateStuck,
        face: Some(KioskFace::ComeIn),
        screen: KioskScreen::GateStuck,
        happened: "The gate does not open just now",
        visitor_does: "Please wait in front of the gate and do not push it.",
        guard_does: "The guard is coming and lets you through.",
    },
    Told {
        trouble: TroubleWord::ClockWrong,
        face: Some(KioskFace::ComeIn),
        screen: KioskScreen::ClockWrong,
        happened: "One moment, please",
        visitor_does: "The clock must be checked first. Please see the guard.",
        guard_does: "The guard checks when you are expected and lets you in.",
    },
];

#[test]
fn every_trouble_says_what_happened_and_what_visitor_and_guard_do_and_goes_by_itself() {
    for told in &TOLD {
        in_both_languages(move |language| {
            let mut stage = Stage::live(language);
            if told.face.is_some() {
                stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
                stage.grant(arrived());
            }
            let mut tell = |trouble| {
                match told.face {
                    Some(face) => stage.view_in_trouble(face, false, trouble),
                    None => stage.say(FromCore::Trouble(trouble)),
                }
                let told_now =
                    [told.happened, told.visitor_does, told.guard_does].map(|line| stage.shows(line));
                (stage.screen(), told_now)
            };
            let (before, _) = tell(None);
            assert_ne!(before, told.screen);
            assert_eq!(tell(Some(told.trouble)), (told.screen, [true; 3]), "{:?}", told.trouble);
            assert_eq!(tell(None), (before, [false; 3]), "{:?} goes by itself", told.trouble);
        });
    }
}

#[test]
fn paper_that_is_out_is_told_in_a_line_to_whoever_it_does_not_stop() {
    in_both_languages(|language| {
        let mut stage = Stage::live(language);
        let line = "The badge printer is out of paper. You can go on; the guard puts in new paper.";
        stage.say(FromCore::Trouble(Some(TroubleWord::PaperOut)));
        assert!(stage.shows(line) && stage.screen() == KioskScreen::Welcome);
        stage.say(FromCore::Trouble(None));
        assert!(!stage.shows(line));
    });
}

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

#[test]
fn a_core_that_comes_back_leaves_the_language_that_was_chosen_meanwhile() {
    let mut stage = Stage::live(LanguageWord::Zh);
    stage.say(FromCore::Link(CoreLink::Lost));
    stage.speak(LanguageWord::En);
    stage.say(FromCore::Link(CoreLink::Live));
    stage.say(FromCore::Site(Box::new(site())));
    assert!(stage.shows("Check in"));
}
