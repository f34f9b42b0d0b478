//! A gate's folder with a journal and a history that follows it, for tests of either.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::journal::{Journal as Bytes, look};
use gatehouse::adapters::journal_records::{JournalRecords, RecordReader};
use gatehouse::adapters::keys::DeviceKeys;
use gatehouse::adapters::lock::FolderLock;
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::store_sled::{FOLDER, SetAside, SledDoor, SledStore};
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::domain::{
    Arrival, BadgeNo, By, Class, CommandId, Consent, Department, Document, DocumentKind, End, Event,
    Extension, GateNo, GrantFor, GrantNo, Handle, Hold, HostCard, HostId, HostText, Issued, Kind, Language,
    Origin, PassId, PersonName, PersonNo, Personal, Phone, Plate, Purpose, QueueNo, Reception, Record, Role,
    Signer, SiteDay, Span, Stamp, Things, Unit, VisitId, Way, Who, Window,
};
use gatehouse::engine::HistoryParts;
use gatehouse::ports::history::{Found, HistoryDesk, Query};
use gatehouse::ports::journal::{Journal, Upkeep};
use gatehouse::ports::store::Store;
use tempfile::TempDir;

use crate::fake_clock::FakeClock;

/// 2026-11-23 08:00 in Shanghai.
pub const MORNING: Stamp = Stamp(1_795_392_000_000);
/// The day of the site it is.
pub const MONDAY: SiteDay = SiteDay(20_780);
/// Records fed at once when the history catches up.
const CATCH_UP: usize = 100;

pub struct Site {
    pub place: TempDir,
    pub keys: DeviceKeys,
    pub people: SharedKeys,
    pub journal: JournalRecords,
    pub store: SledStore,
    lock: FolderLock,
    now: Stamp,
    seq: u64,
}

