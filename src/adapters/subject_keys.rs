//! The key of every person a record is about, wrapped with the device's wrapping key.
//!
//! One file apart from the journal, the store and the event backup, because erasing a person is erasing their
//! key here: the file is rewritten without it. (Flash keeps old blocks for a while; a stolen card then still
//! needs the wrapping key.) New keys are put at the end, durable before the record that needs them.
//!
//! ```text
//! file   magic 8 | format u8
//! entry  subject u64 | batch u32 | nonce 24 | wrapped key and tag 48 | crc32 u32
//! ```
//! All numbers are little endian. `batch` is the entry at which the write that made this one began: entries of
//! the last write behind an unreadable one prove nothing, entries of a later write prove damage.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::durable::{Unwritten, append_durably, folder_of, replace};
use super::keys::{KEY_BYTES, WrappingKey, fill_random};
use super::seal::NONCE_BYTES;

/// The file's name in the keys folder.
pub const FILE_NAME: &str = "subjects.keys";
/// The most people at once: 30 years of a gate with 300 visitors a day, 150 MB of index at the very most.
pub const SUBJECTS_MAX: usize = 4_000_000;

const MAGIC: &[u8; 8] = b"GHSUBJCT";
/// The format this program writes and reads.
const FORMAT: u8 = 1;
const HEADER: &[u8; 9] = b"GHSUBJCT\x01";
const WRAPPED_BYTES: usize = KEY_BYTES + 16;
const ENTRY_BYTES: usize = 8 + 4 + NONCE_BYTES + WRAPPED_BYTES + 4;
const DOMAIN: &[u8] = b"gatehouse/subject-key/v1";

/// The number of a person a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubjectId(pub u64);

/// The key that seals what is personal of one person. Wiped from memory on drop.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct SubjectKey([u8; KEY_BYTES]);

impl SubjectKey {
    /// The key of these 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }
}

/// Why a subject key cannot be had, kept or erased.
#[derive(Debug, thiserror::Error)]
pub enum SubjectFault {
    /// Bytes in the middle of the file are not what was written.
    #[error(
        "the subject keys are damaged: {} at byte {offset}. Nothing was changed; bring the key set back with \
         `gatehouse restore`",
        .file.display()
    )]
    Damaged {
        /// The file.
        file: PathBuf,
        /// The byte where the trouble begins.
        offset: u64,
    },
    /// The file has another format.
    #[error("the subject keys in {} have format {found}, this gatehouse reads format {FORMAT}", .file.display())]
    OtherFormat {
        /// The file.
        file: PathBuf,
        /// The format found.
        found: u8,
    },
    /// An entry another wrapping key made.
    #[error(
        "the key of subject {} cannot be unwrapped: {} belongs to another wrapping key", .subject.0, .file.display()
    )]
    OtherWrapping {
        /// The file.
        file: PathBuf,
        /// Whose key.
        subject: SubjectId,
    },
    /// New keys did not become durable: the records that need them must not be written.
    #[error("the subject keys could not be written{}", if *.still_sound { "" } else { ", nor be cut back" })]
    NotWritten {
        /// What the write or the sync said.
        #[source]
        cause: io::Error,
        /// Whether the file is as it was. If not, nothing more is taken until the next start.
        still_sound: bool,
    },
    /// An earlier failed write could not be cut back.
    #[error("no more subject keys until the next start: a failed write could not be cut back")]
    Unsound,
    /// More people than the index is made for.
    #[error("there are {SUBJECTS_MAX} subject keys; erase those past their retention first")]
    TooMany,
    /// A file could not be read or written.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// The subject keys, open for use. One at a time per folder (see `lock`).
pub struct SubjectKeys {
    path: PathBuf,
    wrapping: WrappingKey,
    file: File,
    /// The entry of every subject.
    places: HashMap<SubjectId, u32>,
    entries: u32,
    cut_bytes: u64,
    unsound: bool,
}

impl SubjectKeys {
    /// Makes an empty `subjects.keys` in `folder`, once in a store's life.
    ///
    /// # Errors
    /// There is one already, or it cannot be written.
    pub fn create(folder: &Path, wrapping: &WrappingKey) -> Result<Self, SubjectFault> {
        let path = folder.join(FILE_NAME);
        if path.try_exists().map_err(io("look for", &path))? {
            return Err(io("make", &path)(io::ErrorKind::AlreadyExists.into()));
        }
        replace(&path, |out| out.write_all(HEADER)).map_err(io("make", &path))?;
        Self::open(folder, wrapping)
    }

