//! Wishes into commands: every text is checked here once, and what it names is looked up.

mod lists;
mod signature;
mod slip;

pub(super) use lists::staff_number;

use std::str::FromStr;

use data_encoding::BASE32_NOPAD;

use super::problem::{InField, Refused};
use crate::domain::{
    AlarmNo, Area, BadgeNo, BookingKey, Command, CommandKind, FormText, Handle, HostId, House, Mark,
    PARTY_MAX, PersonName, PersonNo, Phone, Policy, Purpose, ReaderId, Reason, Refusal, Remark,
    RememberedCard, Report, Stamp, TAIL_CHARS, Unit, Visit, VisitId,
};
use crate::engine::Core;
use crate::wire::Wish;

/// Characters of a handle: 16 bytes in base32 without padding.
const HANDLE_CHARS: usize = 26;
/// Longest name of a reader, in characters: as long as the configuration allows.
const READER_CHARS_MAX: usize = 32;

/// The kind of command a wish becomes, for the role table; known before anything in it is looked at. Of a wish that
/// goes on no record, the kind whoever may send it may send, too.
pub fn kind(wish: &Wish) -> CommandKind {
    use CommandKind as K;
    match wish {
        Wish::CheckIn { .. } => K::CheckIn,
        // Who comes back may do so where one may arrive.
        Wish::ArriveByCode { .. }
        | Wish::ArriveByName { .. }
        | Wish::ComeBack { .. }
        | Wish::Recognise { .. } => K::ComeForBooking,
        Wish::CompleteSlip { .. } => K::CompleteSlip,
        Wish::SignText { .. } => K::SignText,
        Wish::WaiveConfidentiality { .. } => K::WaiveConfidentiality,
        Wish::ForgetMe { .. } => K::ForgetMe,
        Wish::CancelVisit { .. } => K::CancelVisit,
        Wish::CallGuard { .. } => K::CallGuard,
        Wish::SayBadgeLost { .. } => K::SayBadgeLost,
        Wish::HandBack { .. } | Wish::Scan { .. } => K::Scan,
        Wish::EnterByHand { .. } => K::EnterByHand,
        Wish::MarkArrived { .. } => K::MarkArrived,
        Wish::TakeBackArrival { .. } => K::TakeBackArrival,
        Wish::CorrectSlip { .. } => K::CorrectSlip,
        Wish::SeeDocument { .. } => K::SeeDocument,
        Wish::Vouch { .. } => K::Vouch,
        Wish::ConfirmIdentity { .. } => K::ConfirmIdentity,
        Wish::SetHost { .. } => K::SetHost,
        Wish::HostSaid { .. } => K::HostSaid,
        Wish::CallAdministration { .. } => K::CallAdministration,
        Wish::AdministrationSaid { .. } => K::AdministrationSaid,
        Wish::SetClass { .. } => K::SetClass,
        Wish::CheckMark { .. } => K::CheckMark,
        Wish::Refuse { .. } => K::Refuse,
        Wish::AdmitWithoutAdministration { .. } => K::AdmitWithoutAdministration,
        Wish::IssueBadge { .. } => K::IssueBadge,
        Wish::ApproveArea { .. } => K::ApproveArea,
        Wish::IssueCards { .. } => K::IssueCards,
        // Who may ask for paper may look after what prints it.
        Wish::Reprint { .. } | Wish::TestPrint | Wish::NewRoll => K::Reprint,
        Wish::TrayChecked { .. } => K::TrayChecked,
        Wish::Open { .. } => K::Open,
        Wish::StepOut { .. } => K::StepOut,
        Wish::SignOff { .. } => K::SignOff,
        Wish::TakeBadgeBack { .. } => K::TakeBadgeBack,
        Wish::BadgeLost { .. } => K::BadgeLost,
        Wish::LetOut { .. } => K::LetOut,
        Wish::ConfirmLeft { .. } => K::ConfirmLeft,
        Wish::EnterPaperVisit { .. } => K::EnterPaperVisit,
        Wish::AdmitOfficial { .. } => K::AdmitOfficial,
        Wish::Override { .. } => K::Override,
        Wish::EmergencyOpen { .. } => K::EmergencyOpen,
        Wish::EmergencyClose => K::EmergencyClose,
        Wish::Lockdown { .. } => K::Lockdown,
        Wish::EndLockdown { .. } => K::EndLockdown,
        Wish::ResetFire => K::ResetFire,
        Wish::SoundSiren => K::SoundSiren,
        Wish::SilenceSiren => K::SilenceSiren,
        Wish::Acknowledge { .. } => K::Acknowledge,
        Wish::OpenIncident { .. } => K::OpenIncident,
        Wish::IncidentStep { .. } => K::IncidentStep,
        Wish::ResumeEntry { .. } => K::ResumeEntry,
        Wish::CloseIncident { .. } => K::CloseIncident,
        Wish::BeginRollCall => K::BeginRollCall,
        Wish::MarkPerson { .. } => K::MarkPerson,
        Wish::EndRollCall => K::EndRollCall,
        Wish::EnterQuick { .. } => K::EnterQuick,
        Wish::AdmitExpress { .. } => K::AdmitExpress,
        Wish::CloseSlip { .. } => K::CloseSlip,
        Wish::BeginHandover => K::BeginHandover,
        Wish::JoinHandover { .. } => K::JoinHandover,
        Wish::TakeOverItems { .. } => K::TakeOverItems,
        Wish::EndHandover { .. } => K::EndHandover,
        Wish::BreakOffHandover => K::BreakOffHandover,
        Wish::NoteShift { .. } => K::NoteShift,
        Wish::PutHost { .. } => K::PutHost,
        Wish::RetireHost { .. } => K::RetireHost,
        Wish::PutBooking { .. } => K::PutBooking,
        Wish::CancelBooking { .. } => K::CancelBooking,
        Wish::ClassifyBooking { .. } => K::ClassifyBooking,
        Wish::PutWatch { .. } => K::PutWatch,
        Wish::EndWatch { .. } => K::EndWatch,
        Wish::StaffChanged { .. } => K::StaffChanged,
    }
}

