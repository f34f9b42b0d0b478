//! Signing by finger over HTTP, by the words the touchscreen was told of.

use gatehouse::domain::Kind;
use gatehouse::wire::{
    ConfidentialityDraft, ConfidentialityWord, DocumentWord, Draft, HostReply, PaperVisit, SignatureDraft,
    SignedWord, SignerWord, SiteFacts, SlipPapers, TextWord, Wish,
};

use crate::server_site::{GUARD, KIOSK, Said, Site, draft, now, slip};

fn facts(site: &Site) -> SiteFacts {
    serde_json::from_value(site.get("/api/v1/site", KIOSK).body).unwrap()
}

fn drawn(sha256: &str) -> SignatureDraft {
    SignatureDraft {
        sha256: sha256.to_owned(),
        strokes: vec![vec![(100, 200), (400, 80), (700, 220)], vec![(710, 30)]],
    }
}

/// A site where suppliers sign for confidentiality, and a supplier with a host who waits.
fn waiting(sign_rules: bool) -> (Site, String) {
    let site = Site::with(|settings| {
        settings.rules.sign_rules = sign_rules;
        settings.rules.confidential_kinds = vec![Kind::Supplier];
    });
    let host = Some(site.add_host());
    let (handle, _) = site.check_in(Draft { host, host_text: String::new(), ..draft("李雷") });
    (site, handle)
}

fn sends(site: &Site, handle: &str, papers: SlipPapers) -> Said {
    site.wish(KIOSK, &Wish::CompleteSlip { handle: handle.to_owned(), slip: slip(), papers })
}

#[test]
fn a_visitor_signs_what_the_touchscreen_was_told_to_show() {
    let (site, handle) = waiting(true);
    let facts = facts(&site);
    assert!(facts.sign_rules && facts.rules.version == "1");
    assert_ne!(facts.rules.zh.sha256, facts.rules.en.sha256);
    let asks =
        || site.get(&format!("/api/v1/kiosk/visits/{handle}"), KIOSK).body["asks_confidentiality"].clone();
    assert_eq!(asks(), true);
    let said = sends(&site, &handle, SlipPapers::default());
    assert_eq!((said.status, said.code()), (422, "signature-missing"));
    let papers = SlipPapers {
        rules: Some(drawn(&facts.rules.zh.sha256)),
        confidentiality: Some(ConfidentialityDraft::Signed(drawn(&facts.confidentiality.en.sha256))),
        ..SlipPapers::default()
    };
    assert_eq!(sends(&site, &handle, papers).status, 200);
    assert_eq!(asks(), false);
    let card = site.panel().queue.remove(0);
    let signed: Vec<_> = card.signed.iter().map(|line| line.what).collect();
    assert_eq!(signed, [SignedWord::Rules, SignedWord::Confidentiality]);
    assert!(card.signed.iter().all(|line| line.at >= card.arrived));
    assert_eq!(card.confidentiality, Some(ConfidentialityWord::Signed));
}

#[test]
fn what_is_no_signature_is_refused_with_its_field_and_changes_nothing() {
    let (site, handle) = waiting(false);
    let good = facts(&site).rules.zh.sha256;
    let rules = |sha256: &str, strokes| SlipPapers {
        rules: Some(SignatureDraft { sha256: sha256.to_owned(), strokes }),
        ..SlipPapers::default()
    };
    let line = || vec![vec![(0, 0), (900, 300)]];
    let other = "0".repeat(64);
    for (papers, code, status) in [
        (rules(&good, vec![]), "signature-empty", 422),
        (rules(&good, vec![vec![(5, 5)]]), "signature-too-short", 422),
        (rules(&good, vec![vec![(0, 0); 1_001]]), "signature-too-long", 422),
        (rules(&other, line()), "text-changed", 409),
        (rules("no hash", line()), "text-changed", 409),
        (rules(&facts(&site).confidentiality.zh.sha256, line()), "text-changed", 409),
    ] {
        let said = sends(&site, &handle, papers);
        assert_eq!((said.status, said.code()), (status, code), "{said:?}");
        assert!(!said.body["title_zh"].as_str().unwrap().is_empty());
    }
    let empty = sends(&site, &handle, rules(&good, vec![]));
    assert_eq!(empty.body["field"], "rules");
    assert!(!site.panel().queue[0].slip_complete, "a slip whose signature is refused is not complete");
}

