//! `[gate]`: the barrier and its pins.

use super::checker::Section;
use crate::domain::{GATES_MAX, Passage};
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// Gates of one site: the number is part of every id and one bit of what a pass names.
const NUMBER: RangeInclusive<u8> = 1..=GATES_MAX;
/// Pins of the Raspberry Pi's header, in BCM numbers.
const PIN: RangeInclusive<u8> = 0..=27;
/// Lines of another board's GPIO chip: more than the widest has on one chip.
const LINE: RangeInclusive<u8> = 0..=254;
/// What a pin's number counts.
const PIN_UNIT: &str = "BCM pin";
/// Longest path of a chip, in characters: what stands in /dev is short.
const CHIP_CHARS_MAX: usize = 64;
/// How long one pulse may drive the relay, in milliseconds: released for at least 3 s (IEC 60839-11-1), and let
/// go well before the relay board's own cutoff.
const PULSE_MS: RangeInclusive<u32> = 3_000..=8_000;
/// How long the siren may sound, in seconds: long enough to be noticed, and not a night for the neighbours.
const SIREN_S: RangeInclusive<u32> = 5..=600;
/// How long the door may stand open before it alarms, in seconds.
const HELD_OPEN_S: RangeInclusive<u32> = 5..=600;
/// Badge numbers: five digits fit on the badge in large type.
const BADGE: RangeInclusive<u32> = 1..=99_999;
/// Longest name of a gate or reader, in characters: one line on the panel.
pub(super) const NAME_CHARS_MAX: usize = 32;

/// What drives the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GateKind {
    /// No hardware: for trials and the demo.
    Simulated,
    /// The pins of a Raspberry Pi up to 5, by their registers.
    Rppal,
    /// The lines of a GPIO chip, by the kernel's character device: a Raspberry Pi of any kind, or another board.
    Gpiocdev,
}

/// The kinds by their words.
const KINDS: [(&str, GateKind); 3] =
    [("simulated", GateKind::Simulated), ("rppal", GateKind::Rppal), ("gpiocdev", GateKind::Gpiocdev)];

/// One output: a pin that drives a relay, a light or a beeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrivenPin {
    /// BCM number, or the line of the chip.
    pub pin: u8,
    /// True if the low level drives.
    pub active_low: bool,
}

/// A siren on a relay of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SirenSettings {
    /// The relay's pin.
    pub relay: DrivenPin,
    /// How long it sounds at most, in seconds.
    pub longest_s: u32,
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
    /// The GPIO chip of `gpiocdev`, a path; `None` for that of the Raspberry Pi, found by its label.
    pub chip: Option<PathBuf>,
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
    /// The siren, where there is one.
    pub siren: Option<SirenSettings>,
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

impl GateKind {
    /// The numbers a pin may have.
    pub(super) fn pins(self) -> RangeInclusive<u8> {
        match self {
            GateKind::Simulated | GateKind::Rppal => PIN,
            GateKind::Gpiocdev => LINE,
        }
    }
}

impl GateSettings {
    /// The gate with its relay and nothing else: what has to be opened to let the relay go, and no contact that is
    /// broken may be in the way.
    pub fn relay_alone(&self) -> Self {
        Self { door: None, exit: None, fire: None, tamper: None, siren: None, ..self.clone() }
    }

    /// Whether it is the same relay, and let go by the same level.
    pub fn has_same_relay(&self, other: &Self) -> bool {
        let relay = |gate: &Self| {
            (gate.kind, gate.chip.clone(), gate.simulated_dir.clone(), gate.relay_pin, gate.active_low)
        };
        relay(self) == relay(other)
    }

