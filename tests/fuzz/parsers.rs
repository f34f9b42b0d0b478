//! Every parser of bytes that come from outside, as a function that returns whatever the bytes are: shared by the
//! seeded runs of the tests and by the fuzzer. Each tells whether it took the bytes for what they should be.

use std::fs;

use ed25519_dalek::SigningKey;
use gatehouse::adapters::journal::{Journal, read_from, verify_all};
use gatehouse::adapters::journal_records::decode;
use gatehouse::adapters::keys::{JournalKey, WrappingKey};
use gatehouse::adapters::printer_escpos::{Hearing, Said, lack};
use gatehouse::adapters::printer_ipp::Answer;
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::spool_file::{self, SpoolFile};
use gatehouse::adapters::staff_file::StaffFile;
use gatehouse::adapters::subject_keys::{self, SubjectKeys};
use gatehouse::adapters::token_file::TokenFile;
use gatehouse::badge::signature::svg;
use gatehouse::badge::{Invitation, KeyId, KeyMove, ScanKeys, ScanLine, ScanLines, pass};
use gatehouse::client::SseReader;
use gatehouse::commands::{Which, read_list};
use gatehouse::domain::{
    BOX_HEIGHT, BOX_WIDTH, BadgeNo, BookingId, Document, DocumentKind, GateNo, House, IncidentId, PATH_MIN,
    POINTS_MAX, PersonName, Phone, Plate, Point, Reason, STROKES_MAX, Strokes, Unit, VisitId, apply,
    follow_up,
};
use gatehouse::ports::spool::Spool;
use gatehouse::settings::{ClientSettings, Settings, SettingsFault};
use gatehouse::wire::Wish;

/// The site the passes are for.
pub const SITE: &str = "trial";
/// The number every record has.
pub const SEQ: u64 = 1;
/// The name of the segment that holds it.
pub const SEGMENT: &str = "000000000001.ghj";

/// A parser.
pub struct Parser {
    /// What it reads.
    pub name: &'static str,
    /// Reads; true if the bytes were taken.
    pub take: fn(&[u8]) -> bool,
}

/// All of them.
pub const PARSERS: [Parser; 16] = [
    Parser { name: "codes", take: codes },
    Parser { name: "scans", take: scans },
    Parser { name: "keys", take: keys },
    Parser { name: "wishes", take: wishes },
    Parser { name: "words", take: words },
    Parser { name: "settings", take: settings },
    Parser { name: "records", take: records },
    Parser { name: "segments", take: segments },
    Parser { name: "people", take: people },
    Parser { name: "lists", take: lists },
    Parser { name: "spool", take: spool },
    Parser { name: "staff", take: staff },
    Parser { name: "streams", take: streams },
    Parser { name: "strokes", take: strokes },
    Parser { name: "printers", take: printers },
    Parser { name: "rolls", take: rolls },
];

/// The key passes are signed with.
pub fn pass_key() -> (KeyId, SigningKey) {
    (KeyId::new(3).expect("a key id"), SigningKey::from_bytes(&[7; 32]))
}

/// The key segments are signed with.
pub fn journal_key() -> JournalKey {
    JournalKey::from_seed(&[1; 32])
}

/// The key that wraps the keys of people.
pub fn wrapping_key() -> WrappingKey {
    WrappingKey::from_bytes([2; 32])
}

/// What a scanner reads: passes and invitations.
fn codes(bytes: &[u8]) -> bool {
    let (id, key) = pass_key();
    let pass = pass::read(bytes, &[(id, key.verifying_key())], SITE).is_ok();
    pass || Invitation::read(bytes).is_ok()
}

/// What a scanner sends. In whatever pieces it comes, the same lines stand in it, and none is longer than a code.
fn scans(bytes: &[u8]) -> bool {
    let whole = ScanLines::default().take(bytes);
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut lines = ScanLines::default();
    let pieces = [lines.take(first), lines.take(second)].concat();
    assert!(whole == pieces, "the pieces are other lines");
    let short = |line: &ScanLine| !matches!(line, ScanLine::Code(code) if code.len() > pass::SCAN_BYTES_MAX);
    assert!(whole.iter().all(short), "a line is longer than a code");
    whole.iter().any(|line| matches!(line, ScanLine::Code(_)))
}

