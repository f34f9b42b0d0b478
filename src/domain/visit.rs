//! A visit: its people, where it stands, and what must be done next.

use serde::{Deserialize, Serialize};

use super::class::{Claim, Class, Kind};
use super::document::Document;
use super::ids::{
    BadgeNo, BookingId, GrantNo, Handle, HostId, IncidentId, PersonNo, QueueNo, VisitId, WatchId,
};
use super::personal::Personal;
use super::signature::{Confidentiality, SignedAt};
use super::slip::{Language, Things, Who};
use super::time::{SiteDay, Stamp, Window};
use super::words::Area;

/// How a visit came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A walk-in at the touchscreen (未预约).
    WalkIn,
    /// From a booking.
    Booked {
        /// Which.
        booking: BookingId,
        /// Reception application present; its absence (缺申请表) is shown for important and VIP.
        application: bool,
        /// The visitor came outside the booked window.
        outside_its_time: bool,
    },
    /// Entered by the guard.
    ByHand,
    /// Written on paper first (补录).
    Paper,
    /// Police and inspectors on duty (公务进入).
    Official,
}

/// Whether the watchlist holds the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hold {
    /// No match.
    None,
    /// A match; the guard has not looked yet.
    Held {
        /// Since when.
        since: Stamp,
    },
    /// Somebody else, said the guard with a reason.
    Cleared,
    /// The person on the list.
    Confirmed,
}

/// Whether the guard knows who it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Identity {
    /// Not yet.
    Open,
    /// A valid document was seen.
    Seen(Personal<Document>),
    /// The host vouches at the gate.
    Vouched,
    /// Name and unit agree with the booking (important, VIP).
    Confirmed,
}

impl Identity {
    /// Whether the guard has settled it in some way.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Identity::Open)
    }

    /// Whether nothing is left to do for a visitor of this class: name and unit against the booking are enough
    /// for those administration receives, an ordinary visitor shows a document or is vouched for.
    pub fn suffices_for(&self, class: Class) -> bool {
        match self {
            Identity::Open => false,
            Identity::Confirmed => class.is_received(),
            Identity::Seen(_) | Identity::Vouched => true,
        }
    }

    /// Last four characters of the document the guard has seen, if they were noted.
    pub fn document_tail(&self) -> Option<&str> {
        match self {
            Identity::Seen(document) => document.known().and_then(Document::tail),
            Identity::Open | Identity::Vouched | Identity::Confirmed => None,
        }
    }
}

/// What the host said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// No host is set, or nobody was asked.
    NotAsked,
    /// Asked.
    Asked {
        /// Since when.
        since: Stamp,
        /// Whether the last call was not answered.
        no_answer: bool,
        /// Whether the stand-in is asked instead.
        stand_in: bool,
    },
    /// Agreed.
    Given,
    /// Not asked, by configuration: recorded.
    Waived,
}

impl Consent {
    /// Whether the host's word stands in the way no more.
    pub fn is_there(self) -> bool {
        matches!(self, Consent::Given | Consent::Waived)
    }
}

/// What administration said (important, VIP).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reception {
    /// Not called: the class is ordinary.
    NotNeeded,
    /// Called.
    Called {
        /// Since when.
        since: Stamp,
        /// The manager on duty has been told too.
        manager_told: bool,
        /// The guard may admit with a reason.
        guard_may: bool,
    },
    /// They take over.
    Acknowledged,
    /// Nobody answered; the guard admitted with a reason.
    WithoutThem,
}

/// Where a person of a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// Outside, not in yet.
    Outside,
    /// The gate opens for them.
    Entering(GrantNo),
    /// On site.
    Inside,
    /// The gate opens for them to leave.
    Leaving(GrantNo),
    /// Out for a while (暂离): comes back on the next issue of the pass.
    Away,
    /// Left.
    Left,
    /// Never came in.
    NeverCame,
}

/// A person of a party. The name is in the slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Badge, once issued.
    pub badge: Option<BadgeNo>,
    /// Where they are.
    pub presence: Presence,
    /// Has been inside on this visit: who turns back at the gate then is out for a while, not still to come.
    pub been_in: bool,
}

