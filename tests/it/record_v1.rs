//! The frozen format of the record: what was written once is read for ever.
//!
//! `tests/fixtures/record-v1` holds one of each event, each word of each list, and a backup (the journal in two
//! segments with checkpoint and seal, and the keys), all as they were written when the format was frozen.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use gatehouse::adapters::backup::{JOURNAL_FOLDER, read_mark};
use gatehouse::adapters::journal::{read_from, verify_all};
use gatehouse::adapters::journal_records::decode;
use gatehouse::adapters::keys::{DeviceKeys, journal_public};
use gatehouse::adapters::shared_keys::SharedKeys;
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::domain::*;
use gatehouse::wire;
use serde::Serialize;

use crate::event_samples::samples;
use crate::journal_records::records;
use crate::morning::name;
use crate::store_commands::{IDENTITY, ends};

/// What to do when a test of this file fails.
const RULE: &str = "Format 1 of the record is frozen. Put new variants at the end of their enum and their line at the \
    end of the fixture; anything else is format 2: a frozen copy of the types, and a conversion (ARCHITECTURE.md, D19)";
/// Records of the journal in the fixture: the events there were when it was written.
const RECORDS: usize = 64;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/record-v1").join(name)
}

/// The lines of a fixture: bytes in hexadecimal, and what they are.
fn lines(file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(fixture(file)).unwrap();
    let line =
        |line: &str| line.split_once(' ').map(|(hex, what)| (what.to_owned(), hex.to_owned())).unwrap();
    text.lines().map(line).collect()
}

fn hex(value: &impl Serialize) -> String {
    HEXLOWER.encode(&postcard::to_allocvec(value).unwrap())
}

#[test]
fn every_event_is_written_and_read_as_on_the_day_the_format_was_frozen() {
    let (frozen, now) = (lines("events.txt"), samples());
    for (at, event) in now.iter().enumerate() {
        let (what, bytes) = (name(event), hex(event));
        let Some((frozen_what, frozen)) = frozen.get(at) else {
            panic!("{what} has no fixture; append this line to events.txt:\n{bytes} {what}\n{RULE}");
        };
        assert_eq!((&what, &bytes), (frozen_what, frozen), "{what} would be written otherwise. {RULE}");
        let read: Event = postcard::from_bytes(&HEXLOWER.decode(frozen.as_bytes()).unwrap()).unwrap();
        assert_eq!(&read, event, "{what} is read as something else. {RULE}");
    }
    assert_eq!(frozen.len(), now.len(), "an event is gone. {RULE}");
}

