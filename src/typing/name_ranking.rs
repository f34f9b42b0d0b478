//! Which names letters stand for, the likeliest first.
//!
//! A whole name is as likely as its surname times its given name, whichever way the letters are cut. In front stand
//! whole names, behind them parts to go on from: a surname, or a surname with the first character of the given name.

use super::candidate::List;
use super::names::{Names, Place};
use super::syllables::{Cut, Slot, cuts};

/// Syllables of the longest name: two of the surname, two of the given name.
const SYLLABLES_MAX: usize = 4;
/// Characters of one syllable that are tried, the commonest: behind them no name is likely enough to be seen.
const SIGNS_MAX: usize = 48;
/// Given names that are joined with surnames.
const GIVEN_MAX: usize = 48;
/// Surnames that are joined with given names: most syllables have fewer.
const SURNAMES_MAX: usize = 12;
/// Whole names on top, before parts are offered: what is seen at a glance.
const WHOLE_FIRST: usize = 5;
/// The same where a given name has two characters: the places behind are better used for beginnings, for of two
/// characters there are too many names to show.
const WHOLE_BEFORE_BEGINNINGS: usize = 3;
/// Whole names at most.
const WHOLE_MAX: usize = 40;
/// Candidates that are seen without looking long: two pages of five.
const SEEN: usize = 10;
/// What a further whole name is worth beside the parts: most of them are reached by a part, too.
const OFTEN_LED_TO: f64 = 0.3;
/// Parts and further whole names.
const PARTS_MAX: usize = 80;
/// How many given names have one character: about one in seven, in the lists the tables are made of.
const ALONE: f64 = 0.15;
/// How often somebody types a surname for itself, against a whole name at once.
const SURNAME_ALONE: f64 = 0.1;

/// What is left of the likelihood of a name whose last syllable is not typed to its end, or whose cut leads nowhere:
/// letters that make whole syllables are meant so.
const UNFINISHED: f64 = 0.02;

/// The share of people a surname or a character is given that no table tells of.
const RARE: f64 = 1e-7;

/// How far into a name the cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing of it is there.
    Surname,
    /// A surname is there.
    Given,
    /// A surname is there, and this character behind it.
    SecondGiven(char),
    /// It is a whole name, or none of the usual shape.
    Beyond,
}

impl Stage {
    /// How far a name is that begins with this text.
    pub fn after(text: &str, names: &Names) -> Self {
        let last = text.chars().next_back().unwrap_or_default();
        let but_last = &text[..text.len() - last.len_utf8().min(text.len())];
        match text.chars().count() {
            0 => Self::Surname,
            1 => Self::Given,
            2 if names.is_surname(text) => Self::Given,
            2 => Self::SecondGiven(last),
            3 if names.is_surname(but_last) => Self::SecondGiven(last),
            _ => Self::Beyond,
        }
    }
}

/// A text, how likely it is, and the letters it takes. A part is as likely as it is that the next pick ends the name.
#[derive(Clone)]
struct Scored {
    text: String,
    share: f64,
    letters: usize,
}

/// What was found, by what it is.
#[derive(Default)]
struct Found {
    whole: Vec<Scored>,
    parts: Vec<Scored>,
    /// Whether there are parts with the first of two characters of a given name.
    beginnings: bool,
}

impl Found {
    /// Takes in what a cut brought, each so many times as likely.
    fn take_in(&mut self, other: Self, times: f64) {
        let weighed = |found: Vec<Scored>| {
            found.into_iter().map(move |name| Scored { share: name.share * times, ..name })
        };
        self.whole.extend(weighed(other.whole));
        self.parts.extend(weighed(other.parts));
        self.beginnings |= other.beginnings;
    }
}

/// Offers names for the letters; of names in other shapes (`others`, for all the letters) there are few, and they are
/// offered behind the first.
pub(super) fn offer(letters: &str, stage: Stage, names: &Names, others: &[String], list: &mut List) {
    let mut all = Found::default();
    for (cut, whole) in cuts(letters, SYLLABLES_MAX) {
        let mut found = Found::default();
        match stage {
            Stage::Surname => with_surname(&cut, whole, names, &mut found),
            Stage::Given => given_alone(&cut, whole, names, &mut found),
            Stage::SecondGiven(first) => second_given(&cut, whole, first, names, &mut found),
            Stage::Beyond => {}
        }
        let led_on = whole || cut.len() == SYLLABLES_MAX;
        let finished = cut.last().is_some_and(|slot| !slot.unfinished);
        all.take_in(found, if led_on && finished { 1.0 } else { UNFINISHED });
    }
    let found = all;
    let whole = ranked(found.whole, WHOLE_MAX);
    let on_top = match stage {
        Stage::Surname if found.beginnings => WHOLE_BEFORE_BEGINNINGS,
        Stage::Surname => WHOLE_FIRST,
        Stage::Given | Stage::SecondGiven(_) | Stage::Beyond => SEEN,
    };
    let (first, rest) = whole.split_at(whole.len().min(on_top));
    for name in first {
        list.offer(&name.text, name.letters);
    }
    for name in others {
        list.offer(name, letters.len());
    }
    let behind = rest.iter().map(|name| Scored { share: name.share * OFTEN_LED_TO, ..name.clone() });
    for part in ranked(found.parts.into_iter().chain(behind).collect(), PARTS_MAX) {
        list.offer(&part.text, part.letters);
    }
}

