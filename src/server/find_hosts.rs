//! `GET /hosts?q=`.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::{Extension, Json};
use serde::Deserialize;

use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use crate::wire::{HostHit, Problem};

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    /// Whole name, its pinyin, or an extension; for a guard any part of these.
    #[serde(default)]
    q: String,
}

/// Hosts that fit, five at most.
#[utoipa::path(
    get, path = "/api/v1/hosts", tag = "hosts",
    params(("q" = String, Query, description = "whole name, pinyin of the whole name, or extension")),
    responses((status = 200, body = Vec<HostHit>), (status = 403, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn get(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Vec<HostHit>>, Refused> {
    let Query(asked) = asked.map_err(|_no_question| DoorRefusal::BodyWrong)?;
    if !lock(&office.pace).allows(&sender.key, Instant::now()) {
        return Err(DoorRefusal::SlowDown.into());
    }
    let mut index = lock(&office.hosts);
    let unread = office.parts.core.read(|house| index.unread(house));
    index.learn(unread);
    Ok(Json(office.parts.core.read(|house| {
        if sender.is_guard() { index.for_guard(house, &asked.q) } else { index.for_stranger(house, &asked.q) }
    })))
}
