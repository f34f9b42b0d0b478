//! Mornings by chance: seeded people and machines act on the house, and a small ledger watches every record.
//!
//! `SEEDS=n` sets how many mornings are played; `SEED=n` plays one of them and tells it.

mod model;
mod people;

use std::collections::HashSet;
use std::mem::discriminant;

use fastrand::Rng;
use gatehouse::domain::*;
use gatehouse::server::{CoreState, guard_view};
use gatehouse::wire::AdmitAlone;

use crate::event_samples::samples;
use crate::morning::{Morning, by, name, site};
use crate::rules::words::reason;
use model::Model;

/// Mornings of an ordinary run: about 20 seconds.
const SEEDS: u64 = 1_000;
/// Steps of a morning: enough for some twenty visits to come and go.
const STEPS: usize = 200;
/// From so many mornings on, every event there is must have been seen.
const SEEDS_FOR_ALL: u64 = 500;

/// A number of the environment, such as how many mornings to play.
pub fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

/// Says which morning it was if it goes wrong.
struct Telling(u64);

impl Drop for Telling {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to play this morning again: SEED={}", self.0);
        }
    }
}

/// A morning with a ledger beside it.
struct Watched {
    morning: Morning,
    model: Model,
    read: usize,
    aloud: bool,
}

impl Watched {
    fn starts(rng: &mut Rng, aloud: bool) -> Watched {
        let mut policy = site();
        policy.passage = if rng.bool() { Passage::Shared } else { Passage::Separate };
        policy.party_entry = if rng.bool() { PartyEntry::Together } else { PartyEntry::Each };
        policy.ask_host_on_booking = rng.bool();
        let morning = Morning::at_eight(policy);
        let mut watched = Watched { morning, model: Model::default(), read: 0, aloud };
        for (count, stand_in) in [(1, Some("1002")), (2, None), (3, Some("1001"))] {
            let host = crate::rules::words::host_card(&format!("100{count}"), "王建国", stand_in);
            watched.does(Role::Administration, Command::PutHost { host });
        }
        watched
    }

    /// Somebody asks; the ledger reads what came of it.
    fn does(&mut self, role: Role, command: Command) -> Option<Refusal> {
        if self.aloud {
            println!("{:?} {role:?} {command:?}", self.morning.now);
        }
        let scanned = if let Command::Scan { scanned, .. } = &command { Some(*scanned) } else { None };
        let answer = self.morning.does(by(role), command);
        if let (Some(scanned), Ok(events)) = (scanned, &answer) {
            for event in events {
                if let Event::Granted { what: GrantFor::People { way, .. }, .. } = event {
                    self.model.scan_opened(self.morning.now, scanned, *way);
                }
            }
        }
        self.is_read();
        answer.err()
    }

    fn later(&mut self, span: Span) {
        self.morning.later(span);
        self.is_read();
    }

    fn is_read(&mut self) {
        for record in &self.morning.records[self.read..] {
            if self.aloud {
                println!("    {}", name(&record.event));
            }
            self.model.reads(&record.event);
        }
        self.read = self.morning.records.len();
        self.model.agrees_with(&self.morning.house);
    }

    /// What the panel offers is what the rules take.
    fn offers_what_is_taken(&self) {
        let Morning { house, policy, now, .. } = &self.morning;
        let view = guard_view(house, policy, CoreState::default(), *now);
        for card in view.queue.iter().chain(&view.on_site) {
            let visit = house.open_visits().find(|visit| visit.id.to_string() == card.visit).unwrap();
            let takes = |command| self.morning.would(by(Role::Guard), command).is_ok();
            assert_eq!(takes(Command::TakeBackArrival { visit: visit.id }), card.may_take_back, "{visit:#?}");
            let cards = |count| (0..count).map(|nth| BadgeNo(90_000 + nth)).collect();
            for count in 1..=card.persons.len() as u32 {
                let taken = takes(Command::IssueCards { visit: visit.id, cards: cards(count) });
                assert_eq!(taken, card.cards == count, "{count} cards for {visit:#?}");
            }
            if card.admit_alone == Some(AdmitAlone::Now) {
                let reason = reason("行政部无人接听");
                assert!(takes(Command::AdmitWithoutAdministration { visit: visit.id, reason }), "{visit:#?}");
            }
        }
    }

    /// An override is refused for one reason alone: so many of them at once that no finger can have asked.
    fn overrides(&mut self) {
        let alive = self.morning.house.gate.grants.len();
        let refused = self.does(Role::Guard, Command::Override { reason: reason("救护车要进来") });
        assert_eq!(refused, (alive >= OVERRIDES_MAX).then_some(Refusal::GateBusy));
    }

