//! A hundred thousand openings in virtual time, with doors, parties, overrides, withdrawals, holds and a board that
//! fails mixed in by chance: each is checked, edge by edge and grant by grant, against what its script says by itself.
//!
//! `SEED=n` plays another hundred thousand, `OPENINGS=n` another number of them.

use std::collections::BTreeMap;
use std::io;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use fastrand::Rng;
use gatehouse::engine::hands::gate_clockwork::{
    GateClockwork, GateNews, POLL_MS, PULSE_GAP_MS, PULSE_MS_MAX, PULSE_MS_MIN, PULSES_WAITING_MAX,
    PulseFault, READINGS_EQUAL,
};
use gatehouse::ports::gate::{BoardFault, GateBoard, Inputs, Relay, Signal};

use crate::trouble_site::number;

/// Openings that are played.
const OPENINGS: u64 = 100_000;
/// After this time a contact's change has been seen: its readings, and the turn after them, milliseconds.
const SEEN_MS: u64 = POLL_MS * (READINGS_EQUAL as u64 + 1);
/// How late an edge may be, milliseconds: a poll.
const LATE_MS: u64 = POLL_MS;

/// A board whose relay and contacts are fields, and that counts.
#[derive(Default)]
struct CountingBoard {
    driven: bool,
    inputs: Inputs,
    relay_broken: bool,
    inputs_broken: bool,
    edges: Vec<Relay>,
}

impl GateBoard for CountingBoard {
    fn set_relay(&mut self, drive: Relay) -> Result<(), BoardFault> {
        if self.relay_broken {
            return Err(BoardFault::relay(drive, io::Error::other("broken")));
        }
        if self.driven != (drive == Relay::Driven) {
            self.driven = !self.driven;
            self.edges.push(drive);
        }
        Ok(())
    }

    fn read_inputs(&mut self) -> Result<Inputs, BoardFault> {
        if self.inputs_broken { Err(BoardFault::inputs(io::Error::other("cut"))) } else { Ok(self.inputs) }
    }

    fn set_siren(&mut self, _: Relay) -> Result<(), BoardFault> {
        Ok(())
    }

    fn set_signal(&mut self, _: usize, _: Signal, _: bool) -> Result<(), BoardFault> {
        Ok(())
    }
}

/// What came of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Ended { opened: bool, door: Option<bool> },
    Busy,
    Failed,
}

/// The gate at its work. Times are milliseconds since it began.
struct Gate {
    clockwork: GateClockwork,
    board: CountingBoard,
    began: Instant,
    now: u64,
    /// Contacts are read until then: what has not changed for long is read as before.
    read_until: u64,
    edges: Vec<(Relay, u64)>,
    started: BTreeMap<u64, u64>,
    outcomes: BTreeMap<u64, Outcome>,
    repeated: u64,
}

impl Gate {
    fn new() -> Self {
        let board = CountingBoard {
            inputs: Inputs { door_open: Some(false), ..Inputs::default() },
            ..CountingBoard::default()
        };
        let mut gate = Self {
            clockwork: GateClockwork::new(),
            board,
            began: Instant::now(),
            now: 0,
            read_until: SEEN_MS,
            edges: Vec::new(),
            started: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            repeated: 0,
        };
        gate.pass(2 * SEEN_MS);
        gate
    }

    fn at(&self) -> Instant {
        self.began + Duration::from_millis(self.now)
    }

    /// One turn, as the hand does it.
    fn settle(&mut self) {
        for _ in 0..3 {
            let Some(level) = self.clockwork.turn(self.at()) else { break };
            let answer = self.board.set_relay(level);
            self.clockwork.wrote(level, answer, self.at());
        }
        let now = self.now;
        self.edges.extend(self.board.edges.drain(..).map(|level| (level, now)));
        while let Some(news) = self.clockwork.next_news() {
            self.hear(news);
        }
    }

    fn hear(&mut self, news: GateNews) {
        let (grant, outcome) = match news {
            GateNews::PulseStarted { grant, .. } => {
                assert!(self.started.insert(grant, self.now).is_none(), "grant {grant} opened twice");
                return;
            }
            GateNews::PulseEnded { grant, door_opened: door } => {
                (grant, Outcome::Ended { opened: self.started.contains_key(&grant), door })
            }
            GateNews::PulseFailed { fault: PulseFault::Repeated, .. } => {
                self.repeated += 1;
                return;
            }
            GateNews::PulseFailed { grant, fault: PulseFault::Busy } => (grant, Outcome::Busy),
            GateNews::PulseFailed { grant, fault: PulseFault::Faulted | PulseFault::Board(_) } => {
                (grant, Outcome::Failed)
            }
            _ => return,
        };
        assert!(self.outcomes.insert(grant, outcome).is_none(), "grant {grant} ended twice");
    }

