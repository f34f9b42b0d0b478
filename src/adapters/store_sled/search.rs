//! Finding visits: the index leads to candidates, newest first; a candidate is opened, and everything that was
//! asked for must fit it.

use std::collections::HashMap;
use std::ops::Bound;

use super::fault::{Doubt, SledFault};
use super::rows::{
    PLACE_BYTES, StoredHost, StoredVisit, VisitKeys, all, decode, host_key, host_of, host_subject, host_word,
    open_visit, place_key, place_of, visit_key, visit_word,
};
use super::tokens::{IndexKey, Words, fold, leading, of_host, of_query, of_rest, of_who};
use super::trees::{Room, Trees};
use crate::adapters::shared_keys::SharedKeys;
use crate::domain::{HostId, Personal};
use crate::ports::history::{Found, HostName, PAGE_ROWS_MAX, Page, Place, Query, VisitRow};

/// Candidates that are opened for one page: a tenth of a second on a Pi, when nothing fits.
const LOOKED_AT_MAX: usize = 2_000;
/// Hosts one word may lead to: each has a list of visits of its own to be walked.
const HOSTS_OF_A_WORD_MAX: usize = 16;

/// Gives the page that was asked for.
pub(super) fn page(
    trees: &Trees,
    keys: &SharedKeys,
    index: &IndexKey,
    query: &Query,
) -> Result<Page, SledFault> {
    let words = of_query(&query.text);
    let mut hosts = Hosts { trees, keys, known: HashMap::new() };
    let mut candidates = Candidates::new(trees, index, query, &words)?;
    let (mut rows, mut looked_at) = (Vec::new(), 0);
    let limit = query.limit.clamp(1, PAGE_ROWS_MAX);
    while let Some(place) = candidates.next()? {
        looked_at += 1;
        if let Some(found) = look(trees, keys, &mut hosts, place, query, &words)? {
            rows.push(found);
        }
        if rows.len() == limit || looked_at == LOOKED_AT_MAX {
            return Ok(Page { rows, next: Some(place) });
        }
    }
    Ok(Page { rows, next: None })
}

fn look(
    trees: &Trees,
    keys: &SharedKeys,
    hosts: &mut Hosts<'_>,
    place: Place,
    query: &Query,
    words: &[String],
) -> Result<Option<Found>, SledFault> {
    // A list is read while the writer goes on: what it led to may have been dropped since.
    let Some(stored) = trees.get(Room::Visits, &visit_key(place.visit))? else { return Ok(None) };
    let StoredVisit { row: mut visit, .. } = decode(&stored)?;
    let badge_fits = query.badge.is_none_or(|badge| visit.badges.iter().any(|row| row.badge == badge));
    let host_fits = query.host.is_none_or(|host| visit.host == Some(host));
    if !badge_fits || !host_fits {
        return Ok(None);
    }
    let keys = VisitKeys::of(keys, visit.visit)?;
    open_visit(&mut visit, &keys);
    if visit.is_erased() && (!words.is_empty() || query.badge.is_some() || query.host.is_some()) {
        return Ok(None);
    }
    let host = match visit.host {
        Some(host) => hosts.name(host)?,
        None => None,
    };
    let fits = words.is_empty() || Haystack::new(&visit, host.as_ref()).has_all(words);
    Ok(fits.then_some(Found { visit, host }))
}

/// What the words of a search are looked for in.
struct Haystack {
    words: Words,
    texts: Vec<String>,
}

impl Haystack {
    fn new(visit: &VisitRow, host: Option<&HostName>) -> Self {
        let mut hay = Self { words: Words::new(), texts: Vec::new() };
        if let Personal::Known(who) = &visit.who {
            hay.words.extend(of_who(who));
            hay.texts.extend(who.names.iter().flatten().map(|name| fold(name.as_str())));
            hay.texts.extend([fold(who.unit.as_str()), fold(who.plate.as_str())]);
        }
        if let Some(Personal::Known(rest)) = &visit.rest {
            hay.words.extend(of_rest(rest));
            hay.texts.push(fold(rest.plate.as_str()));
        }
        if let Some(host) = host {
            hay.words.extend(of_host(host));
            hay.texts.extend([fold(host.name.as_str()), fold(host.department.as_str())]);
        }
        hay
    }

