//! `gatehouse visits`: the visit book of a day.

use super::archive::{Archive, day, local};
use super::disclosure::Disclosure;
use super::{Exit, Failure};
use crate::adapters::visit_book::VisitBook;
use crate::adapters::visit_export::{begin_visits, end_visits, write_visit};
use crate::domain::{Event, Personal, SiteDay};
use crate::settings::Settings;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;

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
    let archive = Archive::open(&settings)?;
    let mut book = VisitBook::default();
    archive.each(|record| {
        let elsewhere = matches!(&record.event, Event::VisitArrived(arrival) if arrival.day != args.day);
        if !elsewhere {
            book.take(&record);
            // What is over needs no remembering here.
            book.grants.retain(|_, grant| grant.is_some());
        }
        Ok(())
    })?;
    args.disclosure.log(&settings, "visits")?;
    let Format::Csv = args.format;
    let mut table = begin_visits(out).map_err(Failure::of(Exit::Failed))?;
    let time = |at| local(&settings, at).format("%Y-%m-%d %H:%M:%S").to_string();
    for visit in book.visits.values().flatten() {
        let host = visit.host.and_then(|host| book.hosts.get(&host)?.as_ref()).and_then(Personal::known);
        write_visit(&mut table, visit, host, args.disclosure.detail(), time)
            .map_err(Failure::of(Exit::Failed))?;
    }
    Ok(end_visits(table)?)
}
