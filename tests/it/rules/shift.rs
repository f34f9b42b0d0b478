//! The guard's shift: the post, the hand-over (交班/接班), what is missed, and the note for the next guard.

use gatehouse::domain::*;

use super::words::*;
use super::{Then, given, given_at};
use crate::morning::{at, site};

const DAY: &str = "0815";
const NIGHT: &str = "0816";
const LEADER: &str = "0700";

fn staff(number: &str) -> StaffNo {
    StaffNo(number.to_owned())
}

fn signed(number: &str, role: Role) -> Signed {
    Signed { staff: staff(number), roles: vec![role] }
}

fn at_panels(numbers: &[&str]) -> Deed {
    core(Command::PanelsManned { present: numbers.iter().map(|number| staff(number)).collect() })
}

fn begins() -> Deed {
    guard(Command::BeginHandover)
}

fn joins_with(incoming: Signed, swap: bool, leader: Option<Signed>) -> Deed {
    guard(Command::JoinHandover { incoming, swap, leader })
}

fn joins() -> Deed {
    joins_with(signed(NIGHT, Role::Guard), false, None)
}

fn takes(items: &[OpenItem]) -> Deed {
    guard(Command::TakeOverItems { items: items.to_vec() })
}

fn signs_by(outgoing: &str, incoming: &str) -> Deed {
    guard(Command::EndHandover {
        outgoing: signed(outgoing, Role::Guard),
        incoming: signed(incoming, Role::Guard),
    })
}

fn both_sign() -> Deed {
    signs_by(DAY, NIGHT)
}

fn notes(text: &str) -> Deed {
    guard(Command::NoteShift { text: remark(text) })
}

/// Guard 0815 is on post, and 张伟 waits at the gate for a badge: no clock of the visit rings.
fn a_day() -> Deed {
    all(&[hosts(), at_panels(&[DAY]), checks_in(&["张伟"]), settled(1)])
}

/// 李四 comes, too.
fn another_comes() -> Deed {
    all(&[checks_in(&["李四"]), settled(2)])
}

const WAITS: OpenItem = OpenItem::Visit(VisitId { gate: GateNo::FIRST, count: 1 });
const WAITS_TOO: OpenItem = OpenItem::Visit(VisitId { gate: GateNo::FIRST, count: 2 });

/// Both guards stand at the post.
fn both_there() -> Deed {
    all(&[a_day(), begins(), joins()])
}

fn on_post(house: &House) -> &str {
    house.shift.post.as_ref().map_or("", |post| post.staff.0.as_str())
}

fn missed(event: &Event) -> Option<&[OpenItem]> {
    match event {
        Event::HandoverEnded { missed, .. } | Event::PostTaken { missed, .. } => Some(missed),
        _ => None,
    }
}

#[test]
fn the_first_guard_who_signs_in_has_the_post() {
    given(&[])
        .when(at_panels(&[DAY, NIGHT]))
        .then(["PanelsManned", "PostTaken"])
        .leaves(|house| on_post(house) == DAY && house.shift.lies_with.is_empty());
    // Who signs out for a moment still has it, and a second panel takes it from nobody.
    given(&[a_day(), at_panels(&[])]).when(at_panels(&[DAY])).then(["PanelsManned"]);
    given(&[a_day()]).when(at_panels(&[DAY, NIGHT])).then(["PanelsManned"]);
    given(&[a_day()]).when(at_panels(&[DAY])).refused_with(Refusal::NotNow);
}

#[test]
fn who_comes_to_a_post_that_was_left_has_it_and_what_was_open_stays_with_who_left() {
    given(&[a_day(), at_panels(&[])])
        .when(at_panels(&[NIGHT]))
        .then(["PanelsManned", "PostTaken"])
        .with(|event| missed(event) == Some(&[WAITS]))
        .leaves(|house| on_post(house) == NIGHT && house.shift.lies_with[&WAITS] == staff(DAY));
}

#[test]
fn an_ordinary_hand_over_is_begun_joined_ticked_and_signed_by_both() {
    given(&[a_day()])
        .when(begins())
        .then(["HandoverBegun"])
        .when(joins())
        .then(["HandoverJoined"])
        .when(minutes(10))
        .when(takes(&[WAITS]))
        .with(|event| {
            matches!(event, Event::ItemTakenOver { item: WAITS, from, to } if from.0 == DAY && to.0 == NIGHT)
        })
        .leaves(|house| on_post(house) == DAY)
        .when(both_sign())
        .with(|event| {
            matches!(event, Event::HandoverEnded { short: false, overlap, missed, .. }
                if *overlap == Span::minutes(10) && missed.is_empty())
        })
        .leaves(|house| {
            let shift = &house.shift;
            on_post(house) == NIGHT && shift.handover.is_none() && shift.lies_with.is_empty()
        });
}

