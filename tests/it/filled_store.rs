//! Fills the store of a site with many visits, quickly: real records through the real codec, no server.
//!
//! `FILL=DIR` (a folder `gatehouse init` made) and `VISITS=n` fill a store to measure with; its history is left for
//! the first `gatehouse serve` to build: `FILL=/tmp/gate VISITS=100000 cargo nextest run --test it a_filled_store`.

use std::path::{Path, PathBuf};

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::journal::{Journal as Bytes, verify_all};
use gatehouse::adapters::journal_records::JournalRecords;
use gatehouse::adapters::keys::DeviceKeys;
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::store_sled::SledStore;
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::domain::{
    BadgeNo, By, CommandId, Event, GateNo, HostReply, House, JobNo, PrintOutcome, Record, Role, Span, Stamp,
    apply,
};
use gatehouse::ports::history::Query;
use gatehouse::ports::journal::{Journal, Upkeep};
use gatehouse::ports::store::Store;

use crate::store_site::{MORNING, asking, host, numbers, visit, whole_visit};

/// Visits of one day.
const VISITS_A_DAY: u32 = 300;
/// Hosts of the site.
const HOSTS: u32 = 200;
/// Visits that are recorded at once.
const AT_ONCE: u32 = 20;
/// Visits of an ordinary run.
const VISITS: u32 = 700;

const SURNAMES: [&str; 10] = ["张", "李", "王", "欧阳", "赵", "钱", "孙", "周", "吴", "曾"];
const NAMES: [&str; 12] =
    ["晓伟", "娜", "敏", "建国", "琳", "德明", "芳", "子轩", "雨桐", "志强", "丽华", "一鸣"];
const UNITS: [&str; 4] = ["上海明德机械有限公司", "宁波恒通物流", "ACME Tools GmbH", "上海东方检测"];

fn name(n: u32) -> String {
    let of = |words: &[&str], n: u32| words[n as usize % words.len()].to_owned();
    of(&SURNAMES, n) + &of(&NAMES, n / 10)
}

/// All that is recorded of visit `n`: 16 records of 11 commands.
fn commands(n: u32) -> Vec<Vec<Event>> {
    let day = i32::try_from((n - 1) / VISITS_A_DAY).unwrap();
    let (visitor, plate) = (name(n), format!("京A{:05}", n % 100_000));
    let unit = UNITS[n as usize % UNITS.len()];
    let mut commands = whole_visit(n, day, &[&visitor], unit, &plate, 1 + n % HOSTS);
    let job = JobNo(u64::from(n));
    let printed = PrintOutcome::Printed { in_pinyin: false };
    commands.insert(3, vec![Event::HostAnswered { visit: visit(n), reply: HostReply::Agrees }]);
    commands.insert(5, vec![Event::PrintMoved { job, outcome: PrintOutcome::Sending }]);
    commands.insert(6, vec![Event::PrintMoved { job, outcome: printed }]);
    commands
}

/// A store that is being filled.
struct Filling {
    folder: PathBuf,
    keys: DeviceKeys,
    journal: JournalRecords,
    /// None if it is left to the core.
    history: Option<SledStore>,
    _lock: FolderLock,
    orders: u64,
}

impl Filling {
    /// The store of the site in `dir`; `begins` if nothing was recorded in it yet.
    fn of(dir: &Path, begins: bool, with_history: bool) -> Self {
        let (folder, keys_dir) = (dir.join("store"), dir.join("keys"));
        let keys = DeviceKeys::load(&keys_dir).unwrap();
        let journal = folder.join(JOURNAL_FOLDER);
        if begins {
            Bytes::create(&journal, &keys.journal).unwrap();
            SubjectKeys::create(&keys_dir, &keys.wrapping).unwrap();
        }
        let lock = FolderLock::take(&folder).unwrap();
        let people = SharedKeys::from(SubjectKeys::open(&keys_dir, &keys.wrapping).unwrap());
        let bytes = Bytes::open(&journal, &keys.journal, None).unwrap().journal;
        assert_eq!(bytes.last().seq, 0, "only a store without records is filled");
        let open = || SledStore::open(&folder, people.clone(), &keys.wrapping, &lock, MORNING).unwrap().store;
        let history = with_history.then(open);
        let journal = JournalRecords::new(bytes, people.clone());
        Self { folder, keys, journal, history, _lock: lock, orders: 0 }
    }

    /// Fills in visits 1 to `visits`, and signs the end.
    fn fill(&mut self, visits: u32) {
        self.record(MORNING, (1..=HOSTS).map(|n| vec![host(n, &name(n * 7), "采购部")]).collect());
        for first in (1..=visits).step_by(AT_ONCE as usize) {
            let day = i64::from((first - 1) / VISITS_A_DAY);
            let minute = i64::from((first - 1) % VISITS_A_DAY);
            let at = MORNING + Span(Span::hours(24).0 * day + Span::minutes(2).0 * minute);
            if minute == 0 && day > 0 {
                self.journal.keep_up(at, Upkeep::DayCut).unwrap();
            }
            let last = visits.min(first + AT_ONCE - 1);
            self.record(at, (first..=last).flat_map(commands).collect());
            self.journal.keep_up(at, Upkeep::AfterGroup).unwrap();
        }
        self.journal.keep_up(MORNING, Upkeep::Stop).unwrap();
    }

    fn record(&mut self, at: Stamp, commands: Vec<Vec<Event>>) {
        let (mut records, mut seq) = (Vec::new(), self.journal.last().seq);
        for events in commands {
            self.orders += 1;
            for event in events {
                seq += 1;
                let order = CommandId(u128::from(self.orders).to_be_bytes());
                records.push(Record {
                    seq,
                    at,
                    by: By::staff(Role::Guard, "G001"),
                    order,
                    digest: [0; 8],
                    event,
                });
            }
        }
        self.journal.append(&records).unwrap();
        if let Some(history) = &mut self.history {
            history.follow(&records).unwrap();
        }
    }
}

/// Fills the store of the site in `dir`, which `gatehouse init` made and which has recorded nothing yet.
pub fn fill(dir: &Path, visits: u32, with_history: bool) {
    Filling::of(dir, false, with_history).fill(visits);
}

#[test]
fn a_filled_store_is_as_good_as_one_that_was_lived_in() {
    if let Some(dir) = std::env::var_os("FILL") {
        let visits = std::env::var("VISITS").map_or(VISITS, |visits| visits.parse().unwrap());
        return fill(Path::new(&dir), visits, false);
    }
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("store")).unwrap();
    DeviceKeys::create(&dir.path().join("keys")).unwrap();
    let mut filling = Filling::of(dir.path(), true, true);
    filling.fill(VISITS);
    let verified =
        verify_all(&filling.folder.join(JOURNAL_FOLDER), &filling.keys.journal.public(), None).unwrap();
    assert_eq!((verified.segments, verified.unsigned), (3, 0));
    assert_eq!(verified.records, u64::from(16 * VISITS + HOSTS));
    let mut house = House::new(GateNo::FIRST);
    filling.journal.each(1, &mut |record| apply(&mut house, &record)).unwrap();
    assert_eq!((house.open_visits().count(), house.badges.len()), (0, 0));
    assert_eq!((house.seq, house.hosts.len()), (verified.records, HOSTS as usize));
    let store = filling.history.as_ref().unwrap();
    assert_eq!(store.applied(), verified.records);
    let found = |query: &Query| numbers(&store.history().visits(query).unwrap().rows);
    assert!(found(&asking(&name(21))).contains(&21));
    assert_eq!(found(&Query { badge: Some(BadgeNo(100 + VISITS)), ..asking("") }), [VISITS]);
}
