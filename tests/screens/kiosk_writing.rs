//! Chinese by touch: letters on the board, a candidate, and the name stands in the field; signatures by finger.

use gatehouse::client::FromCore;
use gatehouse::screens::ui::{Keys, KioskScreen};
use gatehouse::wire::{
    Answer, ConfidentialityDraft, HostHit, KindWord, KioskFace, LanguageWord, SiteFacts, Wish,
};
use i_slint_backend_testing::{AccessibleRole, ElementHandle};
use slint::{ComponentHandle, Model, PhysicalSize};

use crate::kiosk_stage::{Stage, arrived, site};
use crate::stage::{in_both_languages, seconds};

const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";

/// Touches the keys of these letters, one after the other.
fn spell(stage: &Stage, letters: &str) {
    // The board comes with the field that has the focus.
    stage.type_text("");
    letters.chars().for_each(|letter| stage.touch_name(&letter.to_string()));
}

fn to_the_name(language: LanguageWord) -> Stage {
    let stage = Stage::live(language);
    stage.touch("Check in");
    stage.touch("Continue");
    stage
}

#[test]
fn a_name_is_written_in_chinese_by_touch() {
    let stage = to_the_name(LanguageWord::Zh);
    spell(&stage, "zhangwei");
    assert!(!stage.reads("zhangwei1"), "nothing is in the field yet");
    stage.touch_name("张伟");
    assert!(stage.reads("张伟"));
    stage.touch("Unit");
    spell(&stage, "gongsi");
    stage.touch_name("公司");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Phone);
}

/// The keyboard stands where the field was: the page makes room, or the field would lose the keys with its first letter.
#[test]
fn a_purpose_of_ones_own_is_written_above_the_keyboard_at_every_size() {
    for (width, height) in [(1280, 800), (1024, 600), (800, 480), (800, 1280), (600, 1024), (480, 800)] {
        in_both_languages(move |language| {
            let mut stage = to_the_name(language);
            stage.window().window().set_size(PhysicalSize::new(width, height));
            stage.type_text("Maria Lindqvist");
            stage.touch("Next");
            stage.type_text("13812345678");
            stage.touch("Next");
            stage.touch("Courier");
            stage.type_text("zhangwei");
            stage.touch("Next");
            stage
                .find(vec![HostHit { id: 4, name: "张伟".to_owned(), department: "采购部".to_owned() }]);
            stage.touch_name("采购部 张伟");
            stage.touch("Purpose");
            spell(&stage, "songhuo");
            if language == LanguageWord::Zh {
                stage.touch_name("送货");
            }
            let written = if language == LanguageWord::Zh { "送货" } else { "songhuo" };
            assert!(stage.reads(written), "{width} by {height}");
            let field = ElementHandle::find_by_accessible_label(stage.window(), &stage.word("Purpose"))
                .find(|element| element.accessible_role() == Some(AccessibleRole::TextInput))
                .expect("the field");
            let board = ElementHandle::find_by_element_type_name(stage.window(), "OnScreenKeyboard").next();
            let (end, covers) = (
                field.absolute_position().y + field.size().height,
                board.expect("the keyboard").absolute_position().y,
            );
            assert!(
                field.absolute_position().y < covers,
                "{width} by {height}: it ends at {end}, the keyboard begins at {covers}"
            );
        });
    }
}

#[test]
fn a_compound_surname_is_picked_first_and_the_rest_after_it() {
    let stage = to_the_name(LanguageWord::Zh);
    spell(&stage, "ouyangnana");
    stage.touch_name("欧阳娜娜");
    assert!(stage.reads("欧阳娜娜"));
    spell(&stage, "zh");
    stage.touch("Delete");
    stage.touch("Delete");
    stage.touch("Delete");
    assert!(stage.reads("欧阳娜"), "the letters go first, then the field");
}

#[test]
fn whoever_chooses_nothing_leaves_the_letters_in_the_field() {
    let mut stage = to_the_name(LanguageWord::Zh);
    spell(&stage, "lina");
    stage.touch("Next");
    assert_eq!(stage.screen(), KioskScreen::Phone);
    stage.touch("Back");
    assert!(stage.reads("lina"));
    spell(&stage, "wang");
    stage.touch("Unit");
    assert!(stage.reads("linawang"), "they belong to the field they were typed in");
    stage.say(FromCore::Site(Box::new(site())));
}

