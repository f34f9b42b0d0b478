//! *Remember me* over HTTP: what is filled in, what is not told, and how it ends.

use std::time::Duration;

use gatehouse::adapters::gate_simulated::AutomaticDoor;
use gatehouse::wire::{DocumentWord, Draft, HostReply, SignerWord, SlipPapers, SlipParts, StepWord, Wish};
use serde_json::json;

use crate::server_site::{GUARD, KIOSK, OFFICE, Said, Site, draft, slip};

/// A site whose visitors walk through as soon as they are let, with a host.
fn walking_site() -> (Site, u32) {
    let site = Site::open();
    let (opens_after, stays_open) = (Duration::from_millis(50), Duration::from_millis(300));
    site.gate.set_automatic_door(Some(AutomaticDoor { opens_after, stays_open }));
    let host = site.add_host();
    (site, host)
}

/// A visit from check-in to leaving, with or without the tick.
fn visits(site: &Site, host: u32, name: &str, remember: bool) {
    let (handle, _) = site.check_in(Draft { host: Some(host), host_text: String::new(), ..draft(name) });
    let slip = SlipParts { plate: "京A12345".to_owned(), ..slip() };
    let papers = SlipPapers { remember, ..SlipPapers::default() };
    site.granted(KIOSK, &Wish::CompleteSlip { handle, slip, papers });
    let visit = site.panel().queue[0].visit.clone();
    let id = || visit.clone();
    let sees = Wish::SeeDocument { visit: id(), document: DocumentWord::Passport, number: "3x7k".into() };
    site.granted(GUARD, &sees);
    site.granted(GUARD, &Wish::HostSaid { visit: id(), reply: HostReply::Agrees });
    site.granted(GUARD, &Wish::IssueBadge { visit: id(), area: String::new() });
    site.panel_when(|view| {
        view.on_site.iter().any(|card| card.visit == visit && card.next == StepWord::Open)
    });
    site.granted(GUARD, &Wish::Open { visit: id(), person: None });
    site.panel_when(|view| view.heads_inside == 1);
    let (by, name) = (SignerWord::Host, "王芳".to_owned());
    site.granted(GUARD, &Wish::SignOff { visit: id(), by, name, signature: None });
    site.granted(GUARD, &Wish::LetOut { visit: id(), person: None, reason: String::new() });
    site.panel_when(|view| view.heads_inside == 0);
}

fn recognise(site: &Site, device: &str, phone: &str, tail: &str) -> Said {
    site.wish(device, &Wish::Recognise { phone: phone.to_owned(), document_tail: tail.to_owned() })
}

fn forget(site: &Site, device: &str, phone: &str, tail: &str) -> Said {
    site.wish(device, &Wish::ForgetMe { phone: phone.to_owned(), document_tail: tail.to_owned() })
}

const PHONE: &str = "13800001234";

#[test]
fn who_asked_for_it_finds_the_slip_filled_in_also_after_a_restart_and_may_be_forgotten() {
    let (site, host) = walking_site();
    visits(&site, host, "李雷", true);
    let filled_in = json!({
        "answer": "remembered", "name": "李雷", "unit": "远洋电子", "phone": PHONE, "kind": "supplier",
        "plate": "京A12345", "language": "zh", "purpose": "送样品",
        "host": {"id": host, "name": "王芳", "department": "采购部"}
    });
    assert_eq!(recognise(&site, KIOSK, PHONE, "3X7K").body, filled_in);
    assert_eq!(recognise(&site, KIOSK, "+86 138-0000-1234", "3x7k").body, filled_in);
    let site = site.restart();
    assert_eq!(recognise(&site, KIOSK, PHONE, "3X7K").body, filled_in);
    assert_eq!(forget(&site, KIOSK, PHONE, "3X7K").status, 200);
    assert_eq!(recognise(&site, KIOSK, PHONE, "3X7K").code(), "not-remembered");
    let restarted = site.restart();
    assert_eq!(recognise(&restarted, KIOSK, PHONE, "3X7K").code(), "not-remembered");
}

#[test]
fn whatever_is_wrong_the_answer_is_the_same() {
    let (site, host) = walking_site();
    visits(&site, host, "李雷", true);
    visits(&site, host, "韩梅梅", false);
    let wrong_phone = recognise(&site, "kiosk:1", "13800009999", "3X7K");
    let wrong_tail = recognise(&site, "kiosk:2", PHONE, "0000");
    assert_eq!((wrong_phone.status, wrong_phone.code()), (404, "not-remembered"));
    assert_eq!(wrong_tail, wrong_phone);
    // Two people with the same phone and document: nobody is told, not even that there are two.
    visits(&site, host, "韩梅梅", true);
    assert_eq!(recognise(&site, "kiosk:3", PHONE, "3X7K"), wrong_phone);
    // And whoever was forgotten was never known.
    forget(&site, OFFICE, PHONE, "3X7K");
    assert_eq!(recognise(&site, "kiosk:4", PHONE, "3X7K"), wrong_phone);
}

#[test]
fn five_tries_and_then_the_guard() {
    let (site, host) = walking_site();
    visits(&site, host, "李雷", true);
    for n in 0..5 {
        assert_eq!(recognise(&site, "kiosk:1", PHONE, &format!("000{n}")).code(), "not-remembered");
    }
    let said = recognise(&site, "kiosk:1", PHONE, "3X7K");
    assert_eq!((said.status, said.code()), (409, "needs-guard"), "even with the right one");
    assert_eq!(recognise(&site, "kiosk:2", PHONE, "3X7K").status, 200);
    // To be forgotten is no way around it: every such wish counts, right or wrong.
    for n in 0..5 {
        assert_eq!(forget(&site, "kiosk:3", PHONE, &format!("000{n}")).status, 200);
    }
    assert_eq!(recognise(&site, "kiosk:3", PHONE, "3X7K").code(), "needs-guard");
    assert_eq!(forget(&site, "kiosk:3", PHONE, "3X7K").code(), "needs-guard");
}

#[test]
fn forget_me_is_answered_alike_whether_somebody_was_known_or_not() {
    let (site, host) = walking_site();
    visits(&site, host, "李雷", true);
    site.settle();
    let before = site.core.read(|house| house.seq);
    let nobody = forget(&site, KIOSK, "13800009999", "3X7K");
    let known = forget(&site, KIOSK, PHONE, "3X7K");
    assert_eq!((known.status, known.length), (nobody.status, nobody.length));
    assert_eq!(
        (nobody.body["seq"].as_u64(), known.body["seq"].as_u64()),
        (Some(before + 1), Some(before + 2))
    );
}

#[test]
fn a_number_of_another_form_is_named_and_is_no_try() {
    let site = Site::open();
    for _ in 0..6 {
        assert_eq!(recognise(&site, KIOSK, "12", "1234").code(), "phone-wrong");
        let said = recognise(&site, KIOSK, PHONE, "12345");
        assert_eq!(
            (said.code(), said.body["field"].as_str()),
            ("document-number-wrong", Some("document_tail"))
        );
    }
    assert_eq!(recognise(&site, KIOSK, PHONE, "1234").code(), "not-remembered");
}
