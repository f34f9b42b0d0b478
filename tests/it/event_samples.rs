//! One of each event, with something personal in every field that may hold it.

use gatehouse::domain::{
    AlarmKind, AlarmNo, Application, Area, BadgeNo, Belongings, BookingId, By, Class, Consent, Document,
    DocumentKind, Due, End, Event, FormText, GateNo, GrantFor, GrantNo, HostId, HostReply, HouseText,
    IncidentId, IncidentStep, InvitationCode, JobNo, Kind, Language, MarkKey, OpenItem, Owed, PersonName,
    PersonNo, Personal, Plate, PrintOutcome, ReaderId, Reason, Reception, Remark, RememberedCard,
    RememberedId, Report, Retention, Role, Sensor, SignedText, Signer, Span, StaffChange, StaffEntry,
    StaffNo, Stamp, Strokes, Subject, TextHash, TextKind, Things, Wait, WatchCard, WatchId, Way, WhyRefused,
    Window,
};

use crate::engine_bench::{MORNING, arrival, host, visit, who, with_badge_queued};

/// Words that stand in the samples and must stand in no file.
pub const SECRETS: [&str; 12] = [
    "欧阳明日",
    "宏图精密模具",
    "13800138000",
    "送样品",
    "李工",
    "质量部",
    "样品箱",
    "京A12345",
    "3X7K",
    "秘密的理由",
    "首席",
    "滋事",
];

fn reason() -> Personal<Reason> {
    Personal::Known(Reason::parse("秘密的理由").unwrap())
}

fn remark() -> Personal<Remark> {
    Personal::Known(Remark::parse("秘密的理由").unwrap())
}

fn rest() -> Personal<Things> {
    Personal::Known(Things {
        plate: Plate::parse("京A12345").unwrap(),
        belongings: Belongings::parse("样品箱").unwrap(),
    })
}

fn document() -> Document {
    Document::parse(DocumentKind::Passport, "3X7K").unwrap()
}

fn name() -> PersonName {
    PersonName::parse("李工").unwrap()
}

