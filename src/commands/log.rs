//! The log: events with their ids, no personal data above debug.

use tracing_subscriber::EnvFilter;

/// Starts the log on standard error; `GATEHOUSE_LOG` chooses what is said (`info` by default). A second start
/// changes nothing.
pub(super) fn start() {
    start_with("info");
}

/// The same, with warnings only by default: for a person who reads something else on the same terminal.
#[cfg(feature = "screens")]
pub(super) fn start_quietly() {
    start_with("warn");
}

fn start_with(default: &str) {
    let filter = EnvFilter::try_from_env("GATEHOUSE_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Under systemd the journal stamps the lines itself.
    let started = if std::env::var_os("JOURNAL_STREAM").is_some() {
        log.without_time().with_ansi(false).try_init()
    } else {
        log.try_init()
    };
    // Started already, by the demo around this command.
    drop(started);
}
