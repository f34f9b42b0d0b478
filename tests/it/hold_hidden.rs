//! Nothing gives a hold away: what the touchscreen is told, how much of it, how often and how soon is the same for
//! whoever is on the watchlist and for anybody else.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use gatehouse::adapters::durable::DurableFile;
use gatehouse::adapters::journal::{Disk, Journal as Bytes};
use gatehouse::adapters::journal_records::JournalRecords;
use gatehouse::adapters::keys::{JournalKey, WrappingKey};
use gatehouse::adapters::subject_keys::{FILE_NAME, SubjectKeys};
use gatehouse::domain::{
    By, Command, House, Order, PersonName, Phone, Remark, Role, Span, Stamp, Visit, WATCH_MAX, WatchCard,
};
use gatehouse::engine::core_order;
use gatehouse::wire::{
    BookingDraft, ClassWord, DocumentWord, Draft, KindWord, LanguageWord, SlipPapers, SlipParts, Wish,
};
use reqwest::Method;
use tempfile::TempDir;

use crate::server_events::Reading;
use crate::server_site::{GUARD, OFFICE, Site, draft, now, slip};

/// Commands sent at once while the list is filled: fewer than the inbox holds.
const AT_ONCE: usize = 128;
/// Visitors of each sort whose answers are timed in one round; they come by turns.
const TIMED: usize = 24;
/// Rounds in which the times may differ by chance. What differs by its nature differs in each.
const ROUNDS: usize = 4;
/// How far the medians may lie apart, as a ratio. A sync more is half as much again, a walk that ends at the match
/// half of it.
const APART_MAX: f64 = 1.3;

/// Writes and syncs of the journal's files.
#[derive(Clone, Default)]
struct CountedDisk(Arc<(AtomicUsize, AtomicUsize)>);

struct CountedFile(File, CountedDisk);

impl CountedDisk {
    fn so_far(&self) -> (usize, usize) {
        (self.0.0.load(Ordering::SeqCst), self.0.1.load(Ordering::SeqCst))
    }
}

impl Disk for CountedDisk {
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DurableFile>> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Box::new(CountedFile(file, self.clone())))
    }
}

impl DurableFile for CountedFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.1.0.0.fetch_add(1, Ordering::SeqCst);
        DurableFile::write_all(&mut self.0, bytes)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.1.0.1.fetch_add(1, Ordering::SeqCst);
        DurableFile::sync_data(&mut self.0)
    }

    fn set_len(&mut self, length: u64) -> io::Result<()> {
        DurableFile::set_len(&mut self.0, length)
    }
}

/// A site with its record on the disk and a full watchlist.
struct Watched {
    site: Site,
    disk: CountedDisk,
    keys: PathBuf,
    devices: AtomicUsize,
    _folder: TempDir,
}

/// The n-th name of the list, three characters each.
fn listed(n: usize) -> String {
    let sign = |at: usize| char::from_u32(0x4e00 + u32::try_from(at).unwrap()).unwrap();
    ['王', sign(n / 100), sign(200 + n % 100)].iter().collect()
}

/// The n-th name that is on no list, as long as those that are.
fn unlisted(n: usize) -> String {
    listed(n).replace('王', "李")
}

impl Watched {
    fn open() -> Watched {
        let folder = tempfile::tempdir().unwrap();
        let disk = CountedDisk::default();
        let (journal, key) = (folder.path().join("journal"), JournalKey::from_seed(&[1; 32]));
        let bytes = Bytes::create_on(Box::new(disk.clone()), &journal, &key).unwrap();
        let keys = SubjectKeys::create(folder.path(), &WrappingKey::from_bytes([2; 32])).unwrap();
        let site = Site::on(Box::new(JournalRecords::new(bytes, keys)));
        let keys = folder.path().join(FILE_NAME);
        let watched = Watched { site, disk, keys, devices: AtomicUsize::new(0), _folder: folder };
        watched.fill_the_list();
        watched.site.add_host();
        watched
    }

    fn fill_the_list(&self) {
        let all: Vec<usize> = (0..WATCH_MAX).collect();
        for some in all.chunks(AT_ONCE) {
            let put = some.iter().map(|n| self.site.core.submit(put_watch(&listed(*n))));
            let put = self.site.run(futures_util::future::join_all(put));
            assert!(put.iter().all(Result::is_ok));
        }
    }

    /// A touchscreen that has asked for nothing yet: pace is kept device by device.
    fn device(&self) -> String {
        format!("kiosk:{}", self.devices.fetch_add(1, Ordering::SeqCst))
    }

