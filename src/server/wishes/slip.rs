//! The visitor slip, checked field by field.

use super::super::problem::{InField, Refused};
use crate::domain::{
    Belongings, Correction, Document, Draft, HostId, HostText, PARTY_MAX, PersonName, Phone, Plate, Purpose,
    Refusal, SlipRest, Unit, Who,
};
use crate::wire;

/// Who writes a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The visitor, at the touchscreen.
    Visitor,
    /// A guard, who may leave the phone out.
    Guard,
}

/// The first part.
pub(super) fn draft(draft: wire::Draft, by: By) -> Result<Draft, Refused> {
    let lead = PersonName::parse(&draft.name)?;
    let phone = match by {
        By::Guard if draft.phone.trim().is_empty() => Phone::none(),
        By::Guard | By::Visitor => Phone::parse(&draft.phone)?,
    };
    let who = Who {
        names: party(lead, &draft.companions)?,
        unit: Unit::parse(&draft.unit)?,
        phone,
        purpose: Purpose::parse(&draft.purpose)?,
        host_text: HostText::parse(&draft.host_text).in_field("host_text")?,
        plate: Plate::default(),
    };
    Ok(Draft {
        who,
        kind: draft.kind.into(),
        leader: draft.leader,
        host: draft.host.map(HostId),
        language: draft.language.into(),
    })
}

/// The whole party, lead first; an empty name is a child.
pub(super) fn party(lead: PersonName, companions: &[String]) -> Result<Vec<Option<PersonName>>, Refused> {
    if companions.len() >= PARTY_MAX {
        return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 }.into());
    }
    let mut names = vec![Some(lead)];
    for name in companions {
        names.push(super::maybe(name, PersonName::parse).in_field("companions")?);
    }
    Ok(names)
}

/// The second part.
pub(super) fn rest(slip: &wire::SlipParts) -> Result<SlipRest, Refused> {
    let number = slip.document_number.as_str();
    let document = match slip.document {
        Some(kind) => Some(document(kind, number)?),
        None if number.trim().is_empty() => None,
        None => return Err(Refusal::DocumentNumberWrong.into()),
    };
    let plate = Plate::parse(&slip.plate)?;
    let belongings = Belongings::parse(&slip.belongings)?;
    if !slip.nothing_forbidden {
        return Err(Refusal::RulesNotAgreed).in_field("nothing_forbidden");
    }
    if !slip.rules_agreed {
        return Err(Refusal::RulesNotAgreed).in_field("rules_agreed");
    }
    Ok(SlipRest { document, plate, belongings })
}

/// A document: checked, then cut to its tail.
pub(super) fn document(kind: wire::DocumentWord, number: &str) -> Result<Document, Refused> {
    Document::parse(kind.into(), number).in_field("document_number")
}

/// What a correction changes.
pub(super) fn correction(
    names: Option<Vec<String>>,
    unit: Option<String>,
    phone: Option<String>,
    purpose: Option<String>,
    slip: Option<wire::SlipParts>,
) -> Result<Correction, Refused> {
    let names = match names.as_deref() {
        None => None,
        Some(party_names) => {
            let (lead, companions) =
                party_names.split_first().map_or(("", &[][..]), |(lead, rest)| (lead.as_str(), rest));
            Some(party(PersonName::parse(lead)?, companions)?)
        }
    };
    let phone_or_none =
        |text: &str| if text.trim().is_empty() { Ok(Phone::none()) } else { Phone::parse(text) };
    Ok(Correction {
        names,
        unit: unit.as_deref().map(Unit::parse).transpose()?,
        phone: phone.as_deref().map(phone_or_none).transpose()?,
        purpose: purpose.as_deref().map(Purpose::parse).transpose()?,
        rest: slip.as_ref().map(rest).transpose()?,
    })
}
