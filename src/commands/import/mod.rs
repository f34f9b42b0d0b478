//! `gatehouse hosts|booking|watchlist import FILE.csv`: lists for a running core, sent through its API one by one.

mod rows;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::reach::own_core;
use super::{Exit, Failure};
use crate::settings::Settings;
use rows::Line;
use table::Wrong;

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    #[command(subcommand)]
    action: Action,
    /// The gate's configuration; the token of administration lies in `clients/` beside it.
    #[arg(long, global = true, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Read a CSV file (UTF-8) and send each line to the running core.
    Import {
        /// The file; its heading names the columns, in English or Chinese.
        file: PathBuf,
    },
}

/// Which list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Hosts,
    Bookings,
    Watchlist,
}

/// Lines that were not sent, for they are wrong.
#[derive(Debug, thiserror::Error)]
#[error("nothing was sent, for these lines are wrong:{}", .0.iter().map(|wrong| format!("\n  {wrong}")).collect::<String>())]
struct WrongLines(Vec<Wrong>);

pub(super) fn run(which: Which, args: &ImportArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let Action::Import { file } = &args.action;
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let bytes = std::fs::read(file)?;
    let zone = settings.site.zone;
    let lines = match which {
        Which::Hosts => rows::hosts(&bytes),
        Which::Bookings => rows::bookings(&bytes, zone),
        Which::Watchlist => rows::watchlist(&bytes, zone),
    };
    let lines = lines.map_err(|wrong| Failure::of(Exit::WrongUse)(WrongLines(wrong)))?;
    send(&args.config, &settings, lines, out)
}

fn send(config: &Path, settings: &Settings, lines: Vec<Line>, out: &mut dyn Write) -> Result<(), Failure> {
    let sender = super::sender::Sender::connect(own_core(config, settings, "administration")?)?;
    let all = lines.len();
    let mut refused = 0;
    for (line, wish) in lines {
        if let Err(why) = sender.send(wish) {
            refused += 1;
            writeln!(out, "line {line}: {why}")?;
        }
    }
    writeln!(out, "{} of {all} lines are taken over", all - refused)?;
    if refused == 0 {
        Ok(())
    } else {
        Err(Failure::of(Exit::Failed)(format!("{refused} lines were refused")))
    }
}
