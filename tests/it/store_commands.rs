//! The record from the command line, beside a gate that goes on: verified, exported, copied and brought back.

use std::fs;
use std::path::Path;

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::journal::verify_all;
use gatehouse::adapters::last_note;
use gatehouse::domain::Subject;
use gatehouse::ports::journal::Journal;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::gatehouse_in;
use crate::store_site::{Site, lived_in, visit};

const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
pub const IDENTITY: &str = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
pub const PASSPHRASE: &str = "correct horse battery staple";

/// Runs a command of the gate in `place` to its end with `code`, and gives its output, or why it failed.
pub fn ends(place: &Path, args: &[&str], input: &str, code: i32) -> String {
    let output = gatehouse_in(place, args, input);
    let [told, log] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!(output.status.code(), Some(code), "{args:?}: {told}{log}");
    if code == 0 { told } else { log }
}

pub fn said(site: &Site, args: &[&str]) -> String {
    ends(site.place.path(), &[args, &["--config", "gatehouse.toml"]].concat(), "", 0)
}

pub fn configured() -> Site {
    let site = lived_in();
    fs::write(site.place.path().join("gatehouse.toml"), "").unwrap();
    // As a gate that goes on notes how far it has come.
    let journal = site.folder().join(JOURNAL_FOLDER);
    let found = verify_all(&journal, &site.keys.journal.public(), None).unwrap();
    fs::write(journal.join(last_note::FILE_NAME), last_note::text(found.last)).unwrap();
    site
}

/// Ends the gate, and leaves its folder.
pub fn stopped(site: Site) -> TempDir {
    let Site { place, .. } = site;
    place
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 1;
    fs::write(file, bytes).unwrap();
}

#[test]
fn verify_says_what_it_walked_and_ends_with_4_on_damage() {
    let site = configured();
    let told = said(&site, &["journal", "verify"]);
    assert!(told.contains("is whole") && told.contains("last hash"), "{told}");
    let same = ends(site.place.path(), &["journal", "verify", "--store", "store"], "", 0);
    assert_eq!(same.lines().skip(1).collect::<Vec<_>>(), told.lines().skip(1).collect::<Vec<_>>());

    flip(&site.folder().join(JOURNAL_FOLDER).join("000000000001.ghj"), 500);
    let told = ends(site.place.path(), &["journal", "verify", "--store", "store"], "", 4);
    assert!(told.contains("the journal is damaged") && told.contains("000000000001.ghj at byte"), "{told}");
    assert!(told.contains("gatehouse restore"), "{told}");
}

#[test]
fn verify_vouches_for_no_record_whose_note_is_gone() {
    let site = configured();
    let journal = site.folder().join(JOURNAL_FOLDER);
    fs::remove_file(journal.join(last_note::FILE_NAME)).unwrap();
    for place in [["--config", "gatehouse.toml"], ["--store", "store"]] {
        let told = ends(site.place.path(), &[&["journal", "verify"], &place[..]].concat(), "", 4);
        assert!(told.contains("last.mark is gone") && told.contains("`gatehouse serve`"), "{told}");
        assert!(told.contains("gatehouse restore"), "{told}");
    }
    // What is there can still be read.
    assert!(said(&site, &["journal", "export", "--format", "csv"]).contains("VisitArrived"));
}

#[test]
fn a_record_that_has_not_begun_and_one_that_was_restored_are_whole() {
    let begun = Site::new();
    fs::write(begun.place.path().join("gatehouse.toml"), "").unwrap();
    assert!(said(&begun, &["journal", "verify"]).contains("is whole"));

    let site = configured();
    said(&site, &["backup", "--to", "b", "--without-keys"]);
    let place = stopped(site);
    let told = ends(place.path(), &["journal", "verify", "--store", "b/events"], "", 0);
    assert!(told.contains("is whole"), "{told}");
    let config = ["--config", "gatehouse.toml"];
    ends(place.path(), &[&["restore", "--from", "b", "--without-keys"], &config[..]].concat(), "", 0);
    let told = ends(place.path(), &[&["journal", "verify"], &config[..]].concat(), "", 0);
    assert!(told.contains("is whole"), "{told}");
}

