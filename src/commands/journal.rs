//! `gatehouse journal`: is the record whole, and what does it say.

use super::archive::{Archive, day, has_its_end, local, noted, verify as walk};
use super::disclosure::Disclosure;
use super::{Exit, Failure};
use crate::adapters::backup::{JOURNAL_FOLDER, read_mark};
use crate::adapters::last_note::Noted;
use crate::adapters::record_export::{cell, event_json};
use crate::domain::{Calendar, Detail, Record, SiteDay};
use crate::settings::Settings;
use chrono::SecondsFormat;
use clap::{Args, Subcommand, ValueEnum};
use data_encoding::HEXLOWER;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Columns of an exported table.
const COLUMNS: [&str; 8] = ["seq", "at", "gate", "role", "staff", "what", "about", "fields"];

#[derive(Debug, Args)]
pub(super) struct JournalArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Walk every byte of the record: chain, checkpoints, signatures. Ends with 4 if it is damaged, or if nothing
    /// says how far it had come.
    Verify(VerifyArgs),
    /// Print the record, people masked.
    Export(ExportArgs),
}

#[derive(Debug, Args)]
struct VerifyArgs {
    /// The gate's configuration, which names store and keys.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml", conflicts_with = "store")]
    config: PathBuf,
    /// A store folder, or the event set of a backup.
    #[arg(long)]
    store: Option<PathBuf>,
    /// The folder with journal.pub, if it is not in the store or beside it.
    #[arg(long, requires = "store")]
    keys: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A table, for spreadsheets.
    Csv,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// The gate's configuration, which names store and keys.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// How it is written.
    #[arg(long, value_enum)]
    format: Format,
    /// First day of the site, as 2026-11-23.
    #[arg(long, value_parser = day)]
    from: Option<SiteDay>,
    /// Last day.
    #[arg(long, value_parser = day)]
    to: Option<SiteDay>,
    #[command(flatten)]
    disclosure: Disclosure,
}

pub(super) fn run(args: JournalArgs, out: &mut dyn Write) -> Result<(), Failure> {
    match args.action {
        Action::Verify(args) => verify(&args, out),
        Action::Export(args) => export(&args, out),
    }
}

/// Where a journal lies, and what it is verified with.
struct Place {
    journal: PathBuf,
    keys: PathBuf,
    noted: Option<Noted>,
}

fn verify(args: &VerifyArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let Place { journal, keys, noted } = match &args.store {
        Some(store) => place(store, args.keys.as_deref())?,
        None => {
            let store = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?.store;
            let journal = store.dir.join(JOURNAL_FOLDER);
            let noted = noted(&journal)?;
            Place { journal, keys: store.keys_dir, noted }
        }
    };
    let found = walk(&journal, &keys, noted)?;
    has_its_end(&journal, &found, noted)?;
    writeln!(out, "The journal in {} is whole.", journal.display())?;
    writeln!(out, "  records      {} in {} segments", found.records, found.segments)?;
    writeln!(out, "  checkpoints  {} signed, {} records since the last", found.checkpoints, found.unsigned)?;
    writeln!(out, "  last hash    {}", HEXLOWER.encode(&found.last.hash))?;
    if let Some(torn) = found.torn {
        let (bytes, first) = (torn.bytes, torn.first);
        writeln!(
            out,
            "  torn write   {bytes} bytes where record {first} would be; the next start cuts them off"
        )?;
    }
    Ok(())
}

/// A store, or the event set of a backup, which ends where it says.
fn place(store: &Path, keys: Option<&Path>) -> Result<Place, Failure> {
    let journal = store.join(JOURNAL_FOLDER);
    let is_store = journal.is_dir();
    let journal = if is_store { journal } else { store.to_owned() };
    let noted = noted(&journal)?;
    if !is_store && noted.is_none() {
        read_mark(store).map_err(Failure::of(Exit::StoreRefused))?;
    }
    let around = [journal.clone(), store.join("keys"), store.join("../keys")];
    let found = around.into_iter().find(|folder| folder.join("journal.pub").is_file());
    let keys = keys.map(Path::to_owned).or(found).unwrap_or_else(|| store.to_owned());
    Ok(Place { journal, keys, noted })
}

fn export(args: &ExportArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let archive = Archive::open(&settings)?;
    args.disclosure.log(&settings, "journal")?;
    let (calendar, detail) = (settings.site.calendar(), args.disclosure.detail());
    let wanted = |record: &Record| {
        let day = calendar.day_of(record.at);
        args.from.is_none_or(|from| from <= day) && args.to.is_none_or(|to| day <= to)
    };
    match args.format {
        Format::Jsonl => archive.each(|record| {
            if wanted(&record) {
                writeln!(out, "{}", json(&settings, &record, detail)?)?;
            }
            Ok(())
        }),
        Format::Csv => {
            out.write_all("\u{feff}".as_bytes())?;
            let mut table = csv::Writer::from_writer(out);
            table.write_record(COLUMNS).map_err(failed)?;
            archive.each(|record| {
                if wanted(&record) {
                    table.write_record(cells(&settings, &record, detail)?).map_err(failed)?;
                }
                Ok(())
            })?;
            Ok(table.flush()?)
        }
    }
}

fn json(settings: &Settings, record: &Record, detail: Detail) -> Result<serde_json::Value, Failure> {
    let event = event_json(record, detail).map_err(failed)?;
    Ok(json!({
        "seq": record.seq,
        "at": time(settings, record),
        "gate": gate(settings),
        "role": format!("{:?}", record.by.role),
        "staff": record.by.staff.as_ref().map(|staff| &staff.0),
        "what": event.what,
        "about": event.about,
        "fields": event.fields,
    }))
}

fn cells(settings: &Settings, record: &Record, detail: Detail) -> Result<[String; COLUMNS.len()], Failure> {
    let event = event_json(record, detail).map_err(failed)?;
    let staff = record.by.staff.as_ref().map(|staff| cell(&staff.0)).unwrap_or_default();
    let role = format!("{:?}", record.by.role);
    let (at, fields) = (time(settings, record), event.fields.to_string());
    let gate = cell(&gate(settings));
    Ok([record.seq.to_string(), at, gate, role, staff, event.what, event.about, fields])
}

/// At which gate: one record is one gate's, and its configuration names it.
fn gate(settings: &Settings) -> String {
    format!("{} {}", settings.gate.number, settings.gate.name)
}

fn time(settings: &Settings, record: &Record) -> String {
    local(settings, record.at).to_rfc3339_opts(SecondsFormat::Millis, false)
}

fn failed(cause: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::of(Exit::Failed)(Box::new(cause) as Box<dyn std::error::Error + Send + Sync>)
}
