//! Forms that wishes carry beside the slip: hosts, bookings, watchlist entries, paper visits.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ClassWord, Draft, KindWord};

/// A host, as imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HostDraft {
    /// Staff number: the key of the import.
    pub number: String,
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// Extension or phone.
    pub phone: String,
    /// Staff number of the stand-in, or empty.
    #[serde(default)]
    pub stand_in: String,
    /// May not be found from the touchscreen.
    #[serde(default)]
    pub unlisted: bool,
}

/// What a manager filled in beforehand for an important visitor or VIP (访客接待申请表).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingApplication {
    /// Titles of the visitors.
    pub titles: String,
    /// Reception level (接待规格).
    pub level: String,
    /// Cost budget, in the site's currency; never shown to a guard.
    #[serde(default)]
    pub budget: Option<u64>,
    /// Receptionist responsible.
    pub receptionist: String,
    /// Whether the reception plan exists.
    #[serde(default)]
    pub plan: bool,
}

/// A booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BookingDraft {
    /// Lead visitor's name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Phone, to find the booking with.
    pub phone: String,
    /// Names of the people with them.
    #[serde(default)]
    pub companions: Vec<String>,
    /// Kind.
    pub kind: KindWord,
    /// Class set by administration; `ordinary` where a host books.
    pub class: ClassWord,
    /// Staff number of the host.
    pub host: String,
    /// Purpose.
    pub purpose: String,
    /// Window, UTC milliseconds.
    pub from: i64,
    /// End of the window.
    pub to: i64,
    /// Vehicle plate, or empty.
    #[serde(default)]
    pub plate: String,
    /// Area the visit is for, one of the site's, as printed on the badge; or empty.
    #[serde(default)]
    pub area: String,
    /// The reception application, for important and VIP.
    #[serde(default)]
    pub application: Option<BookingApplication>,
}

/// A watchlist entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WatchDraft {
    /// Name.
    pub name: String,
    /// Phone, or empty.
    #[serde(default)]
    pub phone: String,
    /// Last four characters of the document, or empty.
    #[serde(default)]
    pub document_tail: String,
    /// What happened: dated behaviour, never health, origin or record.
    pub behaviour: String,
    /// When it happened, UTC milliseconds.
    pub happened: i64,
    /// When the entry ends, UTC milliseconds.
    pub expires: i64,
}

/// A visit that was written on paper and is entered afterwards (补录).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaperVisit {
    /// The slip, as on paper.
    pub draft: Draft,
    /// True time of arrival, UTC milliseconds.
    pub arrived: i64,
    /// True time of leaving, where the visitor has left.
    #[serde(default)]
    pub left: Option<i64>,
    /// Number of the plastic card that was lent, where one was.
    #[serde(default)]
    pub card: Option<u32>,
}
