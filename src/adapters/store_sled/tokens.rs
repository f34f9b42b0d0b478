//! What a visit is found by: words of names, their pinyin, units and plates, blinded with the device's key.
//!
//! A token is `sha256(index key 32 | kind u8 | word)`, cut to 16 bytes: without the key the index says nothing, with
//! it one can ask for a word, not list them. The index key is made from the wrapping key, so that no other secret
//! needs keeping.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::trees::MAKER_BYTES;
use crate::adapters::keys::WrappingKey;
use crate::domain::{BadgeNo, HostId, PersonName, Plate, Things, sounds};
use crate::ports::history::{HostName, QUERY_CHARS_MAX, QUERY_WORDS_MAX, VisitWho};

/// Bytes of a token: collisions would only cost a look at a row that does not fit.
pub(super) const TOKEN_BYTES: usize = 16;
/// Words one visit is found by at most: a party of twenty with long names.
const WORDS_MAX: usize = 400;
/// Readings of one name that are kept: characters have up to five, names mostly one in all.
const READINGS_MAX: usize = 12;
/// Characters at a plate's end by which it is found as well: what people remember of it.
const PLATE_TAIL_CHARS: usize = 5;
const DOMAIN: &[u8] = b"gatehouse/history/index/v1";

/// A blinded word.
pub(super) type Token = [u8; TOKEN_BYTES];

/// The words of somebody or something, in plain.
pub(super) type Words = BTreeSet<String>;

/// The key that blinds.
pub(super) struct IndexKey(Zeroizing<[u8; 32]>);

impl IndexKey {
    pub fn new(wrapping: &WrappingKey) -> Self {
        Self(Zeroizing::new(
            Sha256::new().chain_update(DOMAIN).chain_update(wrapping.bytes()).finalize().into(),
        ))
    }

    /// Tells one index key from another, and nothing else.
    pub fn maker(&self) -> [u8; MAKER_BYTES] {
        self.blind(b'm', b"")
    }

    pub fn word(&self, word: &str) -> Token {
        self.blind(b'w', word.as_bytes())
    }

    pub fn badge(&self, badge: BadgeNo) -> Token {
        self.blind(b'b', &badge.0.to_be_bytes())
    }

    pub fn host(&self, host: HostId) -> Token {
        self.blind(b'h', &host.0.to_be_bytes())
    }

    pub fn words(&self, words: &Words) -> Vec<Token> {
        words.iter().take(WORDS_MAX).map(|word| self.word(word)).collect()
    }

    fn blind(&self, kind: u8, word: &[u8]) -> Token {
        let digest = Sha256::new().chain_update(*self.0).chain_update([kind]).chain_update(word).finalize();
        let mut token = [0; TOKEN_BYTES];
        token.copy_from_slice(&digest[..TOKEN_BYTES]);
        token
    }
}

/// The words of the first part of a slip.
pub(super) fn of_who(who: &VisitWho) -> Words {
    let mut words = Words::new();
    for name in who.names.iter().flatten() {
        add_name(&mut words, name);
    }
    add_text(&mut words, who.unit.as_str(), false);
    add_plate(&mut words, &who.plate);
    words
}

/// The words of the second part.
pub(super) fn of_rest(rest: &Things) -> Words {
    let mut words = Words::new();
    add_plate(&mut words, &rest.plate);
    words
}

/// The words of a host.
pub(super) fn of_host(host: &HostName) -> Words {
    let mut words = Words::new();
    add_name(&mut words, &host.name);
    add_text(&mut words, host.department.as_str(), false);
    words
}

/// The words of a search, folded.
pub(super) fn of_query(text: &str) -> Vec<String> {
    let text: String = text.chars().take(QUERY_CHARS_MAX).collect();
    let words = text.split_whitespace().map(fold).filter(|word| !word.is_empty());
    words.take(QUERY_WORDS_MAX).collect()
}

/// The word in the index that leads to everything a folded word of a search may stand in: longer Chinese texts
/// are in the index by their pairs of characters.
pub(super) fn leading(word: &str) -> String {
    let runs = runs(word);
    let letters = runs.iter().filter(|run| !run.starts_with(is_han)).max_by_key(|run| run.len());
    match (letters, runs.first()) {
        (Some(letters), _) => letters.clone(),
        (None, Some(han)) => han.chars().take(2).collect(),
        (None, None) => word.to_owned(),
    }
}

/// A text as it is compared: lower case, without accents, blanks and signs.
pub(super) fn fold(text: &str) -> String {
    let kept = |sign: &char| sign.is_alphanumeric();
    text.nfkd().filter(kept).flat_map(char::to_lowercase).collect()
}

