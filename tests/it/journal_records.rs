//! What goes into the journal comes out again, and nothing about a person lies in it readable.

use std::fs;
use std::path::Path;

use gatehouse::adapters::journal::{GROUP_RECORDS_MAX, Journal as Bytes};
use gatehouse::adapters::journal_records::JournalRecords;
use gatehouse::adapters::keys::{JournalKey, WrappingKey};
use gatehouse::adapters::subject_keys::SubjectKeys;
use gatehouse::domain::{By, CommandId, Event, Personal, PersonalWalk, Record, Role, StaffNo, Subject};
use gatehouse::ports::journal::{Journal, JournalFault, Upkeep};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::engine_bench::{MORNING, visit};
use crate::event_samples::{SECRETS, samples};

fn journal_key() -> JournalKey {
    JournalKey::from_seed(&[1; 32])
}

/// A new store's record.
pub fn created(store: &Path) -> JournalRecords {
    let bytes = Bytes::create(&store.join("journal"), &journal_key()).unwrap();
    JournalRecords::new(bytes, SubjectKeys::create(store, &WrappingKey::from_bytes([2; 32])).unwrap())
}

/// The record of a store that is there.
pub fn opened(store: &Path) -> JournalRecords {
    let opened = Bytes::open(&store.join("journal"), &journal_key(), None).unwrap();
    assert!(opened.cut.is_none());
    JournalRecords::new(opened.journal, SubjectKeys::open(store, &WrappingKey::from_bytes([2; 32])).unwrap())
}

pub fn records(events: Vec<Event>, first: u64) -> Vec<Record> {
    let by = By::staff(Role::Guard, "g1");
    let record = |(seq, event): (u64, Event)| {
        let mut order = [0; 16];
        order[..8].copy_from_slice(&seq.to_le_bytes());
        Record { seq, at: MORNING, by: by.clone(), order: CommandId(order), digest: [9; 8], event }
    };
    (first..).zip(events).map(record).collect()
}

fn read(journal: &mut JournalRecords) -> Result<Vec<Record>, JournalFault> {
    let mut read = Vec::new();
    journal.each(1, &mut |record| read.push(record)).map(|()| read)
}

#[test]
fn one_of_each_event_is_among_the_samples() {
    let kinds: Vec<u8> = samples().iter().map(|event| postcard::to_allocvec(event).unwrap()[0]).collect();
    let count = u8::try_from(kinds.len()).unwrap();
    assert_eq!(kinds, (0..count).collect::<Vec<_>>());
    let mut next = vec![0; 256];
    next[0] = count;
    assert!(postcard::from_bytes::<Event>(&next).is_err(), "an event has no sample");
}

#[test]
fn every_event_comes_back_as_it_was() {
    let store = tempfile::tempdir().unwrap();
    let group = records(samples(), 1);
    let mut journal = created(store.path());
    journal.append(&group).unwrap();
    assert_eq!(read(&mut journal).unwrap(), group);
    drop(journal);
    assert_eq!(read(&mut opened(store.path())).unwrap(), group);
}

#[test]
fn no_word_about_a_person_lies_readable_in_the_store() {
    let store = tempfile::tempdir().unwrap();
    let group = records(samples(), 1);
    let plain = postcard::to_allocvec(&group).unwrap();
    created(store.path()).append(&group).unwrap();
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    for word in SECRETS {
        assert!(holds(&plain, word), "{word} is in no sample");
        for file in
            fs::read_dir(store.path().join("journal")).unwrap().chain(fs::read_dir(store.path()).unwrap())
        {
            let path = file.unwrap().path();
            if path.is_file() {
                assert!(!holds(&fs::read(&path).unwrap(), word), "{word} in {}", path.display());
            }
        }
    }
}

