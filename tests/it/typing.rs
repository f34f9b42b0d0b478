//! Chinese by pinyin, through the door the keyboard on the screen uses.

use std::sync::{Arc, LazyLock};

use fastrand::Rng;
use gatehouse::typing::{CANDIDATES_MAX, Composer, LETTERS_MAX, Mode, Pick, Typist};

/// Candidates that fit on the screen beside each other.
const PAGE: usize = 8;
/// Runs of random keys, and keys of a run.
const RUNS: u64 = 40;
const KEYS: usize = 40;

static TYPIST: LazyLock<Arc<Typist>> = LazyLock::new(|| Arc::new(Typist::new()));

fn composer(mode: Mode, letters: &str) -> Composer {
    let mut composer = Composer::new(Arc::clone(&TYPIST), mode, PAGE);
    for letter in letters.chars() {
        assert!(composer.key(letter), "{letter:?} of {letters}");
    }
    composer
}

fn texts(composer: &Composer) -> Vec<&str> {
    composer.page().iter().map(|candidate| candidate.text.as_str()).collect()
}

#[track_caller]
fn on_first_page(mode: Mode, letters: &str, wanted: &[&str]) {
    let composer = composer(mode, letters);
    for text in wanted {
        assert!(
            texts(&composer).contains(text),
            "{text} is not on the page for {letters}: {:?}",
            texts(&composer)
        );
    }
}

fn pick(composer: &mut Composer, text: &str) -> Pick {
    let at = composer.page().iter().position(|candidate| candidate.text == text);
    composer.pick(at.unwrap_or_else(|| panic!("{text} is not among {:?}", texts(composer))))
}

fn whole(text: &str) -> Pick {
    Pick::Whole(text.to_owned().into())
}

#[test]
fn whole_names_come_in_one_go() {
    for (letters, name) in [
        ("zhangwei", "张伟"),
        ("wangxiaoming", "王小明"),
        ("ouyangnana", "欧阳娜娜"),
        ("simayi", "司马懿"),
        ("lvbu", "吕布"),
        ("lyubu", "吕布"),
        ("liqiang", "李强"),
        ("maimaiti", "买买提"),
    ] {
        on_first_page(Mode::Name, letters, &[name]);
    }
}

#[test]
fn surnames_are_found_as_they_are_read_in_names() {
    for (letters, surname) in [
        ("shan", "单"),
        ("xie", "解"),
        ("zeng", "曾"),
        ("zha", "查"),
        ("qiu", "仇"),
        ("ou", "区"),
        ("piao", "朴"),
        ("yuchi", "尉迟"),
        ("zhangsun", "长孙"),
        ("moqi", "万俟"),
        ("ouyang", "欧阳"),
        ("zhuge", "诸葛"),
        ("shangguan", "上官"),
        ("lv", "吕"),
        ("lyu", "吕"),
        ("lu", "吕"),
    ] {
        on_first_page(Mode::Name, letters, &[surname]);
    }
}

#[test]
fn candidates_come_while_a_name_is_typed() {
    on_first_page(Mode::Name, "zh", &["张", "赵", "周", "郑"]);
    on_first_page(Mode::Name, "zhangw", &["张伟", "张威"]);
}

#[test]
fn words_come_by_the_dictionary() {
    for (letters, word) in [
        ("gongsi", "公司"),
        ("gongs", "公司"),
        ("songhuo", "送货"),
        ("shenzhen", "深圳"),
        ("nver", "女儿"),
        ("nyuer", "女儿"),
        ("mianshi", "面试"),
        ("shenzhengongsisonghuo", "深圳公司送货"),
    ] {
        on_first_page(Mode::Words, letters, &[word]);
    }
}

#[test]
fn letters_that_may_be_cut_in_two_ways_offer_both_and_a_mark_decides() {
    on_first_page(Mode::Words, "fangan", &["方案", "反感"]);
    let both = TYPIST.candidates(Mode::Words, "", "xian");
    for text in ["先", "西安"] {
        assert!(both.iter().any(|candidate| candidate.text == text), "{text}");
    }
    for marked in ["xi'an", "xi an"] {
        on_first_page(Mode::Words, marked, &["西安"]);
        assert!(!texts(&composer(Mode::Words, marked)).contains(&"先"), "{marked}");
    }
}

#[test]
fn the_letters_themselves_are_always_the_last_choice() {
    for letters in ["zhangwei", "Smith", "O'Neil", "zzz", "v"] {
        for mode in [Mode::Name, Mode::Words] {
            let mut composer = composer(mode, letters);
            while composer.has_next_page() {
                composer.next_page();
            }
            let last = composer.page().len() - 1;
            assert_eq!(composer.pick(last), whole(letters));
        }
        let mut composer = composer(Mode::Name, letters);
        assert_eq!(composer.pick_letters().unwrap().as_str(), letters);
        assert!(composer.is_empty());
    }
}

#[test]
fn what_is_left_after_a_pick_is_a_given_name() {
    let mut composer = composer(Mode::Name, "zhangwei");
    assert_eq!(pick(&mut composer, "张"), Pick::Part);
    assert_eq!((composer.shown().as_str(), composer.rest()), ("张wei", "wei"));
    assert_eq!(pick(&mut composer, "薇"), whole("张薇"));
    assert!(composer.is_empty() && composer.page().is_empty() && composer.shown().is_empty());
}

