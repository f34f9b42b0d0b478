//! Signatures by finger, and who is asked to sign for confidentiality.

use gatehouse::domain::*;
use gatehouse::wire::{ConfidentialityWord, SignedWord};

use super::words::*;
use super::{given, given_at};
use crate::morning::{Morning, site};

/// A site where suppliers sign for confidentiality.
fn discreet() -> Policy {
    Policy { confidential_kinds: vec![Kind::Supplier], ..site() }
}

/// A site where the meeting room asks for it.
fn discreet_room() -> Policy {
    let mut policy = site();
    policy.areas[0].confidential = true;
    policy
}

fn refuses(_: &Morning) -> SlipPapers {
    SlipPapers { confidentiality: Some(ConfidentialityAnswer::Refused), ..SlipPapers::default() }
}

fn signs_both(morning: &Morning) -> SlipPapers {
    SlipPapers {
        rules: Some(signature(morning, TextKind::Rules)),
        confidentiality: Some(ConfidentialityAnswer::Signed(signature(morning, TextKind::Confidentiality))),
        ..SlipPapers::default()
    }
}

/// Everything of the routine but what is signed.
fn waits_with(slip: Deed) -> Deed {
    all(&[hosts(), checks_in(&["张伟"]), slip, sees_document(1), host_agrees(1)])
}

fn waives(by: &str) -> Deed {
    guard(Command::WaiveConfidentiality { visit: visit(1), by: remark(by) })
}

fn issues_for(area: &str) -> Deed {
    guard(Command::IssueBadge { visit: visit(1), area: Some(Area::parse(area).unwrap()) })
}

#[test]
fn what_is_signed_with_the_slip_is_recorded_with_its_words_and_device() {
    let then = given(&[hosts(), checks_in(&["张伟"])]).when(completes_slip_with(1, signs_both)).then([
        "SlipCompleted",
        "SignedByFinger",
        "SignedByFinger",
    ]);
    let texts = then.morning.house.texts.clone();
    for kind in [TextKind::Rules, TextKind::Confidentiality] {
        let text = texts.iter().find(|text| text.kind() == kind).unwrap();
        let signed = |record: &Record| match &record.event {
            Event::SignedByFinger { what, language, hash, device, strokes, .. } => {
                (*what, *language, *hash) == (SignedText::House(kind), text.language(), text.hash())
                    && device == "touchscreen"
                    && strokes.known().is_some_and(|strokes| strokes.points().is_some())
            }
            _ => false,
        };
        assert!(then.morning.records.iter().any(signed), "{kind:?}");
    }
    then.tells_the_panel(|card| {
        card.signed.iter().map(|line| line.what).eq([SignedWord::Rules, SignedWord::Confidentiality])
    });
}

#[test]
fn words_that_do_not_stand_are_read_again() {
    let other = |_: &Morning| SlipPapers {
        rules: Some(signature_under(TextHash::of("请勿吸烟。"))),
        ..SlipPapers::default()
    };
    let waits = || all(&[hosts(), checks_in(&["张伟"])]);
    given(&[waits()]).when(completes_slip_with(1, other)).refused_with(Refusal::TextChanged);
    // The rules are not the confidentiality text.
    let swapped = |m: &Morning| SlipPapers {
        rules: Some(signature(m, TextKind::Confidentiality)),
        ..SlipPapers::default()
    };
    given(&[waits()]).when(completes_slip_with(1, swapped)).refused_with(Refusal::TextChanged);
}

#[test]
fn a_site_may_have_the_rules_signed_at_the_touchscreen_and_the_guard_s_help_needs_no_finger() {
    let strict = || Policy { sign_rules: true, ..site() };
    let waits = || all(&[hosts(), checks_in(&["张伟"])]);
    given_at(strict(), &[waits()]).when(completes_slip(1)).refused_with(Refusal::SignatureMissing);
    given_at(strict(), &[waits()])
        .when(completes_slip_with(1, signs_both))
        .leaves_visit(|v| v.rest.is_some());
    let helps = Command::CompleteSlip { visit: visit(1), rest: slip(), papers: SlipPapers::default() };
    given_at(strict(), &[waits()]).when(guard(helps)).then(["SlipCompleted"]);
}

#[test]
fn a_kind_that_signs_for_confidentiality_gets_no_badge_before() {
    let waits = || waits_with(completes_slip(1));
    given_at(discreet(), &[waits()]).when(issues(1)).refused_with(Refusal::ConfidentialityMissing);
    given_at(discreet(), &[waits()])
        .when(guard(Command::IssueCards { visit: visit(1), cards: vec![BadgeNo(501)] }))
        .refused_with(Refusal::ConfidentialityMissing);
    given_at(discreet(), &[waits(), signs_confidentiality(1)]).when(issues(1)).then(["BadgesIssued"]);
    given(&[waits()]).when(issues(1)).then(["BadgesIssued"]);
}

