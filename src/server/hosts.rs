//! Finding a host. A stranger must know the whole name (or its pinyin, or the extension): nobody browses the staff.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{HostCard, HostId, House, PersonName, sounds};
use crate::wire::HostHit;

/// Hosts shown at most: people of one name at a large site; more is browsing.
const HITS_MAX: usize = 5;
/// Longest question, in characters.
const QUERY_CHARS_MAX: usize = 60;
/// Readings kept of one name: two characters of it may be read in several ways each.
const READINGS_MAX: usize = 16;
/// Shortest part of a name or number a guard may search by, in letters or digits.
const PART_LETTERS_MIN: usize = 2;

/// Readings of the hosts' names, kept from one search to the next: reading 50,000 names takes a moment.
#[derive(Debug, Default)]
pub struct HostIndex {
    read: BTreeMap<HostId, (PersonName, BTreeSet<String>)>,
}

/// A host as a stranger may see one; none of whom strangers do not find, or who has left.
pub fn known_to_stranger(house: &House, id: HostId) -> Option<HostHit> {
    let host = house.hosts.get(&id).filter(|host| !host.retired)?;
    let card = host.card.as_ref().filter(|card| !card.unlisted)?;
    Some(HostHit {
        id: id.0,
        name: card.name.as_str().to_owned(),
        department: card.department.as_str().to_owned(),
    })
}

impl HostIndex {
    /// Hosts by whole name, pinyin of the whole name, or extension: five at most, and nobody who is unlisted or
    /// has left.
    pub fn for_stranger(&mut self, house: &House, query: &str) -> Vec<HostHit> {
        let Some(asked) = Asked::from(query) else { return Vec::new() };
        self.hits(house, |card, readings| {
            !card.unlisted
                && (card.name.folded() == asked.folded
                    || (!asked.letters.is_empty() && readings.contains(&asked.letters))
                    || (!asked.digits.is_empty() && digits(card.phone.as_str()) == asked.digits))
        })
    }

    /// Hosts by a part of name, pinyin or extension: five at most, and nobody who has left.
    pub fn for_guard(&mut self, house: &House, query: &str) -> Vec<HostHit> {
        let Some(asked) = Asked::from(query) else { return Vec::new() };
        let part = |whole: &str, part: &str| part.len() >= PART_LETTERS_MIN && whole.contains(part);
        self.hits(house, |card, readings| {
            (!asked.folded.is_empty() && card.name.folded().contains(&asked.folded))
                || readings.iter().any(|reading| part(reading, &asked.letters))
                || part(&digits(card.phone.as_str()), &asked.digits)
        })
    }

    /// Names of hosts that are not read yet. Copied under the house's lock and read by [`HostIndex::learn`] without
    /// it: reading a whole company takes a moment, and the gate waits for the lock.
    pub fn unread(&self, house: &House) -> Vec<(HostId, PersonName)> {
        let unread = house.hosts.iter().filter(|(id, _)| !self.read.contains_key(id));
        unread.filter_map(|(id, host)| Some((*id, host.card.as_ref()?.name.clone()))).collect()
    }

    /// Reads names.
    pub fn learn(&mut self, names: Vec<(HostId, PersonName)>) {
        for (id, name) in names {
            let readings = readings(&name);
            self.read.insert(id, (name, readings));
        }
    }

    fn hits(&mut self, house: &House, fits: impl Fn(&HostCard, &BTreeSet<String>) -> bool) -> Vec<HostHit> {
        self.read.retain(|id, _| house.hosts.contains_key(id));
        let mut hits = Vec::new();
        for (id, host) in &house.hosts {
            let Some(card) = host.card.as_ref().filter(|_| !host.retired) else { continue };
            let (read_name, read) =
                self.read.entry(*id).or_insert_with(|| (card.name.clone(), readings(&card.name)));
            if *read_name != card.name {
                (*read_name, *read) = (card.name.clone(), readings(&card.name));
            }
            if fits(card, read) {
                let (name, department) = (card.name.as_str().to_owned(), card.department.as_str().to_owned());
                hits.push(HostHit { id: id.0, name, department });
                if hits.len() == HITS_MAX {
                    break;
                }
            }
        }
        hits
    }
}

