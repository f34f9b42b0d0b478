//! A configuration is right as a whole, or every wrong key is named.

use std::path::Path;

use gatehouse::domain::{AreaRule, Class, Kind};
use gatehouse::domain::{Calendar, Direction, PartyEntry};
use gatehouse::domain::{Language, MarkKey, SiteDay, Span, Stamp, TEXT_BYTES_MAX, TextKind};
use gatehouse::settings::{
    BadgePrinterSettings, ClientSettings, DeviceAt, DrivenPin, GateKind, MediaSetting, Output, Problem,
    Settings, SettingsFault, SirenSettings,
};

/// Section, key, a wrong value, and a piece of what is wanted instead.
const WRONG: &[(&str, &str, &str, &str)] = &[
    ("site", "id", "\"Works 1\"", "lower-case letters"),
    ("site", "name", "\"\"", "1 to 60 characters"),
    ("site", "zone", "\"Mars/Olympus\"", "Asia/Shanghai"),
    ("site", "closing_time", "18:00:00", "\"23:59\""),
    ("site", "day_cut", "\"6:00\"", "\"23:59\""),
    ("site", "address", "7", "one line"),
    ("site", "emergency_phone", "110", "telephone number in quotes"),
    ("site", "welcome_en", "\"a\\nb\"", "one line"),
    ("site", "welcome_zh", "true", "one line"),
    ("site", "place_word", "\"店\"", "\"园\""),
    ("site", "language", "\"de\"", "\"en\""),
    ("site", "privacy_contact", "[]", "one line"),
    ("server", "listen", "\"localhost\"", "address and port"),
    ("server", "tls", "\"yes\"", "true or false"),
    ("server", "certificate", "\"\"", "a path"),
    ("server", "key", "3", "a path"),
    ("store", "dir", "\"\"", "a path"),
    ("store", "keys_dir", "\"\\u0000\"", "a path"),
    ("store", "staff_file", "{}", "a path"),
    ("store", "token_file", "1.5", "a path"),
    ("store", "reserve_mb", "1", "64 to 65536 (mebibytes)"),
    ("gate", "number", "17", "1 to 16"),
    ("gate", "name", "9", "one line"),
    ("gate", "passage", "\"both\"", "\"shared\""),
    ("gate", "kind", "\"gpio\"", "\"rppal\""),
    ("gate", "simulated_dir", "\"\"", "a path"),
    ("gate", "relay_pin", "28", "0 to 27"),
    ("gate", "active_low", "0", "true or false"),
    ("gate", "door_pin", "-1", "0 to 27"),
    ("gate", "exit_pin", "\"22\"", "0 to 27"),
    ("gate", "fire_pin", "99999999999999999999", "0 to 27"),
    ("gate", "tamper_pin", "2.0", "0 to 27"),
    ("gate", "door_active_low", "1", "true or false"),
    ("gate", "exit_active_low", "1", "true or false"),
    ("gate", "fire_active_low", "1", "true or false"),
    ("gate", "tamper_active_low", "1", "true or false"),
    ("gate", "pulse_ms", "900", "3000 to 8000 (milliseconds)"),
    ("gate", "held_open_s", "0", "5 to 600 (seconds)"),
    ("gate", "held_open_warning_s", "\"20 s\"", "5 to 600 (seconds)"),
    ("gate", "badge_from", "0", "1 to 99999"),
    ("gate", "badge_to", "100000", "1 to 99999"),
    ("gate", "chip", "17", "one line"),
    ("gate", "siren_pin", "28", "0 to 27"),
    ("gate", "siren_active_low", "\"yes\"", "true or false"),
    ("gate", "siren_s", "4", "5 to 600 (seconds)"),
    ("printer", "kind", "\"fax\"", "\"folder\" or \"ipp\" or \"escpos\""),
    ("printer", "device", "\"usb/lp0\"", "\"/dev/usb/lp0\""),
    ("printer", "device", "\"tcp://printer:9100\"", "\"tcp://\""),
    ("printer", "device", "\"tcp://192.168.1.61\"", "number and port"),
    ("printer", "device", "\"tcp://192.168.1.61:0\"", "number and port"),
    ("printer", "uri", "\"http://127.0.0.1/\"", "\"ipp://\""),
    ("printer", "tray", "0", "one line"),
    ("printer", "deadline_s", "4", "5 to 120"),
    ("printer", "labels_on_roll", "0", "1 to 10000 (labels)"),
    ("printer.spare", "labels_on_roll", "10001", "1 to 10000 (labels)"),
    ("printer.spare", "kind", "\"fax\"", "\"none\" or \"folder\" or \"ipp\" or \"escpos\""),
    ("printer.spare", "device", "1", "a device"),
    ("printer.lists", "kind", "\"none\"", "\"folder\" or \"ipp\""),
    ("printer.lists", "kind", "\"escpos\"", "A4, which no receipt printer has"),
    ("printer", "media", "\"a4\"", "\"roll-80mm\""),
    ("printer", "dir", "\"\"", "a path"),
    ("printer", "font", "0", "one line"),
    ("kinds", "supplier", "\"ordinary\"", "a class table"),
    ("kinds", "media", "{ any = \"special\" }", "\"vip\""),
    ("limits", "identity_remind_min", "0", "minutes"),
    ("limits", "identity_give_up_min", "1441", "minutes"),
    ("limits", "consent_remind_min", "-3", "minutes"),
    ("limits", "consent_next_min", "6.5", "minutes"),
    ("limits", "consent_give_up_min", "\"20\"", "minutes"),
    ("limits", "administration_manager_min", "0", "minutes"),
    ("limits", "administration_guard_min", "[]", "minutes"),
    ("limits", "claim_alert_s", "4", "5 to 3600 (seconds)"),
    ("limits", "held_remind_min", "0", "minutes"),
    ("limits", "admitted_min", "0", "minutes"),
    ("limits", "signed_off_remind_min", "0", "minutes"),
    ("limits", "kiosk_idle_s", "39", "40 to 3600 (seconds)"),
    ("limits", "kiosk_back_to_welcome_s", "0", "seconds"),
    ("limits", "booking_early_min", "0", "minutes"),
    ("limits", "booking_tries", "2", "3 to 10 (tries)"),
    ("limits", "pin_alarm_tries", "11", "3 to 10 (tries)"),
    ("limits", "pin_delay_s", "1", "seconds"),
    ("rules", "ask_host_on_booking", "\"no\"", "true or false"),
    ("rules", "party_entry", "\"some\"", "\"together\""),
    ("rules", "sign_rules", "1", "true or false"),
    ("rules", "confidential_kinds", "[\"courrier\"]", "\"courier\""),
    ("alerts", "administration", "\"office\"", "telephone number"),
    ("alerts", "company_office", "\"12\"", "telephone number"),
    ("alerts", "manager_on_duty", "13800000000", "telephone number in quotes"),
    ("alerts", "shift_leader", "\"+++\"", "telephone number"),
    ("retention", "document_tail_days", "0", "days"),
    ("retention", "visit_days", "0", "days"),
    ("retention", "remembered_days", "731", "1 to 730"),
    ("texts", "rules_version", "2", "one line"),
    ("texts", "rules_zh", "1", "one line"),
    ("texts", "rules_en", "[]", "one line"),
    ("texts", "confidentiality_version", "true", "one line"),
    ("texts", "confidentiality_zh", "{}", "one line"),
    ("texts", "confidentiality_en", "\"a\\nb\"", "one line"),
];

