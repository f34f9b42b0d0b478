//! The clocks of what is personal, through the real record, keys and history: what has run out is readable for
//! nobody any more, and what happened stays.

use std::fs;

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::journal::verify_all;
use gatehouse::adapters::keys::journal_public;
use gatehouse::adapters::last_note;
use gatehouse::adapters::subject_keys::SubjectId;
use gatehouse::domain::{
    By, Command, Document, ERASED_AT_ONCE_MAX, End, Event, GateNo, House, Kind, Language, Mark, MarkKey,
    Order, Personal, Plate, Record, RememberedCard, RememberedId, Role, Span, Subject, due_for_erasure,
};
use gatehouse::engine::{LEAP_WAIT, core_order};
use serde_json::Value;

use crate::engine_bench::{self, Bench, Running, settings};
use crate::store_commands::ends;
use crate::store_site::{Site, asking, lived_in, visit, who};

/// Visits of the site of the tests that are over.
const OVER: u32 = 6;

/// The gate runs for so many days, from one morning to the next to another, and stops.
fn days_pass(site: Site, bench: &Bench, days: u32) -> Site {
    site.meanwhile(&bench.clock, |journal, history| {
        let running = bench.start_keeping(journal, history);
        bench.clock.pass(Span::days(days));
        nobody_is_due(&running, bench);
        running.join.stop();
    })
}

fn nobody_is_due(running: &Running, bench: &Bench) {
    let now = gatehouse::ports::clock::Clock::now(&bench.clock).wall;
    let today = settings().policy([0; 32], MarkKey([5; 32])).calendar.day_of(now);
    let policy = settings().policy([0; 32], MarkKey([5; 32]));
    let has_seen = |house: &House| policy.calendar.day_of(house.last_at) >= today;
    running.wait_until(|house| has_seen(house) && due_for_erasure(house, policy.kept_for(), now).is_empty());
}

fn documents(records: &[Record]) -> Vec<&Personal<Document>> {
    let documents = records.iter().filter_map(|record| match &record.event {
        Event::DocumentSeen { document, .. } | Event::SlipCompleted { document: Some(document), .. } => {
            Some(document)
        }
        _ => None,
    });
    documents.collect()
}

fn erased(records: &[Record]) -> Vec<Subject> {
    let people = records.iter().filter_map(|record| match &record.event {
        Event::PeopleErased { people, .. } => Some(people.clone()),
        _ => None,
    });
    people.flatten().collect()
}

fn has_key(site: &Site, subject: Subject) -> bool {
    site.people.has(SubjectId(subject.as_u64()))
}

#[test]
fn the_document_goes_after_thirty_days_and_the_visit_stays() {
    let (site, bench) = (lived_in(), Bench::new());
    let mut site = days_pass(site, &bench, 29);
    let records = site.records();
    assert!(documents(&records).iter().all(|document| document.known().is_some()));
    assert_eq!(erased(&records), []);

    let mut site = days_pass(site, &bench, 2);
    let records = site.records();
    assert_eq!(documents(&records).len(), 2 * OVER as usize);
    assert!(documents(&records).iter().all(|document| **document == Personal::Erased));
    let all: Vec<_> = (1..=OVER).map(|n| Subject::Document(visit(n))).collect();
    assert_eq!(erased(&records), all);
    for n in 1..=OVER {
        assert!(!has_key(&site, Subject::Document(visit(n))) && has_key(&site, Subject::Visit(visit(n))));
    }
    let found = site.find(asking("欧阳娜娜"));
    let row = &found[0].visit;
    assert_eq!((&row.document, &row.written), (&Some(Personal::Erased), &Some(Personal::Erased)));
    assert!(row.who.known().is_some() && row.rest.as_ref().is_some_and(|rest| rest.known().is_some()));
}

