//! What the panel shows and what its buttons do: pure choices, made from the newest view.

use super::dialog::{Dialog, PersonAsk, VisitAsk};
use crate::client::CoreLink;
use crate::wire::{
    AdmitAlone, AreaLine, AreaState, BadgeState, Card, ClassWord, ConfidentialityWord, GateLine, GateLook,
    GuardView, MarkWord, PersonLine, SirenLook, StateWord, StepWord, Wish,
};

/// What stands across the top, most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Banner {
    /// The core is not reached: key, exit button, paper.
    LinkLost,
    /// Records cannot be saved: paper.
    StoreRefused {
        /// Deeds that are not in the record yet.
        unrecorded: u32,
    },
    /// The fire contact holds the gate open.
    Fire,
    /// Held open by hand.
    EmergencyOpen,
    /// Nobody comes in.
    Lockdown,
    /// An incident stops automatic entry.
    EntryStopped,
    /// The gate does not move.
    GateFault,
    /// The siren sounds.
    Siren,
    /// The clock is behind the record.
    ClockBehind,
    /// The badge printer does not print, or has left a badge behind; another one may print for it.
    Printer,
    /// The last backup has failed, or is too old.
    Backup,
}

/// The siren at the core's time `now`. One that was to end by itself is not said to sound by a view that has grown old.
pub fn siren(link: CoreLink, gate: &GateLine, now: i64) -> SirenLook {
    let is_over = gate.siren_until.is_some_and(|until| until <= now);
    match gate.siren {
        SirenLook::Sounding if link == CoreLink::Lost && is_over => SirenLook::Quiet,
        look => look,
    }
}

/// The banners at the core's time `now`, most pressing first.
pub fn banners(link: CoreLink, view: Option<&GuardView>, now: i64) -> Vec<Banner> {
    let mut banners = Vec::new();
    if link == CoreLink::Lost {
        banners.push(Banner::LinkLost);
    }
    let Some(view) = view else { return banners };
    if !view.store.well {
        banners.push(Banner::StoreRefused { unrecorded: view.store.unrecorded });
    }
    match view.gate.look {
        GateLook::FireOpen => banners.push(Banner::Fire),
        GateLook::EmergencyOpen => banners.push(Banner::EmergencyOpen),
        GateLook::Lockdown => banners.push(Banner::Lockdown),
        GateLook::EntryStopped => banners.push(Banner::EntryStopped),
        GateLook::Faulted => banners.push(Banner::GateFault),
        GateLook::Shut | GateLook::Opening => {}
    }
    if siren(link, &view.gate, now) == SirenLook::Sounding {
        banners.push(Banner::Siren);
    }
    if view.store.clock_behind {
        banners.push(Banner::ClockBehind);
    }
    if !view.printer.well || view.printer.on_spare {
        banners.push(Banner::Printer);
    }
    if view.backup.is_some_and(|backup| !backup.well) {
        banners.push(Banner::Backup);
    }
    banners
}

/// What a press on a button of a card leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// It is done at once.
    Wish(Box<Wish>),
    /// Something must be asked first.
    Ask(Dialog),
    /// The incident's own page.
    ShowIncident(String),
}

