//! `gatehouse config`: is this file right, and what may stand in it.

use super::{Exit, Failure};
use crate::settings::Settings;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Name every wrong key of a gatehouse.toml.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Print a commented gatehouse.toml with every key and its default.
    Example,
}

pub(super) fn run(args: ConfigArgs, out: &mut dyn Write) -> Result<(), Failure> {
    match args.action {
        Action::Check { file } => {
            let settings = Settings::read(&file).map_err(Failure::of(Exit::Configuration))?;
            let (site, gate) = (&settings.site.name, &settings.gate.name);
            writeln!(out, "{} is right: {site}, gate {}, {gate}.", file.display(), settings.gate.number)?;
        }
        Action::Example => out.write_all(Settings::example().as_bytes())?,
    }
    Ok(())
}
