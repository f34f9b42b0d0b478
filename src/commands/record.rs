//! What a site keeps on its disk, opened together: the record, the keys of its people, the history that follows.

use std::error::Error;
use std::path::Path;

use crate::adapters::backup::JOURNAL_FOLDER;
use crate::adapters::house_snapshot::HouseSnapshot;
use crate::adapters::journal::{
    Damage, DamageKind, Journal as JournalBytes, JournalFault as BytesFault, Looked, Mark, look,
};
use crate::adapters::journal_records::JournalRecords;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::lock::FolderLock;
use crate::adapters::shared_keys::SharedKeys;
use crate::adapters::store_sled::SledStore;
use crate::adapters::subject_keys::SubjectKeys;
use crate::domain::Stamp;
use crate::engine::StartAids;
use crate::ports::history::HistoryDesk;
use crate::ports::journal::{Journal, JournalFault};
use crate::ports::snapshot::Snapshot;
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
    /// What makes the start fast.
    pub(super) aids: StartAids,
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
            aids: StartAids::default(),
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
        let snapshots = HouseSnapshot::new(&settings.dir, &keys.wrapping);
        let (looked, snapshot) = look_at_record(&journal, keys, &snapshots, &people)?;
        let store = open_history(&settings.dir, people.clone(), keys, lock, now);
        let desk = HistoryDesk::default();
        if let Some(store) = &store {
            desk.lay_out(&store.history());
        }
        looked.must_reach(store.as_ref().map_or(0, Store::applied))?;
        let walk = looked.closed_walk(keys.journal.public()).map(|step| step.map_err(JournalFault::read));
        let opened = looked.open(&keys.journal)?;
        Ok(Kept {
            journal: Ok(Box::new(JournalRecords::new(opened.journal, people))),
            tail_cut: opened.cut.map_or(0, |cut| cut.tail.bytes),
            store: store.map(|store| Box::new(store) as Box<dyn Store>),
            desk,
            aids: StartAids {
                snapshot,
                snapshots: Some(Box::new(snapshots)),
                closed_walk: Some(Box::new(walk)),
            },
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

/// Looks at the record, and for the place of the newest snapshot in it. A record that ends before a snapshot has
/// lost what was acknowledged; a snapshot of another record is dropped.
fn look_at_record(
    journal: &Path,
    keys: &DeviceKeys,
    snapshots: &HouseSnapshot,
    people: &SharedKeys,
) -> Result<(Looked, Option<Snapshot>), BytesFault> {
    let public = keys.journal.public();
    let snapshot = snapshots.take(people);
    let mark = snapshot.as_ref().map(|snapshot| Mark { seq: snapshot.mark.seq, hash: snapshot.mark.hash });
    match look(journal, &public, mark) {
        Err(BytesFault::Damaged(other @ Damage { what: DamageKind::DiffersFromStore, .. })) => {
            snapshots.drop_unfit(&other);
            Ok((look(journal, &public, None)?, None))
        }
        looked => Ok((looked?, snapshot)),
    }
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