/// A question in the forms it is compared in.
struct Asked {
    folded: String,
    letters: String,
    digits: String,
}

impl Asked {
    fn from(query: &str) -> Option<Asked> {
        if query.chars().nth(QUERY_CHARS_MAX).is_some() {
            return None;
        }
        let folded = PersonName::parse(query).map(|name| name.folded()).unwrap_or_default();
        let plain = query.trim().bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b' ' | b'-' | b'\''));
        let letters = if plain { letters(query) } else { String::new() };
        let dialled = query.trim().bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'+'));
        let digits = if dialled { digits(query) } else { String::new() };
        Some(Asked { folded, letters, digits })
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Every way a name may be read, in plain letters: 曾 is Zeng and Ceng.
fn readings(name: &PersonName) -> BTreeSet<String> {
    let mut ways = BTreeSet::from([String::new()]);
    for sign in name.folded().chars() {
        // A sign nobody types leaves nothing: the name is found by itself or by extension.
        let sounds = sounds(sign);
        ways = ways
            .iter()
            .flat_map(|way| sounds.iter().map(move |sound| format!("{way}{sound}")))
            .take(READINGS_MAX)
            .collect();
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Department, Extension, GateNo, Host};

    fn house(hosts: &[(&str, &str, bool, bool)]) -> House {
        let mut house = House::new(GateNo::FIRST);
        for (n, (name, phone, unlisted, retired)) in (1..).zip(hosts) {
            let card = HostCard {
                number: format!("H{n}"),
                name: PersonName::parse(name).unwrap(),
                department: Department::parse("采购部").unwrap(),
                phone: Extension::parse(phone).unwrap(),
                stand_in: None,
                unlisted: *unlisted,
            };
            house.hosts.insert(HostId(n), Host { card: Some(card), retired: *retired });
        }
        house
    }

    fn found(house: &House, query: &str) -> Vec<u32> {
        HostIndex::default().for_stranger(house, query).into_iter().map(|hit| hit.id).collect()
    }

    #[test]
    fn a_host_is_found_by_whole_name_its_pinyin_or_extension() {
        let house = house(&[
            ("张伟", "8021", false, false),
            ("曾丽", "8-022", false, false),
            ("Li Na", "", false, false),
        ]);
        for query in ["张伟", "张 伟", "zhangwei", "Zhang Wei", "8021"] {
            assert_eq!(found(&house, query), [1], "{query}");
        }
        for query in ["zengli", "cengli", "8022"] {
            assert_eq!(found(&house, query), [2], "{query}");
        }
        assert_eq!(found(&house, "lina"), [3]);
    }

    #[test]
    fn nobody_browses() {
        let house = house(&[("张伟", "8021", false, false), ("张伟民", "", false, false)]);
        for query in ["张", "zhang", "zhangw", "伟", "80", "", " ", "%", "*", "zw"] {
            assert!(found(&house, query).is_empty(), "{query}");
        }
    }

    #[test]
    fn the_unlisted_and_the_retired_are_never_found_by_strangers() {
        let house = house(&[
            ("张伟", "1001", true, false),
            ("张伟", "1002", false, true),
            ("张伟", "1003", false, false),
        ]);
        assert_eq!(found(&house, "张伟"), [3]);
        assert!(found(&house, "1001").is_empty());
        let guard: Vec<_> =
            HostIndex::default().for_guard(&house, "张").into_iter().map(|hit| hit.id).collect();
        assert_eq!(guard, [1, 3]);
    }

    #[test]
    fn five_people_of_one_name_are_the_most() {
        let house = house(&[("张伟", "", false, false); 9]);
        assert_eq!(found(&house, "zhangwei").len(), HITS_MAX);
    }

    #[test]
    fn any_text_is_a_question() {
        let house = house(&[("张伟", "8021", false, false)]);
        for query in ["\u{0}", "😀", &"张".repeat(10_000), "zhang\u{301}wei", "' or 1=1"] {
            let mut index = HostIndex::default();
            assert!(index.for_stranger(&house, query).is_empty());
            index.for_guard(&house, query);
        }
    }
}
