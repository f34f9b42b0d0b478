"""The site in the guest, as README.md has an installer make it, and who is there: the guard, the touchscreen, the reader."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import visitor
from board import Board
from machine import Fault

CONFIG = "/etc/gatehouse/gatehouse.toml"
# The pins of firmware-config/README.md, BCM numbers.
RELAY, DOOR, EXIT_BUTTON, FIRE = 17, 27, 22, 23
# How long a core may take to be ready, and for a step of its own, on a busy machine without virtualisation, seconds.
READY_S, STEP_S = 120, 60
# Between two questions to the core, seconds.
ASK_EVERY_S = 0.2
# Dots an inch for a badge that is read by a camera's program.
BADGE_DPI = 300
SITE = visitor.SITE


class Place(visitor.Site):
    """The site, its core under the care of the system, and the guard at its API."""

    def __init__(self, board: Board, gate: dict[str, str]) -> None:
        """`gate` changes lines of the configuration: from, to."""
        self.machine, self.program, self.token, self.config = board, "/usr/bin/gatehouse", "", CONFIG
        self.board = board
        self.run("init", SITE, "--site-name", "东方精密机械有限公司", "--listen", f"127.0.0.1:{visitor.PORT}",
                 "--guard-number", visitor.GUARD, "--guard-name", "李志强", "--guard-pin", visitor.PIN)
        self.shell("cp", f"{SITE}/gatehouse.toml", CONFIG)
        self.shell("cp", "-r", f"{SITE}/clients", "/etc/gatehouse/clients")
        self.edit(rf's#^(certificate|key|dir|keys_dir|staff_file|token_file|simulated_dir) = "([^/])#\1 = "{SITE}/\2#')
        self.edit('s/^kind = "simulated"/kind = "rppal"/')
        self.edit("s/^#(door|exit|fire|tamper)_pin/\\1_pin/")
        for before, after in gate.items():
            self.edit(f"s/^{before}$/{after}/")
        self.run("config", "check", CONFIG)

    def edit(self, expression: str) -> None:
        self.shell("sed", "-E", "-i", expression, CONFIG)

    def starts(self, is_shut: bool = True) -> float:
        """The system starts the core; gives how long it took to be ready, seconds."""
        self.machine.wish("serve", is_shut=is_shut)
        return self.ready()

    def ready(self) -> float:
        """Waits for a core that is ready, also one that is started anew."""
        begun = time.monotonic()
        self.until("a core that is ready", self.is_ready, READY_S)
        return time.monotonic() - begun

    def is_ready(self) -> bool:
        try:
            return bool(self.panel("GET", "/readyz")["status"] == 200)
        except Fault:
            # Nobody listens yet.
            return False

    def until(self, what: str, so: Callable[[], Any], wait_s: float = STEP_S) -> Any:
        begun = time.monotonic()
        while not (found := so()):
            if time.monotonic() - begun > wait_s:
                raise Fault(f"{what} did not come, see core.log and system.log")
            time.sleep(ASK_EVERY_S)
        return found

    def view(self) -> dict[str, Any]:
        """What the guard's panel shows."""
        seen: dict[str, Any] = self.granted("GET", "/api/v1/guard/view")
        return seen

    def rings(self, kind: str) -> list[dict[str, Any]]:
        return [alarm for alarm in self.view()["alarms"] if alarm["kind"] == kind]

    def refused(self, wish: str, code: str, **more: Any) -> None:
        answer = self.panel("POST", "/api/v1/commands", {"do": wish, **more})
        if answer["status"] == 200 or answer["body"]["code"] != code:
            raise Fault(f"{wish} was to be refused by {code}: {answer}")

    def record(self) -> list[dict[str, Any]]:
        """Everything on the record so far: what, about whom, and its fields."""
        told = self.run("journal", "export", "--format", "jsonl", "--config", CONFIG)
        (self.board.kept / "records.jsonl").write_text(told, encoding="utf-8")
        return [json.loads(line) for line in told.splitlines()]

    def fields(self, what: str) -> list[dict[str, Any]]:
        """The fields of all records of a kind."""
        return [record["fields"] for record in self.record() if record["what"] == what]

    def sensed(self, sensor: dict[str, Any]) -> int:
        """How often a contact has told this."""
        return sum(fields["sensor"] == sensor for fields in self.fields("Sensed"))

    def as_device(self, name: str, method: str, path: str, body: Any = None) -> Any:
        """A request of a device that has a token of its own."""
        guard, self.token = self.token, self.shell("cat", f"{SITE}/clients/{name}.token").strip()
        try:
            return self.granted(method, path, body)
        finally:
            self.token = guard

    def imports_hosts(self) -> None:
        self.machine.wish("write", path="/run/kept/hosts.csv", text=visitor.HOSTS)
        self.run("hosts", "import", "/run/kept/hosts.csv", "--config", CONFIG)

    def checks_in(self) -> str:
        """A visitor, by what their touchscreen asks of the core; gives the visit."""
        facts = self.as_device("kiosk", "GET", "/api/v1/site")
        (host,) = self.as_device("kiosk", "GET", f"/api/v1/hosts?q={visitor.HOST_TYPED}")
        draft = {"name": visitor.NAME, "unit": visitor.UNIT, "phone": visitor.PHONE, "kind": "supplier",
                 "host": host["id"], "purpose": "送货", "language": "zh"}
        handle = self.as_device("kiosk", "POST", "/api/v1/commands", {"do": "check-in", "draft": draft})["handle"]
        signed = {"sha256": facts["rules"]["zh"]["sha256"], "strokes": [[(100 + 20 * at, 100 + at % 8 * 12) for at in range(24)]]}
        self.as_device("kiosk", "POST", "/api/v1/commands", {
            "do": "complete-slip", "handle": handle, "slip": {"nothing_forbidden": True, "rules_agreed": True},
            "papers": {"rules": signed},
        })
        (card,) = self.view()["queue"]
        visit: str = card["visit"]
        return visit

    def badge(self, visit: str) -> str:
        """What the guard does until the badge is printed; gives the code on the paper."""
        self.wish("see-document", visit=visit, document="resident-identity", number="002X")
        self.wish("host-said", visit=visit, reply="agrees")
        self.wish("issue-badge", visit=visit)
        (printed,) = self.until("a printed badge", self.badges)
        self.until("the badge on the record", lambda: self.fields("PrintMoved"))
        paper = self.board.fetch(printed, "badge.pdf")
        subprocess.run(["pdftoppm", "-png", "-singlefile", "-r", str(BADGE_DPI), paper, paper.with_suffix("")], check=True)
        told = subprocess.run(["zbarimg", "--quiet", "--raw", paper.with_suffix(".png")],
                              capture_output=True, text=True, check=True).stdout
        codes = told.split()
        if len(codes) != 1:
            raise Fault(f"one code on a badge, and these were read: {codes}")
        return codes[0]

    def ended_as(self, times: int, code: int) -> dict[str, Any]:
        """Waits for the so-many-th end of this core, and how the system took it."""
        end: dict[str, Any] = self.machine.wish("ended", times=times)
        if end["code"] != code:
            raise Fault(f"the core was to end with {code}: {end}")
        return end


