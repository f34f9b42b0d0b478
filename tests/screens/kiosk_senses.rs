//! What is heard at the touchscreen, and what a scanner that does not type does to it.

use gatehouse::screens::ui::{KioskApi, KioskScreen};
use gatehouse::settings::Sound;
use gatehouse::wire::{LanguageWord, Wish};
use slint::ComponentHandle;
use slint::platform::Key;

use crate::ears::{Ears, Heard};
use crate::kiosk_stage::{Stage, arrived};
use crate::stage::{in_both_languages, labels, seconds};

const INVITATION: &str = "GHI1QWERTYUIOPASDFGHJKLZXCVB";
const BADGE: &str = "GH1MFRGGZDFMZTWQ2LK";
const READ_ALOUD: &str = "Read aloud: Tab goes on, Enter chooses";

fn heard_by(ears: &Ears, language: LanguageWord) -> Stage {
    let stage = Stage::live(language);
    stage.is_heard_by(ears.senses());
    stage
}

/// At the page that asks for the name, which has two fields.
fn at_the_name(ears: &Ears) -> Stage {
    let stage = heard_by(ears, LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("Li");
    stage
}

#[test]
fn the_warning_before_the_wipe_is_seen_and_heard_once() {
    in_both_languages(|language| {
        let ears = Ears::default();
        let stage = heard_by(&ears, language);
        stage.touch("Check in");
        seconds(39);
        assert_eq!((stage.shows("I am still here"), ears.heard()), (false, vec![]));
        seconds(1);
        assert_eq!(
            (stage.shows("I am still here"), ears.heard()),
            (true, vec![Heard::Rings(Sound::Warning)])
        );
        seconds(10);
        assert_eq!(ears.heard(), [], "once");
        stage.touch("I am still here");
        seconds(40);
        assert_eq!(ears.heard(), [Heard::Rings(Sound::Warning)], "and again when they are away again");
    });
}

#[test]
fn a_screen_at_welcome_and_a_last_screen_go_back_in_silence() {
    let ears = Ears::default();
    let mut stage = heard_by(&ears, LanguageWord::Zh);
    seconds(200);
    stage.type_text(&format!("{INVITATION}\n"));
    stage.grant(arrived());
    assert_eq!(ears.heard(), [Heard::Rings(Sound::ScanGood)]);
    seconds(15);
    assert_eq!((stage.screen(), ears.heard()), (KioskScreen::Welcome, vec![]));
}

#[test]
fn a_code_through_the_door_never_types_into_a_field() {
    for code in [INVITATION, BADGE, "Suzhou Tools", "http://example.org/"] {
        let play = move || {
            let ears = Ears::default();
            let mut stage = at_the_name(&ears);
            labels(stage.window());
            stage.scans(Some(code));
            let api = stage.window().global::<KioskApi>();
            assert_eq!((api.get_name().as_str(), api.get_unit().as_str()), ("Li", ""));
            assert!(!stage.reads(code));
        };
        std::thread::spawn(play).join().expect("nothing is typed");
    }
}

#[test]
fn an_invitation_through_the_door_is_an_arrival_and_the_answer_is_heard() {
    let ears = Ears::default();
    let mut stage = at_the_name(&ears);
    stage.scans(Some(INVITATION));
    assert_eq!(ears.heard(), [], "not before the core has answered");
    assert!(matches!(stage.grant(arrived()), Wish::ArriveByCode { code, .. } if code == INVITATION));
    assert_eq!(
        (stage.screen(), ears.heard()),
        (KioskScreen::PleaseWait, vec![Heard::Rings(Sound::ScanGood)])
    );
}

#[test]
fn a_code_the_core_refuses_and_one_that_fits_nothing_are_told_by_the_same_sound() {
    let ears = Ears::default();
    let mut stage = heard_by(&ears, LanguageWord::En);
    stage.scans(Some(INVITATION));
    stage.refuse(None, "No booking fits this code", "没有与此码相符的预约");
    assert_eq!(ears.heard(), [Heard::Rings(Sound::ScanBad)]);
    stage.touch("Check in");
    stage.touch("Continue");
    for code in [Some("6901234567892"), None] {
        stage.scans(code);
        assert_eq!(ears.heard(), [Heard::Rings(Sound::ScanBad)], "{code:?}");
        assert!(stage.shows("This code does not fit here. Please try again, or call the guard."));
    }
    assert_eq!(stage.asked(), [], "nothing of it is sent");
}

#[test]
fn a_code_scanned_while_another_wish_is_under_way_is_told_to_be_scanned_again() {
    const AGAIN: &str = "One moment, please scan again";
    in_both_languages(|language| {
        let ears = Ears::default();
        let mut stage = heard_by(&ears, language);
        stage.scans(Some(INVITATION));
        stage.scans(Some(INVITATION));
        assert_eq!(ears.heard(), [], "the same code, read twice");
        assert!(!stage.shows(AGAIN));
        stage.scans(Some("GHI1BNMQWERTYUIOPASDFGHJKLZX"));
        assert_eq!(ears.heard(), [Heard::Rings(Sound::ScanBad)]);
        assert!(stage.shows(AGAIN));
        stage.grant(arrived());
        assert_eq!(ears.heard(), [Heard::Rings(Sound::ScanGood)], "the first one is answered");
        assert!(!stage.shows(AGAIN));
    });
}

#[test]
fn a_badge_scanned_while_the_one_before_is_handed_back_is_told_to_be_scanned_again() {
    let ears = Ears::default();
    let stage = &mut heard_by(&ears, LanguageWord::En);
    stage.scans(Some(BADGE));
    stage.scans(Some(BADGE));
    stage.scans(Some("GH1ANOTHERBADGEOFTHEHOUSE"));
    assert_eq!(ears.heard(), [Heard::Rings(Sound::ScanBad)]);
    assert!(stage.shows("One moment, please scan again"));
    stage.refuse(None, "", "");
    assert_eq!(stage.screen(), KioskScreen::SeeTheGuard);
}

#[test]
fn a_scan_is_somebody_being_here() {
    let ears = Ears::default();
    let mut stage = at_the_name(&ears);
    seconds(45);
    assert!(stage.shows("I am still here"));
    stage.scans(None);
    assert!(!stage.shows("I am still here"));
    seconds(39);
    assert_eq!(stage.screen(), KioskScreen::Name);
}

#[test]
fn reading_aloud_says_the_page_and_then_the_label_that_has_the_focus() {
    in_both_languages(|language| {
        let ears = Ears::default();
        let stage = heard_by(&ears, language);
        stage.press(Key::Tab);
        assert_eq!(ears.heard(), [], "nobody has asked for it");
        stage.touch("Easier to read");
        stage.touch(READ_ALOUD);
        stage.touch("Done");
        ears.heard();
        stage.touch("Check in");
        labels(stage.window());
        let says = |text: &str| Heard::Says(text.to_owned(), language);
        let page = ears.heard();
        let title = stage.word("How your data is handled");
        assert!(
            matches!(&page[..], [.., Heard::Says(text, spoken)] if text.starts_with(&title) && *spoken == language),
            "{page:?}"
        );
        // Everything that Tab reaches on this page is said by its label.
        let reachable: Vec<String> = ["Start over", "Easier to read", "Call the guard", "Back", "Continue"]
            .map(|label| stage.word(label))
            .into();
        let mut said = Vec::new();
        for _ in 0..12 {
            stage.press(Key::Tab);
            said.extend(ears.heard());
        }
        for label in reachable {
            assert!(said.contains(&says(&label)), "{label} is not said: {said:?}");
        }
        stage.touch("Easier to read");
        stage.touch(READ_ALOUD);
        ears.heard();
        stage.press(Key::Tab);
        assert_eq!(ears.heard(), [], "it is off again");
    });
}

#[test]
fn what_is_read_ends_when_the_visitor_goes_and_when_it_is_switched_off() {
    let ways: [fn(&mut Stage); 4] = [
        |stage| {
            stage.touch("Start over");
            stage.touch("Yes, wipe it");
        },
        |stage| {
            stage.touch("Easier to read");
            stage.touch(READ_ALOUD);
        },
        |_| seconds(60),
        |stage| {
            stage.scans(Some(INVITATION));
            stage.grant(arrived());
            stage.touch("Done");
        },
    ];
    for (way, leave) in ways.into_iter().enumerate() {
        let play = move || {
            let ears = Ears::default();
            let mut stage = heard_by(&ears, LanguageWord::En);
            stage.touch("Easier to read");
            stage.touch(READ_ALOUD);
            stage.touch("Done");
            stage.touch("Check in");
            stage.touch("Continue");
            assert!(!ears.heard().contains(&Heard::Hush), "nobody has asked for silence");
            leave(&mut stage);
            labels(stage.window());
            let after = ears.heard();
            let hushed = after.iter().filter(|heard| **heard == Heard::Hush).count();
            assert_eq!(hushed, 1, "way {way}: {after:?}");
            let said = |heard: &Heard| matches!(heard, Heard::Says(..));
            let last = after.iter().skip_while(|heard| **heard != Heard::Hush);
            assert!(!last.into_iter().any(said), "way {way}: {after:?}");
        };
        std::thread::spawn(play).join().expect("silence");
    }
}

#[test]
fn a_screen_without_a_voice_does_not_offer_one() {
    let ears = Ears::default();
    let stage = Stage::live(LanguageWord::En);
    stage.is_heard_by(ears.senses_without_voice());
    stage.touch("Easier to read");
    assert!(!stage.shows(READ_ALOUD) && stage.shows("Done"));
}
