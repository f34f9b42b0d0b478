//! One file per subcommand: starts and joins the parts, no rules.

mod archive;
mod backup;
mod check;
mod config;
#[cfg(feature = "screens")]
mod demo;
mod disclosure;
mod doorkeeper;
mod driven_relay;
mod exit;
#[cfg(feature = "screens")]
mod gallery;
mod gate_shut;
mod import;
mod init;
mod journal;
mod log;
mod new_pin;
mod parts;
mod reach;
mod reader;
mod record;
#[cfg(feature = "screens")]
mod screen;
mod screen_devices;
mod screen_pulse;
mod secret;
mod sender;
mod serve;
mod signatures;
mod site;
mod staff;
mod visits;

pub use exit::{Exit, Failure};
pub use import::{Line, Which, Wrong, read_list};
pub use screen_devices::listen_to_scanner;
pub use screen_pulse::{Feeding, feed};

use clap::{Parser, Subcommand};
use std::io::Write;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "gatehouse", version, about = "Visitor kiosk, badge printer and gate for one entrance")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a folder with everything a gate needs: configuration, keys, certificate, first staff.
    Init(init::InitArgs),
    /// Run the core of a gate: rules, record, gate, printer and API.
    Serve(serve::ServeArgs),
    /// Show the visitors' touchscreen.
    #[cfg(feature = "screens")]
    Kiosk(screen::ScreenArgs),
    /// Show the guard's panel.
    #[cfg(feature = "screens")]
    Guard(screen::ScreenArgs),
    /// Let the gate's relay go and end: for the system, before every start of the core and after every end.
    GateShut(gate_shut::GateShutArgs),
    /// Read a scanner at the gate, and carry its codes to the core.
    Reader(reader::ReaderArgs),
    /// Try everything in one process: simulated gate, badges as files, sample people.
    #[cfg(feature = "screens")]
    Demo(demo::DemoArgs),
    /// Show every widget of the screens, for whoever builds them.
    #[cfg(feature = "screens")]
    Gallery(gallery::GalleryArgs),
    /// Hosts of a running core.
    Hosts(import::ImportArgs),
    /// Bookings of a running core.
    Booking(import::ImportArgs),
    /// The watchlist of a running core.
    Watchlist(import::ImportArgs),
    /// Change who may sign in at the guard's panel.
    Staff(staff::StaffArgs),
    /// Look whether a gate is fit for work: click it, print a test badge, look at everything it needs.
    Check(check::CheckArgs),
    /// Look at a configuration file.
    Config(config::ConfigArgs),
    /// Verify or export the record.
    Journal(journal::JournalArgs),
    /// Print the visit book of a day.
    Visits(visits::VisitsArgs),
    /// Show what was signed by finger on a visit, and that it goes with its words.
    Signatures(signatures::SignaturesArgs),
    /// Copy the record and the keys to another disk.
    Backup(backup::BackupArgs),
    /// Bring the record and the keys back from a backup.
    Restore(backup::RestoreArgs),
}

impl Cli {
    /// Runs the subcommand; what it has to say goes to `out`.
    ///
    /// # Errors
    /// The subcommand's failure with its exit code.
    pub fn run(self, out: &mut dyn Write) -> Result<(), Failure> {
        match self.command {
            Command::Init(args) => init::run(args, out),
            Command::Serve(args) => serve::run(args, out),
            #[cfg(feature = "screens")]
            Command::Kiosk(args) => screen::run(screen::Which::Kiosk, &args),
            #[cfg(feature = "screens")]
            Command::Guard(args) => screen::run(screen::Which::Guard, &args),
            Command::GateShut(args) => gate_shut::run(&args, out),
            Command::Reader(args) => reader::run(&args, out),
            #[cfg(feature = "screens")]
            Command::Demo(args) => demo::run(&args, out),
            #[cfg(feature = "screens")]
            Command::Gallery(args) => gallery::run(&args),
            Command::Hosts(args) => import::run(import::Which::Hosts, &args, out),
            Command::Booking(args) => import::run(import::Which::Bookings, &args, out),
            Command::Watchlist(args) => import::run(import::Which::Watchlist, &args, out),
            Command::Staff(args) => staff::run(args, out),
            Command::Check(args) => check::run(&args, out),
            Command::Config(args) => config::run(args, out),
            Command::Journal(args) => journal::run(args, out),
            Command::Visits(args) => visits::run(args, out),
            Command::Signatures(args) => signatures::run(&args, out),
            Command::Backup(args) => backup::backup(&args, out),
            Command::Restore(args) => backup::restore(&args, out),
        }
    }
}
