//! The host's word (在征得受访者同意后).

use super::super::class::Class;
use super::super::command_parts::HostReply;
use super::super::event::Event;
use super::super::gate::AlarmKind;
use super::super::ids::{HostId, VisitId};
use super::super::refusal::Refusal;
use super::super::visit::{Consent, End};
use super::Case;

/// The guard sets the host after asking around: a typed text never consents. A new host inside (转访) is asked anew.
pub(super) fn set_host(case: &Case<'_>, id: VisitId, host: HostId) -> Result<Vec<Event>, Refusal> {
    let visit = case.open_visit(id)?;
    if visit.class == Class::Troublemaker {
        return Err(Refusal::NeedsGuard);
    }
    if case.house.hosts.get(&host).is_none_or(|host| host.retired) {
        return Err(Refusal::NoSuchHost);
    }
    let asked = !(visit.is_at_gate() && visit.class.is_received());
    Ok(vec![Event::HostSet {
        visit: id,
        host,
        waits: if asked { case.consent_waits(id) } else { Vec::new() },
    }])
}

pub(super) fn host_said(case: &Case<'_>, id: VisitId, reply: HostReply) -> Result<Vec<Event>, Refusal> {
    let visit = case.open_visit(id)?;
    if visit.class == Class::Troublemaker || visit.incident.is_some() {
        return Err(Refusal::NeedsGuard);
    }
    if visit.host.is_none() {
        return Err(Refusal::HostMissing);
    }
    if !matches!(visit.consent, Consent::Asked { .. }) {
        return Err(Refusal::NotNow);
    }
    let mut events = vec![Event::HostAnswered { visit: id, reply }];
    if reply == HostReply::Declines {
        // The draft is erased but for the fact; the visitor is told by the guard. Who is inside already stays
        // a visitor of the house, and the guard finds another host or sees them out.
        if visit.is_at_gate() {
            events.push(Event::VisitEnded { visit: id, end: End::Declined, why: None, text: None });
        }
        events.push(case.alarm(0, AlarmKind::TellTheVisitor, Some(id), None, None));
    }
    Ok(events)
}
