//! What the guard's panel shows. Times are UTC milliseconds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AlarmKind, AreaState, BadgeState, ClassWord, ConfidentialityWord, DocumentWord, GateLook, HostReply,
    IncidentStepWord, KindWord, MarkWord, OwedWord, PrinterTroubleWord, ReprintWord, RollCallLine, ShiftLine,
    ShownText, SignedWord, SirenLook, StateWord, StepWord, TestPrintWord,
};

/// The whole panel, newest state. Sent by SSE on every change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GuardView {
    /// Journal sequence this view is true for.
    pub seq: u64,
    /// The core's clock when the view was made.
    pub now: i64,
    /// Visits that wait at the gate, oldest first.
    pub queue: Vec<Card>,
    /// Visits with badges out: admitted, on site, out for a while, overdue.
    pub on_site: Vec<Card>,
    /// Bookings of the day whose visitors are still to come, by the beginning of their window; the first 200 of them.
    pub expected: Vec<ExpectedLine>,
    /// How many of them there are, listed or not.
    pub expected_count: u32,
    /// Heads counted inside.
    pub heads_inside: u32,
    /// Badges that are out, or not yet accounted for.
    pub badges: Vec<BadgeLine>,
    /// The gate.
    pub gate: GateLine,
    /// The printer.
    pub printer: PrinterLine,
    /// The record.
    pub store: StoreLine,
    /// Open alarms, newest first.
    pub alarms: Vec<AlarmLine>,
    /// Open incidents.
    pub incidents: Vec<IncidentLine>,
    /// The guard's shift.
    #[serde(default)]
    pub shift: ShiftLine,
    /// The roll call that goes on, or the last one with whom nobody found.
    #[serde(default)]
    pub roll_call: Option<RollCallLine>,
    /// Visits whose slip is to be completed, the oldest first: let in on the express lane.
    #[serde(default)]
    pub must_complete: Vec<OwedLine>,
    /// The backups; none where none was ever tried.
    #[serde(default)]
    pub backup: Option<BackupLine>,
}

/// One visitor (or party) on the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Card {
    /// `G1-000123`
    pub visit: String,
    /// Number the visitor is called by.
    pub queue: u32,
    /// When the visitor arrived.
    pub arrived: i64,
    /// Name of the lead visitor.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Last four digits of the phone, or empty.
    pub phone_tail: String,
    /// What they said they are.
    pub kind: KindWord,
    /// Whether they said they lead.
    pub leader: bool,
    /// Class in force.
    pub class: ClassWord,
    /// A class the visitor named for themselves, while nobody has confirmed it.
    pub claim: Option<ClaimLine>,
    /// Purpose.
    pub purpose: String,
    /// Host's name (or what the visitor typed, while no host is set).
    pub host: String,
    /// Host's department.
    pub department: String,
    /// Host's extension or phone, for the guard to call.
    pub host_phone: String,
    /// The host's stand-in, once the host has been silent for long: whom to call now.
    #[serde(default)]
    pub stand_in: Option<StandIn>,
    /// Whether the host is set, not only typed.
    pub host_set: bool,
    /// Last answer of the host.
    pub host_reply: Option<HostReply>,
    /// Persons of the party, lead first.
    pub persons: Vec<PersonLine>,
    /// Area its badges name, or empty.
    pub area: String,
    /// Every area a badge may name; told while badges are the next step.
    pub areas: Vec<AreaLine>,
    /// Vehicle plate, or empty.
    pub plate: String,
    /// Belongings, or empty.
    pub belongings: String,
    /// Where the visit stands.
    pub state: StateWord,
    /// Since when it stands there.
    pub since: i64,
    /// When the time for it runs out, where it does.
    pub until: Option<i64>,
    /// The next thing to do: the one big button.
    pub next: StepWord,
    /// Everything else that may be done now.
    pub also: Vec<StepWord>,
    /// Marks on the card.
    pub marks: Vec<MarkWord>,
    /// The incident it belongs to, as shown.
    pub incident: Option<String>,
    /// Entries of the watch list to compare the visitor with, while that is to be done.
    #[serde(default)]
    pub compare: Vec<WatchLine>,
    /// Reception level of the application, or empty.
    #[serde(default)]
    pub level: String,
    /// Whether the slip has both parts.
    pub slip_complete: bool,
    /// Whether sign-off was given.
    pub signed_off: bool,
    /// What the visitor reaches the guard with: masked document, type and tail.
    pub document: Option<(DocumentWord, String)>,
    /// Whether the guard may take back that the visitor has arrived (尚未到访): nothing has happened since.
    #[serde(default)]
    pub may_take_back: bool,
    /// Numbered plastic cards that may be given out now: one for each person without a printed badge, or 0.
    #[serde(default)]
    pub cards: u32,
    /// Where the visit stands with confidentiality; none where nobody asks for it.
    #[serde(default)]
    pub confidentiality: Option<ConfidentialityWord>,
    /// What was signed by finger, in order.
    #[serde(default)]
    pub signed: Vec<SignedLine>,
    /// What the host or receptionist signs by finger; told while sign-off may be given.
    #[serde(default)]
    pub sign_off_text: Option<SignOffText>,
    /// While administration is waited for: when the guard may admit without it.
    pub admit_alone: Option<AdmitAlone>,
}

