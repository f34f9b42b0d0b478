//! Looks, in the background, what came of the last backups: a disk that was pulled out is told at the panel, and not by
//! the first restore.

use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::background::{Background, Rest};
use super::core::Vitals;
use crate::domain::{Span, Stamp};
use crate::ports::backups::{BackupNews, Backups, BackupsFault};
use crate::ports::clock::Clock;

/// How often it is looked: a guard who has put the disk in waits no longer for the panel to say so, and the look is one
/// small file.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How old the last backup may be: one that is made every day has missed two nights by then.
pub const BACKUP_AGE_MAX: Span = Span::hours(72);

/// How the backups are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupHealth {
    /// The last try worked, and was not too long ago.
    pub well: bool,
    /// What came of the last ones; nothing where that cannot be read.
    pub last: Backups,
}

impl BackupHealth {
    /// What is read, judged at a moment; `None` where no backup was ever tried.
    fn of(read: &Result<Backups, BackupsFault>, now: Stamp) -> Option<BackupHealth> {
        let Ok(last) = read else { return Some(BackupHealth { well: false, last: Backups::default() }) };
        let recent = last.made.is_some_and(|made| now.0 - made.0 <= BACKUP_AGE_MAX.0);
        let health = BackupHealth { well: recent && last.failed.is_none(), last: *last };
        (health.last != Backups::default()).then_some(health)
    }
}

/// How the backups are, for any thread to read.
#[derive(Debug, Default)]
pub struct BackupLight(Mutex<Option<BackupHealth>>);

impl BackupLight {
    /// How they are; `None` where no backup was ever tried, and before the first look.
    pub fn health(&self) -> Option<BackupHealth> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows how they are, and gives how they were.
    fn show(&self, health: Option<BackupHealth>) -> Option<BackupHealth> {
        std::mem::replace(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner), health)
    }
}

/// Begins to look.
pub(super) fn start(
    mut news: Box<dyn BackupNews>,
    clock: Arc<dyn Clock>,
    vitals: Arc<Vitals>,
) -> io::Result<Background> {
    Background::start("backups", move |rest: &Rest| {
        loop {
            look(news.as_mut(), clock.now().wall, &vitals.backup);
            if !rest.rest(LOOK_EVERY) {
                return;
            }
        }
    })
}

fn look(news: &mut dyn BackupNews, now: Stamp, light: &BackupLight) {
    let read = news.last();
    let health = BackupHealth::of(&read, now);
    if light.show(health) == health {
        return;
    }
    match (&read, health) {
        (Err(fault), _) => tracing::error!(event = "backups-unknown", error = fault as &dyn Error),
        (Ok(_), Some(BackupHealth { well: false, last })) => {
            let (made, failed) = (last.made.map(|at| at.0), last.failed.map(|at| at.0));
            tracing::warn!(event = "backups-unwell", made, failed);
        }
        (Ok(_), _) => tracing::info!(event = "backups", "well"),
    }
}
