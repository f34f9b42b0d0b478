//! The visitor slip (访客单) and the other forms, as values that were checked at the door.

use serde::{Deserialize, Serialize};

use super::class::{Class, Kind};
use super::document::Document;
use super::ids::HostId;
use super::time::Window;
use super::words::{
    Area, Belongings, Department, Extension, FormText, HostText, PersonName, Phone, Plate, Purpose, Remark,
    Unit,
};

/// People of a party at most: one badge each, and a lead who can see them all.
pub const PARTY_MAX: usize = 20;

/// Language of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

/// Who comes, from where, why: the personal fields of the first part of the slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// Names, lead first; `None` is a child, who has no name on the badge.
    pub names: Vec<Option<PersonName>>,
    /// Unit.
    pub unit: Unit,
    /// Phone.
    pub phone: Phone,
    /// Purpose.
    pub purpose: Purpose,
    /// Host as typed, while none was found.
    pub host_text: HostText,
    /// Vehicle plate from a booking.
    pub plate: Plate,
}

impl Who {
    /// Name of the lead visitor.
    pub fn lead(&self) -> Option<&PersonName> {
        self.names.first().and_then(Option::as_ref)
    }

    /// Whether a child is in the party: somebody who comes along and has no name on the badge.
    pub fn has_child(&self) -> bool {
        self.names.iter().skip(1).any(Option::is_none)
    }
}

/// The first part of the slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who.
    pub who: Who,
    /// What they say they are.
    pub kind: Kind,
    /// Whether they say they lead.
    pub leader: bool,
    /// Host, where one was found.
    pub host: Option<HostId>,
    /// Language the screen was in.
    pub language: Language,
}

/// The second part of the slip, filled in while the host is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipRest {
    /// Document, where the visitor gave one; seen or not is the guard's word.
    pub document: Option<Document>,
    /// Vehicle plate.
    pub plate: Plate,
    /// Belongings brought in.
    pub belongings: Belongings,
}

impl SlipRest {
    /// What they bring, without the document: that has a clock of its own, and is kept apart.
    pub fn things(&self) -> Things {
        Things { plate: self.plate.clone(), belongings: self.belongings.clone() }
    }
}

/// What a visitor brings, as the second part of the slip says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Things {
    /// Vehicle plate.
    pub plate: Plate,
    /// Belongings.
    pub belongings: Belongings,
}

/// A host (被访人).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostCard {
    /// Staff number.
    pub number: String,
    /// Name.
    pub name: PersonName,
    /// Department.
    pub department: Department,
    /// How the guard reaches them.
    pub phone: Extension,
    /// Staff number of the stand-in.
    pub stand_in: Option<String>,
    /// May not be found from the touchscreen.
    pub unlisted: bool,
}

/// What the manager of the receiving department filled in (访客接待申请表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Titles of the visitors.
    pub titles: FormText,
    /// Reception level (接待规格).
    pub level: FormText,
    /// Budget, in the site's currency; a guard never sees it.
    pub budget: Option<u64>,
    /// Receptionist responsible.
    pub receptionist: PersonName,
    /// Whether the reception plan exists.
    pub plan: bool,
}

/// A booking, as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookingDraft {
    /// Who.
    pub who: Who,
    /// Kind.
    pub kind: Kind,
    /// Class; above ordinary only from administration.
    pub class: Class,
    /// Host.
    pub host: HostId,
    /// When.
    pub window: Window,
    /// Area printed on the badge.
    pub area: Area,
    /// The application, for important and VIP.
    pub application: Option<Application>,
}

/// A watchlist entry: dated behaviour of a person, never health, origin or record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchCard {
    /// Name.
    pub name: PersonName,
    /// Phone, where known.
    pub phone: Phone,
    /// Last four characters of the document, where known.
    pub document_tail: String,
    /// What happened.
    pub behaviour: Remark,
}
