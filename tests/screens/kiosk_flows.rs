//! Every path of a visitor, by touches, in both languages.

use gatehouse::client::ToCore;
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{
    Answer, DocumentWord, Draft, HostHit, KindWord, KioskFace, LanguageWord, LeaveAnswer, SlipPapers,
    SlipParts, Wish,
};

use crate::kiosk_stage::{Stage, arrived};

const LANGUAGES: [LanguageWord; 2] = [LanguageWord::Zh, LanguageWord::En];
const CONSENT: &str = "Separate consent: the number is checked, only its last four characters are kept.";
const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";

fn hits() -> Vec<HostHit> {
    let hit =
        |id, department: &str| HostHit { id, name: "张伟".to_owned(), department: department.to_owned() };
    vec![hit(4, "采购部"), hit(9, "设备部")]
}

/// From welcome to the page that asks for the host.
fn up_to_host(stage: &Stage) {
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("李娜");
    stage.touch("Unit");
    stage.type_text("Suzhou Tools");
    stage.touch("Next");
    stage.type_text("13812345678");
    stage.touch("Next");
    stage.touch("Supplier");
    assert_eq!(stage.screen(), KioskScreen::Host);
}

/// From the host to the review, with one companion and a child.
fn from_host_to_review(stage: &mut Stage) {
    stage.type_text("zhangwei");
    stage.touch("Next");
    assert_eq!(stage.find(hits()), "zhangwei");
    stage.touch_name("设备部 张伟");
    stage.touch("Interview");
    stage.opens("Companions", "just me");
    stage.touch("Companions");
    stage.type_text("王小明");
    stage.touch("Add");
    stage.touch("Add a child");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Review);
}

#[test]
fn a_walk_in_sends_the_first_part_of_the_slip() {
    for language in LANGUAGES {
        std::thread::spawn(move || {
            let mut stage = Stage::live(language);
            up_to_host(&stage);
            from_host_to_review(&mut stage);
            stage.touch("Submit");
            let zh = language == LanguageWord::Zh;
            let draft = Draft {
                name: "李娜".to_owned(),
                unit: "Suzhou Tools".to_owned(),
                phone: "13812345678".to_owned(),
                kind: KindWord::Supplier,
                leader: false,
                host: Some(9),
                host_text: String::new(),
                purpose: if zh { "面试" } else { "Interview" }.to_owned(),
                companions: vec!["王小明".to_owned(), String::new()],
                language,
            };
            assert_eq!(stage.grant(arrived()), Wish::CheckIn { draft });
            assert_eq!(stage.screen(), KioskScreen::PleaseWait);
            assert!(stage.reads("17"), "the queue number is read from afar");
            assert!(!stage.shows("Cancel my visit"), "nothing is shown that the slip takes away in a moment");
            assert!(stage.shows("Done"), "there is a way out");
            let follow = ToCore::Follow { handle: Some("handle-of-the-first-visit-0".to_owned()) };
            assert_eq!(stage.asked(), [follow]);
        })
        .join()
        .expect("the walk-in");
    }
}

#[test]
fn the_second_part_follows_while_the_host_is_asked() {
    for language in LANGUAGES {
        std::thread::spawn(move || {
            let mut stage = waiting(language);
            stage.touch("Go on with the visitor slip");
            stage.opens("Document", "the guard looks at it");
            stage.touch("Resident ID card");
            stage.touch("Document number");
            stage.type_text("320102199003070011");
            stage.touch("Continue with the slip");
            assert_eq!(stage.screen(), KioskScreen::Document, "the number needs its own consent");
            assert!(stage.shows("Please tick here, or empty the number."));
            stage.touch(CONSENT);
            stage.touch("Continue with the slip");
            stage.opens("Brought along", "none");
            stage.type_text("苏E12345");
            stage.touch("Belongings");
            stage.type_text("laptop");
            stage.touch("Continue with the slip");
            stage.touch("Submit");
            assert_eq!(stage.asked(), [], "nothing goes out before the rules are agreed");
            stage.touch(RULES);
            stage.touch("Submit");
            let slip = SlipParts {
                document: Some(DocumentWord::ResidentIdentity),
                document_number: "320102199003070011".to_owned(),
                plate: "苏E12345".to_owned(),
                belongings: "laptop".to_owned(),
                nothing_forbidden: true,
                rules_agreed: true,
            };
            let handle = "handle-of-the-first-visit-0".to_owned();
            assert_eq!(
                stage.grant(Answer::Done { seq: 5 }),
                Wish::CompleteSlip { handle, slip, papers: SlipPapers::default() }
            );
            assert_eq!(stage.screen(), KioskScreen::PleaseWait);
            assert!(!stage.shows("Go on with the visitor slip"), "it is complete");
        })
        .join()
        .expect("the second part");
    }
}

