//! What the longer forms and the incident page wish.

use std::rc::Rc;

use slint::Global;

use super::dialog::{DeskAsk, Dialog, IncidentAsk};
use super::forms::{self, DraftTyped};
use super::panel::Panel;
use super::shift;
use super::state::{Layer, State};
use super::wiring::{number, on};
use crate::client::ToCore;
use crate::screens::ui;
use crate::wire::{IncidentStepWord, Wish};

/// Joins the callbacks of the desk and of incidents.
pub fn join(panel: &Rc<Panel>) {
    join_desk(panel);
    join_slip(panel);
    join_incident(panel);
}

fn typed(draft: &ui::GuardDraft) -> DraftTyped {
    DraftTyped {
        name: draft.name.to_string(),
        unit: draft.unit.to_string(),
        phone: draft.phone.to_string(),
        kind: draft.kind.into(),
        leader: draft.leader,
        host: number(draft.host),
        host_text: draft.host_text.to_string(),
        purpose: draft.purpose.to_string(),
        companions: draft.companions.to_string(),
        children: draft.children.try_into().unwrap_or(0),
    }
}

fn join_desk(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_ask_desk, |state, dialog| {
        let ask = match dialog {
            ui::GuardDialog::ByHand => DeskAsk::ByHand,
            ui::GuardDialog::Paper => DeskAsk::Paper,
            ui::GuardDialog::Official => DeskAsk::Official,
            other => shift::ask(other)?,
        };
        state.open(Dialog::Desk(ask));
        None
    });
    on!(panel, api, on_enter_by_hand, |state, draft| {
        let draft = forms::draft(&typed(&draft), state.language);
        state.wish(Layer::Dialog, None, Wish::EnterByHand { draft, slip: None })
    });
    let weak = Rc::downgrade(panel);
    api.on_enter_paper(move |draft, day, arrived, left, card| {
        let Some(panel) = weak.upgrade() else { return };
        let (language, offset_min) = (panel.state().language, panel.state().offset_min());
        let draft = forms::draft(&typed(&draft), language);
        match forms::paper(draft, (&day, &arrived, &left), &card, offset_min) {
            Ok(paper) => {
                panel.paper_fault(ui::GuardPaperFault::None);
                panel.act(|state, _| state.wish(Layer::Dialog, None, Wish::EnterPaperVisit { paper }));
            }
            Err(fault) => panel.paper_fault(fault.into()),
        }
    });
    on!(panel, api, on_admit_official, |state, unit, certificate, heads, purpose| {
        let heads = u8::try_from(heads).ok()?;
        let wish = Wish::AdmitOfficial {
            unit: unit.trim().to_owned(),
            certificate: certificate.trim().to_owned(),
            heads,
            purpose: purpose.trim().to_owned(),
        };
        state.wish(Layer::Dialog, None, wish)
    });
}

fn join_slip(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_fill_slip, |state, slip| {
        let visit = state.dialog.as_ref()?.visit()?.to_owned();
        let document = slip.document_given.then(|| slip.document.into());
        let agreed = (slip.nothing_forbidden, slip.rules_agreed);
        let slip = forms::slip(document, &slip.number, &slip.plate, &slip.belongings, agreed);
        let wish = Wish::CorrectSlip {
            visit: visit.clone(),
            names: None,
            unit: None,
            phone: None,
            purpose: None,
            slip: Some(slip),
            reason: forms::WRITTEN_BY_GUARD.to_owned(),
        };
        state.wish(Layer::Dialog, Some(visit), wish)
    });
    on!(panel, api, on_correct, |state, name, companions, unit, phone, purpose, reason| {
        let visit = state.dialog.as_ref()?.visit()?.to_owned();
        let before = before(state, &visit)?;
        let wish = Wish::CorrectSlip {
            visit: visit.clone(),
            names: forms::party(&name, &companions, &before.names),
            unit: forms::changed(&unit, &before.unit),
            phone: forms::changed(&phone, ""),
            purpose: forms::changed(&purpose, &before.purpose),
            slip: None,
            reason: reason.trim().to_owned(),
        };
        state.wish(Layer::Dialog, Some(visit), wish)
    });
}

/// What of a slip can be corrected, as it was.
struct Before {
    names: Vec<String>,
    unit: String,
    purpose: String,
}

/// The slip of a visit on the panel, or of one that is over and owes a part of it.
fn before(state: &State, visit: &str) -> Option<Before> {
    if let Some(card) = state.card_of(visit) {
        let names = card.persons.iter().map(|person| person.name.clone()).collect();
        return Some(Before { names, unit: card.unit.clone(), purpose: card.purpose.clone() });
    }
    let owed = state.owed_of(visit)?;
    let companions = usize::try_from(owed.heads).ok()?.saturating_sub(1);
    let names = std::iter::once(owed.name.clone()).chain(std::iter::repeat_n(String::new(), companions));
    Some(Before { names: names.collect(), unit: String::new(), purpose: String::new() })
}

/// A wish about the incident whose page is open.
fn step(state: &mut State, step: IncidentStepWord) -> Option<ToCore> {
    let incident = state.open_incident()?.id.clone();
    state.wish(Layer::Page, None, Wish::IncidentStep { incident, step, text: String::new() })
}

fn join_incident(panel: &Rc<Panel>) {
    let api = ui::GuardApi::get(panel.window());
    on!(panel, api, on_select_incident, |state, incident| {
        state.incident = Some(incident.to_string());
        None
    });
    on!(panel, api, on_open_incident, |state| {
        state.open(Dialog::Desk(DeskAsk::Incident));
        None
    });
    on!(panel, api, on_incident_step, |state, word| step(state, word.into()));
    on!(panel, api, on_ask_incident, |state, dialog| {
        let ask = match dialog {
            ui::GuardDialog::Police => IncidentAsk::Police,
            ui::GuardDialog::Note => IncidentAsk::Note,
            ui::GuardDialog::ResumeEntry => IncidentAsk::ResumeEntry,
            ui::GuardDialog::CloseIncident => IncidentAsk::Close,
            _ => return None,
        };
        let incident = state.open_incident()?.id.clone();
        state.open(Dialog::Incident(ask, incident));
        None
    });
    on!(panel, api, on_police_called, |state, officer, case| {
        let Some(Dialog::Incident(IncidentAsk::Police, incident)) = state.dialog.clone() else { return None };
        let (step, text) = (IncidentStepWord::PoliceCalled, forms::police(&officer, &case));
        state.wish(Layer::Dialog, None, Wish::IncidentStep { incident, step, text })
    });
}

/// What the words of a dialog about nobody, or of a note, wish; nothing for a dialog that has no such field.
pub fn say(state: &mut State, dialog: &Dialog, text: String) -> Option<ToCore> {
    let wish = match dialog {
        Dialog::Desk(DeskAsk::Incident) => Wish::OpenIncident { visit: None, text },
        Dialog::Desk(DeskAsk::ShiftNote) => Wish::NoteShift { text },
        Dialog::Incident(IncidentAsk::Note, incident) => {
            Wish::IncidentStep { incident: incident.clone(), step: IncidentStepWord::Note, text }
        }
        _ => return None,
    };
    state.wish(Layer::Dialog, None, wish)
}
