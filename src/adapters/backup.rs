//! Copies of the journal and of the keys, for another disk, and the way back.
//!
//! A backup is two things with two keepers: the event set (segments, where personal fields are sealed, the public
//! key that verifies them, and the mark they end at), and the key set (see `key_set`). A folder or file with its final name is
//! whole and verified; anything unfinished bears another name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;

use super::durable::{beside, folder_of, make_private_folder, replace, sync_folder};
use super::journal::{JournalFault, Mark, Verified, copy_verified, verify_all};
use super::key_set::{KEYS_FOLDER, KeySetFault, KeySetOpener, copy_keys, restore_keys};
use super::keys::{DeviceKeys, KeyFault, journal_public};
use super::lock::{FolderLock, LockFault};
use super::subject_keys::{SubjectFault, SubjectKeys};

/// The journal in the store folder.
pub const JOURNAL_FOLDER: &str = "journal";
/// The public key in an event set and in the keys folder.
const JOURNAL_PUBLIC: &str = "journal.pub";
/// The last record of an event set, by number and hash: a set cut short is noticed.
const LAST_MARK: &str = "last.mark";
/// How many stores may lie set aside; somebody should have looked at the first of them by then.
const SET_ASIDE_MAX: u32 = 1000;

/// Why a backup or a restore did not happen. The store is as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The journal, or the copy of it, is not what was written.
    #[error(transparent)]
    Journal(#[from] JournalFault),
    /// The device's keys cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// The subject keys cannot be read.
    #[error(transparent)]
    Subjects(#[from] SubjectFault),
    /// The key set cannot be read.
    #[error(transparent)]
    KeySet(#[from] KeySetFault),
    /// Somebody works in the store.
    #[error(transparent)]
    Lock(#[from] LockFault),
    /// A backup is never written over another.
    #[error("{} is there already; a backup is never written over another", .folder.display())]
    AlreadyThere {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder does not hold what a backup makes.
    #[error("{} is no event set: it has no readable {LAST_MARK}", .folder.display())]
    NotAnEventSet {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// Copies the journal of `store` into the new folder `out`, up to `upto` (the journal's last durable record, when
/// it is being written to) or to its end, and verifies the copy. Durable on return.
///
/// # Errors
/// `out` exists, the journal or the copy is damaged, or the disk fails; there is no `out` then.
pub fn backup_events(store: &Path, out: &Path, upto: Option<Mark>) -> Result<Verified, BackupFault> {
    if out.try_exists().map_err(io("look for", out))? {
        return Err(BackupFault::AlreadyThere { folder: out.to_owned() });
    }
    let keys = store.join(KEYS_FOLDER);
    let unfinished = fresh_folder(&beside(out, "unfinished"))?;
    let verified = copy_verified(&store.join(JOURNAL_FOLDER), &unfinished, &journal_public(&keys)?, upto)?;
    copy_file(&keys.join(JOURNAL_PUBLIC), &unfinished.join(JOURNAL_PUBLIC))?;
    let mark = unfinished.join(LAST_MARK);
    replace(&mark, |file| file.write_all(mark_text(verified.last).as_bytes())).map_err(io("write", &mark))?;
    sync_folder(&unfinished).map_err(io("sync", &unfinished))?;
    rename(&unfinished, out)?;
    Ok(verified)
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// The journal that is in place now.
    pub events: Verified,
    /// Where the store from before lies, whole.
    pub set_aside: Option<PathBuf>,
    /// Where the keys came from, and so what can be read.
    pub keys: RestoredKeys,
}

/// Where the keys of a restored store came from; `to_string` says what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RestoredKeys {
    /// From the key set of the backup.
    #[error(
        "keys and subject keys came from the key set; people erased since it was made can be read again until \
         they are erased anew"
    )]
    FromKeySet,
    /// From the store that was set aside.
    #[error("keys and subject keys were taken over from the store that was set aside")]
    FromOldStore,
    /// There were none to be had.
    #[error(
        "there is no key set: every personal field stays sealed, passes and checkpoints cannot be signed; the \
         journal can be verified and read, not continued"
    )]
    Missing,
}

/// Builds a store beside `store` from the event set `events` and, if given, the key set file with what opens
/// it; else with the keys of the store that is there. Only when all of it is verified, `store` is renamed to
/// `<store>.before-restore-<n>` and the new one put in its place. What can be rebuilt is left out.
///
/// # Errors
/// Somebody works in the store, a set is damaged or does not open, the sets do not belong together, or the disk
/// fails. The store is as it was.
pub fn restore(
    events: &Path,
    key_set: Option<(&Path, &KeySetOpener)>,
    store: &Path,
) -> Result<Restored, BackupFault> {
    let there = store.try_exists().map_err(io("look for", store))?;
    let _lock = if there { Some(FolderLock::take(store)?) } else { None };
    let built = fresh_folder(&beside(store, "restoring"))?;
    let keys = match key_set {
        Some((file, opener)) => {
            restore_keys(file, opener, &built)?;
            RestoredKeys::FromKeySet
        }
        None if there && copy_keys(store, &built)? => RestoredKeys::FromOldStore,
        None => {
            let folder = fresh_folder(&built.join(KEYS_FOLDER))?;
            copy_file(&events.join(JOURNAL_PUBLIC), &folder.join(JOURNAL_PUBLIC))?;
            RestoredKeys::Missing
        }
    };
    let key_folder = built.join(KEYS_FOLDER);
    match keys {
        RestoredKeys::FromKeySet | RestoredKeys::FromOldStore => {
            SubjectKeys::open(&built, &DeviceKeys::load(&key_folder)?.wrapping)?;
        }
        RestoredKeys::Missing => {}
    }
    let journal = fresh_folder(&built.join(JOURNAL_FOLDER))?;
    let (public, last) = (journal_public(&key_folder)?, read_mark(events)?);
    verify_all(events, &public, Some(last))?;
    let verified = copy_verified(events, &journal, &public, Some(last))?;
    sync_folder(&built).map_err(io("sync", &built))?;
    let set_aside = if there { Some(set_aside(store)?) } else { None };
    if let Err(fault) = rename(&built, store) {
        if let Some(old) = &set_aside {
            rename(old, store)?;
        }
        return Err(fault);
    }
    Ok(Restored { events: verified, set_aside, keys })
}

/// Renames `store` to the first free name for stores from before a restore.
fn set_aside(store: &Path) -> Result<PathBuf, BackupFault> {
    for n in 1..=SET_ASIDE_MAX {
        let name = beside(store, &format!("before-restore-{n}"));
        if !name.try_exists().map_err(io("look for", &name))? {
            rename(store, &name)?;
            return Ok(name);
        }
    }
    Err(io("set aside", store)(io::ErrorKind::AlreadyExists.into()))
}

fn mark_text(mark: Mark) -> String {
    format!("{} {}\n", mark.seq, HEXLOWER.encode(&mark.hash))
}

fn read_mark(events: &Path) -> Result<Mark, BackupFault> {
    let path = events.join(LAST_MARK);
    let text = fs::read_to_string(&path).map_err(io("read", &path))?;
    let mark = text.trim_end().split_once(' ').and_then(|(seq, hash)| {
        let hash = HEXLOWER.decode(hash.as_bytes()).ok()?.try_into().ok()?;
        Some(Mark { seq: seq.parse().ok()?, hash })
    });
    mark.ok_or_else(|| BackupFault::NotAnEventSet { folder: events.to_owned() })
}

/// An empty folder; what an interrupted run left there is removed.
fn fresh_folder(folder: &Path) -> Result<PathBuf, BackupFault> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(io("clear", folder)(cause)),
        Ok(()) | Err(_) => {}
    }
    make_private_folder(folder).map_err(io("make", folder))?;
    Ok(folder.to_owned())
}

fn copy_file(from: &Path, to: &Path) -> Result<(), BackupFault> {
    fs::copy(from, to).map_err(io("copy", from))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(io("sync", to))
}

fn rename(from: &Path, to: &Path) -> Result<(), BackupFault> {
    fs::rename(from, to).map_err(io("name", to))?;
    sync_folder(folder_of(to)).map_err(io("sync", to))
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> BackupFault {
    let path = path.to_owned();
    move |cause| BackupFault::Io { doing, path, cause }
}
