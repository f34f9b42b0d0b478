//! What a gate needs around it: record, clock, keys, certificate, staff, fonts, disk, backup.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::super::archive::{Archive, local};
use super::super::init::CLOCK_YEAR_MIN;
use super::super::{Failure, parts};
use super::{Finding, Unwell};
use crate::adapters::backup_note::BackupNote;
use crate::adapters::keys::DeviceKeys;
use crate::adapters::staff_file::{StaffFile, StaffRole};
use crate::adapters::subject_keys::SubjectKeys;
use crate::adapters::token_file::TokenFile;
use crate::adapters::{certificate, certificate_end, disk, private_file};
use crate::badge::layout::FIXED_WORDS;
use crate::domain::{Event, Personal, Stamp};
use crate::settings::Settings;

/// How long before its end a certificate is to be renewed: somebody has to come to every screen.
const CERTIFICATE_LEFT_MIN: TimeDelta = TimeDelta::days(60);
/// How old the last backup may be, as at the panel.
const BACKUP_AGE_MAX: TimeDelta = TimeDelta::milliseconds(crate::engine::BACKUP_AGE_MAX.0);
/// How long a disk may take to keep a group of records. A good card takes 20 ms, a worn one seconds.
const TO_KEEP_MAX: Duration = Duration::from_millis(500);
/// One mebibyte, in bytes.
const MIB: u64 = 1024 * 1024;
/// Characters that are named when a font lacks them: enough to see which kind they are.
const LACKING_SHOWN_MAX: usize = 12;

/// What reading the record gave.
pub(super) type Read = Result<Archive, Failure>;

pub(super) fn record(archive: &Read) -> Finding {
    let read = archive.as_ref();
    match read.map(|archive| archive.has_its_end().map(|()| archive.records())) {
        Ok(Ok(records)) => Ok(format!("{records} records, every byte of them walked")),
        Ok(Err(failure)) => Err(Unwell::failure(&failure, "see `gatehouse journal verify`")),
        Err(failure) => Err(Unwell::failure(failure, "see `gatehouse journal verify`")),
    }
}

pub(super) fn clock(settings: &Settings, now: DateTime<Utc>, archive: &Read) -> Finding {
    let shown = |at: Stamp| local(settings, at).format("%Y-%m-%d %H:%M:%S %Z").to_string();
    let at = Stamp(now.timestamp_millis());
    if now.year() < CLOCK_YEAR_MIN {
        return Err(Unwell::new(
            format!("it is not set and says {}", shown(at)),
            "set it, with a time server or by hand",
        ));
    }
    // A record that cannot be read has its own line.
    let last = archive.as_ref().ok().and_then(|archive| archive.last().ok().flatten());
    match last.filter(|last| at < last.at) {
        Some(last) => Err(Unwell::new(
            format!("it says {}, and the last record was made at {}", shown(at), shown(last.at)),
            "set it: until then no pass opens by itself",
        )),
        None => Ok(format!("it says {} in {}: compare it with yours", shown(at), settings.site.zone)),
    }
}

pub(super) fn keys(settings: &Settings) -> Finding {
    let store = &settings.store;
    let to_do = "bring them back with `gatehouse restore`";
    let device = DeviceKeys::load(&store.keys_dir).map_err(|fault| Unwell::fault(&fault, to_do))?;
    SubjectKeys::open_to_read(&store.keys_dir, &device.wrapping)
        .map_err(|fault| Unwell::fault(&fault, to_do))?;
    TokenFile::load(&store.token_file).map_err(|fault| Unwell::fault(&fault, "the screens need it"))?;
    let mut own: Vec<&Path> = vec![&store.dir, &store.keys_dir, &store.token_file, &store.staff_file];
    own.extend(settings.server.tls.then_some(settings.server.key.as_path()));
    // A file that is missing has a line of its own.
    let open = own.iter().filter(|path| private_file::is_open_to_others(path).unwrap_or(false));
    let open: Vec<String> = open.map(|path| path.display().to_string()).collect();
    if open.is_empty() {
        Ok("all there, and for their owner alone".to_owned())
    } else {
        let names = open.join(" ");
        Err(Unwell::new(format!("others may touch {names}"), format!("run `chmod go= {names}`")))
    }
}

pub(super) fn certificate(settings: &Settings, now: DateTime<Utc>) -> Finding {
    let server = &settings.server;
    if !server.tls {
        return Ok("none is used: tls = false, on this machine alone".to_owned());
    }
    let to_do = "make another one and bring it to every screen";
    certificate::server_config(&server.certificate, &server.key)
        .map_err(|fault| Unwell::fault(&fault, to_do))?;
    let end = certificate_end::end_of(&server.certificate).map_err(|fault| Unwell::fault(&fault, to_do))?;
    let ends = format!("it ends on {}", end.date_naive());
    if end - now < CERTIFICATE_LEFT_MIN { Err(Unwell::new(ends, to_do)) } else { Ok(ends) }
}

