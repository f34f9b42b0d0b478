//! The closed lists of the wire, as the closed lists of `ui/guard/api.slint`, and back where a guard chooses.

use super::dialog::{DeskAsk, Dialog, GateAsk, IncidentAsk, PersonAsk, VisitAsk};
use super::face::{Banner, Extra};
use super::forms::PaperFault;
use super::state::{Filter, Tab};
use crate::screens::ui;
use crate::wire;

/// One list on both sides: a word that is missing on one of them does not compile.
macro_rules! same {
    ($from:ty, $to:ty { $($item:ident),+ $(,)? }) => {
        impl From<$from> for $to {
            fn from(word: $from) -> Self {
                match word { $(<$from>::$item => <$to>::$item),+ }
            }
        }
    };
}

/// The same in both directions.
macro_rules! same_both {
    ($left:ty, $right:ty { $($item:ident),+ $(,)? }) => {
        same!($left, $right { $($item),+ });
        same!($right, $left { $($item),+ });
    };
}

same_both!(wire::ClassWord, ui::GuardClass { Ordinary, Important, Vip, Special });
same!(
    wire::PhoneWord,
    ui::GuardPhoneOf { Police, Administration, CompanyOffice, ManagerOnDuty, ShiftLeader }
);
same_both!(
    wire::KindWord,
    ui::GuardKind {
        Supplier,
        Customer,
        KeyCustomer,
        KeySupplier,
        Applicant,
        Government,
        Auditor,
        Consultant,
        Media,
        Investor,
        Expert,
        OutsourcingPartner,
        Courier,
        Contractor,
        Other,
    }
);
same_both!(
    wire::DocumentWord,
    ui::GuardDocument {
        ResidentIdentity,
        Passport,
        HongKongMacaoPermit,
        TaiwanPermit,
        DrivingLicence,
        Other,
    }
);
same!(
    ui::GuardRefuse,
    wire::RefuseWord {
        NotTheHolder,
        DocumentExpired,
        NoDocument,
        NoConsent,
        OutsideItsTime,
        RefusesRules,
        Other,
    }
);
same!(ui::GuardSigner, wire::SignerWord { Host, Receptionist, PhoneWitnessed });
same_both!(
    wire::IncidentStepWord,
    ui::GuardIncidentStep { AskedToLeave, Left, Lingers, ForcesEntry, OfficeTold, PoliceCalled, Note }
);
same!(
    wire::StateWord,
    ui::GuardState {
        AwaitingIdentity,
        AwaitingHost,
        AwaitingAdministration,
        AwaitingSlip,
        BadgeNext,
        Admitted,
        OnSite,
        OutForAWhile,
        Overdue,
        ToBeSigned,
        SignedOff,
        Left,
        NoShow,
        Cancelled,
        GaveUp,
        Declined,
        Refused,
        Expired,
        Incident,
        Unconfirmed,
    }
);
same_both!(
    wire::StepWord,
    ui::GuardStep {
        CheckMark,
        ConfirmClass,
        SeeDocument,
        ConfirmIdentity,
        CallHost,
        SetHost,
        CallAdministration,
        WaitForSlip,
        IssueBadge,
        WaitForPrinter,
        IsItInTheTray,
        Open,
        OpenEach,
        SignOff,
        TakeBadgeBack,
        LetOut,
        Incident,
        Nothing,
    }
);
same_both!(
    Extra,
    ui::GuardExtra {
        NotHereYet,
        Correct,
        Class,
        Vouch,
        Area,
        Cards,
        AdmitAnyway,
        ConfirmLeft,
        Refuse,
        Incident,
        Express,
        Waive
    }
);
same!(
    wire::AreaState,
    ui::GuardAreaState { Open, Approved, NeedsApproval, NotEscorted, NotForChildren, NeedsConfidentiality }
);
same!(
    wire::BadgeState,
    ui::GuardBadge { Printing, Unclear, NotPrinted, OnLoan, Outstanding, Lost, Returned }
);
same!(
    wire::AlarmKind,
    ui::GuardAlarmKind {
        ForcedOpen,
        HeldOpen,
        Tailgating,
        Tamper,
        GateFault,
        WrongPins,
        PrinterFault,
        GrantExpired,
        ClockWrong,
        StoreRefused,
        GuardCalled,
        LeavingUnsigned,
        PassRefused,
        ManagerNeeded,
        WaitingLong,
        Overdue,
        BadgeOutstanding,
        TailCut,
        HeldOpenWarning,
        BadgeLostSaid,
        TellTheVisitor,
        WatchMatch,
        PostEmpty,
        HandoverLong,
    }
);
same!(
    wire::ItemWord,
    ui::GuardItemKind {
        Waiting,
        OnSite,
        Overdue,
        Unconfirmed,
        BadgeOut,
        CardLent,
        BadgeNotPrinted,
        Alarm,
        SlipIncomplete,
    }
);
same!(wire::OwedWord, ui::GuardOwes { Document, Purpose, Names, SlipRest });
same!(
    wire::EndWord,
    ui::GuardEnd {
        Left,
        Declined,
        Refused,
        Cancelled,
        GaveUp,
        Expired,
        Incident,
        ReportedLeft,
        ArrivalTakenBack,
    }
);
same!(wire::ConfidentialityWord, ui::GuardConfidentiality { Open, Signed, Refused, Waived });
same!(wire::ReprintWord, ui::GuardReprint { Unprinted, Again, Anew });
same!(
    wire::GateLook,
    ui::GuardLook { Shut, Opening, EmergencyOpen, FireOpen, Lockdown, EntryStopped, Faulted }
);
same!(
    wire::PrinterTroubleWord,
    ui::GuardPrinterTrouble { PaperOut, CoverOpen, Jam, InkOut, Offline, WrongPaper }
);
same_both!(
    Tab,
    ui::GuardTab { Queue, Expected, OnSite, Badges, RollCall, Incidents, More, Handover, Owed, Today, Keys }
);
same_both!(Filter, ui::GuardFilter { All, Overdue, ToBeSigned });
same!(PaperFault, ui::GuardPaperFault { Arrived, Left, Card });
same!(
    GateAsk,
    ui::GuardGateDialog {
        Override,
        EmergencyOpen,
        EmergencyClose,
        Lockdown,
        EndLockdown,
        ResetFire,
        SoundSiren,
        Printer,
    }
);
same!(wire::SirenLook, ui::GuardSiren { Absent, Quiet, Sounding });
same!(wire::TestPrintWord, ui::GuardTestPrint { Printing, Printed, Unclear, NotPrinted });

