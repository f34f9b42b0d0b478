//! How a screen's configuration reaches its core.

use std::fs;
use std::path::Path;

use super::{Exit, Failure};
use crate::client::Reach;
use crate::settings::ClientSettings;

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
