//! Nobody gets past here unnamed: every route says who may use it, and what is not named is refused.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::office::Office;
use super::problem::{DoorRefusal, Refused};
use super::sessions::{Fingerprint, fingerprint};
use crate::domain::{By, CommandKind, Refusal, Role, StaffNo, may};

/// Longest token, in bytes: ours have 52.
const TOKEN_BYTES_MAX: usize = 128;

/// Who may use a route.
#[derive(Debug, Clone, Copy)]
pub(super) enum Door {
    /// Everybody, without a token: says nothing about anybody.
    Open,
    /// Whoever holds one of these roles.
    For(&'static [Role]),
}

/// A request's sender, known by a device's token or a session's.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    /// The same for the same device and person, also after a restart.
    pub(super) key: String,
    /// Roles held: one of a device, one or more of a person.
    pub(super) roles: Vec<Role>,
    /// The person, where one is signed in.
    pub(super) staff: Option<StaffNo>,
    /// Label of the device.
    pub(super) label: String,
    /// Fingerprint of the token that was sent.
    pub(super) token: Fingerprint,
}

impl Sender {
    /// In which role this sender may send a kind of command, if in any.
    pub(super) fn by(&self, kind: CommandKind) -> Result<By, Refusal> {
        let role = self.roles.iter().copied().find(|role| may(*role, kind)).ok_or(Refusal::NotAllowed)?;
        Ok(By { role, staff: self.staff.clone() })
    }

    /// Whether this is a touchscreen: it hears no reasons.
    pub(super) fn is_kiosk(&self) -> bool {
        self.roles.contains(&Role::Kiosk)
    }

    /// Whether this is a panel itself, and nobody who has signed in at it.
    pub(super) fn is_panel(&self) -> bool {
        self.roles.contains(&Role::Panel)
    }

    /// Whether this is a reader of the gate: it says what it has scanned itself.
    pub(super) fn is_reader(&self) -> bool {
        self.roles.contains(&Role::Reader)
    }

    /// Whether this is a guard.
    pub(super) fn is_guard(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Guard | Role::ShiftLeader))
    }
}

/// Lets a request through, with its [`Sender`] beside it, or refuses it.
pub(super) async fn enter(
    State((office, door)): State<(Arc<Office>, Door)>,
    mut request: Request,
    next: Next,
) -> Response {
    let Door::For(roles) = door else { return next.run(request).await };
    let Some(sender) = sender(&office, request.headers()) else {
        return Refused::from(DoorRefusal::TokenWrong).into_response();
    };
    if !sender.roles.iter().any(|role| roles.contains(role)) {
        return Refused::from(Refusal::NotAllowed).into_response();
    }
    request.extensions_mut().insert(sender);
    next.run(request).await
}

fn sender(office: &Office, headers: &HeaderMap) -> Option<Sender> {
    let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?.trim();
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let print = fingerprint(token);
    if let Some(session) = office.session(&print) {
        let number = session.person.number.clone();
        return Some(Sender {
            key: format!("{}/{}", session.panel, number.0),
            roles: session.person.entry.roles,
            staff: Some(number),
            label: session.panel,
            token: print,
        });
    }
    let device = office.parts.door.device(token)?;
    Some(Sender {
        key: format!("{:?}/{}", device.role, device.label),
        roles: vec![device.role],
        staff: None,
        label: device.label,
        token: print,
    })
}
