//! Whatever bytes come, every parser returns, and soon. Valid samples are spoilt, seed by seed.
//!
//! `SEEDS=n` sets how many times each parser's samples are spoilt; `SEED=n` replays one of them. `SAMPLES=folder`
//! leaves the samples there, for a fuzzer to begin with.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use gatehouse::adapters::journal::{Journal as Bytes, read_from};
use gatehouse::adapters::journal_records::JournalRecords;
use gatehouse::adapters::spool_file::{self, SpoolFile};
use gatehouse::adapters::subject_keys::{FILE_NAME, SubjectId, SubjectKeys};
use gatehouse::badge::{Invitation, PassFields, pass};
use gatehouse::domain::{By, CommandId, Event, Record, Remark, Role, Stamp, Strokes};
use gatehouse::ports::journal::{Journal, Upkeep};
use gatehouse::ports::spool::{Deed, Spool as _};
use gatehouse::settings::Settings;
use ipp::attribute::IppAttribute;
use ipp::model::{DelimiterTag, IppVersion, StatusCode};
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

use crate::engine_bench::MORNING;
use crate::event_samples::samples as events;
use crate::parsers::{PARSERS, SEGMENT, SEQ, SITE, journal_key, pass_key, wrapping_key};
use crate::server_fuzz::wishes;
use crate::simulation::number;

/// Times each parser's samples are spoilt where nothing else is wished for.
const SEEDS: u64 = 400;
/// How long one parser may take for one input: the largest is a megabyte, on a busy machine.
const SOON: Duration = Duration::from_secs(5);
/// The longest input, in bytes, now and then.
const LONG: usize = 1_000_000;
/// A segment's header, and what stands in a frame before its content (see `frame.rs`), in bytes.
const HEADER: usize = 85;
const PREFIX: usize = 40;

