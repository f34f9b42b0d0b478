//! Refusals as answers: status, code, sentences (problem+json, RFC 9457).

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;

use super::sentences::{Filling, sentence};
use crate::domain::Refusal;
use crate::wire::Problem;

/// Seconds after which a full inbox is worth another try: a group commit takes a fraction of one.
const BUSY_RETRY_S: u32 = 1;
/// Seconds after which the record is worth another try: the core tries by itself every few seconds.
const STORE_RETRY_S: u32 = 5;

/// Seconds after which history is worth another try: it is built anew from the record in minutes.
const HISTORY_RETRY_S: u32 = 30;

/// What the server refuses before the core is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorRefusal {
    /// No token, or one that nobody here has given.
    TokenWrong,
    /// Name and PIN do not fit.
    PinWrong {
        /// Seconds until the next try is heard.
        wait_s: u32,
    },
    /// The PIN was wrong before.
    PinWait {
        /// Seconds until the next try is heard.
        wait_s: u32,
    },
    /// More wishes than a person can mean.
    SlowDown,
    /// No usable `Idempotency-Key`.
    KeyMissing,
    /// The body cannot be understood.
    BodyWrong,
    /// The body is longer than any wish.
    BodyTooLong,
    /// No such address.
    NotFound,
    /// The address is there, the method is not.
    MethodWrong,
    /// Not done in time.
    TooSlow,
    /// Too many streams.
    TooManyScreens,
    /// The history is not there now.
    HistoryAway,
    /// A test badge is being printed.
    TestUnderWay,
    /// Nobody counts the labels of the printer that prints.
    RollNotCounted,
    /// A fault of the server itself.
    Fault,
}

impl DoorRefusal {
    /// Every one, for the completeness test of the sentences.
    #[cfg(test)]
    pub const ALL: [DoorRefusal; 15] = [
        DoorRefusal::TokenWrong,
        DoorRefusal::PinWrong { wait_s: 30 },
        DoorRefusal::PinWait { wait_s: 30 },
        DoorRefusal::SlowDown,
        DoorRefusal::KeyMissing,
        DoorRefusal::BodyWrong,
        DoorRefusal::BodyTooLong,
        DoorRefusal::NotFound,
        DoorRefusal::MethodWrong,
        DoorRefusal::TooSlow,
        DoorRefusal::TooManyScreens,
        DoorRefusal::HistoryAway,
        DoorRefusal::TestUnderWay,
        DoorRefusal::RollNotCounted,
        DoorRefusal::Fault,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            DoorRefusal::TokenWrong => "token-wrong",
            DoorRefusal::PinWrong { .. } => "pin-wrong",
            DoorRefusal::PinWait { .. } => "pin-wait",
            DoorRefusal::SlowDown => "slow-down",
            DoorRefusal::KeyMissing => "key-missing",
            DoorRefusal::BodyWrong => "body-wrong",
            DoorRefusal::BodyTooLong => "body-too-long",
            DoorRefusal::NotFound => "not-found",
            DoorRefusal::MethodWrong => "method-wrong",
            DoorRefusal::TooSlow => "too-slow",
            DoorRefusal::TooManyScreens => "too-many-screens",
            DoorRefusal::HistoryAway => "history-away",
            DoorRefusal::TestUnderWay => "test-under-way",
            DoorRefusal::RollNotCounted => "roll-not-counted",
            DoorRefusal::Fault => "fault",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            DoorRefusal::TokenWrong | DoorRefusal::PinWrong { .. } => StatusCode::UNAUTHORIZED,
            DoorRefusal::PinWait { .. } | DoorRefusal::SlowDown => StatusCode::TOO_MANY_REQUESTS,
            DoorRefusal::KeyMissing | DoorRefusal::BodyWrong => StatusCode::BAD_REQUEST,
            DoorRefusal::BodyTooLong => StatusCode::PAYLOAD_TOO_LARGE,
            DoorRefusal::NotFound => StatusCode::NOT_FOUND,
            DoorRefusal::MethodWrong => StatusCode::METHOD_NOT_ALLOWED,
            DoorRefusal::TooSlow | DoorRefusal::TooManyScreens | DoorRefusal::HistoryAway => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            DoorRefusal::TestUnderWay | DoorRefusal::RollNotCounted => StatusCode::CONFLICT,
            DoorRefusal::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    const fn retry_after_s(self) -> Option<u32> {
        match self {
            DoorRefusal::PinWrong { wait_s } | DoorRefusal::PinWait { wait_s } => Some(wait_s),
            DoorRefusal::SlowDown | DoorRefusal::TooSlow => Some(1),
            DoorRefusal::TooManyScreens => Some(STORE_RETRY_S),
            DoorRefusal::HistoryAway => Some(HISTORY_RETRY_S),
            _ => None,
        }
    }
}

/// A refusal that is on its way out, with the field it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// By the rules, or at the check of a value.
    Rule {
        /// The refusal.
        refusal: Refusal,
        /// Name of the field, as in JSON.
        field: Option<&'static str>,
    },
    /// By the server.
    Door(DoorRefusal),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        let field = refusal.field().map(|field| field.name());
        Refused::Rule { refusal, field }
    }
}

impl From<DoorRefusal> for Refused {
    fn from(refusal: DoorRefusal) -> Refused {
        Refused::Door(refusal)
    }
}

