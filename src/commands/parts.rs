//! The devices a configuration names, opened: shared by `serve`, `check` and `demo`.

use std::error::Error;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use super::site::passes;
use super::{Exit, Failure};
use crate::adapters::gate_folder::FolderGate;
use crate::adapters::gate_lasting::LastingGate;
#[cfg(feature = "pi")]
use crate::adapters::gate_over_pins::{GateWiring, ReaderWiring, Wired};
use crate::adapters::keys::DeviceKeys;
use crate::adapters::printer_escpos::EscposPrinter;
use crate::adapters::printer_folder::FolderPrinter;
use crate::adapters::printer_ipp::IppPrinter;
use crate::adapters::roll_note::RollNote;
use crate::adapters::system_clock::ZoneTime;
use crate::badge::{Fonts, Media};
use crate::engine::{BadgePrinter, Press, Printers, TestWords};
use crate::ports::gate::{Cause, GateBoard};
use crate::ports::printer::Printer;
use crate::settings::{
    BadgePrinterSettings, GateKind, GateSettings, MediaSetting, Output, PrinterSettings, ReaderSettings,
    Settings,
};
#[cfg(feature = "pi")]
use crate::settings::{DrivenPin, InputPin};

/// Face of the wide font within its file: a collection of Noto CJK has Simplified Chinese third, a single font
/// has one face.
const WIDE_FACE_OF_COLLECTION: u32 = 2;

/// What drives the gate.
///
/// # Errors
/// It cannot be had on this machine, or not now.
pub(super) fn board(settings: &Settings) -> Result<Box<dyn GateBoard>, Failure> {
    board_of(&settings.gate, &settings.readers)
}

/// The same, of the gate's section alone: its relay and its contacts.
pub(super) fn gate_board(gate: &GateSettings) -> Result<Box<dyn GateBoard>, Failure> {
    board_of(gate, &[])
}

fn board_of(gate: &GateSettings, readers: &[ReaderSettings]) -> Result<Box<dyn GateBoard>, Failure> {
    match gate.kind {
        GateKind::Simulated => folder(gate),
        GateKind::Rppal | GateKind::Gpiocdev => pins(gate, readers),
    }
}

/// What drives the gate, for a core that is to stay up whatever is missing: a board that cannot be had now is opened
/// as soon as it can, and until then the gate is out of order.
///
/// # Errors
/// This build can drive no such board, now or ever.
pub(super) fn lasting_board(settings: &Settings) -> Result<Box<dyn GateBoard>, Failure> {
    if settings.gate.kind != GateKind::Simulated {
        drives_pins()?;
    }
    let settings = settings.clone();
    let open = move || board(&settings).map_err(|failure| Arc::new(NoBoard(failure.cause)) as Cause);
    Ok(Box::new(LastingGate::open(Box::new(open))))
}

