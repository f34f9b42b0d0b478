//! The express lane: the guard admits now, with a reason, and the slip is completed later. Never for whom a guard has
//! to look at first, and never further than the open areas.

use super::super::class::Class;
use super::super::command_parts::HostReply;
use super::super::event::Event;
use super::super::ids::{BadgeNo, VisitId};
use super::super::owed::{OWED_MAX, Owed, missing};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::visit::{Consent, Hold, Visit};
use super::super::words::Reason;
use super::{Case, area, badge};

/// Lets an ordinary visit in whose slip is not complete. The host's word is there, or the guard has it on the phone and
/// logs it in the same breath (在征得受访者同意后).
pub(super) fn admit(
    case: &Case<'_>,
    id: VisitId,
    host_agrees: bool,
    reason: &Reason,
    cards: &[BadgeNo],
) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    may_hurry(case, visit)?;
    let missing = missing(visit);
    // Nothing is missing: the usual way is as short.
    if missing.is_empty() {
        return Err(Refusal::NotNow);
    }
    let mut events = Vec::new();
    if !visit.consent.is_there() {
        if !(host_agrees && matches!(visit.consent, Consent::Asked { .. })) {
            return Err(Refusal::ConsentMissing);
        }
        events.push(Event::HostAnswered { visit: id, reply: HostReply::Agrees });
    }
    events.push(Event::AdmittedExpress { visit: id, reason: Personal::Known(reason.clone()), missing });
    events.push(badge::issued_in_a_hurry(case, visit, cards)?);
    Ok(events)
}

fn may_hurry(case: &Case<'_>, visit: &Visit) -> Result<(), Refusal> {
    // Says no more than that, as everywhere.
    if matches!(visit.hold, Hold::Held { .. } | Hold::Confirmed)
        || visit.class == Class::Troublemaker
        || visit.incident.is_some()
    {
        return Err(Refusal::NeedsGuard);
    }
    if visit.claim.is_some() {
        return Err(Refusal::ClassNotConfirmed);
    }
    // Who is received by administration is exempt from the slip anyway.
    if visit.class != Class::Ordinary {
        return Err(Refusal::NotForThisClass);
    }
    if case.house.gate.fire.is_some() {
        return Err(Refusal::EntryStopped);
    }
    if case.house.gate.lockdown.is_some() {
        return Err(Refusal::LockedDown);
    }
    if visit.host.is_none() {
        return Err(Refusal::HostMissing);
    }
    // Also where its superior has approved: who is let in unwritten stays where everybody may be.
    let restricted = |named| area::rule(case.policy, named).is_ok_and(|rule| rule.approver.is_some());
    if visit.area.as_ref().is_some_and(restricted) {
        return Err(Refusal::AreaNotExpress);
    }
    // A promise is no part of the slip that may come later: what it is about has been seen by then.
    if case.policy.asks_confidentiality(visit) && !visit.confidentiality.is_settled() {
        return Err(Refusal::ConfidentialityMissing);
    }
    if case.house.owed.len() >= OWED_MAX {
        return Err(Refusal::ListFull { max: OWED_MAX });
    }
    Ok(())
}

/// The visit is over and its slip stays as it is: the people are gone, and somebody says why.
pub(super) fn close(case: &Case<'_>, id: VisitId, reason: &Reason) -> Result<Vec<Event>, Refusal> {
    let visit = case.house.visits.get(&id).ok_or(Refusal::NoSuchVisit)?;
    if !case.house.owed.contains_key(&id) || !visit.is_over() {
        return Err(Refusal::NotNow);
    }
    Ok(vec![Event::SlipClosed { visit: id, reason: Personal::Known(reason.clone()) }])
}

impl<'a> Case<'a> {
    /// A visit that may be written on: whatever it still owes is taken whenever it comes, also when it is over.
    pub(super) fn owing_or(
        &self,
        id: VisitId,
        owed: &[Owed],
        else_find: impl FnOnce(&Self) -> Result<&'a Visit, Refusal>,
    ) -> Result<&'a Visit, Refusal> {
        match self.house.visits.get(&id) {
            Some(visit) if !self.owed(id, owed).is_empty() => Ok(visit),
            Some(_) | None => else_find(self),
        }
    }

    /// What of these a visit owes.
    pub(super) fn owed(&self, id: VisitId, what: &[Owed]) -> Vec<Owed> {
        let owes = |owed: &&Owed| self.house.owed.get(&id).is_some_and(|slip| slip.missing.contains(owed));
        what.iter().filter(owes).copied().collect()
    }

    /// These are supplied now, as far as the visit owes them.
    pub(super) fn supplied(&self, id: VisitId, what: &[Owed]) -> Option<Event> {
        let supplied = self.owed(id, what);
        (!supplied.is_empty()).then_some(Event::SlipSupplied { visit: id, supplied })
    }
}
