//! `[printer]`: what badges and lists are printed on.

use super::checker::Section;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// Longest path of a font file, in characters: what Linux takes.
const FONT_CHARS_MAX: usize = 1_023;
/// Longest address of a printer, in bytes: what IPP takes (RFC 8011, 5.1.6).
const URI_BYTES_MAX: usize = 1_023;
/// Longest name of a tray, in characters: what IPP takes (RFC 8011, 5.1.4).
const TRAY_CHARS_MAX: usize = 255;
/// Longest path of a device, in bytes: what Linux takes (PATH_MAX) less its end mark.
const DEVICE_BYTES_MAX: usize = 4_095;
/// How long a badge may take, in seconds: a slow printer wakes in 5, and a visitor stands there.
const DEADLINE_S: RangeInclusive<u32> = 5..=120;

/// Badges on a full roll: 1 for whoever tries it, and more than any roll has.
const LABELS_ON_ROLL: RangeInclusive<u32> = 1..=10_000;

/// Where a receipt printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceAt {
    /// At a device of this machine, as `/dev/usb/lp0`.
    Node(PathBuf),
    /// In the network, where it takes raw bytes.
    Tcp(SocketAddr),
}

/// What takes the paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Every order becomes a PDF file in this folder.
    Folder(PathBuf),
    /// A printer that speaks IPP, or a queue of CUPS.
    Ipp {
        /// Its address, as `ipp://192.168.1.60/ipp/print`.
        uri: String,
        /// The tray, by the printer's own word for it (`media-source`); `None` for whichever has the paper.
        tray: Option<String>,
    },
    /// A receipt printer that speaks ESC/POS.
    Escpos(DeviceAt),
}

/// The size of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaSetting {
    /// A label, 62 by 100 mm.
    Label62x100,
    /// A card, 54 by 86 mm.
    Card54x86,
    /// A sheet of A6, 105 by 148 mm.
    A6,
    /// A roll of paper, 80 mm wide.
    Roll80,
}

/// A printer of badges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgePrinterSettings {
    /// What takes them.
    pub output: Output,
    /// Their size.
    pub media: MediaSetting,
    /// How many badges a full roll gives; `None` where nobody counts them.
    pub labels_on_roll: Option<u32>,
}

/// `[printer]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterSettings {
    /// What prints badges.
    pub first: BadgePrinterSettings,
    /// `[printer.spare]`: what prints those the first one surely has not printed.
    pub spare: Option<BadgePrinterSettings>,
    /// `[printer.lists]`: what prints the list of who is on site, on A4.
    pub lists: Output,
    /// How long a printer may take for an order, in seconds.
    pub deadline_s: u32,
    /// A wider font for rare characters in names; `None` for the one that comes with the program.
    pub font: Option<PathBuf>,
}

impl PrinterSettings {
    /// The folders of printers that are one.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        let badges = std::iter::once(&self.first).chain(&self.spare).map(|one| &one.output);
        badges.chain(std::iter::once(&self.lists)).filter_map(|output| match output {
            Output::Folder(folder) => Some(folder.as_path()),
            Output::Ipp { .. } | Output::Escpos(_) => None,
        })
    }

    /// Every path in it.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let badges = std::iter::once(&mut self.first).chain(self.spare.as_mut()).map(|one| &mut one.output);
        let outputs = badges.chain(std::iter::once(&mut self.lists));
        let folders = outputs.filter_map(|output| match output {
            Output::Folder(folder) => Some(folder),
            Output::Ipp { .. } | Output::Escpos(_) => None,
        });
        folders.chain(self.font.as_mut())
    }
}

/// What `kind` says.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    None,
    Folder,
    Ipp,
    Escpos,
}

const KINDS: [(&str, Kind); 3] = [("folder", Kind::Folder), ("ipp", Kind::Ipp), ("escpos", Kind::Escpos)];
const SPARE_KINDS: [(&str, Kind); 4] = [("none", Kind::None), KINDS[0], KINDS[1], KINDS[2]];

pub(super) fn read(section: &mut Section<'_>) -> PrinterSettings {
    let kind = section.one_of("kind", Kind::Folder, &KINDS);
    PrinterSettings {
        first: badge_printer(section, kind, "printed"),
        deadline_s: section.whole("deadline_s", 15, DEADLINE_S, "seconds"),
        font: section.maybe_line("font", FONT_CHARS_MAX).map(PathBuf::from),
        spare: section.section("spare", spare),
        lists: section.section("lists", lists),
    }
}

