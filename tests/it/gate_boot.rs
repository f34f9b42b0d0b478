//! The files that keep the gate shut while the program does not run must agree with each other.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

const CONFIG_TXT: &str = include_str!("../../firmware-config/config.txt");
const WIRING: &str = include_str!("../../firmware-config/README.md");
const SETTINGS: &str = include_str!("../../src/settings/gatehouse.toml");
const CORE: &str = include_str!("../../systemd/gatehouse.service");
const SHUT: &str = include_str!("../../systemd/gatehouse-gate-shut.service");

#[test]
fn boot_configuration_and_units_release_the_same_pin_at_the_same_level() {
    let (pin, level) = CONFIG_TXT
        .lines()
        .find_map(|line| line.strip_prefix("gpio=")?.split_once("=op,"))
        .expect("config.txt sets the relay's pin");
    let environment = format!("Environment=GATE_PIN={pin} GATE_SAFE={level}");
    assert!(CORE.lines().any(|line| line == environment), "{environment}");
    assert!(SHUT.lines().any(|line| line == environment), "{environment}");
    assert!(SETTINGS.lines().any(|line| line == format!("relay_pin = {pin}")));
    assert!(SETTINGS.lines().any(|line| line == format!("active_low = {}", level == "dh")));
    assert!(WIRING.lines().any(|line| line.starts_with(&format!("| {pin} |")) && line.contains("relay")));
}

#[test]
fn the_core_shuts_the_gate_whatever_its_end() {
    let command = "/usr/bin/pinctrl set ${GATE_PIN} op ${GATE_SAFE}";
    assert!(CORE.contains(&format!("ExecStopPost=-+{command}")));
    assert!(SHUT.contains(&format!("ExecStart={command}")));
    assert!(CORE.contains("After=gatehouse-gate-shut.service"));
}

#[test]
fn the_thread_of_the_gate_may_come_first() {
    assert!(CORE.lines().any(|line| line == "LimitRTPRIO=1"));
    assert!(!CORE.contains("RestrictRealtime=yes"), "it forbids what LimitRTPRIO= allows");
}

#[test]
fn every_pin_of_the_example_is_in_the_table_of_wiring() {
    for line in SETTINGS.lines() {
        let Some((key, pin)) = line.trim_start_matches('#').split_once("_pin = ") else { continue };
        let row = WIRING.lines().find(|row| row.starts_with(&format!("| {pin} |")));
        let row = row.unwrap_or_else(|| panic!("{key}_pin = {pin} is not in the table"));
        assert!(row.contains(&format!("`{key}_pin = {pin}`")), "{row}");
    }
}

#[test]
fn a_siren_and_lights_are_at_rest_from_power_on() {
    // Only these pins have a pull-down of their own; what is driven by the high level must lie on them.
    for (key, pin) in SETTINGS.lines().filter_map(|line| line.trim_start_matches('#').split_once("_pin = ")) {
        if ["relay", "siren", "green", "red", "beeper"].contains(&key) {
            assert!((9..=27).contains(&pin.parse::<u8>().unwrap()), "{key}_pin = {pin}");
        }
    }
}

#[test]
fn what_the_kernel_takes_back_falls_to_its_pull() {
    assert!(CONFIG_TXT.lines().any(|line| line == "dtparam=strict_gpiod"));
}
