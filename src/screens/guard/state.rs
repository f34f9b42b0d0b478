//! Everything the panel knows, without a window: what was heard, what is selected, what is being asked and
//! which wishes wait for their answer. News goes in, questions to the core come out.

use super::clock::SteadyMs;
use super::dialog::{Dialog, GateAsk};
use super::face::{self, Extra, Press};
use super::lines;
use crate::client::{CoreLink, Countersigned, Ticket, ToCore};
use crate::screens::ink::Ink;
use crate::settings::Sound;
use crate::wire::{
    Card, GuardView, HeardLine, HostHit, IncidentLine, LanguageWord, OwedLine, Problem, SessionGiven,
    SignatureDraft, SirenLook, SiteFacts, StateWord, StepWord, TodayHits, Wish,
};

/// Wishes of one panel that may wait for their answers: two hands cannot ask for more, and a core that
/// lets this many wait is not answering.
const WAITING_MAX: usize = 16;
/// What a wish to silence the siren is about.
const SIREN: &str = "siren";

/// The panel's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Who waits at the gate.
    Queue,
    /// Whose visitors are still to come today.
    Expected,
    /// Who is inside.
    OnSite,
    /// Which badges are out.
    Badges,
    /// Who must be found when everybody leaves.
    RollCall,
    /// Open incidents.
    Incidents,
    /// What is needed now and then.
    More,
    /// The shift is handed over (交接班).
    Handover,
    /// Slips that are to be completed.
    Owed,
    /// Visits of today are looked for.
    Today,
    /// What each key does.
    Keys,
}

/// Which of the visitors on site are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Everybody.
    All,
    /// Past the end of their window.
    Overdue,
    /// Not signed off yet.
    ToBeSigned,
}

/// Who sits at the panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Session {
    /// Nobody has signed in.
    Out(SignIn),
    /// A guard has.
    In(SessionGiven),
}

/// What the sign-in screen knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    /// An answer is awaited.
    pub asking: bool,
    /// Why the last try failed.
    pub problem: Option<Problem>,
    /// No try before this moment.
    pub wait_until: Option<SteadyMs>,
    /// *Override* was pressed: it is asked for as soon as somebody has signed in.
    pub gate_first: bool,
}

/// From where a wish was sent, and so where its refusal is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The gate's dialog.
    Gate,
    /// The open dialog.
    Dialog,
    /// A button on the page.
    Page,
}

/// A wish without an answer yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) ticket: Ticket,
    pub(super) layer: Layer,
    /// The visit or booking it is about, or the siren.
    about: Option<String>,
}

/// A line the guard reads after a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// It is in the record.
    Recorded,
    /// Nothing was sent: the core is not reached.
    NotSent,
    /// The visit the dialog was about has ended.
    VisitEnded,
    /// A visit was made; the number to call.
    QueueNumber(u32),
    /// The core refused a press on the page.
    Refused(Problem),
    /// The session has ended.
    SignedOut,
}

/// What the guard hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// A sound begins.
    Begins(Sound),
    /// An alarm that goes on ends.
    Quiet,
}

/// What a search for hosts has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostSearch {
    pub(super) ticket: Option<Ticket>,
    /// At most five.
    pub hits: Vec<HostHit>,
    /// An answer has come for what was typed last.
    pub answered: bool,
}

/// What a search among today's visits has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TodaySearch {
    pub(super) ticket: Option<Ticket>,
    /// The newest first.
    pub hits: Option<TodayHits>,
    /// Why nothing was looked for.
    pub problem: Option<Problem>,
}

