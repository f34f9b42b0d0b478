//! A backup is whole or not there, and a restore replaces nothing it has not verified.

use std::fs;
use std::path::{Path, PathBuf};

use gatehouse::adapters::backup::{
    BackupFault, JOURNAL_FOLDER, Places, RestoredKeys, backup_events, restore,
};
use gatehouse::adapters::journal::{Journal, JournalFault, Mark, verify_all};
use gatehouse::adapters::key_set::{KeySetFault, KeySetKeeper, KeySetOpener, backup_keys};
use gatehouse::adapters::keys::{DeviceKeys, journal_public};
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::subject_keys::{SubjectId, SubjectKey, SubjectKeys};
use tempfile::TempDir;

const NOON_MS: i64 = 1_795_000_000_000;
const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

/// A machine with the folders `store` and `keys`.
struct Machine {
    folder: TempDir,
    store: PathBuf,
    keys: PathBuf,
}

fn bare() -> Machine {
    let folder = tempfile::tempdir().unwrap();
    let (store, keys) = (folder.path().join("store"), folder.path().join("keys"));
    Machine { folder, store, keys }
}

impl Machine {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn places(&self) -> Places<'_> {
        Places { store: &self.store, keys: &self.keys }
    }

    fn segment(&self, name: &str) -> PathBuf {
        self.store.join(JOURNAL_FOLDER).join(name)
    }

    fn records(&self) -> u64 {
        let public = journal_public(&self.keys).unwrap();
        verify_all(&self.store.join(JOURNAL_FOLDER), &public, None).unwrap().records
    }

    fn person(&self) -> Option<SubjectKey> {
        let keys = DeviceKeys::load(&self.keys).unwrap();
        SubjectKeys::open(&self.keys, &keys.wrapping).unwrap().get(SubjectId(1)).unwrap()
    }

    fn is_bare(&self) -> bool {
        !self.store.exists() && !self.keys.exists()
    }
}

/// A machine at work: two segments of three and two records, keys and one person.
struct Site {
    machine: Machine,
    journal: Journal,
    person: SubjectKey,
}

