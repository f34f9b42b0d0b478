//! The syllables of Mandarin, how else each is typed, and where a run of letters may be cut.

/// Every syllable, as it is typed: plain letters, `v` for ü. Sorted, so that those with one beginning stand together.
#[rustfmt::skip]
const SYLLABLES: &[&str] = &[
    "a", "ai", "an", "ang", "ao", "ba", "bai", "ban", "bang", "bao", "bei", "ben", "beng", "bi", "bian",
    "biao", "bie", "bin", "bing", "bo", "bu", "ca", "cai", "can", "cang", "cao", "ce", "cen", "ceng", "cha",
    "chai", "chan", "chang", "chao", "che", "chen", "cheng", "chi", "chong", "chou", "chu", "chuai",
    "chuan", "chuang", "chui", "chun", "chuo", "ci", "cong", "cou", "cu", "cuan", "cui", "cun", "cuo", "da",
    "dai", "dan", "dang", "dao", "de", "dei", "den", "deng", "di", "dia", "dian", "diao", "die", "ding",
    "diu", "dong", "dou", "du", "duan", "dui", "dun", "duo", "e", "ei", "en", "eng", "er", "fa", "fan",
    "fang", "fei", "fen", "feng", "fo", "fou", "fu", "ga", "gai", "gan", "gang", "gao", "ge", "gei", "gen",
    "geng", "gong", "gou", "gu", "gua", "guai", "guan", "guang", "gui", "gun", "guo", "ha", "hai", "han",
    "hang", "hao", "he", "hei", "hen", "heng", "hong", "hou", "hu", "hua", "huai", "huan", "huang", "hui",
    "hun", "huo", "ji", "jia", "jian", "jiang", "jiao", "jie", "jin", "jing", "jiong", "jiu", "ju", "juan",
    "jue", "jun", "ka", "kai", "kan", "kang", "kao", "ke", "kei", "ken", "keng", "kong", "kou", "ku", "kua",
    "kuai", "kuan", "kuang", "kui", "kun", "kuo", "la", "lai", "lan", "lang", "lao", "le", "lei", "leng",
    "li", "lia", "lian", "liang", "liao", "lie", "lin", "ling", "liu", "lo", "long", "lou", "lu", "luan",
    "lun", "luo", "lv", "lve", "ma", "mai", "man", "mang", "mao", "me", "mei", "men", "meng", "mi", "mian",
    "miao", "mie", "min", "ming", "miu", "mo", "mou", "mu", "na", "nai", "nan", "nang", "nao", "ne", "nei",
    "nen", "neng", "ni", "nian", "niang", "niao", "nie", "nin", "ning", "niu", "nong", "nou", "nu", "nuan",
    "nuo", "nv", "nve", "o", "ou", "pa", "pai", "pan", "pang", "pao", "pei", "pen", "peng", "pi", "pian",
    "piao", "pie", "pin", "ping", "po", "pou", "pu", "qi", "qia", "qian", "qiang", "qiao", "qie", "qin",
    "qing", "qiong", "qiu", "qu", "quan", "que", "qun", "ran", "rang", "rao", "re", "ren", "reng", "ri",
    "rong", "rou", "ru", "ruan", "rui", "run", "ruo", "sa", "sai", "san", "sang", "sao", "se", "sen",
    "seng", "sha", "shai", "shan", "shang", "shao", "she", "shei", "shen", "sheng", "shi", "shou", "shu",
    "shua", "shuai", "shuan", "shuang", "shui", "shun", "shuo", "si", "song", "sou", "su", "suan", "sui",
    "sun", "suo", "ta", "tai", "tan", "tang", "tao", "te", "teng", "ti", "tian", "tiao", "tie", "ting",
    "tong", "tou", "tu", "tuan", "tui", "tun", "tuo", "wa", "wai", "wan", "wang", "wei", "wen", "weng",
    "wo", "wu", "xi", "xia", "xian", "xiang", "xiao", "xie", "xin", "xing", "xiong", "xiu", "xu", "xuan",
    "xue", "xun", "ya", "yan", "yang", "yao", "ye", "yi", "yin", "ying", "yo", "yong", "you", "yu", "yuan",
    "yue", "yun", "za", "zai", "zan", "zang", "zao", "ze", "zei", "zen", "zeng", "zha", "zhai", "zhan",
    "zhang", "zhao", "zhe", "zhen", "zheng", "zhi", "zhong", "zhou", "zhu", "zhua", "zhuai", "zhuan",
    "zhuang", "zhui", "zhun", "zhuo", "zi", "zong", "zou", "zu", "zuan", "zui", "zun", "zuo",
];

/// What is typed for a syllable with ü: as passports have it (LYU), or without its dots. What is no syllable itself
/// stands for the one behind it; what is one stands for both.
const TYPED_OTHERWISE: [(&str, &str); 8] = [
    ("lyu", "lv"),
    ("nyu", "nv"),
    ("lyue", "lve"),
    ("nyue", "nve"),
    ("lue", "lve"),
    ("nue", "nve"),
    ("lu", "lv"),
    ("nu", "nv"),
];

/// Letters of the longest syllable (`zhuang`).
const SYLLABLE_LETTERS_MAX: usize = 6;

/// A part of the letters that is taken for one syllable.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    /// Which syllables it may be, the likeliest spelling first.
    pub readings: Vec<&'static str>,
    /// Whether letters are missing yet: then the readings are all that begin so.
    pub unfinished: bool,
    /// Where the next one begins, as a place in the letters.
    pub end: usize,
}

