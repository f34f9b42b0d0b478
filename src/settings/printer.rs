//! `[printer]`: what badges are printed on.

use super::checker::Section;
use std::path::PathBuf;

/// Longest path of a font file, in characters: what Linux takes.
const FONT_CHARS_MAX: usize = 1_023;

/// What takes the badges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterKind {
    /// Every badge becomes a PDF file in a folder.
    Folder,
}

/// The size of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaSetting {
    /// A label, 62 by 100 mm.
    Label62x100,
    /// A card, 54 by 86 mm.
    Card54x86,
}

/// `[printer]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterSettings {
    /// What takes the badges.
    pub kind: PrinterKind,
    /// The size of a badge.
    pub media: MediaSetting,
    /// Where the folder printer puts its files.
    pub dir: PathBuf,
    /// A wider font for rare characters in names; `None` for the one that comes with the program.
    pub font: Option<PathBuf>,
}

pub(super) fn read(section: &mut Section<'_>) -> PrinterSettings {
    PrinterSettings {
        kind: section.one_of("kind", PrinterKind::Folder, &[("folder", PrinterKind::Folder)]),
        media: section.one_of(
            "media",
            MediaSetting::Label62x100,
            &[("label-62x100", MediaSetting::Label62x100), ("card-54x86", MediaSetting::Card54x86)],
        ),
        dir: section.path("dir", "printed"),
        font: section.maybe_line("font", FONT_CHARS_MAX).map(PathBuf::from),
    }
}
