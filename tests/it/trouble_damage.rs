//! Nothing changes unnoticed: a flipped byte anywhere in the record, a removed record, a tail cut off below what was
//! noted. Proved through the built program: `journal verify` names file, byte and record and ends with 4; `serve`
//! starts guarded (nobody is let in, `/readyz` says 503) and yet fire, override and exit open the gate; what was done
//! so is kept in the spool; `restore` from a backup is the way back, and the deeds are in the record afterwards.
//!
//! `SEED=n` replays the choice of places.

use std::fs;
use std::path::Path;

use fastrand::Rng;
use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::gate_folder::FIRE;
use gatehouse::adapters::house_snapshot;
use gatehouse::adapters::last_note;
use gatehouse::adapters::spool_file;
use gatehouse::domain::Event;
use gatehouse::wire::{GateLook, Wish};

use crate::journal_damage::frames;
use crate::server_site::{Said, draft};
use crate::trouble_site::{Place, Serving, number, override_gate, scan};

/// Bytes flipped one by one.
const FLIPS: usize = 24;
/// Who comes after the two visitors, a record each: damage among these leaves the two readable.
const ARRIVALS: usize = 12;

/// A gate that was stopped, with a visitor inside, one with a badge outside, and a backup of it all.
struct LivedIn {
    place: Place,
    inside: String,
    code_inside: String,
    code_outside: String,
}

impl LivedIn {
    fn new() -> LivedIn {
        let place = Place::new();
        let serving = place.serve();
        let host = serving.add_host(&place.token("administration"));
        let session = serving.sign_in(&place.token("guard"));
        let inside = serving.bring_in(&session, host, "欧阳明日");
        let outside = serving.admit(&session, host, "张伟");
        for _ in 0..ARRIVALS {
            serving.granted(&place.token("kiosk"), &Wish::CheckIn { draft: draft("李雷") });
        }
        serving.stop();
        let backup = place.dir().join("backup");
        place.says(&["backup", "--to", backup.to_str().unwrap(), "--without-keys"], 0);
        let (code_inside, code_outside) = (place.code_of(&inside), place.code_of(&outside));
        LivedIn { place, inside, code_inside, code_outside }
    }

    /// The journal's files as they are.
    fn journal(&self) -> Journal {
        Journal(self.place.store().join(JOURNAL_FOLDER))
    }
}

struct Journal(std::path::PathBuf);

impl Journal {
    fn segment(&self) -> Vec<u8> {
        fs::read(self.0.join(SEGMENT)).unwrap()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }
}

const SEGMENT: &str = "000000000001.ghj";

fn verify_names(place: &Place, file: &str) -> String {
    let told = place.says(&["journal", "verify"], 4);
    assert!(told.contains(file), "{told}");
    told
}

fn flip(bytes: &mut [u8], at: usize, rng: &mut Rng) {
    bytes[at] ^= rng.u8(1..);
}

