//! The shapes that leave the process: versioned (`/api/v1`), and no more than the reader may see.
//!
//! [`Wish`] goes in, [`Answer`] or [`Problem`] comes back, views come by SSE: [`KioskView`] for the
//! touchscreen (face, queue number, badge number, trouble; never a class, a list or a reason),
//! [`GuardView`] for the panel. Names are kebab-case in JSON; times are UTC milliseconds since 1970.

mod answer;
mod forms;
mod guard_view;
mod kiosk_view;
mod past_visit;
mod printer_words;
mod same_words;
mod shift_view;
mod slip;
mod today;
mod wish;
mod words;

pub use answer::{
    Answer, Problem, SessionAsked, SessionGiven, ShownText, SignatureGiven, SiteFacts, SiteText,
};
pub use forms::{BookingApplication, BookingDraft, HostDraft, PaperVisit, WatchDraft};
pub use guard_view::{
    AdmitAlone, AlarmLine, AreaLine, BackupLine, BadgeLine, Card, ClaimLine, ExpectedLine, GateLine,
    GuardView, IncidentLine, OwedLine, PersonLine, PrinterLine, SignOffText, SignedLine, StandIn, StoreLine,
    WatchLine,
};
pub use kiosk_view::{HeardLine, HostHit, KioskFace, KioskView, LeaveAnswer, SiteState};
pub use past_visit::{PastBadge, PastVisit, PastVisits};
pub use printer_words::{PrinterTroubleWord, TestPrintWord};
pub use shift_view::{HandoverLine, ItemLine, NoteLine, RollCallLine, RollPersonLine, ShiftLine};
pub use slip::{ConfidentialityDraft, Draft, SignatureDraft, SlipPapers, SlipParts};
pub use today::{TodayHit, TodayHits};
pub use wish::Wish;
pub use words::{
    AlarmKind, AreaState, BadgeState, ClassWord, ConfidentialityWord, DocumentWord, EndWord, GateLook,
    HostReply, IncidentStepWord, ItemWord, KindWord, LanguageWord, MarkWord, OriginWord, OwedWord, PhoneWord,
    RefuseWord, ReprintWord, RoleWord, SignedWord, SignerWord, SirenLook, StateWord, StepWord, TextWord,
    TroubleWord,
};
