//! The journal keeps what it acknowledged, and says when it cannot.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use gatehouse::adapters::durable::DurableFile;
use gatehouse::adapters::journal::{
    CHECKPOINT_EVERY, DamageKind, Disk, GROUP_RECORDS_MAX, Journal, JournalFault, RECORD_BYTES_MAX,
    verify_all,
};
use gatehouse::adapters::keys::JournalKey;

const NOON_MS: i64 = 1_795_000_000_000;

fn key() -> JournalKey {
    JournalKey::from_seed(&[7; 32])
}

fn bodies(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn texts(journal: &Journal, from: u64) -> Vec<String> {
    let records = journal.read_from(from).unwrap();
    records.map(|record| String::from_utf8(record.unwrap().body).unwrap()).collect()
}

fn reopen(folder: &Path) -> Journal {
    let opened = Journal::open(folder, &key(), None).unwrap();
    assert_eq!(opened.cut, None);
    opened.journal
}

/// A disk that follows orders: the n-th write or sync from now fails, and cutting back may fail too.
#[derive(Clone, Default)]
struct Orders(Arc<Mutex<Plan>>);

#[derive(Default)]
struct Plan {
    write_fails_in: Option<(u32, io::ErrorKind)>,
    sync_fails_in: Option<u32>,
    short_write: usize,
    cut_fails: bool,
    writes: u32,
    syncs: u32,
}

fn strikes(counter: &mut Option<u32>) -> bool {
    match counter {
        Some(0) => {
            *counter = None;
            true
        }
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    }
}

struct OrderedFile {
    file: File,
    orders: Orders,
}

impl Disk for Orders {
    fn open_append(&self, path: &Path) -> io::Result<Box<dyn DurableFile>> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        Ok(Box::new(OrderedFile { file, orders: self.clone() }))
    }
}

impl DurableFile for OrderedFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut plan = self.orders.0.lock().unwrap();
        plan.writes += 1;
        match plan.write_fails_in {
            Some((0, kind)) => {
                plan.write_fails_in = None;
                DurableFile::write_all(&mut self.file, &bytes[..plan.short_write.min(bytes.len())])?;
                Err(kind.into())
            }
            Some((left, kind)) => {
                plan.write_fails_in = Some((left - 1, kind));
                DurableFile::write_all(&mut self.file, bytes)
            }
            None => DurableFile::write_all(&mut self.file, bytes),
        }
    }

    fn sync_data(&mut self) -> io::Result<()> {
        let mut plan = self.orders.0.lock().unwrap();
        plan.syncs += 1;
        if strikes(&mut plan.sync_fails_in) { Err(io::Error::other("medium error")) } else { Ok(()) }
    }

    fn set_len(&mut self, length: u64) -> io::Result<()> {
        if self.orders.0.lock().unwrap().cut_fails {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        DurableFile::set_len(&mut self.file, length)
    }
}

fn on_orders(folder: &Path) -> (Journal, Orders) {
    let orders = Orders::default();
    (Journal::create_on(Box::new(orders.clone()), folder, &key()).unwrap(), orders)
}

#[test]
fn what_was_appended_is_read_back_in_order_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    assert_eq!(journal.append(&bodies(&["arrived", "host asked"])).unwrap().seq, 2);
    journal.checkpoint(NOON_MS).unwrap();
    assert_eq!(journal.append(&bodies(&[""])).unwrap().seq, 3);
    journal.seal_segment(NOON_MS).unwrap();
    let mark = journal.append(&bodies(&["admitted"])).unwrap();
    drop(journal);

    let journal = reopen(folder.path());
    assert_eq!(journal.last(), mark);
    assert_eq!(texts(&journal, 1), ["arrived", "host asked", "", "admitted"]);
    assert_eq!(texts(&journal, 3), ["", "admitted"]);
    assert_eq!(texts(&journal, 5), [""; 0]);
    let verified = verify_all(folder.path(), &key().public(), Some(mark)).unwrap();
    assert_eq!(
        (verified.segments, verified.records, verified.checkpoints, verified.unsigned, verified.torn),
        (2, 4, 2, 1, None)
    );
}