/// What a step's button does for this card; `None` where there is nothing to press.
pub fn press(step: StepWord, card: &Card) -> Option<Press> {
    let visit = || card.visit.clone();
    let ask = |what| Some(Press::Ask(Dialog::Visit(what, visit())));
    match step {
        StepWord::CheckMark => ask(VisitAsk::Mark),
        StepWord::ConfirmClass => ask(VisitAsk::Class),
        StepWord::SeeDocument => ask(VisitAsk::Document),
        StepWord::ConfirmIdentity => Some(Press::Wish(Box::new(Wish::ConfirmIdentity { visit: visit() }))),
        StepWord::CallHost => ask(VisitAsk::CallHost),
        StepWord::SetHost => ask(VisitAsk::SetHost),
        StepWord::CallAdministration => ask(VisitAsk::Administration),
        StepWord::WaitForSlip => ask(VisitAsk::Slip),
        StepWord::IssueBadge if may_name_its_area(card) => {
            Some(Press::Wish(Box::new(Wish::IssueBadge { visit: visit(), area: String::new() })))
        }
        StepWord::IssueBadge => ask(VisitAsk::Area),
        StepWord::IsItInTheTray => {
            let unclear = card.persons.iter().find(|person| person.badge_state == Some(BadgeState::Unclear));
            let index = unclear.map_or(0, |person| person.index);
            Some(Press::Ask(Dialog::Person(PersonAsk::Tray, visit(), index)))
        }
        StepWord::Open => Some(Press::Wish(Box::new(Wish::Open { visit: visit(), person: None }))),
        StepWord::SignOff => ask(VisitAsk::SignOff),
        StepWord::TakeBadgeBack => match badges_out(card).as_slice() {
            [only] => Some(Press::Wish(Box::new(Wish::TakeBadgeBack { badge: *only }))),
            _ => ask(VisitAsk::TakeBack),
        },
        StepWord::LetOut if card.signed_off && badges_out(card).is_empty() => {
            Some(Press::Wish(Box::new(Wish::LetOut { visit: visit(), person: None, reason: String::new() })))
        }
        StepWord::LetOut => ask(VisitAsk::LetOut),
        StepWord::Incident => match &card.incident {
            Some(incident) => Some(Press::ShowIncident(incident.clone())),
            None => ask(VisitAsk::Incident),
        },
        StepWord::WaitForPrinter => {
            to_reprint(card).map(|index| Press::Ask(Dialog::Person(PersonAsk::Reprint, visit(), index)))
        }
        StepWord::OpenEach | StepWord::Nothing => None,
    }
}

/// The first person whose badge is surely not on paper, nor on its way there: it is no use to wait for the printer.
pub fn to_reprint(card: &Card) -> Option<u8> {
    // One the core would not print again is not offered.
    let lacks =
        |person: &&PersonLine| person.badge_state == Some(BadgeState::NotPrinted) && person.reprint.is_some();
    card.persons.iter().find(lacks).map(|person| person.index)
}

/// The area of a card among those of the site; `None` where it has none, or one the site does not list.
pub fn own_area(card: &Card) -> Option<&AreaLine> {
    card.areas.iter().find(|area| area.name == card.area)
}

/// Whether badges can be issued as the card stands: its area is open or approved, or it names none.
fn may_name_its_area(card: &Card) -> bool {
    let stands = |area: &AreaLine| matches!(area.state, AreaState::Open | AreaState::Approved);
    card.area.is_empty() || own_area(card).is_some_and(stands)
}

/// Badges of a card that can be handed back, in the order of the party.
pub fn badges_out(card: &Card) -> Vec<u32> {
    card.persons.iter().filter(|person| can_come_back(person)).filter_map(|person| person.badge).collect()
}

/// Whether this person's badge can be handed back.
pub fn can_come_back(person: &PersonLine) -> bool {
    person.badge.is_some()
        && matches!(person.badge_state, Some(BadgeState::OnLoan | BadgeState::Outstanding | BadgeState::Lost))
}

/// Whether the gate can be opened for this person alone.
pub fn can_enter(person: &PersonLine, card: &Card) -> bool {
    let opens =
        matches!(card.next, StepWord::Open | StepWord::OpenEach) || card.also.contains(&StepWord::Open);
    opens && !person.inside && person.badge_state == Some(BadgeState::OnLoan)
}

/// What may be done for a card beside its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extra {
    /// Marked as arrived too soon: not here yet.
    NotHereYet,
    /// Correct the slip.
    Correct,
    /// The guard may set the class at any time.
    Class,
    /// No document: the host vouches.
    Vouch,
    /// Choose the area the badge names.
    Area,
    /// Plastic cards: the printer is dead.
    Cards,
    /// Administration does not answer.
    AdmitAnyway,
    /// Let in now, the slip follows (先行放行).
    Express,
    /// A manager waives confidentiality.
    Waive,
    /// Known to have left.
    ConfirmLeft,
    /// Refuse.
    Refuse,
    /// An incident.
    Incident,
}

/// The stage of a visit, as far as the extra buttons care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    BeforeBadge,
    Badged,
    Inside,
    Ended,
}

