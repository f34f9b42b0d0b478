//! The panel's view of the whole house.

use std::collections::BTreeMap;

use super::{CoreState, card, count, expected, roll_call, shift};
use crate::domain::{
    Badge, House, Loan, OwedSlip, PersonNo, Policy, PrintState, Stage, Stamp, Visit, VisitId, Who,
};
use crate::engine::{BackupHealth, TestPrint};
use crate::ports::printer::PrinterTrouble;
use crate::wire::{
    AlarmLine, BackupLine, BadgeLine, BadgeState, Card, GateLine, GateLook, GuardView, IncidentLine,
    OwedLine, PrinterLine, PrinterTroubleWord, SirenLook, StoreLine, TestPrintWord,
};

/// Fewer labels than this are few: a busy hour of a gate, in which somebody fetches the next roll.
const LABELS_LOW: u32 = 20;

/// The panel's view at a moment.
pub fn guard_view(house: &House, policy: &Policy, core: CoreState, now: Stamp) -> GuardView {
    let names = Names::of(house.open_visits().filter_map(|visit| visit.who.known()));
    let cards = |wanted: fn(&Visit) -> bool| -> Vec<Card> {
        let mut visits: Vec<&Visit> = house.open_visits().filter(|visit| wanted(visit)).collect();
        visits.sort_by_key(|visit| (visit.arrived, visit.id));
        visits.into_iter().map(|visit| card::card(house, policy, visit, &names)).collect()
    };
    let (expected, expected_count) = expected::expected(house, policy, now);
    GuardView {
        seq: house.seq,
        now: now.0,
        queue: cards(Visit::is_at_gate),
        on_site: cards(|visit| matches!(visit.stage, Stage::Badged { .. })),
        expected,
        expected_count,
        heads_inside: count(house.heads_inside()),
        badges: house.badges.iter().map(|(no, badge)| badge_line(house, no.0, badge)).collect(),
        gate: gate_line(house, policy),
        printer: printer_line(house, core),
        store: StoreLine {
            well: !core.guarded,
            unrecorded: core.unrecorded,
            clock_behind: house.clock_behind,
        },
        alarms: house.gate.alarms.iter().rev().map(|(no, alarm)| alarm_line(house, no.0, alarm)).collect(),
        shift: shift::shift_line(house, policy),
        roll_call: roll_call::roll_call_line(house),
        must_complete: must_complete(house),
        backup: core.backup.map(backup_line),
        incidents: house.incidents.iter().map(|(id, incident)| incident_line(*id, incident)).collect(),
    }
}

/// Visits that owe something of their slip, the oldest first.
fn must_complete(house: &House) -> Vec<OwedLine> {
    let line = |(id, slip): (&VisitId, &OwedSlip)| {
        let visit = house.visits.get(id)?;
        let host = visit.host.and_then(|host| house.hosts.get(&host)?.card.as_ref());
        Some(OwedLine {
            visit: id.to_string(),
            name: card::name_of(visit, PersonNo(0)),
            heads: count(visit.persons.len()),
            host: host.map(|card| card.name.as_str().to_owned()).unwrap_or_default(),
            since: slip.since.0,
            missing: slip.missing.iter().map(|owed| (*owed).into()).collect(),
            over: visit.is_over(),
        })
    };
    let mut lines: Vec<OwedLine> = house.owed.iter().filter_map(line).collect();
    lines.sort_by_key(|line| line.since);
    lines
}

/// How many people bear a name, so that two of one name are told apart by more.
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    pub(super) fn of<'a>(parties: impl Iterator<Item = &'a Who>) -> Names {
        let mut names = BTreeMap::new();
        for name in parties.flat_map(|who| who.names.iter().flatten()) {
            *names.entry(name.folded()).or_insert(0) += 1;
        }
        Names(names)
    }

    /// Whether somebody of this party, one of those counted, shares a name with somebody else.
    pub(super) fn shared(&self, who: &Who) -> bool {
        let named = |name: &crate::domain::PersonName| self.0.get(&name.folded()).is_some_and(|n| *n > 1);
        who.names.iter().flatten().any(named)
    }
}

/// The state of a badge: what is wrong with its loan outranks what is wrong with its paper.
pub(super) fn badge_state(badge: &Badge) -> BadgeState {
    match (badge.loan, badge.print) {
        (Loan::Lost, _) => BadgeState::Lost,
        (Loan::Outstanding, _) => BadgeState::Outstanding,
        (Loan::OnLoan, PrintState::Queued | PrintState::Sending | PrintState::HandedOver) => {
            BadgeState::Printing
        }
        (Loan::OnLoan, PrintState::Unclear) => BadgeState::Unclear,
        (Loan::OnLoan, PrintState::NotPrinted) => BadgeState::NotPrinted,
        (Loan::OnLoan, PrintState::Printed { .. } | PrintState::Card) => BadgeState::OnLoan,
    }
}

