//! Every limit of the waiting states, run to by the clock, with values of a configuration that are not the defaults.
//! One second earlier nothing has happened yet.

use gatehouse::domain::*;
use gatehouse::settings::Settings;

use super::given_at;
use super::words::*;

/// A site as `gatehouse.toml` would have it, but for the signature under the rules: time is what is looked at here.
fn configured(text: &str) -> Policy {
    let text = format!("{text}\n[[area]]\nname = \"办公楼\"\n");
    let settings = Settings::parse(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
    Policy { sign_rules: false, ..settings.policy([7; 32], MarkKey([5; 32])) }
}

/// A site with one limit, or two that belong together.
fn limited(limits: &str) -> Policy {
    configured(&format!("[limits]\n{limits}\n"))
}

/// After these steps it happens when so much time has passed, and not a second before.
#[track_caller]
fn comes_after(site: Policy, steps: &[Deed], span: Span, happens: impl Fn(&Event) -> bool + Copy) {
    given_at(site, steps)
        .when(Deed::Later(Span(span.0 - 1_000)))
        .without(happens)
        .when(seconds(1))
        .with(happens);
}

fn reminds(wait: Wait) -> impl Fn(&Event) -> bool + Copy {
    move |event| matches!(event, Event::Reminded { due: Due::Visit(_, reminded) } if *reminded == wait)
}

fn tells(event: &Event, told: Told) -> bool {
    follow_up(event).contains(&Effect::Tell(Alert::of(told, Some(visit(1)))))
}

fn gives_up(event: &Event) -> bool {
    ends(End::GaveUp)(event)
}

fn waiting() -> Deed {
    all(&[hosts(), checks_in(&["张伟"])])
}

fn vip() -> Deed {
    all(&[hosts(), books(Class::Vip, 8, 10), shows_invitation()])
}

/// Visit 1 is on site; the guard has opened.
fn on_site() -> Deed {
    all(&[admitted(), opens(1), passes()])
}

#[test]
fn awaiting_identity() {
    comes_after(limited("identity_remind_min = 7"), &[waiting()], Span::minutes(7), |event| {
        reminds(Wait::IdentityRemind)(event) && tells(event, Told::Guard)
    });
    let known = [waiting(), host_agrees(1)];
    comes_after(limited("identity_give_up_min = 31"), &known, Span::minutes(31), gives_up);
}

#[test]
fn awaiting_consent() {
    let seen = [waiting(), sees_document(1)];
    comes_after(limited("consent_remind_min = 2"), &seen, Span::minutes(2), |event| {
        reminds(Wait::ConsentRemind)(event) && tells(event, Told::Host)
    });
    comes_after(limited("consent_next_min = 9"), &seen, Span::minutes(9), |event| {
        matches!(event, Event::StandInAsked { .. }) && tells(event, Told::StandIn)
    });
    comes_after(limited("consent_give_up_min = 44"), &seen, Span::minutes(44), gives_up);
}

#[test]
fn awaiting_consent_gives_up_and_the_guard_tells_the_visitor() {
    let seen = [waiting(), sees_document(1)];
    let told = rings(AlarmKind::TellTheVisitor);
    comes_after(limited("consent_give_up_min = 13"), &seen, Span::minutes(13), &told);
}

#[test]
fn awaiting_administration() {
    let site = || limited("administration_manager_min = 4\nadministration_guard_min = 6");
    comes_after(site(), &[vip()], Span::minutes(4), |event| {
        matches!(event, Event::ManagerTold { .. }) && tells(event, Told::Manager)
    });
    let frees = |event: &Event| matches!(event, Event::GuardMayAdmit { .. });
    comes_after(site(), &[vip()], Span::minutes(6), frees);
}

#[test]
fn a_claim_nobody_touches() {
    let claims = [hosts(), checks_in_as(Kind::Expert, false)];
    comes_after(limited("claim_alert_s = 90"), &claims, Span::seconds(90), |event| {
        matches!(event, Event::AdministrationTold { .. }) && tells(event, Told::Administration)
    });
}

#[test]
fn held() {
    let held = [watches("张伟", "", ""), waiting()];
    comes_after(limited("held_remind_min = 5"), &held, Span::minutes(5), |event| {
        reminds(Wait::HeldRemind)(event) && tells(event, Told::Guard)
    });
}

#[test]
fn admitted_and_not_come_in() {
    let site = || limited("admitted_min = 40");
    comes_after(site(), &[admitted()], Span::minutes(40), |event| ends(End::Expired)(event));
    comes_after(site(), &[admitted()], Span::minutes(40), &rings(AlarmKind::BadgeOutstanding));
}

#[test]
fn signed_off_and_still_there() {
    let signed = [on_site(), signs_off(1)];
    comes_after(limited("signed_off_remind_min = 12"), &signed, Span::minutes(12), |event| {
        reminds(Wait::SignedOffRemind)(event) && tells(event, Told::Guard)
    });
}

#[test]
fn the_end_of_the_window() {
    let overdue = |event: &Event| {
        matches!(event, Event::VisitOverdue { .. }) && tells(event, Told::Host) && tells(event, Told::Guard)
    };
    let steps = [hosts(), books(Class::Ordinary, 8, 10), shows_invitation(), settled(1), issues(1), prints()];
    let inside = all(&[all(&steps), opens(1), passes()]);
    comes_after(configured(""), &[inside], Span::hours(2), overdue);
}

#[test]
fn expected_and_not_come() {
    let told = |event: &Event| {
        let host = Alert { told: Told::Host, visit: None, booking: Some(booking(1)) };
        matches!(event, Event::BookingNoShow { .. }) && follow_up(event) == [Effect::Tell(host)]
    };
    comes_after(configured(""), &[hosts(), books(Class::Vip, 9, 11)], Span::hours(3), told);
}

#[test]
fn expected_and_early() {
    let site = || limited("booking_early_min = 45");
    let booked = all(&[hosts(), books(Class::Ordinary, 9, 11)]);
    given_at(site(), &[booked.clone(), minutes(14), seconds(59)])
        .when(shows_invitation())
        .refused_with(Refusal::BookingOutsideItsTime);
    given_at(site(), &[booked, minutes(15)]).when(shows_invitation()).then(["VisitArrived"]);
}

#[test]
fn closing_time() {
    let site = || configured("[site]\nclosing_time = \"16:30\"\n");
    let span = Span(Span::hours(8).0 + Span::minutes(30).0);
    comes_after(site(), &[on_site()], span, |event| {
        matches!(event, Event::ClosingReached { unconfirmed, .. } if *unconfirmed == [visit(1)])
            && tells(event, Told::Host)
    });
    comes_after(site(), &[on_site()], span, &rings(AlarmKind::BadgeOutstanding));
}

#[test]
fn a_door_that_stands_open() {
    let site = || configured("[gate]\nheld_open_s = 55\nheld_open_warning_s = 45\n");
    let door = |open| sensed(Sensor::Door { open });
    let open = [door(false), overrides(), gate_reports(PulseOutcome::Started), door(true)];
    comes_after(site(), &open, Span::seconds(45), &rings(AlarmKind::HeldOpenWarning));
    comes_after(site(), &open, Span::seconds(55), &rings(AlarmKind::HeldOpen));
}
