//! The language of the deeds: who does what, in words a guard would use.
//!
//! A visit is named by its count, a person of a party by `visit/place` from 1. Names of a party are joined by commas.

use gatehouse::domain::*;

use crate::morning::{Morning, at, reader};
use crate::rules::words::{
    document, draft_of, host_card, incident, person, phone, reason, remark, signature, signature_under, slip,
    slip_with, visit, who,
};

/// What a line of a story asks for.
pub enum Deed {
    /// Somebody sends a command.
    Asks(Role, Command),
    /// A guard of another number does.
    Signed(String, Command),
    /// Time passes until then; hours from 24 on are the day after.
    ItIs(Stamp),
}

/// 王建国 (1001) with his stand-in 李娜 (1002), and 陈明 (1003) are hosts.
pub fn people_of_the_house() -> [(Role, Command); 3] {
    [("1001", "王建国", Some("1002")), ("1002", "李娜", None), ("1003", "陈明", None)].map(
        |(number, name, stand_in)| {
            (Role::Administration, Command::PutHost { host: host_card(number, name, stand_in) })
        },
    )
}

/// The deed of a line.
pub fn read(morning: &Morning, words: &[&str]) -> Deed {
    if let ["it", "is", then] = words {
        return Deed::ItIs(time(then));
    }
    if let ["guard", number, rest @ ..] = words
        && number.bytes().all(|b| b.is_ascii_digit())
    {
        let command =
            guard(morning, rest).unwrap_or_else(|| panic!("nobody understands: {}", rest.join(" ")));
        return Deed::Signed((*number).to_owned(), command);
    }
    let [who, rest @ ..] = words else { panic!("an empty deed") };
    let asked = match *who {
        "visitor" => visitor(morning, rest).map(|command| (Role::Kiosk, command)),
        "guard" => guard(morning, rest).map(|command| (Role::Guard, command)),
        "host" => about_a_visit(rest).map(|command| (Role::Host, command)),
        "office" => office(morning, rest).map(|command| (Role::Administration, command)),
        "paper" => paper(morning, rest).map(|command| (Role::Reader, command)),
        _ => machine(morning, words).map(|command| (Role::Core, command)),
    };
    let (role, command) = asked.unwrap_or_else(|| panic!("nobody understands: {}", words.join(" ")));
    Deed::Asks(role, command)
}

fn visitor(morning: &Morning, words: &[&str]) -> Option<Command> {
    Some(match words {
        ["checks", "in", rest @ ..] => Command::CheckIn { draft: draft(morning, rest)? },
        ["shows", "invitation", count] => {
            let booking = morning.house.bookings.get(&booking(count));
            let key = BookingKey::Code(booking.map_or(InvitationCode([0; 16]), |booking| booking.code));
            Command::ComeForBooking { key, language: Language::Zh }
        }
        ["names", "booking", name, number] => {
            let key = BookingKey::NameAndPhone(person(name), phone(number));
            Command::ComeForBooking { key, language: Language::Zh }
        }
        ["completes", "slip", count] => {
            Command::CompleteSlip { visit: of(count), rest: slip(), papers: SlipPapers::default() }
        }
        ["completes", "slip", count, "with", tail] => {
            Command::CompleteSlip { visit: of(count), rest: slip_with(tail), papers: SlipPapers::default() }
        }
        ["completes", "slip", count, "refusing", "confidentiality"] => {
            let confidentiality = Some(ConfidentialityAnswer::Refused);
            let rules = Some(signature(morning, TextKind::Rules));
            Command::CompleteSlip {
                visit: of(count),
                rest: slip(),
                papers: SlipPapers { rules, confidentiality, remember: false },
            }
        }
        ["completes", "slip", count, "and", "asks", "to", "be", "remembered"] => {
            let papers = SlipPapers { remember: true, ..SlipPapers::default() };
            Command::CompleteSlip { visit: of(count), rest: slip(), papers }
        }
        ["asks", "to", "be", "forgotten", "by", number, "and", tail] => {
            Command::ForgetMe { mark: morning.policy.marks.mark(&phone(number), tail) }
        }
        ["signs", "confidentiality", "of", count] => {
            let text = TextKind::Confidentiality;
            Command::SignText { visit: of(count), text, signature: signature(morning, text) }
        }
        ["signs", "other", "words", "for", count] => {
            let signature = signature_under(TextHash::of("请勿吸烟。"));
            Command::SignText { visit: of(count), text: TextKind::Confidentiality, signature }
        }
        ["cancels", count] => Command::CancelVisit { visit: of(count) },
        ["calls", "the", "guard"] => Command::CallGuard { visit: None },
        ["says", "badge", "lost", name] => Command::SayBadgeLost { name: remark(name) },
        _ => return None,
    })
}

