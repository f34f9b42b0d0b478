//! The serial port of a scanner, USB or not: opened so that its bytes come as the scanner sends them.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl, open as open_file};
use rustix::termios::{ControlModes, OptionalActions, isatty, tcgetattr, tcsetattr};

/// Opens a scanner's port to be read. What a terminal would do with the bytes is switched off: an echo would be a
/// command to the scanner. Codes that were scanned before are thrown away; whoever showed them has gone.
///
/// The speed is left as it is: USB scanners have none, and a port that nobody has set runs at 9600 bits a second.
///
/// # Errors
/// What the system says.
pub fn open(path: &Path) -> io::Result<File> {
    // Without NONBLOCK the opening waits for a carrier that scanners do not give.
    let how = OFlags::RDONLY | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let port = open_file(path, how, Mode::empty())?;
    if isatty(&port) {
        let mut modes = tcgetattr(&port)?;
        modes.make_raw();
        modes.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
        tcsetattr(&port, OptionalActions::Flush, &modes)?;
    }
    fcntl_setfl(&port, fcntl_getfl(&port)? - OFlags::NONBLOCK)?;
    Ok(File::from(port))
}
