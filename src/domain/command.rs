//! Everything that can be asked of the house. Commands ask; events report.

use super::class::Class;
use super::command_parts::{BookingKey, Correction, HostReply, PrintOutcome, Scanned, Signer, WhyRefused};
use super::document::Document;
use super::gate::{PulseOutcome, Sensor};
use super::ids::{
    AlarmNo, BadgeNo, BookingId, GrantNo, HostId, IncidentId, JobNo, PersonNo, ReaderId, StaffNo, Subject,
    VisitId, WatchId,
};
use super::incident::IncidentStep;
use super::remember::Mark;
use super::role::By;
use super::shift::{OpenItem, Signed};
use super::signature::{Signature, SlipPapers};
use super::slip::{BookingDraft, Draft, HostCard, Language, SlipRest, WatchCard};
use super::staff::StaffEntry;
use super::text::TextKind;
use super::time::Stamp;
use super::words::{Area, FormText, PersonName, Purpose, Reason, Remark, Report, Unit};

/// Declares the commands and their kinds in one list.
macro_rules! commands {
    ($($(#[$meta:meta])* $name:ident $({ $($(#[$fmeta:meta])* $field:ident : $ty:ty),+ $(,)? })?),+ $(,)?) => {
        /// A command.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command { $($(#[$meta])* $name $({ $($(#[$fmeta])* $field: $ty),+ })?),+ }

        /// The kind of a command, for the role table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandKind { $($(#[$meta])* $name),+ }

        impl CommandKind {
            /// Every kind.
            pub const ALL: &'static [CommandKind] = &[$(CommandKind::$name),+];
        }

        impl Command {
            /// The kind.
            pub const fn kind(&self) -> CommandKind {
                match self { $(Command::$name $({ $($field: _),+ })? => CommandKind::$name),+ }
            }
        }
    };
}

commands! {
    /// A walk-in at the touchscreen sends the first part of the slip.
    CheckIn {
        /// What they wrote.
        draft: Draft
    },
    /// A booked visitor arrives at the touchscreen.
    ComeForBooking {
        /// How the booking is named.
        key: BookingKey,
        /// Language of the screen.
        language: Language
    },
    /// The second part of the slip; rules agreed, nothing forbidden carried.
    CompleteSlip {
        /// The visit.
        visit: VisitId,
        /// What they wrote.
        rest: SlipRest,
        /// What they signed.
        papers: SlipPapers
    },
    /// The visitor cancels while waiting.
    CancelVisit {
        /// The visit.
        visit: VisitId
    },
    /// Somebody at the touchscreen calls the guard.
    CallGuard {
        /// Their visit.
        visit: Option<VisitId>
    },
    /// Somebody leaving has lost the badge.
    SayBadgeLost {
        /// What they say their name is.
        name: Remark
    },
    /// A code was scanned at a reader.
    Scan {
        /// Which reader.
        reader: ReaderId,
        /// What.
        scanned: Scanned
    },
    /// A guard enters a visitor by hand.
    EnterByHand {
        /// First part.
        draft: Draft,
        /// Second part, read back.
        rest: Option<SlipRest>
    },
    /// A guard marks a booked visitor as arrived, at any time.
    MarkArrived {
        /// The booking.
        booking: BookingId
    },
    /// A guard had marked a booked visitor as arrived too soon: the booking is expected again.
    TakeBackArrival {
        /// The visit.
        visit: VisitId
    },
    /// A guard corrects the slip.
    CorrectSlip {
        /// The visit.
        visit: VisitId,
        /// What changes.
        correction: Correction,
        /// Why.
        reason: Reason
    },
    /// A valid document was seen.
    SeeDocument {
        /// The visit.
        visit: VisitId,
        /// The document.
        document: Document
    },
    /// The host vouches: the badge says escorted.
    Vouch {
        /// The visit.
        visit: VisitId,
        /// Who vouches, as told.
        by: Remark
    },
    /// Name and unit agree with the booking.
    ConfirmIdentity {
        /// The visit.
        visit: VisitId
    },
    /// The guard sets the host.
    SetHost {
        /// The visit.
        visit: VisitId,
        /// The host.
        host: HostId
    },
    /// What the host said.
    HostSaid {
        /// The visit.
        visit: VisitId,
        /// The answer.
        reply: HostReply
    },
    /// Administration is called about a claim or a class.
    CallAdministration {
        /// The visit.
        visit: VisitId
    },
    /// What administration said.
    AdministrationSaid {
        /// The visit.
        visit: VisitId,
        /// Whether they take over.
        acknowledged: bool
    },
    /// The class is confirmed, lowered or raised.
    SetClass {
        /// The visit.
        visit: VisitId,
        /// The class.
        class: Class,
        /// Why.
        reason: Option<Reason>,
        /// Administration acknowledged.
        administration_agrees: bool
    },
    /// The mark was checked face to face.
    CheckMark {
        /// The visit.
        visit: VisitId,
        /// It is the person on the list.
        same_person: bool,
        /// Second identifier, or why it is somebody else.
        reason: Reason
    },
    /// The guard refuses.
    Refuse {
        /// The visit.
        visit: VisitId,
        /// Why.
        why: WhyRefused,
        /// In words.
        text: Remark
    },
    /// The guard admits although administration is silent.
    AdmitWithoutAdministration {
        /// The visit.
        visit: VisitId,
        /// Why.
        reason: Reason
    },
    /// Badges are issued and printed.
    IssueBadge {
        /// The visit.
        visit: VisitId,
        /// Area printed on them.
        area: Option<Area>
    },
    /// Plastic cards are lent: the printer is dead.
    IssueCards {
        /// The visit.
        visit: VisitId,
        /// Numbers, lead first.
        cards: Vec<BadgeNo>
    },
    /// A badge is printed again.
    Reprint {
        /// The visit.
        visit: VisitId,
        /// Whose.
        person: PersonNo,
        /// The paper was spoilt: the same issue again.
        spoilt: bool
    },
    /// The guard looked into the tray.
    TrayChecked {
        /// The visit.
        visit: VisitId,
        /// Whose badge.
        person: PersonNo,
        /// Whether it is there.
        there: bool
    },
    /// The guard opens for badge holders.
    Open {
        /// The visit.
        visit: VisitId,
        /// For whom; everybody outside where absent.
        person: Option<PersonNo>
    },
    /// Out for a while.
    StepOut {
        /// The visit.
        visit: VisitId,
        /// Who.
        person: PersonNo
    },
    /// The host or receptionist signs.
    SignOff {
        /// The visit.
        visit: VisitId,
        /// In what place.
        by: Signer,
        /// Name of the signer.
        name: PersonName,
        /// By finger, under [`super::sign_off_sentence`].
        signature: Option<Signature>
    },
    /// A badge was handed back.
    TakeBadgeBack {
        /// Number.
        badge: BadgeNo
    },
    /// A badge is lost.
    BadgeLost {
        /// Number.
        badge: BadgeNo
    },
    /// The guard lets somebody out.
    LetOut {
        /// The visit.
        visit: VisitId,
        /// Who; everybody inside where absent.
        person: Option<PersonNo>,
        /// Why, without sign-off.
        reason: Option<Reason>
    },
    /// Somebody unaccounted for is known to have left.
    ConfirmLeft {
        /// The visit.
        visit: VisitId,
        /// How it is known.
        reason: Reason
    },
    /// A paper visit is entered afterwards.
    EnterPaperVisit {
        /// First part.
        draft: Draft,
        /// True time of arrival.
        arrived: Stamp,
        /// True time of leaving.
        left: Option<Stamp>,
        /// Card that was lent.
        card: Option<BadgeNo>
    },
    /// Officials on duty come in at once.
    AdmitOfficial {
        /// Unit.
        unit: Unit,
        /// Certificate number.
        certificate: FormText,
        /// Head count.
        heads: u8,
        /// What for.
        purpose: Purpose
    },
    /// Manual release.
    Override {
        /// Why.
        reason: Reason
    },
    /// The gate is held open.
    EmergencyOpen {
        /// Why.
        reason: Reason
    },
    /// The gate is held open no more.
    EmergencyClose,
    /// Nobody comes in.
    Lockdown {
        /// Why.
        reason: Reason
    },
    /// Entry goes on.
    EndLockdown {
        /// Why.
        reason: Reason
    },
    /// The fire alarm is reset.
    ResetFire,
    /// An alarm is acknowledged.
    Acknowledge {
        /// Which.
        alarm: AlarmNo
    },
    /// An incident begins.
    OpenIncident {
        /// The visit.
        visit: Option<VisitId>,
        /// First words.
        text: Remark
    },
    /// An incident goes on.
    IncidentStep {
        /// Which.
        incident: IncidentId,
        /// What happened.
        step: IncidentStep,
        /// In words.
        text: Remark
    },
    /// Automatic entry goes on although an incident is open.
    ResumeEntry {
        /// Which.
        incident: IncidentId,
        /// Why.
        reason: Reason
    },
    /// The report closes an incident.
    CloseIncident {
        /// Which.
        incident: IncidentId,
        /// The report.
        report: Report
    },
    /// A host is added or changed.
    PutHost {
        /// The host.
        host: HostCard
    },
    /// A host has left.
    RetireHost {
        /// Staff number.
        number: String
    },
    /// A booking is made.
    PutBooking {
        /// The booking.
        booking: BookingDraft
    },
    /// A booking is cancelled.
    CancelBooking {
        /// Which.
        booking: BookingId
    },
    /// Administration sets a booking's class.
    ClassifyBooking {
        /// Which.
        booking: BookingId,
        /// The class.
        class: Class
    },
    /// A watchlist entry is made.
    PutWatch {
        /// The entry.
        entry: WatchCard,
        /// When it happened.
        happened: Stamp,
        /// When the entry ends.
        expires: Stamp
    },
    /// A watchlist entry ends.
    EndWatch {
        /// Which.
        entry: WatchId,
        /// Why.
        reason: Reason
    },
    /// Somebody was added to, changed in or removed from the staff file.
    StaffChanged {
        /// Number.
        number: StaffNo,
        /// How they stand in it now; `None` for who signs in no more.
        stands: Option<StaffEntry>
    },

    /// Deadlines have come.
    TimePasses,
    /// The gate reports on a grant.
    GateReports {
        /// Which.
        grant: GrantNo,
        /// What.
        outcome: PulseOutcome
    },
    /// The printer reports on a job.
    PrintReports {
        /// Which.
        job: JobNo,
        /// What.
        outcome: PrintOutcome
    },
    /// A sensor reports.
    Sensed {
        /// What.
        sensor: Sensor
    },
    /// The core has started.
    Started {
        /// Fingerprint of the configuration.
        policy: [u8; 32],
        /// Records of a torn tail that were cut off: bytes.
        tail_cut: u64
    },
    /// Wrong PINs were tried.
    PinsWrong {
        /// Whose PIN was tried.
        staff: Option<StaffNo>,
        /// How often in a row.
        tries: u32
    },
    /// The time these were kept for had run out, and they are erased.
    Erased {
        /// Who.
        people: Vec<Subject>
    },
    /// Something was done in guarded mode and is recorded now.
    Unrecorded {
        /// Who did it.
        by: By,
        /// What: the kind's name.
        what: String,
        /// When.
        at: Stamp,
        /// Why, as given.
        reason: Remark
    },
    /// The superior of a restricted area approves a visit to it, besides the host.
    ApproveArea {
        /// The visit.
        visit: VisitId,
        /// The area.
        area: Area,
        /// Who approved, as told.
        by: Remark
    },
    /// A visitor who waits signs a text of the house.
    SignText {
        /// The visit.
        visit: VisitId,
        /// Which text.
        text: TextKind,
        /// The signature.
        signature: Signature
    },
    /// A manager has waived confidentiality for a visit.
    WaiveConfidentiality {
        /// The visit.
        visit: VisitId,
        /// Who waived it, as told.
        by: Remark
    },
    /// Whoever has this mark is remembered no more.
    ForgetMe {
        /// Of their phone and document.
        mark: Mark
    },
    /// A guard enters somebody in a hurry: the rest of the slip is owed.
    EnterQuick {
        /// Name of the lead visitor.
        name: PersonName,
        /// Head count.
        heads: u8,
        /// Host.
        host: HostId
    },
    /// A guard lets a visit in whose slip is not complete yet.
    AdmitExpress {
        /// The visit.
        visit: VisitId,
        /// The host has agreed on the phone just now.
        host_agrees: bool,
        /// Why it cannot wait.
        reason: Reason,
        /// Numbers of plastic cards, lead first; none where badges are printed.
        cards: Vec<BadgeNo>
    },
    /// A slip is left incomplete: its people have gone.
    CloseSlip {
        /// The visit.
        visit: VisitId,
        /// Why.
        reason: Reason
    },
    /// A roll call begins.
    BeginRollCall,
    /// Somebody is there, or missing.
    MarkPerson {
        /// The visit.
        visit: VisitId,
        /// Who.
        person: PersonNo,
        /// Found, or missing.
        present: bool
    },
    /// The roll call ends.
    EndRollCall,
    /// Who is signed in at the guard's panels has changed.
    PanelsManned {
        /// Guards at them, the longest first.
        present: Vec<StaffNo>
    },
    /// The guard on post begins to hand over.
    BeginHandover,
    /// The incoming guard signs in beside them.
    JoinHandover {
        /// Who.
        incoming: Signed,
        /// Two have swapped their shifts.
        swap: bool,
        /// Who approves the swap.
        leader: Option<Signed>
    },
    /// Open items are taken over.
    TakeOverItems {
        /// Which.
        items: Vec<OpenItem>
    },
    /// Both have signed: the post is the incoming guard's.
    EndHandover {
        /// Who hands over.
        outgoing: Signed,
        /// Who takes over.
        incoming: Signed
    },
    /// Nothing is handed over after all.
    BreakOffHandover,
    /// A note for the next shift.
    NoteShift {
        /// What; an empty one takes back what was written.
        text: Remark
    },
    /// The siren is sounded.
    SoundSiren,
    /// The siren is silenced.
    SilenceSiren,
    /// The siren has ended by itself.
    SirenReports {
        /// Which sounding: when it was to end.
        until: Stamp,
        /// Its relay did not obey; else its time was up.
        failed: bool
    },
}