fn problems(text: &str) -> Vec<Problem> {
    Settings::parse(text).expect_err("the text is wrong")
}

fn only_problem(text: &str) -> Problem {
    let found = problems(text);
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("one")
}

#[test]
fn an_empty_file_is_a_working_trial() {
    let settings = Settings::parse("").expect("defaults");
    assert_eq!(settings.gate.kind, GateKind::Simulated);
    assert_eq!(settings.gate.pulse_ms, 3_000);
    assert_eq!(settings.rules.party_entry, PartyEntry::Each);
    assert!(settings.server.listen.ip().is_loopback());
    assert_eq!(settings.readers.len(), 2);
}

#[test]
fn the_example_says_exactly_the_defaults() {
    assert_eq!(Settings::parse(Settings::example()), Settings::parse(""));
}

#[test]
fn the_example_names_every_key_that_can_be_wrong() {
    for (section, key, ..) in WRONG {
        let body = Settings::example().split(&format!("[{section}]\n")).nth(1).expect("the section");
        let body = body.split("\n[").next().expect("its body");
        let written = body.lines().any(|line| line.trim_start_matches('#').starts_with(&format!("{key} =")));
        assert!(written, "[{section}] {key} is missing in the example");
    }
}

#[test]
fn every_wrong_key_gives_one_line_with_its_value_and_what_is_wanted() {
    for (section, key, value, wanted) in WRONG {
        let problem = only_problem(&format!("# a remark\n[{section}]\n{key} = {value}\n"));
        assert!(problem.key.starts_with(&format!("{section}.{key}")), "{problem}");
        assert!(problem.wanted.contains(wanted), "{problem}");
        assert_eq!(problem.line, Some(3), "{problem}");
        let shown = problem.found == *value || value.contains(&problem.found) || problem.found == "a table";
        assert!(shown, "{problem} does not show {value}");
        assert!(!problem.to_string().contains('\n'));
    }
}

