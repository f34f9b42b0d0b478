//! The shapes that leave the process: versioned (`/api/v1`), and no more than the reader may see.
//!
//! [`Wish`] goes in, [`Answer`] or [`Problem`] comes back, views come by SSE: [`KioskView`] for the
//! touchscreen (face, queue number, badge number, trouble; never a class, a list or a reason),
//! [`GuardView`] for the panel. Names are kebab-case in JSON; times are UTC milliseconds since 1970.

mod answer;
mod guard_view;
mod kiosk_view;
mod past_visit;
mod same_words;
mod slip;
mod wish;
mod words;

pub use answer::{Answer, Problem, SessionAsked, SessionGiven, ShownText, SiteFacts, SiteText};
pub use guard_view::{
    AdmitAlone, AlarmLine, AreaLine, BadgeLine, Card, ClaimLine, ExpectedLine, GateLine, GuardView,
    IncidentLine, PersonLine, PrinterLine, SignOffText, SignedLine, StandIn, StoreLine, WatchLine,
};
pub use kiosk_view::{HostHit, KioskFace, KioskView, LeaveAnswer, SiteState};
pub use past_visit::{PastBadge, PastVisit, PastVisits};
pub use slip::{ConfidentialityDraft, Draft, SignatureDraft, SlipPapers, SlipParts};
pub use wish::{BookingApplication, BookingDraft, HostDraft, PaperVisit, WatchDraft, Wish};
pub use words::{
    AlarmKind, AreaState, BadgeState, ClassWord, ConfidentialityWord, DocumentWord, EndWord, GateLook,
    HostReply, IncidentStepWord, KindWord, LanguageWord, MarkWord, OriginWord, PhoneWord, RefuseWord,
    ReprintWord, RoleWord, SignedWord, SignerWord, StateWord, StepWord, TextWord, TroubleWord,
};
