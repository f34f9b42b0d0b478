//! No byte of the journal changes unnoticed, and a power cut is not taken for damage.

use std::fs;
use std::path::{Path, PathBuf};

use gatehouse::adapters::journal::{
    Damage, DamageKind, Journal, JournalFault, Mark, Verified, read_from, verify_all,
};
use gatehouse::adapters::keys::JournalKey;
use tempfile::TempDir;

const NOON_MS: i64 = 1_795_000_000_000;

fn key() -> JournalKey {
    JournalKey::from_seed(&[7; 32])
}

/// Three segments: 1-3 with a checkpoint within, 4-5, and 6-9 open, the last group being 8 and 9.
struct Sample {
    folder: TempDir,
    /// The mark at every record, from 0.
    marks: Vec<Mark>,
    /// Where the last group begins in the open segment.
    last_group: usize,
}

const FIRST: &str = "000000000001.ghj";
const SECOND: &str = "000000000004.ghj";
const OPEN: &str = "000000000006.ghj";

fn sample() -> Sample {
    // In memory where there is such a folder: these tests sync some thousand times.
    let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
    let mut journal = Journal::create(folder.path(), &key()).unwrap();
    let append = |journal: &mut Journal, texts: &[&str]| {
        journal.append(&texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>()).unwrap();
    };
    append(&mut journal, &["one", "two"]);
    journal.checkpoint(NOON_MS).unwrap();
    append(&mut journal, &["three"]);
    journal.seal_segment(NOON_MS).unwrap();
    append(&mut journal, &["four", "five"]);
    journal.seal_segment(NOON_MS).unwrap();
    append(&mut journal, &["six"]);
    journal.checkpoint(NOON_MS).unwrap();
    append(&mut journal, &["seven"]);
    let last_group = fs::read(folder.path().join(OPEN)).unwrap().len();
    append(&mut journal, &["eight", "nine"]);
    let marks = read_from(folder.path(), 1, 9).unwrap().map(|record| record.unwrap().mark).collect();
    Sample { folder, marks, last_group }
}

impl Sample {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn verify(&self, seen: Option<Mark>) -> Result<Verified, JournalFault> {
        verify_all(self.folder.path(), &key().public(), seen)
    }

    fn open(&self, seen: Option<Mark>) -> Result<(Journal, bool), JournalFault> {
        Journal::open(self.folder.path(), &key(), seen).map(|opened| (opened.journal, opened.cut.is_some()))
    }

    /// Changes a file, looks what verify says, and puts it back.
    fn with<T>(&self, name: &str, change: impl FnOnce(&mut Vec<u8>), look: impl FnOnce() -> T) -> T {
        let good = fs::read(self.path(name)).unwrap();
        let mut changed = good.clone();
        change(&mut changed);
        fs::write(self.path(name), changed).unwrap();
        let seen = look();
        fs::write(self.path(name), good).unwrap();
        seen
    }
}

fn damage<T>(result: Result<T, JournalFault>) -> Damage {
    match result {
        Err(JournalFault::Damaged(damage)) => damage,
        Err(other) => panic!("another fault: {other}"),
        Ok(_) => panic!("the damage was not seen"),
    }
}

fn names(damage: &Damage, file: &Path) -> bool {
    damage.file == file && damage.to_string().contains("gatehouse restore")
}

#[test]
fn every_flipped_byte_is_named_or_is_a_torn_tail() {
    let sample = sample();
    for name in [FIRST, SECOND, OPEN] {
        for at in 0..fs::read(sample.path(name)).unwrap().len() {
            let flip = |bytes: &mut Vec<u8>| bytes[at] ^= 1 << (at % 8);
            match sample.with(name, flip, || sample.verify(None)) {
                Err(JournalFault::Damaged(damage)) => {
                    assert!(names(&damage, &sample.path(name)), "{name} byte {at}: {damage}");
                    assert!(damage.offset <= at as u64, "{name} byte {at}: {damage}");
                }
                Err(other) => panic!("{name} byte {at}: {other}"),
                Ok(verified) => {
                    assert!(name == OPEN && at >= sample.last_group, "{name} byte {at} went unseen");
                    assert_eq!(verified.torn.unwrap().offset, sample.last_group as u64);
                    assert_eq!(verified.records, 7, "a group is all there or not at all");
                }
            }
        }
    }
}

