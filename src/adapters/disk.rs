//! The disk under a folder: how much room it has, and how long it takes to keep something.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::durable::{PRIVATE_FILE, sync_folder};

/// What is written to see how long it takes, in bytes: a group of records.
const TRIAL_BYTES: usize = 4096;
/// The file it is written to. It is gone afterwards.
const TRIAL_FILE: &str = "check.new";

/// Room on the disk of `folder` for those who are not root, in bytes.
///
/// # Errors
/// What the system says.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// How long the disk of `folder` takes until a new file of a group's size would survive a power cut.
///
/// # Errors
/// What the system says; nothing that is acknowledged can be kept there then.
pub fn time_to_keep(folder: &Path) -> io::Result<Duration> {
    let path = folder.join(TRIAL_FILE);
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(PRIVATE_FILE).open(&path)?;
    let begun = Instant::now();
    let kept = file.write_all(&[0; TRIAL_BYTES]).and_then(|()| file.sync_data()).map(|()| begun.elapsed());
    fs::remove_file(&path)?;
    sync_folder(folder)?;
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_bytes(folder.path()).unwrap() > 0);
        assert!(time_to_keep(folder.path()).unwrap() > Duration::ZERO);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(time_to_keep(&folder.path().join("none")).is_err());
    }
}
