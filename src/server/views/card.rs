//! One visitor's card on the panel: what is known, where it stands, what to do next.

use super::super::site::shown_text;
use super::count;
use super::guard::{Names, badge_state};
use crate::domain::{
    AlarmKind, Application, AreaRule, Class, Confidentiality, Consent, Due, Hold, HostCard, House, Identity,
    Language, Origin, PersonNo, Policy, Presence, PrintState, Reception, Reprint, Stage, Step, Visit, Wait,
    Watch, may_take_back_arrival, people_for_cards, reprint_for, sign_off_sentence,
};
use crate::wire::{
    AdmitAlone, AreaLine, Card, ClaimLine, ConfidentialityWord, HostReply, MarkWord, PersonLine, ReprintWord,
    SignOffText, SignedLine, StandIn, StateWord, StepWord, WatchLine,
};

/// The card of a visit.
pub(super) fn card(house: &House, policy: &Policy, visit: &Visit, names: &Names) -> Card {
    let who = visit.who.known();
    let text = |part: fn(&crate::domain::Who) -> &str| who.map(part).unwrap_or_default().to_owned();
    let rest = visit.rest.as_ref().and_then(|rest| rest.known());
    let plate = rest.map(|rest| rest.plate.as_str()).filter(|plate| !plate.is_empty());
    let host = visit.host.and_then(|id| house.hosts.get(&id)).and_then(|host| host.card.as_ref());
    let seen = match &visit.identity {
        Identity::Seen(document) => document.known(),
        Identity::Open | Identity::Vouched | Identity::Confirmed => {
            visit.document.as_ref().and_then(|document| document.known())
        }
    };
    let state = state(house, visit);
    let next = next(house, visit);
    let also = also(visit, next);
    let may_sign_off = next == StepWord::SignOff || also.contains(&StepWord::SignOff);
    Card {
        visit: visit.id.to_string(),
        queue: visit.queue.0,
        arrived: visit.arrived.0,
        name: name_of(visit, PersonNo(0)),
        unit: text(|who| who.unit.as_str()),
        phone_tail: text(|who| who.phone.tail()),
        kind: visit.kind.into(),
        leader: visit.leader,
        class: visit.class.into(),
        claim: visit.claim.map(|claim| ClaimLine {
            class: claim.class.into(),
            administration_told: claim.administration_told,
        }),
        purpose: text(|who| who.purpose.as_str()),
        host: host.map_or_else(|| text(|who| who.host_text.as_str()), |card| card.name.as_str().to_owned()),
        department: host.map(|card| card.department.as_str().to_owned()).unwrap_or_default(),
        host_phone: host.map(|card| card.phone.as_str().to_owned()).unwrap_or_default(),
        stand_in: host.and_then(|host| stand_in(house, visit, host)),
        host_set: visit.host.is_some(),
        host_reply: host_reply(visit.consent),
        persons: persons(house, visit),
        area: visit.area.as_ref().map(|area| area.as_str().to_owned()).unwrap_or_default(),
        areas: if next == StepWord::IssueBadge { areas(policy, visit) } else { Vec::new() },
        plate: plate.map_or_else(|| text(|who| who.plate.as_str()), str::to_owned),
        belongings: rest.map(|rest| rest.belongings.as_str().to_owned()).unwrap_or_default(),
        state,
        since: visit.since.0,
        until: until(house, visit, state),
        next,
        also,
        marks: marks(house, visit, names),
        incident: visit.incident.map(|incident| incident.to_string()),
        compare: compare(house, visit),
        level: application(house, visit).map(|form| form.level.as_str().to_owned()).unwrap_or_default(),
        slip_complete: visit.rest.is_some(),
        signed_off: visit.signed_off.is_some(),
        document: seen.map(|document| (document.kind.into(), document.tail().unwrap_or_default().to_owned())),
        may_take_back: may_take_back_arrival(house, visit),
        cards: people_for_cards(house, policy, visit).map_or(0, |people| count(people.len())),
        confidentiality: confidentiality(policy, visit),
        signed: visit.signed.iter().map(|(what, at)| SignedLine { what: (*what).into(), at: at.0 }).collect(),
        sign_off_text: sign_off_text(visit, may_sign_off),
        admit_alone: admit_alone(house, visit),
    }
}

