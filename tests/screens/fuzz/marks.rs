//! What tells one fake visitor from all others, wherever it is shown.

use fastrand::Rng;

/// Letters no sentence of a screen begins a number with.
const NAME: &str = "Zq";
/// How a phone begins and ends that belongs to a fake visitor.
const PHONE: (&str, &str) = ("7700", "99");
const DIGITS: usize = 5;

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
    format!("{NAME}{number:05}")
}

/// The phone of a visitor.
pub fn phone(number: u64) -> String {
    format!("{}{number:05}{}", PHONE.0, PHONE.1)
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

/// The marks of visitors other than `own` in a text.
pub fn of_others(text: &str, own: Option<u64>) -> Vec<String> {
    let named = text.match_indices(NAME).map(|(at, head)| (at + head.len(), ""));
    let phoned = text.match_indices(PHONE.0).map(|(at, head)| (at + head.len(), PHONE.1));
    let marks = named.chain(phoned).filter_map(|(at, tail)| {
        let digits = text.get(at..at + DIGITS).filter(|digits| digits.bytes().all(|d| d.is_ascii_digit()))?;
        text.get(at + DIGITS..)?.starts_with(tail).then(|| digits.to_owned())
    });
    marks.filter(|digits| digits.parse().ok() != own).collect()
}

#[test]
fn a_mark_is_found_wherever_it_stands_but_not_one_s_own() {
    let text = format!("电话 {}，{}·", phone(7), name(12));
    assert_eq!(of_others(&text, None), ["00012", "00007"]);
    assert_eq!(of_others(&text, Some(7)), ["00012"]);
    assert!(of_others("Zq12 7700", None).is_empty());
}