pub(super) fn staff(settings: &Settings) -> Finding {
    let staff = StaffFile::load(&settings.store.staff_file)
        .map_err(|fault| Unwell::fault(&fault, "bring it back from a copy"))?;
    let active = |wanted: &[StaffRole]| {
        let fits = |role: &StaffRole| wanted.contains(role);
        staff.staff().iter().filter(|one| one.active && one.roles.iter().any(fits)).count()
    };
    match active(&[StaffRole::Guard, StaffRole::ShiftLeader]) {
        0 => Err(Unwell::new(
            "no guard can sign in",
            "add one with `gatehouse staff add NUMBER NAME --role guard`",
        )),
        guards => Ok(format!("{guards} can sign in as guard, {} as admin", active(&[StaffRole::Admin]))),
    }
}

/// Everything that stands on a badge but the visitor: the fixed words, the site, its hosts.
pub(super) fn fonts(settings: &Settings, archive: &Read) -> Finding {
    let to_do = "name a wider font in [printer] font, such as NotoSansCJK-Bold.ttc";
    let fonts = parts::fonts(&settings.printer).map_err(|failure| Unwell::failure(&failure, to_do))?;
    let faces = fonts.open().map_err(|fault| Unwell::fault(&fault, to_do))?;
    let mut needed: BTreeSet<char> = FIXED_WORDS.iter().flat_map(|words| words.chars()).collect();
    needed.extend(settings.site.name.chars().chain(settings.gate.name.chars()));
    if let Ok(archive) = archive {
        let hosts = archive.each(|record| {
            if let Event::HostPut { card: Personal::Known(card), .. } = &record.event {
                needed.extend(card.name.as_str().chars().chain(card.department.as_str().chars()));
            }
            Ok(())
        });
        hosts.map_err(|failure| Unwell::failure(&failure, "see `gatehouse journal verify`"))?;
    }
    needed.remove(&' ');
    let lacking: String = needed.iter().filter(|sign| !faces.has(**sign)).take(LACKING_SHOWN_MAX).collect();
    if lacking.is_empty() {
        Ok(format!("all {} characters of this site are there", needed.len()))
    } else {
        Err(Unwell::new(format!("no font has {lacking}: badges show pinyin for it"), to_do))
    }
}

pub(super) fn disk(settings: &Settings) -> Finding {
    let store = &settings.store;
    let unwell = |fault: std::io::Error| {
        Unwell::fault(&fault, format!("nothing can be kept in {}: look at the disk", store.dir.display()))
    };
    let free = disk::free_bytes(&store.dir).map_err(unwell)? / MIB;
    fit_to_keep(free, store.reserve_mb, disk::time_to_keep(&store.dir).map_err(unwell)?)
}

/// Judges a disk by its room and its reserve, in mebibytes, and by the time it takes to keep something.
fn fit_to_keep(free: u64, reserve: u32, took: Duration) -> Finding {
    let found = format!(
        "{free} MiB are free, the reserve is {reserve}; a record was kept in {} ms",
        took.as_millis()
    );
    if free < u64::from(reserve) {
        Err(Unwell::new(found, "make room, or entries will be refused"))
    } else if took > TO_KEEP_MAX {
        Err(Unwell::new(found, "this disk is slow or worn out: take another one"))
    } else {
        Ok(found)
    }
}

pub(super) fn backup(settings: &Settings, now: DateTime<Utc>) -> Finding {
    let note = BackupNote::read(&settings.store.dir)
        .map_err(|fault| Unwell::fault(&fault, "make a backup: it is noted anew"))?;
    recent_enough(note, settings, now)
}

/// Judges the last backup by its age and by what came after it.
fn recent_enough(note: BackupNote, settings: &Settings, now: DateTime<Utc>) -> Finding {
    let shown = |at: DateTime<Utc>| {
        local(settings, Stamp(at.timestamp_millis())).format("%Y-%m-%d %H:%M").to_string()
    };
    let last = match &note.made {
        Some(made) => format!("the last one is of {}, {} records", shown(made.at), made.records),
        None => "none was ever made".to_owned(),
    };
    if let Some(failed) = note.failed {
        let found = format!("it failed at {}: {}; {last}", shown(failed.at), failed.why);
        return Err(Unwell::new(found, "put that right, then `systemctl start gatehouse-backup`"));
    }
    match note.made {
        Some(made) if now - made.at <= BACKUP_AGE_MAX => Ok(format!("{last}, in {}", made.folder.display())),
        _ => Err(Unwell::new(last, "put its disk in, then `systemctl start gatehouse-backup`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_fit_with_its_reserve_free_and_a_quick_sync() {
        assert!(fit_to_keep(256, 256, TO_KEEP_MAX).is_ok());
        let full = fit_to_keep(255, 256, Duration::ZERO).err().unwrap();
        assert!(full.found.starts_with("255 MiB") && full.to_do.contains("make room"));
        let worn = fit_to_keep(256, 256, TO_KEEP_MAX + Duration::from_millis(1)).err().unwrap();
        assert!(worn.found.contains("501 ms") && worn.to_do.contains("worn"));
    }
}
