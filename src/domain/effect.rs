//! What must be done after something happened: data for the hands. Their outcome returns as a command.

use super::class::Class;
use super::event::Event;
use super::gate::{AlarmKind, Sensor};
use super::ids::{BadgeNo, BookingId, GrantNo, JobNo, ReaderId, RememberedId, Subject, VisitId};
use super::time::Stamp;
use super::timers::{Due, Wait};
use super::visit::Reception;

/// Whether an effect may be done again after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectKind {
    /// Never repeated: a gate that pulses twice admits a stranger.
    OnceAtMost,
    /// Done again until its outcome is known.
    UntilDone,
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Told {
    /// The guard, on the panel.
    Guard,
    /// The host.
    Host,
    /// The host's stand-in.
    StandIn,
    /// Administration.
    Administration,
    /// The manager on duty.
    Manager,
    /// The company office.
    Office,
    /// The guard who leads the shift.
    ShiftLeader,
}

/// A message to somebody inside. It says that, never who: names stay in the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// To whom.
    pub told: Told,
    /// About which visit.
    pub visit: Option<VisitId>,
    /// About which booking, where nobody has come for it.
    pub booking: Option<BookingId>,
}

impl Alert {
    /// About a visit, or about the gate as a whole.
    pub const fn of(told: Told, visit: Option<VisitId>) -> Alert {
        Alert { told, visit, booking: None }
    }
}

/// An effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Drive the relay once.
    Pulse {
        /// For this grant.
        grant: GrantNo,
        /// So long, milliseconds.
        ms: u32,
        /// For so many: once the door has closed behind each of them, it is over.
        heads: usize,
        /// The reader that asked for it: its green light goes with the gate.
        reader: Option<ReaderId>,
    },
    /// Show at this reader that it was refused; the same whatever for.
    ShowRefused {
        /// Where.
        reader: ReaderId,
    },
    /// Sound the siren.
    SoundSiren {
        /// Which sounding it is: when it ends at the latest.
        until: Stamp,
        /// So long, milliseconds.
        ms: u32,
    },
    /// Silence it.
    SilenceSiren,
    /// Bring the relay's level in line with what holds the gate open.
    HoldLevel,
    /// Do not open for entries that wait and would not be granted any more ([`super::House::withdrawn_entries`]).
    WithdrawEntries,
    /// Print a badge.
    Print {
        /// The job.
        job: JobNo,
        /// The badge.
        badge: BadgeNo,
    },
    /// Print the roll call: fire.
    RollCall,
    /// Tell somebody.
    Tell(Alert),
    /// The visit's draft is erased: the key of its people goes.
    ErasePeople {
        /// Whose.
        visit: VisitId,
    },
    /// Somebody is remembered no more: their key goes.
    Forget {
        /// Who.
        person: RememberedId,
    },
}

impl Effect {
    /// Whose keys go with it.
    pub fn erases(&self) -> Vec<Subject> {
        match self {
            Effect::ErasePeople { visit } => vec![Subject::Visit(*visit), Subject::Document(*visit)],
            Effect::Forget { person } => vec![Subject::Remembered(*person)],
            Effect::Pulse { .. }
            | Effect::ShowRefused { .. }
            | Effect::SoundSiren { .. }
            | Effect::SilenceSiren
            | Effect::HoldLevel
            | Effect::WithdrawEntries
            | Effect::Print { .. }
            | Effect::RollCall
            | Effect::Tell(_) => Vec::new(),
        }
    }

    /// Whether it may be done again.
    pub const fn kind(&self) -> EffectKind {
        match self {
            Effect::Pulse { .. }
            | Effect::ShowRefused { .. }
            | Effect::SoundSiren { .. }
            | Effect::RollCall => EffectKind::OnceAtMost,
            Effect::HoldLevel
            | Effect::SilenceSiren
            | Effect::WithdrawEntries
            | Effect::Print { .. }
            | Effect::Tell(_)
            | Effect::ErasePeople { .. }
            | Effect::Forget { .. } => EffectKind::UntilDone,
        }
    }
}