impl Person {
    /// Somebody who waits outside and has no badge yet.
    pub const NEW: Person = Person { badge: None, presence: Presence::Outside, been_in: false };
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum End {
    /// 已离厂
    Left,
    /// 暂不接待: the draft is erased but for the fact.
    Declined,
    /// 不予入内
    Refused,
    /// 已取消
    Cancelled,
    /// 自行离开
    GaveUp,
    /// Badge issued, never entered.
    Expired,
    /// Closed with an incident's report.
    Incident,
    /// Reported as left without being seen.
    ReportedLeft,
    /// 尚未到访: a guard had marked the booking as arrived too soon. The visitor is expected again, the draft erased.
    ArrivalTakenBack,
}

impl End {
    /// Whether it came to nothing: of the draft only the fact stays.
    pub const fn erases(self) -> bool {
        matches!(self, End::Declined | End::ArrivalTakenBack)
    }
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Waiting at the gate.
    AtGate,
    /// Badges are issued; the persons say where everybody is.
    Badged {
        /// Since when.
        since: Stamp,
        /// End of the window has passed.
        overdue: bool,
        /// Closing time has passed with the visitor unaccounted for.
        unconfirmed: bool,
    },
    /// Over.
    Ended {
        /// How.
        end: End,
        /// When.
        at: Stamp,
    },
}

/// A visit of a visitor or a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Id.
    pub id: VisitId,
    /// For the touchscreen.
    pub handle: Handle,
    /// Number it is called by.
    pub queue: QueueNo,
    /// How it came to be.
    pub origin: Origin,
    /// Day of the site it belongs to.
    pub day: SiteDay,
    /// When the visitor arrived.
    pub arrived: Stamp,
    /// Whether a guard said so, and not the visitor at the touchscreen.
    pub arrived_by_guard: bool,
    /// Window of the visit; its end makes it overdue.
    pub window: Window,
    /// Language of the visitor.
    pub language: Language,
    /// What they said they are.
    pub kind: Kind,
    /// Whether they said they lead.
    pub leader: bool,
    /// Class in force.
    pub class: Class,
    /// Class they named for themselves, while unconfirmed.
    pub claim: Option<Claim>,
    /// Who they are.
    pub who: Personal<Who>,
    /// Second part of the slip.
    pub rest: Option<Personal<Things>>,
    /// Document they wrote down.
    pub document: Option<Personal<Document>>,
    /// Host.
    pub host: Option<HostId>,
    /// Watchlist.
    pub hold: Hold,
    /// Watchlist entries that have matched so far: what was looked at once is not held against them again.
    pub matched: Vec<WatchId>,
    /// Identity.
    pub identity: Identity,
    /// Consent.
    pub consent: Consent,
    /// Administration.
    pub reception: Reception,
    /// The party, lead first.
    pub persons: Vec<Person>,
    /// Printed on the badge.
    pub area: Option<Area>,
    /// The restricted area its superior has approved.
    pub approved_area: Option<Area>,
    /// Printed on the badge: 须陪同.
    pub escorted: bool,
    /// When the host or receptionist signed.
    pub signed_off: Option<Stamp>,
    /// Where it stands with confidentiality.
    pub confidentiality: Confidentiality,
    /// The visitor asks to be remembered.
    pub remember: bool,
    /// What was signed by finger, in order; each text once, as it was signed last.
    pub signed: Vec<SignedAt>,
    /// Incident it belongs to.
    pub incident: Option<IncidentId>,
    /// Where it stands.
    pub stage: Stage,
    /// Since when the visit waits for what it waits for now.
    pub since: Stamp,
}

/// The next thing to do for a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Look at the mark face to face.
    CheckMark,
    /// Confirm, lower or raise the claimed class.
    ConfirmClass,
    /// See a valid document.
    SeeDocument,
    /// Compare name and unit with the booking.
    ConfirmIdentity,
    /// Find out who is visited.
    SetHost,
    /// Call the host.
    CallHost,
    /// Call administration.
    CallAdministration,
    /// The visitor (or the guard) completes the slip.
    CompleteSlip,
    /// Issue the badges.
    IssueBadge,
    /// Open for who is outside.
    Open,
    /// Have the visit signed off.
    SignOff,
    /// Let out who is inside, badge back.
    LetOut,
    /// Take the badge back of a visit that is over, or whose people have left.
    TakeBadgeBack,
    /// An incident is open about this visit.
    Incident,
    /// Nothing.
    Nothing,
}

impl Visit {
    /// Forgets who its people are; the fact stays.
    pub(super) fn erase(&mut self) {
        self.who = Personal::Erased;
        self.rest = None;
        self.erase_document();
    }

    /// Forgets the last characters of its documents.
    pub(super) fn erase_document(&mut self) {
        self.document = None;
        if let Identity::Seen(document) = &mut self.identity {
            *document = Personal::Erased;
        }
    }

