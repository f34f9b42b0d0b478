//! A visitor who writes on the screen's own board, letter by letter, and touches all else: in Chinese and in English.

use gatehouse::wire::LanguageWord;

use super::pair::Pair;
use super::site::{Site, words_of};
use super::twin::Screen::{Guard, Kiosk};
use super::{GONE, Hands, PHONE, Pen, export, receive, sign_in, until};
use crate::words::word;

const RULES: &str =
    "I carry nothing forbidden (weapons, explosives, flammable or toxic goods), and I keep to these rules.";

/// A visitor at both windows, in one language.
struct Visitor {
    pair: Pair,
    language: LanguageWord,
}

impl Visitor {
    /// Touches what is called so, in English words.
    fn touches(&mut self, english: &str) {
        self.pair.touches(Kiosk, &word(self.language, english));
    }

    /// Touches one key of the board after the other; each is called by its letter.
    fn spells(&mut self, letters: &str) {
        letters.chars().for_each(|letter| self.pair.touches(Kiosk, &letter.to_string()));
    }

    /// A capital letter, and the rest of the word.
    fn spells_a_name(&mut self, name: &str) {
        self.touches("Capital letters");
        self.spells(name);
    }

    /// From the unit to the badge, whose words are given.
    fn goes_on_to_the_badge(mut self, mut real: Site, name: &str) -> String {
        self.touches("Enter");
        self.spells("abb");
        self.touches("Next");
        self.spells(PHONE);
        for label in ["Next", "Supplier"] {
            self.touches(label);
        }
        self.spells("wangjianguo");
        self.touches("Next");
        self.pair.touches(Kiosk, "采购部 王建国");
        for label in ["Delivery or pick-up", "Submit", RULES] {
            self.touches(label);
        }
        let paper = word(self.language, "Sign here with your finger");
        self.pair.signs(Kiosk, &paper);
        for label in ["Submit", "Done"] {
            self.touches(label);
        }
        // Whoever goes leaves no language behind: both twins speak that of the site again.
        let mut pair = self.pair;
        sign_in(&mut pair);
        receive(&mut pair, name);
        pair.touches(Guard, "发证");
        let badge = words_of(&real.badge());
        pair.touches(Guard, "已佩戴好，开门");
        drop(pair);
        until("the visitor inside", GONE, || export(&real).contains("Passed").then_some(()));
        real.stop();
        badge
    }
}

#[test]
fn a_visitor_writes_zhang_wei_by_pinyin_with_touches_signs_and_leaves_with_a_badge() {
    let (real, twin) = (Site::start(), Site::start());
    let mut visitor = Visitor { pair: Pair::open(&real, &twin), language: LanguageWord::Zh };
    for label in ["Check in", "Continue"] {
        visitor.touches(label);
    }
    visitor.spells("zhangwei");
    visitor.pair.touches(Kiosk, "张伟");
    let badge = visitor.goes_on_to_the_badge(real, "张伟");
    assert!(badge.contains("张伟"), "the name is on the badge: {badge}");
}

#[test]
fn a_visitor_writes_in_english_with_touches_signs_and_leaves_with_a_badge() {
    let (real, twin) = (Site::start(), Site::start());
    let mut pair = Pair::open(&real, &twin);
    pair.touches(Kiosk, "English");
    let mut visitor = Visitor { pair, language: LanguageWord::En };
    for label in ["Check in", "Continue"] {
        visitor.touches(label);
    }
    visitor.spells_a_name("Maria");
    visitor.touches("Space");
    visitor.spells_a_name("Lind");
    let badge = visitor.goes_on_to_the_badge(real, "Maria Lind");
    assert!(badge.contains("Maria Lind"), "the name is on the badge: {badge}");
}
