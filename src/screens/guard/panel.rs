//! Joins the window, the line to the core and the state: drains the line, shows the state, sends the wishes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use slint::{ComponentHandle, Global, PlatformError, SharedString, Timer, TimerMode};

use super::clock::{self, SteadyMs};
use super::dialog::Dialog;
use super::face;
use super::lines::{self, Moment, count};
use super::model::Rows;
use super::shift_lines;
use super::state::{Heard, Layer, Notice, Session, State};
use super::{wiring, words};
use crate::client::{CoreLink, Line, ToCore};
use crate::screens::senses::Senses;
use crate::screens::writing::{self, Writing};
use crate::screens::{self, Wake, keys, ui};
use crate::wire::{Card, GuardView, LanguageWord, MarkWord, PhoneWord, Problem, StateWord};

/// How often the waiting times move on.
const TICK: Duration = Duration::from_secs(1);
/// Banners shown at once: with more, the visitors under them would not be seen.
const BANNERS_MAX: usize = 3;
/// Characters a reason has at least (docs/rules.md, part 6; the core refuses less).
const REASON_MIN: i32 = 2;
/// Characters an incident's report has at least (the core refuses less).
const REPORT_MIN: i32 = 10;

/// The lists of the window.
struct Lists {
    banners: Rows<ui::GuardBanner>,
    queue: Rows<ui::GuardLine>,
    expected: Rows<ui::GuardExpected>,
    on_site: Rows<ui::GuardLine>,
    badges: Rows<ui::GuardBadgeLine>,
    roll_call: Rows<ui::GuardRoll>,
    items: Rows<ui::GuardItem>,
    owed: Rows<ui::GuardOwed>,
    today: Rows<ui::GuardToday>,
    alarms: Rows<ui::GuardAlarm>,
    incidents: Rows<ui::GuardIncident>,
    incident_steps: Rows<ui::GuardStepTaken>,
    persons: Rows<ui::GuardPerson>,
    about_persons: Rows<ui::GuardPerson>,
    about_areas: Rows<ui::GuardArea>,
    about_compare: Rows<ui::GuardCompare>,
    compare: Rows<ui::GuardCompare>,
    also: Rows<ui::GuardStep>,
    extras: Rows<ui::GuardExtra>,
    hosts: Rows<ui::GuardHost>,
    phones: Rows<ui::GuardPhone>,
    administration_phones: Rows<ui::GuardPhone>,
}

/// The panel: one window, one line.
pub struct Panel {
    window: ui::GuardWindow,
    line: Line,
    state: RefCell<State>,
    lists: Lists,
    /// Steady time, from any fixed moment.
    clock: Box<dyn Fn() -> Duration>,
    /// Language the window speaks; `None` before it was told one.
    spoken: Cell<Option<LanguageWord>>,
    writing: Rc<Writing>,
    senses: RefCell<Senses>,
    tick: Timer,
}

impl Panel {
    /// Makes the window and joins it to `line`; shows what is known, which is nothing yet.
    ///
    /// # Errors
    /// What the windowing system says, if there is none.
    pub fn new(line: Line) -> Result<Rc<Self>, PlatformError> {
        let began = Instant::now();
        Self::with_clock(line, move || began.elapsed())
    }