/// Something that was signed by finger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedLine {
    /// What.
    pub what: SignedWord,
    /// When, UTC milliseconds.
    pub at: i64,
}

/// The sentence a host or receptionist signs, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignOffText {
    /// Chinese.
    pub zh: ShownText,
    /// English.
    pub en: ShownText,
}

/// Whom to call when the host does not answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StandIn {
    /// Name.
    pub name: String,
    /// Extension or phone, or empty.
    pub phone: String,
}

/// What a guard compares a visitor with, face to face. Told to whoever sees the house, and to no touchscreen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WatchLine {
    /// Name on the list.
    pub name: String,
    /// Last four digits of the phone, or empty.
    pub phone_tail: String,
    /// Last characters of the document, or empty.
    pub document_tail: String,
    /// What happened.
    pub behaviour: String,
    /// When, UTC milliseconds.
    pub happened: i64,
}

/// When the guard may admit without administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdmitAlone {
    /// Not before this moment, if administration says nothing.
    From(i64),
    /// Now: the wait has run out.
    Now,
}

/// A booking whose visitor is expected today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExpectedLine {
    /// `B1-000045`
    pub booking: String,
    /// Name of the lead visitor.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Last four digits of the phone, or empty.
    pub phone_tail: String,
    /// Somebody of the same name is here, or expected, too (同名): the name alone does not tell them apart.
    pub same_name: bool,
    /// Head count of the party.
    pub heads: u32,
    /// Window, UTC milliseconds.
    pub from: i64,
    /// End of the window.
    pub to: i64,
    /// Host's name.
    pub host: String,
    /// Host's department.
    pub department: String,
    /// Class.
    pub class: ClassWord,
    /// Important or VIP, and nobody has filled in the reception application (缺申请表).
    pub application_missing: bool,
}

/// An area of the site, seen from one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AreaLine {
    /// Name, as printed on the badge.
    pub name: String,
    /// Whom to ask for approval; empty where it is open.
    pub approver: String,
    /// Where the visit stands with it.
    pub state: AreaState,
}

/// A class a walk-in named for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimLine {
    /// The class that follows from kind and rank.
    pub class: ClassWord,
    /// Whether administration has been alerted.
    pub administration_told: bool,
}

/// One person of a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonLine {
    /// Place in the party; 0 leads.
    pub index: u8,
    /// Name (empty for a child).
    pub name: String,
    /// Badge number, once issued.
    pub badge: Option<u32>,
    /// State of that badge.
    pub badge_state: Option<BadgeState>,
    /// Whether the person is inside.
    pub inside: bool,
    /// What printing the badge again would mean; none where it cannot be.
    #[serde(default)]
    pub reprint: Option<ReprintWord>,
}

