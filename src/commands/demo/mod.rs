//! `gatehouse demo`: a whole site in one process, with a simulated gate, a folder printer and sample people.

mod sample;
#[cfg(feature = "tour")]
mod tour;
mod windows;

use std::ffi::OsString;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::{Args, Parser as _};

use super::reach::reach;
use super::screen::fonts_are_known;
use super::sender::Sender;
use super::site::Site;
use super::{Cli, Exit, Failure, log};
use crate::adapters::gate_simulated::{AutomaticDoor, SimulatedGate};
use crate::settings::{ClientSettings, Settings};
use crate::wire::{Answer, Wish};

/// PIN of the demo's guard, G001.
const GUARD_PIN: &str = "7319";
/// Staff number of the demo's guard.
const GUARD: &str = "G001";
/// A visitor who walks through when the gate opens: nobody stands at it.
const DOOR: AutomaticDoor =
    AutomaticDoor { opens_after: Duration::from_millis(300), stays_open: Duration::from_millis(500) };

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Drive the real screens without a display, through one visitor of each class, and take a picture of every
    /// screen there is.
    #[arg(long)]
    headless: bool,
    /// Where the tour leaves pictures, badges and records; the site itself is made in it, too.
    #[arg(long, default_value = "demo-out")]
    out: PathBuf,
}

pub(super) fn run(args: &DemoArgs, out: &mut dyn Write) -> Result<(), Failure> {
    log::start_quietly();
    let folder = args.out.join("site");
    if folder.exists() {
        return Err(Failure::of(Exit::WrongUse)(format!(
            "{} is there already; name another folder with --out",
            folder.display()
        )));
    }
    let headless = args.headless || std::env::var_os("DISPLAY").is_none();
    if headless && !cfg!(feature = "tour") {
        return Err(Failure::of(Exit::WrongUse)(
            "this build has no headless demo (feature `tour`) and there is no display",
        ));
    }
    fonts_are_known()?;
    std::fs::create_dir_all(&args.out)?;
    make_site(&folder, out)?;
    let config = folder.join("gatehouse.toml");
    furnish(&config)?;
    let settings = Settings::read(&config).map_err(Failure::of(Exit::Configuration))?;
    #[cfg(feature = "tour")]
    let printed = folder.join("printed");
    let gate = walked_through();
    let site = Site::start(&config, settings, |_| Ok(gate.board()))?;
    let invitation = fill(&folder)?;
    match headless {
        #[cfg(feature = "tour")]
        true => {
            let mut scene = tour::Scene {
                core: site.core().clone(),
                site: Some(site),
                gate,
                config: config.clone(),
                folder,
                printed,
                out_dir: args.out.clone(),
            };
            let walked = tour::walk(&mut scene, &invitation, out).map_err(Failure::of(Exit::Failed));
            scene.stop()?;
            walked?;
        }
        _ => {
            writeln!(out, "The guard is {GUARD}, PIN {GUARD_PIN}. Close the windows to end the demo.")?;
            writeln!(out, "The invitation of {}, as a scanner types it: {invitation}", sample::IMPORTANT)?;
            let shown = windows::open(&folder);
            site.stop()?;
            shown?;
        }
    }
    leave_records(&config, &args.out, out)
}

/// A gate at which whoever is let in walks through.
fn walked_through() -> SimulatedGate {
    let gate = SimulatedGate::new();
    gate.set_automatic_door(Some(DOOR));
    gate
}

/// The real `init`, on a free port of this machine.
fn make_site(folder: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
    let listen = format!("127.0.0.1:{port}");
    let words =
        ["gatehouse", "init", "--site-name", sample::SITE, "--listen", &listen, "--guard-name", "李志强"];
    let words =
        words.into_iter().chain(["--guard-number", GUARD, "--guard-pin", GUARD_PIN]).map(OsString::from);
    command(words.chain([folder.as_os_str().to_owned()]), out)
}

/// What an installer fills in by hand.
fn furnish(config: &Path) -> Result<(), Failure> {
    let mut text = std::fs::read_to_string(config)?;
    for (line, furnished) in sample::FACTS {
        text = text.replacen(line, furnished, 1);
    }
    Ok(std::fs::write(config, text)?)
}

/// Runs another subcommand, as a person would.
fn command(words: impl Iterator<Item = OsString>, out: &mut dyn Write) -> Result<(), Failure> {
    Cli::try_parse_from(words).map_err(Failure::of(Exit::Failed))?.run(out)
}

/// Hosts, bookings and the watchlist, through the API, as administration. Gives the invitation of the important
/// visitor.
fn fill(folder: &Path) -> Result<String, Failure> {
    let mut office = screen(folder, "kiosk")?;
    office.token = folder.join("clients/administration.token");
    let sender = Sender::connect(reach(&office)?)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
    for wish in sample::wishes(now) {
        sender.send(wish).map_err(Failure::of(Exit::Failed))?;
    }
    let booking = sample::important(now);
    match sender.send(Wish::PutBooking { booking }).map_err(Failure::of(Exit::Failed))? {
        Answer::BookingMade { invitation, .. } => Ok(invitation),
        _ => Err(Failure::of(Exit::Failed)("the booking was answered without an invitation")),
    }
}

/// The configuration of a screen, as `init` made it.
fn screen(folder: &Path, name: &str) -> Result<ClientSettings, Failure> {
    ClientSettings::read(&folder.join(format!("clients/{name}.toml")))
        .map_err(Failure::of(Exit::Configuration))
}

/// The day's records as CSV and the journal's verification, by the real commands.
fn leave_records(config: &Path, folder: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let with = |words: &[&str]| {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        words.into_iter().chain([OsString::from("--config"), config.as_os_str().to_owned()])
    };
    let mut csv = Vec::new();
    command(with(&["gatehouse", "journal", "export", "--format", "csv"]), &mut csv)?;
    std::fs::write(folder.join("records.csv"), csv)?;
    let mut verified = Vec::new();
    command(with(&["gatehouse", "journal", "verify"]), &mut verified)?;
    std::fs::write(folder.join("verified.txt"), &verified)?;
    out.write_all(&verified)?;
    Ok(())
}
