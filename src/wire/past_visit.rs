//! A visit as history tells it: an answer of `GET /visits`, and a row of the visit book. The one place where a row
//! of history becomes words.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ClassWord, DocumentWord, EndWord, KindWord, OriginWord, OwedWord};
use crate::domain::{Detail, Document, PersonName, Personal, Plate, hidden, masked_name, masked_plate};
use crate::ports::history::{BadgeRow, Found};

/// A page of history, newest visits first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastVisits {
    /// The visits that fit.
    pub visits: Vec<PastVisit>,
    /// Send it as `after` for what comes next. A page may be short, or empty, and still have one.
    pub next: Option<String>,
}

/// A visit, from arrival to end. Times are UTC milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastVisit {
    /// `G1-000123`
    pub visit: String,
    /// Number it was called by.
    pub queue: u32,
    /// How it came to be.
    pub origin: OriginWord,
    /// What they said they are.
    pub kind: KindWord,
    /// Class, as it was set last.
    pub class: ClassWord,
    /// People of the party.
    pub heads: u8,
    /// Whether its people are erased: then no word about them is left.
    pub erased: bool,
    /// Names, lead first; empty for a child.
    pub names: Vec<String>,
    /// Unit.
    pub unit: String,
    /// Last four digits of the phone.
    pub phone_tail: String,
    /// The document that was seen, or that the visitor wrote down.
    pub document: Option<DocumentWord>,
    /// Its last characters.
    pub document_tail: String,
    /// Purpose.
    pub purpose: String,
    /// Host's name, while the host can be read.
    pub host: String,
    /// Host's department.
    pub department: String,
    /// Vehicle plates.
    pub plates: Vec<String>,
    /// Belongings brought in.
    pub belongings: String,
    /// When they arrived.
    pub arrived: i64,
    /// When the first of them came in.
    pub entered: Option<i64>,
    /// When it was signed off.
    pub signed_off: Option<i64>,
    /// Who signed.
    pub signer: String,
    /// When the last of them so far left.
    pub left: Option<i64>,
    /// When it was let in before its slip was complete, where it was.
    pub express: Option<i64>,
    /// What of its slip is still missing.
    pub missing: Vec<OwedWord>,
    /// When the slip was left incomplete, with a reason.
    pub slip_closed: Option<i64>,
    /// How it ended.
    pub end: Option<EndWord>,
    /// When it ended.
    pub ended: Option<i64>,
    /// Badges that were issued.
    pub badges: Vec<PastBadge>,
}

/// A badge of a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PastBadge {
    /// Number.
    pub number: u32,
    /// When it was issued.
    pub issued: i64,
    /// When it came back.
    pub returned: Option<i64>,
    /// When it was said to be lost.
    pub lost: Option<i64>,
}

impl PastVisit {
    /// The words of a row. `people` says how names, plates and what they wrote are shown, `document` how the last
    /// characters of the document are.
    pub fn of(found: &Found, people: Detail, document: Detail) -> PastVisit {
        let (row, host) = (&found.visit, found.host.as_ref());
        let who = row.who.known();
        let rest = row.rest.as_ref().and_then(Personal::known);
        let known = |document: &Option<Personal<Document>>| document.as_ref()?.known().cloned();
        let seen = known(&row.document).or_else(|| known(&row.written));
        let name = |name: &PersonName| shown(name.as_str(), people, masked_name);
        let text = |text: &str| shown(text, people, hidden);
        PastVisit {
            visit: row.visit.to_string(),
            queue: row.queue.0,
            origin: row.origin.into(),
            kind: row.kind.into(),
            class: row.class.into(),
            heads: row.heads,
            erased: row.is_erased(),
            names: who
                .map(|who| who.names.iter().map(|one| one.as_ref().map_or(String::new(), name)).collect())
                .unwrap_or_default(),
            unit: who.map(|who| who.unit.as_str().to_owned()).unwrap_or_default(),
            phone_tail: who.map(|who| who.phone_tail.clone()).unwrap_or_default(),
            document: seen.as_ref().map(|seen| seen.kind.into()),
            document_tail: seen
                .as_ref()
                .and_then(|seen| seen.tail())
                .map(|tail| shown(tail, document, hidden))
                .unwrap_or_default(),
            purpose: who.map(|who| text(who.purpose.as_str())).unwrap_or_default(),
            host: host.map(|host| name(&host.name)).unwrap_or_default(),
            department: host.map(|host| host.department.as_str().to_owned()).unwrap_or_default(),
            plates: plates([who.map(|who| &who.plate), rest.map(|rest| &rest.plate)], people),
            belongings: rest.map(|rest| text(rest.belongings.as_str())).unwrap_or_default(),
            arrived: row.arrived.0,
            entered: row.entered.map(|at| at.0),
            signed_off: row.signed_off.map(|at| at.0),
            signer: row.signer.as_ref().and_then(Personal::known).map(name).unwrap_or_default(),
            left: row.left.map(|at| at.0),
            express: row.express.as_ref().map(|express| express.at.0),
            missing: row
                .express
                .as_ref()
                .map(|express| express.missing.iter().map(|owed| (*owed).into()).collect())
                .unwrap_or_default(),
            slip_closed: row.express.as_ref().and_then(|express| express.closed).map(|at| at.0),
            end: row.ended.map(|(end, _)| end.into()),
            ended: row.ended.map(|(_, at)| at.0),
            badges: row.badges.iter().map(badge).collect(),
        }
    }
}

/// The plate of the booking and that of the slip, where there are two.
fn plates(plates: [Option<&Plate>; 2], detail: Detail) -> Vec<String> {
    let plates = plates.into_iter().flatten().filter(|plate| !plate.as_str().is_empty());
    let mut plates: Vec<_> = plates.map(|plate| shown(plate.as_str(), detail, masked_plate)).collect();
    plates.dedup();
    plates
}

fn badge(row: &BadgeRow) -> PastBadge {
    PastBadge {
        number: row.badge.0,
        issued: row.issued.0,
        returned: row.returned.map(|at| at.0),
        lost: row.lost.map(|at| at.0),
    }
}

fn shown(text: &str, detail: Detail, mask: impl Fn(&str) -> String) -> String {
    match detail {
        Detail::Masked => mask(text),
        Detail::Plain => text.to_owned(),
    }
}
