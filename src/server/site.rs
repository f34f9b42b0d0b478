//! `GET /site`: what every screen needs to know before anybody has touched it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Offset, TimeZone};
use data_encoding::HEXLOWER;

use super::office::Office;
use crate::domain::{HouseText, Language, Stamp, TextHash, TextKind};
use crate::settings::Settings;
use crate::wire::{KioskFace, PhoneWord, Problem, ShownText, SiteFacts, SiteText};

/// Every face a visit may have.
const FACES: [KioskFace; 5] = [
    KioskFace::PleaseWait,
    KioskFace::BadgePrinting,
    KioskFace::ComeIn,
    KioskFace::SeeTheGuard,
    KioskFace::Over,
];

/// Facts about the site.
#[utoipa::path(get, path = "/api/v1/site", tag = "site", responses((status = 200, body = SiteFacts), (status = 401, body = Problem)))]
pub(super) async fn facts(State(office): State<Arc<Office>>) -> Json<SiteFacts> {
    Json(site_facts(&office.parts.settings, office.now()))
}

/// The facts as configured, with the zone's offset at `now`.
pub fn site_facts(settings: &Settings, now: Stamp) -> SiteFacts {
    let site = &settings.site;
    let contact = site.privacy_contact.as_deref();
    let notice = |text: &str, nobody: &str| {
        text.trim_end()
            .replace("{site}", &site.name)
            .replace("{place}", site.place_word.word())
            .replace("{visit_days}", &settings.retention.visit_days.to_string())
            .replace("{tail_days}", &settings.retention.document_tail_days.to_string())
            .replace("{remembered_days}", &settings.retention.remembered_days.to_string())
            .replace("{contact}", contact.unwrap_or(nobody))
    };
    let texts = settings.texts.standing();
    let text = |kind| site_text(&texts, kind);
    let alerts = &settings.alerts;
    let phones = [
        (PhoneWord::Police, Some(&site.emergency_phone)),
        (PhoneWord::Administration, alerts.administration.as_ref()),
        (PhoneWord::CompanyOffice, alerts.company_office.as_ref()),
        (PhoneWord::ManagerOnDuty, alerts.manager_on_duty.as_ref()),
        (PhoneWord::ShiftLeader, alerts.shift_leader.as_ref()),
    ];
    let known = |(whose, number): (PhoneWord, Option<&String>)| Some((whose, number?.clone()));
    SiteFacts {
        name: site.name.clone(),
        welcome_zh: site.welcome_zh.clone(),
        welcome_en: site.welcome_en.clone(),
        place_word: site.place_word.word().to_owned(),
        address: site.address.clone().unwrap_or_default(),
        notice_zh: notice(include_str!("../../lang/notice.zh.txt"), "值班保安"),
        notice_en: notice(include_str!("../../lang/notice.en.txt"), "the guard on duty"),
        rules: text(TextKind::Rules),
        sign_rules: settings.rules.sign_rules,
        confidentiality: text(TextKind::Confidentiality),
        phones: phones.into_iter().filter_map(known).collect(),
        language: site.language.into(),
        remembered_days: settings.retention.remembered_days,
        idle_s: settings.limits.kiosk_idle_s,
        back_to_welcome_s: settings.limits.kiosk_back_to_welcome_s,
        utc_offset_min: offset_min(settings, now),
        gate_name: settings.gate.name.clone(),
        faces: FACES.to_vec(),
    }
}

/// A text in both languages, as it stands.
fn site_text(texts: &[HouseText], kind: TextKind) -> SiteText {
    let in_language = |language| texts.iter().find(|text| (text.kind(), text.language()) == (kind, language));
    let shown = |language| {
        let shown = |text: &HouseText| shown_text(text.words());
        in_language(language).map(shown).unwrap_or_default()
    };
    SiteText {
        version: in_language(Language::Zh).map(|text| text.version().to_owned()).unwrap_or_default(),
        zh: shown(Language::Zh),
        en: shown(Language::En),
    }
}

/// Words with their hash.
pub(super) fn shown_text(words: &str) -> ShownText {
    ShownText { words: words.to_owned(), sha256: HEXLOWER.encode(&TextHash::of(words).0) }
}

/// Minutes the site's clocks are ahead of UTC.
fn offset_min(settings: &Settings, now: Stamp) -> i32 {
    let utc = DateTime::from_timestamp_millis(now.0).unwrap_or_default().naive_utc();
    settings.site.zone.offset_from_utc_datetime(&utc).fix().local_minus_utc() / 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::LanguageWord;

    #[test]
    fn the_facts_of_a_trial_are_whole() {
        let settings = Settings::parse(Settings::example()).unwrap();
        let facts = site_facts(&settings, Stamp(1_800_000_000_000));
        assert_eq!(facts.utc_offset_min, 8 * 60);
        let (rules, confidentiality) = (&facts.rules, &facts.confidentiality);
        let shown = [&rules.zh, &rules.en, &confidentiality.zh, &confidentiality.en].map(|text| &text.words);
        for text in [&facts.notice_zh, &facts.notice_en, &facts.welcome_zh].into_iter().chain(shown) {
            assert!(!text.is_empty() && !text.contains('{'), "{text}");
        }
        assert_eq!(facts.phones, [(PhoneWord::Police, "110".to_owned())]);
        assert_eq!(facts.language, LanguageWord::Zh);
    }

    #[test]
    fn the_screens_start_in_the_site_s_language() {
        let settings = Settings::parse("[site]\nlanguage = 'en'").unwrap();
        assert_eq!(site_facts(&settings, Stamp(0)).language, LanguageWord::En);
    }
}
