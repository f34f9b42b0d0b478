//! `gatehouse visits`: the visit book of a day, one row a visit.

use super::archive::{Archive, day, local};
use super::disclosure::Disclosure;
use super::{Exit, Failure};
use crate::adapters::record_export::cell;
use crate::adapters::visit_book::VisitBook;
use crate::domain::{Event, Personal, SiteDay, Stamp};
use crate::ports::history::{Found, VisitRow};
use crate::settings::Settings;
use crate::wire::PastVisit;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Spreadsheets take a table without it for one in another encoding than UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// What separates several values in one cell.
const AND: &str = "; ";
/// What stands for people who are erased.
const ERASED: &str = "(erased)";
/// What stands for a child, who has no name.
const NO_NAME: &str = "-";

const COLUMNS: [&str; 25] = [
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
    "admitted_express",
    "slip_missing",
];

#[derive(Debug, Args)]
pub(super) struct VisitsArgs {
    /// The gate's configuration, which names store and keys.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// The day of the site, as 2026-11-23.
    #[arg(long, value_parser = day)]
    day: SiteDay,
    /// How it is written.
    #[arg(long, value_enum)]
    format: Format,
    #[command(flatten)]
    disclosure: Disclosure,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A table, for spreadsheets.
    Csv,
}

pub(super) fn run(args: VisitsArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let mut book = book_of(&Archive::open(&settings)?, args.day)?;
    args.disclosure.log(&settings, "visits")?;
    let Format::Csv = args.format;
    let detail = args.disclosure.detail();
    let time = |at: i64| local(&settings, Stamp(at)).format("%Y-%m-%d %H:%M:%S").to_string();
    out.write_all(BYTE_ORDER_MARK)?;
    let mut table = csv::Writer::from_writer(out);
    table.write_record(COLUMNS).map_err(Failure::of(Exit::Failed))?;
    for visit in std::mem::take(&mut book.visits).into_values().flatten() {
        let words = PastVisit::of(&found(&book, visit), detail, detail);
        table
            .write_record(cells(&words, time)?.map(|text| cell(&text)))
            .map_err(Failure::of(Exit::Failed))?;
    }
    Ok(table.flush()?)
}

/// The visits of a day, out of the record.
fn book_of(archive: &Archive, day: SiteDay) -> Result<VisitBook, Failure> {
    let mut book = VisitBook::default();
    archive.each(|record| {
        let elsewhere = matches!(&record.event, Event::VisitArrived(arrival) if arrival.day != day);
        if !elsewhere {
            book.take(&record);
            // What is over needs no remembering here.
            book.grants.retain(|_, grant| grant.is_some());
        }
        Ok(())
    })?;
    Ok(book)
}

fn found(book: &VisitBook, visit: VisitRow) -> Found {
    let host = visit.host.and_then(|host| book.hosts.get(&host)?.as_ref());
    let host = host.and_then(Personal::known).cloned();
    Found { visit, host }
}

/// The cells of a row; `time` writes a moment in the site's zone.
fn cells(visit: &PastVisit, time: impl Fn(i64) -> String) -> Result<[String; COLUMNS.len()], Failure> {
    let when = |at: Option<i64>| at.map(&time).unwrap_or_default();
    let name = |name: &String| if name.is_empty() { NO_NAME.to_owned() } else { name.clone() };
    let names = visit.names.iter().map(name).collect::<Vec<_>>().join(AND);
    let badges: Vec<_> = visit.badges.iter().map(|badge| badge.number.to_string()).collect();
    let missing = visit.missing.iter().map(word).collect::<Result<Vec<_>, _>>()?;
    let ended = match (visit.end, visit.ended) {
        (Some(end), Some(at)) => format!("{} {}", word(end)?, time(at)),
        _ => String::new(),
    };
    Ok([
        visit.visit.clone(),
        visit.queue.to_string(),
        word(visit.origin)?,
        word(visit.kind)?,
        word(visit.class)?,
        visit.heads.to_string(),
        if visit.erased { ERASED.to_owned() } else { names },
        visit.unit.clone(),
        visit.phone_tail.clone(),
        visit.document.map(word).transpose()?.unwrap_or_default(),
        visit.document_tail.clone(),
        visit.purpose.clone(),
        visit.host.clone(),
        visit.department.clone(),
        visit.plates.join(AND),
        visit.belongings.clone(),
        time(visit.arrived),
        badges.join(AND),
        when(visit.entered),
        when(visit.signed_off),
        visit.signer.clone(),
        when(visit.left),
        ended,
        when(visit.express),
        missing.join(AND),
    ])
}

/// A word of a closed list, as the API writes it.
fn word(word: impl Serialize) -> Result<String, Failure> {
    let word = serde_json::to_value(word).map_err(Failure::of(Exit::Failed))?;
    Ok(word.as_str().unwrap_or_default().to_owned())
}