/// Whether a sign stands between two syllables.
pub(super) fn is_mark(letter: u8) -> bool {
    matches!(letter, b'\'' | b' ')
}

/// The syllables that begin with these letters.
fn beginning(letters: &str) -> &'static [&'static str] {
    let from = SYLLABLES.partition_point(|syllable| *syllable < letters);
    let count = SYLLABLES[from..].iter().take_while(|syllable| syllable.starts_with(letters)).count();
    &SYLLABLES[from..from + count]
}

/// A syllable as the table holds it, if these letters are one.
fn syllable(letters: &str) -> Option<&'static str> {
    SYLLABLES.binary_search(&letters).ok().map(|at| SYLLABLES[at])
}

/// Which syllables exactly these letters may stand for.
fn readings(letters: &str) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = syllable(letters).into_iter().collect();
    found.extend(TYPED_OTHERWISE.iter().filter(|(typed, _)| *typed == letters).map(|(_, meant)| *meant));
    // A keyboard for pinyin takes v for every ü, also where the spelling writes u (`xv` for `xu`).
    if found.is_empty() && letters.starts_with(['j', 'q', 'x', 'y']) && letters.contains('v') {
        found.extend(syllable(&letters.replace('v', "u")));
    }
    found
}

/// What the next syllable from `from` on may be, longest first. Letters are lower-case, with marks between; a mark
/// ends a syllable, and the last one may be unfinished.
pub(super) fn next(letters: &str, from: usize) -> Vec<Slot> {
    let bytes = letters.as_bytes();
    let is_mark_at = |at: usize| bytes.get(at).copied().is_some_and(is_mark);
    let begin = (from..bytes.len()).find(|at| !is_mark_at(*at)).unwrap_or(bytes.len());
    let whole = bytes[begin..].iter().position(|letter| is_mark(*letter)).unwrap_or(bytes.len() - begin);
    let mut slots = Vec::new();
    for size in (1..=whole.min(SYLLABLE_LETTERS_MAX)).rev() {
        let part = &letters[begin..begin + size];
        let mut end = begin + size;
        while is_mark_at(end) {
            end += 1;
        }
        let known = readings(part);
        let last = begin + size == bytes.len();
        if !known.is_empty() {
            slots.push(Slot { readings: known, unfinished: false, end });
        } else if last && !beginning(part).is_empty() {
            slots.push(Slot { readings: beginning(part).to_vec(), unfinished: true, end });
        } else if last && (part == "ly" || part == "ny") {
            slots.push(Slot {
                readings: vec![if part == "ly" { "lv" } else { "nv" }],
                unfinished: true,
                end,
            });
        }
    }
    slots
}

/// A way to cut letters: their syllables from the first on.
pub(super) type Cut = Vec<Slot>;

/// The ways to cut the letters into at most `most` syllables, with whether all letters are in them. A way that gets
/// stuck or too long is told as far as it goes. At most `CUTS_MAX`, for letters like `aaaa` have very many.
pub(super) fn cuts(letters: &str, most: usize) -> Vec<(Cut, bool)> {
    let mut found = Vec::new();
    extend(letters, most, &mut Vec::new(), &mut found);
    found
}

/// Ways looked at: names of four syllables seldom have more than eight.
const CUTS_MAX: usize = 32;

fn extend(letters: &str, most: usize, so_far: &mut Cut, found: &mut Vec<(Cut, bool)>) {
    let from = so_far.last().map_or(0, |slot| slot.end);
    let whole = from == letters.len();
    let slots = if whole || so_far.len() == most { Vec::new() } else { next(letters, from) };
    if slots.is_empty() && !so_far.is_empty() && found.len() < CUTS_MAX {
        found.push((so_far.clone(), whole));
    }
    for slot in slots {
        if found.len() >= CUTS_MAX {
            return;
        }
        so_far.push(slot);
        extend(letters, most, so_far, found);
        so_far.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ways to cut that leave no letter over and no syllable unfinished.
    fn whole(letters: &str) -> Vec<String> {
        let finished = |cut: &Cut| cut.iter().all(|slot| !slot.unfinished);
        let cuts = cuts(letters, 4).into_iter().filter(|(cut, whole)| *whole && finished(cut));
        cuts.map(|(cut, _)| cut.iter().map(|slot| slot.readings[0]).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn the_syllables_are_sorted_and_each_once() {
        assert!(SYLLABLES.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn letters_that_may_be_cut_in_two_ways_are() {
        assert_eq!(whole("xian"), ["xian", "xi an"]);
        assert_eq!(whole("fangan"), ["fang an", "fan gan"]);
    }

    #[test]
    fn a_mark_ends_a_syllable() {
        assert_eq!(whole("xi'an"), ["xi an"]);
        assert_eq!(whole("xi an"), ["xi an"]);
    }

    #[test]
    fn the_dots_of_u_are_typed_in_every_usual_way() {
        for typed in ["lv", "lyu"] {
            assert_eq!(whole(typed), ["lv"], "{typed}");
        }
        assert_eq!(next("lu", 0)[0].readings, ["lu", "lv"]);
        assert_eq!(whole("xv"), ["xu"]);
    }

    #[test]
    fn only_the_last_syllable_may_be_unfinished() {
        let cut = &cuts("zhangw", 4)[0].0;
        assert_eq!((cut[0].unfinished, cut[1].unfinished), (false, true));
        assert!(cut[1].readings.contains(&"wei"));
        assert!(whole("wzhang").is_empty());
    }
}
