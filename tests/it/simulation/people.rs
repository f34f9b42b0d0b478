//! What people and machines at a gate do by chance: mostly the next sensible thing, now and then anything at all.

use fastrand::Rng;
use gatehouse::domain::*;

use crate::morning::{Morning, reader};
use crate::rules::words::{
    document, draft_of, person, phone, reason, remark, signature, slip, slip_with, watch, who,
};

/// Few names, so that people share them and the watchlist finds some.
const NAMES: [&str; 6] = ["张伟", "李四", "赵敏", "陈静", "吴磊", "孙丽"];
const TAILS: [&str; 3] = ["1234", "5678", "902X"];
const PHONES: [&str; 2] = ["13800001234", "13900005678"];
const CARDS: [u32; 4] = [901, 902, 903, 105];

/// What happens next: who asks for what.
pub fn next(rng: &mut Rng, morning: &Morning) -> (Role, Command) {
    match rng.u32(0..100) {
        0..12 => arrives(rng, morning),
        12..40 => (Role::Guard, next_step(rng, morning)),
        40..55 => (Role::Core, machine(rng, morning)),
        55..72 => (Role::Reader, scans(rng, morning)),
        72..86 => at_a_visit(rng, morning),
        86..93 => (Role::Guard, about_the_gate(rng, morning)),
        93..96 => shift(rng, morning),
        _ => on_the_lists(rng, morning),
    }
}

fn one<T: Copy>(rng: &mut Rng, of: impl IntoIterator<Item = T>) -> Option<T> {
    let all: Vec<T> = of.into_iter().collect();
    (!all.is_empty()).then(|| all[rng.usize(..all.len())])
}

fn why() -> Reason {
    reason("门口当面问过")
}

fn kind(rng: &mut Rng) -> Kind {
    Kind::ALL[rng.usize(..Kind::ALL.len())]
}

fn host(rng: &mut Rng) -> HostId {
    HostId(rng.u32(1..=4))
}

fn draft(rng: &mut Rng) -> Draft {
    let names: Vec<&str> = (0..rng.usize(1..=3)).map(|_| NAMES[rng.usize(..NAMES.len())]).collect();
    let host = if rng.u32(..5) == 0 { None } else { Some(host(rng)) };
    let mut draft = draft_of(kind(rng), rng.bool(), &names, host);
    draft.who.phone = phone(PHONES[rng.usize(..PHONES.len())]);
    draft
}

fn rest(rng: &mut Rng) -> SlipRest {
    if rng.bool() { slip() } else { slip_with(TAILS[rng.usize(..TAILS.len())]) }
}

/// What comes with a slip: chosen by the time of day, so that other mornings stay as they were.
fn papers(morning: &Morning) -> SlipPapers {
    let chance = morning.now.0 / 1_000;
    let rules = (chance % 4 == 0).then(|| signature(morning, TextKind::Rules));
    let confidentiality = match chance % 3 {
        0 => Some(ConfidentialityAnswer::Signed(signature(morning, TextKind::Confidentiality))),
        1 => Some(ConfidentialityAnswer::Refused),
        _ => None,
    };
    SlipPapers { rules, confidentiality, remember: chance % 2 == 0 }
}

fn arrives(rng: &mut Rng, morning: &Morning) -> (Role, Command) {
    let code = one(rng, morning.house.invitations.keys().copied());
    let now = morning.now;
    match rng.u32(..10) {
        0..5 => (Role::Kiosk, Command::CheckIn { draft: draft(rng) }),
        5 => {
            let rest = rng.bool().then(|| rest(rng));
            (Role::Guard, Command::EnterByHand { draft: draft(rng), rest })
        }
        6 => {
            let key = match code {
                Some(code) if rng.bool() => BookingKey::Code(code),
                _ => BookingKey::NameAndPhone(person(NAMES[rng.usize(..NAMES.len())]), phone(PHONES[0])),
            };
            (Role::Kiosk, Command::ComeForBooking { key, language: Language::En })
        }
        7 => (Role::Guard, Command::MarkArrived { booking: booking(rng, morning) }),
        8 => {
            let arrived = now + Span(-rng.i64(0..7_200_000));
            let left = rng.bool().then(|| now + Span(-rng.i64(0..7_200_000)));
            let card = rng.bool().then(|| BadgeNo(CARDS[rng.usize(..CARDS.len())]));
            (Role::Guard, Command::EnterPaperVisit { draft: draft(rng), arrived, left, card })
        }
        _ => {
            let (unit, purpose) = (Unit::parse("派出所").unwrap(), Purpose::parse("检查").unwrap());
            let certificate = FormText::parse("浙公 001").unwrap();
            (Role::Guard, Command::AdmitOfficial { unit, certificate, heads: rng.u8(1..=4), purpose })
        }
    }
}

