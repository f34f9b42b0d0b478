//! Where fontconfig knows no font, no screen can be made: that is said, and is no crash.

use std::path::Path;
use std::process::{Command, Output};

use super::display::Display;
use super::site::Site;

/// A fontconfig that looks nowhere.
const NOWHERE: &str =
    "<?xml version=\"1.0\"?>\n<!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">\n<fontconfig></fontconfig>\n";

fn without_fonts(display: &Display, folder: &Path, words: &[&str]) -> Output {
    let config = folder.join("fonts.conf");
    std::fs::write(&config, NOWHERE).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatehouse"));
    command.args(words).env("FONTCONFIG_FILE", config);
    display.show_on(&mut command);
    command.output().expect("started")
}

#[test]
fn a_machine_without_fonts_is_told_what_to_install() {
    let (display, site) = (Display::start(), Site::start());
    let folder = tempfile::tempdir().expect("a folder");
    let screen = |name| site.screen(name).to_str().expect("a path").to_owned();
    let out = folder.path().join("out").to_str().expect("a path").to_owned();
    let (kiosk, guard) = (screen("kiosk"), screen("guard"));
    for words in [
        &["kiosk", "--config", &kiosk][..],
        &["guard", "--config", &guard],
        &["demo", "--out", &out],
        &["demo", "--headless", "--out", &out],
    ] {
        let ended = without_fonts(&display, folder.path(), words);
        let told = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{words:?}: {told}");
        assert!(told.contains("apt-get install fonts-dejavu-core"), "{words:?}: {told}");
        assert!(!told.contains("panicked"), "{words:?}: {told}");
    }
    assert!(!Path::new(&out).exists(), "no site is made where no screen can be shown");
}
