//! A backup is whole or not there, and a restore replaces nothing it has not verified.

use std::fs;
use std::path::{Path, PathBuf};

use gatehouse::adapters::backup::{BackupFault, JOURNAL_FOLDER, RestoredKeys, backup_events, restore};
use gatehouse::adapters::journal::{Journal, JournalFault, Mark, verify_all};
use gatehouse::adapters::key_set::{KEYS_FOLDER, KeySetFault, KeySetKeeper, KeySetOpener, backup_keys};
use gatehouse::adapters::keys::{DeviceKeys, journal_public};
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::subject_keys::{SubjectId, SubjectKey, SubjectKeys};
use tempfile::TempDir;

const NOON_MS: i64 = 1_795_000_000_000;
const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";

/// A store with two segments of three and two records, keys and one person.
struct Site {
    place: TempDir,
    journal: Journal,
    person: SubjectKey,
}

fn site() -> Site {
    let place = tempfile::tempdir().unwrap();
    let store = place.path().join("store");
    let keys = DeviceKeys::create(&store.join(KEYS_FOLDER)).unwrap();
    let mut journal = Journal::create(&store.join(JOURNAL_FOLDER), &keys.journal).unwrap();
    journal.append(&[b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    journal.append(&[b"four".to_vec()]).unwrap();
    journal.append(&[b"five".to_vec()]).unwrap();
    let mut subjects = SubjectKeys::create(&store, &keys.wrapping).unwrap();
    subjects.ensure(&[SubjectId(1)]).unwrap();
    fs::write(store.join("staff.toml"), "guards").unwrap();
    let person = subjects.get(SubjectId(1)).unwrap().unwrap();
    Site { place, journal, person }
}

impl Site {
    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn store(&self) -> PathBuf {
        self.path("store")
    }

    fn events(&self) -> PathBuf {
        let out = self.path("events");
        backup_events(&self.store(), &out, None).unwrap();
        out
    }

    fn keys(&self) -> PathBuf {
        let out = self.path("keys.age");
        backup_keys(&self.store(), &out, &KeySetKeeper::recipient(RECIPIENT).unwrap()).unwrap();
        out
    }
}

fn opener() -> KeySetOpener {
    KeySetOpener::identity(IDENTITY).unwrap()
}

fn records(store: &Path) -> u64 {
    let public = journal_public(&store.join(KEYS_FOLDER)).unwrap();
    verify_all(&store.join(JOURNAL_FOLDER), &public, None).unwrap().records
}

fn person(store: &Path) -> Option<SubjectKey> {
    let keys = DeviceKeys::load(&store.join(KEYS_FOLDER)).unwrap();
    SubjectKeys::open(store, &keys.wrapping).unwrap().get(SubjectId(1)).unwrap()
}

fn flip_last_byte(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn both_sets_bring_the_whole_site_back_on_a_bare_machine() {
    let site = site();
    let (events, keys, bare) = (site.events(), site.keys(), site.path("new/store"));
    fs::create_dir(site.path("new")).unwrap();
    let restored = restore(&events, Some((&keys, &opener())), &bare).unwrap();
    assert_eq!(
        (restored.events.records, restored.set_aside, restored.keys),
        (5, None, RestoredKeys::FromKeySet)
    );
    assert!(person(&bare).unwrap() == site.person);
    assert_eq!(fs::read(bare.join("staff.toml")).unwrap(), b"guards");

    let key = DeviceKeys::load(&bare.join(KEYS_FOLDER)).unwrap().journal;
    let mut journal =
        Journal::open(&bare.join(JOURNAL_FOLDER), &key, Some(site.journal.last())).unwrap().journal;
    assert_eq!(journal.append(&[b"six".to_vec()]).unwrap().seq, 6);
}

#[test]
fn the_event_set_alone_holds_no_secret_and_says_what_stays_sealed() {
    let site = site();
    let (events, bare) = (site.events(), site.path("bare"));
    let names: Vec<_> = fs::read_dir(&events).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 4);
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with(".key")), "{names:?}");

    let restored = restore(&events, None, &bare).unwrap();
    assert_eq!(restored.keys, RestoredKeys::Missing);
    assert!(restored.keys.to_string().contains("stays sealed"));
    assert_eq!(records(&bare), 5);
}

#[test]
fn a_damaged_store_is_set_aside_whole_and_its_keys_are_taken_over() {
    let site = site();
    let events = site.events();
    let broken = site.store().join(JOURNAL_FOLDER).join("000000000001.ghj");
    flip_last_byte(&broken);
    let restored = restore(&events, None, &site.store()).unwrap();
    assert_eq!(restored.keys, RestoredKeys::FromOldStore);
    assert_eq!(records(&site.store()), 5);
    assert!(person(&site.store()).unwrap() == site.person);
    let old = restored.set_aside.unwrap();
    assert_eq!(old, site.path("store.before-restore-1"));
    assert!(old.join(JOURNAL_FOLDER).join("000000000001.ghj").exists());

    let again = restore(&events, None, &site.store()).unwrap();
    assert_eq!(again.set_aside.unwrap(), site.path("store.before-restore-2"));
}

