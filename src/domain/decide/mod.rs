//! The rules: a command is refused, or these events happen. Nothing is done here, nothing is read from outside.

mod area;
mod arrive;
mod badge;
mod class;
mod consent;
mod express;
mod gate;
mod hold;
mod identity;
mod incident;
mod leave;
mod lists;
mod open;
mod remember;
mod roll_call;
mod scan;
mod shift;
mod sign;
mod slip;
mod staff;
mod started;
mod timers;

pub use arrive::may_take_back_arrival;
pub use badge::{Reprint, people_for_cards, reprint_for};

use super::command::Command;
use super::event::Event;
use super::gate::{Alarm, AlarmKind};
use super::house::House;
use super::ids::{AlarmNo, StaffNo, VisitId};
use super::order::Order;
use super::personal::Personal;
use super::policy::Policy;
use super::refusal::Refusal;
use super::time::{Now, Stamp};
use super::timers::{Due, Wait};
use super::visit::Visit;
use super::words::Remark;

/// Decides. Whoever sends the command has been checked against the role table before.
///
/// # Errors
/// A [`Refusal`]: nothing happens.
pub fn decide(house: &House, policy: &Policy, order: &Order, now: Now) -> Result<Vec<Event>, Refusal> {
    let case = Case { house, policy, order, now: now.wall };
    let mut events = by_its_rule(&case)?;
    let after = remember::after(&case, &events);
    events.extend(after);
    Ok(events)
}

