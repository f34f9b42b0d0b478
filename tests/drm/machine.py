"""The emulated machine: what its display shows, and the line to the agent in it."""

import json
import socket
import struct
import subprocess
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pc import Fault, Pc

# How long a boot, and one wish, may take on a busy machine without virtualisation, seconds.
BOOT_S, WISH_S = 300, 180
# Between two looks at the display, seconds.
LOOK_EVERY_S = 0.1
# How long the display has to show the same to be at rest, seconds.
RESTS_S = 0.3
# The widest thing that may differ between two looks at the same page, pixels: a caret, which blinks.
CARET_WIDE = 4


@dataclass(frozen=True)
class Picture:
    """What the display shows: three bytes for each pixel, row by row."""

    width: int
    height: int
    pixels: bytes

    @staticmethod
    def read(path: Path) -> "Picture":
        """Of a PPM file as QEMU writes it."""
        kind, size, _most, pixels = path.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        if kind != b"P6" or len(pixels) != 3 * width * height:
            raise Fault(f"no picture: {path}")
        return Picture(width, height, pixels)

    def rows(self) -> list[bytes]:
        long = 3 * self.width
        return [self.pixels[at : at + long] for at in range(0, len(self.pixels), long)]

    def colour(self, place: tuple[int, int]) -> bytes:
        at = 3 * (place[1] * self.width + place[0])
        return self.pixels[at : at + 3]

    def looks_like(self, other: "Picture") -> bool:
        """Whether both show the same, but for a caret."""
        if (self.width, self.height) != (other.width, other.height):
            return False
        if self.pixels == other.pixels:
            return True
        left, right = self.width, 0
        for one, two in zip(self.rows(), other.rows()):
            if one != two:
                differ = int.from_bytes(one, "big") ^ int.from_bytes(two, "big")
                left = min(left, self.width - 1 - (differ.bit_length() - 1) // 24)
                right = max(right, self.width - 1 - ((differ & -differ).bit_length() - 1) // 24)
        return right - left < CARET_WIDE

    def keep(self, path: Path) -> None:
        """As a PNG file."""

        def part(kind: bytes, content: bytes) -> bytes:
            return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

        heading = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        rows = zlib.compress(b"".join(b"\0" + row for row in self.rows()))
        signature = b"\x89PNG\r\n\x1a\n"
        path.write_bytes(signature + part(b"IHDR", heading) + part(b"IDAT", rows) + part(b"IEND", b""))


def connected(path: Path, machine: "subprocess.Popen[bytes]", wait_s: float) -> socket.socket:
    """A socket of the machine's, once it is there."""
    begun = time.monotonic()
    near = socket.socket(socket.AF_UNIX)
    while True:
        try:
            near.connect(str(path))
            return near
        except OSError:
            if machine.poll() is not None or time.monotonic() - begun > wait_s:
                raise Fault(f"the machine has not come up: {path}") from None
            time.sleep(0.05)


class Line:
    """A socket on which each line is one word of JSON."""

    def __init__(self, path: Path, machine: "subprocess.Popen[bytes]", wait_s: float) -> None:
        self.socket = connected(path, machine, wait_s)
        self.socket.settimeout(wait_s)
        self.file = self.socket.makefile("rw", encoding="utf-8")

    def hear(self) -> dict[str, Any]:
        try:
            line = self.file.readline()
        except TimeoutError:
            raise Fault("the machine does not answer") from None
        if not line:
            raise Fault("the machine has gone")
        heard: dict[str, Any] = json.loads(line)
        return heard

    def tell(self, word: dict[str, Any]) -> None:
        self.file.write(json.dumps(word) + "\n")
        self.file.flush()


class Machine(Pc):
    """A PC with a display and an agent in it."""

    def __init__(self, display: str, parts: Path, kept: Path) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="gatehouse-drm-")
        folder = Path(self.folder.name)
        control, wishes, self.look = folder / "control.sock", folder / "wishes.sock", folder / "look.ppm"
        super().__init__(
            parts, kept,
            ["-nic", "none", "-device", display]
            + ["-serial", f"unix:{wishes},server=on,wait=off", "-qmp", f"unix:{control},server=on,wait=off"],
        )
        try:
            self.control = Line(control, self.process, WISH_S)
            self.control.hear()
            self.command("qmp_capabilities")
            self.agent = Line(wishes, self.process, BOOT_S)
            self.agent.hear()
            self.agent.socket.settimeout(WISH_S)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        super().stop()
        self.folder.cleanup()

    def command(self, name: str, **arguments: str) -> None:
        """One of QEMU's own commands; its news in between are left unheard."""
        self.control.tell({"execute": name, "arguments": arguments})
        while "return" not in (heard := self.control.hear()):
            if "error" in heard:
                raise Fault(f"{name}: {heard['error']}")

    def wish(self, wish: str, /, **arguments: Any) -> Any:
        """Has the agent do something."""
        self.agent.tell({"do": wish, "with": arguments})
        heard = self.agent.hear()
        if "fault" in heard:
            raise Fault(f"{wish} in the guest: {heard['fault']}")
        return heard["done"]

    def picture(self) -> Picture:
        self.command("screendump", filename=str(self.look))
        return Picture.read(self.look)

    def settled(self, what: str, unlike: list[Picture], wait_s: float, rests_s: float = RESTS_S) -> Picture:
        """Waits until the display rests, on something else than these pictures."""
        begun = since = time.monotonic()
        last = self.picture()
        while (looked := time.monotonic()) - begun < wait_s:
            time.sleep(LOOK_EVERY_S)
            now = self.picture()
            if not now.looks_like(last):
                since = looked
            elif looked - since >= rests_s and not any(now.looks_like(before) for before in unlike):
                return now
            last = now
        last.keep(self.kept / "stuck.png")
        raise Fault(f"after {what} the display did not come to rest on something new, see stuck.png")

    def shows(self, picture: Picture, what: str, wait_s: float) -> None:
        """Waits until the display shows just this."""
        begun = time.monotonic()
        while not (now := self.picture()).looks_like(picture):
            if time.monotonic() - begun > wait_s:
                now.keep(self.kept / "stuck.png")
                raise Fault(f"{what} did not come, see stuck.png")
            time.sleep(LOOK_EVERY_S)