#[test]
fn every_exported_record_names_its_gate() {
    let site = configured();
    fs::write(site.place.path().join("gatehouse.toml"), "[gate]\nnumber = 3\nname = \"东门\"\n").unwrap();
    let told = said(&site, &["journal", "export", "--format", "jsonl"]);
    for line in told.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!(record["gate"], "3 东门", "{line}");
    }
    let told = said(&site, &["journal", "export", "--format", "csv"]);
    let mut table = csv::Reader::from_reader(told.trim_start_matches('\u{feff}').as_bytes());
    let at = table.headers().unwrap().iter().position(|column| column == "gate").unwrap();
    let gates: Vec<String> = table.records().map(|row| row.unwrap()[at].to_owned()).collect();
    assert!(gates.len() > 60 && gates.iter().all(|gate| gate == "3 东门"), "{gates:?}");
}

#[test]
fn an_export_masks_people_unless_a_keeper_and_a_purpose_are_named() {
    let site = configured();
    let export = ["journal", "export", "--format", "jsonl"];
    let masked = said(&site, &export);
    for word in ["张晓伟", "13800001234", "京A12345", "5678", "商谈采购", "李经理"] {
        assert!(!masked.contains(word), "{word}");
    }
    let lines: Vec<Value> = masked.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let arrival = lines.iter().find(|line| line["what"] == "VisitArrived").unwrap();
    assert_eq!((&arrival["about"], &arrival["staff"]), (&"G1-000001".into(), &"G001".into()));
    assert_eq!(arrival["at"], "2026-11-23T08:02:00.000+08:00");
    let who = &arrival["fields"]["who"];
    assert_eq!((&who["names"][0], &who["phone"]), (&"张*".into(), &"*1234".into()));
    assert_eq!(arrival["fields"]["handle"], "***");

    let config = ["--config", "gatehouse.toml"];
    ends(site.place.path(), &[&export[..], &config, &["--unmasked"]].concat(), "", 2);
    ends(site.place.path(), &[&export[..], &config, &["--unmasked", "--for", "审计处"]].concat(), "", 2);
    let open =
        said(&site, &[&export[..], &["--unmasked", "--for", "审计处", "--purpose", "年度审计"]].concat());
    assert!(open.contains("张晓伟") && open.contains("13800001234") && !open.contains("[7,7"), "{open}");

    let log = fs::read_to_string(site.folder().join("exports.jsonl")).unwrap();
    let log: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(log.iter().map(|line| line["masked"].clone()).collect::<Vec<_>>(), [true, false]);
    assert_eq!((&log[1]["for"], &log[1]["purpose"]), (&"审计处".into(), &"年度审计".into()));
}

#[test]
fn an_export_keeps_to_its_days() {
    let site = configured();
    let count = |days: &[&str]| {
        let told = said(&site, &[&["journal", "export", "--format", "csv"], days].concat());
        let mut table = csv::Reader::from_reader(told.trim_start_matches('\u{feff}').as_bytes());
        table.records().collect::<Result<Vec<_>, _>>().unwrap().len()
    };
    let all = count(&[]);
    assert!(all > 60);
    assert_eq!(count(&["--from", "2026-11-23", "--to", "2026-11-23"]), all);
    assert_eq!(count(&["--from", "2026-11-24"]), 0);
    assert_eq!(count(&["--to", "2026-11-22"]), 0);
}

