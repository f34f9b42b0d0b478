//! A signature by finger after the visit: drawn for whoever examines it, with the words it was signed under, also from
//! a backup; and gone with the people of the visit.

use std::fs;

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::journal::verify_all;
use gatehouse::adapters::last_note;
use gatehouse::domain::{
    Event, HouseText, Language, Personal, SignedText, Strokes, Subject, TextHash, TextKind, VisitId,
    sign_off_sentence,
};
use gatehouse::ports::journal::Journal;
use tempfile::TempDir;

use crate::store_commands::ends;
use crate::store_site::{Site, lived_in, visit};

const CONFIG: [&str; 2] = ["--config", "gatehouse.toml"];
const UNMASKED: [&str; 5] = ["--unmasked", "--for", "审计处", "--purpose", "年度审计"];

fn signed(visit: VisitId, what: SignedText, words: &str) -> Event {
    let strokes = Strokes::draw(&[vec![(40, 50), (600, 300)], vec![(700, 20), (700, 370)]]).unwrap();
    Event::SignedByFinger {
        visit,
        what,
        language: Language::Zh,
        hash: TextHash::of(words),
        device: "touchscreen".into(),
        strokes: Personal::Known(strokes),
    }
}

fn rules(version: &str, words: &str) -> Event {
    Event::TextStands { text: HouseText::new(TextKind::Rules, Language::Zh, version, words).unwrap() }
}

/// A gate where visit 1 was signed on, by the visitor under rules that were changed since, and by the host.
fn signed_on() -> Site {
    let mut site = lived_in();
    let id = visit(1);
    site.record(vec![
        rules("2026-01", "请勿吸烟。"),
        signed(id, SignedText::House(TextKind::Rules), "请勿吸烟。"),
        rules("2026-12", "请勿吸烟，请勿拍照。"),
        signed(id, SignedText::SignOff, &sign_off_sentence(id, Language::Zh)),
    ]);
    noted(&site);
    site
}

/// Configured, and its journal's end noted as a gate does that goes on.
fn noted(site: &Site) {
    fs::write(site.place.path().join("gatehouse.toml"), "").unwrap();
    let journal = site.folder().join(JOURNAL_FOLDER);
    let found = verify_all(&journal, &site.keys.journal.public(), None).unwrap();
    fs::write(journal.join(last_note::FILE_NAME), last_note::text(found.last)).unwrap();
}

fn drawn(place: &TempDir, dir: &str) -> String {
    let args = [&["signatures", "G1-000001", "--dir", dir][..], &UNMASKED, &CONFIG].concat();
    ends(place.path(), &args, "", 0)
}

#[test]
fn an_auditor_sees_a_signature_under_the_words_that_stood_then() {
    let site = signed_on();
    let told = drawn(&site.place, "out");
    assert!(told.contains("1. site rules in Chinese, version 2026-01, 2026-11-23 08:"), "{told}");
    assert!(told.contains("at touchscreen") && told.contains("2. sign-off in Chinese, 2026"), "{told}");
    assert_eq!(told.matches("words and hash agree").count(), 2, "{told}");
    let file = |name: &str| fs::read_to_string(site.place.path().join("out").join(name)).unwrap();
    assert_eq!(file("G1-000001-1.txt"), "请勿吸烟。");
    assert!(file("G1-000001-2.txt").contains("G1-000001"));
    assert!(file("G1-000001-1.svg").contains("M40 50L40 50L600 300"), "{}", file("G1-000001-1.svg"));
    let exports = fs::read_to_string(site.folder().join("exports.jsonl")).unwrap();
    assert!(exports.contains("\"signatures\"") && exports.contains("审计处"), "{exports}");

    let nobody = [&["signatures", "G1-000002"][..], &CONFIG].concat();
    assert!(ends(site.place.path(), &nobody, "", 0).contains("Nobody has signed"));
    let masked = [&["signatures", "G1-000001", "--dir", "other"][..], &CONFIG].concat();
    ends(site.place.path(), &masked, "", 2);
    let export = [&["journal", "export", "--format", "jsonl"][..], &CONFIG].concat();
    let told = ends(site.place.path(), &export, "", 0);
    let line = told.lines().find(|line| line.contains("SignedByFinger")).unwrap();
    assert!(line.contains("\"strokes\":\"***\""), "{line}");
}

#[test]
fn a_signature_under_words_that_never_stood_is_named() {
    let mut site = lived_in();
    site.record(vec![signed(visit(1), SignedText::House(TextKind::Rules), "请勿吸烟。")]);
    noted(&site);
    let told = ends(site.place.path(), &[&["signatures", "G1-000001"][..], &CONFIG].concat(), "", 4);
    assert!(told.contains("ever stood") && told.contains("G1-000001"), "{told}");
}

#[test]
fn a_backup_brings_signatures_and_their_words_back() {
    let site = signed_on();
    fs::write(site.place.path().join("secret"), "correct horse battery staple\n").unwrap();
    let backup = [&["backup", "--to", "copy", "--passphrase-file", "secret"][..], &CONFIG].concat();
    ends(site.place.path(), &backup, "", 0);
    let Site { place, .. } = site;
    fs::remove_dir_all(place.path().join("store")).unwrap();
    fs::remove_dir_all(place.path().join("keys")).unwrap();
    let restore = [&["restore", "--from", "copy", "--passphrase-file", "secret"][..], &CONFIG].concat();
    ends(place.path(), &restore, "", 0);
    assert_eq!(drawn(&place, "out").matches("words and hash agree").count(), 2);
    assert!(place.path().join("out/G1-000001-2.svg").exists());
}

#[test]
fn a_signature_goes_with_the_people_of_its_visit_and_the_record_stays_whole() {
    let mut site = signed_on();
    site.journal.erase(&[Subject::Visit(visit(1))]).unwrap();
    let strokes: Vec<_> = site
        .records()
        .into_iter()
        .filter_map(|record| match record.event {
            Event::SignedByFinger { strokes, .. } => Some(strokes),
            _ => None,
        })
        .collect();
    assert_eq!(strokes, [Personal::Erased, Personal::Erased]);
    let told = drawn(&site.place, "out");
    assert_eq!(told.matches("nobody can read the strokes").count(), 2, "{told}");
    assert!(!site.place.path().join("out/G1-000001-1.svg").exists());
    let verify = [&["journal", "verify"][..], &CONFIG].concat();
    assert!(ends(site.place.path(), &verify, "", 0).contains("is whole"));
}
