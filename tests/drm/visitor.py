"""One visitor on a real display and a real touchscreen, from the welcome page to the badge.

In the guest run the core, with a simulated gate and a folder for a printer, and `gatehouse kiosk` as its service runs
it, which keeps the scanner for itself. The visitor has a finger, and scans what is none of this house; the guard, who is
not the matter here, asks the core by its API.
"""

import json
import re
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from machine import RESTS_S, Machine, Picture
from pc import Fault

# What the visitor writes by pinyin, and what comes of it; whom they look for.
NAME_TYPED, NAME = "lina", "李娜"
UNIT_TYPED, UNIT = "beijing", "北京"
PHONE = "13812345678"
HOST_TYPED, HOSTS = "wangjianguo", "number,name,department,phone\nE1001,王建国,采购部,8001\n"
GUARD, PIN = "G001", "7319"
# The scanner's identity, which no maker has, and a code of a shop.
VENDOR, PRODUCT, FOREIGN = 0xFFFE, 0x4748, "4006381333931"
PORT = 8443
SITE = "/run/site"
UNIT_FILE = "systemd/gatehouse-kiosk.service"

# How long a page may take to come and to rest, the first page, and the core for a step of its own, seconds.
PAGE_S, FIRST_PAGE_S, CORE_S = 60, 180, 120
# How long a page has to rest to be the last of several that follow by themselves, as with the core's answer, seconds.
ANSWERED_S = 2.5
# Between two questions to the core, seconds.
ASK_EVERY_S = 0.5

# Where things stand on the touchscreen at 1280x800 in Chinese, pixels: the middle of each.
PLACES = {
    "check in": (232, 452),
    # The button at the top right that goes on: read, next, send.
    "on": (1124, 134),
    # The same below a word about a code.
    "on, lower": (1124, 198),
    "unit": (954, 269),
    "first candidate": (190, 444),
    "second candidate": (286, 444),
    "supplier": (172, 343),
    "first host": (902, 216),
    "delivery": (484, 226),
    "rules": (935, 359),
    "done": (752, 652),
}
# On the first page: inside the edge of the tile to check in, and beside it.
TILE, MARGIN = (60, 240), (10, 240)
# Two strokes on the field for the signature.
SIGNATURE = (
    [(700 + 10 * at, 560 + (at % 8) * 12) for at in range(24)],
    [(960 + 4 * at, 590 - 3 * at) for at in range(24)],
)
# Rows of the keyboard and of the pad for numbers: the first key, from one to the next, the keys.
KEY_ROWS = (
    ((68, 572), 127.1, "qwertyuiop"),
    ((119, 636), 130.25, "asdfghjkl"),
    ((245, 700), 131.7, "zxcvbnm"),
)
PAD_ROWS = (((820, 226), 176, "123"), ((820, 310), 176, "456"), ((820, 394), 176, "789"))

# What has to stand in the record of the visit, in this order.
STORY = (
    "VisitArrived", "SlipCompleted", "SignedByFinger", "DocumentSeen", "HostAnswered",
    "BadgesIssued", "Granted", "Opened", "Passed",
)

Place = tuple[int, int]


def keys(rows: tuple[tuple[Place, float, str], ...]) -> dict[str, Place]:
    return {key: (round(x + at * step), y) for (x, y), step, row in rows for at, key in enumerate(row)}