#[test]
fn all_wrong_keys_are_told_at_once() {
    let mut text = String::new();
    let mut section_now = "";
    for (section, key, value, _) in WRONG {
        if *section != section_now {
            text.push_str(&format!("[{section}]\n"));
            section_now = section;
        }
        text.push_str(&format!("{key} = {value}\n"));
    }
    let found = problems(&text);
    for (section, key, ..) in WRONG {
        let told = found.iter().any(|problem| problem.key.starts_with(&format!("{section}.{key}")));
        assert!(told, "{section}.{key} is not among them");
    }
    assert!(found.is_sorted_by_key(|problem| problem.line.unwrap_or(usize::MAX)));
}

#[test]
fn a_key_nobody_knows_is_an_error_and_says_what_is_known() {
    let problem = only_problem("[gate]\npulse = 3000\n");
    assert_eq!(problem.key, "gate.pulse");
    assert_eq!(problem.found, "3000");
    assert!(problem.wanted.contains("no such key") && problem.wanted.contains("pulse_ms"), "{problem}");
    let section = only_problem("[gates]\nnumber = 1\n");
    assert_eq!(section.key, "gates");
    assert!(section.wanted.contains("retention"), "{section}");
    assert_eq!(only_problem("[[reader]]\nid='a'\ndirection='exit'\npin=1\n").key, "reader[1].pin");
}

#[test]
fn a_siren_and_lights_are_there_where_a_pin_is_written() {
    let text = "[gate]\nsiren_s = 30\n[[reader]]\nid='a'\ndirection='exit'\nred_active_low = true";
    let settings = Settings::parse(text).unwrap();
    assert_eq!(settings.gate.siren, None);
    assert_eq!(settings.policy([0; 32], MarkKey([0; 32])).siren_ms, None);
    assert_eq!((settings.readers[0].green, settings.readers[0].red), (None, None));
    let wired = Settings::parse(
        &text
            .replacen("siren_s", "siren_pin = 16\nsiren_active_low = true\nsiren_s", 1)
            .replace("red_", "red_pin = 21\nred_"),
    )
    .unwrap();
    let siren = SirenSettings { relay: DrivenPin { pin: 16, active_low: true }, longest_s: 30 };
    assert_eq!(wired.gate.siren, Some(siren));
    assert_eq!(wired.policy([0; 32], MarkKey([0; 32])).siren_ms, Some(30_000));
    assert_eq!(wired.readers[0].red, Some(DrivenPin { pin: 21, active_low: true }));
}

#[test]
fn another_board_has_more_lines_than_the_header_of_a_raspberry_pi_has_pins() {
    let gate = Settings::parse("[gate]\nkind='gpiocdev'\nchip='/dev/gpiochip2'\nrelay_pin=97").unwrap().gate;
    assert_eq!((gate.kind, gate.relay_pin), (GateKind::Gpiocdev, 97));
    assert_eq!(gate.chip.as_deref(), Some(Path::new("/dev/gpiochip2")));
    assert!(only_problem("[gate]\nkind='rppal'\nrelay_pin=97").wanted.contains("0 to 27"));
    // A path of a device is no place beside the file.
    assert_eq!(Settings::parse("").unwrap().gate.chip, None);
}

#[test]
fn a_section_of_the_wrong_shape_is_named() {
    assert_eq!(only_problem("site = 3").wanted, "a section [site]");
    assert_eq!(only_problem("[reader]\nid = 'a'").wanted, "1 to 8 sections [[reader]]");
    assert_eq!(only_problem("reader = []").found, "0 of them");
    assert_eq!(only_problem("reader = [1]").key, "reader[1]");
}

