//! Opening the history: believed if everything adds up, else set aside.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::{Doubt, SledFault};
use super::rows::{StoredHost, StoredVisit, decode, document_subject, host_subject, visit_subject};
use super::tokens::IndexKey;
use super::trees::{Changes, Room, Standing, Trees};
use super::{FOLDER, Shelf, SledStore, guarded};
use crate::adapters::durable::sync_folder;
use crate::adapters::keys::WrappingKey;
use crate::adapters::lock::FolderLock;
use crate::adapters::shared_keys::SharedKeys;
use crate::domain::{HostId, Personal, Stamp, VisitId};

/// What the names of folders begin with that were set aside; the time follows, in milliseconds since 1970.
const SET_ASIDE: &str = "history.bad-";

/// Rows after which an opening asks whether it is still wanted: a few milliseconds.
const ASKED_EVERY_ROWS: u64 = 1_000;

/// A store that was opened, and what the start had to do for it.
pub struct Opened {
    /// Ready to be fed from the record after [`crate::ports::store::Store::applied`] on.
    pub store: SledStore,
    /// The folder that was set aside; the store is empty then, and to be fed from the first record.
    pub set_aside: Option<SetAside>,
}

/// A folder that was set aside.
#[derive(Debug)]
pub struct SetAside {
    /// Where it lies now.
    pub moved_to: PathBuf,
    /// Why.
    pub doubt: Doubt,
}

impl SledStore {
    /// Opens the history in the store folder `folder`, and makes it if it is missing. Every row is read: a second
    /// for some hundred thousand rows. `now` names what is set aside; only the newest such folder is kept.
    ///
    /// The lock of the folder is asked for, because a database that another process holds looks like a bad one.
    ///
    /// # Errors
    /// The disk refuses, or the keys cannot be had.
    pub fn open(
        folder: &Path,
        keys: SharedKeys,
        wrapping: &WrappingKey,
        lock: &FolderLock,
        now: Stamp,
    ) -> Result<Opened, SledFault> {
        Self::open_while(folder, keys, wrapping, lock, now, &|| true)
    }

    /// `open`, as long as `goes_on` says so.
    pub(super) fn open_while(
        folder: &Path,
        keys: SharedKeys,
        wrapping: &WrappingKey,
        _lock: &FolderLock,
        now: Stamp,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Opened, SledFault> {
        let index = IndexKey::new(wrapping);
        let first = guarded(|| believe(&folder.join(FOLDER), &keys, &index, goes_on));
        let (believed, set_aside) = match first {
            Ok(believed) => (believed, None),
            Err(SledFault::InDoubt(doubt)) => {
                let moved_to = move_away(folder, now)?;
                let believed = guarded(|| believe(&folder.join(FOLDER), &keys, &index, goes_on))?;
                (believed, Some(SetAside { moved_to, doubt }))
            }
            Err(fault) => return Err(fault),
        };
        let Believed { trees, standing, erased } = believed;
        let shelf = Arc::new(Shelf { trees, keys, index });
        let mut store = Self { shelf, standing, folder: folder.to_owned() };
        guarded(|| store.drop_erased(&erased))?;
        Ok(Opened { store, set_aside })
    }

    /// People whose keys went while the history was not there to hear of it.
    fn drop_erased(&mut self, erased: &Erased) -> Result<(), SledFault> {
        if erased.is_empty() {
            return Ok(());
        }
        let mut changes = Changes::default();
        for visit in &erased.visits {
            self.shelf.drop_visit(&mut changes, *visit)?;
        }
        for visit in &erased.documents {
            self.shelf.drop_document(&mut changes, *visit)?;
        }
        for host in &erased.hosts {
            self.shelf.drop_host(&mut changes, *host)?;
        }
        self.write(&changes, self.standing.applied)
    }
}

struct Believed {
    trees: Trees,
    standing: Standing,
    erased: Erased,
}

/// People who can be found, and have no key any more.
#[derive(Default)]
struct Erased {
    visits: Vec<VisitId>,
    documents: Vec<VisitId>,
    hosts: Vec<HostId>,
}

impl Erased {
    fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.documents.is_empty() && self.hosts.is_empty()
    }
}

/// Opens the database and reads every row.
fn believe(
    folder: &Path,
    keys: &SharedKeys,
    index: &IndexKey,
    goes_on: &dyn Fn() -> bool,
) -> Result<Believed, SledFault> {
    let trees = Trees::open(folder)?;
    let standing = trees.standing(&index.maker())?;
    let mut erased = Erased::default();
    let mut rows = 0u64;
    let sum = trees.sum(&mut |room, key, value| {
        rows += 1;
        if rows.is_multiple_of(ASKED_EVERY_ROWS) && !goes_on() {
            return Err(SledFault::CalledOff);
        }
        match room {
            Room::Visits => {
                let visit: StoredVisit = decode(value)?;
                let (id, row) = (visit.row.visit, &visit.row);
                let mut documents = [&row.written, &row.document].into_iter().flatten();
                if !row.is_erased() && !keys.has(visit_subject(id)) {
                    erased.visits.push(id);
                } else if documents.any(|it| *it != Personal::Erased) && !keys.has(document_subject(id)) {
                    erased.documents.push(id);
                }
            }
            Room::Hosts => {
                let host: StoredHost = decode(value)?;
                let id = HostId(u32::from_be_bytes(key.try_into().map_err(|_| Doubt::Misshapen)?));
                if host.name != Personal::Erased && !keys.has(host_subject(id)) {
                    erased.hosts.push(id);
                }
            }
            Room::Index | Room::Open => {}
        }
        Ok(())
    })?;
    if sum != standing.sum {
        return Err(Doubt::Differs.into());
    }
    Ok(Believed { trees, standing, erased })
}

/// Sets the database aside, in the place of any that was set aside before.
fn move_away(folder: &Path, now: Stamp) -> Result<PathBuf, SledFault> {
    drop_set_aside(folder)?;
    let bad = folder.join(format!("{SET_ASIDE}{}", now.0));
    let database = folder.join(FOLDER);
    fs::rename(&database, &bad).map_err(io("set aside", &database))?;
    sync_folder(folder).map_err(io("sync", folder))?;
    Ok(bad)
}

/// Removes what was set aside: its index tells of people who are erased since.
pub(super) fn drop_set_aside(folder: &Path) -> Result<(), SledFault> {
    for entry in fs::read_dir(folder).map_err(io("read the folder", folder))? {
        let entry = entry.map_err(io("read the folder", folder))?;
        if entry.file_name().to_string_lossy().starts_with(SET_ASIDE) {
            let bad = entry.path();
            let removed = if bad.is_dir() { fs::remove_dir_all(&bad) } else { fs::remove_file(&bad) };
            removed.map_err(io("remove", &bad))?;
        }
    }
    Ok(())
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SledFault {
    let path = path.to_owned();
    move |cause| SledFault::Io { doing, path, cause }
}
