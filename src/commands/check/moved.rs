//! What moves: the gate, and paper.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::signal::unix::{SignalKind, signal};

use super::super::{Exit, Failure, parts};
use super::{Finding, Unwell};
use crate::domain::Stamp;
use crate::engine::{BadgePrinter, Press, Printers, Rolls, TestWords, test_name};
use crate::ports::gate::{GateBoard, Inputs, Relay};
use crate::ports::printer::{PrintOrder, Printing, Unrecorded};
use crate::settings::{GateKind, Settings};

/// How long the relay is driven: long enough to be heard and seen, too short to walk in.
const CLICK: Duration = Duration::from_millis(500);

/// Nobody agreed that the gate moves.
pub(super) fn not_agreed() -> Unwell {
    Unwell::new("not clicked", "clear the way and check again, or give --yes")
}

/// Drives the relay for a moment and reads the contacts.
pub(super) fn gate(settings: &Settings) -> Finding {
    let to_do = "look at [gate] in the configuration and at the wiring";
    let unwell = |failure: Failure| Unwell::failure(&failure, to_do);
    let mut board = parts::board(settings).map_err(unwell)?;
    let inputs = board.read_inputs().map_err(|fault| Unwell::fault(&fault, to_do))?;
    click(board.as_mut()).map_err(unwell)?;
    let contacts = contacts(inputs)?;
    Ok(match settings.gate.kind {
        GateKind::Simulated => format!("simulated, no pin was touched; {contacts}"),
        GateKind::Rppal | GateKind::Gpiocdev => format!(
            "pin {} was driven for {} ms and released, did you hear it? {contacts}",
            settings.gate.relay_pin,
            CLICK.as_millis()
        ),
    })
}

/// Whoever stops the check in the middle finds the gate shut: the signal ends the click, not the program.
fn click(board: &mut dyn GateBoard) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let (mut interrupt, mut terminate) =
            (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        let driven = board.set_relay(Relay::Driven);
        let stopped = tokio::select! {
            () = tokio::time::sleep(CLICK) => false,
            _ = interrupt.recv() => true,
            _ = terminate.recv() => true,
        };
        let released = board.set_relay(Relay::Released);
        driven.and(released).map_err(Failure::of(Exit::Failed))?;
        if stopped {
            Err(Failure::of(Exit::Failed)("the check was stopped; the gate is shut"))
        } else {
            Ok(())
        }
    })
}

/// What the contacts say; those that call without a reason are wired or configured the wrong way round.
fn contacts(inputs: Inputs) -> Finding {
    let calls = [("fire", inputs.fire), ("housing", inputs.tamper), ("exit button", inputs.exit_button)];
    let calling: Vec<&str> = calls.iter().filter(|(_, calls)| *calls).map(|(name, _)| *name).collect();
    if !calling.is_empty() {
        let to_do = "if nothing is on, turn its _active_low in [gate], or look at its wire";
        return Err(Unwell::new(format!("the contact of the {} calls", calling.join(" and the ")), to_do));
    }
    Ok(match inputs.door_open {
        Some(true) => "the contacts are quiet, the door is open".to_owned(),
        Some(false) => "the contacts are quiet, the door is shut".to_owned(),
        None => "the contacts are quiet, no door contact is wired".to_owned(),
    })
}

/// Prints a badge of nobody at every printer of badges, drawn and printed as every badge is. Its pass is signed and
/// opens nothing. Gives a finding for each printer.
pub(super) fn badges(settings: &Settings, now: DateTime<Utc>) -> Vec<Finding> {
    let to_do = "look at [printer] in the configuration";
    let made = || -> Result<_, Failure> {
        let printers = parts::printers(settings)?;
        let press = parts::press(settings)?;
        Ok((printers, press))
    };
    let (Printers { first, spare, rolls, test, .. }, press) = match made() {
        Err(failure) => return vec![Err(Unwell::failure(&failure, to_do))],
        Ok(made) => made,
    };
    let places: Vec<_> = std::iter::once(first).chain(spare).collect();
    let full = places.iter().map(|place| place.labels_on_roll).collect();
    let tester = Tester { press, test, rolls: Rolls::open(rolls, full, Arc::default()), at: now };
    places.into_iter().enumerate().map(|(at, place)| tester.badge(at, place)).collect()
}

struct Tester {
    press: Press,
    test: TestWords,
    /// A test takes a label, too.
    rolls: Rolls,
    at: DateTime<Utc>,
}

impl Tester {
    fn badge(&self, place_no: usize, mut place: BadgePrinter) -> Finding {
        let at = Stamp(self.at.timestamp_millis());
        let paper = self
            .press
            .test_face(&self.test, at)
            .and_then(|face| self.press.paper(&face, place.media, place.printer.form()))
            .map_err(|fault| Unwell::fault(&fault, "look at [printer] font"))?;
        let name = test_name(at);
        let order = PrintOrder { name: &name, document: paper.document(), size_mm: place.media.size_mm() };
        match place.printer.print(&order, &mut Unrecorded) {
            Printing::Printed => {
                self.rolls.printed(place_no, &name);
                Ok(format!("{name} was printed: see its text and scan its code"))
            }
            Printing::NotPrinted(fault) | Printing::Unclear(fault) => {
                Err(Unwell::fault(&fault, "look at the printer and at [printer] in the configuration"))
            }
        }
    }
}