#[test]
fn a_slip_without_a_document_number_needs_no_consent() {
    let mut stage = waiting(LanguageWord::En);
    stage.touch("Go on with the visitor slip");
    stage.opens("Document", "the guard looks at it");
    stage.touch("Passport");
    stage.touch("Continue with the slip");
    stage.touch(RULES);
    stage.touch("Submit");
    let Wish::CompleteSlip { slip, .. } = stage.grant(Answer::Done { seq: 5 }) else { panic!("a slip") };
    assert_eq!((slip.document, slip.document_number.as_str()), (Some(DocumentWord::Passport), ""));
}

#[test]
fn a_host_nobody_knows_goes_to_the_guard_as_typed() {
    let mut stage = Stage::live(LanguageWord::En);
    up_to_host(&stage);
    stage.type_text("Mr Zhang");
    stage.touch("Next");
    stage.find(vec![]);
    assert!(stage.shows("Nobody was found by that. Please check it, or go on: the guard helps you."));
    stage.touch("Next");
    stage.touch("Meeting");
    stage.touch("Submit");
    let Wish::CheckIn { draft } = stage.grant(arrived()) else { panic!("a check-in") };
    assert_eq!((draft.host, draft.host_text.as_str()), (None, "Mr Zhang"));
}

#[test]
fn hosts_of_an_older_text_are_not_shown() {
    let mut stage = Stage::live(LanguageWord::En);
    up_to_host(&stage);
    stage.type_text("zhangwei");
    stage.touch("Next");
    stage.type_text("x");
    stage.find(hits());
    assert!(!stage.reads("设备部"));
}

#[test]
fn every_question_is_asked_again_until_it_is_answered() {
    let stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Name, "a name is needed");
    stage.type_text("李娜");
    stage.touch("Next");
    stage.type_text("12ab3");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Phone, "letters are no digits and three are too few");
    stage.type_text("45");
    stage.touch("Next");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Kind, "a kind is needed");
    assert!(stage.reads("Please choose one."));
}

#[test]
fn the_number_pad_and_the_keyboard_type_into_the_field() {
    let stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("");
    stage.touch("Capital letters");
    ["L", "i"].iter().for_each(|key| stage.touch_name(key));
    stage.touch("Space");
    ["n", "q"].iter().for_each(|key| stage.touch_name(key));
    stage.touch("Delete");
    stage.touch_name("a");
    assert!(stage.reads("Li na"));
    stage.touch("Hide keyboard");
    assert!(!stage.shows("Hide keyboard"));
    stage.touch("Next");
    stage.type_text("");
    ["1", "3", "8", "0"].iter().for_each(|key| stage.touch_name(key));
    stage.touch("Delete");
    assert!(stage.reads("138"));
}

#[test]
fn the_review_leads_to_a_page_and_back() {
    let mut stage = Stage::live(LanguageWord::En);
    up_to_host(&stage);
    from_host_to_review(&mut stage);
    stage.touch_name("Your phone 13812345678");
    assert_eq!(stage.screen(), KioskScreen::Phone);
    stage.type_text("9");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Review);
    assert!(stage.reads("138123456789"));
}

