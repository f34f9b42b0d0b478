//! The visit book as a table: one row a visit.

use std::io::{self, Write};

use super::record_export::{Detail, cell, masked_name, masked_plate};
use crate::domain::{Document, PersonName, Personal, Stamp};
use crate::ports::history::{HostName, VisitRow, VisitWho};

/// Spreadsheets take a table without it for one in another encoding than UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What separates several values in one cell.
const AND: &str = "; ";
/// What stands for people who are erased.
const ERASED: &str = "(erased)";

const COLUMNS: [&str; 23] = [
    "visit",
    "queue",
    "origin",
    "kind",
    "class",
    "heads",
    "names",
    "unit",
    "phone_tail",
    "document",
    "document_tail",
    "purpose",
    "host",
    "department",
    "plate",
    "belongings",
    "arrived",
    "badges",
    "entered",
    "signed_off",
    "signer",
    "left",
    "ended",
];

/// Begins a table; [`write_visit`] writes its rows.
///
/// # Errors
/// What the output says.
pub fn begin_visits<W: Write>(mut out: W) -> Result<csv::Writer<W>, csv::Error> {
    out.write_all(BYTE_ORDER_MARK).map_err(csv::Error::from)?;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS)?;
    Ok(table)
}

/// Writes one visit. `time` writes a moment in the site's zone.
///
/// # Errors
/// What the output says.
pub fn write_visit<W: Write>(
    table: &mut csv::Writer<W>,
    visit: &VisitRow,
    host: Option<&HostName>,
    detail: Detail,
    time: impl Fn(Stamp) -> String,
) -> Result<(), csv::Error> {
    let when = |at: Option<Stamp>| at.map(&time).unwrap_or_default();
    let name = |name: &PersonName| shown(name.as_str(), detail, masked_name);
    let who = visit.who.known();
    let of_who = |field: fn(&VisitWho) -> &str| who.map_or("", field).to_owned();
    let rest = visit.rest.as_ref().and_then(Personal::known);
    let seen = visit.document.as_ref().and_then(Personal::known);
    let document = seen.or(rest.and_then(|rest| rest.document.as_ref()));
    let plates = [who.map(|who| &who.plate), rest.map(|rest| &rest.plate)];
    let mut plates: Vec<_> =
        plates.into_iter().flatten().map(|plate| shown(plate.as_str(), detail, masked_plate)).collect();
    plates.dedup();
    plates.retain(|plate| !plate.is_empty());
    let hidden = |text: &str| shown(text, detail, |text| if text.is_empty() { "" } else { "***" }.to_owned());
    let names = match who {
        Some(who) => who
            .names
            .iter()
            .map(|one| one.as_ref().map_or("-".to_owned(), name))
            .collect::<Vec<_>>()
            .join(AND),
        None => ERASED.to_owned(),
    };
    let badges: Vec<_> = visit.badges.iter().map(|badge| badge.badge.0.to_string()).collect();
    let ended = visit.ended.map(|(end, at)| format!("{end:?} {}", time(at)));
    let cells = [
        visit.visit.to_string(),
        visit.queue.0.to_string(),
        origin(visit),
        format!("{:?}", visit.kind),
        format!("{:?}", visit.class),
        visit.heads.to_string(),
        names,
        of_who(|who| who.unit.as_str()),
        of_who(|who| &who.phone_tail),
        document.map(|document| format!("{:?}", document.kind)).unwrap_or_default(),
        hidden(document.map_or("", Document::tail)),
        hidden(&of_who(|who| who.purpose.as_str())),
        host.map(|host| name(&host.name)).unwrap_or_default(),
        host.map(|host| host.department.as_str().to_owned()).unwrap_or_default(),
        plates.join(AND),
        hidden(rest.map_or("", |rest| rest.belongings.as_str())),
        time(visit.arrived),
        badges.join(AND),
        when(visit.entered),
        when(visit.signed_off),
        visit.signer.as_ref().and_then(Personal::known).map(name).unwrap_or_default(),
        when(visit.left),
        ended.unwrap_or_default(),
    ];
    table.write_record(cells.iter().map(|text| cell(text)))
}

/// Ends a table: all of it is written out.
///
/// # Errors
/// What the output says.
pub fn end_visits<W: Write>(mut table: csv::Writer<W>) -> io::Result<()> {
    table.flush()
}

fn shown(text: &str, detail: Detail, mask: impl Fn(&str) -> String) -> String {
    match detail {
        Detail::Masked => mask(text),
        Detail::Plain => text.to_owned(),
    }
}

fn origin(visit: &VisitRow) -> String {
    use crate::domain::Origin as O;
    match visit.origin {
        O::WalkIn => "WalkIn",
        O::Booked { .. } => "Booked",
        O::ByHand => "ByHand",
        O::Paper => "Paper",
        O::Official => "Official",
    }
    .to_owned()
}