/// What a scanner types, three bytes each: which key, and up, down, held, a pause or a loss. No line is longer than a code,
/// and each is what a keyboard can type.
fn keys(bytes: &[u8]) -> bool {
    let mut keys = ScanKeys::default();
    let mut lines = Vec::new();
    for stroke in bytes.chunks_exact(3) {
        let code = u16::from_le_bytes([stroke[0], stroke[1]]);
        lines.extend(match stroke[2] % 8 {
            0 => keys.key(code, KeyMove::Up),
            1..=4 => keys.key(code, KeyMove::Down),
            5 => keys.key(code, KeyMove::Held),
            6 => keys.pause(),
            _ => {
                keys.lost();
                None
            }
        });
    }
    let typed = |line: &ScanLine| match line {
        ScanLine::Code(code) => {
            code.len() <= pass::SCAN_BYTES_MAX && code.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        }
        ScanLine::Unreadable => true,
    };
    assert!(lines.iter().all(typed), "a line is no code of a keyboard");
    lines.iter().any(|line| matches!(line, ScanLine::Code(_)))
}

/// What a printer answers: whatever it is, it tells of jobs or of a printer, or of nothing.
fn printers(bytes: &[u8]) -> bool {
    let Ok(answer) = Answer::read(bytes.to_vec()) else { return false };
    let (jobs, printer) = (answer.jobs(), answer.printer());
    answer.status().is_success() && (!jobs.is_empty() || answer.job_id().is_some() || printer.is_some())
}

/// The body of a request. What was read is what would be said again.
fn wishes(bytes: &[u8]) -> bool {
    let Ok(wish) = serde_json::from_slice::<Wish>(bytes) else { return false };
    let said = serde_json::to_vec(&wish).expect("a wish is text and numbers");
    assert_eq!(serde_json::from_slice::<Wish>(&said).expect("our own words"), wish);
    true
}

/// A field of a form, for whichever field it is. What was taken is taken again, and is the same.
fn words(bytes: &[u8]) -> bool {
    fn again<T: PartialEq>(
        text: &str,
        parse: impl Fn(&str) -> Option<T>,
        said: impl Fn(&T) -> String,
    ) -> bool {
        let Some(taken) = parse(text) else { return false };
        assert!(parse(&said(&taken)) == Some(taken), "what was taken is not taken again");
        true
    }
    let text = String::from_utf8_lossy(bytes);
    let kinds = [
        DocumentKind::ResidentIdentity,
        DocumentKind::Passport,
        DocumentKind::HongKongMacaoPermit,
        DocumentKind::TaiwanPermit,
        DocumentKind::DrivingLicence,
        DocumentKind::Other,
    ];
    let taken = [
        again(&text, |text| PersonName::parse(text).ok(), |name| name.as_str().to_owned()),
        again(&text, |text| Phone::parse(text).ok(), |phone| phone.as_str().to_owned()),
        again(&text, |text| Plate::parse(text).ok(), |plate| plate.as_str().to_owned()),
        again(&text, |text| Unit::parse(text).ok(), |unit| unit.as_str().to_owned()),
        again(&text, |text| Reason::parse(text).ok(), |reason| reason.as_str().to_owned()),
        again(&text, |text| text.parse::<VisitId>().ok(), VisitId::to_string),
        again(&text, |text| text.parse::<BookingId>().ok(), BookingId::to_string),
        again(&text, |text| text.parse::<IncidentId>().ok(), IncidentId::to_string),
    ];
    kinds.iter().filter(|kind| Document::parse(**kind, &text).is_ok()).count() > 0 || taken.contains(&true)
}

/// The strokes of a signature, as they lie in the record. What was taken can be drawn, and has its bounds.
fn strokes(bytes: &[u8]) -> bool {
    let Some(strokes) = Strokes::from_bytes(bytes) else { return false };
    let points = strokes.points().expect("they were read a moment ago");
    assert!(points.len() <= STROKES_MAX && points.iter().map(Vec::len).sum::<usize>() <= POINTS_MAX);
    assert!(points.iter().flatten().all(|(x, y)| *x < BOX_WIDTH && *y < BOX_HEIGHT));
    assert!(svg(&strokes).is_some_and(|svg| svg.ends_with("</svg>\n")), "it cannot be drawn");
    // A scrawl that is no signature may stand there, but whatever is drawn again is the same.
    assert!(
        Strokes::draw(&points).is_ok_and(|again| again.points() == Some(points.clone()))
            || path(&points) < PATH_MIN
    );
    true
}

fn path(points: &[Vec<Point>]) -> u32 {
    let between =
        |pair: &[Point]| u32::from(pair[0].0.abs_diff(pair[1].0)) + u32::from(pair[0].1.abs_diff(pair[1].1));
    points.iter().flat_map(|stroke| stroke.windows(2)).map(between).sum()
}