/// `张伟,李四 as supplier [leader] for 1001` (or `nobody`).
fn draft(morning: &Morning, words: &[&str]) -> Option<Draft> {
    let (names, kind, leader, host) = match words {
        [names, "as", kind, "for", host] => (names, kind, false, host),
        [names, "as", kind, "leader", "for", host] => (names, kind, true, host),
        _ => return None,
    };
    let kind = Kind::ALL.into_iter().find(|known| format!("{known:?}").eq_ignore_ascii_case(kind))?;
    let names: Vec<&str> = names.split(',').collect();
    let host = match *host {
        "nobody" => None,
        number => Some(morning.house.host_by_number(number)?),
    };
    Some(draft_of(kind, leader, &names, host))
}

fn guard(morning: &Morning, words: &[&str]) -> Option<Command> {
    at_the_gate(morning, words)
        .or_else(|| badges_and_ways(words))
        .or_else(|| about_a_visit(words))
        .or_else(|| whole_gate(words))
        .or_else(|| shift(words))
}

fn at_the_gate(morning: &Morning, words: &[&str]) -> Option<Command> {
    Some(match words {
        ["enters", "paper", rest @ .., "arrived", arrived, "left", left] => {
            on_paper(draft(morning, rest)?, arrived, Some(left), None)
        }
        ["enters", "paper", rest @ .., "arrived", arrived, "card", card] => {
            on_paper(draft(morning, rest)?, arrived, None, Some(card))
        }
        ["enters", rest @ ..] => Command::EnterByHand { draft: draft(morning, rest)?, rest: Some(slip()) },
        ["hurries", heads, "with", name, "to", host] => Command::EnterQuick {
            name: person(name),
            heads: heads.parse().ok()?,
            host: morning.house.host_by_number(host)?,
        },
        ["lets", count, "in", "at", "once", why @ ..] => Command::AdmitExpress {
            visit: of(count),
            host_agrees: true,
            reason: reason(&why.join(" ")),
            cards: Vec::new(),
        },
        ["writes", "the", "slip", "of", count] => Command::CorrectSlip {
            visit: of(count),
            correction: Correction {
                purpose: Purpose::parse("送样品").ok(),
                rest: Some(slip()),
                ..Correction::default()
            },
            reason: reason("当面补填"),
        },
        ["leaves", "the", "slip", "of", count, "so", why @ ..] => {
            Command::CloseSlip { visit: of(count), reason: reason(&why.join(" ")) }
        }
        ["marks", "booking", count] => Command::MarkArrived { booking: booking(count) },
        ["takes", "arrival", count, "back"] => Command::TakeBackArrival { visit: of(count) },
        ["sees", "document", tail, "of", count] => {
            Command::SeeDocument { visit: of(count), document: document(tail) }
        }
        ["confirms", "name", "of", count] => Command::ConfirmIdentity { visit: of(count) },
        ["sets", "host", number, "for", count] => {
            Command::SetHost { visit: of(count), host: morning.house.host_by_number(number)? }
        }
        ["calls", "administration", "for", count] => Command::CallAdministration { visit: of(count) },
        ["sets", "class", class, "for", count, why @ ..] => {
            let classes = [Class::Ordinary, Class::Important, Class::Vip, Class::Troublemaker];
            let class = classes.into_iter().find(|known| format!("{known:?}").eq_ignore_ascii_case(class))?;
            let why = (!why.is_empty()).then(|| reason(&why.join(" ")));
            Command::SetClass { visit: of(count), class, reason: why, administration_agrees: false }
        }
        ["clears", "mark", "of", count, why @ ..] => marked(count, false, why),
        ["confirms", "mark", "of", count, why @ ..] => marked(count, true, why),
        ["admits", count, "alone", why @ ..] => {
            Command::AdmitWithoutAdministration { visit: of(count), reason: reason(&why.join(" ")) }
        }
        ["admits", "officials", unit, heads] => Command::AdmitOfficial {
            unit: Unit::parse(unit).ok()?,
            certificate: FormText::parse("警官证 浙公 001").ok()?,
            heads: heads.parse().ok()?,
            purpose: Purpose::parse("公务检查").ok()?,
        },
        _ => return None,
    })
}