#[test]
fn a_start_names_every_flipped_byte_of_the_open_segment_and_of_seals_and_headers() {
    let sample = sample();
    for at in 0..sample.last_group {
        let flip = |bytes: &mut Vec<u8>| bytes[at] ^= 1 << (at % 8);
        let damage = sample.with(OPEN, flip, || damage(sample.open(None)));
        assert!(names(&damage, &sample.path(OPEN)), "byte {at}: {damage}");
    }
    let length = fs::read(sample.path(SECOND)).unwrap().len();
    for at in (0..85).chain(length - 195..length) {
        let flip = |bytes: &mut Vec<u8>| bytes[at] ^= 1 << (at % 8);
        let damage = sample.with(SECOND, flip, || damage(sample.open(None)));
        assert!(names(&damage, &sample.path(SECOND)), "byte {at}: {damage}");
    }
}

#[test]
fn a_flipped_byte_in_what_the_store_took_in_is_never_cut() {
    let sample = sample();
    let length = fs::read(sample.path(OPEN)).unwrap().len();
    for at in 0..length {
        let flip = |bytes: &mut Vec<u8>| bytes[at] ^= 1 << (at % 8);
        let damage = sample.with(OPEN, flip, || damage(sample.open(Some(sample.marks[8]))));
        assert!(names(&damage, &sample.path(OPEN)), "byte {at}: {damage}");
    }
    assert!(!sample.path("cut-8.bin").exists());
}

#[test]
fn every_truncation_of_the_open_segment_gives_whole_groups_or_is_named() {
    let sample = sample();
    let good = fs::read(sample.path(OPEN)).unwrap();
    for length in 0..good.len() {
        let cut = |bytes: &mut Vec<u8>| bytes.truncate(length);
        let seen = damage(sample.with(OPEN, cut, || sample.verify(Some(sample.marks[8]))));
        assert!(names(&seen, &sample.path(OPEN)), "{length} bytes: {seen}");
        if length < 85 {
            assert_eq!(damage(sample.with(OPEN, cut, || sample.open(None))).what, DamageKind::Header);
            continue;
        }
        let (last, was_cut) = sample.with(OPEN, cut, || {
            let (mut journal, was_cut) = sample.open(None).unwrap();
            let last = journal.last();
            assert_eq!(journal.append(&[b"after".to_vec()]).unwrap().seq, last.seq + 1);
            assert_eq!(sample.verify(None).unwrap().torn, None);
            (last, was_cut)
        });
        assert!([5, 6, 7].contains(&last.seq), "{length} bytes: up to {}", last.seq);
        assert_eq!(last, sample.marks[last.seq as usize - 1]);
        assert!(was_cut || length <= sample.last_group);
    }
}

#[test]
fn every_truncation_of_a_closed_segment_is_named() {
    let sample = sample();
    for length in 0..fs::read(sample.path(SECOND)).unwrap().len() {
        let cut = |bytes: &mut Vec<u8>| bytes.truncate(length);
        sample.with(SECOND, cut, || {
            let (walked, opened) = (damage(sample.verify(None)), damage(sample.open(None)));
            assert!(names(&walked, &sample.path(SECOND)), "{length} bytes: {walked}");
            assert_eq!(walked.to_string(), opened.to_string());
        });
    }
}

#[test]
fn a_torn_tail_is_moved_aside_and_named() {
    let sample = sample();
    let good = fs::read(sample.path(OPEN)).unwrap();
    fs::write(sample.path(OPEN), &good[..good.len() - 3]).unwrap();

    let opened = Journal::open(sample.folder.path(), &key(), Some(sample.marks[6])).unwrap();
    let cut = opened.cut.unwrap();
    assert_eq!(cut.tail.first, 8);
    assert_eq!(cut.moved_to, sample.path("cut-8.bin"));
    assert_eq!(fs::read(cut.moved_to).unwrap(), good[sample.last_group..good.len() - 3]);
    assert_eq!(opened.journal.last(), sample.marks[6]);

    fs::write(sample.path(OPEN), &good[..good.len() - 1]).unwrap();
    let again = Journal::open(sample.folder.path(), &key(), None).unwrap().cut.unwrap();
    assert_eq!(again.moved_to, sample.path("cut-8-2.bin"));
}

