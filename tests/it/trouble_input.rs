//! Bad input at every door of the built program: a clear answer each, nothing lost, nothing moved, and the core goes
//! on. Scanned codes of a megabyte, names and numbers that are none, a booking for yesterday, a second core on the
//! same folder, a wrong configuration, a font that is none.

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gatehouse::badge::pass::read;
use gatehouse::badge::{Invitation, PassUnreadable};
use gatehouse::wire::{BookingDraft, ClassWord, DocumentWord, Draft, KindWord, Wish};
use reqwest::Method;

use crate::engine_bench::passes;
use crate::server_site::{Said, draft};
use crate::trouble_site::{Place, Serving, by_hand, new_key, override_gate, scan};

/// A scan that no scanner makes, bytes.
const MEGABYTE: usize = 1 << 20;
const DAY: Duration = Duration::from_secs(24 * 3600);

fn is_refused(said: &Said, status: u16, code: &str) {
    assert_eq!((said.status, said.code()), (status, code), "{said:?}");
    for title in ["title", "title_zh"] {
        let title = said.body[title].as_str().unwrap();
        assert!(!title.is_empty() && !title.contains('{'), "{said:?}");
    }
}

/// A gate at work: the core and whoever asks it.
struct AtWork {
    place: Place,
    serving: Serving,
    session: String,
    host: u32,
}

impl AtWork {
    fn new() -> AtWork {
        let place = Place::new();
        let serving = place.serve();
        let host = serving.add_host(&place.token("administration"));
        let session = serving.sign_in(&place.token("guard"));
        AtWork { place, serving, session, host }
    }

    /// The core is as well as before: ready, and it checks somebody in.
    fn goes_on(&self, arrived: usize) {
        assert!(self.serving.is_ready());
        self.serving.granted(&self.place.token("kiosk"), &Wish::CheckIn { draft: draft("李雷") });
        assert_eq!(self.serving.panel(&self.session).queue.len(), arrived + 1);
    }
}

#[test]
fn a_scanned_code_of_a_megabyte_is_refused_before_it_is_looked_at() {
    let gate = AtWork::new();
    let (kiosk, code) = (gate.place.token("kiosk"), "GH1A".repeat(MEGABYTE / 4));
    let before = gate.place.records().len();
    is_refused(&gate.serving.wish(&kiosk, &scan("entry", &code)), 413, "body-too-long");
    is_refused(&gate.serving.wish(&kiosk, &Wish::HandBack { code: code.clone() }), 413, "body-too-long");
    // As long as a body may be: a scan that is no pass, on the record and with the guard.
    let said = gate.serving.granted(&kiosk, &scan("entry", &code[..60_000]));
    assert_eq!(said["granted"], false);
    let view = gate.serving.panel(&gate.session);
    assert!(view.alarms.iter().any(|alarm| alarm.code.as_deref() == Some("code-unreadable")));
    assert_eq!(gate.place.pulses(), 0);
    let added: usize = gate.place.events()[before..].iter().map(|event| format!("{event:?}").len()).sum();
    assert!(added < 2_000, "the record keeps what was scanned: {added} characters");
    gate.goes_on(0);
}

#[test]
fn the_parsers_of_scans_take_a_megabyte_of_anything() {
    let passes = passes();
    for piece in ["GH1", "GHI1", "A", "\0", "\u{ff}", "漢"] {
        let scanned = piece.repeat(MEGABYTE / piece.len());
        let fields = read(scanned.as_bytes(), &passes.trusted, &passes.site);
        assert_eq!(fields, Err(PassUnreadable::TooLong), "{piece:?}");
        assert!(Invitation::read(scanned.as_bytes()).is_err(), "{piece:?}");
    }
}

#[test]
fn names_and_numbers_that_are_none_are_refused_by_field() {
    let gate = AtWork::new();
    let kiosk = gate.place.token("kiosk");
    let said = gate.serving.wish(&kiosk, &Wish::CheckIn { draft: draft("张😀") });
    is_refused(&said, 422, "name-has-other-characters");
    assert_eq!(said.body["field"], "name");
    let said = gate.serving.wish(
        &gate.session,
        &Wish::EnterByHand { draft: Draft { phone: "打电话".to_owned(), ..draft("张伟") }, slip: None },
    );
    is_refused(&said, 422, "phone-wrong");
    assert!(gate.serving.panel(&gate.session).queue.is_empty());

    let visit = gate.serving.granted(&gate.session, &by_hand("张伟", gate.host))["visit"].clone();
    let visit = visit.as_str().unwrap().to_owned();
    let seen = |number: &str| Wish::SeeDocument {
        visit: visit.clone(),
        document: DocumentWord::ResidentIdentity,
        number: number.to_owned(),
    };
    // The check digit of this number is X.
    is_refused(&gate.serving.wish(&gate.session, &seen("110105194912310021")), 422, "document-check-digit");
    is_refused(&gate.serving.wish(&gate.session, &seen("11010519491231002")), 422, "document-number-wrong");
    gate.serving.granted(&gate.session, &seen("11010519491231002X"));
    gate.goes_on(1);
}