fn badge_line(house: &House, number: u32, badge: &Badge) -> BadgeLine {
    let visit = house.visits.get(&badge.visit);
    BadgeLine {
        number,
        state: badge_state(badge),
        visit: badge.visit.to_string(),
        name: visit.map(|visit| card::name_of(visit, badge.person)).unwrap_or_default(),
        since: badge.since.0,
    }
}

/// Fire outranks all; a board that does not answer makes every other look untrue.
fn gate_line(house: &House, policy: &Policy) -> GateLine {
    let gate = &house.gate;
    let stopped = || {
        let open = house.incidents.values().filter(|incident| !incident.entry_resumed);
        open.map(|incident| incident.opened).min()
    };
    let opening = || gate.grants.values().map(|grant| grant.since).min();
    let (look, since) = if let Some(fire) = gate.fire {
        (GateLook::FireOpen, fire.since)
    } else if let Some(since) = gate.fault {
        (GateLook::Faulted, since)
    } else if let Some(since) = gate.emergency {
        (GateLook::EmergencyOpen, since)
    } else if let Some(since) = gate.lockdown {
        (GateLook::Lockdown, since)
    } else if let Some(since) = stopped() {
        (GateLook::EntryStopped, since)
    } else if let Some(since) = opening() {
        (GateLook::Opening, since)
    } else {
        (GateLook::Shut, gate.last_grant_end.map_or(Stamp(0), |end| end.at))
    };
    let siren = match (policy.siren_ms, gate.siren) {
        (_, Some(_)) => SirenLook::Sounding,
        (Some(_), None) => SirenLook::Quiet,
        (None, None) => SirenLook::Absent,
    };
    let siren_until = gate.siren.map(|until| until.0);
    GateLine { look, since: since.0, door_open: gate.door_open, siren, siren_until }
}

fn printer_line(house: &House, core: CoreState) -> PrinterLine {
    let states = || house.jobs.values().filter_map(|no| house.badges.get(no)).map(|badge| badge.print);
    let stuck = states().any(|print| matches!(print, PrintState::NotPrinted | PrintState::Unclear));
    let under_way = |print: &PrintState| {
        matches!(print, PrintState::Queued | PrintState::Sending | PrintState::HandedOver)
    };
    let labels_left = core.printer.labels_left();
    PrinterLine {
        well: !stuck && core.printer.trouble.is_none(),
        trouble: core.printer.trouble.map(trouble_word),
        waiting: count(states().filter(under_way).count()),
        on_spare: core.printer.is_on_spare(),
        labels_counted: core.printer.labels_are_counted(),
        labels_left,
        labels_low: labels_left.is_some_and(|left| left < LABELS_LOW),
        test: core.test.map(test_word),
    }
}

fn backup_line(health: BackupHealth) -> BackupLine {
    let at = |stamp: Option<Stamp>| stamp.map(|stamp| stamp.0);
    BackupLine { well: health.well, last: at(health.last.made), failed: at(health.last.failed) }
}

fn test_word(test: TestPrint) -> TestPrintWord {
    match test {
        TestPrint::Printing => TestPrintWord::Printing,
        TestPrint::Printed => TestPrintWord::Printed,
        TestPrint::Unclear => TestPrintWord::Unclear,
        TestPrint::NotPrinted => TestPrintWord::NotPrinted,
    }
}

fn trouble_word(trouble: PrinterTrouble) -> PrinterTroubleWord {
    match trouble {
        PrinterTrouble::PaperOut => PrinterTroubleWord::PaperOut,
        PrinterTrouble::CoverOpen => PrinterTroubleWord::CoverOpen,
        PrinterTrouble::Jam => PrinterTroubleWord::Jam,
        PrinterTrouble::InkOut => PrinterTroubleWord::InkOut,
        PrinterTrouble::Offline => PrinterTroubleWord::Offline,
        PrinterTrouble::WrongPaper => PrinterTroubleWord::WrongPaper,
    }
}

fn alarm_line(house: &House, id: u32, alarm: &crate::domain::Alarm) -> AlarmLine {
    let written = alarm.text.as_ref().map(|text| text.as_str().to_owned());
    let over = alarm.visit.and_then(|visit| house.visits.get(&visit)).filter(|visit| visit.is_over());
    let gone = over.map(|visit| card::name_of(visit, PersonNo(0)));
    AlarmLine {
        id,
        kind: alarm.kind.into(),
        at: alarm.at.0,
        visit: alarm.visit.map(|visit| visit.to_string()),
        code: alarm.code.clone(),
        text: written.or(gone).unwrap_or_default(),
    }
}

fn incident_line(id: crate::domain::IncidentId, incident: &crate::domain::Incident) -> IncidentLine {
    IncidentLine {
        id: id.to_string(),
        opened: incident.opened.0,
        visit: incident.visit.map(|visit| visit.to_string()),
        steps: incident.steps.iter().map(|(step, at)| ((*step).into(), at.0)).collect(),
        entry_resumed: incident.entry_resumed,
    }
}