/// What must follow an event.
pub fn follow_up(event: &Event) -> Vec<Effect> {
    let tell = |told: Told, visit: VisitId| Effect::Tell(Alert::of(told, Some(visit)));
    match event {
        Event::CoreStarted { .. }
        | Event::EmergencyOpened { .. }
        | Event::EmergencyClosed
        | Event::FireReset => vec![Effect::HoldLevel],
        Event::Sensed { sensor: Sensor::Fire { calls: true }, .. } => {
            vec![Effect::HoldLevel, Effect::RollCall]
        }
        // A fire has printed its list already.
        Event::RollCallBegun { by_fire: false } => vec![Effect::RollCall],
        Event::Granted { grant, what, pulse_ms, reader, .. } => {
            let reader = reader.clone();
            vec![Effect::Pulse { grant: *grant, ms: *pulse_ms, heads: what.heads(), reader }]
        }
        Event::ScanRefused { reader, .. } => vec![Effect::ShowRefused { reader: reader.clone() }],
        Event::SirenSounded { until, ms } => vec![Effect::SoundSiren { until: *until, ms: *ms }],
        Event::SirenEnded => vec![Effect::SilenceSiren],
        Event::BadgesIssued { issued, .. } => issued
            .iter()
            .filter_map(|one| one.job.map(|job| Effect::Print { job, badge: one.badge }))
            .collect(),
        Event::BadgeReissued { badge, job, .. } => vec![Effect::Print { job: *job, badge: *badge }],
        Event::VisitArrived(arrival) => {
            // Every arrival rings the same on the panel, held or not.
            let mut told = vec![tell(Told::Guard, arrival.visit)];
            if arrival.host.is_some() && !arrival.consent.is_there() {
                told.push(tell(Told::Host, arrival.visit));
            }
            // Officials on duty wait for nobody: administration has nothing to answer.
            if matches!(arrival.reception, Reception::Called { .. }) {
                told.push(tell(Told::Administration, arrival.visit));
            }
            told
        }
        Event::HostSet { visit, .. } => vec![tell(Told::Host, *visit)],
        Event::StandInAsked { visit } => vec![tell(Told::StandIn, *visit)],
        Event::AdministrationTold { visit } => vec![tell(Told::Administration, *visit)],
        // Administration receives them, or sees that the guard has lowered them.
        Event::ClassSet { visit, class: Class::Ordinary | Class::Important | Class::Vip, .. } => {
            vec![tell(Told::Administration, *visit)]
        }
        Event::BookingNoShow { booking } => {
            vec![Effect::Tell(Alert { told: Told::Host, visit: None, booking: Some(*booking) })]
        }
        Event::ManagerTold { visit } => vec![tell(Told::Manager, *visit)],
        Event::Reminded { due: Due::Visit(visit, Wait::ConsentRemind) } => vec![tell(Told::Host, *visit)],
        Event::Reminded { due: Due::Visit(visit, _) } => vec![tell(Told::Guard, *visit)],
        Event::OfficialsSeen { visit, .. } => vec![tell(Told::Office, *visit)],
        Event::ClosingReached { unconfirmed, .. } => {
            unconfirmed.iter().map(|visit| tell(Told::Host, *visit)).collect()
        }
        Event::VisitOverdue { visit } => vec![tell(Told::Host, *visit), tell(Told::Guard, *visit)],
        Event::VisitEnded { visit, end, .. } if end.erases() => {
            vec![Effect::ErasePeople { visit: *visit }]
        }
        Event::PeopleForgotten { people } => {
            people.iter().map(|person| Effect::Forget { person: *person }).collect()
        }
        Event::IncidentOpened { visit, .. } => {
            vec![Effect::WithdrawEntries, Effect::Tell(Alert::of(Told::Office, *visit))]
        }
        Event::LockedDown { .. } | Event::ClassSet { class: Class::Troublemaker, .. } => {
            vec![Effect::WithdrawEntries]
        }
        Event::Alarmed { kind: AlarmKind::PostEmpty, .. } => {
            [Told::ShiftLeader, Told::Administration].map(|told| Effect::Tell(Alert::of(told, None))).to_vec()
        }
        Event::Alarmed { visit, .. } => vec![Effect::Tell(Alert::of(Told::Guard, *visit))],
        Event::ClockStepped { .. }
        | Event::WaitsMoved { .. }
        | Event::ClockSetRight { .. }
        | Event::ClockBehind { .. }
        | Event::StaffRemoved { .. }
        | Event::StaffPut { .. }
        | Event::UnrecordedDone { .. }
        | Event::HostPut { .. }
        | Event::HostRetired { .. }
        | Event::BookingMade { .. }
        | Event::BookingClassified { .. }
        | Event::BookingCancelled { .. }
        | Event::WatchPut { .. }
        | Event::WatchEnded { .. }
        | Event::SlipCompleted { .. }
        | Event::SlipCorrected { .. }
        | Event::VisitHeld { .. }
        | Event::HoldCleared { .. }
        | Event::HoldConfirmed { .. }
        | Event::DocumentSeen { .. }
        | Event::Vouched { .. }
        | Event::AreaApproved { .. }
        | Event::IdentityConfirmed { .. }
        | Event::HostAnswered { .. }
        | Event::AdministrationAnswered { .. }
        | Event::GuardMayAdmit { .. }
        | Event::AdmittedWithoutAdministration { .. }
        | Event::PrintMoved { .. }
        | Event::BadgeReturned { .. }
        | Event::BadgeLost { .. }
        | Event::Opened { .. }
        | Event::Passed { .. }
        | Event::NotPassed { .. }
        | Event::OpeningFailed { .. }
        | Event::PeopleFound { .. }
        | Event::SignedOff { .. }
        | Event::LeavingAllowed { .. }
        | Event::VisitEnded { .. }
        | Event::Reminded { .. }
        | Event::IncidentMoved { .. }
        | Event::EntryResumed { .. }
        | Event::IncidentClosed { .. }
        | Event::LockdownEnded { .. }
        | Event::Sensed { .. }
        | Event::DoorLeftOpen { .. }
        | Event::Acknowledged { .. }
        | Event::TextStands { .. }
        | Event::SignedByFinger { .. }
        | Event::ConfidentialityRefused { .. }
        | Event::ConfidentialityWaived { .. }
        | Event::RememberAsked { .. }
        | Event::PersonRemembered { .. }
        | Event::RememberedCame { .. }
        | Event::RollCallBegun { by_fire: true }
        | Event::PersonMarked { .. }
        | Event::RollCallEnded { .. }
        | Event::AdmittedExpress { .. }
        | Event::SlipSupplied { .. }
        | Event::SlipClosed { .. }
        | Event::PanelsManned { .. }
        | Event::PostTaken { .. }
        | Event::HandoverBegun { .. }
        | Event::HandoverJoined { .. }
        | Event::ItemTakenOver { .. }
        | Event::HandoverEnded { .. }
        | Event::HandoverBrokenOff { .. }
        | Event::ShiftNoted { .. }
        | Event::PeopleErased { .. } => Vec::new(),
    }
}