fn add_name(words: &mut Words, name: &PersonName) {
    let name = name.as_str();
    add_text(words, name, true);
    let whole = fold(name);
    if whole.chars().all(is_han) {
        add_readings(words, &whole);
    }
    words.insert(whole);
}

/// Every part between blanks, every run of letters and digits, every pair of Chinese characters; in names every
/// character as well, for people search by surname.
fn add_text(words: &mut Words, text: &str, singly: bool) {
    for part in text.split_whitespace() {
        let whole = fold(part);
        if !whole.is_empty() && !whole.chars().all(is_han) {
            words.insert(whole);
        }
        for run in part.split(|sign: char| !sign.is_alphanumeric()).map(fold).flat_map(|piece| runs(&piece)) {
            let signs: Vec<char> = run.chars().collect();
            if !run.starts_with(is_han) {
                words.insert(run);
                continue;
            }
            words.extend(signs.windows(2).map(|pair| pair.iter().collect::<String>()));
            if singly || signs.len() == 1 {
                words.extend(signs.iter().map(char::to_string));
            }
        }
    }
}

fn add_plate(words: &mut Words, plate: &Plate) {
    let plate = fold(plate.as_str());
    if plate.is_empty() {
        return;
    }
    words.extend(runs(&plate).into_iter().filter(|run| !run.starts_with(is_han)));
    let tail: Vec<char> = plate.chars().rev().take(PLATE_TAIL_CHARS).collect();
    words.insert(tail.into_iter().rev().collect());
    words.insert(plate);
}

/// Pinyin of a Chinese name: whole, initials, surname.
fn add_readings(words: &mut Words, name: &str) {
    let mut whole = vec![(String::new(), String::new())];
    for (place, sign) in name.chars().enumerate() {
        let mut sounds = sounds(sign);
        if sounds.is_empty() {
            return;
        }
        if whole.len() * sounds.len() > READINGS_MAX {
            sounds.truncate(1);
        }
        whole = whole
            .iter()
            .flat_map(|(so_far, initials)| {
                sounds.iter().map(move |sound| {
                    let first = sound.chars().next();
                    (format!("{so_far}{sound}"), initials.chars().chain(first).collect())
                })
            })
            .collect();
        if place == 0 {
            words.extend(whole.iter().map(|(surname, _)| surname.clone()));
        }
    }
    words.extend(whole.into_iter().flat_map(|(pinyin, initials)| [pinyin, initials]));
}

/// Cuts a folded text where Chinese characters and others meet.
fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    for sign in text.chars() {
        match runs.last_mut() {
            Some(run) if run.starts_with(is_han) == is_han(sign) => run.push(sign),
            _ => runs.push(sign.to_string()),
        }
    }
    runs
}

fn is_han(sign: char) -> bool {
    matches!(u32::from(sign), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_name(name: &str) -> Words {
        let mut words = Words::new();
        add_name(&mut words, &PersonName::parse(name).unwrap());
        words
    }

    #[test]
    fn a_name_is_found_by_itself_its_parts_and_its_pinyin() {
        let words = of_name("张晓伟");
        for word in ["张晓伟", "张", "伟", "晓伟", "zhangxiaowei", "zxw", "zhang"] {
            assert!(words.contains(word), "{word} in {words:?}");
        }
        let words = of_name("Jean-Luc O'Neill");
        for word in ["jeanluconeill", "jean", "luc", "jeanluc", "oneill", "neill"] {
            assert!(words.contains(word), "{word} in {words:?}");
        }
    }

    #[test]
    fn a_surname_with_another_reading_is_found_by_both() {
        let words = of_name("曾琳");
        assert!(words.contains("zenglin") && words.contains("cenglin"), "{words:?}");
        let words = of_name("吕岩");
        assert!(words.contains("lvyan") && words.contains("luyan"), "{words:?}");
    }

    #[test]
    fn a_long_chinese_word_leads_to_its_first_pair() {
        assert_eq!(leading("上海明德"), "上海");
        assert_eq!(leading("京a12345"), "a12345");
        assert_eq!(leading("伟"), "伟");
    }

    #[test]
    fn what_is_typed_is_folded_like_what_is_kept() {
        assert_eq!(of_query(" Jos\u{e9}  O'NEILL ＡＢ "), ["jose", "oneill", "ab"]);
        assert_eq!(of_query("a b c d e f").len(), QUERY_WORDS_MAX);
        assert!(of_query(" · ").is_empty());
    }

    #[test]
    fn another_key_blinds_otherwise() {
        let key = |byte| IndexKey::new(&WrappingKey::from_bytes([byte; 32]));
        assert_eq!(key(1).word("张伟"), key(1).word("张伟"));
        assert_ne!(key(1).word("张伟"), key(2).word("张伟"));
        assert_ne!(key(1).badge(BadgeNo(7)), key(1).host(HostId(7)));
    }
}
