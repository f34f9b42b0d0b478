"""Inside the guest: does what it is told on a serial line, one line of JSON for each wish and one for each answer.

It plays what stands around the program: udev, a touchscreen and the finger on it, a scanner that types, whoever starts
programs, and a client of the core.
"""

import errno
import fcntl
import grp
import http.client
import json
import os
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The size of the display, pixels: the touchscreen lies on it.
WIDTH, HEIGHT = 1280, 800
# Between two places of a finger that is drawn over the screen, seconds: a touchscreen tells 60 a second.
GLIDE_S = 1 / 60
# How long the core may take for an answer, and a program to take a scanner that was plugged in, seconds.
ANSWER_S, TAKEN_S = 60, 60
# How often it is looked whether it has, seconds.
LOOK_EVERY_S = 0.2

# Numbers of linux/uinput.h and linux/input-event-codes.h.
UI_SET_EVBIT, UI_SET_KEYBIT, UI_SET_ABSBIT, UI_SET_PROPBIT = 0x40045564, 0x40045565, 0x40045567, 0x4004556E
UI_DEV_CREATE = 0x5501
EV_SYN, EV_KEY, EV_ABS = 0, 1, 3
BTN_TOUCH, INPUT_PROP_DIRECT = 0x14A, 1
# Asks for a device to be one's own, or lets it go (1 and 0).
EVIOCGRAB = 0x40044590
# The digits from 0, Enter, and all keys of an ordinary keyboard.
KEY_DIGITS, KEY_ENTER, KEYS = (11, *range(2, 11)), 28, range(1, 120)
ABS_X, ABS_Y, ABS_MT_SLOT, ABS_MT_POSITION_X, ABS_MT_POSITION_Y, ABS_MT_TRACKING_ID = 0, 1, 0x2F, 0x35, 0x36, 0x39

Place = tuple[int, int]


def tell(device: int, *events: tuple[int, int, int]) -> None:
    """What a device of the kernel's own making tells at one moment: kinds, codes and values."""
    for kind, code, value in (*events, (EV_SYN, 0, 0)):
        os.write(device, struct.pack("llHHi", 0, 0, kind, code, value))


class Touchscreen:
    """A multitouch screen of the kernel's own making, and one finger."""

    def __init__(self) -> None:
        self.device = os.open("/dev/uinput", os.O_RDWR)
        for kind in (EV_SYN, EV_KEY, EV_ABS):
            fcntl.ioctl(self.device, UI_SET_EVBIT, kind)
        fcntl.ioctl(self.device, UI_SET_KEYBIT, BTN_TOUCH)
        largest = [0] * 64
        for axis, most in (
            (ABS_X, WIDTH - 1),
            (ABS_Y, HEIGHT - 1),
            (ABS_MT_SLOT, 9),
            (ABS_MT_POSITION_X, WIDTH - 1),
            (ABS_MT_POSITION_Y, HEIGHT - 1),
            (ABS_MT_TRACKING_ID, 65535),
        ):
            fcntl.ioctl(self.device, UI_SET_ABSBIT, axis)
            largest[axis] = most
        fcntl.ioctl(self.device, UI_SET_PROPBIT, INPUT_PROP_DIRECT)
        heading = struct.pack("80sHHHHi", b"touchscreen of the test", 3, 0x1209, 0x0001, 1, 0)
        os.write(self.device, heading + struct.pack("64i", *largest) + bytes(64 * 4 * 3))
        fcntl.ioctl(self.device, UI_DEV_CREATE)
        self.touches = 0

    def place(self, place: Place) -> list[tuple[int, int, int]]:
        x, y = place
        return [(EV_ABS, code, value) for code, value in
                ((ABS_MT_POSITION_X, x), (ABS_MT_POSITION_Y, y), (ABS_X, x), (ABS_Y, y))]

    def press(self, places: list[Place]) -> None:
        """The finger comes down at the first place and goes on to the others."""
        self.touches += 1
        tell(self.device, (EV_ABS, ABS_MT_SLOT, 0), (EV_ABS, ABS_MT_TRACKING_ID, self.touches), (EV_KEY, BTN_TOUCH, 1),
             *self.place(places[0]))
        for place in places[1:]:
            time.sleep(GLIDE_S)
            tell(self.device, *self.place(place))

    def release(self) -> None:
        tell(self.device, (EV_ABS, ABS_MT_TRACKING_ID, -1), (EV_KEY, BTN_TOUCH, 0))


