//! A folder of backups on another disk: one for each time, under the site's name. What bears its final name is whole and was
//! read back from the disk; what is older goes when a newer one is there, and the last good one never.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use rustix::fs::{Advice, fadvise};
use sha2::{Digest, Sha256};

use super::backup::{
    BackupFault, JOURNAL_FOLDER, JOURNAL_PUBLIC, Places, UNFINISHED, backup_events, fresh_folder, io,
    read_mark, rename,
};
use super::disk::free_bytes;
use super::durable::beside;
use super::journal::{Verified, verify_all};
use super::key_set::{KeySetFault, KeySetKeeper, backup_keys};
use super::keys::{KeyFault, journal_public};
use super::site_set::backup_site;
use crate::settings::Settings;

/// The event set in a backup.
pub const EVENTS: &str = "events";
/// The key set in a backup, until it is taken to its own keeper.
pub const KEYS: &str = "keys.age";
/// The site set in a backup.
pub const SITE: &str = "site.age";
/// How a backup's name begins, before the site.
const PREFIX: &str = "gatehouse";
/// How a backup's name ends: when it was made, in UTC, so that names sort by time.
const TIME: &str = "%Y%m%dT%H%M%SZ";
/// Room that is wanted beside the bytes of the sets, for folders and what the disk rounds up, in bytes.
const ROOM_BESIDE: u64 = 4 << 20;
/// Bytes read at once when a file is read back.
const READ_BYTES: usize = 64 * 1024;

/// Why there is no new backup on the shelf. What was there is there, but for what had to make room.
#[derive(Debug, thiserror::Error)]
pub enum ShelfFault {
    /// The disk is not there.
    #[error("there is no folder {}; put the disk for backups in", .folder.display())]
    NoShelf {
        /// The folder.
        folder: PathBuf,
    },
    /// A backup beside the store is lost with it.
    #[error("{} is on the disk the store lies on; a backup there is lost with it", .folder.display())]
    SameDisk {
        /// The folder.
        folder: PathBuf,
    },
    /// Even with one backup alone there is no room for the next.
    #[error(
        "{} has {free_mb} MiB left and {needed_mb} are needed, with one backup kept; take a larger disk",
        .folder.display()
    )]
    NoRoom {
        /// The folder.
        folder: PathBuf,
        /// What is free, in mebibytes.
        free_mb: u64,
        /// What the next backup takes, in mebibytes.
        needed_mb: u64,
    },
    /// The disk gave back other bytes than it was given.
    #[error("{} reads otherwise than it was written; this disk is worn out, take another one", .file.display())]
    ReadsOtherwise {
        /// The file.
        file: PathBuf,
    },
    /// The event set, and what it is made of.
    #[error(transparent)]
    Events(#[from] BackupFault),
    /// The key set.
    #[error(transparent)]
    Keys(#[from] KeySetFault),
    /// The public key that verifies the record.
    #[error(transparent)]
    Public(#[from] KeyFault),
}

/// What a backup is made of.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The configuration file.
    pub config: &'a Path,
    /// What stands in it.
    pub settings: &'a Settings,
    /// Whoever opens the keys and the site.
    pub keeper: &'a KeySetKeeper,
}

impl<'a> Sources<'a> {
    fn places(self) -> Places<'a> {
        Places { store: &self.settings.store.dir, keys: &self.settings.store.keys_dir }
    }
}

/// What is kept on a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// At most this many backups.
    pub count: usize,
    /// None older than this: a key set brings back who was erased since.
    pub age: TimeDelta,
}

/// The backups of one site in one folder.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
    site: String,
}

/// A backup that is on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// Its folder: `events`, `keys.age` and `site.age` are in it.
    pub folder: PathBuf,
    /// When it was made.
    pub made: DateTime<Utc>,
}

/// What one run did.
#[derive(Debug)]
pub struct Put {
    /// The backup that is there now.
    pub new: Shelved,
    /// Its record, as it was read back.
    pub events: Verified,
    /// What was taken away.
    pub removed: Vec<PathBuf>,
}

impl Shelf {
    /// The backups of `site` (its id) in `folder`.
    #[must_use]
    pub fn new(folder: &Path, site: &str) -> Self {
        Self { folder: folder.to_owned(), site: site.to_owned() }
    }

    /// Whether it lies on another disk than `store`.
    ///
    /// # Errors
    /// It does not, or it is not there.
    pub fn must_be_apart_from(&self, store: &Path) -> Result<(), ShelfFault> {
        let disk_of = |path: &Path| fs::metadata(path).map(|found| found.dev()).map_err(io("look at", path));
        self.must_be_there()?;
        if disk_of(&self.folder)? == disk_of(store)? {
            return Err(ShelfFault::SameDisk { folder: self.folder.clone() });
        }
        Ok(())
    }

