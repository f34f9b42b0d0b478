//! Refusals: answers with a stable code. Their sentences live in `lang/refusals.toml`, once for all screens.

/// The field of a form that a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Name of a person.
    Name,
    /// Unit.
    Unit,
    /// Phone.
    Phone,
    /// Purpose.
    Purpose,
    /// Host.
    Host,
    /// Companions.
    Companions,
    /// Belongings.
    Belongings,
    /// Vehicle plate.
    Plate,
    /// Document.
    Document,
    /// A reason.
    Reason,
    /// A report.
    Report,
    /// Department.
    Department,
    /// Area.
    Area,
    /// Another text.
    Text,
    /// A window of time.
    Window,
    /// A number of a badge or card.
    Badge,
}

impl Field {
    /// The field's name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Unit => "unit",
            Field::Phone => "phone",
            Field::Purpose => "purpose",
            Field::Host => "host",
            Field::Companions => "companions",
            Field::Belongings => "belongings",
            Field::Plate => "plate",
            Field::Document => "document",
            Field::Reason => "reason",
            Field::Report => "report",
            Field::Department => "department",
            Field::Area => "area",
            Field::Text => "text",
            Field::Window => "window",
            Field::Badge => "badge",
        }
    }
}

/// Declares the refusals with their stable codes; the codes are an interface and never change.
macro_rules! refusals {
    ($($(#[$meta:meta])* $name:ident $({ $($item:ident : $ty:ty),+ })? = $code:literal),+ $(,)?) => {
        /// Why a command was not carried out. Nothing has changed.
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum Refusal {
            $($(#[$meta])* #[error($code)] $name $({ $(#[doc = "Detail."] $item: $ty),+ })?),+
        }

        impl Refusal {
            /// Every code, for the completeness test of the sentences.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self { $(Refusal::$name $({ $($item: _),+ })? => $code),+ }
            }
        }
    };
}

refusals! {
    /// A text is too short.
    TextTooShort { field: Field, min: usize } = "text-too-short",
    /// A text is too long.
    TextTooLong { field: Field, max: usize } = "text-too-long",
    /// A text has control characters.
    TextHasControls { field: Field } = "text-has-controls",
    /// A name has characters that no name has.
    NameHasOtherCharacters = "name-has-other-characters",
    /// Not a phone number.
    PhoneWrong = "phone-wrong",
    /// Not a vehicle plate.
    PlateWrong = "plate-wrong",
    /// Not the form of such a document's number.
    DocumentNumberWrong = "document-number-wrong",
    /// A resident identity number with a wrong check digit.
    DocumentCheckDigit = "document-check-digit",
    /// More companions than a party may have.
    TooManyCompanions { max: usize } = "too-many-companions",
    /// A window that ends before it begins, or is too long.
    WindowWrong = "window-wrong",
    /// The site rules were not agreed to, or forbidden things are carried.
    RulesNotAgreed = "rules-not-agreed",

    /// The sender may not ask for this.
    NotAllowed = "not-allowed",
    /// No such visit (any more).
    NoSuchVisit = "no-such-visit",
    /// No such person in the party.
    NoSuchPerson = "no-such-person",
    /// No such host.
    NoSuchHost = "no-such-host",
    /// No such booking.
    NoSuchBooking = "no-such-booking",
    /// No such badge out.
    NoSuchBadge = "no-such-badge",
    /// No such incident open.
    NoSuchIncident = "no-such-incident",
    /// No such alarm open.
    NoSuchAlarm = "no-such-alarm",
    /// No such watchlist entry.
    NoSuchWatch = "no-such-watch",
    /// No such reader configured.
    NoSuchReader = "no-such-reader",
    /// No booking is found by what was given.
    BookingNotFound = "booking-not-found",
    /// The booking is for another time.
    BookingOutsideItsTime = "booking-outside-its-time",
    /// The booking's visitor has arrived already.
    BookingArrived = "booking-arrived",
    /// Nobody is remembered by what was given, or more than one.
    NotRemembered = "not-remembered",
    /// Queue number and phone do not fit.
    NobodyByThatNumber = "nobody-by-that-number",

    /// The visit has ended.
    VisitOver = "visit-over",
    /// The visit is not that far yet, or past it.
    NotNow = "not-now",
    /// The guard has something to check first; says no more than that.
    NeedsGuard = "needs-guard",
    /// A claimed class must be confirmed or changed first.
    ClassNotConfirmed = "class-not-confirmed",
    /// A host must be set first.
    HostMissing = "host-missing",
    /// The host has not agreed.
    ConsentMissing = "consent-missing",
    /// Administration has not acknowledged.
    AdministrationMissing = "administration-missing",
    /// No document was seen, nobody vouched.
    IdentityMissing = "identity-missing",
    /// The slip is not complete.
    SlipMissing = "slip-missing",
    /// Raising a class needs administration's acknowledgement.
    RaiseNeedsAdministration = "raise-needs-administration",
    /// A reason is needed for this.
    ReasonMissing = "reason-missing",
    /// A document was not vouched for: class does not take it.
    NotForThisClass = "not-for-this-class",

    /// The text was changed since it was shown.
    TextChanged = "text-changed",
    /// Nothing was drawn.
    SignatureEmpty = "signature-empty",
    /// A dot is no signature.
    SignatureTooShort = "signature-too-short",
    /// More strokes or points than a signature has.
    SignatureTooLong = "signature-too-long",
    /// The site rules must be signed by finger.
    SignatureMissing = "signature-missing",
    /// Who signs by phone draws nothing.
    SignatureByPhone = "signature-by-phone",
    /// The visitor has not signed for confidentiality, and no manager has waived it.
    ConfidentialityMissing = "confidentiality-missing",

    /// No such area in the configuration.
    NoSuchArea = "no-such-area",
    /// The superior of the area has not approved.
    AreaNotApproved = "area-not-approved",
    /// The area is restricted, and the visitor is escorted.
    AreaNotForEscorted = "area-not-for-escorted",
    /// The area is restricted, and the slip is not complete.
    AreaNotExpress = "area-not-express",
    /// No children are taken to the area.
    AreaNotForChildren = "area-not-for-children",

    /// Every badge number of the gate is out.
    NoBadgeFree = "no-badge-free",
    /// The number is on loan, or of the printed range.
    CardNotFree = "card-not-free",
    /// One card number is wanted for each person, each once.
    CardsWanted { max: usize } = "cards-wanted",
    /// The badge is printing, or waits to be looked for.
    PrintOpen = "print-open",
    /// The badge was lost or handed back, and there is no other yet.
    NoValidBadge = "no-valid-badge",

    /// The code is not one of ours, or damaged.
    CodeUnreadable = "code-unreadable",
    /// A code of another site.
    OtherSite = "other-site",
    /// A code of another gate.
    OtherGate = "other-gate",
    /// Used up, returned, revoked or replaced by a newer issue.
    PassNoLongerValid = "pass-no-longer-valid",
    /// Outside the window of the pass.
    OutsideItsTime = "outside-its-time",
    /// The holder is inside already.
    AlreadyInside = "already-inside",
    /// The gate is opening for this pass already.
    AlreadyGranted = "already-granted",
    /// The holder is not inside.
    NotInside = "not-inside",
    /// Lockdown.
    LockedDown = "locked-down",
    /// An incident is open: the guard opens.
    EntryStopped = "entry-stopped",
    /// Nobody has signed the visit off: the guard helps.
    NotSignedOff = "not-signed-off",
    /// The gate has an opening under way and one waiting.
    GateBusy = "gate-busy",
    /// The gate is out of order.
    GateFaulted = "gate-faulted",
    /// The clock is behind the record: the guard judges the time.
    ClockBehind = "clock-behind",

    /// Nothing of the kind is in force.
    NothingInForce = "nothing-in-force",
    /// It is in force already.
    AlreadyInForce = "already-in-force",
    /// No siren is configured.
    NoSiren = "no-siren",
    /// The fire contact still calls.
    FireStillCalls = "fire-still-calls",

    /// Only the guard on post may do this.
    NotOnPost = "not-on-post",
    /// Nothing is handed over while an incident is open.
    IncidentOpen = "incident-open",
    /// The guard who takes over has not signed in beside the one on post.
    NobodyBeside = "nobody-beside",
    /// Nobody takes over from themselves.
    SameGuard = "same-guard",
    /// A swap of shifts needs the signature of a shift leader or the manager on duty.
    SwapNeedsLeader = "swap-needs-leader",
    /// A signature is used, too old, or of somebody else.
    SignatureWrong = "signature-wrong",
    /// No such item is open.
    NoSuchItem = "no-such-item",

    /// Too many people wait at this gate.
    QueueFull { max: usize } = "queue-full",
    /// A list is full.
    ListFull { max: usize } = "list-full",

    /// The record refused: nothing was done, nothing will be.
    StoreRefused = "store-refused",
    /// The core is guarded: only override, exit and fire release.
    Guarded = "guarded",
    /// Too many commands wait.
    Busy = "busy",
    /// The same key came with another body.
    KeyReused = "key-reused",
}

impl Refusal {
    /// The field it is about, where it is about one.
    pub const fn field(&self) -> Option<Field> {
        match self {
            Refusal::TextTooShort { field, .. }
            | Refusal::TextTooLong { field, .. }
            | Refusal::TextHasControls { field } => Some(*field),
            Refusal::NameHasOtherCharacters => Some(Field::Name),
            Refusal::PhoneWrong => Some(Field::Phone),
            Refusal::PlateWrong => Some(Field::Plate),
            Refusal::DocumentNumberWrong | Refusal::DocumentCheckDigit => Some(Field::Document),
            Refusal::TooManyCompanions { .. } => Some(Field::Companions),
            Refusal::WindowWrong => Some(Field::Window),
            Refusal::ReasonMissing => Some(Field::Reason),
            Refusal::CardNotFree => Some(Field::Badge),
            Refusal::NoSuchArea
            | Refusal::AreaNotApproved
            | Refusal::AreaNotForEscorted
            | Refusal::AreaNotExpress
            | Refusal::AreaNotForChildren => Some(Field::Area),
            _ => None,
        }
    }
}