/// Valid inputs of a parser.
fn samples(parser: &str) -> Vec<Vec<u8>> {
    match parser {
        "codes" => codes(),
        "scans" => vec![codes().join(b"\r\n" as &[u8]), b"\nGH1A\rGH1B\r\n\n".to_vec()],
        // Shift, g, h, 1; then Enter, or a pause.
        "keys" => [[28, 0, 1], [0, 0, 6]]
            .map(|end| [[42, 0, 1], [34, 0, 1], [35, 0, 1], [2, 0, 1], end].concat())
            .to_vec(),
        "wishes" => wishes().iter().map(|wish| wish.to_string().into_bytes()).collect(),
        "words" => texts(&[
            "欧阳明日",
            "Anna-Maria Łukasz",
            "+86 138 0000 1234",
            "苏A·12345D",
            "宏图精密模具有限公司",
            "11010519491231002X",
            "E12345678",
            "H1234567890",
            "G1-000123",
            "I1-000001",
        ]),
        "settings" => texts(&[
            Settings::example(),
            "server = \"https://127.0.0.1:8443\"\ncertificate = \"c.pem\"\ntoken = \"t\"\n",
            "[[reader]]\nid = \"north\"\ndirection = \"entry\"\n[gate]\nkind = \"rppal\"\nrelay_pin = 17\n",
        ]),
        "records" => events().into_iter().map(|event| stored(vec![event]).0.remove(0)).collect(),
        "segments" => vec![stored(events()).1, stored(events().drain(..3).collect()).1, stored(Vec::new()).1],
        "people" => vec![keys_of(0), keys_of(1), keys_of(40)],
        "lists" => texts(&[
            "number,name,department,phone,stand_in,unlisted\nH1,王芳,采购部,8001,,否\nH2,李工,质量部,,H1,yes\n",
            "姓名,单位,电话,身份,类别,被访人工号,来访事由,开始时间,结束时间,随行人员,职务,接待规格,费用预算,接待人员,接待计划\n\
             陈建国,市投资局,13900001111,investor,贵宾,H1,考察,2026-11-23 09:00,2026/11/23 12:00,张三;李四,局长,一级,5000,李娜,是\n",
            "name,behaviour,happened,expires\n\"吴,山\",2026年1月扰乱秩序,2026-01-05,2027-01-05\n",
        ]),
        "spool" => vec![spooled()],
        "staff" => texts(&[
            "[[token]]\nlabel = \"touchscreen\"\nrole = \"kiosk\"\nsha256 = \
             \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"\n",
            "[[staff]]\nnumber = \"1001\"\nname = \"张伟\"\nroles = [\"guard\"]\nactive = true\npin = \
             \"$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$KUP8YfX1c0cHfaGY8XuNRA\"\n",
        ]),
        "streams" => texts(&[
            "event: view\nid: 12\ndata: {\"face\":\"please-wait\"}\n\n",
            ": alive\r\n\r\ndata: one\r\ndata: two\r\n\r\nevent: reset\rdata: {}\r\r",
        ]),
        "strokes" => {
            let signed =
                [vec![vec![(10, 20), (300, 120), (290, 383)], vec![(1023, 0)]], vec![vec![(0, 0); 200]]];
            let scribbled = vec![(0..300).map(|n| (n * 3, 300 - n)).collect()];
            let drawn =
                signed.into_iter().chain([scribbled]).filter_map(|strokes| Strokes::draw(&strokes).ok());
            drawn.map(|strokes| strokes.bytes().to_vec()).collect()
        }
        "printers" => printers(),
        // Ready, out of paper; at the end of a page; and unasked: the cover is open, all is well.
        "rolls" => vec![
            vec![0x12, 0x12, 0x12, 0x12],
            vec![0x1A, 0x32, 0x72, 0x12],
            vec![0x12, 0x00],
            vec![0x30, 0x00, 0x0C, 0x00, 0x10, 0x00, 0x00, 0x00],
        ],
        other => panic!("{other} has no samples"),
    }
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// An answer about a job, and one about a printer of labels.
fn printers() -> Vec<Vec<u8>> {
    let answer = |group, attributes: Vec<(&str, IppValue)>| {
        let mut answer =
            IppRequestResponse::new_response(IppVersion::v2_0(), StatusCode::SuccessfulOk, 1).unwrap();
        for (name, value) in attributes {
            answer.attributes_mut().add(group, IppAttribute::with_name(name, value).unwrap());
        }
        answer.to_bytes().to_vec()
    };
    let words = |words: &[&str]| {
        IppValue::Array(words.iter().map(|word| IppValue::new_keyword(*word).unwrap()).collect())
    };
    let collection = |members: Vec<(&str, IppValue)>| {
        let named = members.into_iter().map(|(name, value)| (name.try_into().unwrap(), value));
        IppValue::Collection(named.collect())
    };
    let across = IppValue::RangeOfInteger { min: 5_400, max: 6_200 };
    let size = collection(vec![("x-dimension", across), ("y-dimension", IppValue::Integer(10_000))]);
    let job = vec![
        ("job-id", IppValue::Integer(7)),
        ("job-name", IppValue::new_name_without_language("000000000001-101").unwrap()),
        ("job-state", IppValue::Enum(5)),
        ("job-state-reasons", words(&["job-printing", "processing-to-stop-point"])),
        ("job-impressions-completed", IppValue::Integer(0)),
    ];
    let printer = vec![
        ("printer-state", IppValue::Enum(4)),
        ("printer-state-reasons", words(&["media-empty-warning", "media-needed-warning"])),
        ("printer-is-accepting-jobs", IppValue::Boolean(true)),
        ("media-col-database", collection(vec![("media-size", size)])),
    ];
    vec![answer(DelimiterTag::JobAttributes, job), answer(DelimiterTag::PrinterAttributes, printer)]
}

fn codes() -> Vec<Vec<u8>> {
    let fields = PassFields {
        id: [1, 2, 3, 4, 5, 6, 7, 200],
        start_min: 29_900_000,
        duration_min: 480,
        class: 1,
        gates: 0b101,
        issue: 2,
    };
    let (id, key) = pass_key();
    texts(&[pass::sign(&fields, id, &key, SITE).as_str(), &Invitation::new([7; 16]).code()])
}

/// A spool with one deed.
fn spooled() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let reason = Remark::parse("总经理同意放行").unwrap();
    let deed = Deed { by: By::staff(Role::Guard, "g1"), what: "Override".into(), at: MORNING, reason };
    SpoolFile::new(folder.path(), &wrapping_key()).keep(&deed).unwrap();
    fs::read(folder.path().join(spool_file::FILE_NAME)).unwrap()
}

/// What the journal makes of events: the bodies of its records, and its segment.
fn stored(events: Vec<Event>) -> (Vec<Vec<u8>>, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let bytes = Bytes::create(folder.path(), &journal_key()).unwrap();
    let keys = tempfile::tempdir().unwrap();
    let mut journal = JournalRecords::new(bytes, SubjectKeys::create(keys.path(), &wrapping_key()).unwrap());
    let order = CommandId([9; 16]);
    let record = |(seq, event)| Record { seq, at: MORNING, by: By::CORE, order, digest: [0; 8], event };
    let group: Vec<Record> = (SEQ..).zip(events).map(record).collect();
    if !group.is_empty() {
        journal.append(&group).unwrap();
        journal.keep_up(Stamp(MORNING.0 + 1), Upkeep::Stop).unwrap();
    }
    let last = group.len() as u64;
    let bodies = read_from(folder.path(), SEQ, last).unwrap().map(|record| record.unwrap().body).collect();
    (bodies, fs::read(folder.path().join(SEGMENT)).unwrap())
}

