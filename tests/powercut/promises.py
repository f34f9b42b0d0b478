"""Whether what was acknowledged is in the record, and is still answered alike."""

from collections import Counter
from typing import Any

from clients import Acknowledged
from gate import READY_S, Gate, Serving
from pc import Fault

# How many of a device's newest wishes are asked again: as many as one device may send at once.
ASKED_AGAIN_MAX = 15

Record = dict[str, Any]


def lost(heard: list[Acknowledged], records: dict[int, Record]) -> list[Acknowledged]:
    """What was acknowledged and is not in the record as it was told."""
    arrivals = [record for record in records.values() if record["what"] == "VisitArrived"]
    visits = {unit_of(record): record for record in arrivals}
    if doubled := [unit for unit, times in Counter(map(unit_of, arrivals)).items() if times > 1]:
        raise Fault(f"one wish made more than one visit: {doubled}")
    ends: set[int] = set()

    def is_kept(one: Acknowledged) -> bool:
        if (arrival := visits.get(one.unit)) is None:
            return False
        match one.answer["answer"]:
            case "arrived":
                return bool(one.answer["queue"] == arrival["fields"]["queue"])
            case "visit-made":
                return bool(one.answer["visit"] == arrival["about"])
            case "done":
                seq = one.answer["seq"]
                if seq in ends:
                    raise Fault(f"two wishes were answered with record {seq}")
                ends.add(seq)
                return seq in records and bool(records[seq]["about"] == arrival["about"])
            case other:
                raise Fault(f"nobody asks for {other}")

    return [one for one in heard if not is_kept(one)]


def unit_of(arrival: Record) -> str:
    unit: str = arrival["fields"]["who"]["unit"]
    return unit


def are_kept(heard: list[Acknowledged], gate: Gate) -> None:
    """The core starts on what is left, its history comes up to the record, and it answers what it has answered before
    in the same words."""
    with Serving(gate) as core:
        core.until("take records with its history at their end", READY_S, core.follows)
        for role, device in gate.devices():
            client = core.client(gate.token(device))
            if role == "panel":
                client.sign_in()
            for one in [one for one in heard if one.device == device][-ASKED_AGAIN_MAX:]:
                if (answer := client.wish(one.wish, one.key)) != one.answer:
                    raise Fault(f"{one.wish} was answered with {one.answer}, and after the cut with {answer}")
    gate.verify()
