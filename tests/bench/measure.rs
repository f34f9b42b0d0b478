//! Figures and the rows they are told in.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::time::{Duration, Instant};

use gatehouse::adapters::durable::DurableFile;

/// How long the memory must stand still to be read, and how far it may move meanwhile, in KB.
const STILL_FOR: Duration = Duration::from_secs(3);
const STILL_KB: u64 = 512;
/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A tick of the processor's time as Linux tells it, on a PC as on a Pi (USER_HZ), milliseconds.
const TICK_MS: u64 = 10;

/// A row of the table.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What came out.
    pub found: String,
    /// What it should be, and whether it is.
    pub goal: Option<(String, bool)>,
}

impl Row {
    /// A row that only tells.
    pub fn told(what: impl Into<String>, found: impl Into<String>) -> Row {
        Row { what: what.into(), found: found.into(), goal: None }
    }

    /// A row with a goal.
    pub fn judged(
        what: impl Into<String>,
        found: impl Into<String>,
        goal: impl Into<String>,
        met: bool,
    ) -> Row {
        Row { what: what.into(), found: found.into(), goal: Some((goal.into(), met)) }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (goal, met) = match &self.goal {
            None => ("", ""),
            Some((goal, true)) => (goal.as_str(), "met"),
            Some((goal, false)) => (goal.as_str(), "**not met**"),
        };
        write!(f, "| {} | {} | {goal} | {met} |", self.what, self.found)
    }
}

/// Times of one thing.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
        self.0.sort();
    }

    /// The time that `per_cent` of all are not above.
    pub fn at(&self, per_cent: usize) -> Duration {
        self.0[(self.0.len() * per_cent).div_ceil(100).saturating_sub(1)]
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// A time in milliseconds, as it stands in the table.
pub fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

/// A file that is written and synced without anything around it.
pub struct BareFile {
    file: File,
    bytes: Vec<u8>,
}

impl BareFile {
    /// A file beside the journal that grows by `length` bytes a time.
    pub fn beside(folder: &Path, length: usize) -> BareFile {
        let file = OpenOptions::new().append(true).create(true).open(folder.join("bare")).unwrap();
        BareFile { file, bytes: vec![b'x'; length] }
    }

    /// Writes and syncs once; tells how long it took.
    pub fn write(&mut self) -> Duration {
        let begin = Instant::now();
        DurableFile::write_all(&mut self.file, &self.bytes).unwrap();
        self.file.sync_data().unwrap();
        begin.elapsed()
    }
}

/// The memory a process holds once that stands still: resident pages, in MB.
pub fn memory(process: u32) -> f64 {
    let (mut stood, mut since) = (resident(process), Instant::now());
    while since.elapsed() < STILL_FOR {
        pass(LOOK_EVERY);
        let now = resident(process);
        if now.abs_diff(stood) > STILL_KB {
            (stood, since) = (now, Instant::now());
        }
    }
    stood as f64 / 1_000.0
}

/// Lets time pass in which something else goes on.
pub fn pass(time: Duration) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::time::sleep(time).await });
}

/// What a process has taken of the processor so far.
pub fn cpu_time(process: u32) -> Duration {
    let stat = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat")).unwrap();
    // Behind the name in brackets, which may hold blanks: the 12th and 13th field are ticks of its own and of the
    // kernel for it (proc_pid_stat(5)).
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * TICK_MS)
}

/// Resident pages of a process, in KB.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
