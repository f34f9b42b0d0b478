//! Keys are private, never overwritten, and gone when they are erased.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ed25519_dalek::Signer;
use gatehouse::adapters::keys::{DeviceKeys, KeyFault, WrappingKey, journal_public, pass_public};
use gatehouse::adapters::seal::{open, seal};
use gatehouse::adapters::subject_keys::{FILE_NAME, SubjectFault, SubjectId, SubjectKey, SubjectKeys};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn made_keys_are_private_and_loaded_as_they_were() {
    let store = tempfile::tempdir().unwrap();
    let folder = store.path().join("keys");
    let made = DeviceKeys::create(&folder).unwrap();
    assert_eq!(mode(&folder), 0o700);
    for name in ["pass.key", "journal.key", "wrapping.key"] {
        assert_eq!(mode(&folder.join(name)), 0o600, "{name}");
    }
    let loaded = DeviceKeys::load(&folder).unwrap();
    assert_eq!(loaded.pass.sign(b"x"), made.pass.sign(b"x"));
    assert_eq!(loaded.journal.public(), made.journal.public());
    assert_ne!(made.pass.verifying_key(), made.journal.public());
}

#[test]
fn verifying_needs_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let made = DeviceKeys::create(folder.path()).unwrap();
    for name in ["pass.key", "journal.key", "wrapping.key"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    assert_eq!(pass_public(folder.path()).unwrap(), made.pass.verifying_key());
    assert_eq!(journal_public(folder.path()).unwrap(), made.journal.public());
}

#[test]
fn keys_are_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    DeviceKeys::create(folder.path()).unwrap();
    let before = fs::read(folder.path().join("wrapping.key")).unwrap();
    fs::remove_file(folder.path().join("pass.key")).unwrap();
    assert!(matches!(DeviceKeys::create(folder.path()), Err(KeyFault::AlreadyThere { .. })));
    assert_eq!(fs::read(folder.path().join("wrapping.key")).unwrap(), before);
}

#[test]
fn a_key_others_can_read_is_refused_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    DeviceKeys::create(folder.path()).unwrap();
    for bits in [0o640, 0o604, 0o620] {
        fs::set_permissions(folder.path().join("journal.key"), Permissions::from_mode(bits)).unwrap();
        let Err(fault) = DeviceKeys::load(folder.path()) else { panic!("loaded at {bits:o}") };
        let sentence = fault.to_string();
        assert!(sentence.contains("journal.key") && sentence.contains("chmod 600"), "{sentence}");
    }
}

#[test]
fn swapped_and_spoilt_key_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    DeviceKeys::create(folder.path()).unwrap();
    let path = folder.path().join("pass.key");
    let good = fs::read_to_string(&path).unwrap();
    for bad in [
        fs::read_to_string(folder.path().join("journal.key")).unwrap(),
        String::new(),
        good[..good.len() - 3].to_owned(),
        good.replace("v1", "v2"),
    ] {
        fs::write(&path, bad).unwrap();
        assert!(
            matches!(DeviceKeys::load(folder.path()), Err(KeyFault::NotAKey { file, .. }) if file == path)
        );
    }
    fs::write(&path, good).unwrap();
    let other = tempfile::tempdir().unwrap();
    DeviceKeys::create(other.path()).unwrap();
    fs::copy(other.path().join("journal.pub"), folder.path().join("journal.pub")).unwrap();
    assert!(matches!(DeviceKeys::load(folder.path()), Err(KeyFault::OtherHalf { .. })));
}

fn wrapping() -> WrappingKey {
    WrappingKey::from_bytes([3; 32])
}

fn ids(range: std::ops::Range<u64>) -> Vec<SubjectId> {
    range.map(SubjectId).collect()
}

fn same(a: &Option<SubjectKey>, b: &Option<SubjectKey>) -> bool {
    a.is_some() && a == b
}

#[test]
fn a_subject_key_is_the_same_after_a_restart_and_its_own_for_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = SubjectKeys::create(folder.path(), &wrapping()).unwrap();
    keys.ensure(&[SubjectId(9), SubjectId(4), SubjectId(9)]).unwrap();
    let (nine, four) = (keys.get(SubjectId(9)).unwrap(), keys.get(SubjectId(4)).unwrap());
    assert!(!same(&nine, &four));
    keys.ensure(&[SubjectId(4), SubjectId(5)]).unwrap();
    drop(keys);

    let keys = SubjectKeys::open(folder.path(), &wrapping()).unwrap();
    assert_eq!((keys.len(), keys.cut_bytes()), (3, 0));
    assert!(same(&keys.get(SubjectId(9)).unwrap(), &nine));
    assert!(same(&keys.get(SubjectId(4)).unwrap(), &four));
    assert!(keys.get(SubjectId(6)).unwrap().is_none());
}

