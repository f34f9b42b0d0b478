//! What came of a deed, in lines: one for each record, one for each thing that is done.

use std::fmt::Write;

use gatehouse::domain::{
    Arrival, Event, GrantFor, OpenItem, Origin, PersonNo, Sensor, Span, VisitId, Way, WhyRefused,
};

use crate::morning::{effects, name};

/// The lines below a deed.
pub fn told(events: &[Event]) -> String {
    let mut lines = String::new();
    for event in events {
        writeln!(lines, "  records  {}", [name(event), detail(event)].join(" ").trim_end()).unwrap();
    }
    for effect in events.iter().flat_map(effects) {
        writeln!(lines, "  does     {effect}").unwrap();
    }
    lines
}

/// What tells one event from another of its name.
fn detail(event: &Event) -> String {
    match event {
        Event::VisitArrived(arrival) => arrived(arrival),
        Event::HostAnswered { reply, .. } => format!("{reply:?}"),
        Event::ClassSet { from, class, .. } => format!("{from:?} to {class:?}"),
        Event::BadgesIssued { issued, .. } => {
            issued.iter().map(|one| one.badge.0.to_string()).collect::<Vec<_>>().join(" ")
        }
        Event::PrintMoved { outcome, .. } => short(outcome),
        Event::BadgeReissued { badge, issue, .. } => format!("{}, issue {issue}", badge.0),
        Event::BadgeReturned { badge } | Event::BadgeLost { badge } => badge.0.to_string(),
        Event::Granted { grant, what, .. } => format!("{}, {}", grant.0, what_for(what)),
        Event::Opened { grant }
        | Event::Passed { grant }
        | Event::NotPassed { grant }
        | Event::OpeningFailed { grant } => grant.0.to_string(),
        Event::ScanRefused { code, .. } => code.clone(),
        Event::PeopleFound { visit, people, inside } => {
            format!("{}, {}", people_of(*visit, people), if *inside { "inside" } else { "left" })
        }
        Event::SignedOff { by, .. } => format!("{by:?}"),
        Event::SignedByFinger { what, language, .. } => format!("{what:?} in {language:?}"),
        Event::VisitEnded { visit, end, why, .. } => format!("{visit} {end:?}{}", reason(*why)),
        Event::VisitOverdue { visit } | Event::VisitHeld { visit, .. } => visit.to_string(),
        Event::ClosingReached { unconfirmed, .. } if unconfirmed.is_empty() => {
            "with nobody inside".to_owned()
        }
        Event::ClosingReached { unconfirmed, .. } => {
            let visits: Vec<String> = unconfirmed.iter().map(VisitId::to_string).collect();
            format!("unconfirmed: {}", visits.join(" "))
        }
        Event::Reminded { due } => {
            format!("{due:?}").replace("VisitId { gate: GateNo(1), count: ", "").replace(" }", "")
        }
        Event::PanelsManned { present, .. } => {
            present.iter().map(|staff| staff.0.as_str()).collect::<Vec<_>>().join(" ")
        }
        Event::PostTaken { staff, from, missed } => {
            let from = from.as_ref().map(|from| format!(", left by {}{}", from.0, stay(missed)));
            format!("by {}{}", staff.0, from.unwrap_or_default())
        }
        Event::HandoverBegun { outgoing, .. } | Event::HandoverBrokenOff { outgoing } => {
            format!("by {}", outgoing.0)
        }
        Event::HandoverJoined { incoming, .. } => format!("by {}", incoming.0),
        Event::ItemTakenOver { item, from, to } => format!("{item}, from {} to {}", from.0, to.0),
        Event::HandoverEnded { outgoing, incoming, overlap, short, missed } => {
            let short = if *short { ", short" } else { "" };
            let minutes = overlap.0 / Span::minutes(1).0;
            format!("{} to {} after {minutes} min{short}{}", outgoing.0, incoming.0, stay(missed))
        }
        Event::AdmittedExpress { visit, missing, .. } => format!("{visit}, owes {missing:?}"),
        Event::SlipSupplied { visit, supplied } => format!("{visit} {supplied:?}"),
        Event::IncidentMoved { step, .. } => format!("{step:?}"),
        Event::Alarmed { kind, code, .. } => {
            format!("{kind:?}{}", code.as_ref().map(|code| format!(" {code}")).unwrap_or_default())
        }
        Event::Sensed { sensor, .. } => sensed(*sensor).to_owned(),
        Event::CoreStarted { expired, .. } => match expired.len() {
            0 => String::new(),
            grants => format!("with {grants} grant expired"),
        },
        _ => String::new(),
    }
}

/// What stays with whoever goes.
fn stay(missed: &[OpenItem]) -> String {
    if missed.is_empty() {
        return String::new();
    }
    let items: Vec<String> = missed.iter().map(OpenItem::to_string).collect();
    format!(", missed: {}", items.join(" "))
}

fn arrived(arrival: &Arrival) -> String {
    let mut words = format!("{} as number {}, {:?}", arrival.visit, arrival.queue.0, arrival.class);
    let mut say = |so: bool, word: &str| {
        if so {
            words.push_str(word);
        }
    };
    say(arrival.heads > 1, &format!(", {} people", arrival.heads));
    if let Some(claim) = arrival.claim {
        say(true, &format!(", claims {:?}", claim.class));
    }
    say(!arrival.matched.is_empty(), ", on the watchlist");
    if let Origin::Booked { application, outside_its_time, .. } = arrival.origin {
        say(arrival.class.is_received() && !application, ", without application");
        say(outside_its_time, ", outside its time");
    }
    say(arrival.origin == Origin::WalkIn, ", not booked");
    say(arrival.origin == Origin::Paper, ", from paper");
    words
}

fn what_for(what: &GrantFor) -> String {
    match what {
        GrantFor::Override => "override".to_owned(),
        GrantFor::Officials { visit } => format!("officials of {visit} in"),
        GrantFor::People { visit, people, way } => {
            let way = match way {
                Way::In => "in",
                Way::Out { .. } => "out",
                Way::OutForAWhile => "out for a while",
            };
            format!("{} {way}", people_of(*visit, people))
        }
    }
}

fn people_of(visit: VisitId, people: &[PersonNo]) -> String {
    let numbers: Vec<String> = people.iter().map(|no| format!("{visit}/{}", no.0 + 1)).collect();
    numbers.join(" ")
}

fn reason(why: Option<WhyRefused>) -> String {
    why.map(|why| format!(", {why:?}")).unwrap_or_default()
}

/// A word without its details.
fn short(thing: &impl std::fmt::Debug) -> String {
    let shown = format!("{thing:?}");
    shown.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

fn sensed(sensor: Sensor) -> &'static str {
    match sensor {
        Sensor::Door { open: true } => "the door opened",
        Sensor::Door { open: false } => "the door shut",
        Sensor::ExitButton { pressed: true } => "the exit button is pressed",
        Sensor::ExitButton { pressed: false } => "the exit button is let go",
        Sensor::Fire { calls: true } => "fire",
        Sensor::Fire { calls: false } => "the fire contact is quiet",
        Sensor::Tamper { open: true } => "the housing was opened",
        Sensor::Tamper { open: false } => "the housing is shut",
        Sensor::Board { well: true } => "the board answers",
        Sensor::Board { well: false } => "the board is silent",
    }
}
