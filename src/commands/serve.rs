//! `gatehouse serve`: the core of one gate, until it is told to stop.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::site::Site;
use super::{Exit, Failure, driven_relay, log, parts};
use crate::settings::Settings;

/// How often the server is looked at where no watchdog asks for it.
const LOOK_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The gate's configuration.
    #[arg(long, default_value = "/etc/gatehouse/gatehouse.toml")]
    config: PathBuf,
}

pub(super) fn run(args: ServeArgs, out: &mut dyn Write) -> Result<(), Failure> {
    log::start();
    let settings = Settings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let scheme = if settings.server.tls { "https" } else { "http" };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    // Before the gate is opened: from then on every end of the program goes through a stop that releases it.
    let ends = runtime.block_on(async { Ends::listen() })?;
    if let Err(fault) = driven_relay::note(&settings.gate) {
        // The gate works without it.
        tracing::warn!(event = "relay-not-noted", %fault, "a later end lets go of what the configuration names then");
    }
    let site = Site::start(&args.config, settings, parts::lasting_board)?;
    writeln!(out, "serving on {scheme}://{}", site.address())?;
    out.flush()?;
    runtime.block_on(watch(&site, ends));
    site.stop()
}

/// What ends the core from outside.
struct Ends {
    terminate: Signal,
    interrupt: Signal,
}

impl Ends {
    fn listen() -> io::Result<Ends> {
        Ok(Ends { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }
}

/// Waits for SIGTERM or SIGINT. Feeds the watchdog only while the writer and the gate's hand both turn: a core that
/// hangs is restarted, and the restart releases the gate.
async fn watch(site: &Site, mut ends: Ends) {
    let every = match sd_notify::watchdog_enabled() {
        Some(limit) => limit / 3,
        None => LOOK_EVERY,
    };
    tell(&[NotifyState::Ready]);
    let mut fed = site.core().vitals().heartbeat();
    loop {
        tokio::select! {
            _ = ends.terminate.recv() => break,
            _ = ends.interrupt.recv() => break,
            () = tokio::time::sleep(every) => {
                let now = site.core().vitals().heartbeat();
                if now.both_moved_since(fed) {
                    tell(&[NotifyState::Watchdog]);
                    fed = now;
                }
                if site.has_ended() {
                    break;
                }
            }
        }
    }
    tell(&[NotifyState::Stopping]);
}

/// Without systemd there is nobody to tell.
fn tell(state: &[NotifyState<'_>]) {
    if let Err(fault) = sd_notify::notify(state) {
        tracing::warn!(%fault, "systemd is not told");
    }
}
