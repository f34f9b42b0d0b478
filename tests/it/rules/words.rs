//! The vocabulary of the tests: who does what, with the usual people of a small factory.

use std::fmt;
use std::rc::Rc;

use gatehouse::domain::*;

use crate::morning::{Morning, at, reader};

type FromMorning = Rc<dyn Fn(&Morning) -> Command>;

/// A step of a story.
#[derive(Clone)]
pub enum Deed {
    /// A role sends a command.
    Does(Role, Command),
    /// A guard of this staff number does.
    Signed(&'static str, Command),
    /// The same, with numbers read off the house.
    Looks(Role, FromMorning),
    /// Time passes.
    Later(Span),
    /// The wall clock is set.
    ClockSteps(Span),
    /// The power is gone for so long; then the core starts.
    PowerCut(Span),
    /// One after the other.
    All(Vec<Deed>),
}

impl fmt::Debug for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Deed::Does(role, command) => write!(f, "{role:?} sends {command:?}"),
            Deed::Signed(number, command) => write!(f, "guard {number} sends {command:?}"),
            Deed::Looks(role, _) => write!(f, "{role:?} does what the house asks for"),
            Deed::Later(span) => write!(f, "{span:?} later"),
            Deed::ClockSteps(span) => write!(f, "the clock steps by {span:?}"),
            Deed::PowerCut(span) => write!(f, "the power is gone for {span:?}"),
            Deed::All(steps) => f.debug_list().entries(steps).finish(),
        }
    }
}

pub fn all(steps: &[Deed]) -> Deed {
    Deed::All(steps.to_vec())
}

pub fn guard(command: Command) -> Deed {
    Deed::Does(Role::Guard, command)
}

pub fn kiosk(command: Command) -> Deed {
    Deed::Does(Role::Kiosk, command)
}

pub fn host(command: Command) -> Deed {
    Deed::Does(Role::Host, command)
}

pub fn office(command: Command) -> Deed {
    Deed::Does(Role::Administration, command)
}

pub fn core(command: Command) -> Deed {
    Deed::Does(Role::Core, command)
}

pub fn seconds(s: u32) -> Deed {
    Deed::Later(Span::seconds(s))
}

pub fn minutes(min: u32) -> Deed {
    Deed::Later(Span::minutes(min))
}

pub fn hours(h: u32) -> Deed {
    Deed::Later(Span::hours(h))
}

/// A visit by its count.
pub fn visit(count: u32) -> VisitId {
    VisitId { gate: GateNo::FIRST, count }
}

pub fn booking(count: u32) -> BookingId {
    BookingId { gate: GateNo::FIRST, count }
}

pub fn incident(count: u32) -> IncidentId {
    IncidentId { gate: GateNo::FIRST, count }
}

pub fn watch(count: u32) -> WatchId {
    WatchId { gate: GateNo::FIRST, count }
}

pub const WANG: HostId = HostId(1);
pub const LI: HostId = HostId(2);

pub fn person(name: &str) -> PersonName {
    PersonName::parse(name).unwrap()
}

pub fn reason(text: &str) -> Reason {
    Reason::parse(text).unwrap()
}

pub fn remark(text: &str) -> Remark {
    Remark::parse(text).unwrap()
}

pub fn phone(number: &str) -> Phone {
    Phone::parse(number).unwrap()
}

/// People of a party, lead first.
pub fn who(names: &[&str]) -> Who {
    Who {
        names: names.iter().map(|name| Some(person(name))).collect(),
        unit: Unit::parse("华东轴承").unwrap(),
        phone: phone("13800001234"),
        purpose: Purpose::parse("送样品").unwrap(),
        host_text: HostText::default(),
        plate: Plate::default(),
    }
}

pub fn draft_of(kind: Kind, leader: bool, names: &[&str], host: Option<HostId>) -> Draft {
    Draft { who: who(names), kind, leader, host, language: Language::Zh }
}

pub fn draft(names: &[&str]) -> Draft {
    draft_of(Kind::Supplier, false, names, Some(WANG))
}

pub fn slip() -> SlipRest {
    SlipRest { document: None, plate: Plate::default(), belongings: Belongings::default() }
}

/// The second part of a slip with a document on it.
pub fn slip_with(tail: &str) -> SlipRest {
    SlipRest { document: Some(document(tail)), ..slip() }
}

pub fn document(tail: &str) -> Document {
    Document::parse(DocumentKind::ResidentIdentity, tail).unwrap()
}

/// A host of the production department.
pub fn host_card(number: &str, name: &str, stand_in: Option<&str>) -> HostCard {
    HostCard {
        number: number.to_owned(),
        name: person(name),
        department: Department::parse("生产部").unwrap(),
        phone: Extension::parse("8001").unwrap(),
        stand_in: stand_in.map(str::to_owned),
        unlisted: false,
    }
}

/// 王建国 and his stand-in 李娜 are on the list.
pub fn hosts() -> Deed {
    all(&[
        office(Command::PutHost { host: host_card("1001", "王建国", Some("1002")) }),
        office(Command::PutHost { host: host_card("1002", "李娜", None) }),
    ])
}

