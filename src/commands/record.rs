//! What a site keeps on its disk, opened together: the record, the keys of its people, the history that follows.

use std::error::Error;
use std::path::Path;

use crate::adapters::backup::JOURNAL_FOLDER;
use crate::adapters::journal::{Journal as JournalBytes, Mark};
use crate::adapters::journal_records::JournalRecords;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::lock::FolderLock;
use crate::adapters::shared_keys::SharedKeys;
use crate::adapters::store_sled::SledStore;
use crate::adapters::subject_keys::SubjectKeys;
use crate::domain::Stamp;
use crate::ports::history::HistoryDesk;
use crate::ports::journal::{Journal, JournalFault};
use crate::ports::store::Store;
use crate::settings::StoreSettings;

type Fault = Box<dyn Error + Send + Sync>;

/// What the engine is given of the disk.
pub(super) struct Kept {
    /// The record, or why there is none: the core starts guarded then.
    pub(super) journal: Result<Box<dyn Journal>, JournalFault>,
    /// Bytes of a torn tail that were cut off the record.
    pub(super) tail_cut: u64,
    /// The history; none if it cannot be opened, or if there is no record for it to follow.
    pub(super) store: Option<Box<dyn Store>>,
    /// Where readers find the history.
    pub(super) desk: HistoryDesk,
}

impl Kept {
    /// Opens record and history in a locked store folder. Nothing in it keeps a site from starting. `now` names a
    /// history that is set aside.
    pub(super) fn open(settings: &StoreSettings, keys: &DeviceKeys, lock: &FolderLock, now: Stamp) -> Kept {
        Self::try_open(settings, keys, lock, now).unwrap_or_else(|fault| Kept {
            journal: Err(JournalFault::read(fault)),
            tail_cut: 0,
            store: None,
            desk: HistoryDesk::default(),
        })
    }

    fn try_open(
        settings: &StoreSettings,
        keys: &DeviceKeys,
        lock: &FolderLock,
        now: Stamp,
    ) -> Result<Kept, Fault> {
        let people = SharedKeys::from(SubjectKeys::open(&settings.keys_dir, &keys.wrapping)?);
        let journal = settings.dir.join(JOURNAL_FOLDER);
        let store = open_history(&settings.dir, people.clone(), keys, lock, now);
        let desk = HistoryDesk::default();
        if let Some(store) = &store {
            desk.lay_out(&store.history());
        }
        let seen = seen(store.as_ref(), &journal)?;
        let opened = JournalBytes::open(&journal, &keys.journal, seen)?;
        Ok(Kept {
            journal: Ok(Box::new(JournalRecords::new(opened.journal, people))),
            tail_cut: opened.cut.map_or(0, |cut| cut.tail.bytes),
            store: store.map(|store| Box::new(store) as Box<dyn Store>),
            desk,
        })
    }
}

/// The history. Without it a gate works as well, so that nothing here is a reason not to start.
fn open_history(
    folder: &Path,
    people: SharedKeys,
    keys: &DeviceKeys,
    lock: &FolderLock,
    now: Stamp,
) -> Option<SledStore> {
    let opened = match SledStore::open(folder, people, &keys.wrapping, lock, now) {
        Ok(opened) => opened,
        Err(fault) => {
            tracing::error!(
                event = "no-history",
                error = &fault as &dyn Error,
                "history is not kept until the next start"
            );
            return None;
        }
    };
    if let Some(aside) = &opened.set_aside {
        tracing::warn!(
            event = "history-set-aside",
            error = &aside.doubt as &dyn Error,
            moved_to = %aside.moved_to.display(),
            "history is built anew from the record"
        );
    }
    Some(opened.store)
}

/// The last record the history took in: a record without it has lost what was acknowledged.
fn seen(store: Option<&SledStore>, journal: &Path) -> Result<Option<Mark>, Fault> {
    Ok(store.map(|store| store.seen(journal)).transpose()?.flatten())
}

/// Begins the record of a new store and the keys of its people.
///
/// # Errors
/// There is one already, or it cannot be written.
pub(super) fn begin_record(store: &Path, keys_dir: &Path) -> Result<(), Fault> {
    let keys = DeviceKeys::load(keys_dir)?;
    JournalBytes::create(&store.join(JOURNAL_FOLDER), &keys.journal)?;
    SubjectKeys::create(keys_dir, &keys.wrapping)?;
    Ok(())
}
