//! Signatures by finger: on a text of the house by a visitor, on the sign-off by the host or receptionist
//! (docs/rules.md, part 4).

use serde::{Deserialize, Serialize};

use super::ids::VisitId;
use super::slip::Language;
use super::strokes::Strokes;
use super::text::{TextHash, TextKind};
use super::time::Stamp;

/// A signature as it is sent: under which words, and how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The words that were shown.
    pub hash: TextHash,
    /// What the finger drew.
    pub strokes: Strokes,
    /// Label of the device it was drawn on.
    pub device: String,
}

/// What was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignedText {
    /// A text of the house, by the visitor.
    House(TextKind),
    /// The sign-off, by the host or the receptionist.
    SignOff,
}

/// What a visitor says to the confidentiality text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfidentialityAnswer {
    /// Signed.
    Signed(Signature),
    /// Refused: a manager may waive it.
    Refused,
}

/// What comes with the second part of the slip.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlipPapers {
    /// The site rules, signed.
    pub rules: Option<Signature>,
    /// The answer to the confidentiality text, where it was asked for.
    pub confidentiality: Option<ConfidentialityAnswer>,
    /// The visitor asks to be remembered.
    pub remember: bool,
}

/// Where a visit stands with confidentiality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidentiality {
    /// Nobody has answered.
    Open,
    /// The visitor has signed.
    Signed,
    /// The visitor has refused.
    Refused,
    /// A manager has waived it.
    Waived,
}

impl Confidentiality {
    /// Whether it stands in the way no more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Confidentiality::Signed | Confidentiality::Waived)
    }
}

/// What was signed by finger, and when. The strokes are in the record alone.
pub type SignedAt = (SignedText, Stamp);

/// The sentence the host or receptionist signs: it names the visit, so that it is signed for no other.
pub fn sign_off_sentence(visit: VisitId, language: Language) -> String {
    match language {
        Language::Zh => format!("本人确认：来访{visit}接待完毕，访客可以离开。"),
        Language::En => format!("I confirm that visit {visit} has ended and the visitor may leave."),
    }
}
