//! What the visitor's touches do: from page to page, and out to the core.

use crate::client::ToCore;
use crate::screens::ink::Ink;
use crate::screens::ui::{KioskCalled, KioskComplaint, KioskDialog, KioskField, KioskTick};
use crate::wire::{DocumentWord, KindWord, LanguageWord, SlipPapers, Wish};

use super::state::{Aim, Complaint, Doing};
use super::typed::TAIL_LENGTH;
use super::{Page, State};

/// Fewest digits of a phone number, as the core takes it.
const PHONE_MIN: usize = 5;
/// Fewest characters that are looked up as a host: one would browse.
const HOST_MIN: usize = 2;

impl State {
    /// *Check in*.
    pub fn check_in(&mut self) {
        self.begin(Aim::CheckIn, Page::Name);
    }

    /// *I have a booking*.
    pub fn have_booking(&mut self) {
        self.begin(Aim::Booking, Page::Booking);
    }

    /// *How your data is handled*.
    pub fn read_notice(&mut self) {
        self.aim = Aim::Read;
        self.turn(Page::Notice);
    }

    /// Goes to a page that needs no notice first.
    pub fn turn(&mut self, page: Page) {
        self.complaint = None;
        self.page = page;
    }

    /// From the review to a page and back.
    pub fn correct(&mut self, page: Page) {
        self.correcting = true;
        self.turn(page);
    }

    /// The visitor's own language.
    pub fn speak(&mut self, language: LanguageWord) {
        self.language = language;
    }

    /// Text was typed into a field.
    pub fn type_into(&mut self, field: KioskField, text: &str) {
        self.typed.put(field, text);
        self.forgive(field);
    }

    /// A kind was touched: that is the whole answer, and the next question comes.
    pub fn choose_kind(&mut self, kind: KindWord) {
        self.typed.kind = Some(kind);
        self.forward(Page::Host);
    }

    /// Leads their unit, or not.
    pub fn choose_rank(&mut self, leader: bool) {
        self.typed.leader = leader;
    }

    /// A document type was touched; a second touch takes it back.
    pub fn choose_document(&mut self, document: DocumentWord) {
        self.typed.document = if self.typed.document == Some(document) { None } else { Some(document) };
        self.forgive(KioskField::Document);
    }

    /// A box was touched.
    pub fn tick(&mut self, tick: KioskTick) {
        let (ticked, field) = match tick {
            KioskTick::Number => (&mut self.typed.number_agreed, KioskField::Agreement),
            KioskTick::Rules => (&mut self.typed.rules_agreed, KioskField::Rules),
        };
        *ticked = !*ticked;
        self.forgive(field);
    }

    /// A finger draws on the paper of the page.
    pub fn draw(&mut self, begins: bool, x: f32, y: f32) {
        self.typed.rules_ink.draw(begins, x, y);
        self.forgive(KioskField::Signature);
    }

    /// *Sign again*.
    pub fn wipe_signature(&mut self) {
        self.typed.rules_ink = Ink::default();
    }

    /// One of the hosts found was touched, and the next question comes.
    pub fn choose_host(&mut self, place: usize) {
        if let Some(host) = self.typed.hits.get(place) {
            self.typed.host = Some(host.clone());
            self.forward(Page::Purpose);
        }
    }

    /// One of the usual purposes was touched: `purpose` is its word in the visitor's language.
    pub fn choose_purpose(&mut self, purpose: &str) {
        self.typed.put(KioskField::Purpose, purpose);
        self.forward(Page::Review);
    }

    /// None of the hosts found is the one: the guard helps.
    pub fn no_such_host(&mut self) {
        self.typed.host = None;
        self.typed.hits.clear();
        self.forward(Page::Purpose);
    }

    /// Adds the companion being typed, or a child.
    pub fn add_companion(&mut self, child: bool) {
        self.typed.add_companion(child);
    }

    /// Takes a companion off the list.
    pub fn remove_companion(&mut self, place: usize) {
        if place < self.typed.companions.len() {
            self.typed.companions.remove(place);
        }
    }