#[test]
fn a_broken_line_does_not_hide_the_wrong_key_below_it() {
    let found = problems("[site]\nname = \n[gate]\npulse_ms = 1\n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].line, Some(2));
    assert_eq!(found[1].key, "gate.pulse_ms");
}

#[test]
fn a_key_written_twice_is_refused() {
    let found = problems("[gate]\npulse_ms = 3000\npulse_ms = 4000\n");
    assert_eq!(found[0].line, Some(3));
    assert!(found[0].wanted.contains("duplicate"), "{}", found[0]);
}

#[test]
fn keys_that_do_not_fit_together_are_refused() {
    for (text, key, wanted) in [
        ("[server]\nlisten = '0.0.0.0:80'\ntls = false", "server.listen", "tls = true"),
        ("[gate]\nbadge_from = 9\nbadge_to = 9", "gate.badge_from", "badge_to, 9"),
        ("[gate]\nheld_open_s = 20", "gate.held_open_warning_s", "held_open_s, 20"),
        ("[gate]\ndoor_pin = 17", "gate.door_pin", "relay_pin has"),
        ("[gate]\nexit_pin = 5\nfire_pin = 5", "gate.fire_pin", "exit_pin has"),
        ("[gate]\ndoor_pin = 6\nsiren_pin = 6", "gate.siren_pin", "door_pin has"),
        (
            "[gate]\nfire_pin=23\n[[reader]]\nid='a'\ndirection='exit'\nred_pin=23",
            "reader[1].red_pin",
            "another pin",
        ),
        (
            "[[reader]]\nid='a'\ndirection='exit'\nred_pin=5\n[[reader]]\nid='b'\ndirection='exit'\nbeeper_pin=5",
            "reader[2].beeper_pin",
            "another pin",
        ),
        ("[limits]\nidentity_give_up_min = 10", "limits.identity_remind_min", "identity_give_up_min, 10"),
        ("[limits]\nconsent_next_min = 3", "limits.consent_remind_min", "consent_next_min"),
        ("[limits]\nconsent_next_min = 20", "limits.consent_next_min", "consent_give_up_min"),
        ("[limits]\nadministration_guard_min = 1", "limits.administration_manager_min", "guard_min"),
        ("[retention]\ndocument_tail_days = 40\nvisit_days = 30", "retention.document_tail_days", "30"),
        (
            "[[reader]]\nid='a'\ndirection='exit'\n[[reader]]\nid='a'\ndirection='exit'",
            "reader[2].id",
            "no other",
        ),
        ("[[reader]]\nid='a'", "reader[1].direction", "\"entry\""),
        ("[[reader]]\ndirection='exit'", "reader[1].id", "a name"),
        ("[[area]]\nname='a'\n[[area]]\nname='a'", "area[2].name", "no other area"),
        ("[[area]]\nrestricted=true\napprover='b'\n[[area]]\nname='open'", "area[1].name", "no other area"),
        ("[[area]]\nname='a'\nrestricted=true\n[[area]]\nname='open'", "area[1].approver", "who approves"),
        (
            "[[area]]\nname='a'\nrestricted=true\napprover=''\n[[area]]\nname='open'",
            "area[1].approver",
            "who approves",
        ),
        ("[[area]]\nname='a'\napprover='b'", "area[1].approver", "restricted = true"),
        ("[[area]]\nname='a'\nrestricted=true\napprover='b'", "area", "open to everybody"),
        ("[[area]]\nname='a'\nchildren=false", "area", "open to everybody"),
        ("[[area]]\nname='a'\nconfidential=true", "area", "open to everybody"),
        ("[[area]]\nname='a'\nconfidential=1", "area[1].confidential", "true or false"),
        ("[rules]\nconfidential_kinds=['media','media']", "rules.confidential_kinds", "each once"),
        ("[rules]\nconfidential_kinds='media'", "rules.confidential_kinds", "a list of"),
        ("[[area]]\nname='a'\nchildren='no'", "area[1].children", "true or false"),
        ("[kinds]\nsupplier = { any = 'vip', leader = 'vip' }", "kinds.supplier.any", "either any"),
        ("[texts]\nrules_zh = 'a.txt'", "texts.rules_en", "as rules_zh has one"),
        ("[texts]\nconfidentiality_en = 'a.txt'", "texts.confidentiality_zh", "both languages"),
        ("[texts]\nrules_version = ''", "texts.rules_version", "1 to 40 characters"),
    ] {
        let problem = only_problem(text);
        assert_eq!(problem.key, key, "{problem}");
        assert!(problem.wanted.contains(wanted), "{problem}");
        assert!(problem.line.is_some(), "{problem}");
    }
}

#[test]
fn areas_are_those_of_the_house_rules_unless_a_site_lists_its_own() {
    let areas = |text: &str| {
        let policy = Settings::parse(text).expect("right").policy([7; 32], MarkKey([5; 32]));
        let area = |rule: &AreaRule| (rule.name.as_str().to_owned(), rule.approver.is_some(), rule.children);
        policy.areas.iter().map(area).collect::<Vec<_>>()
    };
    let row = |name: &str, restricted, children| (name.to_owned(), restricted, children);
    let house = [
        row("会客区", false, true),
        row("办公区", true, true),
        row("生产区", true, false),
        row("机房", true, false),
    ];
    assert_eq!(areas(""), house);
    let own = "[[area]]\nname = 'Yard'\n[[area]]\nname = 'Lab'\nrestricted = true\napprover = 'Head of lab'";
    assert_eq!(areas(own), [row("Yard", false, true), row("Lab", true, true)]);
}

#[test]
fn kind_and_rank_give_the_class_of_the_house_rules() {
    let kinds = Settings::parse("").expect("defaults").kinds;
    for (kind, leader, other) in [
        (Kind::Supplier, Class::Ordinary, Class::Ordinary),
        (Kind::KeyCustomer, Class::Important, Class::Ordinary),
        (Kind::KeySupplier, Class::Important, Class::Ordinary),
        (Kind::Government, Class::Vip, Class::Important),
        (Kind::Auditor, Class::Important, Class::Important),
        (Kind::OutsourcingPartner, Class::Vip, Class::Vip),
        (Kind::Courier, Class::Ordinary, Class::Ordinary),
    ] {
        assert_eq!(kinds.class(kind, true), leader, "{kind:?}");
        assert_eq!(kinds.class(kind, false), other, "{kind:?}");
    }
}

#[test]
fn a_site_changes_the_class_of_a_kind_for_one_rank_or_for_any() {
    let kinds =
        Settings::parse("[kinds]\nsupplier = { leader = 'important' }\nexpert = { any = 'ordinary' }");
    let kinds = kinds.expect("right").kinds;
    assert_eq!(kinds.class(Kind::Supplier, true), Class::Important);
    assert_eq!(kinds.class(Kind::Supplier, false), Class::Ordinary);
    assert_eq!(kinds.class(Kind::Expert, true), Class::Ordinary);
    let problem = only_problem("[kinds]\nsuplier = { any = 'vip' }");
    assert_eq!(problem.key, "kinds.suplier");
    assert!(problem.wanted.contains("outsourcing-partner"), "{problem}");
}

#[test]
fn no_configuration_makes_anybody_a_troublemaker() {
    for word in ["troublemaker", "special", "特殊"] {
        assert!(Settings::parse(&format!("[kinds]\nother = {{ any = '{word}' }}")).is_err());
    }
}

#[test]
fn every_kind_has_its_line_in_the_example() {
    let section = Settings::example().split("[kinds]\n").nth(1).and_then(|text| text.split("\n\n").next());
    assert_eq!(section.expect("the section").lines().count(), Kind::ALL.len());
}

#[test]
fn the_policy_is_what_the_file_says() {
    let text = "[gate]\nnumber = 3\npulse_ms = 4000\nbadge_from = 3000\nbadge_to = 3999
        [limits]\nclaim_alert_s = 90\nadmitted_min = 5\n[rules]\nparty_entry = 'together'";
    let policy = Settings::parse(text).expect("right").policy([7; 32], MarkKey([5; 32]));
    assert_eq!((policy.gate.get(), policy.pulse_ms, policy.hash), (3, 4_000, [7; 32]));
    assert_eq!((policy.badges.0.0, policy.badges.1.0), (3_000, 3_999));
    assert_eq!(policy.limits.claim_alert, Span::seconds(90));
    assert_eq!(policy.limits.admitted, Span::minutes(5));
    assert_eq!(policy.limits.held_open, Span::seconds(30));
    assert_eq!(policy.party_entry, PartyEntry::Together);
    assert!(policy.ask_host_on_booking);
    assert!(policy.confidential_kinds.is_empty() && policy.sign_rules);
    let text = "[rules]\nsign_rules = false\nconfidential_kinds = ['media', 'contractor']";
    let strict = Settings::parse(text).expect("right").policy([7; 32], MarkKey([5; 32]));
    assert_eq!(strict.confidential_kinds, [Kind::Media, Kind::Contractor]);
    assert!(!strict.sign_rules);
    let directions: Vec<Direction> = policy.readers.iter().map(|(_, direction)| *direction).collect();
    assert_eq!(directions, [Direction::Entry, Direction::Exit]);
    assert_eq!(policy.class_for(Kind::Investor, false), Class::Vip);
}

fn stamp(utc: &str) -> Stamp {
    Stamp(utc.parse::<chrono::DateTime<chrono::Utc>>().expect("a time").timestamp_millis())
}

#[test]
fn a_day_of_the_site_is_cut_at_its_hour_and_not_at_midnight() {
    let calendar = Settings::parse("").expect("defaults").site.calendar();
    // 2026-11-23 is day 20,780 since 1970; Shanghai is eight hours ahead of UTC.
    assert_eq!(calendar.day_of(stamp("2026-11-22T21:59:59Z")), SiteDay(20_779));
    assert_eq!(calendar.day_of(stamp("2026-11-22T22:00:00Z")), SiteDay(20_780));
    assert_eq!(calendar.day_of(stamp("2026-11-23T21:59:59Z")), SiteDay(20_780));
}

#[test]
fn the_next_closing_is_always_ahead_also_when_clocks_are_changed() {
    let calendar = Settings::parse("").expect("defaults").site.calendar();
    assert_eq!(calendar.next_closing(stamp("2026-11-23T09:59:59Z")), stamp("2026-11-23T10:00:00Z"));
    assert_eq!(calendar.next_closing(stamp("2026-11-23T10:00:00Z")), stamp("2026-11-24T10:00:00Z"));
    let berlin = "[site]\nzone = 'Europe/Berlin'\nclosing_time = '02:30'";
    let calendar = Settings::parse(berlin).expect("right").site.calendar();
    // That night has no 02:30 in March, and two of them in October.
    assert_eq!(calendar.next_closing(stamp("2026-03-28T12:00:00Z")), stamp("2026-03-29T01:30:00Z"));
    assert_eq!(calendar.next_closing(stamp("2026-10-24T12:00:00Z")), stamp("2026-10-25T00:30:00Z"));
    assert_eq!(calendar.next_closing(stamp("2026-10-25T00:30:00Z")), stamp("2026-10-26T01:30:00Z"));
}

#[test]
fn the_post_is_wanted_within_its_hours_and_from_their_next_beginning() {
    let day_and_night = Settings::parse("").unwrap().site.calendar();
    let late = stamp("2026-11-23T17:00:00Z");
    assert_eq!(day_and_night.post_wanted_from(late), late);
    let hours = |from: &str, to: &str| {
        let text = format!("[site]\npost_from = \"{from}\"\npost_to = \"{to}\"");
        Settings::parse(&text).unwrap().site.calendar()
    };
    // 06:00 to 22:00 in Shanghai is 22:00 to 14:00 UTC.
    let day = hours("06:00", "22:00");
    assert_eq!(day.post_wanted_from(stamp("2026-11-23T13:59:59Z")), stamp("2026-11-23T13:59:59Z"));
    assert_eq!(day.post_wanted_from(stamp("2026-11-23T14:00:00Z")), stamp("2026-11-23T22:00:00Z"));
    let night = hours("22:00", "06:00");
    assert_eq!(night.post_wanted_from(late), late);
    assert_eq!(night.post_wanted_from(stamp("2026-11-23T22:00:00Z")), stamp("2026-11-24T14:00:00Z"));
}

#[test]
fn no_clock_is_too_wrong_for_the_calendar() {
    let calendar = Settings::parse("[site]\nzone = 'Pacific/Apia'").expect("right").site.calendar();
    for at in [i64::MIN, -1, 0, i64::MAX / 2, i64::MAX] {
        calendar.day_of(Stamp(at));
        calendar.next_closing(Stamp(at));
        calendar.post_wanted_from(Stamp(at));
    }
}

#[test]
fn a_real_gate_reads_as_written() {
    let text = "
        [site]\nid = 'works-7'\nzone = 'Europe/Berlin'\nplace_word = '校'\nday_cut = '05:30'
        [server]\nlisten = '[::]:8443'
        [gate]\nkind = 'rppal'\ndoor_pin = 27\nexit_pin = 22\nexit_active_low = false
        [[reader]]\nid = 'lane 1'\ndirection = 'exit'
        [alerts]\nmanager_on_duty = '+86 138 0000 0000'";
    let settings = Settings::parse(text).expect("right");
    assert_eq!(settings.site.zone.name(), "Europe/Berlin");
    assert_eq!(settings.site.place_word.word(), "校");
    assert_eq!(settings.gate.door.map(|input| (input.pin, input.active_low)), Some((27, false)));
    assert_eq!(settings.gate.exit.map(|input| (input.pin, input.active_low)), Some((22, false)));
    assert_eq!(settings.gate.fire, None);
    assert_eq!(settings.readers[0].direction, Direction::Exit);
    assert_eq!(settings.alerts.manager_on_duty.as_deref(), Some("+86 138 0000 0000"));
}

#[test]
fn no_text_at_all_makes_the_check_panic() {
    let mut random = fastrand::Rng::with_seed(0x6a7e);
    let example: Vec<char> = Settings::example().chars().collect();
    let signs: Vec<char> = "[]{}=\"'#\n\\.,0-9eTZ:+_ 厂\u{0}\u{feff}".chars().collect();
    for _ in 0..300 {
        let from = random.usize(..example.len());
        let mut text = example[from..(from + 1_500).min(example.len())].to_vec();
        for _ in 0..random.usize(1..30) {
            let at = random.usize(..text.len().max(1)).min(text.len());
            match random.u8(..4) {
                0 if at < text.len() => drop(text.remove(at)),
                1 if at < text.len() => text[at] = signs[random.usize(..signs.len())],
                2 => text.truncate(at.max(10)),
                _ => text.insert(at, signs[random.usize(..signs.len())]),
            }
        }
        let text: String = text.into_iter().collect();
        if let Err(found) = Settings::parse(&text) {
            assert!(found.iter().all(|problem| !problem.to_string().contains('\n')), "{text}");
        }
        let _ = ClientSettings::parse(&text).is_ok();
    }
    for nested in ["a=[".repeat(20_000), "[".repeat(50_000), "a={b=".repeat(20_000), "a.".repeat(40_000)] {
        assert!(Settings::parse(&nested).is_err());
    }
}

#[test]
fn a_file_that_cannot_be_read_is_a_fault_with_its_cause() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gatehouse.toml");
    let fault = Settings::read(&path).expect_err("no file");
    assert!(matches!(fault, SettingsFault::Read { .. }) && std::error::Error::source(&fault).is_some());
    std::fs::write(&path, "#".repeat(200_000)).expect("written");
    assert!(matches!(Settings::read(&path), Err(SettingsFault::TooLong { .. })));
    std::fs::write(&path, "[gate]\nnumber = 0\n[limits]\nadmitted_min = 0\n").expect("written");
    let told = Settings::read(&path).expect_err("wrong").to_string();
    assert!(
        told.contains("line 2: gate.number is 0") && told.contains("line 4: limits.admitted_min"),
        "{told}"
    );
}

