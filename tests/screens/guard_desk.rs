//! A panel on a desk whose core is a script: news is put in by hand, wishes are read as they come out.

use std::rc::Rc;
use std::time::Duration;

use gatehouse::client::{CoreLink, FarEnd, FromCore, Line, ToCore};
use gatehouse::screens::guard::Panel;
use gatehouse::wire::{
    AlarmKind, AlarmLine, Answer, BadgeLine, BadgeState, Card, ClaimLine, ClassWord, DocumentWord, GateLine,
    GateLook, GuardView, HostReply, IncidentLine, IncidentStepWord, KindWord, LanguageWord, MarkWord,
    PersonLine, PhoneWord, PrinterLine, Problem, ReprintWord, RoleWord, SessionGiven, ShiftLine, SirenLook,
    SiteFacts, SiteText, StateWord, StepWord, StoreLine, WatchLine, Wish,
};
use i_slint_backend_testing::{ElementHandle, mock_elapsed_time};
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, PhysicalSize};

use crate::stage;

/// 2026-11-23 09:05:00 in Beijing.
pub const NOW: i64 = 1_795_395_900_000;
const MINUTE: i64 = 60_000;
/// Longer than the next button takes no touch after its step has changed.
pub const SETTLED: Duration = Duration::from_millis(700);

/// The panel and the core's end of its line.
pub struct Desk {
    pub panel: Rc<Panel>,
    pub far: FarEnd,
}

/// A panel nobody has signed in at; the core is reached.
pub fn signed_out(language: LanguageWord, width: u32, height: u32) -> Desk {
    stage::prepare();
    let (line, far) = Line::new();
    // A picture does not depend on how long it took to draw the one before.
    let panel = Panel::with_clock(line, || Duration::ZERO).expect("a panel");
    panel.window().window().set_size(PhysicalSize::new(width, height));
    panel.window().show().expect("shown");
    let desk = Desk { panel, far };
    desk.hear(FromCore::Link(CoreLink::Live));
    desk.hear(FromCore::Site(Box::new(SiteFacts { language, ..site() })));
    desk
}

/// A panel with a guard and a view.
pub fn with(language: LanguageWord, view: GuardView) -> Desk {
    sized(language, view, 1280, 800)
}

/// The same on another display.
pub fn sized(language: LanguageWord, view: GuardView, width: u32, height: u32) -> Desk {
    let desk = signed_out(language, width, height);
    desk.hear(FromCore::Signed(Ok(session())));
    desk.hear(FromCore::Panel(Box::new(view)));
    desk
}

impl Desk {
    /// The core says something.
    pub fn hear(&self, news: FromCore) {
        self.far.answers.send(news).expect("the panel listens");
        self.panel.pump();
        mock_elapsed_time(SETTLED);
    }

    /// Everything asked since the last look.
    pub fn asked(&self) -> Vec<ToCore> {
        self.far.asked.try_iter().collect()
    }

    /// The one wish since the last look; it is answered with `Done`.
    pub fn wish(&self) -> Wish {
        let mut asked = self.asked();
        assert_eq!(asked.len(), 1, "one wish, not {asked:?}");
        let Some(ToCore::Wish { ticket, wish }) = asked.pop() else { panic!("a wish") };
        self.hear(FromCore::Answered { ticket, answer: Ok(Answer::Done { seq: 9 }) });
        wish
    }

    /// Everything that carries this label.
    pub fn found(&self, label: &str) -> Vec<ElementHandle> {
        ElementHandle::find_by_accessible_label(self.panel.window(), label).collect()
    }

    /// Whether exactly this can be read or touched.
    pub fn shows(&self, label: &str) -> bool {
        !self.found(label).is_empty()
    }

    /// Touches the first thing with this label.
    pub fn touch(&self, label: &str) {
        let found = self.found(label);
        let Some(element) = found.first() else {
            panic!("{label:?} is not there; there are {:#?}", self.labels())
        };
        element.mock_single_click(PointerEventButton::Left);
        mock_elapsed_time(SETTLED);
    }

    /// Touches the last thing with this label: what lies on top.
    pub fn touch_top(&self, label: &str) {
        let found = self.found(label);
        let Some(element) = found.last() else {
            panic!("{label:?} is not there; there are {:#?}", self.labels())
        };
        element.mock_single_click(PointerEventButton::Left);
        mock_elapsed_time(SETTLED);
    }

    /// Types into the field with this label.
    pub fn write(&self, label: &str, text: &str) {
        let found = self.found(label);
        let Some(field) = found.last() else { panic!("no field {label:?}; there are {:#?}", self.labels()) };
        field.set_accessible_value(text);
        mock_elapsed_time(SETTLED);
    }

    /// Every label on the screen.
    pub fn labels(&self) -> Vec<String> {
        let window = self.panel.window();
        i_slint_backend_testing::ElementRoot::root_element(window)
            .query_descendants()
            .find_all()
            .iter()
            .filter_map(|element| element.accessible_label())
            .map(|label| label.to_string())
            .filter(|label| !label.is_empty())
            .collect()
    }
}

