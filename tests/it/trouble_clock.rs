//! A machine without a clock of its own starts in 1970, and nobody tells it the time: who leaves leaves, guards override,
//! and whether a pass is in its time is the guard's to judge, until the clock is right.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;

use gatehouse::domain::{Event, Sensor};
use gatehouse::wire::{AlarmKind, GuardView, Wish};

use crate::trouble_site::{Place, Serving, override_gate, scan};

/// When the core of these tests believes to start.
const NEVER_SET: &str = "@1970-01-01 00:00:20";

/// What commands are put behind to see another time of the wall clock; the steady one goes on as it is.
fn in_1970() -> Vec<OsString> {
    let library =
        PathBuf::from(format!("/usr/lib/{}-linux-gnu/faketime/libfaketimeMT.so.1", std::env::consts::ARCH));
    assert!(library.exists(), "{} is needed (libfaketime)", library.display());
    let mut preload = OsString::from("LD_PRELOAD=");
    preload.push(library);
    let faketime = format!("FAKETIME={NEVER_SET}");
    ["env".into(), "TZ=UTC".into(), preload, faketime.into(), "FAKETIME_DONT_FAKE_MONOTONIC=1".into()].into()
}

fn scans(serving: &Serving, place: &Place, reader: &str, code: &str) -> (bool, String) {
    let said = serving.granted(&place.token("reader"), &scan(reader, code));
    (said["granted"].as_bool().unwrap(), said["code"].as_str().unwrap_or_default().to_owned())
}

fn wrong_clock(view: &GuardView) -> bool {
    view.store.clock_behind && view.alarms.iter().any(|alarm| alarm.kind == AlarmKind::ClockWrong)
}

#[test]
fn with_a_clock_in_1970_exit_and_override_work_and_entries_are_the_guards_to_judge() {
    let mut place = Place::new();
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    let host = serving.add_host(&place.token("administration"));
    let inside = serving.bring_in(&session, host, "欧阳明日");
    let waits = serving.admit(&session, host, "司马相如");
    serving.stop();
    let (inside_code, waits_code) = (place.code_of(&inside), place.code_of(&waits));
    let pulses = place.pulses();

    place.move_to(in_1970(), "/".into());
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    let view = serving.panel_when(&session, wrong_clock);
    assert!(view.now < 86_400_000, "the core believes it is {}", view.now);
    let behind = (false, "clock-behind".to_owned());
    assert_eq!(scans(&serving, &place, "entry", &waits_code), behind);
    assert_eq!(place.pulses(), pulses);
    // Who is in goes out by the badge, whatever the hour.
    assert!(scans(&serving, &place, "exit", &inside_code).0);
    serving.until(|| place.pulses() == pulses + 1);
    serving.panel_when(&session, |view| view.heads_inside == 0);
    serving.granted(&session, &override_gate());
    serving.until(|| place.pulses() == pulses + 2);
    // The guard has looked at the badge, and at a watch.
    serving.granted(&session, &Wish::Open { visit: waits, person: None });
    serving.until(|| place.pulses() == pulses + 3);
    serving.panel_when(&session, |view| view.heads_inside == 1);
    place.contact("exit", true);
    let pressed = Sensor::ExitButton { pressed: true };
    let is_pressed = |event: &Event| matches!(event, Event::Sensed { sensor, .. } if *sensor == pressed);
    serving.until(|| place.events().iter().any(is_pressed));
    place.contact("exit", false);
    let another = serving.admit(&session, host, "诸葛孔明");
    let another_code = place.code_of(&another);
    assert_eq!(
        scans(&serving, &place, "entry", &another_code),
        behind,
        "a window of a wrong day opens nothing"
    );
    serving.stop();

    // Somebody sets the clock.
    place.move_to(Vec::new(), "/".into());
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    serving.panel_when(&session, |view| !view.store.clock_behind);
    let visit = serving.admit(&session, host, "上官婉儿");
    assert_eq!(scans(&serving, &place, "entry", &place.code_of(&visit)), (true, String::new()));
    serving.stop();
    let chained = fs::metadata(place.store().join("journal")).unwrap().is_dir();
    assert!(chained && !place.records().is_empty(), "the record verifies over all of it");
}
