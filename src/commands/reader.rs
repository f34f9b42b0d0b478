//! `gatehouse reader`: carries the codes of a scanner to the core, one line after the other. The core judges them.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::Instant;

use clap::Args;

use super::reach::reach;
use super::{Exit, Failure, log};
use crate::adapters::scanner_port;
use crate::badge::{ScanLine, ScanLines};
use crate::client::{Carried, ScanLink};
use crate::settings::ClientSettings;

/// Scans that may wait while one is answered: people in a queue show one each, and wait no longer than
/// [`SCAN_MAX`](crate::client::SCAN_MAX) together.
const WAITING_MAX: usize = 16;
/// Bytes read at once: a code is shorter.
const PIECE_BYTES: usize = 512;

#[derive(Debug, Args)]
pub(super) struct ReaderArgs {
    /// The reader's configuration, as `gatehouse init` made it in `clients/`.
    #[arg(long)]
    config: PathBuf,
    /// Which reader of the gate this is: the `id` of a `[[reader]]` in the core's configuration.
    #[arg(long)]
    id: String,
    /// The scanner's serial port, such as /dev/ttyACM0; standard input if left out.
    #[arg(long)]
    device: Option<PathBuf>,
}

/// Why nothing is read any more.
#[derive(Debug, thiserror::Error)]
enum ReaderFault {
    #[error("the scanner {} cannot be opened", path.display())]
    Open {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("the scanner {} is gone", .0.display())]
    Gone(PathBuf),
    #[error("the scanner cannot be read")]
    Read(#[source] io::Error),
    #[error("the thread that reads the scanner has panicked")]
    Panicked,
    #[error(
        "the core takes no scan of the reader \"{id}\": {title} ({code}) Look at --id and [[reader]] of the core, \
         and at the token"
    )]
    Wrong { id: String, title: String, code: String },
}

pub(super) fn run(args: &ReaderArgs, out: &mut dyn Write) -> Result<(), Failure> {
    log::start();
    let settings = ClientSettings::read(&args.config).map_err(Failure::of(Exit::Configuration))?;
    let link = ScanLink::new(reach(&settings)?).map_err(Failure::of(Exit::Failed))?;
    let ear = match &args.device {
        Some(path) => Ear::listen(open(path)?)?,
        None => Ear::listen(io::stdin())?,
    };
    tracing::info!(reader = args.id, device = ?args.device, "reading");
    carry_all(&link, &args.id, &ear, out)?;
    ear.ended()?;
    // Standard input may end; a scanner that ends has been unplugged.
    match &args.device {
        Some(path) => Err(Failure::of(Exit::Failed)(ReaderFault::Gone(path.clone()))),
        None => Ok(()),
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    scanner_port::open(path)
        .map_err(|cause| Failure::of(Exit::Failed)(ReaderFault::Open { path: path.to_owned(), cause }))
}

/// Carries scans until there are no more, and tells a line for each; never the code.
fn carry_all(link: &ScanLink, id: &str, ear: &Ear, out: &mut dyn Write) -> Result<(), Failure> {
    // When the core was missed last: who showed a code before that has waited long enough.
    let mut missed = None;
    while let Ok(Heard { line, at }) = ear.heard.recv() {
        let code = match &line {
            ScanLine::Code(code) => code,
            // Refused and recorded by the core like every other scan; no code is empty.
            ScanLine::Unreadable => "",
        };
        let carried = if missed.is_some_and(|missed| at <= missed) {
            Carried::TooLate
        } else {
            link.carry(id, code, at)
        };
        match &carried {
            Carried::Granted => writeln!(out, "granted")?,
            Carried::Refused(Some(code)) | Carried::ReaderWrong { code, .. } => {
                writeln!(out, "refused {code}")?;
            }
            Carried::Refused(None) => writeln!(out, "refused")?,
            Carried::NotReached => writeln!(out, "dropped: the core did not answer in time")?,
            Carried::TooLate => writeln!(out, "dropped: it has waited too long for the core")?,
        }
        for _ in 0..ear.passed_over.swap(0, Ordering::AcqRel) {
            writeln!(out, "dropped: too many scans at once")?;
        }
        out.flush()?;
        match carried {
            Carried::NotReached => missed = Some(Instant::now()),
            Carried::ReaderWrong { code, title } => {
                let wrong = ReaderFault::Wrong { id: id.to_owned(), title, code };
                return Err(Failure::of(Exit::Configuration)(wrong));
            }
            Carried::Granted | Carried::Refused(_) | Carried::TooLate => {}
        }
    }
    Ok(())
}

/// One scan.
struct Heard {
    line: ScanLine,
    /// When it was read.
    at: Instant,
}

/// Listens to a scanner on a thread of its own, so that every scan has its own time and none waits in the system.
struct Ear {
    heard: Receiver<Heard>,
    /// Scans that found no place in the queue.
    passed_over: Arc<AtomicUsize>,
    thread: JoinHandle<io::Result<()>>,
}

impl Ear {
    fn listen(scanner: impl Read + Send + 'static) -> io::Result<Ear> {
        let (scans, heard) = sync_channel(WAITING_MAX);
        let passed_over = Arc::new(AtomicUsize::new(0));
        let over = Arc::clone(&passed_over);
        let thread = Builder::new().name("scanner".into()).spawn(move || hear(scanner, &scans, &over))?;
        Ok(Ear { heard, passed_over, thread })
    }

    /// How the reading came to its end.
    fn ended(self) -> Result<(), Failure> {
        let ended = self.thread.join().map_err(|_| Failure::of(Exit::Failed)(ReaderFault::Panicked))?;
        ended.map_err(|cause| Failure::of(Exit::Failed)(ReaderFault::Read(cause)))
    }
}

/// Reads to the end, or until nobody listens.
fn hear(mut scanner: impl Read, scans: &SyncSender<Heard>, passed_over: &AtomicUsize) -> io::Result<()> {
    let mut lines = ScanLines::default();
    let mut piece = [0; PIECE_BYTES];
    loop {
        let bytes = match scanner.read(&mut piece) {
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        let at = Instant::now();
        let mut found = lines.take(&piece[..bytes]);
        if bytes == 0 {
            found.extend(lines.end());
        }
        for line in found {
            match scans.try_send(Heard { line, at }) {
                Ok(()) => {}
                Err(TrySendError::Full(_)) => {
                    passed_over.fetch_add(1, Ordering::AcqRel);
                }
                Err(TrySendError::Disconnected(_)) => return Ok(()),
            }
        }
        if bytes == 0 {
            return Ok(());
        }
    }
}