impl Site {
    pub fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("store")).unwrap();
        let folder = place.path().join("store");
        let keys = DeviceKeys::create(&place.path().join("keys")).unwrap();
        let people =
            SharedKeys::from(SubjectKeys::create(&place.path().join("keys"), &keys.wrapping).unwrap());
        let bytes = Bytes::create(&folder.join(JOURNAL_FOLDER), &keys.journal).unwrap();
        let lock = FolderLock::take(&folder).unwrap();
        let opened = SledStore::open(&folder, people.clone(), &keys.wrapping, &lock, MORNING).unwrap();
        assert!(opened.set_aside.is_none());
        let journal = JournalRecords::new(bytes, people.clone());
        Self { place, keys, people, journal, store: opened.store, lock, now: MORNING, seq: 0 }
    }

    pub fn folder(&self) -> PathBuf {
        self.place.path().join("store")
    }

    pub fn history_folder(&self) -> PathBuf {
        self.folder().join(FOLDER)
    }

    /// Records events a minute after the last ones, and lets the history follow.
    pub fn happen(&mut self, events: Vec<Event>) {
        let records = self.record(events);
        self.store.follow(&records).unwrap();
    }

    /// Records events that the history does not hear of.
    pub fn record(&mut self, events: Vec<Event>) -> Vec<Record> {
        self.now = self.now + Span::minutes(1);
        let records: Vec<Record> = events
            .into_iter()
            .zip(self.seq + 1..)
            .map(|(event, seq)| Record {
                seq,
                at: self.now,
                by: By::staff(Role::Guard, "G001"),
                order: CommandId([seq as u8; 16]),
                digest: [0; 8],
                event,
            })
            .collect();
        self.journal.append(&records).unwrap();
        self.seq += records.len() as u64;
        records
    }

    /// Hands the record and the history to whoever runs the gate meanwhile, and takes them up again.
    pub fn meanwhile(self, clock: &FakeClock, run: impl FnOnce(Box<dyn Journal>, HistoryParts)) -> Self {
        let Self { place, keys, people, journal, store, lock, now, .. } = self;
        let (folder, lock, clock) = (place.path().join("store"), Arc::new(lock), Arc::new(clock.clone()));
        drop(store);
        let desk = HistoryDesk::default();
        let door = SledDoor::new(&folder, people.clone(), &keys.wrapping, lock, clock, desk);
        let past = RecordReader { folder: folder.join(JOURNAL_FOLDER), keys: people };
        run(Box::new(journal), HistoryParts { door: Box::new(door), past: Box::new(past) });
        let (site, set_aside) = Self::reopened(place, keys, now);
        assert!(set_aside.is_none());
        site
    }

    /// Every record, as it can be read now.
    pub fn records(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        self.journal.each(1, &mut |record| records.push(record)).unwrap();
        records
    }

    /// Stops, lets `between` happen to the store folder, and starts again with the history caught up.
    pub fn restart(self, between: impl FnOnce(&Path)) -> (Self, Option<SetAside>) {
        let Self { place, keys, people, mut journal, store, lock, now, .. } = self;
        journal.keep_up(now, Upkeep::Stop).unwrap();
        drop((people, journal, store, lock));
        between(&place.path().join("store"));
        Self::reopened(place, keys, now)
    }

    fn reopened(place: TempDir, keys: DeviceKeys, now: Stamp) -> (Self, Option<SetAside>) {
        let folder = place.path().join("store");
        let lock = FolderLock::take(&folder).unwrap();
        let people = SharedKeys::from(SubjectKeys::open(&place.path().join("keys"), &keys.wrapping).unwrap());
        let opened = SledStore::open(&folder, people.clone(), &keys.wrapping, &lock, now).unwrap();
        let folder = folder.join(JOURNAL_FOLDER);
        let looked = look(&folder, &keys.journal.public(), None).unwrap();
        looked.must_reach(opened.store.applied()).unwrap();
        let bytes = looked.open(&keys.journal).unwrap().journal;
        let seq = bytes.last().seq;
        let journal = JournalRecords::new(bytes, people.clone());
        let mut site = Self { place, keys, people, journal, store: opened.store, lock, now, seq };
        site.catch_up();
        (site, opened.set_aside)
    }

    fn catch_up(&mut self) {
        let mut missing = Vec::new();
        self.journal.each(self.store.applied() + 1, &mut |record| missing.push(record)).unwrap();
        for group in missing.chunks(CATCH_UP) {
            self.store.follow(group).unwrap();
        }
        assert_eq!(self.store.applied(), self.seq);
    }

    /// Everything that is found, page after page.
    pub fn find(&self, query: Query) -> Vec<Found> {
        let history = self.store.history();
        let (mut found, mut query) = (Vec::new(), query);
        loop {
            let page = history.visits(&query).unwrap();
            found.extend(page.rows);
            query.after = page.next;
            if query.after.is_none() {
                return found;
            }
        }
    }

    /// The numbers of the visits a text finds.
    pub fn named(&self, text: &str) -> Vec<u32> {
        numbers(&self.find(asking(text)))
    }

    pub fn all(&self) -> Vec<Found> {
        self.find(asking(""))
    }
}

pub fn asking(text: &str) -> Query {
    Query { text: text.to_owned(), limit: 50, ..Query::default() }
}

pub fn numbers(found: &[Found]) -> Vec<u32> {
    found.iter().map(|found| found.visit.visit.count).collect()
}

pub fn visit(count: u32) -> VisitId {
    VisitId { gate: GateNo::FIRST, count }
}

pub fn who(names: &[&str], unit: &str) -> Who {
    Who {
        names: names.iter().map(|name| Some(PersonName::parse(name).unwrap())).collect(),
        unit: Unit::parse(unit).unwrap(),
        phone: Phone::parse("13800001234").unwrap(),
        purpose: Purpose::parse("商谈采购").unwrap(),
        host_text: HostText::parse("").unwrap(),
        plate: Plate::default(),
    }
}

pub fn rest(plate: &str) -> Things {
    Things { plate: Plate::parse(plate).unwrap(), belongings: Default::default() }
}

/// Somebody arrives on a day (0 is Monday) to see a host.
pub fn arrived(count: u32, day: i32, who: Who, host: u32) -> Event {
    let arrived = MORNING + Span(i64::from(day) * 24 * 3_600_000 + i64::from(count) * 1_000);
    Event::VisitArrived(Box::new(Arrival {
        visit: visit(count),
        handle: Handle([7; 16]),
        queue: QueueNo(count),
        origin: Origin::WalkIn,
        day: SiteDay(MONDAY.0 + day),
        arrived,
        left: None,
        window: Window { from: arrived, to: arrived + Span::hours(8) },
        language: Language::Zh,
        kind: Kind::Supplier,
        leader: false,
        class: Class::Ordinary,
        claim: None,
        heads: who.names.len() as u8,
        who: Personal::Known(who),
        rest: None,
        document: None,
        host: Some(HostId(host)),
        hold: Hold::None,
        matched: Vec::new(),
        consent: Consent::NotAsked,
        reception: Reception::NotNeeded,
        area: None,
        waits: Vec::new(),
    }))
}

