//! What the visitor's touches do: from page to page, and out to the core.

use crate::client::ToCore;
use crate::screens::ink::Ink;
use crate::screens::ui::{KioskCalled, KioskComplaint, KioskDialog, KioskField, KioskTick};
use crate::wire::{
    ConfidentialityDraft, DocumentWord, KindWord, LanguageWord, SignatureDraft, SiteText, SlipPapers, Wish,
};

use super::state::{Aim, Complaint, Doing};
use super::typed::TAIL_LENGTH;
use super::{OwnVisit, Page, State};

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

    /// *I have been here before*.
    pub fn here_before(&mut self) {
        self.begin(Aim::Returning, Page::Returning);
    }

    /// *Forget me*: whoever they are, nothing is kept of them any more.
    pub fn forget_me(&mut self) {
        self.dialog = KioskDialog::None;
        if let Some((phone, document_tail)) = self.own_marks() {
            self.wish(Doing::Forget, Wish::ForgetMe { phone, document_tail });
        }
    }

    /// Larger words, a high contrast: for this visitor alone.
    pub fn read_easier(&mut self, larger: bool, contrast: bool) {
        (self.larger, self.contrast) = (larger, contrast);
    }

    /// The screen is read aloud, for this visitor alone.
    pub fn read_aloud(&mut self, aloud: bool) {
        self.set_aloud(aloud);
    }

    /// *How your data is handled*: from the welcome page, and from the slip for whoever was invited and has read none.
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
        if language != self.language {
            // A signature stands under the words that were read: what is signed on another page already, stays so.
            match self.page {
                Page::Confidentiality => self.typed.confidentiality_ink = Ink::default(),
                _ => self.typed.wipe_ink(),
            }
        }
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
            KioskTick::Remember => (&mut self.typed.remember, KioskField::None),
        };
        *ticked = !*ticked;
        self.forgive(field);
    }

    /// A finger draws on the paper of the page.
    pub fn draw(&mut self, begins: bool, x: f32, y: f32) {
        if self.page != Page::Confidentiality {
            self.typed.rules_language = Some(self.language);
        }
        self.ink().draw(begins, x, y);
        self.forgive(KioskField::Signature);
    }

    /// The paper of the page.
    fn ink(&mut self) -> &mut Ink {
        match self.page {
            Page::Confidentiality => &mut self.typed.confidentiality_ink,
            _ => &mut self.typed.rules_ink,
        }
    }

    /// *Sign again*.
    pub fn wipe_signature(&mut self) {
        *self.ink() = Ink::default();
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
            Page::Returning => self.recognise(),
            Page::Waiting => self.turn(Page::Rules),
            Page::Document => self.document_next(),
            Page::Things => self.turn(Page::Rules),
            Page::Rules => self.rules_next(),
            Page::Confidentiality if !self.typed.confidentiality_ink.is_a_signature() => {
                self.complain(KioskField::Signature, KioskComplaint::Sign);
            }
            Page::Confidentiality => self.complete_slip(),
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
            Page::Name | Page::Booking | Page::Returning => self.turn(Page::Notice),
            Page::Phone => self.turn(Page::Name),
            Page::Kind => self.turn(Page::Phone),
            Page::Host => self.turn(Page::Kind),
            Page::Purpose => self.turn(Page::Host),
            Page::Review => self.turn(Page::Purpose),
            Page::BookingByName => self.turn(Page::Booking),
            Page::Companions => self.turn(Page::Review),
            Page::Document | Page::Things => self.turn(Page::Rules),
            Page::Rules => self.turn(Page::Waiting),
            Page::Confidentiality => self.turn(Page::Rules),
            Page::Notice => self.leave_notice_unread(),
            Page::LostBadge => self.turn(Page::Leaving),
            Page::Welcome | Page::ComeBack | Page::Leaving => self.start_afresh(),
            // Whoever leaves a visit goes: the next one is greeted in the language of the site.
            Page::Waiting | Page::Goodbye | Page::SeeTheGuard => self.reset(),
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
            Aim::Returning => self.page = Page::Returning,
            Aim::Read => return self.leave_notice_unread(),
        }
        self.notice_read = true;
    }

    /// Back to the slip that was sent already, else to the beginning.
    fn leave_notice_unread(&mut self) {
        if self.own.is_some() {
            self.turn(Page::Rules);
        } else {
            self.start_afresh();
        }
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
            KioskField::OwnPhone => &self.typed.own_phone,
            KioskField::OwnTail => &self.typed.own_tail,
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

    fn recognise(&mut self) {
        if let Some((phone, document_tail)) = self.own_marks() {
            self.wish(Doing::Recognise, Wish::Recognise { phone, document_tail });
        }
    }

    /// Phone and end of the document of one who was here before; complains where either is missing.
    fn own_marks(&mut self) -> Option<(String, String)> {
        let phone = self.lack(KioskField::OwnPhone, PHONE_MIN).map(|what| (KioskField::OwnPhone, what));
        let tail = self.lack(KioskField::OwnTail, TAIL_LENGTH).map(|what| (KioskField::OwnTail, what));
        match phone.or(tail) {
            Some((field, what)) => {
                self.complain(field, what);
                None
            }
            None => Some((self.typed.own_phone.clone(), self.typed.own_tail.clone())),
        }
    }

    fn rules_next(&mut self) {
        if !self.typed.rules_agreed {
            return self.complain(KioskField::Rules, KioskComplaint::Tick);
        }
        if self.signs_rules() && !self.typed.rules_ink.is_a_signature() {
            return self.complain(KioskField::Signature, KioskComplaint::Sign);
        }
        if self.own.as_ref().is_some_and(OwnVisit::asks_confidentiality) {
            return self.turn(Page::Confidentiality);
        }
        self.complete_slip();
    }

    /// Not signing for confidentiality: the visit goes on, and a manager may waive it.
    pub fn refuse_confidentiality(&mut self) {
        self.typed.confidentiality_ink = Ink::default();
        self.complete_slip();
    }

    /// Whether the site wants the rules signed.
    pub(super) fn signs_rules(&self) -> bool {
        self.site.as_ref().is_some_and(|site| site.sign_rules)
    }

    /// What is signed, under the words that are shown.
    fn papers(&self) -> SlipPapers {
        let signed = |ink: &Ink, text: &SiteText, language| SignatureDraft {
            sha256: text.in_language(language).sha256.clone(),
            strokes: ink.strokes().to_vec(),
        };
        let Some(site) = &self.site else { return SlipPapers::default() };
        let asked = self.own.as_ref().is_some_and(OwnVisit::asks_confidentiality);
        let confidential = &self.typed.confidentiality_ink;
        SlipPapers {
            rules: self.typed.rules_ink.is_a_signature().then(|| {
                let language = self.typed.rules_language.unwrap_or(self.language);
                signed(&self.typed.rules_ink, &site.rules, language)
            }),
            confidentiality: asked.then(|| match confidential.is_a_signature() {
                true => {
                    ConfidentialityDraft::Signed(signed(confidential, &site.confidentiality, self.language))
                }
                false => ConfidentialityDraft::Refused,
            }),
            remember: self.typed.remember,
        }
    }

    fn complete_slip(&mut self) {
        if let Some(handle) = self.own.as_ref().map(|own| own.handle.clone()) {
            let (slip, papers) = (self.typed.slip(), self.papers());
            self.wish(Doing::CompleteSlip, Wish::CompleteSlip { handle, slip, papers });
        }
    }
}