#[test]
fn english_screens_write_letters_and_either_may_be_changed() {
    in_both_languages(|language| {
        let stage = to_the_name(language);
        let zh = language == LanguageWord::Zh;
        stage.type_text("");
        stage.touch(if zh { "Type letters" } else { "Type Chinese" });
        spell(&stage, "bo");
        assert!(stage.reads("bo"));
        let keys = stage.window().global::<Keys>();
        assert_eq!(keys.get_chinese(), !zh);
        assert_eq!(keys.get_candidates().row_count() > 0, !zh);
    });
}

#[test]
fn nothing_that_was_spelled_survives_a_screen_left_alone() {
    let mut stage = to_the_name(LanguageWord::Zh);
    spell(&stage, "zhangwei");
    seconds(60);
    assert_eq!(stage.screen(), KioskScreen::Welcome);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("");
    let keys = stage.window().global::<Keys>();
    assert_eq!((keys.get_spelling().as_str(), keys.get_candidates().row_count()), ("", 0));
    stage.say(FromCore::Site(Box::new(site())));
    assert!(!stage.reads("zhang"));
}

#[test]
fn a_plate_begins_with_its_province() {
    let mut stage = arrived_stage(LanguageWord::Zh, site());
    stage.opens("Brought along", "none");
    stage.type_text("");
    for key in ["苏", "E", "1", "2", "3", "4", "5"] {
        stage.touch_name(key);
    }
    assert!(stage.reads("苏E12345"));
    stage.say(FromCore::Site(Box::new(site())));
}

/// An invited visitor who has just arrived, at the rest of the slip.
fn arrived_stage(language: LanguageWord, site: SiteFacts) -> Stage {
    let mut stage = Stage::live(language);
    stage.say(FromCore::Site(Box::new(SiteFacts { language, ..site })));
    stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    stage.grant(arrived());
    stage.view(KioskFace::PleaseWait, true);
    stage.asked();
    assert_eq!(stage.screen(), KioskScreen::Rules);
    stage
}

fn signing_site() -> SiteFacts {
    SiteFacts { sign_rules: true, ..site() }
}

#[test]
fn the_rules_are_signed_under_the_words_that_were_read() {
    in_both_languages(|language| {
        let mut stage = arrived_stage(language, signing_site());
        stage.touch("Submit");
        assert!(stage.reads(&stage.word("Please tick here, or call the guard.")));
        stage.touch(RULES);
        stage.touch("Submit");
        assert!(stage.reads(&stage.word("Please sign here with your finger, or call the guard.")));
        assert_eq!(stage.asked(), []);
        stage.sign();
        stage.touch("Sign again");
        stage.touch("Submit");
        assert_eq!(stage.asked(), [], "what was wiped is not sent");
        stage.sign();
        stage.touch("Submit");
        let Wish::CompleteSlip { papers, slip, .. } = stage.grant(Answer::Done { seq: 5 }) else {
            panic!("a slip")
        };
        let signature = papers.rules.expect("a signature");
        let shown = site().rules.in_language(language).sha256.clone();
        assert_eq!(signature.sha256, shown);
        assert_eq!(signature.strokes.len(), 1);
        assert!(signature.strokes[0].len() >= 6, "{:?}", signature.strokes);
        assert!(slip.nothing_forbidden && slip.rules_agreed);
        assert_eq!(papers.confidentiality, None);
    });
}

#[test]
fn a_signature_does_not_stand_under_another_language() {
    let mut stage = arrived_stage(LanguageWord::Zh, signing_site());
    stage.sign();
    stage.touch(RULES);
    stage.speak(LanguageWord::En);
    stage.touch("Submit");
    assert_eq!(stage.asked(), []);
    assert!(stage.shows("Please sign here with your finger, or call the guard."));
}

#[test]
fn confidentiality_is_asked_after_the_rules_and_may_be_refused() {
    for refuses in [true, false] {
        std::thread::spawn(move || {
            let mut stage = arrived_stage(LanguageWord::En, site());
            stage.asks_confidentiality();
            stage.touch(RULES);
            stage.touch("Submit");
            assert_eq!(stage.screen(), KioskScreen::Confidentiality);
            stage.touch("Submit");
            assert_eq!(stage.asked(), [], "signed or refused, nothing between");
            if refuses {
                stage.touch("I do not sign");
            } else {
                stage.sign();
                stage.touch("Submit");
            }
            let Wish::CompleteSlip { papers, .. } = stage.grant(Answer::Done { seq: 5 }) else {
                panic!("a slip")
            };
            match papers.confidentiality {
                Some(ConfidentialityDraft::Refused) => assert!(refuses),
                Some(ConfidentialityDraft::Signed(signature)) => {
                    assert!(!refuses);
                    assert_eq!(signature.sha256, site().confidentiality.en.sha256);
                }
                None => panic!("it was asked"),
            }
        })
        .join()
        .expect("an answer");
    }
}

