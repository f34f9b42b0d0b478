//! A USB scanner that types, taken for this program alone: what it types comes into no field, and no other program
//! hears it. The system lets it go when the program ends, however it ends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use evdev::raw_stream::RawDevice;
use evdev::{EventSummary, InputEvent, KeyCode, SynchronizationCode};
use rustix::event::{PollFd, PollFlags};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use super::scanner::{NoScanner, Scanner, wait};
use crate::badge::{KeyMove, ScanKeys, ScanLine};

/// The group input devices belong to on Debian.
const GROUP: &str = "input";
/// Where the kernel tells which input devices there are; everybody may read it.
const KNOWN: &str = "/sys/class/input";
/// Where they are opened.
const DEVICES: &str = "/dev/input";
/// Keyboards of one scanner that are held: scanners have one or two; more is another kind of machine.
const KEYBOARDS_MAX: usize = 8;

/// The scanner of one maker and name.
pub struct GrabbedScanner {
    vendor: u16,
    product: u16,
    held: Vec<(String, RawDevice)>,
    keys: ScanKeys,
}

impl GrabbedScanner {
    /// The scanner with this USB identity, not taken yet.
    pub fn new(vendor: u16, product: u16) -> GrabbedScanner {
        GrabbedScanner { vendor, product, held: Vec::new(), keys: ScanKeys::default() }
    }

    fn read_soon(&mut self) -> io::Result<Vec<ScanLine>> {
        let mut asked: Vec<PollFd<'_>> =
            self.held.iter().map(|(_, device)| PollFd::new(device, PollFlags::IN)).collect();
        if !wait(&mut asked)? {
            return Ok(self.keys.pause().into_iter().collect());
        }
        let awake: Vec<bool> = asked.iter().map(|one| !one.revents().is_empty()).collect();
        let mut lines = Vec::new();
        for ((_, device), _) in self.held.iter_mut().zip(awake).filter(|(_, awake)| *awake) {
            lines.extend(device.fetch_events()?.filter_map(|event| scan_of(event, &mut self.keys)));
        }
        Ok(lines)
    }
}

impl Scanner for GrabbedScanner {
    fn take(&mut self) -> Result<(), NoScanner> {
        let mut trouble = NoScanner::Absent;
        for name in inputs_of(Path::new(KNOWN), self.vendor, self.product) {
            if self.held.len() >= KEYBOARDS_MAX || self.held.iter().any(|(held, _)| *held == name) {
                continue;
            }
            match grab(&Path::new(DEVICES).join(&name)) {
                Ok(Some(device)) => self.held.push((name, device)),
                // Its other half: keys for volume, say.
                Ok(None) => {}
                Err(cause) => trouble = NoScanner::of(cause, GROUP),
            }
        }
        if self.held.is_empty() { Err(trouble) } else { Ok(()) }
    }

    fn scans(&mut self) -> io::Result<Vec<ScanLine>> {
        let read = self.read_soon();
        if read.is_err() {
            // All of it: whichever keyboards are still there are taken anew. The rest of a code does not come.
            self.held.clear();
            self.keys = ScanKeys::default();
        }
        read
    }
}

/// The code that ends with this event.
fn scan_of(event: InputEvent, keys: &mut ScanKeys) -> Option<ScanLine> {
    match event.destructure() {
        EventSummary::Key(_, key, 0) => keys.key(key.code(), KeyMove::Up),
        EventSummary::Key(_, key, 1) => keys.key(key.code(), KeyMove::Down),
        EventSummary::Key(_, key, _) => keys.key(key.code(), KeyMove::Held),
        EventSummary::Synchronization(_, SynchronizationCode::SYN_DROPPED, _) => {
            keys.lost();
            None
        }
        _ => None,
    }
}