#[test]
fn whoever_is_erased_is_gone_from_every_record_and_nobody_else_is() {
    struct Count {
        known: usize,
        erased: usize,
    }
    impl PersonalWalk for Count {
        fn field<T: Serialize + DeserializeOwned>(&mut self, field: &mut Personal<T>) {
            match field {
                Personal::Known(_) => self.known += 1,
                Personal::Erased => self.erased += 1,
                Personal::Sealed(_) => panic!("a sealed field came out"),
            }
        }
    }
    let store = tempfile::tempdir().unwrap();
    let mut journal = created(store.path());
    let gone = Subject::Visit(visit(1));
    journal.append(&records(samples(), 1)).unwrap();
    journal.erase(&[gone, gone.document()]).unwrap();
    // Something written about them afterwards gets a key of its own, which opens nothing from before.
    let last = samples().len() as u64;
    let after = samples().into_iter().filter(|event| matches!(event, Event::Vouched { .. })).collect();
    journal.append(&records(after, last + 1)).unwrap();
    for mut record in read(&mut journal).unwrap() {
        let mut count = Count { known: 0, erased: 0 };
        let about_gone = record.subject() == gone && record.seq <= last;
        record.event.each_personal(&mut count);
        assert!(if about_gone { count.known == 0 } else { count.erased == 0 }, "record {}", record.seq);
    }
}

#[test]
fn a_document_is_erased_by_a_key_of_its_own_and_everything_else_about_the_visit_stays() {
    let store = tempfile::tempdir().unwrap();
    let mut journal = created(store.path());
    let group = records(samples(), 1);
    journal.append(&group).unwrap();
    journal.erase(&[Subject::Document(visit(1))]).unwrap();
    for (read, written) in read(&mut journal).unwrap().into_iter().zip(group) {
        let mut expected = written.event;
        match &mut expected {
            Event::VisitArrived(arrival) => arrival.document = Some(Personal::Erased),
            Event::SlipCompleted { document, .. } | Event::SlipCorrected { document, .. } => {
                *document = Some(Personal::Erased);
            }
            Event::DocumentSeen { document, .. } => *document = Personal::Erased,
            _ => {}
        }
        assert_eq!(read.event, expected);
    }
}

#[test]
fn a_sealed_field_moved_to_another_record_opens_for_nobody() {
    let store = tempfile::tempdir().unwrap();
    let mut journal = created(store.path());
    let vouched: Vec<_> =
        samples().into_iter().filter(|event| matches!(event, Event::Vouched { .. })).collect();
    journal.append(&records(vouched, 1)).unwrap();
    drop(journal);
    let folder = store.path().join("journal");
    let mut bytes = Bytes::open(&folder, &journal_key(), None).unwrap().journal;
    let body = bytes.read_from(1).unwrap().next().unwrap().unwrap().body;
    bytes.append(&[body]).unwrap();
    drop(bytes);
    assert!(read(&mut opened(store.path())).is_err(), "record 1 passed for record 2");
}

#[test]
fn a_record_of_a_format_that_was_never_frozen_is_refused_and_named() {
    let store = tempfile::tempdir().unwrap();
    drop(created(store.path()));
    let mut bytes = Bytes::open(&store.path().join("journal"), &journal_key(), None).unwrap().journal;
    bytes.append(&[vec![0; 40]]).unwrap();
    drop(bytes);
    let fault = read(&mut opened(store.path())).unwrap_err();
    let cause = std::error::Error::source(&fault).unwrap().to_string();
    assert!(cause.starts_with("record 1 has format 0, this gatehouse reads format 1"), "{cause}");
}

#[test]
fn a_group_that_is_too_long_for_one_write_goes_in_whole() {
    let store = tempfile::tempdir().unwrap();
    let mut journal = created(store.path());
    let changed = |n: usize| Event::StaffRemoved { number: StaffNo(n.to_string()) };
    let group = records((0..3 * GROUP_RECORDS_MAX).map(changed).collect(), 1);
    journal.append(&group).unwrap();
    journal.keep_up(MORNING, Upkeep::AfterGroup).unwrap();
    journal.keep_up(MORNING, Upkeep::DayCut).unwrap();
    let next = records(vec![changed(0)], group.len() as u64 + 1);
    journal.append(&next).unwrap();
    journal.keep_up(MORNING, Upkeep::Stop).unwrap();
    drop(journal);
    assert_eq!(read(&mut opened(store.path())).unwrap(), [group, next].concat());
}

#[test]
fn a_record_out_of_order_is_not_appended() {
    let store = tempfile::tempdir().unwrap();
    let mut journal = created(store.path());
    assert!(journal.append(&records(vec![Event::FireReset], 2)).is_err());
    assert_eq!(read(&mut journal).unwrap(), []);
}