#[test]
fn every_flipped_byte_of_an_event_set_leaves_the_store_as_it_was() {
    let site = site();
    let events = site.events();
    for file in fs::read_dir(&events).unwrap().map(|entry| entry.unwrap().path()) {
        let good = fs::read(&file).unwrap();
        for at in (0..good.len()).step_by(5) {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&file, bad).unwrap();
            if let Ok(restored) = restore(&events, None, &site.path("bare")) {
                panic!("{} byte {at} went unseen: {restored:?}", file.display());
            }
            assert!(!site.path("bare").exists(), "{} byte {at}", file.display());
        }
        fs::write(&file, good).unwrap();
    }
}

#[test]
fn an_event_set_cut_short_at_a_record_is_refused_by_its_own_file_name() {
    let site = site();
    let before = fs::read(site.store().join(JOURNAL_FOLDER).join("000000000001.ghj")).unwrap();
    let events = site.events();
    fs::remove_file(events.join("000000000004.ghj")).unwrap();
    let fault = restore(&events, None, &site.path("bare")).unwrap_err();
    assert!(fault.to_string().contains(events.to_str().unwrap()), "{fault}");
    assert_eq!(fs::read(events.join("000000000001.ghj")).unwrap(), before);
}

#[test]
fn a_restore_that_fails_touches_nothing() {
    let site = site();
    let (events, keys) = (site.events(), site.keys());
    let store = site.store();
    let wrong = KeySetOpener::passphrase("guess".into());
    assert!(restore(&events, Some((&keys, &wrong)), &store).is_err());
    flip_last_byte(&keys);
    assert!(restore(&events, Some((&keys, &opener())), &store).is_err());
    flip_last_byte(&events.join("000000000001.ghj"));
    assert!(restore(&events, None, &store).is_err());
    assert_eq!(records(&store), 5);
    assert!(person(&store).unwrap() == site.person);
    assert!(!site.path("store.before-restore-1").exists());
}

#[test]
fn sets_of_two_sites_do_not_go_together() {
    let (here, there) = (site(), site());
    let fault = restore(&here.events(), Some((&there.keys(), &opener())), &here.path("bare")).unwrap_err();
    assert!(matches!(fault, BackupFault::Journal(JournalFault::Damaged(_))), "{fault}");
}

#[test]
fn a_store_in_use_is_backed_up_but_never_replaced() {
    let site = site();
    let lock = FolderLock::take(&site.store()).unwrap();
    let events = site.events();
    assert!(matches!(restore(&events, None, &site.store()), Err(BackupFault::Lock(_))));
    drop(lock);
    restore(&events, None, &site.store()).unwrap();
}

#[test]
fn a_backup_ends_at_the_record_it_was_asked_for_whatever_stands_behind() {
    let mut site = site();
    let open = site.store().join(JOURNAL_FOLDER).join("000000000004.ghj");
    let upto = site.journal.last();
    for (name, behind) in [("a", &b"half a fra"[..]), ("b", &[])] {
        let durable = fs::read(&open).unwrap();
        fs::write(&open, [&durable, behind].concat()).unwrap();
        let verified = backup_events(&site.store(), &site.path(name), Some(upto)).unwrap();
        assert_eq!((verified.last, verified.torn), (upto, None));
        fs::write(&open, durable).unwrap();
        site.journal.append(&[b"later".to_vec()]).unwrap();
    }
    site.journal.seal_segment(NOON_MS).unwrap();
    let verified = backup_events(&site.store(), &site.path("sealed"), Some(site.journal.last())).unwrap();
    assert_eq!((verified.last, verified.unsigned), (site.journal.last(), 0));
}

#[test]
fn a_journal_that_is_damaged_or_too_short_is_not_backed_up() {
    let site = site();
    let beyond = Mark { seq: 6, ..site.journal.last() };
    assert!(backup_events(&site.store(), &site.path("a"), Some(beyond)).is_err());
    flip_last_byte(&site.store().join(JOURNAL_FOLDER).join("000000000001.ghj"));
    assert!(backup_events(&site.store(), &site.path("b"), None).is_err());
    assert!(!site.path("a").exists() && !site.path("b").exists());
}

#[test]
fn backups_are_never_written_over_one_another() {
    let site = site();
    let (events, keys) = (site.events(), site.keys());
    assert!(matches!(backup_events(&site.store(), &events, None), Err(BackupFault::AlreadyThere { .. })));
    let keeper = KeySetKeeper::recipient(RECIPIENT).unwrap();
    assert!(matches!(backup_keys(&site.store(), &keys, &keeper), Err(KeySetFault::AlreadyThere { .. })));
}

#[test]
fn a_passphrase_opens_its_key_set_and_another_does_not() {
    let site = site();
    let (events, keys) = (site.events(), site.path("keys.age"));
    backup_keys(&site.store(), &keys, &KeySetKeeper::passphrase("correct horse".into())).unwrap();
    let fault =
        restore(&events, Some((&keys, &KeySetOpener::passphrase("wrong".into()))), &site.path("bare"));
    assert!(matches!(fault, Err(BackupFault::KeySet(KeySetFault::NotOpened { .. }))));
    restore(&events, Some((&keys, &KeySetOpener::passphrase("correct horse".into()))), &site.path("bare"))
        .unwrap();
    assert!(person(&site.path("bare")).unwrap() == site.person);
}

#[test]
fn what_is_no_age_key_is_said_without_repeating_it() {
    let Err(fault) = KeySetOpener::identity("AGE-SECRET-KEY-1OOPS") else { panic!("taken") };
    assert!(!fault.to_string().contains("OOPS"));
    assert!(KeySetKeeper::recipient("age1nothing").is_err());
}
