//! The touchscreen by the four buttons of a keypad, for whoever does not see it: after every press, what is said is what
//! the keys are at.

use gatehouse::client::{FromCore, ToCore};
use gatehouse::screens::kiosk::buttons::step;
use gatehouse::screens::ui::{KioskDialog, KioskScreen};
use gatehouse::settings::Sound;
use gatehouse::wire::{Answer, KioskFace, LanguageWord, SiteFacts, Wish};
use i_slint_backend_testing::mock_elapsed_time;
use slint::ComponentHandle;
use slint::platform::Key;
use std::time::Duration;

use crate::ears::{Ears, Heard};
use crate::focus;
use crate::kiosk_stage::{Stage, arrived, site};
use crate::stage::{self, in_both_languages, seconds};

const ON: Key = Key::DownArrow;
const BEFORE: Key = Key::UpArrow;
const PRESS: Key = Key::Return;
const AWAY: Key = Key::Escape;

/// More presses than any page has things that can be chosen, its keyboard among them.
const PRESSES_MAX: usize = 150;

const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";

/// A hand on the keypad, and the ears of whoever it belongs to.
struct Visitor {
    stage: Stage,
    ears: Ears,
}

impl Visitor {
    /// Before a touchscreen at welcome, where the rules are signed.
    fn at(language: LanguageWord) -> Visitor {
        let ears = Ears::default();
        let mut stage = Stage::live(language);
        stage.is_heard_by(ears.senses());
        stage.say(FromCore::Site(Box::new(SiteFacts { language, sign_rules: true, ..site() })));
        Visitor { stage, ears }
    }

    /// The same, who has it read aloud.
    fn listening(language: LanguageWord) -> Visitor {
        let visitor = Visitor::at(language);
        visitor.presses(AWAY);
        visitor
    }

    /// Presses a button; gives all that is said then.
    fn presses(&self, button: Key) -> Vec<String> {
        self.ears.heard();
        self.stage.press(button);
        // What had the focus may be gone with its page.
        mock_elapsed_time(Duration::from_millis(1));
        stage::labels(self.stage.window());
        self.said()
    }

    fn said(&self) -> Vec<String> {
        let heard = self.ears.heard().into_iter();
        heard.filter_map(|heard| if let Heard::Says(text, _) = heard { Some(text) } else { None }).collect()
    }

    fn here(&self) -> Option<String> {
        focus::label(self.stage.window(), "Dialog")
    }

    /// Presses *on* or *before*, and hears what the keys are at now.
    fn steps(&self, button: Key) -> String {
        let said = self.presses(button);
        let here = self.here().unwrap_or_else(|| panic!("the keys are nowhere after {said:?}"));
        assert!(said.last().is_some_and(|said| said.starts_with(&here)), "at {here:?} it says {said:?}");
        here
    }

    /// Goes on to what is called so, in the language the screen speaks.
    fn goes_to_name(&self, label: &str) {
        let mut passed = Vec::new();
        while self.here().as_deref() != Some(label) {
            passed.push(self.steps(ON));
            assert!(passed.len() < PRESSES_MAX, "{label:?} is not among {passed:#?}");
        }
    }

    /// The same without ears.
    fn goes_silently_to(&self, english: &str) {
        let label = self.stage.word(english);
        for _ in 0..PRESSES_MAX {
            if self.here().as_ref() == Some(&label) {
                return;
            }
            self.presses(ON);
        }
        panic!("{label:?} is not there");
    }

    /// Goes on to it and presses it; gives what is said then.
    fn chooses_name(&self, label: &str) -> Vec<String> {
        self.goes_to_name(label);
        self.presses(PRESS)
    }

    fn chooses(&self, english: &str) -> Vec<String> {
        self.chooses_name(&self.stage.word(english))
    }

    /// Writes on the board of the field the keys are at.
    fn writes(&self, text: &str) {
        for (place, key) in text.chars().enumerate() {
            if place > 0 {
                // From the field again: the key may stand ahead of the last one.
                self.presses(AWAY);
            }
            let said = self.chooses_name(&key.to_string());
            assert!(said.last().is_some_and(|said| said.ends_with(key)), "{key:?} is heard: {said:?}");
        }
    }

