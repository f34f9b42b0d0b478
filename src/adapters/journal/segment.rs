//! Segment files: their names, their order, and reading one frame after the other with every check.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use ed25519_dalek::VerifyingKey;

use super::checkpoint::Checkpoint;
use super::fault::{Damage, DamageKind, JournalFault, io};
use super::frame::{
    HEAD_BYTES, HEADER_BYTES, Head, Kind, NoHeader, PREFIX_BYTES, Prefix, Standing, chain_after,
    decode_header,
};
use super::{Mark, Record};

const ENDING: &str = "ghj";
/// Digits in a segment's name: a thousand records a second would fill them in thirty years.
const NAME_DIGITS: usize = 12;

/// A segment file by its name.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    /// The number of its first record, by its name.
    pub first: u64,
    pub path: PathBuf,
}

impl Segment {
    pub fn new(folder: &Path, first: u64) -> Self {
        Self { first, path: folder.join(format!("{first:0NAME_DIGITS$}.{ENDING}")) }
    }

    /// Every segment in `folder`, in order. Nothing is opened.
    pub fn list(folder: &Path) -> Result<Vec<Self>, JournalFault> {
        let mut segments = Vec::new();
        for entry in fs::read_dir(folder).map_err(io("read the folder", folder))? {
            let path = entry.map_err(io("read the folder", folder))?.path();
            if path.extension().is_none_or(|ending| ending != ENDING) {
                continue;
            }
            let first = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            match first.map(|first| Self::new(folder, first)) {
                Some(segment) if segment.path == path => segments.push(segment),
                _ => return Err(Damage::new(&path, 0, 0, DamageKind::StrangeName).into()),
            }
        }
        segments.sort_by_key(|segment| segment.first);
        Ok(segments)
    }
}

/// What stands next in a segment.
pub(super) enum Step {
    Record(Record),
    Checkpoint,
    Seal,
    /// The end of the file, right after a whole group.
    End,
    /// Bytes that are no frame, or a file that ends within a group: a torn write or damage.
    Unreadable,
}

/// Reads a segment from its header on, one frame at a time.
pub(super) struct Reader {
    file: BufReader<File>,
    pub path: PathBuf,
    /// Bytes in the file when it was opened; what a writer adds later is not looked at.
    pub bytes: u64,
    /// Where the next frame begins.
    pub offset: u64,
    pub standing: Standing,
    /// Where the last whole group ended.
    pub whole: (u64, Standing),
    sealed: bool,
    /// Whose signatures to ask for; nobody's if the journal was verified already.
    public: Option<VerifyingKey>,
}

impl Reader {
    /// Opens `segment` and checks its header, against what it should continue if that is known.
    pub fn open(
        segment: &Segment,
        expected: Option<&Standing>,
        public: Option<VerifyingKey>,
    ) -> Result<Self, JournalFault> {
        let (first, path) = (segment.first, &segment.path);
        let mut file = File::open(path).map_err(io("open", path))?;
        let bytes = file.metadata().map_err(io("read", path))?.len();
        let damage = |what| Damage::new(path, 0, first, what);
        let mut header = [0; HEADER_BYTES];
        if bytes < HEADER_BYTES as u64 {
            return Err(damage(DamageKind::Header).into());
        }
        file.read_exact(&mut header).map_err(io("read", path))?;
        let standing = decode_header(&header).map_err(|no| match no {
            NoHeader::Unreadable => damage(DamageKind::Header),
            NoHeader::OtherFormat(found) => damage(DamageKind::OtherFormat { found }),
        })?;
        if standing.next() != first {
            return Err(damage(DamageKind::Renamed { found: standing.next() }).into());
        }
        if let Some(expected) = expected {
            if expected.next() != first {
                return Err(damage(DamageKind::SegmentGap { expected: expected.next(), found: first }).into());
            }
            if *expected != standing {
                return Err(damage(DamageKind::OtherChain).into());
            }
        }
        let offset = HEADER_BYTES as u64;
        let file = BufReader::new(file);
        let whole = (offset, standing);
        Ok(Self { file, path: path.clone(), bytes, offset, standing, whole, sealed: false, public })
    }

