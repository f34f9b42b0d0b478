//! `[site]`: where the gate stands and what it says of itself.

use super::checker::Section;
use chrono::NaiveTime;
use chrono_tz::Tz;

use crate::domain::Language;

/// Longest site id, in characters: it goes into what every pass signs and into file names.
const ID_CHARS_MAX: usize = 32;
/// Longest name, greeting or contact, in characters: what fits on the welcome screen in one line.
const NAME_CHARS_MAX: usize = 60;
/// Longest address, in characters: it is read aloud to the police from the guard's panel.
const ADDRESS_CHARS_MAX: usize = 120;

/// The Chinese word for what visitors enter (入厂, 入园, 入校).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceWord {
    /// A works, 厂.
    Works,
    /// A park or campus, 园.
    Park,
    /// A school, 校.
    School,
}

impl PlaceWord {
    const WORDS: [(&str, Self); 3] = [("厂", Self::Works), ("园", Self::Park), ("校", Self::School)];

    /// The word itself, one Chinese character.
    pub fn word(self) -> &'static str {
        match self {
            Self::Works => "厂",
            Self::Park => "园",
            Self::School => "校",
        }
    }
}

/// `[site]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteSettings {
    /// Part of what every pass signs: lower-case letters, digits and hyphens.
    pub id: String,
    /// The site's name as visitors read it.
    pub name: String,
    /// The zone all times are shown in.
    pub zone: Tz,
    /// When badges that were not handed back become outstanding, local time.
    pub closing_time: NaiveTime,
    /// When one day's visitor book ends and the next begins, local time.
    pub day_cut: NaiveTime,
    /// When a guard is to be at the post, local time; the same as its end for day and night.
    pub post_from: NaiveTime,
    /// When nobody need be at it any more, local time.
    pub post_to: NaiveTime,
    /// Shown beside the emergency number, for whoever dials.
    pub address: Option<String>,
    /// The number the guard may dial; the program never dials.
    pub emergency_phone: String,
    /// The language the screens start in, and the touchscreen goes back to.
    pub language: Language,
    /// The greeting in English.
    pub welcome_en: String,
    /// The greeting in Chinese.
    pub welcome_zh: String,
    /// What the place is called in Chinese.
    pub place_word: PlaceWord,
    /// Whom the privacy notice names for questions about personal data.
    pub privacy_contact: Option<String>,
}

pub(super) fn read(section: &mut Section<'_>) -> SiteSettings {
    let id_wanted = format!("1 to {ID_CHARS_MAX} lower-case letters, digits and hyphens");
    let zone_wanted = "a time zone of the IANA list, such as \"Asia/Shanghai\"";
    SiteSettings {
        id: section.parsed("id", "trial".to_owned(), &id_wanted, |value| site_id(value.as_str()?)),
        name: section.line("name", "Gatehouse trial", NAME_CHARS_MAX),
        zone: section.parsed("zone", Tz::Asia__Shanghai, zone_wanted, |value| value.as_str()?.parse().ok()),
        closing_time: clock(section, "closing_time", 18),
        day_cut: clock(section, "day_cut", 6),
        post_from: clock(section, "post_from", 0),
        post_to: clock(section, "post_to", 0),
        address: section.maybe_line("address", ADDRESS_CHARS_MAX),
        emergency_phone: super::alerts::phone(section, "emergency_phone").unwrap_or_else(|| "110".to_owned()),
        language: section.one_of("language", Language::Zh, &[("zh", Language::Zh), ("en", Language::En)]),
        welcome_en: section.line("welcome_en", "Welcome", NAME_CHARS_MAX),
        welcome_zh: section.line("welcome_zh", "欢迎光临", NAME_CHARS_MAX),
        place_word: section.one_of("place_word", PlaceWord::Works, &PlaceWord::WORDS),
        privacy_contact: section.maybe_line("privacy_contact", NAME_CHARS_MAX),
    }
}

fn site_id(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    ((1..=ID_CHARS_MAX).contains(&text.len()) && text.bytes().all(plain)).then(|| text.to_owned())
}

fn clock(section: &mut Section<'_>, key: &'static str, default_hour: u32) -> NaiveTime {
    let default = NaiveTime::from_hms_opt(default_hour, 0, 0).unwrap_or(NaiveTime::MIN);
    section.parsed(key, default, "a time of day in quotes, \"00:00\" to \"23:59\"", |value| {
        // chrono takes "6:00" as well; one spelling keeps files comparable.
        let text = value.as_str().filter(|text| text.len() == "HH:MM".len())?;
        NaiveTime::parse_from_str(text, "%H:%M").ok()
    })
}
