//! Kinds, ranks, classes and claims (访客管理制度; docs/rules.md, part 2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a visitor says they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A supplier's buyer or salesman.
    Supplier,
    /// A customer's people.
    Customer,
    /// A key customer's people.
    KeyCustomer,
    /// A key supplier's people.
    KeySupplier,
    /// Somebody who applies for work.
    Applicant,
    /// Government staff.
    Government,
    /// An auditor (审核员).
    Auditor,
    /// A consultant.
    Consultant,
    /// Media.
    Media,
    /// An investor.
    Investor,
    /// An expert.
    Expert,
    /// An outsourcing partner (外协), confirmed by administration.
    OutsourcingPartner,
    /// A courier who comes in.
    Courier,
    /// A contractor at work.
    Contractor,
    /// Somebody else.
    Other,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 15] = [
        Kind::Supplier,
        Kind::Customer,
        Kind::KeyCustomer,
        Kind::KeySupplier,
        Kind::Applicant,
        Kind::Government,
        Kind::Auditor,
        Kind::Consultant,
        Kind::Media,
        Kind::Investor,
        Kind::Expert,
        Kind::OutsourcingPartner,
        Kind::Courier,
        Kind::Contractor,
        Kind::Other,
    ];
}

/// The class that decides a visitor's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// 一般
    Ordinary,
    /// 重要
    Important,
    /// 贵宾
    Vip,
    /// 特殊: set by a guard only, never admitted.
    Troublemaker,
}

impl Class {
    /// Whether administration takes the visitor over, and the slip may be waived.
    pub const fn is_received(self) -> bool {
        matches!(self, Class::Important | Class::Vip)
    }

    /// Code of the class inside a pass, which no reader shows.
    pub const fn pass_code(self) -> u8 {
        match self {
            Class::Ordinary => 1,
            Class::Important => 2,
            Class::Vip => 3,
            // No badge is ever made for this class.
            Class::Troublemaker => 0,
        }
    }
}

/// A class above ordinary that a walk-in follows from what they said (自报,待核实). It exempts from nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The class claimed.
    pub class: Class,
    /// Whether administration has been told, by the guard's tap or after a minute.
    pub administration_told: bool,
}

/// Class by kind and rank; what is not in it is ordinary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassTable(BTreeMap<(Kind, bool), Class>);

impl ClassTable {
    /// A table from its rows. A row that names the class of troublemakers counts as ordinary: nobody is
    /// put there by configuration.
    pub fn new(rows: impl IntoIterator<Item = ((Kind, bool), Class)>) -> ClassTable {
        ClassTable(rows.into_iter().filter(|(_, class)| *class != Class::Troublemaker).collect())
    }

    /// The table of the source document (访客管理制度).
    pub fn of_the_house() -> ClassTable {
        use Kind::*;
        let always = [
            (KeyCustomer, Class::Ordinary),
            (Government, Class::Important),
            (Auditor, Class::Important),
            (Consultant, Class::Important),
            (Media, Class::Important),
            (Investor, Class::Vip),
            (Expert, Class::Vip),
            (OutsourcingPartner, Class::Vip),
        ];
        let leaders =
            [(KeyCustomer, Class::Important), (KeySupplier, Class::Important), (Government, Class::Vip)];
        let both =
            always.into_iter().flat_map(|(kind, class)| [((kind, false), class), ((kind, true), class)]);
        ClassTable::new(both.chain(leaders.into_iter().map(|(kind, class)| ((kind, true), class))))
    }

    /// The class.
    pub fn class(&self, kind: Kind, leader: bool) -> Class {
        self.0.get(&(kind, leader)).copied().unwrap_or(Class::Ordinary)
    }
}