#[test]
fn a_refused_field_is_shown_with_the_sentence_of_the_core() {
    for language in LANGUAGES {
        std::thread::spawn(move || {
            let mut stage = Stage::live(language);
            up_to_host(&stage);
            from_host_to_review(&mut stage);
            stage.touch("Submit");
            stage.refuse(Some("phone"), "This is no phone number", "手机号不正确");
            assert_eq!(stage.screen(), KioskScreen::Phone);
            let sentence =
                if language == LanguageWord::Zh { "手机号不正确" } else { "This is no phone number" };
            let field = if language == LanguageWord::Zh { "手机号" } else { "Your phone" };
            assert_eq!(stage.description(field), sentence);
            stage.touch("Next");
            assert_eq!(stage.screen(), KioskScreen::Review);
        })
        .join()
        .expect("a refusal");
    }
}

#[test]
fn a_refusal_without_a_sentence_sends_to_the_guard() {
    let mut stage = Stage::live(LanguageWord::En);
    up_to_host(&stage);
    from_host_to_review(&mut stage);
    stage.touch("Submit");
    stage.refuse(None, "", "");
    assert_eq!(stage.screen(), KioskScreen::Review);
    assert!(stage.shows("Sorry, please see the guard"));
}

#[test]
fn a_second_touch_does_not_send_twice() {
    let mut stage = Stage::live(LanguageWord::En);
    up_to_host(&stage);
    from_host_to_review(&mut stage);
    stage.touch("Submit");
    stage.touch("One moment");
    assert!(matches!(stage.wish().1, Wish::CheckIn { .. }));
}

#[test]
fn a_booking_is_found_by_name_and_phone() {
    for language in LANGUAGES {
        std::thread::spawn(move || {
            let mut stage = Stage::live(language);
            stage.touch("I have a booking");
            stage.touch("Continue");
            stage.touch("I have no code: name and phone");
            stage.type_text("李娜");
            stage.touch("Your phone");
            stage.type_text("13900001111");
            stage.touch("Next");
            let wish = stage.grant(arrived());
            let (name, phone) = ("李娜".to_owned(), "13900001111".to_owned());
            assert_eq!(wish, Wish::ArriveByName { name, phone, language });
            assert_eq!(stage.screen(), KioskScreen::PleaseWait);
        })
        .join()
        .expect("a booking");
    }
}

#[test]
fn a_visitor_comes_back_with_the_number() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("I have a number");
    stage.type_text("17");
    stage.touch("Last four digits of your phone");
    stage.type_text("56789");
    stage.touch("Next");
    assert_eq!(stage.grant(arrived()), Wish::ComeBack { queue: 17, phone_tail: "5678".to_owned() });
    stage.view(KioskFace::ComeIn, false);
    assert_eq!(stage.screen(), KioskScreen::ComeIn);
}

#[test]
fn a_visitor_cancels_after_a_second_thought() {
    let mut stage = waiting(LanguageWord::Zh);
    stage.touch("Cancel my visit");
    stage.touch("No, keep waiting");
    assert_eq!(stage.screen(), KioskScreen::PleaseWait);
    stage.touch("Cancel my visit");
    stage.touch("Yes, cancel");
    let wish = stage.grant(Answer::Done { seq: 9 });
    assert_eq!(wish, Wish::CancelVisit { handle: "handle-of-the-first-visit-0".to_owned() });
    assert_eq!(stage.screen(), KioskScreen::Welcome);
    assert!(stage.asked().contains(&ToCore::Follow { handle: None }));
}

#[test]
fn a_visitor_may_go_and_sit_down_with_the_slip_still_open() {
    for language in LANGUAGES {
        std::thread::spawn(move || {
            let stage = waiting(language);
            stage.touch("Done");
            assert_eq!(stage.screen(), KioskScreen::Welcome);
            assert_eq!(stage.asked(), [ToCore::Follow { handle: None }], "the visit stays");
        })
        .join()
        .expect("back to welcome");
    }
}

