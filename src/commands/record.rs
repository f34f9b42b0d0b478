//! What a site keeps on its disk, opened together: the record, the keys of its people, the history that follows.

use std::error::Error;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::adapters::backup::JOURNAL_FOLDER;
use crate::adapters::disk_room::KeepsRoom;
use crate::adapters::house_snapshot::HouseSnapshot;
use crate::adapters::journal::{
    Damage, DamageKind, Journal as JournalBytes, JournalFault as BytesFault, Looked, Mark, look,
};
use crate::adapters::journal_records::{JournalRecords, RecordReader};
use crate::adapters::journal_remains::Remains;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::last_note::{self, LastNote};
use crate::adapters::lock::FolderLock;
use crate::adapters::shared_keys::SharedKeys;
use crate::adapters::store_sled::SledDoor;
use crate::adapters::subject_keys::SubjectKeys;
use crate::engine::{HistoryParts, StartAids};
use crate::ports::clock::Clock;
use crate::ports::history::HistoryDesk;
use crate::ports::journal::{Journal, JournalFault};
use crate::ports::snapshot::Snapshot;
use crate::settings::StoreSettings;

type Fault = Box<dyn Error + Send + Sync>;

/// What the engine is given of the disk.
pub(super) struct Kept {
    /// The record, or why there is none: the core starts guarded then.
    pub(super) journal: Result<Box<dyn Journal>, JournalFault>,
    /// Bytes of a torn tail that were cut off the record.
    pub(super) tail_cut: u64,
    /// The history; none if there is no record for it to follow.
    pub(super) history: Option<HistoryParts>,
    /// Where readers find the history.
    pub(super) desk: HistoryDesk,
    /// What makes the start fast.
    pub(super) aids: StartAids,
}

impl Kept {
    /// Opens the record in a locked store folder; the history is opened later, and finds the time by `clock`.
    /// Nothing in it keeps a site from starting.
    pub(super) fn open(
        settings: &StoreSettings,
        keys: &DeviceKeys,
        lock: &Arc<FolderLock>,
        clock: Arc<dyn Clock>,
    ) -> Kept {
        let people = match SubjectKeys::open(&settings.keys_dir, &keys.wrapping) {
            Ok(people) => SharedKeys::from(people),
            Err(fault) => return Self::refused(remains(settings, keys, JournalFault::read(fault)), None),
        };
        let snapshots = HouseSnapshot::new(&settings.dir, &keys.wrapping);
        let mut snapshot = snapshots.take(&people);
        let (folder, journal) = (&settings.dir, settings.dir.join(JOURNAL_FOLDER));
        let looked = look_at_record(&journal, keys, &snapshots, &mut snapshot);
        let (desk, lock) = (HistoryDesk::default(), Arc::clone(lock));
        let mut door = SledDoor::new(folder, people.clone(), &keys.wrapping, lock, clock, desk.clone());
        let opened = looked.map_err(Fault::from).and_then(|looked| {
            must_be_as_noted(&looked, &journal)?;
            door.was_never_ahead()?;
            if looked.is_torn() {
                hear_history(&looked, &mut door)?;
            }
            let walk = looked.closed_walk(keys.journal.public());
            Ok((looked.open(&keys.journal)?, walk))
        });
        let past = RecordReader { folder: journal.clone(), keys: people.clone() };
        let (opened, walk) = match opened {
            Ok(opened) => opened,
            Err(fault) => {
                let remains = Remains::new(past, JournalFault::read(fault));
                return Self::refused(Ok(Box::new(remains)), snapshot);
            }
        };
        let note = LastNote::open(&journal, opened.journal.last(), opened.journal.end());
        let records = with_note(JournalRecords::new(opened.journal, people), note);
        Kept {
            journal: Ok(Box::new(KeepsRoom::new(Box::new(records), folder, settings.reserve_mb))),
            tail_cut: opened.cut.map_or(0, |cut| cut.tail.bytes),
            history: Some(HistoryParts { door: Box::new(door), past: Box::new(past) }),
            desk,
            aids: StartAids {
                snapshot,
                snapshots: Some(Box::new(snapshots)),
                closed_walk: Some(Box::new(walk.map(|step| step.map_err(JournalFault::read)))),
            },
        }
    }

    /// A site whose record is refused: what it still says, and whoever was here at the last snapshot, are the best
    /// there is for exits and the roll call.
    fn refused(remains: Result<Box<dyn Journal>, JournalFault>, snapshot: Option<Snapshot>) -> Kept {
        Kept {
            journal: remains,
            tail_cut: 0,
            history: None,
            desk: HistoryDesk::default(),
            aids: StartAids { snapshot, ..StartAids::default() },
        }
    }
}

/// What was torn off the end of the record may have been acknowledged: the history is heard before it is cut.
fn hear_history(looked: &Looked, door: &mut SledDoor) -> Result<(), BytesFault> {
    match door.applied_now() {
        Ok(applied) => looked.must_reach(applied),
        Err(fault) => {
            tracing::warn!(event = "history-not-heard", error = &fault as &dyn Error);
            Ok(())
        }
    }
}

/// Looks at the record, and for the place of the newest snapshot in it. A record that ends before a snapshot has
/// lost what was acknowledged; a snapshot of another record is dropped.
fn look_at_record(
    journal: &Path,
    keys: &DeviceKeys,
    snapshots: &HouseSnapshot,
    snapshot: &mut Option<Snapshot>,
) -> Result<Looked, BytesFault> {
    let public = keys.journal.public();
    let mark = snapshot.as_ref().map(|snapshot| Mark { seq: snapshot.mark.seq, hash: snapshot.mark.hash });
    match look(journal, &public, mark) {
        Err(BytesFault::Damaged(other @ Damage { what: DamageKind::DiffersFromStore, .. })) => {
            snapshots.drop_unfit(&other);
            *snapshot = None;
            look(journal, &public, None)
        }
        looked => looked,
    }
}

/// A record that ends before what was noted of it has lost what was acknowledged.
fn must_be_as_noted(looked: &Looked, journal: &Path) -> Result<(), Fault> {
    let Some(noted) = last_note::read(journal)? else { return Ok(()) };
    looked.must_reach(noted.last.seq)?;
    Ok(noted.end.map_or(Ok(()), |end| looked.must_keep(end))?)
}

/// A record is kept without a note as well: a note is made on the next disk that has room for it.
fn with_note(records: JournalRecords, note: io::Result<LastNote>) -> JournalRecords {
    match note {
        Ok(note) => records.noted_in(note),
        Err(cause) => {
            tracing::warn!(error = &cause as &dyn Error, "the last record is not noted");
            records
        }
    }
}

/// What a record says whose keys cannot be opened for writing; or the refusal, if they cannot be read either.
fn remains(
    settings: &StoreSettings,
    keys: &DeviceKeys,
    refused: JournalFault,
) -> Result<Box<dyn Journal>, JournalFault> {
    match SubjectKeys::open_to_read(&settings.keys_dir, &keys.wrapping) {
        Ok(people) => {
            let record = RecordReader { folder: settings.dir.join(JOURNAL_FOLDER), keys: people.into() };
            Ok(Box::new(Remains::new(record, refused)))
        }
        Err(_no_keys) => Err(refused),
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
