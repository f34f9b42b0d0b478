//! `gatehouse.toml`, read and checked whole.
//!
//! One file per section. A wrong file gives every problem at once, each with line, key, value and what is
//! wanted. Every key has a default that works for a trial, so an empty file is valid.

mod alerts;
mod areas;
mod calendar;
mod checker;
mod client;
mod gate;
mod kinds;
mod limits;
mod policy;
mod printer;
mod problem;
mod retention;
mod rules;
mod screen;
mod screen_devices;
mod server;
mod site;
mod store;
mod texts;

pub use alerts::AlertSettings;
pub use calendar::{SiteCalendar, site_day};
pub use client::ClientSettings;
pub use gate::{GateKind, GateSettings, InputPin, ReaderSettings};
pub use limits::LimitSettings;
pub use printer::{BadgePrinterSettings, DeviceAt, MediaSetting, Output, PrinterSettings};
pub use problem::{Problem, SettingsFault};
pub use retention::RetentionSettings;
pub use rules::RuleSettings;
pub use screen::{SCREEN_TEMPLATE, ScreenSettings, ThemeName};
pub use screen_devices::{
    SCANNER_TEMPLATE, SOUND_TEMPLATE, SPEECH_TEMPLATE, ScannerKind, ScreenDevices, Sound, SoundSettings,
    SpeechSettings,
};
pub use server::{DEFAULT_PORT, ServerSettings};
pub use site::{PlaceWord, SiteSettings};
pub use store::StoreSettings;
pub use texts::{TextFile, TextFiles, TextSettings};

use crate::domain::{AreaRule, ClassTable};
use checker::{Section, check};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Longest configuration file, in bytes: ten times the commented example.
const FILE_BYTES_MAX: u64 = 128 * 1024;

/// All that stands still: what a site configures once. People, lists and bookings are in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `[site]`.
    pub site: SiteSettings,
    /// `[server]`.
    pub server: ServerSettings,
    /// `[store]`.
    pub store: StoreSettings,
    /// `[gate]`.
    pub gate: GateSettings,
    /// Every `[[reader]]`; one for entry and one for exit unless written.
    pub readers: Vec<ReaderSettings>,
    /// `[printer]`.
    pub printer: PrinterSettings,
    /// `[kinds]`: the class to propose, by kind and rank.
    pub kinds: ClassTable,
    /// Every `[[area]]`; those of the source rules unless written.
    pub areas: Vec<AreaRule>,
    /// `[limits]`.
    pub limits: LimitSettings,
    /// `[rules]`.
    pub rules: RuleSettings,
    /// `[alerts]`.
    pub alerts: AlertSettings,
    /// `[retention]`.
    pub retention: RetentionSettings,
    /// `[texts]`.
    pub texts: TextSettings,
}

impl Settings {
    /// Reads and checks `path`; relative paths in it start in its folder.
    pub fn read(path: &Path) -> Result<Self, SettingsFault> {
        let text = read_text(path)?;
        let mut settings = Self::parse(&text)
            .map_err(|problems| SettingsFault::Wrong { path: path.to_owned(), problems })?;
        for inner in [
            &mut settings.server.certificate,
            &mut settings.server.key,
            &mut settings.store.dir,
            &mut settings.store.keys_dir,
            &mut settings.store.staff_file,
            &mut settings.store.token_file,
            &mut settings.gate.simulated_dir,
        ]
        .into_iter()
        .chain(settings.printer.paths())
        .chain(settings.texts.files().into_iter().filter_map(|text| text.file.as_mut()))
        {
            *inner = beside(path, inner);
        }
        let problems = settings.texts.read_files();
        if problems.is_empty() {
            Ok(settings)
        } else {
            Err(SettingsFault::Wrong { path: path.to_owned(), problems })
        }
    }

    /// Checks the text of a `gatehouse.toml`; gives every problem at once. Total over any text.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        check(text, walk)
    }

    /// A commented file that says every key; it parses to exactly the defaults.
    pub fn example() -> &'static str {
        include_str!("gatehouse.toml")
    }
}

fn walk(root: &mut Section<'_>) -> Settings {
    Settings {
        site: root.section("site", site::read),
        server: root.section("server", server::read),
        store: root.section("store", store::read),
        gate: root.section("gate", gate::read),
        readers: gate::read_readers(root),
        printer: root.section("printer", printer::read),
        kinds: root.section("kinds", kinds::read),
        areas: areas::read(root),
        limits: root.section("limits", limits::read),
        rules: root.section("rules", rules::read),
        alerts: root.section("alerts", alerts::read),
        retention: root.section("retention", retention::read),
        texts: root.section("texts", texts::read),
    }
}

/// A path of a configuration as seen from the folder of its `file`.
fn beside(file: &Path, inner: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(inner)
}

fn read_text(path: &Path) -> Result<String, SettingsFault> {
    let fault = |cause| SettingsFault::Read { path: path.to_owned(), cause };
    let file = std::fs::File::open(path).map_err(fault)?;
    let mut text = String::new();
    file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text).map_err(fault)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(SettingsFault::TooLong { path: path.to_owned(), max: FILE_BYTES_MAX });
    }
    Ok(text)
}
