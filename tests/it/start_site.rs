//! A start through the built program: fast from what was kept, and honest about what it took on trust.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::house_snapshot::FILE_NAME as SNAPSHOT;
use gatehouse::adapters::keys::DeviceKeys;
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::store_sled::{FOLDER as HISTORY, SledStore};
use gatehouse::adapters::subject_keys::SubjectKeys;
use tempfile::TempDir;

use crate::engine_bench::SOON;
use crate::filled_store::fill;
use crate::store_site::{MORNING, asking, numbers};

/// Visits of these sites: two days, the first of them closed.
const VISITS: u32 = 320;
/// How long a history of so many visits may take to be built on a busy machine.
const BUILT_WITHIN: Duration = Duration::from_secs(60);

/// A site with a past, and nobody serving.
struct Place {
    _folder: TempDir,
    dir: PathBuf,
}

impl Place {
    fn with_a_past() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("gate");
        let init = Command::new(env!("CARGO_BIN_EXE_gatehouse")).arg("init").arg(&dir).output().unwrap();
        assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
        let config = dir.join("gatehouse.toml");
        let text = fs::read_to_string(&config).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let listening = text.replace("tls = true", "tls = false").replace(":8443", &format!(":{port}"));
        fs::write(&config, listening).unwrap();
        fill(&dir, VISITS, true);
        Self { _folder: folder, dir }
    }

    fn store(&self, name: &str) -> PathBuf {
        self.dir.join("store").join(name)
    }

    /// The last file of the record.
    fn open_segment(&self) -> PathBuf {
        let files = fs::read_dir(self.store(JOURNAL_FOLDER)).unwrap().map(|file| file.unwrap().path());
        files.filter(|file| file.extension().is_some_and(|ending| ending == "ghj")).max().unwrap()
    }

    /// Whether the history has every visit.
    fn history_is_whole(&self) -> bool {
        let keys = DeviceKeys::load(&self.dir.join("keys")).unwrap();
        let people = SharedKeys::from(SubjectKeys::open(&self.dir.join("keys"), &keys.wrapping).unwrap());
        let lock = FolderLock::take(&self.dir.join("store")).unwrap();
        let opened =
            SledStore::open(&self.dir.join("store"), people, &keys.wrapping, &lock, MORNING).unwrap();
        assert!(opened.set_aside.is_none());
        let (history, mut query, mut found) = (opened.store.history(), asking(""), Vec::new());
        loop {
            let page = history.visits(&query).unwrap();
            found.extend(numbers(&page.rows));
            query.after = page.next;
            if query.after.is_none() {
                found.sort_unstable();
                return found == (1..=VISITS).collect::<Vec<_>>();
            }
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.join("log")).unwrap()
    }

    fn serve(&self) -> Serving {
        let log = fs::File::create(self.dir.join("log")).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_gatehouse"))
            .args(["serve", "--config"])
            .arg(self.dir.join("gatehouse.toml"))
            .env("RUST_LOG", "info")
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.starts_with("serving on "), "{}", self.log());
        let address = line.trim().rsplit('/').next().unwrap().to_owned();
        Serving { child, address }
    }
}

