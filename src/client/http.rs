//! The core's end of the [`Line`](super::Line), over HTTP: a thread that connects, follows, asks and tells.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use reqwest::{Client, ClientBuilder, StatusCode};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

use super::asking::{Asking, core_gone};
use super::listening::{Heard, Listening};
use super::mouth::{Gone, Mouth};
use super::pin::{CertificatePinFault, pinned_client_config};
use super::{CoreLink, FarEnd, FromCore, Ticket, ToCore};
use crate::wire::{
    Answer, HostHit, Problem, SessionAsked, SessionGiven, SiteFacts, SiteState, TodayHits, Wish,
};

/// How long a connection may take: the core is in the same house.
const CONNECT_MAX: Duration = Duration::from_secs(3);
/// Idle connections are left before the core leaves them, so that no wish is sent into a closed one.
const IDLE_MAX: Duration = Duration::from_secs(1);
/// Questions under way at once: fingers send one or two, and a core that does not answer must not pile them up.
const ASKED_MAX: usize = 16;
/// News of tasks that may wait for the client's own thread.
const NEWS_LENGTH: usize = 64;
/// How soon a screen that did not listen is told again.
const TELL_AGAIN: Duration = Duration::from_millis(50);

/// How a screen reaches its core.
#[derive(Clone)]
pub struct Reach {
    /// Address without a slash at the end, such as `https://192.168.1.20:8443`.
    pub server: String,
    /// The core's certificate, PEM: this one and no other. `None` only over loopback without TLS.
    pub certificate: Option<Vec<u8>>,
    /// This screen's token.
    pub token: String,
}

