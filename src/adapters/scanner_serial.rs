//! A scanner with a serial port, beside the touchscreen.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use rustix::event::{PollFd, PollFlags};

use super::scanner::{NoScanner, Scanner, wait};
use super::scanner_port;
use crate::badge::{ScanLine, ScanLines};

/// The group serial ports belong to on Debian.
const GROUP: &str = "dialout";
/// Bytes read at once: a code is shorter.
const PIECE_BYTES: usize = 512;

/// A scanner at a port.
pub struct SerialScanner {
    path: PathBuf,
    open: Option<(File, ScanLines)>,
}

impl SerialScanner {
    /// The scanner at this port, not opened yet.
    pub fn new(path: PathBuf) -> SerialScanner {
        SerialScanner { path, open: None }
    }
}

impl Scanner for SerialScanner {
    fn take(&mut self) -> Result<(), NoScanner> {
        if self.open.is_none() {
            let port = scanner_port::open(&self.path).map_err(|cause| NoScanner::of(cause, GROUP))?;
            self.open = Some((port, ScanLines::default()));
        }
        Ok(())
    }

    fn scans(&mut self) -> io::Result<Vec<ScanLine>> {
        let Some((port, lines)) = &mut self.open else { return Err(io::ErrorKind::NotConnected.into()) };
        let read = read_soon(port, lines);
        if read.is_err() {
            // With what stood there: the rest of that code does not come any more.
            self.open = None;
        }
        read
    }
}

fn read_soon(port: &mut File, lines: &mut ScanLines) -> io::Result<Vec<ScanLine>> {
    if !wait(&mut [PollFd::new(port, PollFlags::IN)])? {
        return Ok(Vec::new());
    }
    let mut piece = [0; PIECE_BYTES];
    match port.read(&mut piece)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        bytes => Ok(lines.take(&piece[..bytes])),
    }
}
