//! How often a name that was never counted is found by its pinyin. The names are made by `scripts/make-names`.

use std::fs;

use gatehouse::typing::{Mode, Typist};
use pinyin::ToPinyin;

use crate::source_text::root;

/// Candidates seen at a glance, in which a name is wanted in one go.
const AT_A_GLANCE: usize = 5;
/// Candidates a pick is looked for in: two pages of the seven that stand above the keys, and four.
const IN_TWO_PAGES: usize = 14;
const IN_FOUR_PAGES: usize = 28;
/// Of a hundred names, how many at least must be there at a glance or by two picks, out of two pages and out of four.
/// Measured were 91.6 and 96.2: a name that was never counted is seldom commoner than many others that sound alike.
const IN_TWO_PAGES_MIN: usize = 91;
const IN_FOUR_PAGES_MIN: usize = 95;
/// Names of the first source in the fixture; the others are of the second.
const NEWSPAPER: usize = 400;

/// Surnames that are read otherwise than the first reading of the character, as the people who bear them say.
const SURNAMES_READ: [(&str, &str); 20] = [
    ("单", "shan"),
    ("解", "xie"),
    ("曾", "zeng"),
    ("查", "zha"),
    ("仇", "qiu"),
    ("区", "ou"),
    ("朴", "piao"),
    ("尉迟", "yuchi"),
    ("长孙", "zhangsun"),
    ("万俟", "moqi"),
    ("盖", "ge"),
    ("任", "ren"),
    ("覃", "qin"),
    ("缪", "miao"),
    ("乐", "yue"),
    ("翟", "zhai"),
    ("冼", "xian"),
    ("谌", "chen"),
    ("折", "she"),
    ("种", "chong"),
];

/// A name as its bearer types it: full pinyin without tones or marks.
pub(crate) fn typed(name: &str) -> String {
    let special = SURNAMES_READ.iter().find(|(surname, _)| name.starts_with(surname));
    let (mut letters, given) = special.map_or((String::new(), name), |(surname, read)| {
        ((*read).to_owned(), name.strip_prefix(surname).unwrap())
    });
    for sign in given.chars() {
        letters.push_str(&sign.to_pinyin().unwrap().plain().replace('ü', "v"));
    }
    letters
}

/// Where a name was found.
struct Found {
    /// Whole, among the first candidates.
    at_a_glance: bool,
    /// By two picks: how many candidates must be looked at for either, if no more than four pages.
    by_two: Option<usize>,
}

impl Found {
    fn within(&self, seen: usize) -> bool {
        self.at_a_glance || self.by_two.is_some_and(|needed| needed <= seen)
    }
}

/// Looks for a name, whole and by any part of it and the rest.
fn look_for(typist: &Typist, name: &str) -> Found {
    let letters = typed(name);
    let candidates = typist.candidates(Mode::Name, "", &letters);
    let at_a_glance = candidates.iter().take(AT_A_GLANCE).any(|offered| offered.text == name);
    let parts = candidates.iter().take(IN_FOUR_PAGES).enumerate().filter_map(|(at, part)| {
        let rest = name.strip_prefix(part.text.as_str()).filter(|rest| !rest.is_empty())?;
        let behind = typist.candidates(Mode::Name, &part.text, letters.get(part.letters..)?);
        let then = behind.iter().take(IN_FOUR_PAGES).position(|offered| offered.text == rest)?;
        Some(at.max(then) + 1)
    });
    Found { at_a_glance, by_two: parts.min() }
}

#[test]
fn a_name_that_was_never_counted_is_found_at_a_glance_or_by_two_picks() {
    let typist = Typist::new();
    let text = fs::read_to_string(root().join("tests/fixtures/typing/names.txt")).unwrap();
    let names: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(names.len(), 500);
    let found: Vec<Found> = names.iter().map(|name| look_for(&typist, name)).collect();
    for (source, found) in [("newspaper", &found[..NEWSPAPER]), ("Taiwan", &found[NEWSPAPER..])] {
        let glance = found.iter().filter(|found| found.at_a_glance).count();
        let [two, four] =
            [IN_TWO_PAGES, IN_FOUR_PAGES].map(|seen| found.iter().filter(|found| found.within(seen)).count());
        println!(
            "{source}: of {} names {glance} at a glance, {two} in two pages, {four} in four",
            found.len()
        );
    }
    for (seen, least) in [(IN_TWO_PAGES, IN_TWO_PAGES_MIN), (IN_FOUR_PAGES, IN_FOUR_PAGES_MIN)] {
        let missed = names.iter().zip(&found).filter(|(_, found)| !found.within(seen));
        let missed: Vec<&str> = missed.map(|(name, _)| *name).collect();
        println!("not among the first {seen}: {}", missed.join(" "));
        let share = (names.len() - missed.len()) * 100;
        assert!(share >= names.len() * least, "{} of {} names are not found", missed.len(), names.len());
    }
}
