//! The trees of the database, and changing them all in one transaction.
//!
//! Every transaction writes the sum over all rows along with them. The database can open well over pages that
//! are damaged or older than the rest: only rows that add up to the sum are believed.

use std::collections::BTreeMap;
use std::path::Path;

use sled::transaction::{TransactionError, Transactional};
use sled::{Batch, Db, IVec, Tree};

use super::fault::{Doubt, SledFault};
use crate::adapters::fingerprint::fingerprint;

/// What the database may hold in memory. It takes four to five times as much in all, and the gate shares a Pi
/// with it.
const CACHE_BYTES: u64 = 16 * 1024 * 1024;
/// What a crash may undo. It is done again from the record.
const FLUSH_EVERY_MS: u64 = 500;
/// What shapes keys and rows, and what folds records into them. A history of any other build is built anew.
const LAYOUT: u64 = fingerprint(&[
    env!("CARGO_PKG_VERSION").as_bytes(),
    include_bytes!("rows.rs"),
    include_bytes!("tokens.rs"),
    include_bytes!("trees.rs"),
    include_bytes!("../store_sled.rs"),
    include_bytes!("../visit_book.rs"),
    include_bytes!("../../domain/class.rs"),
    include_bytes!("../../domain/document.rs"),
    include_bytes!("../../domain/ids.rs"),
    include_bytes!("../../domain/owed.rs"),
    include_bytes!("../../domain/personal.rs"),
    include_bytes!("../../domain/slip.rs"),
    include_bytes!("../../domain/spoken.rs"),
    include_bytes!("../../domain/time.rs"),
    include_bytes!("../../domain/visit.rs"),
    include_bytes!("../../domain/words.rs"),
    include_bytes!("../../ports/history.rs"),
]);
const STANDING: &[u8] = b"standing";
/// Layout, maker, applied, sum.
const STANDING_BYTES: usize = 8 + MAKER_BYTES + 8 + 8;
/// Bytes that tell by which key the index was made.
pub(super) const MAKER_BYTES: usize = 16;

/// A tree with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Room {
    /// Visit → row.
    Visits,
    /// Order and token → nothing; all is in the key.
    Index,
    /// Host → name, sealed.
    Hosts,
    /// Badges that were issued and grants that are alive → visit.
    Open,
}

impl Room {
    pub const ALL: [Room; 4] = [Room::Visits, Room::Index, Room::Hosts, Room::Open];
}

/// How far the store is, and what its rows add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Standing {
    /// Last record taken in; 0 if none.
    pub applied: u64,
    pub sum: u64,
}

/// Rows to be written (or removed) together.
#[derive(Default)]
pub(super) struct Changes(BTreeMap<(Room, Vec<u8>), Option<Vec<u8>>>);

impl Changes {
    pub fn put(&mut self, room: Room, key: Vec<u8>, value: Vec<u8>) {
        self.0.insert((room, key), Some(value));
    }

    pub fn remove(&mut self, room: Room, key: Vec<u8>) {
        self.0.insert((room, key), None);
    }
}

/// What is shown every row of a walk: room, key, value.
pub(super) type Look<'a> = dyn FnMut(Room, &[u8], &[u8]) -> Result<(), SledFault> + 'a;

/// The open database.
#[derive(Clone)]
pub(super) struct Trees {
    /// Kept open, for its flusher.
    _db: Db,
    visits: Tree,
    index: Tree,
    hosts: Tree,
    open: Tree,
    meta: Tree,
}

impl Trees {
    /// Opens the database in `folder`. That this succeeds proves nothing; see `sum`.
    pub fn open(folder: &Path) -> Result<Self, sled::Error> {
        let config =
            sled::Config::new().path(folder).cache_capacity(CACHE_BYTES).flush_every_ms(Some(FLUSH_EVERY_MS));
        let db = config.open()?;
        Ok(Self {
            visits: db.open_tree("visits")?,
            index: db.open_tree("index")?,
            hosts: db.open_tree("hosts")?,
            open: db.open_tree("open")?,
            meta: db.open_tree("meta")?,
            _db: db,
        })
    }

