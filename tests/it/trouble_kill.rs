//! Nothing that was acknowledged is lost, and nothing is done twice, when the core is killed in the middle of its
//! work: eight clients ask at once, SIGKILL comes at a random moment, and the core starts again on the same site.
//! Proved by the record (every answer's command is in it, once, and the chain verifies), by the core (the same key
//! gets the same answer after the restart), by the gate's own log (no pulse without a grant of the same run) and by
//! a ledger of badge numbers (none is on loan twice).
//!
//! `KILLS=n` sets how often it is killed, 20 unless said otherwise; `SEED=n` replays the choice of moments.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use fastrand::Rng;
use futures_util::future::join_all;
use gatehouse::adapters::token_file::TokenRole;
use gatehouse::domain::{BadgeNo, CommandId, Event, GrantNo, Record, Role};
use gatehouse::engine::REMEMBERED_MAX;
use gatehouse::wire::{Draft, RefuseWord, SlipPapers, Wish};
use serde_json::Value;

use crate::server_site::{Said, draft, slip};
use crate::trouble_site::{Caller, Place, Serving, by_hand, number, override_gate, sign_in, to_badge};

/// Kills of one test unless `KILLS` says otherwise.
const KILLS: u64 = 20;
/// Clients that ask at once.
const CLIENTS: usize = 8;
/// Of these so many are guards; the others are touchscreens.
const GUARDS: usize = 3;
/// When a kill comes, milliseconds after the core serves.
const MOMENT_MS: std::ops::RangeInclusive<u64> = 100..=900;
/// Wishes one client has still to ask again for: those of all clients are remembered, by far.
const ASKED_MAX: usize = REMEMBERED_MAX / (5 * CLIENTS);
/// How long a client rests that was told to slow down.
const REST: Duration = Duration::from_millis(100);

/// A wish that was sent, and what came of it.
struct Asked {
    key: String,
    wish: Wish,
    /// The answer; none if the core was killed before it came.
    answer: Option<Said>,
}

/// A visit in the hands of a guard.
enum InHand {
    None,
    Steps(Vec<Wish>),
}

struct Client {
    token: String,
    host: u32,
    is_guard: bool,
    rng: Rng,
    /// Wishes whose answer is still to be asked for again.
    asked: VecDeque<Asked>,
    /// Answers that were confirmed.
    confirmed: Vec<Value>,
    in_hand: InHand,
    /// Visits with a badge.
    badged: Vec<String>,
}

impl Client {
    fn next_wish(&mut self) -> Wish {
        if self.is_guard && self.rng.u8(..) < 60 {
            let visit = self.rng.choice(&self.badged).cloned();
            match (visit, self.rng.u8(..3)) {
                (Some(visit), 0) => return Wish::Open { visit, person: None },
                (_, 1) => return Wish::TakeBadgeBack { badge: self.rng.u32(1..=BADGES) },
                _ => return override_gate(),
            }
        }
        if let InHand::Steps(steps) = &mut self.in_hand
            && let Some(wish) = steps.pop()
        {
            return wish;
        }
        self.in_hand = InHand::None;
        let draft = Draft { host: Some(self.host), ..draft("欧阳明日") };
        if self.is_guard { by_hand("欧阳明日", self.host) } else { Wish::CheckIn { draft } }
    }

    /// What follows from an answer: the next steps with the visit it made.
    fn learn(&mut self, wish: &Wish, answer: &Value) {
        let text = |field: &str| answer[field].as_str().map(str::to_owned);
        match wish {
            Wish::CheckIn { .. } => {
                let handle = text("handle").unwrap();
                let cancel = Wish::CancelVisit { handle: handle.clone() };
                self.in_hand = InHand::Steps(vec![
                    cancel,
                    Wish::CompleteSlip { handle, slip: slip(), papers: SlipPapers::default() },
                ]);
            }
            Wish::EnterByHand { .. } => {
                let visit = text("visit").unwrap();
                let mut steps: Vec<Wish> = to_badge(&visit).into_iter().rev().collect();
                if self.rng.bool() {
                    let why = RefuseWord::NoConsent;
                    steps[0] = Wish::Refuse { visit, why, text: String::new() };
                }
                self.in_hand = InHand::Steps(steps);
            }
            Wish::IssueBadge { visit, .. } => self.badged.push(visit.clone()),
            _ => {}
        }
    }

    async fn token(&self, serving: &Serving) -> Option<Caller> {
        let device = serving.caller(&self.token);
        if !self.is_guard {
            return Some(device);
        }
        Some(serving.caller(&sign_in(&device).await?))
    }

