//! Which relay the core drives, noted for whoever lets it go once the core is gone: by then the configuration may name
//! another, or be no configuration any more.
//!
//! The note lies in the folder that systemd makes for a service while it runs. A note that outlived a boot would be acted
//! on at pins that have been wired anew since.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use crate::adapters::private_file::replace;
use crate::settings::{GateSettings, SettingsFault};

/// The note's name in that folder.
const NAME: &str = "relay.toml";

/// Where the note lies; `None` for a program that was started by hand.
fn place() -> Option<PathBuf> {
    env::var_os("RUNTIME_DIRECTORY").map(|folder| Path::new(&folder).join(NAME))
}

/// Notes the relay of this gate.
///
/// # Errors
/// The note cannot be written.
pub(super) fn note(gate: &GateSettings) -> io::Result<()> {
    place().map_or(Ok(()), |place| replace(&place, gate.relay_text().as_bytes()))
}

/// The relay that the core of this folder drove, if it left word of one.
///
/// # Errors
/// There is a note and it cannot be read.
pub(super) fn noted() -> Option<Result<GateSettings, SettingsFault>> {
    place().filter(|place| place.exists()).map(|place| GateSettings::read(&place))
}