fn booking(rng: &mut Rng, morning: &Morning) -> BookingId {
    one(rng, morning.house.bookings.keys().copied()).unwrap_or(BookingId { gate: GateNo::FIRST, count: 1 })
}

/// A visit that is open, or (seldom) any.
fn visit(rng: &mut Rng, morning: &Morning) -> VisitId {
    let open = one(rng, morning.house.open_visits().map(|visit| visit.id));
    let any = VisitId { gate: GateNo::FIRST, count: rng.u32(1..=40) };
    if rng.u32(..20) == 0 { any } else { open.unwrap_or(any) }
}

/// What the guard's big button would do for some visit.
fn next_step(rng: &mut Rng, morning: &Morning) -> Command {
    let id = visit(rng, morning);
    let Some(of) = morning.house.visits.get(&id) else { return Command::CallAdministration { visit: id } };
    match of.next_step() {
        Step::CheckMark => Command::CheckMark { visit: id, same_person: rng.u32(..3) == 0, reason: why() },
        Step::ConfirmClass => {
            let claimed = of.claim.map_or(Class::Ordinary, |claim| claim.class);
            let class = if rng.bool() { claimed } else { Class::Ordinary };
            Command::SetClass { visit: id, class, reason: Some(why()), administration_agrees: false }
        }
        Step::SeeDocument if rng.u32(..4) == 0 => Command::Vouch { visit: id, by: remark("王建国") },
        Step::SeeDocument => sees(rng, id),
        Step::ConfirmIdentity => Command::ConfirmIdentity { visit: id },
        Step::SetHost => Command::SetHost { visit: id, host: host(rng) },
        Step::CallHost => Command::HostSaid { visit: id, reply: reply(rng) },
        Step::CallAdministration => Command::AdministrationSaid { visit: id, acknowledged: rng.u32(..3) > 0 },
        Step::CompleteSlip => Command::CompleteSlip { visit: id, rest: rest(rng), papers: papers(morning) },
        Step::IssueBadge if morning.policy.asks_confidentiality(of) && !of.confidentiality.is_settled() => {
            Command::WaiveConfidentiality { visit: id, by: remark("总经理") }
        }
        Step::IssueBadge => Command::IssueBadge { visit: id, area: area(rng) },
        Step::Open => Command::Open { visit: id, person: None },
        Step::SignOff => signs(id),
        Step::LetOut => Command::LetOut { visit: id, person: None, reason: None },
        Step::TakeBadgeBack | Step::Nothing => takes_back(rng, morning),
        Step::Incident => incident_goes_on(rng, morning),
    }
}

/// One of the site's areas, one it does not list, or mostly none.
fn area(rng: &mut Rng) -> Option<Area> {
    let area = ["", "", "", "", "办公楼", "生产区", "机房", "天台"][rng.usize(..8)];
    Some(Area::parse(area).unwrap()).filter(|area| !area.as_str().is_empty())
}

fn sees(rng: &mut Rng, visit: VisitId) -> Command {
    Command::SeeDocument { visit, document: document(TAILS[rng.usize(..TAILS.len())]) }
}

fn signs(visit: VisitId) -> Command {
    Command::SignOff { visit, by: Signer::PhoneWitnessed, name: person("王建国"), signature: None }
}

fn reply(rng: &mut Rng) -> HostReply {
    match rng.u32(..10) {
        0 => HostReply::Declines,
        1 => HostReply::NoAnswer,
        _ => HostReply::Agrees,
    }
}

fn takes_back(rng: &mut Rng, morning: &Morning) -> Command {
    let out = one(rng, morning.house.badges.keys().copied());
    Command::TakeBadgeBack { badge: out.unwrap_or(BadgeNo(rng.u32(100..115))) }
}