    fn must_be_there(&self) -> Result<(), ShelfFault> {
        if self.folder.is_dir() { Ok(()) } else { Err(ShelfFault::NoShelf { folder: self.folder.clone() }) }
    }

    /// The whole backups of this site, the oldest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn whole(&self) -> Result<Vec<Shelved>, ShelfFault> {
        let mut whole: Vec<Shelved> = self
            .entries()?
            .into_iter()
            .filter_map(|folder| Some(Shelved { made: self.made(folder.file_name()?.to_str()?)?, folder }))
            .collect();
        whole.sort_by_key(|shelved| shelved.made);
        Ok(whole)
    }

    /// Makes a backup of `sources` at `now`, reads it back, and then takes away what `keep` does not keep. Durable on
    /// return.
    ///
    /// # Errors
    /// The disk is not there, full or worn out, or the record or the keys are not what they should be.
    pub fn put(&self, sources: Sources<'_>, keep: Keep, now: DateTime<Utc>) -> Result<Put, ShelfFault> {
        let places = sources.places();
        self.must_be_there()?;
        self.clear_unfinished()?;
        let mut removed = self.make_room(places, || free_bytes(&self.folder))?;
        let folder = self.folder.join(self.name(now));
        if folder.try_exists().map_err(io("look for", &folder))? {
            return Err(BackupFault::AlreadyThere { folder }.into());
        }
        let unfinished = fresh_folder(&beside(&folder, UNFINISHED))?;
        backup_events(places, &unfinished.join(EVENTS), None)?;
        backup_keys(places.keys, &unfinished.join(KEYS), sources.keeper)?;
        backup_site(sources.config, sources.settings, &unfinished.join(SITE), sources.keeper)?;
        let events = read_back(&unfinished, places)?;
        rename(&unfinished, &folder)?;
        let new = Shelved { folder, made: now };
        removed.extend(self.prune(&new, keep)?);
        Ok(Put { new, events, removed })
    }

    /// Takes away what is too old or too much. `new` was just read back and stays; a clock that is behind what lies here
    /// takes nothing away.
    fn prune(&self, new: &Shelved, keep: Keep) -> Result<Vec<PathBuf>, ShelfFault> {
        let mut others = self.whole()?;
        others.retain(|shelved| shelved.folder != new.folder);
        if others.iter().any(|shelved| shelved.made > new.made) {
            tracing::warn!(event = "backups-not-removed", "the clock is behind the backups on the disk");
            return Ok(Vec::new());
        }
        let too_many = (others.len() + 1).saturating_sub(keep.count.max(1));
        let goes = |(at, other): &(usize, Shelved)| *at < too_many || new.made - other.made > keep.age;
        let going: Vec<_> = others.into_iter().enumerate().filter(goes).map(|(_, other)| other).collect();
        going.iter().try_for_each(|shelved| self.remove(shelved))?;
        Ok(going.into_iter().map(|shelved| shelved.folder).collect())
    }

    /// Takes the oldest away until the next one has room, as long as the newest is good and stays.
    fn make_room(
        &self,
        places: Places<'_>,
        free: impl Fn() -> io::Result<u64>,
    ) -> Result<Vec<PathBuf>, ShelfFault> {
        let needed = bytes_in(&places.store.join(JOURNAL_FOLDER))? + bytes_in(places.keys)? + ROOM_BESIDE;
        let mut removed = Vec::new();
        let mut whole = self.whole()?.into_iter();
        let newest = whole.next_back();
        loop {
            let free = free().map_err(io("ask for the room in", &self.folder))?;
            if free >= needed {
                return Ok(removed);
            }
            let (Some(oldest), Some(newest)) = (whole.next(), &newest) else {
                let [free_mb, needed_mb] = [free, needed].map(|bytes| bytes >> 20);
                return Err(ShelfFault::NoRoom { folder: self.folder.clone(), free_mb, needed_mb });
            };
            if removed.is_empty() {
                verify(&newest.folder, places)?;
            }
            self.remove(&oldest)?;
            removed.push(oldest.folder);
        }
    }

    /// A backup that goes loses its name first, so that no half of one is taken for whole.
    fn remove(&self, shelved: &Shelved) -> Result<(), ShelfFault> {
        let going = beside(&shelved.folder, UNFINISHED);
        rename(&shelved.folder, &going)?;
        Ok(fs::remove_dir_all(&going).map_err(io("remove", &going))?)
    }

    /// Removes what runs that were cut short have left.
    fn clear_unfinished(&self) -> Result<(), ShelfFault> {
        let ending = format!(".{UNFINISHED}");
        for entry in self.entries()? {
            let name =
                entry.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(&ending));
            if name.is_some_and(|name| self.made(name).is_some()) {
                fs::remove_dir_all(&entry).map_err(io("remove", &entry))?;
            }
        }
        Ok(())
    }

    fn entries(&self) -> Result<Vec<PathBuf>, ShelfFault> {
        let entries = fs::read_dir(&self.folder).map_err(io("read the folder", &self.folder))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>();
        Ok(paths.map_err(io("read the folder", &self.folder))?)
    }

    fn name(&self, now: DateTime<Utc>) -> String {
        format!("{PREFIX}-{}-{}", self.site, now.format(TIME))
    }

    /// When the backup of this name was made; none if it is no backup of this site.
    fn made(&self, name: &str) -> Option<DateTime<Utc>> {
        let time =
            name.strip_prefix(PREFIX)?.strip_prefix('-')?.strip_prefix(&self.site)?.strip_prefix('-')?;
        Some(NaiveDateTime::parse_from_str(time, TIME).ok()?.and_utc())
    }
}

