//! What touches a device or a file, one device or database crate per file.

pub mod backup;
pub mod certificate;
pub mod certificate_end;
pub mod disk;
pub mod disk_room;
pub mod durable;
mod fingerprint;
pub mod gate_folder;
pub mod gate_over_pins;
#[cfg(feature = "pi")]
pub mod gate_rppal;
pub mod gate_simulated;
pub mod house_snapshot;
pub mod journal;
pub mod journal_records;
pub mod journal_remains;
pub mod key_set;
pub mod keys;
pub mod last_note;
pub mod lock;
pub mod printer_folder;
pub mod private_file;
pub mod record_export;
pub mod scanner_port;
pub mod seal;
pub mod shared_keys;
pub mod spool_file;
pub mod staff_file;
pub mod staff_pin;
pub mod store_sled;
pub mod subject_keys;
pub mod system_clock;
pub mod token_file;
pub mod visit_book;
