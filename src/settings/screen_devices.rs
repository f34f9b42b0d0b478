//! What stands beside a screen, in `kiosk.toml` and `guard.toml`: the scanner at the touchscreen, what is heard,
//! and who reads aloud.

use super::checker::Section;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// Longest name or path of a program, characters.
const PROGRAM_CHARS_MAX: usize = 200;
/// How fast espeak-ng can speak, words a minute.
const RATE: RangeInclusive<u16> = 80..=450;
/// The digits of a USB identity, as `lsusb` prints them.
const USB_ID_DIGITS: usize = 4;

/// The devices beside a screen. A reader has none of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScreenDevices {
    /// `[scanner]`.
    pub scanner: ScannerKind,
    /// `[sound]`.
    pub sound: SoundSettings,
    /// `[speech]`.
    pub speech: SpeechSettings,
}

/// How the scanner at the touchscreen is read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ScannerKind {
    /// It types, and the screen tells it from a person by its pace.
    #[default]
    Keyboard,
    /// It types, yet is taken for the program alone: nothing it types comes into a field.
    Grab {
        /// Who made it, as USB knows them.
        vendor: u16,
        /// What they call it.
        product: u16,
    },
    /// It has a serial port, USB or not.
    Serial {
        /// The port, such as `/dev/ttyACM0`.
        port: PathBuf,
    },
}

/// What a screen lets hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sound {
    /// Somebody has arrived: the same for everybody.
    Arrival,
    /// An alarm: goes on until it is silenced.
    Alarm,
    /// Nobody has touched the screen, and it goes back to welcome soon.
    Warning,
    /// The scanner has read a code that is taken.
    ScanGood,
    /// It has read something else.
    ScanBad,
}

/// Whether a screen is heard, and how loud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoundSettings {
    /// Whether anything sounds.
    pub on: bool,
    /// How loud, percent.
    pub volume: u8,
}

impl Default for SoundSettings {
    fn default() -> Self {
        Self { on: true, volume: 70 }
    }
}

/// What `init` writes into the file of a screen: every key with its default, to be taken up by hand.
pub const SOUND_TEMPLATE: &str = "\n# Arrivals, alarms, and what the scanner says to a code.\n\
    [sound]\n\
    # on = true\n\
    # How loud, 0 to 100 (percent).\n\
    # volume = 70\n";

/// Who reads the touchscreen aloud.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeechSettings {
    /// Whether it is offered.
    pub on: bool,
    /// The program: espeak-ng, or one that takes its arguments.
    pub program: String,
    /// How fast, words a minute.
    pub rate: u16,
}

impl Default for SpeechSettings {
    fn default() -> Self {
        Self { on: true, program: "espeak-ng".to_owned(), rate: 150 }
    }
}

/// What `init` writes into the file of a touchscreen: every key with its default, to be taken up by hand.
pub const SPEECH_TEMPLATE: &str = "\n# Reads the screen aloud to whoever cannot see it; offered where the program is installed.\n\
    [speech]\n\
    # on = true\n\
    # program = \"espeak-ng\"\n\
    # How fast, 80 to 450 (words a minute).\n\
    # rate = 150\n";

/// What `init` writes into the file of a touchscreen: every key, to be taken up by hand.
pub const SCANNER_TEMPLATE: &str = "\n[scanner]\n\
    # \"keyboard\": it types. \"grab\": it types, and is kept from every field; vendor and product as lsusb prints\n\
    # them. \"serial\": it has a serial port, USB or not.\n\
    # kind = \"keyboard\"\n\
    # vendor = \"0c2e\"\n\
    # product = \"0901\"\n\
    # port = \"/dev/ttyACM0\"\n";

/// Which of the kinds is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KindWord {
    Keyboard,
    Grab,
    Serial,
}

pub(super) fn walk(root: &mut Section<'_>) -> ScreenDevices {
    ScreenDevices {
        scanner: root.section("scanner", scanner),
        sound: root.section("sound", sound),
        speech: root.section("speech", speech),
    }
}

fn scanner(section: &mut Section<'_>) -> ScannerKind {
    let kinds = [("keyboard", KindWord::Keyboard), ("grab", KindWord::Grab), ("serial", KindWord::Serial)];
    let kind = section.one_of("kind", KindWord::Keyboard, &kinds);
    if kind == KindWord::Grab {
        for key in ["vendor", "product"] {
            section.demand(key, "which scanner to take: four hex digits, as lsusb prints them");
        }
    }
    let vendor = usb_id(section, "vendor");
    let product = usb_id(section, "product");
    let port = section.parsed("port", PathBuf::from("/dev/ttyACM0"), "a path that begins with /", |value| {
        value.as_str().filter(|text| text.starts_with('/') && !text.contains('\0')).map(PathBuf::from)
    });
    match kind {
        KindWord::Keyboard => ScannerKind::Keyboard,
        KindWord::Grab => ScannerKind::Grab { vendor, product },
        KindWord::Serial => ScannerKind::Serial { port },
    }
}

fn sound(section: &mut Section<'_>) -> SoundSettings {
    let default = SoundSettings::default();
    SoundSettings {
        on: section.yes_no("on", default.on),
        volume: section.whole("volume", default.volume, 0..=100, "percent"),
    }
}

fn speech(section: &mut Section<'_>) -> SpeechSettings {
    let default = SpeechSettings::default();
    SpeechSettings {
        on: section.yes_no("on", default.on),
        program: section.line("program", &default.program, PROGRAM_CHARS_MAX),
        rate: section.whole("rate", default.rate, RATE, "words a minute"),
    }
}

fn usb_id(section: &mut Section<'_>, key: &'static str) -> u16 {
    section.parsed(
        key,
        0,
        "four hex digits between quotes, as lsusb prints them, such as \"0c2e\"",
        |value| {
            let digits = value.as_str()?;
            let hex = digits.len() == USB_ID_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
        },
    )
}