#[test]
fn the_visit_goes_after_half_a_year_but_for_what_happened() {
    let (mut site, bench) = (lived_in(), Bench::new());
    let before = facts(&site.records());
    let mut site = days_pass(site, &bench, 182);
    let records = site.records();
    for n in 1..=OVER {
        assert!(!has_key(&site, Subject::Visit(visit(n))), "{n}");
    }
    assert_eq!(site.named("欧阳娜娜"), [0; 0]);
    assert_eq!(site.named("张晓伟"), [OVER + 1], "who waits still is kept");
    for found in site.all().iter().filter(|found| found.visit.visit != visit(OVER + 1)) {
        assert!(found.visit.is_erased() && found.visit.document.is_none());
        assert!(found.visit.entered.is_some() && matches!(found.visit.ended, Some((End::Left, _))));
        assert!(found.host.is_some(), "a host in office is kept");
    }
    assert_eq!(facts(&records)[..before.len()], before, "the gate's own record is as it was");

    let place = &site.place;
    let public = journal_public(&place.path().join("keys")).unwrap();
    let journal = site.folder().join(JOURNAL_FOLDER);
    let whole = verify_all(&journal, &public, None).unwrap();
    fs::write(journal.join(last_note::FILE_NAME), last_note::text(whole.last)).unwrap();
    fs::write(place.path().join("gatehouse.toml"), "").unwrap();
    let config = ["--config", "gatehouse.toml"];
    let plain = ["--unmasked", "--for", "审计处", "--purpose", "年度审计"];
    let export = [&["journal", "export", "--format", "jsonl"][..], &config, &plain].concat();
    let told = ends(place.path(), &export, "", 0);
    assert!(!told.contains("欧阳娜娜") && told.contains("张晓伟"), "{told}");
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let arrival = lines.iter().find(|line| line["about"] == "G1-000004").unwrap();
    assert_eq!((&arrival["what"], &arrival["fields"]["who"]), (&"VisitArrived".into(), &"Erased".into()));
    let told = ends(place.path(), &[&["journal", "verify"][..], &config].concat(), "", 0);
    assert!(told.contains("is whole"), "{told}");
}

/// Somebody who asked to be remembered and was here.
fn one_is_remembered() -> Event {
    let own = who(&["欧阳明日"], "宏图精密模具");
    let card = RememberedCard {
        mark: MarkKey([5; 32]).mark(&own.phone, "3X7K"),
        name: own.names[0].clone().unwrap(),
        unit: own.unit,
        phone: own.phone,
        kind: Kind::Supplier,
        plate: Plate::default(),
        host: None,
        purpose: own.purpose,
        language: Language::Zh,
    };
    Event::PersonRemembered { person: REMEMBERED, card: Personal::Known(card) }
}

const REMEMBERED: RememberedId = RememberedId { gate: GateNo::FIRST, count: 1 };

fn is_remembered(site: &mut Site) -> bool {
    let known = |record: &Record| matches!(&record.event, Event::PersonRemembered { card, .. } if card.known().is_some());
    assert_eq!(has_key(site, Subject::Remembered(REMEMBERED)), site.records().iter().any(known));
    has_key(site, Subject::Remembered(REMEMBERED))
}

#[test]
fn who_is_remembered_has_a_time_of_their_own_and_the_chain_verifies_after_it() {
    let (mut site, bench) = (lived_in(), Bench::new());
    site.happen(vec![one_is_remembered()]);
    let mut site = days_pass(site, &bench, 179);
    assert!(is_remembered(&mut site));
    let mut site = days_pass(site, &bench, 3);
    assert!(!is_remembered(&mut site));
    assert!(erased(&site.records()).contains(&Subject::Remembered(REMEMBERED)));
    let public = journal_public(&site.place.path().join("keys")).unwrap();
    verify_all(&site.folder().join(JOURNAL_FOLDER), &public, None).unwrap();
}

