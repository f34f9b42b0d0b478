//! `gatehouse gate-shut`: the gate's relay at its released level, and nothing else. A pin keeps its level when the process
//! that drove it is killed, so systemd runs this after every end of the core, and once after a boot.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{Exit, Failure, driven_relay, log, parts};
use crate::settings::{GateKind, GateSettings, SettingsFault};

/// A relay that somebody names, or why it is not known.
type Known = Result<GateSettings, SettingsFault>;

#[derive(Debug, Args)]
pub(super) struct GateShutArgs {
    /// The gate's configuration, of which [gate] alone is read.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
}

/// First what the core is known to have driven, then what the configuration names: the one that is wrong is told, and keeps
/// nobody from the other.
///
/// The level stays after this ends. The folder's lock is not asked for: a core whose files hang may hold it yet and move
/// nothing any more. So this is not for a gate whose core is at work, which would not hear of it.
pub(super) fn run(args: &GateShutArgs, out: &mut dyn Write) -> Result<(), Failure> {
    log::start();
    let configured = GateSettings::read(&args.config);
    let noted = driven_relay::noted().filter(|noted| !are_same(noted, &configured));
    let shut: Vec<_> = noted.into_iter().chain([configured]).map(|gate| release(gate, out)).collect();
    shut.into_iter().collect()
}

fn are_same(one: &Known, other: &Known) -> bool {
    matches!((one, other), (Ok(one), Ok(other)) if one.has_same_relay(other))
}

fn release(gate: Known, out: &mut dyn Write) -> Result<(), Failure> {
    let gate = gate.map_err(Failure::of(Exit::Configuration))?.relay_alone();
    // A board is made released, and no other way.
    drop(parts::gate_board(&gate)?);
    match gate.kind {
        GateKind::Simulated => writeln!(out, "the simulated gate is shut")?,
        GateKind::Rppal | GateKind::Gpiocdev => {
            writeln!(out, "the relay at pin {} is released", gate.relay_pin)?
        }
    }
    Ok(())
}
