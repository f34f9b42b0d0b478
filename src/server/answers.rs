//! What a wish is answered with: from what happened, and no more than the sender may know.

use super::problem::Refused;
use super::wishes::handle_text;
use crate::domain::{Event, House, Refusal, RememberedCard, Visit};
use crate::engine::{Done, invitation_text};
use crate::wire::{Answer, LeaveAnswer, Wish};

/// What a wish is answered with, once it is done; known before, for the wish goes into the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The touchscreen's answer to everybody who arrives.
    Arrived,
    /// A visit the guard made.
    VisitMade,
    /// A badge handed in at the touchscreen.
    Leaving,
    /// A scan.
    Scanned,
    /// A booking, with the invitation of its visitor.
    BookingMade,
    /// Something else with a number of its own.
    Made,
    /// Nothing more.
    Done,
}

impl Form {
    /// The form of the answer to a wish.
    pub fn of(wish: &Wish) -> Form {
        match wish {
            Wish::CheckIn { .. }
            | Wish::ArriveByCode { .. }
            | Wish::ArriveByName { .. }
            | Wish::ComeBack { .. } => Form::Arrived,
            Wish::EnterByHand { .. }
            | Wish::EnterQuick { .. }
            | Wish::MarkArrived { .. }
            | Wish::EnterPaperVisit { .. } => Form::VisitMade,
            Wish::HandBack { .. } => Form::Leaving,
            Wish::Scan { .. } => Form::Scanned,
            Wish::PutBooking { .. } => Form::BookingMade,
            Wish::OpenIncident { .. } | Wish::PutHost { .. } | Wish::PutWatch { .. } => Form::Made,
            _ => Form::Done,
        }
    }
}

/// The answer to a command that was carried out.
pub fn answer(form: Form, done: &Done, for_kiosk: bool) -> Answer {
    let arrival = || {
        done.events.iter().find_map(|event| match event {
            Event::VisitArrived(arrival) => Some(arrival),
            _ => None,
        })
    };
    let granted = || done.events.iter().any(|event| matches!(event, Event::Granted { .. }));
    let said = match form {
        Form::Arrived => {
            arrival().map(|made| Answer::Arrived { handle: handle_text(made.handle), queue: made.queue.0 })
        }
        Form::VisitMade => {
            arrival().map(|made| Answer::VisitMade { visit: made.visit.to_string(), queue: made.queue.0 })
        }
        Form::Leaving => Some(Answer::Leaving {
            say: if granted() { LeaveAnswer::Goodbye } else { LeaveAnswer::SeeTheGuard },
        }),
        Form::Scanned => {
            let code = done.events.iter().find_map(|event| match event {
                Event::ScanRefused { code, .. } => Some(code.clone()),
                _ => None,
            });
            Some(Answer::Scanned { granted: granted(), code: code.filter(|_| !for_kiosk) })
        }
        Form::BookingMade => done.events.iter().find_map(|event| match event {
            Event::BookingMade { booking, code, .. } => {
                Some(Answer::BookingMade { booking: booking.to_string(), invitation: invitation_text(*code) })
            }
            _ => None,
        }),
        Form::Made => done.events.iter().find_map(made).map(|id| Answer::Made { id }),
        Form::Done => None,
    };
    said.unwrap_or(Answer::Done { seq: done.seq })
}

/// The answer to somebody who comes back.
pub fn found(visit: &Visit) -> Answer {
    Answer::Arrived { handle: handle_text(visit.handle), queue: visit.queue.0 }
}

/// The answer to somebody who asked to be remembered. The host of the last visit is named where a stranger finds them.
pub fn remembered(card: &RememberedCard, house: &House) -> Answer {
    Answer::Remembered {
        name: card.name.as_str().to_owned(),
        unit: card.unit.as_str().to_owned(),
        phone: card.phone.as_str().to_owned(),
        kind: card.kind.into(),
        plate: card.plate.as_str().to_owned(),
        host: card.host.and_then(|host| super::hosts::known_to_stranger(house, host)),
        purpose: card.purpose.as_str().to_owned(),
        language: card.language.into(),
    }
}

/// A refusal, as the sender may hear it: whatever is wrong with a badge is the guard's to say.
///
/// # Errors
/// The refusal itself, where it says nothing about a badge.
pub fn refused(form: Form, refusal: Refusal) -> Result<Answer, Refused> {
    let about_the_core = matches!(
        refusal,
        Refusal::NotAllowed | Refusal::StoreRefused | Refusal::Guarded | Refusal::Busy | Refusal::KeyReused
    );
    match form {
        Form::Leaving if !about_the_core => Ok(Answer::Leaving { say: LeaveAnswer::SeeTheGuard }),
        Form::Leaving
        | Form::Arrived
        | Form::VisitMade
        | Form::Scanned
        | Form::BookingMade
        | Form::Made
        | Form::Done => Err(refusal.into()),
    }
}

fn made(event: &Event) -> Option<String> {
    match event {
        Event::IncidentOpened { incident, .. } => Some(incident.to_string()),
        Event::HostPut { host, .. } => Some(host.0.to_string()),
        Event::WatchPut { entry, .. } => Some(entry.to_string()),
        _ => None,
    }
}
