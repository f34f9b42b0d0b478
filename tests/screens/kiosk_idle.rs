//! Nothing of one visitor is left for the next.

use gatehouse::client::{FromCore, ToCore};
use gatehouse::screens::ui::{Keys, KioskApi, KioskScreen, KioskWindow};
use gatehouse::wire::{Answer, HostHit, KioskFace, LanguageWord, SiteFacts};
use slint::{ComponentHandle, Model, SharedString};

use crate::kiosk_stage::{Stage, arrived, site};
use crate::stage::seconds;

const WARNING: &str = "I am still here";
const SECRETS: [&str; 6] = ["李娜", "Suzhou", "138123", "张伟", "王小明", "spare parts"];

/// A visitor who has filled in the first part and walked away from the review.
fn left_alone() -> Stage {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("李娜");
    stage.touch("Unit");
    stage.type_text("Suzhou Tools");
    stage.touch("Next");
    stage.type_text("13812345678");
    stage.touch("Next");
    stage.touch("Yes");
    stage.touch("Courier");
    stage.type_text("zhangwei");
    stage.touch("Next");
    stage.find(vec![HostHit { id: 4, name: "张伟".to_owned(), department: "采购部".to_owned() }]);
    stage.touch_name("采购部 张伟");
    stage.touch("Purpose");
    stage.type_text("spare parts");
    stage.touch("Next");
    stage.opens("Companions", "just me");
    stage.touch("Companions");
    stage.type_text("王小明");
    stage.touch("Next");
    for secret in SECRETS {
        assert!(stage.reads(secret), "{secret} is on the review");
    }
    stage
}

/// Every text of a visitor that a window still holds, shown or not.
pub fn left(window: &KioskWindow) -> Vec<SharedString> {
    let api = window.global::<KioskApi>();
    let texts = [
        api.get_name(),
        api.get_unit(),
        api.get_phone(),
        api.get_host_text(),
        api.get_host_shown(),
        api.get_purpose(),
        api.get_companion(),
        api.get_companion_names(),
        api.get_booking_name(),
        api.get_booking_phone(),
        api.get_queue(),
        api.get_tail(),
        api.get_number(),
        api.get_plate(),
        api.get_belongings(),
        api.get_lost_name(),
        api.get_own_phone(),
        api.get_own_tail(),
        api.get_rules_ink(),
        api.get_confidentiality_ink(),
        api.get_told(),
        window.global::<Keys>().get_spelling(),
    ];
    let (hosts, companions) = (api.get_hosts(), api.get_companions());
    let rows = hosts.iter().map(|host| host.name).chain(companions.iter());
    texts.into_iter().filter(|text| !text.is_empty()).chain(rows).collect()
}

/// Nothing of a visitor is left, and the next one finds nothing of them.
pub fn assert_wiped(stage: &mut Stage) {
    assert_eq!(stage.screen(), KioskScreen::Welcome);
    let api = stage.window().global::<KioskApi>();
    assert!(api.get_chinese(), "the language is the site's again");
    assert_eq!(left(stage.window()), [""; 0]);
    assert!(!api.get_kind_chosen() && !api.get_leader() && !api.get_document_chosen());
    assert!(!api.get_number_agreed() && !api.get_rules_agreed() && !api.get_remember());
    assert!(!api.get_larger() && !api.get_contrast());
    let keys = stage.window().global::<Keys>();
    assert_eq!((keys.get_spelling().as_str(), keys.get_candidates().row_count()), ("", 0));
    assert_eq!((api.get_hosts().row_count(), api.get_companions().row_count()), (0, 0));
    // And through every page of the next visitor.
    stage.say(FromCore::Site(Box::new(site())));
    stage.touch("Check in");
    stage.touch("Continue");
    for secret in SECRETS {
        assert!(!stage.reads(secret), "{secret} has survived");
    }
}

#[test]
fn a_screen_left_alone_warns_and_then_wipes_everything() {
    let mut stage = left_alone();
    seconds(39);
    assert!(!stage.shows(WARNING));
    seconds(1);
    assert!(stage.shows(WARNING));
    assert!(stage.reads("20 seconds"));
    seconds(19);
    assert!(stage.reads("1 seconds"));
    seconds(1);
    stage.speaks_again(LanguageWord::Zh);
    assert_wiped(&mut stage);
}

