//! A full disk and a read-only disk, through the built program: commands are refused `store-refused`, the panel shows
//! that records cannot be saved, nothing acknowledged is lost, and yet override and exit open the gate; after room
//! is made the core works again, and what was done meanwhile is in the record.
//!
//! The disks are small file systems in a mount namespace of the test's own. A machine that allows none fails these
//! tests, and says what it takes.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use gatehouse::adapters::disk::free_bytes;
use gatehouse::adapters::spool_file;
use gatehouse::domain::Event;
use gatehouse::wire::Wish;
use rustix::process::geteuid;

use crate::server_site::{Said, draft};
use crate::trouble_site::{Place, Serving, override_gate, scan};

/// Size of the disk, MiB: the least room that can be kept free, and some for the store.
const DISK_MB: u32 = 96;
/// Room kept free, MiB, as small as the configuration takes.
const RESERVE_MB: u32 = 64;
/// One piece of what fills a disk.
const PIECE: usize = 64 * 1024;

/// A small disk in a mount namespace that lives as long as this does.
struct SmallDisk {
    holder: Child,
    mounted: PathBuf,
}

impl SmallDisk {
    /// Mounts a disk at `at`, made by a shell's `script` that finds the place in `$1`.
    fn mount(at: &Path, script: &str) -> SmallDisk {
        fs::create_dir(at).unwrap();
        let mut unshare = Command::new("unshare");
        if !geteuid().is_root() {
            unshare.args(["--user", "--map-root-user"]);
        }
        let script = format!("set -e; {script}; echo mounted; exec cat");
        let holder = unshare
            .args(["--mount", "--propagation", "private", "sh", "-c", &script, "sh"])
            .arg(at)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn();
        let mut holder = holder.unwrap_or_else(|cause| panic!("{NEEDED} (unshare: {cause})"));
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let disk = SmallDisk { holder, mounted: at.to_owned() };
        assert_eq!(line, "mounted\n", "{NEEDED}");
        disk
    }

    /// What a command is put behind to see the disk.
    fn enter(&self) -> Vec<OsString> {
        let of = |kind: &str| format!("/proc/{}/ns/{kind}", self.holder.id());
        let mut words = vec!["nsenter".to_owned(), format!("--mount={}", of("mnt"))];
        if !geteuid().is_root() {
            words.extend([format!("--user={}", of("user")), "--preserve-credentials".to_owned()]);
        }
        words.into_iter().map(OsString::from).collect()
    }

    /// The root of the file system in which the disk is.
    fn root(&self) -> PathBuf {
        format!("/proc/{}/root", self.holder.id()).into()
    }

    /// The disk, as this process sees it.
    fn seen_here(&self) -> PathBuf {
        self.root().join(self.mounted.strip_prefix("/").unwrap())
    }