/// What a host said; the screen has no *nothing yet* to say.
pub fn reply(reply: ui::GuardReply) -> Option<wire::HostReply> {
    match reply {
        ui::GuardReply::None => None,
        ui::GuardReply::Agrees => Some(wire::HostReply::Agrees),
        ui::GuardReply::Declines => Some(wire::HostReply::Declines),
        ui::GuardReply::NoAnswer => Some(wire::HostReply::NoAnswer),
    }
}

/// What a host said, or nothing yet.
pub fn shown_reply(reply: Option<wire::HostReply>) -> ui::GuardReply {
    match reply {
        None => ui::GuardReply::None,
        Some(wire::HostReply::Agrees) => ui::GuardReply::Agrees,
        Some(wire::HostReply::Declines) => ui::GuardReply::Declines,
        Some(wire::HostReply::NoAnswer) => ui::GuardReply::NoAnswer,
    }
}

/// The gate's dialog a button asks for.
pub fn gate_ask(dialog: ui::GuardGateDialog) -> Option<GateAsk> {
    match dialog {
        ui::GuardGateDialog::None => None,
        ui::GuardGateDialog::Override => Some(GateAsk::Override),
        ui::GuardGateDialog::EmergencyOpen => Some(GateAsk::EmergencyOpen),
        ui::GuardGateDialog::EmergencyClose => Some(GateAsk::EmergencyClose),
        ui::GuardGateDialog::Lockdown => Some(GateAsk::Lockdown),
        ui::GuardGateDialog::EndLockdown => Some(GateAsk::EndLockdown),
        ui::GuardGateDialog::ResetFire => Some(GateAsk::ResetFire),
        ui::GuardGateDialog::SoundSiren => Some(GateAsk::SoundSiren),
        ui::GuardGateDialog::Printer => Some(GateAsk::Printer),
    }
}

