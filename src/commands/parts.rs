//! The devices a configuration names, opened: shared by `serve`, `check` and `demo`.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use super::site::passes;
use super::{Exit, Failure};
use crate::adapters::gate_folder::FolderGate;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::printer_escpos::EscposPrinter;
use crate::adapters::printer_folder::FolderPrinter;
use crate::adapters::printer_ipp::IppPrinter;
use crate::adapters::system_clock::ZoneTime;
use crate::badge::{Fonts, Media};
use crate::engine::{BadgePrinter, Press, Printers};
use crate::ports::gate::GateBoard;
use crate::ports::printer::Printer;
use crate::settings::{
    BadgePrinterSettings, GateKind, GateSettings, MediaSetting, Output, PrinterSettings, Settings,
};

/// Face of the wide font within its file: a collection of Noto CJK has Simplified Chinese third, a single font
/// has one face.
const WIDE_FACE_OF_COLLECTION: u32 = 2;

/// What drives the gate.
pub(super) fn board(settings: &Settings) -> Result<Box<dyn GateBoard>, Failure> {
    match settings.gate.kind {
        GateKind::Simulated => folder(&settings.gate),
        GateKind::Rppal => pins(settings),
    }
}

fn folder(gate: &GateSettings) -> Result<Box<dyn GateBoard>, Failure> {
    let folder = &gate.simulated_dir;
    let board = FolderGate::open(folder, gate.door.is_some()).map_err(|cause| {
        Failure::of(Exit::Failed)(format!("the simulated gate cannot be in {}: {cause}", folder.display()))
    })?;
    Ok(Box::new(board))
}

#[cfg(feature = "pi")]
fn pins(settings: &Settings) -> Result<Box<dyn GateBoard>, Failure> {
    use crate::adapters::gate_over_pins::{GateWiring, Wired};
    use crate::settings::InputPin;
    let gate = &settings.gate;
    let input = |pin: Option<InputPin>| pin.map(|at| Wired { pin: at.pin, active_low: at.active_low });
    let wiring = GateWiring {
        relay: Wired { pin: gate.relay_pin, active_low: gate.active_low },
        door: input(gate.door),
        exit_button: input(gate.exit),
        fire: input(gate.fire),
        tamper: input(gate.tamper),
    };
    crate::adapters::gate_rppal::open(wiring).map_err(Failure::of(Exit::Failed))
}

#[cfg(not(feature = "pi"))]
fn pins(_settings: &Settings) -> Result<Box<dyn GateBoard>, Failure> {
    Err(Failure::of(Exit::Configuration)(
        "this build drives no Raspberry Pi; set [gate] kind = \"simulated\"",
    ))
}

/// What prints badges and lists.
pub(super) fn printers(settings: &PrinterSettings) -> Result<Printers, Failure> {
    Ok(Printers {
        first: badge_printer(&settings.first, settings)?,
        spare: settings.spare.as_ref().map(|spare| badge_printer(spare, settings)).transpose()?,
        lists: printer(&settings.lists, settings)?,
    })
}

fn badge_printer(one: &BadgePrinterSettings, settings: &PrinterSettings) -> Result<BadgePrinter, Failure> {
    let media = match one.media {
        MediaSetting::Label62x100 => Media::Label62x100,
        MediaSetting::Card54x86 => Media::Card54x86,
        MediaSetting::A6 => Media::A6,
        MediaSetting::Roll80 => Media::Roll80,
    };
    Ok(BadgePrinter { printer: printer(&one.output, settings)?, media })
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
