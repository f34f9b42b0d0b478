//! Who asks, and what they may ask for. Deny by default: what the table does not name is refused.

use serde::{Deserialize, Serialize};

use super::command::CommandKind;
use super::ids::StaffNo;

/// Declares the roles.
macro_rules! roles {
    ($($(#[$meta:meta])* $role:ident),+ $(,)?) => {
        /// A role a command is sent in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Role { $($(#[$meta])* $role),+ }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Role] = &[$(Role::$role),+];
        }
    };
}

roles! {
    /// The self check-in touchscreen.
    Kiosk,
    /// The guard's panel while nobody is signed in.
    Panel,
    /// A guard.
    Guard,
    /// The guard who leads the shift.
    ShiftLeader,
    /// A host by link.
    Host,
    /// Administration (行政部).
    Administration,
    /// The manager on duty (值班经理).
    Manager,
    /// Who keeps the device.
    Admin,
    /// Who reads the record.
    Auditor,
    /// A reader of the gate.
    Reader,
    /// The core itself: timers, sensors, outcomes of what it moved.
    Core,
}

/// Who asked: a role, and the person where one signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// The role.
    pub role: Role,
    /// The person.
    pub staff: Option<StaffNo>,
}

impl By {
    /// The core itself.
    pub const CORE: By = By { role: Role::Core, staff: None };

    /// Somebody who signed in.
    pub fn staff(role: Role, number: &str) -> By {
        By { role, staff: Some(StaffNo(number.to_owned())) }
    }
}

/// Whether a role may send a kind of command: the one table, tested cell by cell.
pub fn may(role: Role, kind: CommandKind) -> bool {
    use CommandKind as K;
    use Role as R;
    let guards = matches!(role, R::Guard | R::ShiftLeader);
    match kind {
        K::CheckIn | K::ComeForBooking | K::CompleteSlip | K::SignText | K::CancelVisit => {
            guards || role == R::Kiosk
        }
        K::ForgetMe => guards || matches!(role, R::Kiosk | R::Administration),
        K::CallGuard | K::SayBadgeLost => matches!(role, R::Kiosk),
        K::Scan => guards || matches!(role, R::Kiosk | R::Reader),
        K::HostSaid => guards || role == R::Host,
        K::ApproveArea | K::WaiveConfidentiality => guards || role == R::Manager,
        K::AdministrationSaid => guards || matches!(role, R::Administration | R::Manager),
        K::SetClass => guards || matches!(role, R::Administration | R::Manager),
        K::SignOff => guards || matches!(role, R::Host | R::Administration),
        K::EnterByHand
        | K::MarkArrived
        | K::TakeBackArrival
        | K::CorrectSlip
        | K::SeeDocument
        | K::Vouch
        | K::ConfirmIdentity
        | K::SetHost
        | K::CallAdministration
        | K::CheckMark
        | K::Refuse
        | K::AdmitWithoutAdministration
        | K::IssueBadge
        | K::IssueCards
        | K::Reprint
        | K::TrayChecked
        | K::Open
        | K::StepOut
        | K::TakeBadgeBack
        | K::BadgeLost
        | K::LetOut
        | K::ConfirmLeft
        | K::EnterPaperVisit
        | K::AdmitOfficial
        | K::Override
        | K::EmergencyOpen
        | K::EmergencyClose
        | K::Lockdown
        | K::EndLockdown
        | K::ResetFire
        | K::Acknowledge
        | K::OpenIncident
        | K::IncidentStep
        | K::ResumeEntry
        | K::CloseIncident
        | K::BeginRollCall
        | K::MarkPerson
        | K::EndRollCall
        | K::EnterQuick
        | K::AdmitExpress
        | K::CloseSlip
        | K::BeginHandover
        | K::JoinHandover
        | K::TakeOverItems
        | K::EndHandover
        | K::BreakOffHandover
        | K::NoteShift
        | K::SoundSiren
        | K::SilenceSiren => guards,
        K::PutHost | K::RetireHost => matches!(role, R::Administration | R::Admin),
        K::PutBooking | K::CancelBooking | K::ClassifyBooking => {
            matches!(role, R::Administration | R::Manager)
        }
        K::PutWatch | K::EndWatch => matches!(role, R::Administration | R::Manager | R::ShiftLeader),
        K::StaffChanged => matches!(role, R::Admin | R::Core),
        K::TimePasses
        | K::GateReports
        | K::PrintReports
        | K::Sensed
        | K::Started
        | K::PinsWrong
        | K::Erased
        | K::Unrecorded
        | K::PanelsManned
        | K::SirenReports => role == R::Core,
    }
}
