"""A Debian of its own with systemd as its first process: made once, unpacked for every run, booted in namespaces."""

import contextlib
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Callable

# The release the package is for at least.
SUITE = "bookworm"
# What a Raspberry Pi OS Lite has and a smallest Debian has not. dbus is for timedatectl.
SYSTEM = ["systemd", "systemd-sysv", "dbus", "tzdata", "procps", "init-system-helpers", "util-linux"]
# How long a boot, and one command, may take on a busy machine, seconds.
BOOT_S, COMMAND_S = 120, 180
# What systemd says of itself when everything that begins at a boot has begun.
UP = ["running", "degraded"]
# Where nspawn leaves an empty folder for each that it has booted, if /run is a disk's.
PROPAGATE = Path("/run/systemd/nspawn/propagate")
# Between two looks at something that is to come, seconds.
LOOK_EVERY_S = 0.1


class Fault(Exception):
    """The test has failed; the words say what did not come."""


def debian_root(folder: Path, depends: list[str]) -> Path:
    """A packed Debian with these packages, from `folder` if it was made before."""
    wanted = sorted({*SYSTEM, *depends})
    mark = hashlib.sha256(" ".join([SUITE, *wanted]).encode()).hexdigest()[:12]
    packed = folder / f"debian-{SUITE}-{mark}.tar"
    if not packed.exists():
        making = packed.with_suffix(".new.tar")
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=apt", f"--include={','.join(wanted)}", SUITE, str(making)], check=True
        )
        making.rename(packed)
    return packed


class Debian:
    """A booted Debian, which ends with whoever uses it. It has a network of its own with nobody else in it."""

    def __init__(self, packed: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gatehouse-debian-"))
        self.root = self.folder / "root"
        self.root.mkdir()
        self.process: "subprocess.Popen[bytes] | None" = None
        try:
            unpack = ["tar", "-C", str(self.root), "-xpf", str(packed), "--xattrs", "--numeric-owner"]
            subprocess.run(unpack, check=True)
            self.boot()
        except BaseException:
            self.stop()
            raise

    def boot(self) -> None:
        """Starts it, or starts it again after `stop_system`."""
        log = (self.folder / "console.log").open("ab")
        self.process = subprocess.Popen(
            # Dies with its starter, whatever ends that, and all in it dies with it.
            ["setpriv", "--pdeathsig", "KILL", "systemd-nspawn", "--quiet", f"--directory={self.root}", "--boot"]
            + ["--register=no", "--keep-unit", "--private-network", "--console=pipe", "--link-journal=no"]
            + [f"--machine={self.name()}", "--resolv-conf=off", "--timezone=off"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )
        self.first = self.wait("the first process", self.first_process, BOOT_S)
        # Running, or degraded: what a container cannot have is no matter of ours.
        self.wait("the end of the boot", lambda: self.tried("systemctl", "is-system-running").strip() in UP, BOOT_S)

    def name(self) -> str:
        return "gatehouse-" + re.sub(r"[^a-z0-9]", "", self.folder.name.rsplit("-", 1)[1].lower())

    def first_process(self) -> int | None:
        assert self.process is not None
        if self.process.poll() is not None:
            raise Fault(f"the container has ended: {self.console()}")
        own = self.process.pid
        for child in Path(f"/proc/{own}/task/{own}/children").read_text(encoding="ascii").split():
            # nspawn has a helper for a moment; the first process is number 1 in a space of numbers of its own.
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{child}/status").read_text(encoding="utf-8")
                if re.search(r"^NSpid:\t\d+\t1$", status, re.M):
                    return int(child)
        return None

    def console(self) -> str:
        return (self.folder / "console.log").read_text(encoding="utf-8", errors="replace")[-3000:]

    def stop(self) -> None:
        """Ends it and leaves nothing."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            (PROPAGATE / self.name()).rmdir()
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_system(self) -> None:
        """Shuts it down as an orderly machine is."""
        assert self.process is not None
        self.tried("systemctl", "poweroff")
        self.process.wait(timeout=BOOT_S)

    def entering(self) -> list[str]:
        spaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"]
        return ["nsenter", f"--target={self.first}", *spaces, "--root", "--wd"]

    def ended(self, *words: str, wait_s: float = COMMAND_S) -> "subprocess.CompletedProcess[str]":
        """Runs a command in it to its end; words with a `=` before it are variables."""
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        clean = ["env", "-i", path, "LANG=C.UTF-8", "HOME=/root", "DEBIAN_FRONTEND=noninteractive"]
        return subprocess.run(
            self.entering() + clean + list(words),
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=wait_s, check=False,
        )

    def tried(self, *words: str, wait_s: float = COMMAND_S) -> str:
        """What a command says, however it ends."""
        done = self.ended(*words, wait_s=wait_s)
        return done.stdout + done.stderr

    def output(self, *words: str) -> str:
        """What a command that must end well gives, without what it logs."""
        done = self.ended(*words)
        if done.returncode != 0:
            raise Fault(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout

    def run(self, *words: str) -> str:
        """All that a command says that must end well."""
        done = self.ended(*words)
        if done.returncode != 0:
            raise Fault(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def fails(self, *words: str) -> str:
        """What a command says that must not end well."""
        done = self.ended(*words)
        if done.returncode == 0:
            raise Fault(f"{' '.join(words)} ended well: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def property(self, unit: str, name: str) -> str:
        return self.run("systemctl", "show", unit, f"--property={name}", "--value").strip()

    def wait(self, what: str, done: Callable[[], Any], wait_s: float) -> Any:
        """Waits until something has come, and gives it."""
        begun = time.monotonic()
        while time.monotonic() - begun < wait_s:
            if found := done():
                return found
            time.sleep(LOOK_EVERY_S)
        raise Fault(f"{what} did not come in {wait_s} s")

    def ask(self, method: str, path: str, token: str, body: Any = None, key: str = "") -> Any:
        """A request to the core from inside, with the site's certificate."""
        words = ["nsenter", f"--target={self.first}", "--net", "curl", "--silent", "--show-error", "--noproxy", "*"]
        words += ["--cacert", str(self.root / "etc/gatehouse/site.pem")]
        words += ["--request", method, f"https://127.0.0.1:8443{path}"]
        # By a file that is read from standard input: a token in an argument would stand in every list of processes.
        words += ["--header", f"Idempotency-Key: {key}", "--header", "Content-Type: application/json", "--config", "-"]
        secret = f'header = "Authorization: Bearer {token}"\n'
        if body is not None:
            secret += f"data = {json.dumps(json.dumps(body))}\n"
        done = subprocess.run(words, input=secret, capture_output=True, text=True, timeout=COMMAND_S, check=False)
        if done.returncode != 0:
            raise Fault(f"{path}: {done.stderr}")
        return json.loads(done.stdout)
