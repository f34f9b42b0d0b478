"""The disk of a backup by its label: sticks with ext4 and FAT, as loop devices in a mount namespace of their own.

Led by `scripts/package --test`; starts itself again where nothing it mounts is seen by others.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "systemd/lib/backup-disk"
PLACE = Path("/run/gatehouse-backup/disk")
USER = "gatehouse"
# A user nobody has here.
NUMBER = 64123
# Large enough for both file systems, bytes.
STICK_BYTES = 48 << 20
# How the second start is told from the first.
INSIDE = "--inside"


def run(*words: str, **variables: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, **variables})
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def must(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(what)


def alone(folder: Path) -> None:
    """A /run and a list of users that are this process's own."""
    run("mount", "-t", "tmpfs", "run", "/run")
    users = folder / "passwd"
    users.write_text(Path("/etc/passwd").read_text(encoding="utf-8") + f"{USER}:x:{NUMBER}:{NUMBER}::/:/bin/false\n")
    groups = folder / "group"
    groups.write_text(Path("/etc/group").read_text(encoding="utf-8") + f"{USER}:x:{NUMBER}:\n")
    users.chmod(0o644)
    groups.chmod(0o644)
    run("mount", "--bind", str(users), "/etc/passwd")
    run("mount", "--bind", str(groups), "/etc/group")


def writes(path: Path) -> bool:
    """Whether the user of the service can make a file there."""
    words = ["setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups", "touch", str(path)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def knows(system: str) -> bool:
    """Whether the kernel has this file system, or a module for it."""
    if shutil.which("modprobe"):
        subprocess.run(["modprobe", system], capture_output=True, check=False)
    return system in Path("/proc/filesystems").read_text(encoding="ascii").split()


def stick(folder: Path, make: list[str], label: str) -> None:
    image = folder / label
    with image.open("wb") as file:
        file.truncate(STICK_BYTES)
    run(*make, label, str(image))
    device = run("losetup", "--find", "--show", str(image)).strip()
    try:
        run(str(SCRIPT), "attach", BACKUP_LABEL=label)
        must(writes(PLACE / "gatehouse/one"), f"{label}: the service cannot write there")
        options = run("findmnt", "--noheadings", "--output", "OPTIONS", str(PLACE))
        must("noexec" in options and "nosuid" in options and "nodev" in options, options)
        run(str(SCRIPT), "detach", BACKUP_LABEL=label)
        must(not PLACE.exists(), f"{label}: still there")
        # A second time: what is on it is found again, and what a stopped run left attached is no hindrance.
        run(str(SCRIPT), "attach", BACKUP_LABEL=label)
        run(str(SCRIPT), "attach", BACKUP_LABEL=label)
        must((PLACE / "gatehouse/one").exists(), f"{label}: what was written is gone")
        run(str(SCRIPT), "detach", BACKUP_LABEL=label)
    finally:
        run("losetup", "--detach", device)


def main() -> None:
    if INSIDE not in sys.argv:
        words = ["unshare", "--mount", "--propagation=private", sys.executable, "-B", __file__, INSIDE]
        raise SystemExit(subprocess.run(words, check=False).returncode)
    # As the unit has it: what is made for others must be made so on purpose.
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone(folder)
        stick(folder, ["mkfs.ext4", "-q", "-L"], f"GHX{os.getpid()}")
        if knows("vfat"):
            stick(folder, ["mkfs.vfat", "-n"], f"GHF{os.getpid()}")
        else:
            print("   left out: a stick with FAT, which this kernel does not know", file=sys.stderr)
        told = run(str(SCRIPT), "attach", BACKUP_LABEL="NOBODYS")
        must("no disk is labelled NOBODYS" in told and not PLACE.exists(), told)
        shelf = folder / "fixed"
        told = run(str(SCRIPT), "attach", BACKUP_LABEL="NOBODYS", BACKUP_DIR=str(shelf))
        must("there is no folder" in told and not PLACE.exists(), told)
        shelf.mkdir()
        for place in [folder, shelf]:
            place.chmod(0o755)
        run(str(SCRIPT), "attach", BACKUP_LABEL="NOBODYS", BACKUP_DIR=str(shelf))
        must(writes(PLACE / "gatehouse/one") and (shelf / "gatehouse/one").exists(), "a fixed folder is not taken")
        run(str(SCRIPT), "detach")


if __name__ == "__main__":
    main()