    /// The same, with a steady clock of one's own: it gives the time since any fixed moment.
    ///
    /// # Errors
    /// What the windowing system says, if there is none.
    pub fn with_clock(line: Line, clock: impl Fn() -> Duration + 'static) -> Result<Rc<Self>, PlatformError> {
        let window = ui::GuardWindow::new()?;
        let lists = Lists {
            banners: Rows::new(),
            queue: Rows::new(),
            expected: Rows::new(),
            on_site: Rows::new(),
            badges: Rows::new(),
            roll_call: Rows::new(),
            items: Rows::new(),
            owed: Rows::new(),
            today: Rows::new(),
            alarms: Rows::new(),
            incidents: Rows::new(),
            incident_steps: Rows::new(),
            persons: Rows::new(),
            about_persons: Rows::new(),
            about_areas: Rows::new(),
            about_compare: Rows::new(),
            compare: Rows::new(),
            also: Rows::new(),
            extras: Rows::new(),
            hosts: Rows::new(),
            phones: Rows::new(),
            administration_phones: Rows::new(),
        };
        let panel = Rc::new(Self {
            window,
            line,
            state: RefCell::new(State::new()),
            lists,
            clock: Box::new(clock),
            spoken: Cell::new(None),
            writing: Rc::default(),
            senses: RefCell::default(),
            tick: Timer::default(),
        });
        panel.give_lists();
        wiring::join(&panel);
        let weak = Rc::downgrade(&panel);
        panel.tick.start(TimerMode::Repeated, TICK, move || {
            if let Some(panel) = weak.upgrade() {
                panel.pump();
            }
        });
        let weak = Rc::downgrade(&panel);
        writing::join(&panel.window, &panel.writing, move |text| {
            if let Some(panel) = weak.upgrade() {
                keys::press(panel.window.window(), text);
            }
        });
        let window = panel.window.as_weak();
        panel.window.global::<ui::Keys>().on_knock(move || {
            if let Some(window) = window.upgrade() {
                keys::press(window.window(), window.global::<ui::Keys>().get_knocking());
            }
        });
        let weak = Rc::downgrade(&panel);
        panel.window.global::<ui::GuardApi>().on_pump(move || {
            if let Some(panel) = weak.upgrade() {
                panel.pump();
            }
        });
        panel.show();
        Ok(panel)
    }

    /// The window.
    pub fn window(&self) -> &ui::GuardWindow {
        &self.window
    }

    /// What makes this panel read its line, from any thread. Without it the panel reads once a second.
    pub fn wake(&self) -> Wake {
        let window = self.window.as_weak();
        Box::new(move || {
            // Fails only when the event loop has ended, and nobody is left to be woken.
            let _ = window.upgrade_in_event_loop(|window| window.global::<ui::GuardApi>().invoke_pump());
        })
    }

    /// Reads all that has come on the line, and shows it.
    pub fn pump(&self) {
        let now = self.steady_ms();
        loop {
            match self.line.heard() {
                Ok(Some(news)) => self.state.borrow_mut().hear(news, now),
                Ok(None) => break,
                Err(_) => {
                    self.state.borrow_mut().line_down();
                    break;
                }
            }
        }
        self.show();
    }

    /// Lets `change` act on the state, sends what it asks of the core, and shows the outcome.
    pub(super) fn act(&self, change: impl FnOnce(&mut State, SteadyMs) -> Option<ToCore>) {
        let question = change(&mut self.state.borrow_mut(), self.steady_ms());
        if question.is_some_and(|question| self.line.ask(question).is_err()) {
            let mut state = self.state.borrow_mut();
            state.line_down();
            state.notice = Some(Notice::NotSent);
        }
        self.show();
    }

    /// The journal's sequence that what is shown is true for; `None` before a view has come.
    pub fn seen(&self) -> Option<u64> {
        self.state.borrow().view.as_ref().map(|view| view.seq)
    }

