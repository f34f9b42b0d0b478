//! What commands are made of: answers, reasons, and what was scanned or printed.

use super::ids::{InvitationCode, PassId};
use super::slip::SlipRest;
use super::words::{PersonName, Phone, Purpose, Unit};

/// A host's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HostReply {
    /// 同意来访
    Agrees,
    /// 暂不接待
    Declines,
    /// 无人接听
    NoAnswer,
}

/// Why a guard refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum WhyRefused {
    /// 证件与本人不符
    NotTheHolder,
    /// 证件已过期
    DocumentExpired,
    /// 无证件
    NoDocument,
    /// 未获同意
    NoConsent,
    /// 不在预约时段
    OutsideItsTime,
    /// 不同意安全规定
    RefusesRules,
    /// Something else, in words.
    Other,
}

/// Who signs a visit off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Signer {
    /// The host.
    Host,
    /// The receptionist.
    Receptionist,
    /// By phone, witnessed by the guard.
    PhoneWitnessed,
}

/// How a booking is named on arrival.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingKey {
    /// By the code of the invitation.
    Code(InvitationCode),
    /// By name and phone; the name alone never selects.
    NameAndPhone(PersonName, Phone),
}

/// What was scanned, after its signature was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scanned {
    /// A pass of this site.
    Pass {
        /// Its id.
        pass: PassId,
        /// Its issue.
        issue: u8,
    },
    /// A code of another site.
    OtherSite,
    /// A pass of this site that opens other gates.
    OtherGate,
    /// No pass, or damaged.
    Unreadable,
}

/// What a correction changes. What is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Correction {
    /// The whole party, lead first.
    pub names: Option<Vec<Option<PersonName>>>,
    /// Unit.
    pub unit: Option<Unit>,
    /// Phone.
    pub phone: Option<Phone>,
    /// Purpose.
    pub purpose: Option<Purpose>,
    /// Second part.
    pub rest: Option<SlipRest>,
}

/// How a print job went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum PrintOutcome {
    /// About to be sent: durable before the outward step.
    Sending,
    /// On paper.
    Printed {
        /// A character was missing in the font: the badge shows pinyin.
        in_pinyin: bool,
    },
    /// Surely not on paper.
    NotPrinted,
    /// Nobody knows: somebody must look into the tray.
    Unclear,
    /// The printer is ready for it, and the paper goes out now: from here on it may come out.
    HandedOver,
    /// Surely not on paper, for the printer lacks something: it waits until that is mended.
    PutBack,
}
