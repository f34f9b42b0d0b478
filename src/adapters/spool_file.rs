//! The spool of unrecorded deeds: a file of lines, apart from the journal, so that it may work when that does not.
//!
//! A line is a deed, sealed under a key made from the wrapping key, in hexadecimal digits: it names people and gives
//! their reasons.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::durable::PRIVATE_FILE;
use super::keys::{KEY_BYTES, WrappingKey};
use super::seal::{SealFault, open_under, seal_under};
use crate::ports::spool::{Deed, Spool, SpoolFault};

/// The file's name in the store folder.
pub const FILE_NAME: &str = "unrecorded.jsonl";
/// Longest spool that is read, bytes: ten thousand deeds with the longest reasons.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;
const DOMAIN: &[u8] = b"gatehouse/spool/v1";

/// Why a line is passed over.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error("it is torn")]
    Torn(#[from] data_encoding::DecodeError),
    #[error("it was changed, or sealed by another device")]
    Changed(#[from] SealFault),
    #[error("it is no deed")]
    NoDeed(#[from] serde_json::Error),
}

/// The spool in a store folder.
pub struct SpoolFile {
    path: PathBuf,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl SpoolFile {
    /// The spool of this store, sealed for the device with the key `wrapping`. Nothing is touched yet.
    pub fn new(store: &Path, wrapping: &WrappingKey) -> Self {
        let key = Sha256::new().chain_update(DOMAIN).chain_update(wrapping.bytes()).finalize();
        Self { path: store.join(FILE_NAME), key: Zeroizing::new(key.into()) }
    }

    fn append(&self, deed: &Deed) -> io::Result<()> {
        let plain = Zeroizing::new(serde_json::to_vec(deed)?);
        let mut line = HEXLOWER.encode(&seal_under(&self.key, DOMAIN, &plain).map_err(io::Error::other)?);
        line.push('\n');
        let mut file = OpenOptions::new().append(true).create(true).mode(PRIVATE_FILE).open(&self.path)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    fn read(&self) -> io::Result<Vec<Deed>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(cause),
        };
        let mut deeds = Vec::new();
        for line in BufReader::new(file.take(FILE_BYTES_MAX)).split(b'\n') {
            match self.open(&line?) {
                Ok(deed) => deeds.push(deed),
                Err(cause) => tracing::error!(
                    event = "spool-line-lost",
                    error = &cause as &dyn std::error::Error,
                    "a line of the spool cannot be read"
                ),
            }
        }
        Ok(deeds)
    }

    fn open(&self, line: &[u8]) -> Result<Deed, Unreadable> {
        let plain = open_under(&self.key, DOMAIN, &HEXLOWER.decode(line)?)?;
        Ok(serde_json::from_slice(&plain)?)
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
        match fs::remove_file(&self.path) {
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

    const REASON: &str = "老板的车";

    fn deed(n: i64) -> Deed {
        Deed {
            by: By::staff(Role::Guard, "g-1001"),
            what: "override".into(),
            at: Stamp(n),
            reason: Remark::parse(REASON).unwrap(),
        }
    }

    fn spool(store: &Path) -> SpoolFile {
        SpoolFile::new(store, &WrappingKey::from_bytes([2; KEY_BYTES]))
    }

    fn text(store: &Path) -> String {
        fs::read_to_string(store.join(FILE_NAME)).unwrap()
    }

    #[test]
    fn deeds_come_back_in_order_and_a_torn_line_is_passed_over() {
        let store = tempfile::tempdir().unwrap();
        assert_eq!(spool(store.path()).deeds().unwrap(), []);
        spool(store.path()).keep(&deed(1)).unwrap();
        spool(store.path()).keep(&deed(2)).unwrap();
        let torn = text(store.path()).lines().next().unwrap()[..99].to_owned();
        let path = store.path().join(FILE_NAME);
        OpenOptions::new().append(true).open(path).unwrap().write_all(torn.as_bytes()).unwrap();
        assert_eq!(spool(store.path()).deeds().unwrap(), [deed(1), deed(2)]);
        spool(store.path()).clear().unwrap();
        spool(store.path()).clear().unwrap();
        assert_eq!(spool(store.path()).deeds().unwrap(), []);
    }

    #[test]
    fn nobody_can_be_read_in_the_file() {
        let store = tempfile::tempdir().unwrap();
        spool(store.path()).keep(&deed(1)).unwrap();
        let bytes = HEXLOWER.decode(text(store.path()).trim_end().as_bytes()).unwrap_or_default();
        let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|at| at == word.as_bytes());
        let plain = serde_json::to_vec(&deed(1)).unwrap();
        for word in [REASON, "g-1001", "override"] {
            assert!(holds(&plain, word), "{word}");
            assert!(!holds(text(store.path()).as_bytes(), word) && !holds(&bytes, word), "{word}");
        }
    }

    #[test]
    fn a_changed_line_or_another_device_opens_nothing_and_hides_no_other_line() {
        let store = tempfile::tempdir().unwrap();
        spool(store.path()).keep(&deed(1)).unwrap();
        spool(store.path()).keep(&deed(2)).unwrap();
        let other = WrappingKey::from_bytes([9; KEY_BYTES]);
        assert_eq!(SpoolFile::new(store.path(), &other).deeds().unwrap(), []);
        let mut changed = text(store.path()).into_bytes();
        changed[80] = if changed[80] == b'0' { b'1' } else { b'0' };
        fs::write(store.path().join(FILE_NAME), changed).unwrap();
        assert_eq!(spool(store.path()).deeds().unwrap(), [deed(2)]);
    }
}