#[test]
fn the_texts_of_a_site_are_read_from_its_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gatehouse.toml");
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
    let words = |settings: &Settings, kind, language| {
        let texts = settings.policy([7; 32], MarkKey([5; 32])).texts;
        let text = texts.iter().find(|text| (text.kind(), text.language()) == (kind, language));
        text.map(|text| (text.version().to_owned(), text.words().to_owned())).expect("it stands")
    };
    write("rules.txt", "请勿吸烟。\r\n".as_bytes());
    write("rules_en.txt", b"Do not smoke.");
    write(
        "gatehouse.toml",
        b"[texts]\nrules_version = '2026-11'\nrules_zh = 'rules.txt'\nrules_en = 'rules_en.txt'\n",
    );
    let settings = Settings::read(&path).expect("right");
    let said = |kind, language| words(&settings, kind, language);
    assert_eq!(said(TextKind::Rules, Language::Zh), ("2026-11".to_owned(), "请勿吸烟。".to_owned()));
    assert_eq!(said(TextKind::Rules, Language::En), ("2026-11".to_owned(), "Do not smoke.".to_owned()));
    let (version, built_in) = said(TextKind::Confidentiality, Language::Zh);
    assert!(version == "1" && built_in.contains("保密"), "{built_in}");

    for wrong in [&b"\xff\xfe"[..], b"  \n", &[b'x'; TEXT_BYTES_MAX + 1]] {
        write("rules.txt", wrong);
        let told = Settings::read(&path).expect_err("no text").to_string();
        assert!(told.contains("texts.rules_zh is") && told.contains("8192 bytes"), "{told}");
    }
    std::fs::remove_file(folder.path().join("rules.txt")).expect("removed");
    let told = Settings::read(&path).expect_err("no file").to_string();
    assert!(told.contains("texts.rules_zh is") && !told.contains("rules_en"), "{told}");
}

