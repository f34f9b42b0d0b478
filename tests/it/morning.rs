//! A morning at the gate, for tests: drives commands through the rules exactly as the writer does, with time and
//! chance handed in, and keeps every record.

use std::collections::BTreeMap;

use gatehouse::domain::{
    Alert, Area, AreaRule, BadgeNo, By, Calendar, Chance, ClassTable, Command, CommandId, Direction, Effect,
    Event, FormText, GateNo, House, Kind, Limits, MarkKey, Now, Order, PartyEntry, PassId, Passage, Policy,
    ReaderId, Record, Refusal, Retention, Role, SiteDay, Span, Stamp, apply, decide, follow_up, may,
};
use gatehouse::settings::Settings;

/// The day of these mornings, counted from 1970: a Monday in November 2026.
const MONDAY: i64 = 20_780;
const DAY: Span = Span::hours(24);
/// UTC+8.
const ZONE: Span = Span::hours(8);
const DAY_CUT: Span = Span::hours(6);
const CLOSING: Span = Span::hours(18);
/// More turns than any moment may have deadlines: beyond it the house would never come to rest.
const TURNS_MAX: usize = 10_000;

/// A time of the Monday by the clock on the wall; hours from 24 on are the days after.
pub fn at(hour: u32, minute: u32) -> Stamp {
    Stamp(MONDAY * DAY.0) + Span(Span::hours(hour).0 + Span::minutes(minute).0 - ZONE.0)
}

/// The days of the test site: cut at 06:00, closed at 18:00, UTC+8.
struct SiteClock;

impl Calendar for SiteClock {
    fn day_of(&self, at: Stamp) -> SiteDay {
        SiteDay(i32::try_from((at.0 + ZONE.0 - DAY_CUT.0).div_euclid(DAY.0)).unwrap())
    }

    fn next_closing(&self, after: Stamp) -> Stamp {
        let local = after.0 + ZONE.0;
        let closing = local - local.rem_euclid(DAY.0) + CLOSING.0;
        Stamp(closing + if closing <= local { DAY.0 } else { 0 } - ZONE.0)
    }

    /// The post is wanted from 06:00 to 22:00.
    fn post_wanted_from(&self, at: Stamp) -> Stamp {
        let local = at.0 + ZONE.0;
        let hour = local.rem_euclid(DAY.0) / Span::hours(1).0;
        let six = local - local.rem_euclid(DAY.0) + Span::hours(6).0 - ZONE.0;
        match hour {
            0..6 => Stamp(six),
            6..22 => at,
            _ => Stamp(six + DAY.0),
        }
    }
}

/// The site of the tests: one gate, a reader on each side, badges 101 to 112, the limits of the requirements.
pub fn site() -> Policy {
    Policy {
        gate: GateNo::FIRST,
        passage: Passage::Separate,
        pulse_ms: 3_000,
        siren_ms: Some(120_000),
        badges: (BadgeNo(101), BadgeNo(112)),
        readers: vec![(reader("in"), Direction::Entry), (reader("out"), Direction::Exit)],
        class_of: ClassTable::of_the_house(),
        limits: Limits {
            identity_remind: Span::minutes(10),
            identity_give_up: Span::minutes(20),
            consent_remind: Span::minutes(3),
            consent_next: Span::minutes(6),
            consent_give_up: Span::minutes(20),
            administration_manager: Span::minutes(1),
            administration_guard: Span::minutes(2),
            claim_alert: Span::seconds(60),
            held_remind: Span::minutes(2),
            admitted: Span::minutes(15),
            signed_off_remind: Span::minutes(30),
            held_open: Span::seconds(30),
            held_open_warning: Span::seconds(20),
            booking_early: Span::minutes(60),
            handover_min: Span::minutes(10),
            handover_max: Span::minutes(15),
            post_empty: Some(Span::minutes(5)),
        },
        retention: Retention { document: Span::days(30), visit: Span::days(180) },
        remembered: Span::days(90),
        marks: MarkKey([5; 32]),
        ask_host_on_booking: true,
        areas: vec![
            area("会议室", None, true),
            area("办公楼", None, true),
            area("生产区", Some("生产部经理"), false),
            area("机房", Some("信息部经理"), false),
        ],
        party_entry: PartyEntry::Each,
        sign_rules: false,
        confidential_kinds: vec![Kind::Contractor],
        texts: Settings::parse("").unwrap().texts.standing(),
        calendar: Box::new(SiteClock),
        hash: [7; 32],
    }
}

/// An area of the site; restricted where a superior approves.
fn area(name: &str, approver: Option<&str>, children: bool) -> AreaRule {
    let approver = approver.map(|title| FormText::parse(title).unwrap());
    AreaRule { name: Area::parse(name).unwrap(), approver, children, confidential: false }
}

/// A reader by name.
pub fn reader(name: &str) -> ReaderId {
    ReaderId(name.to_owned())
}

/// A person in a role.
pub fn by(role: Role) -> By {
    match role {
        Role::Kiosk | Role::Panel | Role::Reader | Role::Core => By { role, staff: None },
        _ => By::staff(role, "0815"),
    }
}

/// A morning.
pub struct Morning {
    /// The house as folded so far.
    pub house: House,
    /// The site.
    pub policy: Policy,
    /// The wall clock.
    pub now: Stamp,
    /// Every record, oldest first.
    pub records: Vec<Record>,
    /// What is printed on the paper of every badge that was ever issued: its newest pass and issue.
    pub papers: BTreeMap<BadgeNo, (PassId, u8)>,
    orders: u64,
}

