//! Durable commands a second.

use std::time::{Duration, Instant};

use crate::gate::{Gate, put_host};
use crate::measure::{BareFile, Row};

/// How long each number of clients is listened to at a time; rounds go by turns with bare writes.
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS: u32 = 3;

pub fn rows(show: &mut dyn FnMut(Row)) {
    let gate = Gate::open();
    let done = gate.put_host();
    let mut bare_file = BareFile::beside(gate.beside(), gate.frame_bytes(done.seq));
    let mut counts = [0; 3];
    for _ in 0..ROUNDS {
        counts[0] += until_over(|| {
            bare_file.write();
        });
        counts[1] += by_clients(&gate, 1);
        counts[2] += by_clients(&gate, 8);
    }
    let [bare, one, eight] = counts.map(|count| f64::from(count) / (ROUND * ROUNDS).as_secs_f64());
    let told = |rate: f64| format!("{rate:.0}, {:.2} times the bare rate", rate / bare);
    show(Row::told("bare writes and syncs of one record a second", format!("{bare:.0}")));
    show(Row::told("durable commands a second, 1 client", told(one)));
    show(Row::told("durable commands a second, 8 clients", told(eight)));
}

fn until_over(mut act: impl FnMut()) -> u32 {
    let begin = Instant::now();
    (0..).take_while(|_| begin.elapsed() < ROUND).map(|_| act()).count().try_into().unwrap()
}

fn by_clients(gate: &Gate, clients: usize) -> u32 {
    let client = || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        until_over(|| {
            runtime.block_on(gate.core.submit(put_host())).unwrap();
        })
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        all.into_iter().map(|one| one.join().unwrap()).sum()
    })
}