#[test]
fn whoever_asks_to_be_forgotten_is_erased_at_once() {
    let (mut site, bench) = (lived_in(), Bench::new());
    site.happen(vec![one_is_remembered()]);
    assert!(is_remembered(&mut site));
    let mut site = site.meanwhile(&bench.clock, |journal, history| {
        let running = bench.start_keeping(journal, history);
        let mark = MarkKey([5; 32]).mark(&who(&[], "").phone, "3X7K");
        running.runtime.block_on(running.core.submit(core_order_of_kiosk(mark))).unwrap();
        running.wait_until(|house| house.remembered.is_empty());
        running.join.stop();
    });
    assert!(!is_remembered(&mut site));
}

#[test]
fn a_backup_brings_back_who_is_remembered_and_tells_nobody_the_mark() {
    let mut site = lived_in();
    site.happen(vec![one_is_remembered()]);
    let place = site.place.path();
    fs::write(place.join("gatehouse.toml"), "").unwrap();
    fs::write(place.join("secret"), "correct horse battery staple\n").unwrap();
    let journal = site.folder().join(JOURNAL_FOLDER);
    let whole = verify_all(&journal, &site.keys.journal.public(), None).unwrap();
    fs::write(journal.join(last_note::FILE_NAME), last_note::text(whole.last)).unwrap();
    let config = ["--config", "gatehouse.toml"];
    ends(place, &[&["backup", "--to", "copy", "--passphrase-file", "secret"][..], &config].concat(), "", 0);
    let Site { place, .. } = site;
    let place = place.path();
    fs::remove_dir_all(place.join("store")).unwrap();
    fs::remove_dir_all(place.join("keys")).unwrap();
    ends(
        place,
        &[&["restore", "--from", "copy", "--passphrase-file", "secret"][..], &config].concat(),
        "",
        0,
    );
    let plain = ["--unmasked", "--for", "审计处", "--purpose", "年度审计"];
    let export = ["journal", "export", "--format", "jsonl"];
    let told = ends(place, &[&export[..], &config, &plain].concat(), "", 0);
    let line = told.lines().find(|line| line.contains("PersonRemembered")).unwrap();
    let line: Value = serde_json::from_str(line).unwrap();
    assert_eq!((&line["about"], &line["fields"]["card"]["name"]), (&"R1-000001".into(), &"欧阳明日".into()));
    assert_eq!(line["fields"]["card"]["mark"], "***");
    let masked = ends(place, &[&export[..], &config].concat(), "", 0);
    let line = masked.lines().find(|line| line.contains("PersonRemembered")).unwrap();
    assert!(!line.contains("欧阳明日") && line.contains("\"mark\":\"***\""), "{line}");
}

fn core_order_of_kiosk(mark: Mark) -> Order {
    Order { by: By { role: Role::Kiosk, staff: None }, ..core_order(Command::ForgetMe { mark }) }
}

/// What the gate did, by record.
fn facts(records: &[Record]) -> Vec<(u64, Event)> {
    let gate =
        |event: &Event| matches!(event, Event::Granted { .. } | Event::Opened { .. } | Event::Passed { .. });
    records
        .iter()
        .filter(|record| gate(&record.event))
        .map(|record| (record.seq, record.event.clone()))
        .collect()
}

#[test]
fn an_erasure_that_a_crash_kept_out_of_the_record_is_recorded_at_the_next_start() {
    let (site, bench) = (lived_in(), Bench::new());
    site.people.erase(&[SubjectId(Subject::Document(visit(1)).as_u64())]).unwrap();
    bench.clock.pass(Span::days(31));
    let mut site = site.meanwhile(&bench.clock, |journal, history| {
        let running = bench.start_keeping(journal, history);
        bench.clock.pass(LEAP_WAIT);
        nobody_is_due(&running, &bench);
        running.join.stop();
    });
    let people = erased(&site.records());
    assert_eq!(people, (1..=OVER).map(|n| Subject::Document(visit(n))).collect::<Vec<_>>());
    assert_eq!(site.find(asking("欧阳娜娜"))[0].visit.document, Some(Personal::Erased));
}