/// The printer, the gate, its sensors, and the core itself.
fn machine(rng: &mut Rng, morning: &Morning) -> Command {
    let job = one(rng, morning.house.jobs.keys().copied());
    let grant = one(rng, morning.house.gate.grants.iter().map(|(no, grant)| (*no, grant.opened)));
    match (rng.u32(..20), job, grant) {
        (0..9, _, Some((grant, true))) => {
            let door_opened = [None, Some(true), Some(true), Some(false)][rng.usize(..4)];
            Command::GateReports { grant, outcome: PulseOutcome::Ended { door_opened } }
        }
        (0..9, _, Some((grant, false))) => {
            let outcome = if rng.u32(..10) == 0 { PulseOutcome::Failed } else { PulseOutcome::Started };
            Command::GateReports { grant, outcome }
        }
        (0..16, Some(job), _) => {
            let outcome = match rng.u32(..8) {
                0 => PrintOutcome::NotPrinted,
                1 => PrintOutcome::Unclear,
                2 => PrintOutcome::Sending,
                some => PrintOutcome::Printed { in_pinyin: some == 3 },
            };
            Command::PrintReports { job, outcome }
        }
        (16, ..) => Command::Started { policy: [7; 32], tail_cut: u64::from(rng.u8(..2)) },
        (17, ..) => match rng.u32(..3) {
            0 => Command::PinsWrong { staff: None, tries: 5 },
            1 => {
                let stays = rng.bool();
                let entry = || StaffEntry { roles: vec![Role::Guard], pin_mark: [rng.u8(..2); 8] };
                Command::StaffChanged { number: StaffNo("0815".to_owned()), stands: stays.then(entry) }
            }
            _ => Command::Unrecorded {
                by: By::staff(Role::Guard, "0815"),
                what: "Override".to_owned(),
                at: morning.now,
                reason: remark(""),
            },
        },
        (18, ..) => Command::GateReports { grant: GrantNo(rng.u64(1..20)), outcome: PulseOutcome::Started },
        _ => {
            let sensor = match rng.u32(..9) {
                0..5 => Sensor::Door { open: rng.bool() },
                5 => Sensor::ExitButton { pressed: rng.bool() },
                6 => Sensor::Tamper { open: rng.bool() },
                7 => Sensor::Fire { calls: rng.u32(..3) == 0 },
                _ => Sensor::Board { well: rng.u32(..3) > 0 },
            };
            Command::Sensed { sensor }
        }
    }
}

/// A paper that was printed once (also one that is long returned, or an older issue of it), or a foreign code.
fn scans(rng: &mut Rng, morning: &Morning) -> Command {
    let at = ["in", "in", "in", "out", "out", ReaderId::TOUCHSCREEN, "nowhere"][rng.usize(..7)];
    let scanned = match (rng.u32(..12), one(rng, morning.papers.values().copied())) {
        (0, _) | (_, None) => [Scanned::OtherSite, Scanned::Unreadable][rng.usize(..2)],
        (1, Some((pass, issue))) => Scanned::Pass { pass, issue: issue.saturating_sub(1) },
        (2, _) => Scanned::Pass { pass: PassId(rng.u64(..).to_be_bytes()), issue: 1 },
        (_, Some((pass, issue))) => Scanned::Pass { pass, issue },
    };
    Command::Scan { reader: reader(at), scanned }
}

