//! The backup of every day, through the built program: onto another disk, read back, and back again when all is lost.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::store_commands::{PASSPHRASE, configured, ends, said, stopped};

/// A folder in memory: another disk than the one that gates of tests lie on, wherever Linux runs.
const OTHER_DISK: &str = "/dev/shm";
/// Everything a shelf is given in these tests.
const TO_SHELF: [&str; 3] = ["backup", "--passphrase-file", "secret"];

/// A disk for backups, and the secret of the key sets.
fn disk(place: &Path) -> TempDir {
    fs::write(place.join("secret"), format!("{PASSPHRASE}\n")).unwrap();
    tempfile::tempdir_in(OTHER_DISK).unwrap()
}

fn on(disk: &TempDir) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn shelf(disk: &TempDir) -> [&str; 2] {
    ["--shelf", disk.path().to_str().unwrap()]
}

#[test]
fn a_store_and_keys_that_are_lost_come_back_from_the_other_disk() {
    let site = configured();
    let disk = disk(site.place.path());
    let told = said(&site, &[&TO_SHELF[..], &shelf(&disk)].concat());
    assert!(told.contains("read back and verified"), "{told}");
    let [backup] = on(&disk).try_into().unwrap();
    let export = ["journal", "export", "--format", "jsonl"];
    let book = [
        "visits",
        "--day",
        "2026-11-23",
        "--format",
        "csv",
        "--unmasked",
        "--for",
        "行政部",
        "--purpose",
        "存档",
    ];
    let (journal, visits) = (said(&site, &export), said(&site, &book));
    assert!(visits.contains("张晓伟") && journal.contains("VisitArrived"));

    let place = stopped(site);
    for lost in ["store", "keys"] {
        fs::remove_dir_all(place.path().join(lost)).unwrap();
    }
    let config = ["--config", "gatehouse.toml"];
    ends(place.path(), &[&["journal", "verify"], &config[..]].concat(), "", 1);
    let from = ["restore", "--from", backup.to_str().unwrap(), "--passphrase-file", "secret"];
    let told = ends(place.path(), &[&from[..], &config].concat(), "", 0);
    assert!(told.contains("came from the key set"), "{told}");
    let whole = ends(place.path(), &[&["journal", "verify"], &config[..]].concat(), "", 0);
    assert!(whole.contains("is whole"), "{whole}");
    assert_eq!(ends(place.path(), &[&export[..], &config].concat(), "", 0), journal);
    assert_eq!(ends(place.path(), &[&book[..], &config].concat(), "", 0), visits);
}

#[test]
fn nothing_on_the_other_disk_names_a_visitor_or_holds_a_key_in_clear() {
    let site = configured();
    let disk = disk(site.place.path());
    said(&site, &[&TO_SHELF[..], &shelf(&disk)].concat());
    let [backup] = on(&disk).try_into().unwrap();
    let secret = fs::read_to_string(site.place.path().join("keys/wrapping.key")).unwrap();
    let secret = secret.trim_end().rsplit(' ').next().unwrap().to_owned();
    let mut files = 0;
    for folder in [backup.clone(), backup.join("events")] {
        for file in
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
        {
            let bytes = fs::read(&file).unwrap();
            files += 1;
            for word in
                ["张晓伟", "13800001234", "京A12345", "商谈采购", "李经理", &secret, "gatehouse wrapping"]
            {
                let found = bytes.windows(word.len()).any(|at| at == word.as_bytes());
                assert!(!found, "{word} in {}", file.display());
            }
        }
    }
    assert!(files >= 4, "segments, public key, mark, key set");
}

#[test]
fn a_shelf_on_the_disk_of_the_store_is_refused_and_makes_nothing() {
    let site = configured();
    disk(site.place.path());
    fs::create_dir(site.place.path().join("beside")).unwrap();
    let args = [&TO_SHELF[..], &["--shelf", "beside", "--config", "gatehouse.toml"]].concat();
    let told = ends(site.place.path(), &args, "", 1);
    assert!(told.contains("is lost with it"), "{told}");
    assert_eq!(fs::read_dir(site.place.path().join("beside")).unwrap().count(), 0);
}

#[test]
fn a_shelf_keeps_people_no_longer_than_the_record_does() {
    let site = configured();
    let disk = disk(site.place.path());
    let days = ["--keep-days", "180", "--config", "gatehouse.toml"];
    let told = ends(site.place.path(), &[&TO_SHELF[..], &shelf(&disk), &days].concat(), "", 2);
    assert!(told.contains("180 days") && on(&disk).is_empty(), "{told}");
}

#[test]
fn a_try_that_fails_leaves_what_is_on_the_disk() {
    let site = configured();
    let disk = disk(site.place.path());
    said(&site, &[&TO_SHELF[..], &shelf(&disk)].concat());
    let before = on(&disk);
    let segment = site.folder().join("journal/000000000001.ghj");
    let mut bytes = fs::read(&segment).unwrap();
    bytes[500] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let args = [&TO_SHELF[..], &shelf(&disk), &["--keep", "1", "--config", "gatehouse.toml"]].concat();
    let told = ends(site.place.path(), &args, "", 4);
    assert!(told.contains("the journal is damaged"), "{told}");
    let whole = |path: &PathBuf| !path.to_str().unwrap().ends_with(".unfinished");
    assert_eq!(on(&disk).into_iter().filter(whole).collect::<Vec<_>>(), before);
    let verify = ["journal", "verify", "--store"];
    let events = before[0].join("events");
    let told = ends(site.place.path(), &[&verify[..], &[events.to_str().unwrap()]].concat(), "", 0);
    assert!(told.contains("is whole"), "{told}");
}
