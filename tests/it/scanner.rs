//! A scanner beside the touchscreen: each code is heard once, and a scanner that was unplugged is heard again.

use std::fs::{File, remove_file};
use std::io::{self, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use gatehouse::adapters::scanner::{Listening, NoScanner, PAUSE, Scanner, listen};
use gatehouse::badge::ScanLine;
use gatehouse::commands::listen_to_scanner;
use gatehouse::settings::ScannerKind;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// A look takes a second, and the machine may be busy.
const SOON: Duration = Duration::from_secs(20);

fn heard(scanner: impl Scanner) -> (Listening, Receiver<ScanLine>) {
    let (tell, told) = channel();
    let listening = listen("fake".to_owned(), scanner, move |line| drop(tell.send(line))).unwrap();
    (listening, told)
}

#[track_caller]
fn hears(told: &Receiver<ScanLine>, wanted: &str) {
    assert!(told.recv_timeout(SOON) == Ok(ScanLine::Code(wanted.to_owned())), "not {wanted}");
}

/// What a fake scanner does next.
enum Fate {
    Absent,
    Denied,
    Scans(Vec<ScanLine>),
    Unplugged,
}

/// A scanner that is led by the test; it has gone where the test has.
struct Fake {
    fates: Receiver<Fate>,
    /// What was read before it was taken.
    next: Option<Fate>,
}

impl Scanner for Fake {
    fn take(&mut self) -> Result<(), NoScanner> {
        match self.next.take().or_else(|| self.fates.try_recv().ok()) {
            Some(Fate::Absent) => Err(NoScanner::Absent),
            Some(Fate::Denied) => Err(NoScanner::Denied { group: "input" }),
            other => {
                self.next = other;
                Ok(())
            }
        }
    }

    fn scans(&mut self) -> io::Result<Vec<ScanLine>> {
        let fate = match self.next.take() {
            Some(fate) => Ok(fate),
            None => self.fates.recv_timeout(PAUSE),
        };
        match fate {
            Ok(Fate::Scans(lines)) => Ok(lines),
            Err(RecvTimeoutError::Timeout) => Ok(Vec::new()),
            _ => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

fn fake() -> (Sender<Fate>, Fake) {
    let (lead, fates) = channel();
    (lead, Fake { fates, next: None })
}

#[test]
fn scans_come_in_order_and_a_scanner_that_comes_back_is_heard_again() {
    let (lead, scanner) = fake();
    let code = |text: &str| ScanLine::Code(text.to_owned());
    for fate in [
        Fate::Absent,
        Fate::Denied,
        Fate::Scans(vec![code("one"), ScanLine::Unreadable, code("two")]),
        Fate::Unplugged,
        Fate::Absent,
        Fate::Scans(vec![code("three")]),
    ] {
        lead.send(fate).unwrap();
    }
    let (_listening, told) = heard(scanner);
    hears(&told, "one");
    assert!(told.recv_timeout(SOON) == Ok(ScanLine::Unreadable));
    hears(&told, "two");
    hears(&told, "three");
}

#[test]
fn nobody_reads_a_scanner_that_nobody_listens_to() {
    let (lead, scanner) = fake();
    let (listening, told) = heard(scanner);
    lead.send(Fate::Scans(vec![ScanLine::Unreadable])).unwrap();
    assert!(told.recv_timeout(SOON) == Ok(ScanLine::Unreadable));
    drop(listening);
    // The thread lets go of whom it tells only when it ends.
    assert!(told.recv_timeout(SOON) == Err(RecvTimeoutError::Disconnected));
}

/// A port of a scanner that can be unplugged: a name that leads to a terminal, as the names of udev do.
struct Port {
    _folder: tempfile::TempDir,
    name: PathBuf,
}

impl Port {
    fn new() -> Port {
        let folder = tempfile::tempdir().unwrap();
        Port { name: folder.path().join("scanner"), _folder: folder }
    }

    fn plug(&self) -> File {
        let scanner = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&scanner).unwrap();
        unlockpt(&scanner).unwrap();
        let path = ptsname(&scanner, Vec::new()).unwrap();
        symlink(Path::new(path.to_str().unwrap()), &self.name).unwrap();
        File::from(scanner)
    }

    fn unplug(&self, scanner: File) {
        remove_file(&self.name).unwrap();
        drop(scanner);
    }
}

/// Sends it until it is heard: what was sent before the port was opened is thrown away.
#[track_caller]
fn is_heard(scanner: &mut File, told: &Receiver<ScanLine>, code: &str) {
    for _ in 0..100 {
        write!(scanner, "{code}\r\n").unwrap();
        if told
            .recv_timeout(Duration::from_millis(200))
            .is_ok_and(|line| line == ScanLine::Code(code.to_owned()))
        {
            return;
        }
    }
    panic!("{code} is not heard");
}

#[test]
fn a_serial_scanner_is_heard_before_and_after_it_was_unplugged_and_no_torn_code_ever() {
    let port = Port::new();
    let mut scanner = port.plug();
    let (tell, told) = channel();
    let kind = ScannerKind::Serial { port: port.name.clone() };
    let _listening = listen_to_scanner(&kind, move |line| drop(tell.send(line))).unwrap().unwrap();
    is_heard(&mut scanner, &told, "GH1FIRST");
    write!(scanner, "GH1TO").unwrap();
    port.unplug(scanner);
    let mut scanner = port.plug();
    is_heard(&mut scanner, &told, "GH1SECOND");
    write!(scanner, "{}\nGH1THIRD\n", "A".repeat(10_000)).unwrap();
    let rest: Vec<ScanLine> = std::iter::from_fn(|| told.recv_timeout(SOON).ok())
        .filter(|line| *line != ScanLine::Code("GH1SECOND".to_owned()))
        .take(2)
        .collect();
    assert!(rest == [ScanLine::Unreadable, ScanLine::Code("GH1THIRD".to_owned())]);
}

#[test]
fn a_scanner_that_types_into_the_screen_is_left_to_it() {
    assert!(listen_to_scanner(&ScannerKind::Keyboard, drop).unwrap().is_none());
}
