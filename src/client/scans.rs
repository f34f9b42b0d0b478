//! A reader's way to the core: one scan after the other, each answered at once or given up.
//!
//! A scan that comes late opens a gate behind somebody who has left. So none is sent to a core that has not just
//! answered: what a core finds that hung meanwhile is a question, and no scan.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tokio::runtime::Runtime;
use tokio::time::{sleep, timeout_at};

use super::asking::{Asking, PAUSE, is_to_be_tried_again, new_key};
use super::http::client_builder;
use super::{ConnectFault, Reach};
use crate::wire::{Answer, Problem, Wish};

/// How long after it was read a scan may still be sent or answered. The lock is to follow within 2 s (GB 50396);
/// whoever has waited longer has turned to the guard.
pub const SCAN_MAX: Duration = Duration::from_secs(3);
/// How long the system tries to deliver what was sent: it would go on after the connection was closed, too.
const UNHEARD_MAX: Duration = Duration::from_secs(1);
/// Refusals that every further scan would get, too: what is wrong is the reader, not the code.
const READER_WRONG: [&str; 2] = ["no-such-reader", "not-allowed"];

/// What became of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// The gate opens.
    Granted,
    /// It does not, with the code of the refusal where one is told.
    Refused(Option<String>),
    /// Every scan would be refused so: the reader's name or token is wrong.
    ReaderWrong {
        /// Code of the refusal.
        code: String,
        /// What it means.
        title: String,
    },
    /// The core did not answer in time.
    NotReached,
    /// It was too old to be sent.
    TooLate,
}

/// A line that carries one scan at a time.
pub struct ScanLink {
    core: Asking,
    /// With a thread of its own: a connection that is given up is closed then, not at the next scan.
    runtime: Runtime,
}

impl ScanLink {
    /// Makes ready; the core is asked at the first scan.
    ///
    /// # Errors
    /// The certificate cannot be used, or the system gives no threads.
    pub fn new(reach: Reach) -> Result<ScanLink, ConnectFault> {
        let http = client_builder(reach.certificate.as_deref())?.tcp_user_timeout(UNHEARD_MAX);
        let http = http.build().map_err(ConnectFault::Http)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let core = Asking { http, server: reach.server, token: reach.token };
        Ok(ScanLink { core, runtime: runtime.map_err(ConnectFault::Thread)? })
    }

    /// Carries a code that was read at this reader at that moment. Answered or given up [`SCAN_MAX`] later.
    pub fn carry(&self, reader: &str, code: &str, read: Instant) -> Carried {
        let end = read + SCAN_MAX;
        if Instant::now() >= end {
            return Carried::TooLate;
        }
        let wish = Wish::Scan { reader: reader.to_owned(), code: code.to_owned() };
        let answer = self.runtime.block_on(async { timeout_at(end.into(), self.answer(&wish)).await });
        match answer.ok().flatten() {
            Some(Ok(Answer::Scanned { granted: true, .. })) => Carried::Granted,
            Some(Ok(Answer::Scanned { granted: false, code })) => Carried::Refused(code),
            Some(Err(problem)) if is_about_the_reader(&problem) => {
                Carried::ReaderWrong { code: problem.code, title: problem.title }
            }
            Some(Err(problem)) => Carried::Refused(Some(problem.code)),
            // No core answers a scan otherwise.
            Some(Ok(_)) | None => Carried::NotReached,
        }
    }

    /// Asks until there is an answer, with one key. Ended from outside.
    async fn answer(&self, wish: &Wish) -> Option<Result<Answer, Problem>> {
        let key = new_key()?;
        loop {
            if self.core.is_there().await {
                let outcome = self.core.wish_once(wish, &key).await;
                if !is_to_be_tried_again(&outcome) {
                    return outcome.ok();
                }
            }
            sleep(PAUSE).await;
        }
    }
}

fn is_about_the_reader(problem: &Problem) -> bool {
    problem.status == StatusCode::UNAUTHORIZED.as_u16() || READER_WRONG.contains(&problem.code.as_str())
}
