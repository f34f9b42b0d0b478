//! The watchlist (关注名单): a match holds, the guard looks face to face. People share names.

use super::super::class::Class;
use super::super::event::Event;
use super::super::ids::{VisitId, WatchId};
use super::super::personal::Personal;
use super::super::refusal::Refusal;
use super::super::slip::{WatchCard, Who};
use super::super::spoken::SpokenName;
use super::super::timers::Wait;
use super::super::visit::{Hold, Visit};
use super::super::words::{Reason, Remark};
use super::{Case, incident};

/// Entries in force that fit somebody of the party. Walks the whole list for everybody alike: the time it takes
/// tells nothing.
pub(super) fn matches(case: &Case<'_>, who: &Who, tail: Option<&str>) -> Vec<WatchId> {
    let party = Party::of(who, tail);
    let list = case.house.watchlist.iter();
    let fits = |card: &WatchCard| party.fits(card);
    let found = list.filter(|(_, watch)| watch.expires > case.now && watch.card.as_ref().is_some_and(fits));
    found.map(|(id, _)| *id).collect()
}

/// Whether an entry fits somebody of a party.
pub(super) fn fits(card: &WatchCard, who: &Who, tail: Option<&str>) -> bool {
    Party::of(who, tail).fits(card)
}

/// A party as it is compared with an entry.
struct Party<'a> {
    names: Vec<SpokenName>,
    phone: &'a str,
    tail: Option<&'a str>,
    is_one: bool,
}

impl<'a> Party<'a> {
    fn of(who: &'a Who, tail: Option<&'a str>) -> Self {
        let names = who.names.iter().flatten().map(SpokenName::of).collect();
        Self { names, phone: who.phone.folded(), tail, is_one: who.names.len() == 1 }
    }

    /// By phone, or by name unless the documents differ.
    fn fits(&self, card: &WatchCard) -> bool {
        let listed = SpokenName::of(&card.name);
        let name = self.names.iter().any(|name| name.may_be(&listed));
        let phone = !card.phone.as_str().is_empty() && card.phone.folded() == self.phone;
        // Where the document of an entry is known and the guard has seen another, the name alone is a namesake's:
        // what a visitor writes down clears nobody. The document is the lead's, and of a party nobody says whose name
        // it is.
        let other_document = self.is_one
            && self.tail.is_some_and(|tail| !card.document_tail.is_empty() && card.document_tail != tail);
        phone || (name && !other_document)
    }
}

/// Holds a visit that waits, for entries that fit it now and did not before.
pub(super) fn held_now(case: &Case<'_>, visit: &Visit, who: &Who, tail: Option<&str>) -> Option<Event> {
    if !may_be_held(visit) {
        return None;
    }
    let mut matched = matches(case, who, tail);
    matched.retain(|entry| !visit.matched.contains(entry));
    (!matched.is_empty()).then(|| held(case, visit, matched))
}

/// Whether a match still holds the visit: a badge that is out is not taken away by a list.
pub(super) fn may_be_held(visit: &Visit) -> bool {
    visit.is_at_gate() && visit.class != Class::Troublemaker && visit.hold != Hold::Confirmed
}

/// The visit is held from now on.
pub(super) fn held(case: &Case<'_>, visit: &Visit, matched: Vec<WatchId>) -> Event {
    let waits = vec![case.wait(visit.id, Wait::HeldRemind, case.policy.limits.held_remind)];
    Event::VisitHeld { visit: visit.id, matched, waits }
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
    let mut events = vec![Event::HoldConfirmed { visit: id, reason }];
    if visit.incident.is_none() {
        events.extend(incident::open(case, Some(id), &Remark::default())?);
    }
    Ok(events)
}
