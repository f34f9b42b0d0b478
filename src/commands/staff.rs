//! `gatehouse staff`: who may sign in at the panel.

use super::reach::own_core;
use super::sender::Sender;
use super::{Exit, Failure, new_pin};
use crate::adapters::lock::{FolderLock, LockFault};
use crate::adapters::staff_file::{StaffFile, StaffRole};
use crate::settings::Settings;
use crate::wire::Wish;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct StaffArgs {
    /// The gate's configuration, which names the staff file.
    #[arg(long, global = true, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add a person.
    Add {
        /// Staff number, never used before.
        number: String,
        /// Name, as the record shows it.
        name: String,
        /// What the person may do; give it several times for several roles.
        #[arg(long = "role", required = true, value_parser = role)]
        roles: Vec<StaffRole>,
        /// PIN of 4 to 12 digits, `-` to read it from standard input; made up and shown once if left out.
        #[arg(long)]
        pin: Option<String>,
    },
    /// Give a person another PIN.
    Pin {
        /// Staff number.
        number: String,
        /// PIN of 4 to 12 digits, `-` to read it from standard input; made up and shown once if left out.
        #[arg(long)]
        pin: Option<String>,
    },
    /// Take away a person's sign-in; the number stays taken.
    Remove {
        /// Staff number.
        number: String,
    },
    /// List everybody, removed people included.
    List,
}

pub(super) fn run(args: StaffArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let path = &settings.store.staff_file;
    let mut staff = StaffFile::load(path).map_err(Failure::of(Exit::Failed))?;
    let (number, done, new) = match args.action {
        Action::List => return list(&staff, out),
        Action::Add { number, name, roles, pin } => {
            let new = new_pin::obtain(pin, &number)?;
            staff
                .add(&number, &name, roles.into_iter().collect(), &new.pin)
                .map_err(Failure::of(Exit::WrongUse))?;
            let done = format!("Added {number}.");
            (number, done, Some(new))
        }
        Action::Pin { number, pin } => {
            let new = new_pin::obtain(pin, &number)?;
            staff.set_pin(&number, &new.pin).map_err(Failure::of(Exit::WrongUse))?;
            let done = format!("{number} has another PIN.");
            (number, done, Some(new))
        }
        Action::Remove { number } => {
            staff.remove(&number).map_err(Failure::of(Exit::WrongUse))?;
            let done = format!("{number} signs in no more.");
            (number, done, None)
        }
    };
    // While this holds the folder no core starts between the file and the question who records it.
    let lock = FolderLock::take(&settings.store.dir);
    staff.save(path).map_err(Failure::of(Exit::Failed))?;
    let recorded = match &lock {
        Err(LockFault::AlreadyRunning { .. }) => record(&args.config, &settings, number),
        Ok(_) | Err(LockFault::Io { .. }) => Ok("The next start of the core puts it on the record."),
    };
    writeln!(out, "{done}{}", recorded.as_ref().map(|said| format!(" {said}")).unwrap_or_default())?;
    if let Some(new) = new.filter(|new| new.made_up) {
        writeln!(out, "PIN, shown this once: {}", *new.pin)?;
    }
    recorded.map(|_| ())
}

fn list(staff: &StaffFile, out: &mut dyn Write) -> Result<(), Failure> {
    for member in staff.staff() {
        let roles: Vec<&str> = member.roles.iter().map(|role| role.word()).collect();
        let state = if member.active { "active" } else { "removed" };
        writeln!(out, "{}\t{}\t{}\t{state}", member.number, member.name, roles.join(","))?;
    }
    Ok(())
}

/// The file is changed, and the running core did not hear of it.
#[derive(Debug, thiserror::Error)]
#[error("it counts from now on, but the core has not recorded it; its next start does")]
struct NotRecorded(#[source] Box<dyn std::error::Error + Send + Sync>);

/// Tells the running core, which reads the file again and records what changed.
fn record(config: &Path, settings: &Settings, number: String) -> Result<&'static str, Failure> {
    let sent = own_core(config, settings, "admin")
        .and_then(Sender::connect)
        .and_then(|sender| sender.send(Wish::StaffChanged { number }).map_err(Failure::of(Exit::Failed)));
    match sent {
        Ok(_) => Ok("It is on the record."),
        Err(failure) => Err(Failure::of(Exit::Failed)(NotRecorded(failure.cause))),
    }
}

fn role(word: &str) -> Result<StaffRole, String> {
    StaffRole::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, role)| role).ok_or_else(|| {
        let known: Vec<&str> = StaffRole::WORDS.iter().map(|(known, _)| *known).collect();
        format!("the roles are {}", known.join(", "))
    })
}
