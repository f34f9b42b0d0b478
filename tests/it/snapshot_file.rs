//! The file a snapshot lies in: sealed, believed whole or not at all, and without anybody who is erased.

use std::collections::BTreeSet;
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

use crate::source_text::{in_name, root, sources, words};
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

/// Names after `before` in `code`, each with the path of a module of the domain: as `visit` in `super::visit::Visit`.
fn modules<'a>(code: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    code.split(before).skip(1).filter_map(|rest| {
        let end = rest.find(|sign| !in_name(sign))?;
        Some(&rest[..end])
    })
}

#[test]
fn every_file_that_shapes_a_house_is_in_the_layout_of_its_snapshot() {
    let shapes = |path: &str| path == "src/domain/house.rs" || path.starts_with("src/domain/apply/");
    let shaping: Vec<_> = sources("src/domain").into_iter().filter(|source| shapes(&source.path)).collect();
    let mut wanted: BTreeSet<String> = shaping.iter().map(|source| source.path.clone()).collect();
    for source in &shaping {
        let named = modules(&source.code, "super::").map(|name| format!("src/domain/{name}.rs"));
        wanted.extend(named.filter(|path| root().join(path).exists()));
    }
    assert!(wanted.len() > 15, "{wanted:?}");
    assert_eq!(missing(&wanted, "src/adapters/house_snapshot.rs", "../domain/"), Vec::<&str>::new());
}

#[test]
fn every_file_that_shapes_a_row_or_a_key_is_in_the_layout_of_the_history() {
    let domain = fs::read_to_string(root().join("src/domain/mod.rs")).unwrap();
    let told: Vec<_> = domain.split("pub use ").skip(1).filter_map(|line| line.split_once("::")).collect();
    let file_of = |name: &str| {
        let (file, _) = told
            .iter()
            .find(|(_, names)| words(&names[..names.find(';').unwrap_or(0)], name).next().is_some())?;
        Some(format!("src/domain/{file}.rs"))
    };
    let mut wanted = BTreeSet::new();
    for path in
        ["src/adapters/store_sled/rows.rs", "src/adapters/store_sled/tokens.rs", "src/ports/history.rs"]
    {
        let text = fs::read_to_string(root().join(path)).unwrap();
        let (_, names) = text.split_once("use crate::domain::{").unwrap();
        let names = &names[..names.find('}').unwrap()];
        wanted.extend(names.split(',').map(str::trim).filter(|name| !name.is_empty()).filter_map(file_of));
    }
    assert!(wanted.contains("src/domain/spoken.rs") && wanted.len() > 6, "{wanted:?}");
    assert_eq!(missing(&wanted, "src/adapters/store_sled/trees.rs", "../../domain/"), Vec::<&str>::new());
}

/// Those of `wanted` that the list in `list` does not have.
fn missing<'a>(wanted: &'a BTreeSet<String>, list: &str, domain: &str) -> Vec<&'a str> {
    let text = fs::read_to_string(root().join(list)).unwrap();
    let has =
        |path: &str| text.contains(&format!("include_bytes!(\"{domain}{}\")", &path["src/domain/".len()..]));
    wanted.iter().map(String::as_str).filter(|path| !has(path)).collect()
}
