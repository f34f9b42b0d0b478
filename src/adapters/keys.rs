//! The three keys of the device: they sign passes, sign checkpoints, wrap subject keys.
//!
//! Each is one file of one line, readable by its owner only. The public halves lie beside them, so that
//! whoever verifies a journal or a pass needs no secret.
//!
//! A secret that is not in the folder is looked for among the credentials systemd hands to a service, as
//! `gatehouse.wrapping.key`: so it can be kept on another disk than the record, encrypted for this machine.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::durable::{PRIVATE_FILE, make_private_folder, sync_folder};
use crate::domain::MarkKey;

/// Bytes in every secret and every public half (Ed25519 seeds and points, a ChaCha key).
pub const KEY_BYTES: usize = 32;
/// What a public half may be read by: everybody.
const PUBLIC_FILE: u32 = 0o644;
/// The bits of a file's mode that let anybody but its owner touch it.
const OTHERS: u32 = 0o077;

const PASS: &str = "pass";
const JOURNAL: &str = "journal";
const WRAPPING: &str = "wrapping";
/// All three, as their files are named.
const SECRETS: [&str; 3] = [PASS, JOURNAL, WRAPPING];
/// Where systemd says the credentials of a service are.
const CREDENTIALS_VARIABLE: &str = "CREDENTIALS_DIRECTORY";
/// How a credential's name begins before the name of the key's file.
const CREDENTIAL: &str = "gatehouse.";
const MARKS: &[u8] = b"gatehouse/remembered/key/v1";