    /// What says which relay it is and what lets it go, as a configuration that [`GateSettings::read`] takes.
    pub fn relay_text(&self) -> String {
        let kind = KINDS.iter().find(|(_, kind)| *kind == self.kind).map_or("", |(word, _)| word);
        let mut gate = toml::Table::new();
        gate.insert("kind".to_owned(), kind.into());
        if let Some(chip) = &self.chip {
            gate.insert("chip".to_owned(), chip.to_string_lossy().as_ref().into());
        }
        gate.insert("simulated_dir".to_owned(), self.simulated_dir.to_string_lossy().as_ref().into());
        gate.insert("relay_pin".to_owned(), i64::from(self.relay_pin).into());
        gate.insert("active_low".to_owned(), self.active_low.into());
        toml::Table::from_iter([("gate".to_owned(), gate.into())]).to_string()
    }

    /// Every pin of it that is taken, with its key.
    pub(super) fn pins(&self) -> Vec<(&'static str, u8)> {
        let inputs = [
            ("door_pin", self.door),
            ("exit_pin", self.exit),
            ("fire_pin", self.fire),
            ("tamper_pin", self.tamper),
        ];
        let inputs = inputs.into_iter().filter_map(|(key, input)| Some((key, input?.pin)));
        let siren = self.siren.map(|siren| ("siren_pin", siren.relay.pin));
        std::iter::once(("relay_pin", self.relay_pin)).chain(inputs).chain(siren).collect()
    }
}

pub(super) fn read(section: &mut Section<'_>) -> GateSettings {
    let kind = section.one_of("kind", GateKind::Simulated, &KINDS);
    let settings = GateSettings {
        number: section.whole("number", 1, NUMBER, "the gate's number"),
        name: section.line("name", "Main gate", NAME_CHARS_MAX),
        passage: section.one_of(
            "passage",
            Passage::Separate,
            &[("separate", Passage::Separate), ("shared", Passage::Shared)],
        ),
        kind,
        chip: section.maybe_line("chip", CHIP_CHARS_MAX).map(PathBuf::from),
        simulated_dir: section.path("simulated_dir", "gate"),
        relay_pin: section.whole("relay_pin", 17, kind.pins(), PIN_UNIT),
        active_low: section.yes_no("active_low", false),
        // A door, fire or tamper loop is closed at rest, so a cut wire is told like the event itself;
        // a button closes when pressed.
        door: input(section, kind, "door_pin", "door_active_low", false),
        exit: input(section, kind, "exit_pin", "exit_active_low", true),
        fire: input(section, kind, "fire_pin", "fire_active_low", false),
        tamper: input(section, kind, "tamper_pin", "tamper_active_low", false),
        siren: read_siren(section, kind),
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
    let mut taken: Vec<(&'static str, u8)> = Vec::new();
    for (key, pin) in settings.pins() {
        match taken.iter().find(|(_, other)| *other == pin) {
            Some((other, _)) => section.refuse(key, pin, &format!("another pin, {other} has this one")),
            None => taken.push((key, pin)),
        }
    }
    settings
}

fn read_siren(section: &mut Section<'_>, kind: GateKind) -> Option<SirenSettings> {
    let relay = output(section, kind, "siren_pin", "siren_active_low");
    let longest_s = section.whole("siren_s", 120, SIREN_S, "seconds");
    relay.map(|relay| SirenSettings { relay, longest_s })
}

/// An output whose key may be left out.
pub(super) fn output(
    section: &mut Section<'_>,
    kind: GateKind,
    pin_key: &'static str,
    level_key: &'static str,
) -> Option<DrivenPin> {
    let pin = section.maybe_whole(pin_key, kind.pins(), PIN_UNIT);
    let active_low = section.yes_no(level_key, false);
    pin.map(|pin| DrivenPin { pin, active_low })
}

fn input(
    section: &mut Section<'_>,
    kind: GateKind,
    pin_key: &'static str,
    level_key: &'static str,
    usual: bool,
) -> Option<InputPin> {
    let pin = section.maybe_whole(pin_key, kind.pins(), PIN_UNIT);
    let active_low = section.yes_no(level_key, usual);
    pin.map(|pin| InputPin { pin, active_low })
}
