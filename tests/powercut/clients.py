"""Who asks the core: touchscreens and guards, several at once, each one thing after the other."""

import http.client
import json
import ssl
import threading
import time
import uuid
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pc import Fault

GUARD, PIN = "G001", "5917"
# How long the core may take for an answer, on a busy machine without virtualisation, seconds.
ANSWER_S = 60
# What the core says to whoever is to ask once more; how long a client rests then, and asks at the most, seconds.
LATER, REST_S, ASKS_S = ("slow-down", "too-slow", "busy"), 0.1, 120
# Whatever comes of a connection whose other end has no power any more.
CUT = (OSError, http.client.HTTPException)

Wish = dict[str, Any]
Answer = dict[str, Any]
# A visit, wish by wish: each is answered before the next one is known.
Visit = Generator[Wish, Answer, None]

SLIP = {"nothing_forbidden": True, "rules_agreed": True}
# Two strokes of a finger: what makes a record long.
STROKES = [[[20 + 8 * at, 100 + (at % 9) * 20] for at in range(60)], [[600 + 4 * at, 300 - 3 * at] for at in range(60)]]


@dataclass(frozen=True)
class Known:
    """What every client knows of the gate: its host, by id, and the hash of the rules that visitors sign."""

    host: int
    rules: str


def draft(unit: str, host: int) -> dict[str, Any]:
    """A slip of somebody whose unit is found again in the record."""
    return {"name": "欧阳明日", "unit": unit, "phone": "13800001234", "kind": "supplier", "host": host,
            "purpose": "送样品", "language": "zh"}


def at_touchscreen(unit: str, known: Known) -> Visit:
    """A visitor checks in, fills in the slip and signs the rules, and goes away again."""
    arrived = yield {"do": "check-in", "draft": draft(unit, known.host)}
    papers = {"rules": {"sha256": known.rules, "strokes": STROKES}}
    yield {"do": "complete-slip", "handle": arrived["handle"], "slip": SLIP, "papers": papers}
    yield {"do": "cancel-visit", "handle": arrived["handle"]}


def by_guard(unit: str, known: Known) -> Visit:
    """A guard enters a visitor by hand and gives them a badge."""
    visit = (yield {"do": "enter-by-hand", "draft": draft(unit, known.host), "slip": SLIP})["visit"]
    yield {"do": "see-document", "visit": visit, "document": "passport", "number": "E12345678"}
    yield {"do": "host-said", "visit": visit, "reply": "agrees"}
    yield {"do": "issue-badge", "visit": visit, "area": ""}


@dataclass(frozen=True)
class Acknowledged:
    """A promise: this device's wish, sent with this key, was answered as done."""

    device: str
    key: str
    wish: Wish
    answer: Answer
    # The unit of the visitor it is about.
    unit: str
    # How long the log of the disk was when it was heard, bytes.
    logged: int


def trust(gate: Path) -> ssl.SSLContext:
    """Trust in the certificate of the gate in this folder, and in no other."""
    return ssl.create_default_context(cafile=str(gate / "clients/site.pem"))


def ask(port: int, trusted: ssl.SSLContext, method: str, path: str) -> tuple[int, str]:
    """What the core says to somebody without a token."""
    core = http.client.HTTPSConnection("127.0.0.1", port, timeout=ANSWER_S, context=trusted)
    core.request(method, path)
    answer = core.getresponse()
    return answer.status, answer.read().decode()


class Client:
    """A device's line to the core, which is kept open."""

    def __init__(self, port: int, trusted: ssl.SSLContext, token: str) -> None:
        self.line = http.client.HTTPSConnection("127.0.0.1", port, timeout=ANSWER_S, context=trusted)
        self.token = token

    def ask(self, method: str, path: str, body: Any, key: str) -> tuple[int, Answer]:
        """One request, and a second one with the same key on a new line: the core hangs up on who says nothing for
        seconds."""
        try:
            return self.ask_once(method, path, body, key)
        except CUT:
            self.line.close()
            return self.ask_once(method, path, body, key)

    def ask_once(self, method: str, path: str, body: Any, key: str) -> tuple[int, Answer]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key}
        self.line.request(method, path, json.dumps(body), headers)
        answer = self.line.getresponse()
        told: Answer = json.loads(answer.read())
        return answer.status, told

    def rules(self) -> str:
        """The hash of the rules as they are shown in Chinese."""
        status, facts = self.ask("GET", "/api/v1/site", None, str(uuid.uuid4()))
        if status != 200:
            raise Fault(f"the site does not say what it is: {facts}")
        told: str = facts["rules"]["zh"]["sha256"]
        return told

    def sign_in(self) -> None:
        """A guard signs in at this panel, and asks from now on."""
        self.token = self.granted("/api/v1/sessions", {"name": GUARD, "pin": PIN}, str(uuid.uuid4()))["token"]

    def wish(self, wish: Wish, key: str) -> Answer:
        """What a wish is answered with."""
        return self.granted("/api/v1/commands", wish, key)

    def granted(self, path: str, body: Any, key: str) -> Answer:
        """What something that must not be refused is answered with, asked again while the core has no time for it."""
        begun = time.monotonic()
        while (said := self.ask("POST", path, body, key))[0] != 200:
            if said[1].get("code") not in LATER or time.monotonic() - begun > ASKS_S:
                raise Fault(f"the core refuses {body}: {said[1]}")
            time.sleep(REST_S)
        return said[1]


class Work(threading.Thread):
    """One device that leads visit after visit, until its line is cut; whatever is acknowledged goes to `heard`, with
    the length of the disk's `log`."""

    def __init__(
        self, device: str, client: Client, visit: Callable[[str], Visit], heard: list[Acknowledged], log: Path
    ) -> None:
        super().__init__(daemon=True)
        self.device, self.client, self.visit, self.heard, self.log = device, client, visit, heard, log
        # Why it has ended.
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            number = 0
            while True:
                number += 1
                self.lead(f"{self.device} {number}")
        except (Fault, *CUT) as fault:
            self.fault = fault

    def lead(self, unit: str) -> None:
        visit = self.visit(unit)
        wish = next(visit)
        while True:
            key = str(uuid.uuid4())
            answer = self.client.wish(wish, key)
            self.heard.append(Acknowledged(self.device, key, wish, answer, unit, self.log.stat().st_size))
            try:
                wish = visit.send(answer)
            except StopIteration:
                return
