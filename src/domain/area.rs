//! Areas of the site that a badge may name, and what a visit lacks for one of them (docs/rules.md, part 3a).

use super::refusal::Refusal;
use super::slip::Who;
use super::visit::Visit;
use super::words::{Area, FormText};

/// Areas a site may have: what a guard takes in at a glance.
pub const AREAS_MAX: usize = 12;

/// One area of the site, from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRule {
    /// As it is printed on the badge.
    pub name: Area,
    /// The superior whose approval it needs besides the host's; `None` where it is open.
    pub approver: Option<FormText>,
    /// Whether children may be taken there.
    pub children: bool,
    /// Whether visitors sign for confidentiality first.
    pub confidential: bool,
}

/// Where a visit stands with an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaStanding {
    /// Nobody needs to be asked.
    Open,
    /// The named superior has approved.
    Approved,
    /// The named superior is to be asked.
    NeedsApproval,
    /// Restricted, and the visitor is escorted (须陪同).
    NotEscorted,
    /// A child is in the party.
    NotForChildren,
    /// The visitor has not signed for confidentiality, and no manager has waived it.
    NeedsConfidentiality,
}

impl AreaStanding {
    /// Whether a badge may name the area.
    ///
    /// # Errors
    /// What stands in the way.
    pub const fn allows(self) -> Result<(), Refusal> {
        match self {
            AreaStanding::Open | AreaStanding::Approved => Ok(()),
            AreaStanding::NeedsApproval => Err(Refusal::AreaNotApproved),
            AreaStanding::NotEscorted => Err(Refusal::AreaNotForEscorted),
            AreaStanding::NotForChildren => Err(Refusal::AreaNotForChildren),
            AreaStanding::NeedsConfidentiality => Err(Refusal::ConfidentialityMissing),
        }
    }
}

impl AreaRule {
    /// Where a visit stands with this area. What no approval can mend comes first.
    pub fn standing(&self, visit: &Visit) -> AreaStanding {
        let restricted = self.approver.is_some();
        let approved = visit.approved_area.as_ref() == Some(&self.name);
        if !self.children && visit.who.known().is_some_and(Who::has_child) {
            AreaStanding::NotForChildren
        } else if restricted && visit.escorted {
            AreaStanding::NotEscorted
        } else if restricted && !approved {
            AreaStanding::NeedsApproval
        } else if self.confidential && !visit.confidentiality.is_settled() {
            AreaStanding::NeedsConfidentiality
        } else if restricted {
            AreaStanding::Approved
        } else {
            AreaStanding::Open
        }
    }
}
