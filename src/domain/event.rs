//! What happened. Events are never refused; they carry every number, class and deadline they set, so that
//! folding them needs no configuration. The order of the variants is part of the stored format.

use serde::{Deserialize, Serialize};

use super::class::{Claim, Class, Kind};
use super::command_parts::{HostReply, PrintOutcome, Signer, WhyRefused};
use super::document::Document;
use super::gate::{AlarmKind, GrantFor, Sensor};
use super::ids::{
    AlarmNo, BadgeNo, BookingId, CommandId, GrantNo, Handle, HostId, IncidentId, InvitationCode, JobNo,
    PassId, PersonNo, QueueNo, ReaderId, RememberedId, StaffNo, Subject, VisitId, WatchId,
};
use super::incident::IncidentStep;
use super::owed::Owed;
use super::personal::{Personal, PersonalWalk};
use super::remember::RememberedCard;
use super::retention::Retention;
use super::role::By;
use super::shift::OpenItem;
use super::signature::SignedText;
use super::slip::{Application, HostCard, Language, Things, WatchCard, Who};
use super::staff::{StaffChange, StaffEntry};
use super::strokes::Strokes;
use super::text::{HouseText, TextHash};
use super::time::{SiteDay, Span, Stamp, Window};
use super::timers::Due;
use super::visit::{Consent, End, Hold, Origin, Reception};
use super::words::{Area, FormText, PersonName, Reason, Remark, Report};

/// One badge that is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issued {
    /// Whose.
    pub person: PersonNo,
    /// Number.
    pub badge: BadgeNo,
    /// Id of its pass; a plastic card has none.
    pub pass: Option<PassId>,
    /// Print job; a plastic card has none.
    pub job: Option<JobNo>,
}

/// A visit as it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Id.
    pub visit: VisitId,
    /// For the touchscreen.
    pub handle: Handle,
    /// Queue number.
    pub queue: QueueNo,
    /// How it came to be.
    pub origin: Origin,
    /// Day of the site.
    pub day: SiteDay,
    /// When the visitor arrived; differs from the record's time for paper visits only.
    pub arrived: Stamp,
    /// When the visitor left: paper visits that were over before they were entered (补录).
    pub left: Option<Stamp>,
    /// Window.
    pub window: Window,
    /// Language.
    pub language: Language,
    /// Kind.
    pub kind: Kind,
    /// Rank.
    pub leader: bool,
    /// Class in force.
    pub class: Class,
    /// Class claimed.
    pub claim: Option<Claim>,
    /// People of the party.
    pub heads: u8,
    /// Who.
    pub who: Personal<Who>,
    /// Second part of the slip, where it came along.
    pub rest: Option<Personal<Things>>,
    /// Document they wrote down.
    pub document: Option<Personal<Document>>,
    /// Host.
    pub host: Option<HostId>,
    /// Watchlist.
    pub hold: Hold,
    /// Entries that matched.
    pub matched: Vec<WatchId>,
    /// Consent as it begins.
    pub consent: Consent,
    /// Administration as it begins.
    pub reception: Reception,
    /// Area from the booking.
    pub area: Option<Area>,
    /// Deadlines.
    pub waits: Vec<(Due, Stamp)>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "fields are named by the words of the field; the variants say what happened")]
pub enum Event {
    /// The core started, by the program of this version: grants that were alive have expired with their gates shut.
    CoreStarted { program: String, policy: [u8; 32], tail_cut: u64, expired: Vec<GrantNo>, closing: Stamp },
    /// The wall clock stepped; waits were moved by as much.
    ClockStepped { by: Span },
    /// The clock went behind the last record, or came back.
    ClockBehind { behind: bool },
    /// Somebody signs in no more; the number stays theirs.
    StaffRemoved { number: StaffNo },
    /// Done in guarded mode, recorded afterwards.
    UnrecordedDone { by: By, what: String, at: Stamp, reason: Personal<Remark> },

