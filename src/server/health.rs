//! `/healthz`, `/readyz`, `/metrics`: for whatever watches over this program.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::office::{Office, lock};
use crate::engine::{Heartbeat, HistoryState};

/// A thread counts as dead when it has not turned for this long: several times its own longest rest.
const STILL_FOR: Duration = Duration::from_secs(15);

/// The turns of the threads a gate depends on, as seen last.
#[derive(Debug, Default)]
pub(super) struct Pulse {
    writer: Turns,
    gate: Turns,
}

impl Pulse {
    /// Whether both moved lately, and in words which of them did not.
    fn told(&mut self, beat: Heartbeat, now: Instant) -> (StatusCode, &'static str) {
        let (writer, gate) = (self.writer.beats(beat.writer, now), self.gate.beats(beat.gate, now));
        match (writer, gate) {
            (true, true) => (StatusCode::OK, "the writer and the gate's hand turn\n"),
            (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "the writer stands still\n"),
            (true, false) => (StatusCode::SERVICE_UNAVAILABLE, "the gate's hand stands still\n"),
        }
    }
}

/// A thread's turns, as seen last.
#[derive(Debug, Default)]
struct Turns {
    seen: Option<(u64, Instant)>,
}

impl Turns {
    /// Whether it moved lately, seen with this many turns now.
    fn beats(&mut self, turns: u64, now: Instant) -> bool {
        match self.seen {
            Some((before, since)) if before == turns => now.saturating_duration_since(since) < STILL_FOR,
            _ => {
                self.seen = Some((turns, now));
                true
            }
        }
    }
}

/// Requests answered, by status.
#[derive(Debug, Default)]
pub(super) struct Counts(BTreeMap<u16, u64>);

/// Whether the writer and the gate's hand live.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200), (status = 503)))]
pub(super) async fn healthz(State(office): State<Arc<Office>>) -> (StatusCode, &'static str) {
    let beat = office.parts.core.vitals().heartbeat();
    lock(&office.pulse).told(beat, Instant::now())
}

/// Whether records can be saved; and whether history is there.
#[utoipa::path(get, path = "/readyz", tag = "health", responses((status = 200), (status = 503)))]
pub(super) async fn readyz(State(office): State<Arc<Office>>) -> (StatusCode, String) {
    let core = &office.parts.core;
    if core.is_guarded() {
        return (StatusCode::SERVICE_UNAVAILABLE, "records cannot be saved\n".to_owned());
    }
    let history = match core.vitals().history.state() {
        HistoryState::Follows => "",
        HistoryState::Opens => "; history is being opened",
        HistoryState::Builds { percent } => &format!("; history is being rebuilt, {percent} %"),
        HistoryState::Failed => "; history has failed and is opened again",
    };
    (StatusCode::OK, format!("ready{history}\n"))
}

/// Numbers in the text form of Prometheus. Counts of people and badges, never who.
#[utoipa::path(get, path = "/metrics", tag = "health", responses((status = 200, content_type = "text/plain", body = String)))]
pub(super) async fn metrics(State(office): State<Arc<Office>>) -> Response {
    let core = &office.parts.core;
    let state = office.core_state();
    let (seq, visits, inside, badges, alarms) = core.read(|house| {
        (
            house.seq,
            house.open_visits().count(),
            house.heads_inside(),
            house.badges.len(),
            house.gate.alarms.len(),
        )
    });
    let mut text = String::new();
    let mut number = |name: &str, kind: &str, help: &str, value: u64| {
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "# HELP gatehouse_{name} {help}\n# TYPE gatehouse_{name} {kind}\ngatehouse_{name} {value}\n"
        );
    };
    number("journal_seq", "counter", "Place of the last durable record.", seq);
    let beat = core.vitals().heartbeat();
    number("writer_turns_total", "counter", "Turns of the writer.", beat.writer);
    number("gate_turns_total", "counter", "Turns of the gate's hand.", beat.gate);
    number("guarded", "gauge", "1 while records cannot be saved.", state.guarded.into());
    number("unrecorded", "gauge", "Deeds not in the record yet.", state.unrecorded.into());
    number("visits_open", "gauge", "Visits that are not over.", visits as u64);
    number("heads_inside", "gauge", "People on site.", inside as u64);
    number("badges_out", "gauge", "Badges not handed back.", badges as u64);
    number("alarms_open", "gauge", "Alarms nobody has acknowledged.", alarms as u64);
    text.push_str(
        "# HELP gatehouse_requests_total Requests answered.\n# TYPE gatehouse_requests_total counter\n",
    );
    for (status, count) in &lock(&office.counts).0 {
        let _ = writeln!(text, "gatehouse_requests_total{{status=\"{status}\"}} {count}");
    }
    let form = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, form)], text).into_response()
}

/// Counts every answer by its status.
pub(super) async fn count(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    *lock(&office.counts).0.entry(response.status().as_u16()).or_insert(0) += 1;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_or_a_hand_that_stands_still_is_told() {
        let (mut pulse, now) = (Pulse::default(), Instant::now());
        let mut told = |writer, gate, after| pulse.told(Heartbeat { writer, gate }, now + after);
        assert_eq!(told(1, 1, Duration::ZERO).0, StatusCode::OK);
        assert_eq!(told(1, 1, STILL_FOR / 2).0, StatusCode::OK);
        assert_eq!(told(1, 2, STILL_FOR), (StatusCode::SERVICE_UNAVAILABLE, "the writer stands still\n"));
        assert_eq!(told(2, 2, STILL_FOR).0, StatusCode::OK);
        let dead_hand = (StatusCode::SERVICE_UNAVAILABLE, "the gate's hand stands still\n");
        assert_eq!(told(3, 2, 2 * STILL_FOR), dead_hand);
        assert_eq!(told(4, 3, 2 * STILL_FOR).0, StatusCode::OK);
    }
}
