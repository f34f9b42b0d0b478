"""The gate of an emulated Raspberry Pi 4, from power-on: gate.py PARTS KEPT. Whatever the relay's pin does is seen from
outside, and has to be accounted for."""

import sys
import time
from pathlib import Path

from board import Board, Edge, Pins, booted
from machine import Fault
from place import DOOR, EXIT_BUTTON, FIRE, RELAY, Place, Reader, kept_folder

# How long one grant drives the relay, seconds: `pulse_ms` of the configuration.
PULSE_S = 3.0
# How much later or sooner than it should a pulse may end, seconds. The guest's clock is a busy machine's.
LATER_S, SOONER_S = 1.0, 0.1
# How long a contact has to be at work to be seen, whatever else goes on (IEC 60839-11-1), seconds; here it is for longer.
CONTACT_S = 0.5
# How long the relay may stay driven after its core was killed, or told to end, seconds.
SHUT_S = 1.0
# How long the first move of the relay may take after what asks for it, seconds.
OPENS_S = 30.0
# Between two looks at a relay that has to stay as it is, seconds.
LOOK_EVERY_S = 0.1
# SIGKILL, as an exit code.
KILLED = -9


class Gate:
    """The gate seen from outside: each move of the relay is expected, or is a fault."""

    def __init__(self, board: Board, place: Place) -> None:
        self.board, self.place, self.moves = board, place, 0

    def moved(self, what: str, high: bool, wait_s: float) -> Edge:
        """Waits for the next move of the relay."""
        self.moves += 1
        edge = self.board.pins.nth(RELAY, self.moves, what, wait_s)
        if edge.high != high:
            raise Fault(f"{what}: the relay was to be {'driven' if high else 'let go'}, and is not")
        return edge

    def opens(self, what: str) -> Edge:
        return self.moved(what, True, OPENS_S)

    def shuts(self, what: str, since: float, at_least_s: float, at_most_s: float) -> float:
        """Waits until the relay is let go; gives how long after `since`, seconds."""
        after = self.moved(what, False, at_most_s + LATER_S).at - since
        if not at_least_s <= after <= at_most_s:
            raise Fault(f"{what}: the relay was let go after {after:.3f} s, not {at_least_s} to {at_most_s} s")
        return after

    def rests(self, what: str) -> None:
        """The relay has not moved since it was last heard of."""
        moves = self.board.pins.of(RELAY)
        if len(moves) != self.moves:
            raise Fault(f"{what}: the relay has moved, {moves[self.moves:]}")

    def contact(self, pin: int, high: bool) -> None:
        """A contact changes, for long enough to be seen."""
        self.board.pins.drive(pin, high)
        time.sleep(CONTACT_S)

    def somebody_passes(self) -> None:
        self.contact(DOOR, True)
        self.contact(DOOR, False)


def contacts_at_rest(pins: Pins) -> None:
    """Door, fire and housing are closed loops; nobody presses the button, which is pulled up."""
    pins.drive(EXIT_BUTTON, True)


def forced_open(gate: Gate) -> None:
    place = gate.place
    place.until("word of the door", lambda: place.view()["gate"]["door_open"] is False)
    gate.contact(DOOR, True)
    (alarm,) = place.until("the alarm", lambda: place.rings("forced-open"))
    place.wish("acknowledge", alarm=alarm["id"])
    gate.contact(DOOR, False)
    place.until("the door shut", lambda: place.view()["gate"]["door_open"] is False)
    gate.rests("a forced door")
    gate.board.say("a door that opens without a grant rings")


def exit_button(gate: Gate) -> None:
    place = gate.place
    # The lock is released by the button's own wiring; the program only sees it.
    gate.contact(EXIT_BUTTON, False)
    gate.somebody_passes()
    gate.contact(EXIT_BUTTON, True)
    place.until("the button on the record", lambda: place.sensed({"ExitButton": {"pressed": True}}))
    place.until("both openings of the door on the record", lambda: place.sensed({"Door": {"open": True}}) == 2)
    if place.rings("forced-open"):
        raise Fault("a door that the exit button opened rings")
    gate.rests("the exit button")
    gate.board.say("the exit button is on the record, the door rings not")