fn keys_of(people: u64) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = SubjectKeys::create(folder.path(), &wrapping_key()).unwrap();
    let ids: Vec<_> = (0..people).map(SubjectId).collect();
    if !ids.is_empty() {
        keys.ensure(&ids).unwrap();
    }
    fs::read(folder.path().join(FILE_NAME)).unwrap()
}

/// Spoils one of the samples in one to six ways.
fn spoilt(random: &mut fastrand::Rng, samples: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = random.choice(samples).unwrap().clone();
    for _ in 0..random.usize(1..=6) {
        spoil(&mut bytes, random, samples);
    }
    // Whoever changes a record in earnest writes the right checksum beside it.
    if random.bool() {
        mend_checksums(&mut bytes);
    }
    bytes
}

fn spoil(bytes: &mut Vec<u8>, random: &mut fastrand::Rng, samples: &[Vec<u8>]) {
    let at = random.usize(..=bytes.len());
    match random.u8(..9) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, random.u8(..)),
        2 if at < bytes.len() => bytes[at] = random.u8(..),
        3 if at < bytes.len() => bytes[at] ^= 1 << random.u8(..8),
        4 => {
            let end = random.usize(at..=bytes.len());
            bytes.drain(at..end);
        }
        5 => {
            let end = random.usize(at..=bytes.len());
            let again = bytes[at..end].to_vec();
            bytes.splice(at..at, again);
        }
        6 => {
            let other = random.choice(samples).unwrap();
            let from = random.usize(..=other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        7 => {
            let odd: [&[u8]; 10] = [
                b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                b"\0\0\0\0",
                b"\x80",
                "\u{feff}".as_bytes(),
                "😀\u{202e}\u{0301}".as_bytes(),
                b"\"\\\r\n,;",
                b"-9223372036854775809",
                b"1e400",
                b"'''\n[[",
                b"\x7f\xff\xff\xff",
            ];
            bytes.splice(at..at, random.choice(odd).unwrap().iter().copied());
        }
        // Seldom, for it is slow: something deep, or something long.
        _ if random.u8(..20) == 0 => {
            let signs: [&[u8]; 6] = [b"[", b"{\"a\":", b"a", b"\n", b"{a=", b"\xff"];
            let sign = *random.choice(&signs).unwrap();
            bytes.splice(at..at, sign.iter().copied().cycle().take(LONG));
        }
        _ => {}
    }
}

/// Makes the checksums of a segment right, as far as its lengths lead.
fn mend_checksums(bytes: &mut [u8]) {
    let mut at = HEADER;
    while let Some(prefix) = bytes.get(at..at + PREFIX) {
        let length = u32::from_le_bytes(*prefix.first_chunk().unwrap()) as usize;
        let Some(end) = at.checked_add(PREFIX + length).filter(|end| *end <= bytes.len()) else { return };
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(&bytes[at..at + 4]);
        checksum.update(&bytes[at + 8..end]);
        bytes[at + 4..at + 8].copy_from_slice(&checksum.finalize().to_le_bytes());
        at = end;
    }
}

#[test]
fn every_parser_takes_its_samples() {
    for parser in &PARSERS {
        let samples = samples(parser.name);
        for (at, sample) in samples.iter().enumerate() {
            assert!((parser.take)(sample), "{} {at}: {}", parser.name, String::from_utf8_lossy(sample));
        }
        if let Ok(folder) = std::env::var("SAMPLES") {
            let folder = Path::new(&folder).join(parser.name);
            fs::create_dir_all(&folder).unwrap();
            for (at, sample) in samples.iter().enumerate() {
                fs::write(folder.join(format!("sample-{at}")), sample).unwrap();
            }
        }
    }
}

#[test]
fn every_parser_returns_whatever_the_bytes_are() {
    let seeds = number("SEED").map_or(0..number("SEEDS").unwrap_or(SEEDS), |seed| seed..seed + 1);
    for parser in &PARSERS {
        let samples = samples(parser.name);
        for seed in seeds.clone() {
            let bytes = spoilt(&mut fastrand::Rng::with_seed(seed), &samples);
            let begin = Instant::now();
            let returned = catch_unwind(AssertUnwindSafe(|| (parser.take)(&bytes)));
            assert!(returned.is_ok(), "{}: SEED={seed} panics", parser.name);
            assert!(begin.elapsed() < SOON, "{}: SEED={seed} takes {:?}", parser.name, begin.elapsed());
        }
    }
}
