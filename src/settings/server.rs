//! `[server]`: where the core listens.

use super::checker::Section;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// The port the core listens on unless told otherwise.
pub const DEFAULT_PORT: u16 = 8443;

/// `[server]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSettings {
    /// Address and port; beyond loopback only with TLS.
    pub listen: SocketAddr,
    /// Whether the core speaks TLS with the site's certificate.
    pub tls: bool,
    /// The site's certificate, PEM.
    pub certificate: PathBuf,
    /// Its private key, PEM, readable by the owner only.
    pub key: PathBuf,
}

pub(super) fn read(section: &mut Section<'_>) -> ServerSettings {
    let wanted = "an address and port in quotes, such as \"0.0.0.0:8443\"";
    let default = SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT));
    let settings = ServerSettings {
        listen: section.parsed("listen", default, wanted, |value| {
            value.as_str()?.parse().ok().filter(|address: &SocketAddr| address.port() != 0)
        }),
        tls: section.yes_no("tls", true),
        certificate: section.path("certificate", "certificate/site.pem"),
        key: section.path("key", "certificate/site.key"),
    };
    if !settings.tls && !settings.listen.ip().is_loopback() {
        let found = format!("\"{}\" without TLS", settings.listen);
        section.refuse("listen", found, "tls = true, or a loopback address such as \"127.0.0.1:8443\"");
    }
    settings
}
