//! The area on a badge: open, or approved by its superior.

use super::super::area::{AreaRule, AreaStanding};
use super::super::event::Event;
use super::super::ids::VisitId;
use super::super::personal::Personal;
use super::super::policy::Policy;
use super::super::refusal::{Field, Refusal};
use super::super::visit::Visit;
use super::super::words::{Area, Remark};
use super::Case;

/// An area of the configuration.
pub(super) fn rule<'a>(policy: &'a Policy, area: &Area) -> Result<&'a AreaRule, Refusal> {
    policy.areas.iter().find(|rule| rule.name == *area).ok_or(Refusal::NoSuchArea)
}

/// Whether the badges of a visit may name an area.
pub(super) fn may_name(policy: &Policy, visit: &Visit, area: &Area) -> Result<(), Refusal> {
    rule(policy, area)?.standing(visit).allows()
}

/// The superior of a restricted area has approved, on the phone or in person: one of the house writes down who.
pub(super) fn approve(case: &Case<'_>, id: VisitId, area: &Area, by: &Remark) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    match rule(case.policy, area)?.standing(visit) {
        AreaStanding::NeedsApproval if by.as_str().is_empty() => {
            Err(Refusal::TextTooShort { field: Field::Text, min: 1 })
        }
        AreaStanding::NeedsApproval => {
            Ok(vec![Event::AreaApproved { visit: id, area: area.clone(), by: Personal::Known(by.clone()) }])
        }
        // Where nobody is to be asked there is nothing to approve.
        standing => Err(standing.allows().err().unwrap_or(Refusal::NotNow)),
    }
}