/// Walks the event set of the backup in `folder` by the key of the site in `places`.
///
/// # Errors
/// It is damaged, not this site's, or cannot be read.
pub fn verify(folder: &Path, places: Places<'_>) -> Result<Verified, ShelfFault> {
    let (events, public) = (folder.join(EVENTS), journal_public(places.keys)?);
    let mark = read_mark(&events)?;
    Ok(verify_all(&events, &public, Some(mark)).map_err(BackupFault::from)?)
}

/// Reads everything in `folder` from the disk itself, and not from what memory still has of it: the record by its chain,
/// the sealed sets, which only their keeper can open, by their hashes.
fn read_back(folder: &Path, places: Places<'_>) -> Result<Verified, ShelfFault> {
    let sealed = [KEYS, SITE].map(|name| folder.join(name));
    let written = hashes_of(&sealed)?;
    for file in files_in(&folder.join(EVENTS))?.iter().chain(&sealed) {
        forget(file).map_err(io("read back", file))?;
    }
    let read = hashes_of(&sealed)?;
    if let Some(at) = written.iter().zip(&read).position(|(written, read)| written != read) {
        return Err(ShelfFault::ReadsOtherwise { file: sealed[at].clone() });
    }
    let copied = folder.join(EVENTS).join(JOURNAL_PUBLIC);
    let same = fs::read(&copied).map_err(io("read", &copied))?
        == fs::read(places.keys.join(JOURNAL_PUBLIC)).map_err(io("read", &copied))?;
    if !same {
        return Err(ShelfFault::ReadsOtherwise { file: copied });
    }
    verify(folder, places)
}

/// Has the system forget what it remembers of a file; it is on the disk already.
fn forget(file: &Path) -> io::Result<()> {
    let file = File::open(file)?;
    file.sync_all()?;
    Ok(fadvise(&file, 0, None, Advice::DontNeed)?)
}

fn hash_of(path: &Path) -> Result<[u8; 32], ShelfFault> {
    let read = || -> io::Result<[u8; 32]> {
        let (mut file, mut hash, mut bytes) = (File::open(path)?, Sha256::new(), vec![0; READ_BYTES]);
        loop {
            match file.read(&mut bytes)? {
                0 => return Ok(hash.finalize().into()),
                read => hash.update(&bytes[..read]),
            }
        }
    };
    Ok(read().map_err(io("read", path))?)
}

fn hashes_of(files: &[PathBuf]) -> Result<Vec<[u8; 32]>, ShelfFault> {
    files.iter().map(|file| hash_of(file)).collect()
}

fn files_in(folder: &Path) -> Result<Vec<PathBuf>, ShelfFault> {
    let list = || -> io::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                files.push(entry.path());
            }
        }
        Ok(files)
    };
    Ok(list().map_err(io("read the folder", folder))?)
}

