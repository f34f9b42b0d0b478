//! Follows the views of one subject, and comes back whenever the stream breaks.

use std::time::Duration;

use futures_util::StreamExt;
use reqwest::{Client, Response, StatusCode};
use tokio::sync::mpsc::Sender;
use tokio::time::{sleep, timeout};

use super::sse::SseReader;

/// The first pause after a broken stream, and the longest: a core that restarts is back in a second, and one that
/// is gone is not hammered.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(3));
/// How long a stream may say nothing: the core says that it lives every 10 s.
const SILENCE_MAX: Duration = Duration::from_secs(25);
/// How long the answer to the request for a stream may take.
const OPENING_MAX: Duration = Duration::from_secs(5);

/// What is heard of a stream.
#[derive(Debug)]
pub(super) enum Heard {
    /// It is open.
    Opened,
    /// A view, as JSON.
    View(String),
    /// It broke, or could not be opened; it is tried again.
    Broken,
    /// The core refuses it for good: the session has ended, the visit is no more.
    Refused(StatusCode),
}

/// One subject to follow.
pub(super) struct Listening {
    pub(super) http: Client,
    /// Address of the stream, with its question.
    pub(super) url: String,
    pub(super) token: String,
    /// Told with everything that is heard, so that news of an older subject are known as such.
    pub(super) round: u64,
    pub(super) to: Sender<(u64, Heard)>,
}

impl Listening {
    /// Follows until it is refused, or nobody wants to hear it.
    pub(super) async fn run(self) {
        let (mut pause, mut last) = (PAUSE.0, None);
        loop {
            match timeout(OPENING_MAX, self.open(last.as_deref())).await {
                Ok(Ok(response)) if response.status().is_success() => {
                    pause = PAUSE.0;
                    if self.tell(Heard::Opened).await.is_err()
                        || self.read(response, &mut last).await.is_err()
                    {
                        return;
                    }
                }
                Ok(Ok(response)) if is_final(response.status()) => {
                    self.tell(Heard::Refused(response.status())).await.ok();
                    return;
                }
                Ok(Ok(_) | Err(_)) | Err(_) => {}
            }
            if self.tell(Heard::Broken).await.is_err() {
                return;
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    async fn open(&self, last: Option<&str>) -> reqwest::Result<Response> {
        let mut request =
            self.http.get(&self.url).bearer_auth(&self.token).header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        request.send().await
    }

    /// Reads until the stream breaks.
    ///
    /// # Errors
    /// Nobody wants to hear it any more.
    async fn read(&self, response: Response, last: &mut Option<String>) -> Result<(), ()> {
        let (mut bytes, mut reader) = (response.bytes_stream(), SseReader::default());
        while let Ok(Some(Ok(piece))) = timeout(SILENCE_MAX, bytes.next()).await {
            let Ok(events) = reader.take(&piece) else { return Ok(()) };
            for event in events {
                if event.id.is_some() {
                    *last = event.id;
                }
                // A reset says that what was seen is stale; the view that follows it is whole.
                if event.name == "view" {
                    self.tell(Heard::View(event.data)).await?;
                }
            }
        }
        Ok(())
    }

    async fn tell(&self, heard: Heard) -> Result<(), ()> {
        self.to.send((self.round, heard)).await.map_err(|_nobody| ())
    }
}

/// Whether asking again with the same token for the same thing is of no use.
fn is_final(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
}