#[test]
fn every_record_read_bears_the_mark_the_journal_gave() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    let marks: Vec<_> = (0..5).map(|n| journal.append(&bodies(&[&n.to_string()])).unwrap()).collect();
    let read: Vec<_> = journal.read_from(1).unwrap().map(|record| record.unwrap().mark).collect();
    assert_eq!(read, marks);
}

#[test]
fn a_group_costs_one_write_and_one_sync() {
    let folder = tempfile::tempdir().unwrap();
    let (mut journal, orders) = on_orders(folder.path());
    *orders.0.lock().unwrap() = Plan::default();
    journal.append(&vec![vec![1; 300]; GROUP_RECORDS_MAX]).unwrap();
    let plan = orders.0.lock().unwrap();
    assert_eq!((plan.writes, plan.syncs), (1, 1));
}

#[test]
fn a_group_the_disk_refuses_leaves_no_trace_and_the_next_goes_in() {
    let full = io::ErrorKind::StorageFull;
    for order in [
        Plan { write_fails_in: Some((0, full)), ..Plan::default() },
        Plan { write_fails_in: Some((0, full)), short_write: 17, ..Plan::default() },
        Plan { write_fails_in: Some((0, full)), short_write: usize::MAX, ..Plan::default() },
        Plan { sync_fails_in: Some(0), ..Plan::default() },
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, orders) = on_orders(folder.path());
        let kept = journal.append(&bodies(&["kept"])).unwrap();
        let length = fs::metadata(folder.path().join("000000000001.ghj")).unwrap().len();
        *orders.0.lock().unwrap() = order;

        let fault = journal.append(&bodies(&["refused", "refused too"])).unwrap_err();
        assert!(matches!(fault, JournalFault::NotWritten { still_sound: true, .. }), "{fault:?}");
        assert!(fault.still_sound());
        assert_eq!(fs::metadata(folder.path().join("000000000001.ghj")).unwrap().len(), length);
        assert_eq!(journal.last(), kept);

        journal.append(&bodies(&["after"])).unwrap();
        drop(journal);
        assert_eq!(texts(&reopen(folder.path()), 1), ["kept", "after"]);
    }
}

#[test]
fn a_write_that_cannot_be_cut_back_stops_the_journal_until_the_next_start() {
    for order in [
        Plan { write_fails_in: Some((0, io::ErrorKind::StorageFull)), short_write: 50, ..Plan::default() },
        Plan { sync_fails_in: Some(0), ..Plan::default() },
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, orders) = on_orders(folder.path());
        journal.append(&bodies(&["kept"])).unwrap();
        *orders.0.lock().unwrap() = Plan { cut_fails: true, ..order };

        let fault = journal.append(&bodies(&["in doubt"])).unwrap_err();
        assert!(matches!(fault, JournalFault::NotWritten { still_sound: false, .. }), "{fault:?}");
        assert!(matches!(journal.append(&bodies(&["more"])), Err(JournalFault::Unsound)));
        assert!(matches!(journal.seal_segment(NOON_MS), Err(JournalFault::Unsound)));
        assert_eq!(texts(&journal, 1), ["kept"]);
        drop(journal);

        let mut journal = Journal::open(folder.path(), &key(), None).unwrap().journal;
        assert_eq!(texts(&journal, 1)[0], "kept");
        journal.append(&bodies(&["after"])).unwrap();
    }
}

