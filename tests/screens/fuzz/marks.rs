//! What tells one fake visitor from all others, wherever it is shown.

use fastrand::Rng;

use super::BATCH;

/// Letters no sentence of a screen begins a number with.
const NAME: &str = "Zq";
/// How a phone begins and ends that belongs to a fake visitor.
const PHONE: (&str, &str) = ("7700", "9");
/// A number stands in a mark two times, so that a key in the middle of it makes no mark of another visitor.
const DIGITS: usize = 3;

/// Texts somebody might type to do harm, or by leaning on the keyboard.
const HOSTILE: [&str; 12] = [
    "'; DROP TABLE visits;--",
    "<b onclick=x>&amp;</b>",
    "{}{0}{name}%s%n",
    "\u{202e}gnp.exe\u{202c}",
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "\u{0}\u{1}\u{1b}[2J",
    "𠮷野家䶮㛃",
    "../../etc/passwd",
    "\u{feff}\u{200b}\u{200d}",
    "٠١٢٣٤٥٦٧٨٩",
    "zhangweizhangweizhangweizhangweizhangwei'''",
];

/// The name of a visitor, and so of everything that is theirs.
pub fn name(number: u64) -> String {
    format!("{NAME}{number:03}{number:03}")
}

/// The phone of a visitor.
pub fn phone(number: u64) -> String {
    format!("{}{number:03}{number:03}{}", PHONE.0, PHONE.1)
}

/// Something that is typed: what is the visitor's, or what nobody expects.
pub fn text(chance: &mut Rng, number: u64) -> String {
    match chance.u8(0..4) {
        0 => name(number),
        1 => phone(number),
        2 => format!("{} {}", HOSTILE[chance.usize(..HOSTILE.len())], name(number)),
        _ => HOSTILE[chance.usize(..HOSTILE.len())].to_owned(),
    }
}

/// The visitors other than `own` whose marks are in a text: of those that come to a screen, for whoever deletes a letter
/// and leans on the keys makes marks of others.
pub fn of_others(text: &str, own: Option<u64>) -> Vec<u64> {
    let named = text.match_indices(NAME).map(|(at, head)| (at + head.len(), ""));
    let phoned = text.match_indices(PHONE.0).map(|(at, head)| (at + head.len(), PHONE.1));
    let marks = named.chain(phoned).filter_map(|(at, tail)| {
        let (first, again) = (text.get(at..at + DIGITS)?, text.get(at + DIGITS..at + 2 * DIGITS)?);
        let whole = first == again && text.get(at + 2 * DIGITS..)?.starts_with(tail);
        first.parse().ok().filter(|_| whole)
    });
    marks.filter(|number| (1..=BATCH).contains(number) && Some(*number) != own).collect()
}

#[test]
fn a_mark_is_found_wherever_it_stands_but_not_one_s_own() {
    let text = format!("电话 {}，{}·", phone(7), name(12));
    assert_eq!(of_others(&text, None), [12, 7]);
    assert_eq!(of_others(&text, Some(7)), [12]);
    assert!(of_others("Zq12 7700 Zq0120129 Zq012013 Zq800800821", Some(12)).is_empty());
}