    /// A host was added or changed.
    HostPut { host: HostId, card: Personal<HostCard> },
    /// A host left the company.
    HostRetired { host: HostId },
    /// A booking was made.
    BookingMade {
        booking: BookingId,
        code: InvitationCode,
        who: Personal<Who>,
        kind: Kind,
        class: Class,
        host: HostId,
        window: Window,
        area: Area,
        application: Option<Personal<Application>>,
    },
    /// Administration set the class.
    BookingClassified { booking: BookingId, class: Class },
    /// A booking was cancelled.
    BookingCancelled { booking: BookingId },
    /// Nobody came.
    BookingNoShow { booking: BookingId },
    /// A watchlist entry was made.
    WatchPut { entry: WatchId, card: Personal<WatchCard>, happened: Stamp, expires: Stamp },
    /// A watchlist entry ended.
    WatchEnded { entry: WatchId, reason: Personal<Reason> },

    /// A visitor arrived.
    VisitArrived(Box<Arrival>),
    /// The second part of the slip is there.
    SlipCompleted { visit: VisitId, rest: Personal<Things>, document: Option<Personal<Document>> },
    /// The slip was corrected; the old value stays in the record before.
    SlipCorrected {
        visit: VisitId,
        who: Personal<Who>,
        heads: u8,
        rest: Option<Personal<Things>>,
        document: Option<Personal<Document>>,
        reason: Personal<Reason>,
    },
    /// The watchlist holds the visit (found after a correction, or by a new entry).
    VisitHeld { visit: VisitId, matched: Vec<WatchId>, waits: Vec<(Due, Stamp)> },
    /// It is somebody else.
    HoldCleared { visit: VisitId, reason: Personal<Reason> },
    /// It is the person on the list.
    HoldConfirmed { visit: VisitId, reason: Personal<Reason> },
    /// A valid document was seen.
    DocumentSeen { visit: VisitId, document: Personal<Document> },
    /// The host vouches.
    Vouched { visit: VisitId, by: Personal<Remark> },
    /// Name and unit agree with the booking.
    IdentityConfirmed { visit: VisitId },
    /// A host was set, and is asked.
    HostSet { visit: VisitId, host: HostId, waits: Vec<(Due, Stamp)> },
    /// The host answered.
    HostAnswered { visit: VisitId, reply: HostReply },
    /// The stand-in is asked from now on.
    StandInAsked { visit: VisitId },
    /// Administration was told of a claim, or called for a class.
    AdministrationTold { visit: VisitId },
    /// Administration answered.
    AdministrationAnswered { visit: VisitId, acknowledged: bool },
    /// The manager on duty was told.
    ManagerTold { visit: VisitId },
    /// Administration is silent: the guard may admit with a reason.
    GuardMayAdmit { visit: VisitId },
    /// The guard admits without administration.
    AdmittedWithoutAdministration { visit: VisitId, reason: Personal<Reason> },
    /// The class was set.
    ClassSet {
        visit: VisitId,
        from: Class,
        class: Class,
        reason: Option<Personal<Reason>>,
        reception: Reception,
        consent: Consent,
        waits: Vec<(Due, Stamp)>,
    },

    /// Badges were issued.
    BadgesIssued {
        visit: VisitId,
        issued: Vec<Issued>,
        window: Window,
        area: Option<Area>,
        waits: Vec<(Due, Stamp)>,
    },
    /// A print job went on.
    PrintMoved { job: JobNo, outcome: PrintOutcome },
    /// A badge is printed again, as a new issue or (spoilt paper) the same.
    BadgeReissued { badge: BadgeNo, issue: u8, job: JobNo },
    /// A badge came back.
    BadgeReturned { badge: BadgeNo },
    /// A badge is lost and revoked.
    BadgeLost { badge: BadgeNo },

    /// The gate may open once.
    Granted {
        grant: GrantNo,
        what: GrantFor,
        reader: Option<ReaderId>,
        pulse_ms: u32,
        until: Stamp,
        reason: Option<Personal<Reason>>,
    },
    /// The relay was driven.
    Opened { grant: GrantNo },
    /// They passed.
    Passed { grant: GrantNo },
    /// The door never opened: the entry is given back.
    NotPassed { grant: GrantNo },
    /// The relay could not be driven.
    OpeningFailed { grant: GrantNo },
    /// A scan was refused.
    ScanRefused { reader: ReaderId, code: String, visit: Option<VisitId> },
    /// Where people are is known without the gate having moved for them (on paper, by the guard's word).
    PeopleFound { visit: VisitId, people: Vec<PersonNo>, inside: bool },