fn on_paper(draft: Draft, arrived: &str, left: Option<&str>, card: Option<&str>) -> Command {
    Command::EnterPaperVisit { draft, arrived: time(arrived), left: left.map(time), card: card.map(badge) }
}

fn marked(count: &str, same_person: bool, why: &[&str]) -> Command {
    Command::CheckMark { visit: of(count), same_person, reason: reason(&why.join(" ")) }
}

fn badges_and_ways(words: &[&str]) -> Option<Command> {
    Some(match words {
        ["issues", count] => Command::IssueBadge { visit: of(count), area: None },
        ["lends", card, "to", count] => Command::IssueCards { visit: of(count), cards: vec![badge(card)] },
        ["reprints", one] => {
            let (visit, person) = one_of(one);
            Command::Reprint { visit, person: person?, spoilt: false }
        }
        ["looks", "for", "badge", "of", one, seen] => {
            let (visit, person) = one_of(one);
            Command::TrayChecked { visit, person: person?, there: *seen == "there" }
        }
        ["opens", "for", one] => {
            let (visit, person) = one_of(one);
            Command::Open { visit, person }
        }
        ["lets", one, "out", "for", "a", "while"] => {
            let (visit, person) = one_of(one);
            Command::StepOut { visit, person: person? }
        }
        ["lets", one, "out", why @ ..] => {
            let (visit, person) = one_of(one);
            Command::LetOut { visit, person, reason: (!why.is_empty()).then(|| reason(&why.join(" "))) }
        }
        ["hears", "waiver", "of", count, "from", by] => {
            Command::WaiveConfidentiality { visit: of(count), by: remark(by) }
        }
        ["takes", "back", number] => Command::TakeBadgeBack { badge: badge(number) },
        ["revokes", number] => Command::BadgeLost { badge: badge(number) },
        ["knows", count, "has", "left", why @ ..] => {
            Command::ConfirmLeft { visit: of(count), reason: reason(&why.join(" ")) }
        }
        _ => return None,
    })
}

fn signs(visit: VisitId, signature: Option<Signature>) -> Option<Command> {
    Some(Command::SignOff { visit, by: Signer::Host, name: person("王建国"), signature })
}

/// What a host says, or a guard who has called them.
fn about_a_visit(words: &[&str]) -> Option<Command> {
    let says = |count: &str, reply| Some(Command::HostSaid { visit: of(count), reply });
    match words {
        ["agrees", "to", count] | ["hears", "yes", "for", count] => says(count, HostReply::Agrees),
        ["declines", count] | ["hears", "no", "for", count] => says(count, HostReply::Declines),
        ["hears", "nothing", "for", count] => says(count, HostReply::NoAnswer),
        ["signs", count] => signs(of(count), None),
        ["signs", count, "by", "finger"] => {
            let sentence = sign_off_sentence(of(count), Language::Zh);
            signs(of(count), Some(signature_under(TextHash::of(&sentence))))
        }
        _ => None,
    }
}