    /// The person, if there is one of that number.
    pub fn person(&self, no: PersonNo) -> Option<&Person> {
        self.persons.get(usize::from(no.0))
    }

    /// Everybody with their numbers.
    pub fn people(&self) -> impl Iterator<Item = (PersonNo, &Person)> {
        // A party has at most PARTY_MAX people: the number fits.
        self.persons
            .iter()
            .enumerate()
            .map(|(i, person)| (PersonNo(u8::try_from(i).unwrap_or(u8::MAX)), person))
    }

    /// Whether it waits at the gate.
    pub fn is_at_gate(&self) -> bool {
        self.stage == Stage::AtGate
    }

    /// Whether it is over.
    pub fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Ended { .. })
    }

    /// Heads on site. Who is out for a while is not.
    pub fn heads_inside(&self) -> usize {
        self.persons.iter().filter(|p| matches!(p.presence, Presence::Inside | Presence::Leaving(_))).count()
    }

    /// Whether somebody of the party is in, on the way, or out for a while: the visit cannot end by itself.
    pub fn is_under_way(&self) -> bool {
        self.persons.iter().any(|p| match p.presence {
            Presence::Inside | Presence::Entering(_) | Presence::Leaving(_) | Presence::Away => true,
            Presence::Outside | Presence::Left | Presence::NeverCame => false,
        })
    }

    /// Whether somebody would come in for the first time without the host's word: another host was set after the
    /// badge was issued, and has not agreed (yet). Administration has consented for those it receives; who has
    /// been in comes back without being asked about again (暂离).
    pub fn awaits_consent_for(&self, no: PersonNo) -> bool {
        let first_time = self.person(no).is_none_or(|person| !person.been_in);
        first_time && self.class == Class::Ordinary && !self.consent.is_there()
    }

    /// Whether a signature is asked for before leaving. Officials on duty (公务进入) have no host to sign.
    pub fn needs_sign_off(&self) -> bool {
        self.origin != Origin::Official && self.signed_off.is_none()
    }

    /// Whether the slip needs its second part before a badge: ordinary visitors only (the slip is waived for
    /// important visitors and VIPs, 免填访客单).
    pub fn needs_slip(&self) -> bool {
        self.class == Class::Ordinary && self.rest.is_none()
    }

    /// The next thing to do. One rule for the guard's big button, the refusals of `issue`, and the tests.
    pub fn next_step(&self) -> Step {
        match self.stage {
            Stage::Ended { .. } => Step::Nothing,
            _ if self.incident.is_some() => Step::Incident,
            Stage::AtGate => self.step_at_gate(),
            Stage::Badged { .. } => self.step_with_badge(),
        }
    }

    fn step_at_gate(&self) -> Step {
        if matches!(self.hold, Hold::Held { .. }) {
            return Step::CheckMark;
        }
        if self.claim.is_some() {
            return Step::ConfirmClass;
        }
        match self.class {
            Class::Troublemaker => Step::Incident,
            Class::Ordinary => {
                if !self.identity.suffices_for(self.class) {
                    Step::SeeDocument
                } else if self.host.is_none() {
                    Step::SetHost
                } else if !self.consent.is_there() {
                    Step::CallHost
                } else if self.needs_slip() {
                    Step::CompleteSlip
                } else {
                    Step::IssueBadge
                }
            }
            Class::Important | Class::Vip => {
                if !matches!(self.reception, Reception::Acknowledged | Reception::WithoutThem) {
                    Step::CallAdministration
                } else if !self.identity.suffices_for(self.class) {
                    Step::ConfirmIdentity
                } else {
                    Step::IssueBadge
                }
            }
        }
    }

    fn step_with_badge(&self) -> Step {
        let any = |wanted: fn(&Presence) -> bool| self.persons.iter().any(|p| wanted(&p.presence));
        let unasked =
            |(no, p): (PersonNo, &Person)| p.presence == Presence::Outside && self.awaits_consent_for(no);
        if self.people().any(unasked) {
            if matches!(self.consent, Consent::Asked { .. }) { Step::CallHost } else { Step::SetHost }
        } else if any(|p| matches!(p, Presence::Outside | Presence::Entering(_) | Presence::Away)) {
            Step::Open
        } else if any(|p| matches!(p, Presence::Inside | Presence::Leaving(_))) {
            if self.needs_sign_off() { Step::SignOff } else { Step::LetOut }
        } else {
            Step::TakeBadgeBack
        }
    }
}
