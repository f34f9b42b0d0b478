"""The emulated Raspberry Pi 4: how it is started and stopped, its pins seen and driven from outside, and its serial line."""

import base64
import json
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import Fault, Line, Machine, connected

# How long a boot, and one wish, may take on a busy machine without virtualisation, seconds.
BOOT_S, WISH_S = 240, 180
# How long the emulator may take for one of its own, seconds.
EMULATOR_S = 60
# Where the board has its pins, and in there: drive high, drive low, read the levels.
PINS, DRIVE_HIGH, DRIVE_LOW, LEVELS = 0xFE200000, 0x1C, 0x28, 0x34
# What a pin is that is driven from inside.
OUTPUT = 0b001
# The pins in QEMU's own tree of parts.
PINS_PATH = "/machine/soc/peripherals/gpio"
# What the guest is told: the serial line is the console; pins by /dev/mem, as Debian's kernel has no other way to them (that
# of Raspberry Pi OS has); one processor, for others cost time here and win none; nothing blinks beneath a screen.
WORDS = ("console=ttyAMA0,115200 earlycon=pl011,0xfe201000 iomem=relaxed maxcpus=1 panic=-1 rdinit=/init "
         "vt.global_cursor_default=0 consoleblank=0")


@dataclass(frozen=True)
class Edge:
    """A pin has moved: at which second of this test, which pin, and where to."""

    at: float
    pin: int
    high: bool


class Pins:
    """The board's pins from outside: who drives them is seen at once, and what is read can be driven."""

    def __init__(self, path: Path, process: "subprocess.Popen[bytes]") -> None:
        self.socket = connected(path, process, EMULATOR_S)
        self.edges: list[Edge] = []
        self.answers: list[str] = []
        self.news = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()
        # From the first instruction on.
        self.ask(f"irq_intercept_out {PINS_PATH}")

    def listen(self) -> None:
        with self.socket.makefile("r", encoding="ascii") as lines:
            for line in lines:
                now, words = time.monotonic(), line.split()
                with self.news:
                    if words[0] == "IRQ":
                        self.edges.append(Edge(now, int(words[2]), words[1] == "raise"))
                    else:
                        self.answers.append(line.strip())
                    self.news.notify_all()

    def ask(self, question: str) -> str:
        with self.news:
            self.socket.sendall(f"{question}\n".encode("ascii"))
            if not self.news.wait_for(lambda: self.answers, EMULATOR_S):
                raise Fault(f"the emulator does not answer to {question}")
            answer = self.answers.pop(0)
        if not answer.startswith("OK"):
            raise Fault(f"{question}: {answer}")
        return answer[3:]

    def drive(self, pin: int, high: bool) -> float:
        """Puts an input at a level; gives when."""
        self.ask(f"writel {PINS + (DRIVE_HIGH if high else DRIVE_LOW):#x} {1 << pin:#x}")
        return time.monotonic()

    def is_high(self, pin: int) -> bool:
        return bool(int(self.ask(f"readl {PINS + LEVELS:#x}"), 16) >> pin & 1)

    def is_output(self, pin: int) -> bool:
        """Whether somebody in the guest drives the pin: three bits of a register for ten pins say what it is."""
        return int(self.ask(f"readl {PINS + pin // 10 * 4:#x}"), 16) >> pin % 10 * 3 & 0b111 == OUTPUT

    def of(self, pin: int) -> list[Edge]:
        with self.news:
            return [edge for edge in self.edges if edge.pin == pin]

    def nth(self, pin: int, count: int, what: str, wait_s: float) -> Edge:
        """Waits for the so-many-th move of a pin since power-on, counted from 1."""
        with self.news:
            if not self.news.wait_for(lambda: sum(edge.pin == pin for edge in self.edges) >= count, wait_s):
                raise Fault(f"{what}: pin {pin} has moved {len([e for e in self.edges if e.pin == pin])} times, not {count}")
        return self.of(pin)[count - 1]


