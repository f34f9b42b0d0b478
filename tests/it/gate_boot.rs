//! The files that keep the gate shut while the program does not run must agree with each other.
#![allow(clippy::expect_used)]

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
