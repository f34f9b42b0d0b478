//! What the core's answers do to the screen.

use crate::client::{Ticket, ToCore};
use crate::screens::ui::{KioskCalled, KioskComplaint, KioskDialog, KioskField};
use crate::settings::Sound;
use crate::wire::{Answer, HostHit, KioskFace, KioskView, LeaveAnswer, Problem};

use super::state::{Complaint, Doing};
use super::{OwnVisit, Page, State, Typed};

impl State {
    /// The line did not take the last questions: nothing of them will be answered.
    pub fn not_sent(&mut self) {
        if self.call.take().is_some() {
            self.called = KioskCalled::Unreachable;
        }
        if self.busy.take().is_some() {
            self.complain(KioskField::None, KioskComplaint::SeeTheGuard);
        }
        if self.search.take().is_some() {
            self.typed.searched = None;
        }
    }

    pub(super) fn hear_answer(&mut self, ticket: Ticket, answer: Result<Answer, Problem>) {
        if self.call == Some(ticket) {
            self.call = None;
            self.called_s = 0;
            self.called = if answer.is_ok() { KioskCalled::Coming } else { KioskCalled::Unreachable };
            return;
        }
        let Some((_, doing)) = self.busy.take_if(|(waited, _)| *waited == ticket) else {
            return; // of a visitor who has gone
        };
        // A visitor who waits for an answer is here.
        self.touched();
        if matches!(doing, Doing::Arrive | Doing::HandBack) {
            self.ring(if answer.is_ok() { Sound::ScanGood } else { Sound::ScanBad });
        }
        match answer {
            Ok(answer) => self.granted(doing, answer),
            Err(problem) => self.refused(doing, problem),
        }
    }

    pub(super) fn hear_hosts(&mut self, ticket: Ticket, hits: Result<Vec<HostHit>, Problem>) {
        if self.search.take_if(|waited| *waited == ticket).is_none() {
            return;
        }
        match hits {
            // The text has changed meanwhile: these are not its hosts.
            Ok(_) if self.typed.searched.is_none() => {}
            Ok(hits) => self.typed.hits = hits,
            Err(problem) => {
                self.typed.searched = None;
                self.tell(KioskField::Host, problem);
            }
        }
    }

    pub(super) fn hear_view(&mut self, view: KioskView) {
        // A view still on its way when the visit changed is of another visitor.
        let is_own = |own: &&mut OwnVisit| own.queue == view.queue || own.queue == 0;
        let Some(own) = self.own.as_mut().filter(is_own) else { return };
        own.queue = view.queue;
        let before = own.face();
        let first = own.view.replace(view).is_none();
        let now = own.face();
        if now == KioskFace::Over {
            self.reset();
        } else if now != before {
            // A new face is read from its beginning; what was being filled in is moot.
            self.quiet_s = 0;
            self.dialog = KioskDialog::None;
            self.page = Page::Waiting;
        } else if first && self.leads_on() {
            // Whoever has just arrived goes on without a touch; whoever comes back with a number looks first.
            self.page = Page::Rules;
        }
    }

    /// The core knows a visit no more; a screen that shows another one by now goes on with that.
    pub(super) fn hear_forgotten(&mut self, handle: &str) {
        if self.own.as_ref().is_some_and(|own| own.handle == handle) {
            self.reset();
        }
    }

    /// Whether whoever has just arrived is led to the rest of the slip: nothing of it while they are asked something.
    fn leads_on(&self) -> bool {
        let asked = self.own.as_ref().is_some_and(OwnVisit::slip_asked);
        asked && self.just_arrived && self.page == Page::Waiting && self.dialog == KioskDialog::None
    }

