"""The guest's disk: what QEMU has noted of every write to it, and the disk as a power cut may leave it."""

import random
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pc import Fault

# Room on the disk, MiB: what the store keeps free at the least, and some for the store.
DISK_MB = 160
# Bytes of a sector, as QEMU is told to note them.
SECTOR = 512
# The head of the log and of each entry are this file format's, which QEMU writes and the kernel's dm-log-writes reads.
MAGIC, HEAD, ENTRY = 0x6A736677736872, struct.Struct("<QQQI"), struct.Struct("<QQQQ")
FLUSH, DISCARD = 1, 4
# What the file system's check may end with: it found nothing, or mended what it found.
MENDED_MAX = 1


@dataclass(frozen=True)
class Entry:
    """One thing the disk was asked for and has done: a write of some sectors, a flush, or a discard."""

    sector: int
    sectors: int
    flags: int
    # Where in the log the written bytes stand.
    at: int

    @property
    def end(self) -> int:
        """Where in the log the next entry begins."""
        return self.at + (0 if self.flags & DISCARD else self.sectors * SECTOR)

    def writes(self) -> bool:
        return self.sectors > 0 and not self.flags & DISCARD


@dataclass(frozen=True)
class Log:
    """All that the disk has done, in this order. A write stands here when it is done and before the guest hears of it,
    for QEMU does one thing after the other here (`thread-pool-max`): what is missing at a kill is the end. So however
    long it was when something was heard, all that had been done for that is in it."""

    file: Path
    entries: list[Entry]

    @staticmethod
    def read(file: Path) -> "Log":
        bytes_there, entries = file.stat().st_size, []
        with file.open("rb") as log:
            head = log.read(SECTOR)
            # It is written with the first flush.
            if any(head) and HEAD.unpack_from(head)[0] != MAGIC:
                raise Fault(f"{file} is no log of a disk")
            at = SECTOR
            while at + SECTOR <= bytes_there:
                log.seek(at)
                sector, sectors, flags, _ = ENTRY.unpack(log.read(ENTRY.size))
                if not sectors and not flags:
                    break
                entry = Entry(sector, sectors, flags, at + SECTOR)
                if entry.end > bytes_there:
                    break
                entries.append(entry)
                at = entry.end
        return Log(file, entries)

    def until(self, bytes_there: int) -> "Log":
        """The log as it was when it was so long."""
        return Log(self.file, [entry for entry in self.entries if entry.end <= bytes_there])

    def flushes(self) -> int:
        return sum(1 for entry in self.entries if entry.flags & FLUSH)

    def kept(self) -> int:
        """How many entries are safe: those up to the last flush."""
        ends = [at for at, entry in enumerate(self.entries, 1) if entry.flags & FLUSH]
        return ends[-1] if ends else 0

    def write(self, disk: BinaryIO, entry: Entry, sectors: int) -> None:
        """Writes the first `sectors` of an entry to a disk."""
        with self.file.open("rb") as log:
            log.seek(entry.at)
            disk.seek(entry.sector * SECTOR)
            disk.write(log.read(sectors * SECTOR))


def devices(image: Path, log: Path) -> list[str]:
    """The disk in the words of QEMU, with a log of its own."""
    log.touch()

    def file(node: str, path: Path) -> list[str]:
        # QEMU is killed and this machine goes on: nothing of it has to be flushed here.
        return ["-blockdev", f"driver=file,node-name={node},filename={path},cache.no-flush=on"]

    return (
        ["-object", "main-loop,id=loop,thread-pool-max=1", *file("bytes", image), *file("log", log)]
        + ["-blockdev", f"driver=blklogwrites,node-name=disk,file=bytes,log=log,log-sector-size={SECTOR}"]
        + ["-device", "virtio-blk-pci,drive=disk"]
    )


def make(image: Path, content: Path) -> None:
    """A disk with an ext4 file system, and what lies in the folder `content` on it."""
    with image.open("wb") as file:
        file.truncate(DISK_MB << 20)
    # Nothing is left for the guest to write by itself.
    lazy = "lazy_itable_init=0,lazy_journal_init=0"
    run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", lazy, "-d", str(content), str(image))


def copy(image: Path, to: Path) -> None:
    run("cp", "--sparse=always", str(image), str(to))


def flushed(before: Path, log: Log, to: Path) -> None:
    """The disk as if its cache was lost: `before`, and what was written up to the last flush."""
    copy(before, to)
    with to.open("r+b") as disk:
        for entry in filter(Entry.writes, log.entries[: log.kept()]):
            log.write(disk, entry, entry.sectors)


def partly(before: Path, log: Log, to: Path, rng: random.Random) -> None:
    """The disk as if some of its cache was lost: as `flushed`, and of each write behind the last flush none, some or
    all of its sectors."""
    flushed(before, log, to)
    with to.open("r+b") as disk:
        for entry in filter(Entry.writes, log.entries[log.kept() :]):
            log.write(disk, entry, rng.randint(0, entry.sectors))


def take_out(image: Path, to: Path) -> None:
    """What lies on the disk, after a check of its file system as at every start; nothing is mounted."""
    checked = subprocess.run(["e2fsck", "-fy", image], capture_output=True, text=True, check=False)
    if checked.returncode > MENDED_MAX:
        raise Fault(f"{image} is no whole file system: {checked.stdout}{checked.stderr}")
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    run("debugfs", "-R", f"rdump / {to}", str(image))


def run(*words: str) -> str:
    """One of the system's programs, to its end."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Fault(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return done.stdout
