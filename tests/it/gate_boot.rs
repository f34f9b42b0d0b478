//! What keeps the gate shut while the program does not run: the boot configuration, the units, and `gate-shut`.
#![allow(clippy::expect_used)]

use gatehouse::wire::Wish;

use crate::trouble_site::Place;

const CONFIG_TXT: &str = include_str!("../../firmware-config/config.txt");
const WIRING: &str = include_str!("../../firmware-config/README.md");
const SETTINGS: &str = include_str!("../../src/settings/gatehouse.toml");
const CORE: &str = include_str!("../../systemd/gatehouse.service");
const SHUT: &str = include_str!("../../systemd/gatehouse-gate-shut.service");

#[test]
fn boot_configuration_and_program_release_the_same_pin_at_the_same_level() {
    let (pin, level) = CONFIG_TXT
        .lines()
        .find_map(|line| line.strip_prefix("gpio=")?.split_once("=op,"))
        .expect("config.txt sets the relay's pin");
    assert!(SETTINGS.lines().any(|line| line == format!("relay_pin = {pin}")));
    assert!(SETTINGS.lines().any(|line| line == format!("active_low = {}", level == "dh")));
    assert!(WIRING.lines().any(|line| line.starts_with(&format!("| {pin} |")) && line.contains("relay")));
}

#[test]
fn the_system_shuts_the_gate_before_every_start_of_the_core_and_after_every_end() {
    let config = "--config /etc/gatehouse/gatehouse.toml";
    let command = format!("/usr/bin/gatehouse gate-shut {config}");
    let has = |unit: &str, line: &str| assert!(unit.lines().any(|found| found == line), "{line}");
    has(SHUT, &format!("ExecStart={command}"));
    has(CORE, "Wants=gatehouse-gate-shut.service");
    assert!(CORE.contains("After=gatehouse-gate-shut.service"));
    // As root, and whatever comes of it.
    has(CORE, &format!("ExecStopPost=-+{command}"));
    has(CORE, &format!("ExecStart=/usr/bin/gatehouse serve {config}"));
}

/// A gate whose core was killed while it was held open.
fn killed_open() -> Place {
    let place = Place::new();
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    serving.granted(&session, &Wish::EmergencyOpen { reason: "救护车进厂".to_owned() });
    serving.until(|| place.edges().last().is_some_and(|edge| edge == "driven"));
    serving.kill();
    assert_eq!(place.edges().last().map(String::as_str), Some("driven"), "a kill releases nothing");
    place
}

fn is_released(place: &Place) -> bool {
    // A program that takes the gate has it released.
    place.edges().last().is_some_and(|edge| edge == "start" || edge == "released")
}

#[test]
fn a_gate_that_a_killed_core_left_open_is_shut() {
    let place = killed_open();
    place.says(&["gate-shut"], 0);
    assert!(is_released(&place));
}

#[test]
fn it_is_shut_although_the_configuration_is_wrong_elsewhere() {
    let place = killed_open();
    place.configure("\n[printer]\n", "\n[printer]\nkind = \"typewriter\"\nink = 3\n");
    place.configure("\nreserve_mb = 256\n", "\nreserve_mb = true\n");
    place.says(&["config", "check", place.config().to_str().expect("a path")], 2);
    place.says(&["gate-shut"], 0);
    assert!(is_released(&place));
}

#[test]
fn a_pin_that_is_wrong_is_named_and_nothing_is_driven() {
    let place = Place::new();
    place.configure("relay_pin = 17", "relay_pin = 28");
    let told = place.says(&["gate-shut"], 3);
    assert!(told.contains("gate.relay_pin is 28"), "{told}");
    assert_eq!(place.edges(), Vec::<String>::new());
}