/// Where a visit stands with confidentiality, if it is asked for, or was answered all the same.
fn confidentiality(policy: &Policy, visit: &Visit) -> Option<ConfidentialityWord> {
    let asked = policy.asks_confidentiality(visit) || visit.confidentiality != Confidentiality::Open;
    asked.then(|| visit.confidentiality.into())
}

fn sign_off_text(visit: &Visit, may_sign_off: bool) -> Option<SignOffText> {
    let text = |language| shown_text(&sign_off_sentence(visit.id, language));
    may_sign_off.then(|| SignOffText { zh: text(Language::Zh), en: text(Language::En) })
}

/// Name of a person of a visit; empty for a child, and once erased.
pub(super) fn name_of(visit: &Visit, no: PersonNo) -> String {
    let name = visit.who.known().and_then(|who| who.names.get(usize::from(no.0)));
    name.and_then(Option::as_ref).map(|name| name.as_str().to_owned()).unwrap_or_default()
}

fn persons(house: &House, visit: &Visit) -> Vec<PersonLine> {
    let badged = matches!(visit.stage, Stage::Badged { .. });
    let line = |(no, person): (PersonNo, &crate::domain::Person)| PersonLine {
        index: no.0,
        name: name_of(visit, no),
        badge: person.badge.map(|badge| badge.0),
        badge_state: person.badge.and_then(|badge| house.badges.get(&badge)).map(badge_state),
        inside: matches!(person.presence, Presence::Inside | Presence::Leaving(_)),
        reprint: if badged { reprint_for(house, visit, no).ok().map(reprint_word) } else { None },
    };
    visit.people().map(line).collect()
}

fn reprint_word(reprint: Reprint<'_>) -> ReprintWord {
    match reprint {
        Reprint::Unprinted(..) => ReprintWord::Unprinted,
        Reprint::Again(..) => ReprintWord::Again,
        Reprint::Anew => ReprintWord::Anew,
    }
}

/// The stand-in, once it is their turn.
fn stand_in(house: &House, visit: &Visit, host: &HostCard) -> Option<StandIn> {
    if !matches!(visit.consent, Consent::Asked { stand_in: true, .. }) {
        return None;
    }
    let id = house.host_by_number(host.stand_in.as_deref()?)?;
    let card = house.hosts.get(&id)?.card.as_ref()?;
    Some(StandIn { name: card.name.as_str().to_owned(), phone: card.phone.as_str().to_owned() })
}

/// Entries that somebody still has to look at: of a visit that is held, and of one from paper, which nobody held.
fn compare(house: &House, visit: &Visit) -> Vec<WatchLine> {
    if !matches!(visit.hold, Hold::Held { .. }) && visit.origin != Origin::Paper {
        return Vec::new();
    }
    let entries = visit.matched.iter().filter_map(|id| house.watchlist.get(id));
    let line = |watch: &Watch| {
        let card = watch.card.as_ref()?;
        Some(WatchLine {
            name: card.name.as_str().to_owned(),
            phone_tail: card.phone.tail().to_owned(),
            document_tail: card.document_tail.clone(),
            behaviour: card.behaviour.as_str().to_owned(),
            happened: watch.happened.0,
        })
    };
    entries.filter_map(line).collect()
}

fn application<'a>(house: &'a House, visit: &Visit) -> Option<&'a Application> {
    let Origin::Booked { booking, .. } = visit.origin else { return None };
    house.bookings.get(&booking)?.application.as_ref()
}

fn areas(policy: &Policy, visit: &Visit) -> Vec<AreaLine> {
    let line = |rule: &AreaRule| AreaLine {
        name: rule.name.as_str().to_owned(),
        approver: rule.approver.as_ref().map(|approver| approver.as_str().to_owned()).unwrap_or_default(),
        state: rule.standing(visit).into(),
    };
    policy.areas.iter().map(line).collect()
}

fn host_reply(consent: Consent) -> Option<HostReply> {
    match consent {
        Consent::Given => Some(HostReply::Agrees),
        Consent::Asked { no_answer: true, .. } => Some(HostReply::NoAnswer),
        Consent::Asked { no_answer: false, .. } | Consent::NotAsked | Consent::Waived => None,
    }
}

fn any(visit: &Visit, wanted: impl Fn(&Presence) -> bool) -> bool {
    visit.persons.iter().any(|person| wanted(&person.presence))
}

fn someone_inside(visit: &Visit) -> bool {
    any(visit, |presence| matches!(presence, Presence::Inside | Presence::Leaving(_)))
}