/// The whole panel. No `Debug`: a signature is not for logs.
pub struct State {
    /// Whether the core is reached.
    pub link: CoreLink,
    /// Facts about the site.
    pub site: Option<SiteFacts>,
    /// Who sits here.
    pub session: Session,
    /// The newest view.
    pub view: Option<GuardView>,
    /// When it came.
    pub seen: SteadyMs,
    /// The page.
    pub tab: Tab,
    /// Which visitors on site are listed.
    pub filter: Filter,
    /// The selected visit, kept by its id.
    pub selected: Option<String>,
    /// The selected incident, kept by its id.
    pub incident: Option<String>,
    /// The open dialog.
    pub dialog: Option<Dialog>,
    /// The gate's dialog, above it.
    pub gate_dialog: Option<GateAsk>,
    /// Why the wish of the open dialog was refused.
    pub dialog_problem: Option<Problem>,
    /// What was typed as numbers of cards cannot be read.
    pub cards_fault: bool,
    /// Why the wish of the gate's dialog was refused.
    pub gate_problem: Option<Problem>,
    /// The line under the page.
    pub notice: Option<Notice>,
    /// Hosts found.
    pub hosts: HostSearch,
    /// Visits of today found.
    pub today: TodaySearch,
    /// What the host or receptionist draws as sign-off.
    pub ink: Ink,
    /// Language of the panel.
    pub language: LanguageWord,
    pub(super) waiting: Vec<Waiting>,
    /// Nobody has signed in: the last arrival that was heard of, and what rings.
    pub(super) unmanned: Option<HeardLine>,
    /// An alarm is heard now, and goes on until it has been seen.
    pub(super) alarming: bool,
    /// What is to be heard at the next look.
    pub(super) sounds: Vec<Heard>,
    next_ticket: Ticket,
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// A panel that has heard nothing yet: the core counts as lost until it is heard, and the guard reads
    /// Chinese until the site's facts say otherwise.
    pub fn new() -> Self {
        Self {
            link: CoreLink::Lost,
            site: None,
            session: Session::Out(SignIn::default()),
            view: None,
            seen: 0,
            tab: Tab::Queue,
            filter: Filter::All,
            selected: None,
            incident: None,
            dialog: None,
            gate_dialog: None,
            dialog_problem: None,
            cards_fault: false,
            gate_problem: None,
            notice: None,
            hosts: HostSearch::default(),
            today: TodaySearch::default(),
            ink: Ink::default(),
            language: LanguageWord::Zh,
            waiting: Vec::new(),
            unmanned: None,
            alarming: false,
            sounds: Vec::new(),
            next_ticket: 1,
        }
    }

    /// A guard signs in; `None` while an answer is awaited, a wait runs or a field is empty.
    pub fn sign_in(&mut self, name: &str, pin: &str, now: SteadyMs) -> Option<ToCore> {
        let wait_s = self.sign_in_wait_s(now);
        let lost = self.link == CoreLink::Lost;
        let Session::Out(sign_in) = &mut self.session else { return None };
        if sign_in.asking || wait_s > 0 || lost || name.trim().is_empty() || pin.is_empty() {
            return None;
        }
        sign_in.asking = true;
        sign_in.problem = None;
        self.notice = None;
        Some(ToCore::SignIn { name: name.trim().to_owned(), pin: pin.to_owned() })
    }

    /// Whole seconds until the next sign-in may be tried, 0 for now.
    pub fn sign_in_wait_s(&self, now: SteadyMs) -> u32 {
        let Session::Out(SignIn { wait_until: Some(until), .. }) = &self.session else { return 0 };
        u32::try_from(until.saturating_sub(now).div_ceil(1_000)).unwrap_or(u32::MAX)
    }

    /// Puts a wish on its way; `None` (and a notice) where it cannot be sent now. A wish is not kept for a
    /// core that is not reached: a gate that opens minutes after the press opens for somebody else.
    pub fn wish(&mut self, layer: Layer, about: Option<String>, wish: Wish) -> Option<ToCore> {
        self.send(layer, about, |ticket| ToCore::Wish { ticket, wish })
    }

    /// Puts a deed that others sign on its way, from the open dialog; `None` as for a wish.
    pub fn countersign(&mut self, deed: Countersigned) -> Option<ToCore> {
        self.send(Layer::Dialog, None, |ticket| ToCore::Countersign { ticket, deed })
    }

    fn send(
        &mut self,
        layer: Layer,
        about: Option<String>,
        question: impl FnOnce(Ticket) -> ToCore,
    ) -> Option<ToCore> {
        if self.link == CoreLink::Lost || self.waiting.len() >= WAITING_MAX {
            self.notice = Some(Notice::NotSent);
            return None;
        }
        if self.busy(layer) && layer != Layer::Page {
            return None;
        }
        let ticket = self.ticket();
        match layer {
            Layer::Gate => self.gate_problem = None,
            Layer::Dialog => self.dialog_problem = None,
            Layer::Page => self.notice = None,
        }
        self.waiting.push(Waiting { ticket, layer, about });
        Some(question(ticket))
    }

