//! The site's certificate and the screens that accept no other.

use chrono::NaiveDate;
use gatehouse::adapters::certificate::{CertificateFault, SiteCertificate, server_config};
use gatehouse::client::pin::{CertificatePinFault, pinned_client_config};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, ClientConnection, ServerConfig, ServerConnection};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;

struct Site {
    folder: tempfile::TempDir,
    pem: String,
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let today = NaiveDate::from_ymd_opt(2028, 2, 29).expect("a day");
        let hosts = ["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
        let made = SiteCertificate::make("大门 Works", &hosts, today).expect("made");
        let site = Self { pem: made.certificate_pem().to_owned(), folder };
        made.write(&site.certificate(), &site.key()).expect("written");
        site
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("site.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("site.key")
    }

    fn server(&self) -> ServerConfig {
        server_config(&self.certificate(), &self.key()).expect("a server")
    }

    fn client(&self) -> ClientConfig {
        pinned_client_config(self.pem.as_bytes()).expect("a client")
    }
}

/// A whole handshake in memory: `Ok` when both sides are through.
fn handshake(client: ClientConfig, server: ServerConfig) -> Result<(), rustls::Error> {
    let name = "203.0.113.9".try_into().expect("a name the certificate does not carry");
    let mut client = ClientConnection::new(Arc::new(client), name)?;
    let mut server = ServerConnection::new(Arc::new(server))?;
    while client.is_handshaking() || server.is_handshaking() {
        let mut wire = Vec::new();
        client.write_tls(&mut wire).expect("into memory");
        server.read_tls(&mut wire.as_slice()).expect("from memory");
        server.process_new_packets()?;
        let mut wire = Vec::new();
        server.write_tls(&mut wire).expect("into memory");
        client.read_tls(&mut wire.as_slice()).expect("from memory");
        client.process_new_packets()?;
    }
    Ok(())
}

#[test]
fn a_screen_reaches_its_own_site_by_any_name() {
    let site = Site::new();
    assert_eq!(handshake(site.client(), site.server()), Ok(()));
}

#[test]
fn a_screen_refuses_every_other_certificate() {
    let refused = handshake(Site::new().client(), Site::new().server());
    assert!(matches!(refused, Err(rustls::Error::InvalidCertificate(_))), "{refused:?}");
}

#[derive(Debug)]
struct Impostor(Arc<CertifiedKey>);

impl ResolvesServerCert for Impostor {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

#[test]
fn who_shows_the_certificate_without_its_key_is_refused() {
    let (site, stranger) = (Site::new(), Site::new());
    let shown = CertificateDer::from_pem_slice(site.pem.as_bytes()).expect("the certificate");
    let key = PrivateKeyDer::from_pem_file(stranger.key()).expect("another key");
    let key = ring::sign::any_supported_type(&key).expect("a key");
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let impostor = Impostor(Arc::new(CertifiedKey::new(vec![shown.clone()], key.clone())));
        let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[version])
            .expect("a version")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(impostor));
        let refused = handshake(site.client(), server);
        assert!(matches!(refused, Err(rustls::Error::InvalidCertificate(_))), "{refused:?}");
    }
}

#[test]
fn the_key_is_for_its_owner_only_and_nothing_is_overwritten() {
    let site = Site::new();
    let mode = |path: PathBuf| std::fs::metadata(path).expect("the file").permissions().mode() & 0o777;
    assert_eq!(mode(site.key()), 0o600);
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let again = SiteCertificate::make("again", &[], today).expect("made");
    assert!(matches!(again.write(&site.certificate(), &site.key()), Err(CertificateFault::Write { .. })));
    assert_eq!(std::fs::read_to_string(site.certificate()).expect("text"), site.pem);
    std::fs::set_permissions(site.key(), std::fs::Permissions::from_mode(0o644)).expect("opened");
    site.server();
    assert_eq!(mode(site.key()), 0o600);
}

#[test]
fn files_that_do_not_fit_are_faults() {
    let (site, other) = (Site::new(), Site::new());
    assert!(matches!(server_config(&site.certificate(), &other.key()), Err(CertificateFault::Tls(_))));
    assert!(matches!(server_config(&site.key(), &site.certificate()), Err(CertificateFault::Read { .. })));
    assert!(matches!(pinned_client_config(b"none"), Err(CertificatePinFault::Pem(_))));
    let two = format!("{}{}", site.pem, other.pem);
    assert!(matches!(pinned_client_config(two.as_bytes()), Err(CertificatePinFault::Several)));
    let today = NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    assert!(matches!(
        SiteCertificate::make("x", &["大门".to_owned()], today),
        Err(CertificateFault::Make(_))
    ));
    assert!(matches!(SiteCertificate::make("x", &[], NaiveDate::MAX), Err(CertificateFault::Day(_))));
}

#[tokio::test]
async fn the_http_client_takes_the_pinned_configuration() {
    let site = Site::new();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("for the runtime");
    let address = listener.local_addr().expect("an address");
    let config = axum_server::tls_rustls::RustlsConfig::from_config(Arc::new(site.server()));
    let router = axum::Router::new().route("/", axum::routing::get(|| async { "open" }));
    let server = axum_server::from_tcp_rustls(listener, config).expect("a server");
    let serving = tokio::spawn(server.serve(router.into_make_service()));
    for (config, reached) in [(site.client(), true), (Site::new().client(), false)] {
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_backend_preconfigured(config)
            .build()
            .expect("a client");
        let answer = client.get(format!("https://{address}/")).send().await;
        assert_eq!(answer.is_ok_and(|answer| answer.status().is_success()), reached);
    }
    serving.abort();
}