class SerialLine(Line):
    """The agent's line: what is not the agent's is the kernel's, and kept."""

    def __init__(self, path: Path, process: "subprocess.Popen[bytes]", wait_s: float, kept: Path) -> None:
        super().__init__(path, process, wait_s)
        self.kept = kept.open("w", encoding="utf-8")

    def hear(self) -> dict[str, Any]:
        while True:
            try:
                line = self.file.readline()
            except TimeoutError:
                raise Fault("the guest does not answer, see console.log") from None
            if not line:
                raise Fault("the emulator has gone, see console.log")
            if line.startswith('{"'):
                heard: dict[str, Any] = json.loads(line)
                return heard
            self.kept.write(line)
            self.kept.flush()
            if "Kernel panic" in line:
                raise Fault(f"the guest's kernel: {line.strip()}")


class Board(Machine):
    """A Raspberry Pi 4 of QEMU's making, which ends with whoever uses it."""

    def __init__(self, parts: Path, kept: Path, before: Callable[[Pins], None]) -> None:
        """`parts` is what scripts/pi-image has made. `before` drives the inputs before there is power."""
        self.kept, self.begun = kept, time.monotonic()
        self.folder = tempfile.TemporaryDirectory(prefix="gatehouse-pi-")
        folder = Path(self.folder.name)
        control, serial, pins, self.look = (folder / name for name in ("control", "serial", "pins", "look.ppm"))

        def listening(socket_path: Path) -> str:
            return f"unix:{socket_path},server=on,wait=off"

        self.process = subprocess.Popen(
            # Dies with its starter, whatever ends that. Waits for the word to go: -S.
            ["setpriv", "--pdeathsig", "KILL", *(parts / "qemu").read_text(encoding="utf-8").splitlines()]
            + ["-S", "-accel", "tcg", "-no-reboot", "-display", "none", "-nic", "none"]
            + ["-kernel", str(parts / "kernel"), "-dtb", str(parts / "pi4.dtb"), "-initrd", str(parts / "image")]
            + ["-append", WORDS, "-serial", listening(serial), "-qmp", listening(control)]
            + ["-qtest", listening(pins), "-qtest-log", "none"]
        )
        try:
            self.control = Line(control, self.process, EMULATOR_S)
            self.control.hear()
            self.command("qmp_capabilities")
            self.pins = Pins(pins, self.process)
            before(self.pins)
            self.serial = SerialLine(serial, self.process, EMULATOR_S, kept / "console.log")
            self.agent = self.serial
            self.command("cont")
            self.agent.socket.settimeout(BOOT_S)
            self.agent.hear()
            self.agent.socket.settimeout(WISH_S)
            self.wish("clock", now_s=time.time())
        except BaseException:
            self.stop()
            raise

    def say(self, what: str) -> None:
        print(f"{self.age():6.1f} s  {what}", flush=True)

    def fetch(self, path: str, name: str) -> Path:
        """A file of the guest, kept under a name."""
        kept = self.kept / name
        kept.write_bytes(base64.b64decode(self.wish("read", path=path)))
        return kept

    def keep_logs(self, *names: str) -> None:
        """What programs of the guest have said, for whoever looks for a fault; no test hangs on it."""
        for name in names:
            try:
                self.fetch(f"/run/kept/{name}.log", f"{name}.log")
            except (Fault, OSError) as fault:
                print(f"no {name}.log: {fault}", flush=True)

    def stop(self) -> None:
        super().stop()
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.say(f"the board is off; it has taken {spent.ru_utime + spent.ru_stime:.1f} s of processor time, "
                 f"{spent.ru_maxrss // 1024} MB")


def booted(parts: Path, kept: Path, before: Callable[[Pins], None]) -> Board:
    """A board that has come up. A boot may fail for the emulator's sake, and is tried once more; nothing later is."""
    if not os.access(parts / "image", os.R_OK):
        raise Fault(f"{parts} has no image: scripts/pi-image --emulated")
    try:
        return Board(parts, kept, before)
    except Fault as fault:
        print(f"The board did not come up ({fault}); once more.", flush=True)
        (kept / "console.log").replace(kept / "console-first.log") if (kept / "console.log").exists() else None
        return Board(parts, kept, before)