    /// Opens `subjects.keys` in `folder`. A torn end is cut off: what a power cut tears was never promised to a
    /// record. A missing file is a fault, for every sealed field hangs on it.
    ///
    /// # Errors
    /// The file is missing or damaged before its end, or cannot be read or written.
    pub fn open(folder: &Path, wrapping: &WrappingKey) -> Result<Self, SubjectFault> {
        let path = folder.join(FILE_NAME);
        let file = OpenOptions::new().read(true).append(true).open(&path).map_err(io("open", &path))?;
        let bytes = file.metadata().map_err(io("read", &path))?.len();
        let (places, entries) = read_places(&path, &file)?;
        let good = offset(entries);
        if bytes > good {
            file.set_len(good).and_then(|()| file.sync_all()).map_err(io("cut", &path))?;
        }
        let cut_bytes = bytes - good;
        Ok(Self { path, wrapping: wrapping.clone(), file, places, entries, cut_bytes, unsound: false })
    }

    /// Opens `subjects.keys` in `folder` for reading alone: nothing is cut, made or erased. For whoever looks on
    /// while the gate goes on.
    ///
    /// # Errors
    /// The file is missing or damaged before its end.
    pub fn open_to_read(folder: &Path, wrapping: &WrappingKey) -> Result<Self, SubjectFault> {
        let path = folder.join(FILE_NAME);
        let file = File::open(&path).map_err(io("open", &path))?;
        let (places, entries) = read_places(&path, &file)?;
        // Unsound: it takes nothing.
        Ok(Self { path, wrapping: wrapping.clone(), file, places, entries, cut_bytes: 0, unsound: true })
    }

    /// How many bytes the opening cut off the end: 0, or worth a word to the guard.
    #[must_use]
    pub fn cut_bytes(&self) -> u64 {
        self.cut_bytes
    }

    /// How many people have a key.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nobody has a key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Makes a random key for everybody in `ids` who has none: one write and one sync for all of them, durable
    /// on return.
    ///
    /// # Errors
    /// None of the new keys may be used then; those from before are untouched.
    pub fn ensure(&mut self, ids: &[SubjectId]) -> Result<(), SubjectFault> {
        let mut new: Vec<_> = ids.iter().copied().filter(|id| !self.places.contains_key(id)).collect();
        new.sort_unstable();
        new.dedup();
        if new.is_empty() {
            return Ok(());
        }
        if self.unsound {
            return Err(SubjectFault::Unsound);
        }
        if self.places.len() + new.len() > SUBJECTS_MAX {
            return Err(SubjectFault::TooMany);
        }
        let mut bytes = Vec::with_capacity(new.len() * ENTRY_BYTES);
        for &subject in &new {
            let wrapped = self.wrap_new(subject).map_err(io("make a key for", &self.path))?;
            bytes.extend_from_slice(&Entry { subject, batch: self.entries, wrapped }.encode());
        }
        append_durably(&mut self.file, &bytes, offset(self.entries)).map_err(
            |Unwritten { cause, still_sound }| {
                self.unsound = !still_sound;
                SubjectFault::NotWritten { cause, still_sound }
            },
        )?;
        for subject in new {
            self.places.insert(subject, self.entries);
            self.entries += 1;
        }
        Ok(())
    }

    /// Whether `id` has a key: a look into memory.
    #[must_use]
    pub fn has(&self, id: SubjectId) -> bool {
        self.places.contains_key(&id)
    }

    /// The key of `id`, or nothing if there never was one or it was erased.
    ///
    /// # Errors
    /// The entry cannot be read or was wrapped by another wrapping key.
    pub fn get(&self, id: SubjectId) -> Result<Option<SubjectKey>, SubjectFault> {
        let Some(&place) = self.places.get(&id) else { return Ok(None) };
        let mut bytes = [0; ENTRY_BYTES];
        self.file.read_exact_at(&mut bytes, offset(place)).map_err(io("read", &self.path))?;
        let damaged = SubjectFault::Damaged { file: self.path.clone(), offset: offset(place) };
        let entry = Entry::decode(&bytes).filter(|entry| entry.subject == id).ok_or(damaged)?;
        self.unwrap(&entry).map(Some)
    }

    /// Erases the keys of `ids`: the file is written anew without them and put in the old one's place. Durable
    /// on return; what was sealed for these people can be opened by nobody then. Those without a key are passed
    /// over.
    ///
    /// # Errors
    /// The keys may all be there still; ask again. If the file cannot even be opened, nothing is taken until
    /// the next start.
    pub fn erase(&mut self, ids: &[SubjectId]) -> Result<(), SubjectFault> {
        if self.unsound {
            return Err(SubjectFault::Unsound);
        }
        if ids.iter().all(|id| !self.places.contains_key(id)) {
            return Ok(());
        }
        let ids: HashSet<_> = ids.iter().collect();
        let mut kept: Vec<_> = self.places.iter().map(|(&subject, &place)| (place, subject)).collect();
        kept.retain(|(_, subject)| !ids.contains(subject));
        kept.sort_unstable();
        let old = &self.file;
        let replaced = replace(&self.path, |out| {
            out.write_all(HEADER)?;
            for (batch, &(place, subject)) in (0..).zip(&kept) {
                let mut bytes = [0; ENTRY_BYTES];
                old.read_exact_at(&mut bytes, offset(place))?;
                let entry = Entry::decode(&bytes).filter(|entry| entry.subject == subject);
                let entry = entry.ok_or(io::ErrorKind::InvalidData)?;
                out.write_all(&Entry { batch, ..entry }.encode())?;
            }
            Ok(())
        });
        // Opened anew even after a failure: the new file may be in place already.
        self.unsound = true;
        let opened = Self::open(folder_of(&self.path), &self.wrapping)?;
        *self = Self { cut_bytes: self.cut_bytes, ..opened };
        replaced.map_err(io("write", &self.path))
    }

