//! `gatehouse check`: is a gate fit for work. For whoever installs it or comes to see what is wrong: a line for
//! everything a gate needs, well or not, and what to do.

mod moved;
mod surroundings;

use std::error::Error;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};

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
    /// Look at this alone; may be given several times.
    #[arg(long, value_enum)]
    only: Vec<Thing>,
}

/// Everything that is looked at, each a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Thing {
    /// Every byte of the record.
    Record,
    /// The time.
    Clock,
    /// Keys, tokens, and who may read them.
    Keys,
    /// The certificate and its end.
    Certificate,
    /// Whether a guard can sign in.
    Staff,
    /// Every character a badge of this site needs.
    Fonts,
    /// Room, and how fast something is kept.
    Disk,
    /// The last backup.
    Backup,
    /// Prints a badge of nobody.
    TestBadge,
    /// Clicks the gate and reads its contacts.
    Gate,
}

impl Thing {
    fn line(self) -> &'static str {
        match self {
            Thing::Record => "record",
            Thing::Clock => "clock",
            Thing::Keys => "keys",
            Thing::Certificate => "certificate",
            Thing::Staff => "staff",
            Thing::Fonts => "fonts",
            Thing::Disk => "disk",
            Thing::Backup => "backup",
            Thing::TestBadge => "test badge",
            Thing::Gate => "gate",
        }
    }
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

/// Writes a line for each thing that is asked for and counts.
struct Report<'a> {
    out: &'a mut dyn Write,
    /// Nothing means everything.
    only: &'a [Thing],
    all: usize,
    unwell: usize,
}

impl Report<'_> {
    fn wants(&self, thing: Thing) -> bool {
        self.only.is_empty() || self.only.contains(&thing)
    }

    fn look(&mut self, thing: Thing, find: impl FnOnce() -> Finding) -> io::Result<()> {
        if self.wants(thing) { self.line(thing.line(), &find()) } else { Ok(()) }
    }

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
    let mut report = Report { out, only: &args.only, all: 0, unwell: 0 };
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
    report.look(Thing::Record, || surroundings::record(&archive))?;
    report.look(Thing::Clock, || surroundings::clock(&settings, now, &archive))?;
    report.look(Thing::Keys, || surroundings::keys(&settings))?;
    report.look(Thing::Certificate, || surroundings::certificate(&settings, now))?;
    report.look(Thing::Staff, || surroundings::staff(&settings))?;
    report.look(Thing::Fonts, || surroundings::fonts(&settings, &archive))?;
    report.look(Thing::Disk, || surroundings::disk(&settings))?;
    report.look(Thing::Backup, || surroundings::backup(&settings, now))?;
    if report.wants(Thing::TestBadge) || report.wants(Thing::Gate) {
        move_things(args, &settings, now, &mut report)?;
    }
    report.ends()
}

/// One writer, one driver of the pins: what moves is left alone while another process has the folder.
fn move_things(
    args: &CheckArgs,
    settings: &Settings,
    now: DateTime<Utc>,
    report: &mut Report<'_>,
) -> Result<(), Failure> {
    let lock = FolderLock::take(&settings.store.dir).map_err(|fault| {
        Unwell::fault(&fault, "it prints and opens itself until `systemctl stop gatehouse`")
    });
    let held = || lock.as_ref().err().map(|held| Unwell::new(held.found.clone(), held.to_do.clone()));
    if report.wants(Thing::TestBadge) {
        let badges = held().map_or_else(|| moved::badges(settings, now), |held| vec![Err(held)]);
        for (what, badge) in [Thing::TestBadge.line(), "spare printer"].into_iter().zip(&badges) {
            report.line(what, badge)?;
        }
    }
    if report.wants(Thing::Gate) {
        let gate = match held() {
            Some(held) => Err(held),
            None if args.yes || agrees(report.out, &settings.gate.name)? => moved::gate(settings),
            None => Err(moved::not_agreed()),
        };
        report.line(Thing::Gate.line(), &gate)?;
    }
    Ok(())
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
