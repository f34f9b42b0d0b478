//! Tells a scanner that types from a person who types.

use std::time::Duration;

/// Longest code that is read, characters: three times what a pass or an invitation has; more is noise.
pub const CODE_MAX: usize = 512;
/// Longest pause inside one code: a scanner types a character in 1 to 20 ms, a person in 100.
pub const GAP_MAX: Duration = Duration::from_millis(50);
/// Fewer characters before Enter are not a code: somebody leans on the keyboard.
const CODE_MIN: usize = 6;
/// Every code of this house begins so; on a page with fields nothing else is kept from the field.
const HEAD: &str = "GH";

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Took {
    /// Not for the scanner: the key goes where it was going.
    Pass,
    /// Kept for now.
    Keep,
    /// It was a person after all: these characters belong to the field.
    GiveBack(String),
    /// A whole code.
    Code(String),
}

/// Collects fast characters until Enter.
#[derive(Debug, Default)]
pub struct Scanner {
    kept: String,
    last: Duration,
    too_long: bool,
}

impl Scanner {
    /// Takes one key: its text, when it came (a steady clock), and whether the page has fields to type in.
    pub fn key(&mut self, text: &str, now: Duration, fields: bool) -> Took {
        let late = now.saturating_sub(self.last) > GAP_MAX;
        if text == "\n" {
            return self.enter(late, fields);
        }
        if text.is_empty() || text.chars().any(|c| c.is_control() || ('\u{f700}'..='\u{f8ff}').contains(&c)) {
            return Took::Pass; // Shift and its like come between the characters of a code
        }
        self.last = now;
        if fields { self.key_beside_fields(text, late) } else { self.key_alone(text, late) }
    }

    /// Nothing came for [`GAP_MAX`]: gives what belongs to the field, and forgets the rest.
    pub fn pause(&mut self) -> String {
        self.too_long = false;
        let kept = std::mem::take(&mut self.kept);
        if kept.len() < CODE_MIN { kept } else { String::new() }
    }

    fn key_alone(&mut self, text: &str, late: bool) -> Took {
        if late {
            self.kept.clear();
            self.too_long = false;
        }
        self.keep(text);
        Took::Keep
    }

    fn key_beside_fields(&mut self, text: &str, late: bool) -> Took {
        if self.kept.is_empty() && !self.too_long {
            if !text.starts_with(HEAD) && !HEAD.starts_with(text) {
                return Took::Pass;
            }
            self.keep(text);
            return Took::Keep;
        }
        if late {
            return Took::GiveBack(self.pause() + text);
        }
        self.keep(text);
        if self.too_long || self.kept.starts_with(HEAD) || HEAD.starts_with(self.kept.as_str()) {
            return Took::Keep;
        }
        Took::GiveBack(std::mem::take(&mut self.kept))
    }

    fn enter(&mut self, late: bool, fields: bool) -> Took {
        let kept = std::mem::take(&mut self.kept);
        let too_long = std::mem::take(&mut self.too_long);
        match (late || too_long, kept.chars().count()) {
            (_, 0) if !too_long => Took::Pass,
            (false, CODE_MIN..) => Took::Code(kept),
            (false, _) if fields => Took::GiveBack(kept + "\n"),
            _ => Took::Keep,
        }
    }

    fn keep(&mut self, text: &str) {
        if self.too_long || self.kept.chars().count() + text.chars().count() > CODE_MAX {
            self.kept.clear();
            self.too_long = true;
        } else {
            self.kept.push_str(text);
        }
    }
}