fn spare(section: &mut Section<'_>) -> Option<BadgePrinterSettings> {
    let kind = section.one_of("kind", Kind::None, &SPARE_KINDS);
    let spare = badge_printer(section, kind, "printed-spare");
    (kind != Kind::None).then_some(spare)
}

fn lists(section: &mut Section<'_>) -> Output {
    let wanted = "\"folder\" or \"ipp\": the list is on A4, which no receipt printer has";
    let kind = section.parsed("kind", Kind::Folder, wanted, |value| match value.as_str()? {
        "folder" => Some(Kind::Folder),
        "ipp" => Some(Kind::Ipp),
        _ => None,
    });
    output(section, kind, "printed", None)
}

fn badge_printer(section: &mut Section<'_>, kind: Kind, folder: &str) -> BadgePrinterSettings {
    let media = media(section);
    let wanted =
        "a device as \"/dev/usb/lp0\", or \"tcp://\" with the printer's number and port, \"\" for none";
    let device = section.parsed("device", None, wanted, |value| match value.as_str()? {
        "" => Some(None),
        text => device(text).map(Some),
    });
    if kind == Kind::Escpos && media != MediaSetting::Roll80 {
        section.refuse("media", "no roll", "\"roll-80mm\", for kind = \"escpos\"");
    }
    let labels_on_roll = section.maybe_whole("labels_on_roll", LABELS_ON_ROLL, "labels");
    if labels_on_roll.is_some() && !is_on_a_roll(media) {
        let wanted = "not written, for a card or a sheet is on no roll";
        section.refuse("labels_on_roll", "a number of labels", wanted);
    }
    BadgePrinterSettings { output: output(section, kind, folder, device), media, labels_on_roll }
}

fn is_on_a_roll(media: MediaSetting) -> bool {
    match media {
        MediaSetting::Label62x100 | MediaSetting::Roll80 => true,
        MediaSetting::Card54x86 | MediaSetting::A6 => false,
    }
}

fn media(section: &mut Section<'_>) -> MediaSetting {
    let words = [
        ("label-62x100", MediaSetting::Label62x100),
        ("card-54x86", MediaSetting::Card54x86),
        ("a6", MediaSetting::A6),
        ("roll-80mm", MediaSetting::Roll80),
    ];
    section.one_of("media", MediaSetting::Label62x100, &words)
}

/// The keys of every kind are read, so that whoever tries another one keeps what was written for the first.
fn output(section: &mut Section<'_>, kind: Kind, folder: &str, device: Option<DeviceAt>) -> Output {
    let dir = section.path("dir", folder);
    let wanted = "\"ipp://\" with the printer's name or number and its path, \"\" for none";
    let uri = section.parsed("uri", None, wanted, |value| match value.as_str()? {
        "" => Some(None),
        text => is_ipp(text).then(|| Some(text.to_owned())),
    });
    let tray = section.maybe_line("tray", TRAY_CHARS_MAX);
    match (kind, uri, device) {
        (Kind::Ipp, Some(uri), _) => Output::Ipp { uri, tray },
        (Kind::Ipp, None, _) => {
            section.refuse("uri", "none", "the printer's address, for kind = \"ipp\"");
            Output::Folder(dir)
        }
        (Kind::Escpos, _, Some(device)) => Output::Escpos(device),
        (Kind::Escpos, _, None) => {
            section.refuse("device", "none", "where the printer is, for kind = \"escpos\"");
            Output::Folder(dir)
        }
        (Kind::Folder | Kind::None, ..) => Output::Folder(dir),
    }
}

fn is_ipp(text: &str) -> bool {
    let host = text.strip_prefix("ipp://").and_then(|rest| rest.split(['/', '?', '#']).next());
    let has_host = host.is_some_and(|host| !host.is_empty() && !host.starts_with(':') && !host.contains('@'));
    has_host && text.len() <= URI_BYTES_MAX && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// No names of machines: a look-up has no limit in time, and a badge cannot wait for it.
fn device(text: &str) -> Option<DeviceAt> {
    if let Some(address) = text.strip_prefix("tcp://") {
        return address.parse().ok().filter(|at: &SocketAddr| at.port() != 0).map(DeviceAt::Tcp);
    }
    let fits = text.starts_with('/') && text.len() <= DEVICE_BYTES_MAX && !text.contains('\0');
    fits.then(|| DeviceAt::Node(PathBuf::from(text)))
}
