//! The express lane: let in now, the slip completed later, and nobody forgotten with half of it.

use gatehouse::domain::*;

use super::words::*;
use super::{given, given_at};
use crate::morning::site;

fn express(count: u32, host_agrees: bool) -> Deed {
    let reason = reason("早高峰排队,被访人在电话里");
    guard(Command::AdmitExpress { visit: visit(count), host_agrees, reason, cards: Vec::new() })
}

fn enters(name: &str, heads: u8) -> Deed {
    guard(Command::EnterQuick { name: person(name), heads, host: WANG })
}

fn corrects(correction: Correction) -> Deed {
    guard(Command::CorrectSlip { visit: visit(1), correction, reason: reason("当面补填") })
}

fn closes(why: &str) -> Deed {
    guard(Command::CloseSlip { visit: visit(1), reason: reason(why) })
}

fn missing(house: &House) -> &[Owed] {
    house.owed.get(&visit(1)).map_or(&[], |slip| &slip.missing)
}

/// 张伟 has checked in and written nothing more.
fn waits() -> Deed {
    all(&[hosts(), checks_in(&["张伟"])])
}

#[test]
fn a_visit_is_let_in_at_once_with_the_hosts_word_and_owes_what_is_missing() {
    given(&[waits()])
        .when(express(1, true))
        .then(["HostAnswered", "AdmittedExpress", "BadgesIssued"])
        .leaves(|house| missing(house) == [Owed::Document, Owed::SlipRest])
        .when(all(&[prints(), scans(101, "in"), passes()]))
        .leaves(|house| house.heads_inside() == 1 && house.owed.len() == 1);
    given(&[waits(), host_agrees(1)]).when(express(1, false)).then(["AdmittedExpress", "BadgesIssued"]);
    given(&[waits(), sees_document(1)])
        .when(express(1, true))
        .leaves(|house| missing(house) == [Owed::SlipRest]);
}

#[test]
fn without_the_hosts_word_nobody_is_let_in() {
    given(&[waits()]).when(express(1, false)).refused_with(Refusal::ConsentMissing);
    let nobody = kiosk(Command::CheckIn { draft: draft_of(Kind::Supplier, false, &["张伟"], None) });
    given(&[hosts(), nobody]).when(express(1, true)).refused_with(Refusal::HostMissing);
}

#[test]
fn whoever_a_guard_must_look_at_first_is_never_let_in_so() {
    let held = all(&[watches("张伟", "", ""), waits()]);
    given(std::slice::from_ref(&held)).when(express(1, true)).refused_with(Refusal::NeedsGuard);
    given(&[held.clone(), checks_mark(1, false)]).when(express(1, true)).with(badges_issued);
    given(&[held, checks_mark(1, true)]).when(express(1, true)).refused_with(Refusal::NeedsGuard);
    given(&[watches("张伟", "", ""), hosts(), enters("张伟", 2)])
        .when(express(1, true))
        .refused_with(Refusal::NeedsGuard);
    given(&[waits(), sets_class(1, Class::Troublemaker, Some("在门口推人"), false)])
        .when(express(1, true))
        .refused_with(Refusal::NeedsGuard);
    given(&[waits(), opens_incident(Some(1))]).when(express(1, true)).refused_with(Refusal::NeedsGuard);
}

fn badges_issued(event: &Event) -> bool {
    matches!(event, Event::BadgesIssued { .. })
}

#[test]
fn never_in_lockdown_or_fire_and_never_for_a_claim_or_who_is_received() {
    given(&[waits(), locks_down()]).when(express(1, true)).refused_with(Refusal::LockedDown);
    given(&[waits(), fire(true)]).when(express(1, true)).refused_with(Refusal::EntryStopped);
    given(&[hosts(), checks_in_as(Kind::Investor, false)])
        .when(express(1, true))
        .refused_with(Refusal::ClassNotConfirmed);
    given(&[waits(), sets_class(1, Class::Vip, None, true)])
        .when(express(1, true))
        .refused_with(Refusal::NotForThisClass);
    // Nothing is missing: the usual way.
    given(&[waits(), settled(1)]).when(express(1, true)).refused_with(Refusal::NotNow);
}

#[test]
fn never_into_a_restricted_area_even_with_its_superiors_word() {
    let approves = Deed::Does(
        Role::Manager,
        Command::ApproveArea {
            visit: visit(1), area: Area::parse("机房").unwrap(), by: remark("赵经理")
        },
    );
    given(&[waits(), approves]).when(express(1, true)).refused_with(Refusal::AreaNotExpress);
}