/// Why the device's keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// Keys are never overwritten: everything sealed or signed under them would be lost.
    #[error("there are keys in {} already; they are never overwritten", .folder.display())]
    AlreadyThere {
        /// The keys folder.
        folder: PathBuf,
    },
    /// A key file others can read is a key others may have.
    #[error("key file {} can be read by others (mode {mode:04o}); run `chmod 600 {}`", .file.display(), .file.display())]
    ReadableByOthers {
        /// The file.
        file: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is no key, or another one than its name says.
    #[error("{} does not hold a {wanted}; bring it back from the key set with `gatehouse restore`", .file.display())]
    NotAKey {
        /// The file.
        file: PathBuf,
        /// What it should hold.
        wanted: String,
    },
    /// A public half that does not belong to the secret one beside it.
    #[error("{} is not the public half of the key beside it; bring both back with `gatehouse restore`", .file.display())]
    OtherHalf {
        /// The public file.
        file: PathBuf,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes for a new key")]
    NoRandomness(#[source] io::Error),
    /// A file or folder could not be read or written.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// Signs the journal's checkpoints. Wiped from memory on drop.
#[derive(Clone)]
pub struct JournalKey(SigningKey);

impl JournalKey {
    /// The key of a 32-byte seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; KEY_BYTES]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The half that verifies what this key signed.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.0.verifying_key()
    }

    pub(super) fn signing(&self) -> &SigningKey {
        &self.0
    }
}

/// Wraps the subject keys. Wiped from memory on drop.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct WrappingKey([u8; KEY_BYTES]);

impl WrappingKey {
    /// The key of these 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    /// The key of the marks by which people who asked for it are remembered: made of this one, so that no other secret
    /// needs keeping, and a backup brings it back.
    #[must_use]
    pub fn mark_key(&self) -> MarkKey {
        MarkKey(Sha256::new().chain_update(MARKS).chain_update(self.0).finalize().into())
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

/// The three secrets of one device. All are wiped from memory on drop.
pub struct DeviceKeys {
    /// Signs the pass inside a badge's QR.
    pub pass: SigningKey,
    /// Signs the journal's checkpoints.
    pub journal: JournalKey,
    /// Wraps the subject keys.
    pub wrapping: WrappingKey,
}

impl DeviceKeys {
    /// Makes three new random keys and writes them, with their public halves, to `folder` (made if missing,
    /// mode 0700). Durable on return.
    ///
    /// # Errors
    /// A key is there already, the system gives no randomness, or a file cannot be written.
    pub fn create(folder: &Path) -> Result<Self, KeyFault> {
        make_private_folder(folder).map_err(io("make", folder))?;
        if SECRETS.iter().any(|name| secret_path(folder, name).exists()) {
            return Err(KeyFault::AlreadyThere { folder: folder.to_owned() });
        }
        let (pass, journal, wrapping) = (random()?, random()?, random()?);
        for (name, seed) in [(PASS, &pass), (JOURNAL, &journal), (WRAPPING, &wrapping)] {
            write_new(&secret_path(folder, name), PRIVATE_FILE, &line(name, "key", seed))?;
        }
        let keys = Self {
            pass: SigningKey::from_bytes(&pass),
            journal: JournalKey::from_seed(&journal),
            wrapping: WrappingKey::from_bytes(*wrapping),
        };
        for (name, half) in [(PASS, keys.pass.verifying_key()), (JOURNAL, keys.journal.public())] {
            write_new(&public_path(folder, name), PUBLIC_FILE, &line(name, "public", half.as_bytes()))?;
        }
        sync_folder(folder).map_err(io("sync", folder))?;
        Ok(keys)
    }

    /// Reads the three keys from `folder`, and those that are not in it from the service's credentials.
    ///
    /// # Errors
    /// A file is missing, readable by others, not the key its name says, or a public half beside it belongs
    /// to another key.
    pub fn load(folder: &Path) -> Result<Self, KeyFault> {
        Self::read(|name| find_secret(folder, name), folder)
    }

    /// Reads the three keys from `folder` alone: a key set that is opened must hold them all.
    ///
    /// # Errors
    /// As [`DeviceKeys::load`].
    pub fn load_without_credentials(folder: &Path) -> Result<Self, KeyFault> {
        Self::read(|name| Secret::InFolder(secret_path(folder, name)), folder)
    }

    fn read(secret: impl Fn(&str) -> Secret, folder: &Path) -> Result<Self, KeyFault> {
        let keys = Self {
            pass: SigningKey::from_bytes(&*read_secret(secret(PASS), PASS)?),
            journal: JournalKey::from_seed(&*read_secret(secret(JOURNAL), JOURNAL)?),
            wrapping: WrappingKey::from_bytes(*read_secret(secret(WRAPPING), WRAPPING)?),
        };
        for (name, half) in [(PASS, keys.pass.verifying_key()), (JOURNAL, keys.journal.public())] {
            if read_public(folder, name)? != half {
                return Err(KeyFault::OtherHalf { file: public_path(folder, name) });
            }
        }
        Ok(keys)
    }
}

/// The key that verifies passes, from `folder`; needs no secret.
///
/// # Errors
/// The file is missing or holds no such key.
pub fn pass_public(folder: &Path) -> Result<VerifyingKey, KeyFault> {
    read_public(folder, PASS)
}

/// The key that verifies the journal's checkpoints, from `folder`; needs no secret.
///
/// # Errors
/// The file is missing or holds no such key.
pub fn journal_public(folder: &Path) -> Result<VerifyingKey, KeyFault> {
    read_public(folder, JOURNAL)
}

/// The files of the three secrets of `folder` that are kept as credentials, each with its name in the folder: a
/// key set without one of them would open nothing.
///
/// # Errors
/// A secret is in neither place.
pub(super) fn secrets_elsewhere(folder: &Path) -> Result<Vec<(String, PathBuf)>, KeyFault> {
    let mut elsewhere = Vec::new();
    for name in SECRETS {
        match find_secret(folder, name) {
            Secret::Credential(path) => elsewhere.push((file_name(name), path)),
            Secret::InFolder(path) => {
                fs::metadata(&path).map_err(io("read", &path))?;
            }
        }
    }
    Ok(elsewhere)
}

/// 32 bytes from the system's random source.
fn random() -> Result<Zeroizing<[u8; KEY_BYTES]>, KeyFault> {
    let mut bytes = Zeroizing::new([0; KEY_BYTES]);
    fill_random(&mut *bytes).map_err(KeyFault::NoRandomness)?;
    Ok(bytes)
}

/// Fills `bytes` from the system's random source.
pub(super) fn fill_random(bytes: &mut [u8]) -> io::Result<()> {
    getrandom::fill(bytes).map_err(|error| match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::other(error.to_string()),
    })
}

fn file_name(name: &str) -> String {
    format!("{name}.key")
}

fn secret_path(folder: &Path, name: &str) -> PathBuf {
    folder.join(file_name(name))
}

/// Where a secret lies.
enum Secret {
    /// In the keys folder, for its owner alone.
    InFolder(PathBuf),
    /// Among the credentials. Nobody else enters their folder, but a file in it may have the bits of a list of rights.
    Credential(PathBuf),
}

/// A key in the folder goes first: what a restore brought back counts, not what was handed over before it.
fn find_secret(folder: &Path, name: &str) -> Secret {
    let path = secret_path(folder, name);
    if !path.exists()
        && let Some(credentials) = env::var_os(CREDENTIALS_VARIABLE)
    {
        let credential = Path::new(&credentials).join(format!("{CREDENTIAL}{}", file_name(name)));
        if credential.exists() {
            return Secret::Credential(credential);
        }
    }
    Secret::InFolder(path)
}

fn public_path(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.pub"))
}

/// What stands before the digits; it keeps a swapped file from being taken for another key.
fn label(name: &str, half: &str) -> String {
    format!("gatehouse {name} {half} v1 ")
}

fn line(name: &str, half: &str, bytes: &[u8; KEY_BYTES]) -> Zeroizing<String> {
    let digits = Zeroizing::new(HEXLOWER.encode(bytes));
    Zeroizing::new(format!("{}{}\n", label(name, half), *digits))
}

fn parse(text: &str, name: &str, half: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let digits = text.strip_prefix(&label(name, half))?.trim_end();
    let bytes = Zeroizing::new(HEXLOWER.decode(digits.as_bytes()).ok()?);
    Some(Zeroizing::new(bytes.as_slice().try_into().ok()?))
}

fn write_new(path: &Path, mode: u32, text: &str) -> Result<(), KeyFault> {
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(mode).open(path).map_err(io("make", path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io("write", path))
}

fn read_secret(secret: Secret, name: &str) -> Result<Zeroizing<[u8; KEY_BYTES]>, KeyFault> {
    let path = match secret {
        Secret::Credential(path) => path,
        Secret::InFolder(path) => {
            let mode = fs::metadata(&path).map_err(io("read", &path))?.permissions().mode() & 0o7777;
            if mode & OTHERS != 0 {
                return Err(KeyFault::ReadableByOthers { file: path, mode });
            }
            path
        }
    };
    let text = Zeroizing::new(fs::read_to_string(&path).map_err(io("read", &path))?);
    parse(&text, name, "key").ok_or(KeyFault::NotAKey { file: path, wanted: format!("secret {name} key") })
}

fn read_public(folder: &Path, name: &str) -> Result<VerifyingKey, KeyFault> {
    let path = public_path(folder, name);
    let text = fs::read_to_string(&path).map_err(io("read", &path))?;
    parse(&text, name, "public")
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or(KeyFault::NotAKey { file: path, wanted: format!("public {name} key") })
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeyFault {
    let path = path.to_owned();
    move |cause| KeyFault::Io { doing, path, cause }
}
