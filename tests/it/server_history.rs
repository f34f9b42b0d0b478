//! History over the API: found page by page, masked for whoever need not know, and gone with its store.

use std::io::Write;
use std::sync::{Arc, Mutex};

use gatehouse::wire::{ClassWord, DocumentWord, EndWord, PastVisit, PastVisits};
use reqwest::Url;

use crate::server_site::{GUARD, OFFICE, Said, Site};
use crate::store_site::{self, lived_in};

const AUDITOR: &str = "auditor:audit";

/// A site with the history of four days.
fn with_history() -> (Site, store_site::Site) {
    let (site, past) = (Site::open(), lived_in());
    site.desk.lay_out(&past.store.history());
    (site, past)
}

fn ask(site: &Site, token: &str, question: &[(&str, &str)]) -> Said {
    let url = Url::parse_with_params("http://gate/api/v1/visits", question).unwrap();
    site.get(&format!("{}?{}", url.path(), url.query().unwrap_or_default()), token)
}

fn page(site: &Site, token: &str, question: &[(&str, &str)]) -> PastVisits {
    let said = ask(site, token, question);
    assert_eq!(said.status, 200, "{said:?}");
    serde_json::from_value(said.body).unwrap()
}

fn ids(page: &PastVisits) -> Vec<&str> {
    page.visits.iter().map(|visit| visit.visit.as_str()).collect()
}

#[test]
fn a_guard_finds_a_visit_by_name_pinyin_unit_plate_host_badge_and_day() {
    let (site, _past) = with_history();
    for (question, found) in [
        (&[("text", "欧阳娜娜")][..], &["G1-000004"][..]),
        (&[("text", "ouyangnana")], &["G1-000004"]),
        (&[("text", "acme")], &["G1-000003"]),
        (&[("text", "沪BD54321")], &["G1-000004"]),
        (&[("text", "keller")], &["G1-000003", "G1-000002"]),
        (&[("badge", "102")], &["G1-000002"]),
        (&[("host", "3")], &["G1-000006", "G1-000004"]),
        (&[("from", "2026-11-24"), ("to", "2026-11-24")], &["G1-000004", "G1-000003"]),
        (&[("text", "张晓伟"), ("to", "2026-11-23")], &["G1-000001"]),
        (&[("text", "查无此人")], &[]),
    ] {
        assert_eq!(ids(&page(&site, GUARD, question)), found, "{question:?}");
    }
}

#[test]
fn a_visit_is_told_from_arrival_to_end_without_its_document() {
    let (site, _past) = with_history();
    let visit = page(&site, GUARD, &[("badge", "101")]).visits.remove(0);
    let PastVisit { names, unit, phone_tail, host, department, plates, purpose, signer, .. } = &visit;
    assert_eq!((names.as_slice(), unit.as_str()), (&["张晓伟".to_owned()][..], "上海明德机械有限公司"));
    assert_eq!((phone_tail.as_str(), purpose.as_str()), ("1234", "商谈采购"));
    assert_eq!((host.as_str(), department.as_str(), signer.as_str()), ("王建国", "采购部", "李经理"));
    assert_eq!(plates.as_slice(), ["京A12345"]);
    assert_eq!((visit.class, visit.end), (ClassWord::Ordinary, Some(EndWord::Left)));
    assert_eq!((visit.document, visit.document_tail.as_str()), (Some(DocumentWord::Passport), "***"));
    assert!(visit.arrived < visit.entered.unwrap() && visit.entered < visit.left && !visit.erased);
    assert_eq!((visit.badges[0].number, visit.badges[0].returned), (101, visit.ended));
}

#[test]
fn an_auditor_finds_the_same_visits_with_people_masked() {
    let (site, _past) = with_history();
    let seen = ask(&site, AUDITOR, &[("text", "张晓伟")]);
    assert_eq!(seen.body["visits"][0]["names"][0], "张*");
    let text = seen.body.to_string();
    for word in ["张晓伟", "王建国", "李经理", "京A12345", "5678", "商谈采购"] {
        assert!(!text.contains(word), "{word}");
    }
    let found: PastVisits = serde_json::from_value(seen.body).unwrap();
    assert_eq!(ids(&found), ids(&page(&site, OFFICE, &[("text", "张晓伟")])));
}

#[test]
fn pages_follow_one_another_until_there_is_no_next() {
    let (site, _past) = with_history();
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let question = [("limit", "2"), ("after", after.as_str())];
        let page = page(&site, GUARD, if after.is_empty() { &question[..1] } else { &question });
        assert!(page.visits.len() <= 2);
        found.extend(page.visits.into_iter().map(|visit| visit.visit));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    let all: Vec<_> = (1..=7).rev().map(|n| format!("G1-{n:06}")).collect();
    assert_eq!(found, all);
}

#[test]
fn a_question_that_is_none_is_refused() {
    let (site, _past) = with_history();
    for question in [
        ("from", "23.11.2026"),
        ("to", "2026-13-01"),
        ("badge", "-1"),
        ("badge", "十"),
        ("host", "99999999999"),
        ("limit", "x"),
        ("after", "tomorrow"),
        ("name", "张伟"),
    ] {
        let said = ask(&site, GUARD, &[question]);
        assert_eq!((said.status, said.code()), (400, "body-wrong"), "{question:?}");
    }
    let long = "张".repeat(5_000);
    assert!(page(&site, GUARD, &[("text", &long), ("limit", "999999")]).visits.is_empty());
}

#[test]
fn without_its_store_history_is_away_and_comes_back_with_the_next() {
    let site = Site::open();
    let away = |said: Said| {
        assert_eq!((said.status, said.code()), (503, "history-away"));
        assert_eq!(said.body["retry_after_s"], 30);
    };
    away(ask(&site, GUARD, &[]));
    let past = lived_in();
    site.desk.lay_out(&past.store.history());
    assert_eq!(page(&site, GUARD, &[]).visits.len(), 7);
    // The feeder gives it up: nobody reads a history that follows no more.
    let store_site::Site { store, .. } = past;
    drop(store);
    away(ask(&site, GUARD, &[]));
    let rebuilt = lived_in();
    site.desk.lay_out(&rebuilt.store.history());
    assert_eq!(page(&site, GUARD, &[]).visits.len(), 7);
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_search_is_logged_with_who_looked_and_without_a_word_of_it() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).init();
    let (site, _past) = with_history();
    let session = site.request(
        reqwest::Method::POST,
        "/api/v1/sessions",
        "panel:gatehouse",
        None,
        br#"{"name":"1001","pin":"4711"}"#.to_vec(),
    );
    let token = session.body["token"].as_str().unwrap().to_owned();
    assert_eq!(ids(&page(&site, &token, &[("text", "欧阳娜娜")])), ["G1-000004"]);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let line = log.lines().find(|line| line.contains("history-searched")).expect("a line in the log");
    assert!(line.contains("1001") && line.contains("gatehouse") && line.contains("visits=1"), "{line}");
    assert!(!log.contains("欧阳") && !log.contains("G1-000004"), "{log}");
}