fn whole_gate(words: &[&str]) -> Option<Command> {
    let why = |words: &[&str]| reason(&words.join(" "));
    Some(match words {
        ["overrides", rest @ ..] => Command::Override { reason: why(rest) },
        ["holds", "the", "gate", "open", rest @ ..] => Command::EmergencyOpen { reason: why(rest) },
        ["holds", "it", "no", "more"] => Command::EmergencyClose,
        ["locks", "down", rest @ ..] => Command::Lockdown { reason: why(rest) },
        ["ends", "lockdown", rest @ ..] => Command::EndLockdown { reason: why(rest) },
        ["resets", "fire"] => Command::ResetFire,
        ["sounds", "the", "siren"] => Command::SoundSiren,
        ["silences", "the", "siren"] => Command::SilenceSiren,
        ["opens", "an", "incident"] => Command::OpenIncident { visit: None, text: remark("有人闹事") },
        ["opens", "an", "incident", "about", count] => {
            Command::OpenIncident { visit: Some(of(count)), text: remark("有人闹事") }
        }
        ["notes", "in", "incident", count, step, text @ ..] => Command::IncidentStep {
            incident: incident_of(count),
            step: step_of(step)?,
            text: remark(&text.join(" ")),
        },
        ["resumes", "entry", "in", "incident", count, rest @ ..] => {
            Command::ResumeEntry { incident: incident_of(count), reason: why(rest) }
        }
        ["closes", "incident", count, report @ ..] => Command::CloseIncident {
            incident: incident_of(count),
            report: Report::parse(&report.join(" ")).ok()?,
        },
        _ => return None,
    })
}

/// The shift: guards by their staff numbers, items as the panel names them.
fn shift(words: &[&str]) -> Option<Command> {
    let signed = |number: &str| Signed { staff: StaffNo(number.to_owned()), roles: vec![Role::Guard] };
    Some(match words {
        ["begins", "to", "hand", "over"] => Command::BeginHandover,
        ["hears", number, "sign", "in", "beside"] => {
            Command::JoinHandover { incoming: signed(number), swap: false, leader: None }
        }
        ["sees", "taken", "over", items @ ..] | ["takes", "over", items @ ..] => {
            let items = items.iter().map(|item| item.parse().expect("an item as the panel names it"));
            Command::TakeOverItems { items: items.collect() }
        }
        ["signs", "with", incoming, "as", outgoing] => {
            Command::EndHandover { outgoing: signed(outgoing), incoming: signed(incoming) }
        }
        ["breaks", "the", "hand-over", "off"] => Command::BreakOffHandover,
        ["notes", "for", "the", "next", "shift", text @ ..] => {
            Command::NoteShift { text: remark(&text.join(" ")) }
        }
        _ => return None,
    })
}

fn step_of(word: &str) -> Option<IncidentStep> {
    Some(match word {
        "asked-to-leave" => IncidentStep::AskedToLeave,
        "left" => IncidentStep::Left,
        "lingers" => IncidentStep::Lingers,
        "forces-entry" => IncidentStep::ForcesEntry,
        "police-called" => IncidentStep::PoliceCalled,
        _ => return None,
    })
}

fn office(morning: &Morning, words: &[&str]) -> Option<Command> {
    Some(match words {
        ["books", class, name, "for", host, "from", from, "to", to] => Command::PutBooking {
            booking: BookingDraft {
                who: who(&name.split(',').collect::<Vec<_>>()),
                kind: Kind::Customer,
                class: match *class {
                    "ordinary" => Class::Ordinary,
                    "important" => Class::Important,
                    "vip" => Class::Vip,
                    _ => return None,
                },
                host: morning.house.host_by_number(host)?,
                window: Window { from: time(from), to: time(to) },
                area: Area::parse("办公楼").ok()?,
                application: None,
            },
        },
        ["takes", "over", count] => Command::AdministrationSaid { visit: of(count), acknowledged: true },
        ["watches", name, rest @ ..] => Command::PutWatch {
            entry: WatchCard {
                name: person(name),
                phone: Phone::none(),
                document_tail: rest.first().copied().unwrap_or_default().to_owned(),
                behaviour: remark("2026-03-02 在门口推搡保安"),
            },
            happened: at(0, 0),
            expires: at(24 * 365, 0),
        },
        _ => return None,
    })
}

/// The paper of a badge is held against a reader.
fn paper(morning: &Morning, words: &[&str]) -> Option<Command> {
    let (number, place, older) = match words {
        [number, "at", place] => (number, place, 0),
        [number, "of", "the", "issue", "before", "at", place] => (number, place, 1),
        _ => return None,
    };
    let (pass, issue) = *morning.papers.get(&badge(number))?;
    Some(Command::Scan { reader: reader(place), scanned: Scanned::Pass { pass, issue: issue - older } })
}