/// A core that serves, and ends with the test.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    /// What `/readyz` says: the status line and the body.
    fn readyz(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(SOON)).unwrap();
        write!(stream, "GET /readyz HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn wait_until(&self, is: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + BUILT_WITHIN;
        loop {
            let answer = self.readyz();
            if is(&answer) {
                return answer;
            }
            assert!(Instant::now() < end, "it does not come: {answer}");
            std::thread::yield_now();
        }
    }

    fn stop(mut self) {
        let stopped = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(stopped.success());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Whoever was stopped is gone already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn is_well(answer: &str) -> bool {
    answer.ends_with("\r\n\r\nready\n")
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 1;
    fs::write(file, bytes).unwrap();
}

#[test]
fn a_stop_leaves_a_snapshot_and_the_next_start_is_well_from_it() {
    let place = Place::with_a_past();
    let serving = place.serve();
    serving.wait_until(is_well);
    serving.stop();
    assert!(place.store(SNAPSHOT).exists());
    let serving = place.serve();
    serving.wait_until(is_well);
    assert!(!place.log().contains("snapshot-dropped"), "{}", place.log());
    serving.stop();
    flip(&place.store(SNAPSHOT), 100);
    let serving = place.serve();
    serving.wait_until(is_well);
    assert!(place.log().contains("snapshot-dropped"), "{}", place.log());
}

#[test]
fn a_flipped_byte_of_an_old_day_is_found_after_the_start_and_makes_the_core_guarded() {
    let place = Place::with_a_past();
    let serving = place.serve();
    serving.wait_until(is_well);
    serving.stop();
    let old = place.store(JOURNAL_FOLDER).join("000000000001.ghj");
    flip(&old, 100_000);
    let serving = place.serve();
    let answer = serving.wait_until(is_refused);
    assert!(answer.contains("records cannot be saved"), "{answer}");
    let log = place.log();
    for word in ["000000000001.ghj", "at byte", "record", "gatehouse restore"] {
        assert!(log.contains(word), "{word} is not in: {log}");
    }
    serving.stop();
}

#[test]
fn a_history_that_is_gone_is_built_anew_while_the_gate_works() {
    let place = Place::with_a_past();
    fs::remove_dir_all(place.store(HISTORY)).unwrap();
    let serving = place.serve();
    let building = serving.readyz();
    assert!(building.starts_with("HTTP/1.1 200"), "{building}");
    assert!(building.contains("history is being"), "{building}");
    serving.wait_until(is_well);
    serving.stop();
    assert!(place.history_is_whole());
}

#[test]
fn a_rebuild_that_was_killed_half_way_goes_on() {
    let place = Place::with_a_past();
    fs::remove_dir_all(place.store(HISTORY)).unwrap();
    let serving = place.serve();
    serving.wait_until(|answer| answer.contains("%"));
    drop(serving);
    let serving = place.serve();
    serving.wait_until(is_well);
    serving.stop();
    assert!(place.history_is_whole());
}

#[test]
fn a_history_that_lost_its_half_is_set_aside_and_built_anew() {
    let place = Place::with_a_past();
    let database = place.store(HISTORY).join("db");
    let bytes = fs::read(&database).unwrap();
    fs::write(&database, &bytes[..bytes.len() / 2]).unwrap();
    let serving = place.serve();
    assert!(serving.readyz().starts_with("HTTP/1.1 200"));
    serving.wait_until(is_well);
    serving.stop();
    assert!(place.log().contains("history-set-aside"), "{}", place.log());
    assert!(place.history_is_whole());
}

fn is_refused(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 503")
}

#[test]
fn a_torn_end_that_the_history_had_taken_in_is_not_cut() {
    let place = Place::with_a_past();
    let open = place.open_segment();
    let whole = fs::read(&open).unwrap();
    fs::write(&open, &whole[..whole.len() - 1_000]).unwrap();
    let serving = place.serve();
    assert!(is_refused(&serving.readyz()));
    assert!(place.log().contains("gatehouse restore"), "{}", place.log());
    serving.stop();
    assert_eq!(fs::read(&open).unwrap(), whole[..whole.len() - 1_000], "nothing was changed");
}

#[test]
fn a_record_that_lost_its_end_is_refused_at_every_later_start() {
    let place = Place::with_a_past();
    let open = place.open_segment();
    let before = fs::read(&open).unwrap();
    let serving = place.serve();
    serving.wait_until(is_well);
    serving.stop();
    // An older state of the record, whole in itself, with neither a note nor a snapshot that knows better.
    fs::write(&open, before).unwrap();
    fs::remove_file(place.store(SNAPSHOT)).unwrap();
    fs::remove_file(place.store(JOURNAL_FOLDER).join("last.mark")).unwrap();
    let serving = place.serve();
    serving.wait_until(is_refused);
    serving.stop();
    let serving = place.serve();
    assert!(is_refused(&serving.readyz()), "at once");
    assert!(place.log().contains("when the history had taken in record"), "{}", place.log());
    serving.stop();
}

#[test]
fn a_record_that_ends_before_the_snapshot_is_refused_at_once() {
    let place = Place::with_a_past();
    let open = place.open_segment();
    let before = fs::read(&open).unwrap();
    let serving = place.serve();
    serving.wait_until(is_well);
    serving.stop();
    fs::write(&open, before).unwrap();
    let serving = place.serve();
    assert!(is_refused(&serving.readyz()));
    assert!(place.log().contains("the journal ends here"), "{}", place.log());
    serving.stop();
}
