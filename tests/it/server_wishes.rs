//! Wishes over HTTP: once, checked at the door, answered alike.

use gatehouse::wire::{DocumentWord, Draft, KindWord, LanguageWord, SlipPapers, SlipParts, Wish};
use reqwest::Method;

use crate::server_site::{GUARD, KIOSK, OFFICE, Said, Site, draft, slip, watched};

const COMMANDS: &str = "/api/v1/commands";

fn check_in(name: &str) -> Wish {
    Wish::CheckIn { draft: draft(name) }
}

#[test]
fn the_same_key_and_body_is_done_once() {
    let site = Site::open();
    let first = site.wish_keyed(KIOSK, "0123456789", &check_in("李雷"));
    let again = site.wish_keyed(KIOSK, "0123456789", &check_in("李雷"));
    assert_eq!(first.status, 200);
    assert_eq!(again, first);
    assert_eq!(site.panel().queue.len(), 1);

    let other = site.wish_keyed(KIOSK, "0123456789", &check_in("韩梅梅"));
    assert_eq!((other.status, other.code()), (422, "key-reused"));
    let elsewhere = site.wish_keyed("kiosk:second", "0123456789", &check_in("李雷"));
    assert_eq!(elsewhere.status, 200, "another sender's key is another wish");
    assert_eq!(site.panel().queue.len(), 2);
}

#[test]
fn the_same_key_is_the_same_wish_after_a_restart() {
    let site = Site::open();
    let first = site.wish_keyed(KIOSK, "0123456789", &check_in("李雷"));
    let site = site.restart();
    assert_eq!(site.wish_keyed(KIOSK, "0123456789", &check_in("李雷")), first);
    assert_eq!(site.panel().queue.len(), 1);
}

#[test]
fn a_wish_without_a_usable_key_is_not_done() {
    let site = Site::open();
    let body = serde_json::to_vec(&check_in("李雷")).unwrap();
    for key in [None, Some(""), Some("1234567"), Some(&*"x".repeat(65))] {
        let said = site.request(Method::POST, COMMANDS, KIOSK, key, body.clone());
        assert_eq!((said.status, said.code()), (400, "key-missing"), "{key:?}");
    }
    assert!(site.panel().queue.is_empty());
}

#[test]
fn what_is_no_wish_is_a_problem_and_not_a_crash() {
    let site = Site::open();
    let post =
        |body: &[u8]| site.request(Method::POST, COMMANDS, "kiosk:x", Some("0123456789"), body.to_vec());
    let bodies: [&[u8]; 7] = [
        b"",
        b"{",
        b"null",
        b"[]",
        br#"{"do":"fly"}"#,
        b"\xff\xfe",
        br#"{"do":"check-in","draft":{},"more":1}"#,
    ];
    for body in bodies {
        let said = post(body);
        assert_eq!((said.status, said.code()), (400, "body-wrong"), "{body:?}");
    }
    assert_eq!(post("[".repeat(60_000).as_bytes()).status, 400);
    let long = post(&vec![b' '; 64 * 1024 + 1]);
    assert_eq!((long.status, long.code()), (413, "body-too-long"));
    let nowhere = site.get("/api/v1/nowhere", KIOSK);
    assert_eq!((nowhere.status, nowhere.code()), (404, "not-found"));
    let wrong = site.request(Method::PUT, "/api/v1/site", KIOSK, None, Vec::new());
    assert_eq!((wrong.status, wrong.code()), (405, "method-wrong"));
}

#[test]
fn every_wrong_field_is_named_with_a_sentence_in_both_languages() {
    let site = Site::open();
    type Change = fn(&mut Draft);
    let cases: [(Change, &str, &str); 9] = [
        (|d| d.name.clear(), "text-too-short", "name"),
        (|d| d.name = "张伟1".to_owned(), "name-has-other-characters", "name"),
        (|d| d.unit = "很".repeat(61), "text-too-long", "unit"),
        (|d| d.phone.clear(), "phone-wrong", "phone"),
        (|d| d.purpose = " ".to_owned(), "text-too-short", "purpose"),
        (|d| d.host_text = "\u{7}".to_owned(), "text-has-controls", "host_text"),
        (
            |d| d.companions = vec!["韩梅梅".to_owned(), "😀".to_owned()],
            "name-has-other-characters",
            "companions",
        ),
        (|d| d.companions = vec![String::new(); 20], "too-many-companions", "companions"),
        (|d| d.host = Some(77), "no-such-host", ""),
    ];
    for (change, code, field) in cases {
        let mut draft = draft("李雷");
        change(&mut draft);
        let said = site.wish(KIOSK, &Wish::CheckIn { draft });
        assert_eq!(said.code(), code, "{said:?}");
        assert_eq!(said.body["field"].as_str().unwrap_or_default(), field, "{said:?}");
        for title in ["title", "title_zh"] {
            let title = said.body[title].as_str().unwrap();
            assert!(!title.is_empty() && !title.contains('{'), "{title}");
        }
        assert_eq!(said.body["type"], format!("urn:gatehouse:refusal:{code}"));
    }
    assert!(site.panel().queue.is_empty());
}

#[test]
fn both_promises_of_the_slip_are_asked_for() {
    let site = Site::open();
    let (handle, _) = site.check_in(draft("李雷"));
    let cases = [
        (SlipParts { nothing_forbidden: false, ..slip() }, "nothing_forbidden"),
        (SlipParts { rules_agreed: false, ..slip() }, "rules_agreed"),
        (SlipParts { plate: "!!".to_owned(), ..slip() }, "plate"),
        (SlipParts { document_number: "1234".to_owned(), ..slip() }, "document"),
    ];
    for (slip, field) in cases {
        let said = site
            .wish(KIOSK, &Wish::CompleteSlip { handle: handle.clone(), slip, papers: SlipPapers::default() });
        assert_eq!((said.status, said.body["field"].as_str()), (422, Some(field)), "{said:?}");
    }
    // A kind without a number is what whoever wants no number noted hands in.
    let kind_alone = SlipParts { document: Some(DocumentWord::Passport), ..slip() };
    site.granted(KIOSK, &Wish::CompleteSlip { handle, slip: kind_alone, papers: SlipPapers::default() });
}

