//! Writing files so that a power cut leaves the old or the new, never a half that passes for whole.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What the device's own files may be read by: their owner, nobody else.
pub const PRIVATE_FILE: u32 = 0o600;
/// What the device's own folders may be entered by: their owner, nobody else.
const PRIVATE_FOLDER: u32 = 0o700;

/// The three things an append-only file does. A seam: tests put a disk behind it that fails on demand.
pub trait DurableFile: Send {
    /// Puts `bytes` at the end of the file, all of them.
    ///
    /// # Errors
    /// What the system says; some of the bytes may be in the file then.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns once the file's bytes and length would survive a power cut.
    ///
    /// # Errors
    /// What the system says; nothing since the last good sync can be counted on then.
    fn sync_data(&mut self) -> io::Result<()>;

    /// Cuts the file to `length` bytes.
    ///
    /// # Errors
    /// What the system says; the length is unknown then.
    fn set_len(&mut self, length: u64) -> io::Result<()>;
}

impl DurableFile for File {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        File::sync_data(self)
    }

    fn set_len(&mut self, length: u64) -> io::Result<()> {
        File::set_len(self, length)
    }
}

/// An append that did not become durable.
#[derive(Debug)]
pub struct Unwritten {
    /// What the write or the sync said.
    pub cause: io::Error,
    /// Whether the file was cut back to its last durable length, and that is on the disk. If not, what was
    /// refused may still turn up when the file is opened next.
    pub still_sound: bool,
}

/// Puts `bytes` at the end of `file` with one write and one sync, and returns once they are durable.
/// `durable` is the length (bytes) the file is known to have on the disk.
///
/// # Errors
/// The write or the sync failed; the file has then been cut back to `durable` if the disk let it.
pub fn append_durably(file: &mut dyn DurableFile, bytes: &[u8], durable: u64) -> Result<(), Unwritten> {
    let Err(cause) = file.write_all(bytes).and_then(|()| file.sync_data()) else { return Ok(()) };
    let still_sound = file.set_len(durable).and_then(|()| file.sync_data()).is_ok();
    Err(Unwritten { cause, still_sound })
}

/// Makes new, renamed and removed names in `folder` survive a power cut.
///
/// # Errors
/// The folder cannot be opened or synced.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes `folder` and those above it; a folder made here can be entered by its owner only.
///
/// # Errors
/// What the system says.
pub fn make_private_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(folder)
}

/// The path beside `path` that bears its whole name, a dot and `word`.
#[must_use]
pub fn beside(path: &Path, word: &str) -> PathBuf {
    let mut name = path.components().collect::<PathBuf>().into_os_string();
    name.push(".");
    name.push(word);
    name.into()
}

/// The folder `path` lies in.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Puts a whole new file in the place of `path`: written beside it, synced, renamed over it, folder synced.
/// The file is readable by its owner only.
///
/// # Errors
/// Any step failed; `path` is then what it was, or already the new file whole.
pub fn replace(path: &Path, fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let beside = beside(path, "new");
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(PRIVATE_FILE).open(&beside)?;
    let mut out = BufWriter::new(file);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&beside, path)?;
    sync_folder(folder_of(path))
}
