//! The tables of names: who is called how, and how often.

use std::collections::HashMap;

/// In this many people the surnames are counted.
const PEOPLE: f64 = 10_000_000.0;
/// In this many names the characters of given names and their pairs are counted.
const NAMES: f64 = 1_000_000.0;
/// How far a pair is believed against its two characters each for itself; the rest goes to the characters, for the
/// list of pairs is short and most names are not in it.
const PAIR_SHARE: f64 = 0.4;

/// Where in a given name a character stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    First = 0,
    Second = 1,
    Alone = 2,
}

/// A character of given names.
struct Sign {
    sign: char,
    /// The share of names that have it in each place.
    shares: [f64; 3],
}

/// Surnames and given names by the way they are typed.
pub(super) struct Names {
    surnames: HashMap<&'static str, Vec<(&'static str, f64)>>,
    given: HashMap<&'static str, Vec<Sign>>,
    pairs: HashMap<(char, char), f64>,
}

/// The lines of a table, each in its fields.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

fn number(field: &str) -> f64 {
    field.parse().unwrap_or_default()
}

impl Names {
    /// Reads the tables, which are part of the program. A line that is none is passed over; a test finds it.
    pub fn new() -> Self {
        let mut names = Self { surnames: HashMap::new(), given: HashMap::new(), pairs: HashMap::new() };
        for row in rows(include_str!("names/surnames.txt")) {
            if let [read, surname, people] = row[..] {
                names.surnames.entry(read).or_default().push((surname, number(people) / PEOPLE));
            }
        }
        for row in rows(include_str!("names/given.txt")) {
            if let [read, sign, first, second, alone] = row[..] {
                let shares = [first, second, alone].map(|field| number(field) / NAMES);
                let signs = sign.chars().map(|sign| Sign { sign, shares });
                names.given.entry(read).or_default().extend(signs);
            }
        }
        for row in rows(include_str!("names/pairs.txt")) {
            if let [count, given] = row[..] {
                let pairs = given.split(' ').filter_map(|given| {
                    let mut signs = given.chars();
                    Some(((signs.next()?, signs.next()?), number(count) / NAMES))
                });
                names.pairs.extend(pairs);
            }
        }
        names
    }

    /// Surnames read so, one syllable after the other with a blank between, and the share of people who bear them.
    pub fn surnames(&self, read: &str) -> &[(&'static str, f64)] {
        self.surnames.get(read).map_or(&[], Vec::as_slice)
    }

    /// Whether a text is a surname.
    pub fn is_surname(&self, text: &str) -> bool {
        self.surnames.values().flatten().any(|(surname, _)| *surname == text)
    }

    /// Characters of given names read so, and the share of names that have them in this place.
    pub fn signs(&self, read: &str, place: Place) -> impl Iterator<Item = (char, f64)> {
        self.given.get(read).into_iter().flatten().map(move |sign| (sign.sign, sign.shares[place as usize]))
    }

    /// The share of names that have this character in this place, in any reading.
    pub fn share(&self, sign: char, place: Place) -> f64 {
        let known = self.given.values().flatten().find(|known| known.sign == sign);
        known.map_or(0.0, |known| known.shares[place as usize])
    }

    /// The share of names of two characters that are these, told the share of each in its place.
    pub fn pair(&self, first: (char, f64), second: (char, f64)) -> f64 {
        let met = self.pairs.get(&(first.0, second.0)).copied().unwrap_or_default();
        PAIR_SHARE * met + (1.0 - PAIR_SHARE) * first.1 * second.1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Single surnames that are promised.
    const SURNAMES_MIN: usize = 500;

    fn drawn() -> BTreeSet<char> {
        include_str!("../../ui/fonts/characters.txt").chars().collect()
    }

    fn syllables(read: &str) -> usize {
        let whole = super::super::syllables::cuts(read, 4).into_iter().filter(|(cut, whole)| {
            *whole && cut.iter().all(|slot| !slot.unfinished) && cut.len() == read.split(' ').count()
        });
        whole.map(|(cut, _)| cut.len()).max().unwrap_or_default()
    }

    #[test]
    fn every_line_of_the_surnames_is_well_formed() {
        let drawn = drawn();
        let mut singles = BTreeSet::new();
        for row in rows(include_str!("names/surnames.txt")) {
            let [read, surname, people] = row[..] else { panic!("{row:?} has not three fields") };
            assert!((1..=2).contains(&surname.chars().count()), "{row:?}");
            assert_eq!(syllables(read), surname.chars().count(), "{row:?}");
            assert!(surname.chars().all(|sign| drawn.contains(&sign)), "{row:?} is not in the font");
            assert!(people.parse::<u32>().is_ok_and(|people| people > 0), "{row:?}");
            if surname.chars().count() == 1 {
                singles.insert(surname);
            }
        }
        assert!(singles.len() >= SURNAMES_MIN, "{} surnames of one character", singles.len());
    }

    #[test]
    fn every_line_of_the_given_names_is_well_formed() {
        let drawn = drawn();
        let mut signs = BTreeSet::new();
        for row in rows(include_str!("names/given.txt")) {
            let [read, sign, ref shares @ ..] = row[..] else { panic!("{row:?} is short") };
            assert_eq!((syllables(read), sign.chars().count(), shares.len()), (1, 1, 3), "{row:?}");
            assert!(drawn.contains(&sign.chars().next().unwrap()), "{row:?} is not in the font");
            assert!(shares.iter().all(|share| share.parse::<u32>().is_ok_and(|share| share > 0)), "{row:?}");
            assert!(signs.insert((read, sign)), "{row:?} stands twice");
        }
        let known: BTreeSet<char> = signs.iter().flat_map(|(_, sign)| sign.chars()).collect();
        for row in rows(include_str!("names/pairs.txt")) {
            let [count, given] = row[..] else { panic!("{row:?} has not two fields") };
            assert!(count.parse::<u32>().is_ok_and(|count| count > 0), "{count}");
            for given in given.split(' ') {
                assert_eq!(given.chars().count(), 2, "{given}");
                assert!(given.chars().all(|sign| known.contains(&sign)), "{given}");
            }
        }
    }
}