/// Facts of a site.
pub fn site() -> SiteFacts {
    SiteFacts {
        name: "东方重工".into(),
        welcome_zh: String::new(),
        welcome_en: String::new(),
        place_word: "厂".into(),
        address: "上海市嘉定区安亭镇园国路 888 号 东方重工 1 号门".into(),
        notice_zh: String::new(),
        notice_en: String::new(),
        rules: SiteText::default(),
        sign_rules: false,
        remembered_days: 180,
        confidentiality: SiteText::default(),
        phones: vec![
            (PhoneWord::Police, "110".into()),
            (PhoneWord::Administration, "8001".into()),
            (PhoneWord::ManagerOnDuty, "138 0000 1234".into()),
            (PhoneWord::CompanyOffice, "8000".into()),
        ],
        language: LanguageWord::Zh,
        idle_s: 60,
        back_to_welcome_s: 15,
        utc_offset_min: 480,
        gate_name: "1 号门".into(),
        faces: Vec::new(),
    }
}

/// A guard who has signed in.
pub fn session() -> SessionGiven {
    SessionGiven {
        token: "t".into(),
        name: "王建国".into(),
        number: "07".into(),
        roles: vec![RoleWord::Guard],
    }
}

/// A refusal with both sentences.
pub fn problem(code: &str, title: &str, title_zh: &str) -> Problem {
    Problem {
        kind: format!("urn:gatehouse:refusal:{code}"),
        title: title.into(),
        title_zh: title_zh.into(),
        status: 409,
        code: code.into(),
        field: None,
        retry_after_s: None,
    }
}

/// A quiet morning.
pub fn view() -> GuardView {
    GuardView {
        seq: 1,
        now: NOW,
        queue: Vec::new(),
        on_site: Vec::new(),
        expected: Vec::new(),
        expected_count: 0,
        heads_inside: 0,
        badges: Vec::new(),
        gate: GateLine {
            look: GateLook::Shut,
            since: NOW - 10 * MINUTE,
            door_open: Some(false),
            siren: SirenLook::Absent,
            siren_until: None,
        },
        printer: PrinterLine { well: true, ..PrinterLine::default() },
        store: StoreLine { well: true, unrecorded: 0, clock_behind: false },
        alarms: Vec::new(),
        shift: ShiftLine::default(),
        roll_call: None,
        must_complete: Vec::new(),
        backup: None,
        incidents: Vec::new(),
    }
}