/// The dialog as the screen knows it.
pub fn dialog(dialog: &Dialog) -> ui::GuardDialog {
    match dialog {
        Dialog::Visit(ask, _) => match ask {
            VisitAsk::Document => ui::GuardDialog::Document,
            VisitAsk::Vouch => ui::GuardDialog::Vouch,
            VisitAsk::CallHost => ui::GuardDialog::CallHost,
            VisitAsk::SetHost => ui::GuardDialog::SetHost,
            VisitAsk::Class => ui::GuardDialog::Class,
            VisitAsk::Administration => ui::GuardDialog::Administration,
            VisitAsk::AdmitAnyway => ui::GuardDialog::AdmitAnyway,
            VisitAsk::Mark => ui::GuardDialog::Mark,
            VisitAsk::Slip => ui::GuardDialog::Slip,
            VisitAsk::Correct => ui::GuardDialog::Correct,
            VisitAsk::Area => ui::GuardDialog::Area,
            VisitAsk::Cards => ui::GuardDialog::Cards,
            VisitAsk::SignOff => ui::GuardDialog::SignOff,
            VisitAsk::TakeBack => ui::GuardDialog::TakeBack,
            VisitAsk::LetOut => ui::GuardDialog::LetOut,
            VisitAsk::ConfirmLeft => ui::GuardDialog::ConfirmLeft,
            VisitAsk::Refuse => ui::GuardDialog::Refuse,
            VisitAsk::Incident => ui::GuardDialog::OpenIncident,
            VisitAsk::Express => ui::GuardDialog::Express,
            VisitAsk::Waive => ui::GuardDialog::Waive,
            VisitAsk::CloseSlip => ui::GuardDialog::CloseSlip,
        },
        Dialog::Person(PersonAsk::Tray, ..) => ui::GuardDialog::Tray,
        Dialog::Person(PersonAsk::Reprint, ..) => ui::GuardDialog::Reprint,
        Dialog::Incident(IncidentAsk::Police, _) => ui::GuardDialog::Police,
        Dialog::Incident(IncidentAsk::Note, _) => ui::GuardDialog::Note,
        Dialog::Incident(IncidentAsk::ResumeEntry, _) => ui::GuardDialog::ResumeEntry,
        Dialog::Incident(IncidentAsk::Close, _) => ui::GuardDialog::CloseIncident,
        Dialog::BadgeLost(_) => ui::GuardDialog::BadgeLost,
        Dialog::Desk(DeskAsk::ByHand) => ui::GuardDialog::ByHand,
        Dialog::Desk(DeskAsk::Paper) => ui::GuardDialog::Paper,
        Dialog::Desk(DeskAsk::Official) => ui::GuardDialog::Official,
        Dialog::Desk(DeskAsk::Incident) => ui::GuardDialog::OpenIncident,
        Dialog::Desk(DeskAsk::Quick) => ui::GuardDialog::Quick,
        Dialog::Desk(DeskAsk::JoinHandover) => ui::GuardDialog::JoinHandover,
        Dialog::Desk(DeskAsk::EndHandover) => ui::GuardDialog::EndHandover,
        Dialog::Desk(DeskAsk::BreakOffHandover) => ui::GuardDialog::BreakOffHandover,
        Dialog::Desk(DeskAsk::ShiftNote) => ui::GuardDialog::ShiftNote,
        Dialog::Desk(DeskAsk::EndRollCall) => ui::GuardDialog::EndRollCall,
    }
}

/// A banner as the screen knows it: its kind, and a number where it says one.
pub fn banner(banner: Banner) -> ui::GuardBanner {
    use ui::GuardBannerKind as Kind;
    let (kind, count) = match banner {
        Banner::LinkLost => (Kind::LinkLost, 0),
        Banner::StoreRefused { unrecorded } => {
            (Kind::StoreRefused, i32::try_from(unrecorded).unwrap_or(i32::MAX))
        }
        Banner::Fire => (Kind::Fire, 0),
        Banner::EmergencyOpen => (Kind::EmergencyOpen, 0),
        Banner::Lockdown => (Kind::Lockdown, 0),
        Banner::EntryStopped => (Kind::EntryStopped, 0),
        Banner::GateFault => (Kind::GateFault, 0),
        Banner::ClockBehind => (Kind::ClockBehind, 0),
        Banner::Siren => (Kind::Siren, 0),
        Banner::Printer => (Kind::Printer, 0),
        Banner::Backup => (Kind::Backup, 0),
    };
    ui::GuardBanner { kind, count }
}