class Visitor:
    """A finger on the touchscreen; each touch waits for the page to answer, and the answer is kept."""

    def __init__(self, machine: Machine, first: Picture) -> None:
        self.machine, self.page, self.steps = machine, first, 0
        self.keep("welcome")

    def keep(self, title: str) -> None:
        self.steps += 1
        self.page.keep(self.machine.kept / f"{self.steps:02}-{title.replace(' ', '-')}.png")
        print(f"{self.machine.age():6.1f} s  {title}", flush=True)

    def touch(self, what: str, place: Place, rests_s: float = RESTS_S) -> None:
        """A finger on something that shows that it is pressed, and then does something."""
        before, where = self.page, f"{what} at {place}"
        self.machine.wish("press", places=[place])
        pressed = self.machine.settled(f"the finger on {where}", [before], PAGE_S)
        self.machine.wish("release")
        self.page = self.machine.settled(f"a touch of {where}", [before, pressed], PAGE_S, rests_s)

    def draws(self, what: str, places: list[Place]) -> None:
        """A finger over what answers while the finger is down: a field, or paper, which is drawn upon bit by bit."""
        self.machine.wish("press", places=places)
        self.machine.wish("release")
        self.page = self.machine.settled(f"a finger over {what} from {places[0]}", [self.page], PAGE_S, ANSWERED_S)

    def touches(self, what: str, comes: str, rests_s: float = RESTS_S) -> None:
        self.touch(what, PLACES[what], rests_s)
        self.keep(comes)

    def scans(self, digits: str, comes: str) -> None:
        """A code, by a scanner that types and that the touchscreen has taken for itself."""
        self.machine.wish("scan", digits=digits)
        self.page = self.machine.settled("a scan", [self.page], PAGE_S)
        self.keep(comes)

    def types(self, text: str, board: dict[str, Place], what: str) -> None:
        for key in text:
            self.touch(key, board[key])
        self.keep(what)


