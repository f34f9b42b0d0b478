//! The socket: TLS beyond loopback, one certificate for the screens, no patience with the slow.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use chrono::NaiveDate;
use gatehouse::adapters::certificate::{SiteCertificate, server_config};
use gatehouse::client::http_client;
use gatehouse::server::{ServeFault, Server};
use tempfile::TempDir;

use crate::server_site::{GUARD, KIOSK, SOON, Site};

const LOOPBACK: ([u8; 4], u16) = ([127, 0, 0, 1], 0);

fn certificate(folder: &TempDir, name: &str) -> (String, rustls::ServerConfig) {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let made = SiteCertificate::make(name, &["127.0.0.1".to_owned()], day).unwrap();
    let (pem, key) = (folder.path().join(format!("{name}.pem")), folder.path().join(format!("{name}.key")));
    made.write(&pem, &key).unwrap();
    (made.certificate_pem().to_owned(), server_config(&pem, &key).unwrap())
}

#[test]
fn a_screen_speaks_tls_with_its_own_core_and_with_no_other() {
    let (site, folder) = (Site::open(), TempDir::new().unwrap());
    let (own, tls) = certificate(&folder, "own");
    let (other, _) = certificate(&folder, "other");
    let server = Server::listen(SocketAddr::from(LOOPBACK), Some(tls), site.parts()).unwrap();
    let (address, stop) = (server.address(), server.stopper());
    site.run(async {
        let serving = tokio::spawn(server.serve());
        let get = |pem: &str| {
            let http = http_client(Some(pem.as_bytes())).unwrap();
            async move { http.get(format!("https://{address}/api/v1/site")).bearer_auth(KIOSK).send().await }
        };
        assert_eq!(get(&own).await.unwrap().status(), 200);
        assert!(get(&other).await.is_err());
        let plain = http_client(None).unwrap();
        assert!(
            plain.get(format!("https://{address}/healthz")).send().await.is_err(),
            "nobody pinned, nobody trusted"
        );
        stop.stop();
        serving.await.unwrap().unwrap();
    });
}

#[test]
fn names_and_tokens_never_cross_a_network_in_the_clear() {
    let site = Site::open();
    let listened = Server::listen(SocketAddr::from(([0, 0, 0, 0], 0)), None, site.parts());
    assert!(matches!(listened.err(), Some(ServeFault::InTheClear(_))));
}

/// Sends the beginning of a request, and says whether the server leaves by itself in time.
fn is_left(site: &Site, beginning: &str) -> bool {
    let mut slow = TcpStream::connect(site.address).unwrap();
    slow.set_read_timeout(Some(SOON)).unwrap();
    slow.write_all(beginning.as_bytes()).unwrap();
    // A closed connection is the end, or an answer that ends; one that is held would time out here.
    slow.read_to_end(&mut Vec::new()).is_ok()
}

#[test]
fn who_never_ends_a_request_is_left() {
    let site = Site::open();
    for beginning in
        ["", "G", "GET /healthz HTTP/1.1\r\nHost: x\r\n", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"]
    {
        assert!(is_left(&site, beginning), "{beginning:?}");
    }
}

#[test]
fn a_hall_full_of_idle_connections_is_cleared_for_the_panel() {
    let site = Site::open();
    let idle: Vec<TcpStream> = (0..400).filter_map(|_| TcpStream::connect(site.address).ok()).collect();
    assert!(!idle.is_empty());
    let end = Instant::now() + SOON;
    loop {
        // The system's own queue of connections overflows as well: a panel asks again, as this does.
        let view = site.http.get(site.url("/api/v1/guard/view")).bearer_auth(GUARD).timeout(SOON / 5);
        let answer = site.run(async { view.send().await });
        if answer.is_ok_and(|answer| answer.status() == 200) {
            return;
        }
        assert!(Instant::now() < end, "the panel found no place");
    }
}

#[test]
fn a_busy_address_is_told_by_name() {
    let site = Site::open();
    let Err(fault) = Server::listen(site.address, None, site.parts()) else {
        panic!("two servers at one address")
    };
    assert_eq!(fault.to_string(), format!("failed to listen on {}", site.address));
    assert!(std::error::Error::source(&fault).is_some());
}
