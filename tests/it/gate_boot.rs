//! What keeps the gate shut while the program does not run: the boot configuration, the units, and `gate-shut`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use gatehouse::wire::Wish;

use crate::trouble_site::Place;

const CONFIG_TXT: &str = include_str!("../../firmware-config/config.txt");
const WIRING: &str = include_str!("../../firmware-config/README.md");
const CMDLINE: &str = include_str!("../../firmware-config/cmdline.txt");
const FIRST_BOOT: &str = include_str!("../../firmware-config/first-boot.sh");
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
fn the_system_shuts_the_gate_before_the_first_start_after_a_boot_and_after_every_end_and_at_no_other_time() {
    let config = "--config /etc/gatehouse/gatehouse.toml";
    let command = format!("/usr/bin/gatehouse gate-shut {config}");
    let has = |unit: &str, line: &str| assert!(unit.lines().any(|found| found == line), "{line}");
    has(SHUT, &format!("ExecStart=-{command}"));
    // One that has ended would be started again with everything else that the system starts, beside a core at work.
    has(SHUT, "RemainAfterExit=yes");
    has(CORE, "Wants=gatehouse-gate-shut.service");
    assert!(CORE.contains("After=gatehouse-gate-shut.service"));
    // As root, and whatever comes of it.
    has(CORE, &format!("ExecStopPost=-+{command}"));
    // With what the core noted for it.
    has(CORE, "RuntimeDirectory=gatehouse");
    has(CORE, &format!("ExecStart=/usr/bin/gatehouse serve {config}"));
}

/// A gate whose core was killed while it was held open.
fn killed_open() -> Place {
    let place = Place::new();
    hold_open_and_kill(&place);
    place
}

fn hold_open_and_kill(place: &Place) {
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    serving.granted(&session, &Wish::EmergencyOpen { reason: "救护车进厂".to_owned() });
    serving.until(|| place.edges().last().is_some_and(|edge| edge == "driven"));
    serving.kill();
    assert_eq!(place.edges().last().map(String::as_str), Some("driven"), "a kill releases nothing");
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
    place.configure("\ndeadline_s = 15\n", "\ndeadline_s = \"soon\"\nink = 3\n");
    place.configure("\nreserve_mb = 256\n", "\nreserve_mb = true\n");
    place.says(&["config", "check", place.config().to_str().expect("a path")], 2);
    place.says(&["gate-shut"], 0);
    assert!(is_released(&place));
}

/// The folder that systemd makes for the core while it runs, and takes away after what follows its end.
fn with_runtime_folder(place: &mut Place) -> PathBuf {
    let folder = place.dir().join("run");
    fs::create_dir(&folder).unwrap();
    let variable = format!("RUNTIME_DIRECTORY={}", folder.display());
    place.move_to(vec!["env".into(), variable.into()], "/".into());
    folder
}

#[test]
fn what_the_core_drove_is_shut_although_the_configuration_names_another_relay_by_now() {
    let mut place = Place::new();
    with_runtime_folder(&mut place);
    hold_open_and_kill(&place);
    place.configure("simulated_dir = \"gate\"", "simulated_dir = \"new-gate\"");
    let told = place.says(&["gate-shut"], 0);
    assert!(is_released(&place), "{told}");
    assert!(place.dir().join("new-gate").exists(), "the one that comes next is shut as well");
}

#[test]
fn what_the_core_drove_is_shut_although_the_configuration_is_none_any_more() {
    let mut place = Place::new();
    with_runtime_folder(&mut place);
    hold_open_and_kill(&place);
    fs::write(place.config(), "[gate\nrelay_pin = ").unwrap();
    place.says(&["gate-shut"], 3);
    assert!(is_released(&place));
}

#[test]
fn a_note_that_is_none_keeps_nobody_from_the_relay_of_the_configuration() {
    let mut place = Place::new();
    let folder = with_runtime_folder(&mut place);
    hold_open_and_kill(&place);
    fs::write(folder.join("relay.toml"), "[gate]\nrelay_pin = true\n").unwrap();
    place.says(&["gate-shut"], 3);
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

#[test]
fn the_contacts_are_inputs_from_the_firmware_on_and_the_same_pins_everywhere() {
    let inputs = CONFIG_TXT
        .lines()
        .find_map(|line| line.strip_prefix("gpio=")?.strip_suffix("=ip,pu"))
        .expect("config.txt sets the contacts' pins");
    for (pin, what) in inputs.split(',').zip(["door", "exit", "fire", "tamper"]) {
        assert!(SETTINGS.lines().any(|line| line == format!("#{what}_pin = {pin}")), "{what}");
        let row = WIRING.lines().find(|line| line.starts_with(&format!("| {pin} |"))).expect("a row");
        assert!(row.contains(&format!("`{what}_pin = {pin}`")), "{row}");
        let active = row.split('`').find_map(|cell| cell.split_once("active_low = ")).expect("a level").1;
        assert!(SETTINGS.lines().any(|line| line == format!("{what}_active_low = {active}")), "{row}");
    }
}

#[test]
fn pins_are_safe_before_a_board_is_told_apart() {
    let unfiltered = CONFIG_TXT.split("\n[pi").next().expect("a beginning");
    assert_eq!(unfiltered.lines().filter(|line| line.starts_with("gpio=")).count(), 2);
    assert!(unfiltered.contains("\n[all]\n") && unfiltered.contains("\ndtparam=watchdog=on\n"));
    assert!(CONFIG_TXT.ends_with("\n[all]\n"), "what comes behind it is for every board");
}

#[test]
fn the_kernel_has_one_line_and_no_console_where_visitors_or_scanners_are() {
    assert_eq!(CMDLINE.lines().count(), 1);
    assert!(!CMDLINE.contains("console=") && CMDLINE.contains("panic="));
    for word in CMDLINE.split_whitespace() {
        assert!(WIRING.contains(word), "README.md says why {word}");
    }
    assert!(FIRST_BOOT.contains("console=(serial[0-9]") && FIRST_BOOT.contains("console=tty3"));
}
