//! `GET /today`: a guard looks for a visit of today by whatever is at hand, also while the history is built anew.

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::{Extension, Json};
use serde::Deserialize;

use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use super::views::{Sought, hit_of};
use crate::domain::{House, SiteDay, VisitId};
use crate::ports::history::{self, Found, PAGE_ROWS_MAX};
use crate::wire::{Problem, TodayHit, TodayHits};

/// Visits shown at most: what a guard looks through while somebody waits.
const HITS_MAX: usize = 20;
/// Pages of history looked at: 2,000 visits are a day of the busiest gate.
const PAGES_MAX: usize = 10;

/// What is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// Words that must all fit.
    q: String,
}

/// Open visits, and those of today that have ended, that fit; the newest first.
#[utoipa::path(
    get, path = "/api/v1/today", tag = "visits",
    params(("q" = String, Query,
        description = "words that must all be in names (or their pinyin or its initials), unit, host, plate, or be a badge or queue number")),
    responses(
        (status = 200, body = TodayHits), (status = 400, body = Problem), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 429, body = Problem)
    )
)]
pub(super) async fn get(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<TodayHits>, Refused> {
    let Query(asked) = asked.map_err(|_no_question| DoorRefusal::BodyWrong)?;
    if !lock(&office.pace).allows(&sender.key, Instant::now()) {
        return Err(DoorRefusal::SlowDown.into());
    }
    let Some(sought) = Sought::of(&asked.q) else {
        return Ok(Json(TodayHits { visits: Vec::new(), more: false, complete: true }));
    };
    let core = &office.parts.core;
    let today = core.policy().calendar.day_of(office.now());
    let held = core.read(|house| in_the_house(house, today));
    let known: Vec<VisitId> = held.iter().map(|(visit, _)| *visit).collect();
    let mut visits: Vec<TodayHit> =
        held.into_iter().map(|(_, hit)| hit).filter(|hit| sought.fits(hit)).collect();
    let (past, complete) = match ended(&office, sought, today, known).await {
        Some(past) => (past, true),
        None => (Vec::new(), false),
    };
    visits.extend(past);
    visits.sort_by_key(|hit| std::cmp::Reverse(hit.arrived));
    let more = visits.len() > HITS_MAX;
    visits.truncate(HITS_MAX);
    // Who looked, and how much they saw; what for is nobody's in a log.
    tracing::info!(
        event = "today-searched",
        staff = sender.staff.as_ref().map(|staff| staff.0.as_str()),
        device = sender.label,
        visits = visits.len(),
    );
    Ok(Json(TodayHits { visits, more, complete }))
}

/// Visits the house holds: open ones of any day, ended ones of today. They are compared without its lock, for which the
/// gate waits.
fn in_the_house(house: &House, today: SiteDay) -> Vec<(VisitId, TodayHit)> {
    let held = house.visits.values().filter(|visit| !visit.is_over() || visit.day == today);
    held.map(|visit| (visit.id, hit_of(house, visit))).collect()
}

/// Hits among today's visits that the house has forgotten; nothing while the history is away, or holds more than is
/// looked at.
async fn ended(
    office: &Office,
    sought: Sought,
    today: SiteDay,
    known: Vec<VisitId>,
) -> Option<Vec<TodayHit>> {
    let turn = Arc::clone(&office.searches).acquire_owned().await.ok()?;
    let history = office.parts.history.history()?;
    let searched = tokio::task::spawn_blocking(move || {
        let mut query = history::Query {
            from_day: Some(today),
            to_day: Some(today),
            limit: PAGE_ROWS_MAX,
            ..history::Query::default()
        };
        let mut hits = Vec::new();
        for _ in 0..PAGES_MAX {
            let page = history.visits(&query)?;
            let others = page.rows.iter().filter(|found: &&Found| !known.contains(&found.visit.visit));
            hits.extend(others.map(TodayHit::of).filter(|hit| sought.fits(hit)));
            let Some(next) = page.next else { return Ok((hits, true)) };
            query.after = Some(next);
        }
        drop(turn);
        Ok((hits, false))
    });
    match searched.await {
        Ok(Ok((hits, true))) => Some(hits),
        Ok(Ok((_, false))) | Err(_) => None,
        Ok(Err(fault)) => {
            let fault: crate::ports::store::StoreFault = fault;
            tracing::error!(event = "history-unreadable", error = &fault as &dyn Error);
            None
        }
    }
}
