//! Folds records into rows of visits: the visit book. Total, as every fold of the record is.
//!
//! The store of history folds a group of records over the rows it has loaded; the visit book of a day is folded
//! from nothing. What a record says of a visit the book does not hold changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{
    Arrival, BadgeNo, Class, Event, GrantFor, GrantNo, HostCard, HostId, Issued, Personal, Record, Stamp,
    VisitId, Way, Who,
};
use crate::ports::history::{BadgeRow, Express, HostName, VisitRow, VisitWho};

/// Who goes which way on a grant that is alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// The visit.
    pub visit: VisitId,
    /// Where its people are once they have passed.
    pub to: PassedTo,
}

/// Where people are once they have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassedTo {
    /// On site.
    Inside,
    /// Gone.
    Gone,
    /// Out for a while.
    Away,
}

/// Rows of visits, and what is needed to keep them: whose badge is out, who is at the gate, who the hosts are.
/// `None` in a map says that there is none, which a book that was partly loaded must know.
#[derive(Debug, Default)]
pub struct VisitBook {
    /// The visits.
    pub visits: BTreeMap<VisitId, Option<VisitRow>>,
    /// The visit a badge was issued for last.
    pub badges: BTreeMap<BadgeNo, Option<VisitId>>,
    /// Grants alive.
    pub grants: BTreeMap<GrantNo, Option<Passing>>,
    /// Hosts.
    pub hosts: BTreeMap<HostId, Option<Personal<HostName>>>,
}

impl VisitBook {
    /// Takes a record in. Everything [`needs`] names must be loaded.
    pub fn take(&mut self, record: &Record) {
        let at = record.at;
        match &record.event {
            Event::VisitArrived(arrival) => {
                self.visits.insert(arrival.visit, Some(row(arrival)));
            }
            Event::BadgesIssued { visit, issued, .. } => {
                self.issue(*visit, issued, at);
                if let Some(row) = self.row(*visit)
                    && row.guard.is_none()
                {
                    row.guard.clone_from(&record.by.staff);
                }
            }
            Event::BadgeReturned { badge } => {
                if let Some(badge) = self.badge(*badge) {
                    badge.returned = Some(at);
                }
            }
            Event::BadgeLost { badge } => {
                if let Some(badge) = self.badge(*badge) {
                    badge.lost = Some(at);
                }
            }
            Event::Granted { grant, what, .. } => {
                self.grants.insert(*grant, passing(what));
            }
            Event::Passed { grant } => {
                if let Some(passing) = self.grants.insert(*grant, None).flatten() {
                    self.passed(passing, at);
                }
            }
            Event::NotPassed { grant } | Event::OpeningFailed { grant } => {
                self.grants.insert(*grant, None);
            }
            Event::CoreStarted { expired, .. } => {
                self.grants.extend(expired.iter().map(|grant| (*grant, None)));
            }
            Event::PeopleFound { visit, inside, .. } => {
                let to = if *inside { PassedTo::Inside } else { PassedTo::Gone };
                self.passed(Passing { visit: *visit, to }, at);
            }
            Event::HostPut { host, card } => {
                self.hosts.insert(*host, Some(map(card, host_name)));
            }
            event => self.change(event, at),
        }
    }

    /// Takes in an event that changes nothing but the row of its visit.
    fn change(&mut self, event: &Event, at: Stamp) {
        let Some(row) = of_visit(event).and_then(|visit| self.row(visit)) else { return };
        match event {
            Event::SlipCompleted { rest, document, .. } => keep(row, |row| {
                row.rest = Some(rest.clone());
                row.written.clone_from(document);
            }),
            Event::SlipCorrected { who, heads, rest, document, .. } => {
                row.heads = *heads;
                keep(row, |row| {
                    row.who = map(who, visit_who);
                    if let Some(rest) = rest {
                        row.rest = Some(rest.clone());
                        row.written.clone_from(document);
                    }
                });
                if row.is_erased() {
                    row.erase();
                }
            }
            Event::DocumentSeen { document, .. } => keep(row, |row| row.document = Some(document.clone())),
            Event::AdmittedExpress { missing, .. } => {
                row.express = Some(Express { at, missing: missing.clone(), closed: None });
            }
            Event::SlipSupplied { supplied, .. } => {
                if let Some(express) = &mut row.express {
                    express.missing.retain(|owed| !supplied.contains(owed));
                }
            }
            Event::SlipClosed { .. } => {
                if let Some(express) = &mut row.express {
                    express.closed = Some(at);
                }
            }
            Event::HostSet { host, .. } => row.host = Some(*host),
            Event::ClassSet { class, .. } => row.class = *class,
            Event::HoldConfirmed { .. } => row.class = Class::Troublemaker,
            Event::SignedOff { name, .. } => {
                row.signed_off = Some(at);
                keep(row, |row| row.signer = Some(name.clone()));
            }
            Event::VisitEnded { end, .. } => {
                row.ended = Some((*end, at));
                if end.erases() {
                    row.erase();
                }
            }
            // The other events of a visit leave no trace in its row.
            _ => {}
        }
    }

