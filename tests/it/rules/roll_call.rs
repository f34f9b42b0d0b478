//! The roll call: begun by a press or the fire alarm, marked person by person, ended with whom nobody has found.

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn begins() -> Deed {
    guard(Command::BeginRollCall)
}

fn marks(count: u32, person: u8, present: bool) -> Deed {
    guard(Command::MarkPerson { visit: visit(count), person: PersonNo(person), present })
}

fn ends() -> Deed {
    guard(Command::EndRollCall)
}

fn not_found(event: &Event) -> Option<&[(VisitId, PersonNo)]> {
    if let Event::RollCallEnded { not_found, .. } = event { Some(not_found) } else { None }
}

/// 张伟 and 李四 are inside, 赵敏 waits at the gate.
fn two_inside() -> Deed {
    let party = all(&[hosts(), checks_in(&["张伟", "李四"]), settled(1), issues(1), prints(), prints()]);
    all(&[party, opens(1), passes(), checks_in(&["赵敏"])])
}

const LEAD: (VisitId, PersonNo) = (VisitId { gate: GateNo::FIRST, count: 1 }, PersonNo(0));
const SECOND: (VisitId, PersonNo) = (VisitId { gate: GateNo::FIRST, count: 1 }, PersonNo(1));

#[test]
fn a_press_begins_it_with_everybody_inside_and_prints_the_list() {
    given(&[two_inside()])
        .when(begins())
        .then(["RollCallBegun"])
        .with(|event| crate::morning::effects(event) == ["RollCall"])
        .leaves(|house| house.roll_call.as_ref().unwrap().people.keys().copied().eq([LEAD, SECOND]))
        .when(begins())
        .refused_with(Refusal::AlreadyInForce);
}

#[test]
fn the_fire_alarm_begins_it_and_prints_one_list() {
    given(&[two_inside()]).when(fire(true)).then(["Sensed", "RollCallBegun"]).with(|event| {
        !matches!(event, Event::RollCallBegun { .. }) || crate::morning::effects(event).is_empty()
    });
    // One that goes on is not begun anew.
    given(&[two_inside(), begins(), marks(1, 0, true)])
        .when(fire(true))
        .then(["Sensed"])
        .leaves(|house| house.roll_call.as_ref().unwrap().present() == 1);
}

#[test]
fn a_mark_is_changed_by_another_and_the_end_names_whom_nobody_has_found() {
    given(&[two_inside(), begins()])
        .when(marks(1, 0, false))
        .then(["PersonMarked"])
        .when(marks(1, 0, false))
        .refused_with(Refusal::NotNow)
        .when(marks(1, 0, true))
        .then(["PersonMarked"])
        .when(ends())
        .with(|event| not_found(event) == Some(&[SECOND]))
        .when(marks(1, 1, true))
        .refused_with(Refusal::NothingInForce)
        .when(ends())
        .refused_with(Refusal::NothingInForce);
}

#[test]
fn who_has_gone_out_meanwhile_is_still_looked_for_and_who_turns_up_is_marked_too() {
    given(&[two_inside(), begins(), lets_out(1, Some("被访人联系不上")), passes()])
        .when(marks(2, 0, true))
        .then(["PersonMarked"])
        .when(marks(2, 1, true))
        .refused_with(Refusal::NoSuchPerson)
        .when(marks(9, 0, true))
        .refused_with(Refusal::NoSuchVisit)
        .when(ends())
        .with(|event| not_found(event) == Some(&[LEAD, SECOND]));
}

#[test]
fn a_restart_keeps_every_mark() {
    given(&[two_inside(), begins(), marks(1, 1, true)])
        .when(restarts())
        .leaves(|house| house.roll_call.as_ref().is_some_and(|roll_call| roll_call.present() == 1))
        .when(begins())
        .refused_with(Refusal::AlreadyInForce);
}
