//! A receipt printer at a port or at a device: it obeys the bytes it gets as one does, and what it cuts off is a picture.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use gatehouse::badge::Dots;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// How long it waits for bytes before it looks at what has become of it.
const TURN: Duration = Duration::from_millis(5);
/// What it holds of a connection that it does not read, in bytes; the system makes it some more.
const SMALL_ROOM: usize = 2_048;
/// Rows of a line that is fed.
const LINE_ROWS: usize = 30;

/// What it knows of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// It answers how it is.
    pub answers: bool,
    /// It tells unasked, if it was asked to.
    pub tells: bool,
    /// It says when it has come to the end of a page.
    pub says_done: bool,
}

pub const POLITE: Manners = Manners { answers: true, tells: true, says_done: true };
pub const SILENT: Manners = Manners { answers: false, tells: false, says_done: false };

/// What came out: rows of dots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    pub row_bytes: usize,
    pub bytes: Vec<u8>,
}

impl Picture {
    pub fn of(dots: &Dots) -> Self {
        Self { row_bytes: dots.row_bytes(), bytes: dots.bytes().to_vec() }
    }

    /// The picture as a file, black on white, to be looked at.
    pub fn save(&self, path: &Path) {
        let (width, rows) = (self.row_bytes * 8, self.bytes.len() / self.row_bytes);
        let file = File::create(path).unwrap();
        let mut encoder =
            png::Encoder::new(file, u32::try_from(width).unwrap(), u32::try_from(rows).unwrap());
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let white: Vec<u8> = self.bytes.iter().map(|byte| !byte).collect();
        encoder.write_header().unwrap().write_image_data(&white).unwrap();
    }

    /// The one code in it, read by a program that is not ours.
    pub fn code(&self) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.png");
        self.save(&path);
        let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&path).output();
        let read = read.unwrap_or_else(|cause| panic!("zbarimg is needed (zbar-tools): {cause}"));
        String::from_utf8(read.stdout).unwrap().trim_end().to_owned()
    }
}

#[derive(Default)]
struct Works {
    paper_left: Option<usize>,
    cover_open: bool,
    breaks_after: Option<usize>,
    hangs: bool,
    is_off: bool,
    /// It tells unasked.
    tells: bool,
    /// Bytes of an order that is obeyed at once, as far as it has come.
    order: Vec<u8>,
    buffer: VecDeque<u8>,
    got: usize,
    /// A picture that is being printed: bytes of a row, and rows that are still to come.
    picture: Option<(usize, usize)>,
    sheet: Picture,
    pages: Vec<Picture>,
    fed: usize,
    strange: Vec<u8>,
    says: Vec<u8>,
}

impl Works {
    fn is_out(&self) -> bool {
        self.paper_left == Some(0)
    }

    fn is_offline(&self) -> bool {
        self.is_out() || self.cover_open
    }

    fn take(&mut self, byte: u8, manners: Manners) {
        self.order.push(byte);
        match self.order[..] {
            [0x10] | [0x10, 0x04] => {}
            [0x10, 0x04, number] => {
                if manners.answers {
                    let (offline, cover, out) =
                        (u8::from(self.is_offline()), u8::from(self.cover_open), u8::from(self.is_out()));
                    self.says.push(match number {
                        1 => 0x12 | offline << 3,
                        2 => 0x12 | cover << 2 | out << 5,
                        3 => 0x12,
                        4 => 0x12 | out << 5 | out << 6,
                        other => panic!("nobody asks {other}"),
                    });
                }
                self.order.clear();
            }
            // An order to start anew, to open the till, to switch off.
            [0x10, 0x05 | 0x14] => self.strange.append(&mut self.order),
            _ => {
                self.buffer.extend(self.order.drain(..));
                self.got += 1;
            }
        }
    }

