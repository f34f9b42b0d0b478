//! Visits as history tells them: one row a visit, found by name, unit, plate, host, badge or day.

use std::sync::{Arc, PoisonError, RwLock, Weak};

use serde::{Deserialize, Serialize};

use super::store::StoreFault;
use crate::domain::{
    BadgeNo, Class, Department, Document, End, HostId, HostText, Kind, Origin, Owed, PersonName, Personal,
    Plate, Purpose, QueueNo, SiteDay, StaffNo, Stamp, Things, Unit, VisitId,
};

/// Rows of a page at most: what a screen scrolls through and one answer carries.
pub const PAGE_ROWS_MAX: usize = 200;
/// Words of a search at most; further ones are not looked at.
pub const QUERY_WORDS_MAX: usize = 4;
/// Characters of a search at most; further ones are not looked at. A unit has 60.
pub const QUERY_CHARS_MAX: usize = 80;

/// What is asked of history. Everything that is set must fit.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words that must all be in names (or their pinyin, whole or initials), unit, plates, or the host's name.
    pub text: String,
    /// First day.
    pub from_day: Option<SiteDay>,
    /// Last day.
    pub to_day: Option<SiteDay>,
    /// A badge that was issued.
    pub badge: Option<BadgeNo>,
    /// The host.
    pub host: Option<HostId>,
    /// Rows wanted; at most [`PAGE_ROWS_MAX`] are given.
    pub limit: usize,
    /// Where the page before ended ([`Page::next`]).
    pub after: Option<Place>,
}

/// Where a visit stands in history: by day, by arrival, by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Day of the site.
    pub day: SiteDay,
    /// Arrival.
    pub arrived: Stamp,
    /// Id.
    pub visit: VisitId,
}

/// Rows that fit, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Found>,
    /// Hand it in as [`Query::after`] for what comes next. A page may be short, or empty, and still have one:
    /// the search looks at a bounded number of visits at a time.
    pub next: Option<Place>,
}

/// A visit that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The visit.
    pub visit: VisitRow,
    /// Its host's name and department, while the host can be read.
    pub host: Option<HostName>,
}

/// A host as history shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostName {
    /// Name.
    pub name: PersonName,
    /// Department.
    pub department: Department,
}

/// A visit, from arrival to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitRow {
    /// Id.
    pub visit: VisitId,
    /// Day of the site it belongs to.
    pub day: SiteDay,
    /// Number it was called by.
    pub queue: QueueNo,
    /// How it came to be.
    pub origin: Origin,
    /// What they said they are.
    pub kind: Kind,
    /// Class, as it was set last.
    pub class: Class,
    /// People of the party.
    pub heads: u8,
    /// When they arrived.
    pub arrived: Stamp,
    /// When the first of them came in.
    pub entered: Option<Stamp>,
    /// When it was signed off.
    pub signed_off: Option<Stamp>,
    /// When the last of them so far left.
    pub left: Option<Stamp>,
    /// How it came in before its slip was complete, where it did.
    pub express: Option<Express>,
    /// How and when it ended.
    pub ended: Option<(End, Stamp)>,
    /// Host.
    pub host: Option<HostId>,
    /// Badges that were issued.
    pub badges: Vec<BadgeRow>,
    /// Who issued the first of them.
    pub guard: Option<StaffNo>,
    /// Who they are. Erased: none of the personal fields can be read by anybody.
    pub who: Personal<VisitWho>,
    /// Second part of the slip.
    pub rest: Option<Personal<Things>>,
    /// The document the visitor wrote down.
    pub written: Option<Personal<Document>>,
    /// The document that was seen.
    pub document: Option<Personal<Document>>,
    /// Who signed.
    pub signer: Option<Personal<PersonName>>,
}

impl VisitRow {
    /// Where it stands in history.
    pub fn place(&self) -> Place {
        Place { day: self.day, arrived: self.arrived, visit: self.visit }
    }

    /// Whether its people were erased.
    pub fn is_erased(&self) -> bool {
        self.who == Personal::Erased
    }

    /// Erases its people.
    pub fn erase(&mut self) {
        self.who = Personal::Erased;
        (self.rest, self.written, self.document, self.signer) = (None, None, None, None);
    }

    /// Erases the last characters of its documents.
    pub fn erase_document(&mut self) {
        for document in [&mut self.written, &mut self.document].into_iter().flatten() {
            *document = Personal::Erased;
        }
    }
}

/// A badge of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeRow {
    /// Number.
    pub badge: BadgeNo,
    /// When it was issued.
    pub issued: Stamp,
    /// When it came back.
    pub returned: Option<Stamp>,
    /// When it was said to be lost.
    pub lost: Option<Stamp>,
}

/// A visit that was let in before its slip was complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Express {
    /// When.
    pub at: Stamp,
    /// What is still missing.
    pub missing: Vec<Owed>,
    /// When it was left so, with a reason on the record.
    pub closed: Option<Stamp>,
}

/// The first part of the slip, as far as history keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitWho {
    /// Names, lead first; `None` is a child.
    pub names: Vec<Option<PersonName>>,
    /// Unit.
    pub unit: Unit,
    /// Last four digits of the phone, or fewer.
    pub phone_tail: String,
    /// Purpose.
    pub purpose: Purpose,
    /// Host as typed.
    pub host_text: HostText,
    /// Vehicle plate from a booking.
    pub plate: Plate,
}

/// History, for reading. Bounded: no question walks over all visits at once.
pub trait History: Send + Sync {
    /// The visits that fit, newest first.
    ///
    /// # Errors
    /// The store cannot be read; it is rebuilt at the next start.
    fn visits(&self, query: &Query) -> Result<Page, StoreFault>;
}

/// Where readers find the history of a site: there, or not (while it is built anew, or once it has failed).
///
/// It holds nothing alive. A store that its feeder lets go of is gone for the readers at that moment, so that none
/// of them reads a history that follows the record no more.
#[derive(Clone, Default)]
pub struct HistoryDesk(Arc<RwLock<Option<Weak<dyn History>>>>);

impl HistoryDesk {
    /// From now on readers are given this history.
    pub fn lay_out(&self, history: &Arc<dyn History>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::downgrade(history));
    }

    /// The history, if it is there.
    #[must_use]
    pub fn history(&self) -> Option<Arc<dyn History>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref()?.upgrade()
    }
}
