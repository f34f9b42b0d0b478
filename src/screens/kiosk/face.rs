//! Which screen the visitor sees: a pure choice. Trouble outranks progress.

use crate::client::CoreLink;
use crate::screens::ui::KioskScreen;
use crate::wire::{KioskFace, TroubleWord};

use super::{OwnVisit, Page};

/// The screen for a link, a trouble of the site or of the visit, the own visit and the page the visitor is on.
///
/// A trouble that ends every check-in takes the whole screen; leaving stays possible in a lockdown and while
/// nothing can be recorded. A trouble of the printer, the gate or the clock takes the screen only from those
/// whose next step it stops; the others read it in a line ([`notice`]).
pub fn face(link: CoreLink, trouble: Option<TroubleWord>, own: Option<&OwnVisit>, page: Page) -> KioskScreen {
    match (link, trouble) {
        (CoreLink::Lost, _) | (CoreLink::Live, Some(TroubleWord::CoreGone)) => KioskScreen::CoreGone,
        (CoreLink::Live, Some(TroubleWord::Fire)) => KioskScreen::Fire,
        (CoreLink::Live, Some(TroubleWord::Lockdown)) if !page.leaves() => KioskScreen::Lockdown,
        (CoreLink::Live, Some(TroubleWord::StoreRefused)) if !page.leaves() => KioskScreen::StoreRefused,
        (CoreLink::Live, _) => match own {
            Some(visit) if page.of_own_visit() => own_face(visit, trouble, page),
            Some(_) | None => page.screen(),
        },
    }
}

/// The trouble that is told in a line above the screen, because it does not stop the visitor yet.
pub fn notice(trouble: Option<TroubleWord>, screen: KioskScreen) -> Option<TroubleWord> {
    match (trouble?, screen) {
        (
            light @ (TroubleWord::Printer
            | TroubleWord::PaperOut
            | TroubleWord::GateStuck
            | TroubleWord::ClockWrong),
            KioskScreen::Welcome | KioskScreen::PleaseWait,
        ) => Some(light),
        _ => None,
    }
}

fn own_face(visit: &OwnVisit, trouble: Option<TroubleWord>, page: Page) -> KioskScreen {
    match (visit.face(), trouble) {
        (KioskFace::PleaseWait, _) if page.of_second_part() => page.screen(),
        (KioskFace::PleaseWait, _) => KioskScreen::PleaseWait,
        (KioskFace::BadgePrinting, Some(TroubleWord::Printer)) => KioskScreen::Printer,
        (KioskFace::BadgePrinting, Some(TroubleWord::PaperOut)) => KioskScreen::PaperOut,
        (KioskFace::ComeIn, Some(TroubleWord::GateStuck)) => KioskScreen::GateStuck,
        (KioskFace::BadgePrinting | KioskFace::ComeIn, Some(TroubleWord::ClockWrong)) => {
            KioskScreen::ClockWrong
        }
        (KioskFace::BadgePrinting, _) => KioskScreen::BadgePrinting,
        (KioskFace::ComeIn, _) => KioskScreen::ComeIn,
        (KioskFace::SeeTheGuard, _) => KioskScreen::SeeTheGuard,
        (KioskFace::Over, _) => KioskScreen::Welcome,
    }
}
