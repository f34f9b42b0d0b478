//! The spool of unrecorded deeds: a file of lines, apart from the journal, so that it may work when that does not.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::durable::PRIVATE_FILE;
use crate::ports::spool::{Deed, Spool, SpoolFault};

/// The file's name in the store folder.
pub const FILE_NAME: &str = "unrecorded.jsonl";
/// Longest spool that is read, bytes: ten thousand deeds with the longest reasons.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// The spool in a store folder.
pub struct SpoolFile(PathBuf);

impl SpoolFile {
    /// The spool of this store. Nothing is touched yet.
    pub fn new(store: &Path) -> Self {
        Self(store.join(FILE_NAME))
    }

    fn append(&self, deed: &Deed) -> io::Result<()> {
        let mut line = serde_json::to_vec(deed)?;
        line.push(b'\n');
        let mut file = OpenOptions::new().append(true).create(true).mode(PRIVATE_FILE).open(&self.0)?;
        file.write_all(&line)?;
        file.sync_data()
    }

    fn read(&self) -> io::Result<Vec<Deed>> {
        let file = match File::open(&self.0) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(cause),
        };
        let mut deeds = Vec::new();
        for line in BufReader::new(file.take(FILE_BYTES_MAX)).split(b'\n') {
            match serde_json::from_slice(&line?) {
                Ok(deed) => deeds.push(deed),
                Err(cause) => {
                    tracing::warn!(error = &cause as &dyn std::error::Error, "a torn line of the spool")
                }
            }
        }
        Ok(deeds)
    }
}

impl Spool for SpoolFile {
    fn keep(&mut self, deed: &Deed) -> Result<(), SpoolFault> {
        self.append(deed).map_err(|cause| SpoolFault::new("write", cause))
    }

    fn deeds(&mut self) -> Result<Vec<Deed>, SpoolFault> {
        self.read().map_err(|cause| SpoolFault::new("read", cause))
    }

    fn clear(&mut self) -> Result<(), SpoolFault> {
        match fs::remove_file(&self.0) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(SpoolFault::new("empty", cause)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::By;
    use crate::domain::{Remark, Role, Stamp};

    #[test]
    fn deeds_come_back_in_order_and_a_torn_line_is_passed_over() {
        let store = tempfile::tempdir().unwrap();
        let mut spool = SpoolFile::new(store.path());
        assert_eq!(spool.deeds().unwrap(), []);
        let deed = |n| Deed {
            by: By::staff(Role::Guard, "g1"),
            what: "override".into(),
            at: Stamp(n),
            reason: Remark::parse("老板的车").unwrap(),
        };
        spool.keep(&deed(1)).unwrap();
        spool.keep(&deed(2)).unwrap();
        let path = store.path().join(FILE_NAME);
        OpenOptions::new().append(true).open(path).unwrap().write_all(b"{\"by\":").unwrap();
        assert_eq!(SpoolFile::new(store.path()).deeds().unwrap(), [deed(1), deed(2)]);
        spool.clear().unwrap();
        spool.clear().unwrap();
        assert_eq!(spool.deeds().unwrap(), []);
    }
}
