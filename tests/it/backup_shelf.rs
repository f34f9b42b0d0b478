//! The backup of every day, through the built program: onto another disk, read back, and back again when all is lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;

use crate::program;
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
    // A backup is called by its second.
    let second = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let made = second();
    while second() == made {
        std::thread::yield_now();
    }
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

/// Every file below a folder that is not the record's, with what is in it.
fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => files.push((path.clone(), fs::read(path).unwrap())),
        }
    }
    files.sort();
    files
}

/// A gate that `init` has made below `place`, backed up onto `disk`.
fn made(place: &TempDir, disk: &TempDir) -> (PathBuf, String) {
    let gate = place.path().join("gate");
    program::ends(&["init", gate.to_str().unwrap(), "--site-id", "north"], 0);
    let config = gate.join("gatehouse.toml").to_str().unwrap().to_owned();
    let secret = place.path().join("secret").to_str().unwrap().to_owned();
    let args = [&["backup", "--passphrase-file", &secret, "--config", &config][..], &shelf(disk)].concat();
    program::ends(&args, 0);
    (gate, config)
}

#[test]
fn a_machine_that_lost_its_disk_is_the_same_gate_again_by_one_command() {
    let place = tempfile::tempdir().unwrap();
    let disk = disk(place.path());
    let (gate, config) = made(&place, &disk);
    let before = files_below(&gate);
    fs::remove_dir_all(&gate).unwrap();

    let [backup] = on(&disk).try_into().unwrap();
    let secret = place.path().join("secret").to_str().unwrap().to_owned();
    let restore =
        ["restore", "--from", backup.to_str().unwrap(), "--passphrase-file", &secret, "--config", &config];
    program::ends(&restore, 3);
    program::ends(&[&restore[..], &["--site"]].concat(), 0);

    let after = files_below(&gate);
    // A note of the last backup belongs to the disk that was lost; that of the last record to the new one.
    let kept = |files: Vec<(PathBuf, Vec<u8>)>| -> Vec<(PathBuf, Vec<u8>)> {
        let own = |path: &Path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            !matches!(name, "store.backup.toml" | "last.mark" | "lock")
        };
        files.into_iter().filter(|(path, _)| own(path)).collect()
    };
    let (before, after) = (kept(before), kept(after));
    let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(names(&after), names(&before));
    assert!(after == before, "byte for byte");
    for (path, _) in &after {
        let others = fs::metadata(path).unwrap().permissions().mode() & 0o077;
        let public = path.extension().is_some_and(|ending| ending == "pub");
        assert!(others == 0 || public, "{} may be read by others", path.display());
    }
    program::ends(&["check", "--yes", "--config", &config, "--only", "keys", "--only", "certificate"], 0);
    program::ends(&["check", "--yes", "--config", &config, "--only", "staff", "--only", "record"], 0);
}

#[test]
fn what_is_there_is_not_replaced_by_the_site_of_a_backup() {
    let place = tempfile::tempdir().unwrap();
    let disk = disk(place.path());
    let (gate, config) = made(&place, &disk);
    program::ends(
        &["staff", "add", "--role", "guard", "G002", "New", "--config", &config, "--pin", "493817"],
        0,
    );
    let staff = fs::read(gate.join("staff.toml")).unwrap();
    fs::remove_file(gate.join("tokens.toml")).unwrap();

    let [backup] = on(&disk).try_into().unwrap();
    let secret = place.path().join("secret").to_str().unwrap().to_owned();
    let restore =
        ["restore", "--from", backup.to_str().unwrap(), "--passphrase-file", &secret, "--config", &config];
    let told = program::ends(&[&restore[..], &["--site"]].concat(), 0);
    assert!(
        told.contains("tokens.toml came from the backup") && told.contains("staff.toml was there"),
        "{told}"
    );
    assert_eq!(fs::read(gate.join("staff.toml")).unwrap(), staff);
    assert!(gate.join("tokens.toml").exists());
}