/// What the rule of the command says.
fn by_its_rule(case: &Case<'_>) -> Result<Vec<Event>, Refusal> {
    use Command as C;
    match &case.order.command {
        C::CheckIn { draft } => arrive::check_in(case, draft),
        C::ComeForBooking { key, language } => arrive::for_booking(case, key, *language),
        C::EnterByHand { draft, rest } => arrive::by_hand(case, draft, rest.as_ref()),
        C::EnterQuick { name, heads, host } => arrive::quick(case, name, *heads, *host),
        C::AdmitExpress { visit, host_agrees, reason, cards } => {
            express::admit(case, *visit, *host_agrees, reason, cards)
        }
        C::CloseSlip { visit, reason } => express::close(case, *visit, reason),
        C::MarkArrived { booking } => arrive::marked(case, *booking),
        C::TakeBackArrival { visit } => arrive::take_back(case, *visit),
        C::EnterPaperVisit { draft, arrived, left, card } => {
            arrive::on_paper(case, draft, *arrived, *left, *card)
        }
        C::AdmitOfficial { unit, certificate, heads, purpose } => {
            arrive::officials(case, unit, certificate, *heads, purpose)
        }
        C::CompleteSlip { visit, rest, papers } => slip::complete(case, *visit, rest, papers),
        C::ForgetMe { mark } => Ok(remember::forget(case, *mark)),
        C::SignText { visit, text, signature } => sign::text(case, *visit, *text, signature),
        C::WaiveConfidentiality { visit, by } => sign::waive(case, *visit, by),
        C::CorrectSlip { visit, correction, reason } => slip::correct(case, *visit, correction, reason),
        C::CancelVisit { visit } => slip::cancel(case, *visit),
        C::SeeDocument { visit, document } => identity::see_document(case, *visit, document),
        C::Vouch { visit, by } => identity::vouch(case, *visit, by),
        C::ConfirmIdentity { visit } => identity::confirm(case, *visit),
        C::Refuse { visit, why, text } => identity::refuse(case, *visit, *why, text),
        C::SetHost { visit, host } => consent::set_host(case, *visit, *host),
        C::HostSaid { visit, reply } => consent::host_said(case, *visit, *reply),
        C::CallAdministration { visit } => class::call_administration(case, *visit),
        C::AdministrationSaid { visit, acknowledged } => {
            class::administration_said(case, *visit, *acknowledged)
        }
        C::SetClass { visit, class, reason, administration_agrees } => {
            class::set(case, *visit, *class, reason.as_ref(), *administration_agrees)
        }
        C::AdmitWithoutAdministration { visit, reason } => class::admit_without(case, *visit, reason),
        C::CheckMark { visit, same_person, reason } => hold::check_mark(case, *visit, *same_person, reason),
        C::IssueBadge { visit, area } => badge::issue(case, *visit, area.as_ref()),
        C::ApproveArea { visit, area, by } => area::approve(case, *visit, area, by),
        C::IssueCards { visit, cards } => badge::issue_cards(case, *visit, cards),
        C::Reprint { visit, person, spoilt } => badge::reprint(case, *visit, *person, *spoilt),
        C::TrayChecked { visit, person, there } => badge::tray_checked(case, *visit, *person, *there),
        C::PrintReports { job, outcome } => badge::print_reports(case, *job, *outcome),
        C::Scan { reader, scanned } => scan::scan(case, reader, *scanned),
        C::Open { visit, person } => open::open(case, *visit, *person),
        C::StepOut { visit, person } => open::step_out(case, *visit, *person),
        C::Override { reason } => open::by_override(case, reason),
        C::GateReports { grant, outcome } => gate::reports(case, *grant, *outcome),
        C::Sensed { sensor } => gate::sensed(case, *sensor),
        C::SignOff { visit, by, name, signature } => {
            leave::sign_off(case, *visit, *by, name, signature.as_ref())
        }
        C::TakeBadgeBack { badge } => leave::take_badge_back(case, *badge),
        C::BadgeLost { badge } => leave::badge_lost(case, *badge),
        C::LetOut { visit, person, reason } => leave::let_out(case, *visit, *person, reason.as_ref()),
        C::ConfirmLeft { visit, reason } => leave::confirm_left(case, *visit, reason),
        C::EmergencyOpen { reason } => gate::emergency_open(case, reason),
        C::EmergencyClose => gate::emergency_close(case),
        C::Lockdown { reason } => gate::lockdown(case, reason),
        C::EndLockdown { reason } => gate::end_lockdown(case, reason),
        C::ResetFire => gate::reset_fire(case),
        C::Acknowledge { alarm } => gate::acknowledge(case, *alarm),
        C::CallGuard { visit } => Ok(case.call_guard(*visit)),
        C::SayBadgeLost { name } => {
            Ok(vec![case.alarm(0, AlarmKind::BadgeLostSaid, None, None, Some(name.clone()))])
        }
        C::PinsWrong { staff, tries } => Ok(vec![case.pins_wrong(staff.as_ref(), *tries)?]),
        C::OpenIncident { visit, text } => incident::open(case, *visit, text),
        C::IncidentStep { incident, step, text } => incident::step(case, *incident, *step, text),
        C::ResumeEntry { incident, reason } => incident::resume_entry(case, *incident, reason),
        C::CloseIncident { incident, report } => incident::close(case, *incident, report),
        C::PutHost { host } => lists::put_host(case, host),
        C::RetireHost { number } => lists::retire_host(case, number),
        C::PutBooking { booking } => lists::put_booking(case, booking),
        C::CancelBooking { booking } => lists::cancel_booking(case, *booking),
        C::ClassifyBooking { booking, class } => lists::classify_booking(case, *booking, *class),
        C::PutWatch { entry, happened, expires } => lists::put_watch(case, entry, *happened, *expires),
        C::EndWatch { entry, reason } => lists::end_watch(case, *entry, reason),
        C::StaffChanged { number, stands } => staff::changed(case, number, stands.as_ref()),
        C::BeginRollCall => roll_call::begin(case),
        C::MarkPerson { visit, person, present } => roll_call::mark(case, *visit, *person, *present),
        C::EndRollCall => roll_call::end(case),
        C::PanelsManned { present } => shift::panels_manned(case, present),
        C::BeginHandover => shift::begin(case),
        C::JoinHandover { incoming, swap, leader } => shift::join(case, incoming, *swap, leader.as_ref()),
        C::TakeOverItems { items } => shift::take_over(case, items),
        C::EndHandover { outgoing, incoming } => shift::end(case, outgoing, incoming),
        C::BreakOffHandover => shift::break_off(case),
        C::NoteShift { text } => shift::note(case, text),
        C::SoundSiren => gate::sound_siren(case),
        C::SilenceSiren => gate::silence_siren(case),
        C::SirenReports { until, failed } => gate::siren_reports(case, *until, *failed),
        C::TimePasses => Ok(timers::time_passes(case)),
        C::Started { policy, tail_cut } => Ok(started::started(case, *policy, *tail_cut)),
        C::Erased { people } => {
            Ok(vec![Event::PeopleErased { people: people.clone(), kept: case.policy.retention }])
        }
        C::Unrecorded { by, what, at, reason } => Ok(vec![Event::UnrecordedDone {
            by: by.clone(),
            what: what.clone(),
            at: *at,
            reason: Personal::Known(reason.clone()),
        }]),
    }
}

