//! What stands beside a screen, as its file says.

use gatehouse::settings::{
    ClientSettings, Problem, SCANNER_TEMPLATE, SOUND_TEMPLATE, SPEECH_TEMPLATE, ScannerKind, ScreenDevices,
    SoundSettings, SpeechSettings,
};

fn devices(text: &str) -> Result<ScreenDevices, Vec<Problem>> {
    ClientSettings::parse(text).map(|settings| settings.devices)
}

fn scanner(keys: &str) -> Result<ScannerKind, Vec<Problem>> {
    devices(&format!("[scanner]\n{keys}")).map(|devices| devices.scanner)
}

/// A template with every key taken up; sentences stay as they are.
fn taken_up(template: &str) -> String {
    let line = |line: &str| match line.strip_prefix("# ") {
        Some(key) if key.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')) => format!("{key}\n"),
        _ => format!("{line}\n"),
    };
    template.lines().map(line).collect()
}

#[test]
fn what_init_writes_is_every_key_with_its_default() {
    for (template, keys) in [(SCANNER_TEMPLATE, 4), (SOUND_TEMPLATE, 2), (SPEECH_TEMPLATE, 3)] {
        assert_eq!(devices(template), devices(""));
        let all = taken_up(template);
        assert_eq!(all.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count(), keys);
        assert_eq!(devices(&all), devices(""), "{all}");
    }
}

#[test]
fn a_screen_is_read_aloud_as_its_file_says() {
    let speech = |keys: &str| devices(&format!("[speech]\n{keys}")).map(|devices| devices.speech);
    let default = SpeechSettings { on: true, program: "espeak-ng".to_owned(), rate: 150 };
    assert_eq!(speech(""), Ok(default));
    let own = SpeechSettings { on: false, program: "/opt/say it".to_owned(), rate: 80 };
    assert_eq!(speech("on = false\nprogram = '/opt/say it'\nrate = 80"), Ok(own));
    for wrong in ["on = 1", "program = ''", "program = \"a\\nb\"", "rate = 79", "rate = 451", "voice = 'zh'"]
    {
        assert_eq!(speech(wrong).expect_err(wrong).len(), 1, "{wrong}");
    }
}

#[test]
fn a_screen_is_as_loud_as_its_file_says() {
    let sound = |keys: &str| devices(&format!("[sound]\n{keys}")).map(|devices| devices.sound);
    assert_eq!(sound(""), Ok(SoundSettings { on: true, volume: 70 }));
    assert_eq!(sound("on = false\nvolume = 0"), Ok(SoundSettings { on: false, volume: 0 }));
    for wrong in ["on = 'yes'", "volume = 101", "volume = -1", "volume = 0.5", "pitch = 1"] {
        assert_eq!(sound(wrong).expect_err(wrong).len(), 1, "{wrong}");
    }
}

#[test]
fn a_scanner_types_is_taken_or_has_a_port() {
    assert_eq!(scanner(""), Ok(ScannerKind::Keyboard));
    assert_eq!(
        scanner("kind = 'grab'\nvendor = '0c2e'\nproduct = '0B81'"),
        Ok(ScannerKind::Grab { vendor: 0x0c2e, product: 0x0b81 })
    );
    assert_eq!(scanner("kind = 'serial'"), Ok(ScannerKind::Serial { port: "/dev/ttyACM0".into() }));
    let port = "/dev/serial/by-id/usb-x";
    assert_eq!(
        scanner(&format!("kind = 'serial'\nport = '{port}'")),
        Ok(ScannerKind::Serial { port: port.into() })
    );
}

#[test]
fn a_scanner_that_cannot_be_told_from_others_is_refused() {
    for (wrong, problems) in [
        ("kind = 'grab'", 2),
        ("kind = 'grab'\nvendor = '0c2e'", 1),
        ("kind = 'grab'\nvendor = 'c2e'\nproduct = '0x90'", 2),
        ("kind = 'grab'\nvendor = '+c2e'\nproduct = 901", 2),
        ("kind = 'usb'", 1),
        ("kind = 'serial'\nport = 'ttyACM0'", 1),
        ("speed = 9600", 1),
    ] {
        assert_eq!(scanner(wrong).expect_err(wrong).len(), problems, "{wrong}");
    }
}