/// The command of a wish that came from the device of this label.
///
/// `ComeBack` and `Recognise` only ask and are answered by [`come_back`] and [`recognise`]; `TestPrint` and `NewRoll` go
/// to the printers; `StaffChanged` takes the doorkeeper to answer, and what is signed takes the signatures: here they
/// are refused.
///
/// # Errors
/// The first value that cannot be, with the field it stands in; or what is named is not there.
pub fn command(wish: Wish, house: &House, core: &Core, device: &str) -> Result<Command, Refused> {
    Ok(match wish {
        Wish::CheckIn { draft } => Command::CheckIn { draft: slip::draft(draft, slip::By::Visitor)? },
        Wish::ArriveByCode { code, language } => {
            let code = core.invitation(code.as_bytes()).ok_or(Refusal::BookingNotFound)?;
            Command::ComeForBooking { key: BookingKey::Code(code), language: language.into() }
        }
        Wish::ArriveByName { name, phone, language } => {
            let key = BookingKey::NameAndPhone(PersonName::parse(&name)?, Phone::parse(&phone)?);
            Command::ComeForBooking { key, language: language.into() }
        }
        Wish::CompleteSlip { handle, slip, papers } => Command::CompleteSlip {
            visit: visit_of(&handle, house)?,
            rest: slip::rest(&slip)?,
            papers: signature::papers(&papers, device)?,
        },
        Wish::SignText { handle, text, signature } => Command::SignText {
            visit: visit_of(&handle, house)?,
            text: text.into(),
            signature: signature::signature(&signature, device)?,
        },
        Wish::WaiveConfidentiality { visit, by } => {
            Command::WaiveConfidentiality { visit: visit_id(&visit)?, by: Remark::parse(&by)? }
        }
        Wish::ForgetMe { phone, document_tail } => {
            Command::ForgetMe { mark: mark(core.policy(), &phone, &document_tail)? }
        }
        Wish::ComeBack { .. }
        | Wish::Recognise { .. }
        | Wish::TestPrint
        | Wish::NewRoll
        | Wish::StaffChanged { .. }
        | Wish::JoinHandover { .. }
        | Wish::EndHandover { .. } => return Err(Refusal::NotNow.into()),
        Wish::CancelVisit { handle } => Command::CancelVisit { visit: visit_of(&handle, house)? },
        // Whoever calls for help is heard, even with a visit that is long over.
        Wish::CallGuard { handle } => {
            Command::CallGuard { visit: handle.and_then(|handle| visit_of(&handle, house).ok()) }
        }
        Wish::SayBadgeLost { name } => Command::SayBadgeLost { name: Remark::parse(&name).in_field("name")? },
        Wish::HandBack { code } => {
            let reader = ReaderId(ReaderId::TOUCHSCREEN.to_owned());
            Command::Scan { reader, scanned: core.scanned(code.as_bytes()) }
        }
        Wish::Scan { reader, code } => {
            let known = reader.chars().nth(READER_CHARS_MAX).is_none();
            let reader = Some(ReaderId(reader)).filter(|_| known).ok_or(Refusal::NoSuchReader)?;
            Command::Scan { reader, scanned: core.scanned(code.as_bytes()) }
        }
        Wish::EnterByHand { draft, slip } => {
            let rest = slip.map(|slip| slip::rest(&slip)).transpose()?;
            Command::EnterByHand { draft: slip::draft(draft, slip::By::Guard)?, rest }
        }
        Wish::MarkArrived { booking } => {
            Command::MarkArrived { booking: id(&booking, Refusal::NoSuchBooking)? }
        }
        Wish::TakeBackArrival { visit } => Command::TakeBackArrival { visit: visit_id(&visit)? },
        Wish::CorrectSlip { visit, names, unit, phone, purpose, slip, reason } => {
            let correction = slip::correction(names, unit, phone, purpose, slip)?;
            Command::CorrectSlip { visit: visit_id(&visit)?, correction, reason: Reason::parse(&reason)? }
        }
        Wish::SeeDocument { visit, document, number } => {
            Command::SeeDocument { visit: visit_id(&visit)?, document: slip::document(document, &number)? }
        }
        Wish::Vouch { visit, by } => Command::Vouch { visit: visit_id(&visit)?, by: Remark::parse(&by)? },
        Wish::ConfirmIdentity { visit } => Command::ConfirmIdentity { visit: visit_id(&visit)? },
        Wish::SetHost { visit, host } => Command::SetHost { visit: visit_id(&visit)?, host: HostId(host) },
        Wish::HostSaid { visit, reply } => {
            Command::HostSaid { visit: visit_id(&visit)?, reply: reply.into() }
        }
        Wish::CallAdministration { visit } => Command::CallAdministration { visit: visit_id(&visit)? },
        Wish::AdministrationSaid { visit, acknowledged } => {
            Command::AdministrationSaid { visit: visit_id(&visit)?, acknowledged }
        }
        Wish::SetClass { visit, class, reason, administration_agrees } => Command::SetClass {
            visit: visit_id(&visit)?,
            class: class.into(),
            reason: maybe(&reason, Reason::parse)?,
            administration_agrees,
        },
        Wish::CheckMark { visit, same_person, reason } => {
            Command::CheckMark { visit: visit_id(&visit)?, same_person, reason: Reason::parse(&reason)? }
        }
        Wish::Refuse { visit, why, text } => {
            Command::Refuse { visit: visit_id(&visit)?, why: why.into(), text: Remark::parse(&text)? }
        }
        Wish::AdmitWithoutAdministration { visit, reason } => {
            Command::AdmitWithoutAdministration { visit: visit_id(&visit)?, reason: Reason::parse(&reason)? }
        }
        Wish::IssueBadge { visit, area } => {
            Command::IssueBadge { visit: visit_id(&visit)?, area: maybe(&area, Area::parse)? }
        }
        Wish::ApproveArea { visit, area, by } => Command::ApproveArea {
            visit: visit_id(&visit)?,
            area: Area::parse(&area)?,
            by: Remark::parse(&by)?,
        },
        Wish::IssueCards { visit, cards } => {
            Command::IssueCards { visit: visit_id(&visit)?, cards: card_numbers(cards)? }
        }
        Wish::Reprint { visit, person, spoilt } => {
            Command::Reprint { visit: visit_id(&visit)?, person: PersonNo(person), spoilt }
        }
        Wish::TrayChecked { visit, person, there } => {
            Command::TrayChecked { visit: visit_id(&visit)?, person: PersonNo(person), there }
        }
        Wish::Open { visit, person } => {
            Command::Open { visit: visit_id(&visit)?, person: person.map(PersonNo) }
        }
        Wish::StepOut { visit, person } => {
            Command::StepOut { visit: visit_id(&visit)?, person: PersonNo(person) }
        }
        Wish::SignOff { visit, by, name, signature } => Command::SignOff {
            visit: visit_id(&visit)?,
            by: by.into(),
            name: PersonName::parse(&name)?,
            signature: signature.map(|drawn| signature::signature(&drawn, device)).transpose()?,
        },
        Wish::TakeBadgeBack { badge } => Command::TakeBadgeBack { badge: BadgeNo(badge) },
        Wish::BadgeLost { badge } => Command::BadgeLost { badge: BadgeNo(badge) },
        Wish::LetOut { visit, person, reason } => Command::LetOut {
            visit: visit_id(&visit)?,
            person: person.map(PersonNo),
            reason: maybe(&reason, Reason::parse)?,
        },
        Wish::ConfirmLeft { visit, reason } => {
            Command::ConfirmLeft { visit: visit_id(&visit)?, reason: Reason::parse(&reason)? }
        }
        Wish::EnterPaperVisit { paper } => Command::EnterPaperVisit {
            draft: slip::draft(paper.draft, slip::By::Guard)?,
            arrived: Stamp(paper.arrived),
            left: paper.left.map(Stamp),
            card: paper.card.map(BadgeNo),
        },
        Wish::AdmitOfficial { unit, certificate, heads, purpose } => Command::AdmitOfficial {
            unit: Unit::parse(&unit)?,
            certificate: FormText::parse(&certificate).in_field("certificate")?,
            heads,
            purpose: Purpose::parse(&purpose)?,
        },
        Wish::Override { reason } => Command::Override { reason: Reason::parse(&reason)? },
        Wish::EmergencyOpen { reason } => Command::EmergencyOpen { reason: Reason::parse(&reason)? },
        Wish::EmergencyClose => Command::EmergencyClose,
        Wish::Lockdown { reason } => Command::Lockdown { reason: Reason::parse(&reason)? },
        Wish::EndLockdown { reason } => Command::EndLockdown { reason: Reason::parse(&reason)? },
        Wish::ResetFire => Command::ResetFire,
        Wish::SoundSiren => Command::SoundSiren,
        Wish::SilenceSiren => Command::SilenceSiren,
        Wish::Acknowledge { alarm } => Command::Acknowledge { alarm: AlarmNo(alarm) },
        Wish::OpenIncident { visit, text } => {
            let visit = visit.map(|visit| visit_id(&visit)).transpose()?;
            Command::OpenIncident { visit, text: Remark::parse(&text)? }
        }
        Wish::IncidentStep { incident, step, text } => Command::IncidentStep {
            incident: id(&incident, Refusal::NoSuchIncident)?,
            step: step.into(),
            text: Remark::parse(&text)?,
        },
        Wish::ResumeEntry { incident, reason } => Command::ResumeEntry {
            incident: id(&incident, Refusal::NoSuchIncident)?,
            reason: Reason::parse(&reason)?,
        },
        Wish::CloseIncident { incident, report } => Command::CloseIncident {
            incident: id(&incident, Refusal::NoSuchIncident)?,
            report: Report::parse(&report)?,
        },
        Wish::BeginRollCall => Command::BeginRollCall,
        Wish::MarkPerson { visit, person, present } => {
            Command::MarkPerson { visit: visit_id(&visit)?, person: PersonNo(person), present }
        }
        Wish::EndRollCall => Command::EndRollCall,
        Wish::EnterQuick { name, heads, host } => {
            Command::EnterQuick { name: PersonName::parse(&name)?, heads, host: HostId(host) }
        }
        Wish::AdmitExpress { visit, host_agrees, reason, cards } => Command::AdmitExpress {
            visit: visit_id(&visit)?,
            host_agrees,
            reason: Reason::parse(&reason)?,
            cards: card_numbers(cards)?,
        },
        Wish::CloseSlip { visit, reason } => {
            Command::CloseSlip { visit: visit_id(&visit)?, reason: Reason::parse(&reason)? }
        }
        Wish::BeginHandover => Command::BeginHandover,
        Wish::TakeOverItems { items } => {
            let items = items.iter().map(|item| id(item, Refusal::NoSuchItem)).collect::<Result<_, _>>()?;
            Command::TakeOverItems { items }
        }
        Wish::BreakOffHandover => Command::BreakOffHandover,
        Wish::NoteShift { text } => Command::NoteShift { text: Remark::parse(&text)? },
        Wish::PutHost { host } => Command::PutHost { host: lists::host(host)? },
        Wish::RetireHost { number } => Command::RetireHost { number: lists::staff_number(&number)? },
        Wish::PutBooking { booking } => Command::PutBooking { booking: lists::booking(booking, house)? },
        Wish::CancelBooking { booking } => {
            Command::CancelBooking { booking: id(&booking, Refusal::NoSuchBooking)? }
        }
        Wish::ClassifyBooking { booking, class } => {
            Command::ClassifyBooking { booking: id(&booking, Refusal::NoSuchBooking)?, class: class.into() }
        }
        Wish::PutWatch { entry } => {
            let (happened, expires) = (Stamp(entry.happened), Stamp(entry.expires));
            Command::PutWatch { entry: lists::watch(&entry)?, happened, expires }
        }
        Wish::EndWatch { entry, reason } => {
            Command::EndWatch { entry: id(&entry, Refusal::NoSuchWatch)?, reason: Reason::parse(&reason)? }
        }
    })
}

