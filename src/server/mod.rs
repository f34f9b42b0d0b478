//! The API: wishes in, answers and views out. Deny by default: every route names who may use it.

mod answers;
mod body;
mod commands;
mod doorkeeper;
mod entrance;
mod events;
mod find_hosts;
mod health;
mod hosts;
mod listen;
mod office;
mod openapi;
mod pace;
mod pins;
mod post;
mod problem;
mod sentences;
mod sessions;
mod signatures;
mod signing_in;
mod site;
mod today;
mod views;
mod visits;
mod wishes;

pub use doorkeeper::{Device, Doorkeeper, Person};
pub use listen::{ServeFault, Server, ServerStop};
pub use office::ServerParts;
pub use openapi::openapi_json;
pub use site::site_facts;
pub use views::{CoreState, guard_view, kiosk_view, site_trouble};

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, delete, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::domain::Role;
use entrance::{Door, Sender};
use office::Office;
use problem::{DoorRefusal, Refused};

/// How long one request may take, a group commit on a slow card included.
const REQUEST_MAX: Duration = Duration::from_secs(10);

/// Everybody who holds a token.
const ANY_TOKEN: Door = Door::For(Role::ALL);
/// Everybody but a reader of the gate: it says what it has scanned, and needs to know nothing.
const ALL_BUT_READERS: &[Role] = &[
    Role::Kiosk,
    Role::Panel,
    Role::Guard,
    Role::ShiftLeader,
    Role::Host,
    Role::Administration,
    Role::Manager,
    Role::Admin,
    Role::Auditor,
];
/// Who may see the whole house: visitors' names, classes and marks.
const HOUSE_ROLES: &[Role] = &[Role::Guard, Role::ShiftLeader, Role::Administration, Role::Manager];
/// Who may search the history of visits: who sees the house, and who reads the record (people masked).
const HISTORY_ROLES: &[Role] =
    &[Role::Guard, Role::ShiftLeader, Role::Administration, Role::Manager, Role::Auditor];
/// Who may stand at a panel while somebody beside them signs.
const GUARDS: &[Role] = &[Role::Guard, Role::ShiftLeader];
/// Who may look for hosts.
const FINDERS: &[Role] = &[Role::Kiosk, Role::Guard, Role::ShiftLeader, Role::Administration, Role::Manager];
/// Who may follow a visit by its handle.
const VISIT_ROLES: &[Role] = &[Role::Kiosk, Role::Guard, Role::ShiftLeader];
/// Who may stay connected.
const STREAM_ROLES: &[Role] =
    &[Role::Kiosk, Role::Panel, Role::Guard, Role::ShiftLeader, Role::Administration, Role::Manager];
/// Who may read numbers about the program.
const WATCHERS: &[Role] = &[Role::Admin, Role::Auditor, Role::Manager];

/// Whether a sender sees the whole house.
fn sees_the_house(sender: &Sender) -> bool {
    sender.roles.iter().any(|role| HOUSE_ROLES.contains(role))
}

/// The whole API.
fn router(office: &Arc<Office>) -> Router {
    let routes = Routes { office: Arc::clone(office), router: Router::new() };
    let in_time = routes
        .add("/api/v1/commands", post(commands::post), ANY_TOKEN)
        .add("/api/v1/sessions", post(signing_in::sign_in), Door::For(&[Role::Panel]))
        .add("/api/v1/sessions", delete(signing_in::sign_out), Door::For(ALL_BUT_READERS))
        .add("/api/v1/signatures", post(signatures::sign), Door::For(GUARDS))
        .add("/api/v1/site", get(site::facts), Door::For(ALL_BUT_READERS))
        .add("/api/v1/hosts", get(find_hosts::get), Door::For(FINDERS))
        .add("/api/v1/visits", get(visits::get), Door::For(HISTORY_ROLES))
        .add("/api/v1/today", get(today::get), Door::For(GUARDS))
        .add("/api/v1/kiosk/visits/{handle}", get(events::visit_now), Door::For(VISIT_ROLES))
        .add("/api/v1/guard/view", get(events::panel_now), Door::For(HOUSE_ROLES))
        .add("/api/v1/openapi.json", get(openapi::get), Door::Open)
        .add("/healthz", get(health::healthz), Door::Open)
        .add("/readyz", get(health::readyz), Door::Open)
        .add("/metrics", get(health::metrics), Door::For(WATCHERS))
        .router
        .fallback(|| async { Refused::from(DoorRefusal::NotFound) })
        .layer(middleware::from_fn(in_time));
    let streams = Routes { office: Arc::clone(office), router: Router::new() }
        .add("/api/v1/events", get(events::stream), Door::For(STREAM_ROLES))
        .router;
    in_time
        .merge(streams)
        .method_not_allowed_fallback(|| async { Refused::from(DoorRefusal::MethodWrong) })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(Arc::clone(office), health::count))
        .with_state(Arc::clone(office))
}

struct Routes {
    office: Arc<Office>,
    router: Router<Arc<Office>>,
}

impl Routes {
    fn add(self, path: &str, methods: MethodRouter<Arc<Office>>, door: Door) -> Routes {
        let entrance = middleware::from_fn_with_state((Arc::clone(&self.office), door), entrance::enter);
        Routes { router: self.router.route(path, methods.route_layer(entrance)), office: self.office }
    }
}

/// A request that takes too long is answered all the same; what it asked for may still be done, once.
async fn in_time(request: Request, next: Next) -> axum::response::Response {
    match tokio::time::timeout(REQUEST_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_elapsed) => Refused::from(DoorRefusal::TooSlow).into_response(),
    }
}

fn panicked(_cause: Box<dyn Any + Send>) -> Response<Body> {
    // The panic's own words are in the log by the panic hook; they may hold anything and go no further.
    tracing::error!(event = "request-panicked", "a request could not be answered");
    Refused::from(DoorRefusal::Fault).into_response()
}
