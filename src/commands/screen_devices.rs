//! Starts what stands beside a screen, as its file says.

use std::io;

use crate::adapters::scanner::{Listening, listen};
use crate::adapters::scanner_grabbed::GrabbedScanner;
use crate::adapters::scanner_serial::SerialScanner;
use crate::badge::ScanLine;
use crate::settings::ScannerKind;

/// Listens to the scanner of a touchscreen as long as what is given is kept, and hands each scan to `heard`, in the
/// thread that reads; none where the scanner types into the screen itself.
///
/// # Errors
/// The system gives no thread. A scanner that is not there is no error: it is looked for.
pub fn listen_to_scanner(
    kind: &ScannerKind,
    heard: impl FnMut(ScanLine) + Send + 'static,
) -> io::Result<Option<Listening>> {
    match kind {
        ScannerKind::Keyboard => Ok(None),
        ScannerKind::Grab { vendor, product } => {
            let name = format!("{vendor:04x}:{product:04x}");
            listen(name, GrabbedScanner::new(*vendor, *product), heard).map(Some)
        }
        ScannerKind::Serial { port } => {
            listen(port.display().to_string(), SerialScanner::new(port.clone()), heard).map(Some)
        }
    }
}
