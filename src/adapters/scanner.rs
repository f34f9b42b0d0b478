//! A scanner beside the touchscreen, read on a thread of its own. It may be unplugged: then it is looked for until it
//! is back.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, Timespec, poll};
use rustix::io::Errno;

use crate::badge::ScanLine;

/// How often a scanner that is not there is looked for, and one that is there for further parts: nobody waits longer
/// for a plug that is back in.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Longest pause inside one code: a scanner types a character in 1 to 20 ms, and a machine that is busy hears it late.
pub const PAUSE: Duration = Duration::from_millis(100);
/// Looks in a row that find the same trouble before it is said: a device that was just plugged in is not yet its
/// group's for some milliseconds.
const LOOKS_TO_SAY: u32 = 2;

/// Why there is no scanner.
#[derive(Debug, thiserror::Error)]
pub enum NoScanner {
    /// Nothing like it is plugged in.
    #[error("it is not plugged in")]
    Absent,
    /// It is there and belongs to others.
    #[error(
        "this user may not read it: put it into the group `{group}` (SupplementaryGroups= of the service), \
         and allow the device (DeviceAllow=)"
    )]
    Denied {
        /// The group that may.
        group: &'static str,
    },
    /// It is another program's.
    #[error("another program has taken it")]
    Taken,
    /// The system says something else.
    #[error("it cannot be read: {0}")]
    Broken(io::Error),
}

impl NoScanner {
    /// What the system says of a device that belongs to `group`.
    pub fn of(cause: io::Error, group: &'static str) -> NoScanner {
        match cause.kind() {
            io::ErrorKind::NotFound => NoScanner::Absent,
            io::ErrorKind::PermissionDenied => NoScanner::Denied { group },
            io::ErrorKind::ResourceBusy => NoScanner::Taken,
            _ => NoScanner::Broken(cause),
        }
    }
}

/// A scanner that may come and go.
pub trait Scanner: Send + 'static {
    /// Takes whatever of it is there and not taken yet.
    ///
    /// # Errors
    /// Nothing of it is taken.
    fn take(&mut self) -> Result<(), NoScanner>;

    /// What it has read; waits for it, at most [`PAUSE`].
    ///
    /// # Errors
    /// It has gone, and is to be taken anew.
    fn scans(&mut self) -> io::Result<Vec<ScanLine>>;
}

/// Waits until one of them has something, at most [`PAUSE`]; false if none has.
///
/// # Errors
/// What the system says.
pub fn wait(devices: &mut [PollFd<'_>]) -> io::Result<bool> {
    let pause = Timespec::try_from(PAUSE).map_err(io::Error::other)?;
    match poll(devices, Some(&pause)) {
        // A signal woke the thread; it is the program's, and no scanner's.
        Err(Errno::INTR) => Ok(false),
        woken => Ok(woken? > 0),
    }
}

/// A scanner that is listened to; left alone when this is dropped.
#[derive(Debug)]
pub struct Listening {
    _until: SyncSender<()>,
}

/// Listens to `scanner`, and hands each scan to `heard`, in the thread that reads. `name` is what the log calls it.
///
/// # Errors
/// The system gives no thread.
pub fn listen(
    name: String,
    scanner: impl Scanner,
    heard: impl FnMut(ScanLine) + Send + 'static,
) -> io::Result<Listening> {
    let (until, end) = sync_channel(1);
    Builder::new().name("scanner".into()).spawn(move || hear(&name, scanner, heard, &end))?;
    Ok(Listening { _until: until })
}

fn hear(name: &str, mut scanner: impl Scanner, mut heard: impl FnMut(ScanLine), end: &Receiver<()>) {
    let mut trouble = Trouble::default();
    loop {
        match scanner.take() {
            Ok(()) => {
                tracing::info!(scanner = name, "the scanner is read");
                trouble = Trouble::default();
                match read(&mut scanner, &mut heard, end) {
                    Some(cause) => {
                        tracing::warn!(scanner = name, %cause, "the scanner is gone; looking for it")
                    }
                    None => return,
                }
            }
            Err(fault) => {
                let fault = fault.to_string();
                if trouble.is_to_be_said(&fault) {
                    tracing::warn!(scanner = name, "the scanner is not read: {fault}");
                }
            }
        }
        if end.recv_timeout(LOOK_EVERY) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// Reads until the scanner has gone, and gives why; none if nobody listens any more.
fn read(
    scanner: &mut impl Scanner,
    heard: &mut impl FnMut(ScanLine),
    end: &Receiver<()>,
) -> Option<io::Error> {
    let mut looked = Instant::now();
    while end.try_recv() == Err(TryRecvError::Empty) {
        match scanner.scans() {
            Ok(lines) => lines.into_iter().for_each(&mut *heard),
            Err(cause) => return Some(cause),
        }
        if looked.elapsed() >= LOOK_EVERY {
            looked = Instant::now();
            // What is taken already stays taken; what cannot be taken now is tried again.
            let _ = scanner.take();
        }
    }
    None
}

/// Trouble is said once, until it is another one.
#[derive(Default)]
struct Trouble {
    last: String,
    looks: u32,
}

impl Trouble {
    fn is_to_be_said(&mut self, now: &str) -> bool {
        if self.last != now {
            *self = Trouble { last: now.to_owned(), looks: 0 };
        }
        self.looks = self.looks.saturating_add(1);
        self.looks == LOOKS_TO_SAY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_that_stays_is_said_once_and_trouble_that_passes_never() {
        let mut trouble = Trouble::default();
        let said: Vec<bool> =
            ["a", "b", "b", "b", "b", "a", "a", "a"].iter().map(|now| trouble.is_to_be_said(now)).collect();
        assert_eq!(said, [false, false, true, false, false, false, true, false]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let told = |kind: io::ErrorKind| NoScanner::of(kind.into(), "input").to_string();
        assert!(told(io::ErrorKind::PermissionDenied).contains("the group `input`"));
        assert_eq!(told(io::ErrorKind::NotFound), "it is not plugged in");
        assert_eq!(told(io::ErrorKind::ResourceBusy), "another program has taken it");
    }
}
