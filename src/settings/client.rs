//! `kiosk.toml`, `guard.toml` and `reader.toml`: what a screen or a reader needs to find its core.

use super::checker::{Section, check};
use super::screen::{self, ScreenSettings};
use super::screen_devices::{self, ScreenDevices};
use super::{Problem, SettingsFault, beside, read_text};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// Longest address of a core, in characters.
const SERVER_CHARS_MAX: usize = 200;

/// The settings of one screen or reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientSettings {
    /// Where the core is, without a slash at the end, such as `https://192.168.1.20:8443`.
    pub server: String,
    /// The core's certificate, PEM: this one and no other is accepted.
    pub certificate: PathBuf,
    /// The file with its own token, readable by its owner only.
    pub token: PathBuf,
    /// How a screen looks; a reader shows nothing.
    pub screen: ScreenSettings,
    /// What stands beside a screen.
    pub devices: ScreenDevices,
}

impl ClientSettings {
    /// Reads and checks `path`; relative paths in it start in its folder.
    pub fn read(path: &Path) -> Result<Self, SettingsFault> {
        let text = read_text(path)?;
        let mut settings = Self::parse(&text)
            .map_err(|problems| SettingsFault::Wrong { path: path.to_owned(), problems })?;
        for inner in [&mut settings.certificate, &mut settings.token] {
            *inner = beside(path, inner);
        }
        settings.screen.logo = settings.screen.logo.map(|logo| beside(path, &logo));
        Ok(settings)
    }

    /// Checks the text of such a file; gives every problem at once.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        check(text, walk)
    }

    /// The text of a file that parses to these settings, but for the look of a screen and what stands beside
    /// it, which are chosen by hand.
    pub fn to_toml(&self) -> String {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let path = |path: &Path| quoted(&path.to_string_lossy());
        format!(
            "# Where the core is, and its certificate: this one and no other is accepted.\n\
             server = {}\ncertificate = {}\n\
             # The file with its own token, readable by its owner only.\n\
             token = {}\n",
            quoted(&self.server),
            path(&self.certificate),
            path(&self.token),
        )
    }
}

fn walk(root: &mut Section<'_>) -> ClientSettings {
    let wanted =
        "https://host:port, or http://127.0.0.1:port on the core's own machine; nothing after the port";
    ClientSettings {
        server: root.parsed("server", "https://127.0.0.1:8443".to_owned(), wanted, |value| {
            let text = value.as_str()?;
            (text.len() <= SERVER_CHARS_MAX && is_core_address(text)).then(|| text.to_owned())
        }),
        certificate: root.path("certificate", "site.pem"),
        token: root.path("token", "token"),
        screen: root.section("screen", screen::walk),
        devices: screen_devices::walk(root),
    }
}

fn is_core_address(text: &str) -> bool {
    let (secure, rest) = match (text.strip_prefix("https://"), text.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return false,
    };
    let Some((host, port)) = rest.rsplit_once(':') else { return false };
    let address: Option<IpAddr> =
        host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host).parse().ok();
    let name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        && !host.is_empty();
    let loopback = address.map_or(host == "localhost", |address| address.is_loopback());
    port.parse::<u16>().is_ok_and(|port| port != 0) && (address.is_some() || name) && (secure || loopback)
}
