//! Door, button, tamper switch and board: what rings, and what does not.

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn door(open: bool) -> Deed {
    sensed(Sensor::Door { open })
}

/// The door has been heard of: shut.
fn heard() -> Deed {
    door(false)
}

#[test]
fn a_door_that_opens_without_a_grant_is_forced() {
    given(&[heard()]).when(door(true)).then(["Sensed", "Alarmed"]).with(rings(AlarmKind::ForcedOpen));
    // The first word after a start only says how it stands.
    given(&[]).when(door(true)).then(["Sensed"]);
}

#[test]
fn a_grant_the_exit_button_and_what_holds_the_gate_open_explain_a_door() {
    given(&[heard(), overrides()]).when(door(true)).then(["Sensed"]);
    given(&[heard(), overrides(), passes(), seconds(9)]).when(door(true)).then(["Sensed"]);
    given(&[heard(), overrides(), passes(), seconds(11)]).when(door(true)).with(rings(AlarmKind::ForcedOpen));
    given(&[heard(), sensed(Sensor::ExitButton { pressed: true })]).when(door(true)).then(["Sensed"]);
    given(&[heard(), fire(true)]).when(door(true)).then(["Sensed"]);
}

#[test]
fn a_door_held_open_warns_and_then_rings() {
    let opened = || all(&[heard(), sensed(Sensor::ExitButton { pressed: true }), door(true)]);
    given(&[opened()])
        .when(seconds(20))
        .then(["Reminded", "Alarmed"])
        .with(rings(AlarmKind::HeldOpenWarning));
    given(&[opened(), seconds(20)]).when(seconds(10)).with(rings(AlarmKind::HeldOpen));
    given(&[opened(), seconds(10), door(false)]).when(seconds(30)).then([]);
    // The alarm that stands at the door is not for the fire's door.
    given(&[opened(), fire(true)]).when(seconds(30)).without(rings(AlarmKind::HeldOpen));
}

#[test]
fn what_is_known_is_not_news() {
    given(&[heard()]).when(door(false)).refused_with(Refusal::NotNow);
    given(&[]).when(sensed(Sensor::Board { well: true })).refused_with(Refusal::NotNow);
}

#[test]
fn tampering_and_a_dead_board_ring() {
    given(&[]).when(sensed(Sensor::Tamper { open: true })).with(rings(AlarmKind::Tamper));
    given(&[]).when(sensed(Sensor::Tamper { open: false })).then(["Sensed"]);
    given(&[]).when(sensed(Sensor::Board { well: false })).with(rings(AlarmKind::GateFault));
    given(&[sensed(Sensor::Board { well: false })])
        .when(sensed(Sensor::Board { well: true }))
        .leaves(|house| house.gate.fault.is_none());
}

#[test]
fn an_alarm_rings_until_a_guard_has_seen_it() {
    let seen = || guard(Command::Acknowledge { alarm: AlarmNo(1) });
    given(&[scans_thing("in", Scanned::Unreadable)])
        .when(seen())
        .then(["Acknowledged"])
        .leaves(|h| h.gate.alarms.is_empty());
    given(&[]).when(seen()).refused_with(Refusal::NoSuchAlarm);
}

#[test]
fn the_oldest_alarm_makes_room() {
    let many: Vec<Deed> = (0..=ALARMS_MAX)
        .map(|nth| kiosk(Command::SayBadgeLost { name: remark(&format!("张伟 {nth}")) }))
        .collect();
    let given = given(&many);
    assert_eq!(given.house().gate.alarms.len(), ALARMS_MAX);
    assert_eq!(given.house().gate.alarms.keys().next(), Some(&AlarmNo(2)));
}

#[test]
fn a_flood_of_one_alarm_hides_no_other() {
    let flood =
        (0..=ALARMS_MAX).map(|nth| kiosk(Command::SayBadgeLost { name: remark(&format!("张伟 {nth}")) }));
    let first = scans_thing("in", Scanned::Unreadable);
    let given = given(&std::iter::once(first).chain(flood).collect::<Vec<_>>());
    assert_eq!(given.house().gate.alarms[&AlarmNo(1)].kind, AlarmKind::PassRefused);
}

#[test]
fn a_child_at_the_call_button_pushes_no_alarm_off_the_panel() {
    let calls = || kiosk(Command::CallGuard { visit: None });
    given(&[]).when(calls()).with(rings(AlarmKind::GuardCalled));
    given(&[calls()]).when(calls()).then([]);
    given(&[calls(), guard(Command::Acknowledge { alarm: AlarmNo(1) })]).when(calls()).then(["Alarmed"]);
}

#[test]
fn wrong_pins_ring_with_whose_they_were() {
    given(&[]).when(core(Command::PinsWrong { staff: Some(StaffNo("0815".to_owned())), tries: 5 })).with(|e| {
        matches!(e, Event::Alarmed { kind: AlarmKind::WrongPins, text: Some(Personal::Known(text)), .. } if text.as_str() == "0815 × 5")
    });
}