/// Says which field of a form a refused value stood in.
pub trait InField<T> {
    /// The refusal is about `field`, named as in JSON.
    ///
    /// # Errors
    /// The refusal, where there is one.
    fn in_field(self, field: &'static str) -> Result<T, Refused>;
}

impl<T> InField<T> for Result<T, Refusal> {
    fn in_field(self, field: &'static str) -> Result<T, Refused> {
        self.map_err(|refusal| Refused::Rule { refusal, field: Some(field) })
    }
}

impl Refused {
    /// The answer's body.
    pub fn problem(&self) -> Problem {
        let (code, status, field, retry_after_s, filling) = match self {
            Refused::Rule { refusal, field } => {
                let (min, max) = bounds(refusal);
                let retry = retry_after_s(refusal);
                (refusal.code(), status(refusal), *field, retry, Filling { field: *field, min, max })
            }
            Refused::Door(refusal) => {
                let wait = refusal.retry_after_s();
                let max = wait.and_then(|s| usize::try_from(s).ok());
                (refusal.code(), refusal.status(), None, wait, Filling { max, ..Filling::default() })
            }
        };
        let said = sentence(code, filling);
        Problem {
            kind: format!("urn:gatehouse:refusal:{code}"),
            title: said.en,
            title_zh: said.zh,
            status: status.as_u16(),
            code: code.to_owned(),
            field: field.map(str::to_owned),
            retry_after_s,
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> axum::response::Response {
        answer(&self.problem())
    }
}

/// A problem as an answer.
fn answer(problem: &Problem) -> Response<Body> {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(wait) = problem.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// 403 who may not, 404 what is not there, 422 what cannot be so, 503 what the core cannot do now, 409 what
/// stands against it.
fn status(refusal: &Refusal) -> StatusCode {
    use Refusal as R;
    match refusal {
        R::TextTooShort { .. }
        | R::TextTooLong { .. }
        | R::TextHasControls { .. }
        | R::NameHasOtherCharacters
        | R::PhoneWrong
        | R::PlateWrong
        | R::DocumentNumberWrong
        | R::DocumentCheckDigit
        | R::TooManyCompanions { .. }
        | R::WindowWrong
        | R::RulesNotAgreed
        | R::ReasonMissing
        | R::SignatureEmpty
        | R::SignatureTooShort
        | R::SignatureTooLong
        | R::SignatureMissing
        | R::SignatureByPhone
        | R::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        R::NotAllowed => StatusCode::FORBIDDEN,
        R::NoSuchVisit
        | R::NoSuchPerson
        | R::NoSuchHost
        | R::NoSuchBooking
        | R::NoSuchBadge
        | R::NoSuchIncident
        | R::NoSuchAlarm
        | R::NoSuchWatch
        | R::NoSuchArea
        | R::NoSuchReader
        | R::NoSuchItem
        | R::BookingNotFound
        | R::NotRemembered
        | R::NobodyByThatNumber => StatusCode::NOT_FOUND,
        R::StoreRefused | R::Guarded | R::Busy => StatusCode::SERVICE_UNAVAILABLE,
        R::BookingOutsideItsTime
        | R::BookingArrived
        | R::VisitOver
        | R::NotNow
        | R::NeedsGuard
        | R::ClassNotConfirmed
        | R::HostMissing
        | R::ConsentMissing
        | R::AdministrationMissing
        | R::IdentityMissing
        | R::SlipMissing
        | R::RaiseNeedsAdministration
        | R::NotForThisClass
        | R::AreaNotApproved
        | R::AreaNotForEscorted
        | R::AreaNotExpress
        | R::AreaNotForChildren
        | R::TextChanged
        | R::ConfidentialityMissing
        | R::NoBadgeFree
        | R::CardNotFree
        | R::CardsWanted { .. }
        | R::NoValidBadge
        | R::PrintOpen
        | R::CodeUnreadable
        | R::OtherSite
        | R::OtherGate
        | R::PassNoLongerValid
        | R::OutsideItsTime
        | R::AlreadyInside
        | R::AlreadyGranted
        | R::NotInside
        | R::LockedDown
        | R::EntryStopped
        | R::NotSignedOff
        | R::GateBusy
        | R::GateFaulted
        | R::ClockBehind
        | R::NothingInForce
        | R::AlreadyInForce
        | R::FireStillCalls
        | R::NoSiren
        | R::NotOnPost
        | R::IncidentOpen
        | R::NobodyBeside
        | R::SameGuard
        | R::SwapNeedsLeader
        | R::SignatureWrong
        | R::QueueFull { .. }
        | R::ListFull { .. } => StatusCode::CONFLICT,
    }
}

fn retry_after_s(refusal: &Refusal) -> Option<u32> {
    match refusal {
        Refusal::Busy => Some(BUSY_RETRY_S),
        Refusal::StoreRefused | Refusal::Guarded => Some(STORE_RETRY_S),
        _ => None,
    }
}

fn bounds(refusal: &Refusal) -> (Option<usize>, Option<usize>) {
    match refusal {
        Refusal::TextTooShort { min, .. } => (Some(*min), None),
        Refusal::TextTooLong { max, .. }
        | Refusal::TooManyCompanions { max }
        | Refusal::QueueFull { max }
        | Refusal::ListFull { max } => (None, Some(*max)),
        _ => (None, None),
    }
}