/// Why the board could not be had, in the words for whoever installs it.
#[derive(Debug, thiserror::Error)]
#[error("the gate's board cannot be had")]
struct NoBoard(#[source] Box<dyn Error + Send + Sync>);

fn folder(gate: &GateSettings) -> Result<Box<dyn GateBoard>, Failure> {
    let folder = &gate.simulated_dir;
    let board = FolderGate::open(folder, gate.door.is_some()).map_err(|cause| {
        Failure::of(Exit::Failed)(format!("the simulated gate cannot be in {}: {cause}", folder.display()))
    })?;
    Ok(Box::new(board))
}

#[cfg(feature = "pi")]
fn pins(gate: &GateSettings, readers: &[ReaderSettings]) -> Result<Box<dyn GateBoard>, Failure> {
    let wiring = wiring(gate, readers);
    if gate.kind == GateKind::Gpiocdev {
        crate::adapters::gate_gpiocdev::open(gate.chip.as_deref(), wiring).map_err(Failure::of(Exit::Failed))
    } else {
        crate::adapters::gate_rppal::open(wiring).map_err(Failure::of(Exit::Failed))
    }
}

/// What is wired, as the configuration has it.
#[cfg(feature = "pi")]
fn wiring(gate: &GateSettings, readers: &[ReaderSettings]) -> GateWiring<u8, u8> {
    let input = |pin: Option<InputPin>| pin.map(|at| Wired { pin: at.pin, active_low: at.active_low });
    let output = |pin: DrivenPin| Wired { pin: pin.pin, active_low: pin.active_low };
    GateWiring {
        relay: Wired { pin: gate.relay_pin, active_low: gate.active_low },
        door: input(gate.door),
        exit_button: input(gate.exit),
        fire: input(gate.fire),
        tamper: input(gate.tamper),
        siren: gate.siren.map(|siren| output(siren.relay)),
        readers: readers
            .iter()
            .map(|reader| ReaderWiring {
                green: reader.green.map(output),
                red: reader.red.map(output),
                beeper: reader.beeper.map(output),
            })
            .collect(),
    }
}

#[cfg(not(feature = "pi"))]
fn pins(_gate: &GateSettings, _readers: &[ReaderSettings]) -> Result<Box<dyn GateBoard>, Failure> {
    drives_pins().and_then(|()| Err(Failure::of(Exit::Failed)("there are no pins")))
}

/// Whether this build knows pins.
fn drives_pins() -> Result<(), Failure> {
    if cfg!(feature = "pi") {
        return Ok(());
    }
    Err(Failure::of(Exit::Configuration)("this build drives no pins; set [gate] kind = \"simulated\""))
}

/// What prints badges and lists.
pub(super) fn printers(settings: &Settings) -> Result<Printers, Failure> {
    let printers = &settings.printer;
    Ok(Printers {
        first: badge_printer(&printers.first, printers)?,
        spare: printers.spare.as_ref().map(|spare| badge_printer(spare, printers)).transpose()?,
        lists: printer(&printers.lists, printers)?,
        rolls: Box::new(RollNote::new(&settings.store.dir)),
        test: TestWords { site: settings.site.name.clone(), gate: settings.gate.name.clone() },
    })
}

fn badge_printer(one: &BadgePrinterSettings, settings: &PrinterSettings) -> Result<BadgePrinter, Failure> {
    let media = match one.media {
        MediaSetting::Label62x100 => Media::Label62x100,
        MediaSetting::Card54x86 => Media::Card54x86,
        MediaSetting::A6 => Media::A6,
        MediaSetting::Roll80 => Media::Roll80,
    };
    let printer = printer(&one.output, settings)?;
    Ok(BadgePrinter { printer, media, labels_on_roll: one.labels_on_roll })
}

fn printer(output: &Output, settings: &PrinterSettings) -> Result<Box<dyn Printer>, Failure> {
    let deadline = Duration::from_secs(settings.deadline_s.into());
    Ok(match output {
        Output::Folder(folder) => Box::new(FolderPrinter::new(folder)),
        Output::Escpos(at) => Box::new(EscposPrinter::new(at.clone(), deadline)),
        Output::Ipp { uri, tray } => {
            let printer = IppPrinter::new(uri, tray.as_deref(), deadline);
            Box::new(printer.map_err(Failure::of(Exit::Configuration))?)
        }
    })
}

/// What draws badges and passes, by the site's own keys.
pub(super) fn press(settings: &Settings) -> Result<Press, Failure> {
    let keys = DeviceKeys::load(&settings.store.keys_dir).map_err(Failure::of(Exit::Failed))?;
    Ok(Press {
        fonts: fonts(&settings.printer)?,
        passes: Arc::new(passes(settings, &keys)?),
        times: Arc::new(ZoneTime(settings.site.zone)),
    })
}

/// The fonts of badges: the program's own, and a wider one where configured.
pub(super) fn fonts(printer: &PrinterSettings) -> Result<Fonts, Failure> {
    let Some(path) = &printer.font else { return Ok(Fonts::embedded()) };
    let bytes = fs::read(path).map_err(|cause| {
        Failure::of(Exit::Configuration)(format!("[printer] font {} cannot be read: {cause}", path.display()))
    })?;
    let face = if bytes.starts_with(b"ttcf") { WIDE_FACE_OF_COLLECTION } else { 0 };
    Fonts::with_wide(bytes, face).map_err(Failure::of(Exit::Configuration))
}
