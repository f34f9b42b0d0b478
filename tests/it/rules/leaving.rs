//! Sign-off, out for a while, letting out (docs/rules.md, part 3, steps 7 to 9).

use gatehouse::domain::*;

use super::given;
use super::words::*;

#[test]
fn who_is_inside_is_signed_off_once() {
    given(&[inside()]).when(signs_off(1)).then(["SignedOff"]);
    given(&[inside(), signs_off(1)]).when(signs_off(1)).refused_with(Refusal::NotNow);
    given(&[admitted()]).when(signs_off(1)).refused_with(Refusal::NotNow);
    given(&[hosts(), checks_in(&["张伟"])]).when(signs_off(1)).refused_with(Refusal::NotNow);
}

#[test]
fn signed_off_and_still_there_reminds_after_half_an_hour() {
    given(&[inside(), signs_off(1)]).when(minutes(30)).then(["Reminded", "Alarmed"]);
    given(&[gone()]).when(minutes(30)).then([]);
}

#[test]
fn nobody_is_kept_for_a_signature() {
    given(&[inside()]).when(lets_out(1, None)).refused_with(Refusal::NotSignedOff);
    given(&[inside()])
        .when(lets_out(1, Some("被访人已下班")))
        .then(["LeavingAllowed", "Granted"])
        .leaves_visit(|v| v.signed_off.is_none());
    given(&[inside(), lets_out(1, Some("被访人已下班"))]).when(passes()).with(ends(End::Left));
    // Turned back at the gate: the next time takes a reason again.
    given(&[inside(), lets_out(1, Some("被访人已下班")), turns_back()])
        .when(lets_out(1, None))
        .refused_with(Refusal::NotSignedOff);
}

#[test]
fn a_badge_that_was_not_handed_in_is_outstanding() {
    given(&[inside(), signs_off(1), lets_out(1, None)])
        .when(passes())
        .with(ends(End::Left))
        .leaves(|house| house.badges[&BadgeNo(101)].loan == Loan::Outstanding);
    given(&[inside(), signs_off(1), lets_out(1, None), passes()])
        .when(takes_back(101))
        .leaves(|h| h.badges.is_empty());
}

#[test]
fn nobody_is_let_out_who_is_not_in() {
    given(&[admitted()]).when(lets_out(1, None)).refused_with(Refusal::NotInside);
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(lets_out(1, None))
        .refused_with(Refusal::NotInside);
}

#[test]
fn out_for_a_while_is_the_same_visit_and_the_next_issue() {
    let out = || all(&[inside(), steps_out(1), passes(), prints()]);
    given(&[inside(), steps_out(1)])
        .when(passes())
        .then(["Opened", "Passed", "BadgeReissued"])
        .leaves_visit(|v| v.persons[0].presence == Presence::Away && v.consent == Consent::Given);
    given(&[out()]).when(scan_of(101, "in", 1)).with(refuses_scan("pass-no-longer-valid"));
    given(&[out(), scans(101, "in")]).when(passes()).leaves_visit(|v| v.heads_inside() == 1);
    given(&[out(), scans(101, "in"), passes()]).when(scans(101, "in")).with(refuses_scan("already-inside"));
    given(&[admitted()]).when(steps_out(1)).refused_with(Refusal::NotInside);
    given(&[out()]).when(steps_out(1)).refused_with(Refusal::NotInside);
    let trouble = sets_class(1, Class::Troublemaker, Some("推搡保安"), false);
    given(&[inside(), trouble, steps_out(1)])
        .when(passes())
        .then(["Opened", "Passed"])
        .leaves_visit(|v| v.persons[0].presence == Presence::Away);
}

#[test]
fn who_turns_back_on_the_way_in_again_is_still_out_for_a_while() {
    given(&[inside(), steps_out(1), passes(), prints(), scans(101, "in")])
        .when(turns_back())
        .leaves_visit(|v| v.persons[0].presence == Presence::Away);
}

#[test]
fn not_back_by_closing_has_left() {
    given(&[inside(), steps_out(1), passes()])
        .when(hours(10))
        .with(|e| matches!(e, Event::PeopleFound { inside: false, .. }))
        .with(ends(End::ReportedLeft));
}

#[test]
fn somebody_who_was_seen_leaving_is_confirmed_by_the_guard() {
    let confirms =
        || guard(Command::ConfirmLeft { visit: visit(1), reason: reason("监控看到已离开") });
    given(&[inside()])
        .when(confirms())
        .then(["LeavingAllowed", "PeopleFound", "VisitEnded"])
        .with(ends(End::ReportedLeft));
    given(&[admitted()]).when(confirms()).refused_with(Refusal::NotInside);
    given(&[inside(), signs_off(1), scans(101, "out")])
        .when(confirms())
        .refused_with(Refusal::AlreadyGranted);
    given(&[gone()]).when(confirms()).refused_with(Refusal::VisitOver);
}

#[test]
fn a_badge_said_lost_at_the_exit_calls_the_guard() {
    given(&[inside()])
        .when(kiosk(Command::SayBadgeLost { name: remark("张伟") }))
        .with(rings(AlarmKind::BadgeLostSaid));
}
