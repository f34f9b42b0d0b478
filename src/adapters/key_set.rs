//! The key set of a backup: the keys folder (device keys and subject keys) in one file encrypted with age.
//!
//! It is kept by its own keeper and apart from the events: whoever has both can read every person. It brings
//! back people erased after it was made, so it must be thrown away before the retention ends.
//!
//! Inside the encryption: `magic 8 | format u8`, then per file `name length u16 | name | bytes u64 | bytes`, then a name of
//! length 0. All numbers are little endian.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::iter;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use age::{Decryptor, Encryptor, Identity, Recipient};

use super::durable::{PRIVATE_FILE, make_private_folder, replace, sync_folder};
use super::keys::{KeyFault, secrets_elsewhere};

/// The work a passphrase costs, as a power of two: 64 MiB and about a second on a Pi, the same on every
/// machine, so that a set made on a fast one opens on a slow one.
const SCRYPT_LOG_N: u8 = 16;
/// The most work a foreign set may ask for: 1 GiB would not fit beside the rest on a Pi.
const SCRYPT_LOG_N_MAX: u8 = 19;
/// The longest file in a set, bytes: the subject keys at their most are 352 MB.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The longest name in a set, bytes.
const NAME_BYTES_MAX: usize = 64;
/// The most files in a set: the device has six keys, a site a dozen files.
const FILES_MAX: usize = 64;
/// How a set begins: eight letters of its kind, and its format.
pub(super) type Magic = [u8; 9];
const MAGIC: Magic = *b"GHKEYSET\x01";
/// What a public half may be read by: everybody.
const PUBLIC_FILE: u32 = 0o644;

/// For whom a key set is encrypted.
pub struct KeySetKeeper(Keeper);

enum Keeper {
    Passphrase(SecretString),
    Recipient(age::x25519::Recipient),
}

impl KeySetKeeper {
    /// Whoever knows the passphrase.
    #[must_use]
    pub fn passphrase(passphrase: String) -> Self {
        Self(Keeper::Passphrase(passphrase.into()))
    }

    /// Whoever has the secret half of this age recipient (`age1...`).
    ///
    /// # Errors
    /// The text is no such recipient.
    pub fn recipient(text: &str) -> Result<Self, KeySetFault> {
        let recipient = text.trim().parse().map_err(|_| KeySetFault::NotAnAgeKey { wanted: "age1..." })?;
        Ok(Self(Keeper::Recipient(recipient)))
    }
}

/// What opens a key set.
pub struct KeySetOpener(Opener);

enum Opener {
    Passphrase(SecretString),
    Identity(age::x25519::Identity),
}

impl KeySetOpener {
    /// The passphrase it was made with.
    #[must_use]
    pub fn passphrase(passphrase: String) -> Self {
        Self(Opener::Passphrase(passphrase.into()))
    }

    /// The secret half of its recipient (`AGE-SECRET-KEY-1...`).
    ///
    /// # Errors
    /// The text is no such secret; the fault does not repeat it.
    pub fn identity(text: &str) -> Result<Self, KeySetFault> {
        let wanted = "AGE-SECRET-KEY-1...";
        let identity = text.trim().parse().map_err(|_| KeySetFault::NotAnAgeKey { wanted })?;
        Ok(Self(Opener::Identity(identity)))
    }
}

