//! Everything that can be asked of the core. One closed list for all doors; the role table says who may.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    BookingDraft, ClassWord, DocumentWord, Draft, HostDraft, HostReply, IncidentStepWord, LanguageWord,
    PaperVisit, RefuseWord, SignatureDraft, SignerWord, SlipPapers, SlipParts, TextWord, WatchDraft,
};

/// A wish. `do` names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Wish {
    // -- the touchscreen ------------------------------------------------------------------------
    /// A walk-in sends the first part of the slip.
    CheckIn {
        /// What they wrote.
        draft: Draft,
    },
    /// Somebody with a booking: by invitation code.
    ArriveByCode {
        /// As scanned.
        code: String,
        /// Language the screen was in.
        language: LanguageWord,
    },
    /// Somebody with a booking: by name and phone; five tries, then the guard.
    ArriveByName {
        /// Name.
        name: String,
        /// Phone.
        phone: String,
        /// Language the screen was in.
        language: LanguageWord,
    },
    /// The second part of the slip.
    CompleteSlip {
        /// Handle of the visit.
        handle: String,
        /// What they wrote.
        slip: SlipParts,
        /// What they signed.
        #[serde(default)]
        papers: SlipPapers,
    },
    /// A visitor who waits signs a text: after having refused it, or without a slip to fill in.
    SignText {
        /// Handle of the visit.
        handle: String,
        /// Which text.
        text: TextWord,
        /// The signature.
        signature: SignatureDraft,
    },
    /// Somebody who asked to be remembered: by phone and document together; five tries, then the guard.
    Recognise {
        /// Phone.
        phone: String,
        /// Last four characters of the document.
        document_tail: String,
    },
    /// Nobody with this phone and document is to be remembered any more. Answered alike, whether somebody was or not.
    ForgetMe {
        /// Phone.
        phone: String,
        /// Last four characters of the document.
        document_tail: String,
    },
    /// A visitor comes back to the touchscreen.
    ComeBack {
        /// Queue number.
        queue: u32,
        /// Last four digits of the phone.
        phone_tail: String,
    },
    /// A visitor cancels while waiting.
    CancelVisit {
        /// Handle of the visit.
        handle: String,
    },
    /// Somebody at the touchscreen calls the guard.
    CallGuard {
        /// Handle of the visit, where there is one.
        #[serde(default)]
        handle: Option<String>,
    },
    /// A badge scanned at the touchscreen on leaving.
    HandBack {
        /// As scanned.
        code: String,
    },
    /// Somebody leaving has lost the badge.
    SayBadgeLost {
        /// Name, to help the guard.
        #[serde(default)]
        name: String,
    },
    /// A code scanned at a reader of the gate.
    Scan {
        /// Reader id, as configured.
        reader: String,
        /// As scanned.
        code: String,
    },

    // -- the guard: one visitor -----------------------------------------------------------------
    /// A new visitor by hand (no phone, cannot read, touchscreen dead).
    EnterByHand {
        /// The slip's first part.
        draft: Draft,
        /// Second part, read back to the visitor.
        #[serde(default)]
        slip: Option<SlipParts>,
    },
    /// Somebody in a hurry, by name, head count and host; the rest of the slip is owed. `admit-express` lets them in.
    EnterQuick {
        /// Name of the lead visitor.
        name: String,
        /// Head count, 1 to 20.
        heads: u8,
        /// The host.
        host: u32,
    },
    /// Badges are issued before the slip is complete; what is missing stays on the list until it is supplied.
    AdmitExpress {
        /// The visit, which waits at the gate.
        visit: String,
        /// The host has agreed on the phone just now; logged with this.
        #[serde(default)]
        host_agrees: bool,
        /// Why it cannot wait.
        reason: String,
        /// Numbers of plastic cards, lead first; empty to print.
        #[serde(default)]
        cards: Vec<u32>,
    },
    /// The slip of a visit that is over stays incomplete.
    CloseSlip {
        /// The visit.
        visit: String,
        /// Why.
        reason: String,
    },
    /// A booked visitor whom the guard marks as arrived.
    MarkArrived {
        /// The booking.
        booking: String,
    },
    /// A booked visitor was marked as arrived too soon: not here yet, and expected again.
    TakeBackArrival {
        /// The visit.
        visit: String,
    },
    /// The guard fills in or corrects the slip; the old value stays in the record.
    CorrectSlip {
        /// The visit.
        visit: String,
        /// Name and companions, where they change: the whole party, lead first.
        #[serde(default)]
        names: Option<Vec<String>>,
        /// Unit, where it changes.
        #[serde(default)]
        unit: Option<String>,
        /// Phone, where it changes.
        #[serde(default)]
        phone: Option<String>,
        /// Purpose, where it changes.
        #[serde(default)]
        purpose: Option<String>,
        /// Second part, where the guard writes it.
        #[serde(default)]
        slip: Option<SlipParts>,
        /// Why.
        reason: String,
    },
    /// The guard has seen a valid document.
    SeeDocument {
        /// The visit.
        visit: String,
        /// Which kind.
        document: DocumentWord,
        /// Last four characters, or the whole number: checked, then cut.
        number: String,
    },
    /// No document: the host vouches at the gate; the badge says *escorted*.
    Vouch {
        /// The visit.
        visit: String,
        /// Who vouches, as told.
        by: String,
    },
    /// Name and unit agree with the booking (important, VIP).
    ConfirmIdentity {
        /// The visit.
        visit: String,
    },
    /// The guard sets the host after asking around.
    SetHost {
        /// The visit.
        visit: String,
        /// The host.
        host: u32,
    },
    /// What the host said on the phone.
    HostSaid {
        /// The visit.
        visit: String,
        /// The answer.
        reply: HostReply,
    },
    /// Administration is told of somebody who claims a class, before its minute is over.
    CallAdministration {
        /// The visit.
        visit: String,
    },
    /// Administration was called: acknowledged or no answer.
    AdministrationSaid {
        /// The visit.
        visit: String,
        /// Whether they take over.
        acknowledged: bool,
    },
    /// The class is confirmed, lowered with a reason, or raised with administration's acknowledgement.
    SetClass {
        /// The visit.
        visit: String,
        /// The class.
        class: ClassWord,
        /// Why; may be empty where a claim is confirmed as it is.
        #[serde(default)]
        reason: String,
        /// Administration has acknowledged (needed to raise).
        #[serde(default)]
        administration_agrees: bool,
    },
    /// The mark is checked face to face with a second identifier.
    CheckMark {
        /// The visit.
        visit: String,
        /// True: it is the person on the list.
        same_person: bool,
        /// The second identifier, or why it is somebody else.
        reason: String,
    },
    /// The guard refuses.
    Refuse {
        /// The visit.
        visit: String,
        /// Why.
        why: RefuseWord,
        /// In words, where `why` is `other`.
        #[serde(default)]
        text: String,
    },
    /// Administration did not answer in time: the guard admits with a reason.
    AdmitWithoutAdministration {
        /// The visit.
        visit: String,
        /// Why.
        reason: String,
    },
    /// Badges are issued and printed; moves nothing.
    IssueBadge {
        /// The visit.
        visit: String,
        /// Area printed on the badge, one of the site's; empty keeps the one of the booking or the approval.
        #[serde(default)]
        area: String,
    },
    /// The superior of a restricted area approves, besides the host; the badge then names it.
    ApproveArea {
        /// The visit.
        visit: String,
        /// The area, as configured.
        area: String,
        /// Who approved, as told.
        by: String,
    },
    /// A manager waives confidentiality for a visitor who does not sign.
    WaiveConfidentiality {
        /// The visit.
        visit: String,
        /// Who waived it, as told.
        by: String,
    },
    /// Numbered plastic cards instead of paper: the printer is dead.
    IssueCards {
        /// The visit.
        visit: String,
        /// Card numbers, lead first.
        cards: Vec<u32>,
    },
    /// Print again. Kills the old code unless the paper was spoilt.
    Reprint {
        /// The visit.
        visit: String,
        /// Place in the party.
        person: u8,
        /// The paper was spoilt and is in the guard's hand: same code again.
        spoilt: bool,
    },
    /// The guard looked: the unclear badge is in the tray, or it is not.
    TrayChecked {
        /// The visit.
        visit: String,
        /// Place in the party.
        person: u8,
        /// Whether it is there.
        there: bool,
    },
    /// The guard opens for a badge holder: the entry is spent.
    Open {
        /// The visit.
        visit: String,
        /// Place in the party; all that are not inside where absent.
        #[serde(default)]
        person: Option<u8>,
    },
    /// Out for a while (暂离): same visit, next issue of the pass, one more entry.
    StepOut {
        /// The visit.
        visit: String,
        /// Place in the party.
        person: u8,
    },
    /// Sign-off by the host or receptionist, witnessed.
    SignOff {
        /// The visit.
        visit: String,
        /// Who signs.
        by: SignerWord,
        /// Name of the signer.
        name: String,
        /// By finger, under the sentence of the card's `sign_off_text`; not with `phone-witnessed`.
        #[serde(default)]
        signature: Option<SignatureDraft>,
    },
    /// A badge was handed back to the guard.
    TakeBadgeBack {
        /// Badge number.
        badge: u32,
    },
    /// A badge is lost: revoked at once.
    BadgeLost {
        /// Badge number.
        badge: u32,
    },
    /// The guard lets somebody out: without sign-off a reason is needed.
    LetOut {
        /// The visit.
        visit: String,
        /// Place in the party; everybody where absent.
        #[serde(default)]
        person: Option<u8>,
        /// Why, without sign-off or badge.
        #[serde(default)]
        reason: String,
    },
    /// An overdue or unconfirmed visit is known to have ended.
    ConfirmLeft {
        /// The visit.
        visit: String,
        /// How it is known.
        reason: String,
    },
    /// A paper visit is entered afterwards (补录).
    EnterPaperVisit {
        /// As on paper.
        paper: PaperVisit,
    },
    /// Police and inspectors on duty (公务进入): no slip, no consent, no waiting.
    AdmitOfficial {
        /// Unit.
        unit: String,
        /// Certificate number.
        certificate: String,
        /// Head count.
        heads: u8,
        /// What for.
        purpose: String,
    },

    // -- the guard: the gate --------------------------------------------------------------------
    /// Manual release (人工放行).
    Override {
        /// Why, at least two characters.
        reason: String,
    },
    /// The gate is held open until closed by hand (fire brigade, ambulance).
    EmergencyOpen {
        /// Why.
        reason: String,
    },
    /// End of the emergency opening.
    EmergencyClose,
    /// Nobody comes in, everybody may leave (紧急封门).
    Lockdown {
        /// Why.
        reason: String,
    },
    /// End of lockdown.
    EndLockdown {
        /// Why.
        reason: String,
    },
    /// The fire contact is quiet and the guard resets the latched alarm.
    ResetFire,
    /// The siren is sounded (鸣响警报); it ends by itself after a time, and is not repeated by a restart.
    SoundSiren,
    /// The siren is silenced.
    SilenceSiren,
    /// Silences an alarm.
    Acknowledge {
        /// Its number.
        alarm: u32,
    },

    // -- incidents ------------------------------------------------------------------------------
    /// A troublemaker at the gate.
    OpenIncident {
        /// The visit, where there is one.
        #[serde(default)]
        visit: Option<String>,
        /// First words.
        #[serde(default)]
        text: String,
    },
    /// A step of an incident.
    IncidentStep {
        /// The incident.
        incident: String,
        /// What happened.
        step: IncidentStepWord,
        /// In words: officer and case number with 110, free text with a note.
        #[serde(default)]
        text: String,
    },
    /// Automatic entry goes on although the incident is open.
    ResumeEntry {
        /// The incident.
        incident: String,
        /// Why.
        reason: String,
    },
    /// The report closes the incident.
    CloseIncident {
        /// The incident.
        incident: String,
        /// At least ten characters.
        report: String,
    },

    // -- the shift ------------------------------------------------------------------------------
    /// The guard on post begins to hand over (交班).
    BeginHandover,
    /// The incoming guard signs in beside them (接班); whoever is signed in at the panel stays.
    JoinHandover {
        /// Of the incoming guard, from `POST /signatures`.
        signature: String,
        /// Two have swapped their shifts (换班).
        #[serde(default)]
        swap: bool,
        /// Signature of the shift leader or the manager on duty, who approves the swap.
        #[serde(default)]
        leader: Option<String>,
    },
    /// Open items are taken over: in a hand-over by the incoming guard, later by the one on post.
    TakeOverItems {
        /// Their ids, as the view has them; 40 at most.
        items: Vec<String>,
    },
    /// Both sign: the post is the incoming guard's, and the outgoing one is signed out.
    EndHandover {
        /// Signature of the outgoing guard.
        outgoing: String,
        /// Signature of the incoming guard.
        incoming: String,
    },
    /// Nothing is handed over after all.
    BreakOffHandover,
    /// A roll call begins (点名); a fire begins one by itself.
    BeginRollCall,
    /// Somebody is present or missing (已到 / 未到); may be said again.
    MarkPerson {
        /// The visit.
        visit: String,
        /// Place in the party.
        person: u8,
        /// Present, or missing.
        present: bool,
    },
    /// The roll call ends; whoever was not found is on the record.
    EndRollCall,
    /// A note for the next shift, shown until the hand-over after it.
    NoteShift {
        /// At most 500 characters; empty takes back what was written.
        text: String,
    },

    // -- lists ----------------------------------------------------------------------------------
    /// Adds or changes a host.
    PutHost {
        /// The host.
        host: HostDraft,
    },
    /// A host has left the company.
    RetireHost {
        /// Staff number.
        number: String,
    },
    /// A booking.
    PutBooking {
        /// The booking.
        booking: BookingDraft,
    },
    /// Cancels a booking.
    CancelBooking {
        /// The booking.
        booking: String,
    },
    /// Administration sets the class of a booking.
    ClassifyBooking {
        /// The booking.
        booking: String,
        /// The class.
        class: ClassWord,
    },
    /// Adds a watchlist entry.
    PutWatch {
        /// The entry.
        entry: WatchDraft,
    },
    /// Ends a watchlist entry.
    EndWatch {
        /// The entry.
        entry: String,
        /// Why.
        reason: String,
    },

    // -- the device -----------------------------------------------------------------------------
    /// A test badge is printed, as soon as no visitor's badge waits; its code opens nothing. Not on the record.
    TestPrint,
    /// A full roll was put into the badge printer that prints: its labels are counted anew. Not on the record.
    NewRoll,
    /// Somebody was added to, changed in or removed from the staff file: it is read again and recorded.
    StaffChanged {
        /// Staff number.
        number: String,
    },
}