fn stage(card: &Card) -> Stage {
    match card.state {
        // An incident says nothing of where its visitor is: badges and people inside do. Officials wear none, and
        // never waited.
        StateWord::Incident if card.persons.iter().any(|person| person.inside) => Stage::Inside,
        StateWord::Incident
            if card.persons.iter().any(|person| person.badge.is_some())
                || card.marks.contains(&MarkWord::Official) =>
        {
            Stage::Badged
        }
        StateWord::AwaitingIdentity
        | StateWord::AwaitingHost
        | StateWord::AwaitingAdministration
        | StateWord::AwaitingSlip
        | StateWord::BadgeNext
        | StateWord::Incident => Stage::BeforeBadge,
        StateWord::Admitted => Stage::Badged,
        StateWord::OnSite
        | StateWord::OutForAWhile
        | StateWord::Overdue
        | StateWord::ToBeSigned
        | StateWord::SignedOff
        | StateWord::Unconfirmed => Stage::Inside,
        StateWord::Left
        | StateWord::NoShow
        | StateWord::Cancelled
        | StateWord::GaveUp
        | StateWord::Declined
        | StateWord::Refused
        | StateWord::Expired => Stage::Ended,
    }
}

/// Whether the express lane may be offered: ordinary, nothing held or claimed, a host who is set, and something of the
/// slip still missing. The core looks closer.
fn may_hurry(card: &Card) -> bool {
    let waits =
        matches!(card.state, StateWord::AwaitingIdentity | StateWord::AwaitingHost | StateWord::AwaitingSlip);
    let looked_at = card.claim.is_some() || card.marks.contains(&MarkWord::Held);
    let missing = !card.slip_complete || card.document.is_none();
    waits && card.class == ClassWord::Ordinary && !looked_at && card.host_set && missing
}

/// The extra buttons of a card, in the order they are shown: routine first, the hard ones last.
pub fn extras(card: &Card) -> Vec<Extra> {
    let step = |step| card.next == step || card.also.contains(&step);
    let mut extras = Vec::new();
    match stage(card) {
        Stage::BeforeBadge => {
            if card.may_take_back {
                extras.push(Extra::NotHereYet);
            }
            extras.push(Extra::Correct);
            // Whoever has been given into the shift leader's hands stays there.
            if !step(StepWord::ConfirmClass) && card.class != ClassWord::Special {
                extras.push(Extra::Class);
            }
            if step(StepWord::SeeDocument) && card.class == ClassWord::Ordinary {
                extras.push(Extra::Vouch);
            }
            if step(StepWord::IssueBadge) && !card.areas.is_empty() {
                extras.push(Extra::Area);
            }
            if card.cards > 0 {
                extras.push(Extra::Cards);
            }
            if card.admit_alone == Some(AdmitAlone::Now) {
                extras.push(Extra::AdmitAnyway);
            }
            if may_hurry(card) {
                extras.push(Extra::Express);
            }
            if card.confidentiality == Some(ConfidentialityWord::Refused) {
                extras.push(Extra::Waive);
            }
            // An incident ends with its report, and the visit with it.
            if card.state != StateWord::Incident {
                extras.push(Extra::Refuse);
            }
        }
        Stage::Badged => {
            // Whoever has a badge is not refused: it is taken back.
            extras.push(Extra::Correct);
            if card.cards > 0 {
                extras.push(Extra::Cards);
            }
        }
        Stage::Inside => {
            if card.cards > 0 {
                extras.push(Extra::Cards);
            }
            extras.push(Extra::ConfirmLeft);
        }
        Stage::Ended => return extras,
    }
    if !step(StepWord::Incident) {
        extras.push(Extra::Incident);
    }
    extras
}