    /// Asks one thing after the other, until the core is gone.
    async fn works(&mut self, serving: &Serving) {
        let Some(caller) = self.token(serving).await else { return };
        loop {
            if self.asked.len() == ASKED_MAX {
                // Enough to ask again for: a core remembers so many commands and no more.
                return std::future::pending().await;
            }
            let (key, wish) = (format!("{:032x}", self.rng.u128(..)), self.next_wish());
            self.asked.push_back(Asked { key: key.clone(), wish: wish.clone(), answer: None });
            let Some(said) = patiently(&caller, &key, &wish).await else { return };
            if said.status == 200 {
                self.learn(&wish, &said.body);
                self.asked.back_mut().unwrap().answer = Some(said);
            } else {
                // A refusal has changed nothing, and is no promise.
                self.asked.pop_back();
            }
        }
    }

    /// Asks again for everything that was asked before a kill, the oldest first.
    async fn asks_again(&mut self, serving: &Serving) {
        let Some(caller) = self.token(serving).await else { return };
        while let Some(Asked { key, wish, answer }) = self.asked.front() {
            let Some(said) = patiently(&caller, key, wish).await else { return };
            if let Some(answer) = answer {
                assert_eq!(said, *answer, "{wish:?} with key {key}");
            }
            if said.status == 200 {
                self.confirmed.push(said.body);
            }
            self.asked.pop_front();
        }
    }
}

/// Sends a wish until it is heard.
async fn patiently(caller: &Caller, key: &str, wish: &Wish) -> Option<Said> {
    loop {
        let said = caller.wish(key, wish).await?;
        if said.status != 429 && said.status != 503 {
            return Some(said);
        }
        tokio::time::sleep(REST).await;
    }
}

/// Badge numbers of the gate: few, so that they are given again and again.
const BADGES: u32 = 40;

#[test]
fn killed_at_any_moment_the_core_has_lost_nothing_and_does_nothing_twice() {
    let seed = number("SEED").unwrap_or_else(|| fastrand::u64(..));
    println!("replay the moments with SEED={seed}");
    let mut rng = Rng::with_seed(seed);
    let place = Place::on_disk();
    place.configure("badge_to = 999", &format!("badge_to = {BADGES}"));
    let host = {
        let serving = place.serve();
        let host = serving.add_host(&place.token("administration"));
        serving.stop();
        host
    };
    // Two shifts: one works while the other asks again for what it was promised before the last kill.
    let mut shifts = ["a", "b"].map(|shift| clients(&place, shift, host, &mut rng));

    let mut unknown = 0;
    for _ in 0..number("KILLS").unwrap_or(KILLS) {
        let serving = place.serve();
        let [working, asking] = &mut shifts;
        let moment = Duration::from_millis(rng.u64(MOMENT_MS));
        serving.run(async {
            let work = join_all(working.iter_mut().map(|client| client.works(&serving)));
            let ask = join_all(asking.iter_mut().map(|client| client.asks_again(&serving)));
            let both = async { tokio::join!(work, ask) };
            tokio::time::timeout(moment, both).await.expect_err("the core ended by itself");
        });
        serving.kill();
        unknown += working.iter().filter(|one| one.asked.iter().any(|asked| asked.answer.is_none())).count();
        let told = place.says(&["journal", "verify"], 0);
        assert!(told.contains("is whole"), "{told}");
        shifts.reverse();
    }

    let serving = place.serve();
    for shift in &mut shifts {
        serving.run(join_all(shift.iter_mut().map(|client| client.asks_again(&serving))));
    }
    serving.stop();
    place.says(&["journal", "verify"], 0);
    let records = place.records();
    let confirmed: Vec<&Value> = shifts.iter().flatten().flat_map(|client| &client.confirmed).collect();
    println!(
        "{} answers kept, {unknown} were under way at a kill, {} records",
        confirmed.len(),
        records.len()
    );
    assert!(unknown > 0 && !confirmed.is_empty(), "the kills met no work");
    every_answer_is_in_the_record(&confirmed, &records);
    the_export_has_every_record(&place, &records);
    no_command_is_in_the_record_twice(&records);
    no_grant_opened_twice(&place, &records);
    no_badge_is_on_loan_twice(&records);
}

fn clients(place: &Place, shift: &str, host: u32, rng: &mut Rng) -> Vec<Client> {
    let client = |n: usize| {
        let is_guard = n < GUARDS;
        let role = if is_guard { TokenRole::Panel } else { TokenRole::Kiosk };
        Client {
            token: place.device(role, &format!("{shift}{n}")),
            host,
            is_guard,
            rng: rng.fork(),
            asked: VecDeque::new(),
            confirmed: Vec::new(),
            in_hand: InHand::None,
            badged: Vec::new(),
        }
    };
    (0..CLIENTS).map(client).collect()
}