    /// Runs a shell's `script` where the disk is; the place is `$1`.
    fn does(&self, script: &str) {
        let mut words = self.enter().into_iter();
        let mut command = Command::new(words.next().unwrap());
        let done = command.args(words).args(["sh", "-ec", script, "sh"]).arg(&self.mounted).output().unwrap();
        assert!(done.status.success(), "{script}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// Somebody else fills the disk until `left` bytes are free at most.
    fn fill(&self, left: u64) {
        let mut filler =
            fs::OpenOptions::new().append(true).create(true).open(self.seen_here().join("filler")).unwrap();
        while self.free() > left {
            if filler.write_all(&[0; PIECE]).is_err() {
                break;
            }
        }
        assert!(self.free() <= left, "{} bytes are free", self.free());
    }

    fn free(&self) -> u64 {
        free_bytes(&self.seen_here()).unwrap()
    }

    fn make_room(&self) {
        fs::remove_file(self.seen_here().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Its end is the end of the namespace and of every mount in it.
        self.holder.kill().ok();
        self.holder.wait().ok();
    }
}

/// What these tests need.
const NEEDED: &str = "NOT TESTED: full and read-only disks. This machine gives no mount namespace of one's own. Run \
                      the tests as root (sudo -E scripts/test), or allow user namespaces \
                      (sysctl kernel.unprivileged_userns_clone=1), with unshare, nsenter, mount and mkfs.ext4 installed";

/// A core whose store and keys lie on a small disk, with a visitor inside and one with a badge outside.
struct OnSmallDisk {
    // Ended before the disk is taken away.
    serving: Option<Serving>,
    place: Place,
    disk: SmallDisk,
    code_inside: String,
    code_outside: String,
}

impl OnSmallDisk {
    fn new(script: &str) -> OnSmallDisk {
        let mut place = Place::new();
        place.configure("reserve_mb = 256", &format!("reserve_mb = {RESERVE_MB}"));
        let disk = SmallDisk::mount(&place.dir().join("disk"), &script.replace("SIZE", &DISK_MB.to_string()));
        disk.does("mv \"$1/../store\" \"$1/../keys\" \"$1\"; sync -f \"$1\"");
        place.configure("dir = \"store\"", "dir = \"disk/store\"");
        place.configure("keys_dir = \"keys\"", "keys_dir = \"disk/keys\"");
        place.move_to(disk.enter(), disk.root());
        let serving = place.serve();
        let host = serving.add_host(&place.token("administration"));
        let session = serving.sign_in(&place.token("guard"));
        let inside = serving.bring_in(&session, host, "欧阳明日");
        let outside = serving.admit(&session, host, "张伟");
        let (code_inside, code_outside) = (place.code_of(&inside), place.code_of(&outside));
        OnSmallDisk { serving: Some(serving), place, disk, code_inside, code_outside }
    }

    fn serving(&self) -> &Serving {
        self.serving.as_ref().expect("it runs")
    }

    fn session(&self) -> String {
        self.serving().sign_in(&self.place.token("guard"))
    }

    fn checks_in(&self) -> Said {
        self.serving().wish(&self.place.token("kiosk"), &Wish::CheckIn { draft: draft("李雷") })
    }

    fn scans(&self, reader: &str, code: &str) -> Said {
        self.serving().wish(&self.place.token("kiosk"), &scan(reader, code))
    }

    /// The first to come hears that it could not be recorded, the others that nothing can; the screens say so.
    fn refuses_entries(&self, session: &str) {
        self.is_refused(&self.checks_in(), "store-refused");
        self.is_refused(&self.scans("entry", &self.code_outside), "guarded");
        let view = self.serving().panel(session);
        assert!(!view.store.well && !self.serving().is_ready());
    }

    fn is_refused(&self, said: &Said, code: &str) {
        assert_eq!((said.status, said.code()), (503, code), "{said:?}");
        for title in ["title", "title_zh"] {
            assert!(!said.body[title].as_str().unwrap().is_empty(), "{said:?}");
        }
    }

    /// An override opens, once more.
    fn overrides(&self, session: &str) {
        let pulses = self.place.pulses();
        self.serving().granted(session, &override_gate());
        self.serving().until(|| self.place.pulses() == pulses + 1);
    }

    fn lets_out(&self) {
        let pulses = self.place.pulses();
        let said = self.scans("exit", &self.code_inside);
        assert_eq!((said.status, &said.body["granted"]), (200, &true.into()), "{said:?}");
        self.serving().until(|| self.place.pulses() == pulses + 1);
    }

    fn stop(&mut self) {
        self.serving.take().expect("it runs").stop();
    }

    fn start(&mut self) {
        self.serving = Some(self.place.serve());
    }

    /// What was done and could not be recorded then, as the record has it now.
    fn unrecorded(&self) -> Vec<String> {
        let deed = |event| match event {
            Event::UnrecordedDone { what, .. } => Some(what),
            _ => None,
        };
        self.place.events().into_iter().filter_map(deed).collect()
    }
}

const MEBIBYTE: u64 = 1 << 20;

#[test]
fn below_the_room_kept_free_entries_end_and_what_guards_do_is_spooled_until_there_is_room() {
    let mut site = OnSmallDisk::new("mount -t tmpfs -o size=SIZEm,mode=700 none \"$1\"");
    let session = site.session();
    let before = site.place.records().len();
    site.disk.fill(u64::from(RESERVE_MB) * MEBIBYTE - 1);
    site.refuses_entries(&session);
    assert_eq!(site.place.records().len(), before);
    site.overrides(&session);
    site.lets_out();
    let view = site.serving().panel(&session);
    assert_eq!((view.store.well, view.store.unrecorded), (false, 2));
    let spool = site.place.store().join(spool_file::FILE_NAME);
    assert_eq!(fs::read_to_string(&spool).unwrap().lines().count(), 2, "the room kept free is for these");
    let log = site.place.log();
    assert!(log.contains("make room on it"), "{log}");

    site.disk.make_room();
    site.serving().until(|| site.serving().is_ready());
    assert_eq!(site.unrecorded(), ["Override", "Scan"]);
    assert!(!spool.exists());
    let view = site.serving().panel(&session);
    assert_eq!((view.store.well, view.store.unrecorded, view.heads_inside), (true, 0, 0));
    assert_eq!(site.checks_in().status, 200);
    site.stop();
    site.place.says(&["journal", "verify"], 0);
}

#[test]
fn a_disk_full_to_the_last_byte_loses_nothing_and_never_holds_an_override() {
    let mut site = OnSmallDisk::new("mount -t tmpfs -o size=SIZEm,mode=700 none \"$1\"");
    let session = site.session();
    let before = site.place.records();
    site.disk.fill(0);
    site.refuses_entries(&session);
    site.overrides(&session);
    site.lets_out();
    assert_eq!(site.place.records(), before);

    // A start on the full disk is guarded as well, and ends it by itself when there is room.
    site.stop();
    site.start();
    let session = site.session();
    assert!(!site.serving().is_ready());
    site.is_refused(&site.scans("entry", &site.code_outside), "guarded");
    site.overrides(&session);
    site.lets_out();
    site.disk.make_room();
    site.serving().until(|| site.serving().is_ready());
    assert_eq!(site.checks_in().status, 200);
    assert_eq!(site.unrecorded(), ["Override", "Scan"]);
    site.stop();
    site.place.says(&["journal", "verify"], 0);
    assert_eq!(site.place.records()[..before.len()], before[..]);
}

/// A file system that its kernel makes read-only, as it does over a card that fails.
const EXT4: &str = "truncate -s SIZEM \"$1.img\"; mkfs.ext4 -q -m 0 \"$1.img\"; \
                    mount -o loop,errors=remount-ro \"$1.img\" \"$1\"";
/// How the kernel is told of a failed card.
const FAIL: &str = "echo 1 > /sys/fs/ext4/$(basename $(findmnt -no SOURCE \"$1\"))/trigger_fs_error";
/// A technician checks the card, and puts it back.
const MEND: &str = "umount \"$1\"; fsck.ext4 -fp \"$1.img\" || test $? = 1; mount -o loop \"$1.img\" \"$1\"";

#[test]
fn a_disk_that_becomes_read_only_loses_nothing_and_lets_guards_go_on() {
    let mut site = OnSmallDisk::new(EXT4);
    let session = site.session();
    let before = site.place.records();
    site.disk.does(FAIL);
    site.refuses_entries(&session);
    site.overrides(&session);
    site.lets_out();
    assert_eq!(site.serving().panel(&session).store.unrecorded, 2);
    assert_eq!(site.place.records(), before);

    // The program starts anew on the read-only disk: guarded, and it still knows who is inside.
    site.stop();
    site.start();
    let session = site.session();
    assert!(!site.serving().is_ready());
    site.is_refused(&site.checks_in(), "guarded");
    site.overrides(&session);
    site.lets_out();
    let log = site.place.log();
    assert!(log.matches("unrecorded-deed").count() == 4, "{log}");

    site.stop();
    site.disk.does(MEND);
    site.start();
    assert!(site.serving().is_ready());
    assert_eq!(site.place.records()[..before.len()], before[..]);
    assert_eq!(site.checks_in().status, 200);
    site.stop();
    site.place.says(&["journal", "verify"], 0);
}
