//! Today's visits as a guard looks for them.

use crate::domain::{House, PersonName, Stage, Visit, sounds};
use crate::wire::TodayHit;

/// Longest question that is looked at, in characters: a unit has 60.
const QUERY_CHARS_MAX: usize = 80;
/// Words of a question; further ones are not looked at.
const WORDS_MAX: usize = 4;
/// Readings of a name that are compared: characters have up to five, names mostly one in all.
const READINGS_MAX: usize = 12;

/// What is looked for.
#[derive(Debug)]
pub struct Sought {
    words: Vec<String>,
}

impl Sought {
    /// The words of a question; nothing if it has none.
    pub fn of(question: &str) -> Option<Sought> {
        let question: String = question.chars().take(QUERY_CHARS_MAX).collect();
        let words = question.split_whitespace().map(folded).filter(|word| !word.is_empty());
        let words: Vec<String> = words.take(WORDS_MAX).collect();
        (!words.is_empty()).then_some(Sought { words })
    }

    /// Whether every word fits something of a visit.
    pub fn fits(&self, hit: &TodayHit) -> bool {
        let names: Vec<String> = hit.names.iter().chain([&hit.host]).flat_map(|name| spoken(name)).collect();
        let texts: Vec<String> =
            hit.plates.iter().chain([&hit.unit, &hit.department]).map(|text| folded(text)).collect();
        let numbered = |word: &str| {
            word.parse().is_ok_and(|number: u32| hit.queue == number || hit.badges.contains(&number))
        };
        self.words
            .iter()
            .all(|word| numbered(word) || names.iter().chain(&texts).any(|text| text.contains(word.as_str())))
    }
}

/// A text as it is compared: lower case, without blanks and signs.
fn folded(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name as it is written, and of its sounds whole and by initials.
fn spoken(name: &str) -> Vec<String> {
    let mut ways = vec![(String::new(), String::new())];
    for sign in PersonName::parse(name).map(|name| name.folded()).unwrap_or_default().chars() {
        let sounds = sounds(sign);
        ways = ways
            .iter()
            .flat_map(|(whole, initials)| {
                sounds.iter().map(move |sound| {
                    let first = sound.chars().next();
                    (format!("{whole}{sound}"), initials.chars().chain(first).collect())
                })
            })
            .take(READINGS_MAX)
            .collect();
    }
    std::iter::once(folded(name))
        .chain(ways.into_iter().flat_map(|(whole, initials)| [whole, initials]))
        .collect()
}

/// A visit of the house as it is found.
pub fn hit_of(house: &House, visit: &Visit) -> TodayHit {
    let who = visit.who.known();
    let rest = visit.rest.as_ref().and_then(|rest| rest.known());
    let host = visit.host.and_then(|host| house.hosts.get(&host)?.card.as_ref());
    let name = |name: &Option<PersonName>| name.as_ref().map(|name| name.as_str().to_owned());
    let plates = [who.map(|who| &who.plate), rest.map(|rest| &rest.plate)];
    let plates = plates.into_iter().flatten().map(|plate| plate.as_str().to_owned());
    let (end, ended) = match visit.stage {
        Stage::Ended { end, at } => (Some(end.into()), Some(at.0)),
        Stage::AtGate | Stage::Badged { .. } => (None, None),
    };
    TodayHit {
        visit: visit.id.to_string(),
        queue: visit.queue.0,
        class: visit.class.into(),
        names: who
            .map(|who| who.names.iter().map(|one| name(one).unwrap_or_default()).collect())
            .unwrap_or_default(),
        unit: who.map(|who| who.unit.as_str().to_owned()).unwrap_or_default(),
        phone_tail: who.map(|who| who.phone.tail().to_owned()).unwrap_or_default(),
        host: host.map(|card| card.name.as_str().to_owned()).unwrap_or_default(),
        department: host.map(|card| card.department.as_str().to_owned()).unwrap_or_default(),
        plates: plates.filter(|plate| !plate.is_empty()).collect(),
        badges: visit.persons.iter().filter_map(|person| person.badge).map(|badge| badge.0).collect(),
        arrived: visit.arrived.0,
        end,
        ended,
    }
}
