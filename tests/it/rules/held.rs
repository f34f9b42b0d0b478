//! A watchlist match holds the visit, and nothing gives it away (docs/rules.md, part 2).

use gatehouse::domain::*;

use super::words::*;
use super::{Given, given};
use crate::morning::effects;

fn listed() -> Deed {
    all(&[hosts(), watches("张伟", "", "")])
}

fn is_held(v: &Visit) -> bool {
    matches!(v.hold, Hold::Held { .. })
}

#[test]
fn a_match_holds_the_visit_and_sets_no_class() {
    given(&[listed()]).when(checks_in(&["张 伟"])).leaves_visit(|v| is_held(v) && v.class == Class::Ordinary);
    given(&[listed()]).when(checks_in(&["李四"])).leaves_visit(|v| v.hold == Hold::None);
    // Typed by touch, and listed as a passport has it; not the other characters that sound so.
    given(&[listed()]).when(checks_in(&["Wei Zhang"])).leaves_visit(is_held);
    given(&[hosts(), watches("ZHANG WEI", "", "")]).when(checks_in(&["张伟"])).leaves_visit(is_held);
    given(&[listed()]).when(checks_in(&["章伟"])).leaves_visit(|v| v.hold == Hold::None);
    given(&[hosts(), watches("赵六", "138 0000 1234", "")]).when(checks_in(&["张伟"])).leaves_visit(is_held);
    given(&[hosts(), watches("赵六", "+8613800001234", "")]).when(checks_in(&["张伟"])).leaves_visit(is_held);
    given(&[listed(), books(Class::Vip, 8, 12)]).when(shows_invitation()).leaves_visit(is_held);
}

#[test]
fn nothing_of_the_answers_differs_while_a_visit_is_held() {
    let (held, free) = (|| given(&[listed()]), || given(&[hosts(), watches("赵六", "", "")]));
    let answers = |house: Given| {
        let mut then = house.when(checks_in(&["张伟"]));
        let mut seen = Vec::new();
        for step in [
            completes_slip(1),
            host_says(1, HostReply::NoAnswer),
            host_agrees(1),
            sees_document(1),
            kiosk(Command::CallGuard { visit: Some(visit(1)) }),
            kiosk(Command::CancelVisit { visit: visit(1) }),
        ] {
            let events = then.answer.as_ref().unwrap();
            seen.push(events.iter().map(|e| (crate::morning::name(e), effects(e))).collect::<Vec<_>>());
            then = then.when(step);
        }
        let last = then.answer.unwrap();
        seen.push(last.iter().map(|e| (crate::morning::name(e), effects(e))).collect());
        seen
    };
    assert_eq!(answers(held()), answers(free()));
}

#[test]
fn a_confirmed_troublemaker_cancels_at_the_screen_like_anybody() {
    given(&[listed(), checks_in(&["张伟"]), checks_mark(1, true)])
        .when(kiosk(Command::CancelVisit { visit: visit(1) }))
        .then(["VisitEnded"])
        .leaves(|house| house.incidents.len() == 1);
}

#[test]
fn no_badge_while_the_mark_is_open() {
    given(&[listed(), checks_in(&["张伟"]), settled(1)]).when(issues(1)).refused_with(Refusal::NeedsGuard);
    given(&[listed(), checks_in(&["张伟"]), settled(1), checks_mark(1, false)])
        .when(issues(1))
        .then(["BadgesIssued"]);
}

#[test]
fn no_class_takes_a_held_visitor_past_the_mark() {
    given(&[listed(), checks_in_as(Kind::Expert, false)])
        .when(sets_class(1, Class::Vip, None, true))
        .refused_with(Refusal::NeedsGuard);
}

