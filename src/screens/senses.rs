//! What a screen lets hear: handed in, for the devices are not the screens' to open.

use crate::settings::Sound;
use crate::wire::LanguageWord;

/// Reads a text aloud, in a language; what was being read ends.
pub type Say = Box<dyn Fn(&str, LanguageWord)>;

/// Rings, falls silent again, reads aloud and stops reading.
pub struct Senses {
    /// Lets a sound be heard; never waits for it.
    pub ring: Box<dyn Fn(Sound)>,
    /// Ends an alarm that goes on.
    pub quiet: Box<dyn Fn()>,
    /// Reads aloud; `None` where nothing can.
    pub say: Option<Say>,
    /// Ends what is being read aloud, at once.
    pub hush: Box<dyn Fn()>,
}

impl Default for Senses {
    /// A screen that is not heard.
    fn default() -> Self {
        Self { ring: Box::new(|_| ()), quiet: Box::new(|| ()), say: None, hush: Box::new(|| ()) }
    }
}
