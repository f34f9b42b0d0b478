//! From a scan to the gate's edge, beside a bare write and sync of the same bytes.

use std::time::{Duration, Instant};

use gatehouse::adapters::gate_simulated::Edge;
use gatehouse::client::http_client;
use gatehouse::domain::{By, Command, Presence, Role, Scanned};
use gatehouse::engine::hands::gate_clockwork::PULSE_GAP_MS;
use gatehouse::ports::gate::Relay;
use reqwest::Client;

use crate::gate::{Badged, Gate, READER, order};
use crate::measure::{BareFile, Row, Times, ms};

/// Scans of each sort. The gate rests between two, so that each takes most of a second.
const SCANS: usize = 100;
/// Scans before the first that counts: files, connections and caches are made by them.
const WARM_UP: usize = 3;
/// How much the way from the inbox to the edge may take, against the bare write and sync, or beyond it.
const TIMES_MAX: f64 = 1.3;
const BEYOND_MAX: Duration = Duration::from_micros(150);

pub fn rows(show: &mut dyn FnMut(Row)) {
    let gate = Gate::open();
    let http = http_client(None).unwrap();
    let badged: Vec<Badged> = (0..2 * (SCANS + WARM_UP)).map(|_| gate.badged()).collect();
    let mut pairs = badged.chunks(2);
    let mut bytes = 0;
    for pair in pairs.by_ref().take(WARM_UP) {
        bytes = from_inbox(&gate, &pair[0]).1;
        from_http(&gate, &http, &pair[1]);
    }
    let mut bare_file = BareFile::beside(gate.beside(), bytes);
    let (mut inbox, mut request, mut bare) = <(Times, Times, Times)>::default();
    // Each comes after the same rest, as at a gate: a disk and a processor that were just busy are quicker.
    for pair in pairs {
        bare.add(bare_file.write());
        rest(&gate);
        inbox.add(from_inbox(&gate, &pair[0]).0);
        request.add(from_http(&gate, &http, &pair[1]));
    }
    let p50 = (inbox.at(50), bare.at(50));
    let met = inbox.at(50).as_secs_f64() <= bare.at(50).as_secs_f64() * TIMES_MAX
        || p50.0.saturating_sub(p50.1) <= BEYOND_MAX;
    let goal = format!("p50 at most {TIMES_MAX} times the bare write, or {} more", ms(BEYOND_MAX));
    show(Row::told(format!("bare write and sync of the {bytes} bytes a scan records"), told(&bare, &bare)));
    show(Row::judged("scan to gate edge, from the engine's inbox", told(&inbox, &bare), goal, met));
    show(Row::told("scan to gate edge, from the HTTP request", told(&request, &bare)));
}

fn told(times: &Times, bare: &Times) -> String {
    let times_as_long = |per_cent| times.at(per_cent).as_secs_f64() / bare.at(per_cent).as_secs_f64();
    format!(
        "p50 {} ({:.2} times), p99 {} ({:.2} times), {} of each",
        ms(times.at(50)),
        times_as_long(50),
        ms(times.at(99)),
        times_as_long(99),
        times.count()
    )
}

/// From handing in the command to the edge; and the bytes it recorded.
fn from_inbox(gate: &Gate, badged: &Badged) -> (Duration, usize) {
    let scanned = Scanned::Pass { pass: badged.pass, issue: 1 };
    let command = Command::Scan { reader: gate.entry_reader(), scanned };
    let scan = order(By { role: Role::Reader, staff: None }, command);
    let begin = Instant::now();
    let done = gate.runtime.block_on(gate.core.submit(scan)).unwrap();
    let edge = edge_after(gate, begin);
    passes(gate, badged);
    (edge, gate.frame_bytes(done.seq))
}

/// From sending the request to the edge.
fn from_http(gate: &Gate, http: &Client, badged: &Badged) -> Duration {
    let (reader, code) = (gate.entry_reader().0, gate.code(badged.pass));
    let body = format!("{{\"do\":\"scan\",\"reader\":\"{reader}\",\"code\":\"{code}\"}}");
    let request = http
        .post(format!("http://{}/api/v1/commands", gate.address))
        .bearer_auth(READER)
        .header("idempotency-key", format!("{:032x}", fastrand::u128(..)))
        .body(body);
    let begin = Instant::now();
    let said = gate.runtime.block_on(async { request.send().await.unwrap().text().await.unwrap() });
    assert!(said.contains("\"granted\":true"), "{said}");
    let edge = edge_after(gate, begin);
    passes(gate, badged);
    edge
}

/// How long after `begin` the relay was driven.
fn edge_after(gate: &Gate, begin: Instant) -> Duration {
    let driven = |edge: &&Edge| edge.to == Relay::Driven && edge.at >= begin;
    let before = gate.simulated.edges().len();
    loop {
        if let Some(edge) = gate.simulated.edges().iter().find(driven) {
            return edge.at - begin;
        }
        assert!(gate.simulated.wait_for_edges(before + 1, Duration::from_secs(10)), "the gate opens");
    }
}

/// Waits until the visitor has walked through, or the pulse is over without it, and lets the gate rest.
fn passes(gate: &Gate, badged: &Badged) {
    gate.wait_until(|house| {
        let mut people = house.visits[&badged.visit].people();
        people.all(|(_, person)| !matches!(person.presence, Presence::Entering(_)))
    });
    rest(gate);
}

/// Until the relay may be driven again.
fn rest(gate: &Gate) {
    let rest = Duration::from_millis(PULSE_GAP_MS + 100);
    gate.runtime.block_on(async { tokio::time::sleep(rest).await });
}
