//! `gatehouse backup` and `gatehouse restore`: the record and the keys, on another disk and back.

use super::{Exit, Failure, secret};
use crate::adapters::backup::{BackupFault, Places, backup_events, restore as restore_sets};
use crate::adapters::backup_note::{BackupNote, Failed, Made};
use crate::adapters::backup_shelf::{EVENTS, KEYS, Keep, Put, SITE, Shelf, ShelfFault, Sources};
use crate::adapters::durable::make_private_folder;
use crate::adapters::journal::JournalFault;
use crate::adapters::key_set::{KeySetKeeper, KeySetOpener, backup_keys};
use crate::adapters::site_set::{SiteSetFault, backup_site, restore_site};
use crate::settings::{Settings, StoreSettings};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The gate's configuration, which names store and keys.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// The folder to make: the event set goes to `events` in it, the key set to `keys.age`.
    #[arg(long, value_name = "DIR", required_unless_present = "shelf")]
    to: Option<PathBuf>,
    /// A folder on another disk with the backups of this site, for every day: a new one is made in it and read back, and
    /// then the old ones go.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["to", "keys_to", "without_keys"])]
    shelf: Option<PathBuf>,
    /// How many are kept on the shelf.
    #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=1000))]
    keep: u32,
    /// How old they get there, in days: fewer than visits are kept, for a key set brings back who was erased since.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    keep_days: u32,
    /// Take a shelf that is on the disk of the store: only to try it.
    #[arg(long)]
    same_disk: bool,
    /// Another file for the key set: best on a medium with another keeper.
    #[arg(long, value_name = "FILE")]
    keys_to: Option<PathBuf>,
    /// Whoever has the secret half of this age recipient (age1...) can open the key set.
    #[arg(long, conflicts_with = "passphrase_file")]
    recipient: Option<String>,
    /// A file with the passphrase for the key set, `-` for standard input; else GATEHOUSE_PASSPHRASE is used.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Leave the keys out: what is sealed stays sealed in such a backup.
    #[arg(long, conflicts_with_all = ["recipient", "passphrase_file", "keys_to"])]
    without_keys: bool,
}

#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// The gate's configuration, which names the places to fill.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// The folder of a backup.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    /// The key set, if it is not in that folder.
    #[arg(long, value_name = "FILE")]
    keys_from: Option<PathBuf>,
    /// A file with the age identity (AGE-SECRET-KEY-1...) that opens the key set, `-` for standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    identity_file: Option<PathBuf>,
    /// A file with the passphrase of the key set, `-` for standard input; else GATEHOUSE_PASSPHRASE is used.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// On a machine that lost its disk: bring back configuration, certificate, staff and tokens first, those that are
    /// missing.
    #[arg(long, conflicts_with = "without_keys")]
    site: bool,
    /// Leave the keys as they are.
    #[arg(long, conflicts_with_all = ["identity_file", "passphrase_file", "keys_from"])]
    without_keys: bool,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "the key set needs {0}, or a passphrase in --passphrase-file or {variable}; --without-keys leaves it out",
    variable = secret::PASSPHRASE_VARIABLE
)]
struct NoSecret(&'static str);

/// A shelf that would keep people longer than the record.
#[derive(Debug, thiserror::Error)]
#[error(
    "--keep-days is {days}, and visits are kept {visits} days: who was erased would come back from such a backup"
)]
struct KeptTooLong {
    days: u32,
    visits: u32,
}

pub(super) fn backup(args: &BackupArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    match (&args.shelf, &args.to) {
        (Some(shelf), _) => {
            let done = onto_shelf(args, &settings, shelf, out);
            if let Err(failure) = &done {
                note_failure(&settings.store.dir, failure);
            }
            done
        }
        (None, Some(to)) => into_folder(args, &settings, to, out),
        (None, None) => Err(Failure::of(Exit::WrongUse)("a backup needs --to or --shelf")),
    }
}

fn into_folder(
    args: &BackupArgs,
    settings: &Settings,
    to: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let store = &settings.store;
    let keeper = if args.without_keys { None } else { Some(keeper(args)?) };
    let keys_to = args.keys_to.clone().unwrap_or_else(|| to.join(KEYS));
    make_private_folder(to)?;
    let events = to.join(EVENTS);
    let verified = backup_events(places(store), &events, None).map_err(refused)?;
    writeln!(out, "{} records are in {}, verified.", verified.records, events.display())?;
    match keeper {
        Some(keeper) => {
            backup_keys(&store.keys_dir, &keys_to, &keeper).map_err(Failure::of(Exit::Failed))?;
            note(&store.dir, Made { at: now(), folder: to.to_owned(), records: verified.records })?;
            let site = to.join(SITE);
            backup_site(&args.config, settings, &site, &keeper).map_err(Failure::of(Exit::Failed))?;
            writeln!(out, "The keys are in {}, encrypted.", keys_to.display())?;
            writeln!(
                out,
                "Configuration, certificate, staff and tokens are in {}, encrypted.",
                site.display()
            )?;
            writeln!(
                out,
                "Keep the two apart, and destroy the key set before the retention of visits ends."
            )?;
        }
        None => writeln!(out, "The keys were left out: without them every personal field stays sealed.")?,
    }
    Ok(())
}

