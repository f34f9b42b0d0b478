//! The backups of a core that runs, made by the program itself: what came of them is told at the panel.

use std::fs;

use gatehouse::wire::{BackupLine, GuardView};

use crate::store_commands::PASSPHRASE;
use crate::trouble_site::Place;

/// A moment of the note, long ago.
const LONG_AGO: &str = "2026-01-02T03:04:05Z";

fn so(view: &GuardView, is: impl Fn(BackupLine) -> bool) -> bool {
    view.backup.is_some_and(is)
}

#[test]
fn the_panel_tells_of_a_backup_that_failed_of_one_that_worked_and_of_one_too_old() {
    let place = Place::new();
    let (secret, shelf, note) =
        ["secret", "shelf", "store.backup.toml"].map(|name| place.dir().join(name)).into();
    fs::write(&secret, format!("{PASSPHRASE}\n")).unwrap();
    let (secret, path) = (secret.to_str().unwrap(), shelf.to_str().unwrap());
    let backup =
        |code| place.says(&["backup", "--shelf", path, "--same-disk", "--passphrase-file", secret], code);
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    assert_eq!(serving.panel(&session).backup, None, "none was ever tried");

    backup(1);
    let view = serving.panel_when(&session, |view| view.backup.is_some());
    let failed = view.backup.unwrap();
    assert!(!failed.well && failed.last.is_none() && failed.failed.is_some(), "{failed:?}");

    fs::create_dir(&shelf).unwrap();
    backup(0);
    let view = serving.panel_when(&session, |view| so(view, |line| line.well));
    let made = view.backup.unwrap();
    assert!(made.failed.is_none() && made.last >= failed.failed, "{made:?}");

    fs::rename(&shelf, place.dir().join("pulled-out")).unwrap();
    backup(1);
    let view = serving.panel_when(&session, |view| so(view, |line| !line.well));
    let failed = view.backup.unwrap();
    assert!(failed.last == made.last && failed.failed >= made.last, "{failed:?}");

    fs::write(&note, format!("[made]\nat = \"{LONG_AGO}\"\nfolder = \"b\"\nrecords = 7\n")).unwrap();
    let view = serving.panel_when(&session, |view| so(view, |line| line.failed.is_none()));
    let old = view.backup.unwrap();
    assert!(!old.well && old.last.is_some() && old.last < made.last, "{old:?}");

    fs::write(&note, "made = yesterday").unwrap();
    let unknown = BackupLine { well: false, last: None, failed: None };
    serving.panel_when(&session, |view| view.backup == Some(unknown));
    assert!(place.log().contains("backups-unknown"));
    serving.stop();
}
