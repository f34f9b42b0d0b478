//! docs/states.md against what happens: every change of state that a thousand people by chance and every story bring
//! about stands in it, and every one that stands in it happens.

use std::collections::{BTreeMap, BTreeSet};

use gatehouse::domain::*;
use gatehouse::settings::Settings;

use crate::source_text::root;
use crate::{simulation, stories};

/// Mornings by chance that are watched; `SEEDS=n` watches others. What chance seldom brings has a story.
const SEEDS: u64 = 300;
/// Before something is there, and after it is gone.
const NOWHERE: &str = "[*]";

/// What has states: the headings of the page.
const THINGS: [&str; 7] = ["Visit", "Person", "Badge", "Gate", "Entry", "Siren", "Incident"];

/// From one state to another.
type Arrow = (String, String);

/// Arrows by the thing they are about.
type Arrows = BTreeMap<&'static str, BTreeSet<Arrow>>;

fn of_visit(visit: &Visit) -> &'static str {
    match visit.stage {
        Stage::Ended { end: End::Left, .. } => "Left",
        Stage::Ended { end: End::Declined, .. } => "Declined",
        Stage::Ended { end: End::Refused, .. } => "Refused",
        Stage::Ended { end: End::Cancelled, .. } => "Cancelled",
        Stage::Ended { end: End::GaveUp, .. } => "GaveUp",
        Stage::Ended { end: End::Expired, .. } => "Expired",
        Stage::Ended { end: End::Incident, .. } => "IncidentReported",
        Stage::Ended { end: End::ReportedLeft, .. } => "ReportedLeft",
        Stage::Ended { end: End::ArrivalTakenBack, .. } => "ArrivalTakenBack",
        _ if visit.incident.is_some() => "InIncident",
        Stage::AtGate if matches!(visit.hold, Hold::Held { .. }) => "Held",
        Stage::AtGate => "Waiting",
        Stage::Badged { unconfirmed: true, .. } => "Unconfirmed",
        Stage::Badged { overdue: true, .. } => "Overdue",
        Stage::Badged { .. } if visit.signed_off.is_some() => "SignedOff",
        Stage::Badged { .. } if visit.persons.iter().any(|person| person.been_in) => "OnSite",
        Stage::Badged { .. } => "Admitted",
    }
}

fn of_person(person: &Person) -> &'static str {
    match person.presence {
        Presence::Outside => "Outside",
        Presence::Entering(_) => "Entering",
        Presence::Inside => "Inside",
        Presence::Leaving(_) => "Leaving",
        Presence::Away => "Away",
        Presence::Left => "Gone",
        Presence::NeverCame => "NeverCame",
    }
}

fn of_badge(badge: &Badge) -> &'static str {
    match (badge.loan, badge.print) {
        (Loan::Lost, _) => "Lost",
        (Loan::Outstanding, _) => "Outstanding",
        (Loan::OnLoan, PrintState::Queued | PrintState::Sending | PrintState::HandedOver) => "Printing",
        (Loan::OnLoan, PrintState::Printed { .. } | PrintState::Card) => "InHand",
        (Loan::OnLoan, PrintState::NotPrinted) => "NotPrinted",
        (Loan::OnLoan, PrintState::Unclear) => "Unclear",
    }
}

fn of_gate(gate: &Gate) -> &'static str {
    match gate.hold_cause() {
        Some(HoldCause::Fire) => "HeldByFire",
        Some(HoldCause::Emergency) => "HeldByHand",
        None if gate.grants.values().any(|grant| grant.opened) => "Open",
        None if !gate.grants.is_empty() => "Granted",
        None => "Shut",
    }
}

fn of_entry(house: &House) -> &'static str {
    if house.gate.fire.is_some() || house.entry_stopped() {
        "Stopped"
    } else if house.gate.lockdown.is_some() {
        "LockedDown"
    } else {
        "Free"
    }
}

/// How everything in a house stands.
fn stands(house: &House) -> BTreeMap<(&'static str, String), &'static str> {
    let mut all = BTreeMap::new();
    for visit in house.visits.values() {
        all.insert(("Visit", visit.id.to_string()), of_visit(visit));
        for (no, person) in visit.people() {
            all.insert(("Person", format!("{}/{}", visit.id, no.0)), of_person(person));
        }
    }
    for (number, badge) in &house.badges {
        all.insert(("Badge", number.0.to_string()), of_badge(badge));
    }
    for (id, incident) in &house.incidents {
        all.insert(
            ("Incident", id.to_string()),
            if incident.entry_resumed { "EntryResumed" } else { "Open" },
        );
    }
    all.insert(("Gate", String::new()), of_gate(&house.gate));
    all.insert(("Entry", String::new()), of_entry(house));
    all.insert(("Siren", String::new()), if house.gate.siren.is_some() { "Sounding" } else { "Quiet" });
    all
}

/// The arrows a record goes along, command by command: what happens at once is one step.
fn watch(records: &[Record], seen: &mut Arrows) {
    let mut house = House::new(GateNo::FIRST);
    let mut before = BTreeMap::new();
    for command in records.chunk_by(|a, b| a.order == b.order) {
        command.iter().for_each(|record| apply(&mut house, record));
        let after = stands(&house);
        for key in before.keys().chain(after.keys()) {
            let of = |all: &BTreeMap<_, &'static str>| all.get(key).copied().unwrap_or(NOWHERE);
            let (from, to) = (of(&before), of(&after));
            if from != to {
                seen.entry(key.0).or_default().insert((from.to_owned(), to.to_owned()));
            }
        }
        before = after;
    }
}

/// The arrows drawn below a heading of the page.
fn drawn(page: &str, thing: &str) -> BTreeSet<Arrow> {
    let section = page.split("\n## ").find(|section| section.starts_with(&format!("{thing}\n")));
    let section = section.unwrap_or_else(|| panic!("docs/states.md has no heading {thing}"));
    let arrows = section.lines().filter_map(|line| line.trim().split_once(" --> "));
    arrows.map(|(from, to)| (from.to_owned(), to.split(" : ").next().unwrap().to_owned())).collect()
}

fn page() -> String {
    std::fs::read_to_string(root().join("docs/states.md")).unwrap()
}

#[test]
fn every_change_of_state_is_drawn_and_every_one_that_is_drawn_happens() {
    let mut seen = Arrows::new();
    (0..simulation::number("SEEDS").unwrap_or(SEEDS))
        .for_each(|seed| watch(&simulation::plays(seed, false), &mut seen));
    stories::records().iter().for_each(|records| watch(records, &mut seen));
    let page = page();
    let mut wrong = Vec::new();
    for thing in THINGS {
        let (seen, drawn) = (seen.remove(thing).unwrap_or_default(), drawn(&page, thing));
        wrong.extend(seen.difference(&drawn).map(|(from, to)| format!("{thing} not drawn: {from} --> {to}")));
        wrong
            .extend(drawn.difference(&seen).map(|(from, to)| format!("{thing} never seen: {from} --> {to}")));
    }
    assert!(wrong.is_empty(), "docs/states.md says something else:\n{}", wrong.join("\n"));
}

#[test]
fn every_limit_stands_on_the_page_with_its_default() {
    let example: toml::Table = Settings::example().parse().unwrap();
    let limits = example["limits"].as_table().unwrap();
    let wanted: BTreeMap<String, String> =
        limits.iter().map(|(key, value)| (key.clone(), value.to_string())).collect();
    let page = page();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let found: BTreeMap<String, String> =
        cells.map(|cells| (cells[0].trim_matches('`').to_owned(), cells[1].to_owned())).collect();
    assert_eq!(found, wanted);
}
