//! The watchlist (关注名单): a match holds, the guard looks face to face. People share names.

use super::super::class::Class;
use super::super::event::Event;
use super::super::ids::{VisitId, WatchId};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::slip::{SlipRest, WatchCard, Who};
use super::super::visit::Hold;
use super::super::words::{Reason, Remark};
use super::{Case, incident};

/// Entries in force that fit somebody of the party. Walks the whole list for everybody alike: the time it takes
/// tells nothing.
pub(super) fn matches(case: &Case<'_>, who: &Who, rest: Option<&SlipRest>) -> Vec<WatchId> {
    let tail = rest.and_then(|rest| rest.document.as_ref()).map(|document| document.tail());
    find(case, who, tail)
}

/// The same, with the document the guard has seen.
pub(super) fn matches_tail(case: &Case<'_>, who: &Who, tail: &str) -> Vec<WatchId> {
    find(case, who, Some(tail))
}

fn find(case: &Case<'_>, who: &Who, tail: Option<&str>) -> Vec<WatchId> {
    let names: Vec<String> = who.names.iter().flatten().map(|name| name.folded()).collect();
    let fits = |card: &WatchCard| {
        let name = names.contains(&card.name.folded());
        let phone = !card.phone.as_str().is_empty() && card.phone.as_str() == who.phone.as_str();
        // Where the document of an entry is known and another is shown, the name alone is a namesake's.
        let other_document = tail.is_some_and(|tail| !card.document_tail.is_empty() && card.document_tail != tail);
        phone || (name && !other_document)
    };
    let list = case.house.watchlist.iter();
    let found = list.filter(|(_, watch)| watch.expires > case.now && watch.card.as_ref().is_some_and(fits));
    found.map(|(id, _)| *id).collect()
}

/// The guard confirms face to face with a second identifier, or clears with a reason. Both are recorded.
pub(super) fn check_mark(
    case: &Case<'_>,
    id: VisitId,
    same_person: bool,
    reason: &Reason,
) -> Result<Vec<Event>, Refusal> {
    let visit = case.at_gate(id)?;
    if !matches!(visit.hold, Hold::Held { .. }) {
        return Err(Refusal::NotNow);
    }
    let reason = Personal::Known(reason.clone());
    if !same_person {
        return Ok(vec![Event::HoldCleared { visit: id, reason }]);
    }
    debug_assert!(visit.class != Class::Troublemaker, "a confirmed troublemaker is not held any more");
    let mut events = vec![Event::HoldConfirmed { visit: id, reason }];
    events.extend(incident::open(case, Some(id), &Remark::default())?);
    Ok(events)
}