/// The waiting visit of a queue number and a phone: who comes back to the touchscreen gets its handle again.
///
/// # Errors
/// [`Refusal::NobodyByThatNumber`], whichever of the two is wrong.
pub fn come_back<'h>(house: &'h House, queue: u32, phone_tail: &str) -> Result<&'h Visit, Refusal> {
    let tail = phone_tail.trim();
    let fits = |visit: &&Visit| {
        let own = visit.who.known().map(|who| who.phone.tail());
        visit.queue.0 == queue && own.is_some_and(|own| own == tail)
    };
    let whole = tail.len() == 4;
    // Of two days the later one: somebody who waits over the cut of the day is still here.
    let newest = house.open_visits().filter(fits).max_by_key(|visit| visit.arrived);
    newest.filter(|_| whole).ok_or(Refusal::NobodyByThatNumber)
}

/// Who is remembered by a phone and the end of a document.
///
/// # Errors
/// [`Refusal::NotRemembered`], whichever of the two is wrong, and where it could be one of two people.
pub fn recognise<'h>(
    house: &'h House,
    policy: &Policy,
    phone: &str,
    tail: &str,
) -> Result<&'h RememberedCard, Refused> {
    let mark = mark(policy, phone, tail)?;
    Ok(house.remembered_by(mark).ok_or(Refusal::NotRemembered)?)
}

