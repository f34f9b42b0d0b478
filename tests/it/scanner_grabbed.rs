//! A scanner that types, made by the kernel's own means (`/dev/uinput`): taken alone, heard, unplugged and heard again.
//!
//! Where the kernel has no such device (a container), the test says so and ends; `NEED_UINPUT=1` makes it fail there.

use std::path::{Path, PathBuf};
use std::sync::mpsc::channel;
use std::time::Duration;

use evdev::raw_stream::RawDevice;
use evdev::uinput::VirtualDevice;
use evdev::{AttributeSet, BusType, EventType, InputEvent, InputId, KeyCode};
use gatehouse::badge::ScanLine;
use gatehouse::commands::listen_to_scanner;
use gatehouse::settings::ScannerKind;

/// An identity no maker has.
const VENDOR: u16 = 0xfffe;
const PRODUCT: u16 = 0x4748;
const UINPUT: &str = "/dev/uinput";
/// How long a device may take to appear, to be taken and to be heard.
const TRIES: usize = 100;
const TRY: Duration = Duration::from_millis(200);

fn scanner() -> (VirtualDevice, Vec<PathBuf>) {
    let keys: AttributeSet<KeyCode> = (1..120).map(KeyCode::new).collect();
    let mut device = VirtualDevice::builder()
        .unwrap()
        .name("Gatehouse test scanner")
        .input_id(InputId::new(BusType::BUS_USB, VENDOR, PRODUCT, 1))
        .with_keys(&keys)
        .unwrap()
        .build()
        .unwrap();
    let nodes = device.enumerate_dev_nodes_blocking().unwrap().map(Result::unwrap).collect();
    (device, nodes)
}

fn types(device: &mut VirtualDevice, keys: &[KeyCode]) {
    for key in keys {
        for value in [1, 0] {
            device.emit(&[InputEvent::new(EventType::KEY.0, key.code(), value)]).unwrap();
        }
    }
}

fn is_taken(node: &Path) -> bool {
    let Ok(mut device) = RawDevice::open(node) else { return false };
    device.grab().is_err()
}

#[test]
fn a_scanner_that_types_is_taken_heard_and_taken_again() {
    if !Path::new(UINPUT).exists() {
        assert!(std::env::var_os("NEED_UINPUT").is_none(), "there is no {UINPUT}: sudo modprobe uinput");
        eprintln!("left out: there is no {UINPUT}");
        return;
    }
    let (tell, told) = channel();
    let heard = move |line| drop(tell.send(line));
    let kind = ScannerKind::Grab { vendor: VENDOR, product: PRODUCT };
    let _listening = listen_to_scanner(&kind, heard).unwrap().unwrap();
    for _plugged in 0..2 {
        let (mut device, nodes) = scanner();
        let taken = (0..TRIES).any(|_| {
            let taken = !nodes.is_empty() && nodes.iter().all(|node| is_taken(node));
            taken || told.recv_timeout(TRY).is_ok()
        });
        assert!(taken, "{nodes:?} is not taken: may this user read it, and write {UINPUT}?");
        types(&mut device, &[KeyCode::KEY_G, KeyCode::KEY_H, KeyCode::KEY_1, KeyCode::KEY_ENTER]);
        assert!(told.recv_timeout(TRY * 50) == Ok(ScanLine::Code("gh1".to_owned())));
        types(&mut device, &[KeyCode::KEY_G, KeyCode::KEY_F1]);
        assert!(told.recv_timeout(TRY * 50) == Ok(ScanLine::Unreadable), "no Enter: a pause ends it");
    }
}
