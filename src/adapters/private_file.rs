//! Files only their owner may read, replaced whole or not at all.

use super::durable::{PRIVATE_FILE, sync_folder};
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

/// The bits of a mode by which others than the owner may do something.
const OTHERS: u32 = 0o077;
/// The one user who makes files for others.
const ROOT: u32 = 0;

/// Replaces `path` by `bytes`, mode 0600: after a power cut the file is the old one or the new one.
///
/// # Errors
/// What the system said; the old file then still stands, unless only the last sync of the folder failed.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_added_extension("new");
    // A leftover of a power cut may have any owner or mode: start from nothing.
    match fs::remove_file(&new) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    create(&new, bytes)?;
    fs::rename(&new, path)?;
    sync_folder(&folder(path))
}

/// Makes `path` with `bytes`, mode 0600, durable but for its name in the folder.
///
/// # Errors
/// What the system said; a file that is there already is one and stays as it is.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE_FILE).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    follow_folder_owner(path)
}

/// Gives what root made to the owner of its folder: a command run as root must not lock the service out.
///
/// # Errors
/// What the system said.
pub fn follow_folder_owner(path: &Path) -> io::Result<()> {
    let (made, folder) = (fs::metadata(path)?, fs::metadata(folder(path))?);
    if made.uid() == ROOT && folder.uid() != ROOT {
        chown(path, Some(folder.uid()), Some(folder.gid()))?;
    }
    Ok(())
}

/// Whether others than the owner may do something with `path`.
///
/// # Errors
/// What the system said.
pub fn is_open_to_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.permissions().mode() & OTHERS != 0)
}

/// Takes away what others than the owner may do with `path`; gives true if there was something.
///
/// # Errors
/// What the system said.
pub fn tighten(path: &Path) -> io::Result<bool> {
    let open = is_open_to_others(path)?;
    if open {
        fs::set_permissions(path, Permissions::from_mode(PRIVATE_FILE))?;
    }
    Ok(open)
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