#[test]
fn the_visit_book_of_a_day_is_one_row_a_visit() {
    let mut site = configured();
    site.journal.erase(&[Subject::Visit(visit(2))]).unwrap();
    let unmasked = ["--unmasked", "--for", "行政部", "--purpose", "存档"];
    let book = ["visits", "--day", "2026-11-23", "--format", "csv"];
    let told = said(&site, &[&book[..], &unmasked].concat());
    let mut table = csv::Reader::from_reader(told.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().unwrap().clone();
    let rows: Vec<_> = table.records().map(|record| record.unwrap()).collect();
    assert_eq!(rows.len(), 2, "{told}");
    let cell = |row: usize, column: &str| {
        rows[row].get(columns.iter().position(|it| it == column).unwrap()).unwrap()
    };
    assert_eq!(
        (cell(0, "visit"), cell(0, "names"), cell(0, "unit")),
        ("G1-000001", "张晓伟", "上海明德机械有限公司")
    );
    assert_eq!((cell(0, "host"), cell(0, "department"), cell(0, "badges")), ("王建国", "采购部", "101"));
    assert_eq!(
        (cell(0, "plate"), cell(0, "document_tail"), cell(0, "signer")),
        ("京A12345", "5678", "李经理")
    );
    assert_eq!(cell(0, "arrived"), "2026-11-23 08:00:01");
    assert!(cell(0, "ended").starts_with("left 2026-11-23 08:"), "{told}");
    assert_eq!((cell(1, "visit"), cell(1, "names"), cell(1, "unit")), ("G1-000002", "(erased)", ""));

    let masked = said(&site, &book);
    assert!(masked.contains("张*") && !masked.contains("张晓伟") && !masked.contains("王建国"), "{masked}");
    ends(site.place.path(), &["visits", "--day", "23.11.2026", "--format", "csv"], "", 2);
}

#[test]
fn a_backup_with_a_passphrase_brings_everything_back() {
    let site = configured();
    fs::write(site.place.path().join("secret"), format!("{PASSPHRASE}\n")).unwrap();
    let told = said(&site, &["backup", "--to", "copy", "--passphrase-file", "secret"]);
    assert!(told.contains("verified") && told.contains("Keep the two apart"), "{told}");
    let verified = ends(site.place.path(), &["journal", "verify", "--store", "copy/events"], "", 0);
    assert!(verified.contains("is whole"), "{verified}");
    let book = said(&site, &["journal", "export", "--format", "jsonl"]);

    let held = ["restore", "--from", "copy", "--config", "gatehouse.toml", "--passphrase-file", "-"];
    let told = ends(site.place.path(), &held, PASSPHRASE, 4);
    assert!(told.contains("another gatehouse"), "{told}");

    let place = stopped(site);
    flip(&place.path().join("store/journal/000000000001.ghj"), 500);
    ends(place.path(), &held, "another passphrase", 1);
    let told = ends(place.path(), &held, PASSPHRASE, 0);
    assert!(told.contains("came from the key set") && told.contains("store.before-restore-1"), "{told}");
    let export = ["journal", "export", "--format", "jsonl", "--config", "gatehouse.toml"];
    assert_eq!(ends(place.path(), &export, "", 0), book);
}

#[test]
fn a_backup_for_a_recipient_opens_with_its_identity() {
    let site = configured();
    said(&site, &["backup", "--to", "copy", "--keys-to", "keeper.age", "--recipient", RECIPIENT]);
    assert!(!site.place.path().join("copy/keys.age").exists());
    let place = stopped(site);
    fs::remove_dir_all(place.path().join("keys")).unwrap();
    fs::write(place.path().join("identity"), IDENTITY).unwrap();
    let from = ["restore", "--from", "copy", "--config", "gatehouse.toml", "--keys-from", "keeper.age"];
    ends(place.path(), &[&from[..], &["--identity-file", "identity"]].concat(), "", 0);
    let told = ends(place.path(), &["journal", "verify", "--config", "gatehouse.toml"], "", 0);
    assert!(told.contains("is whole"), "{told}");
}

#[test]
fn a_backup_asks_for_a_secret_unless_the_keys_are_left_out() {
    let site = configured();
    let config = ["--config", "gatehouse.toml"];
    let told = ends(site.place.path(), &[&["backup", "--to", "copy"], &config[..]].concat(), "", 2);
    assert!(told.contains("--recipient") && told.contains("GATEHOUSE_PASSPHRASE"), "{told}");
    let short = [&["backup", "--to", "copy", "--passphrase-file", "-"], &config[..]].concat();
    let told = ends(site.place.path(), &short, "short", 2);
    assert!(told.contains("at least"), "{told}");
    assert!(!site.place.path().join("copy").exists(), "nothing was begun");
    let told = said(&site, &["backup", "--to", "copy", "--without-keys"]);
    assert!(told.contains("stays sealed"), "{told}");
    assert!(!site.place.path().join("copy/keys.age").exists());
}