#[test]
fn a_byte_flipped_anywhere_is_named_by_file_byte_and_record() {
    let seed = number("SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("replay the places with SEED={seed}");
    let mut rng = Rng::with_seed(seed);
    let site = LivedIn::new();
    let (journal, good) = (site.journal(), site.journal().segment());
    // The checkpoint of the clean stop stands at the very end.
    let last = frames(&good).last().unwrap().clone();
    let places = (0..FLIPS).map(|_| rng.usize(..good.len())).collect::<Vec<_>>();
    for at in places.into_iter().chain([rng.usize(last.clone()), last.end - 1]) {
        let mut bad = good.clone();
        flip(&mut bad, at, &mut rng);
        journal.put(SEGMENT, &bad);
        let told = verify_names(&site.place, &format!("{SEGMENT} at byte "));
        assert!(told.contains(", record "), "byte {at}: {told}");
    }
    journal.put(SEGMENT, &good[..last.start]);
    verify_names(&site.place, &format!("{SEGMENT} at byte {}", last.start));
    journal.put(SEGMENT, &good);
    let note = fs::read(journal.0.join(last_note::FILE_NAME)).unwrap();
    let mut bad = note.clone();
    flip(&mut bad, rng.usize(..note.len()), &mut rng);
    journal.put(last_note::FILE_NAME, &bad);
    site.place.says(&["journal", "verify"], 4);
    journal.put(last_note::FILE_NAME, &note);
    site.place.says(&["journal", "verify"], 0);
}

#[test]
fn a_flipped_byte_leaves_a_guarded_gate_and_the_backup_is_the_way_back() {
    let mut rng = Rng::with_seed(number("SEED").unwrap_or_else(|| fastrand::u64(..)));
    let site = LivedIn::new();
    let mut bytes = site.journal().segment();
    let frame = late_record(&bytes, &mut rng);
    flip(&mut bytes, rng.usize(frame), &mut rng);
    site.journal().put(SEGMENT, &bytes);
    assert!(verify_names(&site.place, SEGMENT).contains("gatehouse restore"));
    goes_on_guarded_and_comes_back(&site);
}

#[test]
fn a_removed_record_leaves_a_guarded_gate_and_the_backup_is_the_way_back() {
    let mut rng = Rng::with_seed(number("SEED").unwrap_or_else(|| fastrand::u64(..)));
    let site = LivedIn::new();
    let mut bytes = site.journal().segment();
    let frame = late_record(&bytes, &mut rng);
    bytes.drain(frame);
    site.journal().put(SEGMENT, &bytes);
    verify_names(&site.place, SEGMENT);
    goes_on_guarded_and_comes_back(&site);
}

#[test]
fn a_tail_cut_below_what_was_noted_leaves_a_guarded_gate_and_the_backup_is_the_way_back() {
    let site = LivedIn::new();
    let bytes = site.journal().segment();
    // The checkpoint of the clean stop, and one whole record before it.
    let frames = frames(&bytes);
    let end = frames[frames.len() - 2].start;
    site.journal().put(SEGMENT, &bytes[..end]);
    let told = verify_names(&site.place, &format!("{SEGMENT} at byte {end}"));
    assert!(told.contains("is known to have been written"), "{told}");
    let short = site.place.dir().join("short");
    let told = site.place.says(&["backup", "--to", short.to_str().unwrap(), "--without-keys"], 4);
    assert!(told.contains(SEGMENT), "{told}");
    assert!(!short.join("events").exists());
    goes_on_guarded_and_comes_back(&site);
}

#[test]
fn without_note_and_snapshot_the_history_still_knows_what_was_cut_off() {
    let site = LivedIn::new();
    let bytes = site.journal().segment();
    let frames = frames(&bytes);
    site.journal().put(SEGMENT, &bytes[..frames[frames.len() - 2].start]);
    fs::remove_file(site.journal().0.join(last_note::FILE_NAME)).unwrap();
    fs::remove_file(site.place.store().join(house_snapshot::FILE_NAME)).unwrap();
    let serving = site.place.serve();
    serving.until(|| !serving.is_ready());
    let told = site.place.log();
    assert!(told.contains("the history has taken in"), "{told}");
}

/// A record behind those of the visitors, and not of the last group.
fn late_record(bytes: &[u8], rng: &mut Rng) -> std::ops::Range<usize> {
    let frames = frames(bytes);
    frames[rng.usize(frames.len() - ARRIVALS..frames.len() - 3)].clone()
}

/// A refusal for a person: code, and a sentence in both languages.
fn is_refused(said: &Said, code: &str) {
    assert_eq!((said.status, said.code()), (503, code), "{said:?}");
    for title in ["title", "title_zh"] {
        assert!(!said.body[title].as_str().unwrap().is_empty(), "{said:?}");
    }
}

fn goes_on_guarded_and_comes_back(site: &LivedIn) {
    let place = &site.place;
    let before = place.pulses();
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    assert!(!serving.is_ready());
    let kiosk = place.token("kiosk");
    is_refused(&serving.wish(&kiosk, &Wish::CheckIn { draft: draft("李雷") }), "guarded");
    is_refused(&serving.wish(&kiosk, &scan("entry", &site.code_outside)), "guarded");
    assert_eq!(place.pulses(), before, "somebody was let in");

    fire_opens(place, &serving, &session, before + 1);
    serving.granted(&session, &override_gate());
    serving.until(|| place.pulses() == before + 2);
    let said = serving.granted(&kiosk, &scan("exit", &site.code_inside));
    assert_eq!(said["granted"], true, "{said}");
    serving.until(|| place.pulses() == before + 3);
    let view = serving.panel(&session);
    assert!(!view.store.well && view.store.unrecorded >= 4, "{:?}", view.store);
    serving.stop();

    let spool = place.store().join(spool_file::FILE_NAME);
    assert_eq!(fs::read_to_string(&spool).unwrap().lines().count(), 4);
    place.says(&["journal", "verify"], 4);
    let backup = place.dir().join("backup");
    place.says(&["restore", "--from", backup.to_str().unwrap(), "--without-keys"], 0);
    place.says(&["journal", "verify"], 0);
    comes_back(site, &spool);
}

fn fire_opens(place: &Place, serving: &Serving, session: &str, pulses: usize) {
    place.contact(FIRE, true);
    serving.panel_when(session, |view| view.gate.look == GateLook::FireOpen);
    serving.until(|| place.pulses() == pulses);
    place.contact(FIRE, false);
    serving.until(|| serving.wish(session, &Wish::ResetFire).status == 200);
    serving.until(|| place.edges().last().is_some_and(|edge| edge == "released"));
}

fn comes_back(site: &LivedIn, spool: &Path) {
    let place = &site.place;
    let serving = place.serve();
    assert!(serving.is_ready());
    let session = serving.sign_in(&place.token("guard"));
    let view = serving.panel(&session);
    assert!(view.store.well && view.store.unrecorded == 0, "{:?}", view.store);
    assert!(view.on_site.iter().any(|card| card.visit == site.inside && card.persons[0].inside));
    let deeds: Vec<(String, Option<String>)> = place
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::UnrecordedDone { by, what, .. } => Some((what, by.staff.map(|staff| staff.0))),
            _ => None,
        })
        .collect();
    let guard = || Some("G001".to_owned());
    let known = |what: &str, by| (what.to_owned(), by);
    let wanted = [
        known("FireCalled", None),
        known("ResetFire", guard()),
        known("Override", guard()),
        known("Scan", None),
    ];
    assert_eq!(deeds, wanted);
    assert!(!spool.exists());
    serving.granted(&place.token("kiosk"), &Wish::CheckIn { draft: draft("李雷") });
    serving.stop();
    place.says(&["journal", "verify"], 0);
}