    /// The host or receptionist signed.
    SignedOff { visit: VisitId, by: Signer, name: Personal<PersonName>, waits: Vec<(Due, Stamp)> },
    /// The guard lets people leave without sign-off.
    LeavingAllowed { visit: VisitId, reason: Personal<Reason> },
    /// A visit is over.
    VisitEnded { visit: VisitId, end: End, why: Option<WhyRefused>, text: Option<Personal<Remark>> },
    /// End of the window, and still there.
    VisitOverdue { visit: VisitId },
    /// Closing time: these are unaccounted for.
    ClosingReached { unconfirmed: Vec<VisitId>, next: Stamp },
    /// A reminder went out.
    Reminded { due: Due },

    /// An incident began.
    IncidentOpened { incident: IncidentId, visit: Option<VisitId>, text: Personal<Remark> },
    /// A step was taken.
    IncidentMoved { incident: IncidentId, step: IncidentStep, text: Personal<Remark> },
    /// Automatic entry goes on.
    EntryResumed { incident: IncidentId, reason: Personal<Reason> },
    /// The report closed it.
    IncidentClosed { incident: IncidentId, report: Personal<Report> },

    /// The gate is held open by hand.
    EmergencyOpened { reason: Personal<Reason> },
    /// And no more.
    EmergencyClosed,
    /// Nobody comes in.
    LockedDown { reason: Personal<Reason> },
    /// Entry goes on.
    LockdownEnded { reason: Personal<Reason> },
    /// The fire alarm was reset.
    FireReset,
    /// A sensor reported.
    Sensed { sensor: Sensor, waits: Vec<(Due, Stamp)> },
    /// Something rings.
    Alarmed {
        alarm: AlarmNo,
        kind: AlarmKind,
        visit: Option<VisitId>,
        code: Option<String>,
        text: Option<Personal<Remark>>,
    },
    /// A guard has seen it.
    Acknowledged { alarm: AlarmNo },
    /// Officials on duty came in: certificate seen.
    OfficialsSeen { visit: VisitId, certificate: Personal<FormText> },
    /// The time these were kept for had run out: their keys are gone, and nobody can read them any more.
    PeopleErased { people: Vec<Subject>, kept: Retention },
    /// Somebody may sign in from now on, or has other roles or another PIN.
    StaffPut { number: StaffNo, change: StaffChange, entry: StaffEntry },
    /// The superior of a restricted area approved: the badge names it.
    AreaApproved { visit: VisitId, area: Area, by: Personal<Remark> },
    /// What held the gate open has ended, and the door stands open: no contact has said so at this moment.
    DoorLeftOpen { waits: Vec<(Due, Stamp)> },
    /// Nothing had been recorded for so long: the core was off, or its record refused. Waits were moved by as much;
    /// times of day that come before `until` come then, so that what happened on paper is entered first. A clock that
    /// is set soon after a start puts them off as well, and has moved the waits already.
    WaitsMoved { silent: Span, until: Stamp },
    /// The clock, which had leapt ahead, is back where the record stood before it. Waits were moved by `moved`; the next
    /// closing time is that of the true day.
    ClockSetRight { moved: Span, closing: Stamp },
    /// From now on this text is shown to visitors.
    TextStands { text: HouseText },
    /// Somebody signed by finger, under the words of this hash.
    SignedByFinger {
        visit: VisitId,
        what: SignedText,
        language: Language,
        hash: TextHash,
        device: String,
        strokes: Personal<Strokes>,
    },
    /// The visitor does not sign for confidentiality.
    ConfidentialityRefused { visit: VisitId },
    /// A manager has waived confidentiality for the visit.
    ConfidentialityWaived { visit: VisitId, by: Personal<Remark> },
    /// The visitor asks to be remembered once the visit is over, or no more.
    RememberAsked { visit: VisitId, asked: bool },
    /// Somebody is remembered from now on, or with other details.
    PersonRemembered { person: RememberedId, card: Personal<RememberedCard> },
    /// Somebody who is remembered was here again.
    RememberedCame { person: RememberedId },
    /// They are remembered no more: they have asked for it, or there was no more room.
    PeopleForgotten { people: Vec<RememberedId> },
    /// These guards are signed in at the panels from now on, the longest first.
    PanelsManned { present: Vec<StaffNo>, waits: Vec<(Due, Stamp)> },
    /// A guard has the post without a hand-over; what was open stays with whoever left it.
    PostTaken { staff: StaffNo, from: Option<StaffNo>, missed: Vec<OpenItem> },
    /// The guard on post began to hand over (交班).
    HandoverBegun { outgoing: StaffNo, waits: Vec<(Due, Stamp)> },
    /// The incoming guard signed in beside them (接班).
    HandoverJoined { incoming: StaffNo, approved_by: Option<StaffNo>, waits: Vec<(Due, Stamp)> },
    /// An open item lies with somebody else from now on.
    ItemTakenOver { item: OpenItem, from: StaffNo, to: StaffNo },
    /// Both signed: the post is the incoming guard's, and what was missed stays with the outgoing one.
    HandoverEnded { outgoing: StaffNo, incoming: StaffNo, overlap: Span, short: bool, missed: Vec<OpenItem> },
    /// Nothing was handed over.
    HandoverBrokenOff { outgoing: StaffNo },
    /// A note for the next shift (交班日记).
    ShiftNoted { by: StaffNo, note: Personal<Remark> },
    /// The guard let a visit in although this was missing.
    AdmittedExpress { visit: VisitId, reason: Personal<Reason>, missing: Vec<Owed> },
    /// Some of it is there now.
    SlipSupplied { visit: VisitId, supplied: Vec<Owed> },
    /// The rest stays missing: its people have gone.
    SlipClosed { visit: VisitId, reason: Personal<Reason> },
    /// A roll call began with everybody who was or might have been inside.
    RollCallBegun { by_fire: bool },
    /// Somebody was found, or is missing.
    PersonMarked { visit: VisitId, person: PersonNo, present: bool },
    /// The roll call ended; these were not found.
    RollCallEnded { present: u32, not_found: Vec<(VisitId, PersonNo)> },
    /// The siren sounds, until then at most.
    SirenSounded { until: Stamp, ms: u32 },
    /// And no more: a guard has silenced it, or it has ended by itself.
    SirenEnded,
}

