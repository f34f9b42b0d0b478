//! No pins: the machine is another one, or the board was pulled out. The core stays up, says so, and takes what guards
//! do on the record; who leaves does so by the button, which needs no program; and once the board is there it is driven.

use std::fs;

use gatehouse::domain::{Event, Sensor};
use gatehouse::wire::{AlarmKind, GateLook, GuardView, SirenLook, Wish};

use crate::trouble_site::{Place, Serving, override_gate, scan};

fn is_faulted(view: &GuardView) -> bool {
    let rings = view.alarms.iter().any(|alarm| alarm.kind == AlarmKind::GateFault);
    view.gate.look == GateLook::Faulted && rings
}

/// What a scan is answered by: whether it was granted, the code of a refusal, and its sentence.
fn scanned(serving: &Serving, reader: &str, code: &str) -> (bool, String) {
    let said = serving.granted(reader, &scan("entry", code));
    (said["granted"].as_bool().unwrap(), said["code"].as_str().unwrap_or_default().to_owned())
}

/// Somebody with a badge is refused at the reader, a guard's override is on the record and fails, and both are told.
fn works_without_a_gate(place: &Place, serving: &Serving) {
    let session = serving.sign_in(&place.token("guard"));
    serving.panel_when(&session, is_faulted);
    let host = serving.add_host(&place.token("administration"));
    let visit = serving.admit(&session, host, "欧阳明日");
    let code = place.code_of(&visit);
    assert_eq!(scanned(serving, &place.token("reader"), &code), (false, "gate-faulted".to_owned()));
    let refused =
        |view: &GuardView| view.alarms.iter().any(|alarm| alarm.code.as_deref() == Some("gate-faulted"));
    serving.panel_when(&session, refused);
    serving.granted(&session, &override_gate());
    let is_failed = |event: &Event| matches!(event, Event::OpeningFailed { .. });
    serving.until(|| place.events().iter().any(is_failed));
    let events = place.events();
    assert!(events.iter().any(|event| matches!(event, Event::Granted { reason: Some(_), .. })));
    assert!(!events.iter().any(|event| matches!(event, Event::Opened { .. })));
    // The touchscreen sends its visitors to the guard.
    let site = serving.get("/api/v1/site", &place.token("kiosk"));
    assert_eq!(site.status, 200, "{site:?}");
}

#[test]
fn without_the_pins_of_a_raspberry_pi_the_core_stays_up_and_says_so() {
    for (kind, chip) in [("rppal", ""), ("gpiocdev", ""), ("gpiocdev", "/dev/null")] {
        let place = Place::new();
        place.configure("kind = \"simulated\"", &format!("kind = \"{kind}\""));
        place.configure("chip = \"\"", &format!("chip = \"{chip}\""));
        place.configure("#siren_pin = 16", "siren_pin = 16");
        let serving = place.serve();
        works_without_a_gate(&place, &serving);
        // A siren that is not there says so, too, and does not seem to sound.
        let session = serving.sign_in(&place.token("guard"));
        serving.granted(&session, &Wish::SoundSiren);
        serving.panel_when(&session, |view| view.gate.siren == SirenLook::Quiet);
        serving.until(|| place.events().iter().any(|event| matches!(event, Event::SirenEnded)));
        serving.stop();
        assert!(place.log().contains("no-gate-board"), "{kind}: {}", place.log());
    }
}

#[test]
fn a_board_that_comes_back_is_driven_and_nothing_is_made_up_for() {
    let place = Place::new();
    let folder = place.dir().join("gate");
    // Whatever stands there is no gate.
    fs::write(&folder, "").unwrap();
    let serving = place.serve();
    works_without_a_gate(&place, &serving);
    fs::remove_file(&folder).unwrap();
    let session = serving.sign_in(&place.token("guard"));
    serving.panel_when(&session, |view| view.gate.look == GateLook::Shut);
    assert_eq!(place.pulses(), 0, "the override that failed was made up for");
    serving.granted(&session, &override_gate());
    serving.until(|| place.pulses() == 1);
    // The exit button is heard again.
    place.contact("exit", true);
    let pressed = Sensor::ExitButton { pressed: true };
    let is_pressed = |event: &Event| matches!(event, Event::Sensed { sensor, .. } if *sensor == pressed);
    serving.until(|| place.events().iter().any(is_pressed));
    serving.stop();
    assert_eq!(place.edges().last().map(String::as_str), Some("released"));
}

#[test]
fn the_siren_and_the_lights_of_a_real_core_are_seen_at_its_gate() {
    let place = Place::new();
    place.configure("#siren_pin = 16", "siren_pin = 16");
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    serving.panel_when(&session, |view| view.gate.siren == SirenLook::Quiet);
    serving.granted(&session, &Wish::SoundSiren);
    let view = serving.panel_when(&session, |view| view.gate.siren == SirenLook::Sounding);
    assert!(view.gate.siren_until.is_some_and(|until| until > view.now));
    let shows = |what: &str| {
        let log = fs::read_to_string(place.dir().join("gate/signals.log")).unwrap_or_default();
        log.lines().any(|line| line.ends_with(what))
    };
    serving.until(|| shows(" siren on"));
    // A restart ends it, however the core goes, and it is not sounded again.
    serving.kill();
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    serving.panel_when(&session, |view| view.gate.siren == SirenLook::Quiet);
    scanned(&serving, &place.token("reader"), "6901234567892");
    serving.until(|| shows(" 1 red on") && shows(" 1 beeper off"));
    serving.stop();
}