/// What a rule looks at.
struct Case<'a> {
    house: &'a House,
    policy: &'a Policy,
    order: &'a Order,
    now: Stamp,
}

impl<'a> Case<'a> {
    /// A visit that is not over.
    fn open_visit(&self, id: VisitId) -> Result<&'a Visit, Refusal> {
        match self.house.visits.get(&id) {
            None => Err(Refusal::NoSuchVisit),
            Some(visit) if visit.is_over() => Err(Refusal::VisitOver),
            Some(visit) => Ok(visit),
        }
    }

    /// A visit that waits at the gate.
    fn at_gate(&self, id: VisitId) -> Result<&'a Visit, Refusal> {
        let visit = self.open_visit(id)?;
        if visit.is_at_gate() { Ok(visit) } else { Err(Refusal::NotNow) }
    }

    /// A visit whose badges are issued.
    fn badged(&self, id: VisitId) -> Result<&'a Visit, Refusal> {
        let visit = self.open_visit(id)?;
        if visit.is_at_gate() { Err(Refusal::NotNow) } else { Ok(visit) }
    }

    /// A deadline of a visit.
    fn wait(&self, visit: VisitId, wait: Wait, span: super::time::Span) -> (Due, Stamp) {
        (Due::Visit(visit, wait), self.now + span)
    }

    /// The deadlines of an identity that is open from now on.
    fn identity_waits(&self, visit: VisitId) -> [(Due, Stamp); 2] {
        let limits = &self.policy.limits;
        [
            self.wait(visit, Wait::IdentityRemind, limits.identity_remind),
            self.wait(visit, Wait::IdentityGiveUp, limits.identity_give_up),
        ]
    }

    /// The deadlines of a host who is asked now.
    fn consent_waits(&self, visit: VisitId) -> Vec<(Due, Stamp)> {
        let limits = &self.policy.limits;
        vec![
            self.wait(visit, Wait::ConsentRemind, limits.consent_remind),
            self.wait(visit, Wait::ConsentNext, limits.consent_next),
            self.wait(visit, Wait::ConsentGiveUp, limits.consent_give_up),
        ]
    }

    /// The deadlines of administration, called now.
    fn reception_waits(&self, visit: VisitId) -> Vec<(Due, Stamp)> {
        let limits = &self.policy.limits;
        vec![
            self.wait(visit, Wait::ReceptionManager, limits.administration_manager),
            self.wait(visit, Wait::ReceptionGuard, limits.administration_guard),
        ]
    }

    /// Those of a visit's deadlines that are set, as they stand.
    fn running(&self, visit: VisitId, waits: &[Wait]) -> Vec<(Due, Stamp)> {
        let due = waits.iter().map(|wait| Due::Visit(visit, *wait));
        due.filter_map(|due| Some((due, self.house.timers.get(due)?))).collect()
    }

    /// The same call rings once until a guard has seen it: a child at the button pushes no alarm off the panel.
    fn call_guard(&self, visit: Option<VisitId>) -> Vec<Event> {
        let rings = |alarm: &Alarm| alarm.kind == AlarmKind::GuardCalled && alarm.visit == visit;
        if self.house.gate.alarms.values().any(rings) {
            return Vec::new();
        }
        vec![self.alarm(0, AlarmKind::GuardCalled, visit, None, None)]
    }

    /// Whose PIN was tried, and how often, stands in the record.
    fn pins_wrong(&self, staff: Option<&StaffNo>, tries: u32) -> Result<Event, Refusal> {
        let whose = staff.map_or("?", |staff| staff.0.as_str());
        Ok(self.alarm(
            0,
            AlarmKind::WrongPins,
            None,
            None,
            Some(Remark::parse(&format!("{whose} × {tries}"))?),
        ))
    }

    /// An alarm; `nth` counts the alarms of one command from 0.
    fn alarm(
        &self,
        nth: u32,
        kind: AlarmKind,
        visit: Option<VisitId>,
        code: Option<&str>,
        text: Option<Remark>,
    ) -> Event {
        Event::Alarmed {
            alarm: AlarmNo(self.house.next_alarm().0.wrapping_add(nth)),
            kind,
            visit,
            code: code.map(str::to_owned),
            text: text.map(Personal::Known),
        }
    }
}
