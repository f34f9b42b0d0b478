//! A printer of labels as a process of its own, IPP and all (ippeveprinter), whose works are a folder: what is wrong
//! with it is a file, what has come out lies in its tray.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

use crate::engine_bench::SOON;

/// What may be wrong with it.
pub const NO_PAPER: &str = "no-paper";
pub const COVER_OPEN: &str = "cover-open";
pub const JAM: &str = "jam";
/// It takes until this is over, and says nothing.
pub const SLOW: &str = "slow";
/// Every job fails.
pub const BROKEN: &str = "broken";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/printer").join(name)
}

/// A port nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until something is so.
pub fn wait_until(what: &str, is: impl Fn() -> bool) {
    let end = Instant::now() + SOON;
    while !is() {
        assert!(Instant::now() < end, "it does not come: {what}");
        std::thread::yield_now();
    }
}

pub fn listens(port: u16) -> bool {
    TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_ok()
}

/// A process that ends with the test, and everything it started with it.
pub struct Server(Child);

impl Server {
    pub fn start(program: &str, folder: &Path, about: impl FnOnce(&mut Command)) -> Self {
        // Dies with the test, whatever ends that.
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", program]).current_dir(folder).process_group(0);
        let log = fs::File::options().append(true).create(true).open(folder.join("server.log")).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        about(&mut command);
        Self(command.spawn().unwrap())
    }

    pub fn signal(&self, signal: Signal) {
        kill_process_group(Pid::from_child(&self.0), signal).unwrap();
    }

    /// Ends it by a signal and waits for its end.
    pub fn end(mut self, signal: Signal) {
        self.signal(signal);
        self.0.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        kill_process_group(Pid::from_child(&self.0), Signal::KILL).ok();
        self.0.wait().ok();
    }
}

pub struct SimulatedPrinter {
    folder: TempDir,
    port: u16,
    _bus: Server,
    running: Option<Server>,
}

impl SimulatedPrinter {
    /// A printer that is ready.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for inner in ["tray", "spool"] {
            fs::create_dir(folder.path().join(inner)).unwrap();
        }
        let bus = Server::start("dbus-daemon", folder.path(), |bus| {
            bus.args(["--nofork", "--nopidfile", "--config-file"]).arg(fixture("bus.conf"));
        });
        let socket = folder.path().join("bus.sock");
        wait_until("the bus", || socket.exists());
        let mut printer = Self { folder, port: free_port(), _bus: bus, running: None };
        printer.power_on();
        printer
    }

    pub fn power_on(&mut self) {
        let bus = format!("unix:path={}", self.file("bus.sock").display());
        self.running = Some(Server::start("ippeveprinter", self.folder.path(), |printer| {
            printer.args(["-r", "off", "-n", "localhost", "-p", &self.port.to_string(), "-d"]);
            printer.arg(self.file("spool")).arg("-a").arg(fixture("label.conf"));
            printer.arg("-c").arg(fixture("engine.sh")).arg("Label");
            printer.env("DBUS_SYSTEM_BUS_ADDRESS", bus).env("FOLDER", self.folder.path());
        }));
        wait_until("the printer", || listens(self.port));
    }

    /// The power is cut, in the middle of whatever it does.
    pub fn power_off(&mut self) {
        self.running.take().unwrap().end(Signal::KILL);
    }

    /// It answers nothing any more, until it wakes.
    pub fn hangs(&self, on: bool) {
        self.running.as_ref().unwrap().signal(if on { Signal::STOP } else { Signal::CONT });
    }

    pub fn uri(&self) -> String {
        format!("ipp://127.0.0.1:{}/ipp/print", self.port)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Something becomes wrong with it.
    pub fn has(&self, what: &str) {
        fs::write(self.file(what), "").unwrap();
    }

    /// And is mended.
    pub fn has_no(&self, what: &str) {
        fs::remove_file(self.file(what)).unwrap();
    }

    /// Waits until its works have begun on a job.
    pub fn wait_for_a_job(&self) {
        wait_until("a job", || self.file("begun").exists());
    }

    /// What has come out, in order: names of jobs and the documents.
    pub fn tray(&self) -> Vec<(String, Vec<u8>)> {
        let papers = fs::read_dir(self.file("tray")).unwrap().map(|entry| entry.unwrap().path());
        let papers = papers.filter(|path| path.extension().is_some_and(|end| end == "pdf"));
        let mut papers: Vec<PathBuf> = papers.collect();
        papers.sort_by_key(|path| fs::metadata(path).unwrap().modified().unwrap());
        let named = papers.into_iter().map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned();
            (name, fs::read(&path).unwrap())
        });
        named.collect()
    }

    /// What the last job asked for, as the printer understood it.
    pub fn ordered(&self) -> String {
        fs::read_to_string(self.file("ordered")).unwrap()
    }
}
