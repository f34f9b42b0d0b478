//! Names as they are spoken. A booking says 李娜; whoever stands at a touchscreen types `lina`, `Li Na` or `Na Li`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::words::PersonName;

/// How ü is typed: as on a keyboard for pinyin, without its dots, and as passports have it (LYU).
const TYPED_U: [&str; 3] = ["v", "u", "yu"];

/// Ways a sign of a name is typed in plain lower-case letters, the most common first: the readings of a Chinese
/// character (曾 `zeng`, `ceng`), a Latin letter without its accents. None for a sign nobody types so.
pub fn sounds(sign: char) -> Vec<Cow<'static, str>> {
    let Some(readings) = sign.to_pinyin_multi() else {
        return latin(sign).map(Cow::Owned).into_iter().collect();
    };
    let mut sounds: Vec<Cow<'static, str>> = Vec::new();
    for sound in readings.into_iter().flat_map(|reading| typed(reading.plain())) {
        // Readings that differ in tone only are typed alike.
        if !sounds.contains(&sound) {
            sounds.push(sound);
        }
    }
    sounds
}

fn typed(reading: &'static str) -> Vec<Cow<'static, str>> {
    if reading.contains('ü') {
        TYPED_U.iter().map(|u| Cow::Owned(reading.replace('ü', u))).collect()
    } else {
        vec![Cow::Borrowed(reading)]
    }
}

/// The plain lower-case letters of a sign, if it is made of any; of an accent alone none.
fn latin(sign: char) -> Option<String> {
    if is_combining_mark(sign) {
        return Some(String::new());
    }
    // Letters of their own, which no decomposition takes apart.
    let own = match sign {
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ı' => "i",
        _ => "",
    };
    if !own.is_empty() {
        return Some(own.to_owned());
    }
    let plain: String = std::iter::once(sign).nfkd().filter(|part| part.is_alphanumeric()).collect();
    (!plain.is_empty() && plain.is_ascii()).then(|| plain.to_ascii_lowercase())
}

/// A name in the forms in which it is compared.
pub struct SpokenName {
    folded: String,
    /// As it is written in plain letters, family name first and last; none for a name in another script.
    letters: Vec<String>,
    /// First letters it may be spelt with, a bit each: most names of a long list are told apart by them.
    first: u32,
}

impl SpokenName {
    /// Takes a name.
    pub fn of(name: &PersonName) -> Self {
        let folded = name.folded();
        let letters: Option<String> = folded.chars().map(latin).collect();
        let letters = letters.map(|letters| orders(name, letters)).unwrap_or_default();
        let sounds = folded.chars().next().map(sounds).unwrap_or_default();
        let first = sounds.iter().fold(0, |bits, sound| bits | first_bit(sound));
        Self { folded, letters, first }
    }

    /// Whether both may be one name: written alike, or one of them in letters that spell the other. Two names in
    /// Chinese characters that merely sound alike are two names.
    pub fn may_be(&self, other: &Self) -> bool {
        let spelt_by = |name: &Self, by: &Self| {
            by.letters
                .iter()
                .any(|letters| first_bit(letters) & name.first != 0 && spells(letters, &name.folded))
        };
        self.folded == other.folded || spelt_by(self, other) || spelt_by(other, self)
    }
}

/// The bit of the first letter of a sound; 0 if it begins with none.
fn first_bit(sound: &str) -> u32 {
    sound.bytes().next().filter(u8::is_ascii_lowercase).map_or(0, |letter| 1 << (letter - b'a'))
}

/// `letters`, and those of the same name with its last part first: families come first in China, last elsewhere.
fn orders(name: &PersonName, letters: String) -> Vec<String> {
    let turned = name.as_str().rsplit_once(char::is_whitespace).and_then(|(given, family)| {
        family.chars().chain(given.chars()).filter(|sign| sign.is_alphanumeric()).map(latin).collect()
    });
    std::iter::once(letters).chain(turned).collect()
}

/// Whether letters spell a folded name: every sign of it by one of its sounds, in order.
fn spells(letters: &str, name: &str) -> bool {
    let mut reached = BTreeSet::from([0]);
    for sign in name.chars() {
        let sounds = sounds(sign);
        let after = |at: usize| {
            let rest = letters.get(at..).unwrap_or_default();
            sounds.iter().filter(|sound| rest.starts_with(sound.as_ref())).map(move |sound| at + sound.len())
        };
        reached = reached.into_iter().flat_map(after).collect();
        if reached.is_empty() {
            return false;
        }
    }
    reached.contains(&letters.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn are_one(one: &str, other: &str) -> bool {
        let name = |text| SpokenName::of(&PersonName::parse(text).unwrap());
        assert_eq!(name(one).may_be(&name(other)), name(other).may_be(&name(one)));
        name(one).may_be(&name(other))
    }

    #[test]
    fn a_chinese_name_is_one_with_its_pinyin() {
        for typed in ["lina", "Li Na", "LI NA", "Na Li", "li-na", "李 娜"] {
            assert!(are_one("李娜", typed), "{typed}");
        }
        for typed in ["lv yan", "luyan", "LYU Yan", "Yan Lü"] {
            assert!(are_one("吕岩", typed), "{typed}");
        }
        assert!(are_one("曾琳", "zenglin") && are_one("曾琳", "cenglin"));
        assert!(are_one("欧阳娜娜", "Nana Ouyang"));
        // Xi'an and xian: the letters say nothing of where a sign ends.
        assert!(are_one("席安", "xian") && are_one("先", "xian"));
    }

    #[test]
    fn accents_and_the_order_of_names_make_no_other_person() {
        assert!(are_one("José Müller", "Jose Muller"));
        // Written on a system that keeps letters and accents apart.
        assert!(are_one("Jose\u{301}", "José") && are_one("Jose\u{301}", "jose"));
        assert!(are_one("Søren Łukasz", "Soren Lukasz") && are_one("Weiß", "weiss"));
        assert!(are_one("John Paul Smith", "Smith John Paul"));
    }

    #[test]
    fn parts_of_names_and_names_that_sound_alike_are_others() {
        for (one, other) in [
            ("李娜", "李纳"),
            ("李娜", "li"),
            ("李娜", "linan"),
            ("李娜", "nali"),
            ("张伟", "张伟民"),
            ("张伟", "zhangweimin"),
            ("John Smith", "John Smit"),
            ("Иван", "ivan"),
        ] {
            assert!(!are_one(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_long_name_with_many_readings_ends() {
        let name = |signs: usize| SpokenName::of(&PersonName::parse(&"行".repeat(signs)).unwrap());
        let letters = |text: String| SpokenName { folded: text.clone(), letters: vec![text], first: 0 };
        let half = PersonName::MAX_CHARS / 2;
        let spelt = "hang".repeat(half) + &"xing".repeat(half);
        assert!(name(2 * half).may_be(&letters(spelt.clone())));
        assert!(!name(2 * half).may_be(&letters(spelt + "x")));
    }
}
