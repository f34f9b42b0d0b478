//! Who listens for the heart of a screen: systemd, as a test that hears what a process tells it.

use std::os::unix::net::UnixDatagram;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

/// How long something may take on a busy machine.
const SOON: Duration = Duration::from_secs(60);
/// Silences in a row after which a screen is given up: one look may be under way, one has its excuse.
const EXCUSED: usize = 2;

pub struct Systemd {
    socket: UnixDatagram,
    patience: Duration,
    folder: TempDir,
}

impl Systemd {
    /// With the patience of its watchdog; a screen looks at itself three times within it.
    pub fn patient_for(patience: Duration) -> Systemd {
        let folder = tempfile::tempdir().expect("a folder for the socket");
        let socket = UnixDatagram::bind(folder.path().join("notify")).expect("a socket");
        Systemd { socket, patience, folder }
    }

    /// What a service is told of it.
    pub fn watches(&self, command: &mut Command) {
        command
            .env("NOTIFY_SOCKET", self.folder.path().join("notify"))
            .env("WATCHDOG_USEC", self.patience.as_micros().to_string())
            .env_remove("WATCHDOG_PID");
    }

    /// What it hears within this time.
    pub fn hears(&self, within: Duration) -> Option<String> {
        self.socket.set_read_timeout(Some(within)).expect("a limit");
        let mut told = [0; 256];
        let length = self.socket.recv(&mut told).ok()?;
        Some(String::from_utf8_lossy(&told[..length]).trim().to_owned())
    }

    /// Waits until it hears this.
    #[track_caller]
    pub fn waits_for(&self, word: &str) {
        let told: Vec<_> =
            std::iter::from_fn(|| self.hears(SOON)).take(20).take_while(|told| told != word).collect();
        assert!(told.len() < 20, "not {word}: {told:?}");
    }

    /// Waits until the watchdog's patience ends: nothing is heard for so long. False if that does not come.
    pub fn loses_patience(&self) -> bool {
        (0..20 * EXCUSED).any(|_| self.hears(self.patience).is_none())
    }
}