    /// Lets time pass: contacts are read while one may have changed, and every deadline has its turn.
    fn pass(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            self.settle();
            if self.now < self.read_until {
                self.clockwork.reading(self.board.read_inputs());
                self.settle();
            }
            if self.now >= end {
                return;
            }
            let began = self.began;
            let deadline = self.clockwork.deadline().map(|at| {
                // Rounded up: the hand's thread does not wake before it either.
                u64::try_from((at - began).as_micros().div_ceil(1_000)).unwrap()
            });
            let poll = if self.now < self.read_until { self.now + POLL_MS } else { end };
            let next = deadline.filter(|at| *at > self.now).map_or(poll, |at| at.min(poll));
            self.now = next.min(end);
        }
    }

    fn changes(&mut self, change: impl FnOnce(&mut CountingBoard)) {
        change(&mut self.board);
        self.read_until = self.now + 2 * SEEN_MS;
    }

    fn door(&mut self, open: bool) {
        self.changes(|board| board.inputs.door_open = Some(open));
    }

    fn order(&mut self, grant: u64, ms: u32, heads: usize) {
        self.clockwork.pulse(grant, ms, heads);
        self.settle();
    }

    fn hold(&mut self, on: bool) {
        self.clockwork.hold_open(on);
        self.settle();
    }
}

/// What a script says must be seen of it.
#[derive(Default)]
struct Expected {
    /// Edges, each with the time it may come within.
    edges: Vec<(Relay, RangeInclusive<u64>)>,
    outcomes: Vec<(u64, Outcome)>,
    repeated: u64,
}

impl Expected {
    fn edge(&mut self, level: Relay, at: u64) {
        self.edges.push((level, at..=at + LATE_MS));
    }

    fn ended(&mut self, grant: u64, door: Option<bool>) {
        self.outcomes.push((grant, Outcome::Ended { opened: true, door }));
    }
}

/// The seeded player of scripts.
struct Player {
    rng: Rng,
    gate: Gate,
    next_grant: u64,
    /// The last grant whose order was taken.
    taken: Option<u64>,
    /// When the relay fell last: it rests then.
    fell: Option<u64>,
    openings: u64,
}

impl Player {
    fn grant(&mut self) -> u64 {
        self.next_grant += 1;
        self.next_grant
    }

    fn length(&mut self) -> u64 {
        self.rng.u64(u64::from(PULSE_MS_MIN)..=u64::from(PULSE_MS_MAX))
    }

    /// When a pulse that is ordered now begins.
    fn begins(&self) -> u64 {
        self.fell.map_or(self.gate.now, |fell| self.gate.now.max(fell + PULSE_GAP_MS))
    }

    /// Orders one pulse; gives the grant, its beginning and its length.
    fn opens(&mut self, heads: usize) -> (u64, u64, u64) {
        let (grant, begins, ms) = (self.grant(), self.begins(), self.length());
        self.gate.order(grant, u32::try_from(ms).unwrap(), heads);
        self.gate.pass(begins - self.gate.now);
        (grant, begins, ms)
    }

    /// Nobody comes: it lasts as long as it was ordered.
    fn nobody_comes(&mut self, expected: &mut Expected) {
        let (grant, begins, ms) = self.opens(1);
        expected.edge(Relay::Driven, begins);
        expected.edge(Relay::Released, begins + ms);
        expected.ended(grant, Some(false));
        self.gate.pass(ms + LATE_MS);
    }

    /// Everybody of a party passes: it is over when the door has closed behind the last.
    fn a_party_passes(&mut self, expected: &mut Expected) {
        let heads = self.rng.usize(1..=3);
        let (grant, begins, _) = self.opens(heads);
        expected.edge(Relay::Driven, begins);
        for _ in 0..heads {
            let (walks, stands) = (self.rng.u64(SEEN_MS..=300), self.rng.u64(SEEN_MS..=500));
            self.gate.pass(walks);
            self.gate.door(true);
            self.gate.pass(stands);
            self.gate.door(false);
        }
        let shut = self.gate.now;
        expected.edges.push((Relay::Released, shut..=shut + SEEN_MS));
        expected.ended(grant, Some(true));
        self.gate.pass(SEEN_MS);
    }

