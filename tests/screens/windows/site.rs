//! A site as an installer makes it: the program's own commands, each a process of its own.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use gatehouse::client::Reach;
use gatehouse::settings::ClientSettings;

use super::process::{Started, until};

/// Staff number of the guard.
pub const GUARD: &str = "G001";
/// PIN of the guard.
pub const PIN: &str = "7319";
/// Hosts, as administration hands them over.
const HOSTS: &str = "number,name,department,phone\nE1001,王建国,采购部,8001\n";
/// How long the core may take to end after SIGTERM: an open gate is let go first.
const ENDS: Duration = Duration::from_secs(20);
/// How long a printer may take.
const PRINTS: Duration = Duration::from_secs(30);

/// A folder made by `init`, and its core.
pub struct Site {
    dir: PathBuf,
    core: Started,
    _folder: tempfile::TempDir,
}

impl Site {
    /// `init`, `serve`, `hosts import`.
    pub fn start() -> Site {
        let folder = tempfile::tempdir().expect("a folder for the site");
        let dir = folder.path().join("site");
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let listen = free.local_addr().expect("its number").to_string();
        drop(free);
        let words = ["--site-name", "东方精密机械有限公司", "--listen", &listen, "--guard-number", GUARD];
        let words = words.into_iter().chain(["--guard-name", "李志强", "--guard-pin", PIN]);
        done(gatehouse().arg("init").arg(&dir).args(words));
        let mut core = Started::start(
            Started::command(env!("CARGO_BIN_EXE_gatehouse"))
                .args([OsStr::new("serve"), OsStr::new("--config"), dir.join("gatehouse.toml").as_os_str()])
                .stdout(Stdio::piped())
                .stderr(File::create(log(&dir, "serve")).expect("a log")),
        );
        let mut line = String::new();
        BufReader::new(core.output()).read_line(&mut line).expect("the first line of the core");
        assert!(line.starts_with("serving on https://127.0.0.1:"), "{line}");
        let site = Site { dir, core, _folder: folder };
        let hosts = site.dir.join("hosts.csv");
        std::fs::write(&hosts, HOSTS).expect("written");
        site.told(&[OsStr::new("hosts"), OsStr::new("import"), hosts.as_os_str()]);
        site
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.dir
    }

    /// What a program of this site says on standard error.
    pub fn log(&self, name: &str) -> PathBuf {
        log(&self.dir, name)
    }

    /// A screen's configuration.
    pub fn screen(&self, name: &str) -> PathBuf {
        self.dir.join(format!("clients/{name}.toml"))
    }

    /// How a screen reaches this core.
    pub fn reach(&self, name: &str) -> Reach {
        let settings = ClientSettings::read(&self.screen(name)).expect("the screen's configuration");
        let token = std::fs::read_to_string(&settings.token).expect("a token").trim().to_owned();
        let certificate = Some(std::fs::read(&settings.certificate).expect("a certificate"));
        Reach { server: settings.server, certificate, token }
    }

    /// The one badge that was printed, once it is there.
    pub fn badge(&self) -> PathBuf {
        let printed = self.dir.join("printed");
        let badges = || {
            let files = std::fs::read_dir(&printed).expect("the printer's folder");
            let files = files.map(|file| file.expect("a file").path());
            files.filter(|path| path.extension() == Some(OsStr::new("pdf"))).collect::<Vec<_>>()
        };
        until("a printed badge", PRINTS, || (!badges().is_empty()).then_some(()));
        let badges = badges();
        assert_eq!(badges.len(), 1, "{badges:?}");
        badges[0].clone()
    }

    /// SIGTERM, and the end of the core as systemd wants to see it.
    pub fn stop(&mut self) {
        done(Command::new("kill").args(["-TERM", &self.core.id().to_string()]));
        let status = until("the end of the core", ENDS, || self.core.ended());
        assert!(status.success(), "the core ended with {status}");
    }

    /// What one of the program's commands says about this site.
    pub fn told(&self, words: &[&OsStr]) -> String {
        done(gatehouse().args(words).arg("--config").arg(self.dir.join("gatehouse.toml")))
    }
}

/// The code of a printed badge, read by a program that is not ours from the page as it is drawn.
pub fn code_of(badge: &Path) -> String {
    let page = badge.with_extension("page");
    // A label printer's dots, rounded up.
    done(Command::new("pdftoppm").args(["-r", "300", "-png", "-singlefile"]).arg(badge).arg(&page));
    let read = done(Command::new("zbarimg").args(["--quiet", "--raw"]).arg(page.with_extension("page.png")));
    read.trim().to_owned()
}

/// The words of a printed badge; a long name stands in two lines.
pub fn words_of(badge: &Path) -> String {
    let text = done(Command::new("pdftotext").arg(badge).arg("-"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn log(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}.log"))
}

fn gatehouse() -> Command {
    Command::new(env!("CARGO_BIN_EXE_gatehouse"))
}

/// Runs it to its end; gives what it wrote.
fn done(command: &mut Command) -> String {
    let output = command.output().expect("started");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {told}{}", String::from_utf8_lossy(&output.stderr));
    told
}