/// What an extra button does for this card.
pub fn press_extra(extra: Extra, card: &Card) -> Press {
    let ask = |what| Press::Ask(Dialog::Visit(what, card.visit.clone()));
    match extra {
        // Taken back itself by marking the booking again: nothing is asked.
        Extra::NotHereYet => Press::Wish(Box::new(Wish::TakeBackArrival { visit: card.visit.clone() })),
        Extra::Correct => ask(VisitAsk::Correct),
        Extra::Class => ask(VisitAsk::Class),
        Extra::Vouch => ask(VisitAsk::Vouch),
        Extra::Area => ask(VisitAsk::Area),
        Extra::Cards => ask(VisitAsk::Cards),
        Extra::AdmitAnyway => ask(VisitAsk::AdmitAnyway),
        Extra::Express => ask(VisitAsk::Express),
        Extra::Waive => ask(VisitAsk::Waive),
        Extra::ConfirmLeft => ask(VisitAsk::ConfirmLeft),
        Extra::Refuse => ask(VisitAsk::Refuse),
        Extra::Incident => ask(VisitAsk::Incident),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{BackupLine, KindWord, PrinterLine, ShiftLine, StoreLine};

    fn view(look: GateLook, store_well: bool) -> GuardView {
        GuardView {
            seq: 1,
            now: 0,
            queue: Vec::new(),
            on_site: Vec::new(),
            expected: Vec::new(),
            expected_count: 0,
            heads_inside: 0,
            badges: Vec::new(),
            gate: GateLine { look, since: 0, door_open: None, siren: SirenLook::Absent, siren_until: None },
            printer: PrinterLine { well: true, ..PrinterLine::default() },
            store: StoreLine { well: store_well, unrecorded: 2, clock_behind: true },
            alarms: Vec::new(),
            incidents: Vec::new(),
            shift: ShiftLine::default(),
            roll_call: None,
            must_complete: Vec::new(),
            backup: None,
        }
    }

    fn card(state: StateWord, next: StepWord) -> Card {
        Card {
            visit: "G1-000001".into(),
            queue: 1,
            arrived: 0,
            name: "Bo".into(),
            unit: String::new(),
            phone_tail: String::new(),
            kind: KindWord::Other,
            leader: false,
            class: ClassWord::Ordinary,
            claim: None,
            purpose: String::new(),
            host: String::new(),
            department: String::new(),
            host_phone: String::new(),
            stand_in: None,
            host_set: false,
            host_reply: None,
            persons: Vec::new(),
            area: String::new(),
            areas: Vec::new(),
            plate: String::new(),
            belongings: String::new(),
            state,
            since: 0,
            until: None,
            next,
            also: Vec::new(),
            marks: Vec::new(),
            incident: None,
            compare: Vec::new(),
            level: String::new(),
            slip_complete: false,
            signed_off: false,
            document: None,
            may_take_back: false,
            cards: 0,
            confidentiality: None,
            signed: Vec::new(),
            sign_off_text: None,
            admit_alone: None,
        }
    }

    #[test]
    fn a_lost_link_outranks_the_record_and_the_record_the_gate() {
        let all = banners(CoreLink::Lost, Some(&view(GateLook::FireOpen, false)), 0);
        let wanted =
            [Banner::LinkLost, Banner::StoreRefused { unrecorded: 2 }, Banner::Fire, Banner::ClockBehind];
        assert_eq!(all, wanted);
        assert_eq!(banners(CoreLink::Lost, None, 0), [Banner::LinkLost]);
    }

    #[test]
    fn the_siren_stands_behind_the_gate_and_the_backup_behind_all_else() {
        let mut view = view(GateLook::Lockdown, true);
        view.gate.siren = SirenLook::Sounding;
        view.printer.well = false;
        view.backup = Some(BackupLine { well: false, last: None, failed: Some(0) });
        let wanted = [Banner::Lockdown, Banner::Siren, Banner::ClockBehind, Banner::Printer, Banner::Backup];
        assert_eq!(banners(CoreLink::Live, Some(&view), 0), wanted);
        view.gate.siren = SirenLook::Quiet;
        view.printer.well = true;
        view.backup = Some(BackupLine { well: true, last: Some(0), failed: None });
        assert_eq!(banners(CoreLink::Live, Some(&view), 0), [Banner::Lockdown, Banner::ClockBehind]);
        // The spare one prints: the first is still to be looked after.
        view.printer.on_spare = true;
        assert_eq!(banners(CoreLink::Live, Some(&view), 0).last(), Some(&Banner::Printer));
    }

    #[test]
    fn an_old_view_does_not_say_that_the_siren_sounds_once_it_has_ended_by_itself() {
        let mut gate = view(GateLook::Shut, true).gate;
        (gate.siren, gate.siren_until) = (SirenLook::Sounding, Some(120));
        assert_eq!(siren(CoreLink::Lost, &gate, 119), SirenLook::Sounding);
        assert_eq!(siren(CoreLink::Lost, &gate, 120), SirenLook::Quiet);
        assert_eq!(siren(CoreLink::Live, &gate, 120), SirenLook::Sounding, "the core knows");
        gate.siren_until = None;
        assert_eq!(siren(CoreLink::Lost, &gate, i64::MAX), SirenLook::Sounding, "nobody knows better");
    }

    #[test]
    fn every_step_but_waiting_leads_somewhere() {
        for step in StepWord::ALL {
            let idle = matches!(step, StepWord::WaitForPrinter | StepWord::OpenEach | StepWord::Nothing);
            assert_eq!(press(*step, &card(StateWord::AwaitingIdentity, *step)).is_none(), idle, "{step:?}");
        }
    }

    #[test]
    fn who_has_a_badge_is_never_refused_and_who_has_left_is_left_alone() {
        for state in StateWord::ALL {
            let card = card(*state, StepWord::Nothing);
            let extras = extras(&card);
            match stage(&card) {
                Stage::BeforeBadge => {
                    assert_eq!(extras.contains(&Extra::Refuse), *state != StateWord::Incident, "{state:?}");
                }
                Stage::Badged | Stage::Inside => assert!(!extras.contains(&Extra::Refuse), "{state:?}"),
                Stage::Ended => assert!(extras.is_empty(), "{state:?}"),
            }
        }
    }

    #[test]
    fn cards_are_offered_where_the_core_takes_them_before_and_after_the_badge() {
        for state in StateWord::ALL {
            for cards in [0, 1] {
                let about = Card { cards, ..card(*state, StepWord::WaitForPrinter) };
                let offered = cards > 0 && stage(&about) != Stage::Ended;
                assert_eq!(extras(&about).contains(&Extra::Cards), offered, "{state:?}");
            }
        }
    }

    #[test]
    fn nobody_is_admitted_without_administration_before_its_time() {
        let mut waits = card(StateWord::AwaitingAdministration, StepWord::CallAdministration);
        for (admit_alone, offered) in
            [(None, false), (Some(AdmitAlone::From(7)), false), (Some(AdmitAlone::Now), true)]
        {
            waits.admit_alone = admit_alone;
            assert_eq!(extras(&waits).contains(&Extra::AdmitAnyway), offered, "{admit_alone:?}");
        }
    }

    #[test]
    fn an_incident_offers_what_the_core_takes_where_its_visitor_is() {
        let badged = |inside| PersonLine {
            index: 0,
            name: "Bo".into(),
            badge: Some(101),
            badge_state: Some(BadgeState::OnLoan),
            inside,
            reprint: None,
        };
        let about = card(StateWord::Incident, StepWord::Incident);
        assert_eq!(extras(&about), [Extra::Correct, Extra::Class]);
        let special = Card { class: ClassWord::Special, ..about.clone() };
        assert_eq!(extras(&special), [Extra::Correct]);
        assert_eq!(extras(&Card { persons: vec![badged(false)], ..about.clone() }), [Extra::Correct]);
        assert_eq!(extras(&Card { persons: vec![badged(true)], ..about.clone() }), [Extra::ConfirmLeft]);
        assert_eq!(extras(&Card { marks: vec![MarkWord::Official], ..about }), [Extra::Correct]);
    }

    #[test]
    fn the_host_vouches_for_ordinary_visitors_only() {
        for class in ClassWord::ALL {
            let about = Card { class: *class, ..card(StateWord::AwaitingIdentity, StepWord::SeeDocument) };
            assert_eq!(extras(&about).contains(&Extra::Vouch), *class == ClassWord::Ordinary, "{class:?}");
        }
    }

    #[test]
    fn the_open_incident_is_shown_not_opened_again() {
        let mut about = card(StateWord::Incident, StepWord::Incident);
        about.incident = Some("I-1".into());
        assert_eq!(press(StepWord::Incident, &about), Some(Press::ShowIncident("I-1".into())));
    }
}