    /// *Next*, *Submit*, or Enter.
    pub fn next(&mut self) {
        self.complaint = None;
        match self.page {
            Page::Notice => self.leave_notice(),
            Page::Name => self.need(KioskField::Name, 1, Page::Phone),
            Page::Phone => self.need(KioskField::Phone, PHONE_MIN, Page::Kind),
            Page::Kind if self.typed.kind.is_none() => {
                self.complain(KioskField::Kind, KioskComplaint::Choose)
            }
            Page::Kind => self.forward(Page::Host),
            Page::Host => self.host_next(),
            Page::Purpose => self.need(KioskField::Purpose, 1, Page::Review),
            Page::Companions => {
                self.typed.add_companion(false);
                self.forward(Page::Review);
            }
            Page::Review => {
                if let Some(draft) = self.typed.draft(self.language) {
                    self.wish(Doing::CheckIn, Wish::CheckIn { draft });
                }
            }
            Page::BookingByName => self.find_booking(),
            Page::ComeBack => self.come_back(),
            Page::Waiting => self.turn(Page::Rules),
            Page::Document => self.document_next(),
            Page::Things => self.turn(Page::Rules),
            Page::Rules => self.complete_slip(),
            Page::LostBadge => {
                let name = self.typed.lost_name.trim().to_owned();
                self.wish(Doing::SayLost, Wish::SayBadgeLost { name });
            }
            Page::Goodbye | Page::SeeTheGuard => self.reset(),
            Page::Welcome | Page::Booking | Page::Leaving => {}
        }
    }

    /// *Back*. Back to welcome wipes: the next visitor reads nothing of this one.
    pub fn back(&mut self) {
        self.dialog = KioskDialog::None;
        if self.correcting {
            self.correcting = false;
            return self.turn(Page::Review);
        }
        match self.page {
            Page::Name | Page::Booking => self.turn(Page::Notice),
            Page::Phone => self.turn(Page::Name),
            Page::Kind => self.turn(Page::Phone),
            Page::Host => self.turn(Page::Kind),
            Page::Purpose => self.turn(Page::Host),
            Page::Review => self.turn(Page::Purpose),
            Page::BookingByName => self.turn(Page::Booking),
            Page::Companions => self.turn(Page::Review),
            Page::Document | Page::Things => self.turn(Page::Rules),
            Page::Rules => self.turn(Page::Waiting),
            Page::LostBadge => self.turn(Page::Leaving),
            Page::Welcome | Page::Notice | Page::ComeBack | Page::Waiting => self.start_afresh(),
            Page::Leaving | Page::Goodbye | Page::SeeTheGuard => self.start_afresh(),
        }
    }

    /// Opens or closes a question above the screen.
    pub fn ask_first(&mut self, dialog: KioskDialog) {
        self.dialog = dialog;
    }

    /// *Start over* was confirmed.
    pub fn start_afresh(&mut self) {
        let language = self.language;
        self.reset();
        self.language = language;
    }

    /// *Cancel my visit* was confirmed.
    pub fn cancel(&mut self) {
        self.dialog = KioskDialog::None;
        if let Some(handle) = self.own.as_ref().map(|own| own.handle.clone()) {
            self.wish(Doing::Cancel, Wish::CancelVisit { handle });
        }
    }

    /// *Call the guard*. One call at a time: a second press changes nothing until the first is answered.
    pub fn call_guard(&mut self) {
        if self.call.is_none() {
            let ticket = self.ticket();
            self.call = Some(ticket);
            self.called = KioskCalled::Asked;
            self.called_s = 0;
            let handle = self.own.as_ref().map(|own| own.handle.clone());
            self.ask(ToCore::Wish { ticket, wish: Wish::CallGuard { handle } });
        }
    }

    pub(super) fn complain(&mut self, field: KioskField, what: KioskComplaint) {
        self.complaint = Some(Complaint { field, what, told: (String::new(), String::new()) });
    }

    fn forgive(&mut self, field: KioskField) {
        if self.complaint.as_ref().is_some_and(|complaint| complaint.field == field) {
            self.complaint = None;
        }
    }

    fn begin(&mut self, aim: Aim, first: Page) {
        self.aim = aim;
        self.turn(if self.notice_read { first } else { Page::Notice });
    }