    fn row(&mut self, visit: VisitId) -> Option<&mut VisitRow> {
        self.visits.get_mut(&visit)?.as_mut()
    }

    /// The badge's last loan.
    fn badge(&mut self, badge: BadgeNo) -> Option<&mut BadgeRow> {
        let visit = self.badges.get(&badge).copied().flatten()?;
        self.row(visit)?.badges.iter_mut().rev().find(|row| row.badge == badge)
    }

    fn issue(&mut self, visit: VisitId, issued: &[Issued], at: Stamp) {
        self.badges.extend(issued.iter().map(|one| (one.badge, Some(visit))));
        if let Some(row) = self.row(visit) {
            let badge = |one: &Issued| BadgeRow { badge: one.badge, issued: at, returned: None, lost: None };
            row.badges.extend(issued.iter().map(badge));
        }
    }

    fn passed(&mut self, passing: Passing, at: Stamp) {
        let Some(row) = self.row(passing.visit) else { return };
        match passing.to {
            PassedTo::Inside => row.entered = row.entered.or(Some(at)),
            PassedTo::Gone => row.left = Some(at),
            PassedTo::Away => {}
        }
    }
}

/// What must be loaded before a record is taken in. A badge or grant leads on to its visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A visit.
    Visit(VisitId),
    /// A badge and its visit.
    Badge(BadgeNo),
    /// A grant and its visit.
    Grant(GrantNo),
}

/// What [`VisitBook::take`] needs of the rows from before.
pub fn needs(event: &Event) -> Needs {
    match event {
        Event::VisitArrived(_) => Needs::Nothing,
        Event::BadgeReturned { badge } | Event::BadgeLost { badge } => Needs::Badge(*badge),
        Event::Passed { grant } => Needs::Grant(*grant),
        event => of_visit(event).map_or(Needs::Nothing, Needs::Visit),
    }
}

fn of_visit(event: &Event) -> Option<VisitId> {
    match event.subject() {
        Some(crate::domain::Subject::Visit(visit)) => Some(visit),
        _ => None,
    }
}

fn row(arrival: &Arrival) -> VisitRow {
    let mut row = VisitRow {
        visit: arrival.visit,
        day: arrival.day,
        queue: arrival.queue,
        origin: arrival.origin,
        kind: arrival.kind,
        class: arrival.class,
        heads: arrival.heads,
        arrived: arrival.arrived,
        entered: None,
        signed_off: None,
        left: None,
        express: None,
        ended: None,
        host: arrival.host,
        badges: Vec::new(),
        guard: None,
        who: map(&arrival.who, visit_who),
        rest: arrival.rest.clone(),
        written: arrival.document.clone(),
        document: None,
        signer: None,
    };
    if row.is_erased() {
        row.erase();
    }
    row
}

/// Changes personal fields, unless the people were erased: what is written later brings nobody back.
fn keep(row: &mut VisitRow, change: impl FnOnce(&mut VisitRow)) {
    if !row.is_erased() {
        change(row);
    }
}

/// A personal field as another value. Sealed counts as gone: nobody here has its key.
fn map<T, U>(field: &Personal<T>, to: impl FnOnce(&T) -> U) -> Personal<U> {
    field.known().map_or(Personal::Erased, |value| Personal::Known(to(value)))
}

fn visit_who(who: &Who) -> VisitWho {
    VisitWho {
        names: who.names.clone(),
        unit: who.unit.clone(),
        phone_tail: who.phone.tail().to_owned(),
        purpose: who.purpose.clone(),
        host_text: who.host_text.clone(),
        plate: who.plate.clone(),
    }
}

fn host_name(card: &HostCard) -> HostName {
    HostName { name: card.name.clone(), department: card.department.clone() }
}

fn passing(what: &GrantFor) -> Option<Passing> {
    match what {
        GrantFor::People { visit, way, .. } => {
            let to = match way {
                Way::In => PassedTo::Inside,
                Way::Out { .. } => PassedTo::Gone,
                Way::OutForAWhile => PassedTo::Away,
            };
            Some(Passing { visit: *visit, to })
        }
        GrantFor::Officials { visit } => Some(Passing { visit: *visit, to: PassedTo::Inside }),
        GrantFor::Override => None,
    }
}
