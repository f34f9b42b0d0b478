//! What is signed by finger, and confidentiality (docs/rules.md, parts 3a and 4).

use super::super::command_parts::Signer;
use super::super::event::Event;
use super::super::ids::VisitId;
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::role::Role;
use super::super::signature::{ConfidentialityAnswer, Signature, SignedText, SlipPapers, sign_off_sentence};
use super::super::slip::Language;
use super::super::text::{TextHash, TextKind};
use super::super::words::Remark;
use super::Case;

/// A visitor who waits signs a text: after having refused it first, or without a slip to fill in.
pub(super) fn text(
    case: &Case<'_>,
    id: VisitId,
    text: TextKind,
    signature: &Signature,
) -> Result<Vec<Event>, Refusal> {
    case.at_gate(id)?;
    Ok(vec![signed_text(case, id, text, signature)?])
}

/// What comes with the second part of the slip. Whoever helps a visitor who cannot write is asked for no signature.
pub(super) fn papers(case: &Case<'_>, id: VisitId, papers: &SlipPapers) -> Result<Vec<Event>, Refusal> {
    let mut events = Vec::new();
    match &papers.rules {
        Some(signature) => events.push(signed_text(case, id, TextKind::Rules, signature)?),
        None if case.policy.sign_rules && case.order.by.role == Role::Kiosk => {
            return Err(Refusal::SignatureMissing);
        }
        None => {}
    }
    match &papers.confidentiality {
        Some(ConfidentialityAnswer::Signed(signature)) => {
            events.push(signed_text(case, id, TextKind::Confidentiality, signature)?);
        }
        Some(ConfidentialityAnswer::Refused) => events.push(Event::ConfidentialityRefused { visit: id }),
        None => {}
    }
    Ok(events)
}

/// A manager has waived confidentiality: the guard writes down who.
pub(super) fn waive(case: &Case<'_>, id: VisitId, by: &Remark) -> Result<Vec<Event>, Refusal> {
    if case.at_gate(id)?.confidentiality.is_settled() {
        return Err(Refusal::NotNow);
    }
    if by.as_str().is_empty() {
        return Err(Refusal::TextTooShort { field: Field::Text, min: 1 });
    }
    Ok(vec![Event::ConfidentialityWaived { visit: id, by: Personal::Known(by.clone()) }])
}

/// The host or receptionist signs on the panel.
pub(super) fn sign_off(id: VisitId, by: Signer, signature: &Signature) -> Result<Event, Refusal> {
    if by == Signer::PhoneWitnessed {
        return Err(Refusal::SignatureByPhone);
    }
    let shown = |language: &Language| TextHash::of(&sign_off_sentence(id, *language)) == signature.hash;
    let language = [Language::Zh, Language::En].into_iter().find(shown).ok_or(Refusal::TextChanged)?;
    Ok(signed(id, SignedText::SignOff, language, signature))
}

/// Nobody has signed what they were not shown: the words must be those that stand.
fn signed_text(
    case: &Case<'_>,
    id: VisitId,
    kind: TextKind,
    signature: &Signature,
) -> Result<Event, Refusal> {
    let stands = case.house.texts.iter().find(|text| (text.kind(), text.hash()) == (kind, signature.hash));
    let stands = stands.ok_or(Refusal::TextChanged)?;
    Ok(signed(id, SignedText::House(kind), stands.language(), signature))
}

fn signed(visit: VisitId, what: SignedText, language: Language, signature: &Signature) -> Event {
    Event::SignedByFinger {
        visit,
        what,
        language,
        hash: signature.hash,
        device: signature.device.clone(),
        strokes: Personal::Known(signature.strokes.clone()),
    }
}
