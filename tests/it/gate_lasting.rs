//! A board that is missing is told of, opened as soon as it is there, and driven as it should be from then on.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use gatehouse::adapters::gate_lasting::LastingGate;
use gatehouse::adapters::gate_simulated::SimulatedGate;
use gatehouse::engine::hands::gate::{GateHand, PulseOrder};
use gatehouse::engine::hands::gate_clockwork::GateNews;
use gatehouse::ports::gate::Relay;

/// How long a test waits for a board that is opened every few seconds.
const SOON: Duration = Duration::from_secs(30);

/// A gate whose board may be there or not, and its hand.
struct Bench {
    gate: SimulatedGate,
    there: Arc<AtomicBool>,
    /// How often it was opened.
    opened: Arc<AtomicUsize>,
    hand: GateHand,
    told: Receiver<GateNews>,
}

impl Bench {
    fn new(there: bool) -> Self {
        let (gate, there, opened) =
            (SimulatedGate::new(), Arc::new(AtomicBool::new(there)), Arc::new(AtomicUsize::new(0)));
        let board = LastingGate::open({
            let (gate, there, opened) = (gate.clone(), Arc::clone(&there), Arc::clone(&opened));
            Box::new(move || {
                if !there.load(Ordering::SeqCst) {
                    return Err(Arc::new(io::Error::other("no chip")));
                }
                opened.fetch_add(1, Ordering::SeqCst);
                Ok(gate.board())
            })
        });
        let (tell, told) = sync_channel(1_000);
        let tell = Box::new(move |news| {
            tell.send(news).ok();
            Ok(())
        });
        let hand = GateHand::start(Box::new(board), tell).unwrap();
        Bench { gate, there, opened, hand, told }
    }

    fn pulse(&self, grant: u64) {
        self.hand.pulse(PulseOrder { grant, ms: 0, heads: 1, reader: None }).unwrap();
    }

    /// Waits for the first news that `want` picks.
    fn hears<T>(&self, want: impl Fn(&GateNews) -> Option<T>) -> T {
        let end = Instant::now() + SOON;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if let Some(found) = want(&self.told.recv_timeout(left).expect("the news comes")) {
                return found;
            }
        }
    }
}

#[test]
fn a_board_that_is_missing_at_the_start_is_opened_when_it_is_there() {
    let bench = Bench::new(false);
    let fault = bench.hears(|news| match news {
        GateNews::BoardFault(fault) => Some(fault.clone()),
        _ => None,
    });
    let none = std::error::Error::source(&fault).expect("there is no board");
    assert_eq!(none.source().expect("and why").to_string(), "no chip");
    bench.pulse(1);
    bench.hears(|news| matches!(news, GateNews::PulseFailed { grant: 1, .. }).then_some(()));
    bench.there.store(true, Ordering::SeqCst);
    bench.hears(|news| matches!(news, GateNews::BoardBack).then_some(()));
    bench.pulse(2);
    bench.hears(|news| matches!(news, GateNews::PulseEnded { grant: 2, .. }).then_some(()));
    let edges: Vec<Relay> = bench.gate.edges().iter().map(|edge| edge.to).collect();
    assert_eq!(edges, [Relay::Driven, Relay::Released], "what failed is not made up for");
    assert_eq!(bench.opened.load(Ordering::SeqCst), 1);
}

#[test]
fn a_board_that_is_lost_while_it_is_held_open_is_opened_anew_and_held_open_again() {
    let bench = Bench::new(true);
    bench.hand.hold_open(true).unwrap();
    assert!(bench.gate.wait_for_edges(1, SOON));
    // As with a chip that was pulled out: nothing can be read, and nothing new is written.
    bench.gate.break_inputs(true);
    bench.hears(|news| matches!(news, GateNews::BoardFault(_)).then_some(()));
    assert!(bench.gate.wait_for_edges(3, SOON), "it is not opened anew");
    bench.gate.break_inputs(false);
    bench.hears(|news| matches!(news, GateNews::BoardBack).then_some(()));
    assert_eq!(bench.gate.relay(), Relay::Driven);
    assert!(bench.opened.load(Ordering::SeqCst) >= 2);
}
