//! The file a snapshot lies in: sealed, believed whole or not at all, and without anybody who is erased.

use std::fs;
use std::path::PathBuf;

use gatehouse::adapters::backup::JOURNAL_FOLDER;
use gatehouse::adapters::house_snapshot::{FILE_NAME, HouseSnapshot};
use gatehouse::adapters::journal::{DamageKind, JournalFault, Mark as BytesMark, look};
use gatehouse::adapters::keys::WrappingKey;
use gatehouse::adapters::subject_keys::SubjectId;
use gatehouse::domain::{GateNo, House, Subject, apply};
use gatehouse::ports::journal::Journal;
use gatehouse::ports::snapshot::{Snapshot, Snapshots};

use crate::store_site::{Site, lived_in, visit};

struct Kept {
    site: Site,
    snapshots: HouseSnapshot,
    snapshot: Snapshot,
}

impl Kept {
    /// The snapshot of a site that has been lived in, on its disk.
    fn new() -> Self {
        let mut site = lived_in();
        let mut house = House::new(GateNo::FIRST);
        site.journal.each(1, &mut |record| apply(&mut house, &record)).unwrap();
        let mark = site.journal.last();
        let snapshot = Snapshot { mark, house, remembered_from: 1, to_erase: vec![Subject::Visit(visit(1))] };
        let mut snapshots = HouseSnapshot::new(&site.folder(), &site.keys.wrapping);
        snapshots.keep(&snapshot).unwrap();
        Self { site, snapshots, snapshot }
    }

    fn file(&self) -> PathBuf {
        self.site.folder().join(FILE_NAME)
    }

    fn is_dropped(&self) -> bool {
        self.snapshots.take(&self.site.people).is_none() && !self.file().exists()
    }
}

#[test]
fn a_snapshot_comes_back_as_it_was() {
    let kept = Kept::new();
    assert_eq!(kept.snapshots.take(&kept.site.people), Some(kept.snapshot));
}

#[test]
fn nobody_can_be_read_in_the_file() {
    let kept = Kept::new();
    let bytes = fs::read(kept.file()).unwrap();
    let plain = postcard::to_allocvec(&kept.snapshot).unwrap();
    for word in ["张晓伟", "上海明德", "王建国", "13800001234"] {
        let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        assert!(holds(&plain) && !holds(&bytes), "{word}");
    }
}

#[test]
fn a_changed_byte_or_a_missing_end_drops_it() {
    let kept = Kept::new();
    let whole = fs::read(kept.file()).unwrap();
    let places = (0..whole.len()).step_by(whole.len() / 50);
    for at in places {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        for bytes in [changed, whole[..at].to_vec()] {
            fs::write(kept.file(), bytes).unwrap();
            assert!(kept.is_dropped(), "at {at}");
        }
    }
}

#[test]
fn another_device_cannot_read_it() {
    let kept = Kept::new();
    let other = HouseSnapshot::new(&kept.site.folder(), &WrappingKey::from_bytes([9; 32]));
    assert!(other.take(&kept.site.people).is_none());
}

#[test]
fn a_snapshot_with_somebody_who_is_erased_is_dropped() {
    let kept = Kept::new();
    kept.site.people.erase(&[SubjectId(Subject::Visit(visit(7)).as_u64())]).unwrap();
    assert!(kept.is_dropped());
}

#[test]
fn a_record_that_ends_before_a_snapshot_has_lost_something() {
    let kept = Kept::new();
    let journal = kept.site.folder().join(JOURNAL_FOLDER);
    let public = kept.site.keys.journal.public();
    let mark = BytesMark { seq: kept.snapshot.mark.seq, hash: kept.snapshot.mark.hash };
    assert_eq!(look(&journal, &public, Some(mark)).unwrap().last(), mark);
    let refused = |mark| match look(&journal, &public, Some(mark)) {
        Err(JournalFault::Damaged(damage)) => damage.what,
        _ => panic!("{mark:?} is no record of this journal"),
    };
    let beyond = BytesMark { seq: mark.seq + 1, ..mark };
    assert_eq!(refused(beyond), DamageKind::EndsEarly { known: mark.seq + 1 });
    assert_eq!(refused(BytesMark { hash: [0; 32], ..mark }), DamageKind::DiffersFromStore);
}
