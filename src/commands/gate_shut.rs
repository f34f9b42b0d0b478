//! `gatehouse gate-shut`: the gate's relay at its released level, and nothing else. A pin keeps its level when the process
//! that drove it is killed, so systemd runs this after every end of the core, and before every start.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Exit, Failure, log, parts};
use crate::settings::{GateKind, GateSettings};

#[derive(Debug, Args)]
pub(super) struct GateShutArgs {
    /// The gate's configuration, of which [gate] alone is read.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
}

/// The level stays after this ends. The folder's lock is not asked for: a core whose files hang may hold it yet and move
/// nothing any more. So this is not for a gate whose core is at work, which would not hear of it.
pub(super) fn run(args: &GateShutArgs, out: &mut dyn Write) -> Result<(), Failure> {
    log::start();
    let gate = GateSettings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    // No contact that is broken may keep the relay driven.
    let relay_alone = GateSettings { door: None, exit: None, fire: None, tamper: None, ..gate };
    // A board is made released, and no other way.
    drop(parts::gate_board(&relay_alone)?);
    match relay_alone.kind {
        GateKind::Simulated => writeln!(out, "the simulated gate is shut")?,
        GateKind::Rppal | GateKind::Gpiocdev => {
            writeln!(out, "the relay at pin {} is released", relay_alone.relay_pin)?
        }
    }
    Ok(())
}
