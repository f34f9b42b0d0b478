//! The file of a screen is right as a whole, or every wrong key is named.

use gatehouse::settings::{ClientSettings, SCREEN_TEMPLATE, ScreenDevices, ScreenSettings, ThemeName};

#[test]
fn a_screen_s_file_is_written_as_it_is_read() {
    let settings = ClientSettings {
        server: "https://gate-1.local:8443".to_owned(),
        certificate: "a \"quoted\" site.pem".into(),
        token: "kiosk.token".into(),
        screen: ScreenSettings::default(),
        devices: ScreenDevices::default(),
    };
    assert_eq!(ClientSettings::parse(&settings.to_toml()), Ok(settings));
    assert!(ClientSettings::parse("").is_ok());
}

#[test]
fn a_screen_wears_what_its_file_says() {
    let worn = |text: &str| ClientSettings::parse(text).map(|settings| settings.screen);
    assert_eq!(worn(SCREEN_TEMPLATE), Ok(ScreenSettings::default()), "what init writes changes nothing");
    let taken_up: String = SCREEN_TEMPLATE.lines().map(|line| format!("{}\n", shown(line))).collect();
    let logo = Some("logo.png".into());
    assert_eq!(worn(&taken_up), Ok(ScreenSettings { logo, ..ScreenSettings::default() }));
    let night = "[screen]\ntheme = 'dark'\ntype_percent = 150";
    assert_eq!(
        worn(night),
        Ok(ScreenSettings { theme: ThemeName::Dark, type_percent: 150, ..ScreenSettings::default() })
    );
    let wrong = "[screen]\ntheme = 'pink'\ntype_percent = 201\nlogo = 7\nsize = 1";
    assert_eq!(worn(wrong).expect_err("wrong").len(), 4);
}

/// A line of the template with its key taken up; sentences stay as they are.
fn shown(line: &str) -> &str {
    line.strip_prefix("# ").filter(|rest| rest.contains(" = ")).unwrap_or(line)
}

#[test]
fn a_screen_trusts_plain_http_on_its_own_machine_only() {
    for (server, right) in [
        ("https://192.168.1.20:8443", true),
        ("https://[fe80::1]:8443", true),
        ("http://127.0.0.1:8080", true),
        ("http://[::1]:8080", true),
        ("http://localhost:8080", true),
        ("http://192.168.1.20:8080", false),
        ("https://192.168.1.20", false),
        ("https://gate:8443/", false),
        ("https://user@gate:8443", false),
        ("https://:8443", false),
        ("ftp://gate:21", false),
    ] {
        let found = ClientSettings::parse(&format!("server = \"{server}\""));
        assert_eq!(found.is_ok(), right, "{server}");
    }
    let found = ClientSettings::parse("language = 'fr'\nwidth = 1\ntheme = 'x'").expect_err("wrong");
    assert_eq!(found.len(), 3);
}
