//! The words of the rules and of the outside, both ways.

use super::words::{
    AlarmKind, AreaState, ClassWord, ConfidentialityWord, DocumentWord, EndWord, HostReply, IncidentStepWord,
    KindWord, LanguageWord, OriginWord, OwedWord, RefuseWord, RoleWord, SignedWord, SignerWord, TextWord,
};
use crate::domain;

/// Declares a list of the wire that has word for word the same items as one of the rules.
macro_rules! same_words {
    ($($wire:ident = $rule:ident { $($word:ident),+ $(,)? })+) => {$(
        impl From<domain::$rule> for $wire {
            fn from(word: domain::$rule) -> Self {
                match word { $(domain::$rule::$word => $wire::$word),+ }
            }
        }

        impl From<$wire> for domain::$rule {
            fn from(word: $wire) -> Self {
                match word { $($wire::$word => domain::$rule::$word),+ }
            }
        }
    )+};
}

same_words! {
    KindWord = Kind {
        Supplier, Customer, KeyCustomer, KeySupplier, Applicant, Government, Auditor, Consultant, Media, Investor,
        Expert, OutsourcingPartner, Courier, Contractor, Other,
    }
    DocumentWord = DocumentKind {
        ResidentIdentity, Passport, HongKongMacaoPermit, TaiwanPermit, DrivingLicence, Other,
    }
    LanguageWord = Language { Zh, En }
    AreaState = AreaStanding {
        Open, Approved, NeedsApproval, NotEscorted, NotForChildren, NeedsConfidentiality,
    }
    TextWord = TextKind { Rules, Confidentiality }
    ConfidentialityWord = Confidentiality { Open, Signed, Refused, Waived }
    HostReply = HostReply { Agrees, Declines, NoAnswer }
    RefuseWord = WhyRefused {
        NotTheHolder, DocumentExpired, NoDocument, NoConsent, OutsideItsTime, RefusesRules, Other,
    }
    OwedWord = Owed { Document, Purpose, Names, SlipRest }
    EndWord = End { Left, Declined, Refused, Cancelled, GaveUp, Expired, Incident, ReportedLeft, ArrivalTakenBack }
    SignerWord = Signer { Host, Receptionist, PhoneWitnessed }
    IncidentStepWord = IncidentStep { AskedToLeave, Left, Lingers, ForcesEntry, OfficeTold, PoliceCalled, Note }
    AlarmKind = AlarmKind {
        ForcedOpen, HeldOpenWarning, HeldOpen, Tailgating, Tamper, GateFault, WrongPins, PrinterFault, GrantExpired, ClockWrong,
        StoreRefused, GuardCalled, BadgeLostSaid, LeavingUnsigned, PassRefused, ManagerNeeded, WaitingLong, Overdue,
        BadgeOutstanding, TailCut, TellTheVisitor, WatchMatch, PostEmpty, HandoverLong,
    }
}

impl From<domain::Class> for ClassWord {
    fn from(class: domain::Class) -> ClassWord {
        match class {
            domain::Class::Ordinary => ClassWord::Ordinary,
            domain::Class::Important => ClassWord::Important,
            domain::Class::Vip => ClassWord::Vip,
            domain::Class::Troublemaker => ClassWord::Special,
        }
    }
}

impl From<ClassWord> for domain::Class {
    fn from(word: ClassWord) -> domain::Class {
        match word {
            ClassWord::Ordinary => domain::Class::Ordinary,
            ClassWord::Important => domain::Class::Important,
            ClassWord::Vip => domain::Class::Vip,
            ClassWord::Special => domain::Class::Troublemaker,
        }
    }
}

impl From<domain::SignedText> for SignedWord {
    fn from(what: domain::SignedText) -> SignedWord {
        match what {
            domain::SignedText::House(domain::TextKind::Rules) => SignedWord::Rules,
            domain::SignedText::House(domain::TextKind::Confidentiality) => SignedWord::Confidentiality,
            domain::SignedText::SignOff => SignedWord::SignOff,
        }
    }
}

impl From<domain::Origin> for OriginWord {
    fn from(origin: domain::Origin) -> OriginWord {
        match origin {
            domain::Origin::WalkIn => OriginWord::WalkIn,
            domain::Origin::Booked { .. } => OriginWord::Booked,
            domain::Origin::ByHand => OriginWord::ByHand,
            domain::Origin::Paper => OriginWord::Paper,
            domain::Origin::Official => OriginWord::Official,
        }
    }
}

impl From<RoleWord> for domain::Role {
    fn from(word: RoleWord) -> domain::Role {
        match word {
            RoleWord::Kiosk => domain::Role::Kiosk,
            RoleWord::Panel => domain::Role::Panel,
            RoleWord::Guard => domain::Role::Guard,
            RoleWord::ShiftLeader => domain::Role::ShiftLeader,
            RoleWord::Host => domain::Role::Host,
            RoleWord::Administration => domain::Role::Administration,
            RoleWord::Manager => domain::Role::Manager,
            RoleWord::Admin => domain::Role::Admin,
            RoleWord::Auditor => domain::Role::Auditor,
            RoleWord::Reader => domain::Role::Reader,
        }
    }
}