#[test]
fn an_erased_key_is_gone_from_the_file_and_what_it_sealed_stays_shut() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = SubjectKeys::create(folder.path(), &wrapping()).unwrap();
    keys.ensure(&ids(0..20)).unwrap();
    let entry = |bytes: &[u8]| bytes[9 + 7 * 88 + 12..9 + 7 * 88 + 84].to_vec();
    let wrapped = entry(&fs::read(folder.path().join(FILE_NAME)).unwrap());
    let (gone, stays) = (keys.get(SubjectId(7)).unwrap().unwrap(), keys.get(SubjectId(8)).unwrap());
    let sealed = seal(&gone, SubjectId(7), b"name", b"Wang").unwrap();

    keys.erase(&[SubjectId(7), SubjectId(11), SubjectId(500)]).unwrap();
    keys.ensure(&ids(20..22)).unwrap();
    for keys in [keys, SubjectKeys::open(folder.path(), &wrapping()).unwrap()] {
        assert_eq!(keys.len(), 20);
        assert!(keys.get(SubjectId(7)).unwrap().is_none());
        assert!(same(&keys.get(SubjectId(8)).unwrap(), &stays));
    }
    let file = fs::read(folder.path().join(FILE_NAME)).unwrap();
    assert!(!file.windows(wrapped.len()).any(|bytes| bytes == wrapped));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the file");

    let mut keys = SubjectKeys::open(folder.path(), &wrapping()).unwrap();
    keys.ensure(&[SubjectId(7)]).unwrap();
    assert!(open(&keys.get(SubjectId(7)).unwrap().unwrap(), SubjectId(7), b"name", &sealed).is_err());
}

#[test]
fn a_torn_end_of_the_subject_keys_is_cut_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let mut keys = SubjectKeys::create(folder.path(), &wrapping()).unwrap();
    keys.ensure(&ids(0..3)).unwrap();
    let kept = fs::read(&path).unwrap().len();
    keys.ensure(&ids(3..6)).unwrap();
    let good = fs::read(&path).unwrap();
    for length in kept..good.len() {
        fs::write(&path, &good[..length]).unwrap();
        let mut keys = SubjectKeys::open(folder.path(), &wrapping()).unwrap();
        assert_eq!(keys.len(), 3 + (length - kept) / 88);
        assert_eq!(keys.cut_bytes(), ((length - kept) % 88) as u64);
        keys.ensure(&ids(0..6)).unwrap();
        assert!(keys.get(SubjectId(5)).unwrap().is_some());
    }
    let mut out_of_order = good;
    out_of_order[kept..kept + 20].fill(0);
    fs::write(&path, out_of_order).unwrap();
    assert_eq!(SubjectKeys::open(folder.path(), &wrapping()).unwrap().len(), 3);
}

#[test]
fn a_flipped_byte_before_the_last_write_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    let mut keys = SubjectKeys::create(folder.path(), &wrapping()).unwrap();
    keys.ensure(&ids(0..2)).unwrap();
    keys.erase(&[SubjectId(0)]).unwrap();
    keys.ensure(&ids(2..4)).unwrap();
    let before_last = fs::read(&path).unwrap().len();
    keys.ensure(&ids(4..6)).unwrap();
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        fs::write(&path, bad).unwrap();
        match SubjectKeys::open(folder.path(), &wrapping()) {
            Err(SubjectFault::Damaged { offset, .. }) => assert!(offset <= at as u64, "byte {at}"),
            Err(SubjectFault::OtherFormat { found, .. }) => {
                assert_eq!((at, found), (8, 0), "the format's byte")
            }
            Err(other) => panic!("byte {at}: {other}"),
            Ok(keys) => assert!(at >= before_last && keys.cut_bytes() > 0, "byte {at} went unseen"),
        }
    }
}

#[test]
fn missing_subject_keys_are_a_fault_and_not_a_new_beginning() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(SubjectKeys::open(folder.path(), &wrapping()), Err(SubjectFault::Io { .. })));
    SubjectKeys::create(folder.path(), &wrapping()).unwrap();
    assert!(SubjectKeys::create(folder.path(), &wrapping()).is_err());
}

#[test]
fn subject_keys_open_with_their_own_wrapping_key_only() {
    let folder = tempfile::tempdir().unwrap();
    SubjectKeys::create(folder.path(), &wrapping()).unwrap().ensure(&ids(1..2)).unwrap();
    let keys = SubjectKeys::open(folder.path(), &WrappingKey::from_bytes([4; 32])).unwrap();
    let subject = SubjectId(1);
    assert!(matches!(keys.get(subject), Err(SubjectFault::OtherWrapping { subject: s, .. }) if s == subject));
}