class Scanner:
    """A keyboard of the kernel's own making that a program takes for itself as soon as it is plugged in."""

    def __init__(self, vendor: int, product: int) -> None:
        known = set(Path("/dev/input").iterdir())
        self.device = os.open("/dev/uinput", os.O_RDWR)
        for kind in (EV_SYN, EV_KEY):
            fcntl.ioctl(self.device, UI_SET_EVBIT, kind)
        for key in KEYS:
            fcntl.ioctl(self.device, UI_SET_KEYBIT, key)
        heading = struct.pack("80sHHHHi", b"scanner of the test", 3, vendor, product, 1, 0)
        os.write(self.device, heading + bytes(64 * 4 * 4))
        fcntl.ioctl(self.device, UI_DEV_CREATE)
        subprocess.run(["udevadm", "settle"], check=True)
        (node,) = (path for path in set(Path("/dev/input").iterdir()) - known if path.name.startswith("event"))
        begun = time.monotonic()
        while not self.is_taken(node):
            assert time.monotonic() - begun < TAKEN_S, f"nobody takes {node}"
            time.sleep(LOOK_EVERY_S)

    @staticmethod
    def is_taken(node: Path) -> bool:
        asked = os.open(node, os.O_RDONLY)
        try:
            fcntl.ioctl(asked, EVIOCGRAB, 1)
        except OSError as refused:
            if refused.errno != errno.EBUSY:
                raise
            return True
        finally:
            os.close(asked)
        return False

    def reads(self, digits: str) -> None:
        for key in (*(KEY_DIGITS[int(digit)] for digit in digits), KEY_ENTER):
            for value in (1, 0):
                tell(self.device, (EV_KEY, key, value))


class Guest:
    """What can be wished for; each method is a wish by its name."""

    def __init__(self) -> None:
        self.touchscreen: Touchscreen | None = None
        self.scanner: Scanner | None = None
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def devices(self, groups: list[str]) -> None:
        """udev, which names the groups of the devices, then the touchscreen."""
        known = {group.gr_name for group in grp.getgrall()}
        free = max(group.gr_gid for group in grp.getgrall() if group.gr_gid < 1000) + 1
        absent = [name for name in groups if name not in known]
        with Path("/etc/group").open("a", encoding="utf-8") as file:
            file.writelines(f"{name}:x:{free + at}:\n" for at, name in enumerate(absent))
        # It is not at home in a chroot, and would say so and do nothing.
        os.environ["SYSTEMD_IGNORE_CHROOT"] = "1"
        subprocess.run(["/usr/lib/systemd/systemd-udevd", "--daemon"], check=True)
        subprocess.run(["udevadm", "trigger", "--action=add"], check=True)
        subprocess.run(["udevadm", "settle"], check=True)
        self.touchscreen = Touchscreen()
        subprocess.run(["udevadm", "settle"], check=True)

    def press(self, places: list[Place]) -> None:
        assert self.touchscreen, "there is no touchscreen yet"
        self.touchscreen.press(places)

    def release(self) -> None:
        assert self.touchscreen, "there is no touchscreen yet"
        self.touchscreen.release()

    def plug_in(self, vendor: int, product: int) -> None:
        """A scanner that types, until the program has it for itself."""
        self.scanner = Scanner(vendor, product)

    def scan(self, digits: str) -> None:
        assert self.scanner, "there is no scanner yet"
        self.scanner.reads(digits)

    def run(self, words: list[str]) -> dict[str, Any]:
        """A program, to its end."""
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        return {"code": done.returncode, "out": done.stdout, "err": done.stderr}

    def start(self, name: str, words: list[str], variables: dict[str, str]) -> int:
        """A program that goes on; what it says is kept. On the console, as a service of a screen is."""
        with open(f"/run/kept/{name}.log", "wb") as log, open("/dev/tty1", "rb") as console:
            process = subprocess.Popen(
                words, stdin=console, stdout=log, stderr=log, env={**os.environ, **variables}, start_new_session=True
            )
        self.processes[name] = process
        return process.pid

    def stop(self, name: str) -> int:
        process = self.processes.pop(name)
        process.terminate()
        return process.wait()

    def state(self, name: str) -> dict[str, Any]:
        """How a program has ended, if it has, and its memory and processor time."""
        process = self.processes[name]
        if (code := process.poll()) is not None:
            return {"ended": code}
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
        memory = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        spent = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks = int(spent[11]) + int(spent[12])
        return {"ended": None, "memory_kb": int(memory), "cpu_s": ticks / os.sysconf("SC_CLK_TCK")}

    def ask(self, method: str, path: str, token: str, body: Any, certificate: str, port: int, key: str) -> Any:
        """One request to the core."""
        trust = ssl.create_default_context(cafile=certificate)
        core = http.client.HTTPSConnection("127.0.0.1", port, timeout=ANSWER_S, context=trust)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
        core.request(method, path, None if body is None else json.dumps(body), headers)
        answer = core.getresponse()
        told = answer.read().decode()
        is_json = "json" in (answer.headers["Content-Type"] or "")
        return {"status": answer.status, "body": json.loads(told) if is_json else told}


def answer(guest: Guest, line: str) -> dict[str, Any]:
    wish = json.loads(line)
    try:
        method: Callable[..., Any] = getattr(guest, wish["do"])
        return {"done": method(**wish["with"])}
    except Exception as fault:  # Whatever it is, whoever asked has to know.
        return {"fault": repr(fault)}


def serve(guest: Guest, port: str) -> None:
    """Does what it is told on the serial line, to its end."""
    with open(port, encoding="utf-8") as wishes, open(port, "w", encoding="utf-8") as answers:
        print(json.dumps({"done": "ready"}), file=answers, flush=True)
        for line in wishes:
            print(json.dumps(answer(guest, line)), file=answers, flush=True)


if __name__ == "__main__":
    serve(Guest(), sys.argv[1])