    fn ask(&self, method: Method, path: &str, token: &str, key: &str, body: Vec<u8>) -> Heard {
        let request = self.site.http.request(method, self.site.url(path)).bearer_auth(token);
        let request = request.header("idempotency-key", key).body(body);
        self.site.run(async {
            let response = request.send().await.unwrap();
            let status = response.status().as_u16();
            let header = |(name, value): (_, &reqwest::header::HeaderValue)| {
                format!("{name}: {}", value.to_str().unwrap())
            };
            let mut headers: Vec<String> = response.headers().iter().map(header).collect();
            headers.retain(|header| !header.starts_with("date:"));
            Heard { status, headers, text: response.text().await.unwrap() }
        })
    }

    fn wish_keyed(&self, device: &str, key: &str, wish: &Wish) -> Heard {
        self.ask(Method::POST, "/api/v1/commands", device, key, serde_json::to_vec(wish).unwrap())
    }

    fn wish(&self, device: &str, wish: &Wish) -> Heard {
        self.wish_keyed(device, &format!("key-{:032x}", fastrand::u128(..)), wish)
    }

    fn look(&self, device: &str, handle: &str) -> Heard {
        self.ask(Method::GET, &format!("/api/v1/kiosk/visits/{handle}"), device, "-", Vec::new())
    }

    fn visit<T>(&self, handle: &str, look: impl FnOnce(&House, &Visit) -> T) -> T {
        let handle = data_encoding::BASE32_NOPAD.decode(handle.as_bytes()).unwrap().try_into().unwrap();
        let handle = gatehouse::domain::Handle(handle);
        self.site.core.read(|house| look(house, house.visit_by_handle(&handle).unwrap()))
    }

    fn is_held(&self, handle: &str) -> bool {
        self.visit(handle, |_, visit| matches!(visit.hold, gatehouse::domain::Hold::Held { .. }))
    }

    /// Everything a touchscreen hears of a visit that begins so and is cancelled in the end, while the guard
    /// meanwhile does `deed`; with whether the visit was held.
    fn all_heard(&self, arrive: &Wish, deed: impl FnOnce(String) -> Wish) -> (Vec<Heard>, bool) {
        let device = self.device();
        let key = format!("key-{:032x}", fastrand::u128(..));
        let mut heard = Heards::default();
        let said = heard.take(self.wish_keyed(&device, &key, arrive));
        let arrived: serde_json::Value = serde_json::from_str(&said.text).unwrap();
        let handle = arrived["handle"].as_str().unwrap().to_owned();
        let queue = u32::try_from(arrived["queue"].as_u64().unwrap()).unwrap();
        heard.handle = handle.clone();
        let is_held = self.is_held(&handle);
        heard.take(self.wish_keyed(&device, &key, arrive));
        heard.take(self.look(&device, &handle));
        let mut stream = Reading::open(&self.site, &format!("/api/v1/events?visit={handle}"), &device, None);
        heard.event(stream.next(&self.site));
        let handed = Wish::CompleteSlip {
            handle: handle.clone(),
            slip: with_document(),
            papers: SlipPapers::default(),
        };
        heard.take(self.wish(&device, &handed));
        heard.event(stream.next(&self.site));
        heard.take(self.wish(&device, &Wish::ComeBack { queue, phone_tail: "1234".to_owned() }));
        heard.take(self.wish(&device, &Wish::CallGuard { handle: Some(handle.clone()) }));
        let visit = self.visit(&handle, |_, visit| visit.id.to_string());
        self.site.granted(GUARD, &deed(visit));
        assert!(stream.is_quiet(&self.site), "the guard's deed is heard at the touchscreen");
        heard.take(self.look(&device, &handle));
        heard.take(self.wish(&device, &Wish::ComeBack { queue, phone_tail: "1234".to_owned() }));
        heard.take(self.wish(&device, &handed));
        heard.take(self.wish(&device, &Wish::CancelVisit { handle: handle.clone() }));
        heard.event(stream.next(&self.site));
        heard.take(self.look(&device, &handle));
        heard.take(self.wish(&device, &handed));
        (heard.all, is_held)
    }

