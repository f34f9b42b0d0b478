//! Facts of the view as the rows and cards of the screen: names, numbers and times as strings, the rest as codes.

use slint::SharedString;

use super::clock;
use super::face;
use super::words;
use crate::screens::ui;
use crate::wire::{
    AdmitAlone, AlarmLine, AreaLine, BackupLine, BadgeLine, BadgeState, Card, ExpectedLine, GateLine,
    GuardView, IncidentLine, IncidentStepWord, LanguageWord, MarkWord, PersonLine, PrinterLine, ShownText,
    StateWord, WatchLine,
};

/// What a moment is shown by.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The core's clock, UTC milliseconds.
    pub now: i64,
    /// Minutes east of UTC of the site.
    pub offset_min: i32,
}

impl Moment {
    pub(super) fn at(self, utc_ms: i64) -> SharedString {
        clock::day_hour_minute(utc_ms, self.now, self.offset_min).into()
    }

    fn lasted(self, from_ms: i64) -> SharedString {
        clock::lasted(from_ms, self.now).into()
    }
}

/// A count for the screen, whose numbers are signed.
pub fn count(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

fn marks(marks: &[MarkWord]) -> ui::GuardMarks {
    let has = |mark| marks.contains(&mark);
    ui::GuardMarks {
        held: has(MarkWord::Held),
        same_name: has(MarkWord::SameName),
        no_booking: has(MarkWord::NoBooking),
        application_missing: has(MarkWord::ApplicationMissing),
        plan_missing: has(MarkWord::PlanMissing),
        self_declared: has(MarkWord::SelfDeclared),
        escorted: has(MarkWord::Escorted),
        name_in_pinyin: has(MarkWord::NameInPinyin),
        entered_later: has(MarkWord::EnteredLater),
        official: has(MarkWord::Official),
        outside_its_time: has(MarkWord::OutsideItsTime),
        express: has(MarkWord::Express),
    }
}

fn late(card: &Card, moment: Moment) -> bool {
    card.until.is_some_and(|until| until <= moment.now)
        || matches!(card.state, StateWord::Overdue | StateWord::Unconfirmed)
}

/// The number of the queue; nothing for a visit from paper, which waited in none.
fn queue(card: &Card) -> SharedString {
    if card.queue == 0 { SharedString::default() } else { card.queue.to_string().into() }
}

/// What a visitor is called by in row, card and alarm: the lead's badge, and before there is one the number of
/// the queue.
fn number(card: &Card) -> SharedString {
    let badge = card.persons.iter().find_map(|person| person.badge);
    badge.map_or_else(|| queue(card), |badge| badge.to_string().into())
}

/// A row of a list of visitors. In the queue the waiting counts from the arrival, on site from the state.
pub fn line(card: &Card, since: i64, moment: Moment) -> ui::GuardLine {
    ui::GuardLine {
        visit: card.visit.as_str().into(),
        number: number(card),
        name: card.name.as_str().into(),
        unit: card.unit.as_str().into(),
        heads: count(card.persons.len()),
        phone_tail: card.phone_tail.as_str().into(),
        class: card.class.into(),
        state: card.state.into(),
        waited_min: count(clock::minutes(since, moment.now)),
        late: late(card, moment),
        marks: marks(&card.marks),
    }
}

/// A booking whose visitor is still to come; `waits` while a wish about it has no answer.
pub fn expected(line: &ExpectedLine, moment: Moment, waits: bool) -> ui::GuardExpected {
    ui::GuardExpected {
        booking: line.booking.as_str().into(),
        from: moment.at(line.from),
        to: moment.at(line.to),
        begun: line.from <= moment.now,
        name: line.name.as_str().into(),
        unit: line.unit.as_str().into(),
        phone_tail: line.phone_tail.as_str().into(),
        same_name: line.same_name,
        heads: count(line.heads),
        host: line.host.as_str().into(),
        department: line.department.as_str().into(),
        class: line.class.into(),
        application_missing: line.application_missing,
        waits,
    }
}

/// What is signed as sign-off, in the language of the panel; nothing while that is not asked.
pub fn sign_off(card: &Card, language: LanguageWord) -> Option<&ShownText> {
    card.sign_off_text.as_ref().map(|text| match language {
        LanguageWord::Zh => &text.zh,
        LanguageWord::En => &text.en,
    })
}

/// Names of the party but its lead, as a guard types them.
fn companions(card: &Card) -> String {
    let others = card.persons.iter().filter(|person| person.index > 0);
    let names: Vec<&str> =
        others.map(|person| person.name.as_str()).filter(|name| !name.is_empty()).collect();
    names.join("\u{3001}")
}

/// The opened card; `waits` while a wish about it has no answer.
pub fn card(card: &Card, moment: Moment, language: LanguageWord, waits: bool) -> ui::GuardCard {
    let claim = card.claim.as_ref();
    let document = card.document.as_ref();
    let alone_from = match card.admit_alone {
        Some(AdmitAlone::From(at)) => moment.at(clock::full_minute(at)),
        Some(AdmitAlone::Now) | None => SharedString::default(),
    };
    ui::GuardCard {
        visit: card.visit.as_str().into(),
        number: number(card),
        queue: queue(card),
        name: card.name.as_str().into(),
        unit: card.unit.as_str().into(),
        heads: count(card.persons.len()),
        phone_tail: card.phone_tail.as_str().into(),
        kind: card.kind.into(),
        leader: card.leader,
        class: card.class.into(),
        claimed: claim.is_some(),
        claim: claim.map_or(card.class, |claim| claim.class).into(),
        purpose: card.purpose.as_str().into(),
        host: card.host.as_str().into(),
        department: card.department.as_str().into(),
        host_phone: card.host_phone.as_str().into(),
        stand_in: card.stand_in.as_ref().map(|other| other.name.as_str()).unwrap_or_default().into(),
        stand_in_phone: card.stand_in.as_ref().map(|other| other.phone.as_str()).unwrap_or_default().into(),
        host_set: card.host_set,
        host_reply: words::shown_reply(card.host_reply),
        area: card.area.as_str().into(),
        level: card.level.as_str().into(),
        plate: card.plate.as_str().into(),
        belongings: card.belongings.as_str().into(),
        arrived: moment.at(card.arrived),
        state: card.state.into(),
        waited_min: count(clock::minutes(card.since, moment.now)),
        limit_min: card.until.map_or(0, |until| count(clock::limit_minutes(card.since, until))),
        late: late(card, moment),
        next: card.next.into(),
        marks: marks(&card.marks),
        incident: card.incident.as_deref().unwrap_or_default().into(),
        slip_complete: card.slip_complete,
        signed_off: card.signed_off,
        badged: card.persons.iter().any(|person| person.badge.is_some()),
        document_known: document.is_some(),
        document: document.map_or(ui::GuardDocument::Other, |(document, _)| (*document).into()),
        document_tail: document.map(|(_, tail)| tail.as_str()).unwrap_or_default().into(),
        cards: count(card.cards),
        companions: companions(card).into(),
        confidentiality: card.confidentiality.map_or(ui::GuardConfidentiality::None, Into::into),
        sign_off_words: sign_off(card, language).map(|text| text.words.as_str()).unwrap_or_default().into(),
        not_printed: face::to_reprint(card).is_some(),
        may_admit_alone: card.admit_alone == Some(AdmitAlone::Now),
        admit_alone_from: alone_from,
        waits,
    }
}

/// A person of a party.
pub fn person(person: &PersonLine, card: &Card) -> ui::GuardPerson {
    ui::GuardPerson {
        index: i32::from(person.index),
        name: person.name.as_str().into(),
        badge: person.badge.map_or(0, count),
        badge_state: person.badge_state.map_or(ui::GuardBadge::None, Into::into),
        inside: person.inside,
        reprint: person.reprint.map_or(ui::GuardReprint::None, Into::into),
        may_return: face::can_come_back(person),
        may_open: face::can_enter(person, card),
    }
}

/// An entry of the watch list.
pub fn compare(line: &WatchLine, moment: Moment) -> ui::GuardCompare {
    ui::GuardCompare {
        name: line.name.as_str().into(),
        behaviour: line.behaviour.as_str().into(),
        day: clock::day(line.happened, moment.offset_min).into(),
        phone_tail: line.phone_tail.as_str().into(),
        document_tail: line.document_tail.as_str().into(),
    }
}

/// An area of the site, seen from one visit.
pub fn area(line: &AreaLine) -> ui::GuardArea {
    ui::GuardArea {
        name: line.name.as_str().into(),
        approver: line.approver.as_str().into(),
        state: line.state.into(),
    }
}

/// A badge that is out.
pub fn badge(line: &BadgeLine, moment: Moment) -> ui::GuardBadgeLine {
    ui::GuardBadgeLine {
        number: count(line.number),
        state: line.state.into(),
        name: line.name.as_str().into(),
        visit: line.visit.as_str().into(),
        since: moment.at(line.since),
        lasted: moment.lasted(line.since),
    }
}

fn find<'a>(view: &'a GuardView, visit: Option<&str>) -> Option<&'a Card> {
    let visit = visit?;
    view.queue.iter().chain(&view.on_site).find(|card| card.visit == visit)
}