#[test]
fn relative_paths_start_in_the_folder_of_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gatehouse.toml");
    std::fs::write(&path, "[store]\ndir = '/var/lib/gatehouse'\n").expect("written");
    let settings = Settings::read(&path).expect("right");
    assert_eq!(settings.store.dir.to_str(), Some("/var/lib/gatehouse"));
    assert_eq!(settings.store.staff_file, folder.path().join("staff.toml"));
    assert_eq!(settings.printer.font, None);
}

#[test]
fn labels_are_counted_where_they_are_on_a_roll() {
    let printer = |text: &str| Settings::parse(text).map(|all| all.printer);
    let both = "[printer]\nlabels_on_roll = 1\n[printer.spare]\nkind = 'folder'\nlabels_on_roll = 10000";
    let both = printer(both).expect("right");
    assert_eq!(both.first.labels_on_roll, Some(1));
    assert_eq!(both.spare.and_then(|spare| spare.labels_on_roll), Some(10_000));
    for media in ["card-54x86", "a6"] {
        let found =
            printer(&format!("[printer]\nmedia = '{media}'\nlabels_on_roll = 100")).expect_err("wrong");
        let named = |one: &gatehouse::settings::Problem| one.key == "printer.labels_on_roll";
        assert!(matches!(&found[..], [one] if named(one) && one.line == Some(3)), "{found:?}");
    }
}

