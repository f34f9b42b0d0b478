//! `[kinds]`: which class a visitor of a kind and rank is proposed for.

use super::checker::Section;
use crate::domain::{Class, ClassTable, Kind};

/// The classes a configuration may give. The fourth one is not here: only a guard sets it.
const CLASSES: [(&str, Option<Class>); 3] =
    [("ordinary", Some(Class::Ordinary)), ("important", Some(Class::Important)), ("vip", Some(Class::Vip))];

/// The key of a kind, the same word as in the API.
pub(super) const fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Supplier => "supplier",
        Kind::Customer => "customer",
        Kind::KeyCustomer => "key-customer",
        Kind::KeySupplier => "key-supplier",
        Kind::Applicant => "applicant",
        Kind::Government => "government",
        Kind::Auditor => "auditor",
        Kind::Consultant => "consultant",
        Kind::Media => "media",
        Kind::Investor => "investor",
        Kind::Expert => "expert",
        Kind::OutsourcingPartner => "outsourcing-partner",
        Kind::Courier => "courier",
        Kind::Contractor => "contractor",
        Kind::Other => "other",
    }
}

/// Every kind by rank; what is not written is as in the source rules.
pub(super) fn read(section: &mut Section<'_>) -> ClassTable {
    let wanted = "a class table, { any = \"ordinary\" } or { leader = \"important\", other = \"ordinary\" }";
    let house = ClassTable::of_the_house();
    ClassTable::new(Kind::ALL.into_iter().flat_map(|kind| {
        let written = section.section_like(code(kind), wanted, read_kind);
        [true, false].map(|leader| {
            let class = if leader { written.leader } else { written.other };
            ((kind, leader), class.unwrap_or_else(|| house.class(kind, leader)))
        })
    }))
}

/// What is written of one kind.
struct Written {
    leader: Option<Class>,
    other: Option<Class>,
}

fn read_kind(section: &mut Section<'_>) -> Written {
    let any = section.one_of("any", None, &CLASSES);
    let leader = section.one_of("leader", None, &CLASSES);
    let other = section.one_of("other", None, &CLASSES);
    if any.is_some() && (leader.is_some() || other.is_some()) {
        section.refuse("any", "beside leader or other", "either any alone, or leader and other");
    }
    Written { leader: leader.or(any), other: other.or(any) }
}
