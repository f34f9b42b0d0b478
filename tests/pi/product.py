"""The whole product on an emulated Raspberry Pi 4: core, touchscreen and gate on one board. A visitor checks in by touch,
the guard receives them at the API, their badge opens the gate. product.py PARTS KEPT; a picture of each step is kept.
"""

import sys
import time
from pathlib import Path

import visitor
from board import Board, booted
from gate import PULSE_S, SOONER_S, Gate, contacts_at_rest, is_inside
from machine import Fault, Picture
from place import Place, Reader, kept_folder

# Colours a page of the product has at least; a display without a page on it has two.
COLOURS_MIN = 16
# Besides what its unit says: there is no DRM on this board, so pixels are written to its memory.
FRAMEBUFFER = {"SLINT_BACKEND_LINUXFB": "1"}


def is_a_page(picture: Picture) -> bool:
    colours = {picture.pixels[at : at + 3] for at in range(0, len(picture.pixels), 3)}
    return len(colours) >= COLOURS_MIN


def welcome_page(board: Board, place: Place) -> Picture:
    groups, variables = visitor.service()
    begun = time.monotonic()
    page = visitor.open_kiosk(place, groups, {**variables, **FRAMEBUFFER})
    if not is_a_page(page):
        page.keep(board.kept / "stuck.png")
        raise Fault("the touchscreen rests on something that is no page, see stuck.png")
    board.say(f"the touchscreen shows its first page, {time.monotonic() - begun:.1f} s after its start")
    return page


def check_in_by_touch(board: Board, place: Place, welcome: Picture) -> str:
    """Gives the visit."""
    finger = visitor.Visitor(board, welcome)
    visitor.check_in(finger, place)
    # This page counts seconds, and never rests.
    board.wish("press", places=[visitor.PLACES["done"]])
    board.wish("release")
    board.shows(welcome, "the welcome page for the next visitor", visitor.PAGE_S)
    (card,) = place.waiting()
    if (card["name"], card["unit"], card["phone_tail"]) != (visitor.NAME, visitor.UNIT, visitor.PHONE[-4:]):
        raise Fault(f"the panel shows somebody else: {card}")
    visit: str = card["visit"]
    return visit


def comes_in(board: Board, place: Place, gate: Gate, visit: str) -> None:
    code = place.badge(visit)
    reader = Reader(place)
    gate.rests("a badge that is printed")
    reader.scans(code, "granted")
    opened = gate.opens("the visitor's scan")
    gate.somebody_passes()
    held = gate.shuts("the pulse behind the visitor", opened.at, 0.0, PULSE_S - SOONER_S)
    place.until("the visitor inside", lambda: is_inside(place, visit))
    board.say(f"the badge opens the gate for {held:.3f} s, and the visitor is inside")


def end(board: Board, place: Place, gate: Gate) -> None:
    kiosk = board.wish("state", name="kiosk")
    if kiosk["ended"] is not None:
        raise Fault(f"the touchscreen has ended: {kiosk}")
    board.say(f"the touchscreen takes {kiosk['memory_kb'] // 1024} MB, and has taken {kiosk['cpu_s']:.1f} s of processor time")
    story = [what for what in place.records() if what in visitor.STORY]
    if story != list(visitor.STORY):
        raise Fault(f"the record tells another story: {story}")
    gate.rests("all of it")
    if gate.moves != 2:
        raise Fault(f"the relay has moved {gate.moves} times, not once up and once down")
    board.wish("stop", name="kiosk")
    board.wish("signal", name="SIGTERM", starts_again=False)
    place.ended_as(1, 0)
    gate.rests("the end")


def main() -> None:
    parts, kept = Path(sys.argv[1]), kept_folder(sys.argv[2])
    board = booted(parts, kept, contacts_at_rest)
    try:
        board.say("the board is up")
        groups, _ = visitor.service()
        board.wish("devices", groups=groups)
        place = Place(board, {})
        gate = Gate(board, place)
        took = place.starts()
        board.say(f"the core is ready, {took:.1f} s after the system started it")
        place.imports_hosts()
        welcome = welcome_page(board, place)
        visit = check_in_by_touch(board, place, welcome)
        gate.rests("everything before the first grant")
        comes_in(board, place, gate, visit)
        end(board, place, gate)
        if "is whole" not in place.run("journal", "verify", "--config", place.config):
            raise Fault("the record is not whole")
    finally:
        board.keep_logs("kiosk", "core", "system", "reader")
        board.stop()


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"FAILED: {fault}")