    fn booked(&self, name: &str) {
        let booking = BookingDraft {
            name: name.to_owned(),
            unit: "远洋电子".to_owned(),
            phone: "13800001234".to_owned(),
            companions: Vec::new(),
            kind: KindWord::Supplier,
            class: ClassWord::Ordinary,
            host: "H1".to_owned(),
            purpose: "送样品".to_owned(),
            from: now() - 1_000,
            to: now() + 3_600_000,
            plate: String::new(),
            area: String::new(),
            application: None,
        };
        let office = format!("{OFFICE}-{}", self.devices.fetch_add(1, Ordering::SeqCst) / 8);
        self.site.granted(&office, &Wish::PutBooking { booking });
    }

    /// How long the answers to wishes take: each is sent from a touchscreen of its own.
    fn times(&self, wishes: impl Iterator<Item = (Wish, Wish)>) -> (Vec<Duration>, Vec<Duration>) {
        let time = |wish: &Wish| {
            let (device, begin) = (self.device(), Instant::now());
            assert_eq!(self.wish(&device, wish).status, 200);
            begin.elapsed()
        };
        let by_turns = |(at, (one, other)): (usize, (Wish, Wish))| match at % 2 {
            0 => (time(&one), time(&other)),
            _ => {
                let second = time(&other);
                (time(&one), second)
            }
        };
        wishes.enumerate().map(by_turns).unzip()
    }

    #[track_caller]
    fn as_soon(&self, what: &str, mut pair: impl FnMut(usize) -> (Wish, Wish)) {
        let mut ratios = Vec::new();
        for round in 0..ROUNDS {
            let wishes: Vec<_> = (0..TIMED).map(|n| pair(round * TIMED + n)).collect();
            let (held, others) = self.times(wishes.into_iter());
            let ratio = median(held).as_secs_f64() / median(others).as_secs_f64();
            if (1.0 / APART_MAX..APART_MAX).contains(&ratio) {
                return;
            }
            ratios.push(ratio);
        }
        panic!("{what}: who is held waits so many times as long as others: {ratios:.2?}");
    }
}

/// What a touchscreen was told, without what differs from visit to visit by its nature.
#[derive(Debug, Clone, PartialEq)]
struct Heard {
    status: u16,
    headers: Vec<String>,
    text: String,
}

#[derive(Default)]
struct Heards {
    handle: String,
    all: Vec<Heard>,
}

impl Heards {
    fn take(&mut self, heard: Heard) -> Heard {
        self.all.push(Heard { text: self.bare(&heard.text), ..heard.clone() });
        heard
    }

    fn event(&mut self, event: Option<(String, String, String)>) {
        let (name, id, data) = event.unwrap();
        self.all.push(Heard { status: 0, headers: vec![name, self.bare(&id)], text: self.bare(&data) });
    }

    /// Handles and numbers keep their length alone.
    fn bare(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some(at) = text.find("\"handle\":\"") {
            let begin = at + "\"handle\":\"".len();
            text.replace_range(begin..begin + 26, &"h".repeat(26));
        }
        let text = if self.handle.is_empty() { text } else { text.replace(&self.handle, &"h".repeat(26)) };
        text.chars().map(|sign| if sign.is_ascii_digit() { '9' } else { sign }).collect()
    }
}

fn put_watch(name: &str) -> Order {
    let entry = WatchCard {
        name: PersonName::parse(name).unwrap(),
        phone: Phone::none(),
        document_tail: String::new(),
        behaviour: Remark::parse("2026年1月扰乱秩序").unwrap(),
    };
    let happened = Stamp(now() - 1_000);
    let command = Command::PutWatch { entry, happened, expires: happened + Span::hours(24) };
    let chance = gatehouse::domain::Chance(std::array::from_fn(|_| fastrand::u8(..)));
    let id = gatehouse::domain::CommandId(fastrand::u128(..).to_le_bytes());
    Order { by: By::staff(Role::Administration, "2002"), id, chance, ..core_order(command) }
}

fn with_document() -> SlipParts {
    SlipParts {
        document: Some(DocumentWord::Passport),
        document_number: "E12345678".to_owned(),
        plate: "苏A12345".to_owned(),
        ..slip()
    }
}

fn check_in(name: &str) -> Wish {
    Wish::CheckIn { draft: draft(name) }
}

fn by_name(name: &str) -> Wish {
    Wish::ArriveByName { name: name.to_owned(), phone: "13800001234".to_owned(), language: LanguageWord::Zh }
}

fn sees_the_document(visit: String) -> Wish {
    Wish::SeeDocument { visit, document: DocumentWord::Passport, number: "E12345678".to_owned() }
}