#[test]
fn the_warning_is_never_shorter_than_twenty_seconds() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.say(FromCore::Site(Box::new(SiteFacts { idle_s: 30, ..site() })));
    stage.touch("Check in");
    seconds(9);
    assert!(!stage.shows(WARNING));
    seconds(1);
    assert!(stage.shows(WARNING) && stage.reads("20 seconds"));
}

#[test]
fn a_visitor_who_is_still_here_loses_nothing() {
    let stage = left_alone();
    seconds(45);
    stage.touch(WARNING);
    assert!(!stage.shows(WARNING));
    assert_eq!(stage.screen(), KioskScreen::Review);
    seconds(39);
    assert_eq!(stage.screen(), KioskScreen::Review);
    assert!(stage.reads("李娜"));
}

#[test]
fn a_key_counts_as_somebody_being_here() {
    let stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    for _ in 0..4 {
        seconds(35);
        stage.type_text("a");
        assert!(!stage.shows(WARNING));
    }
    assert_eq!(stage.screen(), KioskScreen::Name);
}

#[test]
fn start_over_asks_first_and_then_wipes() {
    let mut stage = left_alone();
    stage.touch("Start over");
    stage.touch("No, go on");
    assert_eq!(stage.screen(), KioskScreen::Review);
    stage.touch("Start over");
    stage.touch("Yes, wipe it");
    assert!(stage.shows("Check in"), "the language is still the visitor's");
    seconds(60);
    stage.speaks_again(LanguageWord::Zh);
    assert_wiped(&mut stage);
}

#[test]
fn the_last_screen_goes_back_to_welcome_by_itself() {
    let mut stage = Stage::live(LanguageWord::Zh);
    stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    stage.grant(arrived());
    stage.view(KioskFace::PleaseWait, false);
    seconds(14);
    assert_eq!(stage.screen(), KioskScreen::PleaseWait);
    seconds(1);
    assert_eq!(stage.screen(), KioskScreen::Welcome);
    assert!(stage.asked().contains(&ToCore::Follow { handle: None }), "the visit is let go");
    assert!(!stage.reads("17"));
}

#[test]
fn whoever_leaves_a_visit_leaves_no_language_to_the_next_visitor() {
    let ways: [fn(&mut Stage); 4] = [
        |stage| stage.touch("Done"),
        |stage| {
            stage.touch("Cancel my visit");
            stage.touch("Yes, cancel");
            stage.grant(Answer::Done { seq: 9 });
        },
        |stage| stage.scans(Some("GHI1BNMQWERTYUIOPASDFGHJKLZX")),
        |stage| stage.scans(Some("GH1MFRGGZDFMZTWQ2LK")),
    ];
    for (way, leave) in ways.into_iter().enumerate() {
        let play = move || {
            let mut stage = Stage::live(LanguageWord::En);
            stage.scans(Some("GHI1QWERTYUIOPASDFGHJKLZXCVB"));
            stage.grant(arrived());
            stage.view(KioskFace::PleaseWait, false);
            leave(&mut stage);
            assert!(stage.window().global::<KioskApi>().get_chinese(), "way {way}");
        };
        std::thread::spawn(play).join().expect("the language of the site");
    }
}

#[test]
fn going_on_with_the_slip_takes_the_time_it_takes() {
    let mut stage = Stage::live(LanguageWord::Zh);
    stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    stage.grant(arrived());
    stage.view(KioskFace::PleaseWait, true);
    seconds(30);
    assert_eq!(stage.screen(), KioskScreen::Rules);
}

#[test]
fn a_view_of_the_visitor_before_is_not_shown_to_the_next() {
    let mut stage = Stage::live(LanguageWord::Zh);
    stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    stage.grant(Answer::Arrived { handle: "another".to_owned(), queue: 18 });
    stage.view(KioskFace::SeeTheGuard, false);
    assert_eq!(stage.screen(), KioskScreen::PleaseWait, "that was number 17's");
    assert!(stage.reads("18"));
}

#[test]
fn an_answer_to_a_visitor_who_has_gone_is_shown_to_nobody() {
    let mut stage = left_alone();
    stage.touch("Submit");
    let (ticket, _) = stage.wish();
    seconds(60);
    stage.say(FromCore::Answered { ticket, answer: Ok(arrived()) });
    assert_eq!(stage.screen(), KioskScreen::Welcome);
    assert!(!stage.reads("17"));
}
