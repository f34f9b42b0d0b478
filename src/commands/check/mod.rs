//! `gatehouse check`: is a gate fit for work. For whoever installs it or comes to see what is wrong: a line for
//! everything a gate needs, well or not, and what to do.

mod moved;
mod surroundings;

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::Args;

use super::archive::Archive;
use super::{Exit, Failure};
use crate::adapters::lock::FolderLock;
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// The gate's configuration.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
    /// Click the gate without asking: nobody stands in it.
    #[arg(long)]
    yes: bool,
}

/// What is not well, and what to do about it.
struct Unwell {
    found: String,
    to_do: String,
}

impl Unwell {
    fn new(found: impl Into<String>, to_do: impl Into<String>) -> Unwell {
        Unwell { found: found.into(), to_do: to_do.into() }
    }

    /// A fault with everything behind it, in one line.
    fn fault(fault: &dyn Error, to_do: impl Into<String>) -> Unwell {
        let mut found = fault.to_string();
        let mut next = fault.source();
        while let Some(cause) = next {
            found.push_str(&format!(": {cause}"));
            next = cause.source();
        }
        Unwell::new(found.replace('\n', " "), to_do)
    }

    /// The same of a command's failure.
    fn failure(failure: &Failure, to_do: impl Into<String>) -> Unwell {
        Unwell::fault(failure.cause.as_ref(), to_do)
    }
}

/// How one thing is: what was found if it is well.
type Finding = Result<String, Unwell>;

/// Writes a line for each thing and counts.
struct Report<'a> {
    out: &'a mut dyn Write,
    all: usize,
    unwell: usize,
}

impl Report<'_> {
    fn line(&mut self, what: &str, finding: &Finding) -> io::Result<()> {
        self.all += 1;
        match finding {
            Ok(found) => writeln!(self.out, "well      {what:<14} {found}"),
            Err(Unwell { found, to_do }) => {
                self.unwell += 1;
                writeln!(self.out, "NOT WELL  {what:<14} {found}; {to_do}")
            }
        }
    }

    fn ends(self) -> Result<(), Failure> {
        match self.unwell {
            0 => Ok(writeln!(self.out, "All {} are well.", self.all)?),
            unwell => Err(Failure::of(Exit::Failed)(format!("{unwell} of {} are not well", self.all))),
        }
    }
}

pub(super) fn run(args: &CheckArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let mut report = Report { out, all: 0, unwell: 0 };
    let settings = match Settings::read(&args.config) {
        Ok(settings) => settings,
        Err(fault) => {
            let found = Unwell::fault(&fault, "see `gatehouse config example`; the rest waits for this");
            report.line("configuration", &Err(found))?;
            return report.ends();
        }
    };
    report.line("configuration", &Ok(format!("{} is right", args.config.display())))?;

    let now = DateTime::<Utc>::from(SystemTime::now());
    let archive = Archive::open(&settings);
    report.line("record", &surroundings::record(&archive))?;
    report.line("clock", &surroundings::clock(&settings, now, &archive))?;
    report.line("keys", &surroundings::keys(&settings))?;
    report.line("certificate", &surroundings::certificate(&settings, now))?;
    report.line("staff", &surroundings::staff(&settings))?;
    report.line("fonts", &surroundings::fonts(&settings, &archive))?;
    report.line("disk", &surroundings::disk(&settings))?;
    report.line("backup", &surroundings::backup(&settings, now))?;

    // One writer, one driver of the pins: what moves is left alone while another process has the folder.
    let lock = FolderLock::take(&settings.store.dir).map_err(|fault| {
        Unwell::fault(&fault, "it prints and opens itself until `systemctl stop gatehouse`")
    });
    let (badge, gate) = match lock {
        Err(held) => (Err(Unwell::new(held.found.clone(), held.to_do.clone())), Err(held)),
        Ok(_held) => {
            let badge = moved::badge(&settings, now);
            let agreed = args.yes || agrees(report.out, &settings.gate.name)?;
            (badge, if agreed { moved::gate(&settings) } else { Err(moved::not_agreed()) })
        }
    };
    report.line("test badge", &badge)?;
    report.line("gate", &gate)?;
    report.ends()
}

/// Asks before a gate moves: somebody may stand in it.
fn agrees(out: &mut dyn Write, gate: &str) -> io::Result<bool> {
    write!(out, "{gate} opens for a moment now. Is nobody in its way? [y/N] ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    writeln!(out)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
