//! Rows as they lie in the database: what is personal sealed, what they are found by blinded.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::fault::{Doubt, SledFault};
use super::tokens::{IndexKey, TOKEN_BYTES, Token, of_host, of_rest, of_who};
use crate::adapters::seal;
use crate::adapters::shared_keys::SharedKeys;
use crate::adapters::subject_keys::{SubjectId, SubjectKey};
use crate::domain::{BadgeNo, GateNo, GrantNo, HostId, Personal, SiteDay, Stamp, Subject, VisitId};
use crate::ports::history::{HostName, Place, VisitRow};

/// Bytes of a place in a key.
pub(super) const PLACE_BYTES: usize = 4 + 8 + 8;
const ALL: u8 = b'A';
const VISIT_WORD: u8 = b'T';
const HOST_WORD: u8 = b'H';
const BADGE: u8 = b'B';
const GRANT: u8 = b'G';

// What a sealed field is bound to besides its person: it opens in no other field.
const WHO: &[u8] = b"history/who";
const REST: &[u8] = b"history/rest";
const WRITTEN: &[u8] = b"history/written";
const DOCUMENT: &[u8] = b"history/document";
const SIGNER: &[u8] = b"history/signer";
const HOST_NAME: &[u8] = b"history/host";

/// A visit in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredVisit {
    pub row: VisitRow,
    /// Tokens of the sealed parts: they must be dropped when nobody can open these any more.
    pub who_tokens: Vec<Token>,
    pub rest_tokens: Vec<Token>,
}

impl StoredVisit {
    /// Seals what a fold made known in `row`; what it left sealed keeps the tokens it has in `before`.
    pub fn new(
        mut row: VisitRow,
        before: Option<&StoredVisit>,
        keys: &VisitKeys,
        index: &IndexKey,
    ) -> Result<Self, SledFault> {
        let old = |tokens: fn(&StoredVisit) -> &Vec<Token>| before.map(tokens).cloned().unwrap_or_default();
        let mut who_tokens = match &row.who {
            Personal::Known(who) => index.words(&of_who(who)),
            Personal::Sealed(_) | Personal::Erased => old(|before| &before.who_tokens),
        };
        let mut rest_tokens = match &row.rest {
            Some(Personal::Known(rest)) => index.words(&of_rest(rest)),
            Some(Personal::Sealed(_) | Personal::Erased) | None => old(|before| &before.rest_tokens),
        };
        seal_visit(&mut row, keys)?;
        if row.is_erased() {
            (who_tokens, rest_tokens) = (Vec::new(), Vec::new());
        }
        Ok(Self { row, who_tokens, rest_tokens })
    }

    /// Every key in the index that leads to the visit. One whose people are erased is found by its day only.
    pub fn index_keys(&self, index: &IndexKey) -> Vec<Vec<u8>> {
        let place = self.row.place();
        let mut keys = vec![[all(), place_key(place).to_vec()].concat()];
        if !self.row.is_erased() {
            let badges = self.row.badges.iter().map(|badge| index.badge(badge.badge));
            let host = self.row.host.map(|host| index.host(host));
            let words = self.who_tokens.iter().chain(&self.rest_tokens).copied();
            let tokens = words.chain(badges).chain(host);
            keys.extend(tokens.map(|token| [visit_word(&token), place_key(place).to_vec()].concat()));
        }
        keys
    }
}

/// A host in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredHost {
    pub name: Personal<HostName>,
    pub tokens: Vec<Token>,
}

impl StoredHost {
    /// Seals the name of a host.
    pub fn new(
        host: HostId,
        mut name: Personal<HostName>,
        key: Option<&SubjectKey>,
        index: &IndexKey,
    ) -> Result<Self, SledFault> {
        let tokens = match (&name, key) {
            (Personal::Known(name), Some(_)) => index.words(&of_host(name)),
            _ => Vec::new(),
        };
        match key {
            Some(key) => seal_field(&mut name, key, host_subject(host), HOST_NAME)?,
            None => name = Personal::Erased,
        }
        Ok(Self { name, tokens })
    }

    /// The name, while it can be read.
    pub fn open(mut self, host: HostId, key: &SubjectKey) -> Option<HostName> {
        open_field(&mut self.name, key, host_subject(host), HOST_NAME);
        self.name.known().cloned()
    }

    pub fn index_keys(&self, host: HostId) -> Vec<Vec<u8>> {
        self.tokens.iter().map(|token| [host_word(token), host_key(host)].concat()).collect()
    }
}

pub(super) fn visit_subject(visit: VisitId) -> SubjectId {
    SubjectId(Subject::Visit(visit).as_u64())
}

pub(super) fn document_subject(visit: VisitId) -> SubjectId {
    SubjectId(Subject::Document(visit).as_u64())
}

pub(super) fn host_subject(host: HostId) -> SubjectId {
    SubjectId(Subject::Host(host).as_u64())
}

/// What seals the people of a visit, and what seals their documents. One that is missing is erased.
#[derive(Default)]
pub(super) struct VisitKeys {
    pub people: Option<SubjectKey>,
    pub document: Option<SubjectKey>,
}

impl VisitKeys {
    /// The keys of a visit.
    pub fn of(keys: &SharedKeys, visit: VisitId) -> Result<Self, SledFault> {
        Ok(Self { people: keys.get(visit_subject(visit))?, document: keys.get(document_subject(visit))? })
    }
}