    fn leave_notice(&mut self) {
        match self.aim {
            Aim::CheckIn => self.page = Page::Name,
            Aim::Booking => self.page = Page::Booking,
            Aim::Read => return self.start_afresh(),
        }
        self.notice_read = true;
    }

    /// Goes on, or back to the review where the page was opened from there.
    fn forward(&mut self, page: Page) {
        let page = if std::mem::take(&mut self.correcting) { Page::Review } else { page };
        self.turn(page);
    }

    fn need(&mut self, field: KioskField, least: usize, page: Page) {
        match self.lack(field, least) {
            Some(what) => self.complain(field, what),
            None => self.forward(page),
        }
    }

    fn lack(&self, field: KioskField, least: usize) -> Option<KioskComplaint> {
        let text = match field {
            KioskField::Name => &self.typed.name,
            KioskField::Phone => &self.typed.phone,
            KioskField::Host => &self.typed.host_text,
            KioskField::Purpose => &self.typed.purpose,
            KioskField::BookingName => &self.typed.booking_name,
            KioskField::BookingPhone => &self.typed.booking_phone,
            KioskField::Queue => &self.typed.queue,
            KioskField::Tail => &self.typed.tail,
            _ => return None,
        };
        match text.trim().chars().count() {
            0 => Some(KioskComplaint::Needed),
            n if n < least => Some(KioskComplaint::TooShort),
            _ => None,
        }
    }

    fn host_next(&mut self) {
        let text = self.typed.host_text.trim().to_owned();
        if self.typed.host.is_some() {
            return self.forward(Page::Purpose);
        }
        if let Some(what) = self.lack(KioskField::Host, HOST_MIN) {
            return self.complain(KioskField::Host, what);
        }
        match (self.typed.searched.as_deref() == Some(text.as_str()), self.typed.hits.is_empty()) {
            (true, true) => self.forward(Page::Purpose),
            (true, false) => self.complain(KioskField::Host, KioskComplaint::Choose),
            (false, _) if self.search.is_none() => {
                let ticket = self.ticket();
                self.search = Some(ticket);
                self.typed.searched = Some(text.clone());
                self.ask(ToCore::FindHosts { ticket, query: text });
            }
            (false, _) => {}
        }
    }

    fn find_booking(&mut self) {
        let name = self.lack(KioskField::BookingName, 1).map(|what| (KioskField::BookingName, what));
        let phone =
            self.lack(KioskField::BookingPhone, PHONE_MIN).map(|what| (KioskField::BookingPhone, what));
        match name.or(phone) {
            Some((field, what)) => self.complain(field, what),
            None => {
                let (name, phone) =
                    (self.typed.booking_name.trim().to_owned(), self.typed.booking_phone.clone());
                self.wish(Doing::Arrive, Wish::ArriveByName { name, phone, language: self.language });
            }
        }
    }

    fn come_back(&mut self) {
        let tail = self.lack(KioskField::Tail, TAIL_LENGTH).map(|what| (KioskField::Tail, what));
        match (self.typed.queue.parse(), tail) {
            (Err(_), _) => self.complain(KioskField::Queue, KioskComplaint::Needed),
            (Ok(_), Some((field, what))) => self.complain(field, what),
            (Ok(queue), None) => {
                self.wish(Doing::ComeBack, Wish::ComeBack { queue, phone_tail: self.typed.tail.clone() });
            }
        }
    }

    fn document_next(&mut self) {
        match (self.typed.number.trim().is_empty(), self.typed.document, self.typed.number_agreed) {
            (false, None, _) => self.complain(KioskField::Document, KioskComplaint::Choose),
            (false, Some(_), false) => self.complain(KioskField::Agreement, KioskComplaint::Tick),
            (true, _, _) | (false, Some(_), true) => self.turn(Page::Rules),
        }
    }

    fn complete_slip(&mut self) {
        if !self.typed.rules_agreed {
            return self.complain(KioskField::Rules, KioskComplaint::Tick);
        }
        if let Some(handle) = self.own.as_ref().map(|own| own.handle.clone()) {
            let slip = self.typed.slip();
            self.wish(
                Doing::CompleteSlip,
                Wish::CompleteSlip { handle, slip, papers: SlipPapers::default() },
            );
        }
    }
}