    /// The state, to look at.
    pub(super) fn state(&self) -> std::cell::Ref<'_, State> {
        self.state.borrow()
    }

    /// A key was used: what opens from now on can be gone on with by keys. `sends` where it is the Enter of a form.
    pub(super) fn typed_by_keys(&self, sends: bool) {
        let api = ui::GuardApi::get(&self.window);
        if sends {
            api.set_sent(api.get_sent().wrapping_add(1));
        } else {
            api.set_by_keys(true);
        }
    }

    /// Tells the open form which field of a paper visit cannot be read.
    pub(super) fn paper_fault(&self, fault: ui::GuardPaperFault) {
        ui::GuardApi::get(&self.window).set_paper_fault(fault);
    }

    fn steady_ms(&self) -> SteadyMs {
        SteadyMs::try_from((self.clock)().as_millis()).unwrap_or(SteadyMs::MAX)
    }

    fn give_lists(&self) {
        let api = ui::GuardApi::get(&self.window);
        let lists = &self.lists;
        api.set_banners(lists.banners.shown());
        api.set_queue(lists.queue.shown());
        api.set_expected(lists.expected.shown());
        api.set_on_site(lists.on_site.shown());
        api.set_badges(lists.badges.shown());
        api.set_roll_call(lists.roll_call.shown());
        api.set_items(lists.items.shown());
        api.set_owed(lists.owed.shown());
        api.set_today_hits(lists.today.shown());
        api.set_alarms(lists.alarms.shown());
        api.set_incidents(lists.incidents.shown());
        api.set_incident_steps(lists.incident_steps.shown());
        api.set_persons(lists.persons.shown());
        api.set_about_persons(lists.about_persons.shown());
        api.set_about_areas(lists.about_areas.shown());
        api.set_about_compare(lists.about_compare.shown());
        api.set_compare(lists.compare.shown());
        api.set_also(lists.also.shown());
        api.set_extras(lists.extras.shown());
        api.set_hosts(lists.hosts.shown());
        api.set_phones(lists.phones.shown());
        api.set_administration_phones(lists.administration_phones.shown());
        api.set_reason_min(REASON_MIN);
        api.set_report_min(REPORT_MIN);
    }

    /// Is heard through these from now on.
    pub fn sense(&self, senses: Senses) {
        self.senses.replace(senses);
    }

    /// Makes the window say what the state is.
    fn show(&self) {
        for heard in std::mem::take(&mut self.state.borrow_mut().sounds) {
            match heard {
                Heard::Begins(sound) => (self.senses.borrow().ring)(sound),
                Heard::Quiet => (self.senses.borrow().quiet)(),
            }
        }
        let state = self.state.borrow();
        let now = self.steady_ms();
        self.speak(state.language);
        self.show_site(&state, now);
        self.show_session(&state, now);
        self.show_view(&state, Moment { now: state.core_now_ms(now), offset_min: state.offset_min() });
        self.show_dialogs(&state, Moment { now: state.core_now_ms(now), offset_min: state.offset_min() });
        self.show_notice(&state);
    }

    fn speak(&self, language: LanguageWord) {
        if self.spoken.replace(Some(language)) == Some(language) {
            return;
        }
        screens::speak(language);
        ui::GuardApi::get(&self.window).set_chinese(language == LanguageWord::Zh);
        self.writing.write_chinese(language == LanguageWord::Zh);
        self.writing.show(&self.window.global::<ui::Keys>());
    }

    fn show_site(&self, state: &State, now: SteadyMs) {
        let api = ui::GuardApi::get(&self.window);
        api.set_link_live(state.link == CoreLink::Live);
        if let Some(site) = &state.site {
            api.set_site_name(site.name.as_str().into());
            api.set_gate_name(site.gate_name.as_str().into());
            api.set_site_address(site.address.as_str().into());
            // The word 厂, 园 or 校 has no place in an English sentence.
            let chinese = state.language == LanguageWord::Zh;
            api.set_place(if chinese { site.place_word.as_str() } else { "" }.into());
            let phone = |(whose, number): &(PhoneWord, String)| ui::GuardPhone {
                whose: (*whose).into(),
                number: number.into(),
            };
            self.lists.phones.say(site.phones.iter().map(phone).collect());
            let number_of = |wanted: PhoneWord| -> SharedString {
                let found = site.phones.iter().find(|(whose, _)| *whose == wanted);
                found.map(|(_, number)| number.as_str()).unwrap_or_default().into()
            };
            api.set_police_phone(number_of(PhoneWord::Police));
            api.set_office_phone(number_of(PhoneWord::CompanyOffice));
            let called = |(whose, _): &&(PhoneWord, String)| {
                matches!(whose, PhoneWord::Administration | PhoneWord::ManagerOnDuty)
            };
            self.lists.administration_phones.say(site.phones.iter().filter(called).map(phone).collect());
        }
        let known = state.view.is_some();
        let (now, offset) = (state.core_now_ms(now), state.offset_min());
        api.set_clock(if known { clock::hour_minute(now, offset).into() } else { SharedString::default() });
        api.set_today(if known { clock::day(now, offset).into() } else { SharedString::default() });
    }

    fn show_session(&self, state: &State, now: SteadyMs) {
        let api = ui::GuardApi::get(&self.window);
        api.set_sign_in_wait_s(count(state.sign_in_wait_s(now)));
        match &state.session {
            Session::In(given) => {
                api.set_signed_in(true);
                api.set_guard_name(given.name.as_str().into());
            }
            Session::Out(sign_in) => {
                api.set_signed_in(false);
                api.set_guard_name(SharedString::default());
                api.set_sign_in_asking(sign_in.asking);
                api.set_gate_first(sign_in.gate_first);
                api.set_sign_in_problem(sentence(sign_in.problem.as_ref(), state.language));
            }
        }
    }

    fn show_view(&self, state: &State, moment: Moment) {
        let api = ui::GuardApi::get(&self.window);
        let lists = &self.lists;
        api.set_tab(state.tab.into());
        api.set_filter(state.filter.into());
        let banners = face::banners(state.link, state.view.as_ref(), moment.now);
        lists.banners.say(banners.into_iter().take(BANNERS_MAX).map(words::banner).collect());
        api.set_selected(state.selected.as_deref().unwrap_or_default().into());
        self.show_card(state, moment);
        self.show_today(state, moment);
        let Some(view) = &state.view else { return self.show_no_view() };
        lists.queue.say(view.queue.iter().map(|card| lines::line(card, card.arrived, moment)).collect());
        api.set_queue_count(count(view.queue.len()));
        let expected = view.expected.iter();
        let expected = expected.map(|line| lines::expected(line, moment, state.waits_about(&line.booking)));
        lists.expected.say(expected.collect());
        api.set_expected_count(count(view.expected_count));
        lists
            .on_site
            .say(state.on_site().into_iter().map(|card| lines::line(card, card.since, moment)).collect());
        let among = |wanted: &[StateWord]| {
            count(view.on_site.iter().filter(|card| wanted.contains(&card.state)).count())
        };
        api.set_on_site_count(count(view.on_site.len()));
        api.set_overdue_count(among(&[StateWord::Overdue, StateWord::Unconfirmed]));
        api.set_to_be_signed_count(among(&[StateWord::ToBeSigned]));
        api.set_heads_inside(count(view.heads_inside));
        let badges: Vec<_> = view.badges.iter().filter(|line| lines::is_out(line)).collect();
        api.set_badge_count(count(badges.len()));
        lists.badges.say(badges.into_iter().map(|line| lines::badge(line, moment)).collect());
        self.show_shift(state, view, moment);
        api.set_alarm_count(count(view.alarms.len()));
        lists.alarms.say(view.alarms.iter().map(|line| lines::alarm(line, view, moment)).collect());
        api.set_incident_count(count(view.incidents.len()));
        lists.incidents.say(view.incidents.iter().map(|line| lines::incident(line, view, moment)).collect());
        let incident = state.open_incident();
        api.set_incident_shown(incident.is_some());
        if let Some(line) = incident {
            api.set_incident(lines::incident(line, view, moment));
            lists.incident_steps.say(lines::steps(line, moment));
        }
        api.set_look(view.gate.look.into());
        api.set_door_open(view.gate.door_open.unwrap_or(false));
        api.set_siren(face::siren(state.link, &view.gate, moment.now).into());
        api.set_siren_until(lines::siren_until(&view.gate, moment));
        api.set_siren_waits(state.siren_waits());
        api.set_printer(lines::printer(&view.printer));
        api.set_backup(view.backup.map(|backup| lines::backup(&backup, moment)).unwrap_or_default());
    }

    /// Whoever signs in sees nothing of what the one before saw until the core has told. The gate and the printer stay
    /// as they were last heard of: to call the gate shut would be a guess.
    fn show_no_view(&self) {
        let (api, lists) = (ui::GuardApi::get(&self.window), &self.lists);
        for lines in [&lists.queue, &lists.on_site] {
            lines.say(Vec::new());
        }
        lists.expected.say(Vec::new());
        lists.badges.say(Vec::new());
        lists.roll_call.say(Vec::new());
        lists.items.say(Vec::new());
        lists.owed.say(Vec::new());
        lists.alarms.say(Vec::new());
        lists.incidents.say(Vec::new());
        lists.incident_steps.say(Vec::new());
        api.set_queue_count(0);
        api.set_expected_count(0);
        api.set_on_site_count(0);
        api.set_overdue_count(0);
        api.set_to_be_signed_count(0);
        api.set_heads_inside(0);
        api.set_badge_count(0);
        api.set_owed_count(0);
        api.set_alarm_count(0);
        api.set_incident_count(0);
        api.set_incident_shown(false);
        api.set_roll(ui::GuardRollCall::default());
        api.set_shift(ui::GuardShift::default());
    }

    fn show_shift(&self, state: &State, view: &GuardView, moment: Moment) {
        let api = ui::GuardApi::get(&self.window);
        let lists = &self.lists;
        let roll = view.roll_call.as_ref();
        api.set_roll(shift_lines::roll_call(roll, moment));
        let people = roll.map(|roll| roll.people.as_slice()).unwrap_or_default();
        lists.roll_call.say(people.iter().map(|line| shift_lines::roll_person(line, moment)).collect());
        api.set_shift(shift_lines::shift(state, view, moment));
        let item = |line| shift_lines::item(line, view, moment, state.waits_about(&line.id));
        lists.items.say(shift_lines::items(view).iter().map(item).collect());
        api.set_owed_count(count(view.must_complete.len()));
        lists.owed.say(view.must_complete.iter().map(|line| shift_lines::owed(line, moment)).collect());
    }

    /// Also while there is no view: what one guard has found is not left for the next.
    fn show_today(&self, state: &State, moment: Moment) {
        let api = ui::GuardApi::get(&self.window);
        let hits = state.today.hits.as_ref();
        api.set_today_answered(hits.is_some());
        api.set_today_more(hits.is_some_and(|hits| hits.more));
        api.set_today_incomplete(hits.is_some_and(|hits| !hits.complete));
        api.set_today_problem(sentence(state.today.problem.as_ref(), state.language));
        let visits = hits.map(|hits| hits.visits.as_slice()).unwrap_or_default();
        self.lists.today.say(visits.iter().map(|hit| shift_lines::today(hit, moment)).collect());
    }

    fn show_card(&self, state: &State, moment: Moment) {
        let api = ui::GuardApi::get(&self.window);
        let card = state.card();
        api.set_card_shown(card.is_some());
        let Some(card) = card else { return };
        api.set_card(lines::card(card, moment, state.language, state.waits_about(&card.visit)));
        self.lists.persons.say(card.persons.iter().map(|person| lines::person(person, card)).collect());
        // In the open only for a visitor who is not at the desk: of one who is held the sheet alone tells.
        let from_paper = card.marks.contains(&MarkWord::EnteredLater);
        self.lists.compare.say(if from_paper { compare(card, moment) } else { Vec::new() });
        self.lists.also.say(card.also.iter().map(|step| (*step).into()).collect());
        self.lists.extras.say(face::extras(card).into_iter().map(Into::into).collect());
    }

    fn show_dialogs(&self, state: &State, moment: Moment) {
        let api = ui::GuardApi::get(&self.window);
        let dialog = state.dialog.as_ref();
        let about = dialog.and_then(Dialog::visit).and_then(|visit| state.card_of(visit));
        // The subject comes before the dialog: fields of the dialog start from it.
        match about {
            Some(card) => {
                api.set_about(lines::card(card, moment, state.language, state.waits_about(&card.visit)));
                let persons: Vec<_> = card.persons.iter().map(|person| lines::person(person, card)).collect();
                if let Some(Dialog::Person(_, _, index)) = dialog {
                    let person = persons.iter().find(|person| person.index == i32::from(*index));
                    api.set_about_person(person.cloned().unwrap_or_default());
                }
                self.lists.about_persons.say(persons);
                self.lists.about_compare.say(compare(card, moment));
                self.lists.about_areas.say(card.areas.iter().map(lines::area).collect());
                api.set_about_area(face::own_area(card).map(lines::area).unwrap_or_default());
            }
            None => {
                let owed = dialog.and_then(Dialog::visit).and_then(|visit| state.owed_of(visit));
                api.set_about(owed.map(|line| shift_lines::card_of_owed(line, moment)).unwrap_or_default());
            }
        }
        if let Some(Dialog::BadgeLost(badge)) = dialog {
            api.set_about_badge(count(*badge));
        }
        api.set_ink(state.ink.commands().into());
        api.set_dialog(dialog.map_or(ui::GuardDialog::None, words::dialog));
        api.set_dialog_busy(state.busy(Layer::Dialog));
        api.set_dialog_problem(sentence(state.dialog_problem.as_ref(), state.language));
        api.set_cards_fault(state.cards_fault);
        if dialog.is_none() {
            api.set_paper_fault(ui::GuardPaperFault::None);
        }
        let hosts = state.hosts.hits.iter().map(|hit| ui::GuardHost {
            id: count(hit.id),
            name: hit.name.as_str().into(),
            department: hit.department.as_str().into(),
        });
        self.lists.hosts.say(hosts.collect());
        api.set_hosts_answered(state.hosts.answered);
        api.set_gate_dialog(state.gate_dialog.map_or(ui::GuardGateDialog::None, Into::into));
        api.set_gate_busy(state.busy(Layer::Gate));
        api.set_gate_problem(sentence(state.gate_problem.as_ref(), state.language));
    }

    fn show_notice(&self, state: &State) {
        let api = ui::GuardApi::get(&self.window);
        let (notice, number, text) = match &state.notice {
            None => (ui::GuardNotice::None, 0, SharedString::default()),
            Some(Notice::Recorded) => (ui::GuardNotice::Recorded, 0, SharedString::default()),
            Some(Notice::NotSent) => (ui::GuardNotice::NotSent, 0, SharedString::default()),
            Some(Notice::VisitEnded) => (ui::GuardNotice::VisitEnded, 0, SharedString::default()),
            Some(Notice::SignedOut) => (ui::GuardNotice::SignedOut, 0, SharedString::default()),
            Some(Notice::QueueNumber(queue)) => {
                (ui::GuardNotice::QueueNumber, count(*queue), SharedString::default())
            }
            Some(Notice::Refused(problem)) => {
                (ui::GuardNotice::Refused, 0, sentence(Some(problem), state.language))
            }
        };
        api.set_notice_number(number);
        api.set_notice_text(text);
        api.set_notice(notice);
    }
}

fn compare(card: &Card, moment: Moment) -> Vec<ui::GuardCompare> {
    card.compare.iter().map(|line| lines::compare(line, moment)).collect()
}

/// A refusal's own sentence, in the language of the panel; empty for none.
fn sentence(problem: Option<&Problem>, language: LanguageWord) -> SharedString {
    match (problem, language) {
        (None, _) => SharedString::default(),
        (Some(problem), LanguageWord::Zh) => problem.title_zh.as_str().into(),
        (Some(problem), LanguageWord::En) => problem.title.as_str().into(),
    }
}
