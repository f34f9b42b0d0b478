//! Who it is (docs/rules.md, part 3, step 4).

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn waiting() -> Deed {
    all(&[hosts(), checks_in(&["张伟"]), completes_slip(1), host_agrees(1)])
}

#[test]
fn silence_reminds_the_guard_after_ten_minutes_and_gives_up_after_twenty() {
    given(&[waiting()]).when(minutes(10)).then(["Reminded", "Alarmed"]).with(rings(AlarmKind::WaitingLong));
    given(&[waiting(), minutes(10)])
        .when(minutes(10))
        .then(["VisitEnded", "Alarmed"])
        .with(ends(End::GaveUp));
    given(&[waiting(), minutes(10), sees_document(1)]).when(minutes(10)).then([]);
}

#[test]
fn only_the_tail_of_a_document_is_kept() {
    given(&[waiting()])
        .when(sees_document(1))
        .then(["DocumentSeen"])
        .leaves_visit(|v| v.identity.document_tail() == Some("1234"));
}

#[test]
fn whoever_wants_no_number_noted_is_looked_at_all_the_same() {
    let sees = guard(Command::SeeDocument { visit: visit(1), document: document("") });
    given(&[waiting()])
        .when(sees.clone())
        .then(["DocumentSeen"])
        .leaves_visit(|v| v.identity.is_settled() && v.identity.document_tail().is_none());
    given(&[waiting(), sees]).when(issues(1)).then(["BadgesIssued"]);
}

#[test]
fn who_is_vouched_for_is_escorted() {
    let vouch = |who: &str| guard(Command::Vouch { visit: visit(1), by: remark(who) });
    given(&[waiting()]).when(vouch("王建国")).then(["Vouched"]).leaves_visit(|v| v.escorted);
    given(&[waiting()]).when(vouch("")).refused_with(Refusal::TextTooShort { field: Field::Text, min: 1 });
    given(&[waiting(), vouch("王建国")]).when(issues(1)).then(["BadgesIssued"]);
    given(&[hosts(), books(Class::Vip, 8, 12), shows_invitation()])
        .when(vouch("王建国"))
        .refused_with(Refusal::NotForThisClass);
}

#[test]
fn an_ordinary_visitor_is_not_waved_through_by_name() {
    given(&[waiting()])
        .when(guard(Command::ConfirmIdentity { visit: visit(1) }))
        .refused_with(Refusal::NotForThisClass);
}

#[test]
fn a_refusal_says_why() {
    let refuse = |why, text: &str| guard(Command::Refuse { visit: visit(1), why, text: remark(text) });
    given(&[waiting()])
        .when(refuse(WhyRefused::DocumentExpired, ""))
        .then(["VisitEnded"])
        .with(ends(End::Refused));
    for short in ["", "吵"] {
        given(&[waiting()]).when(refuse(WhyRefused::Other, short)).refused_with(Refusal::ReasonMissing);
    }
    given(&[waiting()]).when(refuse(WhyRefused::Other, "醉酒")).with(ends(End::Refused));
    given(&[waiting()]).when(refuse(WhyRefused::Other, "不愿登记")).with(ends(End::Refused));
    given(&[waiting(), opens_incident(Some(1))])
        .when(refuse(WhyRefused::NoDocument, ""))
        .refused_with(Refusal::NotNow);
    given(&[admitted()]).when(refuse(WhyRefused::NoDocument, "")).refused_with(Refusal::NotNow);
}
