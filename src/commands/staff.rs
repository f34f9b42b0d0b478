//! `gatehouse staff`: who may sign in at the panel.

use super::{Exit, Failure, new_pin};
use crate::adapters::staff_file::{StaffFile, StaffRole};
use crate::settings::Settings;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

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
    match args.action {
        Action::Add { number, name, roles, pin } => {
            let new = new_pin::obtain(pin, &number)?;
            staff
                .add(&number, &name, roles.into_iter().collect(), &new.pin)
                .map_err(Failure::of(Exit::WrongUse))?;
            staff.save(path).map_err(Failure::of(Exit::Failed))?;
            writeln!(out, "Added {number}.")?;
            tell(out, &new)?;
        }
        Action::Pin { number, pin } => {
            let new = new_pin::obtain(pin, &number)?;
            staff.set_pin(&number, &new.pin).map_err(Failure::of(Exit::WrongUse))?;
            staff.save(path).map_err(Failure::of(Exit::Failed))?;
            writeln!(out, "{number} has another PIN.")?;
            tell(out, &new)?;
        }
        Action::Remove { number } => {
            staff.remove(&number).map_err(Failure::of(Exit::WrongUse))?;
            staff.save(path).map_err(Failure::of(Exit::Failed))?;
            writeln!(out, "{number} signs in no more.")?;
        }
        Action::List => {
            for member in staff.staff() {
                let roles: Vec<&str> = member.roles.iter().map(|role| role.word()).collect();
                let state = if member.active { "active" } else { "removed" };
                writeln!(out, "{}\t{}\t{}\t{state}", member.number, member.name, roles.join(","))?;
            }
        }
    }
    Ok(())
}

fn tell(out: &mut dyn Write, new: &new_pin::NewPin) -> std::io::Result<()> {
    if new.made_up { writeln!(out, "PIN, shown this once: {}", *new.pin) } else { Ok(()) }
}

fn role(word: &str) -> Result<StaffRole, String> {
    StaffRole::WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, role)| role).ok_or_else(|| {
        let known: Vec<&str> = StaffRole::WORDS.iter().map(|(known, _)| *known).collect();
        format!("the roles are {}", known.join(", "))
    })
}
