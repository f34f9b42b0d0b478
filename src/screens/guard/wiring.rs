//! What each touch wishes: one line for each callback of `ui/guard/api.slint`.

use std::rc::Rc;

use slint::{Global, SharedString};

use super::desk;
use super::dialog::{Dialog, GateAsk, IncidentAsk, PersonAsk, VisitAsk};
use super::panel::Panel;
use super::shift;
use super::shortcuts::{Shortcut, shortcut};
use super::state::{Layer, Session, State};
use super::{forms, words};
use crate::client::ToCore;
use crate::screens::ink::Ink;
use crate::screens::ui;
use crate::wire::{LanguageWord, Wish};

/// Makes a callback out of a change of the state.
macro_rules! on {
    ($panel:expr, $api:expr, $callback:ident, |$state:ident $(, $argument:ident)*| $change:expr) => {{
        let weak = Rc::downgrade($panel);
        $api.$callback(move |$($argument),*| {
            if let Some(panel) = weak.upgrade() {
                panel.act(move |$state, _| $change);
            }
        });
    }};
}
pub(super) use on;

/// A place in a party, as the screen numbers it.
pub(super) fn place(index: i32) -> u8 {
    u8::try_from(index).unwrap_or(u8::MAX)
}

/// A number as the screen counts it; what is negative there is nothing here.
pub(super) fn number(number: i32) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

/// Joins every callback to `panel`.
pub fn join(panel: &Rc<Panel>) {
    join_page(panel);
    join_gate(panel);
    join_card(panel);
    join_dialog(panel);
    desk::join(panel);
    shift::join(panel);
}

fn join_page(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    let weak = Rc::downgrade(panel);
    api.on_key(move |text, typing| {
        let Some(panel) = weak.upgrade() else { return false };
        let (signed_in, asked) = {
            let state = panel.state();
            (matches!(state.session, Session::In(_)), state.is_asked())
        };
        // The gate can be asked for by anybody who then says who they are; its button stands there too.
        let heard = |asked: &Shortcut| signed_in || *asked == Shortcut::Gate(GateAsk::Override);
        let Some(shortcut) = shortcut(&text, typing, asked).filter(heard) else { return false };
        panel.typed_by_keys(shortcut == Shortcut::Send);
        panel.act(|state, _| state.follow_key(shortcut));
        true
    });
    let weak = Rc::downgrade(panel);
    api.on_sign_in(move |name, pin| {
        if let Some(panel) = weak.upgrade() {
            panel.act(|state, now| state.sign_in(&name, &pin, now));
        }
    });
    on!(panel, api, on_sign_out, |_state| Some(ToCore::SignOut));
    on!(panel, api, on_speak_chinese, |state, chinese| {
        state.language = if chinese { LanguageWord::Zh } else { LanguageWord::En };
        // A signature stands under the words it was written under.
        state.ink = Ink::default();
        None
    });
    on!(panel, api, on_show_tab, |state, tab| {
        state.tab = tab.into();
        state.notice = None;
        None
    });
    on!(panel, api, on_show_filter, |state, filter| {
        state.filter = filter.into();
        None
    });
    on!(panel, api, on_select, |state, visit| {
        state.select(visit.to_string());
        None
    });
    on!(panel, api, on_mark_arrived, |state, booking| arrived(state, &booking));
    on!(panel, api, on_dismiss_notice, |state| {
        state.notice = None;
        None
    });
    on!(panel, api, on_acknowledge, |state, alarm| {
        state.wish(Layer::Page, None, Wish::Acknowledge { alarm: number(alarm) })
    });
}

fn join_gate(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_ask_gate, |state, dialog| {
        if let Some(ask) = words::gate_ask(dialog) {
            state.open_gate_dialog(ask);
        }
        None
    });
    on!(panel, api, on_close_gate_dialog, |state| {
        state.close_gate_dialog();
        None
    });
    on!(panel, api, on_gate_reason, |state, reason| {
        let reason = reason.trim().to_owned();
        let wish = match state.gate_dialog? {
            GateAsk::Override => Wish::Override { reason },
            GateAsk::EmergencyOpen => Wish::EmergencyOpen { reason },
            GateAsk::EmergencyClose => Wish::EmergencyClose,
            GateAsk::Lockdown => Wish::Lockdown { reason },
            GateAsk::EndLockdown => Wish::EndLockdown { reason },
            GateAsk::ResetFire => Wish::ResetFire,
            GateAsk::SoundSiren => Wish::SoundSiren,
            GateAsk::Printer => return None,
        };
        state.wish(Layer::Gate, None, wish)
    });
    on!(panel, api, on_press_siren, |state| state.press_siren());
    on!(panel, api, on_ask_printer, |state| {
        state.ask_printer();
        None
    });
    on!(panel, api, on_test_print, |state| state.wish(Layer::Gate, None, Wish::TestPrint));
    on!(panel, api, on_new_roll, |state| state.wish(Layer::Gate, None, Wish::NewRoll));
}