/// The core remembers somebody; their host may have left.
fn remembered(host: Option<HostHit>) -> Answer {
    Answer::Remembered {
        name: "李娜".to_owned(),
        unit: "苏州工具".to_owned(),
        phone: "13812345678".to_owned(),
        kind: KindWord::Supplier,
        plate: "苏E12345".to_owned(),
        host,
        purpose: "送货".to_owned(),
        language: LanguageWord::En,
    }
}

fn comes_again(stage: &mut Stage) {
    stage.touch("I have been here before");
    stage.touch("Continue");
    stage.type_text("13812345678");
    stage.touch("Last four characters of your document");
    stage.type_text("002X");
    stage.touch("Next");
}

#[test]
fn whoever_is_remembered_reads_everything_before_it_is_sent() {
    let mut stage = Stage::live(LanguageWord::Zh);
    comes_again(&mut stage);
    let host = HostHit { id: 4, name: "王芳".to_owned(), department: "采购部".to_owned() };
    let wish = stage.grant(remembered(Some(host)));
    let (phone, document_tail) = ("13812345678".to_owned(), "002X".to_owned());
    assert_eq!(wish, Wish::Recognise { phone, document_tail });
    assert_eq!(stage.screen(), KioskScreen::Review);
    stage.speaks_again(LanguageWord::En);
    assert!(stage.shows("Submit"), "in the language they spoke last time");
    for text in ["李娜", "苏州工具", "王芳 · 采购部", "送货"] {
        assert!(stage.reads(text), "{text}");
    }
    stage.touch("Submit");
    let Wish::CheckIn { draft } = stage.grant(arrived()) else { panic!("a check-in") };
    assert_eq!((draft.host, draft.purpose.as_str()), (Some(4), "送货"));
    stage.view(KioskFace::PleaseWait, true);
    assert!(stage.reads("苏E12345"), "the plate goes with the rest of the slip");
}

#[test]
fn whose_host_is_gone_is_asked_for_another() {
    let mut stage = Stage::live(LanguageWord::En);
    comes_again(&mut stage);
    stage.grant(remembered(None));
    assert_eq!(stage.screen(), KioskScreen::Host);
}

#[test]
fn whoever_is_not_known_reads_the_core_s_sentence_and_may_go_on_as_anybody() {
    let mut stage = Stage::live(LanguageWord::En);
    comes_again(&mut stage);
    stage.refuse(None, "Nobody is remembered by these", "没有找到");
    assert_eq!(stage.screen(), KioskScreen::Returning);
    assert!(stage.reads("Nobody is remembered by these"));
}

#[test]
fn forget_me_asks_first_and_says_that_it_is_done() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("I have been here before");
    stage.touch("Continue");
    stage.type_text("13812345678");
    stage.touch("Last four characters of your document");
    stage.type_text("002X");
    stage.touch("Forget me");
    stage.touch("Yes, forget me");
    let wish = stage.grant(Answer::Done { seq: 3 });
    let (phone, document_tail) = ("13812345678".to_owned(), "002X".to_owned());
    assert_eq!(wish, Wish::ForgetMe { phone, document_tail });
    assert_eq!(stage.screen(), KioskScreen::Welcome);
    assert!(stage.shows("If anything was kept of you, it is wiped now."));
}

#[test]
fn a_code_that_fits_nothing_says_what_to_do_and_stops_nothing() {
    let stage = to_the_name(LanguageWord::En);
    stage.touch_name("Hide keyboard");
    stage.touch("Back");
    stage.touch("Back");
    stage.touch("I have a number");
    stage.type_text("GH9NOTOFTHISHOUSE\n");
    assert!(stage.shows("This code does not fit here. Please try again, or call the guard."));
    stage.touch("Back");
    stage.touch("Check in");
    assert_eq!(stage.screen(), KioskScreen::Notice);
}
