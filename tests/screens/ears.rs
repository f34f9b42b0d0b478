//! Whoever stands before a screen and hears it: the fake of loudspeaker and voice.

use std::cell::RefCell;
use std::rc::Rc;

use gatehouse::screens::senses::Senses;
use gatehouse::settings::Sound;
use gatehouse::wire::LanguageWord;

/// What was heard, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    Rings(Sound),
    Quiet,
    Says(String, LanguageWord),
    Hush,
}

/// Ears.
#[derive(Clone, Default)]
pub struct Ears(Rc<RefCell<Vec<Heard>>>);

impl Ears {
    /// A loudspeaker and a voice that are heard by these.
    pub fn senses(&self) -> Senses {
        let (ring, quiet, say, hush) = (self.clone(), self.clone(), self.clone(), self.clone());
        Senses {
            ring: Box::new(move |sound| ring.hear(Heard::Rings(sound))),
            quiet: Box::new(move || quiet.hear(Heard::Quiet)),
            say: Some(Box::new(move |text, language| say.hear(Heard::Says(text.to_owned(), language)))),
            hush: Box::new(move || hush.hear(Heard::Hush)),
        }
    }

    /// The same without a voice.
    pub fn senses_without_voice(&self) -> Senses {
        Senses { say: None, ..self.senses() }
    }

    /// What was heard since the last look.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.0.borrow_mut())
    }

    fn hear(&self, what: Heard) {
        self.0.borrow_mut().push(what);
    }
}