fn seal_visit(row: &mut VisitRow, keys: &VisitKeys) -> Result<(), SledFault> {
    let Some(key) = &keys.people else {
        row.erase();
        return Ok(());
    };
    let subject = visit_subject(row.visit);
    seal_field(&mut row.who, key, subject, WHO)?;
    row.rest.as_mut().map_or(Ok(()), |field| seal_field(field, key, subject, REST))?;
    row.signer.as_mut().map_or(Ok(()), |field| seal_field(field, key, subject, SIGNER))?;
    let Some(key) = &keys.document else {
        row.erase_document();
        return Ok(());
    };
    let subject = document_subject(row.visit);
    row.written.as_mut().map_or(Ok(()), |field| seal_field(field, key, subject, WRITTEN))?;
    row.document.as_mut().map_or(Ok(()), |field| seal_field(field, key, subject, DOCUMENT))
}

/// Opens what is sealed in a row. A key that does not open it is a later one: the people were erased.
pub(super) fn open_visit(row: &mut VisitRow, keys: &VisitKeys) {
    let subject = visit_subject(row.visit);
    if let Some(key) = &keys.people {
        open_field(&mut row.who, key, subject, WHO);
        row.rest.iter_mut().for_each(|field| open_field(field, key, subject, REST));
        row.signer.iter_mut().for_each(|field| open_field(field, key, subject, SIGNER));
    }
    let subject = document_subject(row.visit);
    match &keys.document {
        Some(key) => {
            row.written.iter_mut().for_each(|field| open_field(field, key, subject, WRITTEN));
            row.document.iter_mut().for_each(|field| open_field(field, key, subject, DOCUMENT));
        }
        None => row.erase_document(),
    }
    if row.who.known().is_none() {
        row.erase();
    }
}

fn seal_field<T: Serialize>(
    field: &mut Personal<T>,
    key: &SubjectKey,
    subject: SubjectId,
    context: &[u8],
) -> Result<(), SledFault> {
    if let Personal::Known(value) = field {
        let plain = zeroize::Zeroizing::new(encode(value)?);
        *field = Personal::Sealed(seal::seal(key, subject, context, &plain)?);
    }
    Ok(())
}

fn open_field<T: DeserializeOwned>(
    field: &mut Personal<T>,
    key: &SubjectKey,
    subject: SubjectId,
    context: &[u8],
) {
    let Personal::Sealed(sealed) = &*field else { return };
    let plain = seal::open(key, subject, context, sealed).ok();
    *field =
        plain.and_then(|plain| postcard::from_bytes(&plain).ok()).map_or(Personal::Erased, Personal::Known);
}

pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, SledFault> {
    postcard::to_allocvec(value).map_err(SledFault::Unencodable)
}

pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, SledFault> {
    postcard::from_bytes(bytes).map_err(|cause| Doubt::Undecodable(cause).into())
}

/// What every visit is listed under.
pub(super) fn all() -> Vec<u8> {
    vec![ALL]
}

/// What the visits of a token are listed under.
pub(super) fn visit_word(token: &Token) -> Vec<u8> {
    [&[VISIT_WORD][..], token].concat()
}

/// What the hosts of a token are listed under.
pub(super) fn host_word(token: &Token) -> Vec<u8> {
    [&[HOST_WORD][..], token].concat()
}

/// The host at the end of a key in the index.
pub(super) fn host_of(key: &[u8]) -> Option<HostId> {
    let id = key.get(1 + TOKEN_BYTES..)?;
    Some(HostId(u32::from_be_bytes(id.try_into().ok()?)))
}

pub(super) fn visit_key(visit: VisitId) -> Vec<u8> {
    visit.as_u64().to_be_bytes().to_vec()
}

pub(super) fn visit_of(key: &[u8]) -> Option<VisitId> {
    let number = u64::from_be_bytes(key.try_into().ok()?);
    let gate = u8::try_from(number >> 32).ok().and_then(GateNo::new)?;
    Some(VisitId { gate, count: (number & u64::from(u32::MAX)) as u32 })
}

pub(super) fn host_key(host: HostId) -> Vec<u8> {
    host.0.to_be_bytes().to_vec()
}

pub(super) fn badge_key(badge: BadgeNo) -> Vec<u8> {
    [&[BADGE][..], &badge.0.to_be_bytes()].concat()
}

pub(super) fn grant_key(grant: GrantNo) -> Vec<u8> {
    [&[GRANT][..], &grant.0.to_be_bytes()].concat()
}

/// A place as bytes that sort like it: the sign bit is turned over.
pub(super) fn place_key(place: Place) -> [u8; PLACE_BYTES] {
    let mut key = [0; PLACE_BYTES];
    key[..4].copy_from_slice(&(place.day.0 ^ i32::MIN).to_be_bytes());
    key[4..12].copy_from_slice(&(place.arrived.0 ^ i64::MIN).to_be_bytes());
    key[12..].copy_from_slice(&place.visit.as_u64().to_be_bytes());
    key
}

/// The place at the end of a key in the index.
pub(super) fn place_of(key: &[u8]) -> Option<Place> {
    let (_, place) = key.split_at_checked(key.len().checked_sub(PLACE_BYTES)?)?;
    Some(Place {
        day: SiteDay(i32::from_be_bytes(*place.first_chunk()?) ^ i32::MIN),
        arrived: Stamp(i64::from_be_bytes(*place[4..].first_chunk()?) ^ i64::MIN),
        visit: visit_of(&place[12..])?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_sort_as_bytes_as_they_do_as_days() {
        let place = |day, arrived, count| Place {
            day: SiteDay(day),
            arrived: Stamp(arrived),
            visit: VisitId { gate: GateNo::FIRST, count },
        };
        let places = [place(-1, 5, 9), place(0, -7, 1), place(0, 3, 1), place(0, 3, 2), place(20_000, 0, 1)];
        for pair in places.windows(2) {
            assert!(place_key(pair[0]) < place_key(pair[1]), "{pair:?}");
        }
        for place in places {
            assert_eq!(place_of(&place_key(place)), Some(place));
        }
    }
}
