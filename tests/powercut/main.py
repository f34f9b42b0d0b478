"""Power cuts at random moments, and a control run whose syncs are empty.

    main.py PROGRAM PARTS KEPT LIBRARY CUTS SEED

PARTS is what scripts/guest.sh has made, KEPT where what failed is kept, LIBRARY what makes every sync an empty one.
The clients are outside the machine that is cut, and hear from it what they would hear at a site.
"""

import resource
import sys
import time
from pathlib import Path

from clients import CUT
from cut import Bench, Cut
from pc import Fault


def main() -> None:
    program, parts, kept, library = map(Path, sys.argv[1:5])
    cuts, seed = int(sys.argv[5]), int(sys.argv[6])
    begun = time.monotonic()
    bench = Bench.make(program, parts, kept, library)
    for number in range(cuts):
        Cut(bench, f"cut {number + 1}", seed + number, syncs=True).goes()
    Cut(bench, "control", seed + cuts, syncs=False).goes()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{cuts} cuts and a control: {time.monotonic() - begun:.0f} s, "
          f"{used.ru_utime + used.ru_stime:.0f} s of processor time")


if __name__ == "__main__":
    try:
        main()
    except (Fault, *CUT) as fault:
        sys.exit(f"FAILED: {fault}")