/// The likeliest first, each text with the letters once, at most `most`.
fn ranked(mut found: Vec<Scored>, most: usize) -> Vec<Scored> {
    found.sort_by(|a, b| b.share.total_cmp(&a.share).then_with(|| a.text.cmp(&b.text)));
    let mut kept: Vec<Scored> = Vec::new();
    for name in found {
        if kept.len() < most && !kept.iter().any(|other| other.text == name.text) {
            kept.push(name);
        }
    }
    kept
}

/// Characters a slot may be in this place, with their shares, the commonest first.
fn signs(slot: &Slot, place: Place, names: &Names) -> Vec<(char, f64)> {
    let mut signs: Vec<(char, f64)> =
        slot.readings.iter().flat_map(|read| names.signs(read, place)).collect();
    signs.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    signs.truncate(SIGNS_MAX);
    signs
}

/// Given names for some slots.
#[derive(Default)]
struct Given {
    /// Whole ones with their shares among all given names, the commonest first.
    names: Vec<(String, f64)>,
    /// First characters of two, with the share of names that the next pick ends and that are not among the first of
    /// the whole ones: to those the surname alone leads as well.
    beginnings: Vec<(String, f64)>,
}

/// Given names for these slots; none for more than two.
fn given(slots: &[Slot], names: &Names) -> Given {
    let mut given = Given::default();
    match slots {
        [one] => {
            let signs = signs(one, Place::Alone, names).into_iter();
            given.names = signs.map(|(sign, share)| (sign.to_string(), share * ALONE)).collect();
        }
        [first, second] => {
            let seconds = signs(second, Place::Second, names);
            for first in signs(first, Place::First, names) {
                let pair = |second: &(char, f64)| {
                    let share = names.pair(first, *second) * (1.0 - ALONE);
                    (String::from_iter([first.0, second.0]), share)
                };
                let mut pairs: Vec<(String, f64)> = seconds.iter().map(pair).collect();
                pairs.sort_by(likelier);
                let ended = pairs.iter().take(SEEN).map(|(_, share)| share).sum();
                given.beginnings.push((first.0.to_string(), ended));
                given.names.extend(pairs);
            }
        }
        _ => {}
    }
    given.names.sort_by(likelier);
    given.names.truncate(GIVEN_MAX);
    for (name, share) in given.names.iter().take(SEEN) {
        for (_, ended) in given.beginnings.iter_mut().filter(|(sign, _)| name.starts_with(sign.as_str())) {
            *ended = (*ended - share).max(0.0);
        }
    }
    given
}

/// The likelier first; of two that are equal the one that always comes first, so that all runs agree.
fn likelier(a: &(String, f64), b: &(String, f64)) -> std::cmp::Ordering {
    b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0))
}

/// Surnames for these slots, one or two, with the share of people who bear them.
fn surnames(slots: &[Slot], names: &Names) -> Vec<(&'static str, f64)> {
    let mut found: Vec<(&'static str, f64)> = match slots {
        [one] => one.readings.iter().flat_map(|read| names.surnames(read)).copied().collect(),
        [first, second] => {
            let reads = first
                .readings
                .iter()
                .flat_map(|first| second.readings.iter().map(move |second| format!("{first} {second}")));
            reads.flat_map(|read| names.surnames(&read).to_vec()).collect()
        }
        _ => Vec::new(),
    };
    found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    found
}

fn with_surname(cut: &Cut, whole: bool, names: &Names, found: &mut Found) {
    for size in 1..=cut.len().min(2) {
        let (family, rest) = cut.split_at(size);
        let all = surnames(family, names);
        let end = family.last().map_or(0, |slot| slot.end);
        let Some(last) = rest.last() else {
            // Letters that lead nowhere behind it seldom belong to it.
            let (place, times) =
                if whole { (&mut found.whole, SURNAME_ALONE) } else { (&mut found.parts, RARE) };
            place.extend(all.iter().map(|(surname, share)| scored(surname, share * times, end)));
            continue;
        };
        let given = given(rest, names);
        // Behind the surname the first of these are seen at once; if there are none it leads on all the same.
        let seen: f64 = given.names.iter().take(SEEN).map(|(_, share)| share).sum();
        for (surname, people) in all.iter().take(SURNAMES_MAX) {
            let join = |text: &str, share: f64, letters: usize| {
                scored(&format!("{surname}{text}"), people * share, letters)
            };
            found.parts.push(scored(surname, people * seen.max(RARE), end));
            if whole {
                found.whole.extend(given.names.iter().map(|(given, share)| join(given, *share, last.end)));
            }
            let end = rest.first().map_or(0, |slot| slot.end);
            found.parts.extend(given.beginnings.iter().map(|(sign, share)| join(sign, *share, end)));
        }
        found.beginnings |= !given.beginnings.is_empty();
    }
}

fn scored(text: &str, share: f64, letters: usize) -> Scored {
    Scored { text: text.to_owned(), share, letters }
}

fn given_alone(cut: &Cut, whole: bool, names: &Names, found: &mut Found) {
    let (Some(first), Some(last)) = (cut.first(), cut.last()) else { return };
    let given = given(cut, names);
    if whole {
        found.whole.extend(given.names.iter().map(|(name, share)| scored(name, *share, last.end)));
    }
    found.parts.extend(given.beginnings.iter().map(|(sign, share)| scored(sign, *share, first.end)));
}

fn second_given(cut: &Cut, whole: bool, first: char, names: &Names, found: &mut Found) {
    let Some(slot) = cut.first() else { return };
    let place = if whole && cut.len() == 1 { &mut found.whole } else { &mut found.parts };
    let first = (first, names.share(first, Place::First).max(RARE));
    let second = |second: (char, f64)| scored(&second.0.to_string(), names.pair(first, second), slot.end);
    place.extend(signs(slot, Place::Second, names).into_iter().map(second));
}
