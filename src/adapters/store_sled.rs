//! The history in sled: one row a visit, and an index to find it by. Fed by the writer after its records are
//! durable, and always rebuildable from them.
//!
//! sled 0.34 does not survive power cuts by itself, and opens well over damaged pages. So nothing in it is
//! believed that does not add up (see `trees`); on any doubt its folder is set aside and the store begins anew,
//! for the writer to feed it from the first record. Nothing personal stands in it in plain: fields are sealed with
//! the key of the visit, the index is blinded with the device's key.

mod door;
mod fault;
mod open;
mod rows;
mod search;
mod tokens;
mod trees;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

pub use door::SledDoor;
pub use fault::{Doubt, SledFault};
pub use open::{Opened, SetAside};

use super::shared_keys::SharedKeys;
use super::visit_book::{Needs, Passing, VisitBook, needs};
use crate::domain::{BadgeNo, Event, GrantNo, HostId, Personal, Record, Subject, VisitId};
use crate::ports::history::{History, HostName, Page, Query, VisitRow};
use crate::ports::store::{Store, StoreFault};
use rows::{
    StoredHost, StoredVisit, VisitKeys, badge_key, decode, encode, grant_key, host_key, host_subject,
    visit_key, visit_of,
};
use tokens::IndexKey;
use trees::{Changes, Room, Standing, Trees};

/// The database's folder in the store folder.
pub const FOLDER: &str = "history";

/// The history, open for feeding. One at a time per folder.
pub struct SledStore {
    shelf: Arc<Shelf>,
    standing: Standing,
    /// The store folder.
    folder: PathBuf,
}

/// The history, open for reading by anybody.
struct Shelf {
    trees: Trees,
    keys: SharedKeys,
    index: IndexKey,
}

impl SledStore {
    /// A handle to read it by, for any thread.
    pub fn history(&self) -> Arc<dyn History> {
        Arc::clone(&self.shelf) as _
    }

    fn take_in(&mut self, group: &[Record]) -> Result<(), SledFault> {
        let next = self.standing.applied + 1;
        let Some((first, last)) = group.first().zip(group.last()) else { return Ok(()) };
        if first.seq != next {
            return Err(SledFault::OutOfOrder { found: first.seq, next });
        }
        let mut loaded =
            Loaded { trees: &self.shelf.trees, before: BTreeMap::new(), book: VisitBook::default() };
        for record in group {
            loaded.load(&record.event)?;
            loaded.book.take(record);
        }
        let changes = loaded.changes(&self.shelf)?;
        self.write(&changes, last.seq)
    }

    fn drop_people(&mut self, people: &[Subject]) -> Result<(), SledFault> {
        let mut changes = Changes::default();
        for person in people {
            match person {
                Subject::Visit(visit) => self.shelf.drop_visit(&mut changes, *visit)?,
                Subject::Document(visit) => self.shelf.drop_document(&mut changes, *visit)?,
                Subject::Host(host) => self.shelf.drop_host(&mut changes, *host)?,
                // Nothing of theirs is in here.
                Subject::Booking(_)
                | Subject::Watch(_)
                | Subject::Incident(_)
                | Subject::Remembered(_)
                | Subject::Day(_) => {}
            }
        }
        self.write(&changes, self.standing.applied)?;
        // What was set aside has an index of its own.
        open::drop_set_aside(&self.folder)
    }

    fn write(&mut self, changes: &Changes, applied: u64) -> Result<(), SledFault> {
        let Shelf { trees, index, .. } = &*self.shelf;
        self.standing = trees.write(changes, self.standing, applied, &index.maker())?;
        Ok(())
    }
}

impl Store for SledStore {
    fn applied(&self) -> u64 {
        self.standing.applied
    }

    fn follow(&mut self, group: &[Record]) -> Result<(), StoreFault> {
        Ok(guarded(|| self.take_in(group))?)
    }

    fn erase(&mut self, people: &[Subject]) -> Result<(), StoreFault> {
        Ok(guarded(|| self.drop_people(people))?)
    }
}

impl History for Shelf {
    fn visits(&self, query: &Query) -> Result<Page, StoreFault> {
        Ok(guarded(|| search::page(&self.trees, &self.keys, &self.index, query))?)
    }
}

/// sled panics over some damage; the thread that asked has a gate to keep.
fn guarded<T>(ask: impl FnOnce() -> Result<T, SledFault>) -> Result<T, SledFault> {
    catch_unwind(AssertUnwindSafe(ask)).unwrap_or(Err(SledFault::InDoubt(Doubt::Panicked)))
}

impl Shelf {
    /// The row's people are erased: its tokens go, the day and the fact stay.
    fn drop_visit(&self, changes: &mut Changes, visit: VisitId) -> Result<(), SledFault> {
        self.change_visit(changes, visit, VisitRow::erase)
    }

    /// The last characters of its documents are erased, everything else stays.
    fn drop_document(&self, changes: &mut Changes, visit: VisitId) -> Result<(), SledFault> {
        self.change_visit(changes, visit, VisitRow::erase_document)
    }