def not_opened(gate: Gate, reader: Reader, visit: str, code: str) -> None:
    reader.scans(code, "granted")
    opened = gate.opens("a scan")
    held = gate.shuts("a pulse nobody used", opened.at, PULSE_S - SOONER_S, PULSE_S + LATER_S)
    (given_back,) = gate.place.until("the entry given back", lambda: gate.place.fields("NotPassed"))
    if is_inside(gate.place, visit):
        raise Fault(f"nobody has passed, and somebody is inside: {given_back}")
    gate.board.say(f"a scan opens for {held:.3f} s; nobody passes, the entry is given back")


def passes(gate: Gate, reader: Reader, visit: str, code: str) -> None:
    reader.scans(code, "granted")
    opened = gate.opens("the same scan once more")
    gate.somebody_passes()
    held = gate.shuts("a pulse behind a visitor", opened.at, 0.0, PULSE_S - SOONER_S)
    gate.place.until("the visitor inside", lambda: is_inside(gate.place, visit))
    gate.board.say(f"it opens again; the door opens and shuts, and the pulse ends after {held:.3f} s")


def once_only(gate: Gate, reader: Reader, code: str) -> None:
    reader.scans(code, "refused")
    codes = [fields["code"] for fields in gate.place.fields("ScanRefused")]
    if codes != ["already-inside"]:
        raise Fault(f"the refusals on the record are {codes}")
    gate.rests("a pass that was used")
    gate.board.say("the same pass opens no more: already-inside")


def is_inside(place: Place, visit: str) -> bool:
    (card,) = (card for card in place.view()["on_site"] if card["visit"] == visit)
    return bool(card["persons"][0]["inside"])


def fire(gate: Gate) -> None:
    place = gate.place
    called = gate.board.pins.drive(FIRE, True)
    opened = gate.opens("the fire contact")
    place.until("the fire on the record", lambda: place.sensed({"Fire": {"calls": True}}))
    place.refused("reset-fire", "fire-still-calls")
    gate.contact(FIRE, False)
    place.until("the quiet contact on the record", lambda: place.sensed({"Fire": {"calls": False}}))
    # Latched, and for longer than any pulse.
    still(gate, "a fire contact that is quiet again", True, opened.at + PULSE_S + LATER_S)
    place.wish("reset-fire")
    gate.shuts("the fire's reset", time.monotonic(), -OPENS_S, OPENS_S)
    gate.board.say(f"fire holds the gate open {opened.at - called:.3f} s after its contact, until it is reset")


def still(gate: Gate, what: str, high: bool, until: float) -> None:
    """The relay stands so, and does not move until then."""
    while time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
        gate.rests(what)
        if gate.board.pins.is_high(RELAY) != high:
            raise Fault(f"{what}: the relay is {'let go' if high else 'driven'}")


def open_and_signal(gate: Gate, name: str, starts_again: bool) -> tuple[Edge, float]:
    """The guard opens, and in the middle of that the core gets a signal; gives the move, and when."""
    gate.place.wish("override", reason="总经理同意放行")
    opened = gate.opens("an override")
    given = time.monotonic()
    gate.board.wish("signal", name=name, starts_again=starts_again)
    return opened, given


def killed(gate: Gate) -> None:
    _, given = open_and_signal(gate, "SIGKILL", True)
    after = gate.shuts("a core that was killed", given, 0.0, SHUT_S)
    end = gate.place.ended_as(1, KILLED)
    if end["shut"] != [0]:
        raise Fault(f"what the unit does after the end of the core failed: {end}")
    gate.place.ready()
    gate.rests("a core that was started anew")
    gate.board.say(f"the core is killed: `gate-shut` lets the relay go {after:.3f} s later (in {end['shut_took_s']:.3f} s), "
                   "and the core that is started anew does not open")