#[test]
fn a_receipt_printer_has_a_place_and_a_roll() {
    let printer =
        |text: &str| Settings::parse(&format!("[printer]\nkind = 'escpos'\n{text}")).map(|all| all.printer);
    for (device, at) in [
        ("/dev/usb/lp0", DeviceAt::Node("/dev/usb/lp0".into())),
        ("tcp://192.168.1.61:9100", DeviceAt::Tcp("192.168.1.61:9100".parse().expect("an address"))),
        ("tcp://[fe80::1]:9100", DeviceAt::Tcp("[fe80::1]:9100".parse().expect("an address"))),
    ] {
        let printer = printer(&format!("media = 'roll-80mm'\ndevice = '{device}'")).expect("right");
        let (output, media) = (Output::Escpos(at), MediaSetting::Roll80);
        let first = BadgePrinterSettings { output, media, labels_on_roll: None };
        assert_eq!(printer.first, first);
    }
    let wrong = |text: &str, key: &str, wanted: &str| {
        let found = printer(text).expect_err("wrong");
        assert!(matches!(&found[..], [one] if one.key == key && one.wanted.contains(wanted)), "{found:?}");
    };
    wrong("device = '/dev/usb/lp0'", "printer.media", "\"roll-80mm\"");
    wrong("media = 'roll-80mm'", "printer.device", "where the printer is");
    let spare = "media = 'roll-80mm'\ndevice = '/dev/usb/lp0'\n[printer.spare]\nkind = 'escpos'\nmedia = 'a6'\ndevice = '/dev/usb/lp1'";
    wrong(spare, "printer.spare.media", "\"roll-80mm\"");
    let lists = "media = 'roll-80mm'\ndevice = '/dev/usb/lp0'\n[printer.lists]\ndevice = '/dev/usb/lp0'";
    wrong(lists, "printer.lists.device", "no such key");
}
