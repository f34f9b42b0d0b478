//! What the screens may see of the house: pure choices, no clock and no lock.

mod card;
mod expected;
mod guard;
mod kiosk;
mod roll_call;
mod shift;
mod today;

use crate::engine::{BackupHealth, PrinterHealth, TestPrint};

pub use guard::guard_view;
pub use kiosk::{heard, kiosk_view, site_trouble};
pub use today::{Sought, hit_of};

/// How the core is, beside what the house says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoreState {
    /// Records cannot be saved.
    pub guarded: bool,
    /// Deeds that are not in the record yet.
    pub unrecorded: u32,
    /// How the badge printers were at the last look.
    pub printer: PrinterHealth,
    /// The test badge that was asked for last since the start.
    pub test: Option<TestPrint>,
    /// How the backups are; none where none was ever tried.
    pub backup: Option<BackupHealth>,
}

/// A count as the wire says it; a house never holds as many as would not fit.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
