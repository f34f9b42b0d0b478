//! Visitors who asked to be remembered (记住我): found again by phone and the last four characters of the document
//! together, and by nothing else (docs/rules.md, part 8).

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::class::Kind;
use super::house::House;
use super::ids::{HostId, RememberedId};
use super::slip::Language;
use super::time::Stamp;
use super::words::{PersonName, Phone, Plate, Purpose, Unit};

/// People a gate remembers at most: everybody of half a year at a gate with a hundred visitors a day. Beyond it the one
/// who was not here for the longest time is forgotten.
pub const REMEMBERED_MAX: usize = 20_000;
/// Characters of a document by which somebody is found, with the phone.
pub const TAIL_CHARS: usize = 4;
const DOMAIN: &[u8] = b"gatehouse/remembered/v1";

/// The key that makes marks of phones and documents. Without it a mark says nothing, and cannot be tried out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct MarkKey(pub [u8; 32]);

impl MarkKey {
    /// The mark of a phone and the end of a document. A prefix of mainland China makes no difference, nor does the
    /// case of a letter.
    pub fn mark(&self, phone: &Phone, tail: &str) -> Mark {
        let phone = phone.folded().as_bytes();
        let hash = Sha256::new()
            .chain_update(DOMAIN)
            .chain_update(self.0)
            .chain_update((phone.len() as u64).to_be_bytes())
            .chain_update(phone)
            .chain_update(tail.to_ascii_uppercase());
        Mark(hash.finalize().into())
    }
}

impl fmt::Debug for MarkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarkKey(…)")
    }
}

/// A phone and the end of a document, as a keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark([u8; 32]);

/// What is kept of somebody who asked for it. The document is in the mark alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RememberedCard {
    /// What they are found by.
    pub mark: Mark,
    /// Name.
    pub name: PersonName,
    /// Unit.
    pub unit: Unit,
    /// Phone.
    pub phone: Phone,
    /// What they said they are.
    pub kind: Kind,
    /// Vehicle plate.
    pub plate: Plate,
    /// Whom they visited last.
    pub host: Option<HostId>,
    /// What for.
    pub purpose: Purpose,
    /// Language.
    pub language: Language,
}

/// Somebody who is remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// What is kept of them.
    pub card: RememberedCard,
    /// When their last visit ended.
    pub last: Stamp,
}

impl House {
    /// Everybody with a mark. Always looks at all of them, so that no answer comes sooner than another.
    pub fn marked(&self, mark: Mark) -> Vec<RememberedId> {
        let marked = self.remembered.iter().filter(|(_, remembered)| remembered.card.mark == mark);
        marked.map(|(person, _)| *person).collect()
    }

    /// The one person with a mark. Of two nobody is told: it might be the other.
    pub fn remembered_by(&self, mark: Mark) -> Option<&RememberedCard> {
        match self.marked(mark)[..] {
            [person] => self.remembered.get(&person).map(|remembered| &remembered.card),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(key: u8, phone: &str, tail: &str) -> Mark {
        MarkKey([key; 32]).mark(&Phone::parse(phone).unwrap(), tail)
    }

    #[test]
    fn a_mark_goes_with_one_phone_one_document_and_one_key() {
        let own = mark(1, "13800001234", "002X");
        assert_eq!(mark(1, "+86 138 0000 1234", "002x"), own);
        for other in
            [mark(1, "13800001235", "002X"), mark(1, "13800001234", "0021"), mark(2, "13800001234", "002X")]
        {
            assert_ne!(other, own);
        }
        assert_ne!(mark(1, "138000012", "34X1"), mark(1, "13800001234", "X1"));
    }
}