/// Takes the device for this program alone; none if it is no keyboard.
fn grab(path: &Path) -> io::Result<Option<RawDevice>> {
    let mut device = RawDevice::open(path)?;
    let letters = |keys: &evdev::AttributeSetRef<KeyCode>| {
        keys.contains(KeyCode::KEY_G) && keys.contains(KeyCode::KEY_ENTER)
    };
    if !device.supported_keys().is_some_and(letters) {
        return Ok(None);
    }
    fcntl_setfl(&device, fcntl_getfl(&device)? | OFlags::NONBLOCK)?;
    device.grab()?;
    Ok(Some(device))
}

/// The names of the input devices of one maker and name, in order.
fn inputs_of(known: &Path, vendor: u16, product: u16) -> Vec<String> {
    let id = |inner: PathBuf| {
        fs::read_to_string(inner).ok().and_then(|text| u16::from_str_radix(text.trim(), 16).ok())
    };
    let Ok(entries) = fs::read_dir(known) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("event"))
        .filter(|name| {
            let of = known.join(name).join("device/id");
            id(of.join("vendor")) == Some(vendor) && id(of.join("product")) == Some(product)
        })
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use evdev::EventType;

    use super::*;

    fn known(devices: &[(&str, &str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, vendor, product) in devices {
            let id = folder.path().join(name).join("device/id");
            fs::create_dir_all(&id).unwrap();
            fs::write(id.join("vendor"), format!("{vendor}\n")).unwrap();
            fs::write(id.join("product"), format!("{product}\n")).unwrap();
        }
        folder
    }

    #[test]
    fn all_devices_of_the_scanner_are_found_and_no_other() {
        let folder = known(&[
            ("event2", "0c2e", "0901"),
            ("event0", "0c2e", "0901"),
            ("event1", "0c2e", "0902"),
            ("event3", "046d", "0901"),
            ("input7", "0c2e", "0901"),
            ("event4", "what", "0901"),
        ]);
        assert_eq!(inputs_of(folder.path(), 0x0c2e, 0x0901), ["event0", "event2"]);
        assert!(inputs_of(folder.path(), 0x0c2e, 0x0903).is_empty());
        assert!(inputs_of(&folder.path().join("absent"), 0x0c2e, 0x0901).is_empty());
    }

    #[test]
    fn a_file_that_is_no_device_is_no_scanner_and_nothing_is_read_of_what_is_not_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("event0");
        assert!(matches!(NoScanner::of(grab(&path).unwrap_err(), GROUP), NoScanner::Absent));
        fs::write(&path, "GH1A\n").unwrap();
        assert!(matches!(NoScanner::of(grab(&path).unwrap_err(), GROUP), NoScanner::Broken(_)));
    }

    #[test]
    fn keys_make_codes_and_events_that_were_lost_spoil_the_code_they_stood_in() {
        let (key, sync) = (EventType::KEY.0, EventType::SYNCHRONIZATION.0);
        let stroke = |code: KeyCode| [(key, code.0, 1), (sync, 0, 0), (key, code.0, 2), (key, code.0, 0)];
        let mut keys = ScanKeys::default();
        let mut scans = |events: &[(u16, u16, i32)]| -> Vec<ScanLine> {
            let events = events.iter().map(|(kind, code, value)| InputEvent::new(*kind, *code, *value));
            events.filter_map(|event| scan_of(event, &mut keys)).collect()
        };
        let (letter, enter) = (stroke(KeyCode::KEY_G), stroke(KeyCode::KEY_ENTER));
        let lost = [(sync, SynchronizationCode::SYN_DROPPED.0, 0)];
        let moved = [(EventType::RELATIVE.0, 0, 5), (EventType::MISC.0, 4, 458_756)];
        assert!(scans(&[&letter[..], &moved, &enter].concat()) == [ScanLine::Code("g".to_owned())]);
        assert!(scans(&[&letter[..], &lost, &letter, &enter].concat()) == [ScanLine::Unreadable]);
        assert!(scans(&[letter, enter].concat()) == [ScanLine::Code("g".to_owned())]);
    }
}