/// The configuration of a core, or of a screen.
fn settings(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("gatehouse.toml");
    fs::write(&path, bytes).expect("a file");
    let (core, screen) = (Settings::read(&path), ClientSettings::read(&path));
    for fault in [core.as_ref().err(), screen.as_ref().err()].into_iter().flatten() {
        let is_told = !matches!(fault, SettingsFault::Wrong { problems, .. } if problems.is_empty());
        assert!(is_told, "it is refused, and nothing is wrong with it");
    }
    core.is_ok() || screen.is_ok()
}

/// A record. Whatever it says, it can be applied to a house.
fn records(bytes: &[u8]) -> bool {
    thread_local! {
        // Made once: every new file of keys is synced.
        static PEOPLE: (tempfile::TempDir, SharedKeys) = {
            let folder = tempfile::tempdir().expect("a folder");
            let keys = SubjectKeys::create(folder.path(), &wrapping_key()).expect("keys");
            (folder, SharedKeys::from(keys))
        };
    }
    PEOPLE.with(|(_, people)| {
        let Ok(record) = decode(people, SEQ, bytes) else { return false };
        let mut house = House::new(GateNo::FIRST);
        apply(&mut house, &record);
        follow_up(&record.event);
        house.badges.get(&BadgeNo(1));
        true
    })
}

/// A segment of the journal. Whoever only looks and whoever opens it to go on are of one mind about it.
fn segments(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(SEGMENT), bytes).expect("a file");
    let public = journal_key().public();
    let verified = verify_all(folder.path(), &public, None);
    if let Ok(verified) = &verified {
        let read = read_from(folder.path(), 1, verified.records).expect("it was verified");
        assert_eq!(read.filter(|record| record.is_ok()).count() as u64, verified.records);
    }
    let opened = Journal::open(folder.path(), &journal_key(), None);
    assert_eq!(opened.is_ok(), verified.is_ok());
    if let (Ok(verified), Ok(opened)) = (&verified, &opened) {
        assert_eq!(opened.journal.last(), verified.last);
        let again = verify_all(folder.path(), &public, None).expect("it was opened");
        assert_eq!((again.last, again.torn), (verified.last, None));
    }
    verified.is_ok()
}

/// The keys of people.
fn people(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(subject_keys::FILE_NAME), bytes).expect("a file");
    SubjectKeys::open(folder.path(), &wrapping_key()).is_ok()
}

/// Lists as spreadsheets save them.
fn lists(bytes: &[u8]) -> bool {
    let zone = Settings::parse("").expect("the example").site.zone;
    [Which::Hosts, Which::Bookings, Which::Watchlist]
        .into_iter()
        .any(|which| read_list(which, bytes, zone).is_ok_and(|lines| !lines.is_empty()))
}

/// The spool of what could not be recorded.
fn spool(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join(spool_file::FILE_NAME), bytes).expect("a file");
    SpoolFile::new(folder.path(), &wrapping_key()).deeds().is_ok_and(|deeds| !deeds.is_empty())
}

/// The files of staff and devices.
fn staff(bytes: &[u8]) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff");
    fs::write(&path, bytes).expect("a file");
    TokenFile::load(&path).is_ok() || StaffFile::load(&path).is_ok()
}

/// What a screen hears from the core. In whatever pieces it comes, it says the same.
fn streams(bytes: &[u8]) -> bool {
    let whole = SseReader::default().take(bytes);
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut reader = SseReader::default();
    let pieces = reader.take(first).and_then(|mut events| {
        events.extend(reader.take(second)?);
        Ok(events)
    });
    assert_eq!(whole, pieces);
    whole.is_ok_and(|events| !events.is_empty())
}

/// What a receipt printer says. In whatever pieces it comes, it says the same, and no more than one thing a byte.
fn rolls(bytes: &[u8]) -> bool {
    let whole = Hearing::default().take(bytes);
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut hearing = Hearing::default();
    let pieces = [hearing.take(first), hearing.take(second)].concat();
    assert!(whole == pieces, "the pieces say something else");
    assert!(whole.len() <= bytes.len());
    let state = |said: &Said| if let Said::State(answer) = said { Some(*answer) } else { None };
    let states: Vec<u8> = whole.iter().filter_map(state).collect();
    lack(&states);
    lack(bytes);
    !whole.is_empty()
}
