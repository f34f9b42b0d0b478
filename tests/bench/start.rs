//! From starting the program to the first request it can carry out, and the memory it then holds.

use std::time::Duration;

use crate::filled_store::fill;
use crate::measure::{Row, Times, ms};
use crate::program::Place;

const STARTS: usize = 5;
/// Requests before its memory is read: a core that has served holds more than one that has not.
const REQUESTS: usize = 50;
const EMPTY_MAX: Duration = Duration::from_secs(1);
const LIVED_IN_MAX: Duration = Duration::from_secs(2);
/// A year of a busy gate.
const VISITS: u32 = 100_000;
const MEMORY_MAX_MB: f64 = 60.0;

pub fn rows(show: &mut dyn FnMut(Row)) {
    starts(show, "an empty store", &Place::new(), EMPTY_MAX);
    let lived_in = Place::new();
    fill(&lived_in.dir, VISITS, true);
    // As after a night: the first start writes down how the house stands.
    lived_in.serve().stop();
    starts(show, "100,000 visits", &lived_in, LIVED_IN_MAX);
}

fn starts(show: &mut dyn FnMut(Row), store: &str, place: &Place, goal: Duration) {
    let (mut times, mut memory) = (Times::default(), 0.0_f64);
    for _ in 0..STARTS {
        let serving = place.serve();
        times.add(serving.ready_after);
        assert!((0..REQUESTS).all(|_| serving.answers_well("/api/v1/openapi.json")));
        memory = memory.max(serving.memory());
        serving.stop();
    }
    show(Row::judged(
        format!("start to ready with {store}"),
        format!("p50 {}, longest {}", ms(times.at(50)), ms(times.at(100))),
        ms(goal),
        times.at(50) <= goal,
    ));
    show(Row::judged(
        format!("memory of `serve` with {store}"),
        format!("{memory:.0} MB"),
        format!("{MEMORY_MAX_MB:.0} MB"),
        memory <= MEMORY_MAX_MB,
    ));
}