/// Anything at all about some visit, in season or not.
fn at_a_visit(rng: &mut Rng, morning: &Morning) -> (Role, Command) {
    let id = visit(rng, morning);
    let person = PersonNo(rng.u8(0..3));
    let guard = |command| (Role::Guard, command);
    match rng.u32(..31) {
        0 => (Role::Kiosk, Command::CancelVisit { visit: id }),
        1 if morning.now.0 / 1_000 % 16 == 0 => {
            let known = morning.house.remembered.values().next().map(|known| known.card.mark);
            let nobody = MarkKey([0; 32]).mark(&phone(PHONES[0]), TAILS[0]);
            (Role::Kiosk, Command::ForgetMe { mark: known.unwrap_or(nobody) })
        }
        1 => (Role::Kiosk, Command::CallGuard { visit: Some(id) }),
        2 => (Role::Kiosk, Command::CompleteSlip { visit: id, rest: rest(rng), papers: papers(morning) }),
        3 | 4 => (Role::Host, Command::HostSaid { visit: id, reply: reply(rng) }),
        5 => (Role::Administration, Command::AdministrationSaid { visit: id, acknowledged: rng.bool() }),
        6 => {
            let class = [Class::Ordinary, Class::Important, Class::Vip, Class::Troublemaker][rng.usize(..4)];
            let reason = rng.bool().then(why);
            guard(Command::SetClass { visit: id, class, reason, administration_agrees: rng.bool() })
        }
        28 => guard(Command::TakeBackArrival { visit: id }),
        29 | 30 => hurries(rng, morning),
        7 => guard(Command::CallAdministration { visit: id }),
        8 => guard(Command::AdmitWithoutAdministration { visit: id, reason: why() }),
        9 => guard(Command::IssueCards {
            visit: id,
            cards: (901..904).take(rng.usize(1..=3)).map(BadgeNo).collect(),
        }),
        10 => guard(Command::Reprint { visit: id, person, spoilt: rng.bool() }),
        11 => guard(Command::TrayChecked { visit: id, person, there: rng.bool() }),
        12 | 13 => guard(Command::Open { visit: id, person: Some(person) }),
        14 | 15 => guard(Command::StepOut { visit: id, person }),
        16 => guard(signs(id)),
        17 => guard(Command::LetOut { visit: id, person: Some(person), reason: rng.bool().then(why) }),
        18 => guard(Command::ConfirmLeft { visit: id, reason: why() }),
        19 => guard(Command::SetHost { visit: id, host: host(rng) }),
        20 => guard(Command::IssueBadge { visit: id, area: area(rng) }),
        21 => guard(Command::Refuse { visit: id, why: WhyRefused::NoDocument, text: remark("") }),
        22 => {
            let (names, rest) = (rng.bool().then(|| draft(rng).who.names), rng.bool().then(|| rest(rng)));
            let correction = Correction { names, rest, ..Correction::default() };
            guard(Command::CorrectSlip { visit: id, correction, reason: why() })
        }
        23 => guard(Command::BadgeLost { badge: BadgeNo(rng.u32(100..115)) }),
        24 => guard(sees(rng, id)),
        25 => guard(takes_back(rng, morning)),
        26 => {
            let area = area(rng).unwrap_or_default();
            (Role::Manager, Command::ApproveArea { visit: id, area, by: remark("赵经理") })
        }
        _ => guard(Command::ConfirmIdentity { visit: id }),
    }
}

/// The express lane: somebody comes in a hurry, is let in, or what is owed is given up.
fn hurries(rng: &mut Rng, morning: &Morning) -> (Role, Command) {
    let guard = |command| (Role::Guard, command);
    let owing = one(rng, morning.house.owed.keys().copied());
    match (rng.u32(..6), owing) {
        (0, _) => {
            let name = person(NAMES[rng.usize(..NAMES.len())]);
            guard(Command::EnterQuick { name, heads: rng.u8(1..=3), host: host(rng) })
        }
        (1, Some(visit)) => guard(Command::CloseSlip { visit, reason: why() }),
        (2, Some(visit)) => guard(sees(rng, visit)),
        (3, Some(visit)) => {
            let purpose = Purpose::parse("送样品").ok();
            let correction = Correction { purpose, rest: Some(rest(rng)), ..Correction::default() };
            guard(Command::CorrectSlip { visit, correction, reason: why() })
        }
        _ => {
            let (visit, host_agrees) = (visit(rng, morning), rng.bool());
            guard(Command::AdmitExpress { visit, host_agrees, reason: why(), cards: Vec::new() })
        }
    }
}

fn incident_goes_on(rng: &mut Rng, morning: &Morning) -> Command {
    let open = one(rng, morning.house.incidents.keys().copied());
    let incident = open.unwrap_or(IncidentId { gate: GateNo::FIRST, count: 1 });
    match rng.u32(..4) {
        0 => Command::ResumeEntry { incident, reason: why() },
        1 => Command::IncidentStep { incident, step: IncidentStep::AskedToLeave, text: remark("") },
        _ => Command::CloseIncident { incident, report: report() },
    }
}

/// A report that closes an incident.
pub fn report() -> Report {
    Report::parse("劝离后自行离开,无人受伤,无物品损坏。").unwrap()
}