pub fn checks_in(names: &[&str]) -> Deed {
    kiosk(Command::CheckIn { draft: draft(names) })
}

/// A walk-in of a kind and rank.
pub fn checks_in_as(kind: Kind, leader: bool) -> Deed {
    kiosk(Command::CheckIn { draft: draft_of(kind, leader, &["张伟"], Some(WANG)) })
}

pub fn completes_slip(count: u32) -> Deed {
    kiosk(Command::CompleteSlip { visit: visit(count), rest: slip(), papers: SlipPapers::default() })
}

/// A signature on a text as it stands.
pub fn signature(morning: &Morning, text: TextKind) -> Signature {
    let stands = morning.house.texts.iter().find(|stands| stands.kind() == text).expect("it stands");
    signature_under(stands.hash())
}

/// A signature under some words.
pub fn signature_under(hash: TextHash) -> Signature {
    let strokes = Strokes::draw(&[vec![(100, 200), (400, 80), (700, 220)]]).unwrap();
    Signature { hash, strokes, device: "touchscreen".to_owned() }
}

/// The second part of the slip, with an answer to the confidentiality text.
pub fn completes_slip_with(count: u32, papers: impl Fn(&Morning) -> SlipPapers + 'static) -> Deed {
    let slip =
        move |m: &Morning| Command::CompleteSlip { visit: visit(count), rest: slip(), papers: papers(m) };
    Deed::Looks(Role::Kiosk, Rc::new(slip))
}

/// The visitor signs for confidentiality at the touchscreen.
pub fn signs_confidentiality(count: u32) -> Deed {
    let text = TextKind::Confidentiality;
    Deed::Looks(
        Role::Kiosk,
        Rc::new(move |m| Command::SignText { visit: visit(count), text, signature: signature(m, text) }),
    )
}

pub fn sees_document(count: u32) -> Deed {
    guard(Command::SeeDocument { visit: visit(count), document: document("1234") })
}

pub fn host_says(count: u32, reply: HostReply) -> Deed {
    host(Command::HostSaid { visit: visit(count), reply })
}

pub fn host_agrees(count: u32) -> Deed {
    host_says(count, HostReply::Agrees)
}

pub fn issues(count: u32) -> Deed {
    guard(Command::IssueBadge { visit: visit(count), area: None })
}

/// Every waiting job comes out of the printer.
pub fn prints() -> Deed {
    let job = |morning: &Morning| *morning.house.jobs.keys().next().expect("nothing to print");
    all(&[
        Deed::Looks(
            Role::Core,
            Rc::new(move |m| Command::PrintReports { job: job(m), outcome: PrintOutcome::Sending }),
        ),
        reports_print(PrintOutcome::Printed { in_pinyin: false }),
    ])
}

/// What the printer says of its oldest open job.
pub fn reports_print(outcome: PrintOutcome) -> Deed {
    Deed::Looks(
        Role::Core,
        Rc::new(move |m| Command::PrintReports {
            job: *m.house.jobs.keys().next().expect("nothing to print"),
            outcome,
        }),
    )
}

/// A walk-in at the touchscreen, settled up to a badge in the hand: visit 1, badge 101.
pub fn admitted() -> Deed {
    all(&[hosts(), checks_in(&["张伟"]), settled(1), issues(1), prints()])
}

/// Slip complete, document seen, host agrees.
pub fn settled(count: u32) -> Deed {
    all(&[completes_slip(count), sees_document(count), host_agrees(count)])
}

/// What the gate says of its oldest grant.
pub fn gate_reports(outcome: PulseOutcome) -> Deed {
    Deed::Looks(
        Role::Core,
        Rc::new(move |m| Command::GateReports {
            grant: *m.house.gate.grants.keys().next().expect("no grant"),
            outcome,
        }),
    )
}

/// The gate opens and somebody passes.
pub fn passes() -> Deed {
    all(&[gate_reports(PulseOutcome::Started), gate_reports(PulseOutcome::Ended { door_opened: Some(true) })])
}

/// The gate opens and nobody goes through.
pub fn turns_back() -> Deed {
    all(&[
        gate_reports(PulseOutcome::Started),
        gate_reports(PulseOutcome::Ended { door_opened: Some(false) }),
    ])
}

/// The newest paper of a badge is scanned.
pub fn scans(badge: u32, at: &'static str) -> Deed {
    scan_of(badge, at, 0)
}

/// A paper that is `older` issues older than the newest is scanned.
pub fn scan_of(badge: u32, at: &'static str, older: u8) -> Deed {
    Deed::Looks(
        Role::Reader,
        Rc::new(move |m| {
            let (pass, issue) = m.papers[&BadgeNo(badge)];
            Command::Scan { reader: reader(at), scanned: Scanned::Pass { pass, issue: issue - older } }
        }),
    )
}

/// Something else is held against a reader.
pub fn scans_thing(at: &str, scanned: Scanned) -> Deed {
    Deed::Does(Role::Reader, Command::Scan { reader: reader(at), scanned })
}

/// Visit 1 is inside with badge 101.
pub fn inside() -> Deed {
    all(&[admitted(), scans(101, "in"), passes()])
}

