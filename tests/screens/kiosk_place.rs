//! A touchscreen that is started anew comes back to the visit it showed, and to nothing that was only typed.

use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{Answer, KioskFace, LanguageWord};

use crate::kiosk_stage::{Shelf, Stage, arrived, site};
use crate::stage::seconds;

const INVITATION: &str = "GHI1QWERTYUIOPASDFGHJKLZXCVB\n";

/// A visitor whose visit was sent and who waits.
fn waiting(language: LanguageWord) -> (Stage, Shelf) {
    let shelf = Shelf::default();
    let mut stage = Stage::live(language);
    stage.keeps_its_place_on(&shelf);
    stage.type_text(INVITATION);
    stage.grant(arrived());
    stage.view(KioskFace::PleaseWait, false);
    (stage, shelf)
}

/// The touchscreen after a start, in a thread of its own as a process has it; the core is reached again.
fn started_anew(kept: &str, language: LanguageWord, test: impl FnOnce(&mut Stage, &Shelf) + Send + 'static) {
    let kept = kept.to_owned();
    let play = move || {
        let shelf = Shelf::default();
        shelf.put(Some(&kept));
        let mut stage = Stage::unreached();
        stage.keeps_its_place_on(&shelf);
        stage.speaks_again(language);
        assert_eq!(stage.screen(), KioskScreen::CoreGone);
        let asks = |asked: &ToCore| matches!(asked, ToCore::Follow { handle: Some(_) });
        assert!(stage.asked().iter().any(asks), "the core is asked how the visit stands");
        stage.say(FromCore::Link(CoreLink::Live));
        stage.say(FromCore::Site(Box::new(site())));
        test(&mut stage, &shelf);
    };
    std::thread::spawn(play).join().expect("the screen that is started anew");
}

#[test]
fn a_screen_started_anew_shows_the_visit_that_was_sent_in_the_visitors_language() {
    for language in [LanguageWord::Zh, LanguageWord::En] {
        let kept = std::thread::spawn(move || waiting(language).1.kept()).join().expect("a visit");
        started_anew(&kept.expect("a place"), language, |stage, _| {
            assert_eq!(stage.screen(), KioskScreen::PleaseWait);
            assert!(stage.shows("Please wait") && !stage.reads("0"), "no number before the core has told it");
            stage.view(KioskFace::PleaseWait, true);
            assert!(stage.reads("17") && stage.shows("Go on with the visitor slip"));
            stage.view(KioskFace::BadgePrinting, false);
            assert_eq!(stage.screen(), KioskScreen::BadgePrinting);
            stage.view(KioskFace::ComeIn, false);
            assert_eq!(stage.screen(), KioskScreen::ComeIn);
        });
    }
}

#[test]
fn what_is_kept_is_a_handle_and_a_language_and_nothing_that_was_typed() {
    let shelf = Shelf::default();
    let mut stage = Stage::live(LanguageWord::En);
    stage.keeps_its_place_on(&shelf);
    stage.touch("I have a booking");
    stage.touch("Continue");
    stage.touch("I have no code: name and phone");
    stage.type_text("李娜");
    stage.touch("Your phone");
    stage.type_text("13812345678");
    seconds(2);
    stage.touch("Next");
    assert_eq!(shelf.times(), 0, "nothing is kept of what is not sent");
    stage.grant(arrived());
    assert_eq!(shelf.kept().as_deref(), Some("en handle-of-the-first-visit-0"));
}

#[test]
fn a_visit_that_is_left_in_any_way_is_forgotten() {
    let ways: [fn(&mut Stage); 4] = [
        |stage| stage.touch("Done"),
        |_| seconds(15),
        |stage| stage.view(KioskFace::Over, false),
        |stage| {
            stage.touch("Cancel my visit");
            stage.touch("Yes, cancel");
            stage.grant(Answer::Done { seq: 9 });
        },
    ];
    for way in ways {
        let play = move || {
            let (mut stage, shelf) = waiting(LanguageWord::En);
            assert!(shelf.kept().is_some());
            stage.asked();
            way(&mut stage);
            assert_eq!(shelf.kept(), None);
        };
        std::thread::spawn(play).join().expect("forgotten");
    }
}

#[test]
fn a_visit_the_core_does_not_know_any_more_leads_to_welcome_and_is_forgotten() {
    started_anew("en ABC", LanguageWord::En, |stage, shelf| {
        stage.say(FromCore::Forgotten { handle: "ABC".to_owned() });
        assert_eq!((stage.screen(), shelf.kept()), (KioskScreen::Welcome, None));
    });
}

#[test]
fn a_visit_whose_number_is_known_is_forgotten_by_its_handle_and_by_no_other() {
    let (mut stage, shelf) = waiting(LanguageWord::En);
    stage.say(FromCore::Forgotten { handle: "of-the-visitor-before".to_owned() });
    assert_eq!(stage.screen(), KioskScreen::PleaseWait, "that was another visit");
    let Answer::Arrived { handle, .. } = arrived() else { panic!("not arrived") };
    stage.say(FromCore::Forgotten { handle });
    assert_eq!((stage.screen(), shelf.kept()), (KioskScreen::Welcome, None));
}

#[test]
fn a_place_grows_older_over_starts_until_somebody_touches_the_screen() {
    started_anew("zh ABC", LanguageWord::Zh, |stage, shelf| {
        stage.view(KioskFace::PleaseWait, true);
        seconds(5);
        assert_eq!(
            shelf.times(),
            1,
            "a screen that ends again and again on this page begins at welcome once"
        );
        stage.touch("Go on with the visitor slip");
        seconds(1);
        assert_eq!(shelf.times(), 2);
        seconds(20);
        assert_eq!(shelf.times(), 2);
    });
}

#[test]
fn a_place_that_cannot_be_read_is_no_place() {
    let shelf = Shelf::default();
    shelf.put(Some("../../etc/passwd"));
    let mut stage = Stage::unreached();
    stage.keeps_its_place_on(&shelf);
    stage.say(FromCore::Link(CoreLink::Live));
    assert_eq!(stage.screen(), KioskScreen::Welcome);
}
