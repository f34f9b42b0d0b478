//! The house's configuration as the rules see it. Events carry what was decided with it, so that folding them
//! never needs it.

use super::area::AreaRule;
use super::class::{Class, ClassTable, Kind};
use super::ids::{BadgeNo, GateNo, ReaderId};
use super::remember::MarkKey;
use super::retention::{KeptFor, Retention};
use super::text::HouseText;
use super::time::{SiteDay, Span, Stamp};
use super::visit::Visit;
use super::words::Area;

/// Readers of one gate: more than any barrier has, few enough for one panel.
pub const READERS_MAX: usize = 8;

/// Direction of a reader, and of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Direction {
    /// Into the site.
    Entry,
    /// Out of it.
    Exit,
}

/// Whether one barrier serves both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// Entry and exit have barriers of their own.
    Separate,
    /// One barrier: opening for an exit would admit too.
    Shared,
}

/// How a party enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartyEntry {
    /// Everybody scans their own badge.
    Each,
    /// One grant with a head count.
    Together,
}

/// Limits of the waiting states (docs/rules.md, part 3, table).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Awaiting identity: the guard is reminded.
    pub identity_remind: Span,
    /// Awaiting identity: gave up.
    pub identity_give_up: Span,
    /// Awaiting consent: reminder.
    pub consent_remind: Span,
    /// Awaiting consent: next contact.
    pub consent_next: Span,
    /// Awaiting consent: gave up.
    pub consent_give_up: Span,
    /// Awaiting administration: the manager on duty is told.
    pub administration_manager: Span,
    /// Awaiting administration: the guard may admit with a reason.
    pub administration_guard: Span,
    /// A claim nobody has touched: administration is alerted.
    pub claim_alert: Span,
    /// Held: the guard is reminded.
    pub held_remind: Span,
    /// Admitted and not entered: expired.
    pub admitted: Span,
    /// Signed off and not left: reminder.
    pub signed_off_remind: Span,
    /// Door open longer than this: alarm.
    pub held_open: Span,
    /// The warning before it.
    pub held_open_warning: Span,
    /// Before the window of a booking, how early its visitor may come.
    pub booking_early: Span,
    /// A hand-over with less overlap of the two guards is marked as short.
    pub handover_min: Span,
    /// A hand-over that takes longer: the guard is reminded.
    pub handover_max: Span,
    /// Nobody signed in at a panel: alarm; `None` where nobody is to be told.
    pub post_empty: Option<Span>,
}

/// When a site's day is cut and when it closes.
pub trait Calendar {
    /// The site's day a moment belongs to.
    fn day_of(&self, at: Stamp) -> SiteDay;
    /// The next closing time after a moment.
    fn next_closing(&self, after: Stamp) -> Stamp;
    /// From when the post is to be manned: `at` itself within its hours, else the beginning of the next ones.
    fn post_wanted_from(&self, at: Stamp) -> Stamp;
}

/// Everything the rules need to know about the site.
pub struct Policy {
    /// This gate.
    pub gate: GateNo,
    /// Whether one barrier serves both ways.
    pub passage: Passage,
    /// Length of a pulse, milliseconds.
    pub pulse_ms: u32,
    /// How long the siren sounds at most, milliseconds; `None` where there is none.
    pub siren_ms: Option<u32>,
    /// Badge numbers of this gate, first and last.
    pub badges: (BadgeNo, BadgeNo),
    /// Readers and their directions.
    pub readers: Vec<(ReaderId, Direction)>,
    /// Class by kind and rank: `(kind, leader)`.
    pub class_of: ClassTable,
    /// Limits of waiting.
    pub limits: Limits,
    /// How long what is personal is kept.
    pub retention: Retention,
    /// How long somebody who asked for it is remembered after the last visit.
    pub remembered: Span,
    /// Makes the marks by which they are found.
    pub marks: MarkKey,
    /// Whether a booked visitor's host is asked at arrival. If not, that is recorded as waived.
    pub ask_host_on_booking: bool,
    /// Areas a badge may name.
    pub areas: Vec<AreaRule>,
    /// How parties enter.
    pub party_entry: PartyEntry,
    /// Whether visitors sign the site rules by finger at the touchscreen, besides agreeing to them.
    pub sign_rules: bool,
    /// Kinds of visitors who sign for confidentiality before they are issued a badge, wherever they go.
    pub confidential_kinds: Vec<Kind>,
    /// What visitors are asked to agree to, in both languages.
    pub texts: Vec<HouseText>,
    /// The site's calendar.
    pub calendar: Box<dyn Calendar + Send + Sync>,
    /// Fingerprint of the configuration file.
    pub hash: [u8; 32],
}

impl Policy {
    /// Direction of a reader, if it is configured.
    pub fn direction(&self, reader: &ReaderId) -> Option<Direction> {
        if reader.0 == ReaderId::TOUCHSCREEN {
            return Some(Direction::Exit);
        }
        self.readers.iter().find(|(id, _)| id == reader).map(|(_, direction)| *direction)
    }

    /// How long what is personal is kept, every kind.
    pub fn kept_for(&self) -> KeptFor {
        KeptFor { retention: self.retention, remembered: self.remembered }
    }

    /// Whether a visit is asked to sign for confidentiality: for its kind, or for the area it names.
    pub fn asks_confidentiality(&self, visit: &Visit) -> bool {
        let confidential =
            |area: &Area| self.areas.iter().any(|rule| rule.name == *area && rule.confidential);
        self.confidential_kinds.contains(&visit.kind) || visit.area.as_ref().is_some_and(confidential)
    }

    /// The class that follows from what a visitor says of themselves.
    pub fn class_for(&self, kind: Kind, leader: bool) -> Class {
        self.class_of.class(kind, leader)
    }
}