fn mark(policy: &Policy, phone: &str, tail: &str) -> Result<Mark, Refused> {
    let (phone, tail) = (Phone::parse(phone)?, tail.trim());
    if tail.len() != TAIL_CHARS || !tail.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(Refusal::DocumentNumberWrong).in_field("document_tail");
    }
    Ok(policy.marks.mark(&phone, tail))
}

/// A handle as the touchscreen holds it.
pub fn handle_text(handle: Handle) -> String {
    BASE32_NOPAD.encode(&handle.0)
}

/// The handle of a text, if it is one.
pub fn handle(text: &str) -> Option<Handle> {
    if text.len() != HANDLE_CHARS {
        return None;
    }
    BASE32_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Handle)
}

fn card_numbers(cards: Vec<u32>) -> Result<Vec<BadgeNo>, Refusal> {
    if cards.len() > PARTY_MAX {
        return Err(Refusal::TooManyCompanions { max: PARTY_MAX - 1 });
    }
    Ok(cards.into_iter().map(BadgeNo).collect())
}

fn visit_of(text: &str, house: &House) -> Result<VisitId, Refusal> {
    let visit = handle(text).and_then(|handle| house.visit_by_handle(&handle));
    visit.map(|visit| visit.id).ok_or(Refusal::NoSuchVisit)
}

fn visit_id(text: &str) -> Result<VisitId, Refusal> {
    id(text, Refusal::NoSuchVisit)
}

fn id<T: FromStr>(text: &str, otherwise: Refusal) -> Result<T, Refusal> {
    text.parse().map_err(|_not_an_id| otherwise)
}

/// A text that may be left out.
fn maybe<T>(text: &str, parse: impl Fn(&str) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}
