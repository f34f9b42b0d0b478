//! What a keyboard on the screen drives: letters in, text for the field out.

use std::sync::Arc;

use zeroize::{Zeroize, Zeroizing};

use super::candidate::Candidate;
use super::typist::{Mode, Typist};

/// Letters of the longest composition, marks included: a name of four syllables of six letters each with marks
/// between has 27, and the dictionary makes sentences of up to 30.
pub const LETTERS_MAX: usize = 30;
/// Characters in front of the cursor that are looked at: no more are needed to tell a name's surname.
const BEFORE_MAX: usize = 4;

/// What became of a pick.
#[derive(Debug, PartialEq, Eq)]
pub enum Pick {
    /// There is no such candidate on this page.
    Absent,
    /// It is taken; letters are left, and the candidates are those for them.
    Part,
    /// Nothing is left: this text goes into the field, and the composition is empty again.
    Whole(Zeroizing<String>),
}

/// A candidate that was taken while letters were left.
struct Taken {
    text: Zeroizing<String>,
    /// Where its letters begin.
    from: usize,
    /// How many letters there were then.
    typed: usize,
}

/// A composition: letters that are not text yet, and what may become of them.
///
/// It is the same for every field; `set_mode` says what is typed, and `begin_after` what stands in front of the cursor.
/// It is pure: no clock, no thread, nothing kept. After `clear` and after a whole pick nothing of what was typed is
/// in it, and its buffers are wiped.
pub struct Composer {
    typist: Arc<Typist>,
    mode: Mode,
    page_size: usize,
    page: usize,
    before: Zeroizing<String>,
    typed: Zeroizing<String>,
    taken: Vec<Taken>,
    candidates: Vec<Candidate>,
}

impl Composer {
    /// An empty one. A page holds `page_size` candidates, at least one.
    pub fn new(typist: Arc<Typist>, mode: Mode, page_size: usize) -> Self {
        Self {
            typist,
            mode,
            page_size: page_size.max(1),
            page: 0,
            // Room for all from the start: a buffer that grows leaves its old letters behind.
            before: Zeroizing::new(String::with_capacity(BEFORE_MAX * char::MAX.len_utf8())),
            typed: Zeroizing::new(String::with_capacity(LETTERS_MAX)),
            taken: Vec::new(),
            candidates: Vec::new(),
        }
    }

    /// Goes over to another kind of field, with an empty composition.
    pub fn set_mode(&mut self, mode: Mode) {
        self.clear();
        self.mode = mode;
    }

    /// Says what stands in the field in front of the cursor, before the first letter: behind a surname a given name
    /// is offered. Without it a field is taken for empty.
    pub fn begin_after(&mut self, text: &str) {
        self.clear();
        // Of a longer text only that it is longer matters.
        self.before.extend(text.trim().chars().take(BEFORE_MAX));
    }

    /// A key: a letter, an apostrophe or a blank between syllables; ü is typed as v. Returns whether it was taken:
    /// other signs are not, a mark not as the first one, and none beyond [`LETTERS_MAX`].
    pub fn key(&mut self, sign: char) -> bool {
        let letter = match sign {
            'ü' | 'Ü' => 'v',
            '’' => '\'',
            sign => sign,
        };
        let wanted =
            letter.is_ascii_alphabetic() || (matches!(letter, '\'' | ' ') && !self.rest().is_empty());
        if !wanted || self.typed.len() >= LETTERS_MAX {
            return false;
        }
        self.typed.push(letter);
        self.look_up();
        true
    }

    /// Takes back the latest thing that was done, as phones in China do: a letter typed since the last pick, else the
    /// last pick, whose letters are open again. A wrong pick is seen at once, and one press mends it. Returns whether
    /// there was anything; if not, the press is for the field.
    pub fn backspace(&mut self) -> bool {
        match self.taken.pop_if(|taken| taken.typed == self.typed.len()) {
            Some(_) => {}
            None if self.typed.is_empty() => return false,
            None => self.wipe_last(),
        }
        self.look_up();
        true
    }

    /// The candidates of this page, the likeliest first; none while nothing is typed. The last candidate of the last
    /// page is the letters themselves.
    pub fn page(&self) -> &[Candidate] {
        let from = (self.page * self.page_size).min(self.candidates.len());
        let to = (from + self.page_size).min(self.candidates.len());
        &self.candidates[from..to]
    }

    /// Whether there is a page behind this one.
    pub fn has_next_page(&self) -> bool {
        (self.page + 1) * self.page_size < self.candidates.len()
    }

    /// Whether there is a page before this one.
    pub fn has_previous_page(&self) -> bool {
        self.page > 0
    }

    /// Turns to the next page, if there is one.
    pub fn next_page(&mut self) {
        self.page += usize::from(self.has_next_page());
    }

    /// Turns back a page, if there is one.
    pub fn previous_page(&mut self) {
        self.page -= usize::from(self.has_previous_page());
    }

    /// Takes the candidate at `at` of this page, counted from 0.
    pub fn pick(&mut self, at: usize) -> Pick {
        let Some(candidate) = self.page().get(at) else { return Pick::Absent };
        let (text, letters) = (Zeroizing::new(candidate.text.clone()), candidate.letters);
        let from = self.open_from();
        if from + letters >= self.typed.len() {
            return Pick::Whole(self.finish(&text));
        }
        // The letters that are taken are those behind the mark; what is left begins after it.
        self.taken.push(Taken { text, from: from + letters, typed: self.typed.len() });
        self.look_up();
        Pick::Part
    }

    /// Takes the letters themselves as they were typed, behind what was picked: the key *enter*. None while nothing
    /// is typed.
    pub fn pick_letters(&mut self) -> Option<Zeroizing<String>> {
        let rest = Zeroizing::new(self.rest().to_owned());
        (!self.is_empty()).then(|| self.finish(&rest))
    }

    /// What is shown where the text will stand: what was picked, and the letters still open.
    pub fn shown(&self) -> Zeroizing<String> {
        self.joined(self.rest())
    }

    /// The letters still open.
    pub fn rest(&self) -> &str {
        self.typed.get(self.open_from()..).unwrap_or_default()
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.typed.is_empty()
    }

    /// Forgets everything, and wipes it from memory. What was copied while candidates were looked up is freed, not wiped.
    pub fn clear(&mut self) {
        self.typed.zeroize();
        self.before.zeroize();
        self.taken.clear();
        self.candidates.clear();
        self.page = 0;
    }

    fn open_from(&self) -> usize {
        self.taken.last().map_or(0, |taken| taken.from)
    }

    fn joined(&self, last: &str) -> Zeroizing<String> {
        let parts = || self.taken.iter().map(|taken| taken.text.as_str()).chain([last]);
        // Long enough at once: a string that grows leaves its old text behind.
        let mut text = Zeroizing::new(String::with_capacity(parts().map(str::len).sum()));
        text.extend(parts());
        text
    }

    fn finish(&mut self, last: &str) -> Zeroizing<String> {
        let text = self.joined(last);
        self.clear();
        text
    }

    fn wipe_last(&mut self) {
        let kept = self.typed.len().saturating_sub(1);
        let mut shorter = Zeroizing::new(String::with_capacity(LETTERS_MAX));
        shorter.push_str(self.typed.get(..kept).unwrap_or_default());
        self.typed = shorter;
    }

    fn look_up(&mut self) {
        self.page = 0;
        self.candidates.clear();
        if self.rest().is_empty() {
            return;
        }
        let before = self.joined("");
        let before = Zeroizing::new([self.before.as_str(), before.as_str()].concat());
        self.candidates = self.typist.candidates(self.mode, &before, self.rest());
    }
}