#[test]
fn a_check_in_is_answered_alike_whoever_it_is() {
    let site = Site::open();
    site.granted(OFFICE, &Wish::PutWatch { entry: watched("李雷") });
    let leader = Draft { kind: KindWord::Government, leader: true, ..draft("王主任") };
    let said: Vec<Said> = [draft("李雷"), draft("韩梅梅"), leader]
        .into_iter()
        .map(|draft| site.wish(KIOSK, &Wish::CheckIn { draft }))
        .collect();
    for one in &said {
        assert_eq!((one.status, one.length), (200, said[0].length), "{one:?}");
        let handle = one.body["handle"].as_str().unwrap();
        let view = site.get(&format!("/api/v1/kiosk/visits/{handle}"), KIOSK);
        let alike = serde_json::json!({
            "face": "please-wait", "queue": one.body["queue"], "badges": [], "slip_open": true,
            "slip_asked": true, "asks_confidentiality": false, "trouble": null
        });
        assert_eq!(view.body, alike);
    }
    assert_eq!(site.panel().queue.iter().filter(|card| !card.marks.is_empty()).count(), 3);
}

#[test]
fn five_wrong_guesses_at_a_booking_lead_to_the_guard() {
    let site = Site::open();
    let guess = Wish::ArriveByName {
        name: "李雷".to_owned(),
        phone: "13800001234".to_owned(),
        language: LanguageWord::Zh,
    };
    for _ in 0..5 {
        assert_eq!(site.wish(KIOSK, &guess).code(), "booking-not-found");
    }
    let said = site.wish(KIOSK, &guess);
    assert_eq!((said.status, said.code()), (409, "needs-guard"));
    assert_eq!(site.wish("kiosk:second", &guess).code(), "booking-not-found");
    site.check_in(draft("李雷"));
}

#[test]
fn who_comes_back_needs_both_number_and_phone() {
    let site = Site::open();
    let (handle, queue) = site.check_in(draft("李雷"));
    let back = |queue, tail: &str| site.wish(KIOSK, &Wish::ComeBack { queue, phone_tail: tail.to_owned() });
    assert_eq!(back(queue, "1234").body["handle"], handle);
    for (queue, tail) in [(queue, "4321"), (queue + 1, "1234"), (queue, ""), (queue, "234")] {
        assert_eq!(back(queue, tail).code(), "nobody-by-that-number", "{queue} {tail}");
    }
}

#[test]
fn a_flood_is_slowed_down_and_an_override_never() {
    let site = Site::open();
    let wish = Wish::Acknowledge { alarm: 77 };
    let slowed = (0..60).any(|_| site.wish(GUARD, &wish).code() == "slow-down");
    assert!(slowed, "sixty wishes at once are no finger's");
    for _ in 0..3 {
        site.granted(GUARD, &Wish::Override { reason: "救护车进门".to_owned() });
    }
}

#[test]
fn a_queue_of_people_is_scanned_as_fast_as_it_comes_and_a_flood_is_not() {
    let site = Site::open();
    let scan = Wish::Scan { reader: "entry".to_owned(), code: "nonsense".to_owned() };
    for _ in 0..20 {
        assert_eq!(site.granted("reader:1", &scan)["code"], "code-unreadable");
    }
    let slowed = (0..60).any(|_| site.wish("reader:1", &scan).code() == "slow-down");
    assert!(slowed, "eighty scans at once are no people");
}

#[test]
fn a_record_that_refuses_ends_entries_and_never_an_override() {
    let site = Site::open();
    site.record.break_it(true);
    let said = site.wish(KIOSK, &check_in("李雷"));
    assert_eq!((said.status, said.code()), (503, "store-refused"));
    let said = site.wish(KIOSK, &check_in("李雷"));
    assert_eq!((said.status, said.code()), (503, "guarded"));
    assert_eq!(site.get("/readyz", "").status, 503);
    assert_eq!(site.get("/healthz", "").status, 200);
    site.granted(GUARD, &Wish::Override { reason: "救护车进门".to_owned() });
    let view = site.panel_when(|view| view.store.unrecorded == 1);
    assert!(!view.store.well);
    site.record.break_it(false);
    let view = site.panel_when(|view| view.store.well);
    assert_eq!(view.store.unrecorded, 0);
    assert_eq!(site.get("/readyz", "").status, 200);
}

#[test]
fn whatever_is_wrong_with_a_badge_the_touchscreen_says_see_the_guard() {
    let site = Site::open();
    for code in ["", "GH1", "nonsense", &"A".repeat(20_000)] {
        let said = site.granted(KIOSK, &Wish::HandBack { code: code.to_owned() });
        assert_eq!(said, serde_json::json!({"answer": "leaving", "say": "see-the-guard"}));
    }
    let said = site.granted(KIOSK, &Wish::Scan { reader: "entry".to_owned(), code: "nonsense".to_owned() });
    assert_eq!(said, serde_json::json!({"answer": "scanned", "granted": false, "code": null}));
    let said = site.granted(GUARD, &Wish::Scan { reader: "entry".to_owned(), code: "nonsense".to_owned() });
    assert_eq!(said["code"], "code-unreadable");
}