#[test]
fn behind_a_surname_in_the_field_a_given_name_is_offered() {
    let mut composer = composer(Mode::Name, "");
    composer.begin_after("欧阳");
    "xiaoming".chars().for_each(|letter| assert!(composer.key(letter)));
    assert_eq!(pick(&mut composer, "晓明"), whole("晓明"));
}

#[test]
fn backspace_takes_back_the_latest_thing() {
    let mut composer = composer(Mode::Name, "ouyangn");
    assert_eq!(pick(&mut composer, "欧阳"), Pick::Part);
    assert!(composer.key('a'));
    assert_eq!(composer.shown().as_str(), "欧阳na");
    for shown in ["欧阳n", "ouyangn", "ouyang"] {
        assert!(composer.backspace());
        assert_eq!(composer.shown().as_str(), shown);
    }
    (0..6).for_each(|_| assert!(composer.backspace()));
    assert!(composer.is_empty() && !composer.backspace());
}

#[test]
fn pages_are_turned_between_the_first_and_the_last() {
    let mut composer = composer(Mode::Words, "shi");
    let first = composer.page().to_vec();
    assert_eq!(first.len(), PAGE);
    assert!(!composer.has_previous_page());
    composer.previous_page();
    composer.next_page();
    assert_ne!(composer.page(), first);
    composer.previous_page();
    assert_eq!(composer.page(), first);
    composer.next_page();
    assert!(composer.key('y') && !composer.has_previous_page(), "a letter begins with the first page");
    assert_eq!(composer.pick(PAGE), Pick::Absent);
}

#[test]
fn a_composition_has_an_end_and_takes_nothing_but_letters_and_marks() {
    let mut composer = composer(Mode::Words, "");
    for sign in ['\'', ' ', '1', '张', '\n', '-'] {
        assert!(!composer.key(sign), "{sign:?}");
    }
    assert!((0..LETTERS_MAX).all(|_| composer.key('a')));
    assert!(!composer.key('a'));
}

#[test]
fn nothing_survives_a_clear() {
    let mut composer = composer(Mode::Name, "ouyangna");
    assert_eq!(pick(&mut composer, "欧阳"), Pick::Part);
    composer.clear();
    assert!(composer.is_empty() && composer.page().is_empty());
    assert_eq!((composer.shown().as_str(), composer.rest()), ("", ""));
    "wei".chars().for_each(|letter| assert!(composer.key(letter)));
    let fresh = self::composer(Mode::Name, "wei");
    assert_eq!(texts(&composer), texts(&fresh), "what was picked before is forgotten, too");
    composer.set_mode(Mode::Words);
    assert!(composer.is_empty());
}

#[test]
fn every_choice_can_be_drawn_by_the_kiosk() {
    let drawn = include_str!("../../ui/fonts/characters.txt");
    for letters in ["yi", "ji", "shi", "zhangyi", "xi'an", "yu"] {
        for mode in [Mode::Name, Mode::Words] {
            for candidate in TYPIST.candidates(mode, "", letters) {
                assert!(candidate.text.chars().all(|sign| drawn.contains(sign)), "{}", candidate.text);
            }
        }
    }
}

/// Whatever keys come, the composer stays whole: what is shown is the picks and the letters, every candidate takes
/// some of the letters, and no list is longer than promised. `SEED=n` replays a run.
#[test]
fn random_keys_leave_it_whole() {
    let seeds = match std::env::var("SEED") {
        Ok(seed) => seed.parse().map(|seed: u64| seed..seed + 1).unwrap(),
        Err(_) => 0..RUNS,
    };
    for seed in seeds {
        let mut chance = Rng::with_seed(seed);
        let mode = if chance.bool() { Mode::Name } else { Mode::Words };
        let mut composer = Composer::new(Arc::clone(&TYPIST), mode, chance.usize(0..12));
        for _ in 0..KEYS {
            match chance.u8(0..24) {
                0 => composer.clear(),
                1 => composer.next_page(),
                2 => composer.previous_page(),
                3 => composer.begin_after(["", "张", "欧阳", "王小明好", "Łukasz", "é"][chance.usize(0..6)]),
                4 => drop(composer.pick(chance.usize(0..12))),
                5 => drop(composer.pick_letters()),
                6 | 7 => drop(composer.backspace()),
                8 => drop(composer.key(chance.char(..))),
                9 => drop(composer.key(['\'', ' ', 'ü', 'v', 'V'][chance.usize(0..5)])),
                _ => drop(composer.key(chance.lowercase())),
            }
            let (shown, rest) = (composer.shown(), composer.rest());
            assert!(shown.ends_with(rest), "seed {seed}: {rest} is not at the end of what is shown");
            assert!(rest.len() <= LETTERS_MAX, "seed {seed}");
            assert_eq!(composer.page().is_empty(), rest.is_empty(), "seed {seed}: a page has candidates");
            for candidate in composer.page() {
                assert!(
                    (1..=rest.len()).contains(&candidate.letters),
                    "seed {seed}: {candidate:?} of {rest}"
                );
            }
        }
        let offered = TYPIST.candidates(mode, "", composer.rest()).len();
        assert!(offered <= CANDIDATES_MAX, "seed {seed}: {offered}");
    }
}