fn looks_at_the_mark(same_person: bool) -> impl Fn(String) -> Wish {
    move |visit| Wish::CheckMark { visit, same_person, reason: "当面核对了证件".to_owned() }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[test]
fn all_a_touchscreen_hears_of_a_held_visitor_is_what_it_hears_of_anybody() {
    let watched = Watched::open();
    // Queue numbers of two digits for all.
    for n in 0..10 {
        watched.site.granted(&watched.device(), &check_in(&unlisted(900 + n)));
    }
    let with = |lead: &str, companion: &str| {
        let companions = vec![companion.to_owned()];
        Wish::CheckIn { draft: Draft { companions, ..draft(lead) } }
    };
    for name in [listed(1), listed(2), unlisted(1)] {
        watched.booked(&name);
    }
    let invited = |name: &str| {
        let name = PersonName::parse(name).unwrap();
        let code = watched.site.core.read(|house| {
            let own = |booking: &&gatehouse::domain::Booking| {
                booking.who.as_ref().is_some_and(|who| who.lead() == Some(&name))
            };
            house.bookings.values().find(own).unwrap().code
        });
        Wish::ArriveByCode {
            code: gatehouse::badge::Invitation::new(code.0).code(),
            language: LanguageWord::Zh,
        }
    };
    watched.booked(&unlisted(2));
    let ways = [
        ("a walk-in", check_in(&listed(0)), check_in(&unlisted(0))),
        ("the last of the list", check_in(&listed(WATCH_MAX - 1)), check_in(&unlisted(3))),
        ("a companion", with(&unlisted(4), &listed(4)), with(&unlisted(4), &unlisted(4))),
        ("a booking by name", by_name(&listed(1)), by_name(&unlisted(1))),
        ("an invitation", invited(&listed(2)), invited(&unlisted(2))),
    ];
    for (way, held, other) in ways {
        let (ordinary, is_held) = watched.all_heard(&other, sees_the_document);
        assert!(!is_held, "{way}");
        let (heard, is_held) = watched.all_heard(&held, looks_at_the_mark(false));
        assert!(is_held, "{way}");
        for (held, ordinary) in heard.iter().zip(&ordinary) {
            assert_eq!(held, ordinary, "{way}");
        }
        assert_eq!(heard.len(), ordinary.len());
    }
    let (confirmed, _) = watched.all_heard(&check_in(&listed(7)), looks_at_the_mark(true));
    let (ordinary, _) = watched.all_heard(&check_in(&unlisted(7)), sees_the_document);
    assert_eq!(confirmed, ordinary, "a troublemaker is told what anybody is told");
}

#[test]
fn a_held_arrival_asks_of_the_disk_what_any_arrival_asks() {
    let watched = Watched::open();
    watched.site.settle();
    let asked_once = |name: &str| {
        let before = (watched.disk.so_far(), fs::metadata(&watched.keys).unwrap().len());
        watched.site.granted(&watched.device(), &check_in(name));
        watched.site.settle();
        let (writes, syncs) = watched.disk.so_far();
        let keys = fs::metadata(&watched.keys).unwrap().len() - before.1;
        (writes - before.0.0, syncs - before.0.1, keys)
    };
    // A checkpoint falls due now and then, whoever comes.
    let asked = |names: [String; 2]| names.iter().map(|name| asked_once(name)).min().unwrap();
    let ordinary = asked([unlisted(0), unlisted(1)]);
    assert_eq!((ordinary.0, ordinary.1), (1, 1), "one write and one sync");
    assert_eq!(asked([listed(0), listed(1)]), ordinary);
    assert_eq!(asked([listed(WATCH_MAX - 1), listed(WATCH_MAX - 2)]), ordinary);
}

#[test]
fn a_held_visitor_is_answered_as_soon_as_anybody() {
    let watched = Watched::open();
    watched.as_soon("a walk-in", |n| (check_in(&listed(n)), check_in(&unlisted(n))));
    watched.as_soon("a booking by name", |n| {
        let (held, other) = (listed(1_000 + n), unlisted(1_000 + n));
        watched.booked(&held);
        watched.booked(&other);
        (by_name(&held), by_name(&other))
    });
    watched.as_soon("coming back", |n| {
        let back = |name: &str| {
            let queue = watched.site.granted(&watched.device(), &check_in(name))["queue"].as_u64().unwrap();
            Wish::ComeBack { queue: u32::try_from(queue).unwrap(), phone_tail: "1234".to_owned() }
        };
        (back(&listed(2_000 + n)), back(&unlisted(2_000 + n)))
    });
}
