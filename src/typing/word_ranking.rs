//! Which words letters stand for, by the dictionary's own order.

use super::candidate::List;
use super::dictionary::Dictionary;
use super::syllables::{Cut, cuts, is_mark, next};

/// Syllables that are cut in every way; longer runs are a sentence, whose words the dictionary finds by itself.
const SYLLABLES_MAX: usize = 8;
/// Ways to write the letters that are looked up: with ü typed as u there are two, seldom more.
const SPELLINGS_MAX: usize = 4;
/// Longer words that are offered for a word that is not typed to its end.
const LONGER_MAX: usize = 20;
/// Words that are offered for every shorter run of syllables.
const SHORTER_MAX: usize = 12;
/// Characters offered for each syllable that is not typed to its end.
const SIGNS_EACH: usize = 3;

/// Offers words for the letters: all of them, then longer ones, then shorter ones, then single characters.
pub(super) fn offer(letters: &str, words: &dyn Dictionary, list: &mut List) {
    let cuts = cuts(letters, SYLLABLES_MAX);
    let marked = letters.bytes().any(is_mark);
    let ways = spellings(letters, &cuts, marked);
    let mut exact = 0;
    for (spelling, syllables) in &ways {
        for word in words.words(spelling).iter().filter(|word| fits(word, *syllables)) {
            list.offer(word, letters.len());
            exact += 1;
        }
        if exact == 0
            && let Some(sentence) = words.sentence(spelling)
        {
            list.offer(&sentence, letters.len());
        }
    }
    let unfinished = cuts.iter().any(|(cut, whole)| *whole && cut.last().is_some_and(|slot| slot.unfinished));
    let several = cuts.iter().any(|(cut, _)| cut.len() > 1);
    // Marks say how many syllables there are; longer words have more.
    if !marked && (several || !unfinished) {
        for (spelling, _) in &ways {
            for word in words.longer_words(spelling, LONGER_MAX) {
                list.offer(&word, letters.len());
            }
        }
    }
    shorter(letters, &cuts, words, list);
    signs(letters, words, list);
}

/// How the letters may be written without marks, each with the syllables it has, if marks say how many. First as
/// they are typed.
fn spellings(letters: &str, cuts: &[(Cut, bool)], marked: bool) -> Vec<(String, Option<usize>)> {
    let plain: String = letters.bytes().filter(|letter| !is_mark(*letter)).map(char::from).collect();
    let mut ways = if marked { Vec::new() } else { vec![(plain.clone(), None)] };
    for (cut, _) in cuts.iter().filter(|(_, whole)| *whole) {
        let unfinished = cut.last().is_some_and(|slot| slot.unfinished);
        let finished = if unfinished { &cut[..cut.len() - 1] } else { &cut[..] };
        let from = finished.last().map_or(0, |slot| slot.end);
        let rest: String = letters[from..].chars().filter(|letter| letter.is_ascii_lowercase()).collect();
        for reading in 0..2 {
            // Each syllable in its first reading, or each in its second where it has one.
            let read =
                finished.iter().filter_map(|slot| slot.readings.get(reading).or(slot.readings.first()));
            let way = read.copied().chain([rest.as_str()]).collect::<String>();
            let way = (way, marked.then_some(cut.len()));
            if ways.len() < SPELLINGS_MAX && !ways.iter().any(|(known, _)| *known == way.0) {
                ways.push(way);
            }
        }
    }
    if ways.is_empty() {
        ways.push((plain, None));
    }
    ways
}

fn fits(word: &str, syllables: Option<usize>) -> bool {
    syllables.is_none_or(|syllables| word.chars().count() == syllables)
}

/// Words for the first syllables, more of them before fewer.
fn shorter(letters: &str, cuts: &[(Cut, bool)], words: &dyn Dictionary, list: &mut List) {
    let mut runs: Vec<(usize, usize, String)> = Vec::new();
    for (cut, whole) in cuts {
        let least = usize::from(*whole);
        for count in (2..=cut.len().saturating_sub(least)).rev() {
            let run = &cut[..count];
            if run.iter().all(|slot| !slot.unfinished) {
                let spelling = run.iter().filter_map(|slot| slot.readings.first()).copied().collect();
                runs.push((run.last().map_or(0, |slot| slot.end), count, spelling));
            }
        }
    }
    runs.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    runs.dedup();
    for (end, count, spelling) in runs {
        let found = words.words(&spelling);
        for word in found.iter().filter(|word| word.chars().count() == count).take(SHORTER_MAX) {
            list.offer(word, end.min(letters.len()));
        }
    }
}

/// Single characters for the first syllable, in every way it may end.
pub(super) fn signs(letters: &str, words: &dyn Dictionary, list: &mut List) {
    for slot in next(letters, 0) {
        let most = if slot.unfinished { SIGNS_EACH } else { usize::MAX };
        let found: Vec<Vec<String>> = slot.readings.iter().map(|read| words.words(read)).collect();
        let single = |word: &&String| word.chars().nth(1).is_none();
        // By turns: the first of every syllable, then the second of every one.
        let found: Vec<Vec<&String>> =
            found.iter().map(|words| words.iter().filter(single).take(most).collect()).collect();
        for turn in 0..found.iter().map(Vec::len).max().unwrap_or_default() {
            for sign in found.iter().filter_map(|signs| signs.get(turn)) {
                list.offer(sign, slot.end);
            }
        }
    }
}
