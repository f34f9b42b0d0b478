//! A guard looks for a visit of today by whatever is at hand.

use gatehouse::wire::{Draft, EndWord, TodayHits, Wish};
use reqwest::Url;

use crate::server_site::{GUARD, OFFICE, Said, Site, draft};

fn ask(site: &Site, token: &str, question: &str) -> Said {
    let url = Url::parse_with_params("http://gate/api/v1/today", [("q", question)]).unwrap();
    site.get(&format!("{}?{}", url.path(), url.query().unwrap_or_default()), token)
}

fn found(site: &Site, question: &str) -> TodayHits {
    let said = ask(site, GUARD, question);
    assert_eq!(said.status, 200, "{said:?}");
    serde_json::from_value(said.body).unwrap()
}

fn names(hits: &TodayHits) -> Vec<&str> {
    hits.visits.iter().map(|hit| hit.names[0].as_str()).collect()
}

#[test]
fn a_visit_is_found_by_name_pinyin_unit_host_and_queue_number_open_or_ended() {
    let site = Site::open();
    let host = site.add_host();
    let with_host = |name: &str| Draft { host: Some(host), ..draft(name) };
    site.check_in(with_host("曾丽"));
    let (gone, queue) = site.check_in(Draft { unit: "宏图模具".to_owned(), ..draft("韩梅梅") });
    site.granted(crate::server_site::KIOSK, &Wish::CancelVisit { handle: gone });
    for (question, who) in [
        ("曾丽", &["曾丽"][..]),
        ("丽", &["曾丽"]),
        ("zengli", &["曾丽"]),
        ("CENG", &["曾丽"]),
        ("zl", &["曾丽"]),
        ("wangfang", &["曾丽"]),
        ("宏图", &["韩梅梅"]),
        ("hanmeimei 宏图", &["韩梅梅"]),
        ("hanmeimei 远洋", &[]),
        (&queue.to_string(), &["韩梅梅"]),
        ("", &[]),
        ("查无此人", &[]),
    ] {
        assert_eq!(names(&found(&site, question)), who, "{question}");
    }
    let hits = found(&site, "韩梅梅");
    assert_eq!((hits.visits[0].end, hits.visits[0].phone_tail.as_str()), (Some(EndWord::Cancelled), "1234"));
    assert!(!hits.complete, "the history is not there");
    assert!(!ask(&site, GUARD, "韩").body.to_string().contains("13800001234"));
    assert_eq!(ask(&site, OFFICE, "韩").code(), "not-allowed");
}

#[test]
fn twenty_are_the_most_and_another_word_is_asked_for() {
    let site = Site::open();
    for screen in 0..21 {
        // A device of its own for each: nobody is told to slow down.
        site.granted(&format!("kiosk:{screen}"), &Wish::CheckIn { draft: draft("曾丽") });
    }
    let hits = found(&site, "曾丽");
    assert!(hits.visits.len() == 20 && hits.more);
}

#[test]
fn with_the_history_the_answer_is_complete_and_past_days_are_not_in_it() {
    let site = Site::open();
    let past = crate::store_site::lived_in();
    site.desk.lay_out(&past.store.history());
    let hits = found(&site, "张晓伟");
    assert!(hits.complete && hits.visits.is_empty());
}
