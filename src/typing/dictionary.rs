//! The port to a dictionary of the language, and the kept one behind it.

use inputx_pinyin::PinyinDict;

/// What words there are for letters. Letters are lower-case syllables without marks between them, `v` for ü.
pub trait Dictionary: Send + Sync {
    /// The words spelt by exactly these letters, the commonest first. Homophones that are cut otherwise are among
    /// them: `xian` is 先 and 西安.
    fn words(&self, letters: &str) -> Vec<String>;

    /// Up to `most` words that are spelt by these letters and more, the commonest first.
    fn longer_words(&self, letters: &str, most: usize) -> Vec<String>;

    /// The likeliest words one after another that take up all the letters; none where they are no syllables.
    fn sentence(&self, letters: &str) -> Option<String>;
}

/// The dictionary that comes with the program: 217 000 words of the crate `inputx-pinyin`. Nothing is learnt in it.
pub struct Inputx(PinyinDict);

impl Inputx {
    /// Opens it; its words are part of the program, so that this cannot fail.
    pub fn new() -> Self {
        Self(PinyinDict::embedded())
    }
}

impl Default for Inputx {
    fn default() -> Self {
        Self::new()
    }
}

impl Dictionary for Inputx {
    fn words(&self, letters: &str) -> Vec<String> {
        self.0.lookup(letters)
    }

    fn longer_words(&self, letters: &str, most: usize) -> Vec<String> {
        let mut found: Vec<(u64, String)> = Vec::new();
        self.0.prefix_for_each(letters, |spelt, word, weight| {
            let last = found.last().map_or(0, |(weight, _)| *weight);
            if spelt.len() == letters.len() || (found.len() >= most && weight <= last) {
                return;
            }
            let at = found.partition_point(|(other, _)| *other >= weight);
            found.insert(at, (weight, word.to_owned()));
            found.truncate(most);
        });
        found.into_iter().map(|(_, word)| word).collect()
    }

    fn sentence(&self, letters: &str) -> Option<String> {
        self.0.best_composition(letters).map(|(_, sentence)| sentence)
    }
}