#[test]
fn confirming_opens_an_incident_and_clearing_takes_a_reason() {
    let came = || all(&[listed(), checks_in(&["张伟"])]);
    given(&[came()]).when(checks_mark(1, true)).then(["HoldConfirmed", "IncidentOpened"]).leaves_visit(|v| {
        v.class == Class::Troublemaker && v.incident.is_some() && v.hold == Hold::Confirmed
    });
    given(&[came()]).when(checks_mark(1, false)).then(["HoldCleared"]);
    given(&[came(), checks_mark(1, false)]).when(checks_mark(1, true)).refused_with(Refusal::NotNow);
    // The incident about the visit is open already.
    given(&[came(), opens_incident(Some(1))]).when(checks_mark(1, true)).then(["HoldConfirmed"]);
    // The class was set first: what the mark was is still recorded.
    let marked = sets_class(1, Class::Troublemaker, Some("推搡保安"), false);
    given(&[came(), marked]).when(checks_mark(1, true)).then(["HoldConfirmed"]);
}

#[test]
fn the_guard_is_reminded_of_an_open_mark_after_two_minutes() {
    let came = || all(&[listed(), checks_in(&["张伟"])]);
    given(&[came()]).when(minutes(2)).then(["Reminded", "Alarmed"]);
    given(&[came(), checks_mark(1, false)]).when(minutes(2)).then([]);
}

#[test]
fn a_correction_or_a_document_may_find_what_the_slip_did_not() {
    let rename = |name: &str| {
        let correction = Correction { names: Some(vec![Some(person(name))]), ..Correction::default() };
        guard(Command::CorrectSlip { visit: visit(1), correction, reason: reason("名字写错了") })
    };
    given(&[listed(), checks_in(&["张玮"])]).when(rename("张伟")).then(["SlipCorrected", "VisitHeld"]);
    given(&[listed(), checks_in(&["张玮"])]).when(rename("张维")).then(["SlipCorrected"]);
    // Cleared as a namesake of one entry, and then found in another.
    given(&[listed(), watches("张玮", "", ""), checks_in(&["张伟"]), checks_mark(1, false)])
        .when(rename("张玮"))
        .then(["SlipCorrected", "VisitHeld"]);
    // What was looked at is not held against them again.
    given(&[listed(), checks_in(&["张伟"]), checks_mark(1, false), rename("张玮")])
        .when(rename("张伟"))
        .then(["SlipCorrected"]);
}

#[test]
fn another_document_clears_a_name_before_it_holds_and_the_same_one_holds() {
    let known = || all(&[hosts(), watches("张伟", "", "1234")]);
    let by_hand =
        |tail| guard(Command::EnterByHand { draft: draft(&["张伟"]), rest: Some(slip_with(tail)) });
    given(&[known()]).when(by_hand("9999")).leaves_visit(|v| v.hold == Hold::None);
    given(&[known()]).when(by_hand("1234")).leaves_visit(is_held);
    // The one written down was another than the one that is shown.
    given(&[known(), by_hand("9999")]).when(sees_document(1)).then(["DocumentSeen", "VisitHeld"]);
    // In a party nobody says whose document it is.
    let two =
        guard(Command::EnterByHand { draft: draft(&["李四", "张伟"]), rest: Some(slip_with("9999")) });
    given(&[known()]).when(two).leaves_visit(is_held);
}

#[test]
fn a_new_entry_holds_whoever_waits_and_fits() {
    given(&[hosts(), checks_in(&["张伟"])]).when(watches("张伟", "", "")).then(["WatchPut", "VisitHeld"]);
    given(&[hosts(), checks_in(&["张伟"])])
        .when(watches("赵六", "13800001234", ""))
        .then(["WatchPut", "VisitHeld"]);
    given(&[hosts(), checks_in(&["张伟"])]).when(watches("赵六", "", "")).then(["WatchPut"]);
    given(&[admitted()]).when(watches("张伟", "", "")).then(["WatchPut"]);
}

#[test]
fn an_entry_that_has_ended_or_expired_holds_nobody() {
    let ends = office(Command::EndWatch { entry: watch(1), reason: reason("已过审查期") });
    given(&[listed(), ends]).when(checks_in(&["张伟"])).leaves_visit(|v| v.hold == Hold::None);
    given(&[listed(), hours(24 * 366)]).when(checks_in(&["张伟"])).leaves_visit(|v| v.hold == Hold::None);
}