    fn granted(&mut self, doing: Doing, answer: Answer) {
        match (doing, answer) {
            (Doing::CheckIn | Doing::Arrive | Doing::ComeBack, Answer::Arrived { handle, queue }) => {
                self.just_arrived = doing != Doing::ComeBack;
                // The plate of somebody who is remembered belongs to the second part.
                let plate = std::mem::take(&mut self.typed.plate);
                self.typed = Typed { plate, ..Typed::default() };
                self.own = Some(OwnVisit { handle: handle.clone(), queue, view: None });
                self.turn(Page::Waiting);
                self.ask(ToCore::Follow { handle: Some(handle) });
            }
            (Doing::CompleteSlip, Answer::Done { .. }) => {
                self.typed = Typed::default();
                self.turn(Page::Waiting);
                if let Some(view) = self.own.as_mut().and_then(|own| own.view.as_mut()) {
                    (view.slip_open, view.slip_asked) = (false, false);
                }
            }
            (
                Doing::Recognise,
                Answer::Remembered { name, unit, phone, kind, plate, host, purpose, language },
            ) => {
                let searched = host.as_ref().map(|host| host.name.clone());
                self.typed = Typed {
                    name,
                    unit,
                    phone,
                    kind: Some(kind),
                    plate,
                    host_text: searched.clone().unwrap_or_default(),
                    hits: host.iter().cloned().collect(),
                    searched,
                    host,
                    purpose,
                    ..Typed::default()
                };
                self.language = language;
                self.turn(if self.typed.host.is_some() { Page::Review } else { Page::Host });
            }
            (Doing::Forget, Answer::Done { .. }) => {
                self.start_afresh();
                self.complain(KioskField::None, KioskComplaint::Forgotten);
            }
            (Doing::Cancel, Answer::Done { .. }) => self.reset(),
            (Doing::HandBack, Answer::Leaving { say: LeaveAnswer::Goodbye }) => self.turn(Page::Goodbye),
            (Doing::HandBack, Answer::Leaving { say: LeaveAnswer::SeeTheGuard })
            | (Doing::SayLost, Answer::Done { .. }) => {
                self.typed = Typed::default();
                self.turn(Page::SeeTheGuard);
            }
            // An answer this screen has no words for.
            _ => self.complain(KioskField::None, KioskComplaint::SeeTheGuard),
        }
    }

    fn refused(&mut self, doing: Doing, problem: Problem) {
        match doing {
            // Whatever is wrong with a badge is the guard's to say, not the screen's.
            Doing::HandBack => self.turn(Page::SeeTheGuard),
            Doing::CheckIn
            | Doing::Arrive
            | Doing::ComeBack
            | Doing::CompleteSlip
            | Doing::Cancel
            | Doing::Recognise
            | Doing::Forget
            | Doing::SayLost => {
                let (field, page) = place_of(doing, problem.field.as_deref());
                if let Some(page) = page {
                    self.correcting = doing == Doing::CheckIn;
                    self.page = page;
                }
                self.tell(field, problem);
            }
        }
    }

    fn tell(&mut self, field: KioskField, problem: Problem) {
        let untold = problem.title.is_empty() || problem.title_zh.is_empty();
        self.complaint = Some(Complaint {
            field,
            what: if untold { KioskComplaint::SeeTheGuard } else { KioskComplaint::Told },
            told: (problem.title_zh, problem.title),
        });
    }
}

/// Where a field of a refused wish is typed; the page as a whole where it is not known.
fn place_of(doing: Doing, field: Option<&str>) -> (KioskField, Option<Page>) {
    let known = match (doing, field) {
        (Doing::CheckIn, Some("name")) => (KioskField::Name, Page::Name),
        (Doing::CheckIn, Some("unit")) => (KioskField::Unit, Page::Name),
        (Doing::CheckIn, Some("phone")) => (KioskField::Phone, Page::Phone),
        (Doing::CheckIn, Some("kind")) => (KioskField::Kind, Page::Kind),
        (Doing::CheckIn, Some("host" | "host_text")) => (KioskField::Host, Page::Host),
        (Doing::CheckIn, Some("purpose")) => (KioskField::Purpose, Page::Purpose),
        (Doing::CheckIn, Some("companions")) => (KioskField::Companion, Page::Companions),
        (Doing::Arrive, Some("name")) => (KioskField::BookingName, Page::BookingByName),
        (Doing::Arrive, Some("phone")) => (KioskField::BookingPhone, Page::BookingByName),
        (Doing::Recognise | Doing::Forget, Some("phone")) => (KioskField::OwnPhone, Page::Returning),
        (Doing::Recognise | Doing::Forget, Some("document_tail")) => (KioskField::OwnTail, Page::Returning),
        (Doing::ComeBack, Some("queue")) => (KioskField::Queue, Page::ComeBack),
        (Doing::ComeBack, Some("phone_tail")) => (KioskField::Tail, Page::ComeBack),
        (Doing::CompleteSlip, Some("document")) => (KioskField::Document, Page::Document),
        (Doing::CompleteSlip, Some("document_number")) => (KioskField::Number, Page::Document),
        (Doing::CompleteSlip, Some("plate")) => (KioskField::Plate, Page::Things),
        (Doing::CompleteSlip, Some("belongings")) => (KioskField::Belongings, Page::Things),
        (Doing::CompleteSlip, Some("nothing_forbidden" | "rules_agreed")) => (KioskField::Rules, Page::Rules),
        _ => return (KioskField::None, None),
    };
    (known.0, Some(known.1))
}
