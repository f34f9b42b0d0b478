//! Folding: a record changes the house. Total: whatever the record says has happened, and is never refused.
//! An event about something the house does not hold (any more) changes nothing.

mod gate;
mod lists;
mod passage;
mod retention;
mod roll_call;
mod shift;
mod visit;

use super::clock::{LEAP_MIN, Leap};
use super::event::{Event, Record};
use super::house::House;
use super::ids::{Subject, VisitId};
use super::personal::Personal;
use super::time::{Span, Stamp};
use super::timers::{Due, Wait};

/// Folds one record into the house.
pub fn apply(house: &mut House, record: &Record) {
    house.seq = record.seq;
    let at = record.at;
    if house.last_at > Stamp(0) && at - house.last_at > LEAP_MIN {
        house.leap = Some(Leap { from: house.last_at, to: at });
    }
    house.last_at = house.last_at.max(at);
    if let Subject::Day(day) = record.subject() {
        house.kept.over(Subject::Day(day), Stamp::end_of_utc_day(day));
    }
    match &record.event {
        Event::CoreStarted { expired, closing, .. } => gate::core_started(house, expired, *closing, at),
        Event::ClockStepped { by } => house.timers.shift_waits(*by),
        Event::WaitsMoved { silent, until } => {
            house.timers.put_off(*until);
            house.timers.shift_waits(*silent);
        }
        Event::ClockSetRight { moved, closing } => clock_set_right(house, *moved, *closing, at),
        Event::ClockBehind { behind } => house.clock_behind = *behind,
        Event::StaffPut { number, entry, .. } => {
            house.staff.insert(number.clone(), entry.clone());
        }
        Event::StaffRemoved { number } => {
            house.staff.remove(number);
        }
        Event::UnrecordedDone { .. } | Event::ScanRefused { .. } => {}
        Event::OfficialsSeen { .. } => {}
        Event::HostPut { .. }
        | Event::HostRetired { .. }
        | Event::BookingMade { .. }
        | Event::BookingClassified { .. }
        | Event::BookingCancelled { .. }
        | Event::BookingNoShow { .. }
        | Event::WatchPut { .. }
        | Event::WatchEnded { .. } => lists::apply(house, &record.event, at),
        Event::VisitArrived(arrival) => visit::arrived(house, arrival, record.by.role, at),
        Event::SlipCompleted { .. }
        | Event::SlipCorrected { .. }
        | Event::VisitHeld { .. }
        | Event::HoldCleared { .. }
        | Event::HoldConfirmed { .. }
        | Event::DocumentSeen { .. }
        | Event::Vouched { .. }
        | Event::AreaApproved { .. }
        | Event::IdentityConfirmed { .. }
        | Event::HostSet { .. }
        | Event::HostAnswered { .. }
        | Event::StandInAsked { .. }
        | Event::AdministrationTold { .. }
        | Event::AdministrationAnswered { .. }
        | Event::ManagerTold { .. }
        | Event::GuardMayAdmit { .. }
        | Event::AdmittedWithoutAdministration { .. }
        | Event::ClassSet { .. }
        | Event::AdmittedExpress { .. }
        | Event::SlipSupplied { .. }
        | Event::SlipClosed { .. }
        | Event::SignedOff { .. }
        | Event::SignedByFinger { .. }
        | Event::ConfidentialityRefused { .. }
        | Event::RememberAsked { .. }
        | Event::ConfidentialityWaived { .. }
        | Event::LeavingAllowed { .. }
        | Event::VisitEnded { .. }
        | Event::VisitOverdue { .. } => visit::apply(house, &record.event, at),
        Event::BadgesIssued { .. }
        | Event::PrintMoved { .. }
        | Event::BadgeReissued { .. }
        | Event::BadgeReturned { .. }
        | Event::BadgeLost { .. }
        | Event::Granted { .. }
        | Event::Opened { .. }
        | Event::Passed { .. }
        | Event::NotPassed { .. }
        | Event::OpeningFailed { .. }
        | Event::PeopleFound { .. } => passage::apply(house, &record.event, at),
        Event::ClosingReached { .. }
        | Event::Reminded { .. }
        | Event::IncidentOpened { .. }
        | Event::IncidentMoved { .. }
        | Event::EntryResumed { .. }
        | Event::IncidentClosed { .. }
        | Event::EmergencyOpened { .. }
        | Event::EmergencyClosed
        | Event::LockedDown { .. }
        | Event::LockdownEnded { .. }
        | Event::FireReset
        | Event::Sensed { .. }
        | Event::DoorLeftOpen { .. }
        | Event::SirenSounded { .. }
        | Event::SirenEnded
        | Event::Alarmed { .. }
        | Event::Acknowledged { .. } => gate::apply(house, &record.event, at),
        Event::PanelsManned { .. }
        | Event::PostTaken { .. }
        | Event::HandoverBegun { .. }
        | Event::HandoverJoined { .. }
        | Event::ItemTakenOver { .. }
        | Event::HandoverEnded { .. }
        | Event::HandoverBrokenOff { .. }
        | Event::ShiftNoted { .. } => shift::apply(house, &record.event, at),
        Event::RollCallBegun { .. } | Event::PersonMarked { .. } | Event::RollCallEnded { .. } => {
            roll_call::apply(house, record)
        }
        Event::PeopleErased { people, .. } => retention::erased(house, people),
        Event::PersonRemembered { person, card } => retention::remembered(house, *person, card, at),
        Event::RememberedCame { person } => retention::came_again(house, *person, at),
        Event::PeopleForgotten { people } => {
            let people: Vec<_> = people.iter().copied().map(Subject::Remembered).collect();
            retention::erased(house, &people);
        }
        Event::TextStands { text } => {
            house.texts.retain(|old| (old.kind(), old.language()) != (text.kind(), text.language()));
            house.texts.push(text.clone());
        }
    }
}

/// Back from a time that never was: whoever came in it came now.
fn clock_set_right(house: &mut House, moved: Span, closing: Stamp, at: Stamp) {
    let (by, leap) = (at - house.last_at, house.leap.take());
    (house.last_at, house.clock_behind) = (at, false);
    house.timers.shift_waits(moved);
    house.timers.set(Due::Closing, closing);
    let came = |arrived: Stamp| leap.is_some_and(|leap| arrived >= leap.to);
    let came: Vec<_> =
        house.visits.values().filter(|visit| came(visit.arrived)).map(|visit| visit.id).collect();
    for visit in came {
        let ends = Due::Visit(visit, Wait::WindowEnds);
        if let Some(end) = house.timers.get(ends) {
            house.timers.set(ends, end + by);
        }
    }
}

/// A personal field as the house keeps it: readable, or gone.
fn kept<T: Clone>(field: &Personal<T>) -> Option<T> {
    field.known().cloned()
}

/// A personal field as a visit keeps it: sealed counts as gone.
fn readable<T: Clone>(field: &Personal<T>) -> Personal<T> {
    kept(field).map_or(Personal::Erased, Personal::Known)
}

fn set_waits(house: &mut House, waits: &[(Due, Stamp)]) {
    for (due, at) in waits {
        house.timers.set(*due, *at);
    }
}

fn clear_waits(house: &mut House, visit: VisitId, waits: &[Wait]) {
    house.timers.clear_visit(visit, waits);
}