/// An alarm, with the name of the visitor; of one who is no longer on the panel, the visit's number.
pub fn alarm(line: &AlarmLine, view: &GuardView, moment: Moment) -> ui::GuardAlarm {
    let about = find(view, line.visit.as_deref());
    ui::GuardAlarm {
        id: count(line.id),
        kind: line.kind.into(),
        at: moment.at(line.at),
        visit: about.map(|card| card.visit.as_str()).unwrap_or_default().into(),
        name: about.map_or(line.visit.as_deref().unwrap_or_default(), |card| card.name.as_str()).into(),
        number: about.map(number).unwrap_or_default(),
        code: line.code.as_deref().unwrap_or_default().into(),
        text: line.text.as_str().into(),
    }
}

/// An open incident.
pub fn incident(line: &IncidentLine, view: &GuardView, moment: Moment) -> ui::GuardIncident {
    let about = find(view, line.visit.as_deref());
    ui::GuardIncident {
        id: line.id.as_str().into(),
        opened: moment.at(line.opened),
        lasted: moment.lasted(line.opened),
        visit: about.map(|card| card.visit.as_str()).unwrap_or_default().into(),
        name: about.map(|card| card.name.as_str()).unwrap_or_default().into(),
        office_told: line.steps.iter().any(|(step, _)| *step == IncidentStepWord::OfficeTold),
        entry_resumed: line.entry_resumed,
    }
}