    /// Obeys what has come, as far as there is paper.
    fn work(&mut self, manners: Manners) {
        while !self.is_offline() {
            if let Some((row_bytes, rows)) = self.picture {
                if self.buffer.len() < row_bytes {
                    return;
                }
                self.sheet.row_bytes = row_bytes;
                self.sheet.bytes.extend(self.buffer.drain(..row_bytes));
                self.picture = (rows > 1).then_some((row_bytes, rows - 1));
                self.roll_on(1, manners);
                continue;
            }
            let head: Vec<u8> = self.buffer.iter().copied().take(8).collect();
            let length = match head[..] {
                [0x1B, b'@', ..] => 2,
                [0x1D, b'a', mask, ..] => {
                    self.tells = mask != 0;
                    self.tell(manners);
                    3
                }
                [0x1D, b'v', b'0', 0, x0, x1, y0, y1] => {
                    let whole = |low, high| usize::from(u16::from_le_bytes([low, high]));
                    self.picture = Some((whole(x0, x1), whole(y0, y1)));
                    8
                }
                [0x1B, b'd', lines, ..] => {
                    self.fed += usize::from(lines) * LINE_ROWS;
                    self.roll_on(usize::from(lines) * LINE_ROWS, manners);
                    3
                }
                [0x1D, b'V', b'A', 0, ..] => {
                    self.pages.push(std::mem::take(&mut self.sheet));
                    4
                }
                [0x1D, b'r', 1, ..] => {
                    if manners.says_done {
                        self.says.push(0);
                    }
                    3
                }
                _ if head.len() < 8 => return,
                [other, ..] => {
                    self.strange.push(other);
                    1
                }
                [] => return,
            };
            self.buffer.drain(..length);
        }
    }

    fn roll_on(&mut self, rows: usize, manners: Manners) {
        if let Some(left) = self.paper_left {
            self.paper_left = Some(left.saturating_sub(rows));
            if self.is_out() {
                self.tell(manners);
            }
        }
    }

    fn tell(&mut self, manners: Manners) {
        if self.tells && manners.tells {
            let (offline, cover) = (u8::from(self.is_offline()), u8::from(self.cover_open));
            let paper = if self.is_out() { 0x0C } else { 0 };
            self.says.extend([0x10 | offline << 3 | cover << 5, 0, paper, 0]);
        }
    }
}

/// A receipt printer. Its power goes when it is dropped.
pub struct RollPrinter {
    works: Arc<Mutex<Works>>,
    manners: Manners,
    address: Option<SocketAddr>,
    device: Option<PathBuf>,
    running: Option<JoinHandle<()>>,
}

impl RollPrinter {
    /// One in the network.
    pub fn in_network(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        rustix::net::sockopt::set_socket_recv_buffer_size(&listener, SMALL_ROOM).unwrap();
        let address = listener.local_addr().unwrap();
        let works = Arc::new(Mutex::new(Works::default()));
        let shared = Arc::clone(&works);
        let running = spawn(move || {
            while !shared.lock().unwrap().is_off {
                ready(&listener);
                match listener.accept() {
                    Ok((stream, _)) => serve(stream, &shared, manners),
                    Err(cause) => assert_eq!(cause.kind(), ErrorKind::WouldBlock),
                }
            }
        });
        Self { works, manners, address: Some(address), device: None, running: Some(running) }
    }

    /// One at a device of the machine.
    pub fn at_device(manners: Manners) -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let device = PathBuf::from(ptsname(&master, Vec::new()).unwrap().into_string().unwrap());
        let works = Arc::new(Mutex::new(Works::default()));
        let shared = Arc::clone(&works);
        let running = spawn(move || serve(File::from(master), &shared, manners));
        Self { works, manners, address: None, device: Some(device), running: Some(running) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address.unwrap()
    }

    pub fn device(&self) -> &Path {
        self.device.as_ref().unwrap()
    }

