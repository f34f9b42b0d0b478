//! Badges: numbers, cards, lost ones, and the way back (docs/rules.md, part 3, steps 6 and 9).

use gatehouse::domain::*;

use super::words::*;
use super::{Given, given, given_at};
use crate::morning::site;

fn number_of(given: &Given, count: u32) -> u32 {
    given.house().visits[&visit(count)].persons[0].badge.unwrap().0
}

/// A visit settled up to the badge, for the visitor of that count.
fn badged(count: u32) -> Deed {
    all(&[checks_in(&["张伟"]), settled(count), issues(count), prints()])
}

#[test]
fn issuing_a_badge_prints_it_and_moves_nothing() {
    given(&[hosts(), checks_in(&["张伟"]), settled(1)])
        .when(issues(1))
        .then(["BadgesIssued"])
        .with(|e| matches!(follow_up(e).as_slice(), [Effect::Print { badge: BadgeNo(101), .. }]))
        .leaves(|house| house.gate.grants.is_empty());
    given(&[admitted()]).when(issues(1)).refused_with(Refusal::NotNow);
}

#[test]
fn a_number_that_came_back_rests_longest() {
    let second = given(&[gone(), badged(2)]);
    assert_eq!(number_of(&second, 2), 102);
    // The pool is of two: the third visitor gets the first number again.
    let small = || Policy { badges: (BadgeNo(101), BadgeNo(102)), ..site() };
    let third = given_at(small(), &[gone(), badged(2), badged(3)]);
    assert_eq!(number_of(&third, 3), 101);
}

#[test]
fn no_badge_is_lent_twice() {
    let one = Policy { badges: (BadgeNo(101), BadgeNo(101)), ..site() };
    given_at(one, &[admitted(), checks_in(&["李四"]), settled(2)])
        .when(issues(2))
        .refused_with(Refusal::NoBadgeFree);
}

#[test]
fn an_area_is_printed_where_the_guard_names_one() {
    let area = || Area::parse("会议室").unwrap();
    given(&[hosts(), checks_in(&["张伟"]), settled(1)])
        .when(guard(Command::IssueBadge { visit: visit(1), area: Some(area()) }))
        .leaves_visit(|v| v.area == Some(area()));
}

#[test]
fn a_card_is_lent_where_the_printer_is_dead() {
    let cards = |cards: &[u32]| {
        let cards = cards.iter().copied().map(BadgeNo).collect();
        guard(Command::IssueCards { visit: visit(1), cards })
    };
    let ready = || all(&[hosts(), checks_in(&["张伟"]), settled(1)]);
    given(&[ready()]).when(cards(&[7])).then(["BadgesIssued"]).with(|e| follow_up(e).is_empty());
    given(&[ready()]).when(cards(&[101])).refused_with(Refusal::CardNotFree);
    given(&[ready()]).when(cards(&[0])).refused_with(Refusal::CardNotFree);
    given(&[ready()]).when(cards(&[7, 8])).refused_with(Refusal::CardsWanted { max: 1 });
    given(&[hosts(), checks_in(&["张伟"])]).when(cards(&[7])).refused_with(Refusal::IdentityMissing);
    given(&[ready(), cards(&[7])]).when(opens(1)).then(["Granted"]);
    given(&[ready(), cards(&[7])]).when(reprints(1, false)).refused_with(Refusal::NotNow);
    // The pool of printed numbers does not move for a card.
    assert_eq!(number_of(&given(&[ready(), cards(&[7]), badged(2)]), 2), 101);
}

#[test]
fn a_card_is_lent_in_place_of_a_badge_that_never_came_out() {
    let card = || guard(Command::IssueCards { visit: visit(1), cards: vec![BadgeNo(7)] });
    let issued = || all(&[hosts(), checks_in(&["张伟"]), settled(1), issues(1)]);
    for outcome in [PrintOutcome::NotPrinted, PrintOutcome::Unclear] {
        given(&[issued(), reports_print(outcome)])
            .when(card())
            .then(["BadgeReturned", "BadgesIssued"])
            .leaves(|house| house.jobs.is_empty() && house.passes.is_empty() && house.badges.len() == 1)
            .when(opens(1))
            .then(["Granted"]);
        // What turns up in the tray after all opens nothing.
        given(&[issued(), reports_print(outcome), card()])
            .when(scans(101, "in"))
            .with(refuses_scan("pass-no-longer-valid"));
    }
    given(&[issued(), card()]).when(minutes(15)).with(ends(End::Expired));
    given(&[issued(), reports_print(PrintOutcome::Sending)]).when(card()).refused_with(Refusal::PrintOpen);
    given(&[admitted()]).when(card()).refused_with(Refusal::NotNow);
    given(&[issued(), sets_class(1, Class::Troublemaker, Some("推搡保安"), false)])
        .when(card())
        .refused_with(Refusal::NeedsGuard);
}