/// The steps of an incident, newest first: the last one is what the guard looks for.
pub fn steps(line: &IncidentLine, moment: Moment) -> Vec<ui::GuardStepTaken> {
    line.steps
        .iter()
        .rev()
        .map(|(step, at)| ui::GuardStepTaken { step: (*step).into(), at: moment.at(*at) })
        .collect()
}

/// Badges that are really out: what is still in the printer is not.
pub fn is_out(line: &BadgeLine) -> bool {
    matches!(line.state, BadgeState::OnLoan | BadgeState::Outstanding | BadgeState::Lost)
}

/// By when the siren ends by itself, in full minutes; empty where nobody knows.
pub fn siren_until(gate: &GateLine, moment: Moment) -> SharedString {
    gate.siren_until.map(|until| moment.at(clock::full_minute(until))).unwrap_or_default()
}

/// The badge printer.
pub fn printer(line: &PrinterLine) -> ui::GuardPrinter {
    ui::GuardPrinter {
        well: line.well,
        trouble: line.trouble.map_or(ui::GuardPrinterTrouble::None, Into::into),
        waiting: count(line.waiting),
        on_spare: line.on_spare,
        counted: line.labels_counted,
        left: line.labels_left.map_or(-1, count),
        low: line.labels_low,
        test: line.test.map_or(ui::GuardTestPrint::None, Into::into),
    }
}

/// When backups were made, and when one was not.
pub fn backup(line: &BackupLine, moment: Moment) -> ui::GuardBackup {
    let at = |utc_ms: Option<i64>| utc_ms.map(|utc_ms| moment.at(utc_ms)).unwrap_or_default();
    ui::GuardBackup { last: at(line.last), failed: at(line.failed) }
}
