//! `[[reader]]`: the scanners beside the gate, and what shows at each.

use super::checker::Section;
use super::gate::{DrivenPin, GateSettings, NAME_CHARS_MAX, output};
use crate::domain::{Direction, READERS_MAX};

/// One `[[reader]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderSettings {
    /// Its name in records, unique at this gate.
    pub id: String,
    /// Which way it is passed.
    pub direction: Direction,
    /// The green light: the gate is open for who scanned here.
    pub green: Option<DrivenPin>,
    /// The red light: a scan was refused.
    pub red: Option<DrivenPin>,
    /// The beeper.
    pub beeper: Option<DrivenPin>,
}

impl ReaderSettings {
    /// A reader that shows nothing.
    fn plain(id: &str, direction: Direction) -> ReaderSettings {
        ReaderSettings { id: id.to_owned(), direction, green: None, red: None, beeper: None }
    }

    fn pins(&self) -> impl Iterator<Item = (&'static str, u8)> {
        let pins = [("green_pin", self.green), ("red_pin", self.red), ("beeper_pin", self.beeper)];
        pins.into_iter().filter_map(|(key, output)| Some((key, output?.pin)))
    }
}

/// Reads every reader; their pins are none of the gate's, and each is one reader's.
pub(super) fn read(root: &mut Section<'_>, gate: &GateSettings) -> Vec<ReaderSettings> {
    let mut ids: Vec<String> = Vec::new();
    let mut taken: Vec<u8> = gate.pins().into_iter().map(|(_, pin)| pin).collect();
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
            green: output(section, gate.kind, "green_pin", "green_active_low"),
            red: output(section, gate.kind, "red_pin", "red_active_low"),
            beeper: output(section, gate.kind, "beeper_pin", "beeper_active_low"),
        };
        if !reader.id.is_empty() && ids.contains(&reader.id) {
            section.refuse("id", format!("\"{}\"", reader.id), "an id no other reader has");
        }
        ids.push(reader.id.clone());
        for (key, pin) in reader.pins() {
            if taken.contains(&pin) {
                section.refuse(key, pin, "another pin, something else has this one");
            }
            taken.push(pin);
        }
        reader
    });
    readers.unwrap_or_else(|| {
        vec![ReaderSettings::plain("entry", Direction::Entry), ReaderSettings::plain("exit", Direction::Exit)]
    })
}