/// One badge on the panel's list of badges out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BadgeLine {
    /// Number.
    pub number: u32,
    /// State.
    pub state: BadgeState,
    /// Visit it is lent to.
    pub visit: String,
    /// Holder.
    pub name: String,
    /// Since when it is out.
    pub since: i64,
}

/// The gate on the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GateLine {
    /// How it looks.
    pub look: GateLook,
    /// Since when.
    pub since: i64,
    /// Whether the door contact says open; `None` without a contact.
    pub door_open: Option<bool>,
    /// The siren.
    #[serde(default)]
    pub siren: SirenLook,
    /// While it sounds: when it ends by itself.
    #[serde(default)]
    pub siren_until: Option<i64>,
}

/// The printer on the panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PrinterLine {
    /// Whether the printer is ready and no badge is left behind.
    pub well: bool,
    /// What keeps it from printing, as far as it says so.
    pub trouble: Option<PrinterTroubleWord>,
    /// Jobs waiting.
    pub waiting: u32,
    /// The trouble is the first badge printer's, and the spare one prints instead.
    #[serde(default)]
    pub on_spare: bool,
    /// Whether the labels of the printer that prints now are counted, so that a new roll is to be told.
    #[serde(default)]
    pub labels_counted: bool,
    /// Labels left on the roll of the printer that prints now; none where nobody counts them, or nobody knows until the
    /// next new roll.
    #[serde(default)]
    pub labels_left: Option<u32>,
    /// Few of them are left: a new roll is wanted soon.
    #[serde(default)]
    pub labels_low: bool,
    /// The last test badge that was asked for at a panel since the core's start.
    #[serde(default)]
    pub test: Option<TestPrintWord>,
}

/// The backups on the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackupLine {
    /// Whether the last try worked, and was not too long ago.
    pub well: bool,
    /// When the last one was made.
    pub last: Option<i64>,
    /// When the last try failed, if none has worked since.
    pub failed: Option<i64>,
}

/// The record on the panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StoreLine {
    /// False in guarded mode: records cannot be saved.
    pub well: bool,
    /// What was done meanwhile and is not in the record yet.
    pub unrecorded: u32,
    /// True when the clock is behind the last record.
    pub clock_behind: bool,
}

/// An alarm that nobody has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlarmLine {
    /// Number, for acknowledging.
    pub id: u32,
    /// What rang.
    pub kind: AlarmKind,
    /// When.
    pub at: i64,
    /// The visit it is about.
    pub visit: Option<String>,
    /// A stable code of the cause, where there is one (a refusal's).
    pub code: Option<String>,
    /// What somebody wrote, or the name of a visitor who is on no list any more; may be empty.
    #[serde(default)]
    pub text: String,
}

/// A visit that was let in before its slip was complete. What is missing is supplied by `see-document` and
/// `correct-slip`, also once it is over; `close-slip` leaves the slip of a visit that is over as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwedLine {
    /// The visit.
    pub visit: String,
    /// Name of the lead visitor.
    pub name: String,
    /// Head count.
    pub heads: u32,
    /// Host's name.
    pub host: String,
    /// When it was let in.
    pub since: i64,
    /// What is missing.
    pub missing: Vec<OwedWord>,
    /// Whether it is over: then it may be closed with a reason.
    pub over: bool,
}

/// An open incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentLine {
    /// As shown.
    pub id: String,
    /// When it began.
    pub opened: i64,
    /// The visit it is about.
    pub visit: Option<String>,
    /// Steps taken, oldest first.
    pub steps: Vec<(IncidentStepWord, i64)>,
    /// Whether a guard has resumed automatic entry.
    pub entry_resumed: bool,
}
