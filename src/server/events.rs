//! `GET /events`: views as they change (server-sent events), each for its reader. The id is the place in the record.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, Stream};
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use super::sessions::Fingerprint;
use super::views::{CoreState, guard_view, heard, kiosk_view, site_trouble};
use super::wishes;
use crate::domain::{Handle, House, Refusal};
use crate::wire::{GuardView, HeardLine, Problem, SiteState};

/// Views of one stream are at least this far apart: an eye sees no more, and a burst becomes one view.
const APART: Duration = Duration::from_millis(100);
/// A stream that says nothing says at least that it lives; screens count on it.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// How often a quiet stream looks whether its session has ended or the record has failed: neither moves the record.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a stream is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Handle of the visit a touchscreen follows.
    visit: Option<String>,
}

/// What a stream shows.
#[derive(Debug, Clone, Copy)]
enum Subject {
    /// The whole house, for the panel.
    Panel,
    /// One visit, for the touchscreen.
    Visit(Handle),
    /// The site's own trouble.
    Site,
    /// The same, and what is to be heard: for a panel nobody has signed in at.
    Unmanned,
}

/// Whether there is something new to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    seq: u64,
    core: CoreState,
}

/// The panel's view as text, for all panels.
#[derive(Debug, Clone)]
pub(super) struct SharedView {
    mark: Mark,
    made: Instant,
    text: Arc<str>,
}

impl Office {
    /// How the core is, beside what the house says.
    pub(super) fn core_state(&self) -> CoreState {
        let (core, vitals) = (&self.parts.core, self.parts.core.vitals());
        CoreState {
            guarded: core.is_guarded(),
            unrecorded: u32::try_from(vitals.unrecorded.load(Ordering::Acquire)).unwrap_or(u32::MAX),
            printer: vitals.printer.health(),
            test: vitals.test.last(),
            backup: vitals.backup.health(),
        }
    }

    fn mark(&self) -> Mark {
        let core = self.core_state();
        Mark { seq: self.parts.core.read(|house| house.seq), core }
    }

    /// The panel's view; made once for panels that ask at the same time.
    fn panel(&self) -> (u64, Arc<str>) {
        let mut shared = lock(&self.panel);
        let (mark, made) = (self.mark(), Instant::now());
        let fresh = |view: &&SharedView| view.mark == mark && !mark.core.guarded && made - view.made < APART;
        if let Some(view) = shared.as_ref().filter(fresh) {
            return (view.mark.seq, Arc::clone(&view.text));
        }
        let (core, now, policy) = (mark.core, self.now(), self.parts.core.policy());
        let view = self.parts.core.read(|house| guard_view(house, policy, core, now));
        let text: Arc<str> = text(&view).into();
        *shared = Some(SharedView { mark: Mark { seq: view.seq, core }, made, text: Arc::clone(&text) });
        (view.seq, text)
    }

    /// The text of a subject; `None` where there is no such visit any more.
    fn see(&self, subject: Subject) -> Option<(u64, Arc<str>)> {
        let core = self.core_state();
        match subject {
            Subject::Panel => Some(self.panel()),
            Subject::Visit(handle) => self.parts.core.read(|house| {
                let policy = self.parts.core.policy();
                let visit = house.visit_by_handle(&handle)?;
                Some((house.seq, text(&kiosk_view(house, policy, visit, core)).into()))
            }),
            Subject::Site => self.site(core, |_| None),
            Subject::Unmanned => self.site(core, |house| Some(heard(house))),
        }
    }

    fn site(&self, core: CoreState, heard: impl Fn(&House) -> Option<HeardLine>) -> Option<(u64, Arc<str>)> {
        self.parts.core.read(|house| {
            let state = SiteState { trouble: site_trouble(house, core), heard: heard(house) };
            Some((house.seq, text(&state).into()))
        })
    }
}

fn text(view: &impl Serialize) -> String {
    // Plain structures of texts and numbers: there is nothing in them that JSON cannot say.
    serde_json::to_string(view).unwrap_or_default()
}

/// The panel's view now.
#[utoipa::path(get, path = "/api/v1/guard/view", tag = "views", responses((status = 200, body = GuardView), (status = 403, body = Problem)))]
pub(super) async fn panel_now(State(office): State<Arc<Office>>) -> Response {
    let (_, text) = office.panel();
    json(&text)
}

/// The touchscreen's view of a visit now.
#[utoipa::path(
    get, path = "/api/v1/kiosk/visits/{handle}", tag = "views",
    params(("handle" = String, Path, description = "26 characters")),
    responses((status = 200, body = crate::wire::KioskView), (status = 404, body = Problem))
)]
pub(super) async fn visit_now(
    State(office): State<Arc<Office>>,
    handle: Result<Path<String>, PathRejection>,
) -> Result<Response, Refused> {
    let Path(handle) = handle.map_err(|_no_text| Refusal::NoSuchVisit)?;
    let handle = wishes::handle(&handle).ok_or(Refusal::NoSuchVisit)?;
    let (_, text) = office.see(Subject::Visit(handle)).ok_or(Refusal::NoSuchVisit)?;
    Ok(json(&text))
}