/// Every word of every list that stands in an event, with its bytes.
fn words() -> BTreeMap<String, String> {
    fn list<T: Serialize + Debug>(name: &str, words: impl IntoIterator<Item = T>) -> Vec<(String, String)> {
        words.into_iter().map(|word| (format!("{name} {word:?}"), hex(&word))).collect()
    }
    fn same<W: Copy, T: From<W> + Serialize + Debug>(name: &str, words: &[W]) -> Vec<(String, String)> {
        list(name, words.iter().map(|word| T::from(*word)))
    }
    let (visit, at) = (VisitId { gate: GateNo::FIRST, count: 1 }, Stamp(1));
    let booking = BookingId { gate: GateNo::FIRST, count: 1 };
    let people = |way| GrantFor::People { visit, people: vec![PersonNo(0)], way };
    [
        same::<_, Kind>("Kind", wire::KindWord::ALL),
        same::<_, Class>("Class", wire::ClassWord::ALL),
        same::<_, DocumentKind>("DocumentKind", wire::DocumentWord::ALL),
        same::<_, Language>("Language", wire::LanguageWord::ALL),
        same::<_, HostReply>("HostReply", wire::HostReply::ALL),
        same::<_, WhyRefused>("WhyRefused", wire::RefuseWord::ALL),
        same::<_, Signer>("Signer", wire::SignerWord::ALL),
        same::<_, IncidentStep>("IncidentStep", wire::IncidentStepWord::ALL),
        same::<_, AlarmKind>("AlarmKind", wire::AlarmKind::ALL),
        same::<_, End>("End", wire::EndWord::ALL),
        list("Role", Role::ALL.iter().copied()),
        list("Wait", Wait::ALL),
        list("TextKind", [TextKind::Rules, TextKind::Confidentiality]),
        list(
            "SignedText",
            [
                SignedText::House(TextKind::Rules),
                SignedText::House(TextKind::Confidentiality),
                SignedText::SignOff,
            ],
        ),
        list("StaffChange", [StaffChange::Added, StaffChange::Roles, StaffChange::Pin]),
        list(
            "Origin",
            [
                Origin::WalkIn,
                Origin::Booked { booking, application: true, outside_its_time: false },
                Origin::ByHand,
                Origin::Paper,
                Origin::Official,
            ],
        ),
        list("Hold", [Hold::None, Hold::Held { since: at }, Hold::Cleared, Hold::Confirmed]),
        list(
            "Consent",
            [
                Consent::NotAsked,
                Consent::Asked { since: at, no_answer: true, stand_in: false },
                Consent::Given,
                Consent::Waived,
            ],
        ),
        list(
            "Reception",
            [
                Reception::NotNeeded,
                Reception::Called { since: at, manager_told: true, guard_may: false },
                Reception::Acknowledged,
                Reception::WithoutThem,
            ],
        ),
        list(
            "Due",
            [
                Due::Visit(visit, Wait::WindowEnds),
                Due::Booking(booking),
                Due::Closing,
                Due::Grant(GrantNo(1)),
                Due::HeldOpenWarning,
                Due::HeldOpen,
                Due::PostEmpty,
                Due::Handover,
            ],
        ),
        list(
            "OpenItem",
            [
                OpenItem::Visit(visit),
                OpenItem::Badge(BadgeNo(1), visit),
                OpenItem::Card(BadgeNo(1), visit),
                OpenItem::Print(BadgeNo(1), visit),
                OpenItem::Alarm(AlarmNo(1)),
                OpenItem::Slip(visit),
            ],
        ),
        same::<_, Owed>("Owed", wire::OwedWord::ALL),
        list(
            "GrantFor",
            [
                people(Way::In),
                people(Way::Out { badge_in: true }),
                people(Way::OutForAWhile),
                GrantFor::Officials { visit },
                GrantFor::Override,
            ],
        ),
        list(
            "Sensor",
            [
                Sensor::Door { open: true },
                Sensor::ExitButton { pressed: true },
                Sensor::Fire { calls: true },
                Sensor::Tamper { open: true },
                Sensor::Board { well: false },
            ],
        ),
        list(
            "PrintOutcome",
            [
                PrintOutcome::Sending,
                PrintOutcome::Printed { in_pinyin: true },
                PrintOutcome::NotPrinted,
                PrintOutcome::Unclear,
            ],
        ),
        list(
            "Subject",
            [
                Subject::Visit(visit),
                Subject::Booking(booking),
                Subject::Watch(WatchId { gate: GateNo::FIRST, count: 1 }),
                Subject::Host(HostId(1)),
                Subject::Incident(IncidentId { gate: GateNo::FIRST, count: 1 }),
                Subject::Document(visit),
                Subject::Day(1),
                Subject::Remembered(RememberedId { gate: GateNo::FIRST, count: 1 }),
            ],
        ),
        list::<Personal<u8>>("Personal", [Personal::Known(1), Personal::Sealed(vec![1]), Personal::Erased]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn every_word_of_every_list_keeps_its_bytes() {
    let (frozen, now) = (lines("words.txt"), words());
    for (what, bytes) in &frozen {
        assert_eq!(now.get(what), Some(bytes), "{what} would be written otherwise. {RULE}");
    }
    for (what, bytes) in &now {
        let known = frozen.iter().any(|(frozen, _)| frozen == what);
        assert!(known, "{what} has no fixture; append this line to words.txt:\n{bytes} {what}\n{RULE}");
    }
}

#[test]
fn a_backup_of_the_day_the_format_was_frozen_verifies_and_is_brought_back_word_for_word() {
    let set = fixture("backup/events");
    let public = journal_public(&set).unwrap();
    let found = verify_all(&set, &public, Some(read_mark(&set).unwrap())).expect(RULE);
    assert_eq!((found.records, found.segments), (RECORDS as u64, 2));
    assert!(found.checkpoints >= 2 && found.torn.is_none(), "a seal, and a checkpoint after it");

    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("gatehouse.toml"), "").unwrap();
    fs::write(place.path().join("identity"), IDENTITY).unwrap();
    let from = fixture("backup").display().to_string();
    let keys = fixture("backup/keys.age").display().to_string();
    let restore = ["restore", "--from", &from, "--config", "gatehouse.toml", "--keys-from", &keys];
    ends(place.path(), &[&restore[..], &["--identity-file", "identity"]].concat(), "", 0);

    let keys = place.path().join("keys");
    let device = DeviceKeys::load(&keys).unwrap();
    let people = SharedKeys::from(SubjectKeys::open_to_read(&keys, &device.wrapping).unwrap());
    let journal = place.path().join("store").join(JOURNAL_FOLDER);
    let read = read_from(&journal, 1, RECORDS as u64).unwrap();
    let read: Vec<Record> = read
        .map(|read| {
            let read = read.unwrap();
            decode(&people, read.mark.seq, &read.body).expect(RULE)
        })
        .collect();
    let written = records(samples().into_iter().take(RECORDS).collect(), 1);
    assert_eq!(read, written, "{RULE}");
    let told = ends(place.path(), &["journal", "verify", "--config", "gatehouse.toml"], "", 0);
    assert!(told.contains("is whole"), "{told}");
}
