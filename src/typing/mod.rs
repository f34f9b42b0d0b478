//! Chinese by pinyin, for a keyboard on the screen: letters become names and words.
//!
//! A [`Typist`] knows what letters may stand for: people's names by tables of our own ([`Mode::Name`]), words by the
//! kept dictionary ([`Mode::Words`]). A [`Composer`] is what the keys drive. Why names are ranked apart is in D27 of
//! ARCHITECTURE.md. Nothing is learnt, so nobody finds here what the visitor before them typed.
//!
//! ```
//! use std::sync::Arc;
//! use gatehouse::typing::{Composer, Mode, Pick, Typist};
//!
//! let typist = Arc::new(Typist::new());
//! // Eight candidates fit beside each other.
//! let mut composer = Composer::new(typist, Mode::Name, 8);
//! for letter in "ouyangnana".chars() {
//!     composer.key(letter);
//! }
//! let at = composer.page().iter().position(|candidate| candidate.text == "欧阳").unwrap();
//! assert_eq!(composer.pick(at), Pick::Part);
//! assert_eq!(composer.shown().as_str(), "欧阳nana");
//! let at = composer.page().iter().position(|candidate| candidate.text == "娜娜").unwrap();
//! let Pick::Whole(name) = composer.pick(at) else { panic!("letters are left") };
//! assert_eq!(name.as_str(), "欧阳娜娜");
//! assert!(composer.is_empty());
//! ```

mod candidate;
mod composer;
mod dictionary;
mod name_ranking;
mod names;
mod syllables;
mod typist;
mod word_ranking;

pub use candidate::Candidate;
pub use composer::{Composer, LETTERS_MAX, Pick};
pub use dictionary::{Dictionary, Inputx};
pub use typist::{CANDIDATES_MAX, Mode, Typist};
