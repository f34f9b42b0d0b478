//! What the pages behind *More* and the roll call wish: the shift, owed slips, today's visits, somebody in a hurry.

use std::rc::Rc;

use slint::Global;

use super::dialog::{DeskAsk, Dialog, VisitAsk};
use super::panel::Panel;
use super::state::{Layer, State};
use super::wiring::{number, on, place};
use crate::client::{Countersigned, ToCore};
use crate::screens::ui;
use crate::wire::{SessionAsked, Wish};

/// Joins the callbacks.
pub fn join(panel: &Rc<Panel>) {
    join_roll_call(panel);
    join_shift(panel);
    join_express(panel);
}

fn join_roll_call(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_begin_roll_call, |state| state.wish(Layer::Page, None, Wish::BeginRollCall));
    on!(panel, api, on_mark_person, |state, visit, index, present| {
        let wish = Wish::MarkPerson { visit: visit.to_string(), person: place(index), present };
        state.wish(Layer::Page, None, wish)
    });
    on!(panel, api, on_end_roll_call, |state| state.wish(Layer::Dialog, None, Wish::EndRollCall));
}

fn join_shift(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_begin_handover, |state| state.wish(Layer::Page, None, Wish::BeginHandover));
    on!(panel, api, on_take_over, |state, item| {
        if state.waits_about(&item) {
            return None;
        }
        let items = vec![item.to_string()];
        state.wish(Layer::Page, Some(item.to_string()), Wish::TakeOverItems { items })
    });
    on!(panel, api, on_join_handover, |state, name, pin, leader, leader_pin| {
        let leader = (!leader.is_empty()).then(|| signs(&leader, &leader_pin));
        state.countersign(Countersigned::Join { incoming: signs(&name, &pin), leader })
    });
    on!(panel, api, on_end_handover, |state, outgoing_pin, incoming_pin| {
        let handover = state.view.as_ref()?.shift.handover.as_ref()?;
        let outgoing = signs(&handover.outgoing, &outgoing_pin);
        let incoming = signs(handover.incoming.as_ref()?, &incoming_pin);
        state.countersign(Countersigned::End { outgoing, incoming })
    });
    on!(panel, api, on_break_off_handover, |state| {
        state.wish(Layer::Dialog, None, Wish::BreakOffHandover)
    });
}

fn signs(number: &str, pin: &str) -> SessionAsked {
    SessionAsked { name: number.trim().to_owned(), pin: pin.to_owned() }
}

fn join_express(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_enter_quick, |state, name, heads, host| {
        let heads = u8::try_from(heads).ok()?;
        let wish = Wish::EnterQuick { name: name.trim().to_owned(), heads, host: number(host) };
        state.wish(Layer::Dialog, None, wish)
    });
    on!(panel, api, on_admit_express, |state, reason, host_agrees| {
        let visit = state.dialog.as_ref()?.visit()?.to_owned();
        let reason = reason.trim().to_owned();
        let wish = Wish::AdmitExpress { visit: visit.clone(), host_agrees, reason, cards: Vec::new() };
        state.wish(Layer::Dialog, Some(visit), wish)
    });
    on!(panel, api, on_supply, |state, visit, owes| supply(state, &visit, owes));
    on!(panel, api, on_close_slip, |state, visit| {
        state.open(Dialog::Visit(VisitAsk::CloseSlip, visit.to_string()));
        None
    });
    on!(panel, api, on_find_today, |state, query| state.find_today(&query));
}

/// Asks for what a slip lacks.
fn supply(state: &mut State, visit: &str, owes: ui::GuardOwes) -> Option<ToCore> {
    let ask = match owes {
        ui::GuardOwes::Document => VisitAsk::Document,
        ui::GuardOwes::Purpose | ui::GuardOwes::Names => VisitAsk::Correct,
        ui::GuardOwes::SlipRest => VisitAsk::Slip,
    };
    state.open(Dialog::Visit(ask, visit.to_owned()));
    None
}

/// The dialog of a button of the desk that is about the shift; nothing for the others.
pub fn ask(dialog: ui::GuardDialog) -> Option<DeskAsk> {
    match dialog {
        ui::GuardDialog::Quick => Some(DeskAsk::Quick),
        ui::GuardDialog::JoinHandover => Some(DeskAsk::JoinHandover),
        ui::GuardDialog::EndHandover => Some(DeskAsk::EndHandover),
        ui::GuardDialog::BreakOffHandover => Some(DeskAsk::BreakOffHandover),
        ui::GuardDialog::ShiftNote => Some(DeskAsk::ShiftNote),
        ui::GuardDialog::EndRollCall => Some(DeskAsk::EndRollCall),
        _ => None,
    }
}
