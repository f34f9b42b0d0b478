//! The rules of the house: no clock, no files, no async.
//!
//! [`decide`] refuses a [`Command`] or says what happens, as [`Event`]s; [`apply`] folds a [`Record`] into the
//! [`House`]; [`follow_up`] names what must be done next, as data. Time and random bytes are handed in.

mod apply;
mod area;
mod class;
mod clock;
mod command;
mod command_parts;
mod decide;
mod document;
mod effect;
mod event;
mod gate;
mod house;
mod ids;
mod incident;
mod mask;
mod order;
mod owed;
mod personal;
mod policy;
mod refusal;
mod remember;
mod retention;
mod role;
mod roll_call;
mod shift;
mod signature;
mod slip;
mod spoken;
mod staff;
mod strokes;
mod text;
mod time;
mod timers;
mod visit;
mod words;

pub use apply::apply;
pub use area::{AREAS_MAX, AreaRule, AreaStanding};
pub use class::{Claim, Class, ClassTable, Kind};
pub use clock::{LEAP_MIN, Leap, PAPER_FIRST, SILENCE_MIN, after_silence};
pub use command::{Command, CommandKind};
pub use command_parts::{BookingKey, Correction, HostReply, PrintOutcome, Scanned, Signer, WhyRefused};
pub use decide::{Reprint, decide, may_take_back_arrival, people_for_cards, reprint_for};
pub use document::{Document, DocumentKind};
pub use effect::{Alert, Effect, EffectKind, Told, follow_up};
pub use event::{Arrival, Event, Issued, Record};
pub use gate::{
    ALARMS_MAX, Alarm, AlarmKind, FireState, GRANT_LIFE, GRANT_TURN, GRANTS_MAX, Gate, Grant, GrantEnd,
    GrantFor, HoldCause, OVERRIDES_MAX, PULSE_MS_MAX, PULSE_MS_MIN, PulseOutcome, Sensor, Way,
};
pub use house::{
    BOOKINGS_MAX, Badge, Booking, Counters, HOSTS_MAX, Host, House, INCIDENTS_MAX, Loan, OPEN_VISITS_MAX,
    PrintState, WATCH_MAX, Watch,
};
pub use ids::{
    AlarmNo, BadgeNo, BookingId, CommandId, GATES_MAX, GateNo, GrantNo, Handle, HostId, IncidentId,
    InvitationCode, JobNo, NotAnId, PassId, PersonNo, QueueNo, ReaderId, RememberedId, StaffNo, Subject,
    VisitId, WatchId,
};
pub use incident::{Incident, IncidentStep};
pub use mask::{Detail, HIDDEN, hidden, masked_name, masked_number, masked_plate};
pub use order::{Chance, Order};
pub use owed::{OWED_MAX, Owed, OwedSlip};
pub use personal::{Personal, PersonalWalk};
pub use policy::{Calendar, Direction, Limits, PartyEntry, Passage, Policy, READERS_MAX};
pub use refusal::{Field, Refusal};
pub use remember::{Mark, MarkKey, REMEMBERED_MAX, Remembered, RememberedCard, TAIL_CHARS};
pub use retention::{ERASED_AT_ONCE_MAX, Kept, KeptFor, Retention, due_for_erasure};
pub use role::{By, Role, may};
pub use roll_call::{RollCall, RollMark, Somebody, may_be_inside};
pub use shift::{Handover, Incoming, Note, OPEN_ITEMS_MAX, OpenItem, Post, Shift, Signed, open_items};
pub use signature::{
    Confidentiality, ConfidentialityAnswer, Signature, SignedText, SlipPapers, sign_off_sentence,
};
pub use slip::{
    Application, BookingDraft, Draft, HostCard, Language, PARTY_MAX, SlipRest, Things, WatchCard, Who,
};
pub use spoken::{SpokenName, sounds};
pub use staff::{StaffChange, StaffEntry, staff_changes};
pub use strokes::{
    BOX_HEIGHT, BOX_WIDTH, PATH_MIN, POINTS_MAX, Point, STROKES_BYTES_MAX, STROKES_MAX, Strokes,
};
pub use text::{HouseText, TEXT_BYTES_MAX, TextHash, TextKind, VERSION_CHARS_MAX};
pub use time::{Now, SiteDay, Span, Stamp, Window};
pub use timers::{Due, Timers, Wait};
pub use visit::{Consent, End, Hold, Identity, Origin, Person, Presence, Reception, Stage, Step, Visit};
pub use words::{
    Area, Belongings, Department, Extension, FormText, HostText, PersonName, Phone, Plate, Purpose, Reason,
    Remark, Report, Unit,
};