/// An event with its place in the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Place, from 1, without gaps.
    pub seq: u64,
    /// When.
    pub at: Stamp,
    /// Who.
    pub by: By,
    /// Command it came from.
    pub order: CommandId,
    /// Fingerprint of that command's body.
    pub digest: [u8; 8],
    /// What.
    pub event: Event,
}

impl Record {
    /// Whose key seals the personal fields of this record.
    pub fn subject(&self) -> Subject {
        self.event.subject().unwrap_or(Subject::Day(self.at.utc_day()))
    }
}

impl Event {
    /// Whom the event is about, where it is about somebody.
    pub fn subject(&self) -> Option<Subject> {
        use Event as E;
        match self {
            E::VisitArrived(arrival) => Some(Subject::Visit(arrival.visit)),
            E::SlipCompleted { visit, .. }
            | E::SlipCorrected { visit, .. }
            | E::VisitHeld { visit, .. }
            | E::HoldCleared { visit, .. }
            | E::HoldConfirmed { visit, .. }
            | E::DocumentSeen { visit, .. }
            | E::Vouched { visit, .. }
            | E::IdentityConfirmed { visit }
            | E::HostSet { visit, .. }
            | E::HostAnswered { visit, .. }
            | E::StandInAsked { visit }
            | E::AdministrationTold { visit }
            | E::AdministrationAnswered { visit, .. }
            | E::ManagerTold { visit }
            | E::GuardMayAdmit { visit }
            | E::AdmittedWithoutAdministration { visit, .. }
            | E::ClassSet { visit, .. }
            | E::BadgesIssued { visit, .. }
            | E::PeopleFound { visit, .. }
            | E::SignedOff { visit, .. }
            | E::LeavingAllowed { visit, .. }
            | E::VisitEnded { visit, .. }
            | E::VisitOverdue { visit }
            | E::OfficialsSeen { visit, .. }
            | E::AreaApproved { visit, .. }
            | E::SignedByFinger { visit, .. }
            | E::ConfidentialityRefused { visit }
            | E::RememberAsked { visit, .. }
            | E::ConfidentialityWaived { visit, .. }
            | E::AdmittedExpress { visit, .. }
            | E::SlipSupplied { visit, .. }
            | E::SlipClosed { visit, .. }
            | E::PersonMarked { visit, .. } => Some(Subject::Visit(*visit)),
            E::PersonRemembered { person, .. } | E::RememberedCame { person } => {
                Some(Subject::Remembered(*person))
            }
            E::HostPut { host, .. } | E::HostRetired { host } => Some(Subject::Host(*host)),
            E::BookingMade { booking, .. }
            | E::BookingClassified { booking, .. }
            | E::BookingCancelled { booking }
            | E::BookingNoShow { booking } => Some(Subject::Booking(*booking)),
            E::WatchPut { entry, .. } | E::WatchEnded { entry, .. } => Some(Subject::Watch(*entry)),
            E::IncidentOpened { incident, .. }
            | E::IncidentMoved { incident, .. }
            | E::EntryResumed { incident, .. }
            | E::IncidentClosed { incident, .. } => Some(Subject::Incident(*incident)),
            E::CoreStarted { .. }
            | E::ClockStepped { .. }
            | E::WaitsMoved { .. }
            | E::ClockSetRight { .. }
            | E::ClockBehind { .. }
            | E::StaffRemoved { .. }
            | E::StaffPut { .. }
            | E::UnrecordedDone { .. }
            | E::PrintMoved { .. }
            | E::BadgeReissued { .. }
            | E::BadgeReturned { .. }
            | E::BadgeLost { .. }
            | E::Granted { .. }
            | E::Opened { .. }
            | E::Passed { .. }
            | E::NotPassed { .. }
            | E::OpeningFailed { .. }
            | E::ScanRefused { .. }
            | E::ClosingReached { .. }
            | E::Reminded { .. }
            | E::EmergencyOpened { .. }
            | E::EmergencyClosed
            | E::LockedDown { .. }
            | E::LockdownEnded { .. }
            | E::FireReset
            | E::Sensed { .. }
            | E::Alarmed { .. }
            | E::Acknowledged { .. }
            | E::PeopleErased { .. }
            | E::DoorLeftOpen { .. }
            | E::TextStands { .. }
            | E::PeopleForgotten { .. }
            | E::RollCallBegun { .. }
            | E::RollCallEnded { .. }
            | E::PanelsManned { .. }
            | E::PostTaken { .. }
            | E::HandoverBegun { .. }
            | E::HandoverJoined { .. }
            | E::ItemTakenOver { .. }
            | E::HandoverEnded { .. }
            | E::HandoverBrokenOff { .. }
            | E::ShiftNoted { .. }
            | E::SirenSounded { .. }
            | E::SirenEnded => None,
        }
    }

