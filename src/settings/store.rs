//! `[store]`: where records, keys and staff are kept.

use super::checker::Section;
use std::path::PathBuf;

/// `[store]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The folder of journal and store.
    pub dir: PathBuf,
    /// The folder of the device's keys, best on another medium than backups.
    pub keys_dir: PathBuf,
    /// Who may sign in at the panel.
    pub staff_file: PathBuf,
    /// Which devices may speak to the core.
    pub token_file: PathBuf,
    /// Room kept free on the disk, in mebibytes: below it new entries are refused.
    pub reserve_mb: u32,
}

/// Least and most room kept free, in mebibytes: one journal segment fits, a small card is not eaten up.
const RESERVE_MB: std::ops::RangeInclusive<u32> = 64..=65_536;

pub(super) fn read(section: &mut Section<'_>) -> StoreSettings {
    StoreSettings {
        dir: section.path("dir", "store"),
        keys_dir: section.path("keys_dir", "keys"),
        staff_file: section.path("staff_file", "staff.toml"),
        token_file: section.path("token_file", "tokens.toml"),
        reserve_mb: section.whole("reserve_mb", 256, RESERVE_MB, "mebibytes"),
    }
}
