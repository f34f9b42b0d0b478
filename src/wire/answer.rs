//! What a wish is answered with.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HostHit, KindWord, KioskFace, LanguageWord, LeaveAnswer, PhoneWord, RoleWord};

/// The answer to a [`super::Wish`] that was carried out, and recorded where it goes on the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// Done; nothing more to say.
    Done {
        /// Journal sequence of the last record of this command; of what goes on no record, of the newest there is.
        seq: u64,
    },
    /// A visit was made or found, for the touchscreen: one size for everybody.
    Arrived {
        /// Unguessable handle of the visit, 26 characters.
        handle: String,
        /// Queue number.
        queue: u32,
    },
    /// Somebody who asked to be remembered, to be filled in; they may correct it. The visit is checked in as any.
    Remembered {
        /// Name.
        name: String,
        /// Unit.
        unit: String,
        /// Phone.
        phone: String,
        /// What they said they are.
        kind: KindWord,
        /// Vehicle plate, or empty.
        plate: String,
        /// Whom they visited last, where a stranger may find them.
        #[serde(default)]
        host: Option<HostHit>,
        /// What for.
        #[serde(default)]
        purpose: String,
        /// Their language.
        language: LanguageWord,
    },
    /// A visit was made, for the guard.
    VisitMade {
        /// Its id, as shown (`G1-000123`).
        visit: String,
        /// Queue number.
        queue: u32,
    },
    /// A code was scanned at a reader.
    Scanned {
        /// Whether the gate was granted.
        granted: bool,
        /// Stable code of the refusal, where not granted (for the guard; a kiosk gets none).
        code: Option<String>,
    },
    /// A badge was scanned at the touchscreen on leaving.
    Leaving {
        /// What the screen says.
        say: LeaveAnswer,
    },
    /// A booking was made, for whoever books.
    BookingMade {
        /// Its number, as shown (`B1-000045`).
        booking: String,
        /// Code of its invitation (`GHI1` and 26 characters), for the visitor: it finds the booking and opens
        /// nothing.
        invitation: String,
    },
    /// Something was made that has a number of its own (incident, host, watch entry).
    Made {
        /// Its number, as shown.
        id: String,
    },
}

/// problem+json (RFC 9457): a refusal or a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:gatehouse:refusal:<code>`
    #[serde(rename = "type")]
    pub kind: String,
    /// The sentence, in English.
    pub title: String,
    /// The sentence, in Chinese.
    pub title_zh: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code (`lang/refusals.toml`).
    pub code: String,
    /// The field that was wrong, where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait before trying again, where waiting helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

/// A guard's sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionAsked {
    /// Staff number or name.
    pub name: String,
    /// PIN, 4 to 12 digits.
    pub pin: String,
}

/// What a sign-in gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SessionGiven {
    /// Bearer token, for this panel only.
    pub token: String,
    /// Who signed in.
    pub name: String,
    /// Staff number.
    pub number: String,
    /// Roles held.
    pub roles: Vec<RoleWord>,
}

/// A signature: number and PIN were right, beside whoever is signed in. It stands in one wish of that session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignatureGiven {
    /// What the wish names it by.
    pub signature: String,
    /// Who signed.
    pub name: String,
    /// Staff number.
    pub number: String,
    /// Roles held.
    pub roles: Vec<RoleWord>,
    /// Seconds it waits for its wish.
    pub lasts_s: u32,
}

/// A text a visitor is asked to agree to, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct SiteText {
    /// What the site calls this version.
    pub version: String,
    /// Chinese.
    pub zh: ShownText,
    /// English.
    pub en: ShownText,
}

impl SiteText {
    /// The text as it is shown in a language.
    pub fn in_language(&self, language: LanguageWord) -> &ShownText {
        match language {
            LanguageWord::Zh => &self.zh,
            LanguageWord::En => &self.en,
        }
    }
}

/// A text as it is shown, to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ShownText {
    /// Its words; lines end with a line feed.
    pub words: String,
    /// SHA-256 of the words in UTF-8, 64 hexadecimal digits: what a signature is sent with.
    pub sha256: String,
}

/// What every screen needs to know about the site before anybody has touched it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteFacts {
    /// Name of the site.
    pub name: String,
    /// Welcome text, Chinese and English.
    pub welcome_zh: String,
    /// Welcome text, English.
    pub welcome_en: String,
    /// 厂, 园 or 校: what 入_ and 离_ are said with.
    pub place_word: String,
    /// Address, as told to the police.
    pub address: String,
    /// Privacy notice, Chinese.
    pub notice_zh: String,
    /// Privacy notice, English.
    pub notice_en: String,
    /// Site rules a visitor agrees to.
    pub rules: SiteText,
    /// Whether visitors sign the site rules by finger, besides agreeing to them.
    #[serde(default)]
    pub sign_rules: bool,
    /// Confidentiality text, for visits that ask for it.
    pub confidentiality: SiteText,
    /// Phone numbers for the panel: whose, and the number.
    pub phones: Vec<(PhoneWord, String)>,
    /// Language shown first.
    pub language: LanguageWord,
    /// Days for which somebody who asks for it is remembered after the last visit.
    #[serde(default)]
    pub remembered_days: u32,
    /// Idle seconds before the touchscreen wipes itself.
    pub idle_s: u32,
    /// Seconds the last screen stays before welcome.
    pub back_to_welcome_s: u32,
    /// Zone offset of the site now, minutes east of UTC, for showing times.
    pub utc_offset_min: i32,
    /// Name of this gate.
    pub gate_name: String,
    /// What the face of a visit may be; lets a client refuse a newer core.
    pub faces: Vec<KioskFace>,
}