/// Why there is no connection to begin with.
#[derive(Debug, thiserror::Error)]
pub enum ConnectFault {
    /// The pinned certificate cannot be used.
    #[error("the core's certificate cannot be used")]
    Certificate(#[from] CertificatePinFault),
    /// TLS could not be set up.
    #[error("failed to set up TLS")]
    Tls(#[source] rustls::Error),
    /// The HTTP client could not be set up.
    #[error("failed to set up HTTP")]
    Http(#[source] reqwest::Error),
    /// The system gives no threads.
    #[error("failed to start the client")]
    Thread(#[source] io::Error),
}

/// A client that accepts the pinned certificate and no other, and asks no proxy.
///
/// # Errors
/// The certificate cannot be used, or TLS not be set up.
pub fn http_client(certificate: Option<&[u8]>) -> Result<Client, ConnectFault> {
    client_builder(certificate)?.build().map_err(ConnectFault::Http)
}

/// The same, before it is built.
pub(super) fn client_builder(certificate: Option<&[u8]>) -> Result<ClientBuilder, ConnectFault> {
    let tls = match certificate {
        Some(pem) => pinned_client_config(pem)?,
        None => ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(ConnectFault::Tls)?
            // Without a pinned certificate nobody is trusted: loopback without TLS is all that works.
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth(),
    };
    let client = Client::builder().tls_backend_preconfigured(tls).no_proxy().connect_timeout(CONNECT_MAX);
    Ok(client.pool_idle_timeout(IDLE_MAX).redirect(reqwest::redirect::Policy::none()))
}

/// Connects the far end of a line with the core, for as long as the line lives. `wake` is called after everything
/// that is told, from the client's own thread.
///
/// # Errors
/// The certificate cannot be used, or the system gives no threads. A core that is not reached is no error: the
/// screen hears [`CoreLink::Lost`], and the client keeps trying.
pub fn connect(
    far: FarEnd,
    reach: Reach,
    wake: Box<dyn Fn() + Send>,
) -> Result<JoinHandle<()>, ConnectFault> {
    let http = http_client(reach.certificate.as_deref())?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ConnectFault::Thread)?;
    let FarEnd { asked, answers } = far;
    let (questions, to_ask) = channel(ASKED_MAX);
    // The line's receiver can only be waited for by a thread; it ends when the screen drops its end.
    Builder::new()
        .name("client-ear".into())
        .spawn(move || pass_on(&asked, &questions))
        .map_err(ConnectFault::Thread)?;
    let (news, heard) = channel(NEWS_LENGTH);
    let device = Asking { http, server: reach.server, token: reach.token };
    let mouth = Mouth::new(answers, wake);
    let client = Connection {
        device,
        mouth,
        news,
        session: None,
        follows: None,
        round: 0,
        stream: None,
        link: None,
        is_open: false,
        asked: 0,
    };
    let run = move || {
        // The only end is that the screen has gone.
        let Gone = runtime.block_on(client.run(to_ask, heard));
        runtime.shutdown_background();
    };
    Builder::new().name("client".into()).spawn(run).map_err(ConnectFault::Thread)
}

fn pass_on(asked: &Receiver<ToCore>, questions: &Sender<ToCore>) {
    while let Ok(question) = asked.recv() {
        if questions.blocking_send(question).is_err() {
            return;
        }
    }
}

/// What a task tells the client's thread.
enum News {
    Stream(u64, Heard),
    Site(Option<Box<SiteFacts>>),
    /// With the token it was asked with: an answer to one guard does not end the session of the next.
    Answered(Ticket, String, Result<Answer, Problem>),
    /// A wrong PIN among the signatures is not the end of the session that asked for them.
    Countersigned(Ticket, Result<Answer, Problem>),
    Hosts(Ticket, Result<Vec<HostHit>, Problem>),
    Today(Ticket, Result<TodayHits, Problem>),
    Signed(Result<SessionGiven, Problem>),
}

struct Connection {
    /// As the device.
    device: Asking,
    mouth: Mouth,
    news: Sender<News>,
    /// Token of whoever is signed in.
    session: Option<String>,
    /// Handle of the visit that is followed.
    follows: Option<String>,
    /// Counts the subjects followed, so that news of an older one are passed over.
    round: u64,
    stream: Option<AbortHandle>,
    /// What the screen was told last.
    link: Option<CoreLink>,
    /// The core is there, and was asked what site this is.
    is_open: bool,
    asked: usize,
}

impl Connection {
    async fn run(
        mut self,
        mut to_ask: tokio::sync::mpsc::Receiver<ToCore>,
        mut heard: tokio::sync::mpsc::Receiver<News>,
    ) -> Gone {
        self.listen();
        loop {
            let again = Instant::now() + TELL_AGAIN;
            let told = tokio::select! {
                question = to_ask.recv() => match question {
                    Some(question) => self.ask(question),
                    None => return Gone,
                },
                Some(news) = heard.recv() => self.hear(news),
                () = sleep_until(again), if self.mouth.has_waiting() => self.mouth.flush(),
            };
            if let Err(gone) = told {
                return gone;
            }
        }
    }

    /// The sender of the moment: the person, where one is signed in.
    fn sender(&self) -> Asking {
        let token = self.session.as_ref().unwrap_or(&self.device.token);
        Asking { token: token.clone(), ..self.device.clone() }
    }

    /// Follows what is to be seen now: the visit, else the house, else the site.
    fn listen(&mut self) {
        if let Some(stream) = self.stream.take() {
            stream.abort();
        }
        self.round += 1;
        let (to, mut from) = channel(NEWS_LENGTH);
        let sender = self.sender();
        let mut url = format!("{}/api/v1/events", sender.server);
        if let Some(handle) = &self.follows {
            // A handle has letters and digits only.
            url.push_str("?visit=");
            url.extend(handle.chars().filter(char::is_ascii_alphanumeric));
        }
        let listening = Listening { http: sender.http, url, token: sender.token, round: self.round, to };
        let news = self.news.clone();
        let task = tokio::spawn(async move {
            let pass_on = async {
                while let Some((round, heard)) = from.recv().await {
                    if news.send(News::Stream(round, heard)).await.is_err() {
                        return;
                    }
                }
            };
            tokio::join!(listening.run(), pass_on);
        });
        self.stream = Some(task.abort_handle());
    }

    fn ask(&mut self, question: ToCore) -> Result<(), Gone> {
        match question {
            ToCore::Follow { handle } => {
                self.follows = handle;
                self.listen();
                Ok(())
            }
            ToCore::Wish { ticket, .. } | ToCore::Countersign { ticket, .. } if self.asked >= ASKED_MAX => {
                self.mouth.say(FromCore::Answered { ticket, answer: Err(core_gone()) })
            }
            ToCore::FindHosts { ticket, .. } if self.asked >= ASKED_MAX => {
                self.mouth.say(FromCore::Hosts { ticket, hits: Err(core_gone()) })
            }
            ToCore::FindToday { ticket, .. } if self.asked >= ASKED_MAX => {
                self.mouth.say(FromCore::Today { ticket, hits: Err(core_gone()) })
            }
            ToCore::FindToday { ticket, query } => {
                let sender = self.sender();
                self.spawn(async move { News::Today(ticket, sender.today(&query).await) });
                Ok(())
            }
            ToCore::Countersign { ticket, deed } => {
                let sender = self.sender();
                self.spawn(async move { News::Countersigned(ticket, sender.countersign(&deed).await) });
                Ok(())
            }
            ToCore::Wish { ticket, wish } => {
                self.wish(ticket, wish);
                Ok(())
            }
            ToCore::FindHosts { ticket, query } => {
                let sender = self.sender();
                self.spawn(async move { News::Hosts(ticket, sender.hosts(&query).await) });
                Ok(())
            }
            ToCore::SignIn { name, pin } => {
                let device = self.device.clone();
                self.spawn(async move { News::Signed(device.sign_in(&SessionAsked { name, pin }).await) });
                Ok(())
            }
            ToCore::SignOut => self.sign_out(),
        }
    }

    fn wish(&mut self, ticket: Ticket, wish: Wish) {
        let sender = self.sender();
        self.spawn(async move {
            let answer = sender.wish(&wish).await;
            News::Answered(ticket, sender.token, answer)
        });
    }

    fn sign_out(&mut self) -> Result<(), Gone> {
        let Some(token) = self.session.take() else { return Ok(()) };
        let leaving = Asking { token, ..self.device.clone() };
        tokio::spawn(async move { leaving.sign_out().await });
        self.listen();
        self.mouth.say(FromCore::SignedOut)
    }

    /// The core knows the session no more.
    fn session_ended(&mut self) -> Result<(), Gone> {
        if self.session.take().is_none() {
            return Ok(());
        }
        self.listen();
        self.mouth.say(FromCore::SignedOut)
    }

    fn spawn(&mut self, question: impl Future<Output = News> + Send + 'static) {
        self.asked += 1;
        let news = self.news.clone();
        tokio::spawn(async move {
            let answer = question.await;
            news.send(answer).await.ok();
        });
    }

    fn hear(&mut self, news: News) -> Result<(), Gone> {
        match news {
            News::Stream(round, heard) if round == self.round => self.hear_stream(heard),
            // An older subject.
            News::Stream(..) => Ok(()),
            News::Site(site) => {
                self.asked = self.asked.saturating_sub(1);
                site.map_or(Ok(()), |site| self.mouth.say(FromCore::Site(site)))?;
                // Only now: a first page without the site's name and words would be half a page.
                if self.is_open { self.tell_link(CoreLink::Live) } else { Ok(()) }
            }
            News::Answered(ticket, token, answer) => {
                self.asked = self.asked.saturating_sub(1);
                let ended =
                    answer.as_ref().is_err_and(|problem| problem.status == StatusCode::UNAUTHORIZED.as_u16());
                self.mouth.say(FromCore::Answered { ticket, answer })?;
                let same = self.session.as_ref() == Some(&token);
                if ended && same { self.session_ended() } else { Ok(()) }
            }
            News::Countersigned(ticket, answer) => {
                self.asked = self.asked.saturating_sub(1);
                self.mouth.say(FromCore::Answered { ticket, answer })
            }
            News::Hosts(ticket, hits) => {
                self.asked = self.asked.saturating_sub(1);
                self.mouth.say(FromCore::Hosts { ticket, hits })
            }
            News::Today(ticket, hits) => {
                self.asked = self.asked.saturating_sub(1);
                self.mouth.say(FromCore::Today { ticket, hits })
            }
            News::Signed(signed) => {
                self.asked = self.asked.saturating_sub(1);
                if let Ok(given) = &signed {
                    self.session = Some(given.token.clone());
                }
                let well = signed.is_ok();
                self.mouth.say(FromCore::Signed(signed))?;
                if well {
                    self.listen();
                }
                Ok(())
            }
        }
    }

    fn hear_stream(&mut self, heard: Heard) -> Result<(), Gone> {
        match heard {
            Heard::Opened => {
                if self.link == Some(CoreLink::Live) {
                    return Ok(());
                }
                self.is_open = true;
                let device = self.device.clone();
                self.spawn(async move { News::Site(device.site().await.map(Box::new)) });
                Ok(())
            }
            Heard::View(text) => self.view(&text),
            Heard::Broken => self.tell_link(CoreLink::Lost),
            // The visit left the house long ago: the screen goes back to welcome.
            Heard::Refused(StatusCode::NOT_FOUND) if self.follows.is_some() => {
                let forgotten = self.follows.take().map(|handle| FromCore::Forgotten { handle });
                self.listen();
                forgotten.map_or(Ok(()), |news| self.mouth.say(news))
            }
            Heard::Refused(_) if self.session.is_some() => self.session_ended(),
            // The token of this device is not known: nothing helps but another token and a restart.
            Heard::Refused(_) => self.tell_link(CoreLink::Lost),
        }
    }

    fn tell_link(&mut self, link: CoreLink) -> Result<(), Gone> {
        self.is_open = link == CoreLink::Live;
        if self.link == Some(link) {
            return Ok(());
        }
        self.link = Some(link);
        self.mouth.say(FromCore::Link(link))
    }

    /// A view is what was asked for; one that cannot be read is of a newer core, and passed over.
    fn view(&mut self, text: &str) -> Result<(), Gone> {
        let news = if self.follows.is_some() {
            serde_json::from_str(text).ok().map(FromCore::Visit)
        } else if self.session.is_some() {
            serde_json::from_str(text).ok().map(|view| FromCore::Panel(Box::new(view)))
        } else {
            let Ok(SiteState { trouble, heard }) = serde_json::from_str(text) else { return Ok(()) };
            self.mouth.say(FromCore::Trouble(trouble))?;
            heard.map(FromCore::Heard)
        };
        news.map_or(Ok(()), |news| self.mouth.say(news))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, sync_channel};

    use super::*;

    fn refused(status: StatusCode) -> Problem {
        Problem { status: status.as_u16(), ..core_gone() }
    }

    /// A panel at which somebody is signed in with this token; the core is not there.
    fn signed_in(token: &str) -> (Connection, mpsc::Receiver<FromCore>) {
        let (line, told) = sync_channel(8);
        let device = Asking {
            http: http_client(None).unwrap(),
            server: "http://127.0.0.1:9".to_owned(),
            token: "device".to_owned(),
        };
        let connection = Connection {
            device,
            mouth: Mouth::new(line, Box::new(|| ())),
            news: channel(NEWS_LENGTH).0,
            session: Some(token.to_owned()),
            follows: None,
            round: 0,
            stream: None,
            link: None,
            is_open: false,
            asked: 0,
        };
        (connection, told)
    }

    #[tokio::test]
    async fn an_answer_that_comes_late_to_one_guard_does_not_sign_the_next_one_out() {
        let (mut connection, told) = signed_in("the next one");
        let late = News::Answered(1, "the one before".to_owned(), Err(refused(StatusCode::UNAUTHORIZED)));
        connection.hear(late).unwrap();
        assert_eq!(connection.session.as_deref(), Some("the next one"));
        let news: Vec<FromCore> = told.try_iter().collect();
        assert!(matches!(&news[..], [FromCore::Answered { ticket: 1, .. }]), "{news:?}");
    }

    #[tokio::test]
    async fn a_session_the_core_knows_no_more_is_over() {
        for (status, ends) in [(StatusCode::UNAUTHORIZED, true), (StatusCode::FORBIDDEN, false)] {
            let (mut connection, told) = signed_in("now");
            connection.hear(News::Answered(1, "now".to_owned(), Err(refused(status)))).unwrap();
            assert_eq!(connection.session.is_none(), ends);
            assert_eq!(told.try_iter().any(|news| news == FromCore::SignedOut), ends);
        }
    }
}
