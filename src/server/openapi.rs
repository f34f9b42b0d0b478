//! The API's own description, for whoever builds on it.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{commands, events, find_hosts, health, signatures, signing_in, site, today, visits};
use crate::wire;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gatehouse",
        description = "Visitor kiosk, badge printer and gate. Names are kebab-case; times are UTC milliseconds since \
            1970. Every refusal is a problem (RFC 9457) with a stable code. Tokens are sent as Bearer."
    ),
    paths(
        commands::post, signing_in::sign_in, signing_in::sign_out, signatures::sign, site::facts, find_hosts::get, visits::get, today::get,
        events::visit_now, events::panel_now, events::stream, health::healthz, health::readyz, health::metrics, get
    ),
    components(schemas(wire::SiteState)),
    modifiers(&Bearer),
    security(("token" = []))
)]
struct Api;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

static TEXT: LazyLock<String> = LazyLock::new(|| Api::openapi().to_pretty_json().unwrap_or_default());

/// The description as JSON.
pub fn openapi_json() -> &'static str {
    &TEXT
}

/// The description.
#[utoipa::path(get, path = "/api/v1/openapi.json", tag = "health", security(()), responses((status = 200, content_type = "application/json")))]
pub(super) async fn get() -> Response {
    let form = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, form)], openapi_json()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_names_every_route_and_every_wish() {
        let text = openapi_json();
        for path in [
            "/api/v1/commands",
            "/api/v1/sessions",
            "/api/v1/events",
            "/api/v1/guard/view",
            "/api/v1/visits",
            "/healthz",
        ] {
            assert!(text.contains(path), "{path}");
        }
        for word in
            ["check-in", "override", "emergency-open", "put-booking", "GuardView", "KioskView", "Problem"]
        {
            assert!(text.contains(word), "{word}");
        }
    }
}