    fn works(&self) -> MutexGuard<'_, Works> {
        self.works.lock().unwrap()
    }

    /// So many rows of paper are left.
    pub fn has_rows(&self, rows: usize) {
        self.change(|works| works.paper_left = Some(rows));
    }

    /// A new roll.
    pub fn has_a_new_roll(&self) {
        self.change(|works| works.paper_left = None);
    }

    pub fn has_its_cover_open(&self, open: bool) {
        self.change(|works| works.cover_open = open);
    }

    /// The line breaks when it has got so many bytes.
    pub fn breaks_after(&self, bytes: usize) {
        let mut works = self.works();
        works.breaks_after = Some(works.got + bytes);
    }

    /// It reads nothing and says nothing, or does so again.
    pub fn hangs(&self, hangs: bool) {
        self.works().hangs = hangs;
    }

    fn change(&self, change: impl FnOnce(&mut Works)) {
        let mut works = self.works();
        change(&mut works);
        works.tell(self.manners);
    }

    /// The power goes, and with it everything that is connected.
    pub fn power_off(&mut self) {
        self.works().is_off = true;
        if let Some(running) = self.running.take() {
            running.join().unwrap();
        }
    }

    /// What it has cut off.
    pub fn pages(&self) -> Vec<Picture> {
        self.works().pages.clone()
    }

    /// Rows that hang out of it and are not cut off.
    pub fn rows_begun(&self) -> usize {
        let works = self.works();
        works.sheet.bytes.len().checked_div(works.sheet.row_bytes).unwrap_or(0)
    }

    /// How many bytes it got that are no questions.
    pub fn got(&self) -> usize {
        self.works().got
    }

    /// Rows fed without a picture.
    pub fn fed(&self) -> usize {
        self.works().fed
    }

    /// What it got and does not know.
    pub fn strange(&self) -> Vec<u8> {
        self.works().strange.clone()
    }
}

impl Drop for RollPrinter {
    fn drop(&mut self) {
        self.works.lock().unwrap_or_else(std::sync::PoisonError::into_inner).is_off = true;
        if let Some(running) = self.running.take() {
            running.join().ok();
        }
    }
}

/// Whether something is to be read within a turn.
fn ready(line: &impl AsFd) -> bool {
    let turn = Timespec::try_from(TURN).unwrap();
    let mut lines = [PollFd::new(line, PollFlags::IN)];
    poll(&mut lines, Some(&turn)).unwrap();
    lines[0].revents().contains(PollFlags::IN)
}

/// Serves a line to its end.
fn serve(mut line: impl Read + Write + AsFd, works: &Mutex<Works>, manners: Manners) {
    let is_network = rustix::net::sockopt::socket_type(&line).is_ok();
    let idle = TcpListener::bind("127.0.0.1:0").unwrap();
    loop {
        if works.lock().unwrap().is_off {
            return;
        }
        if works.lock().unwrap().hangs {
            // Nobody connects there: this waits a turn.
            ready(&idle);
            continue;
        }
        let mut piece = [0; 512];
        let bytes = if ready(&line) { line.read(&mut piece) } else { Ok(0) };
        let mut works = works.lock().unwrap();
        match bytes {
            Ok(0) | Err(_) if is_network && gone(&line) => return,
            Ok(bytes) => {
                for byte in &piece[..bytes] {
                    works.take(*byte, manners);
                    if works.breaks_after.is_some_and(|most| works.got >= most) {
                        works.breaks_after = None;
                        return;
                    }
                }
            }
            // Nobody has the device open.
            Err(_) => {}
        }
        works.work(manners);
        let says = std::mem::take(&mut works.says);
        drop(works);
        if line.write_all(&says).is_err() && is_network {
            return;
        }
    }
}

/// Whether whoever was connected has gone.
fn gone(line: &impl AsFd) -> bool {
    let mut lines = [PollFd::new(line, PollFlags::IN | PollFlags::RDHUP)];
    poll(&mut lines, Some(&Timespec::default())).unwrap();
    lines[0].revents().intersects(PollFlags::RDHUP | PollFlags::HUP | PollFlags::ERR)
}

/// Where pictures are left to be looked at.
pub fn pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("roll");
    fs::create_dir_all(&folder).unwrap();
    folder
}
