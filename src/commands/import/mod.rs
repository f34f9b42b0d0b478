//! `gatehouse hosts|booking|watchlist import FILE.csv`: lists for a running core, sent through its API one by one.

mod invitations;
mod rows;
mod table;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::reach::own_core;
use super::{Exit, Failure};
use crate::settings::Settings;
use crate::wire::Answer;
use chrono_tz::Tz;
use invitations::Folder;

pub use rows::Line;
pub use table::Wrong;

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
        /// Bookings only: put the QR code of each invitation into this folder, named by the booking's number.
        #[arg(long, value_name = "DIR")]
        invitations: Option<PathBuf>,
    },
}

/// Which list.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    /// People inside.
    Hosts,
    /// Visits agreed beforehand.
    Bookings,
    /// 关注名单
    Watchlist,
}

/// Lines that were not sent, for they are wrong.
#[derive(Debug, thiserror::Error)]
#[error("nothing was sent, for these lines are wrong:{}", .0.iter().map(|wrong| format!("\n  {wrong}")).collect::<String>())]
struct WrongLines(Vec<Wrong>);

pub(super) fn run(which: Which, args: &ImportArgs, out: &mut dyn Write) -> Result<(), Failure> {
    let Action::Import { file, invitations } = &args.action;
    if invitations.is_some() && !matches!(which, Which::Bookings) {
        return Err(Failure::of(Exit::WrongUse)("only bookings have invitations"));
    }
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let bytes = std::fs::read(file)?;
    let lines = read_list(which, &bytes, settings.site.zone)
        .map_err(|wrong| Failure::of(Exit::WrongUse)(WrongLines(wrong)))?;
    // A folder that cannot be had is told before anything is booked.
    let folder = invitations.as_deref().map(Folder::open).transpose().map_err(Failure::of(Exit::Failed))?;
    send(&args.config, &settings, lines, folder.as_ref(), out)
}

/// The wishes of a list in CSV, in the order of its lines; dates in it are of `zone`. Total over any bytes.
///
/// # Errors
/// Everything that is wrong with it, line by line.
pub fn read_list(which: Which, bytes: &[u8], zone: Tz) -> Result<Vec<Line>, Vec<Wrong>> {
    match which {
        Which::Hosts => rows::hosts(bytes),
        Which::Bookings => rows::bookings(bytes, zone),
        Which::Watchlist => rows::watchlist(bytes, zone),
    }
}

fn send(
    config: &Path,
    settings: &Settings,
    lines: Vec<Line>,
    folder: Option<&Folder>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let sender = super::sender::Sender::connect(own_core(config, settings, "administration")?)?;
    let all = lines.len();
    let mut refused = 0;
    let mut not_drawn = None;
    for (line, wish) in lines {
        match sender.send(wish) {
            Ok(Answer::BookingMade { booking, invitation }) => {
                // Said before it is drawn: a full disk loses a picture, and no invitation.
                writeln!(out, "line {line}: {booking} {invitation}")?;
                let drawn = folder.map_or(Ok(()), |folder| folder.put(&booking, &invitation));
                not_drawn = not_drawn.or(drawn.err());
            }
            Ok(_) => {}
            Err(why) => {
                refused += 1;
                writeln!(out, "line {line}: {why}")?;
            }
        }
    }
    writeln!(out, "{} of {all} lines are taken over", all - refused)?;
    if refused > 0 {
        return Err(Failure::of(Exit::Failed)(format!("{refused} lines were refused")));
    }
    not_drawn.map_or(Ok(()), |fault| Err(Failure::of(Exit::Failed)(fault)))
}