#[test]
fn the_panel_is_told_how_many_cards_may_be_given_out() {
    let ready = || all(&[hosts(), checks_in(&["张伟", "李雷"]), settled(1)]);
    let says = |job, outcome| core(Command::PrintReports { job: JobNo(job), outcome });
    let printed =
        |job| all(&[says(job, PrintOutcome::Sending), says(job, PrintOutcome::Printed { in_pinyin: false })]);
    given(&[hosts()]).when(checks_in(&["张伟", "李雷"])).tells_the_panel(|card| card.cards == 0);
    given(&[]).when(ready()).tells_the_panel(|card| card.cards == 2);
    given(&[ready()]).when(issues(1)).tells_the_panel(|card| card.cards == 2);
    given(&[ready(), issues(1)]).when(printed(1)).tells_the_panel(|card| card.cards == 1);
    let one_left = || all(&[ready(), issues(1), printed(1), says(2, PrintOutcome::Sending)]);
    given(&[]).when(one_left()).tells_the_panel(|card| card.cards == 0);
    for outcome in [PrintOutcome::NotPrinted, PrintOutcome::Unclear] {
        given(&[one_left()]).when(says(2, outcome)).tells_the_panel(|card| card.cards == 1);
    }
    given(&[one_left()]).when(printed(2)).tells_the_panel(|card| card.cards == 0);
    // Printed again for somebody inside, and the printer dies.
    given(&[inside(), reprints(1, false)])
        .when(reports_print(PrintOutcome::NotPrinted))
        .tells_the_panel(|card| card.cards == 1);
}

#[test]
fn a_card_comes_back_like_a_badge() {
    let lent = all(&[hosts(), checks_in(&["张伟"]), settled(1)]);
    let card = guard(Command::IssueCards { visit: visit(1), cards: vec![BadgeNo(7)] });
    given(&[lent, card, opens(1), passes(), signs_off(1), lets_out(1, None), passes()])
        .when(takes_back(7))
        .then(["BadgeReturned"])
        .leaves(|house| house.badges.is_empty());
}

#[test]
fn a_lost_badge_is_revoked_at_once_and_stays_on_the_list() {
    given(&[admitted(), loses(101)]).when(scans(101, "in")).with(refuses_scan("pass-no-longer-valid"));
    given(&[admitted(), loses(101)]).when(opens(1)).refused_with(Refusal::NoValidBadge);
    given(&[admitted(), loses(101)]).when(loses(101)).refused_with(Refusal::NotNow);
    given(&[admitted()])
        .when(loses(101))
        .then(["BadgeLost"])
        .leaves(|house| house.badges[&BadgeNo(101)].loan == Loan::Lost && house.passes.is_empty());
}

#[test]
fn who_has_lost_the_badge_gets_another_number() {
    let anew = || all(&[inside(), loses(101), reprints(1, false), prints()]);
    given(&[inside(), loses(101)]).when(reprints(1, false)).then(["BadgesIssued"]).leaves_visit(|v| {
        v.persons[0].badge == Some(BadgeNo(102)) && v.persons[0].presence == Presence::Inside
    });
    given(&[anew(), signs_off(1)]).when(scans(102, "out")).then(["Granted"]);
    // The lost one turns up: it leaves the list, and the visitor keeps the new one.
    given(&[anew()])
        .when(takes_back(101))
        .then(["BadgeReturned"])
        .leaves_visit(|v| v.persons[0].badge == Some(BadgeNo(102)));
    // The deadlines of the visit stay as they were.
    given(&[anew()]).when(hours(11)).with(|e| matches!(e, Event::VisitOverdue { .. }));
    given(&[admitted(), loses(101), minutes(10), reprints(1, false)])
        .when(minutes(5))
        .with(ends(End::Expired));
}

#[test]
fn a_badge_in_the_guards_hand_opens_nothing() {
    given(&[admitted(), takes_back(101)]).when(scans(101, "in")).with(refuses_scan("pass-no-longer-valid"));
    given(&[admitted()]).when(takes_back(999)).refused_with(Refusal::NoSuchBadge);
    given(&[admitted(), scans(101, "in")]).when(takes_back(101)).refused_with(Refusal::AlreadyGranted);
}

#[test]
fn a_badge_nobody_came_in_with_expires_after_a_quarter_of_an_hour() {
    given(&[admitted()]).when(minutes(14)).then([]);
    given(&[admitted()])
        .when(minutes(15))
        .then(["VisitEnded", "Alarmed"])
        .with(ends(End::Expired))
        .leaves(|house| house.badges[&BadgeNo(101)].loan == Loan::Outstanding);
    given(&[inside()]).when(minutes(15)).then([]);
}

#[test]
fn a_nameless_visitor_gets_no_badge() {
    // The person of the booking was erased before the visitor came.
    let erased = all(&[hosts(), books(Class::Vip, 8, 12)]);
    let mut house = given(&[erased]);
    let record =
        house.0.records.iter().find(|r| matches!(r.event, Event::BookingMade { .. })).unwrap().clone();
    let Event::BookingMade { booking, code, kind, class, host, window, area, application, .. } =
        record.event.clone()
    else {
        unreachable!()
    };
    let who = Personal::Erased;
    let event = Event::BookingMade { booking, code, who, kind, class, host, window, area, application };
    apply(&mut house.0.house, &Record { event, ..record });
    house
        .when(shows_invitation())
        .when(office(Command::AdministrationSaid { visit: visit(1), acknowledged: true }))
        .when(sees_document(1))
        .when(issues(1))
        .refused_with(Refusal::TextTooShort { field: Field::Name, min: 1 });
}