/// Why a key set could not be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum KeySetFault {
    /// A set is never written over another file.
    #[error("{} is there already; a key set is never written over another file", .file.display())]
    AlreadyThere {
        /// The file.
        file: PathBuf,
    },
    /// A recipient or identity that is none.
    #[error("this is no age key; one looks like {wanted}")]
    NotAnAgeKey {
        /// How it begins.
        wanted: &'static str,
    },
    /// The encryption refused.
    #[error("the key set cannot be encrypted")]
    NotEncrypted(#[source] age::EncryptError),
    /// Another passphrase or identity, or not an age file.
    #[error("{} does not open with this passphrase or identity", .file.display())]
    NotOpened {
        /// The file.
        file: PathBuf,
        /// What age said.
        #[source]
        cause: age::DecryptError,
    },
    /// A secret of the device is nowhere: a set without it would open nothing.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// It opened, and holds something else.
    #[error("{} is no set of this kind of a gatehouse", .file.display())]
    NotAKeySet {
        /// The file.
        file: PathBuf,
    },
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

/// Encrypts the files of the keys folder `keys`, and the secrets that are kept as credentials, for `keeper` into the new
/// file `out`. Durable on return; safe while the keys are in use.
///
/// # Errors
/// `out` exists, a secret is missing, a file cannot be read or written, or the encryption refuses.
pub fn backup_keys(keys: &Path, out: &Path, keeper: &KeySetKeeper) -> Result<(), KeySetFault> {
    if out.try_exists().map_err(io("look for", out))? {
        return Err(KeySetFault::AlreadyThere { file: out.to_owned() });
    }
    let mut files: Vec<_> = names(keys)?.into_iter().map(|name| (name.clone(), keys.join(name))).collect();
    files.extend(secrets_elsewhere(keys)?);
    write_set(MAGIC, &files, out, keeper)
}

/// Encrypts files, each under its name, into the set `out`.
pub(super) fn write_set(
    magic: Magic,
    files: &[(String, PathBuf)],
    out: &Path,
    keeper: &KeySetKeeper,
) -> Result<(), KeySetFault> {
    let encryptor = encryptor(keeper).map_err(KeySetFault::NotEncrypted)?;
    replace(out, |file| {
        let mut set = BufWriter::new(encryptor.wrap_output(file)?);
        set.write_all(&magic)?;
        for (name, path) in files {
            put(&mut set, name, path)?;
        }
        set.write_all(&0u16.to_le_bytes())?;
        set.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?;
        Ok(())
    })
    .map_err(io("write", out))
}

/// Opens the key set `file` and puts its files into the folder `keys` (made if missing), where none of them may
/// be. Durable on return.
///
/// # Errors
/// It does not open, is no key set, was cut short, or a file cannot be written.
pub fn restore_keys(file: &Path, opener: &KeySetOpener, keys: &Path) -> Result<(), KeySetFault> {
    read_set(MAGIC, file, opener, keys, belongs)
}

/// Opens the set `file` and puts its files into `folder`; nothing is written whose name does not belong there.
pub(super) fn read_set(
    magic: Magic,
    file: &Path,
    opener: &KeySetOpener,
    folder: &Path,
    belongs: fn(&str) -> bool,
) -> Result<(), KeySetFault> {
    let not_opened = |cause| KeySetFault::NotOpened { file: file.to_owned(), cause };
    let encrypted = BufReader::new(File::open(file).map_err(io("open", file))?);
    let decryptor = Decryptor::new_buffered(encrypted).map_err(not_opened)?;
    let identity = identity(opener);
    let mut set = decryptor.decrypt(iter::once(&*identity)).map_err(not_opened)?;
    make_private_folder(folder).map_err(io("make", folder))?;
    let no_set = || KeySetFault::NotAKeySet { file: file.to_owned() };
    let mut found = [0; MAGIC.len()];
    set.read_exact(&mut found).map_err(io("read", file))?;
    if found != magic {
        return Err(no_set());
    }
    for _ in 0..FILES_MAX {
        let Some((name, bytes)) = head(&mut set).map_err(io("read", file))? else {
            return sync_folder(folder).map_err(io("sync", folder));
        };
        let name = String::from_utf8(name).ok().filter(|name| belongs(name)).ok_or_else(no_set)?;
        if bytes > FILE_BYTES_MAX {
            return Err(no_set());
        }
        let path = folder.join(&name);
        take(&mut set, bytes, &path).map_err(io("write", &path))?;
    }
    Err(no_set())
}

/// The names of what a key set of the folder `keys` holds.
fn names(keys: &Path) -> Result<Vec<String>, KeySetFault> {
    let mut names = Vec::new();
    for entry in fs::read_dir(keys).map_err(io("read the folder", keys))? {
        let entry = entry.map_err(io("read the folder", keys))?;
        let is_file = entry.file_type().map_err(io("read the folder", keys))?.is_file();
        names.extend(entry.file_name().into_string().ok().filter(|name| is_file && belongs(name)));
    }
    names.sort();
    Ok(names)
}

/// Whether a key set may hold a file of this name; nothing else is written on a restore.
fn belongs(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("key" | "pub" | "keys")) && is_plain(name)
}

/// Whether a name leads to a file of the folder it is joined to, and nowhere else.
pub(super) fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !name.starts_with('.') && name.len() <= NAME_BYTES_MAX && name.bytes().all(plain)
}

fn put(set: &mut impl Write, name: &str, path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    set.write_all(&(name.len() as u16).to_le_bytes())?;
    set.write_all(name.as_bytes())?;
    set.write_all(&bytes.to_le_bytes())?;
    let copied = io::copy(&mut file.take(bytes), set)?;
    if copied < bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Name and length of the next file, or nothing at the end of the set.
fn head(set: &mut impl Read) -> io::Result<Option<(Vec<u8>, u64)>> {
    let (mut length, mut bytes) = ([0; 2], [0; 8]);
    set.read_exact(&mut length)?;
    let mut name = vec![0; u16::from_le_bytes(length).into()];
    if name.is_empty() {
        return Ok(None);
    }
    set.read_exact(&mut name)?;
    set.read_exact(&mut bytes)?;
    Ok(Some((name, u64::from_le_bytes(bytes))))
}

fn take(set: &mut impl Read, bytes: u64, path: &Path) -> io::Result<()> {
    let public = path.extension().is_some_and(|ending| ending == "pub");
    let mode = if public { PUBLIC_FILE } else { PRIVATE_FILE };
    let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path)?;
    let copied = io::copy(&mut set.take(bytes), &mut file)?;
    if copied < bytes { Err(io::ErrorKind::UnexpectedEof.into()) } else { file.sync_all() }
}

fn encryptor(keeper: &KeySetKeeper) -> Result<Encryptor, age::EncryptError> {
    match &keeper.0 {
        Keeper::Passphrase(passphrase) => {
            let mut recipient = age::scrypt::Recipient::new(passphrase.clone());
            recipient.set_work_factor(SCRYPT_LOG_N);
            Encryptor::with_recipients(iter::once(&recipient as &dyn Recipient))
        }
        Keeper::Recipient(recipient) => Encryptor::with_recipients(iter::once(recipient as _)),
    }
}

fn identity(opener: &KeySetOpener) -> Box<dyn Identity> {
    match &opener.0 {
        Opener::Passphrase(passphrase) => {
            let mut identity = age::scrypt::Identity::new(passphrase.clone());
            identity.set_max_work_factor(SCRYPT_LOG_N_MAX);
            Box::new(identity)
        }
        Opener::Identity(identity) => Box::new(identity.clone()),
    }
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> KeySetFault {
    let path = path.to_owned();
    move |cause| KeySetFault::Io { doing, path, cause }
}
