"""An emulated PC whose system is this machine's, read only; see scripts/guest.sh."""

import subprocess
import time
from pathlib import Path


class Fault(Exception):
    """The test has failed; the words say what did not come."""


class Pc:
    """A PC of QEMU's making, without virtualisation, which ends with whoever uses it."""

    def __init__(self, parts: Path, kept: Path, more: list[str]) -> None:
        """`parts` is what scripts/guest.sh has made. The guest does what `begin.sh` in `kept` says, and what it leaves
        there stays; `more` are devices, in the words of QEMU."""
        self.kept, self.begun = kept, time.monotonic()
        self.console = kept / "console.log"

        def share(path: Path, tag: str, readonly: str) -> list[str]:
            return ["-virtfs", f"local,path={path},mount_tag={tag},security_model=none,multidevs=remap{readonly}"]

        self.process = subprocess.Popen(
            # Dies with its starter, whatever ends that.
            ["setpriv", "--pdeathsig", "KILL", "qemu-system-x86_64"]
            + ["-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "1024", "-no-reboot"]
            + ["-kernel", str(parts / "kernel"), "-initrd", str(parts / "initrd")]
            # A busy machine serves the timer late, and the kernel would take it for broken.
            + ["-append", "console=ttyS0 quiet mitigations=off no_timer_check panic=-1"]
            + ["-vga", "none", "-display", "none", "-serial", f"file:{self.console}"]
            + share(Path("/"), "host", ",readonly=on")
            + share(parts / "beside", "beside", ",readonly=on")
            + share(kept, "kept", "")
            + more
        )

    def age(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.begun

    def stop(self) -> None:
        """Ends it at once, as a power cut does."""
        self.process.kill()
        self.process.wait()
