//! The site set of a backup: what a gate needs beside its record and its keys. Configuration, certificate, staff, tokens,
//! and what its screens and readers were given; sealed as the key set is, for a certificate's key and a token are secrets.
//!
//! On a machine that lost its disk it brings back what is missing, and never takes the place of what is there.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::durable::{beside, folder_of, make_private_folder, sync_folder};
use super::key_set::{KeySetFault, KeySetKeeper, KeySetOpener, Magic, is_plain, read_set, write_set};
use super::private_file::{create, follow_folder_owner};
use crate::settings::{Settings, SettingsFault};

const MAGIC: Magic = *b"GHSITESE\x01";
/// The configuration in the set.
const CONFIGURATION: &str = "gatehouse.toml";
/// The folder beside the tokens where `init` leaves what screens and readers are given.
const CLIENTS: &str = "clients";
/// How a file of that folder is called in the set.
const CLIENT: &str = "client-";
/// What a set is opened into, beside the configuration.
const OPENED: &str = "opened";

/// Why a site set could not be opened or put in place.
#[derive(Debug, thiserror::Error)]
pub enum SiteSetFault {
    /// The set does not open, or holds something else.
    #[error(transparent)]
    Set(#[from] KeySetFault),
    /// The configuration in it, or the one in place, is wrong.
    #[error(transparent)]
    Settings(#[from] SettingsFault),
    /// A file could not be put in its place.
    #[error("cannot put {} in its place", .file.display())]
    Place {
        /// The file.
        file: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
}

/// What was put in place, and what was there and stays.
#[derive(Debug, Default)]
pub struct SiteRestored {
    /// What was missing.
    pub made: Vec<PathBuf>,
    /// What is there.
    pub kept: Vec<PathBuf>,
}

/// Encrypts what the site of the configuration `config` (read as `settings`) needs for `keeper` into the new file `out`.
/// Durable on return.
///
/// # Errors
/// A file cannot be read or written, or the encryption refuses.
pub fn backup_site(
    config: &Path,
    settings: &Settings,
    out: &Path,
    keeper: &KeySetKeeper,
) -> Result<(), KeySetFault> {
    let mut files = vec![(CONFIGURATION.to_owned(), config.to_owned())];
    let clients = fs::read_dir(clients(settings)).into_iter().flatten().flatten();
    let names = clients.filter_map(|entry| entry.file_name().into_string().ok());
    files.extend(
        names.filter_map(|name| {
            Some((format!("{CLIENT}{name}"), place(settings, &format!("{CLIENT}{name}"))?))
        }),
    );
    files.extend(NAMES.iter().filter_map(|name| Some(((*name).to_owned(), place(settings, name)?))));
    files.retain(|(name, path)| belongs(name) && path.is_file());
    write_set(MAGIC, &files, out, keeper)
}

/// Opens the site set `file`: the configuration goes to `config`, and everything else to where that says, each only if it
/// is missing there.
///
/// # Errors
/// It does not open, the configuration is wrong, or a file cannot be written. What was put in place until then stays.
pub fn restore_site(file: &Path, opener: &KeySetOpener, config: &Path) -> Result<SiteRestored, SiteSetFault> {
    let opened = beside(config, OPENED);
    clear(&opened)?;
    let restored = read_set(MAGIC, file, opener, &opened, belongs)
        .map_err(SiteSetFault::from)
        .and_then(|()| put_in_place(&opened, config));
    clear(&opened)?;
    restored
}

/// What stands in the set under a name of its own.
const NAMES: [&str; 4] = ["staff.toml", "tokens.toml", "site.pem", "site.key"];

fn clients(settings: &Settings) -> PathBuf {
    folder_of(&settings.store.token_file).join(CLIENTS)
}

/// Where the site keeps the file that the set calls `name`.
fn place(settings: &Settings, name: &str) -> Option<PathBuf> {
    match name {
        "staff.toml" => Some(settings.store.staff_file.clone()),
        "tokens.toml" => Some(settings.store.token_file.clone()),
        "site.pem" => Some(settings.server.certificate.clone()),
        "site.key" => Some(settings.server.key.clone()),
        client => Some(clients(settings).join(client.strip_prefix(CLIENT)?)),
    }
}

fn belongs(name: &str) -> bool {
    let client = name.strip_prefix(CLIENT).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('.'));
    is_plain(name) && (client || name == CONFIGURATION || NAMES.contains(&name))
}

fn put_in_place(opened: &Path, config: &Path) -> Result<SiteRestored, SiteSetFault> {
    let mut restored = SiteRestored::default();
    restored.put(&opened.join(CONFIGURATION), config)?;
    let settings = Settings::read(config)?;
    let unread = |cause| SiteSetFault::Place { file: opened.to_owned(), cause };
    let mut names: Vec<_> = fs::read_dir(opened)
        .map_err(unread)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    for name in names {
        if let Some(place) = place(&settings, &name) {
            restored.put(&opened.join(name), &place)?;
        }
    }
    Ok(restored)
}

impl SiteRestored {
    fn put(&mut self, from: &Path, to: &Path) -> Result<(), SiteSetFault> {
        let fault = |cause| SiteSetFault::Place { file: to.to_owned(), cause };
        if to.try_exists().map_err(fault)? {
            self.kept.push(to.to_owned());
            return Ok(());
        }
        make_folders(folder_of(to)).map_err(fault)?;
        fs::read(from).and_then(|bytes| create(to, &bytes)).map_err(fault)?;
        sync_folder(folder_of(to)).map_err(fault)?;
        self.made.push(to.to_owned());
        Ok(())
    }
}

/// Folders that are missing get the owner of the one they lie in: the service must be able to work there.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    make_folders(folder_of(folder))?;
    make_private_folder(folder)?;
    follow_folder_owner(folder)
}

/// Opened secrets are not left lying about.
fn clear(opened: &Path) -> Result<(), SiteSetFault> {
    match fs::remove_dir_all(opened) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(SiteSetFault::Place { file: opened.to_owned(), cause })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