/// Where a visit stands. A held one stands where an ordinary one does: the word gives nothing away.
fn state(house: &House, visit: &Visit) -> StateWord {
    match visit.stage {
        Stage::Ended { .. } => StateWord::Left,
        _ if visit.incident.is_some() => StateWord::Incident,
        Stage::AtGate => match visit.next_step() {
            Step::SetHost | Step::CallHost => StateWord::AwaitingHost,
            Step::CallAdministration => StateWord::AwaitingAdministration,
            Step::CompleteSlip => StateWord::AwaitingSlip,
            Step::IssueBadge => StateWord::BadgeNext,
            Step::Incident => StateWord::Incident,
            Step::CheckMark
            | Step::ConfirmClass
            | Step::SeeDocument
            | Step::ConfirmIdentity
            | Step::Open
            | Step::SignOff
            | Step::LetOut
            | Step::TakeBadgeBack
            | Step::Nothing => StateWord::AwaitingIdentity,
        },
        Stage::Badged { unconfirmed: true, .. } => StateWord::Unconfirmed,
        Stage::Badged { overdue: true, .. } => StateWord::Overdue,
        Stage::Badged { .. } if someone_inside(visit) => {
            let wants_out = |alarm: &crate::domain::Alarm| {
                alarm.kind == AlarmKind::LeavingUnsigned && alarm.visit == Some(visit.id)
            };
            if visit.signed_off.is_some() {
                StateWord::SignedOff
            } else if house.gate.alarms.values().any(wants_out) {
                StateWord::ToBeSigned
            } else {
                StateWord::OnSite
            }
        }
        Stage::Badged { .. } if any(visit, |presence| *presence == Presence::Away) => StateWord::OutForAWhile,
        Stage::Badged { .. } if any(visit, |p| matches!(p, Presence::Outside | Presence::Entering(_))) => {
            StateWord::Admitted
        }
        Stage::Badged { .. } => StateWord::Left,
    }
}

/// When the time for what the visit waits for runs out.
fn until(house: &House, visit: &Visit, state: StateWord) -> Option<i64> {
    let wait = match state {
        StateWord::AwaitingIdentity => Wait::IdentityGiveUp,
        StateWord::AwaitingHost => Wait::ConsentGiveUp,
        StateWord::AwaitingAdministration => Wait::ReceptionGuard,
        StateWord::Admitted => Wait::AdmittedExpires,
        StateWord::OnSite | StateWord::OutForAWhile => Wait::WindowEnds,
        _ => return None,
    };
    house.timers.get(Due::Visit(visit.id, wait)).map(|at| at.0)
}

/// When the guard may admit without administration, while it is waited for.
fn admit_alone(house: &House, visit: &Visit) -> Option<AdmitAlone> {
    match visit.reception {
        _ if !steps_at_gate(visit) => None,
        Reception::Called { guard_may: true, .. } => Some(AdmitAlone::Now),
        Reception::Called { guard_may: false, .. } => {
            house.timers.get(Due::Visit(visit.id, Wait::ReceptionGuard)).map(|at| AdmitAlone::From(at.0))
        }
        Reception::NotNeeded | Reception::Acknowledged | Reception::WithoutThem => None,
    }
}

/// Whether a visit waits at the gate for steps of the routine.
fn steps_at_gate(visit: &Visit) -> bool {
    visit.is_at_gate() && visit.class != Class::Troublemaker && visit.incident.is_none()
}

fn marks(house: &House, visit: &Visit, names: &Names) -> Vec<MarkWord> {
    let badges =
        || visit.persons.iter().filter_map(|person| person.badge).filter_map(|no| house.badges.get(&no));
    let (no_application, outside_its_time) = match visit.origin {
        Origin::Booked { application, outside_its_time, .. } => (!application, outside_its_time),
        Origin::WalkIn | Origin::ByHand => (true, false),
        Origin::Paper | Origin::Official => (false, false),
    };
    let marks = [
        (MarkWord::Held, matches!(visit.hold, Hold::Held { .. })),
        (MarkWord::SameName, visit.who.known().is_some_and(|who| names.shared(who))),
        (MarkWord::NoBooking, matches!(visit.origin, Origin::WalkIn | Origin::ByHand)),
        (MarkWord::ApplicationMissing, no_application && visit.class.is_received()),
        (MarkWord::PlanMissing, application(house, visit).is_some_and(|form| !form.plan)),
        (MarkWord::SelfDeclared, visit.claim.is_some()),
        (MarkWord::Escorted, visit.escorted),
        (
            MarkWord::NameInPinyin,
            badges().any(|badge| badge.print == PrintState::Printed { in_pinyin: true }),
        ),
        (MarkWord::EnteredLater, visit.origin == Origin::Paper),
        (MarkWord::Official, visit.origin == Origin::Official),
        (MarkWord::OutsideItsTime, outside_its_time),
        (MarkWord::Express, house.owed.contains_key(&visit.id)),
    ];
    marks.into_iter().filter(|(_, there)| *there).map(|(mark, _)| mark).collect()
}

