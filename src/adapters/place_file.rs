//! Where a touchscreen was, kept for its next start: one line in a file in memory that only the screen may read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::private_file::replace;

/// Longest line that is read, bytes.
const LINE_MAX: u64 = 128;
/// How long a place is kept from the last touch: whoever comes after that is somebody else.
pub const KEPT_MAX: Duration = Duration::from_secs(60);
/// Its name in the folder.
const NAME: &str = "place";

/// The file.
#[derive(Debug, Clone)]
pub struct PlaceFile(PathBuf);

impl PlaceFile {
    /// In the folder that systemd makes for the service and removes when it is stopped: it lies in memory, so that no power
    /// cut leaves anything behind.
    pub fn in_folder(folder: &Path) -> Self {
        Self(folder.join(NAME))
    }

    /// What was kept lately; none where nothing was, or nothing that can be read.
    pub fn kept(&self) -> Option<String> {
        match self.read() {
            Ok(kept) => kept,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
            Err(cause) => {
                tracing::warn!(event = "no-place", error = &cause as &dyn std::error::Error);
                None
            }
        }
    }

    fn read(&self) -> io::Result<Option<String>> {
        let file = File::open(&self.0)?;
        // Of a time that is still to come nobody knows how long ago it was.
        let age = SystemTime::now().duration_since(file.metadata()?.modified()?).ok();
        if age.is_none_or(|age| age > KEPT_MAX) {
            self.remove()?;
            return Ok(None);
        }
        let mut line = String::new();
        file.take(LINE_MAX).read_to_string(&mut line)?;
        Ok(Some(line))
    }

    /// Keeps this line, or nothing any more. What fails is told of, and costs a visitor their place at the worst.
    pub fn keep(&self, line: Option<&str>) {
        let done = match line {
            Some(line) => replace(&self.0, line.as_bytes()),
            None => self.remove(),
        };
        if let Err(cause) = done {
            tracing::warn!(event = "place-not-kept", error = &cause as &dyn std::error::Error);
        }
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.0) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn file() -> (tempfile::TempDir, PlaceFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = PlaceFile::in_folder(folder.path());
        (folder, file)
    }

    fn grows_old(file: &PlaceFile, by: Duration) {
        File::options().write(true).open(&file.0).unwrap().set_modified(SystemTime::now() - by).unwrap();
    }

    #[test]
    fn a_place_is_kept_for_its_owner_alone_and_forgotten_when_it_is_left() {
        let (folder, file) = file();
        assert_eq!(file.kept(), None);
        file.keep(Some("zh ABC"));
        file.keep(Some("en ABC"));
        assert_eq!(file.kept().as_deref(), Some("en ABC"));
        assert_eq!(fs::metadata(&file.0).unwrap().permissions().mode() & 0o777, 0o600);
        file.keep(None);
        assert_eq!(file.kept(), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
        file.keep(None);
    }

    #[test]
    fn an_old_place_and_one_of_a_time_to_come_are_forgotten() {
        let (folder, file) = file();
        file.keep(Some("zh ABC"));
        grows_old(&file, KEPT_MAX - Duration::from_secs(5));
        assert!(file.kept().is_some());
        grows_old(&file, KEPT_MAX + Duration::from_secs(1));
        assert_eq!(file.kept(), None);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "it is removed");
        file.keep(Some("zh ABC"));
        let ahead = SystemTime::now() + Duration::from_secs(3_600);
        File::options().write(true).open(&file.0).unwrap().set_modified(ahead).unwrap();
        assert_eq!(file.kept(), None);
    }

    #[test]
    fn a_file_that_is_no_line_and_a_folder_that_is_gone_cost_the_place_alone() {
        let (folder, file) = file();
        fs::write(&file.0, [0xff; 4]).unwrap();
        assert_eq!(file.kept(), None);
        fs::remove_file(&file.0).unwrap();
        fs::remove_dir(folder.path()).unwrap();
        file.keep(Some("zh ABC"));
        assert_eq!(file.kept(), None);
    }
}
