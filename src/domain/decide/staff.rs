//! Who may sign in: the staff file says so, the record says since when.

use super::super::event::Event;
use super::super::ids::StaffNo;
use super::super::refusal::Refusal;
use super::super::staff::StaffEntry;
use super::Case;

/// Somebody stands otherwise in the staff file than the record says.
pub(super) fn changed(
    case: &Case<'_>,
    number: &StaffNo,
    stands: Option<&StaffEntry>,
) -> Result<Vec<Event>, Refusal> {
    let before = case.house.staff.get(number);
    let event = match stands {
        None => before.map(|_| Event::StaffRemoved { number: number.clone() }),
        Some(entry) => entry.change_since(before).map(|change| Event::StaffPut {
            number: number.clone(),
            change,
            entry: entry.clone(),
        }),
    };
    event.map(|event| vec![event]).ok_or(Refusal::NotNow)
}
