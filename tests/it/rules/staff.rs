//! Who may sign in stands in the staff file; since when, and in which roles, stands in the record.

use std::collections::BTreeMap;

use gatehouse::domain::*;

use super::given;
use super::words::*;

fn number(text: &str) -> StaffNo {
    StaffNo(text.to_owned())
}

fn entry(roles: &[Role], pin: u8) -> StaffEntry {
    StaffEntry { roles: roles.to_vec(), pin_mark: [pin; 8] }
}

fn stands(who: &str, stands: Option<StaffEntry>) -> Deed {
    Deed::Does(Role::Admin, Command::StaffChanged { number: number(who), stands })
}

fn guard_with_pin(pin: u8) -> Option<StaffEntry> {
    Some(entry(&[Role::Guard], pin))
}

#[test]
fn what_was_changed_about_somebody_is_told_apart() {
    let put = |wanted: StaffChange| move |event: &Event| matches!(event, Event::StaffPut { change, .. } if *change == wanted);
    given(&[])
        .when(stands("g1", guard_with_pin(1)))
        .then(["StaffPut"])
        .with(put(StaffChange::Added))
        .when(stands("g1", guard_with_pin(2)))
        .then(["StaffPut"])
        .with(put(StaffChange::Pin))
        .when(stands("g1", Some(entry(&[Role::Guard, Role::ShiftLeader], 2))))
        .then(["StaffPut"])
        .with(put(StaffChange::Roles))
        .when(stands("g1", None))
        .then(["StaffRemoved"])
        .leaves(|house| house.staff.is_empty());
}

#[test]
fn what_stands_in_the_record_is_not_recorded_twice() {
    given(&[stands("g1", guard_with_pin(1))])
        .when(stands("g1", guard_with_pin(1)))
        .refused_with(Refusal::NotNow);
    given(&[]).when(stands("g1", None)).refused_with(Refusal::NotNow);
}

#[test]
fn a_start_finds_who_was_added_changed_and_removed_meanwhile() {
    let file = |people: &[(&str, StaffEntry)]| -> BTreeMap<StaffNo, StaffEntry> {
        people.iter().map(|(who, entry)| (number(who), entry.clone())).collect()
    };
    let stays = entry(&[Role::Guard], 1);
    let house = file(&[("stays", stays.clone()), ("changes", stays.clone()), ("leaves", stays.clone())]);
    let other = entry(&[Role::Guard], 2);
    let found = staff_changes(
        &house,
        &file(&[("stays", stays.clone()), ("changes", other.clone()), ("comes", stays.clone())]),
    );
    let wanted = [("changes", Some(other)), ("comes", Some(stays)), ("leaves", None)];
    assert_eq!(found, wanted.map(|(who, entry)| (number(who), entry)));
    assert_eq!(staff_changes(&house, &house), []);
}