fn onto_shelf(
    args: &BackupArgs,
    settings: &Settings,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let (days, visits) = (args.keep_days, settings.retention.visit_days);
    if days >= visits {
        return Err(Failure::of(Exit::WrongUse)(KeptTooLong { days, visits }));
    }
    let keeper = keeper(args)?;
    let (store, shelf) = (&settings.store, Shelf::new(folder, &settings.site.id));
    if !args.same_disk {
        shelf.must_be_apart_from(&store.dir).map_err(not_shelved)?;
    }
    let keep = Keep { count: args.keep as usize, age: TimeDelta::days(days.into()) };
    let sources = Sources { config: &args.config, settings, keeper: &keeper };
    let Put { new, events, removed } = shelf.put(sources, keep, now()).map_err(not_shelved)?;
    let place = new.folder.display();
    note(&store.dir, Made { at: new.made, folder: new.folder.clone(), records: events.records })?;
    writeln!(out, "{} records and the keys are in {place}, read back and verified.", events.records)?;
    for old in removed {
        writeln!(out, "Removed {}.", old.display())?;
    }
    Ok(())
}

fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

fn note(store: &Path, made: Made) -> Result<(), Failure> {
    let unnoted =
        |cause: io::Error| format!("the backup is made, and cannot be noted beside the store: {cause}");
    BackupNote::made(store, made).map_err(unnoted).map_err(Failure::of(Exit::Failed))
}

/// For `gatehouse check`; the failure itself is told by whoever runs this.
fn note_failure(store: &Path, failure: &Failure) {
    let why = failure.chain().replace('\n', " ");
    let why = why.strip_prefix("gatehouse: ").unwrap_or(&why).to_owned();
    if let Err(cause) = BackupNote::failed(store, Failed { at: now(), why }) {
        tracing::warn!(error = &cause as &dyn std::error::Error, "the failure is not noted");
    }
}

pub(super) fn restore(args: &RestoreArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let keys_from = args.keys_from.clone().unwrap_or_else(|| args.from.join(KEYS));
    let with_keys = !args.without_keys && (args.site || args.keys_from.is_some() || keys_from.exists());
    let opener = if with_keys { Some(opener(args)?) } else { None };
    if let (true, Some(opener)) = (args.site, &opener) {
        let site = restore_site(&args.from.join(SITE), opener, &args.config).map_err(no_site)?;
        for (files, what) in [(&site.made, "came from the backup"), (&site.kept, "was there and stays")] {
            for file in files {
                writeln!(out, "{} {what}.", file.display())?;
            }
        }
    }
    let store = settings(&args.config)?;
    let key_set = opener.as_ref().map(|opener| (keys_from.as_path(), opener));
    let restored = restore_sets(&args.from.join(EVENTS), key_set, places(&store)).map_err(refused)?;
    writeln!(out, "{} records are in {}, verified.", restored.events.records, store.dir.display())?;
    writeln!(out, "Of the keys: {}.", restored.keys)?;
    for aside in &restored.set_aside {
        writeln!(out, "What was there lies in {}.", aside.display())?;
    }
    Ok(())
}

fn settings(config: &Path) -> Result<StoreSettings, Failure> {
    Ok(Settings::read(config).map_err(Failure::of(Exit::Configuration))?.store)
}

fn places(store: &StoreSettings) -> Places<'_> {
    Places { store: &store.dir, keys: &store.keys_dir }
}

fn keeper(args: &BackupArgs) -> Result<KeySetKeeper, Failure> {
    if let Some(recipient) = &args.recipient {
        return KeySetKeeper::recipient(recipient).map_err(Failure::of(Exit::WrongUse));
    }
    let passphrase = secret::passphrase(args.passphrase_file.as_deref())?;
    let passphrase = passphrase.ok_or_else(|| Failure::of(Exit::WrongUse)(NoSecret("--recipient")))?;
    Ok(KeySetKeeper::passphrase(passphrase.to_string()))
}

fn opener(args: &RestoreArgs) -> Result<KeySetOpener, Failure> {
    if let Some(file) = &args.identity_file {
        return KeySetOpener::identity(&secret::read(file)?).map_err(Failure::of(Exit::WrongUse));
    }
    let passphrase = secret::passphrase(args.passphrase_file.as_deref())?;
    let passphrase = passphrase.ok_or_else(|| Failure::of(Exit::WrongUse)(NoSecret("--identity-file")))?;
    Ok(KeySetOpener::passphrase(passphrase.to_string()))
}

fn no_site(fault: SiteSetFault) -> Failure {
    let exit = match fault {
        SiteSetFault::Settings(_) => Exit::Configuration,
        SiteSetFault::Set(_) | SiteSetFault::Place { .. } => Exit::Failed,
    };
    Failure::of(exit)(fault)
}

/// What refused a shelf is told as what refused a folder.
fn not_shelved(fault: ShelfFault) -> Failure {
    match fault {
        ShelfFault::Events(fault) => refused(fault),
        other => Failure::of(Exit::Failed)(other),
    }
}

/// Damage, a store in use and a set that does not fit are the store's refusal.
fn refused(fault: BackupFault) -> Failure {
    let exit = match fault {
        BackupFault::Journal(JournalFault::Damaged(_))
        | BackupFault::Note(_)
        | BackupFault::Lock(_)
        | BackupFault::KeysWithinStore { .. }
        | BackupFault::NotAnEventSet { .. } => Exit::StoreRefused,
        _ => Exit::Failed,
    };
    Failure::of(exit)(fault)
}