def told_to_end(gate: Gate) -> None:
    """Without any help: it is the core itself that lets go."""
    gate.board.wish("signal", name="SIGTERM", starts_again=False)
    gate.place.ended_as(2, 0)
    gate.place.starts(is_shut=False)
    gate.place.guard_signs_in()
    _, given = open_and_signal(gate, "SIGTERM", False)
    after = gate.shuts("a core that was told to end", given, 0.0, SHUT_S)
    gate.place.ended_as(1, 0)
    gate.board.say(f"the core is told to end: it lets the relay go {after:.3f} s later by itself")


def killed_without_help(gate: Gate) -> None:
    """The other half of the proof: without `gate-shut` the relay of a killed core stays driven, until the next start."""
    gate.place.starts(is_shut=False)
    gate.place.guard_signs_in()
    opened, _ = open_and_signal(gate, "SIGKILL", False)
    gate.place.ended_as(1, KILLED)
    still(gate, "a killed core that nobody helps", True, opened.at + PULSE_S + LATER_S)
    gate.board.wish("serve", is_shut=True)
    gate.moved("the start after it", False, OPENS_S)
    gate.place.ready()
    gate.rests("the start after it")
    gate.board.say("without it the relay of a killed core stays driven, and the next start lets it go")


def by_the_kernels_lines(gate: Gate) -> None:
    """The same gate by the character device: it opens and sees, and the kernel takes the line of a killed core back."""
    place = gate.place
    place.edit('s/^kind = "rppal"/kind = "gpiocdev"/')
    place.starts(is_shut=False)
    place.guard_signs_in()
    place.wish("override", reason="总经理同意放行")
    opened = gate.opens("an override by the character device")
    for high in (True, False):
        gate.contact(DOOR, high)
        place.until("word of the door", lambda high=high: place.view()["gate"]["door_open"] is high)
    # Whoever overrides may let several through: the door does not end it.
    held = gate.shuts("its pulse", opened.at, PULSE_S - SOONER_S, PULSE_S + LATER_S)
    if not gate.board.pins.is_output(RELAY):
        raise Fault("nobody drives the relay of a core that is at work")
    _, given = open_and_signal(gate, "SIGKILL", False)
    while gate.board.pins.is_output(RELAY):
        if time.monotonic() - given > SHUT_S:
            raise Fault(f"a killed core's line is still driven after {SHUT_S} s")
        time.sleep(LOOK_EVERY_S)
    after = time.monotonic() - given
    place.ended_as(1, KILLED)
    gate.board.say(f"by the character device, too: an override opens for {held:.3f} s, the door is seen; the core is killed, and "
                   f"within {after:.3f} s the line is an input with its pull")


def main() -> None:
    parts, kept = Path(sys.argv[1]), kept_folder(sys.argv[2])
    board = booted(parts, kept, contacts_at_rest)
    try:
        board.say("the board is up")
        place = Place(board, {})
        gate = Gate(board, place)
        gate.rests("the boot")
        took = place.starts()
        gate.rests("the first start of the core")
        board.say(f"the core is ready, {took:.1f} s after the system started it; the relay has never moved")
        place.guard_signs_in()
        forced_open(gate)
        exit_button(gate)
        place.imports_hosts()
        visit = place.checks_in()
        code = place.badge(visit)
        gate.rests("a badge that is printed")
        board.say("a visitor has a badge, its code was read from the paper")
        reader = Reader(place)
        not_opened(gate, reader, visit, code)
        passes(gate, reader, visit, code)
        once_only(gate, reader, code)
        fire(gate)
        killed(gate)
        place.guard_signs_in()
        told_to_end(gate)
        killed_without_help(gate)
        board.wish("signal", name="SIGTERM", starts_again=False)
        place.ended_as(1, 0)
        by_the_kernels_lines(gate)
        if "is whole" not in place.run("journal", "verify", "--config", place.config):
            raise Fault("the record is not whole")
        gate.rests("all of it")
        board.say(f"the relay has moved {gate.moves} times, each of them accounted for")
    finally:
        board.keep_logs("core", "system", "reader")
        board.stop()


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"FAILED: {fault}")