/// One of each, in the order of their kinds.
pub fn samples() -> Vec<Event> {
    let id = visit(1);
    let (incident, entry) =
        (IncidentId { gate: GateNo::FIRST, count: 1 }, WatchId { gate: GateNo::FIRST, count: 1 });
    let booking = BookingId { gate: GateNo::FIRST, count: 1 };
    let waits = vec![(Due::Visit(id, Wait::HeldRemind), MORNING), (Due::Closing, MORNING)];
    let window = Window { from: MORNING, to: MORNING + Span::hours(1) };
    let mut arrived = arrival(1);
    (arrived.rest, arrived.matched, arrived.waits) = (Some(rest()), vec![entry], waits.clone());
    arrived.document = Some(Personal::Known(document()));
    let application = Application {
        titles: FormText::parse("首席").unwrap(),
        level: FormText::parse("A").unwrap(),
        budget: Some(5_000),
        receptionist: name(),
        plan: true,
    };
    let card = WatchCard {
        name: PersonName::parse("欧阳明日").unwrap(),
        phone: who().phone,
        document_tail: "3X7K".into(),
        behaviour: Remark::parse("滋事").unwrap(),
    };
    let people = GrantFor::People { visit: id, people: vec![PersonNo(0)], way: Way::Out { badge_in: true } };
    let mut events = vec![
        Event::CoreStarted {
            program: "0.1.0".into(),
            policy: [7; 32],
            tail_cut: 3,
            expired: vec![GrantNo(1)],
            closing: MORNING,
        },
        Event::ClockStepped { by: Span(-7_000) },
        Event::ClockBehind { behind: true },
        Event::StaffRemoved { number: StaffNo("g1".into()) },
        Event::UnrecordedDone {
            by: By::staff(Role::Guard, "g1"),
            what: "Override".into(),
            at: MORNING,
            reason: remark(),
        },
        host(1),
        Event::HostRetired { host: HostId(1) },
        Event::BookingMade {
            booking,
            code: InvitationCode([5; 16]),
            who: Personal::Known(who()),
            kind: Kind::Auditor,
            class: Class::Important,
            host: HostId(1),
            window,
            area: Area::parse("会议室").unwrap(),
            application: Some(Personal::Known(application)),
        },
        Event::BookingClassified { booking, class: Class::Vip },
        Event::BookingCancelled { booking },
        Event::BookingNoShow { booking },
        Event::WatchPut { entry, card: Personal::Known(card), happened: MORNING, expires: MORNING },
        Event::WatchEnded { entry, reason: reason() },
        Event::VisitArrived(Box::new(arrived)),
        Event::SlipCompleted { visit: id, rest: rest(), document: Some(Personal::Known(document())) },
        Event::SlipCorrected {
            visit: id,
            who: Personal::Known(who()),
            heads: 1,
            rest: Some(rest()),
            document: Some(Personal::Known(document())),
            reason: reason(),
        },
        Event::VisitHeld { visit: id, matched: vec![entry], waits: waits.clone() },
        Event::HoldCleared { visit: id, reason: reason() },
        Event::HoldConfirmed { visit: id, reason: reason() },
        Event::DocumentSeen { visit: id, document: Personal::Known(document()) },
        Event::Vouched { visit: id, by: remark() },
        Event::IdentityConfirmed { visit: id },
        Event::HostSet { visit: id, host: HostId(1), waits: waits.clone() },
        Event::HostAnswered { visit: id, reply: HostReply::NoAnswer },
        Event::StandInAsked { visit: id },
        Event::AdministrationTold { visit: id },
        Event::AdministrationAnswered { visit: id, acknowledged: true },
        Event::ManagerTold { visit: id },
        Event::GuardMayAdmit { visit: id },
        Event::AdmittedWithoutAdministration { visit: id, reason: reason() },
        Event::ClassSet {
            visit: id,
            from: Class::Ordinary,
            class: Class::Vip,
            reason: Some(reason()),
            reception: Reception::Acknowledged,
            consent: Consent::Waived,
            waits: waits.clone(),
        },
    ];
    events.extend(with_badge_queued(1).pop());
    events.extend([
        Event::PrintMoved { job: JobNo(1), outcome: PrintOutcome::Printed { in_pinyin: true } },
        Event::BadgeReissued { badge: BadgeNo(1), issue: 2, job: JobNo(2) },
        Event::BadgeReturned { badge: BadgeNo(1) },
        Event::BadgeLost { badge: BadgeNo(1) },
        Event::Granted {
            grant: GrantNo(1),
            what: people,
            reader: Some(ReaderId("exit".into())),
            pulse_ms: 3_000,
            until: MORNING,
            reason: Some(reason()),
        },
        Event::Opened { grant: GrantNo(1) },
        Event::Passed { grant: GrantNo(1) },
        Event::NotPassed { grant: GrantNo(1) },
        Event::OpeningFailed { grant: GrantNo(1) },
        Event::ScanRefused { reader: ReaderId("entry".into()), code: "other-site".into(), visit: Some(id) },
        Event::PeopleFound { visit: id, people: vec![PersonNo(0)], inside: true },
        Event::SignedOff { visit: id, by: Signer::Host, name: Personal::Known(name()), waits: waits.clone() },
        Event::LeavingAllowed { visit: id, reason: reason() },
        Event::VisitEnded {
            visit: id,
            end: End::Refused,
            why: Some(WhyRefused::Other),
            text: Some(remark()),
        },
        Event::VisitOverdue { visit: id },
        Event::ClosingReached { unconfirmed: vec![id], next: Stamp(1) },
        Event::Reminded { due: Due::HeldOpen },
        Event::IncidentOpened { incident, visit: Some(id), text: remark() },
        Event::IncidentMoved { incident, step: IncidentStep::Lingers, text: remark() },
        Event::EntryResumed { incident, reason: reason() },
        Event::IncidentClosed {
            incident,
            report: Personal::Known(Report::parse("秘密的理由，秘密的理由").unwrap()),
        },
        Event::EmergencyOpened { reason: reason() },
        Event::EmergencyClosed,
        Event::LockedDown { reason: reason() },
        Event::LockdownEnded { reason: reason() },
        Event::FireReset,
        Event::Sensed { sensor: Sensor::Door { open: true }, waits: waits.clone() },
        Event::Alarmed {
            alarm: AlarmNo(1),
            kind: AlarmKind::BadgeLostSaid,
            visit: Some(id),
            code: Some("needs-guard".into()),
            text: Some(remark()),
        },
        Event::Acknowledged { alarm: AlarmNo(1) },
        Event::OfficialsSeen { visit: id, certificate: Personal::Known(FormText::parse("3X7K").unwrap()) },
        Event::PeopleErased {
            people: vec![Subject::Visit(id), Subject::Document(id), Subject::Day(20_780)],
            kept: Retention { document: Span::days(30), visit: Span::days(180) },
        },
        Event::StaffPut {
            number: StaffNo("g1".into()),
            change: StaffChange::Added,
            entry: StaffEntry { roles: vec![Role::Guard, Role::ShiftLeader], pin_mark: [3; 8] },
        },
        Event::AreaApproved { visit: id, area: Area::parse("机房").unwrap(), by: remark() },
        Event::DoorLeftOpen { waits: waits.clone() },
        Event::WaitsMoved { silent: Span::hours(2), until: Stamp(7) },
        Event::ClockSetRight { moved: Span(-5), closing: Stamp(9) },
        Event::TextStands {
            text: HouseText::new(TextKind::Rules, Language::En, "2026-11", "Do not smoke.").unwrap(),
        },
        Event::SignedByFinger {
            visit: id,
            what: SignedText::House(TextKind::Confidentiality),
            language: Language::En,
            hash: TextHash([9; 32]),
            device: "touchscreen".into(),
            strokes: Personal::Known(Strokes::draw(&[vec![(10, 20), (300, 120)], vec![(5, 5)]]).unwrap()),
        },
        Event::ConfidentialityRefused { visit: id },
        Event::ConfidentialityWaived { visit: id, by: remark() },
        Event::RememberAsked { visit: id, asked: true },
        Event::PersonRemembered {
            person: RememberedId { gate: GateNo::FIRST, count: 1 },
            card: Personal::Known(RememberedCard {
                mark: MarkKey([6; 32]).mark(&who().phone, "3X7K"),
                name: PersonName::parse("欧阳明日").unwrap(),
                unit: who().unit,
                phone: who().phone,
                kind: Kind::Supplier,
                plate: Plate::parse("京A12345").unwrap(),
                host: Some(HostId(3)),
                purpose: who().purpose,
                language: Language::En,
            }),
        },
        Event::RememberedCame { person: RememberedId { gate: GateNo::FIRST, count: 1 } },
        Event::PeopleForgotten { people: vec![RememberedId { gate: GateNo::FIRST, count: 1 }] },
        Event::PanelsManned { present: vec![StaffNo("g1".into())], waits: waits.clone() },
        Event::PostTaken {
            staff: StaffNo("g1".into()),
            from: Some(StaffNo("g2".into())),
            missed: vec![OpenItem::Visit(id)],
        },
        Event::HandoverBegun { outgoing: StaffNo("g1".into()), waits: waits.clone() },
        Event::HandoverJoined {
            incoming: StaffNo("g2".into()),
            approved_by: Some(StaffNo("g3".into())),
            waits: waits.clone(),
        },
        Event::ItemTakenOver {
            item: OpenItem::Badge(BadgeNo(1), id),
            from: StaffNo("g1".into()),
            to: StaffNo("g2".into()),
        },
        Event::HandoverEnded {
            outgoing: StaffNo("g1".into()),
            incoming: StaffNo("g2".into()),
            overlap: Span::minutes(9),
            short: true,
            missed: vec![OpenItem::Alarm(AlarmNo(1))],
        },
        Event::HandoverBrokenOff { outgoing: StaffNo("g1".into()) },
        Event::ShiftNoted { by: StaffNo("g1".into()), note: remark() },
        Event::AdmittedExpress { visit: id, reason: reason(), missing: vec![Owed::Document, Owed::Names] },
        Event::SlipSupplied { visit: id, supplied: vec![Owed::SlipRest] },
        Event::SlipClosed { visit: id, reason: reason() },
        Event::RollCallBegun { by_fire: true },
        Event::PersonMarked { visit: id, person: PersonNo(1), present: false },
        Event::RollCallEnded { present: 3, not_found: vec![(id, PersonNo(1))] },
        Event::SirenSounded { until: Stamp(1), ms: 120_000 },
        Event::SirenEnded,
    ]);
    events
}