fn about_the_gate(rng: &mut Rng, morning: &Morning) -> Command {
    match rng.u32(..16) {
        0 => Command::Lockdown { reason: why() },
        1..4 => Command::EndLockdown { reason: why() },
        4 => Command::EmergencyOpen { reason: why() },
        5 => Command::EmergencyClose,
        6..9 => Command::ResetFire,
        9 => Command::Override { reason: why() },
        10 => {
            let about = rng.bool().then(|| visit(rng, morning));
            Command::OpenIncident { visit: about, text: remark("有人闹事") }
        }
        11..14 => incident_goes_on(rng, morning),
        _ => match one(rng, morning.house.gate.alarms.keys().copied()) {
            Some(alarm) => Command::Acknowledge { alarm },
            // With nothing to see to, somebody plays with the siren.
            None if morning.house.gate.siren.is_some() => Command::SilenceSiren,
            None => Command::SoundSiren,
        },
    }
}

/// Guards come and go, and hand over what is open: mostly the next sensible thing.
fn shift(rng: &mut Rng, morning: &Morning) -> (Role, Command) {
    let guard = |command| (Role::Guard, command);
    let signed = |number: &StaffNo, role| Signed { staff: number.clone(), roles: vec![role] };
    let [day, night] = ["0815", "0816"].map(|number| StaffNo(number.to_owned()));
    let under_way = morning.house.shift.handover.as_ref();
    let joined = under_way.and_then(|handover| handover.incoming.as_ref());
    match (rng.u32(..16), under_way, joined) {
        (0, ..) => (Role::Core, Command::PanelsManned { present: Vec::new() }),
        (1, ..) => (Role::Core, Command::PanelsManned { present: vec![night] }),
        (2, ..) if rng.bool() => guard(Command::NoteShift { text: remark("钥匙在抽屉里") }),
        (2, ..) => {
            let (visit, person) = (visit(rng, morning), PersonNo(rng.u8(0..2)));
            let mark = Command::MarkPerson { visit, person, present: rng.bool() };
            guard([Command::BeginRollCall, mark.clone(), mark, Command::EndRollCall][rng.usize(..4)].clone())
        }
        (3, Some(_), _) => guard(Command::BreakOffHandover),
        (4..8, ..) => {
            let items = one(rng, open_items(&morning.house)).into_iter().collect();
            guard(Command::TakeOverItems { items })
        }
        (8.., None, _) => guard(Command::BeginHandover),
        (8.., Some(_), None) => {
            let leader = signed(&StaffNo("0700".to_owned()), Role::ShiftLeader);
            let (swap, leader) = (rng.bool(), rng.bool().then_some(leader));
            let incoming = signed(if rng.u32(..5) == 0 { &day } else { &night }, Role::Guard);
            guard(Command::JoinHandover { incoming, swap, leader })
        }
        (8.., Some(handover), Some(joined)) => guard(Command::EndHandover {
            outgoing: signed(&handover.outgoing, Role::Guard),
            incoming: signed(&joined.staff, Role::Guard),
        }),
        (3, None, _) => (Role::Core, Command::PanelsManned { present: vec![day] }),
    }
}

fn on_the_lists(rng: &mut Rng, morning: &Morning) -> (Role, Command) {
    let class = [Class::Ordinary, Class::Ordinary, Class::Important, Class::Vip][rng.usize(..4)];
    let office = |command| (Role::Administration, command);
    match rng.u32(..10) {
        0..4 => {
            let from = morning.now + Span(rng.i64(-1_800_000..5_400_000));
            let window = Window { from, to: from + Span::minutes(rng.u32(10..1_500)) };
            let (who, kind) = (who(&[NAMES[rng.usize(..NAMES.len())]]), kind(rng));
            let (host, area) = (host(rng), area(rng).unwrap_or_default());
            office(Command::PutBooking {
                booking: BookingDraft { who, kind, class, host, window, area, application: None },
            })
        }
        4 => office(Command::ClassifyBooking { booking: booking(rng, morning), class }),
        5 => office(Command::CancelBooking { booking: booking(rng, morning) }),
        6 => {
            let entry = WatchCard {
                name: person(NAMES[rng.usize(..NAMES.len())]),
                phone: Phone::none(),
                document_tail: if rng.bool() {
                    TAILS[rng.usize(..TAILS.len())].to_owned()
                } else {
                    String::new()
                },
                behaviour: remark("在门口推搡保安"),
            };
            let expires = morning.now + Span::minutes(rng.u32(10..6_000));
            office(Command::PutWatch { entry, happened: morning.now, expires })
        }
        7 => office(Command::EndWatch { entry: watch(rng.u32(1..4)), reason: why() }),
        8 => office(Command::RetireHost { number: "1002".to_owned() }),
        _ => (Role::Kiosk, Command::SayBadgeLost { name: remark("张伟") }),
    }
}