#[test]
fn a_next_segment_that_cannot_be_made_is_tried_again_at_the_next_write() {
    for fails_in in [(1, 0), (0, 1)] {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, orders) = on_orders(folder.path());
        journal.append(&bodies(&["evening"])).unwrap();
        {
            let mut plan = orders.0.lock().unwrap();
            plan.write_fails_in = (fails_in.0 > 0).then_some((fails_in.0, io::ErrorKind::StorageFull));
            plan.sync_fails_in = (fails_in.1 > 0).then_some(fails_in.1);
        }
        let fault = journal.seal_segment(NOON_MS).unwrap_err();
        assert!(fault.still_sound(), "{fault:?}");
        journal.append(&bodies(&["morning"])).unwrap();
        drop(journal);
        assert_eq!(texts(&reopen(folder.path()), 1), ["evening", "morning"]);
        assert_eq!(verify_all(folder.path(), &key().public(), None).unwrap().segments, 2);
    }
}

#[test]
fn a_crash_between_seal_and_next_segment_is_made_good_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    let last = journal.append(&bodies(&["evening"])).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    drop(journal);
    let next = folder.path().join("000000000002.ghj");
    fs::rename(&next, next.with_extension("new")).unwrap();

    let mut journal = reopen(folder.path());
    assert_eq!(journal.last(), last);
    assert!(!next.exists(), "a record opens on a full disk, too");
    journal.append(&bodies(&["morning"])).unwrap();
    drop(journal);
    assert_eq!(texts(&reopen(folder.path()), 1), ["evening", "morning"]);
}

#[test]
fn limits_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    journal.append(&[vec![0; RECORD_BYTES_MAX]]).unwrap();
    let length = fs::metadata(folder.path().join("000000000001.ghj")).unwrap().len();
    assert!(matches!(
        journal.append(&[vec![], vec![0; RECORD_BYTES_MAX + 1]]),
        Err(JournalFault::RecordTooLong { index: 1, .. })
    ));
    assert!(matches!(
        journal.append(&vec![vec![]; GROUP_RECORDS_MAX + 1]),
        Err(JournalFault::GroupTooBig { .. })
    ));
    assert_eq!(journal.append(&[]).unwrap().seq, 1);
    assert_eq!(fs::metadata(folder.path().join("000000000001.ghj")).unwrap().len(), length);
}

#[test]
fn a_checkpoint_is_due_every_so_many_records_and_after_a_restart_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    let group = GROUP_RECORDS_MAX as u64;
    for _ in 0..CHECKPOINT_EVERY / group - 1 {
        journal.append(&vec![vec![]; GROUP_RECORDS_MAX]).unwrap();
    }
    assert!(!journal.checkpoint_due());
    journal.append(&vec![vec![]; GROUP_RECORDS_MAX]).unwrap();
    assert!(journal.checkpoint_due());
    drop(journal);
    let mut journal = reopen(folder.path());
    assert!(journal.checkpoint_due());
    journal.checkpoint(NOON_MS).unwrap();
    assert!(!journal.checkpoint_due());
}

#[test]
fn a_full_segment_asks_for_its_seal_while_a_group_still_fits() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    let group = vec![vec![9; RECORD_BYTES_MAX]; GROUP_RECORDS_MAX];
    while !journal.seal_due() {
        journal.append(&group).unwrap();
    }
    let last = journal.append(&group).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    assert!(!journal.seal_due());
    assert_eq!(journal.append(&bodies(&["next"])).unwrap().seq, last.seq + 1);
}

#[test]
fn a_segment_without_a_record_is_not_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    journal.append(&bodies(&["first"])).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    drop(journal);
    assert_eq!(verify_all(folder.path(), &key().public(), None).unwrap().segments, 2);
}

#[test]
fn a_journal_is_never_begun_over_another_nor_opened_from_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let Err(JournalFault::Damaged(damage)) = Journal::open(folder.path(), &key(), None) else {
        panic!("opened nothing")
    };
    assert_eq!(damage.what, DamageKind::NoSegments);
    Journal::create(folder.path(), &key()).unwrap();
    assert!(matches!(Journal::create(folder.path(), &key()), Err(JournalFault::AlreadyThere { .. })));
}