    fn wrap_new(&self, subject: SubjectId) -> io::Result<Wrapped> {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        let mut nonce = [0; NONCE_BYTES];
        fill_random(&mut *key)?;
        fill_random(&mut nonce)?;
        let payload = Payload { msg: &*key, aad: &bound_to(subject) };
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), payload);
        let sealed = sealed.map_err(|_| io::ErrorKind::InvalidData)?;
        let sealed = sealed.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(Wrapped { nonce, sealed })
    }

    fn unwrap(&self, entry: &Entry) -> Result<SubjectKey, SubjectFault> {
        let payload = Payload { msg: &entry.wrapped.sealed, aad: &bound_to(entry.subject) };
        let plain = self.cipher().decrypt(XNonce::from_slice(&entry.wrapped.nonce), payload).ok();
        let plain = plain.map(Zeroizing::new).and_then(|plain| plain.as_slice().try_into().ok());
        let other = || SubjectFault::OtherWrapping { file: self.path.clone(), subject: entry.subject };
        plain.map(SubjectKey).ok_or_else(other)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.wrapping.bytes().into())
    }
}

/// A subject's key as it lies on the disk.
struct Wrapped {
    nonce: [u8; NONCE_BYTES],
    sealed: [u8; WRAPPED_BYTES],
}

struct Entry {
    subject: SubjectId,
    batch: u32,
    wrapped: Wrapped,
}

impl Entry {
    fn encode(&self) -> [u8; ENTRY_BYTES] {
        let mut entry = [0; ENTRY_BYTES];
        entry[..8].copy_from_slice(&self.subject.0.to_le_bytes());
        entry[8..12].copy_from_slice(&self.batch.to_le_bytes());
        entry[12..36].copy_from_slice(&self.wrapped.nonce);
        entry[36..84].copy_from_slice(&self.wrapped.sealed);
        let crc = crc32fast::hash(&entry[..84]);
        entry[84..].copy_from_slice(&crc.to_le_bytes());
        entry
    }

    fn decode(entry: &[u8; ENTRY_BYTES]) -> Option<Self> {
        let number = |at: usize| entry[at..].first_chunk().map(|bytes| u32::from_le_bytes(*bytes));
        if number(84)? != crc32fast::hash(&entry[..84]) {
            return None;
        }
        Some(Self {
            subject: SubjectId(u64::from_le_bytes(*entry.first_chunk()?)),
            batch: number(8)?,
            wrapped: Wrapped { nonce: *entry[12..].first_chunk()?, sealed: *entry[36..].first_chunk()? },
        })
    }
}

/// Where every subject's entry is, and how many good entries the file begins with.
fn read_places(path: &Path, file: &File) -> Result<(HashMap<SubjectId, u32>, u32), SubjectFault> {
    let damaged = |entries| SubjectFault::Damaged { file: path.to_owned(), offset: offset(entries) };
    let mut file = BufReader::new(file);
    let mut header = [0; HEADER.len()];
    if !read_whole(&mut file, &mut header).map_err(io("read", path))? || !header.starts_with(MAGIC) {
        return Err(SubjectFault::Damaged { file: path.to_owned(), offset: 0 });
    }
    if header != *HEADER {
        return Err(SubjectFault::OtherFormat { file: path.to_owned(), found: header[MAGIC.len()] });
    }
    let (mut places, mut entries, mut bytes) = (HashMap::new(), 0, [0; ENTRY_BYTES]);
    let mut bad = false;
    while read_whole(&mut file, &mut bytes).map_err(io("read", path))? {
        match Entry::decode(&bytes) {
            Some(entry) if bad && entry.batch > entries => return Err(damaged(entries)),
            Some(_) if bad => {}
            Some(entry) => {
                if places.insert(entry.subject, entries).is_some() {
                    return Err(damaged(entries));
                }
                entries += 1;
            }
            None => bad = true,
        }
    }
    Ok((places, entries))
}

/// Fills `buffer`, or says that the file ends before that.
fn read_whole(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(end) if end.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(other) => Err(other),
    }
}

fn offset(entry: u32) -> u64 {
    HEADER.len() as u64 + u64::from(entry) * ENTRY_BYTES as u64
}

fn bound_to(subject: SubjectId) -> Vec<u8> {
    [DOMAIN, &subject.0.to_le_bytes()].concat()
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SubjectFault {
    let path = path.to_owned();
    move |cause| SubjectFault::Io { doing, path, cause }
}