    fn has_all(&self, words: &[String]) -> bool {
        words
            .iter()
            .all(|word| self.words.contains(word) || self.texts.iter().any(|text| text.contains(word)))
    }
}

/// The names of hosts, each opened once.
struct Hosts<'a> {
    trees: &'a Trees,
    keys: &'a SharedKeys,
    known: HashMap<HostId, Option<HostName>>,
}

impl Hosts<'_> {
    fn name(&mut self, host: HostId) -> Result<Option<HostName>, SledFault> {
        if let Some(name) = self.known.get(&host) {
            return Ok(name.clone());
        }
        let stored = self.trees.get(Room::Hosts, &host_key(host))?;
        let stored = stored.map(|stored| decode::<StoredHost>(&stored)).transpose()?;
        let key = self.keys.get(host_subject(host))?;
        let name = stored.zip(key).and_then(|(stored, key)| stored.open(host, &key));
        self.known.insert(host, name.clone());
        Ok(name)
    }
}

/// Places out of several lists, newest first, each once.
struct Candidates(Vec<List>);

struct List {
    rows: sled::Iter,
    head: Option<Place>,
}

impl Candidates {
    fn new(trees: &Trees, index: &IndexKey, query: &Query, words: &[String]) -> Result<Self, SledFault> {
        let mut lists = Vec::new();
        if let Some(badge) = query.badge {
            lists.push(visit_word(&index.badge(badge)));
        } else if let Some(host) = query.host {
            lists.push(visit_word(&index.host(host)));
        } else if let Some(longest) = words.iter().max_by_key(|word| word.chars().count()) {
            let token = index.word(&leading(longest));
            lists.push(visit_word(&token));
            for row in trees.room(Room::Index).scan_prefix(host_word(&token)).keys().take(HOSTS_OF_A_WORD_MAX)
            {
                let host = host_of(&row?).ok_or(Doubt::Misshapen)?;
                lists.push(visit_word(&index.host(host)));
            }
        } else {
            lists.push(all());
        }
        let lists = lists.into_iter().map(|list| List::new(trees, &list, query)).collect::<Result<_, _>>()?;
        Ok(Self(lists))
    }

    fn next(&mut self) -> Result<Option<Place>, SledFault> {
        let Some(newest) = self.0.iter().filter_map(|list| list.head).max() else { return Ok(None) };
        for list in self.0.iter_mut().filter(|list| list.head == Some(newest)) {
            list.forward()?;
        }
        Ok(Some(newest))
    }
}

impl List {
    fn new(trees: &Trees, list: &[u8], query: &Query) -> Result<Self, SledFault> {
        let from = query.from_day.map_or([0; 4], |day| (day.0 ^ i32::MIN).to_be_bytes());
        let from = [list, &from].concat();
        let mut to = [0xff; PLACE_BYTES];
        if let Some(day) = query.to_day {
            to[..4].copy_from_slice(&(day.0 ^ i32::MIN).to_be_bytes());
        }
        let after = query.after.map(place_key).filter(|after| *after <= to);
        let to = match after {
            Some(after) => Bound::Excluded([list, &after].concat()),
            None => Bound::Included([list, &to].concat()),
        };
        let empty = matches!(&to, Bound::Excluded(to) | Bound::Included(to) if *to < from);
        let to = if empty { Bound::Excluded(from.clone()) } else { to };
        let rows = trees.room(Room::Index).range((Bound::Included(from), to));
        let mut list = Self { rows, head: None };
        list.forward()?;
        Ok(list)
    }

    fn forward(&mut self) -> Result<(), SledFault> {
        self.head = match self.rows.next_back() {
            Some(row) => Some(place_of(&row?.0).ok_or(Doubt::Misshapen)?),
            None => None,
        };
        Ok(())
    }
}
