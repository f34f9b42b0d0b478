//! What the engine needs from the world, as traits.

pub mod backups;
pub mod clock;
pub mod gate;
pub mod history;
pub mod journal;
pub mod printer;
pub mod roll;
pub mod snapshot;
pub mod spool;
pub mod store;