    fn change_visit(
        &self,
        changes: &mut Changes,
        visit: VisitId,
        change: fn(&mut VisitRow),
    ) -> Result<(), SledFault> {
        let Some(before) = self.trees.get(Room::Visits, &visit_key(visit))? else { return Ok(()) };
        let before: StoredVisit = decode(&before)?;
        let mut row = before.row.clone();
        change(&mut row);
        self.put_visit(changes, row, Some(&before))
    }

    fn drop_host(&self, changes: &mut Changes, host: HostId) -> Result<(), SledFault> {
        self.put_host(changes, host, Personal::Erased)
    }

    fn put_visit(
        &self,
        changes: &mut Changes,
        row: VisitRow,
        before: Option<&StoredVisit>,
    ) -> Result<(), SledFault> {
        let visit = row.visit;
        let keys = if row.is_erased() { VisitKeys::default() } else { VisitKeys::of(&self.keys, visit)? };
        let after = StoredVisit::new(row, before, &keys, &self.index)?;
        if before == Some(&after) {
            return Ok(());
        }
        for gone in before.map(|before| before.index_keys(&self.index)).unwrap_or_default() {
            changes.remove(Room::Index, gone);
        }
        for key in after.index_keys(&self.index) {
            changes.put(Room::Index, key, Vec::new());
        }
        changes.put(Room::Visits, visit_key(visit), encode(&after)?);
        Ok(())
    }

    fn put_host(
        &self,
        changes: &mut Changes,
        host: HostId,
        name: Personal<HostName>,
    ) -> Result<(), SledFault> {
        let before = self.trees.get(Room::Hosts, &host_key(host))?;
        if let Some(before) = before {
            let before: StoredHost = decode(&before)?;
            for gone in before.index_keys(host) {
                changes.remove(Room::Index, gone);
            }
        }
        let key = self.keys.get(host_subject(host))?;
        let after = StoredHost::new(host, name, key.as_ref(), &self.index)?;
        for key in after.index_keys(host) {
            changes.put(Room::Index, key, Vec::new());
        }
        changes.put(Room::Hosts, host_key(host), encode(&after)?);
        Ok(())
    }
}

/// Rows that a group of records changes.
struct Loaded<'a> {
    trees: &'a Trees,
    before: BTreeMap<VisitId, StoredVisit>,
    book: VisitBook,
}

impl Loaded<'_> {
    fn load(&mut self, event: &Event) -> Result<(), SledFault> {
        match needs(event) {
            Needs::Nothing => Ok(()),
            Needs::Visit(visit) => self.load_visit(visit),
            Needs::Badge(badge) => self.load_badge(badge),
            Needs::Grant(grant) => self.load_grant(grant),
        }
    }

    fn load_visit(&mut self, visit: VisitId) -> Result<(), SledFault> {
        if self.book.visits.contains_key(&visit) {
            return Ok(());
        }
        let stored = self.trees.get(Room::Visits, &visit_key(visit))?;
        let stored = stored.map(|stored| decode::<StoredVisit>(&stored)).transpose()?;
        self.book.visits.insert(visit, stored.as_ref().map(|stored| stored.row.clone()));
        self.before.extend(stored.map(|stored| (visit, stored)));
        Ok(())
    }

    fn load_badge(&mut self, badge: BadgeNo) -> Result<(), SledFault> {
        if !self.book.badges.contains_key(&badge) {
            let stored = self.trees.get(Room::Open, &badge_key(badge))?;
            let visit = stored.map(|stored| visit_of(&stored).ok_or(Doubt::Misshapen)).transpose()?;
            self.book.badges.insert(badge, visit);
        }
        self.book.badges.get(&badge).copied().flatten().map_or(Ok(()), |visit| self.load_visit(visit))
    }

    fn load_grant(&mut self, grant: GrantNo) -> Result<(), SledFault> {
        if !self.book.grants.contains_key(&grant) {
            let stored = self.trees.get(Room::Open, &grant_key(grant))?;
            let passing = stored.map(|stored| decode::<Passing>(&stored)).transpose()?;
            self.book.grants.insert(grant, passing);
        }
        self.book
            .grants
            .get(&grant)
            .copied()
            .flatten()
            .map_or(Ok(()), |passing| self.load_visit(passing.visit))
    }

    fn changes(self, shelf: &Shelf) -> Result<Changes, SledFault> {
        let mut changes = Changes::default();
        for row in self.book.visits.into_values().flatten() {
            let before = self.before.get(&row.visit);
            shelf.put_visit(&mut changes, row, before)?;
        }
        for (host, name) in self.book.hosts {
            if let Some(name) = name {
                shelf.put_host(&mut changes, host, name)?;
            }
        }
        for (badge, visit) in self.book.badges {
            if let Some(visit) = visit {
                changes.put(Room::Open, badge_key(badge), visit_key(visit));
            }
        }
        for (grant, passing) in self.book.grants {
            match passing {
                Some(passing) => changes.put(Room::Open, grant_key(grant), encode(&passing)?),
                None => changes.remove(Room::Open, grant_key(grant)),
            }
        }
        Ok(changes)
    }
}
