//! Reading the record without the engine: while a gate goes on, or where none is.

use super::{Exit, Failure};
use crate::adapters::backup::JOURNAL_FOLDER;
use crate::adapters::journal::{JournalFault, Verified, look, read_from, verify_all};
use crate::adapters::journal_records::decode;
use crate::adapters::keys::{DeviceKeys, journal_public};
use crate::adapters::last_note::{self, Noted};
use crate::adapters::shared_keys::SharedKeys;
use crate::adapters::subject_keys::SubjectKeys;
use crate::domain::{Record, SiteDay, Stamp};
use crate::settings::{Settings, site_day};
use chrono::{DateTime, NaiveDate, Utc};
use std::path::{Path, PathBuf};

/// A journal that was walked in full, with the keys of the people in it.
pub(super) struct Archive {
    folder: PathBuf,
    keys: SharedKeys,
    verified: Verified,
    noted: Option<Noted>,
}

/// A journal whose end may have been cut off: what is left is whole in itself.
#[derive(Debug, thiserror::Error)]
#[error(
    "the journal in {} has {records} records, and {note} is gone, which says how far it had come: nobody can tell \
     whether its end was cut off. `gatehouse serve` compares it with the history when it starts and notes anew; if \
     records are missing, bring back a good copy with `gatehouse restore`",
    .journal.display(),
    note = last_note::FILE_NAME
)]
struct NoNote {
    journal: PathBuf,
    records: u64,
}

impl Archive {
    /// Walks the journal a configuration names; nothing is changed.
    pub(super) fn open(settings: &Settings) -> Result<Self, Failure> {
        let (folder, keys) = (settings.store.dir.join(JOURNAL_FOLDER), &settings.store.keys_dir);
        let device = DeviceKeys::load(keys).map_err(Failure::of(Exit::Failed))?;
        let people = SubjectKeys::open_to_read(keys, &device.wrapping).map_err(Failure::of(Exit::Failed))?;
        let noted = noted(&folder)?;
        let verified = verify(&folder, keys, noted)?;
        Ok(Self { folder, keys: people.into(), verified, noted })
    }

    /// Whether the end of the record is known to be its end.
    ///
    /// # Errors
    /// [`Exit::StoreRefused`] if nothing was noted of it.
    pub(super) fn has_its_end(&self) -> Result<(), Failure> {
        has_its_end(&self.folder, &self.verified, self.noted)
    }

    /// The last record; none in a record that has just begun.
    pub(super) fn last(&self) -> Result<Option<Record>, Failure> {
        let seq = self.verified.last.seq;
        let read = read_from(&self.folder, seq, seq).map_err(refused)?.next();
        let Some(read) = read.filter(|_| seq > 0).transpose().map_err(refused)? else { return Ok(None) };
        decode(&self.keys, seq, &read.body).map(Some).map_err(Failure::of(Exit::StoreRefused))
    }

    /// Records there are.
    pub(super) fn records(&self) -> u64 {
        self.verified.records
    }

    /// Hands over every record, in order.
    pub(super) fn each(&self, mut take: impl FnMut(Record) -> Result<(), Failure>) -> Result<(), Failure> {
        for read in read_from(&self.folder, 1, self.verified.last.seq).map_err(refused)? {
            let read = read.map_err(refused)?;
            let record = decode(&self.keys, read.mark.seq, &read.body);
            take(record.map_err(Failure::of(Exit::StoreRefused))?)?;
        }
        Ok(())
    }
}

/// How far a journal is known to have come. Read before the journal, which may go on.
pub(super) fn noted(journal: &Path) -> Result<Option<Noted>, Failure> {
    last_note::read(journal).map_err(Failure::of(Exit::StoreRefused))
}

/// Walks a journal in full, by the keys in a folder; it reaches as far as was noted.
pub(super) fn verify(journal: &Path, keys: &Path, noted: Option<Noted>) -> Result<Verified, Failure> {
    let public = journal_public(keys).map_err(Failure::of(Exit::Failed))?;
    let found = verify_all(journal, &public, noted.map(|noted| noted.last)).map_err(refused)?;
    if let Some(end) = noted.and_then(|noted| noted.end) {
        look(journal, &public, None).and_then(|looked| looked.must_keep(end)).map_err(refused)?;
    }
    Ok(found)
}

/// A journal with records and without a note may have lost its end.
pub(super) fn has_its_end(journal: &Path, found: &Verified, noted: Option<Noted>) -> Result<(), Failure> {
    match noted {
        None if found.records > 0 => {
            let fault = NoNote { journal: journal.to_owned(), records: found.records };
            Err(Failure::of(Exit::StoreRefused)(fault))
        }
        None | Some(_) => Ok(()),
    }
}

/// Damage is the store's refusal; a disk that cannot be read is a failure like others.
pub(super) fn refused(fault: JournalFault) -> Failure {
    let exit = match fault {
        JournalFault::Damaged(_) => Exit::StoreRefused,
        _ => Exit::Failed,
    };
    Failure::of(exit)(fault)
}

/// A day as it is written on the command line, 2026-11-23.
pub(super) fn day(text: &str) -> Result<SiteDay, String> {
    let day: NaiveDate = text.parse().map_err(|_| "a day looks like 2026-11-23".to_owned())?;
    site_day(day).ok_or_else(|| "no visitor came that far from now".to_owned())
}

/// A moment by the site's clock on the wall, with its offset from UTC.
pub(super) fn local(settings: &Settings, at: Stamp) -> DateTime<chrono_tz::Tz> {
    let utc = DateTime::<Utc>::from_timestamp_millis(at.0).unwrap_or_default();
    utc.with_timezone(&settings.site.zone)
}