    pub fn room(&self, room: Room) -> &Tree {
        match room {
            Room::Visits => &self.visits,
            Room::Index => &self.index,
            Room::Hosts => &self.hosts,
            Room::Open => &self.open,
        }
    }

    pub fn get(&self, room: Room, key: &[u8]) -> Result<Option<IVec>, SledFault> {
        Ok(self.room(room).get(key)?)
    }

    /// How far the store was at its last transaction; the beginning for a new one.
    pub fn standing(&self, maker: &[u8; MAKER_BYTES]) -> Result<Standing, SledFault> {
        let Some(written) = self.meta.get(STANDING)? else { return Ok(Standing::default()) };
        let written: &[u8; STANDING_BYTES] = (*written).try_into().map_err(|_| Doubt::Misshapen)?;
        let (head, rest) = written.split_at(STANDING_BYTES - 16);
        if head != self::head(maker) {
            return Err(Doubt::OtherMaker.into());
        }
        let number = |at: usize| rest[at..].first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        Ok(Standing { applied: number(0), sum: number(8) })
    }

    /// What all rows add up to; each is shown to `look`.
    pub fn sum(&self, look: &mut Look<'_>) -> Result<u64, SledFault> {
        let mut sum = 0u64;
        for room in Room::ALL {
            // The first bad page ends it: the iterator would give errors for ever.
            for row in self.room(room) {
                let (key, value) = row?;
                sum = sum.wrapping_add(weight(room, &key, &value));
                look(room, &key, &value)?;
            }
        }
        Ok(sum)
    }

    /// Writes the changes in one transaction with the standing after them, which it gives.
    pub fn write(
        &self,
        changes: &Changes,
        before: Standing,
        applied: u64,
        maker: &[u8; MAKER_BYTES],
    ) -> Result<Standing, SledFault> {
        let mut batches: BTreeMap<Room, Batch> = Room::ALL.map(|room| (room, Batch::default())).into();
        let mut sum = before.sum;
        for ((room, key), value) in &changes.0 {
            // Read before the transaction: inside it, a look into the tree itself would wait for ever.
            if let Some(old) = self.room(*room).get(key)? {
                sum = sum.wrapping_sub(weight(*room, key, &old));
            }
            let batch = batches.entry(*room).or_default();
            match value {
                Some(value) => {
                    sum = sum.wrapping_add(weight(*room, key, value));
                    batch.insert(key.as_slice(), value.as_slice());
                }
                None => batch.remove(key.as_slice()),
            }
        }
        let after = Standing { applied, sum };
        let written = [&head(maker)[..], &applied.to_be_bytes(), &sum.to_be_bytes()].concat();
        let rooms = (&self.visits, &self.index, &self.hosts, &self.open, &self.meta);
        let done = rooms.transaction(|(visits, index, hosts, open, meta)| {
            for (room, tree) in
                [(Room::Visits, visits), (Room::Index, index), (Room::Hosts, hosts), (Room::Open, open)]
            {
                if let Some(batch) = batches.get(&room) {
                    tree.apply_batch(batch)?;
                }
            }
            meta.insert(STANDING, written.as_slice())?;
            Ok(())
        });
        match done {
            Ok(()) => Ok(after),
            Err(TransactionError::Storage(cause)) => Err(cause.into()),
            // Nothing above aborts.
            Err(TransactionError::Abort(())) => Err(Doubt::Differs.into()),
        }
    }
}

fn head(maker: &[u8; MAKER_BYTES]) -> Vec<u8> {
    [&LAYOUT.to_be_bytes()[..], maker].concat()
}

/// What a row adds to the sum.
fn weight(room: Room, key: &[u8], value: &[u8]) -> u64 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&[room as u8]);
    crc.update(&(key.len() as u64).to_be_bytes());
    crc.update(key);
    crc.update(value);
    u64::from(crc.finalize())
}
