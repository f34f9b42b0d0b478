//! The one writer: decides, records, then acts.

mod background;
mod badge_face;
mod clock_watch;
mod core;
mod erasing;
mod group;
mod guarded;
pub mod hands;
mod history_feed;
mod order;
mod passes;
mod printers;
mod record_keeper;
mod record_walk;
mod remembered;
mod roll_call;
mod snapshot_keeper;
mod spool_keeper;
mod start;
mod worker;
mod writer;

pub use self::badge_face::{FaceFault, Press};
pub use self::core::{Core, Done, Heartbeat, INBOX_LENGTH, Vitals};
pub use self::erasing::LEAP_WAIT;
pub use self::guarded::UNRECORDED_MAX;
pub use self::history_feed::{HistoryLight, HistoryParts, HistoryState};
pub use self::order::core_order;
pub use self::passes::{Passes, invitation_text};
pub use self::printers::{BadgePrinter, PrinterHealth, PrinterLight, Printers};
pub use self::record_keeper::{RECORD_WAIT_MAX, UPKEEP_WAIT_MAX};
pub use self::remembered::{REMEMBERED_FOR, REMEMBERED_MAX};
pub use self::snapshot_keeper::SNAPSHOT_WAIT_MAX;
pub use self::spool_keeper::SPOOL_WAIT_MAX;
pub use self::start::{Engine, EngineJoin, Parts, StartAids, StartFault};
pub use self::writer::{GROUP_LETTERS_MAX, TURN_AT_LEAST_EVERY};