    /// Somebody goes out by the button: the door that closes behind them ends nothing.
    fn somebody_leaves_by_the_button(&mut self, expected: &mut Expected) {
        let (grant, begins, ms) = self.opens(1);
        expected.edge(Relay::Driven, begins);
        expected.edge(Relay::Released, begins + ms);
        expected.ended(grant, Some(true));
        self.gate.changes(|board| board.inputs.exit_button = true);
        self.gate.pass(SEEN_MS);
        self.gate.door(true);
        self.gate.pass(2 * SEEN_MS);
        self.gate.changes(|board| board.inputs.exit_button = false);
        self.gate.door(false);
        self.gate.pass((begins + ms + LATE_MS).saturating_sub(self.gate.now));
    }

    /// A contact that bounces for a reading ends nothing.
    fn the_door_bounces(&mut self, expected: &mut Expected) {
        let (grant, begins, ms) = self.opens(1);
        expected.edge(Relay::Driven, begins);
        expected.edge(Relay::Released, begins + ms);
        expected.ended(grant, Some(false));
        self.gate.door(true);
        self.gate.pass(POLL_MS);
        self.gate.door(false);
        self.gate.pass((begins + ms + LATE_MS).saturating_sub(self.gate.now));
    }

    /// Several press at once: one after the other, a rest between, some taken back, and those too many refused.
    fn many_press(&mut self, expected: &mut Expected) {
        let asked = self.rng.usize(2..=PULSES_WAITING_MAX + 3);
        let orders: Vec<(u64, u64)> = (0..asked).map(|_| (self.grant(), self.length())).collect();
        let mut at = self.begins();
        // One that begins at once makes room for another that waits.
        let room = PULSES_WAITING_MAX + usize::from(at == self.gate.now);
        for (grant, ms) in &orders {
            self.gate.order(*grant, u32::try_from(*ms).unwrap(), 1);
        }
        let first_goes = usize::from(at == self.gate.now);
        for (nth, (grant, ms)) in orders.iter().enumerate() {
            if nth >= room {
                expected.outcomes.push((*grant, Outcome::Busy));
            } else if nth >= first_goes && self.rng.u8(..3) == 0 {
                self.gate.clockwork.withdraw(*grant);
                expected.outcomes.push((*grant, Outcome::Ended { opened: false, door: Some(false) }));
            } else {
                // One that has begun is not taken back.
                if nth < first_goes && self.rng.bool() {
                    self.gate.clockwork.withdraw(*grant);
                }
                expected.edge(Relay::Driven, at);
                expected.edge(Relay::Released, at + ms);
                expected.ended(*grant, Some(false));
                at += ms + PULSE_GAP_MS;
            }
        }
        self.gate.pass(at + LATE_MS - self.gate.now);
    }

    /// Held open (fire, an ambulance): one edge up and one down, whoever is let in meanwhile.
    fn held_open(&mut self, expected: &mut Expected) {
        expected.edge(Relay::Driven, self.gate.now);
        self.gate.hold(true);
        let mut last = 0;
        for _ in 0..self.rng.u8(0..=3) {
            let (grant, ms) = (self.grant(), self.length());
            self.gate.order(grant, u32::try_from(ms).unwrap(), 1);
            expected.ended(grant, Some(false));
            // Each in its turn: nothing rests while it is held.
            last = self.gate.now + ms;
            self.gate.pass(ms + self.rng.u64(0..500));
        }
        self.gate.pass(self.rng.u64(0..5_000));
        let lets_go = self.gate.now.max(last);
        self.gate.pass(lets_go - self.gate.now);
        expected.edge(Relay::Released, lets_go);
        self.gate.hold(false);
        self.gate.pass(LATE_MS);
    }

    /// Fire in the middle of a pulse: it ends inside the hold, and the relay falls with the hold.
    fn held_over_a_pulse(&mut self, expected: &mut Expected) {
        let (grant, begins, ms) = self.opens(1);
        expected.edge(Relay::Driven, begins);
        expected.ended(grant, Some(false));
        self.gate.pass(self.rng.u64(0..ms));
        self.gate.hold(true);
        let ends = begins + ms + self.rng.u64(LATE_MS..3_000);
        self.gate.pass(ends - self.gate.now);
        self.gate.hold(false);
        expected.edge(Relay::Released, ends);
        self.gate.pass(LATE_MS);
    }

    /// The relay does not obey an order: it fails, with all behind it, and nothing is made up for.
    fn the_relay_fails_an_order(&mut self, expected: &mut Expected) {
        self.gate.pass(self.begins() - self.gate.now);
        self.gate.board.relay_broken = true;
        for _ in 0..self.rng.u8(1..=4) {
            let (grant, ms) = (self.grant(), self.length());
            self.gate.order(grant, u32::try_from(ms).unwrap(), 1);
            expected.outcomes.push((grant, Outcome::Failed));
        }
        self.gate.pass(self.rng.u64(0..2_000));
        self.gate.board.relay_broken = false;
        // It rests after it has come back, too.
        self.gate.pass(PULSE_GAP_MS + LATE_MS);
    }

