//! Copies of the journal and of the keys, for another disk, and the way back.
//!
//! A backup is two things with two keepers: the event set (segments, where personal fields are sealed, the
//! public key that verifies them, and the mark they end at), and the key set (see `key_set`). A folder or file
//! with its final name is whole and verified; anything unfinished bears another name.

use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};

use super::durable::{beside, folder_of, make_private_folder, replace, sync_folder};
use super::journal::{JournalFault, Mark, Verified, copy_verified, verify_all};
use super::key_set::{KeySetFault, KeySetOpener, restore_keys};
use super::keys::{DeviceKeys, KeyFault, journal_public};
use super::last_note::{self, FILE_NAME as LAST_NOTE, NoteFault};
use super::lock::{FolderLock, LockFault};
use super::private_file::follow_folder_owner;
use super::record_export::EXPORTS;
use super::spool_file;
use super::subject_keys::{SubjectFault, SubjectKeys};

/// The journal in the store folder.
pub const JOURNAL_FOLDER: &str = "journal";
/// The public key in an event set and in the keys folder.
pub(super) const JOURNAL_PUBLIC: &str = "journal.pub";
/// What stands in the store folder and nowhere else: deeds the journal has not taken yet, and who was given what.
/// A restore takes it along.
const TAKEN_ALONG: [&str; 2] = [spool_file::FILE_NAME, EXPORTS];
/// What a folder is called beside its final name until it is whole.
pub(super) const UNFINISHED: &str = "unfinished";
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
    /// The note of the journal's last record cannot be read.
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// Somebody works in the store.
    #[error(transparent)]
    Lock(#[from] LockFault),
    /// A backup is never written over another.
    #[error("{} is there already; a backup is never written over another", .folder.display())]
    AlreadyThere {
        /// The folder.
        folder: PathBuf,
    },
    /// Keys in the store would be set aside with it.
    #[error("the keys folder {} lies within the store folder; keep them apart", .keys.display())]
    KeysWithinStore {
        /// The keys folder.
        keys: PathBuf,
    },
    /// The folder does not hold what a backup makes.
    #[error("{} is no event set: it has no readable {LAST_NOTE}", .folder.display())]
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

/// The two folders a restore fills, as the configuration names them.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    /// The store, with the journal in it.
    pub store: &'a Path,
    /// The device keys and the subject keys.
    pub keys: &'a Path,
}

/// Copies the journal in `places` into the new folder `out`, up to `upto` (the journal's last durable record,
/// when it is being written to) or to its end, and verifies the copy. Durable on return.
///
/// # Errors
/// `out` exists, the journal or the copy is damaged, or the disk fails; there is no `out` then.
pub fn backup_events(places: Places<'_>, out: &Path, upto: Option<Mark>) -> Result<Verified, BackupFault> {
    if out.try_exists().map_err(io("look for", out))? {
        return Err(BackupFault::AlreadyThere { folder: out.to_owned() });
    }
    let public = journal_public(places.keys)?;
    let journal = places.store.join(JOURNAL_FOLDER);
    let noted = last_note::read(&journal)?;
    let unfinished = fresh_folder(&beside(out, UNFINISHED))?;
    let verified = copy_verified(&journal, &unfinished, &public, upto)?;
    if upto.is_none() && noted.is_some_and(|noted| noted.last.seq > verified.last.seq) {
        // Names the place where the rest was cut off.
        verify_all(&journal, &public, noted.map(|noted| noted.last))?;
    }
    copy_file(&places.keys.join(JOURNAL_PUBLIC), &unfinished.join(JOURNAL_PUBLIC))?;
    let mark = unfinished.join(LAST_NOTE);
    replace(&mark, |file| file.write_all(last_note::text(verified.last).as_bytes()))
        .map_err(io("write", &mark))?;
    rename(&unfinished, out)?;
    Ok(verified)
}

/// What a restore did.
#[derive(Debug)]
pub struct Restored {
    /// The journal that is in place now.
    pub events: Verified,
    /// Where the folders from before lie, whole: the store, and the keys if they were replaced.
    pub set_aside: Vec<PathBuf>,
    /// Where the keys come from, and so what can be read.
    pub keys: RestoredKeys,
}

/// Where the keys of a restored store come from; `to_string` says what that means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RestoredKeys {
    /// From the key set of the backup.
    #[error(
        "keys and subject keys came from the key set; people erased since it was made can be read again until \
         they are erased anew"
    )]
    FromKeySet,
    /// They were in place and stay.
    #[error("keys and subject keys stay as they were; people who came in after them stay sealed")]
    InPlace,
    /// There were none to be had.
    #[error(
        "there is no key set: every personal field stays sealed, passes and checkpoints cannot be signed; the \
         journal can be read and verified, not continued"
    )]
    Missing,
}

/// Builds a store from the event set `events`, and keys from the key set file if it is given with what opens it;
/// else the keys in place stay. Only when all of it is verified, the folders in `places` are renamed to
/// `<name>.before-restore-<n>` and the new ones put there. What can be rebuilt from the journal is left out.
/// Without any key, `journal.pub` comes to lie in the journal folder, so that it can be verified.
///
/// # Errors
/// Somebody works in the store, a set is damaged or does not open, the sets do not belong together, or the disk
/// fails. The folders are as they were.
pub fn restore(
    events: &Path,
    key_set: Option<(&Path, &KeySetOpener)>,
    places: Places<'_>,
) -> Result<Restored, BackupFault> {
    let Places { store, keys } = places;
    if keys.starts_with(store) {
        return Err(BackupFault::KeysWithinStore { keys: keys.to_owned() });
    }
    let there = store.try_exists().map_err(io("look for", store))?;
    let _lock = if there { Some(FolderLock::take(store)?) } else { None };
    let restored = build_and_swap(events, key_set, places);
    if restored.is_err() {
        // Opened keys are not left lying about; the fault that is told is the one that stopped the restore.
        for unfinished in [store, keys].map(|place| beside(place, UNFINISHED)) {
            let _ = fs::remove_dir_all(unfinished);
        }
    }
    restored
}