    /// From a booking to the slip: the shortest way on which something is written.
    fn arrives_by_name(&mut self, language: LanguageWord) {
        self.chooses("I have a booking");
        let said = self.chooses("Continue");
        assert!(said.iter().any(|said| said.starts_with(&self.stage.word("I have a booking"))), "{said:?}");
        self.chooses("I have no code: name and phone");
        assert_eq!(self.here(), Some(self.stage.word("Your name")));
        self.writes("lina");
        if language == LanguageWord::Zh {
            self.presses(AWAY);
            let said = self.chooses_name("李娜");
            assert!(said.last().is_some_and(|said| said.ends_with("李娜")), "{said:?}");
        } else {
            self.presses(AWAY);
        }
        assert_eq!(self.here(), Some(self.stage.word("Your name")), "at the field again");
        self.presses(PRESS);
        assert_eq!(self.here(), Some(self.stage.word("Your phone")));
        self.writes("13900001111");
        self.chooses("Enter");
        let name = if language == LanguageWord::Zh { "李娜" } else { "lina" };
        let sent = self.stage.grant(arrived());
        let booked = Wish::ArriveByName { name: name.into(), phone: "13900001111".into(), language };
        assert_eq!(sent, booked);
    }

    /// From the slip to the badge, without a finger that could sign.
    fn gets_the_badge(&mut self) {
        self.stage.view(KioskFace::PleaseWait, true);
        assert_eq!(self.stage.screen(), KioskScreen::Rules);
        self.stage.asked();
        let said = self.chooses(RULES);
        assert!(said.last().is_some_and(|said| said.ends_with(&self.stage.word("ticked"))), "{said:?}");
        self.chooses("I cannot sign: call the guard");
        let called = self.stage.wish().1;
        assert!(matches!(called, Wish::CallGuard { handle: Some(_) }), "{called:?}");
        assert_eq!(self.stage.screen(), KioskScreen::PleaseWait);
        self.stage.view(KioskFace::BadgePrinting, false);
        self.stage.view(KioskFace::ComeIn, false);
        stage::labels(self.stage.window());
        let come_in = self.stage.word("Wear your badge, please come in");
        assert!(self.said().iter().any(|said| said.starts_with(&come_in)));
        self.chooses("Done");
        assert_eq!(self.stage.screen(), KioskScreen::Welcome);
    }
}

#[test]
fn an_invited_visitor_comes_from_welcome_to_the_badge_by_four_buttons_and_the_scanner() {
    in_both_languages(|language| {
        let mut visitor = Visitor::listening(language);
        visitor.stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
        assert!(matches!(visitor.stage.grant(arrived()), Wish::ArriveByCode { .. }));
        visitor.gets_the_badge();
    });
}

#[test]
fn an_invited_visitor_without_the_code_writes_name_and_phone_by_four_buttons() {
    in_both_languages(|language| {
        let mut visitor = Visitor::listening(language);
        visitor.arrives_by_name(language);
        visitor.gets_the_badge();
    });
}

#[test]
fn whoever_agrees_to_the_rules_where_they_are_not_signed_sends_the_slip_by_four_buttons() {
    let mut visitor = Visitor::listening(LanguageWord::En);
    visitor.stage.say(FromCore::Site(Box::new(SiteFacts { language: LanguageWord::En, ..site() })));
    visitor.stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    visitor.stage.grant(arrived());
    visitor.stage.view(KioskFace::PleaseWait, true);
    visitor.stage.asked();
    visitor.chooses("Submit");
    assert_eq!(visitor.stage.asked(), [], "not before the tick, and that is said");
    visitor.chooses(RULES);
    visitor.chooses("Submit");
    assert!(matches!(visitor.stage.grant(Answer::Done { seq: 9 }), Wish::CompleteSlip { .. }));
}

#[test]
fn what_is_missing_is_said() {
    let visitor = Visitor::listening(LanguageWord::En);
    visitor.chooses("Check in");
    visitor.chooses("Continue");
    let said = visitor.chooses("Next");
    assert_eq!(said.last().map(String::as_str), Some("Your name: Please fill this in."));
}

#[test]
fn away_reads_the_page_where_there_is_nothing_to_go_back_to() {
    in_both_languages(|language| {
        let visitor = Visitor::at(language);
        assert!(visitor.presses(ON).is_empty(), "nobody has asked for it");
        let keys = visitor
            .stage
            .word("By keys: down goes on, up goes back by one, Enter chooses, Escape leaves the page.");
        for _ in 0..2 {
            let said = visitor.presses(AWAY);
            assert!(said.last().is_some_and(|said| said.ends_with(&keys)), "{said:?}");
        }
        assert_eq!(visitor.stage.screen(), KioskScreen::Welcome);
    });
}

