//! Signing in: wrong PINs slow their person down, and nobody is locked out of an override.

use gatehouse::wire::{AlarmKind, Wish};
use reqwest::Method;
use serde_json::json;

use crate::server_site::{KIOSK, PANEL, Said, Site};

fn sign_in(site: &Site, token: &str, name: &str, pin: &str) -> Said {
    let body = json!({"name": name, "pin": pin}).to_string().into_bytes();
    site.request(Method::POST, "/api/v1/sessions", token, None, body)
}

fn open_gate() -> Wish {
    Wish::Override { reason: "救护车进门".to_owned() }
}

#[test]
fn a_guard_signs_in_by_name_or_number_and_acts_in_person() {
    let site = Site::open();
    for name in ["张伟", "1001", " 1001 "] {
        let given = sign_in(&site, PANEL, name, "4711");
        assert_eq!(given.status, 200, "{given:?}");
        assert_eq!(given.body["number"], "1001");
        assert_eq!(given.body["roles"], json!(["guard"]));
        let token = given.body["token"].as_str().unwrap();
        site.granted(token, &open_gate());
    }
    assert_eq!(site.wish(PANEL, &open_gate()).code(), "not-allowed");
}

#[test]
fn a_session_is_over_when_it_is_signed_out_and_when_another_begins_at_its_panel() {
    let site = Site::open();
    let token = |name, pin| sign_in(&site, PANEL, name, pin).body["token"].as_str().unwrap().to_owned();
    let first = token("1001", "4711");
    let second = token("2002", "5822");
    assert_eq!(site.wish(&first, &open_gate()).code(), "token-wrong");
    assert_eq!(site.wish(&second, &open_gate()).code(), "not-allowed");
    assert_eq!(site.request(Method::DELETE, "/api/v1/sessions", &second, None, Vec::new()).status, 204);
    assert_eq!(site.wish(&second, &open_gate()).code(), "token-wrong");
    let site = { site }.restart();
    assert_eq!(site.wish(&first, &open_gate()).code(), "token-wrong", "a restart signs everybody out");
}

#[test]
fn a_wrong_pin_is_slow_to_be_tried_again_and_never_stops_who_is_signed_in() {
    let site = Site::open();
    let signed = sign_in(&site, PANEL, "张伟", "4711").body["token"].as_str().unwrap().to_owned();
    let wrong = sign_in(&site, "panel:second", "张伟", "0000");
    assert_eq!(
        (wrong.status, wrong.code(), wrong.body["retry_after_s"].as_u64()),
        (401, "pin-wrong", Some(30))
    );
    // Name and number are the same person, and the right PIN is not looked at before its time.
    let early = sign_in(&site, "panel:second", "1001", "4711");
    assert_eq!((early.status, early.code()), (429, "pin-wait"));
    assert!(early.body["retry_after_s"].as_u64().is_some_and(|s| (1..=30).contains(&s)));
    assert_eq!(sign_in(&site, "panel:second", "李娜", "5822").status, 200, "somebody else is not delayed");
    site.granted(&signed, &open_gate());
}

#[test]
fn somebody_unknown_is_answered_like_a_wrong_pin() {
    let site = Site::open();
    let (unknown, wrong) = (sign_in(&site, PANEL, "nobody", "0000"), sign_in(&site, PANEL, "张伟", "0000"));
    assert_eq!(unknown, wrong);
    assert_eq!(sign_in(&site, PANEL, "nobody", "0000").status, 429);
}

#[test]
fn five_wrong_pins_in_a_row_ring_once() {
    let site = Site::with(|settings| settings.limits.pin_delay_s = 0);
    for tries in 1..=7 {
        assert_eq!(sign_in(&site, PANEL, "张伟", "0000").code(), "pin-wrong");
        let alarms = site.panel().alarms;
        assert_eq!(
            alarms.iter().filter(|alarm| alarm.kind == AlarmKind::WrongPins).count(),
            usize::from(tries >= 5)
        );
    }
    assert_eq!(sign_in(&site, PANEL, "张伟", "4711").status, 200);
}

#[test]
fn only_a_panel_signs_people_in() {
    let site = Site::open();
    assert_eq!(sign_in(&site, KIOSK, "张伟", "4711").code(), "not-allowed");
    assert_eq!(sign_in(&site, "nobody", "张伟", "4711").code(), "token-wrong");
    let long = "9".repeat(10_000);
    assert_eq!(sign_in(&site, PANEL, "张伟", &long).code(), "body-wrong");
}