class Site:
    """The core in the guest, as an installer makes it, and the guard at its API."""

    def __init__(self, machine: Machine, program: str) -> None:
        self.machine, self.program, self.token = machine, program, ""
        self.config = f"{SITE}/gatehouse.toml"
        self.run("init", SITE, "--site-name", "东方精密机械有限公司", "--listen", f"127.0.0.1:{PORT}",
                 "--guard-number", GUARD, "--guard-name", "李志强", "--guard-pin", PIN)
        self.shell("sed", "-i", "s/^sign_rules = false/sign_rules = true/", self.config)
        machine.wish("start", name="core", words=[program, "serve", "--config", self.config], variables={})
        self.wait("a core that is ready", lambda: self.panel("GET", "/readyz")["status"] == 200)
        (machine.kept / "hosts.csv").write_text(HOSTS, encoding="utf-8")
        self.run("hosts", "import", "/run/kept/hosts.csv", "--config", self.config)

    def shell(self, *words: str) -> str:
        done = self.machine.wish("run", words=list(words))
        if done["code"] != 0:
            raise Fault(f"{' '.join(words)}: {done['out']}{done['err']}")
        out: str = done["out"]
        return out

    def run(self, *words: str) -> str:
        """One of the program's commands."""
        return self.shell(self.program, *words)

    def wait(self, what: str, done: Any) -> Any:
        """Waits until the core has come so far."""
        begun, fault = time.monotonic(), ""
        while time.monotonic() - begun < CORE_S:
            if (state := self.machine.wish("state", name="core"))["ended"] is not None:
                raise Fault(f"the core has ended: {state}")
            try:
                if found := done():
                    return found
            except Fault as not_yet:
                fault = f" ({not_yet})"
            time.sleep(ASK_EVERY_S)
        raise Fault(f"{what} did not come{fault}")

    def panel(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """A request of the guard's panel, or of the guard once signed in."""
        answer: dict[str, Any] = self.machine.wish(
            "ask", method=method, path=path, body=body, token=self.token, key=str(uuid.uuid4()),
            certificate=f"{SITE}/clients/site.pem", port=PORT,
        )
        return answer

    def granted(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.panel(method, path, body)
        if answer["status"] != 200:
            raise Fault(f"{path} {body}: {answer}")
        return answer["body"]

    def guard_signs_in(self) -> None:
        self.token = self.shell("cat", f"{SITE}/clients/guard.token").strip()
        self.token = self.granted("POST", "/api/v1/sessions", {"name": GUARD, "pin": PIN})["token"]

    def wish(self, wish: str, **more: Any) -> None:
        self.granted("POST", "/api/v1/commands", {"do": wish, **more})

    def waiting(self) -> list[dict[str, Any]]:
        """The visitors on the panel who wait at the gate."""
        cards: list[dict[str, Any]] = self.granted("GET", "/api/v1/guard/view")["queue"]
        return cards

    def badges(self) -> list[str]:
        return self.shell("find", f"{SITE}/printed", "-name", "*.pdf").split()

    def records(self) -> list[str]:
        exported = self.run("journal", "export", "--format", "jsonl", "--config", self.config)
        (self.machine.kept / "records.jsonl").write_text(exported, encoding="utf-8")
        return [json.loads(line)["what"] for line in exported.splitlines()]


def service() -> tuple[list[str], dict[str, str]]:
    """Groups and variables of the touchscreen's service."""
    text = Path(UNIT_FILE).read_text(encoding="utf-8")
    groups = re.findall(r"^SupplementaryGroups=(.*)$", text, re.M)[0].split()
    return groups, dict(re.findall(r"^Environment=(\w+)=(.*)$", text, re.M))


def open_kiosk(site: Site, groups: list[str], variables: dict[str, str]) -> Picture:
    """Starts the touchscreen as an ordinary user with the groups of its service, and waits for its first page."""
    machine = site.machine
    console = machine.picture()
    site.shell("chown", "-R", "nobody", f"{SITE}/clients")
    site.shell("chmod", "0711", SITE)
    scanner = {"kind": "grab", "vendor": f"{VENDOR:04x}", "product": f"{PRODUCT:04x}"}
    for key, value in scanner.items():
        site.shell("sed", "-i", f's/^# {key} = .*/{key} = "{value}"/', f"{SITE}/clients/kiosk.toml")
    user = ["setpriv", "--reuid=nobody", "--regid=nogroup", f"--groups={','.join(groups)}", "--inh-caps=-all",
            "--no-new-privs"]
    begun = time.monotonic()
    machine.wish("start", name="kiosk", variables=variables,
                 words=[*user, site.program, "kiosk", "--config", f"{SITE}/clients/kiosk.toml"])
    page, drawn = console, False
    # Until the core is reached the touchscreen says that it is out of use, and has nothing to touch.
    while page.colour(TILE) == page.colour(MARGIN):
        if (state := machine.wish("state", name="kiosk"))["ended"] is not None:
            raise Fault(f"the touchscreen has ended, see kiosk.log: {state}")
        if time.monotonic() - begun > FIRST_PAGE_S:
            page.keep(machine.kept / "stuck.png")
            raise Fault("the touchscreen does not show its first page, see stuck.png")
        page = machine.picture()
        if not drawn and not page.looks_like(console):
            drawn = True
            print(f"{machine.age():6.1f} s  first frame, {time.monotonic() - begun:.1f} s after the start", flush=True)
    return machine.settled("the start of the touchscreen", [console], PAGE_S)


def check_in(visitor: Visitor, site: Site) -> None:
    letters, digits = keys(KEY_ROWS), keys(PAD_ROWS)
    visitor.touches("check in", "how data is handled")
    visitor.touches("on", "name and unit")
    visitor.types(NAME_TYPED, letters, "name typed")
    visitor.touches("first candidate", "name chosen")
    visitor.draws("the unit", [PLACES["unit"]])
    visitor.types(UNIT_TYPED, letters, "unit typed")
    visitor.touches("second candidate", "unit chosen")
    # None of it comes into the field, nor does its Enter go on to the next page.
    visitor.machine.wish("plug_in", vendor=VENDOR, product=PRODUCT)
    visitor.scans(FOREIGN, "a code of a shop")
    visitor.touches("on, lower", "phone asked")
    visitor.types(PHONE, digits, "phone typed")
    visitor.touches("on", "what they are")
    visitor.touches("supplier", "whom they visit")
    visitor.types(HOST_TYPED, letters, "host typed")
    visitor.touches("on", "hosts found", ANSWERED_S)
    visitor.touches("first host", "what for")
    visitor.touches("delivery", "everything once more")
    checked = visitor.page
    visitor.touch("on", PLACES["on"])
    site.guard_signs_in()
    site.wait("the visitor on the panel", site.waiting)
    # What is shown until the answer of the core is there counts seconds, or is gone sooner.
    visitor.page = visitor.machine.settled("the check-in", [checked], PAGE_S, ANSWERED_S)
    visitor.keep("queue number and rules")
    visitor.touches("rules", "rules agreed to")
    for stroke in SIGNATURE:
        visitor.draws("the paper", stroke)
    visitor.keep("signed")
    visitor.touch("on", PLACES["on"])
    site.wait("the slip", lambda: "SlipCompleted" in site.records())
    visitor.page = visitor.machine.picture()
    visitor.keep("please wait")


def receive(site: Site) -> None:
    """What the guard does: document, host, badge, gate."""
    card = site.waiting()[0]
    if (card["name"], card["unit"], card["phone_tail"]) != (NAME, UNIT, PHONE[-4:]):
        raise Fault(f"the panel shows somebody else: {card}")
    visit = card["visit"]
    site.wish("see-document", visit=visit, document="resident-identity", number="002X")
    site.wish("host-said", visit=visit, reply="agrees")
    site.wish("issue-badge", visit=visit)
    site.wait("a printed badge", lambda: "PrintMoved" in site.records() and site.badges())
    site.wish("open", visit=visit)
    site.wait("the passage of the gate", lambda: "Passed" in site.records())


def end(site: Site, kept: Path) -> None:
    """What has to be there: the badge on paper with the visitor's name, and the record, whole."""
    machine = site.machine
    kiosk = machine.wish("state", name="kiosk")
    if kiosk["ended"] is not None:
        raise Fault(f"the touchscreen has ended, see kiosk.log: {kiosk}")
    memory, spent = kiosk["memory_kb"] // 1024, kiosk["cpu_s"]
    print(f"{machine.age():6.1f} s  the touchscreen takes {memory} MB, and has taken {spent:.1f} s of processor time")
    badges = site.badges()
    if len(badges) != 1:
        raise Fault(f"one visitor, and these badges: {badges}")
    site.shell("cp", badges[0], "/run/kept/badge.pdf")
    badge = kept / "badge"
    subprocess.run(["pdftoppm", "-png", "-singlefile", f"{badge}.pdf", badge], check=True)
    words = subprocess.run(["pdftotext", f"{badge}.pdf", "-"], capture_output=True, text=True, check=True).stdout
    if NAME not in words:
        raise Fault(f"the badge is not {NAME}'s: {words}")
    for name in ("kiosk", "core"):
        print(f"{machine.age():6.1f} s  {name} stopped: {machine.wish('stop', name=name)}")
    records = site.records()
    story = [what for what in records if what in STORY]
    if story != list(STORY):
        raise Fault(f"the record tells another story: {records}")
    if "is whole" not in site.run("journal", "verify", "--config", site.config):
        raise Fault("the record is not whole")


def main() -> None:
    program, parts, kept = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    machine = Machine("bochs-display,xres=1280,yres=800", parts, kept)
    try:
        print(f"{machine.age():6.1f} s  the guest is up", flush=True)
        groups, variables = service()
        machine.wish("devices", groups=groups)
        site = Site(machine, program)
        welcome = open_kiosk(site, groups, variables)
        visitor = Visitor(machine, welcome)
        check_in(visitor, site)
        # This page counts seconds, and never rests.
        machine.wish("press", places=[PLACES["done"]])
        machine.wish("release")
        machine.shows(welcome, "the welcome page for the next visitor", PAGE_S)
        receive(site)
        end(site, kept)
    finally:
        machine.stop()


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"FAILED: {fault}")
