//! Who is on site, for the meeting point.

use super::badge_face::host_line;
use crate::badge::roll_call::{LINES_MAX, RollCall, RollCallLine};
use crate::domain::{House, Person, Stamp, Visit, may_be_inside};
use crate::ports::clock::SiteTime;

/// Everybody who is or may be inside, by the time they came.
pub(super) fn list(house: &House, times: &dyn SiteTime, at: Stamp) -> RollCall {
    let mut visits: Vec<&Visit> = house.open_visits().collect();
    visits.sort_by_key(|visit| visit.arrived);
    let lines = visits.iter().flat_map(|visit| {
        let here = visit.people().filter(|(_, person)| may_be_inside(person));
        here.map(|(no, person)| line(house, visit, usize::from(no.0), person, times))
    });
    // A site holds far fewer; a list that is cut is better than none.
    let lines = lines.take(LINES_MAX).collect();
    RollCall { time: times.day_and_time(at), gate: house.gate_no.get().to_string(), lines }
}

fn line(house: &House, visit: &Visit, place: usize, person: &Person, times: &dyn SiteTime) -> RollCallLine {
    let who = visit.who.known();
    let name = who.and_then(|who| who.names.get(place)).and_then(Option::as_ref);
    RollCallLine {
        name: name.map(|name| name.as_str().to_owned()).unwrap_or_default(),
        unit: who.map(|who| who.unit.as_str().to_owned()).unwrap_or_default(),
        host: host_line(house, visit.host),
        badge_no: person.badge.map(|badge| badge.0.to_string()).unwrap_or_default(),
        place: visit.area.as_ref().map(|area| area.as_str().to_owned()).unwrap_or_default(),
        since: times.time(visit.arrived),
    }
}
