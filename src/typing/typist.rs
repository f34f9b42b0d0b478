//! What letters may stand for: the tables of names and the dictionary together.

use super::candidate::{Candidate, List};
use super::dictionary::{Dictionary, Inputx};
use super::name_ranking::{self, Stage};
use super::names::Names;
use super::word_ranking;

/// Candidates that are offered at most: room for all characters of a common syllable behind the names.
pub const CANDIDATES_MAX: usize = 200;
/// Characters of the shortest word of the dictionary that is taken for a name: shorter ones are no names.
const WORD_AS_NAME_MIN: usize = 3;

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The name of a person.
    Name,
    /// Anything else: unit, purpose, belongings.
    Words,
}

/// Knows names and words. It remembers nothing of what it is asked; one serves all fields.
pub struct Typist {
    names: Names,
    words: Box<dyn Dictionary>,
}

impl Typist {
    /// The one with the dictionary that comes with the program.
    pub fn new() -> Self {
        Self::with(Box::new(Inputx::new()))
    }

    /// One with another dictionary.
    pub fn with(words: Box<dyn Dictionary>) -> Self {
        Self { names: Names::new(), words }
    }

    /// What `letters` may stand for in a field that holds `before` in front of the cursor, the likeliest first, and
    /// as the last the letters themselves. Letters may be of either case, with `'` or blanks between syllables.
    pub fn candidates(&self, mode: Mode, before: &str, letters: &str) -> Vec<Candidate> {
        // One place less, for the letters themselves.
        let mut list = List::new(CANDIDATES_MAX - 1);
        let lower = letters.to_ascii_lowercase();
        if lower.is_ascii() {
            match mode {
                Mode::Name => self.offer_names(before, &lower, &mut list),
                Mode::Words => word_ranking::offer(&lower, self.words.as_ref(), &mut list),
            }
        }
        let mut candidates = list.done();
        candidates.push(Candidate { text: letters.to_owned(), letters: letters.len() });
        candidates
    }

    fn offer_names(&self, before: &str, letters: &str, list: &mut List) {
        match Stage::after(before, &self.names) {
            Stage::Beyond => word_ranking::offer(letters, self.words.as_ref(), list),
            stage => {
                // Names of other shapes, which the dictionary knows: 买买提, 史密斯.
                let mut others = self.words.words(letters);
                others.retain(|word| word.chars().count() >= WORD_AS_NAME_MIN);
                name_ranking::offer(letters, stage, &self.names, &others, list);
                // Whoever has a character that no list of names has picks it by itself.
                word_ranking::signs(letters, self.words.as_ref(), list);
            }
        }
    }
}

impl Default for Typist {
    fn default() -> Self {
        Self::new()
    }
}
