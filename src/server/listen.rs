//! The listening socket: TLS beyond loopback, so many connections and no more, no patience with the slow.

use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum_server::Handle;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::ServerConfig;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::Service;

use super::office::Office;
use super::{ServerParts, post, router};

/// Connections open at once: each screen has two or three, and every one costs memory on a small machine.
const CONNECTIONS_MAX: usize = 256;
/// How long a client may take for its request's head, or stay idle between two requests.
const HEAD_MAX: Duration = Duration::from_secs(2);
/// How long the TLS handshake may take: a Pi 4 needs a tenth of a second for its part.
const HANDSHAKE_MAX: Duration = Duration::from_secs(5);
/// How long requests under way may go on when the server stops; streams are cut then.
const GRACE: Duration = Duration::from_secs(2);

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
    /// The address cannot be listened on.
    #[error("failed to listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// Tokens and names would cross the network in the clear.
    #[error("{0} is not loopback, so it needs TLS")]
    InTheClear(SocketAddr),
    /// The socket failed while it was listened on.
    #[error("failed to serve")]
    Serve(#[source] io::Error),
}

/// A server that listens and does not serve yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    tls: Option<ServerConfig>,
    router: Router,
    office: Arc<Office>,
    handle: Handle<SocketAddr>,
}

/// Stops a server.
#[derive(Debug, Clone)]
pub struct ServerStop(Handle<SocketAddr>);

impl ServerStop {
    /// Takes no more connections, lets requests under way end, then cuts the streams.
    pub fn stop(&self) {
        self.0.graceful_shutdown(Some(GRACE));
    }
}

impl Server {
    /// Listens on `address`; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is taken, or is beyond loopback without TLS.
    pub fn listen(
        address: SocketAddr,
        tls: Option<ServerConfig>,
        parts: ServerParts,
    ) -> Result<Server, ServeFault> {
        if tls.is_none() && !address.ip().is_loopback() {
            return Err(ServeFault::InTheClear(address));
        }
        let fault = |cause| ServeFault::Listen { address, cause };
        let listener = TcpListener::bind(address).map_err(fault)?;
        let address = listener.local_addr().map_err(fault)?;
        let office = Arc::new(Office::new(parts));
        let router = router(&office);
        Ok(Server { listener, address, tls, router, office, handle: Handle::new() })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends [`Server::serve`] from elsewhere.
    pub fn stopper(&self) -> ServerStop {
        ServerStop(self.handle.clone())
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// The socket failed.
    pub async fn serve(self) -> Result<(), ServeFault> {
        let places = Places(Arc::new(Semaphore::new(CONNECTIONS_MAX)));
        let mut server =
            axum_server::from_tcp(self.listener).map_err(ServeFault::Serve)?.handle(self.handle).http1_only();
        server.http_builder().http1().header_read_timeout(Some(HEAD_MAX));
        let server = server.first_request_timeout(HEAD_MAX);
        let service = self.router.into_make_service();
        let watches = tokio::spawn(post::watch(self.office));
        let served = match self.tls {
            Some(config) => {
                let tls = RustlsAcceptor::new(RustlsConfig::from_config(Arc::new(config)));
                server.acceptor(tls.handshake_timeout(HANDSHAKE_MAX).acceptor(places)).serve(service).await
            }
            None => server.acceptor(places).serve(service).await,
        };
        watches.abort();
        served.map_err(ServeFault::Serve)
    }
}

/// A place for every connection; whoever finds none is turned away at once.
#[derive(Debug, Clone)]
struct Places(Arc<Semaphore>);

impl<S> Accept<TcpStream, S> for Places {
    type Stream = TcpStream;
    type Service = Placed<S>;
    type Future = std::future::Ready<io::Result<(TcpStream, Placed<S>)>>;

    fn accept(&self, stream: TcpStream, inner: S) -> Self::Future {
        let taken = Arc::clone(&self.0).try_acquire_owned();
        let full = |_| io::Error::new(io::ErrorKind::ConnectionRefused, "too many connections");
        let placed = taken.map_err(full).and_then(|place| {
            stream.set_nodelay(true)?;
            Ok((stream, Placed { inner, _place: Arc::new(place) }))
        });
        std::future::ready(placed)
    }
}

/// A connection's service, with its place.
#[derive(Debug, Clone)]
struct Placed<S> {
    inner: S,
    _place: Arc<OwnedSemaphorePermit>,
}

impl<S, B> Service<Request<B>> for Placed<S>
where
    S: Service<Request<B>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        Box::pin(self.inner.call(request))
    }
}
