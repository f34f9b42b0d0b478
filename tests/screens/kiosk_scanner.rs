//! Telling a scanner that types from a person who types.

use std::time::Duration;

use gatehouse::screens::kiosk::scanner::{CODE_MAX, Scanner, Took};
use gatehouse::screens::ui::KioskScreen;
use gatehouse::wire::{Answer, LanguageWord, LeaveAnswer, Wish};

use crate::kiosk_stage::{Stage, arrived};

const FAST: u64 = 5;
const SLOW: u64 = 150;
const INVITATION: &str = "GHI1QWERTYUIOPASDFGHJKLZXCVB";
const BADGE: &str = "GH1MFRGGZDFMZTWQ2LK";

/// Types with that many milliseconds between the keys; gives what became of each.
fn burst(scanner: &mut Scanner, from_ms: u64, gap_ms: u64, text: &str, fields: bool) -> Vec<Took> {
    let times = (0..).map(|n| Duration::from_millis(from_ms + n * gap_ms));
    text.chars().zip(times).map(|(key, at)| scanner.key(&key.to_string(), at, fields)).collect()
}

#[test]
fn a_fast_burst_with_enter_is_a_code() {
    for fields in [false, true] {
        let took = burst(&mut Scanner::default(), 1000, FAST, &format!("{BADGE}\n"), fields);
        assert_eq!(took.last(), Some(&Took::Code(BADGE.to_owned())));
        assert!(took[..took.len() - 1].iter().all(|each| *each == Took::Keep), "nothing reaches a field");
    }
}

#[test]
fn shift_between_the_characters_does_not_break_a_code() {
    let mut scanner = Scanner::default();
    for (n, key) in BADGE.chars().enumerate() {
        let at = Duration::from_millis(1000 + 10 * n as u64);
        assert_eq!(scanner.key("\u{10}", at, true), Took::Pass);
        assert_eq!(scanner.key(&key.to_string(), at + Duration::from_millis(4), true), Took::Keep);
    }
    let at = Duration::from_millis(1000 + 10 * BADGE.len() as u64);
    assert_eq!(scanner.key("\n", at, true), Took::Code(BADGE.to_owned()));
}

#[test]
fn a_person_typing_keeps_every_character() {
    let mut scanner = Scanner::default();
    assert_eq!(scanner.key("G", Duration::from_millis(1000), true), Took::Keep);
    assert_eq!(scanner.pause(), "G", "a name may begin with G");
    assert_eq!(scanner.key("u", Duration::from_millis(1000 + SLOW), true), Took::Pass);
    assert_eq!(scanner.key("G", Duration::from_millis(2000), true), Took::Keep);
    assert_eq!(scanner.key("o", Duration::from_millis(2020), true), Took::GiveBack("Go".to_owned()));
    assert_eq!(burst(&mut scanner, 3000, FAST, "李娜", true), [Took::Pass, Took::Pass]);
}

#[test]
fn slow_keys_are_no_code_where_nothing_is_typed() {
    let took = burst(&mut Scanner::default(), 1000, SLOW, &format!("{BADGE}\n"), false);
    assert!(!took.iter().any(|each| matches!(each, Took::Code(_))));
}

#[test]
fn a_code_that_does_not_end_is_dropped_and_the_next_one_read() {
    for fields in [false, true] {
        let mut scanner = Scanner::default();
        let endless = "GH".repeat(CODE_MAX);
        assert!(
            !burst(&mut scanner, 1000, 1, &endless, fields)
                .iter()
                .any(|each| matches!(each, Took::GiveBack(_)))
        );
        assert_eq!(scanner.key("\n", Duration::from_millis(1000 + 2 * CODE_MAX as u64), fields), Took::Keep);
        let took = burst(&mut scanner, 60_000, FAST, &format!("{BADGE}\n"), fields);
        assert_eq!(took.last(), Some(&Took::Code(BADGE.to_owned())));
    }
}

#[test]
fn an_invitation_at_welcome_is_an_arrival() {
    let mut stage = Stage::live(LanguageWord::Zh);
    stage.type_text(&format!("{INVITATION}\n"));
    let wish = stage.grant(arrived());
    assert_eq!(wish, Wish::ArriveByCode { code: INVITATION.to_owned(), language: LanguageWord::Zh });
    assert_eq!(stage.screen(), KioskScreen::PleaseWait);
}

#[test]
fn a_badge_at_welcome_only_leads_to_the_page_that_takes_it_back() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.type_text(&format!("{BADGE}\n"));
    assert_eq!(stage.screen(), KioskScreen::Leaving);
    assert_eq!(stage.asked(), []);
    stage.type_text(&format!("{BADGE}\n"));
    let wish = stage.grant(Answer::Leaving { say: LeaveAnswer::Goodbye });
    assert_eq!(wish, Wish::HandBack { code: BADGE.to_owned() });
    assert_eq!(stage.screen(), KioskScreen::Goodbye);
    assert!(stage.shows("Please hand your badge to the guard."), "it is still in the visitor's hand");
}

#[test]
fn a_code_never_lands_in_a_field() {
    let mut stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("Li");
    stage.type_text(&format!("{INVITATION}\n"));
    assert!(!stage.reads("GHI1"), "the code is on the screen");
    assert!(stage.reads("Li"));
    assert!(matches!(stage.grant(arrived()), Wish::ArriveByCode { .. }));
}

#[test]
fn a_name_that_begins_with_g_is_typed_by_a_fast_hand() {
    let stage = Stage::live(LanguageWord::En);
    stage.touch("Check in");
    stage.touch("Continue");
    stage.type_text("Gu");
    crate::stage::seconds(1);
    assert!(stage.reads("Gu"));
}