    /// Whether the last frame read closed the segment.
    pub fn sealed(&self) -> bool {
        self.sealed
    }

    /// The next frame, checked against everything before it. A frame that is whole and yet wrong is damage;
    /// an unreadable one is the caller's to judge, and nothing can be read after it.
    pub fn next(&mut self) -> Result<Step, JournalFault> {
        if self.offset == self.bytes {
            let at_group_end = self.whole.0 == self.offset;
            return Ok(if at_group_end { Step::End } else { Step::Unreadable });
        }
        let Some((prefix, content)) = self.read_frame().map_err(io("read", &self.path))? else {
            return Ok(Step::Unreadable);
        };
        let Some(head) = prefix.accepts(&content) else { return Ok(Step::Unreadable) };
        if self.sealed {
            return Err(self.damage(DamageKind::AfterSeal).into());
        }
        self.check_place(head)?;
        if chain_after(&self.standing.chain, &content) != prefix.chain {
            return Err(self.damage(DamageKind::ChainBroken).into());
        }
        let step = match head.kind {
            Kind::Record => {
                self.standing.last = Mark { seq: head.seq, hash: prefix.chain };
                let mut body = content;
                body.drain(..HEAD_BYTES);
                Step::Record(Record { mark: self.standing.last, body })
            }
            Kind::Checkpoint => {
                self.check_checkpoint(head, &content[HEAD_BYTES..])?;
                Step::Checkpoint
            }
            Kind::Seal => {
                self.check_checkpoint(head, &content[HEAD_BYTES..])?;
                self.sealed = true;
                Step::Seal
            }
        };
        self.standing.chain = prefix.chain;
        self.offset += (PREFIX_BYTES + prefix.length) as u64;
        if head.place + 1 == head.of {
            self.whole = (self.offset, self.standing);
        }
        Ok(step)
    }

    /// Damage at the next frame.
    pub fn damage(&self, what: DamageKind) -> Damage {
        Damage::new(&self.path, self.offset, self.standing.next(), what)
    }

    fn read_frame(&mut self) -> io::Result<Option<(Prefix, Vec<u8>)>> {
        let left = self.bytes - self.offset;
        let mut prefix = [0; PREFIX_BYTES];
        if left < PREFIX_BYTES as u64 {
            return Ok(None);
        }
        self.file.read_exact(&mut prefix)?;
        let Some(prefix) = Prefix::decode(&prefix) else { return Ok(None) };
        if left - (PREFIX_BYTES as u64) < prefix.length as u64 {
            return Ok(None);
        }
        let mut content = vec![0; prefix.length];
        self.file.read_exact(&mut content)?;
        Ok(Some((prefix, content)))
    }

    /// A record bears the next number, a checkpoint the last one, and both the next place in their group.
    fn check_place(&self, head: Head) -> Result<(), Damage> {
        let expected = match head.kind {
            Kind::Record => self.standing.next(),
            Kind::Checkpoint | Kind::Seal => self.standing.last.seq,
        };
        let group_start = self.whole.1.next();
        if head.seq != expected || head.group_start() != group_start {
            return Err(self.damage(DamageKind::OutOfOrder { expected, found: head.seq }));
        }
        Ok(())
    }

    fn check_checkpoint(&self, head: Head, body: &[u8]) -> Result<(), Damage> {
        let Some(public) = &self.public else { return Ok(()) };
        match Checkpoint::open(head, body, public) {
            Some((checkpoint, signed)) => {
                if checkpoint.standing != self.standing || checkpoint.offset != self.offset {
                    return Err(self.damage(DamageKind::CheckpointDiffers));
                }
                if !signed {
                    return Err(self.damage(DamageKind::Signature));
                }
                Ok(())
            }
            None => Err(self.damage(DamageKind::CheckpointDiffers)),
        }
    }
}