#[test]
fn a_lost_badge_calls_the_guard_and_keeps_nobody() {
    for language in LANGUAGES {
        std::thread::spawn(move || {
            let mut stage = Stage::live(language);
            stage.touch("Leaving{}");
            stage.touch("I lost my badge");
            stage.touch("Tell the guard");
            assert_eq!(stage.grant(Answer::Done { seq: 3 }), Wish::SayBadgeLost { name: String::new() });
            assert_eq!(stage.screen(), KioskScreen::SeeTheGuard);
        })
        .join()
        .expect("a lost badge");
    }
}

#[test]
fn a_badge_that_is_not_taken_says_nothing_about_why() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("Leaving{}");
    stage.type_text("GH1MFRGGZDFMZTWQ2LK\n");
    stage.refuse(None, "The visit is not signed off", "来访未签字");
    assert_eq!(stage.screen(), KioskScreen::SeeTheGuard);
    assert!(!stage.reads("signed"));
    stage.touch("OK");
    stage.speaks_again(LanguageWord::Zh);
    stage.touch("Leaving{}");
    stage.type_text("GH1MFRGGZDFMZTWQ2LK\n");
    stage.grant(Answer::Leaving { say: LeaveAnswer::SeeTheGuard });
    assert_eq!(stage.screen(), KioskScreen::SeeTheGuard);
}

#[test]
fn the_guard_can_be_called_from_a_page_and_from_the_own_visit() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("Call the guard");
    assert!(stage.shows("Calling the guard …"));
    stage.touch("Call the guard");
    assert_eq!(stage.grant(Answer::Done { seq: 1 }), Wish::CallGuard { handle: None });
    assert!(stage.shows("The guard has been called and comes to you."));
    drop(stage);
    std::thread::spawn(|| {
        let mut stage = waiting(LanguageWord::En);
        stage.touch("Call the guard");
        let wish = stage.refuse(None, "No", "否");
        assert_eq!(wish, Wish::CallGuard { handle: Some("handle-of-the-first-visit-0".to_owned()) });
        assert!(stage.shows("The call did not get through. Please go to the guard's window."));
    })
    .join()
    .expect("the own visit");
}

#[test]
fn back_leads_through_every_page_to_welcome_and_wipes_there() {
    let mut stage = Stage::live(LanguageWord::En);
    up_to_host(&stage);
    from_host_to_review(&mut stage);
    for screen in [
        KioskScreen::Purpose,
        KioskScreen::Host,
        KioskScreen::Kind,
        KioskScreen::Phone,
        KioskScreen::Name,
        KioskScreen::Notice,
        KioskScreen::Welcome,
    ] {
        stage.touch("Back");
        assert_eq!(stage.screen(), screen);
    }
    stage.touch("Check in");
    stage.touch("Continue");
    assert!(!stage.reads("李娜"));
}

#[test]
fn whoever_was_invited_reads_the_notice_from_the_slip_and_comes_back_to_it_as_it_was() {
    for leave in ["Continue", "Back"] {
        let stage = waiting(LanguageWord::En);
        stage.touch("Go on with the visitor slip");
        stage.touch(RULES);
        stage.touch("How your data is handled");
        assert_eq!(stage.screen(), KioskScreen::Notice);
        stage.touch(leave);
        assert_eq!(stage.screen(), KioskScreen::Rules, "by {leave}");
        stage.touch("Submit");
        assert!(matches!(stage.wish().1, Wish::CompleteSlip { .. }), "what was ticked is ticked");
    }
}

/// A visitor who waits, with the second part of the slip open.
fn waiting(language: LanguageWord) -> Stage {
    let mut stage = Stage::live(language);
    stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    stage.grant(arrived());
    stage.view(KioskFace::PleaseWait, true);
    assert_eq!(stage.screen(), KioskScreen::Rules, "whoever has just arrived goes on with the slip");
    stage.touch("Back");
    stage.asked();
    stage
}