pub fn signs_off(count: u32) -> Deed {
    host(Command::SignOff {
        visit: visit(count), by: Signer::Host, name: person("王建国"), signature: None
    })
}

/// Visit 1 was here and has left with everything in order.
pub fn gone() -> Deed {
    all(&[inside(), signs_off(1), scans(101, "out"), passes()])
}

pub fn sensed(sensor: Sensor) -> Deed {
    core(Command::Sensed { sensor })
}

pub fn fire(calls: bool) -> Deed {
    sensed(Sensor::Fire { calls })
}

pub fn locks_down() -> Deed {
    guard(Command::Lockdown { reason: reason("门口有人闹事") })
}

pub fn overrides() -> Deed {
    guard(Command::Override { reason: reason("救护车要进来") })
}

pub fn opens_incident(about: Option<u32>) -> Deed {
    guard(Command::OpenIncident { visit: about.map(visit), text: remark("有人闹事") })
}

pub fn closes_incident(count: u32) -> Deed {
    let report = Report::parse("劝离后自行离开,无人受伤,无物品损坏。").unwrap();
    guard(Command::CloseIncident { incident: incident(count), report })
}

pub fn sets_class(count: u32, class: Class, why: Option<&str>, administration_agrees: bool) -> Deed {
    guard(Command::SetClass { visit: visit(count), class, reason: why.map(reason), administration_agrees })
}

pub fn opens(count: u32) -> Deed {
    guard(Command::Open { visit: visit(count), person: None })
}

pub fn lets_out(count: u32, why: Option<&str>) -> Deed {
    guard(Command::LetOut { visit: visit(count), person: None, reason: why.map(reason) })
}

pub fn steps_out(count: u32) -> Deed {
    guard(Command::StepOut { visit: visit(count), person: PersonNo(0) })
}

pub fn takes_back(badge: u32) -> Deed {
    guard(Command::TakeBadgeBack { badge: BadgeNo(badge) })
}

pub fn loses(badge: u32) -> Deed {
    guard(Command::BadgeLost { badge: BadgeNo(badge) })
}

pub fn reprints(count: u32, spoilt: bool) -> Deed {
    guard(Command::Reprint { visit: visit(count), person: PersonNo(0), spoilt })
}

pub fn restarts() -> Deed {
    core(Command::Started { policy: [7; 32], tail_cut: 0 })
}

/// An entry about somebody, made in the morning and good for a year.
pub fn watches(name: &str, number: &str, tail: &str) -> Deed {
    let entry = WatchCard {
        name: person(name),
        phone: if number.is_empty() { Phone::none() } else { phone(number) },
        document_tail: tail.to_owned(),
        behaviour: remark("2026-03-02 在门口推搡保安"),
    };
    office(Command::PutWatch { entry, happened: at(0, 0), expires: at(24 * 365, 0) })
}

pub fn checks_mark(count: u32, same_person: bool) -> Deed {
    guard(Command::CheckMark { visit: visit(count), same_person, reason: reason("看过证件照片") })
}

/// A booking of 张伟 with 王建国, from one hour to another.
pub fn books(class: Class, from: u32, to: u32) -> Deed {
    books_with(class, from, to, None)
}

/// The same with a reception application.
pub fn applies(class: Class, from: u32, to: u32) -> Deed {
    let application = Application {
        titles: FormText::parse("总经理").unwrap(),
        level: FormText::parse("一级").unwrap(),
        budget: Some(800),
        receptionist: person("李娜"),
        plan: true,
    };
    books_with(class, from, to, Some(application))
}

fn books_with(class: Class, from: u32, to: u32, application: Option<Application>) -> Deed {
    let booking = BookingDraft {
        who: who(&["张伟"]),
        kind: Kind::Customer,
        class,
        host: WANG,
        window: Window { from: at(from, 0), to: at(to, 0) },
        area: Area::parse("办公楼").unwrap(),
        application,
    };
    office(Command::PutBooking { booking })
}

/// The visitor of booking 1 shows the invitation.
pub fn shows_invitation() -> Deed {
    let code = |m: &Morning| m.house.bookings.get(&booking(1)).map_or(InvitationCode([0; 16]), |b| b.code);
    Deed::Looks(
        Role::Kiosk,
        Rc::new(move |m| Command::ComeForBooking { key: BookingKey::Code(code(m)), language: Language::Zh }),
    )
}

pub fn names_booking(name: &str, number: &str) -> Deed {
    let key = BookingKey::NameAndPhone(person(name), phone(number));
    kiosk(Command::ComeForBooking { key, language: Language::En })
}

/// Whether an event is an alarm of a kind.
pub fn rings(kind: AlarmKind) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::Alarmed { kind: rings, .. } if *rings == kind)
}

/// Whether an event ends a visit so.
pub fn ends(how: End) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::VisitEnded { end, .. } if *end == how)
}

/// Whether a scan was refused with a code.
pub fn refuses_scan(refused: &'static str) -> impl Fn(&Event) -> bool {
    move |event| matches!(event, Event::ScanRefused { code, .. } if code == refused)
}