    /// The line went down under a question: nothing of it is waited for.
    pub fn line_down(&mut self) {
        self.link = CoreLink::Lost;
        self.waiting.clear();
        if let Session::Out(sign_in) = &mut self.session {
            sign_in.asking = false;
        }
    }

    fn ticket(&mut self) -> Ticket {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        ticket
    }

    /// Looks for a host as typed; `None` for an empty query.
    pub fn find_hosts(&mut self, query: &str) -> Option<ToCore> {
        let query = query.trim();
        if query.is_empty() {
            return None;
        }
        let ticket = self.ticket();
        self.hosts = HostSearch { ticket: Some(ticket), ..HostSearch::default() };
        Some(ToCore::FindHosts { ticket, query: query.to_owned() })
    }

    /// Looks for visits of today as typed; `None` for an empty query.
    pub fn find_today(&mut self, query: &str) -> Option<ToCore> {
        let query = query.trim();
        if query.is_empty() {
            return None;
        }
        let ticket = self.ticket();
        self.today = TodaySearch { ticket: Some(ticket), ..TodaySearch::default() };
        Some(ToCore::FindToday { ticket, query: query.to_owned() })
    }

    /// Presses the button of a step on the selected card.
    pub fn press(&mut self, step: StepWord) -> Option<ToCore> {
        let card = self.card()?;
        if self.waits_about(&card.visit) {
            return None;
        }
        let press = face::press(step, card)?;
        self.follow(press)
    }

    /// Presses an extra button of the selected card.
    pub fn press_extra(&mut self, extra: Extra) -> Option<ToCore> {
        let card = self.card()?;
        match face::press_extra(extra, card) {
            Press::Wish(_) if self.waits_about(&card.visit) => None,
            press => self.follow(press),
        }
    }

    /// Does what a press on the selected card leads to.
    fn follow(&mut self, press: Press) -> Option<ToCore> {
        match press {
            Press::Wish(wish) => self.wish(Layer::Page, self.selected.clone(), *wish),
            Press::Ask(dialog) => {
                self.open(dialog);
                None
            }
            Press::ShowIncident(incident) => {
                self.tab = Tab::Incidents;
                self.incident = Some(incident);
                None
            }
        }
    }

    /// Opens the card of a visit, on the page it is listed on.
    pub fn select(&mut self, visit: String) {
        if let Some(view) = &self.view {
            let waits = view.queue.iter().any(|card| card.visit == visit);
            let inside = view.on_site.iter().any(|card| card.visit == visit);
            match (self.tab, waits, inside) {
                (Tab::Queue, false, true) => self.tab = Tab::OnSite,
                (Tab::OnSite, true, false) => self.tab = Tab::Queue,
                (Tab::Queue | Tab::OnSite, _, _) => {}
                (_, _, true) => self.tab = Tab::OnSite,
                (_, true, false) => self.tab = Tab::Queue,
                (_, false, false) => {}
            }
        }
        self.notice = None;
        self.selected = Some(visit);
    }

    /// The incident whose page is open: the chosen one, else the only one.
    pub fn open_incident(&self) -> Option<&IncidentLine> {
        let incidents = &self.view.as_ref()?.incidents;
        let chosen = incidents.iter().find(|line| Some(&line.id) == self.incident.as_ref());
        chosen.or(match incidents.as_slice() {
            [only] => Some(only),
            _ => None,
        })
    }

    /// Opens a dialog; the one before is gone, with what was typed in it.
    pub fn open(&mut self, dialog: Dialog) {
        self.close_dialog();
        self.notice = None;
        self.dialog = Some(dialog);
    }

    /// Closes the dialog; an answer still awaited is then read under the page.
    pub fn close_dialog(&mut self) {
        self.dialog = None;
        self.dialog_problem = None;
        self.cards_fault = false;
        self.hosts = HostSearch::default();
        self.ink = Ink::default();
        self.answer_on_page(Layer::Dialog);
    }

    /// Asks for the gate: above whatever is open. Before anybody has signed in only the override is
    /// remembered, and asked for as soon as somebody has.
    pub fn open_gate_dialog(&mut self, ask: GateAsk) {
        match &mut self.session {
            Session::Out(sign_in) => sign_in.gate_first |= ask == GateAsk::Override,
            Session::In(_) => {
                self.close_gate_dialog();
                self.gate_dialog = Some(ask);
            }
        }
    }

