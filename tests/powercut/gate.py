"""A gate's folder, the program's commands on it, and a core that serves it on this machine."""

import hashlib
import json
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from clients import GUARD, PIN, Client, Known, ask, trust
from disk import run
from pc import Fault

# Where the core listens in the guest.
LISTEN = "0.0.0.0:8443"
# Touchscreens, and panels with a guard each: enough that several ask while the record is synced.
KIOSKS, PANELS = 6, 2
# As long as every token is.
TOKEN_CHARS = 52
# How long a core may take here until it serves, until its history is at the end, and until it has stopped, seconds.
SERVES_S, READY_S, STOPS_S = 60, 60, 60
# Between two looks at what tells no news, seconds.
LOOK_EVERY_S = 0.05


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Gate:
    """A gate as `gatehouse init` makes it, in a folder."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder
        self.config = folder / "gatehouse.toml"
        self.known = Known(0, "")

    @staticmethod
    def make(program: Path, folder: Path) -> "Gate":
        """A gate with the devices and a host that the clients need, which was served once."""
        run(str(program), "init", str(folder), "--listen", LISTEN, "--host", "127.0.0.1", "--guard-number", GUARD,
            "--guard-pin", PIN)
        gate = Gate(program, folder)
        gate.change("reserve_mb = 256", "reserve_mb = 64")
        with (folder / "tokens.toml").open("a", encoding="utf-8") as tokens:
            for role, label in gate.devices():
                sha256 = hashlib.sha256(gate.token(label).encode()).hexdigest()
                tokens.write(f'\n[[token]]\nlabel = "{label}"\nrole = "{role}"\nsha256 = "{sha256}"\n')
        with Serving(gate) as core:
            office = (folder / "clients/administration.token").read_text(encoding="utf-8").strip()
            host = {"number": "H1", "name": "王芳", "department": "采购部", "phone": "8001", "stand_in": "",
                    "unlisted": False}
            made = core.client(office).wish({"do": "put-host", "host": host}, "the host of all")
            gate.known = Known(int(made["id"]), core.client(office).rules())
        return gate

    @staticmethod
    def devices() -> list[tuple[str, str]]:
        """Role and label of every device that asks."""
        return [("kiosk", f"kiosk-{at}") for at in range(KIOSKS)] + [("panel", f"panel-{at}") for at in range(PANELS)]

    @staticmethod
    def token(label: str) -> str:
        """A device's token, known beforehand."""
        return label.ljust(TOKEN_CHARS, "A")

    def change(self, line: str, by: str) -> None:
        """Changes a line of the configuration."""
        text = self.config.read_text(encoding="utf-8")
        if line not in text:
            raise Fault(f"{self.config} does not say: {line}")
        self.config.write_text(text.replace(line, by, 1), encoding="utf-8")

    def command(self, *words: str) -> str:
        return run(str(self.program), *words, "--config", str(self.config))

    def verify(self) -> None:
        if "is whole" not in (said := self.command("journal", "verify")):
            raise Fault(f"the record is not whole: {said}")

    def records(self) -> dict[int, dict[str, Any]]:
        """The record as it is exported, by number."""
        exported = self.command("journal", "export", "--format", "jsonl")
        return {record["seq"]: record for record in map(json.loads, exported.splitlines())}


class Serving:
    """A core that serves a gate's folder on this machine, until it is told to stop."""

    def __init__(self, gate: Gate) -> None:
        self.gate, self.port = gate, free_port()
        self.trust = trust(gate.folder)
        gate.change(f'listen = "{LISTEN}"', f'listen = "127.0.0.1:{self.port}"')
        self.log = gate.folder.parent.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", gate.program, "serve", "--config", gate.config],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )

    def __enter__(self) -> Self:
        try:
            self.until("serve", SERVES_S, self.serves)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        self.process.terminate()
        try:
            ended = self.process.wait(STOPS_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Fault(f"the core does not stop, see {self.log}") from None
        self.gate.change(f'listen = "127.0.0.1:{self.port}"', f'listen = "{LISTEN}"')
        if ended != 0:
            raise Fault(f"the core has ended with {ended}, see {self.log}")

    def until(self, does: str, wait_s: float, done: Callable[[], bool]) -> None:
        """Waits until the core has come so far."""
        begun = time.monotonic()
        while not done():
            if self.process.poll() is not None:
                raise Fault(f"the core has ended with {self.process.returncode}, see {self.log}")
            if time.monotonic() - begun > wait_s:
                raise Fault(f"the core does not {does}, see {self.log}")
            time.sleep(LOOK_EVERY_S)

    def serves(self) -> bool:
        return "serving on " in self.log.read_text(encoding="utf-8", errors="replace")

    def follows(self) -> bool:
        """Whether it takes records, and the history has every record there is."""
        status, said = ask(self.port, self.trust, "GET", "/readyz")
        return status == 200 and said == "ready\n"

    def client(self, token: str) -> Client:
        return Client(self.port, self.trust, token)
