"""One power cut: a core that serves on a disk of its own, the machine under it that is gone in the middle of its work,
and what is left on the disk."""

import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import disk
from clients import Acknowledged, Client, Work, at_touchscreen, by_guard, trust
from gate import LISTEN, LOOK_EVERY_S, Gate, free_port
from pc import Fault, Pc
from promises import are_kept, lost

# How long the guest may take until it serves, and until it has acknowledged so many wishes, on a busy machine, seconds.
SERVES_S, WORKS_S = 300, 120
ACKNOWLEDGED_MIN = 60
# When the cut comes, seconds after that at the most.
MOMENT_S_MAX = 4.0
# At how many moments before the disk is looked at as well: when something had just been heard, with what the disk had
# written until then.
EARLIER = 16
# How long a client may take to notice the cut, seconds.
NOTICED_S = 60
# Where the disk is in the guest, and how the guest is reached.
PLACE, ADDRESS = "/run/disk", "10.0.2.15"
# In the control run nothing comes to the disk by itself: not by the kernel's clock, nor by the file system's, seconds.
NO_WRITEBACK, COMMIT_S = "echo 0 >/proc/sys/vm/dirty_writeback_centisecs", 3600


@dataclass(frozen=True)
class Bench:
    """What every cut begins with."""

    program: Path
    # What scripts/guest.sh has made, and where the cuts leave what they leave.
    parts: Path
    kept: Path
    # Makes every sync an empty one.
    library: Path
    # The disk before anything has happened, and the gate on it.
    before: Path
    gate: Gate

    @staticmethod
    def make(program: Path, parts: Path, kept: Path, library: Path) -> "Bench":
        content, before = kept / "before", kept / "before.img"
        content.mkdir()
        gate = Gate.make(program, content / "site")
        disk.make(before, content)
        return Bench(program, parts, kept, library, before, gate)