#[test]
fn a_group_whose_blocks_reached_the_disk_out_of_order_is_a_torn_tail() {
    let sample = sample();
    let from = sample.last_group;
    let zero = |bytes: &mut Vec<u8>| bytes[from..from + 40].fill(0);
    let verified = sample.with(OPEN, zero, || sample.verify(None)).unwrap();
    assert_eq!(verified.torn.unwrap().first, 8);
}

#[test]
fn a_bad_group_with_a_later_one_behind_it_is_damage() {
    let sample = sample();
    let mut journal = sample.open(None).unwrap().0;
    journal.append(&[b"ten".to_vec()]).unwrap();
    drop(journal);
    let from = sample.last_group;
    let seen = sample.with(OPEN, |bytes| bytes[from..from + 40].fill(0), || damage(sample.open(None)));
    assert_eq!((seen.offset, seen.record), (from as u64, 8));
    assert!(matches!(seen.what, DamageKind::UnreadableBeforeGood { .. }), "{seen}");
    assert!(!sample.path("cut-8.bin").exists());
}

#[test]
fn a_bad_record_with_a_checkpoint_behind_it_is_damage() {
    let sample = sample();
    sample.open(None).unwrap().0.checkpoint(NOON_MS).unwrap();
    let from = sample.last_group;
    let seen = sample.with(OPEN, |bytes| bytes[from + 45] ^= 1, || damage(sample.open(None)));
    assert!(matches!(seen.what, DamageKind::UnreadableBeforeGood { .. }), "{seen}");
}

#[test]
fn random_bytes_behind_the_journal_are_a_torn_tail_and_nothing_else() {
    let mut random = fastrand::Rng::with_seed(41);
    let sample = sample();
    for _ in 0..50 {
        let noise: Vec<u8> = (0..random.usize(1..3000)).map(|_| random.u8(..)).collect();
        let verified =
            sample.with(OPEN, |bytes| bytes.extend(&noise), || sample.verify(Some(sample.marks[8]))).unwrap();
        assert_eq!(verified.records, 9);
        assert_eq!(verified.torn.unwrap().bytes, noise.len() as u64);
    }
}

#[test]
fn a_removed_segment_is_named_by_the_record_that_is_missing() {
    for (name, record, kind) in [
        (FIRST, 4, DamageKind::SegmentGap { expected: 1, found: 4 }),
        (SECOND, 6, DamageKind::SegmentGap { expected: 4, found: 6 }),
        (OPEN, 6, DamageKind::EndsEarly { known: 9 }),
    ] {
        let sample = sample();
        fs::remove_file(sample.path(name)).unwrap();
        for seen in [damage(sample.verify(Some(sample.marks[8]))), damage(sample.open(Some(sample.marks[8])))]
        {
            assert_eq!((seen.record, &seen.what), (record, &kind));
        }
    }
}

#[test]
fn swapped_renamed_and_foreign_segments_are_named() {
    let sample = sample();
    let (first, second) = (fs::read(sample.path(FIRST)).unwrap(), fs::read(sample.path(SECOND)).unwrap());
    fs::write(sample.path(FIRST), &second).unwrap();
    assert_eq!(damage(sample.verify(None)).what, DamageKind::Renamed { found: 4 });
    fs::write(sample.path(FIRST), &first).unwrap();

    fs::rename(sample.path(SECOND), sample.path("4.ghj")).unwrap();
    assert_eq!(damage(sample.verify(None)).what, DamageKind::StrangeName);
    fs::remove_file(sample.path("4.ghj")).unwrap();

    let other = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(other.path(), &key()).unwrap();
    journal.append(&[b"x".to_vec(), b"y".to_vec(), b"z".to_vec()]).unwrap();
    journal.seal_segment(NOON_MS).unwrap();
    fs::copy(other.path().join(SECOND), sample.path(SECOND)).unwrap();
    assert_eq!(damage(sample.open(None)).what, DamageKind::OtherChain);
}

