"""Makes the guest's file system: an archive that the kernel unpacks into memory.

Called by scripts/pi-image: image.py PROGRAM GUEST ROOT IMAGE. GUEST has the guest's own programs and its kernel's modules,
unpacked; ROOT the libraries that the program was linked with. The units and the agent are this tree's.
"""

import lzma
import re
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

TREE = Path(__file__).parents[2]
# Where libraries lie, in the guest as on Debian.
LIBRARIES = "usr/lib/aarch64-linux-gnu"
LOADER = "usr/lib/ld-linux-aarch64.so.1"
# Programs of the guest beside the product.
TOOLS = ("busybox", "setpriv", "python3.13")
# What the agent's language has and nobody here asks for: half of it.
UNUSED = {"test", "idlelib", "pydoc_data", "ensurepip", "tkinter", "turtledemo", "lib2to3", "asyncio", "unittest", "venv",
          "sqlite3", "multiprocessing", "curses", "distutils", "wsgiref", "xmlrpc", "dbm", "_pyrepl"}
# Of its parts in machine code, those that the agent uses; the others would bring their libraries.
PARTS = ("_ssl", "termios")
# Touch: the kernel's devices of one's own making, and how they are read.
MODULES = ("uinput", "evdev")
# What Slint, libinput and ALSA read.
SHARED = ("usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "usr/share/X11/xkb", "usr/share/libinput", "usr/share/alsa")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts</dir><cachedir>/tmp/fonts</cachedir></fontconfig>
"""
USERS = "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n"
GROUPS = "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"
FOLDERS = ("proc", "sys", "dev", "tmp", "run", "root", "var/lib", "var/tmp", "etc/gatehouse")


class Archive:
    """A cpio archive in the form the kernel takes (newc), not packed: unpacking takes an emulated board longer."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.known: set[str] = set()

    def add(self, name: str, mode: int, content: bytes = b"") -> None:
        if name in self.known:
            return
        self.known.add(name)
        # Number, mode, owner, group, links, time, size, four of devices, length of the name, checksum.
        fields = (len(self.known), mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name.encode()) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0"
        for piece in (head, content):
            self.parts.append(piece + bytes(-len(piece) % 4))

    def folder(self, name: str) -> None:
        for above in reversed(Path(name).parents[:-1]):
            self.add(str(above), stat.S_IFDIR | 0o755)
        self.add(name, stat.S_IFDIR | 0o755)

    def file(self, name: str, content: bytes, mode: int = 0o644) -> None:
        self.folder(str(Path(name).parent))
        self.add(name, stat.S_IFREG | mode, content)

    def link(self, name: str, to: str) -> None:
        self.folder(str(Path(name).parent)) if "/" in name else None
        self.add(name, stat.S_IFLNK | 0o777, to.encode())

    def copy(self, source: Path, name: str) -> None:
        """A file with what it is, or a folder with all that is in it."""
        if source.is_symlink():
            self.link(name, str(source.readlink()))
        elif source.is_dir():
            self.folder(name)
            for inner in sorted(source.iterdir()):
                self.copy(inner, f"{name}/{inner.name}")
        else:
            self.file(name, source.read_bytes(), stat.S_IMODE(source.stat().st_mode))

    def write(self, path: Path) -> None:
        self.add("TRAILER!!!", 0)
        path.write_bytes(b"".join(self.parts))


def needed(program: Path) -> list[str]:
    """The libraries a program or library asks for by name."""
    told = subprocess.run(["readelf", "-d", program], capture_output=True, text=True, check=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.*?)\]", told)


def libraries(programs: Iterable[Path], roots: list[Path]) -> Iterator[tuple[str, Path]]:
    """Every library that these need, and those need, and where it is."""
    places = [root / folder for root in roots for folder in (LIBRARIES, "usr/lib")]
    waiting, seen = [name for program in programs for name in needed(program)], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = next((place / name for place in places if (place / name).exists()), None)
        if found is None:
            sys.exit(f"no {name} in {', '.join(map(str, places))}")
        waiting += needed(found.resolve())
        yield name, found.resolve()


def language(guest: Path) -> Iterator[tuple[Path, str]]:
    """The agent's language: what is compiled ahead, in the place of its source."""
    for source in sorted((guest / "usr/lib/python3.13").rglob("*")):
        inner = source.relative_to(guest)
        if UNUSED.isdisjoint(inner.parts) and source.is_file() and not inner.match("lib-dynload/*"):
            yield source, str(inner)


def image(program: Path, guest: Path, root: Path) -> Archive:
    archive = Archive()
    for name in FOLDERS:
        archive.folder(name)
    for name in ("bin", "sbin", "lib"):
        archive.link(name, f"usr/{name.replace('sbin', 'bin')}")
    archive.file("usr/bin/gatehouse", program.read_bytes(), 0o755)
    programs = [program]
    for name in TOOLS:
        programs.append(guest / "usr/bin" / name)
        archive.copy(programs[-1].resolve(), f"usr/bin/{name}")
    archive.link("usr/bin/sh", "busybox")
    for source, name in language(guest):
        archive.copy(source, name)
    for source in sorted((guest / "usr/lib/python3.13/lib-dynload").glob("*.so")):
        if source.name.split(".")[0] in PARTS:
            programs.append(source)
            archive.copy(source, str(source.relative_to(guest)))
    archive.copy((root / LOADER).resolve(), LOADER)
    for name, found in libraries([*programs, *(root / LIBRARIES).glob("libfontconfig.so.1")], [guest, root]):
        archive.copy(found, f"{LIBRARIES}/{name}")
    for name in SHARED:
        archive.copy(root / name, name)
    archive.file("etc/fonts/fonts.conf", FONTS.encode())
    archive.file("etc/passwd", USERS.encode())
    archive.file("etc/group", GROUPS.encode())
    for module in MODULES:
        packed = next((guest / "usr/lib/modules").rglob(f"{module}.ko.xz"))
        archive.file(f"modules/{module}.ko", lzma.decompress(packed.read_bytes()))
    for unit in sorted((TREE / "systemd").glob("*.service")):
        archive.copy(unit, f"etc/systemd/system/{unit.name}")
    archive.copy(TREE / "tests/drm/agent.py", "agent/agent.py")
    archive.copy(TREE / "tests/pi/inside.py", "agent/inside.py")
    for name, place in (("init", "init"), ("udevadm", "usr/bin/udevadm")):
        archive.file(place, (TREE / "tests/pi" / name).read_bytes(), 0o755)
    archive.link("usr/lib/systemd/systemd-udevd", "/usr/bin/udevadm")
    return archive


def main() -> None:
    program, guest, root, result = map(Path, sys.argv[1:])
    image(program, guest, root).write(result)
    print(f"{result}: {result.stat().st_size // 1_000_000} MB", file=sys.stderr)


if __name__ == "__main__":
    main()