#[test]
fn a_slip_is_completed_part_by_part_by_the_guard() {
    let names = |second: &str| Some(vec![Some(person("张伟")), Some(person(second)), None]);
    given(&[hosts(), enters("张伟", 3), express(1, true)])
        .when(sees_document(1))
        .then(["DocumentSeen", "SlipSupplied"])
        .when(corrects(Correction {
            purpose: Some(Purpose::parse("送样品").unwrap()),
            ..Correction::default()
        }))
        .then(["SlipCorrected", "SlipSupplied"])
        .leaves(|house| missing(house) == [Owed::Names, Owed::SlipRest])
        // A badge that is out keeps its name.
        .when(corrects(Correction {
            names: Some(vec![Some(person("李四")), Some(person("赵敏")), None]),
            ..Correction::default()
        }))
        .refused_with(Refusal::NotNow)
        .when(corrects(Correction { names: names("赵敏"), ..Correction::default() }))
        .when(completes_slip(1))
        .then(["SlipCompleted", "SlipSupplied"])
        .leaves(|house| house.owed.is_empty())
        .when(corrects(Correction { names: names("孙丽"), ..Correction::default() }))
        .refused_with(Refusal::NotNow);
}

#[test]
fn who_leaves_with_half_a_slip_stays_on_the_list_until_it_is_completed_or_closed() {
    let left = all(&[
        waits(),
        express(1, true),
        prints(),
        scans(101, "in"),
        passes(),
        signs_off(1),
        scans(101, "out"),
        passes(),
    ]);
    given(&[waits(), express(1, true)]).when(closes("人已离开")).refused_with(Refusal::NotNow);
    given(&[left.clone(), minutes(600)])
        .when(sees_document(1))
        .when(corrects(Correction { rest: Some(slip()), ..Correction::default() }))
        .leaves(|house| house.owed.is_empty());
    given(std::slice::from_ref(&left))
        .when(closes("电话联系不上访客"))
        .then(["SlipClosed"])
        .leaves(|house| house.owed.is_empty())
        .when(sees_document(1))
        .refused_with(Refusal::VisitOver);
    // It is an item of the hand-over meanwhile, and is forgotten by no number of later visits.
    let busy: Vec<Deed> = (2..240)
        .flat_map(|count| [checks_in(&["李四"]), kiosk(Command::CancelVisit { visit: visit(count) })])
        .collect();
    given(&[left, all(&busy)])
        .when(minutes(1))
        .leaves(|house| open_items(house).contains(&OpenItem::Slip(visit(1))))
        .leaves(|house| house.visits.contains_key(&visit(1)));
}

#[test]
fn a_document_that_fits_the_watchlist_rings_although_its_holder_is_in() {
    given(&[waits(), express(1, true), watches("张伟", "", "1234")])
        .when(sees_document(1))
        .with(rings(AlarmKind::WatchMatch));
}

#[test]
fn cards_are_lent_where_the_queue_does_not_wait_for_the_printer() {
    let lends = |cards: &[u32]| {
        let cards = cards.iter().map(|card| BadgeNo(*card)).collect();
        guard(Command::AdmitExpress {
            visit: visit(1),
            host_agrees: true,
            reason: reason("打印机卡纸"),
            cards,
        })
    };
    given(&[hosts(), enters("张伟", 2)])
        .when(lends(&[901]))
        .refused_with(Refusal::CardsWanted { max: 2 })
        .when(lends(&[901, 902]))
        .with(badges_issued)
        .when(opens(1))
        .then(["Granted"]);
}

#[test]
fn a_guard_who_is_far_behind_lets_nobody_more_in_so() {
    let mut policy = site();
    policy.badges = (BadgeNo(101), BadgeNo(400));
    let most = u32::try_from(OWED_MAX).unwrap();
    let queue: Vec<Deed> = (1..=most).flat_map(|n| [enters("张伟", 1), express(n, true)]).collect();
    given_at(policy, &[hosts(), all(&queue), enters("李四", 1)])
        .when(express(most + 1, true))
        .refused_with(Refusal::ListFull { max: OWED_MAX });
}

#[test]
fn what_is_supplied_after_the_visit_is_erased_in_its_time() {
    let late = given(&[
        waits(),
        express(1, true),
        prints(),
        scans(101, "in"),
        passes(),
        lets_out(1, Some("被访人联系不上")),
        passes(),
        hours(24 * 40),
        core(Command::Erased { people: vec![Subject::Document(visit(1))] }),
        sees_document(1),
    ]);
    let house = late.house();
    let due = due_for_erasure(house, site().kept_for(), house.last_at + Span::days(31));
    assert!(due.contains(&Subject::Document(visit(1))), "{due:?}");
}

#[test]
fn confidentiality_is_signed_first_also_by_who_is_in_a_hurry() {
    let discreet = || Policy { confidential_kinds: vec![Kind::Supplier], ..site() };
    given_at(discreet(), &[waits()]).when(express(1, true)).refused_with(Refusal::ConfidentialityMissing);
    given_at(discreet(), &[waits(), signs_confidentiality(1)]).when(express(1, true)).with(badges_issued);
}