fn site() -> Site {
    let machine = bare();
    fs::create_dir(&machine.store).unwrap();
    let keys = DeviceKeys::create(&machine.keys).unwrap();
    let mut journal = Journal::create(&machine.store.join(JOURNAL_FOLDER), &keys.journal).unwrap();
    journal.append(&[b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    journal.append(&[b"four".to_vec()]).unwrap();
    journal.append(&[b"five".to_vec()]).unwrap();
    let mut subjects = SubjectKeys::create(&machine.keys, &keys.wrapping).unwrap();
    subjects.ensure(&[SubjectId(1)]).unwrap();
    let person = subjects.get(SubjectId(1)).unwrap().unwrap();
    Site { machine, journal, person }
}

impl Site {
    fn events(&self) -> PathBuf {
        let out = self.machine.path("events");
        backup_events(self.machine.places(), &out, None).unwrap();
        out
    }

    fn keys(&self) -> PathBuf {
        let out = self.machine.path("keys.age");
        backup_keys(&self.machine.keys, &out, &KeySetKeeper::recipient(RECIPIENT).unwrap()).unwrap();
        out
    }
}

fn opener() -> KeySetOpener {
    KeySetOpener::identity(IDENTITY).unwrap()
}

fn flip_last_byte(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn both_sets_bring_the_whole_site_back_on_a_bare_machine() {
    let (site, bare) = (site(), bare());
    let restored = restore(&site.events(), Some((&site.keys(), &opener())), bare.places()).unwrap();
    assert_eq!((restored.events.records, restored.keys), (5, RestoredKeys::FromKeySet));
    assert_eq!(restored.set_aside, [""; 0].map(PathBuf::from));
    assert!(bare.person().unwrap() == site.person);

    let key = DeviceKeys::load(&bare.keys).unwrap().journal;
    let seen = Some(site.journal.last());
    let mut journal = Journal::open(&bare.store.join(JOURNAL_FOLDER), &key, seen).unwrap().journal;
    assert_eq!(journal.append(&[b"six".to_vec()]).unwrap().seq, 6);
}

#[test]
fn the_event_set_alone_holds_no_secret_and_says_what_stays_sealed() {
    let (site, bare) = (site(), bare());
    let events = site.events();
    let mut names: Vec<_> = fs::read_dir(&events)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["000000000001.ghj", "000000000004.ghj", "journal.pub", "last.mark"]);

    let restored = restore(&events, None, bare.places()).unwrap();
    assert_eq!(restored.keys, RestoredKeys::Missing);
    assert!(restored.keys.to_string().contains("stays sealed"));
    let journal = bare.store.join(JOURNAL_FOLDER);
    assert_eq!(verify_all(&journal, &journal_public(&journal).unwrap(), None).unwrap().records, 5);
}

#[test]
fn a_damaged_store_is_set_aside_whole_and_its_keys_stay() {
    let site = site();
    let (events, machine) = (site.events(), &site.machine);
    flip_last_byte(&machine.segment("000000000001.ghj"));
    let restored = restore(&events, None, machine.places()).unwrap();
    assert_eq!(restored.keys, RestoredKeys::InPlace);
    assert_eq!(machine.records(), 5);
    assert!(machine.person().unwrap() == site.person);
    assert_eq!(restored.set_aside, [machine.path("store.before-restore-1")]);
    assert!(restored.set_aside[0].join(JOURNAL_FOLDER).join("000000000001.ghj").exists());

    let again = restore(&events, Some((&site.keys(), &opener())), machine.places()).unwrap();
    let aside = ["store.before-restore-2", "keys.before-restore-1"].map(|name| machine.path(name));
    assert_eq!(again.set_aside, aside);
    assert!(machine.person().unwrap() == site.person);
}

#[test]
fn every_flipped_byte_of_an_event_set_leaves_the_machine_as_it_was() {
    let (site, bare) = (site(), bare());
    let events = site.events();
    for file in fs::read_dir(&events).unwrap().map(|entry| entry.unwrap().path()) {
        let good = fs::read(&file).unwrap();
        for at in (0..good.len()).step_by(5) {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&file, bad).unwrap();
            if let Ok(restored) = restore(&events, None, bare.places()) {
                panic!("{} byte {at} went unseen: {restored:?}", file.display());
            }
            assert!(bare.is_bare(), "{} byte {at}", file.display());
        }
        fs::write(&file, good).unwrap();
    }
}

#[test]
fn an_event_set_cut_short_at_a_record_is_refused_by_its_own_file_name() {
    let (site, bare) = (site(), bare());
    let events = site.events();
    fs::remove_file(events.join("000000000004.ghj")).unwrap();
    let fault = restore(&events, None, bare.places()).unwrap_err();
    assert!(fault.to_string().contains(events.to_str().unwrap()), "{fault}");
    assert!(bare.is_bare());
}

#[test]
fn a_restore_that_fails_touches_nothing() {
    let site = site();
    let (events, keys, places) = (site.events(), site.keys(), site.machine.places());
    let wrong = KeySetOpener::passphrase("guess".into());
    assert!(restore(&events, Some((&keys, &wrong)), places).is_err());
    flip_last_byte(&keys);
    assert!(restore(&events, Some((&keys, &opener())), places).is_err());
    flip_last_byte(&events.join("000000000001.ghj"));
    assert!(restore(&events, None, places).is_err());
    assert_eq!(site.machine.records(), 5);
    assert!(site.machine.person().unwrap() == site.person);
    let left = ["store.before-restore-1", "store.unfinished", "keys.unfinished"];
    assert!(left.iter().all(|name| !site.machine.path(name).exists()));
}

#[test]
fn keys_within_the_store_are_refused_before_they_would_be_set_aside() {
    let site = site();
    let within = site.machine.store.join("keys");
    let fault = restore(&site.events(), None, Places { store: &site.machine.store, keys: &within });
    assert!(matches!(fault, Err(BackupFault::KeysWithinStore { .. })));
}

#[test]
fn sets_of_two_sites_do_not_go_together() {
    let (here, there, bare) = (site(), site(), bare());
    let fault = restore(&here.events(), Some((&there.keys(), &opener())), bare.places()).unwrap_err();
    assert!(matches!(fault, BackupFault::Journal(JournalFault::Damaged(_))), "{fault}");
    assert!(bare.is_bare());
}

#[test]
fn a_store_in_use_is_backed_up_but_never_replaced() {
    let site = site();
    let lock = FolderLock::take(&site.machine.store).unwrap();
    let events = site.events();
    assert!(matches!(restore(&events, None, site.machine.places()), Err(BackupFault::Lock(_))));
    drop(lock);
    restore(&events, None, site.machine.places()).unwrap();
}

#[test]
fn a_backup_ends_at_the_record_it_was_asked_for_whatever_stands_behind() {
    let mut site = site();
    let open = site.machine.segment("000000000004.ghj");
    let upto = site.journal.last();
    for (name, behind) in [("a", &b"half a fra"[..]), ("b", &[])] {
        let durable = fs::read(&open).unwrap();
        fs::write(&open, [&durable, behind].concat()).unwrap();
        let verified = backup_events(site.machine.places(), &site.machine.path(name), Some(upto)).unwrap();
        assert_eq!((verified.last, verified.torn), (upto, None));
        fs::write(&open, durable).unwrap();
        site.journal.append(&[b"later".to_vec()]).unwrap();
    }
    site.journal.seal_segment(NOON_MS).unwrap();
    let (out, upto) = (site.machine.path("sealed"), site.journal.last());
    let verified = backup_events(site.machine.places(), &out, Some(upto)).unwrap();
    assert_eq!((verified.last, verified.unsigned), (upto, 0));
}

#[test]
fn a_journal_that_is_damaged_or_too_short_is_not_backed_up() {
    let site = site();
    let (a, b) = (site.machine.path("a"), site.machine.path("b"));
    let beyond = Mark { seq: 6, ..site.journal.last() };
    assert!(backup_events(site.machine.places(), &a, Some(beyond)).is_err());
    flip_last_byte(&site.machine.segment("000000000001.ghj"));
    assert!(backup_events(site.machine.places(), &b, None).is_err());
    assert!(!a.exists() && !b.exists());
}

#[test]
fn backups_are_never_written_over_one_another() {
    let site = site();
    let (events, keys) = (site.events(), site.keys());
    let fault = backup_events(site.machine.places(), &events, None);
    assert!(matches!(fault, Err(BackupFault::AlreadyThere { .. })));
    let keeper = KeySetKeeper::recipient(RECIPIENT).unwrap();
    let fault = backup_keys(&site.machine.keys, &keys, &keeper);
    assert!(matches!(fault, Err(KeySetFault::AlreadyThere { .. })));
}

#[test]
fn a_passphrase_opens_its_key_set_and_another_does_not() {
    let (site, bare) = (site(), bare());
    let (events, keys) = (site.events(), site.machine.path("keys.age"));
    let passphrase = |text: &str| KeySetOpener::passphrase(text.into());
    backup_keys(&site.machine.keys, &keys, &KeySetKeeper::passphrase("correct horse".into())).unwrap();
    let fault = restore(&events, Some((&keys, &passphrase("wrong"))), bare.places());
    assert!(matches!(fault, Err(BackupFault::KeySet(KeySetFault::NotOpened { .. }))));
    restore(&events, Some((&keys, &passphrase("correct horse"))), bare.places()).unwrap();
    assert!(bare.person().unwrap() == site.person);
}

#[test]
fn what_is_no_age_key_is_said_without_repeating_it() {
    let Err(fault) = KeySetOpener::identity("AGE-SECRET-KEY-1OOPS") else { panic!("taken") };
    assert!(!fault.to_string().contains("OOPS"));
    assert!(KeySetKeeper::recipient("age1nothing").is_err());
}
