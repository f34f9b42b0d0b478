//! The site's own certificate: made once, pinned by every screen.

use super::private_file;
use chrono::{Datelike, Days, Months, NaiveDate};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long a certificate is good for, in months: as long as the device is expected to live. Screens pin it
/// and do not look at dates; browsers do.
const VALID_MONTHS: u32 = 120;

/// Why there is no certificate.
#[derive(Debug, thiserror::Error)]
pub enum CertificateFault {
    /// A name or address cannot stand in a certificate, or the key could not be made.
    #[error("failed to make the site's certificate")]
    Make(#[source] rcgen::Error),
    /// The day is at the end of the calendar.
    #[error("no certificate can begin on {0}")]
    Day(NaiveDate),
    /// A file could not be written.
    #[error("failed to write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file could not be read, or holds no PEM of its kind.
    #[error("failed to read {} as PEM", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        #[source]
        cause: pem::Error,
    },
    /// Certificate and key do not belong together, or TLS could not be set up.
    #[error("failed to set up TLS with the site's certificate")]
    Tls(#[source] rustls::Error),
}

/// A certificate and its key, not yet written.
pub struct SiteCertificate {
    certificate_pem: String,
    key: KeyPair,
}

impl SiteCertificate {
    /// Makes a self-signed certificate for `hosts` (names and addresses a browser may use), good from the
    /// day before `today`, for clocks differ, for ten years.
    ///
    /// # Errors
    /// A host that cannot stand in a certificate, or no random bytes for the key.
    pub fn make(site_name: &str, hosts: &[String], today: NaiveDate) -> Result<Self, CertificateFault> {
        let from = today.checked_sub_days(Days::new(1)).ok_or(CertificateFault::Day(today))?;
        let until =
            today.checked_add_months(Months::new(VALID_MONTHS)).ok_or(CertificateFault::Day(today))?;
        let mut params = CertificateParams::new(hosts).map_err(CertificateFault::Make)?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, site_name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // Months and days of a date always fit in a byte.
        let date = |day: NaiveDate| rcgen::date_time_ymd(day.year(), day.month() as u8, day.day() as u8);
        (params.not_before, params.not_after) = (date(from), date(until));
        let key = KeyPair::generate().map_err(CertificateFault::Make)?;
        let certificate = params.self_signed(&key).map_err(CertificateFault::Make)?;
        Ok(Self { certificate_pem: certificate.pem(), key })
    }

    /// The certificate in PEM form, for clients to pin.
    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// Writes both, the key for its owner only.
    ///
    /// # Errors
    /// The system refused; a file that is there already stays as it is.
    pub fn write(&self, certificate: &Path, key: &Path) -> Result<(), CertificateFault> {
        for (path, pem) in [(key, &self.key.serialize_pem()), (certificate, &self.certificate_pem)] {
            private_file::create(path, pem.as_bytes())
                .map_err(|cause| CertificateFault::Write { path: path.to_owned(), cause })?;
        }
        Ok(())
    }
}

/// TLS for the core, from the site's certificate and key in PEM files.
///
/// # Errors
/// A file that cannot be read, or a key of another certificate.
pub fn server_config(certificate: &Path, key: &Path) -> Result<ServerConfig, CertificateFault> {
    let read = |path: &Path| {
        let path = path.to_owned();
        move |cause| CertificateFault::Read { path, cause }
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(read(certificate))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(read(key))?;
    match private_file::tighten(key) {
        Ok(false) => {}
        Ok(true) => tracing::warn!("the key of the site's certificate was open to others; it is closed now"),
        Err(cause) => tracing::warn!(%cause, "the key of the site's certificate is open to others"),
    }
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(CertificateFault::Tls)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(CertificateFault::Tls)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
