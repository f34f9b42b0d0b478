//! Puts the state into the window: values and codes, no sentence of our own.

use std::rc::Rc;

use slint::{ComponentHandle, Model, ModelRc, SharedString, VecModel};

use crate::screens::ui::{KioskApi, KioskComplaint, KioskField, KioskHost, KioskWindow};
use crate::wire::LanguageWord;

use super::face::notice;
use super::typed::COMPANIONS_MAX;
use super::words::{document_to_screen, kind_to_screen, line_of};
use super::{State, Typed};

impl State {
    /// Shows this state. The focus leaves its field when the screen changes, so that nothing is typed into a
    /// field nobody sees.
    pub(super) fn show(&self, window: &KioskWindow) {
        let api = window.global::<KioskApi>();
        let screen = self.screen();
        let chinese = self.language == LanguageWord::Zh;
        // Hosts to choose from need the room of the keyboard.
        let hosts_came = api.get_hosts().row_count() == 0 && !self.typed.hits.is_empty();
        if api.get_screen() != screen || hosts_came {
            window.invoke_rest();
        }
        api.set_chinese(chinese);
        self.show_site(&api, chinese);
        show_typed(&self.typed, &api, chinese);
        self.show_visit(&api);
        self.show_complaint(&api, chinese);
        api.set_called(self.called);
        api.set_dialog(self.dialog);
        api.set_may_start_over(self.is_under_way());
        api.set_busy(self.busy.is_some());
        api.set_searching(self.search.is_some());
        api.set_larger(self.larger);
        api.set_contrast(self.contrast);
        api.set_left_s(self.left_s().try_into().unwrap_or(i32::MAX));
        api.set_notice_line(line_of(notice(self.trouble(), screen)));
        api.set_screen(screen);
    }

    fn show_site(&self, api: &KioskApi, chinese: bool) {
        let Some(site) = &self.site else { return };
        api.set_site((&site.name).into());
        api.set_welcome(if chinese { &site.welcome_zh } else { &site.welcome_en }.into());
        api.set_notice(if chinese { &site.notice_zh } else { &site.notice_en }.into());
        api.set_site_rules(site.rules.in_language(self.language).words.as_str().into());
        api.set_sign_rules(site.sign_rules);
        api.set_confidentiality(site.confidentiality.in_language(self.language).words.as_str().into());
        // The word 厂, 园 or 校 has no place in an English sentence.
        api.set_place(if chinese { site.place_word.as_str() } else { "" }.into());
    }

    fn show_visit(&self, api: &KioskApi) {
        let own = self.own.as_ref();
        api.set_own_queue(own.map_or(0, |own| own.queue.try_into().unwrap_or(i32::MAX)));
        api.set_own_known(own.is_some_and(|own| own.view.is_some()));
        api.set_slip_open(own.is_some_and(|own| own.slip_open()));
    }

    fn show_complaint(&self, api: &KioskApi, chinese: bool) {
        match &self.complaint {
            Some(complaint) => {
                let (zh, en) = &complaint.told;
                api.set_told(if chinese { zh } else { en }.into());
                api.set_complaint_field(complaint.field);
                api.set_complaint(complaint.what);
            }
            None => {
                api.set_told(SharedString::new());
                api.set_complaint_field(KioskField::None);
                api.set_complaint(KioskComplaint::None);
            }
        }
    }
}

fn show_typed(typed: &Typed, api: &KioskApi, chinese: bool) {
    api.set_name((&typed.name).into());
    api.set_unit((&typed.unit).into());
    api.set_phone((&typed.phone).into());
    api.set_host_text((&typed.host_text).into());
    api.set_purpose((&typed.purpose).into());
    api.set_companion((&typed.companion).into());
    api.set_booking_name((&typed.booking_name).into());
    api.set_booking_phone((&typed.booking_phone).into());
    api.set_queue((&typed.queue).into());
    api.set_tail((&typed.tail).into());
    api.set_number((&typed.number).into());
    api.set_plate((&typed.plate).into());
    api.set_belongings((&typed.belongings).into());
    api.set_lost_name((&typed.lost_name).into());
    api.set_kind_chosen(typed.kind.is_some());
    if let Some(kind) = typed.kind {
        api.set_kind(kind_to_screen(kind));
    }
    api.set_leader(typed.leader);
    api.set_document_chosen(typed.document.is_some());
    if let Some(document) = typed.document {
        api.set_document(document_to_screen(document));
    }
    api.set_number_agreed(typed.number_agreed);
    api.set_rules_agreed(typed.rules_agreed);
    api.set_rules_ink(typed.rules_ink.commands().into());
    api.set_confidentiality_ink(typed.confidentiality_ink.commands().into());
    api.set_remember(typed.remember);
    api.set_own_phone((&typed.own_phone).into());
    api.set_own_tail((&typed.own_tail).into());
    show_hosts(typed, api);
    show_party(typed, api, chinese);
}

fn show_hosts(typed: &Typed, api: &KioskApi) {
    let hosts = typed.hits.iter().map(|hit| KioskHost {
        name: (&hit.name).into(),
        department: (&hit.department).into(),
        chosen: typed.host.as_ref() == Some(hit),
    });
    replace(&api.get_hosts(), hosts.collect(), |model| api.set_hosts(model));
    api.set_host_unknown(typed.searched.is_some() && typed.hits.is_empty() && typed.host.is_none());
    api.set_host_shown(match &typed.host {
        Some(host) => slint::format!("{} · {}", host.name, host.department),
        None => (&typed.host_text).into(),
    });
}

fn show_party(typed: &Typed, api: &KioskApi, chinese: bool) {
    let named: Vec<&str> =
        typed.companions.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let children = typed.companions.len() - named.len();
    api.set_companion_names(named.join(if chinese { "、" } else { ", " }).into());
    api.set_children(children.try_into().unwrap_or(i32::MAX));
    api.set_party_full(typed.companions.len() >= COMPANIONS_MAX);
    let names = typed.companions.iter().map(SharedString::from).collect();
    replace(&api.get_companions(), names, |model| api.set_companions(model));
}

/// Hands a new model over only when the rows differ: a new one builds every row anew, under the finger.
fn replace<T: Clone + PartialEq + 'static>(shown: &ModelRc<T>, rows: Vec<T>, set: impl FnOnce(ModelRc<T>)) {
    if !shown.iter().eq(rows.iter().cloned()) {
        set(ModelRc::from(Rc::new(VecModel::from(rows))));
    }
}
