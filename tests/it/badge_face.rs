//! What stands on a badge comes from the house, and its code is read as the pass it was made for.

use std::sync::Arc;

use gatehouse::adapters::system_clock::ZoneTime;
use gatehouse::badge::{Band, Fonts};
use gatehouse::domain::{
    BadgeNo, Class, Event, GateNo, House, InvitationCode, PersonNo, Personal, Record, Scanned, apply,
};
use gatehouse::engine::{FaceFault, Press};

use crate::engine_bench::{Bench, badge, host, pass, passes, settings, visit, with_badge};

fn house(events: Vec<Event>) -> House {
    let bench = Bench::new();
    bench.journal.seed(events);
    let mut house = House::new(GateNo::FIRST);
    bench.journal.records().iter().for_each(|record: &Record| apply(&mut house, record));
    house
}

fn press() -> Press {
    Press {
        fonts: Fonts::embedded(),
        passes: Arc::new(passes()),
        times: Arc::new(ZoneTime(settings().site.zone)),
    }
}

fn with_host(class: Class, issue: u8) -> House {
    let mut house = house([vec![host(1)], with_badge(1)].concat());
    let visit = house.visits.get_mut(&visit(1)).unwrap();
    visit.host = visit.host.or(house.hosts.keys().next().copied());
    (visit.class, visit.escorted) = (class, true);
    house.badges.get_mut(&badge(1)).unwrap().issue = issue;
    house
}

#[test]
fn a_badge_says_who_with_whom_and_until_when_in_the_sites_time() {
    let face = press().face(&with_host(Class::Ordinary, 1), badge(1)).unwrap();
    assert_eq!((face.name.as_str(), face.unit.as_str()), ("欧阳明日", "宏图精密模具"));
    assert_eq!(face.host, "李工 质量部");
    assert_eq!(face.valid_until, "2026-11-23 18:00");
    assert_eq!(face.badge_no, badge(1).0.to_string());
    assert!(face.escorted);
}

#[test]
fn classes_differ_by_the_band_alone() {
    let band = |class| press().face(&with_host(class, 1), badge(1)).unwrap().band;
    assert_eq!(
        [band(Class::Ordinary), band(Class::Important), band(Class::Vip)],
        [Band::Plain, Band::Stripes, Band::Chevrons]
    );
}

#[test]
fn the_code_of_a_badge_is_read_as_its_pass_and_issue() {
    let running = Bench::new().start();
    let token = press().face(&with_host(Class::Vip, 3), badge(1)).unwrap().token;
    assert_eq!(running.core.scanned(token.as_str().as_bytes()), Scanned::Pass { pass: pass(1), issue: 3 });
    let mut elsewhere = passes();
    elsewhere.site = "another".into();
    assert_eq!(elsewhere.scanned(token.as_str().as_bytes(), GateNo::FIRST), Scanned::OtherSite);
    assert_eq!(passes().scanned(token.as_str().as_bytes(), GateNo::new(2).unwrap()), Scanned::OtherGate);
    assert_eq!(running.core.scanned(b"https://example.com"), Scanned::Unreadable);
}

#[test]
fn an_invitation_is_no_pass() {
    let running = Bench::new().start();
    let code = gatehouse::badge::Invitation::new([7; 16]).code();
    assert_eq!(running.core.invitation(code.as_bytes()), Some(InvitationCode([7; 16])));
    assert_eq!(running.core.scanned(code.as_bytes()), Scanned::Unreadable);
}

#[test]
fn nobody_gets_the_badge_of_somebody_erased() {
    let mut house = with_host(Class::Ordinary, 1);
    assert!(matches!(press().face(&house, BadgeNo(9_999)), Err(FaceFault::Nobody)));
    house.visits.get_mut(&visit(1)).unwrap().who = Personal::Erased;
    assert!(matches!(press().face(&house, badge(1)), Err(FaceFault::Nobody)));
    assert_eq!(house.badges[&badge(1)].person, PersonNo(0));
}
