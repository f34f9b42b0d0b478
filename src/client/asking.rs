//! Single questions to the core: wishes, hosts, sign-in, site.

use std::time::{Duration, Instant};

use data_encoding::BASE32_NOPAD;
use reqwest::{Client, RequestBuilder, Url};
use serde::de::DeserializeOwned;
use tokio::time::sleep;

use crate::wire::{
    Answer, HostHit, Problem, SessionAsked, SessionGiven, SignatureGiven, SiteFacts, TodayHits, Wish,
};

/// How long a wish is sent again while the core does not answer: then the screen says so, and the person decides.
const TRY_FOR: Duration = Duration::from_secs(30);
/// Pause between two tries.
pub(super) const PAUSE: Duration = Duration::from_millis(500);
/// How long one answer may take: a little longer than the core itself takes to say that it took too long.
const ANSWER_MAX: Duration = Duration::from_secs(12);
/// Refusals that say only that it was not the moment.
const TRIED_AGAIN: [&str; 2] = ["busy", "too-slow"];
/// Random bytes of a wish's key: it never meets another.
const KEY_BYTES: usize = 16;

/// The core was not reached, or its answer did not arrive.
pub(super) struct Lost;

/// What one try brought.
pub(super) type Try<T> = Result<Result<T, Problem>, Lost>;

/// The core, as one sender reaches it.
#[derive(Clone)]
pub(super) struct Asking {
    pub(super) http: Client,
    /// Address without a slash at the end.
    pub(super) server: String,
    pub(super) token: String,
}

/// The core has not answered.
pub(super) fn core_gone() -> Problem {
    Problem {
        kind: "urn:gatehouse:refusal:core-gone".to_owned(),
        title: "The system does not answer. Please try again, or see the guard.".to_owned(),
        title_zh: "系统暂无响应，请重试或联系值班保安。".to_owned(),
        status: 503,
        code: "core-gone".to_owned(),
        field: None,
        retry_after_s: None,
    }
}

impl Asking {
    /// Sends a wish until it is answered: with one key, so that it is done once.
    pub(super) async fn wish(&self, wish: &Wish) -> Result<Answer, Problem> {
        let key = new_key().ok_or_else(core_gone)?;
        let end = Instant::now() + TRY_FOR;
        loop {
            let outcome = self.wish_once(wish, &key).await;
            if !is_to_be_tried_again(&outcome) || Instant::now() >= end {
                return or_gone(outcome);
            }
            sleep(PAUSE).await;
        }
    }

    /// Sends a wish once.
    pub(super) async fn wish_once(&self, wish: &Wish, key: &str) -> Try<Answer> {
        send(self.post("/api/v1/commands").header("idempotency-key", key).json(wish)).await
    }

    /// Whether the core answers at this moment.
    pub(super) async fn is_there(&self) -> bool {
        let request = self.http.get(format!("{}/healthz", self.server)).timeout(ANSWER_MAX);
        match request.send().await {
            // Read to its end, so that the wish takes the same connection.
            Ok(response) => response.status().is_success() && response.bytes().await.is_ok(),
            Err(_lost) => false,
        }
    }

    /// Hosts that fit.
    pub(super) async fn hosts(&self, query: &str) -> Result<Vec<HostHit>, Problem> {
        self.found("hosts", query).await
    }

    /// Visits of today that fit.
    pub(super) async fn today(&self, query: &str) -> Result<TodayHits, Problem> {
        self.found("today", query).await
    }

    async fn found<T: DeserializeOwned>(&self, among: &str, query: &str) -> Result<T, Problem> {
        let url = Url::parse_with_params(&format!("{}/api/v1/{among}", self.server), [("q", query)]);
        let request = self.http.get(url.map_err(|_no_address| core_gone())?).bearer_auth(&self.token);
        or_gone(send(request).await)
    }

    /// Somebody signs beside whoever is signed in.
    pub(super) async fn signature(&self, asked: &SessionAsked) -> Result<String, Problem> {
        let given: SignatureGiven = or_gone(send(self.post("/api/v1/signatures").json(asked)).await)?;
        Ok(given.signature)
    }

    /// Signs in.
    pub(super) async fn sign_in(&self, asked: &SessionAsked) -> Result<SessionGiven, Problem> {
        or_gone(send(self.post("/api/v1/sessions").json(asked)).await)
    }

    /// Signs out. A core that is not reached forgets the session by itself, after the shift.
    pub(super) async fn sign_out(&self) {
        let request = self.http.delete(format!("{}/api/v1/sessions", self.server));
        request.bearer_auth(&self.token).timeout(ANSWER_MAX).send().await.ok();
    }

    /// Facts about the site, where the core is reached.
    pub(super) async fn site(&self) -> Option<SiteFacts> {
        let request = self.http.get(format!("{}/api/v1/site", self.server)).bearer_auth(&self.token);
        send(request).await.ok()?.ok()
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(format!("{}{path}", self.server)).bearer_auth(&self.token)
    }
}

/// A key for one wish; none if the system gives no random bytes.
pub(super) fn new_key() -> Option<String> {
    let mut key = [0; KEY_BYTES];
    getrandom::fill(&mut key).ok()?;
    Some(BASE32_NOPAD.encode(&key))
}

/// Whether a try says only that it was not the moment.
pub(super) fn is_to_be_tried_again<T>(outcome: &Try<T>) -> bool {
    match outcome {
        Err(Lost) => true,
        Ok(Err(problem)) => TRIED_AGAIN.contains(&problem.code.as_str()),
        Ok(Ok(_)) => false,
    }
}

#[expect(clippy::result_large_err, reason = "a problem is the answer itself, made once for a person to read")]
fn or_gone<T>(outcome: Try<T>) -> Result<T, Problem> {
    match outcome {
        Ok(answer) => answer,
        Err(Lost) => Err(core_gone()),
    }
}

/// One try: the answer or the problem, or nothing that is one of both.
async fn send<T: DeserializeOwned>(request: RequestBuilder) -> Try<T> {
    let response = request.timeout(ANSWER_MAX).send().await.map_err(|_lost| Lost)?;
    let well = response.status().is_success();
    let body = response.bytes().await.map_err(|_lost| Lost)?;
    if well {
        // An answer of a newer core, which this screen does not know: asking again would not help.
        return Ok(serde_json::from_slice(&body).map_err(|_unknown| core_gone()));
    }
    serde_json::from_slice(&body).map(Err).map_err(|_no_problem| Lost)
}