/// Where each frame of a segment lies, by its length field.
pub fn frames(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let (mut at, mut frames) = (85, Vec::new());
    while at < bytes.len() {
        let end = at + 40 + u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        frames.push(at..end);
        at = end;
    }
    frames
}

#[test]
fn every_removed_doubled_or_moved_frame_is_named() {
    let sample = sample();
    for name in [FIRST, SECOND, OPEN] {
        let good = fs::read(sample.path(name)).unwrap();
        let frames = frames(&good);
        for (index, frame) in frames.iter().enumerate() {
            let is_last = index + 1 == frames.len();
            let removed = [&good[..frame.start], &good[frame.end..]].concat();
            if !(is_last && name == OPEN) {
                sample.with(name, |bytes| *bytes = removed, || damage(sample.verify(None)));
            }
            let doubled = [&good[..frame.end], &good[frame.start..]].concat();
            sample.with(name, |bytes| *bytes = doubled, || damage(sample.verify(None)));
            if let Some(next) = frames.get(index + 1) {
                let moved =
                    [&good[..frame.start], &good[next.clone()], &good[frame.clone()], &good[next.end..]]
                        .concat();
                sample.with(name, |bytes| *bytes = moved, || damage(sample.verify(None)));
            }
        }
        let tail = frames[frames.len() - 2].start;
        let doubled = [&good[..], &good[tail..]].concat();
        let seen = sample.with(name, |bytes| *bytes = doubled, || damage(sample.verify(None)));
        assert_eq!(seen.offset, good.len() as u64, "a doubled tail begins where the journal ended");
    }
}

#[test]
fn a_journal_rewritten_without_the_key_is_named() {
    let sample = sample();
    let stranger = JournalKey::from_seed(&[8; 32]);
    assert_eq!(
        damage(verify_all(sample.folder.path(), &stranger.public(), None)).what,
        DamageKind::Signature
    );
    assert_eq!(
        damage(Journal::open(sample.folder.path(), &stranger, None).map(|_| ())).what,
        DamageKind::Signature
    );
}

#[test]
fn a_record_other_than_the_store_took_in_is_named() {
    let sample = sample();
    for mark in &sample.marks {
        assert_eq!(sample.verify(Some(*mark)).unwrap().records, 9);
        assert_eq!(sample.open(Some(*mark)).unwrap().0.last().seq, 9);
        let other = Mark { hash: [0; 32], ..*mark };
        for seen in [damage(sample.verify(Some(other))), damage(sample.open(Some(other)))] {
            assert_eq!((seen.what, seen.record), (DamageKind::DiffersFromStore, mark.seq));
        }
    }
}

#[test]
fn another_format_is_said_to_be_one() {
    let sample = sample();
    let later = |bytes: &mut Vec<u8>| {
        bytes[8] = 3;
        let crc = crc32fast::hash(&bytes[..81]);
        bytes[81..85].copy_from_slice(&crc.to_le_bytes());
    };
    let seen = sample.with(OPEN, later, || damage(sample.open(None)));
    assert_eq!(seen.what, DamageKind::OtherFormat { found: 3 });
}

#[test]
fn a_damaged_record_ends_the_reading_with_one_fault() {
    let sample = sample();
    let at = frames(&fs::read(sample.path(SECOND)).unwrap())[1].end - 1;
    let read: Vec<_> = sample.with(
        SECOND,
        |bytes| bytes[at] ^= 1,
        || read_from(sample.folder.path(), 2, 9).unwrap().take(20).collect(),
    );
    let good: Vec<_> =
        read.iter().map_while(|record| record.as_ref().ok()).map(|record| record.mark.seq).collect();
    assert_eq!(good, [2, 3, 4]);
    assert_eq!(read.len(), 4);
}
