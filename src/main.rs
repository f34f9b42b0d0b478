//! `gatehouse`: parse, run, tell why not.

use clap::Parser;
use gatehouse::commands::{Cli, Exit};
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // clap itself ends with 0 for help and 2 for wrong use, as documented for every subcommand.
    match Cli::parse().run(&mut std::io::stdout().lock()) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => {
            // With standard error closed as well there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "{}", failure.chain());
            failure.exit.into()
        }
    }
}