fn build_and_swap(
    events: &Path,
    key_set: Option<(&Path, &KeySetOpener)>,
    Places { store, keys }: Places<'_>,
) -> Result<Restored, BackupFault> {
    let (new_store, new_keys) = (fresh_folder(&beside(store, UNFINISHED))?, beside(keys, UNFINISHED));
    let mut moves = vec![(new_store.as_path(), store)];
    let source = match key_set {
        Some((file, opener)) => {
            fresh_folder(&new_keys)?;
            restore_keys(file, opener, &new_keys)?;
            let device = DeviceKeys::load_without_credentials(&new_keys)?;
            SubjectKeys::open(&new_keys, &device.wrapping)?;
            moves.push((&new_keys, keys));
            RestoredKeys::FromKeySet
        }
        None if keys.join(JOURNAL_PUBLIC).exists() => RestoredKeys::InPlace,
        None => RestoredKeys::Missing,
    };
    let public = journal_public(match source {
        RestoredKeys::FromKeySet => &new_keys,
        RestoredKeys::InPlace => keys,
        RestoredKeys::Missing => events,
    })?;
    let last = read_mark(events)?;
    verify_all(events, &public, Some(last))?;
    let journal = fresh_folder(&new_store.join(JOURNAL_FOLDER))?;
    let verified = copy_verified(events, &journal, &public, Some(last))?;
    let mark = journal.join(LAST_NOTE);
    replace(&mark, |file| file.write_all(last_note::text(verified.last).as_bytes()))
        .map_err(io("write", &mark))?;
    if source == RestoredKeys::Missing {
        copy_file(&events.join(JOURNAL_PUBLIC), &journal.join(JOURNAL_PUBLIC))?;
    }
    for file in TAKEN_ALONG.map(|name| store.join(name)) {
        if file.try_exists().map_err(io("look for", &file))? {
            copy_file(&file, &new_store.join(file.file_name().unwrap_or_default()))?;
        }
    }
    sync_folder(&new_store).map_err(io("sync", &new_store))?;
    for (new, place) in &moves {
        hand_over(new, place).map_err(io("hand over", new))?;
    }
    Ok(Restored { events: verified, set_aside: put_in_place(&moves)?, keys: source })
}

/// Renames what is in each place aside and what is new into it, and undoes it all if one of them fails.
fn put_in_place(moves: &[(&Path, &Path)]) -> Result<Vec<PathBuf>, BackupFault> {
    let (mut done, mut set_aside) = (Vec::new(), Vec::new());
    let result = moves.iter().try_for_each(|&(new, place)| {
        if place.try_exists().map_err(io("look for", place))? {
            let aside = free_name(place)?;
            rename(place, &aside)?;
            done.push((place.to_owned(), aside.clone()));
            set_aside.push(aside);
        }
        rename(new, place)?;
        done.push((new.to_owned(), place.to_owned()));
        Ok(())
    });
    if let Err(fault) = result {
        for (from, to) in done.iter().rev() {
            rename(to, from)?;
        }
        return Err(fault);
    }
    Ok(set_aside)
}

/// The first free name for a folder from before a restore.
fn free_name(place: &Path) -> Result<PathBuf, BackupFault> {
    for n in 1..=SET_ASIDE_MAX {
        let name = beside(place, &format!("before-restore-{n}"));
        if !name.try_exists().map_err(io("look for", &name))? {
            return Ok(name);
        }
    }
    Err(io("set aside", place)(io::ErrorKind::AlreadyExists.into()))
}

/// Gives what root restored to the owner of the folder it replaces, or else of the one it lies in: the service
/// must be able to work in it.
fn hand_over(new: &Path, place: &Path) -> io::Result<()> {
    let like = fs::metadata(if place.try_exists()? { place } else { folder_of(place) })?;
    if fs::metadata(new)?.uid() != like.uid() {
        chown(new, Some(like.uid()), Some(like.gid()))?;
    }
    hand_over_within(new)
}

fn hand_over_within(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        follow_folder_owner(&entry.path())?;
        if entry.file_type()?.is_dir() {
            hand_over_within(&entry.path())?;
        }
    }
    Ok(())
}

/// The last record of the event set `events`.
///
/// # Errors
/// The folder is no event set, or cannot be read.
pub fn read_mark(events: &Path) -> Result<Mark, BackupFault> {
    let mark = last_note::read(events).ok().flatten();
    mark.map(|noted| noted.last).ok_or_else(|| BackupFault::NotAnEventSet { folder: events.to_owned() })
}

/// An empty folder; what an interrupted run left there is removed.
pub(super) fn fresh_folder(folder: &Path) -> Result<PathBuf, BackupFault> {
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

pub(super) fn rename(from: &Path, to: &Path) -> Result<(), BackupFault> {
    fs::rename(from, to).map_err(io("name", to))?;
    sync_folder(folder_of(to)).map_err(io("sync", to))
}

pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> BackupFault {
    let path = path.to_owned();
    move |cause| BackupFault::Io { doing, path, cause }
}