fn every_answer_is_in_the_record(answers: &[&Value], records: &[Record]) {
    let mut ends = BTreeSet::new();
    let mut handles: BTreeMap<String, usize> = BTreeMap::new();
    let mut visits: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        if let Event::VisitArrived(arrival) = &record.event {
            let handle = data_encoding::BASE32_NOPAD.encode(&arrival.handle.0);
            *handles.entry(handle).or_default() += 1;
            *visits.entry(arrival.visit.to_string()).or_default() += 1;
        }
    }
    for answer in answers {
        match answer["answer"].as_str().unwrap() {
            "done" => {
                let seq = answer["seq"].as_u64().unwrap();
                let at = usize::try_from(seq).unwrap();
                let record = &records[at - 1];
                assert_eq!(record.seq, seq);
                assert!(matches!(record.by.role, Role::Guard | Role::Kiosk), "{record:?}");
                let next = records.get(at).map(|next| next.order);
                assert_ne!(next, Some(record.order), "an answer names the last record of its command");
                assert!(ends.insert(seq), "two commands were answered with record {seq}");
            }
            "arrived" => assert_eq!(handles[answer["handle"].as_str().unwrap()], 1),
            "visit-made" => assert_eq!(visits[answer["visit"].as_str().unwrap()], 1),
            other => panic!("no client asks for {other}"),
        }
    }
}

fn the_export_has_every_record(place: &Place, records: &[Record]) {
    let told = place.says(&["journal", "export", "--format", "jsonl"], 0);
    // What the program logs is told between the lines.
    let lines = told.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let exported: Vec<u64> = lines.map(|line| line["seq"].as_u64().unwrap()).collect();
    assert_eq!(exported, records.iter().map(|record| record.seq).collect::<Vec<_>>());
}

fn no_command_is_in_the_record_twice(records: &[Record]) {
    let mut seen: BTreeSet<[u8; 16]> = BTreeSet::new();
    let mut last: Option<CommandId> = None;
    for record in records.iter().filter(|record| record.by.role != Role::Core) {
        if last != Some(record.order) {
            assert!(seen.insert(record.order.0), "a command was carried out again at record {}", record.seq);
        }
        last = Some(record.order);
    }
}

/// Each start of the core begins a run, in the record and in the log of the gate.
fn no_grant_opened_twice(place: &Place, records: &[Record]) {
    let mut granted: Vec<BTreeSet<GrantNo>> = Vec::new();
    let mut opened: Vec<BTreeSet<GrantNo>> = Vec::new();
    for record in records {
        match &record.event {
            Event::CoreStarted { .. } => {
                granted.push(BTreeSet::new());
                opened.push(BTreeSet::new());
            }
            Event::Granted { grant, .. } => assert!(granted.last_mut().unwrap().insert(*grant)),
            Event::Opened { grant } => {
                assert!(granted.last().unwrap().contains(grant), "{grant:?} opened after a restart");
                assert!(opened.last_mut().unwrap().insert(*grant), "{grant:?} opened twice");
            }
            _ => {}
        }
    }
    let mut pulses: Vec<usize> = Vec::new();
    for edge in place.edges() {
        match edge.as_str() {
            "start" => pulses.push(0),
            "driven" => *pulses.last_mut().unwrap() += 1,
            _ => {}
        }
    }
    assert_eq!(pulses.len(), granted.len());
    assert!(pulses.iter().sum::<usize>() > 0, "the gate never moved");
    for (run, pulses) in pulses.iter().enumerate() {
        let (granted, opened) = (granted[run].len(), opened[run].len());
        assert!(opened <= *pulses && *pulses <= granted, "run {run}: {opened}, {pulses}, {granted}");
    }
}

fn no_badge_is_on_loan_twice(records: &[Record]) {
    let mut on_loan: BTreeSet<BadgeNo> = BTreeSet::new();
    let mut issued_again = 0;
    let mut ever: BTreeSet<BadgeNo> = BTreeSet::new();
    for record in records {
        match &record.event {
            Event::BadgesIssued { issued, .. } => {
                for one in issued {
                    assert!(on_loan.insert(one.badge), "{:?} is on loan twice", one.badge);
                    issued_again += usize::from(!ever.insert(one.badge));
                }
            }
            Event::BadgeReturned { badge } => assert!(on_loan.remove(badge), "{badge:?} came back twice"),
            _ => {}
        }
    }
    println!("{} badge numbers were given, {issued_again} of them again", ever.len());
    assert!(!ever.is_empty(), "no badge was issued");
}

#[test]
fn a_stop_releases_a_gate_that_an_emergency_holds_open() {
    let place = Place::new();
    let serving = place.serve();
    let session = serving.sign_in(&place.token("guard"));
    serving.granted(&session, &Wish::EmergencyOpen { reason: "救护车进厂".to_owned() });
    serving.until(|| place.edges().last().is_some_and(|edge| edge == "driven"));
    serving.stop();
    assert_eq!(place.edges().last().map(String::as_str), Some("released"));
}