fn json(text: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, text.to_owned()).into_response()
}

/// Views as they change: event `view`, or `reset` before it where the reader's last one is not the present one.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "views",
    params(
        ("visit" = Option<String>, Query, description = "handle of the visit a touchscreen follows"),
        ("Last-Event-ID" = Option<String>, Header, description = "id of the last view that was read")
    ),
    responses(
        (status = 200, content_type = "text/event-stream", body = String), (status = 404, body = Problem),
        (status = 503, body = Problem)
    )
)]
pub(super) async fn stream(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let Query(asked) = asked.map_err(|_no_question| DoorRefusal::BodyWrong)?;
    let subject = subject(&office, &sender, asked)?;
    let place =
        Arc::clone(&office.streams).try_acquire_owned().map_err(|_all_taken| DoorRefusal::TooManyScreens)?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let follower = Follower::new(office, subject, &sender, last, place);
    let alive = KeepAlive::new().interval(KEEP_ALIVE).text("alive");
    Ok(Sse::new(follower.events()).keep_alive(alive).into_response())
}

fn subject(office: &Office, sender: &Sender, asked: Asked) -> Result<Subject, Refused> {
    if let Some(visit) = asked.visit.filter(|_| sender.is_kiosk() || sender.is_guard()) {
        let handle = wishes::handle(&visit).ok_or(Refusal::NoSuchVisit)?;
        let there = office.parts.core.read(|house| house.visit_by_handle(&handle).is_some());
        return if there { Ok(Subject::Visit(handle)) } else { Err(Refusal::NoSuchVisit.into()) };
    }
    Ok(if super::sees_the_house(sender) {
        Subject::Panel
    } else if sender.is_panel() {
        Subject::Unmanned
    } else {
        Subject::Site
    })
}

/// One open stream.
struct Follower {
    office: Arc<Office>,
    subject: Subject,
    changed: watch::Receiver<u64>,
    /// Of whom, and whether a person is signed in with it or a device holds it.
    token: Fingerprint,
    is_session: bool,
    /// What the reader saw last.
    seen: Option<Mark>,
    said: Option<Arc<str>>,
    /// The reader's last view is not the present one: told before the next.
    stale: bool,
    /// The house may look different although its place in the record is the same (guarded mode).
    moved: bool,
    sent: Option<Instant>,
    _place: OwnedSemaphorePermit,
}

impl Follower {
    fn new(
        office: Arc<Office>,
        subject: Subject,
        sender: &Sender,
        last: Option<&str>,
        place: OwnedSemaphorePermit,
    ) -> Follower {
        let mut changed = office.parts.core.changed();
        changed.mark_unchanged();
        let mark = office.mark();
        // See `moved`: in guarded mode the place says nothing.
        let current = last == Some(mark.seq.to_string().as_str()) && !mark.core.guarded;
        Follower {
            subject,
            changed,
            token: sender.token,
            is_session: sender.staff.is_some(),
            seen: current.then_some(mark),
            said: current.then(|| office.see(subject)).flatten().map(|(_, text)| text),
            stale: last.is_some() && !current,
            moved: false,
            sent: None,
            office,
            _place: place,
        }
    }

    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send {
        stream::unfold(self, |mut follower| async move {
            let event = follower.next().await?;
            Some((Ok(event), follower))
        })
    }

    /// The next event; `None` when the session has ended, the device's token is gone, or the visit is long over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let may_listen = if self.is_session {
                self.office.session(&self.token).is_some()
            } else {
                self.office.parts.door.device_stands(&self.token)
            };
            if !may_listen {
                return None;
            }
            let mark = self.office.mark();
            if self.seen != Some(mark) || self.moved {
                if self.stale {
                    self.stale = false;
                    return Some(Event::default().event("reset").data("{}"));
                }
                if let Some(rest) = self.sent.and_then(|sent| APART.checked_sub(sent.elapsed())) {
                    tokio::time::sleep(rest).await;
                }
                self.moved = false;
                let (seq, text) = self.office.see(self.subject)?;
                self.seen = Some(Mark { seq, core: mark.core });
                // A touchscreen is told of its own visit, not of every move of the house.
                let is_new = matches!(self.subject, Subject::Panel) || self.said.as_ref() != Some(&text);
                if is_new {
                    self.sent = Some(Instant::now());
                    self.said = Some(Arc::clone(&text));
                    return Some(Event::default().event("view").id(seq.to_string()).data(&*text));
                }
                continue;
            }
            match timeout(LOOK_AGAIN, self.changed.changed()).await {
                // What was seen already is told once more; only while nothing can be recorded does the house move
                // without its place in the record.
                Ok(Ok(())) => self.moved = self.office.parts.core.is_guarded(),
                // The core has stopped.
                Ok(Err(_closed)) => return None,
                Err(_quiet) => {}
            }
        }
    }
}
