//! The snapshot of the house: one file, sealed as a whole, for it holds whoever is here.
//!
//! ```text
//! file   magic 8 | layout u64 | record u64 | chain at it 32 | sealed postcard of the snapshot
//! ```
//! Sealed under a key made from the wrapping key, bound to everything before it. What does not open, was shaped by
//! another build, or holds somebody who is erased since is removed: the record has it all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::durable::{folder_of, replace, sync_folder};
use super::fingerprint::fingerprint;
use super::keys::{KEY_BYTES, WrappingKey};
use super::seal::{SealFault, open_under, seal_under};
use super::shared_keys::SharedKeys;
use super::subject_keys::SubjectId;
use crate::ports::snapshot::{Snapshot, SnapshotFault, Snapshots};

/// The file in the store folder.
pub const FILE_NAME: &str = "house.snapshot";
/// The longest snapshot, bytes: a house that is full to all its limits takes about a third of it.
const SNAPSHOT_BYTES_MAX: u64 = 128 * 1024 * 1024;

const MAGIC: &[u8; 8] = b"GHHOUSE\0";
const HEAD_BYTES: usize = MAGIC.len() + 8 + 8 + 32;
const DOMAIN: &[u8] = b"gatehouse/house-snapshot/v1";

/// What shapes a house, and what shapes it from records. A snapshot of any other build is another house.
const LAYOUT: u64 = fingerprint(&[
    env!("CARGO_PKG_VERSION").as_bytes(),
    include_bytes!("../ports/snapshot.rs"),
    include_bytes!("../domain/apply/gate.rs"),
    include_bytes!("../domain/apply/lists.rs"),
    include_bytes!("../domain/apply/mod.rs"),
    include_bytes!("../domain/apply/passage.rs"),
    include_bytes!("../domain/apply/retention.rs"),
    include_bytes!("../domain/apply/roll_call.rs"),
    include_bytes!("../domain/apply/shift.rs"),
    include_bytes!("../domain/apply/visit.rs"),
    include_bytes!("../domain/class.rs"),
    include_bytes!("../domain/clock.rs"),
    include_bytes!("../domain/command.rs"),
    include_bytes!("../domain/command_parts.rs"),
    include_bytes!("../domain/document.rs"),
    include_bytes!("../domain/event.rs"),
    include_bytes!("../domain/gate.rs"),
    include_bytes!("../domain/house.rs"),
    include_bytes!("../domain/ids.rs"),
    include_bytes!("../domain/incident.rs"),
    include_bytes!("../domain/owed.rs"),
    include_bytes!("../domain/personal.rs"),
    include_bytes!("../domain/remember.rs"),
    include_bytes!("../domain/retention.rs"),
    include_bytes!("../domain/role.rs"),
    include_bytes!("../domain/roll_call.rs"),
    include_bytes!("../domain/shift.rs"),
    include_bytes!("../domain/signature.rs"),
    include_bytes!("../domain/slip.rs"),
    include_bytes!("../domain/staff.rs"),
    include_bytes!("../domain/strokes.rs"),
    include_bytes!("../domain/text.rs"),
    include_bytes!("../domain/time.rs"),
    include_bytes!("../domain/timers.rs"),
    include_bytes!("../domain/visit.rs"),
    include_bytes!("../domain/words.rs"),
]);

/// Why a snapshot is not believed, or not written.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("it is not the snapshot of a house")]
    NoSnapshot,
    #[error("another build of gatehouse made it")]
    OtherBuild,
    #[error("it was changed, or sealed by another device")]
    Changed(#[from] SealFault),
    #[error("it cannot be encoded or decoded")]
    Codec(#[from] postcard::Error),
    #[error("it does not stand where it says")]
    OtherPlace,
    #[error("it holds somebody who is erased")]
    HoldsErased,
    #[error("its file cannot be read or written")]
    Io(#[from] io::Error),
}

/// The snapshot in a store folder.
pub struct HouseSnapshot {
    path: PathBuf,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl HouseSnapshot {
    /// The snapshot in the store folder `folder`, sealed for the device with the key `wrapping`.
    #[must_use]
    pub fn new(folder: &Path, wrapping: &WrappingKey) -> Self {
        let key = Sha256::new().chain_update(DOMAIN).chain_update(wrapping.bytes()).finalize();
        Self { path: folder.join(FILE_NAME), key: Zeroizing::new(key.into()) }
    }

    /// The snapshot that was kept last, if it can be believed; one that cannot is removed. Whether it stands in
    /// the record is for whoever has the record to say. `people` are the keys of the store.
    pub fn take(&self, people: &SharedKeys) -> Option<Snapshot> {
        match self.read(people) {
            Ok(snapshot) => snapshot,
            Err(unfit) => {
                self.drop_unfit(&unfit);
                None
            }
        }
    }

    /// Removes a snapshot that does not fit, for the reason given.
    pub fn drop_unfit(&self, why: &(dyn std::error::Error + 'static)) {
        tracing::warn!(event = "snapshot-dropped", error = why, "the whole record is read instead");
        if let Err(fault) = self.remove() {
            tracing::error!(event = "snapshot-not-removed", error = &fault as &dyn std::error::Error);
        }
    }

    fn read(&self, people: &SharedKeys) -> Result<Option<Snapshot>, Unfit> {
        let bytes = match fs::metadata(&self.path) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(fault) => return Err(fault.into()),
            Ok(file) if file.len() > SNAPSHOT_BYTES_MAX => return Err(Unfit::NoSnapshot),
            Ok(_) => fs::read(&self.path)?,
        };
        let (head, sealed) = bytes.split_at_checked(HEAD_BYTES).ok_or(Unfit::NoSnapshot)?;
        if !head.starts_with(MAGIC) {
            return Err(Unfit::NoSnapshot);
        }
        if head[MAGIC.len()..][..8] != LAYOUT.to_le_bytes() {
            return Err(Unfit::OtherBuild);
        }
        let snapshot: Snapshot = postcard::from_bytes(&open_under(&self.key, head, sealed)?)?;
        if head != head_of(&snapshot) {
            return Err(Unfit::OtherPlace);
        }
        if !snapshot.house.people().all(|person| people.has(SubjectId(person.as_u64()))) {
            return Err(Unfit::HoldsErased);
        }
        Ok(Some(snapshot))
    }

    fn write(&self, snapshot: &Snapshot) -> Result<(), Unfit> {
        let head = head_of(snapshot);
        let plain = Zeroizing::new(postcard::to_allocvec(snapshot)?);
        let sealed = seal_under(&self.key, &head, &plain)?;
        replace(&self.path, |out| out.write_all(&head).and_then(|()| out.write_all(&sealed)))?;
        Ok(())
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(fault) => Err(fault),
            Ok(()) => sync_folder(folder_of(&self.path)),
        }
    }
}

impl Snapshots for HouseSnapshot {
    fn keep(&mut self, snapshot: &Snapshot) -> Result<(), SnapshotFault> {
        self.write(snapshot).or_else(|unfit| {
            self.remove().map_err(SnapshotFault::new)?;
            Err(SnapshotFault::new(unfit))
        })
    }
}

fn head_of(snapshot: &Snapshot) -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    head[..8].copy_from_slice(MAGIC);
    head[8..16].copy_from_slice(&LAYOUT.to_le_bytes());
    head[16..24].copy_from_slice(&snapshot.mark.seq.to_le_bytes());
    head[24..].copy_from_slice(&snapshot.mark.hash);
    head
}