fn bytes_in(folder: &Path) -> Result<u64, ShelfFault> {
    let size = |file: &PathBuf| fs::metadata(file).map(|found| found.len()).map_err(io("look at", file));
    files_in(folder)?.iter().try_fold(0, |sum, file| Ok(sum + size(file)?))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::journal::Journal;
    use super::super::keys::DeviceKeys;
    use super::super::subject_keys::SubjectKeys;
    use super::*;

    struct Site {
        folder: tempfile::TempDir,
        settings: Settings,
        shelf: Shelf,
    }

    fn site() -> Site {
        let folder = tempfile::tempdir().unwrap();
        let keys = DeviceKeys::create(&folder.path().join("keys")).unwrap();
        SubjectKeys::create(&folder.path().join("keys"), &keys.wrapping).unwrap();
        fs::create_dir(folder.path().join("store")).unwrap();
        let journal = folder.path().join("store").join(JOURNAL_FOLDER);
        Journal::create(&journal, &keys.journal).unwrap().append(&[b"one".to_vec()]).unwrap();
        let shelf = folder.path().join("shelf");
        fs::create_dir(&shelf).unwrap();
        let config = folder.path().join("gatehouse.toml");
        fs::write(&config, "").unwrap();
        let settings = Settings::read(&config).unwrap();
        Site { shelf: Shelf::new(&shelf, "north"), settings, folder }
    }

    impl Site {
        fn put(&self, day: i64) -> Put {
            // A recipient, for a passphrase takes a second each time.
            let recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
            let keeper = &KeySetKeeper::recipient(recipient).unwrap();
            let config = &self.folder.path().join("gatehouse.toml");
            let keep = Keep { count: 3, age: TimeDelta::days(30) };
            let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day);
            self.shelf.put(Sources { config, settings: &self.settings, keeper }, keep, now).unwrap()
        }

        fn room(&self, free: &[u64]) -> Result<Vec<PathBuf>, ShelfFault> {
            let (store, keys) = (self.folder.path().join("store"), self.folder.path().join("keys"));
            let asked = Cell::new(0);
            let free = || {
                asked.set(asked.get() + 1);
                Ok(free[(asked.get() - 1).min(free.len() - 1)])
            };
            self.shelf.make_room(Places { store: &store, keys: &keys }, free)
        }

        fn days(&self) -> Vec<i64> {
            let days = |shelved: &Shelved| (shelved.made - DateTime::UNIX_EPOCH).num_days() - 20_000;
            self.shelf.whole().unwrap().iter().map(days).collect()
        }
    }

    #[test]
    fn the_newest_stay_and_none_that_is_too_old() {
        let site = site();
        for day in [0, 1, 2, 3] {
            site.put(day);
        }
        assert_eq!(site.days(), [1, 2, 3]);
        assert_eq!(site.put(33).removed.len(), 2, "of 1 and 2, for 3 is just thirty days old");
        assert_eq!(site.days(), [3, 33]);
        site.put(100);
        assert_eq!(site.days(), [100]);
    }

    #[test]
    fn a_clock_that_is_behind_takes_nothing_away() {
        let site = site();
        for day in [50, 51, 52, 0] {
            assert!(site.put(day).removed.is_empty());
        }
        assert_eq!(site.days(), [0, 50, 51, 52]);
        assert_eq!(site.put(53).removed.len(), 2);
        assert_eq!(site.days(), [51, 52, 53]);
    }

    #[test]
    fn room_is_made_by_the_oldest_and_the_newest_stays() {
        let site = site();
        for day in [0, 1, 2] {
            site.put(day);
        }
        assert!(site.room(&[u64::MAX]).unwrap().is_empty());
        assert_eq!(site.room(&[0, u64::MAX]).unwrap().len(), 1);
        assert_eq!(site.days(), [1, 2]);
        assert!(matches!(site.room(&[0]), Err(ShelfFault::NoRoom { .. })));
        assert_eq!(site.days(), [2]);
    }

    #[test]
    fn no_room_is_made_for_the_next_while_the_newest_is_damaged() {
        let site = site();
        site.put(0);
        let newest = site.put(1).new.folder;
        let segment = newest.join(EVENTS).join("000000000001.ghj");
        let mut bytes = fs::read(&segment).unwrap();
        bytes[40] ^= 1;
        fs::write(&segment, bytes).unwrap();
        assert!(matches!(site.room(&[0, u64::MAX]), Err(ShelfFault::Events(_))));
        assert_eq!(site.days(), [0, 1]);
    }

    #[test]
    fn what_was_cut_short_is_cleared_and_what_is_not_ours_is_left_alone() {
        let site = site();
        let at = |name: &str| site.folder.path().join("shelf").join(name);
        let left = at("gatehouse-north-20241003T000000Z.unfinished");
        let foreign = ["gatehouse-south-20241003T000000Z", "gatehouse-north-notes", "photos"].map(at);
        fs::create_dir(&left).unwrap();
        foreign.iter().for_each(|folder| fs::create_dir(folder).unwrap());
        for day in [0, 1, 2, 3] {
            site.put(day);
        }
        assert!(!left.exists() && foreign.iter().all(|folder| folder.exists()));
        assert_eq!(site.days(), [1, 2, 3]);
    }

    #[test]
    fn a_shelf_beside_the_store_is_told_from_another_disk() {
        let site = site();
        let store = site.folder.path().join("store");
        assert!(matches!(site.shelf.must_be_apart_from(&store), Err(ShelfFault::SameDisk { .. })));
        // Linux has a disk in memory wherever it runs.
        Shelf::new(Path::new("/proc"), "north").must_be_apart_from(&store).unwrap();
        let gone = Shelf::new(&site.folder.path().join("none"), "north");
        assert!(matches!(gone.must_be_apart_from(&store), Err(ShelfFault::NoShelf { .. })));
    }
}