    /// Presses the button of the siren: to sound it is asked first, and it is silenced at once.
    pub fn press_siren(&mut self) -> Option<ToCore> {
        match self.view.as_ref()?.gate.siren {
            SirenLook::Absent => None,
            SirenLook::Quiet => {
                self.open_gate_dialog(GateAsk::SoundSiren);
                None
            }
            SirenLook::Sounding if self.siren_waits() => None,
            SirenLook::Sounding => self.wish(Layer::Page, Some(SIREN.to_owned()), Wish::SilenceSiren),
        }
    }

    /// Whether the siren is being silenced.
    pub fn siren_waits(&self) -> bool {
        self.waits_about(SIREN)
    }

    /// Asks how the printer is; a question of the gate is not put away for it.
    pub fn ask_printer(&mut self) {
        if self.gate_dialog.is_none() {
            self.open_gate_dialog(GateAsk::Printer);
        }
    }

    /// Closes the gate's dialog.
    pub fn close_gate_dialog(&mut self) {
        self.gate_dialog = None;
        self.gate_problem = None;
        self.answer_on_page(Layer::Gate);
    }

    fn answer_on_page(&mut self, layer: Layer) {
        for waiting in self.waiting.iter_mut().filter(|waiting| waiting.layer == layer) {
            waiting.layer = Layer::Page;
        }
    }

    /// Whether a wish sent from there waits for its answer.
    pub fn busy(&self, layer: Layer) -> bool {
        self.waiting.iter().any(|waiting| waiting.layer == layer)
    }

    /// Whether a wish about this visit or booking waits for its answer.
    pub fn waits_about(&self, number: &str) -> bool {
        self.waiting.iter().any(|waiting| waiting.about.as_deref() == Some(number))
    }

    /// What was drawn in the open dialog, under the words of its visit's sign-off; none where nothing was, or where
    /// whoever signs is on the phone.
    pub fn sign_off_signature(&self, by_phone: bool) -> Option<SignatureDraft> {
        let card = self.card_of(self.dialog.as_ref()?.visit()?)?;
        let text = lines::sign_off(card, self.language)?;
        (!by_phone && self.ink.is_a_signature())
            .then(|| SignatureDraft { sha256: text.sha256.clone(), strokes: self.ink.strokes().to_vec() })
    }

    /// The card of a visit in the newest view.
    pub fn card_of(&self, visit: &str) -> Option<&Card> {
        let view = self.view.as_ref()?;
        view.queue.iter().chain(&view.on_site).find(|card| card.visit == visit)
    }

    /// The slip of a visit that is to be completed, on the panel or over.
    pub fn owed_of(&self, visit: &str) -> Option<&OwedLine> {
        self.view.as_ref()?.must_complete.iter().find(|line| line.visit == visit)
    }

    /// Whether whoever is signed in has the post.
    pub fn is_on_post(&self) -> bool {
        let (Session::In(given), Some(view)) = (&self.session, &self.view) else { return false };
        view.shift.on_post.as_ref() == Some(&given.number)
    }

    /// The selected card; `None` where none is selected or its visit has ended.
    pub fn card(&self) -> Option<&Card> {
        self.card_of(self.selected.as_deref()?)
    }

    /// The visitors on site that are listed, the overdue first.
    pub fn on_site(&self) -> Vec<&Card> {
        let Some(view) = &self.view else { return Vec::new() };
        let shown = |card: &&Card| match self.filter {
            Filter::All => true,
            Filter::Overdue => matches!(card.state, StateWord::Overdue | StateWord::Unconfirmed),
            Filter::ToBeSigned => card.state == StateWord::ToBeSigned,
        };
        let mut cards: Vec<&Card> = view.on_site.iter().filter(shown).collect();
        cards.sort_by_key(|card| !matches!(card.state, StateWord::Overdue | StateWord::Unconfirmed));
        cards
    }

    /// The core's clock now: that of the newest view, carried on by the steady clock.
    pub fn core_now_ms(&self, now: SteadyMs) -> i64 {
        let since = i64::try_from(now.saturating_sub(self.seen)).unwrap_or(0);
        self.view.as_ref().map_or(0, |view| view.now.saturating_add(since))
    }

    /// Minutes east of UTC of the site.
    pub fn offset_min(&self) -> i32 {
        self.site.as_ref().map_or(0, |site| site.utc_offset_min)
    }
}
