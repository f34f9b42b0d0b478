//! The rolls of labels in the badge printers: counted down for every badge that came out, and full again when somebody
//! says so, or when a printer whose paper was out has some again.
//!
//! No printer of labels tells how many are left, so what is counted is a guess that is right as long as whoever changes a
//! roll lets it run out, or says so.

use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::printers::PrinterLight;
use crate::domain::CommandId;
use crate::ports::printer::PrinterTrouble;
use crate::ports::roll::{Roll, RollNotes};

/// Nobody counts the labels of the printer that prints now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the labels of this printer are not counted")]
pub struct NotCounted;

/// The rolls of all badge printers, the first one's first.
pub struct Rolls(Mutex<Counted>);

struct Counted {
    /// Labels on a full roll; none where nobody counts them.
    full: Vec<Option<u32>>,
    rolls: Vec<Roll>,
    notes: Box<dyn RollNotes>,
    light: Arc<PrinterLight>,
    /// The wish the last new roll was put in by.
    wished_by: Option<CommandId>,
}

impl Rolls {
    /// The rolls as they were kept last. What cannot be read is not known, until the next new roll.
    pub fn open(mut notes: Box<dyn RollNotes>, full: Vec<Option<u32>>, light: Arc<PrinterLight>) -> Rolls {
        let mut rolls = notes.read().unwrap_or_else(|fault| {
            tracing::error!(event = "no-rolls", error = &fault as &dyn Error);
            Vec::new()
        });
        rolls.resize(full.len(), Roll::default());
        for (roll, full) in rolls.iter_mut().zip(&full) {
            // A roll of another size is configured now.
            roll.left = roll.left.and_then(|left| full.map(|full| left.min(full)));
        }
        let counted = Counted { full, rolls, notes, light, wished_by: None };
        counted.show();
        Rolls(Mutex::new(counted))
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The printer in this place was asked how it is. Paper that was out, and of which it says so no more, is a new roll.
    pub fn looked(&self, at: usize, trouble: Option<PrinterTrouble>) {
        self.counted().change(at, |roll, full| match trouble {
            Some(PrinterTrouble::PaperOut) => roll.says_out = true,
            None if roll.says_out => renew(roll, full),
            // Whoever opens or switches off a printer may be changing the roll.
            Some(_) | None => {}
        });
    }

    /// A badge waits in the printer in this place, for the paper is out. Some printers say so only then, so that it is a
    /// new roll only when a badge has come out.
    pub fn met_out(&self, at: usize) {
        self.counted().change(at, |roll, _| roll.met_out = true);
    }

    /// An order by this name came out of the printer in this place.
    pub fn printed(&self, at: usize, name: &str) {
        self.counted().change(at, |roll, full| {
            if roll.last.as_deref() == Some(name) {
                return;
            }
            if roll.met_out {
                renew(roll, full);
            }
            roll.left = roll.left.map(|left| left.saturating_sub(1));
            roll.last = Some(name.to_owned());
        });
    }

    /// A full roll was put into the printer that prints now: the first one, or the spare one if that prints instead. Of
    /// its labels the panel tells, so they are the ones whoever says this means. The same wish once more changes
    /// nothing. Blocks until it is durable.
    ///
    /// # Errors
    /// The labels of that printer are not counted.
    pub fn put_in(&self, wish: CommandId) -> Result<(), NotCounted> {
        let mut counted = self.counted();
        if counted.wished_by == Some(wish) {
            return Ok(());
        }
        let at = counted.light.health().prints_now();
        if counted.full.get(at).copied().flatten().is_none() {
            return Err(NotCounted);
        }
        counted.change(at, renew);
        counted.wished_by = Some(wish);
        Ok(())
    }
}

/// A full roll, of which nothing was printed yet.
fn renew(roll: &mut Roll, full: u32) {
    tracing::info!(event = "new-roll", labels = full, before = roll.left);
    *roll = Roll { left: Some(full), last: roll.last.take(), ..Roll::default() };
}

impl Counted {
    /// Changes a roll that is counted, keeps it and shows it. A note that cannot be written is told of, and holds no
    /// badge up.
    fn change(&mut self, at: usize, change: impl FnOnce(&mut Roll, u32)) {
        let (Some(roll), Some(Some(full))) = (self.rolls.get_mut(at), self.full.get(at).copied()) else {
            return;
        };
        let before = roll.clone();
        change(roll, full);
        if *roll == before {
            return;
        }
        if let Err(fault) = self.notes.keep(&self.rolls) {
            tracing::error!(event = "rolls-not-kept", error = &fault as &dyn Error);
        }
        self.show();
    }

    fn show(&self) {
        let left = |at: usize| self.rolls.get(at).and_then(|roll| roll.left);
        let counted = |at: usize| self.full.get(at).copied().flatten().is_some();
        self.light.update(|health| {
            health.counted = [counted(0), counted(1)];
            health.labels = [left(0), left(1)];
        });
    }
}
