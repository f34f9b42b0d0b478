//! `gatehouse backup` and `gatehouse restore`: the record and the keys, on another disk and back.

use super::{Exit, Failure, secret};
use crate::adapters::backup::{BackupFault, Places, backup_events, restore as restore_sets};
use crate::adapters::durable::make_private_folder;
use crate::adapters::journal::JournalFault;
use crate::adapters::key_set::{KeySetKeeper, KeySetOpener, backup_keys};
use crate::settings::{Settings, StoreSettings};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The event set in a backup.
const EVENTS: &str = "events";
/// The key set in a backup, until it is taken to its own keeper.
const KEYS: &str = "keys.age";

#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The gate's configuration, which names store and keys.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// The folder to make: the event set goes to `events` in it, the key set to `keys.age`.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
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

pub(super) fn backup(args: &BackupArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let store = settings(&args.config)?;
    let keeper = if args.without_keys { None } else { Some(keeper(args)?) };
    let keys_to = args.keys_to.clone().unwrap_or_else(|| args.to.join(KEYS));
    make_private_folder(&args.to)?;
    let events = args.to.join(EVENTS);
    let verified = backup_events(places(&store), &events, None).map_err(refused)?;
    writeln!(out, "{} records are in {}, verified.", verified.records, events.display())?;
    match keeper {
        Some(keeper) => {
            backup_keys(&store.keys_dir, &keys_to, &keeper).map_err(Failure::of(Exit::Failed))?;
            writeln!(out, "The keys are in {}, encrypted.", keys_to.display())?;
            writeln!(
                out,
                "Keep the two apart, and destroy the key set before the retention of visits ends."
            )?;
        }
        None => writeln!(out, "The keys were left out: without them every personal field stays sealed.")?,
    }
    Ok(())
}

pub(super) fn restore(args: &RestoreArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let store = settings(&args.config)?;
    let keys_from = args.keys_from.clone().unwrap_or_else(|| args.from.join(KEYS));
    let with_keys = !args.without_keys && (args.keys_from.is_some() || keys_from.exists());
    let opener = if with_keys { Some(opener(args)?) } else { None };
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