/// A wish about the opened card, from the page.
fn for_card(state: &mut State, wish: impl FnOnce(String) -> Wish) -> Option<ToCore> {
    let visit = state.card()?.visit.clone();
    if state.waits_about(&visit) {
        return None;
    }
    state.wish(Layer::Page, Some(visit.clone()), wish(visit))
}

/// The visitor of a booking has come.
fn arrived(state: &mut State, booking: &str) -> Option<ToCore> {
    if state.waits_about(booking) {
        return None;
    }
    let booking = booking.to_owned();
    state.wish(Layer::Page, Some(booking.clone()), Wish::MarkArrived { booking })
}

/// Opens a dialog about a person of the opened card.
fn ask_person(state: &mut State, ask: PersonAsk, index: i32) {
    if let Some(visit) = state.card().map(|card| card.visit.clone()) {
        state.open(Dialog::Person(ask, visit, place(index)));
    }
}

fn join_card(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_press, |state, step| state.press(step.into()));
    on!(panel, api, on_press_extra, |state, extra| state.press_extra(extra.into()));
    on!(panel, api, on_open_for, |state, index| {
        for_card(state, |visit| Wish::Open { visit, person: Some(place(index)) })
    });
    on!(panel, api, on_step_out, |state, index| {
        for_card(state, |visit| Wish::StepOut { visit, person: place(index) })
    });
    on!(panel, api, on_ask_tray, |state, index| {
        ask_person(state, PersonAsk::Tray, index);
        None
    });
    on!(panel, api, on_ask_reprint, |state, index| {
        ask_person(state, PersonAsk::Reprint, index);
        None
    });
    on!(panel, api, on_ask_lost, |state, badge| {
        state.open(Dialog::BadgeLost(number(badge)));
        None
    });
    on!(panel, api, on_take_back, |state, badge| {
        let layer = if state.dialog.is_some() { Layer::Dialog } else { Layer::Page };
        let visit = state.dialog.as_ref().and_then(Dialog::visit).map(str::to_owned);
        state.wish(layer, visit, Wish::TakeBadgeBack { badge: number(badge) })
    });
}

/// A wish of the open dialog about its visit.
fn for_dialog(state: &mut State, wish: impl FnOnce(String) -> Wish) -> Option<ToCore> {
    let visit = state.dialog.as_ref()?.visit()?.to_owned();
    state.wish(Layer::Dialog, Some(visit.clone()), wish(visit))
}

/// A wish of the open dialog about its person.
fn for_person(state: &mut State, wish: impl FnOnce(String, u8) -> Wish) -> Option<ToCore> {
    let Some(Dialog::Person(_, visit, person)) = state.dialog.clone() else { return None };
    state.wish(Layer::Dialog, Some(visit.clone()), wish(visit, person))
}

/// Goes on with another question about the same visit.
fn ask_next(state: &mut State, ask: VisitAsk) {
    if let Some(visit) = state.dialog.as_ref().and_then(Dialog::visit).map(str::to_owned) {
        state.open(Dialog::Visit(ask, visit));
    }
}