#[test]
fn away_goes_back_as_the_page_does_and_loses_nothing_without_a_question() {
    let mut visitor = Visitor::at(LanguageWord::En);
    let dialog =
        |visitor: &Visitor| visitor.stage.window().global::<gatehouse::screens::ui::KioskApi>().get_dialog();
    visitor.stage.touch("Check in");
    visitor.presses(AWAY);
    assert_eq!(visitor.stage.screen(), KioskScreen::Welcome, "nothing was typed");
    visitor.stage.touch("Check in");
    visitor.stage.touch("Continue");
    visitor.stage.type_text("Li");
    visitor.presses(AWAY);
    assert_eq!(visitor.stage.screen(), KioskScreen::Notice);
    visitor.presses(AWAY);
    assert_eq!((visitor.stage.screen(), dialog(&visitor)), (KioskScreen::Notice, KioskDialog::StartOver));
    visitor.presses(AWAY);
    assert_eq!((visitor.stage.screen(), dialog(&visitor)), (KioskScreen::Notice, KioskDialog::None));
    visitor.presses(AWAY);
    visitor.goes_silently_to("Yes, wipe it");
    visitor.presses(PRESS);
    assert_eq!(visitor.stage.screen(), KioskScreen::Welcome);
    // A visit that waits is not left by it.
    visitor.stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    visitor.stage.grant(arrived());
    visitor.stage.view(KioskFace::PleaseWait, false);
    visitor.stage.asked();
    visitor.presses(AWAY);
    assert_eq!(visitor.stage.screen(), KioskScreen::PleaseWait);
    let asked = visitor.stage.asked();
    assert!(!asked.iter().any(|asked| matches!(asked, ToCore::Follow { handle: None })), "{asked:?}");
}

#[test]
fn a_press_that_finds_the_warning_says_only_that_somebody_is_here() {
    for button in [ON, BEFORE, PRESS, AWAY, Key::Tab] {
        std::thread::spawn(move || {
            let visitor = Visitor::at(LanguageWord::En);
            visitor.stage.touch("Check in");
            visitor.goes_silently_to("Continue");
            seconds(41);
            assert!(visitor.stage.shows("I am still here"));
            visitor.presses(button);
            assert!(!visitor.stage.shows("I am still here"));
            assert_eq!(visitor.stage.screen(), KioskScreen::Notice);
            assert_eq!(visitor.here().as_deref(), Some("Continue"), "the keys are where they were");
        })
        .join()
        .expect("nothing is chosen by it");
    }
}

#[test]
fn keys_and_scanner_are_heard_when_what_had_the_keys_is_gone() {
    let mut visitor = Visitor::at(LanguageWord::En);
    visitor.goes_silently_to("Easier to read");
    visitor.presses(PRESS);
    visitor.goes_silently_to("Done");
    visitor.presses(PRESS);
    assert_eq!(visitor.here(), None);
    visitor.stage.type_text("GHI1QWERTYUIOPASDFGHJKLZXCVB\n");
    assert!(matches!(visitor.stage.grant(arrived()), Wish::ArriveByCode { .. }));
    assert!(visitor.ears.heard().contains(&Heard::Rings(Sound::ScanGood)));
}

#[test]
fn the_board_is_stepped_over_line_by_line_and_left_at_its_ends() {
    let lines = [2, 0, 3];
    let (mut at, mut way) = (None, Vec::new());
    while let Some(next) = step(&lines, at, true) {
        way.push(next);
        at = Some(next);
    }
    assert_eq!(way, [(0, 0), (0, 1), (2, 0), (2, 1), (2, 2)]);
    let back: Vec<_> = way.iter().rev().map(|at| step(&lines, Some(*at), false)).collect();
    assert_eq!(back, [Some((2, 1)), Some((2, 0)), Some((0, 1)), Some((0, 0)), None]);
    assert_eq!(step(&lines, Some((1, 4)), true), Some((2, 0)), "a key that is gone");
    assert_eq!(step(&[], None, true), None);
}