class Reader:
    """The scanner at the gate with its program, which carries what it reads to the core."""

    def __init__(self, place: Place) -> None:
        self.machine, self.told = place.board, 0
        words = ["/usr/bin/gatehouse", "reader", "--config", f"{SITE}/clients/reader.toml", "--id", "entry", "--device"]
        self.machine.wish("plug_in_reader", name="reader", words=words)
        self.hears("reading", lambda lines: any("reading" in line for line in lines))

    def hears(self, what: str, so: Callable[[list[str]], Any]) -> Any:
        begun = time.monotonic()
        while not (found := so(self.machine.wish("heard", name="reader"))):
            if time.monotonic() - begun > STEP_S:
                raise Fault(f"the reader does not say {what}: {self.machine.wish('heard', name='reader')}")
            time.sleep(ASK_EVERY_S)
        return found

    def scans(self, code: str, answer: str) -> None:
        """Somebody holds a badge before the scanner, and the core answers so."""
        self.machine.wish("shows", code=code)
        self.told += 1

        def answers(lines: list[str]) -> list[str]:
            return [line for line in lines if line.startswith(("granted", "refused", "dropped"))][self.told - 1 : self.told]

        (heard,) = self.hears("what came of a scan", answers)
        if not heard.startswith(answer):
            raise Fault(f"the scan was to be {answer}, and is {heard}")


def kept_folder(path: str) -> Path:
    kept = Path(path)
    kept.mkdir(parents=True, exist_ok=True)
    return kept