    /// Walks over every personal field.
    pub fn each_personal(&mut self, walk: &mut impl PersonalWalk) {
        use Event as E;
        match self {
            E::VisitArrived(arrival) => {
                walk.field(&mut arrival.who);
                if let Some(rest) = &mut arrival.rest {
                    walk.field(rest);
                }
                if let Some(document) = &mut arrival.document {
                    walk.document(document);
                }
            }
            E::BookingMade { who, application, .. } => {
                walk.field(who);
                if let Some(application) = application {
                    walk.field(application);
                }
            }
            E::SlipCorrected { who, rest, document, reason, .. } => {
                walk.field(who);
                if let Some(rest) = rest {
                    walk.field(rest);
                }
                if let Some(document) = document {
                    walk.document(document);
                }
                walk.field(reason);
            }
            E::HostPut { card, .. } => walk.field(card),
            E::PersonRemembered { card, .. } => walk.field(card),
            E::WatchPut { card, .. } => walk.field(card),
            E::SlipCompleted { rest, document, .. } => {
                walk.field(rest);
                if let Some(document) = document {
                    walk.document(document);
                }
            }
            E::DocumentSeen { document, .. } => walk.document(document),
            E::SignedOff { name, .. } => walk.field(name),
            E::IncidentClosed { report, .. } => walk.field(report),
            E::OfficialsSeen { certificate, .. } => walk.field(certificate),
            E::UnrecordedDone { reason, .. } => walk.field(reason),
            E::Vouched { by, .. } | E::AreaApproved { by, .. } | E::ConfidentialityWaived { by, .. } => {
                walk.field(by)
            }
            E::SignedByFinger { strokes, .. } => walk.field(strokes),
            E::ShiftNoted { note, .. } => walk.field(note),
            E::IncidentOpened { text, .. } | E::IncidentMoved { text, .. } => walk.field(text),
            E::VisitEnded { text: Some(text), .. } | E::Alarmed { text: Some(text), .. } => walk.field(text),
            E::ClassSet { reason: Some(reason), .. } | E::Granted { reason: Some(reason), .. } => {
                walk.field(reason)
            }
            E::WatchEnded { reason, .. }
            | E::HoldCleared { reason, .. }
            | E::HoldConfirmed { reason, .. }
            | E::AdmittedWithoutAdministration { reason, .. }
            | E::AdmittedExpress { reason, .. }
            | E::SlipClosed { reason, .. }
            | E::LeavingAllowed { reason, .. }
            | E::EntryResumed { reason, .. }
            | E::EmergencyOpened { reason }
            | E::LockedDown { reason }
            | E::LockdownEnded { reason } => walk.field(reason),
            E::CoreStarted { .. }
            | E::ClockStepped { .. }
            | E::WaitsMoved { .. }
            | E::ClockSetRight { .. }
            | E::ClockBehind { .. }
            | E::StaffRemoved { .. }
            | E::StaffPut { .. }
            | E::HostRetired { .. }
            | E::BookingClassified { .. }
            | E::BookingCancelled { .. }
            | E::BookingNoShow { .. }
            | E::VisitHeld { .. }
            | E::IdentityConfirmed { .. }
            | E::HostSet { .. }
            | E::HostAnswered { .. }
            | E::StandInAsked { .. }
            | E::AdministrationTold { .. }
            | E::AdministrationAnswered { .. }
            | E::ManagerTold { .. }
            | E::GuardMayAdmit { .. }
            | E::ClassSet { reason: None, .. }
            | E::BadgesIssued { .. }
            | E::PrintMoved { .. }
            | E::BadgeReissued { .. }
            | E::BadgeReturned { .. }
            | E::BadgeLost { .. }
            | E::Granted { reason: None, .. }
            | E::Opened { .. }
            | E::Passed { .. }
            | E::NotPassed { .. }
            | E::OpeningFailed { .. }
            | E::ScanRefused { .. }
            | E::PeopleFound { .. }
            | E::VisitEnded { text: None, .. }
            | E::VisitOverdue { .. }
            | E::ClosingReached { .. }
            | E::Reminded { .. }
            | E::EmergencyClosed
            | E::FireReset
            | E::Sensed { .. }
            | E::Alarmed { text: None, .. }
            | E::Acknowledged { .. }
            | E::PeopleErased { .. }
            | E::DoorLeftOpen { .. }
            | E::TextStands { .. }
            | E::ConfidentialityRefused { .. }
            | E::RememberAsked { .. }
            | E::RememberedCame { .. }
            | E::PeopleForgotten { .. }
            | E::PanelsManned { .. }
            | E::PostTaken { .. }
            | E::HandoverBegun { .. }
            | E::HandoverJoined { .. }
            | E::ItemTakenOver { .. }
            | E::HandoverEnded { .. }
            | E::HandoverBrokenOff { .. }
            | E::SlipSupplied { .. }
            | E::RollCallBegun { .. }
            | E::PersonMarked { .. }
            | E::RollCallEnded { .. }
            | E::SirenSounded { .. }
            | E::SirenEnded => {}
        }
    }
}
