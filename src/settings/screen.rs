//! `[screen]` in `kiosk.toml` and `guard.toml`: how a screen looks.

use super::checker::Section;
use std::path::PathBuf;

/// Largest type, percent: twice as large, as WCAG 2.2 (1.4.4) asks for. A display smaller than 1280 by 800, whose words
/// are large already beside all else, stops before (`Tokens.type-scale`).
pub const TYPE_PERCENT_MAX: u16 = 200;

/// Which colours a screen wears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// Dark words on light grounds: a hall by day.
    #[default]
    Light,
    /// Light words on dark grounds: a gatehouse at night.
    Dark,
    /// Every word at 7:1 or more.
    Contrast,
}

/// How a screen looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenSettings {
    /// Its colours.
    pub theme: ThemeName,
    /// How large its words are, percent: 100 to 200.
    pub type_percent: u16,
    /// The company's mark beside the welcome: a PNG.
    pub logo: Option<PathBuf>,
}

impl Default for ScreenSettings {
    fn default() -> Self {
        Self { theme: ThemeName::Light, type_percent: 100, logo: None }
    }
}

/// What `init` writes below the address of a screen's core: every key with its default, to be taken up by hand.
pub const SCREEN_TEMPLATE: &str = "\n# How the screen looks: take away the # in front of what you change.\n\
    [screen]\n\
    # \"light\", \"dark\" for a gatehouse at night, or \"contrast\".\n\
    # theme = \"light\"\n\
    # How large the words are, 100 to 200 (percent); small displays stop below that.\n\
    # type_percent = 100\n\
    # Your mark beside the welcome: a PNG, best on a transparent ground.\n\
    # logo = \"logo.png\"\n";

pub(super) fn walk(section: &mut Section<'_>) -> ScreenSettings {
    let default = ScreenSettings::default();
    let themes = [("light", ThemeName::Light), ("dark", ThemeName::Dark), ("contrast", ThemeName::Contrast)];
    ScreenSettings {
        theme: section.one_of("theme", default.theme, &themes),
        type_percent: section.whole("type_percent", default.type_percent, 100..=TYPE_PERCENT_MAX, "percent"),
        logo: section.parsed("logo", None, "the path of a PNG file", |value| {
            let text = value.as_str()?;
            (!text.is_empty()).then(|| Some(PathBuf::from(text)))
        }),
    }
}