#[test]
fn what_nobody_ticked_stays_with_the_outgoing_guard_until_it_is_taken_later() {
    let night = |command| Deed::Signed(NIGHT, command);
    given(&[both_there(), another_comes(), takes(&[WAITS_TOO]), minutes(12), both_sign()])
        .when(night(Command::TakeOverItems { items: vec![WAITS_TOO] }))
        .refused_with(Refusal::NotNow)
        .when(night(Command::TakeOverItems { items: vec![WAITS] }))
        .with(
            |event| matches!(event, Event::ItemTakenOver { from, to, .. } if from.0 == DAY && to.0 == NIGHT),
        )
        .leaves(|house| house.shift.lies_with.is_empty());
}

#[test]
fn what_was_missed_twice_stays_with_the_first_who_missed_it() {
    let back = |command| Deed::Signed(NIGHT, command);
    let again = all(&[
        back(Command::BeginHandover),
        back(Command::JoinHandover { incoming: signed("0817", Role::Guard), swap: false, leader: None }),
    ]);
    let once = all(&[both_there(), minutes(10), both_sign()]);
    given(&[once, again])
        .when(signs_by(NIGHT, "0817"))
        .leaves(|house| on_post(house) == "0817" && house.shift.lies_with[&WAITS] == staff(DAY));
}

#[test]
fn who_comes_back_to_the_post_has_what_they_had_missed() {
    let back = all(&[
        Deed::Signed(NIGHT, Command::BeginHandover),
        Deed::Signed(
            NIGHT,
            Command::JoinHandover { incoming: signed(DAY, Role::Guard), swap: false, leader: None },
        ),
    ]);
    given(&[both_there(), minutes(10), both_sign(), back])
        .when(signs_by(NIGHT, DAY))
        .leaves(|house| on_post(house) == DAY && house.shift.lies_with.is_empty());
}

#[test]
fn an_item_that_came_up_meanwhile_is_missed_unless_it_is_ticked_and_one_that_vanished_is_nobodys() {
    let cancels = kiosk(Command::CancelVisit { visit: visit(1) });
    given(&[both_there(), takes(&[WAITS]), cancels, another_comes(), minutes(10)])
        .when(takes(&[WAITS]))
        .refused_with(Refusal::NoSuchItem)
        .when(both_sign())
        .with(|event| missed(event) == Some(&[WAITS_TOO]));
    // What was missed and is over lies with nobody at the next change.
    let cancels = kiosk(Command::CancelVisit { visit: visit(1) });
    given(&[both_there(), minutes(10), both_sign(), cancels, at_panels(&[])])
        .when(at_panels(&[DAY]))
        .leaves(|house| house.shift.lies_with.is_empty());
}

#[test]
fn badges_cards_papers_and_alarms_are_items_of_their_own() {
    let open = |steps: &[Deed]| open_items(given(steps).house());
    let badge = |count| (BadgeNo(101), visit(count));
    assert!(open(&[gone()]).is_empty());
    assert!(open(&[admitted()]).contains(&WAITS));
    let (no, of) = badge(1);
    assert!(open(&[admitted(), loses(101)]).contains(&OpenItem::Badge(no, of)));
    let jams =
        all(&[hosts(), checks_in(&["张伟"]), settled(1), issues(1), reports_print(PrintOutcome::Unclear)]);
    let open_now = open(&[jams]);
    assert!(open_now.contains(&OpenItem::Print(no, of)));
    assert!(open_now.iter().any(|item| matches!(item, OpenItem::Alarm(_))));
    let card = guard(Command::IssueCards { visit: visit(1), cards: vec![BadgeNo(901)] });
    let lent = open(&[hosts(), checks_in(&["张伟"]), settled(1), card]);
    assert!(lent.contains(&OpenItem::Card(BadgeNo(901), of)));
}

