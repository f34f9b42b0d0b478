//! The touchscreen's view: face, queue number, badge numbers, trouble.

use super::CoreState;
use crate::domain::{AlarmKind, Badge, Confidentiality, End, House, Policy, PrintState, Stage, Visit};
use crate::ports::printer::PrinterTrouble;
use crate::wire::{HeardLine, KioskFace, KioskView, TroubleWord};

/// The touchscreen's view of a visit.
///
/// Whoever waits sees the same, whatever they wait for; every end before entry looks the same.
pub fn kiosk_view(house: &House, policy: &Policy, visit: &Visit, core: CoreState) -> KioskView {
    let own =
        || visit.persons.iter().filter_map(|person| person.badge).filter_map(|no| house.badges.get(&no));
    let own_trouble = own().any(|badge| in_trouble(badge, core)).then_some(printer_trouble(core));
    KioskView {
        face: face(visit, own().all(|badge| badge.print.is_in_hand())),
        queue: visit.queue.0,
        badges: visit.persons.iter().filter_map(|person| person.badge).map(|no| no.0).collect(),
        slip_open: visit.is_at_gate() && visit.rest.is_none(),
        slip_asked: visit.is_at_gate() && visit.rest.is_none() && visit.needs_slip(),
        asks_confidentiality: visit.is_at_gate()
            && policy.asks_confidentiality(visit)
            && visit.confidentiality == Confidentiality::Open,
        trouble: heavy_trouble(house, core).or(own_trouble).or(gate_trouble(house)),
    }
}

fn face(visit: &Visit, all_in_hand: bool) -> KioskFace {
    match visit.stage {
        Stage::AtGate => KioskFace::PleaseWait,
        Stage::Badged { .. } if all_in_hand => KioskFace::ComeIn,
        Stage::Badged { .. } => KioskFace::BadgePrinting,
        Stage::Ended {
            end: End::Left | End::ReportedLeft | End::Cancelled | End::ArrivalTakenBack, ..
        } => KioskFace::Over,
        Stage::Ended {
            end: End::Declined | End::Refused | End::GaveUp | End::Expired | End::Incident,
            ..
        } => KioskFace::SeeTheGuard,
    }
}

/// What is to be heard at a panel nobody has signed in at. Every arrival alike; of the watch list nothing, for the person
/// it is about stands at the window.
pub fn heard(house: &House) -> HeardLine {
    let at_gate = house.visits.iter().filter(|(_, visit)| visit.is_at_gate());
    let loud = house.gate.alarms.iter().filter(|(_, alarm)| alarm.kind != AlarmKind::WatchMatch);
    HeardLine {
        arrivals: at_gate.map(|(id, _)| u64::from(id.count)).max().unwrap_or(0),
        alarm: loud.map(|(no, _)| no.0).max().unwrap_or(0),
    }
}

/// The site's own trouble, as a touchscreen tells it to whoever stands there. The gravest one.
pub fn site_trouble(house: &House, core: CoreState) -> Option<TroubleWord> {
    let printer = || {
        let mut waiting = house.jobs.values().filter_map(|no| house.badges.get(no));
        waiting.any(|badge| in_trouble(badge, core)).then_some(printer_trouble(core))
    };
    heavy_trouble(house, core).or_else(printer).or_else(|| gate_trouble(house))
}

fn heavy_trouble(house: &House, core: CoreState) -> Option<TroubleWord> {
    if house.gate.fire.is_some() {
        Some(TroubleWord::Fire)
    } else if house.gate.lockdown.is_some() {
        Some(TroubleWord::Lockdown)
    } else if core.guarded {
        Some(TroubleWord::StoreRefused)
    } else if house.clock_behind {
        Some(TroubleWord::ClockWrong)
    } else {
        None
    }
}

/// What is wrong with a printer that has left a badge unprinted.
fn printer_trouble(core: CoreState) -> TroubleWord {
    match core.printer.trouble {
        Some(PrinterTrouble::PaperOut) => TroubleWord::PaperOut,
        Some(_) | None => TroubleWord::Printer,
    }
}

fn gate_trouble(house: &House) -> Option<TroubleWord> {
    house.gate.fault.map(|_| TroubleWord::GateStuck)
}

/// Whether a badge is not on paper, or nobody knows, or it waits for a printer that lacks something.
fn in_trouble(badge: &Badge, core: CoreState) -> bool {
    match badge.print {
        PrintState::NotPrinted | PrintState::Unclear => true,
        PrintState::Queued | PrintState::Sending | PrintState::HandedOver => core.printer.held,
        PrintState::Printed { .. } | PrintState::Card => false,
    }
}
