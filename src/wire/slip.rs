//! The visitor slip and what is signed with it, as the touchscreen sends them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DocumentWord, KindWord, LanguageWord};

/// The first part of a visitor slip: enough to ask the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// Name, 1 to 40 characters.
    pub name: String,
    /// Unit, 0 to 60 characters.
    #[serde(default)]
    pub unit: String,
    /// Phone, 5 to 20 digits; empty only when the guard enters the visit.
    #[serde(default)]
    pub phone: String,
    /// What the visitor says they are.
    pub kind: KindWord,
    /// Whether they lead their unit.
    #[serde(default)]
    pub leader: bool,
    /// Host chosen from the hits, by id.
    #[serde(default)]
    pub host: Option<u32>,
    /// Host as typed, when none was found: the guard sets one. Never consents.
    #[serde(default)]
    pub host_text: String,
    /// Purpose, 1 to 200 characters.
    pub purpose: String,
    /// Names of the people with them (随行人员), at most 19; an empty name is a child.
    #[serde(default)]
    pub companions: Vec<String>,
    /// Language the screen was in.
    pub language: LanguageWord,
}

/// The second part of the slip, filled in while the host is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct SlipParts {
    /// Type of document, where the visitor gave one.
    #[serde(default)]
    pub document: Option<DocumentWord>,
    /// Number as typed: checked, then cut to the last four characters.
    #[serde(default)]
    pub document_number: String,
    /// Vehicle plate, or empty.
    #[serde(default)]
    pub plate: String,
    /// Belongings brought in, 0 to 200 characters.
    #[serde(default)]
    pub belongings: String,
    /// Nothing forbidden carried (违禁品).
    pub nothing_forbidden: bool,
    /// Worn badge, no photographs, safety.
    pub rules_agreed: bool,
}

/// A signature by finger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignatureDraft {
    /// SHA-256 of the words that were shown, as the core has told it: 64 hexadecimal digits.
    pub sha256: String,
    /// Strokes, each a list of points `[x, y]` in a box 1024 wide and 384 high, from its upper left corner: 64 strokes
    /// and 1000 points at most.
    pub strokes: Vec<Vec<(u16, u16)>>,
}

/// What a visitor says to the confidentiality text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConfidentialityDraft {
    /// Signed.
    Signed(SignatureDraft),
    /// Refused: the guard is shown it, and a manager may waive it.
    Refused,
}

/// What comes with the second part of the slip; everything may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SlipPapers {
    /// The site rules, signed by finger.
    #[serde(default)]
    pub rules: Option<SignatureDraft>,
    /// The answer to the confidentiality text, where it was asked for.
    #[serde(default)]
    pub confidentiality: Option<ConfidentialityDraft>,
    /// The visitor asks to be remembered (记住我): a consent of its own, never ticked beforehand.
    #[serde(default)]
    pub remember: bool,
}
