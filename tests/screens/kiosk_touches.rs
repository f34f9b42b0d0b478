//! How many touches it takes from welcome to the end of the slip, beside the keys of what is written and the signature
//! itself: nobody should stand there longer than the paper book took.

use gatehouse::client::FromCore;
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{Answer, HostHit, KindWord, KioskFace, LanguageWord, SiteFacts, Wish};

use crate::kiosk_stage::{Stage, arrived, site};
use crate::stage::in_both_languages;

/// Most touches from an invitation under the scanner to a slip that is complete.
const INVITED_MAX: usize = 2;
/// The same for a visitor who is remembered.
const RETURNING_MAX: usize = 6;
/// The same for a walk-in who has never been here.
const WALK_IN_MAX: usize = 12;

const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";

/// A hand whose touches are counted, but for keys.
struct Hand {
    stage: Stage,
    touches: usize,
}

impl Hand {
    fn at(language: LanguageWord) -> Self {
        let mut stage = Stage::live(language);
        // As a site comes: the rules are signed.
        stage.say(FromCore::Site(Box::new(SiteFacts { language, sign_rules: true, ..site() })));
        Self { stage, touches: 0 }
    }

    fn touches(&mut self, labels: &[&str]) {
        for label in labels {
            self.stage.touch(label);
            self.touches += 1;
        }
    }

    fn touches_name(&mut self, label: &str) {
        self.stage.touch_name(label);
        self.touches += 1;
    }

    /// Writes on the board of the screen.
    fn writes(&mut self, text: &str) {
        self.stage.type_text("");
        text.chars().for_each(|key| self.stage.touch_name(&key.to_string()));
    }

    /// Goes to the next field by the board's own key.
    fn enters(&mut self) {
        self.stage.type_text("");
        self.stage.touch("Enter");
    }

    fn arrives(&mut self) -> Wish {
        let wish = self.stage.grant(arrived());
        self.stage.view(KioskFace::PleaseWait, true);
        self.stage.asked();
        wish
    }

    /// What is left of the slip, up to its end.
    fn completes(&mut self) {
        assert_eq!(self.stage.screen(), KioskScreen::Rules);
        self.touches(&[RULES]);
        self.stage.sign();
        self.touches(&["Submit"]);
        assert!(matches!(self.stage.grant(Answer::Done { seq: 9 }), Wish::CompleteSlip { .. }));
        assert_eq!(self.stage.screen(), KioskScreen::PleaseWait);
    }
}

fn host() -> HostHit {
    HostHit { id: 4, name: "王芳".to_owned(), department: "采购部".to_owned() }
}

#[test]
fn an_invited_visitor_needs_two_touches() {
    in_both_languages(|language| {
        let mut hand = Hand::at(language);
        hand.stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
        assert!(matches!(hand.arrives(), Wish::ArriveByCode { .. }));
        hand.completes();
        assert!(hand.touches <= INVITED_MAX, "{} touches", hand.touches);
    });
}

#[test]
fn a_visitor_who_is_remembered_needs_six_touches() {
    in_both_languages(|language| {
        let mut hand = Hand::at(language);
        hand.touches(&["I have been here before", "Continue"]);
        hand.writes("13812345678");
        hand.writes("1234");
        hand.touches(&["Next"]);
        hand.stage.grant(Answer::Remembered {
            name: "李娜".to_owned(),
            unit: "苏州工具".to_owned(),
            phone: "13812345678".to_owned(),
            kind: KindWord::Supplier,
            plate: String::new(),
            host: Some(host()),
            purpose: "送货".to_owned(),
            language,
        });
        hand.touches(&["Submit"]);
        assert!(matches!(hand.arrives(), Wish::CheckIn { .. }));
        hand.completes();
        assert!(hand.touches <= RETURNING_MAX, "{} touches", hand.touches);
    });
}

#[test]
fn a_walk_in_needs_twelve_touches_beside_what_they_write() {
    in_both_languages(|language| {
        let zh = language == LanguageWord::Zh;
        let mut hand = Hand::at(language);
        hand.touches(&["Check in", "Continue"]);
        hand.writes("zhangwei");
        if zh {
            // A key like the letters: it is how the name is written.
            hand.stage.touch_name("张伟");
        }
        hand.enters();
        hand.writes("abc");
        hand.touches(&["Next"]);
        hand.writes("13812345678");
        hand.touches(&["Next", "Supplier"]);
        hand.writes("wangfang");
        hand.enters();
        if zh {
            // Enter has taken the letters; the second one looks for the host.
            hand.enters();
        }
        assert_eq!(hand.stage.find(vec![host()]), "wangfang");
        hand.touches_name("采购部 王芳");
        hand.touches(&["Interview", "Submit"]);
        assert!(matches!(hand.arrives(), Wish::CheckIn { .. }));
        hand.completes();
        assert!(hand.touches <= WALK_IN_MAX, "{} touches", hand.touches);
    });
}