#[test]
fn a_booking_for_yesterday_is_refused_and_one_for_tomorrow_is_taken() {
    let gate = AtWork::new();
    let office = gate.place.token("administration");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let booking = |begin: Duration| {
        let (from, to) = (begin.as_millis(), (begin + Duration::from_secs(3600)).as_millis());
        Wish::PutBooking {
            booking: BookingDraft {
                name: "李雷".to_owned(),
                unit: "远洋电子".to_owned(),
                phone: "13800001234".to_owned(),
                companions: Vec::new(),
                kind: KindWord::Supplier,
                class: ClassWord::Ordinary,
                host: "H1".to_owned(),
                purpose: "送样品".to_owned(),
                from: i64::try_from(from).unwrap(),
                to: i64::try_from(to).unwrap(),
                plate: String::new(),
                area: String::new(),
                application: None,
            },
        }
    };
    is_refused(&gate.serving.wish(&office, &booking(now - DAY)), 422, "window-wrong");
    gate.serving.granted(&office, &booking(now + DAY));
    gate.goes_on(0);
}

#[test]
fn bodies_that_are_no_wish_are_refused_and_the_core_goes_on() {
    let gate = AtWork::new();
    let caller = gate.serving.caller(&gate.place.token("kiosk"));
    let deep = [b"{\"do\":".to_vec(), b"[".repeat(60_000)].concat();
    for body in [b"\0\xff\xfe".to_vec(), deep, vec![b'9'; 60_000], Vec::new()] {
        let key = new_key();
        let asked = caller.ask(Method::POST, "/api/v1/commands", Some(&key), body);
        is_refused(&gate.serving.run(asked).expect("an answer"), 400, "body-wrong");
    }
    gate.goes_on(0);
}

#[test]
fn a_second_core_on_the_same_folder_is_turned_away_before_it_touches_the_gate() {
    let gate = AtWork::new();
    let told = gate.place.says(&["serve"], 4);
    assert!(told.contains("another gatehouse (process ") && told.contains("stop it first"), "{told}");
    assert_eq!(gate.place.edges(), ["start"], "the gate of the first was taken");
    gate.serving.granted(&gate.session, &override_gate());
    gate.serving.until(|| gate.place.pulses() == 1);
    gate.goes_on(0);
}

#[test]
fn a_wrong_configuration_ends_the_start_with_every_wrong_key_and_nothing_touched() {
    let place = Place::new();
    let right = fs::read_to_string(place.config()).unwrap();
    place.configure("pulse_ms = 3000", "pulse_ms = 30");
    place.configure("zone = \"Asia/Shanghai\"", "zone = \"Asia/Shangrila\"");
    place.configure("reserve_mb = 256", "reserve_mb = \"much\"");
    place.configure("media = \"label-62x100\"", "media = \"a4\"\ncolour = true");
    let told = place.says(&["serve"], 3);
    for key in ["gate.pulse_ms", "site.zone", "store.reserve_mb", "printer.media", "printer.colour"] {
        assert!(told.contains(key), "{key} is not named: {told}");
    }
    assert!(place.edges().is_empty());
    fs::write(place.config(), right).unwrap();
    assert!(place.serve().is_ready());
}

#[test]
fn a_font_that_is_missing_or_none_ends_the_start_with_its_path_and_the_programs_own_serves() {
    let place = Place::new();
    let none = place.dir().join("staff.toml");
    for (font, told) in [("/nowhere/wide.ttf", "/nowhere/wide.ttf"), (none.to_str().unwrap(), "font")] {
        let line = format!("font = \"{font}\"");
        place.configure("font = \"\"", &line);
        let said = place.says(&["serve"], 3);
        assert!(said.contains(told), "{said}");
        place.configure(&line, "font = \"\"");
    }
    let serving = place.serve();
    let host = serving.add_host(&place.token("administration"));
    let session = serving.sign_in(&place.token("guard"));
    serving.admit(&session, host, "喆玥珺");
}
