//! The built program as a process: how soon it is ready.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::measure::memory;

/// How long a start may take before it counts as hanging.
const SOON: Duration = Duration::from_secs(600);
/// A gate's folder, as `gatehouse init` makes it, without TLS on a port of its own.
pub struct Place {
    _folder: TempDir,
    pub dir: PathBuf,
}

impl Place {
    pub fn new() -> Place {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let dir = folder.path().join("gate");
        let init = Command::new(env!("CARGO_BIN_EXE_gatehouse")).arg("init").arg(&dir).output().unwrap();
        assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
        let config = dir.join("gatehouse.toml");
        let text = fs::read_to_string(&config).unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let listen = format!("listen = \"{free}\"");
        let listening = text.lines().map(|line| match line.split(" = ").next() {
            Some("listen") => listen.as_str(),
            Some("tls") => "tls = false",
            _ => line,
        });
        fs::write(&config, listening.collect::<Vec<_>>().join("\n")).unwrap();
        Place { _folder: folder, dir }
    }

    /// Starts the core; it is ready when this returns.
    pub fn serve(&self) -> Program {
        let begin = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatehouse"))
            .args(["serve", "--config"])
            .arg(self.dir.join("gatehouse.toml"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit('/').next().unwrap().to_owned();
        let mut core = Program { child, address, ready_after: Duration::ZERO };
        while !core.answers_well("/readyz") {
            assert!(begin.elapsed() < SOON, "it is not ready");
        }
        core.ready_after = begin.elapsed();
        core
    }
}

/// A process that ends with the benchmark.
pub struct Program {
    pub child: Child,
    pub address: String,
    pub ready_after: Duration,
}

impl Program {
    /// Asks for a path that is open to everybody; tells whether the answer is 200.
    pub fn answers_well(&self, path: &str) -> bool {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.starts_with("HTTP/1.1 200")
    }

    /// The memory it holds, in MB.
    pub fn memory(&self) -> f64 {
        memory(self.child.id())
    }

    /// Asks it to stop, and waits for its end.
    pub fn stop(mut self) {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(asked.success() && self.child.wait().unwrap().success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Whoever was stopped is gone already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