#[test]
fn who_refuses_confidentiality_waits_for_a_manager_s_word() {
    let refused = || waits_with(completes_slip_with(1, refuses));
    given_at(discreet(), &[refused()])
        .when(issues(1))
        .refused_with(Refusal::ConfidentialityMissing)
        .tells_the_panel(|card| card.confidentiality == Some(ConfidentialityWord::Refused));
    let nobody = Refusal::TextTooShort { field: Field::Text, min: 1 };
    given_at(discreet(), &[refused()]).when(waives("")).refused_with(nobody);
    given_at(discreet(), &[refused()])
        .when(waives("总经理王刚"))
        .then(["ConfidentialityWaived"])
        .with(|event| matches!(event, Event::ConfidentialityWaived { by: Personal::Known(by), .. } if by.as_str() == "总经理王刚"))
        .tells_the_panel(|card| card.confidentiality == Some(ConfidentialityWord::Waived))
        .when(issues(1))
        .then(["BadgesIssued"]);
    // Having thought about it.
    given_at(discreet(), &[refused(), signs_confidentiality(1)]).when(issues(1)).then(["BadgesIssued"]);
    given_at(discreet(), &[refused(), signs_confidentiality(1)])
        .when(waives("王刚"))
        .refused_with(Refusal::NotNow);
}

#[test]
fn an_area_may_ask_for_confidentiality_and_the_others_do_not() {
    let waits = || waits_with(completes_slip(1));
    given_at(discreet_room(), &[waits()])
        .when(issues_for("会议室"))
        .refused_with(Refusal::ConfidentialityMissing);
    given_at(discreet_room(), &[waits()]).when(issues_for("办公楼")).then(["BadgesIssued"]);
    given_at(discreet_room(), &[waits()]).when(issues(1)).then(["BadgesIssued"]);
    given_at(discreet_room(), &[waits(), signs_confidentiality(1)])
        .when(issues_for("会议室"))
        .then(["BadgesIssued"]);
}

#[test]
fn who_is_exempt_from_the_slip_signs_for_confidentiality_where_their_kind_does() {
    let media = || Policy { confidential_kinds: vec![Kind::Media], ..site() };
    let received = || {
        let answers = Command::AdministrationSaid { visit: visit(1), acknowledged: true };
        let confirmed = sets_class(1, Class::Important, None, false);
        let looks = guard(Command::ConfirmIdentity { visit: visit(1) });
        all(&[hosts(), checks_in_as(Kind::Media, false), confirmed, office(answers), looks])
    };
    given_at(media(), &[received()]).when(issues(1)).refused_with(Refusal::ConfidentialityMissing);
    given_at(media(), &[received(), signs_confidentiality(1)]).when(issues(1)).then(["BadgesIssued"]);
}

#[test]
fn nobody_signs_for_a_visit_that_does_not_wait() {
    given(&[inside()]).when(signs_confidentiality(1)).refused_with(Refusal::NotNow);
    given(&[inside()]).when(waives("王刚")).refused_with(Refusal::NotNow);
}

fn signs_off_by(by: Signer, words: &str) -> Deed {
    let signature = Some(signature_under(TextHash::of(words)));
    guard(Command::SignOff { visit: visit(1), by, name: person("王建国"), signature })
}

#[test]
fn a_host_signs_off_by_finger_under_the_sentence_of_that_visit() {
    for language in [Language::Zh, Language::En] {
        given(&[inside()])
            .when(signs_off_by(Signer::Host, &sign_off_sentence(visit(1), language)))
            .then(["SignedOff", "SignedByFinger"])
            .with(|event| matches!(event, Event::SignedByFinger { what: SignedText::SignOff, language: l, .. } if *l == language))
            .tells_the_panel(|card| {
                card.signed_off && card.signed.len() == 1 && card.signed[0].what == SignedWord::SignOff
            });
    }
    let other_visit = sign_off_sentence(visit(2), Language::Zh);
    given(&[inside()]).when(signs_off_by(Signer::Host, &other_visit)).refused_with(Refusal::TextChanged);
    let sentence = sign_off_sentence(visit(1), Language::Zh);
    given(&[inside()])
        .when(signs_off_by(Signer::PhoneWitnessed, &sentence))
        .refused_with(Refusal::SignatureByPhone)
        .leaves_visit(|visit| visit.signed_off.is_none());
}

#[test]
fn the_panel_is_told_what_to_sign_while_sign_off_may_be_given() {
    given(&[hosts(), checks_in(&["张伟"])])
        .when(sees_document(1))
        .tells_the_panel(|card| card.sign_off_text.is_none());
    given(&[admitted(), scans(101, "in")]).when(passes()).tells_the_panel(|card| {
        let text = card.sign_off_text.as_ref();
        text.is_some_and(|text| text.zh.words == sign_off_sentence(visit(1), Language::Zh))
    });
    given(&[inside()]).when(signs_off(1)).tells_the_panel(|card| card.sign_off_text.is_none());
}

#[test]
fn a_declined_visit_takes_its_signatures_with_it() {
    given(&[hosts(), checks_in(&["张伟"]), completes_slip_with(1, signs_both)])
        .when(host_says(1, HostReply::Declines))
        .with(|e| follow_up(e) == [Effect::ErasePeople { visit: visit(1) }]);
}
