//! The same words on both sides of the glass.

use crate::screens::ui::{KioskDocument, KioskKind, KioskNotice, KioskScreen};
use crate::wire::{DocumentWord, KindWord, TroubleWord};

use super::Page;

pub(super) fn kind_to_screen(kind: KindWord) -> KioskKind {
    match kind {
        KindWord::Supplier => KioskKind::Supplier,
        KindWord::Customer => KioskKind::Customer,
        KindWord::KeyCustomer => KioskKind::KeyCustomer,
        KindWord::KeySupplier => KioskKind::KeySupplier,
        KindWord::Applicant => KioskKind::Applicant,
        KindWord::Government => KioskKind::Government,
        KindWord::Auditor => KioskKind::Auditor,
        KindWord::Consultant => KioskKind::Consultant,
        KindWord::Media => KioskKind::Media,
        KindWord::Investor => KioskKind::Investor,
        KindWord::Expert => KioskKind::Expert,
        KindWord::OutsourcingPartner => KioskKind::OutsourcingPartner,
        KindWord::Courier => KioskKind::Courier,
        KindWord::Contractor => KioskKind::Contractor,
        KindWord::Other => KioskKind::Other,
    }
}

pub(super) fn kind_from_screen(kind: KioskKind) -> KindWord {
    match kind {
        KioskKind::Supplier => KindWord::Supplier,
        KioskKind::Customer => KindWord::Customer,
        KioskKind::KeyCustomer => KindWord::KeyCustomer,
        KioskKind::KeySupplier => KindWord::KeySupplier,
        KioskKind::Applicant => KindWord::Applicant,
        KioskKind::Government => KindWord::Government,
        KioskKind::Auditor => KindWord::Auditor,
        KioskKind::Consultant => KindWord::Consultant,
        KioskKind::Media => KindWord::Media,
        KioskKind::Investor => KindWord::Investor,
        KioskKind::Expert => KindWord::Expert,
        KioskKind::OutsourcingPartner => KindWord::OutsourcingPartner,
        KioskKind::Courier => KindWord::Courier,
        KioskKind::Contractor => KindWord::Contractor,
        KioskKind::Other => KindWord::Other,
    }
}

pub(super) fn document_to_screen(document: DocumentWord) -> KioskDocument {
    match document {
        DocumentWord::ResidentIdentity => KioskDocument::ResidentIdentity,
        DocumentWord::Passport => KioskDocument::Passport,
        DocumentWord::HongKongMacaoPermit => KioskDocument::HongKongMacaoPermit,
        DocumentWord::TaiwanPermit => KioskDocument::TaiwanPermit,
        DocumentWord::DrivingLicence => KioskDocument::DrivingLicence,
        DocumentWord::Other => KioskDocument::Other,
    }
}

pub(super) fn document_from_screen(document: KioskDocument) -> DocumentWord {
    match document {
        KioskDocument::ResidentIdentity => DocumentWord::ResidentIdentity,
        KioskDocument::Passport => DocumentWord::Passport,
        KioskDocument::HongKongMacaoPermit => DocumentWord::HongKongMacaoPermit,
        KioskDocument::TaiwanPermit => DocumentWord::TaiwanPermit,
        KioskDocument::DrivingLicence => DocumentWord::DrivingLicence,
        KioskDocument::Other => DocumentWord::Other,
    }
}

/// The line above a screen for a trouble that does not stop the visitor yet.
pub(super) fn line_of(trouble: Option<TroubleWord>) -> KioskNotice {
    match trouble {
        Some(TroubleWord::Printer) => KioskNotice::Printer,
        Some(TroubleWord::PaperOut) => KioskNotice::PaperOut,
        Some(TroubleWord::GateStuck) => KioskNotice::GateStuck,
        Some(TroubleWord::ClockWrong) => KioskNotice::ClockWrong,
        None
        | Some(
            TroubleWord::CoreGone | TroubleWord::StoreRefused | TroubleWord::Fire | TroubleWord::Lockdown,
        ) => KioskNotice::None,
    }
}

/// The page behind a screen that a touch may lead to; none for those that only news lead to.
pub(super) fn page_of(screen: KioskScreen) -> Option<Page> {
    match screen {
        KioskScreen::Name => Some(Page::Name),
        KioskScreen::Phone => Some(Page::Phone),
        KioskScreen::Kind => Some(Page::Kind),
        KioskScreen::Host => Some(Page::Host),
        KioskScreen::Purpose => Some(Page::Purpose),
        KioskScreen::Companions => Some(Page::Companions),
        KioskScreen::BookingByName => Some(Page::BookingByName),
        KioskScreen::ComeBack => Some(Page::ComeBack),
        KioskScreen::Document => Some(Page::Document),
        KioskScreen::Things => Some(Page::Things),
        KioskScreen::Leaving => Some(Page::Leaving),
        KioskScreen::LostBadge => Some(Page::LostBadge),
        _ => None,
    }
}
