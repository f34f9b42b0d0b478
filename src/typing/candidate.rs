//! What is offered for letters, and the list it is offered in.

use std::collections::HashSet;
use std::sync::LazyLock;

use zeroize::{Zeroize, ZeroizeOnDrop};

/// What the kiosk's own font can draw.
static DRAWN: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut signs: Vec<char> = include_str!("../../ui/fonts/characters.txt").chars().collect();
    signs.sort_unstable();
    signs.dedup();
    signs
});

/// One choice.
#[derive(Clone, Debug, PartialEq, Zeroize, ZeroizeOnDrop)]
pub struct Candidate {
    /// What is put in the place of the letters.
    pub text: String,
    /// How many of the letters still open it takes, marks behind them included.
    pub letters: usize,
}

/// Choices in their order, each text once, none that the kiosk would draw as a blank.
pub(super) struct List {
    offered: Vec<Candidate>,
    seen: HashSet<String>,
    most: usize,
}

impl List {
    pub fn new(most: usize) -> Self {
        Self { offered: Vec::new(), seen: HashSet::new(), most }
    }

    pub fn offer(&mut self, text: &str, letters: usize) {
        let fits = self.offered.len() < self.most && !text.is_empty();
        if fits
            && text.chars().all(|sign| DRAWN.binary_search(&sign).is_ok())
            && self.seen.insert(text.to_owned())
        {
            self.offered.push(Candidate { text: text.to_owned(), letters });
        }
    }

    pub fn done(mut self) -> Vec<Candidate> {
        for mut text in self.seen.drain() {
            text.zeroize();
        }
        self.offered
    }
}