#[test]
fn nothing_is_handed_over_while_an_incident_is_open() {
    given(&[a_day(), opens_incident(None)]).when(begins()).refused_with(Refusal::IncidentOpen);
    given(&[a_day(), begins(), opens_incident(None)]).when(joins()).refused_with(Refusal::IncidentOpen);
    given(&[both_there(), opens_incident(None)])
        .when(takes(&[WAITS]))
        .refused_with(Refusal::IncidentOpen)
        .when(both_sign())
        .refused_with(Refusal::IncidentOpen)
        .when(closes_incident(1))
        .when(both_sign())
        .then(["HandoverEnded"]);
}

#[test]
fn a_swap_of_shifts_needs_a_leader_who_is_neither_of_the_two() {
    let swaps = |leader| joins_with(signed(NIGHT, Role::ShiftLeader), true, leader);
    let refused = |leader| {
        given(&[a_day(), begins()]).when(swaps(leader)).refused_with(Refusal::SwapNeedsLeader);
    };
    refused(None);
    refused(Some(signed(LEADER, Role::Guard)));
    refused(Some(signed(NIGHT, Role::ShiftLeader)));
    refused(Some(signed(DAY, Role::ShiftLeader)));
    for role in [Role::ShiftLeader, Role::Manager] {
        given(&[a_day(), begins()]).when(swaps(Some(signed(LEADER, role)))).with(
            |event| matches!(event, Event::HandoverJoined { approved_by: Some(by), .. } if by.0 == LEADER),
        );
    }
}

#[test]
fn only_the_guard_on_post_hands_over_and_only_to_another_guard() {
    given(&[a_day()])
        .when(Deed::Signed(NIGHT, Command::BeginHandover))
        .refused_with(Refusal::NotOnPost)
        .when(begins())
        .when(begins())
        .refused_with(Refusal::AlreadyInForce)
        .when(joins_with(signed(DAY, Role::Guard), false, None))
        .refused_with(Refusal::SameGuard)
        .when(joins_with(signed(NIGHT, Role::Administration), false, None))
        .refused_with(Refusal::NotAllowed)
        .when(takes(&[WAITS]))
        .refused_with(Refusal::NobodyBeside)
        .when(both_sign())
        .refused_with(Refusal::NobodyBeside)
        .when(joins())
        .when(joins())
        .refused_with(Refusal::AlreadyInForce);
    given(&[both_there()])
        .when(signs_by(DAY, "0817"))
        .refused_with(Refusal::SignatureWrong)
        .when(signs_by(NIGHT, NIGHT))
        .refused_with(Refusal::SignatureWrong);
    given(&[a_day()]).when(joins()).refused_with(Refusal::NothingInForce);
}

#[test]
fn a_short_overlap_is_marked_and_refused_to_nobody() {
    let short = |minutes_there: u32, is_short: bool| {
        given(&[both_there(), minutes(minutes_there)])
            .when(both_sign())
            .with(|event| matches!(event, Event::HandoverEnded { short, .. } if *short == is_short));
    };
    short(9, true);
    short(10, false);
}

#[test]
fn a_hand_over_that_takes_long_reminds_once_and_is_quiet_when_it_ends() {
    let reminded = |then: Then| then.with(rings(AlarmKind::HandoverLong));
    reminded(given(&[both_there()]).when(minutes(15)))
        .when(minutes(60))
        .without(rings(AlarmKind::HandoverLong))
        .when(both_sign())
        .leaves(|house| house.gate.alarms.values().all(|alarm| alarm.kind != AlarmKind::HandoverLong));
    given(&[both_there()]).when(minutes(14)).without(rings(AlarmKind::HandoverLong));
    // Nobody has come yet: that reminds, too, and the time runs anew from when both are there.
    given(&[a_day(), begins(), minutes(14), joins()])
        .when(minutes(14))
        .without(rings(AlarmKind::HandoverLong));
}

#[test]
fn a_hand_over_that_is_broken_off_leaves_everything_where_it_was() {
    given(&[both_there(), takes(&[WAITS])])
        .when(guard(Command::BreakOffHandover))
        .then(["HandoverBrokenOff"])
        .leaves(|house| on_post(house) == DAY && house.shift.lies_with.is_empty())
        .when(minutes(30))
        .without(rings(AlarmKind::HandoverLong))
        .when(guard(Command::BreakOffHandover))
        .refused_with(Refusal::NothingInForce);
    // Who is there when it is broken off, and the other is gone, has the post.
    given(&[both_there(), at_panels(&[NIGHT])])
        .when(Deed::Signed(NIGHT, Command::BreakOffHandover))
        .then(["HandoverBrokenOff", "PostTaken"])
        .leaves(|house| on_post(house) == NIGHT);
}