    /// The relay does not let go at the end of a pulse: it is asked until it does.
    fn the_relay_sticks(&mut self, expected: &mut Expected) {
        let (grant, begins, ms) = self.opens(1);
        expected.edge(Relay::Driven, begins);
        expected.ended(grant, Some(false));
        self.gate.pass(self.rng.u64(0..ms));
        self.gate.board.relay_broken = true;
        self.gate.pass(begins + ms + self.rng.u64(LATE_MS..3_000) - self.gate.now);
        let refused = self.grant();
        self.gate.order(refused, PULSE_MS_MIN, 1);
        expected.outcomes.push((refused, Outcome::Failed));
        self.gate.board.relay_broken = false;
        expected.edge(Relay::Released, self.gate.now);
        self.gate.pass(LATE_MS);
    }

    /// The contacts' cable is cut: it opens for its time, and nobody says whether the door did.
    fn the_contacts_fail(&mut self, expected: &mut Expected) {
        self.gate.changes(|board| board.inputs_broken = true);
        self.gate.pass(2 * SEEN_MS);
        let (grant, begins, ms) = self.opens(1);
        expected.edge(Relay::Driven, begins);
        expected.edge(Relay::Released, begins + ms);
        expected.ended(grant, None);
        self.gate.pass(ms + LATE_MS);
        self.gate.changes(|board| board.inputs_broken = false);
        self.gate.pass(2 * SEEN_MS);
    }

    /// A caller in doubt sends the last order once more.
    fn the_same_again(&mut self, expected: &mut Expected) {
        if let Some(grant) = self.taken {
            expected.repeated = 1;
            let ms = self.length();
            self.gate.order(grant, u32::try_from(ms).unwrap(), 1);
            self.gate.pass(ms);
        }
    }

    fn play(&mut self) {
        type Script = fn(&mut Player, &mut Expected);
        let scripts: [(&str, Script); 11] = [
            ("nobody comes", Self::nobody_comes),
            ("a party passes", Self::a_party_passes),
            ("somebody leaves by the button", Self::somebody_leaves_by_the_button),
            ("the door bounces", Self::the_door_bounces),
            ("many press", Self::many_press),
            ("held open", Self::held_open),
            ("held over a pulse", Self::held_over_a_pulse),
            ("the relay fails an order", Self::the_relay_fails_an_order),
            ("the relay sticks", Self::the_relay_sticks),
            ("the contacts fail", Self::the_contacts_fail),
            ("the same again", Self::the_same_again),
        ];
        let (name, script) = scripts[self.rng.usize(..scripts.len())];
        let mut expected = Expected::default();
        script(self, &mut expected);
        self.gate.pass(self.rng.u64(0..1_500));
        let seen = std::mem::take(&mut self.gate.edges);
        let fits = seen.len() == expected.edges.len()
            && seen
                .iter()
                .zip(&expected.edges)
                .all(|((level, at), (wanted, within))| level == wanted && within.contains(at));
        assert!(fits, "{name}: {seen:?}, expected {:?}", expected.edges);
        assert!(!self.gate.board.driven, "{name}: it stands open");
        let outcomes: BTreeMap<u64, Outcome> = expected.outcomes.iter().copied().collect();
        assert_eq!(&std::mem::take(&mut self.gate.outcomes), &outcomes, "{name}");
        assert_eq!(std::mem::take(&mut self.gate.repeated), expected.repeated, "{name}");
        let is_taken = |outcome: &Outcome| matches!(outcome, Outcome::Ended { .. });
        self.taken =
            outcomes.iter().rfind(|(_, outcome)| is_taken(outcome)).map(|(grant, _)| *grant).or(self.taken);
        self.openings += seen.iter().filter(|(level, _)| *level == Relay::Driven).count() as u64;
        self.fell = seen.last().map(|(_, at)| *at).or(self.fell);
        // Grants that are over are remembered by the clockwork alone.
        self.gate.started.clear();
    }
}

#[test]
fn a_hundred_thousand_openings_miss_no_edge_and_make_no_extra_one() {
    let seed = number("SEED").unwrap_or(0x6A7E);
    let wanted = number("OPENINGS").unwrap_or(OPENINGS);
    let rng = Rng::with_seed(seed);
    let mut player = Player { rng, gate: Gate::new(), next_grant: 0, taken: None, fell: None, openings: 0 };
    while player.openings < wanted {
        player.play();
    }
    assert!(player.gate.now > wanted * 1_000, "they took their time");
}
