//! History is never believed against the record: what does not add up is set aside and built anew.

use std::fs;
use std::path::{Path, PathBuf};

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::journal::{DamageKind, JournalFault, look};
use gatehouse::adapters::store_sled::FOLDER;
use gatehouse::ports::store::Store;

use crate::store_site::{Site, arrived, lived_in, who};

/// Trials of damage, each from its own seed.
const TRIALS: u64 = 40;

fn every_file(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.flat_map(|path| if path.is_dir() { every_file(&path) } else { vec![path] }).collect();
    files.sort();
    files
}

#[test]
fn a_restart_finds_what_was_there() {
    let site = lived_in();
    let (all, named) = (site.all(), site.named("zhang"));
    let (site, set_aside) = site.restart(|_| ());
    assert!(set_aside.is_none());
    assert_eq!((site.all(), site.named("zhang")), (all, named));
}

#[test]
fn a_history_built_anew_is_the_one_that_followed() {
    let site = lived_in();
    let all = site.all();
    let (site, set_aside) = site.restart(|store| fs::remove_dir_all(store.join(FOLDER)).unwrap());
    assert!(set_aside.is_none());
    assert_eq!(site.all(), all);
    assert_eq!(site.named("明德"), [7, 1]);
}

#[test]
fn a_history_that_missed_records_catches_up() {
    let mut site = lived_in();
    site.record(vec![arrived(8, 3, who(&["钱多多"], ""), 1)]);
    assert_eq!(site.named("钱多多"), [0; 0]);
    let (site, set_aside) = site.restart(|_| ());
    assert!(set_aside.is_none());
    assert_eq!(site.named("钱多多"), [8]);
}

#[test]
fn any_damage_to_the_folder_ends_in_the_same_answers() {
    let mut site = lived_in();
    let all = site.all();
    let mut set_aside = 0;
    for seed in 0..TRIALS {
        let mut random = fastrand::Rng::with_seed(seed);
        let (next, bad) = site.restart(|store| damage(&every_file(&store.join(FOLDER)), &mut random));
        set_aside += usize::from(bad.is_some());
        assert_eq!(next.all(), all, "seed {seed}");
        assert_eq!(next.named("zxw"), [7, 1], "seed {seed}");
        site = next;
    }
    assert!(set_aside >= 10, "only {set_aside} of {TRIALS} did any harm");
    let kept = fs::read_dir(site.folder())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("history.bad-"));
    assert_eq!(kept.count(), 1, "one folder that was set aside is kept, for whoever wants to know why");
}

fn damage(files: &[PathBuf], random: &mut fastrand::Rng) {
    let file = &files[random.usize(..files.len())];
    let mut bytes = fs::read(file).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(1, |last| last + 1);
    match random.u8(..4) {
        0 | 1 if !bytes.is_empty() => {
            let at = random.usize(..used);
            bytes[at] ^= 1 << random.u8(..8);
            fs::write(file, bytes).unwrap();
        }
        2 => fs::write(file, &bytes[..random.usize(..used)]).unwrap(),
        _ => fs::remove_file(file).unwrap(),
    }
}

#[test]
fn a_folder_that_is_a_file_is_set_aside_too() {
    let site = lived_in();
    let all = site.all();
    let (site, set_aside) = site.restart(|store| {
        fs::remove_dir_all(store.join(FOLDER)).unwrap();
        fs::write(store.join(FOLDER), b"not a database").unwrap();
    });
    assert!(set_aside.is_some());
    assert_eq!(site.all(), all);
}

#[test]
fn a_history_ahead_of_the_journal_is_damage_of_the_journal() {
    let mut site = Site::new();
    for count in 1..=3 {
        site.happen(vec![arrived(count, 0, who(&["张伟"], ""), 1)]);
    }
    let journal = site.folder().join(JOURNAL_FOLDER);
    let segment = journal.join("000000000001.ghj");
    let whole = fs::read(&segment).unwrap();
    fs::write(&segment, &whole[..whole.len() - 100]).unwrap();
    let looked = look(&journal, &site.keys.journal.public(), None).unwrap();
    assert!(looked.is_torn());
    match looked.must_reach(site.store.applied()) {
        Err(JournalFault::Damaged(damage)) => {
            assert_eq!((damage.what, damage.record), (DamageKind::EndsEarly { known: 3 }, 3));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_gap_is_refused_and_nothing_of_it_taken_in() {
    let mut site = Site::new();
    site.happen(vec![arrived(1, 0, who(&["张伟"], ""), 1)]);
    site.record(vec![arrived(2, 0, who(&["李娜"], ""), 1)]);
    let third = site.record(vec![arrived(3, 0, who(&["王芳"], ""), 1)]);
    assert!(site.store.follow(&third).is_err());
    assert_eq!((site.store.applied(), site.all().len()), (1, 1));
}
