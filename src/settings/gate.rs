//! `[gate]` and `[[reader]]`: the barrier, its pins and the scanners beside it.

use super::checker::Section;
use crate::domain::{Direction, GATES_MAX, Passage};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// Gates of one site: the number is part of every id and one bit of what a pass names.
const NUMBER: RangeInclusive<u8> = 1..=GATES_MAX;
/// Pins of the Raspberry Pi's header, in BCM numbers.
const PIN: RangeInclusive<u8> = 0..=27;
/// How long one pulse may drive the relay, in milliseconds: released for at least 3 s (IEC 60839-11-1), and let
/// go well before the relay board's own cutoff.
const PULSE_MS: RangeInclusive<u32> = 3_000..=8_000;
/// How long the door may stand open before it alarms, in seconds.
const HELD_OPEN_S: RangeInclusive<u32> = 5..=600;
/// Badge numbers: five digits fit on the badge in large type.
const BADGE: RangeInclusive<u32> = 1..=99_999;
/// Longest name of a gate or reader, in characters: one line on the panel.
const NAME_CHARS_MAX: usize = 32;
/// Readers of one gate: more than any barrier has, few enough for one panel.
const READERS_MAX: usize = 8;

/// What drives the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateKind {
    /// No hardware: for trials and the demo.
    Simulated,
    /// The pins of a Raspberry Pi.
    Rppal,
}

/// One input of the gate: a contact between a pin and ground, pulled up inside the Pi.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputPin {
    /// BCM number.
    pub pin: u8,
    /// True if the low level is the news (a button that closes), false if the high level is
    /// (a loop that breaks).
    pub active_low: bool,
}

/// `[gate]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateSettings {
    /// This gate's number, 1 to 16.
    pub number: u8,
    /// Its name on the panel and on lists.
    pub name: String,
    /// Whether entry and exit share the opening.
    pub passage: Passage,
    /// What drives it.
    pub kind: GateKind,
    /// Where the simulated gate shows its relay and finds its contacts.
    pub simulated_dir: PathBuf,
    /// The relay's pin, BCM number.
    pub relay_pin: u8,
    /// True if the low level drives the relay.
    pub active_low: bool,
    /// Tells that the door stands open; `None` where no contact is wired.
    pub door: Option<InputPin>,
    /// The exit button, which also opens in hardware.
    pub exit: Option<InputPin>,
    /// The fire alarm contact.
    pub fire: Option<InputPin>,
    /// The tamper contact of the case.
    pub tamper: Option<InputPin>,
    /// How long one grant drives the relay, in milliseconds.
    pub pulse_ms: u32,
    /// How long the door may stand open before the alarm, in seconds.
    pub held_open_s: u32,
    /// When the warning before that alarm comes, in seconds.
    pub held_open_warning_s: u32,
    /// First badge number of this gate.
    pub badge_from: u32,
    /// Last badge number of this gate.
    pub badge_to: u32,
}

/// One `[[reader]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderSettings {
    /// Its name in records, unique at this gate.
    pub id: String,
    /// Which way it is passed.
    pub direction: Direction,
}

pub(super) fn read(section: &mut Section<'_>) -> GateSettings {
    let settings = GateSettings {
        number: section.whole("number", 1, NUMBER, "the gate's number"),
        name: section.line("name", "Main gate", NAME_CHARS_MAX),
        passage: section.one_of(
            "passage",
            Passage::Separate,
            &[("separate", Passage::Separate), ("shared", Passage::Shared)],
        ),
        kind: section.one_of(
            "kind",
            GateKind::Simulated,
            &[("simulated", GateKind::Simulated), ("rppal", GateKind::Rppal)],
        ),
        simulated_dir: section.path("simulated_dir", "gate"),
        relay_pin: section.whole("relay_pin", 17, PIN, "BCM pin"),
        active_low: section.yes_no("active_low", false),
        // A door, fire or tamper loop is closed at rest, so a cut wire is told like the event itself;
        // a button closes when pressed.
        door: input(section, "door_pin", "door_active_low", false),
        exit: input(section, "exit_pin", "exit_active_low", true),
        fire: input(section, "fire_pin", "fire_active_low", false),
        tamper: input(section, "tamper_pin", "tamper_active_low", false),
        pulse_ms: section.whole("pulse_ms", 3_000, PULSE_MS, "milliseconds"),
        held_open_s: section.whole("held_open_s", 30, HELD_OPEN_S, "seconds"),
        held_open_warning_s: section.whole("held_open_warning_s", 20, HELD_OPEN_S, "seconds"),
        badge_from: section.whole("badge_from", 1, BADGE, "badge number"),
        badge_to: section.whole("badge_to", 999, BADGE, "badge number"),
    };
    if settings.held_open_warning_s >= settings.held_open_s {
        let wanted = format!("less than held_open_s, {}", settings.held_open_s);
        section.refuse("held_open_warning_s", settings.held_open_warning_s, &wanted);
    }
    if settings.badge_from >= settings.badge_to {
        section.refuse(
            "badge_from",
            settings.badge_from,
            &format!("less than badge_to, {}", settings.badge_to),
        );
    }
    each_pin_once(section, &settings);
    settings
}

fn input(
    section: &mut Section<'_>,
    pin_key: &'static str,
    level_key: &'static str,
    usual: bool,
) -> Option<InputPin> {
    let pin = section.maybe_whole(pin_key, PIN, "BCM pin");
    let active_low = section.yes_no(level_key, usual);
    pin.map(|pin| InputPin { pin, active_low })
}

fn each_pin_once(section: &mut Section<'_>, settings: &GateSettings) {
    let mut taken = vec![("relay_pin", settings.relay_pin)];
    let inputs = [
        ("door_pin", settings.door),
        ("exit_pin", settings.exit),
        ("fire_pin", settings.fire),
        ("tamper_pin", settings.tamper),
    ];
    for (key, input) in inputs {
        let Some(InputPin { pin, .. }) = input else { continue };
        match taken.iter().find(|(_, other)| *other == pin) {
            Some((other, _)) => section.refuse(key, pin, &format!("another pin, {other} has this one")),
            None => taken.push((key, pin)),
        }
    }
}

pub(super) fn read_readers(root: &mut Section<'_>) -> Vec<ReaderSettings> {
    let mut taken: Vec<String> = Vec::new();
    let readers = root.sections("reader", READERS_MAX, |section| {
        section.demand("id", "a name for this reader");
        section.demand("direction", "\"entry\" or \"exit\"");
        let reader = ReaderSettings {
            id: section.line("id", "", NAME_CHARS_MAX),
            direction: section.one_of(
                "direction",
                Direction::Entry,
                &[("entry", Direction::Entry), ("exit", Direction::Exit)],
            ),
        };
        if !reader.id.is_empty() && taken.contains(&reader.id) {
            section.refuse("id", format!("\"{}\"", reader.id), "an id no other reader has");
        }
        taken.push(reader.id.clone());
        reader
    });
    readers.unwrap_or_else(|| {
        vec![
            ReaderSettings { id: "entry".to_owned(), direction: Direction::Entry },
            ReaderSettings { id: "exit".to_owned(), direction: Direction::Exit },
        ]
    })
}
