//! `POST` and `DELETE /sessions`: a person of the staff signs in at a panel, and out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};

use super::body::Body;
use super::doorkeeper::Person;
use super::entrance::Sender;
use super::office::{Office, lock};
use super::problem::{DoorRefusal, Refused};
use crate::domain::{Command, StaffNo};
use crate::engine::core_order;
use crate::wire::{Problem, RoleWord, SessionAsked, SessionGiven};

/// Longest name and PIN that are looked at, in bytes.
const NAME_BYTES_MAX: usize = 160;
/// See [`NAME_BYTES_MAX`]; a PIN has at most 12 digits.
const PIN_BYTES_MAX: usize = 32;

/// Signs a person in at the panel whose token this is.
#[utoipa::path(
    post, path = "/api/v1/sessions", request_body = SessionAsked, tag = "sign-in",
    responses((status = 200, body = SessionGiven), (status = 401, body = Problem), (status = 429, body = Problem))
)]
pub(super) async fn sign_in(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
    Body(body): Body,
) -> Result<Json<SessionGiven>, Refused> {
    let person = proven(&office, &sender, &body).await?;
    let given = SessionGiven {
        token: String::new(),
        name: person.name.clone(),
        number: person.number.0.clone(),
        roles: RoleWord::ALL
            .iter()
            .copied()
            .filter(|word| person.roles().contains(&(*word).into()))
            .collect(),
    };
    let session = lock(&office.sessions).sign_in(person, &sender.label, sender.token, Instant::now());
    let token = session.map_err(|_no_random_bytes| DoorRefusal::Fault)?;
    office.look_at_the_post().await;
    Ok(Json(SessionGiven { token, ..given }))
}

/// The person whose name or number and PIN stand in a body. Wrong ones slow that person down.
pub(super) async fn proven(office: &Office, sender: &Sender, body: &[u8]) -> Result<Person, Refused> {
    let asked: SessionAsked = serde_json::from_slice(body).map_err(|_no_sign_in| DoorRefusal::BodyWrong)?;
    if asked.name.len() > NAME_BYTES_MAX || asked.pin.len() > PIN_BYTES_MAX {
        return Err(DoorRefusal::BodyWrong.into());
    }
    if !lock(&office.pace).allows(&sender.key, Instant::now()) {
        return Err(DoorRefusal::SlowDown.into());
    }
    let name = asked.name.trim().to_owned();
    let number = office.parts.door.number_of(&name);
    // Name and number of one person share one delay.
    let who = number.as_ref().map_or_else(|| format!("? {name}"), |number| number.0.clone());

    // One at a time, until it is written down as right or wrong: a hundred tries at once are not one try.
    let _one_at_a_time = office.pin_checks.acquire().await.map_err(|_closed| DoorRefusal::TooSlow)?;
    if let Some(wait) = lock(&office.pins).wait(&who, Instant::now()) {
        return Err(DoorRefusal::PinWait { wait_s: whole_seconds(wait) }.into());
    }
    let door = Arc::clone(&office.parts.door);
    let person = tokio::task::spawn_blocking(move || door.person(&name, &asked.pin)).await;
    let person = person.map_err(|_panicked| DoorRefusal::Fault)?;

    let Some(person) = person else { return Err(wrong(office, &who, number).await) };
    lock(&office.pins).was_right(&who);
    Ok(person)
}

/// A wrong PIN: the person waits, and at the fifth in a row the guard's panel rings.
async fn wrong(office: &Office, who: &str, number: Option<StaffNo>) -> Refused {
    let (wait, rings) = lock(&office.pins).was_wrong(who, Instant::now());
    tracing::warn!(event = "pin-wrong", wait_s = wait.as_secs(), "a wrong PIN was tried");
    if let Some(tries) = rings {
        // Told as well as can be: a full inbox or disk is on the panel already.
        let told = office.parts.core.submit(core_order(Command::PinsWrong { staff: number, tries })).await;
        if let Err(refusal) = told {
            tracing::warn!(
                event = "pin-alarm-lost",
                code = refusal.code(),
                "wrong PINs could not be recorded"
            );
        }
    }
    DoorRefusal::PinWrong { wait_s: whole_seconds(wait) }.into()
}

/// Rounded up: whoever waits that long is heard.
fn whole_seconds(wait: Duration) -> u32 {
    u32::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "sign-in", responses((status = 204), (status = 401, body = Problem)))]
pub(super) async fn sign_out(
    State(office): State<Arc<Office>>,
    Extension(sender): Extension<Sender>,
) -> StatusCode {
    lock(&office.sessions).sign_out(&sender.token);
    office.look_at_the_post().await;
    StatusCode::NO_CONTENT
}
