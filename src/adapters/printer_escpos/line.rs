//! The line to a receipt printer: a device of this machine or a connection. Nothing on it waits longer than it is told.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open as open_file};
use rustix::io::{Errno, read, write};
use rustix::net::{Shutdown, shutdown, sockopt::set_tcp_user_timeout};
use rustix::termios::{ControlModes, OptionalActions, QueueSelector, isatty, tcflush, tcgetattr, tcsetattr};

use crate::settings::DeviceAt;

/// How long a printer in the network may take to accept a connection.
const CONNECT_MAX: Duration = Duration::from_secs(2);
/// How long the last bytes may be on their way in the network without the printer's side having them.
const UNTAKEN_MAX: Duration = Duration::from_secs(2);
/// How long is waited for the system to say that they have been too long.
const UNTAKEN_SAID: Duration = Duration::from_secs(3);
/// Pause before a device is listened to again that had something to say, and said nothing: some are like that always.
const EMPTY_PAUSE: Duration = Duration::from_millis(50);
/// Bytes read at once: a printer says few.
const PIECE_BYTES: usize = 64;

/// Not everything went out.
#[derive(Debug)]
pub(super) struct Unsent {
    /// Whether not even the first byte did.
    pub(super) is_untouched: bool,
    pub(super) cause: io::Error,
}

/// An open line.
pub(super) struct Line {
    fd: OwnedFd,
    is_connection: bool,
    /// Whether the printer can answer.
    pub(super) hears: bool,
}

impl Line {
    /// Opens the line.
    ///
    /// # Errors
    /// What the system says, and that something else is in the device's place.
    pub(super) fn open(at: &DeviceAt) -> io::Result<Self> {
        match at {
            DeviceAt::Node(path) => Self::to_device(path),
            DeviceAt::Tcp(address) => Self::to_address(address),
        }
    }

    fn to_address(address: &SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(address, CONNECT_MAX)?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        Ok(Self { fd: stream.into(), is_connection: true, hears: true })
    }

    fn to_device(path: &Path) -> io::Result<Self> {
        let kind = fs::metadata(path)?.file_type();
        if !kind.is_char_device() && !kind.is_fifo() {
            // Whoever wrote to a printer that was not plugged in has left a file there: it would take badges for ever.
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} is no device", path.display()),
            ));
        }
        let how = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let open = |way: OFlags| open_file(path, how | way, Mode::empty());
        // Whoever reads a pipe that was opened both ways reads what went into it.
        let both = match kind.is_char_device().then(|| open(OFlags::RDWR)).transpose() {
            Err(Errno::ACCESS | Errno::PERM | Errno::ROFS) => None,
            both => both?,
        };
        let hears = both.is_some();
        let fd = match both {
            Some(fd) => fd,
            None => open(OFlags::WRONLY)?,
        };
        if isatty(&fd) {
            let mut modes = tcgetattr(&fd)?;
            modes.make_raw();
            modes.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
            tcsetattr(&fd, OptionalActions::Now, &modes)?;
            tcflush(&fd, QueueSelector::IFlush)?;
        }
        Ok(Self { fd, is_connection: false, hears })
    }

    /// Waits until the line is ready for one of these; nothing at `end`.
    fn wait(&self, wanted: PollFlags, end: Instant) -> io::Result<Option<PollFlags>> {
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let left = Timespec::try_from(left).map_err(io::Error::other)?;
            let mut devices = [PollFd::new(&self.fd, wanted)];
            match poll(&mut devices, Some(&left)) {
                Ok(0) => return Ok(None),
                Ok(_) => return Ok(Some(devices[0].revents())),
                Err(Errno::INTR) => {}
                Err(cause) => return Err(cause.into()),
            }
        }
    }

    /// Sends everything until `end`, and hands on what is heard meanwhile.
    pub(super) fn send(
        &self,
        bytes: &[u8],
        end: Instant,
        mut heard: impl FnMut(&[u8]),
    ) -> Result<(), Unsent> {
        let mut rest = bytes;
        let unsent = |rest: &[u8], cause| Unsent { is_untouched: rest.len() == bytes.len(), cause };
        let wanted = if self.hears { PollFlags::OUT | PollFlags::IN } else { PollFlags::OUT };
        while !rest.is_empty() {
            let ready = self.wait(wanted, end).map_err(|cause| unsent(rest, cause))?;
            let Some(ready) = ready else { return Err(unsent(rest, io::ErrorKind::TimedOut.into())) };
            if ready.contains(PollFlags::IN) {
                let said = self.read().map_err(|cause| unsent(rest, cause))?;
                if said.is_empty() && !ready.contains(PollFlags::OUT) {
                    sleep(EMPTY_PAUSE);
                }
                heard(&said);
            }
            // A line that is broken says why when it is written to.
            if ready.intersects(PollFlags::OUT | PollFlags::ERR | PollFlags::HUP) {
                match write(&self.fd, rest) {
                    Ok(taken) => rest = &rest[taken..],
                    Err(Errno::INTR) => {}
                    Err(Errno::AGAIN) if !ready.intersects(PollFlags::ERR | PollFlags::HUP) => {}
                    Err(cause) => return Err(unsent(rest, cause.into())),
                }
            }
        }
        Ok(())
    }

    /// What the printer says next; empty if it says nothing until `end`.
    ///
    /// # Errors
    /// The line is broken.
    pub(super) fn hear(&self, end: Instant) -> io::Result<Vec<u8>> {
        loop {
            if !self.hears || self.wait(PollFlags::IN, end)?.is_none() {
                return Ok(Vec::new());
            }
            let bytes = self.read()?;
            if !bytes.is_empty() {
                return Ok(bytes);
            }
            sleep(EMPTY_PAUSE);
        }
    }

    /// Devices may say nothing at length; a connection that does so has ended.
    fn read(&self) -> io::Result<Vec<u8>> {
        let mut piece = [0; PIECE_BYTES];
        match read(&self.fd, &mut piece[..]) {
            Ok(0) if self.is_connection => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(bytes) => Ok(piece[..bytes].to_vec()),
            Err(Errno::AGAIN | Errno::INTR) => Ok(Vec::new()),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Ends what was sent, and waits until the printer's side has it: a device that is closed before throws away what is
    /// on its way.
    ///
    /// # Errors
    /// It does not take it, or nobody knows.
    pub(super) fn settle(&self, end: Instant) -> io::Result<()> {
        if !self.is_connection {
            let ready = self.wait(PollFlags::OUT, end)?.ok_or(io::ErrorKind::TimedOut)?;
            let is_broken =
                !ready.contains(PollFlags::OUT) && ready.intersects(PollFlags::ERR | PollFlags::HUP);
            return if is_broken { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) };
        }
        // The only way to hear of bytes that were never taken: the system gives up the connection for them.
        set_tcp_user_timeout(&self.fd, u32::try_from(UNTAKEN_MAX.as_millis()).unwrap_or(u32::MAX))?;
        shutdown(&self.fd, Shutdown::Write)?;
        let end = Instant::now() + UNTAKEN_SAID;
        loop {
            match self.hear(end) {
                Ok(bytes) if bytes.is_empty() => return Ok(()),
                Ok(_) => {}
                // It has read to the end, and closes its side.
                Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(cause) => return Err(cause),
            }
        }
    }
}