fn machine(morning: &Morning, words: &[&str]) -> Option<Command> {
    let sensed = |sensor| Some(Command::Sensed { sensor });
    let gate = |outcome| {
        let alive = morning.house.gate.grants.keys().next().copied();
        // A late word is about the grant that was given last.
        let grant = alive.unwrap_or(GrantNo(morning.house.counters.grant));
        Some(Command::GateReports { grant, outcome })
    };
    let printer = |outcome| {
        // What has come to an end is not at the printer any more.
        let at_it = |badge: &BadgeNo| {
            matches!(
                morning.house.badges[badge].print,
                PrintState::Queued | PrintState::Sending | PrintState::HandedOver
            )
        };
        let job = *morning.house.jobs.iter().find(|(_, badge)| at_it(badge))?.0;
        Some(Command::PrintReports { job, outcome })
    };
    match words {
        ["gate", "opens"] => gate(PulseOutcome::Started),
        ["they", "pass"] => gate(PulseOutcome::Ended { door_opened: Some(true) }),
        ["they", "turn", "back"] => gate(PulseOutcome::Ended { door_opened: Some(false) }),
        ["gate", "fails"] => gate(PulseOutcome::Failed),
        ["printer", "begins"] => printer(PrintOutcome::Sending),
        ["printer", "prints"] => printer(PrintOutcome::Printed { in_pinyin: false }),
        ["printer", "jams"] => printer(PrintOutcome::Unclear),
        ["printer", "is", "dead"] => printer(PrintOutcome::NotPrinted),
        ["door", "opens"] => sensed(Sensor::Door { open: true }),
        ["door", "shuts"] => sensed(Sensor::Door { open: false }),
        ["exit", "button", "is", "pressed"] => sensed(Sensor::ExitButton { pressed: true }),
        ["fire", "calls"] => sensed(Sensor::Fire { calls: true }),
        ["fire", "is", "quiet"] => sensed(Sensor::Fire { calls: false }),
        ["panels", "have", "nobody"] => Some(Command::PanelsManned { present: Vec::new() }),
        ["panels", "have", numbers @ ..] => {
            let present = numbers.iter().map(|number| StaffNo((*number).to_owned())).collect();
            Some(Command::PanelsManned { present })
        }
        ["siren", "ends"] => siren_ends(morning, false),
        ["siren", "fails"] => siren_ends(morning, true),
        ["core", "restarts"] => Some(Command::Started { policy: [7; 32], tail_cut: 0 }),
        _ => None,
    }
}

/// The siren that sounds now has ended by itself.
fn siren_ends(morning: &Morning, failed: bool) -> Option<Command> {
    let until = morning.house.gate.siren.unwrap_or_default();
    Some(Command::SirenReports { until, failed })
}

fn of(count: &str) -> VisitId {
    visit(count.parse().expect("a visit by its count"))
}

/// `1` is visit 1 as a whole, `1/2` the second of its people.
fn one_of(text: &str) -> (VisitId, Option<PersonNo>) {
    match text.split_once('/') {
        None => (of(text), None),
        Some((count, place)) => {
            let place: u8 = place.parse().expect("a person by their place");
            (of(count), Some(PersonNo(place - 1)))
        }
    }
}

fn booking(count: &str) -> BookingId {
    crate::rules::words::booking(count.parse().expect("a booking by its count"))
}

fn incident_of(count: &str) -> IncidentId {
    incident(count.parse().expect("an incident by its count"))
}

fn badge(number: &str) -> BadgeNo {
    BadgeNo(number.parse().expect("a badge by its number"))
}

/// `09:30` or `09:30:20` of the day.
fn time(text: &str) -> Stamp {
    let parts: Vec<u32> = text.split(':').map(|part| part.parse().expect("a time like 09:30")).collect();
    match parts[..] {
        [hour, minute] => at(hour, minute),
        [hour, minute, second] => at(hour, minute) + Span::seconds(second),
        _ => panic!("a time like 09:30, not {text}"),
    }
}
