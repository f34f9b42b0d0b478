//! `gatehouse kiosk` and `gatehouse guard`: one window, one line to the core.

use std::path::PathBuf;

use clap::Args;

use super::reach::reach;
use super::{Exit, Failure, log};
use crate::client::{FarEnd, Line, Reach, connect};
use crate::screens::{guard, kiosk};
use crate::settings::ClientSettings;

#[derive(Debug, Args)]
pub(super) struct ScreenArgs {
    /// The screen's configuration, as `gatehouse init` made it in `clients/`.
    #[arg(long)]
    config: PathBuf,
}

/// Which window.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Kiosk,
    Guard,
}

pub(super) fn run(which: Which, args: &ScreenArgs) -> Result<(), Failure> {
    log::start();
    let settings = ClientSettings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let reach = reach(&settings)?;
    let (line, far) = Line::new();
    let ready = |wake| connect_or_say(far, reach, wake);
    let shown = match which {
        Which::Kiosk => kiosk::run(line, ready),
        Which::Guard => guard::run(line, ready),
    };
    shown.map_err(Failure::of(Exit::Failed))
}

/// Connects a line; a screen without its client would show *core gone* for ever, so that is said in the log.
pub(super) fn connect_or_say(far: FarEnd, reach: Reach, wake: Box<dyn Fn() + Send>) {
    if let Err(fault) = connect(far, reach, wake) {
        tracing::error!(%fault, "the core is not reached from this screen");
    }
}
