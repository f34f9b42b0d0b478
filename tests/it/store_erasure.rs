//! Nothing personal lies in the history in plain, and who is erased is gone from it.

use std::fs;
use std::path::Path;

use gatehouse::adapters::store_sled::FOLDER;
use gatehouse::adapters::subject_keys::SubjectId;
use gatehouse::domain::{BadgeNo, End, Event, HostId, Personal, Subject};
use gatehouse::ports::history::Query;
use gatehouse::ports::journal::Journal;
use gatehouse::ports::store::Store;

use crate::store_site::{Site, arrived, asking, lived_in, numbers, visit, who};

fn bytes_of(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        bytes.extend(if path.is_dir() { bytes_of(&path) } else { fs::read(path).unwrap() });
    }
    bytes
}

#[test]
fn no_personal_word_lies_in_the_files() {
    let site = lived_in();
    let (site, _) = site.restart(|_| ());
    let bytes = bytes_of(&site.history_folder());
    assert!(bytes.len() > 1_000);
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    for word in [
        "张晓伟",
        "晓伟",
        "zhangxiaowei",
        "张",
        "明德",
        "上海",
        "京A12345",
        "a12345",
        "O'Neill",
        "oneill",
        "Keller",
        "王建国",
        "李经理",
        "5678",
        "商谈采购",
    ] {
        assert!(!has(word), "{word}");
    }
}

fn is_gone(site: &Site) {
    for text in ["张晓伟", "zxw", "明德", "京A12345", "王建国 张晓伟"] {
        assert!(!site.named(text).contains(&1), "{text}");
    }
    assert_eq!(site.find(Query { badge: Some(BadgeNo(101)), ..asking("") }), []);
    assert!(!numbers(&site.find(Query { host: Some(HostId(1)), ..asking("") })).contains(&1));
    let rows = site.all();
    let row = &rows.iter().find(|found| found.visit.visit == visit(1)).expect("the fact stays").visit;
    assert!(row.is_erased() && row.rest.is_none() && row.document.is_none() && row.signer.is_none());
    assert_eq!(row.ended.map(|(end, _)| end), Some(End::Left));
}

#[test]
fn an_erased_visit_shows_as_erased_and_is_found_by_its_day_only() {
    let mut site = lived_in();
    let people = [Subject::Visit(visit(1))];
    site.store.erase(&people).unwrap();
    site.journal.erase(&people).unwrap();
    is_gone(&site);
    let (site, set_aside) = site.restart(|_| ());
    assert!(set_aside.is_none());
    is_gone(&site);
    let all = site.all();
    let (site, _) = site.restart(|store| fs::remove_dir_all(store.join(FOLDER)).unwrap());
    is_gone(&site);
    assert_eq!(site.all(), all);
}

#[test]
fn a_key_that_went_unheard_takes_the_index_along_at_the_next_start() {
    let site = lived_in();
    site.people.erase(&[SubjectId(Subject::Visit(visit(1)).as_u64())]).unwrap();
    // Even before that, nothing of it is readable.
    assert_eq!(site.named("京A12345"), [0; 0]);
    let (site, set_aside) = site.restart(|_| ());
    assert!(set_aside.is_none());
    is_gone(&site);
}

#[test]
fn what_is_written_after_the_erasure_brings_nobody_back() {
    let mut site = lived_in();
    let people = [Subject::Visit(visit(1))];
    site.store.erase(&people).unwrap();
    site.journal.erase(&people).unwrap();
    let late = gatehouse::domain::PersonName::parse("迟来的人").unwrap();
    site.happen(vec![Event::SignedOff {
        visit: visit(1),
        by: gatehouse::domain::Signer::Host,
        name: Personal::Known(late),
        waits: Vec::new(),
    }]);
    is_gone(&site);
}

#[test]
fn a_declined_draft_is_erased_but_for_the_fact() {
    let mut site = lived_in();
    site.happen(vec![arrived(8, 3, who(&["钱多多"], "声东击西"), 1)]);
    assert_eq!(site.named("钱多多"), [8]);
    site.happen(vec![Event::VisitEnded { visit: visit(8), end: End::Declined, why: None, text: None }]);
    assert_eq!(site.named("钱多多"), [0; 0]);
    assert!(site.all()[0].visit.is_erased());
}

#[test]
fn an_erased_host_leads_to_no_visit_and_has_no_name() {
    let mut site = lived_in();
    assert_eq!(site.named("keller"), [3, 2]);
    let people = [Subject::Host(HostId(2))];
    site.store.erase(&people).unwrap();
    site.journal.erase(&people).unwrap();
    assert_eq!(site.named("keller"), [0; 0]);
    let found = site.named("acme");
    assert_eq!(found, [3]);
    assert_eq!(site.find(asking("acme"))[0].host, None);
}

#[test]
fn an_erasure_removes_what_was_set_aside() {
    let site = lived_in();
    let (mut site, set_aside) = site.restart(|store| {
        fs::remove_dir_all(store.join(FOLDER)).unwrap();
        fs::write(store.join(FOLDER), b"not a database").unwrap();
    });
    let _ = set_aside.unwrap();
    // A file in the folder's place is one as well.
    site.store.erase(&[Subject::Visit(visit(1))]).unwrap();
    let left = fs::read_dir(site.folder()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with("history.bad-")));
}