#[test]
fn more_than_one_turn_can_erase_goes_on_turn_by_turn() {
    let bench = Bench::new();
    let visits = ERASED_AT_ONCE_MAX as u32 + 1;
    bench.journal.seed((1..=visits).flat_map(|n| {
        let left = Event::VisitEnded { visit: visit(n), end: End::Left, why: None, text: None };
        [Event::VisitArrived(Box::new(engine_bench::arrival(n))), left]
    }));
    bench.clock.pass(Span::days(31));
    let running = bench.start();
    bench.clock.pass(LEAP_WAIT);
    nobody_is_due(&running, &bench);
    running.join.stop();
    assert_eq!(bench.journal.count(|event| matches!(event, Event::PeopleErased { .. })), 2);
    assert_eq!(bench.journal.erased().len(), visits as usize);
}

#[test]
fn keys_that_cannot_be_erased_are_tried_again_an_hour_later_and_never_told_as_erased() {
    let bench = Bench::new();
    let left = Event::VisitEnded { visit: visit(1), end: End::Left, why: None, text: None };
    bench.journal.seed([Event::VisitArrived(Box::new(engine_bench::arrival(1))), left]);
    bench.clock.pass(Span::days(31));
    bench.journal.keep_people(true);
    let running = bench.start();
    bench.clock.pass(LEAP_WAIT);
    running.wait_for_a_turn();
    bench.journal.keep_people(false);
    running.wait_for_a_turn();
    assert_eq!(bench.journal.count(|event| matches!(event, Event::PeopleErased { .. })), 0);
    bench.clock.pass(Span::hours(1));
    bench.journal.wait_for(|event| matches!(event, Event::PeopleErased { .. }));
    running.join.stop();
    assert_eq!(bench.journal.erased(), [Subject::Document(visit(1))]);
}

/// Somebody whose document is due in a month.
fn one_has_left(bench: &Bench) {
    let left = Event::VisitEnded { visit: visit(1), end: End::Left, why: None, text: None };
    bench.journal.seed([Event::VisitArrived(Box::new(engine_bench::arrival(1))), left]);
}

#[test]
fn a_clock_that_is_years_ahead_at_the_start_erases_nobody_before_it_could_be_noticed() {
    let bench = Bench::new();
    one_has_left(&bench);
    bench.clock.step(Span::days(800));
    let running = bench.start();
    running.wait_for_a_turn();
    bench.clock.pass(Span(LEAP_WAIT.0 / 2));
    running.wait_for_a_turn();
    assert_eq!(bench.journal.erased(), []);
    // A restart does not make it right.
    running.join.stop();
    let running = bench.start();
    bench.clock.pass(Span(LEAP_WAIT.0 - 1));
    running.wait_for_a_turn();
    assert_eq!(bench.journal.erased(), []);
    // Somebody has set it right: nothing is behind, and nobody's time has come.
    bench.clock.step(Span(-Span::days(800).0));
    running.wait_for_a_turn();
    running.wait_until(|house| !house.clock_behind && house.leap.is_none());
    bench.clock.pass(LEAP_WAIT);
    running.wait_for_a_turn();
    running.join.stop();
    assert_eq!(bench.journal.erased(), []);
}

#[test]
fn a_clock_that_leaps_ahead_meanwhile_erases_nobody_before_it_could_be_noticed() {
    let bench = Bench::new();
    one_has_left(&bench);
    let running = bench.start();
    running.wait_for_a_turn();
    bench.clock.step(Span::days(800));
    running.wait_for_a_turn();
    assert_eq!(bench.journal.erased(), []);
    bench.clock.pass(LEAP_WAIT);
    bench.journal.wait_for(|event| matches!(event, Event::PeopleErased { .. }));
    running.join.stop();
    assert!(
        bench.journal.erased().contains(&Subject::Visit(visit(1))),
        "nobody has noticed anything: it is time"
    );
}
