//! What a code under the scanner means, by what the visitor is doing.

use crate::screens::ui::{KioskComplaint, KioskField, KioskScreen};
use crate::settings::Sound;
use crate::wire::Wish;

use super::state::Doing;
use super::{Page, State};

/// An invitation begins so; it finds a booking and opens nothing.
const INVITATION: &str = "GHI1";
/// The code of a badge begins so.
const BADGE: &str = "GH1";

impl State {
    /// A code was scanned.
    ///
    /// A badge is handed back only from the page that asks for it: one scanned at welcome, out of curiosity,
    /// leads to that page and no further.
    pub fn scan(&mut self, code: String) {
        let (badge, invitation) = (code.starts_with(BADGE), code.starts_with(INVITATION));
        match self.screen() {
            KioskScreen::Leaving => self.hand_back(code),
            KioskScreen::CoreGone | KioskScreen::Fire => {}
            KioskScreen::Lockdown | KioskScreen::StoreRefused if badge => self.leave(),
            KioskScreen::Lockdown | KioskScreen::StoreRefused => self.does_not_fit(),
            KioskScreen::Welcome | KioskScreen::Notice | KioskScreen::Booking if badge => self.leave(),
            KioskScreen::Welcome | KioskScreen::Notice | KioskScreen::Booking => self.arrive(code),
            KioskScreen::PleaseWait
            | KioskScreen::BadgePrinting
            | KioskScreen::ComeIn
            | KioskScreen::SeeTheGuard
            | KioskScreen::Goodbye
            | KioskScreen::Printer
            | KioskScreen::PaperOut
            | KioskScreen::GateStuck
            | KioskScreen::ClockWrong => self.scan_of_the_next(code, badge, invitation),
            KioskScreen::Name
            | KioskScreen::Phone
            | KioskScreen::Kind
            | KioskScreen::Host
            | KioskScreen::Purpose
            | KioskScreen::Companions
            | KioskScreen::Review
            | KioskScreen::BookingByName
            | KioskScreen::ComeBack
            | KioskScreen::Returning
                if invitation =>
            {
                self.arrive(code);
            }
            KioskScreen::LostBadge if badge => {
                if self.busy.is_none() {
                    self.turn(Page::Leaving);
                }
                self.hand_back(code);
            }
            _ => self.does_not_fit(),
        }
    }

    /// The last visitor's screen is still up and the next one scans.
    fn scan_of_the_next(&mut self, code: String, badge: bool, invitation: bool) {
        if (badge || invitation) && self.own.is_some() {
            // A visit is left behind, and its language with it.
            self.reset();
        }
        if badge {
            self.leave();
        } else if invitation {
            self.start_afresh();
            self.arrive(code);
        } else {
            self.does_not_fit();
        }
    }

    /// A code that is none of this house, or none for this page: the visitor reads what to do, and goes on.
    fn does_not_fit(&mut self) {
        self.ring(Sound::ScanBad);
        self.complain(KioskField::None, KioskComplaint::Code);
    }

    /// What the scanner read was no code.
    pub fn scan_unreadable(&mut self) {
        match self.screen() {
            KioskScreen::CoreGone | KioskScreen::Fire => {}
            _ => self.does_not_fit(),
        }
    }

    fn leave(&mut self) {
        self.start_afresh();
        self.turn(Page::Leaving);
    }

    fn hand_back(&mut self, code: String) {
        self.wish_by_code(Doing::HandBack, code.clone(), Wish::HandBack { code });
    }

    fn arrive(&mut self, code: String) {
        let wish = Wish::ArriveByCode { code: code.clone(), language: self.language };
        self.wish_by_code(Doing::Arrive, code, wish);
    }
}
