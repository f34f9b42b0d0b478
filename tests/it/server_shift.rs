//! The guard's shift through the API: signed in beside, ticked, signed by both, and kept over a restart.

use gatehouse::wire::{ItemWord, PaperVisit, Wish};
use reqwest::Method;
use serde_json::json;

use crate::server_site::{GUARD, PANEL, Said, Site, draft, now};

fn proves(site: &Site, path: &str, token: &str, name: &str, pin: &str) -> Said {
    let body = json!({"name": name, "pin": pin}).to_string().into_bytes();
    site.request(Method::POST, path, token, None, body)
}

fn signs_in(site: &Site, name: &str, pin: &str) -> String {
    let said = proves(site, "/api/v1/sessions", PANEL, name, pin);
    said.body["token"].as_str().unwrap_or_else(|| panic!("{said:?}")).to_owned()
}

fn signature(site: &Site, session: &str, name: &str, pin: &str) -> String {
    let said = proves(site, "/api/v1/signatures", session, name, pin);
    said.body["signature"].as_str().unwrap_or_else(|| panic!("{said:?}")).to_owned()
}

fn joins(signature: &str) -> Wish {
    Wish::JoinHandover { signature: signature.to_owned(), swap: false, leader: None }
}

/// 张伟 hands over to 赵敏, who has signed in beside.
fn both_there(site: &Site) -> String {
    let session = signs_in(site, "1001", "4711");
    site.granted(&session, &Wish::BeginHandover);
    site.granted(&session, &joins(&signature(site, &session, "1002", "4712")));
    session
}

#[test]
fn a_shift_is_handed_over_at_one_panel() {
    let site = Site::open();
    let session = both_there(&site);
    site.check_in(draft("李雷"));
    site.check_in(draft("韩梅梅"));
    let shift = site.panel().shift;
    assert_eq!(
        (shift.on_post.as_deref(), shift.present.as_slice()),
        (Some("1001"), &["1001".to_owned()][..])
    );
    let handover = shift.handover.unwrap();
    assert_eq!((handover.outgoing.as_str(), handover.incoming.as_deref()), ("1001", Some("1002")));
    let items: Vec<_> = handover.items.iter().map(|item| (item.kind, item.name.as_str())).collect();
    assert_eq!(items, [(ItemWord::Waiting, "李雷"), (ItemWord::Waiting, "韩梅梅")]);

    let first = handover.items[0].id.clone();
    site.granted(&session, &Wish::TakeOverItems { items: vec![first.clone()] });
    let taken = site.panel().shift.handover.unwrap();
    assert!(taken.items[0].taken.is_some() && taken.items[1].taken.is_none());
    let (outgoing, incoming) =
        (signature(&site, &session, "1001", "4711"), signature(&site, &session, "1002", "4712"));
    site.granted(&session, &Wish::EndHandover { outgoing, incoming });
    assert_eq!(site.wish(&session, &Wish::BeginHandover).code(), "token-wrong", "who goes is signed out");

    let shift = site.panel().shift;
    assert_eq!((shift.on_post.as_deref(), shift.handover), (Some("1002"), None));
    let [missed] = shift.missed.as_slice() else { panic!("{:?}", shift.missed) };
    assert_eq!((missed.name.as_str(), missed.lies_with.as_str()), ("韩梅梅", "1001"));
    let next = signs_in(&site, "1002", "4712");
    site.granted(&next, &Wish::TakeOverItems { items: vec![missed.id.clone()] });
    assert!(site.panel().shift.missed.is_empty());
    assert_eq!(site.wish(&next, &Wish::TakeOverItems { items: vec![first] }).code(), "not-now");
    assert_eq!(
        site.wish(&next, &Wish::TakeOverItems { items: vec!["gate/1".into()] }).code(),
        "no-such-item"
    );
}

#[test]
fn a_signature_stands_in_one_wish_of_the_session_beside_which_it_was_given() {
    let site = Site::open();
    let session = signs_in(&site, "1001", "4711");
    site.granted(&session, &Wish::BeginHandover);
    let signed = signature(&site, &session, "1002", "4712");
    // A refused wish uses nothing up, and the same wish gets the same answer.
    let swap = Wish::JoinHandover { signature: signed.clone(), swap: true, leader: None };
    assert_eq!(site.wish(&session, &swap).code(), "swap-needs-leader");
    let sent = site.wish_keyed(&session, "key-of-the-join", &joins(&signed));
    assert_eq!(sent.status, 200, "{sent:?}");
    assert_eq!(site.wish_keyed(&session, "key-of-the-join", &joins(&signed)), sent);
    site.granted(&session, &Wish::BreakOffHandover);
    site.granted(&session, &Wish::BeginHandover);
    assert_eq!(site.wish(&session, &joins(&signed)).code(), "signature-wrong");
    let swap = Wish::JoinHandover {
        signature: signature(&site, &session, "1002", "4712"),
        swap: true,
        leader: Some(signature(&site, &session, "孙丽", "4713")),
    };
    site.granted(&session, &swap);
    assert_eq!(site.panel().shift.handover.unwrap().approved_by.as_deref(), Some("1003"));
}