class Cut:
    """A machine that works until its power is cut, then its disk as it may be found."""

    def __init__(self, bench: Bench, name: str, seed: int, syncs: bool) -> None:
        """`seed` chooses the moment; without `syncs` whatever the core asks to be durable is left in memory."""
        self.bench, self.name, self.seed, self.syncs = bench, name, seed, syncs
        self.begun, self.rng = time.monotonic(), random.Random(seed)
        self.folder = bench.kept / name.replace(" ", "-")
        self.folder.mkdir()
        self.killed, self.log = self.folder / "killed.img", self.folder / "log"
        self.heard: list[Acknowledged] = []
        self.workers: list[Work] = []

    def says(self, what: str) -> None:
        print(f"{self.name}, {time.monotonic() - self.begun:5.1f} s: {what}", flush=True)

    def works(self) -> None:
        """The clients ask until, at a random moment, the machine is gone; what they have heard was promised."""
        self.says(f"seed {self.seed}")
        disk.copy(self.bench.before, self.killed)
        (self.folder / "begin.sh").write_text(self.begin(), encoding="utf-8")
        port = free_port()
        forward = f"hostfwd=tcp:127.0.0.1:{port}-{ADDRESS}:{LISTEN.rpartition(':')[2]}"
        network = ["-netdev", f"user,id=net,restrict=on,{forward}", "-device", "virtio-net-pci,netdev=net,romfile="]
        machine = Pc(self.bench.parts, self.folder, network + disk.devices(self.killed, self.log))
        try:
            self.wait("serve", SERVES_S, machine, lambda: self.serves(machine))
            self.says("the core serves")
            self.workers = self.clients(port)
            for worker in self.workers:
                worker.start()
            self.wait(f"acknowledge {ACKNOWLEDGED_MIN} wishes", WORKS_S, machine, self.has_heard_enough)
            # The moment of the cut: nothing is waited for.
            time.sleep(self.rng.uniform(0, MOMENT_S_MAX))
            self.all_work()
        finally:
            machine.stop()
            for worker in self.workers:
                worker.join(NOTICED_S)
        for worker in self.workers:
            if worker.is_alive():
                raise Fault(f"{worker.device} has not noticed the cut")
            # That the line broke is what a cut does; a refusal is none of it.
            if isinstance(worker.fault, Fault):
                raise worker.fault

    def all_work(self) -> None:
        for worker in self.workers:
            if not worker.is_alive():
                raise Fault(f"{worker.device} has ended before the cut: {worker.fault!r}")

    def begin(self) -> str:
        """What the guest does."""
        options, preload, more = "", "", ""
        if not self.syncs:
            options, preload, more = f"-o commit={COMMIT_S}", f"LD_PRELOAD='{self.bench.library}'", NO_WRITEBACK
        return f"""busybox ifconfig eth0 {ADDRESS} netmask 255.255.255.0 up
{more}
mkdir {PLACE}
busybox mount -t ext4 {options} /dev/vda {PLACE}
exec env {preload} '{self.bench.program}' serve --config {PLACE}/site/gatehouse.toml
"""

    def serves(self, machine: Pc) -> bool:
        return machine.console.exists() and "serving on " in machine.console.read_text(errors="replace")

    def has_heard_enough(self) -> bool:
        return len(self.heard) >= ACKNOWLEDGED_MIN

    def wait(self, does: str, wait_s: float, machine: Pc, done: Callable[[], bool]) -> None:
        begun = time.monotonic()
        while not done():
            self.all_work()
            if machine.process.poll() is not None or time.monotonic() - begun > wait_s:
                raise Fault(f"the guest does not {does}, see {machine.console}")
            time.sleep(LOOK_EVERY_S)

    def clients(self, port: int) -> list[Work]:
        """Every device's client, guards signed in."""
        gate = self.bench.gate
        trusted, works = trust(gate.folder), []
        for role, device in gate.devices():
            client = Client(port, trusted, gate.token(device))
            if role == "panel":
                client.sign_in()
            visit = partial(by_guard if role == "panel" else at_touchscreen, known=gate.known)
            works.append(Work(device, client, visit, self.heard, self.log))
        return works

    def found(self, image: Path) -> Gate:
        """The gate as it is found on a disk."""
        place = image.with_suffix("")
        disk.take_out(image, place)
        return Gate(self.bench.program, place / "site")

    def keeps(self, image: Path, heard: list[Acknowledged]) -> Gate:
        """Whether the chain on a disk is whole, and all that was heard is in it."""
        gate = self.found(image)
        gate.verify()
        if missing := lost(heard, gate.records()):
            self.tells(image.stem, heard, missing)
            raise Fault(f"lost on {image} with seed {self.seed}: {missing[0]} and {len(missing) - 1} more")
        return gate

    def tells(self, where: str, heard: list[Acknowledged], missing: list[Acknowledged]) -> None:
        self.says(f"{where}: {len(heard)} acknowledged, {len(heard) - len(missing)} found, {len(missing)} lost")

    def holds(self) -> None:
        """Whether all that was promised is there: on the disk as it was when the machine was gone, as it is when its
        cache is lost, as it is when some of the cache is lost, and as if the cut had come at moments before."""
        log = disk.Log.read(self.log)
        self.says(f"{log.flushes()} flushes, {len(log.entries) - log.kept()} entries behind the last")
        partly, flushed = self.folder / "partly.img", self.folder / "flushed.img"
        disk.partly(self.bench.before, log, partly, self.rng)
        disk.flushed(self.bench.before, log, flushed)
        self.keeps(self.killed, self.heard)
        self.keeps(partly, self.heard)
        gate = self.keeps(flushed, self.heard)
        self.tells("killed, partly lost, flushed", self.heard, [])
        are_kept(self.heard, gate)
        self.says("the core starts again and answers what it has answered before")
        for number, heard in enumerate(self.rng.sample(self.heard, EARLIER), 1):
            image = self.folder / f"earlier-{number}.img"
            disk.flushed(self.bench.before, log.until(heard.logged), image)
            self.keeps(image, [one for one in self.heard if one.logged <= heard.logged])
        self.says(f"{EARLIER} moments before: nothing lost")

    def loses(self) -> None:
        """The control: a core whose syncs are empty has to lose what it promised, or the others prove nothing."""
        log, flushed = disk.Log.read(self.log), self.folder / "flushed.img"
        disk.flushed(self.bench.before, log, flushed)
        gate = self.found(flushed)
        try:
            missing = lost(self.heard, gate.records())
        except Fault as refused:
            self.says(f"the record is not even whole: {refused}")
            missing = self.heard
        self.says(f"{log.flushes()} flushes")
        self.tells("flushed, without syncs", self.heard, missing)
        if not missing:
            raise Fault("a core whose syncs are empty has lost nothing: these cuts prove nothing")

    def goes(self) -> None:
        """Works, is cut, and is looked at; leaves nothing if all is as it must be."""
        self.works()
        if self.syncs:
            self.holds()
        else:
            self.loses()
        shutil.rmtree(self.folder)
