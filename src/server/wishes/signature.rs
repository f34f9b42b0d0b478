//! Signatures by finger, checked.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::super::problem::{InField, Refused};
use crate::domain::{ConfidentialityAnswer, Refusal, Signature, SlipPapers, Strokes, TextHash};
use crate::wire;

/// What comes with the second part of a slip.
pub(super) fn papers(papers: &wire::SlipPapers, device: &str) -> Result<SlipPapers, Refused> {
    let rules = papers.rules.as_ref().map(|drawn| signature(drawn, device)).transpose();
    let confidentiality = match &papers.confidentiality {
        Some(wire::ConfidentialityDraft::Signed(drawn)) => {
            let signed = signature(drawn, device).in_field("confidentiality")?;
            Some(ConfidentialityAnswer::Signed(signed))
        }
        Some(wire::ConfidentialityDraft::Refused) => Some(ConfidentialityAnswer::Refused),
        None => None,
    };
    Ok(SlipPapers { rules: rules.in_field("rules")?, confidentiality, remember: papers.remember })
}

/// One signature. A hash that is none belongs to no text that stands.
pub(super) fn signature(drawn: &wire::SignatureDraft, device: &str) -> Result<Signature, Refusal> {
    let hash = HEXLOWER_PERMISSIVE.decode(drawn.sha256.as_bytes()).ok();
    let hash = hash.and_then(|hash| hash.try_into().ok()).ok_or(Refusal::TextChanged)?;
    Ok(Signature { hash: TextHash(hash), strokes: Strokes::draw(&drawn.strokes)?, device: device.to_owned() })
}
