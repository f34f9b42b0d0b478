//! A screen trusts one certificate, its site's, and no other.

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::sync::Arc;

/// Why no pinned configuration could be made.
#[derive(Debug, thiserror::Error)]
pub enum CertificatePinFault {
    /// The text holds no certificate in PEM form.
    #[error("the pinned certificate cannot be read")]
    Pem(#[source] pem::Error),
    /// The text holds several; which one is meant cannot be known.
    #[error("the pinned file holds more than one certificate")]
    Several,
    /// TLS could not be set up.
    #[error("failed to set up TLS")]
    Tls(#[source] Error),
}

/// TLS for a client that accepts exactly the certificate in `pem`, whatever name or address it is reached by.
///
/// Dates are not looked at: a gate whose clock was lost must still be reached by its panel, and a pinned
/// certificate ends by being replaced in this file. The server still has to prove that it holds the key.
///
/// # Errors
/// `pem` does not hold exactly one certificate, or TLS could not be set up.
pub fn pinned_client_config(pem: &[u8]) -> Result<ClientConfig, CertificatePinFault> {
    let mut found = CertificateDer::pem_slice_iter(pem);
    let pinned = found.next().unwrap_or(Err(pem::Error::NoItemsFound)).map_err(CertificatePinFault::Pem)?;
    if found.next().is_some() {
        return Err(CertificatePinFault::Several);
    }
    let provider = Arc::new(ring::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(CertificatePinFault::Tls)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(OnlyThis { pinned, algorithms }))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[derive(Debug)]
struct OnlyThis {
    pinned: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for OnlyThis {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if *end_entity == self.pinned {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
