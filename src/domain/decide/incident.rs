//! Incidents (突发事件; docs/rules.md, part 5). The program never dials: the guard does, and says so.

use super::super::event::Event;
use super::super::house::INCIDENTS_MAX;
use super::super::ids::{IncidentId, VisitId};
use super::super::incident::IncidentStep;
use super::super::personal::Personal;
use super::super::refusal::{Field, Refusal};
use super::super::visit::End;
use super::super::words::{Reason, Remark, Report};
use super::Case;

pub(super) fn open(case: &Case<'_>, visit: Option<VisitId>, text: &Remark) -> Result<Vec<Event>, Refusal> {
    if case.house.incidents.len() >= INCIDENTS_MAX {
        return Err(Refusal::ListFull { max: INCIDENTS_MAX });
    }
    if let Some(id) = visit
        && case.open_visit(id)?.incident.is_some()
    {
        return Err(Refusal::AlreadyInForce);
    }
    let incident =
        IncidentId { gate: case.house.gate_no, count: case.house.counters.incident.wrapping_add(1) };
    Ok(vec![Event::IncidentOpened { incident, visit, text: Personal::Known(text.clone()) }])
}

pub(super) fn step(
    case: &Case<'_>,
    incident: IncidentId,
    step: IncidentStep,
    text: &Remark,
) -> Result<Vec<Event>, Refusal> {
    if !case.house.incidents.contains_key(&incident) {
        return Err(Refusal::NoSuchIncident);
    }
    // A note without words says nothing. That 110 was dialled is said at once: officer and case number may follow.
    if step == IncidentStep::Note && text.as_str().is_empty() {
        return Err(Refusal::TextTooShort { field: Field::Text, min: 1 });
    }
    Ok(vec![Event::IncidentMoved { incident, step, text: Personal::Known(text.clone()) }])
}

pub(super) fn resume_entry(
    case: &Case<'_>,
    incident: IncidentId,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    let open = case.house.incidents.get(&incident).ok_or(Refusal::NoSuchIncident)?;
    if open.entry_resumed {
        return Err(Refusal::AlreadyInForce);
    }
    Ok(vec![Event::EntryResumed { incident, reason: Personal::Known(reason.clone()) }])
}

/// The report closes the incident, and ends the visit it is about unless somebody of it is in.
pub(super) fn close(case: &Case<'_>, incident: IncidentId, report: &Report) -> Result<Vec<Event>, Refusal> {
    let open = case.house.incidents.get(&incident).ok_or(Refusal::NoSuchIncident)?;
    let about = open.visit.and_then(|id| case.house.visits.get(&id));
    let outside = about.filter(|visit| !visit.is_over() && !visit.is_under_way());
    let ended =
        outside.map(|visit| Event::VisitEnded { visit: visit.id, end: End::Incident, why: None, text: None });
    let closed = Event::IncidentClosed { incident, report: Personal::Known(report.clone()) };
    Ok(std::iter::once(closed).chain(ended).collect())
}
