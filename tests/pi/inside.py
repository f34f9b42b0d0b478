"""Inside the guest: the agent of tests/drm, and what stands around a core on a board besides: the system that starts the
core, shuts its gate and starts it anew, and a scanner with a serial port.
"""

import base64
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any

import agent

UNITS = Path("/etc/systemd/system")
# How long a program may take to end once it was told to, seconds.
END_S = 60


def lines_of(unit: str, key: str) -> list[str]:
    """What a unit says for a key, in its order."""
    return re.findall(rf"^{key}=(.*)$", (UNITS / f"{unit}.service").read_text(encoding="utf-8"), re.M)


def command(line: str) -> list[str]:
    """The words of a command of a unit, without what only concerns the system: whose rights, and whether it may fail."""
    return shlex.split(line.lstrip("-+@:!"))


class Service:
    """The core as its units have it run: the gate is shut before the first start and after each end, and it is started again."""

    def __init__(self, unit: str, before: str | None, is_shut: bool, started: Callable[["subprocess.Popen[bytes]"], None]) -> None:
        """`before` is the unit that is run to its end first, if any; `is_shut` is False to leave out what follows an end."""
        self.unit, self.before, self.is_shut, self.started = unit, before, is_shut, started
        self.stopping, self.ends = threading.Event(), list[dict[str, Any]]()
        self.process: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self.turn, daemon=True)
        self.thread.start()

    def run(self, unit: str, key: str) -> list[int]:
        with open("/run/kept/system.log", "ab") as log:
            return [subprocess.run(command(line), stdout=log, stderr=log, check=False).returncode for line in lines_of(unit, key)]

    def turn(self) -> None:
        (rest,) = lines_of(self.unit, "RestartSec")
        (line,) = lines_of(self.unit, "ExecStart")
        before = self.run(self.before, "ExecStart") if self.before else []
        while True:
            with open("/run/kept/core.log", "ab") as log:
                self.process = subprocess.Popen(command(line), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            self.started(self.process)
            code = self.process.wait()
            ended = time.monotonic()
            shut = self.run(self.unit, "ExecStopPost") if self.is_shut else []
            took = time.monotonic() - ended
            self.ends.append({"code": code, "before": before, "shut": shut, "shut_took_s": took})
            if self.stopping.wait(float(rest)):
                return


class PiGuest(agent.Guest):
    """What can be wished for; each method is a wish by its name."""

    def __init__(self) -> None:
        super().__init__()
        self.service: Service | None = None
        self.port: int | None = None

    def clock(self, now_s: float) -> None:
        """A board without a clock of its own is told the time."""
        time.clock_settime(time.CLOCK_REALTIME, now_s)

    def read(self, path: str) -> str:
        """A file's bytes, in base64."""
        return base64.b64encode(Path(path).read_bytes()).decode()

    def write(self, path: str, text: str) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")

    def serve(self, is_shut: bool = True) -> None:
        """The system starts the core. `is_shut` False: it does nothing about the gate when the core has ended."""

        def started(process: "subprocess.Popen[bytes]") -> None:
            self.processes["core"] = process

        # Those who ask how it stands find something, also before it stands.
        self.processes.pop("core", None)
        # Once after a boot.
        before = None if self.service else "gatehouse-gate-shut"
        self.service = Service("gatehouse", before, is_shut, started)

    def ends(self) -> list[dict[str, Any]]:
        """How the core has ended so far, and what was done about it."""
        assert self.service, "no core was started"
        return self.service.ends

    def ended(self, times: int) -> dict[str, Any]:
        """Waits until the core has ended so often, and gives how it did."""
        assert self.service, "no core was started"
        begun = time.monotonic()
        while len(self.service.ends) < times:
            assert time.monotonic() - begun < END_S, f"the core has ended {len(self.service.ends)} times"
            time.sleep(agent.LOOK_EVERY_S)
        return self.service.ends[times - 1]

    def signal(self, name: str, starts_again: bool) -> None:
        """A signal to the core. `starts_again` False: the system does not start it afterwards."""
        assert self.service and self.service.process, "no core runs"
        if not starts_again:
            self.service.stopping.set()
        os.kill(self.service.process.pid, getattr(signal, name))

    def plug_in_reader(self, name: str, words: list[str]) -> int:
        """A scanner with a serial port, and the program that reads it: the port comes after the last word."""
        self.port, far = pty.openpty()
        tty.setraw(far)
        return self.start(name, [*words, os.ttyname(far)], {})

    def shows(self, code: str) -> None:
        """Somebody holds a code before that scanner."""
        assert self.port is not None, "no scanner is plugged in"
        os.write(self.port, code.encode() + b"\r")

    def heard(self, name: str) -> list[str]:
        """What a program has said so far, line by line."""
        return Path(f"/run/kept/{name}.log").read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    agent.serve(PiGuest(), sys.argv[1])
