"""The life of the package on a machine: installed, made a gate, used, backed up, upgraded, restored, removed, purged.

Led by `scripts/package --test`: install.py FOLDER PACKAGE NEWER-PACKAGE
"""

import re
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from debian import Debian, Fault, debian_root

CORE = "gatehouse.service"
CONFIG = "/etc/gatehouse/gatehouse.toml"
SITE = "/var/lib/gatehouse/site"
STICK = "/mnt/stick"
VISITOR = "张晓伟"
# How long the core has until it is ready, and until a hung one is back: the watchdog's 13 s and a start, seconds.
READY_S, BACK_S = 60, 60


def must(holds: bool, what: str) -> None:
    if not holds:
        raise Fault(what)


class Life:
    """What is done with the machine, step by step."""

    def __init__(self, machine: Debian) -> None:
        self.machine, self.begun, self.told = machine, time.monotonic(), ""
        self.pin = self.passphrase = ""

    def step(self, what: str) -> None:
        now = time.monotonic()
        print(f"   {now - self.begun:5.1f} s  {what}", file=sys.stderr)
        self.begun = now

    # -- what several steps need

    def is_up(self) -> bool:
        return self.machine.property(CORE, "ActiveState") == "active"

    def restarts(self) -> int:
        return int(self.machine.property(CORE, "NRestarts"))

    def has_come_again(self, before: int) -> bool:
        return self.restarts() > before and self.is_up()

    def must_be_up(self) -> None:
        if not self.is_up():
            raise Fault(f"the core is not up: {self.machine.tried('journalctl', '--no-pager', '-u', CORE, '-n', '40')}")

    def one_export(self) -> str:
        return self.machine.output("gatehouse", "journal", "export", "--config", CONFIG, "--format", "csv")

    def here(self, path: Path) -> Path:
        """A path of the machine as this process sees it."""
        return self.machine.root / str(path).lstrip("/")

    def visits(self) -> str:
        # The day of a site ends at six.
        day = self.machine.run("date", "--date=-6 hours", "+%Y-%m-%d").strip()
        words = ["--unmasked", "--for", "office", "--purpose", "test", "--config", CONFIG]
        return self.machine.output("gatehouse", "visits", "--day", day, "--format", "csv", *words)

    def check(self) -> tuple[bool, str]:
        """`gatehouse check` with the core stopped, as an installer runs it."""
        self.machine.run("systemctl", "stop", CORE)
        done = self.machine.ended("gatehouse", "check", "--yes", "--config", CONFIG)
        self.machine.run("systemctl", "start", CORE)
        return done.returncode == 0, done.stdout + done.stderr

    def install(self, package: Path) -> str:
        """By apt, which must find every dependency there already: the machine reaches nobody to download from."""
        place = self.machine.root / "root" / package.name
        place.write_bytes(package.read_bytes())
        words = ["install", "--yes", "--no-install-recommends", f"/root/{package.name}"]
        return self.machine.run("apt-get", *words)

    # -- the steps

    def is_installed(self, package: Path) -> None:
        self.install(package)
        machine = self.machine
        for user in ["gatehouse", "gatehouse-kiosk", "gatehouse-guard", "gatehouse-reader"]:
            machine.run("getent", "passwd", user)
        machine.run("test", "-d", "/etc/gatehouse")
        for unit in ["gatehouse.target", CORE, "gatehouse-gate-shut.service", "gatehouse-backup.timer"]:
            must(machine.run("systemctl", "is-enabled", unit).strip() == "enabled", f"{unit} is not enabled")
        must(machine.property(CORE, "ConditionResult") == "no", "a core without a site was started")
        must(machine.property(CORE, "Result") == "success", "a core without a site has failed")
        for unit in ["gatehouse-kiosk", "gatehouse-guard"]:
            must("enabled" not in machine.tried("systemctl", "is-enabled", unit).split(), f"{unit} is enabled")
        for command in ["first-boot", "test-gate", "test-print", "set-clock", "export-log", "seal-keys"]:
            must(f"gatehouse-{command}" in machine.run(f"gatehouse-{command}", "--help"), f"{command} has no help")
        self.step("installed")

    def becomes_a_gate(self) -> None:
        machine = self.machine
        boot = machine.root / "boot/firmware"
        boot.mkdir(parents=True)
        (boot / "config.txt").write_text("[all]\ndtparam=audio=on\n", encoding="ascii")
        kernel = "console=serial0,115200 console=tty1 root=PARTUUID=1 rootwait\n"
        (boot / "cmdline.txt").write_text(kernel, encoding="ascii")
        words = ["gatehouse-first-boot", "--site-id", "north", "--site-name", "North gate", "--zone", "Asia/Shanghai"]
        told = machine.run(*words)
        pins = re.findall(r"PIN of (G001|A001) .*: (\d+)$", told, re.M)
        passphrases = re.findall(r"shown this once: ([A-Z2-7-]{29})$", told, re.M)
        shown = [number for number, _ in pins] == ["A001", "G001"] and len(passphrases) == 1
        must(shown, f"no secrets were shown: {told}")
        self.pin, self.passphrase = dict(pins)["G001"], passphrases[0]
        self.must_be_up()
        config, kernel = [(boot / name).read_text(encoding="ascii") for name in ["config.txt", "cmdline.txt"]]
        must("audio=on" in config and config.count("gpio=17=op,dl") == 1, f"config.txt: {config}")
        must("console=tty3 root=PARTUUID=1" in kernel and "serial0" not in kernel, kernel)
        must(kernel.count("\n") == 1 and " panic=10" in kernel, kernel)
        must('zone = "Asia/Shanghai"' in machine.run("cat", CONFIG), "the zone is not the site's")
        self.step("made a gate by gatehouse-first-boot")

        again = machine.run(*words)
        must("shown this once" not in again and "The site is there" in again, f"the second time: {again}")
        must(config == (boot / "config.txt").read_text(encoding="ascii"), "config.txt has grown")
        must(kernel == (boot / "cmdline.txt").read_text(encoding="ascii"), "cmdline.txt has grown")
        self.must_be_up()
        self.step("the same again, which changed nothing")

    def keeps_what_the_unit_says(self) -> None:
        machine = self.machine
        must(machine.property(CORE, "Type") == "notify", "the core does not tell when it is ready")
        must(machine.property(CORE, "WatchdogUSec") == "13s", "nobody watches the core")
        main = machine.property(CORE, "MainPID")
        status = machine.run("cat", f"/proc/{main}/status")
        must(re.search(r"^CapEff:\s+0+$", status, re.M) is not None, f"the core has capabilities: {status}")
        must(re.search(r"^NoNewPrivs:\s+1$", status, re.M) is not None, "the core may gain privileges")
        must(re.search(r"^Seccomp:\s+2$", status, re.M) is not None, "the core may call everything")
        log = machine.run("journalctl", "--no-pager", "-u", CORE)
        must("Started gatehouse.service" in log, f"the core was not started by its own word: {log}")
        self.step("ready by its own word, confined")

        before = self.restarts()
        machine.run("kill", "-STOP", main)
        machine.wait("a new core after one that hung", lambda: self.has_come_again(before), BACK_S)
        must("watchdog" in machine.run("journalctl", "--no-pager", "-u", CORE).lower(), "no watchdog was told of")
        self.step("hung, ended by the watchdog and back")

        main, before = machine.property(CORE, "MainPID"), self.restarts()
        machine.run("kill", "-KILL", main)
        machine.wait("a new core after a kill", lambda: self.has_come_again(before), BACK_S)
        self.step("killed and back")

        self.shuts_what_it_drove()
        machine.run("systemctl", "stop", "gatehouse.target")
        must(not self.is_up(), "the core goes on without its target")
        machine.run("systemctl", "start", "gatehouse.target")
        machine.wait("the core with its target", self.is_up, READY_S)
        self.step("ended and begun by its target")

    def shuts_what_it_drove(self) -> None:
        """The gate of a core that is killed is shut, although the configuration names another one by then."""
        machine = self.machine
        gate = f'simulated_dir = "{SITE}/gate"'
        machine.run("sed", "-i", f's#^{gate}$#simulated_dir = "{SITE}/other"#', CONFIG)
        starts, before = self.starts_of_the_gate(), self.restarts()
        machine.run("kill", "-KILL", machine.property(CORE, "MainPID"))
        machine.wait("a new core at another gate", lambda: self.has_come_again(before), BACK_S)
        must(self.starts_of_the_gate() == starts + 1, "what the core drove was not let go, or more than once")
        machine.run("sed", "-i", f's#^simulated_dir = .*#{gate}#', CONFIG)
        machine.run("systemctl", "restart", CORE)
        self.step("killed at one gate, which is shut although another is configured")

    def starts_of_the_gate(self) -> int:
        """How often a program has taken the simulated gate of the site, and so let it go."""
        edges = (self.here(Path(SITE)) / "gate/edges.log").read_text(encoding="ascii")
        return sum(line.endswith(" start") for line in edges.splitlines())

    def records_a_visit(self) -> None:
        machine = self.machine
        token = (machine.root / SITE.lstrip("/") / "clients/guard.token").read_text(encoding="ascii").strip()
        office = (machine.root / SITE.lstrip("/") / "clients/administration.token").read_text(encoding="ascii").strip()
        host = {"number": "H1", "name": "王芳", "department": "采购部", "phone": "8001", "stand_in": ""}
        host_put = {"do": "put-host", "host": {**host, "unlisted": False}}
        put = self.wish(office, host_put)
        session = machine.ask("POST", "/api/v1/sessions", token, {"name": "G001", "pin": self.pin}, str(uuid.uuid4()))
        must("token" in session, f"the guard cannot sign in: {session}")
        quick = {"do": "enter-quick", "name": VISITOR, "heads": 1, "host": int(put["id"])}
        entered = self.wish(session["token"], quick)
        must(str(entered.get("visit", "")).startswith("G1-"), f"no visit: {entered}")
        must(VISITOR in self.visits(), "the visit is not in the book")
        self.step("a visit is recorded over the API")

    def wish(self, token: str, body: "Mapping[str, object]") -> "dict[str, str]":
        answer: "dict[str, str]" = self.machine.ask("POST", "/api/v1/commands", token, body, str(uuid.uuid4()))
        return answer

    def is_backed_up(self) -> None:
        machine = self.machine
        machine.fails("systemctl", "start", "gatehouse-backup")
        well, told = self.check()
        lines = [line for line in told.splitlines() if line.startswith("NOT WELL")]
        must(not well and len(lines) == 1 and "put the disk for backups in" in lines[0], f"check: {told}")
        self.step("without its disk the backup fails, and check says so alone")

        machine.run("mkdir", "-p", STICK)
        machine.run("mount", "-t", "tmpfs", "stick", STICK)
        machine.run("sh", "-c", f"echo BACKUP_DIR={STICK} >/etc/gatehouse/backup.env")
        machine.run("systemctl", "start", "gatehouse-backup")
        backups = machine.run("ls", f"{STICK}/gatehouse").split()
        must(len(backups) == 1 and backups[0].startswith("gatehouse-north-"), f"backups: {backups}")
        must("disk" not in machine.tried("ls", "/run/gatehouse-backup").split(), "the disk is still attached")
        whole = machine.run("gatehouse", "journal", "verify", "--store", f"{STICK}/gatehouse/{backups[0]}/events")
        must("is whole" in whole, whole)
        well, told = self.check()
        must(well, f"check: {told}")
        must(machine.property("gatehouse-backup.timer", "ActiveState") == "active", "no timer")
        self.step("backed up onto another disk, all is well")

    def seals_its_keys(self) -> None:
        machine = self.machine
        told = machine.run("gatehouse-seal-keys", "--yes")
        keys = machine.run("ls", f"{SITE}/keys").split()
        must(not any(name.endswith(".key") for name in keys), f"keys: {keys} {told}")
        self.must_be_up()
        # Without what systemd hands the core nobody reads a name.
        machine.fails("gatehouse", "visits", "--day", "2026-01-01", "--format", "csv", "--config", CONFIG)
        machine.run("systemctl", "start", "gatehouse-backup")
        machine.run("gatehouse-export-log", "--to", "/root")
        archive = machine.run("sh", "-c", "tar -xzOf /root/gatehouse-log-*.tar.gz")
        must("is whole" in archive and "Visit" in archive, "the export tells nothing")
        must(VISITOR not in archive, "the export names a visitor")
        self.step("keys sealed by systemd, the core, the backup and the export go on")

        machine.run("gatehouse-test-gate", "--yes")
        machine.run("gatehouse-test-print")
        self.must_be_up()
        self.step("a technician's tests")
        machine.run("gatehouse-seal-keys", "--undo", "--yes")
        self.must_be_up()
        must(VISITOR in self.visits(), "the visit is not in the book")
        self.step("keys are files again")

    def is_upgraded(self, package: Path) -> None:
        machine = self.machine
        before, main = self.one_export().splitlines(), machine.property(CORE, "MainPID")
        machine.run("systemctl", "disable", "gatehouse-backup.timer")
        self.install(package)
        machine.wait("the core", self.is_up, READY_S)
        must(machine.property(CORE, "MainPID") != main, "the old program still runs")
        after = self.one_export().splitlines()
        differing = [pair for pair in zip(before, after) if pair[0] != pair[1]]
        must(not differing and len(after) >= len(before), f"the record is another one: {differing[:1]}")
        must(VISITOR in self.visits(), "the visit is gone")
        enabled = machine.tried("systemctl", "is-enabled", "gatehouse-backup.timer").strip()
        must(enabled == "disabled", "what was disabled is enabled again")
        told = machine.run("journalctl", "--no-pager", "--output=cat", "-u", "gatehouse-gate-shut").splitlines()
        runs = sum(line.startswith("Starting ") for line in told)
        # Every other one would have been beside a core that is at work, or for nothing.
        must(runs == 1 and "the simulated gate is shut" in told, f"gate-shut has run {runs} times since the boot: {told}")
        self.step("upgraded, the record and the visit are there")

    def is_restored(self) -> None:
        machine = self.machine
        newest = machine.run("ls", f"{STICK}/gatehouse").split()[-1]
        visits = self.visits()
        machine.run("systemctl", "stop", CORE)
        machine.run("rm", "-rf", "/var/lib/gatehouse", "/etc/gatehouse")
        (machine.root / "root/passphrase").write_text(self.passphrase, encoding="ascii")
        words = ["--from", f"{STICK}/gatehouse/{newest}", "--passphrase-file", "/root/passphrase", "--site"]
        machine.run("gatehouse", "restore", "--config", CONFIG, *words)
        machine.run("gatehouse-first-boot")
        self.must_be_up()
        machine.run("test", "-e", "/etc/gatehouse/kiosk.toml", "-a", "-e", "/etc/gatehouse/clients/admin.token")
        must("is whole" in machine.run("gatehouse", "journal", "verify", "--config", CONFIG), "the record is not whole")
        must(self.visits() == visits and VISITOR in visits, "the visit did not come back")
        self.step("configuration, staff, store and keys lost, and back from the backup")

    def comes_back_with_the_power(self) -> None:
        self.machine.stop_system()
        self.machine.boot()
        self.machine.wait("the core after a boot", self.is_up, READY_S)
        must(VISITOR in self.visits(), "the visit is gone")
        self.step("switched off and on, the core has come by itself")

    def is_removed(self) -> None:
        machine = self.machine
        files = [Path(line) for line in machine.run("dpkg", "-L", "gatehouse").splitlines()]
        machine.run("apt-get", "remove", "--yes", "gatehouse")
        left = [str(path) for path in files if self.here(path).is_file()]
        must(not left, f"left behind: {left}")
        must(machine.tried("pgrep", "-l", "gatehouse") == "", "something still runs")
        stopped = machine.run("journalctl", "--no-pager", "-u", CORE, "-n", "5")
        must("Deactivated successfully" in stopped, f"the core was not stopped cleanly: {stopped}")
        machine.run("test", "-e", CONFIG)
        machine.run("test", "-d", f"{SITE}/store/journal")
        self.step("removed, configuration and record are there")

        machine.run("apt-get", "purge", "--yes", "gatehouse")
        machine.run("test", "!", "-e", "/etc/gatehouse")
        machine.run("test", "-d", f"{SITE}/store/journal")
        sealed = "/etc/credstore.encrypted/*"
        found = machine.run("find", "/etc", "/usr", "-xdev", "-name", "*gatehouse*", "!", "-path", sealed).split()
        # Users stay, as Debian wants it: their files do.
        must(not found, f"left behind by the purge: {found}")
        self.step("purged, the record is there")

    def is_purged_with_its_records(self, package: Path) -> None:
        self.install(package)
        self.machine.run("GATEHOUSE_PURGE=records", "apt-get", "purge", "--yes", "gatehouse")
        self.machine.run("test", "!", "-e", "/var/lib/gatehouse")
        must(not (self.machine.root / "etc/credstore.encrypted").exists(), "sealed keys are left")
        self.step("installed again and purged with its records")


def depends(package: Path) -> "list[str]":
    """What the package needs, the first of each choice, without versions."""
    asked = ["dpkg-deb", "--field", str(package), "Depends"]
    field = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return [one.split("|")[0].split("(")[0].strip() for one in field.split(",") if one.strip()]


def main() -> None:
    folder, package, newer = map(Path, sys.argv[1:4])
    begun = time.monotonic()
    machine = Debian(debian_root(folder, depends(package)))
    life = Life(machine)
    print(f"   {time.monotonic() - begun:5.1f} s  a Debian with systemd", file=sys.stderr)
    try:
        life.is_installed(package)
        life.becomes_a_gate()
        life.keeps_what_the_unit_says()
        life.records_a_visit()
        life.is_backed_up()
        life.seals_its_keys()
        life.is_upgraded(newer)
        life.is_restored()
        life.comes_back_with_the_power()
        life.is_removed()
        life.is_purged_with_its_records(package)
    except Fault as fault:
        raise SystemExit(f"{fault}\n{machine.tried('journalctl', '--no-pager', '-n', '60')}") from None
    finally:
        machine.stop()


if __name__ == "__main__":
    main()