/// A walk-in who has waited two minutes.
pub fn card(number: u32, name: &str, state: StateWord, next: StepWord) -> Card {
    Card {
        visit: format!("G1-{number:06}"),
        queue: number,
        arrived: NOW - 2 * MINUTE,
        name: name.into(),
        unit: "苏州精工机械有限公司".into(),
        phone_tail: "4321".into(),
        kind: KindWord::Supplier,
        leader: false,
        class: ClassWord::Ordinary,
        claim: None,
        purpose: "送样品并讨论图纸".into(),
        host: "李娜".into(),
        department: "采购部".into(),
        host_phone: "8123".into(),
        stand_in: None,
        host_set: true,
        host_reply: None,
        persons: vec![person(0, name)],
        area: String::new(),
        areas: Vec::new(),
        plate: String::new(),
        belongings: String::new(),
        state,
        since: NOW - MINUTE,
        until: Some(NOW + 9 * MINUTE),
        next,
        also: Vec::new(),
        marks: Vec::new(),
        incident: None,
        compare: Vec::new(),
        level: String::new(),
        slip_complete: true,
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

/// What a card's row is called by: its first badge, else its number in the queue, and the name.
pub fn row(card: &Card) -> String {
    let badge = card.persons.iter().find_map(|person| person.badge);
    format!("{} {}", badge.unwrap_or(card.queue), card.name)
}

/// Somebody without a badge.
pub fn person(index: u8, name: &str) -> PersonLine {
    PersonLine { index, name: name.into(), badge: None, badge_state: None, inside: false, reprint: None }
}

/// Somebody with a badge.
pub fn badged(index: u8, name: &str, badge: u32, state: BadgeState, inside: bool) -> PersonLine {
    let reprint = match state {
        BadgeState::NotPrinted => Some(ReprintWord::Unprinted),
        BadgeState::OnLoan | BadgeState::Outstanding => Some(ReprintWord::Again),
        BadgeState::Lost => Some(ReprintWord::Anew),
        BadgeState::Printing | BadgeState::Unclear | BadgeState::Returned => None,
    };
    PersonLine { index, name: name.into(), badge: Some(badge), badge_state: Some(state), inside, reprint }
}

/// A hard morning: forty in the queue with every mark, long names, people on site, alarms, an incident.
pub fn busy_view() -> GuardView {
    let names = [
        "张伟",
        "欧阳娜娜",
        "李建国",
        "Alexandra Papadopoulos-Featherstonehaugh",
        "王芳",
        "买买提·艾力·阿卜杜热西提",
    ];
    let states = [
        (StateWord::AwaitingIdentity, StepWord::SeeDocument),
        (StateWord::AwaitingHost, StepWord::CallHost),
        (StateWord::BadgeNext, StepWord::IssueBadge),
        (StateWord::AwaitingAdministration, StepWord::CallAdministration),
        (StateWord::AwaitingSlip, StepWord::WaitForSlip),
    ];
    let mut view = view();
    for number in 1..=40u32 {
        let at = number as usize;
        let (state, next) = states[at % states.len()];
        let mut card = card(number, names[at % names.len()], state, next);
        card.arrived = NOW - i64::from(41 - number) * 40_000;
        card.since = card.arrived;
        card.until = Some(card.arrived + 10 * MINUTE);
        match number % 7 {
            1 => card.marks.push(MarkWord::NoBooking),
            2 => {
                card.claim = Some(ClaimLine { class: ClassWord::Important, administration_told: true });
                card.marks.push(MarkWord::SelfDeclared);
                card.kind = KindWord::Government;
                card.leader = true;
            }
            3 => {
                card.class = ClassWord::Vip;
                card.marks.push(MarkWord::ApplicationMissing);
                card.unit = "中华人民共和国工业和信息化部装备工业发展中心(北京)".into();
            }
            4 => {
                card.marks.extend([MarkWord::Held, MarkWord::NoBooking]);
                card.compare = vec![listed()];
            }
            5 => {
                card.marks.extend([MarkWord::SameName, MarkWord::Escorted, MarkWord::OutsideItsTime]);
                card.persons.extend([person(1, "王芳"), person(2, ""), person(3, "赵敏")]);
            }
            _ => {}
        }
        view.queue.push(card);
    }
    for number in 50..=58u32 {
        let at = number as usize;
        let state = [StateWord::OnSite, StateWord::Overdue, StateWord::ToBeSigned][at % 3];
        let mut card = card(number, names[at % names.len()], state, StepWord::SignOff);
        card.persons = vec![badged(0, names[at % names.len()], 100 + number, BadgeState::OnLoan, true)];
        if number == 52 {
            card.persons.push(badged(1, "", 180, BadgeState::OnLoan, true));
        }
        card.document = Some((DocumentWord::ResidentIdentity, "123X".into()));
        card.host_reply = Some(HostReply::Agrees);
        card.plate = "沪AD12345".into();
        card.belongings = "笔记本电脑 1 台,样品 2 箱".into();
        card.since = NOW - i64::from(number) * 2 * MINUTE;
        view.badges.push(BadgeLine {
            number: 100 + number,
            state: if number == 58 { BadgeState::Outstanding } else { BadgeState::OnLoan },
            visit: card.visit.clone(),
            name: card.name.clone(),
            since: card.since - if number == 58 { 86_400_000 } else { 0 },
        });
        view.on_site.push(card);
    }
    view.heads_inside = 10;
    let alarm = |id, kind, visit: Option<&str>| AlarmLine {
        id,
        kind,
        at: NOW - MINUTE,
        visit: visit.map(str::to_owned),
        code: None,
        text: String::new(),
    };
    view.alarms = vec![
        alarm(5, AlarmKind::GuardCalled, Some("G1-000004")),
        alarm(4, AlarmKind::Overdue, Some("G1-000052")),
        AlarmLine { text: "赵六".into(), ..alarm(3, AlarmKind::BadgeLostSaid, None) },
        AlarmLine { code: Some("other-gate".into()), ..alarm(2, AlarmKind::PassRefused, Some("G1-000050")) },
        alarm(1, AlarmKind::GrantExpired, None),
    ];
    view
}

/// An entry of the watch list.
pub fn listed() -> WatchLine {
    WatchLine {
        name: "王芳".into(),
        phone_tail: "0199".into(),
        document_tail: "123X".into(),
        behaviour: "2025年12月在门岗推搡保安".into(),
        happened: NOW - 300 * 86_400_000,
    }
}

/// A morning with an open incident about the first visitor.
pub fn incident_view() -> GuardView {
    let mut view = view();
    let mut card = card(1, "张伟", StateWord::Incident, StepWord::Incident);
    card.class = ClassWord::Special;
    card.incident = Some("I-3".into());
    view.queue.push(card);
    view.gate.look = GateLook::EntryStopped;
    view.incidents.push(IncidentLine {
        id: "I-3".into(),
        opened: NOW - 5 * MINUTE,
        visit: Some("G1-000001".into()),
        steps: vec![
            (IncidentStepWord::AskedToLeave, NOW - 4 * MINUTE),
            (IncidentStepWord::Lingers, NOW - MINUTE),
        ],
        entry_resumed: false,
    });
    view
}
