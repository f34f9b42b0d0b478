//! `GET /visits`: the history of visits, searched.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::{Extension, Json};
use chrono::NaiveDate;
use serde::Deserialize;

use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use crate::domain::{BadgeNo, Detail, HostId, SiteDay, Stamp};
use crate::ports::history::{self, PAGE_ROWS_MAX, Page, Place};
use crate::settings::site_day;
use crate::wire::{PastVisit, PastVisits, Problem};

/// Searches at once: each keeps a core and the store busy, and the gate shares both.
pub(super) const SEARCHES_MAX: usize = 1;
/// Visits of a page, where none is asked for: what a screen shows at once.
const PAGE_ROWS: usize = 50;

/// What is asked for; everything that is set must fit.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default)]
    text: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    badge: Option<u32>,
    host: Option<u32>,
    after: Option<String>,
    limit: Option<usize>,
}

impl Asked {
    /// The question to history; nothing if a page or a day is none.
    fn query(&self) -> Option<history::Query> {
        Some(history::Query {
            text: self.text.clone(),
            from_day: day(self.from)?,
            to_day: day(self.to)?,
            badge: self.badge.map(BadgeNo),
            host: self.host.map(HostId),
            limit: self.limit.unwrap_or(PAGE_ROWS).min(PAGE_ROWS_MAX),
            after: match &self.after {
                Some(after) => Some(place(after)?),
                None => None,
            },
        })
    }
}

/// The visits that fit, newest first.
#[utoipa::path(
    get, path = "/api/v1/visits", tag = "visits",
    params(
        ("text" = Option<String>, Query,
            description = "words that must all be in names (or their pinyin), unit, plate, host or department"),
        ("from" = Option<String>, Query, description = "first day of the site, as 2026-11-23"),
        ("to" = Option<String>, Query, description = "last day"),
        ("badge" = Option<u32>, Query, description = "a badge that was issued"),
        ("host" = Option<u32>, Query, description = "a host, by the number of `GET /hosts`"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("limit" = Option<usize>, Query, description = "visits of a page: 50, at most 200")
    ),
    responses(
        (status = 200, body = PastVisits), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)
    )
)]
pub(super) async fn get(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<PastVisits>, Refused> {
    let query = asked.ok().and_then(|Query(asked)| asked.query()).ok_or(DoorRefusal::BodyWrong)?;
    if !lock(&office.pace).allows(&sender.key, Instant::now()) {
        return Err(DoorRefusal::SlowDown.into());
    }
    let page = search(&office, query).await?;
    // Who looked, and how much they saw; what for and whom they found is nobody's in a log.
    tracing::info!(
        event = "history-searched",
        staff = sender.staff.as_ref().map(|staff| staff.0.as_str()),
        device = sender.label,
        visits = page.rows.len(),
    );
    // Whoever sees the house sees names here, too; whoever reads the record for another purpose does not.
    let people = if super::sees_the_house(&sender) { Detail::Plain } else { Detail::Masked };
    Ok(Json(PastVisits {
        visits: page.rows.iter().map(|found| PastVisit::of(found, people, Detail::Masked)).collect(),
        next: page.next.map(token),
    }))
}

/// Asks history on a thread that may wait for the disk.
async fn search(office: &Office, query: history::Query) -> Result<Page, Refused> {
    let turn =
        Arc::clone(&office.searches).acquire_owned().await.map_err(|_closed| DoorRefusal::HistoryAway)?;
    let history = office.parts.history.history().ok_or(DoorRefusal::HistoryAway)?;
    let searched = tokio::task::spawn_blocking(move || {
        let page = history.visits(&query);
        // Held to the end of the search, not of the request: one that was given up on still keeps the disk busy.
        drop(turn);
        page
    });
    match searched.await {
        Ok(Ok(page)) => Ok(page),
        Ok(Err(fault)) => {
            tracing::error!(event = "history-unreadable", error = &fault as &dyn Error);
            Err(DoorRefusal::HistoryAway.into())
        }
        Err(_panic) => Err(DoorRefusal::Fault.into()),
    }
}

/// The day of a date, where one is asked for; nothing for a date that is no day of the site.
fn day(date: Option<NaiveDate>) -> Option<Option<SiteDay>> {
    date.map_or(Some(None), |date| site_day(date).map(Some))
}

/// Where a page ended, for the reader to hand back.
fn token(place: Place) -> String {
    format!("{}.{}.{}", place.day.0, place.arrived.0, place.visit)
}

fn place(token: &str) -> Option<Place> {
    let (day, rest) = token.split_once('.')?;
    let (arrived, visit) = rest.split_once('.')?;
    Some(Place {
        day: SiteDay(day.parse().ok()?),
        arrived: Stamp(arrived.parse().ok()?),
        visit: visit.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{GateNo, VisitId};

    #[test]
    fn the_end_of_a_page_is_read_back_as_it_was_written() {
        let visit = VisitId { gate: GateNo::FIRST, count: 7 };
        let end = Place { day: SiteDay(-3), arrived: Stamp(1_795_392_000_000), visit };
        assert_eq!(place(&token(end)), Some(end));
        for wrong in ["", "1", "1.2", "1.2.3", "1.2.G1-1x", "x.2.G1-000001", &"9".repeat(10_000)] {
            assert_eq!(place(wrong), None, "{wrong:.20}");
        }
    }
}