pub fn host(number: u32, name: &str, department: &str) -> Event {
    let card = HostCard {
        number: format!("S{number}"),
        name: PersonName::parse(name).unwrap(),
        department: Department::parse(department).unwrap(),
        phone: Extension::parse("8001").unwrap(),
        stand_in: None,
        unlisted: false,
    };
    Event::HostPut { host: HostId(number), card: Personal::Known(card) }
}

pub fn badges(count: u32, badges: &[u32]) -> Event {
    let issued = badges.iter().enumerate().map(|(person, badge)| Issued {
        person: PersonNo(person as u8),
        badge: BadgeNo(*badge),
        pass: Some(PassId([*badge as u8; 8])),
        job: None,
    });
    let window = Window { from: MORNING, to: MORNING + Span::hours(8) };
    Event::BadgesIssued {
        visit: visit(count),
        issued: issued.collect(),
        window,
        area: None,
        waits: Vec::new(),
    }
}

/// A grant that people passed on.
pub fn passed(count: u32, grant: u64, way: Way) -> Vec<Event> {
    let grant = GrantNo(grant);
    let what = GrantFor::People { visit: visit(count), people: vec![PersonNo(0)], way };
    vec![
        Event::Granted { grant, what, reader: None, pulse_ms: 3_000, until: MORNING, reason: None },
        Event::Opened { grant },
        Event::Passed { grant },
    ]
}

/// A whole visit, from arrival to the badge in the box.
pub fn whole_visit(
    count: u32,
    day: i32,
    names: &[&str],
    unit: &str,
    plate: &str,
    host: u32,
) -> Vec<Vec<Event>> {
    let badge = 100 + count;
    let document = Document::parse(DocumentKind::Passport, "E12345678").unwrap();
    let signer = PersonName::parse("李经理").unwrap();
    let (grant, visit) = (u64::from(count) * 2, visit(count));
    vec![
        vec![arrived(count, day, who(names, unit), host)],
        vec![Event::SlipCompleted {
            visit,
            rest: Personal::Known(rest(plate)),
            document: Some(Personal::Known(document.clone())),
        }],
        vec![Event::DocumentSeen { visit, document: Personal::Known(document) }],
        vec![badges(count, &[badge])],
        passed(count, grant, Way::In),
        vec![Event::SignedOff { visit, by: Signer::Host, name: Personal::Known(signer), waits: Vec::new() }],
        passed(count, grant + 1, Way::Out { badge_in: true }),
        vec![
            Event::BadgeReturned { badge: BadgeNo(badge) },
            Event::VisitEnded { visit, end: End::Left, why: None, text: None },
        ],
    ]
}

/// A site with three hosts and visits of four days.
pub fn lived_in() -> Site {
    let mut site = Site::new();
    site.happen(vec![
        host(1, "王建国", "采购部"),
        host(2, "Anna Keller", "Quality"),
        host(3, "曾琳", "人事部"),
    ]);
    let visits: [(&[&str], &str, &str, u32); 6] = [
        (&["张晓伟"], "上海明德机械有限公司", "京A12345", 1),
        (&["李娜", "赵敏"], "宁波恒通物流", "", 2),
        (&["Jean-Luc O'Neill"], "ACME Tools GmbH", "", 2),
        (&["欧阳娜娜"], "上海东方检测", "沪BD54321", 3),
        (&["张伟"], "", "", 1),
        (&["吕岩"], "宁波明州学院", "", 3),
    ];
    for ((names, unit, plate, host), count) in visits.into_iter().zip(1..) {
        for events in whole_visit(count, (count as i32 - 1) / 2, names, unit, plate, host) {
            site.happen(events);
        }
    }
    site.happen(vec![arrived(7, 3, who(&["张晓伟"], "上海明德机械有限公司"), 1)]);
    site
}
