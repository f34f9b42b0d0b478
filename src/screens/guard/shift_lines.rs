//! The shift, the roll call, owed slips and today's visits as the screen reads them.

use slint::SharedString;

use super::lines::{Moment, count};
use super::state::State;
use crate::screens::ui;
use crate::wire::{GuardView, ItemLine, OwedLine, OwedWord, RollCallLine, RollPersonLine, TodayHit};

/// The roll call in figures.
pub fn roll_call(line: Option<&RollCallLine>, moment: Moment) -> ui::GuardRollCall {
    let Some(line) = line else { return ui::GuardRollCall::default() };
    ui::GuardRollCall {
        begun: moment.at(line.begun),
        ended: line.ended.map(|at| moment.at(at)).unwrap_or_default(),
        by_fire: line.by_fire,
        present: count(line.present),
        missing: count(line.missing),
        unmarked: count(line.unmarked),
    }
}

/// Somebody on the roll call.
pub fn roll_person(line: &RollPersonLine, moment: Moment) -> ui::GuardRoll {
    ui::GuardRoll {
        visit: line.visit.as_str().into(),
        index: i32::from(line.person),
        name: line.name.as_str().into(),
        unit: line.unit.as_str().into(),
        badge: line.badge.map(|badge| badge.to_string()).unwrap_or_default().into(),
        mark: match line.present {
            None => ui::GuardRollMark::Unmarked,
            Some(true) => ui::GuardRollMark::Present,
            Some(false) => ui::GuardRollMark::Missing,
        },
        marked: line.marked.map(|at| moment.at(at)).unwrap_or_default(),
    }
}

/// Who is on post, and the hand-over.
pub fn shift(state: &State, view: &GuardView, moment: Moment) -> ui::GuardShift {
    let shift = &view.shift;
    let handover = shift.handover.as_ref();
    let words = |text: Option<&str>| -> SharedString { text.unwrap_or_default().into() };
    let open = items(view);
    ui::GuardShift {
        on_post: words(shift.on_post.as_deref()),
        since: shift.since.map(|at| moment.at(at)).unwrap_or_default(),
        mine: state.is_on_post(),
        note: words(shift.note.as_ref().map(|note| note.text.as_str())),
        note_by: words(shift.note.as_ref().map(|note| note.by.as_str())),
        next_note: words(shift.next_note.as_ref().map(|note| note.text.as_str())),
        underway: handover.is_some(),
        outgoing: words(handover.map(|line| line.outgoing.as_str())),
        incoming: words(handover.and_then(|line| line.incoming.as_deref())),
        begun: handover.map(|line| moment.at(line.begun)).unwrap_or_default(),
        short_until: handover
            .and_then(|line| line.short_until)
            .filter(|until| *until > moment.now)
            .map(|until| moment.at(until))
            .unwrap_or_default(),
        stopped: handover.is_some_and(|line| line.stopped),
        open: count(open.len()),
        not_taken: count(open.iter().filter(|item| item.taken.is_none()).count()),
    }
}

/// In a hand-over everything that is open; else what was missed at one before.
pub fn items(view: &GuardView) -> &[ItemLine] {
    match &view.shift.handover {
        Some(handover) => &handover.items,
        None => &view.shift.missed,
    }
}

/// Something that is open; `waits` while it is being taken over.
pub fn item(line: &ItemLine, view: &GuardView, moment: Moment, waits: bool) -> ui::GuardItem {
    let alarm = view.alarms.iter().find(|alarm| Some(alarm.id) == line.alarm);
    let on_panel = |visit: &&String| view.queue.iter().chain(&view.on_site).any(|card| card.visit == **visit);
    ui::GuardItem {
        id: line.id.as_str().into(),
        kind: line.kind.into(),
        alarm: alarm.map_or(ui::GuardAlarmKind::GuardCalled, |alarm| alarm.kind.into()),
        number: line.badge.map(|badge| badge.to_string()).unwrap_or_default().into(),
        name: line.name.as_str().into(),
        visit: line.visit.as_ref().filter(on_panel).map(String::as_str).unwrap_or_default().into(),
        since: moment.at(line.since),
        lies_with: line.lies_with.as_str().into(),
        taken: line.taken.is_some(),
        waits,
    }
}

/// A slip that is to be completed.
pub fn owed(line: &OwedLine, moment: Moment) -> ui::GuardOwed {
    let lacks = |word| line.missing.contains(&word);
    ui::GuardOwed {
        visit: line.visit.as_str().into(),
        name: line.name.as_str().into(),
        heads: count(line.heads),
        host: line.host.as_str().into(),
        since: moment.at(line.since),
        document: lacks(OwedWord::Document),
        purpose: lacks(OwedWord::Purpose),
        names: lacks(OwedWord::Names),
        slip_rest: lacks(OwedWord::SlipRest),
        next: line.missing.first().map_or(ui::GuardOwes::SlipRest, |word| (*word).into()),
        over: line.over,
    }
}

/// As much of a card as is known of a visit that is over and owes a part of its slip.
pub fn card_of_owed(line: &OwedLine, moment: Moment) -> ui::GuardCard {
    ui::GuardCard {
        visit: line.visit.as_str().into(),
        number: line.visit.as_str().into(),
        name: line.name.as_str().into(),
        heads: count(line.heads),
        host: line.host.as_str().into(),
        arrived: moment.at(line.since),
        // Its badges have been out: the lead's name stays.
        badged: true,
        ..ui::GuardCard::default()
    }
}

/// A visit of today.
pub fn today(line: &TodayHit, moment: Moment) -> ui::GuardToday {
    let badges: Vec<String> = line.badges.iter().map(u32::to_string).collect();
    let names: Vec<&str> = line.names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let detail = [line.unit.as_str(), line.host.as_str(), line.department.as_str()];
    let plates = line.plates.iter().map(String::as_str);
    let detail: Vec<&str> = detail.into_iter().chain(plates).filter(|part| !part.is_empty()).collect();
    ui::GuardToday {
        visit: line.visit.as_str().into(),
        number: if line.queue == 0 { SharedString::default() } else { line.queue.to_string().into() },
        name: names.join("\u{3001}").into(),
        detail: detail.join(" \u{b7} ").into(),
        badges: badges.join(" ").into(),
        arrived: moment.at(line.arrived),
        ended: line.ended.map(|at| moment.at(at)).unwrap_or_default(),
        end: line.end.map_or(ui::GuardEnd::None, Into::into),
        class: line.class.into(),
    }
}
