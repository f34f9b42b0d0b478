//! How a screen, or a command on the core's own machine, reaches the core.

use std::fs;
use std::path::Path;

use super::{Exit, Failure};
use crate::client::Reach;
use crate::settings::{ClientSettings, ScreenDevices, ScreenSettings, Settings};

/// Address, pinned certificate and token of a screen.
///
/// # Errors
/// [`Exit::Configuration`] if the token or the certificate cannot be read.
pub(super) fn reach(settings: &ClientSettings) -> Result<Reach, Failure> {
    let read = |what: &str, path: &Path| {
        fs::read(path).map_err(|cause| {
            Failure::of(Exit::Configuration)(format!("the {what} {} cannot be read: {cause}", path.display()))
        })
    };
    let token =
        String::from_utf8(read("token", &settings.token)?).map_err(Failure::of(Exit::Configuration))?;
    let tls = settings.server.starts_with("https://");
    let certificate = tls.then(|| read("certificate", &settings.certificate)).transpose()?;
    Ok(Reach { server: settings.server.clone(), certificate, token: token.trim().to_owned() })
}

/// The running core of a configuration, as one of the offices whose tokens `init` laid in `clients/` beside it.
///
/// # Errors
/// [`Exit::Configuration`] if the token or the certificate cannot be read.
pub(super) fn own_core(config: &Path, settings: &Settings, office: &str) -> Result<Reach, Failure> {
    let scheme = if settings.server.tls { "https" } else { "http" };
    reach(&ClientSettings {
        server: format!("{scheme}://{}", settings.server.listen),
        certificate: settings.server.certificate.clone(),
        token: config.with_file_name("clients").join(format!("{office}.token")),
        screen: ScreenSettings::default(),
        devices: ScreenDevices::default(),
    })
}