#[test]
fn a_wrong_pin_at_a_signature_slows_down_as_at_sign_in_and_no_device_may_ask_for_one() {
    let site = Site::open();
    let session = signs_in(&site, "1001", "4711");
    let ask = |token: &str, pin: &str| proves(&site, "/api/v1/signatures", token, "1002", pin);
    assert_eq!(ask(&session, "0000").code(), "pin-wrong");
    assert_eq!(ask(&session, "4712").code(), "pin-wait");
    assert_eq!(proves(&site, "/api/v1/sessions", PANEL, "1002", "4712").code(), "pin-wait");
    assert_eq!(ask(PANEL, "4712").code(), "not-allowed");
    // Who is signed in already is not kept from the gate by it.
    site.granted(&session, &Wish::Override { reason: "救护车进门".to_owned() });
}

#[test]
fn a_hand_over_outlives_a_restart_and_ends_after_it() {
    let site = Site::open();
    both_there(&site);
    let site = { site }.restart();
    let shift = site.panel().shift;
    assert!(shift.present.is_empty() && shift.handover.is_some() && shift.rings_at.is_some());
    let session = signs_in(&site, "1001", "4711");
    let (outgoing, incoming) =
        (signature(&site, &session, "1001", "4711"), signature(&site, &session, "1002", "4712"));
    site.granted(&session, &Wish::EndHandover { outgoing, incoming });
    assert_eq!(site.panel().shift.on_post.as_deref(), Some("1002"));
}

#[test]
fn the_post_is_taken_by_sign_in_left_by_sign_out_and_a_note_waits_for_the_next() {
    let site = Site::open();
    assert_eq!(site.panel().shift.on_post, None);
    let session = signs_in(&site, "1001", "4711");
    site.granted(&session, &Wish::NoteShift { text: "钥匙在抽屉里".to_owned() });
    assert_eq!(site.panel().shift.next_note.unwrap().text, "钥匙在抽屉里");
    assert_eq!(site.request(Method::DELETE, "/api/v1/sessions", &session, None, Vec::new()).status, 204);
    let shift = site.panel().shift;
    assert!(shift.present.is_empty() && shift.rings_at.is_some() && shift.on_post.as_deref() == Some("1001"));
    signs_in(&site, "1002", "4712");
    let shift = site.panel().shift;
    assert_eq!((shift.on_post.as_deref(), shift.rings_at), (Some("1002"), None));
    assert_eq!(shift.note.map(|note| (note.by, note.text)), Some(("1001".into(), "钥匙在抽屉里".into())));
    // An office clerk at a panel mans no post.
    signs_in(&site, "2002", "5822");
    assert!(site.panel_when(|view| view.shift.present.is_empty()).shift.rings_at.is_some());
}

#[test]
fn a_roll_call_is_carried_by_the_view_and_outlives_a_restart() {
    let site = Site::open();
    let paper =
        |name: &str| PaperVisit { draft: draft(name), arrived: now() - 60_000, left: None, card: None };
    site.granted(GUARD, &Wish::EnterPaperVisit { paper: paper("李雷") });
    site.granted(GUARD, &Wish::EnterPaperVisit { paper: paper("韩梅梅") });
    site.granted(GUARD, &Wish::BeginRollCall);
    let seen = |site: &Site| site.panel().roll_call.unwrap();
    let roll_call = seen(&site);
    assert_eq!((roll_call.people.len(), roll_call.unmarked, roll_call.by_fire), (2, 2, false));
    let mark = |name: &str, present| {
        let line = seen(&site).people.into_iter().find(|line| line.name == name).unwrap();
        Wish::MarkPerson { visit: line.visit, person: line.person, present }
    };
    site.granted(GUARD, &mark("李雷", true));
    site.granted(GUARD, &mark("韩梅梅", true));
    site.granted(GUARD, &mark("韩梅梅", false));
    let site = { site }.restart();
    let roll_call = seen(&site);
    assert_eq!((roll_call.present, roll_call.missing, roll_call.unmarked), (1, 1, 0));
    site.granted(GUARD, &Wish::EndRollCall);
    let roll_call = seen(&site);
    assert!(roll_call.ended.is_some() && roll_call.people.len() == 1 && roll_call.people[0].name == "韩梅梅");
}