#[test]
fn the_same_key_signs_once_also_after_a_restart() {
    let (site, handle) = waiting(false);
    let sha256 = facts(&site).confidentiality.zh.sha256;
    let wish = Wish::SignText { handle, text: TextWord::Confidentiality, signature: drawn(&sha256) };
    let first = site.wish_keyed(KIOSK, "key-of-a-signature", &wish);
    assert_eq!(first.status, 200, "{first:?}");
    let site = site.restart();
    assert_eq!(site.wish_keyed(KIOSK, "key-of-a-signature", &wish), first);
    assert_eq!(site.panel().queue[0].signed.len(), 1);
}

#[test]
fn a_text_that_was_changed_between_reading_and_signing_is_read_again() {
    let (site, handle) = waiting(false);
    let old = facts(&site).confidentiality.zh.sha256;
    let sign = |sha256: &str| Wish::SignText {
        handle: handle.clone(),
        text: TextWord::Confidentiality,
        signature: drawn(sha256),
    };
    let mut down = site.down();
    down.settings_mut().texts.confidentiality.zh.words = "来访所见请勿外传。".to_owned();
    let site = down.up();
    let said = site.wish(KIOSK, &sign(&old));
    assert_eq!((said.status, said.code()), (409, "text-changed"));
    assert_eq!(said.body["title_zh"], "内容已更新，请重新阅读后签字。");
    let new = facts(&site).confidentiality.zh;
    assert_eq!(new.words, "来访所见请勿外传。");
    assert_eq!(site.wish(KIOSK, &sign(&new.sha256)).status, 200);
}

#[test]
fn a_refusal_of_confidentiality_is_waived_with_a_name() {
    let (site, handle) = waiting(false);
    let refused =
        SlipPapers { confidentiality: Some(ConfidentialityDraft::Refused), ..SlipPapers::default() };
    assert_eq!(sends(&site, &handle, refused).status, 200);
    let visit = site.panel().queue[0].visit.clone();
    let sees =
        Wish::SeeDocument { visit: visit.clone(), document: DocumentWord::Passport, number: "1234".into() };
    site.granted(GUARD, &sees);
    site.granted(GUARD, &Wish::HostSaid { visit: visit.clone(), reply: HostReply::Agrees });
    let issue = Wish::IssueBadge { visit: visit.clone(), area: String::new() };
    let said = site.wish(GUARD, &issue);
    assert_eq!((said.status, said.code()), (409, "confidentiality-missing"));
    assert_eq!(site.panel().queue[0].confidentiality, Some(ConfidentialityWord::Refused));
    site.granted("manager:1", &Wish::WaiveConfidentiality { visit, by: "总经理王刚".into() });
    site.granted(GUARD, &issue);
}

#[test]
fn a_host_signs_off_on_the_panel_under_the_sentence_of_the_card() {
    let site = Site::open();
    let host = Some(site.add_host());
    let inside = Draft { host, host_text: String::new(), ..draft("李雷") };
    let paper = PaperVisit { draft: inside, arrived: now() - 60_000, left: None, card: None };
    site.granted(GUARD, &Wish::EnterPaperVisit { paper });
    let card = site.panel().on_site.remove(0);
    let text = card.sign_off_text.unwrap();
    assert!(text.zh.words.contains(&card.visit) && text.en.words.contains(&card.visit));
    let sign = |by, sha256: &str| {
        let (visit, signature) = (card.visit.clone(), Some(drawn(sha256)));
        site.wish(GUARD, &Wish::SignOff { visit, by, name: "王芳".into(), signature })
    };
    assert_eq!(sign(SignerWord::Host, &"0".repeat(64)).code(), "text-changed");
    assert_eq!(sign(SignerWord::PhoneWitnessed, &text.zh.sha256).code(), "signature-by-phone");
    assert_eq!(sign(SignerWord::Host, &text.zh.sha256).status, 200);
    let card = site.panel().on_site.remove(0);
    assert!(card.signed_off && card.sign_off_text.is_none());
    assert_eq!(card.signed.iter().map(|line| line.what).collect::<Vec<_>>(), [SignedWord::SignOff]);
}