    /// Whoever is inside gets out by the guard's word, unless the gate opens for somebody just now.
    fn lets_out(&mut self) {
        let inside = |visit: &&Visit| visit.persons.iter().any(|person| person.presence == Presence::Inside);
        let Some(visit) = self.morning.house.open_visits().find(inside).map(|visit| visit.id) else { return };
        let busy = self.morning.house.gate.grants.len() >= GRANTS_MAX;
        let command = Command::LetOut { visit, person: None, reason: Some(reason("被访人联系不上")) };
        assert_eq!(self.does(Role::Guard, command), busy.then_some(Refusal::GateBusy));
    }

    /// The day runs out: with incidents closed nobody is left but who is inside, and those leave by a word.
    fn runs_out(&mut self) {
        let incidents: Vec<IncidentId> = self.morning.house.incidents.keys().copied().collect();
        for incident in incidents {
            let refused =
                self.does(Role::Guard, Command::CloseIncident { incident, report: people::report() });
            assert_eq!(refused, None);
        }
        self.later(Span::hours(72));
        let left: Vec<VisitId> = self.morning.house.open_visits().map(|visit| visit.id).collect();
        for visit in left {
            let of = &self.morning.house.visits[&visit];
            assert!(of.heads_inside() > 0, "a visit hangs: {of:#?}");
            assert!(matches!(of.stage, Stage::Badged { unconfirmed: true, .. }), "nobody was told: {of:#?}");
            let confirm = Command::ConfirmLeft { visit, reason: reason("监控看到已离开") };
            assert_eq!(self.does(Role::Guard, confirm), None);
        }
        assert_eq!(self.morning.house.open_visits().count(), 0);
        assert_eq!(self.morning.house.heads_inside(), 0);
    }

    /// Years later nobody who was here can be read any more.
    fn is_forgotten(&mut self) {
        // A clock that is behind erases nobody; it comes right first.
        while self.morning.house.clock_behind {
            self.later(Span::hours(1));
            self.does(Role::Core, Command::TimePasses);
        }
        let late = self.morning.now + Span::days(3_650);
        loop {
            let people = due_for_erasure(&self.morning.house, self.morning.policy.kept_for(), late);
            if people.is_empty() {
                break;
            }
            self.does(Role::Core, Command::Erased { people });
        }
        let house = &self.morning.house;
        assert!(house.visits.values().all(|visit| visit.who.known().is_none() && visit.rest.is_none()));
        assert!(house.watchlist.is_empty() && house.remembered.is_empty());
        assert!(house.shift.note.iter().chain(&house.shift.next_note).all(|note| note.text.is_none()));
    }
}

/// Plays a morning, up to where somebody still waits and somebody is inside.
fn begins(seed: u64, aloud: bool) -> Watched {
    let mut rng = Rng::with_seed(seed);
    let mut watched = Watched::starts(&mut rng, aloud);
    for _ in 0..STEPS {
        match rng.u32(..100) {
            0..25 => watched.later(Span::seconds(rng.u32(1..60))),
            25..29 => watched.later(Span::minutes(rng.u32(1..30))),
            29 => watched.later(Span::hours(rng.u32(1..14))),
            30 => watched.morning.clock_steps(Span(rng.i64(-3_600_000..3_600_000))),
            31 => watched.overrides(),
            32 => watched.lets_out(),
            _ => {
                let (role, command) = people::next(&mut rng, &watched.morning);
                watched.does(role, command);
            }
        }
        watched.offers_what_is_taken();
    }
    watched
}

/// The records of a morning that is not over.
pub fn records_of(seed: u64) -> Vec<Record> {
    begins(seed, false).morning.records
}

/// Plays a morning to its end; its record.
pub fn plays(seed: u64, aloud: bool) -> Vec<Record> {
    let _telling = Telling(seed);
    let mut watched = begins(seed, aloud);
    watched.runs_out();
    watched.is_forgotten();
    assert_eq!(watched.morning.folded_again(), watched.morning.house, "the same records, another house");
    watched.morning.records
}

#[test]
fn whatever_people_do_at_the_gate_the_ledger_agrees() {
    if let Some(seed) = number("SEED") {
        plays(seed, true);
        return;
    }
    let seeds = number("SEEDS").unwrap_or(SEEDS);
    let mut seen = HashSet::new();
    for seed in 0..seeds {
        seen.extend(plays(seed, false).iter().map(|record| discriminant(&record.event)));
    }
    // No clock is set ahead by days here (`rules::clock` does it), and nobody comes back on the same day with the same
    // name, phone and document (`rules::remembering`).
    let elsewhere =
        |event: &Event| matches!(event, Event::ClockSetRight { .. } | Event::RememberedCame { .. });
    let unseen =
        samples().into_iter().filter(|event| !elsewhere(event) && !seen.contains(&discriminant(event)));
    let unseen: Vec<String> = unseen.map(|event| name(&event)).collect();
    assert!(seeds < SEEDS_FOR_ALL || unseen.is_empty(), "never happened: {unseen:?}");
}
