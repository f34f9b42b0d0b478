//! Fields about a person: sealed at rest, and gone when the person's key is gone.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::document::Document;

/// A field about a person.
///
/// `Sealed` stands only in records at rest; whoever folds events treats it like `Erased`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Personal<T> {
    /// Readable.
    Known(T),
    /// Sealed with the subject's key.
    Sealed(Vec<u8>),
    /// The key is gone, and with it the person.
    Erased,
}

impl<T> Personal<T> {
    /// The value, if it can be read.
    pub fn known(&self) -> Option<&T> {
        match self {
            Personal::Known(value) => Some(value),
            Personal::Sealed(_) | Personal::Erased => None,
        }
    }
}

/// Walks over the personal fields of an event, to seal or to open them. The codec of the journal is one.
pub trait PersonalWalk {
    /// Visits one field.
    fn field<T: Serialize + DeserializeOwned>(&mut self, field: &mut Personal<T>);

    /// Visits a document, which is kept for a time of its own (see [`super::Subject::document`]).
    fn document(&mut self, field: &mut Personal<Document>) {
        self.field(field);
    }
}