fn word(step: Step) -> StepWord {
    match step {
        Step::CheckMark => StepWord::CheckMark,
        Step::ConfirmClass => StepWord::ConfirmClass,
        Step::SeeDocument => StepWord::SeeDocument,
        Step::ConfirmIdentity => StepWord::ConfirmIdentity,
        Step::SetHost => StepWord::SetHost,
        Step::CallHost => StepWord::CallHost,
        Step::CallAdministration => StepWord::CallAdministration,
        Step::CompleteSlip => StepWord::WaitForSlip,
        Step::IssueBadge => StepWord::IssueBadge,
        Step::Open => StepWord::Open,
        Step::SignOff => StepWord::SignOff,
        Step::LetOut => StepWord::LetOut,
        Step::TakeBadgeBack => StepWord::TakeBadgeBack,
        Step::Incident => StepWord::Incident,
        Step::Nothing => StepWord::Nothing,
    }
}

/// The big button. Before the gate is opened, the paper must be in the visitor's hand.
fn next(house: &House, visit: &Visit) -> StepWord {
    let step = visit.next_step();
    if step != Step::Open {
        return word(step);
    }
    let outside =
        visit.persons.iter().filter(|person| matches!(person.presence, Presence::Outside | Presence::Away));
    let prints: Vec<PrintState> = outside
        .filter_map(|person| person.badge)
        .filter_map(|no| house.badges.get(&no))
        .map(|badge| badge.print)
        .collect();
    let absent = |wanted: Presence| visit.persons.iter().filter(|person| person.presence == wanted).count();
    if absent(Presence::Outside) == 0 && absent(Presence::Away) > 1 {
        StepWord::OpenEach
    } else if prints.contains(&PrintState::Unclear) {
        StepWord::IsItInTheTray
    } else if prints.iter().any(|print| !print.is_in_hand()) {
        StepWord::WaitForPrinter
    } else {
        StepWord::Open
    }
}

/// What else may be done now.
fn also(visit: &Visit, next: StepWord) -> Vec<StepWord> {
    let at_gate = steps_at_gate(visit);
    let badged = matches!(visit.stage, Stage::Badged { .. });
    // A class would exempt a held visitor from what the mark means.
    let held = matches!(visit.hold, Hold::Held { .. });
    let identity_open = !visit.identity.is_settled();
    let asked = matches!(visit.consent, Consent::Asked { .. });
    let called = matches!(visit.reception, Reception::Called { .. });
    let outside = any(visit, |presence| matches!(presence, Presence::Outside | Presence::Away));
    let inside = someone_inside(visit);
    // Somebody inside is passed on to another host (转访), who is asked like the first.
    let has_host_to_ask =
        at_gate || (inside && visit.class != Class::Troublemaker && visit.incident.is_none());
    let steps = [
        (StepWord::ConfirmClass, at_gate && !held && visit.claim.is_some()),
        (StepWord::SeeDocument, at_gate && identity_open),
        (StepWord::ConfirmIdentity, at_gate && identity_open && visit.class.is_received()),
        (StepWord::SetHost, has_host_to_ask),
        (StepWord::CallHost, has_host_to_ask && visit.host.is_some() && asked),
        (StepWord::CallAdministration, at_gate && (called || visit.claim.is_some())),
        (StepWord::WaitForSlip, at_gate && visit.rest.is_none()),
        (StepWord::Open, badged && outside && next != StepWord::OpenEach),
        (StepWord::SignOff, badged && inside && visit.signed_off.is_none()),
        (StepWord::LetOut, badged && inside),
        (StepWord::TakeBadgeBack, badged && visit.persons.iter().any(|person| person.badge.is_some())),
        (StepWord::Incident, visit.incident.is_some()),
    ];
    steps.into_iter().filter(|(step, may)| *may && *step != next).map(|(step, _)| step).collect()
}