#[test]
fn the_gate_goes_on_during_a_hand_over() {
    given(&[both_there(), issues(1), prints(), scans(101, "in"), passes()])
        .when(overrides())
        .then(["Granted"]);
}

#[test]
fn a_restart_keeps_the_hand_over_and_signs_everybody_out() {
    given(&[both_there(), takes(&[WAITS])])
        .when(restarts())
        .then(["CoreStarted", "PanelsManned"])
        .leaves(|house| house.shift.present.is_empty() && house.shift.handover.is_some())
        // The incoming guard at the panel takes no post that is being handed over.
        .when(at_panels(&[NIGHT]))
        .then(["PanelsManned"])
        .when(at_panels(&[DAY]))
        .when(both_sign())
        .with(|event| missed(event) == Some(&[]));
}

#[test]
fn a_post_left_empty_rings_for_leader_and_administration_and_ends_when_somebody_is_back() {
    let told = |event: &Event| crate::morning::effects(event);
    given(&[a_day(), at_panels(&[])])
        .when(minutes(4))
        .without(rings(AlarmKind::PostEmpty))
        .when(minutes(1))
        .with(|event| {
            rings(AlarmKind::PostEmpty)(event) && told(event) == ["Tell ShiftLeader", "Tell Administration"]
        })
        .when(minutes(60))
        .without(rings(AlarmKind::PostEmpty))
        .when(at_panels(&[DAY]))
        .leaves(|house| house.gate.alarms.values().all(|alarm| alarm.kind != AlarmKind::PostEmpty));
    given(&[a_day(), at_panels(&[]), minutes(4), at_panels(&[DAY])])
        .when(minutes(30))
        .without(rings(AlarmKind::PostEmpty));
    // Also after a restart, which signs everybody out.
    given(&[a_day(), restarts()]).when(minutes(5)).with(rings(AlarmKind::PostEmpty));
}

#[test]
fn no_post_rings_at_a_site_that_never_had_one_or_wants_none() {
    given(&[hosts()]).when(minutes(60)).without(rings(AlarmKind::PostEmpty));
    let mut policy = site();
    policy.limits.post_empty = None;
    given_at(policy, &[a_day(), at_panels(&[])]).when(hours(3)).without(rings(AlarmKind::PostEmpty));
}

#[test]
fn at_night_an_empty_post_rings_when_the_next_day_begins() {
    // The post is wanted from 06:00 to 22:00.
    let evening = given(&[at_panels(&[DAY]), Deed::Later(at(23, 0) - at(8, 0)), at_panels(&[])]);
    evening
        .when(Deed::Later(at(30, 4) - at(23, 0)))
        .without(rings(AlarmKind::PostEmpty))
        .when(minutes(1))
        .with(rings(AlarmKind::PostEmpty));
    // Left in its last minutes: nobody rings at night.
    let late = given(&[at_panels(&[DAY]), Deed::Later(at(21, 58) - at(8, 0)), at_panels(&[])]);
    late.when(hours(8))
        .without(rings(AlarmKind::PostEmpty))
        .when(minutes(10))
        .with(rings(AlarmKind::PostEmpty));
}

#[test]
fn a_note_is_shown_to_the_next_shift_and_not_to_the_one_after() {
    let read = |house: &House| {
        let text = |note: &Option<Note>| {
            note.as_ref().and_then(|note| note.text.as_ref()).map(|text| text.as_str().to_owned())
        };
        (text(&house.shift.note), text(&house.shift.next_note))
    };
    let keys = || Some("钥匙在抽屉里".to_owned());
    given(&[a_day(), notes("钥匙在抽屉里")])
        .when(all(&[begins(), joins(), minutes(10), both_sign()]))
        .leaves(|house| read(house) == (keys(), None))
        .when(all(&[at_panels(&[]), at_panels(&[DAY])]))
        .leaves(|house| read(house) == (None, None));
    given(&[a_day(), notes("钥匙在抽屉里")]).when(notes("")).leaves(|house| read(house) == (None, None));
    given(&[a_day()]).when(notes("")).refused_with(Refusal::NothingInForce);
    given(&[a_day()])
        .when(Deed::Signed(NIGHT, Command::NoteShift { text: remark("在吗") }))
        .refused_with(Refusal::NotOnPost);
}