fn join_dialog(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_close_dialog, |state| {
        state.close_dialog();
        None
    });
    on!(panel, api, on_see_document, |state, document, typed| {
        let number = typed.trim().to_owned();
        for_dialog(state, |visit| Wish::SeeDocument { visit, document: document.into(), number })
    });
    on!(panel, api, on_vouched, |state| {
        ask_next(state, VisitAsk::Vouch);
        None
    });
    on!(panel, api, on_host_said, |state, reply| {
        let reply = words::reply(reply)?;
        for_dialog(state, |visit| Wish::HostSaid { visit, reply })
    });
    on!(panel, api, on_find_hosts, |state, query| state.find_hosts(&query));
    on!(panel, api, on_choose_host, |state, host| {
        for_dialog(state, |visit| Wish::SetHost { visit, host: number(host) })
    });
    on!(panel, api, on_other_host, |state| {
        ask_next(state, VisitAsk::SetHost);
        None
    });
    on!(panel, api, on_set_class, |state, class, reason, administration_agrees| {
        let (class, reason) = (class.into(), reason.trim().to_owned());
        for_dialog(state, |visit| Wish::SetClass { visit, class, reason, administration_agrees })
    });
    on!(panel, api, on_administration_told, |state| {
        for_dialog(state, |visit| Wish::CallAdministration { visit })
    });
    on!(panel, api, on_administration_said, |state, acknowledged| {
        for_dialog(state, |visit| Wish::AdministrationSaid { visit, acknowledged })
    });
    on!(panel, api, on_admit_anyway, |state| {
        ask_next(state, VisitAsk::AdmitAnyway);
        None
    });
    on!(panel, api, on_check_mark, |state, same_person, reason| {
        let reason = reason.trim().to_owned();
        for_dialog(state, |visit| Wish::CheckMark { visit, same_person, reason })
    });
    on!(panel, api, on_issue_badge, |state, area| {
        for_dialog(state, |visit| Wish::IssueBadge { visit, area: area.into() })
    });
    on!(panel, api, on_approve_area, |state, area, by| {
        let by = by.trim().to_owned();
        for_dialog(state, |visit| Wish::ApproveArea { visit, area: area.into(), by })
    });
    on!(panel, api, on_tray_checked, |state, there| {
        for_person(state, |visit, person| Wish::TrayChecked { visit, person, there })
    });
    on!(panel, api, on_reprint, |state, spoilt| {
        for_person(state, |visit, person| Wish::Reprint { visit, person, spoilt })
    });
    on!(panel, api, on_sign_off, |state, signer, name| {
        let name = name.trim().to_owned();
        let signature = state.sign_off_signature(signer == ui::GuardSigner::PhoneWitnessed);
        for_dialog(state, |visit| Wish::SignOff { visit, by: signer.into(), name, signature })
    });
    on!(panel, api, on_pen, |state, begins, x, y| {
        state.ink.draw(begins, x, y);
        None
    });
    on!(panel, api, on_wipe_ink, |state| {
        state.ink = Ink::default();
        None
    });
    on!(panel, api, on_badge_lost, |state| {
        let Some(Dialog::BadgeLost(badge)) = state.dialog else { return None };
        state.wish(Layer::Dialog, None, Wish::BadgeLost { badge })
    });
    on!(panel, api, on_refuse, |state, why, text| {
        let text = text.trim().to_owned();
        for_dialog(state, |visit| Wish::Refuse { visit, why: why.into(), text })
    });
    on!(panel, api, on_say, |state, text| say(state, &text));
}

/// What the words of a dialog with one field wish.
fn say(state: &mut State, text: &SharedString) -> Option<ToCore> {
    let text = text.trim().to_owned();
    let wish = match state.dialog.clone()? {
        Dialog::Visit(VisitAsk::Vouch, visit) => Wish::Vouch { visit, by: text },
        Dialog::Visit(VisitAsk::AdmitAnyway, visit) => {
            Wish::AdmitWithoutAdministration { visit, reason: text }
        }
        Dialog::Visit(VisitAsk::Cards, visit) => {
            let cards = forms::cards(&text);
            state.cards_fault = cards.is_none();
            Wish::IssueCards { visit, cards: cards? }
        }
        Dialog::Visit(VisitAsk::Waive, visit) => Wish::WaiveConfidentiality { visit, by: text },
        Dialog::Visit(VisitAsk::CloseSlip, visit) => Wish::CloseSlip { visit, reason: text },
        Dialog::Visit(VisitAsk::LetOut, visit) => Wish::LetOut { visit, person: None, reason: text },
        Dialog::Visit(VisitAsk::ConfirmLeft, visit) => Wish::ConfirmLeft { visit, reason: text },
        Dialog::Visit(VisitAsk::Incident, visit) => Wish::OpenIncident { visit: Some(visit), text },
        Dialog::Incident(IncidentAsk::ResumeEntry, incident) => Wish::ResumeEntry { incident, reason: text },
        Dialog::Incident(IncidentAsk::Close, incident) => Wish::CloseIncident { incident, report: text },
        dialog => return desk::say(state, &dialog, text),
    };
    let visit = state.dialog.as_ref().and_then(Dialog::visit).map(str::to_owned);
    state.wish(Layer::Dialog, visit, wish)
}