impl Morning {
    /// An empty house at eight o'clock, its core started.
    pub fn at_eight(policy: Policy) -> Morning {
        let house = House::new(policy.gate);
        let mut morning =
            Morning { house, policy, now: at(8, 0), records: Vec::new(), papers: BTreeMap::new(), orders: 0 };
        morning.does(By::CORE, Command::Started { policy: [7; 32], tail_cut: 0 }).unwrap();
        morning
    }

    /// A command, as the writer takes it: the role table, the clock, the rules, then the fold.
    pub fn does(&mut self, by: By, command: Command) -> Result<Vec<Event>, Refusal> {
        if !may(by.role, command.kind()) {
            return Err(Refusal::NotAllowed);
        }
        self.orders += 1;
        let order = self.order(by, command);
        let behind = self.house.last_at - self.now > Span::seconds(5);
        if behind && self.house.leap.is_some_and(|leap| leap.is_undone_at(self.now)) {
            let closing = self.policy.calendar.next_closing(self.now);
            self.fold(&By::CORE, order.id, Event::ClockSetRight { moved: Span(0), closing });
        } else if behind && !self.house.clock_behind {
            self.fold(&By::CORE, order.id, Event::ClockBehind { behind });
        } else if self.house.clock_behind && self.now >= self.house.last_at {
            self.fold(&By::CORE, order.id, Event::ClockBehind { behind: false });
        }
        let now = Now { wall: self.now, steady: Span(0) };
        let events = decide(&self.house, &self.policy, &order, now)?;
        for event in &events {
            self.fold(&order.by, order.id, event.clone());
        }
        Ok(events)
    }

    /// What would come of a command, were it sent now.
    pub fn would(&self, by: By, command: Command) -> Result<Vec<Event>, Refusal> {
        decide(&self.house, &self.policy, &self.order(by, command), Now { wall: self.now, steady: Span(0) })
    }

    /// The wall clock is set, and everybody hears of it as the writer tells it.
    pub fn clock_steps(&mut self, by: Span) {
        self.orders += 1;
        self.now = self.now + by;
        let id = CommandId(u128::from(self.orders).to_be_bytes());
        self.fold(&By::CORE, id, Event::ClockStepped { by });
    }

    /// Time passes, deadline by deadline; what happens meanwhile.
    pub fn later(&mut self, span: Span) -> Vec<Event> {
        let until = self.now + span;
        let mut happened = Vec::new();
        for _ in 0..TURNS_MAX {
            match self.house.next_deadline().filter(|due| *due <= until) {
                None => {
                    self.now = until;
                    return happened;
                }
                Some(due) => {
                    self.now = self.now.max(due);
                    happened.extend(self.does(By::CORE, Command::TimePasses).unwrap());
                }
            }
        }
        panic!("the house does not come to rest at {:?}", self.house.timers)
    }

    /// The same records folded again from nothing.
    pub fn folded_again(&self) -> House {
        let mut house = House::new(self.policy.gate);
        self.records.iter().for_each(|record| apply(&mut house, record));
        house
    }

    fn order(&self, by: By, command: Command) -> Order {
        // Chance that differs in every order, in the half that makes handles and the half that makes passes.
        let mut chance = [0; 32];
        chance[..8].copy_from_slice(&self.orders.to_be_bytes());
        chance[24..].copy_from_slice(&self.orders.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Order {
            id: CommandId(u128::from(self.orders).to_be_bytes()),
            digest: [0; 8],
            by,
            chance: Chance(chance),
            stepped: Span(0),
            command,
        }
    }

    fn fold(&mut self, by: &By, order: CommandId, event: Event) {
        let seq = self.house.seq + 1;
        let record = Record { seq, at: self.now, by: by.clone(), order, digest: [0; 8], event };
        apply(&mut self.house, &record);
        match &record.event {
            Event::BadgesIssued { issued, .. } => {
                self.papers.extend(issued.iter().filter_map(|one| Some((one.badge, (one.pass?, 1)))));
            }
            Event::BadgeReissued { badge, issue, .. } => {
                if let Some(paper) = self.papers.get_mut(badge) {
                    paper.1 = *issue;
                }
            }
            _ => {}
        }
        self.records.push(record);
    }
}

/// The name of an event: its word before the details.
pub fn name(event: &Event) -> String {
    let shown = format!("{event:?}");
    shown.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

/// What follows an event, in a word or two.
pub fn effects(event: &Event) -> Vec<String> {
    let word = |effect: Effect| match effect {
        Effect::Pulse { grant, .. } => format!("Pulse for grant {}", grant.0),
        Effect::ShowRefused { reader } => format!("ShowRefused at {}", reader.0),
        Effect::SoundSiren { ms, .. } => format!("SoundSiren for {} s", ms / 1_000),
        Effect::SilenceSiren => "SilenceSiren".to_owned(),
        Effect::HoldLevel => "HoldLevel".to_owned(),
        Effect::Print { badge, .. } => format!("Print badge {}", badge.0),
        Effect::RollCall => "RollCall".to_owned(),
        Effect::Tell(Alert { told, booking: Some(booking), .. }) => format!("Tell {told:?} about {booking}"),
        Effect::Tell(Alert { told, .. }) => format!("Tell {told:?}"),
        Effect::ErasePeople { visit } => format!("ErasePeople of {visit}"),
        Effect::Forget { person } => format!("Forget {person}"),
        Effect::WithdrawEntries => "WithdrawEntries".to_owned(),
    };
    follow_up(event).into_iter().map(word).collect()
}
