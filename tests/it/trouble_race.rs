//! Eight clients scan the same pass at the same moment, a hundred times: exactly one of them has the gate opened,
//! once. Proved inside one commit group and across groups through the engine's inbox, and over HTTP with eight
//! readers of a real core.

use gatehouse::adapters::gate_folder::DOOR;
use gatehouse::adapters::token_file::TokenRole;
use gatehouse::domain::{Direction, Event, Refusal};
use gatehouse::engine::Done;
use gatehouse::ports::gate::Relay;
use serde_json::Value;

use crate::engine_bench::{Bench, Running, is_granted, pass, scan as scan_order, with_badge};
use crate::server_site::Said;
use crate::trouble_site::{Place, Serving, new_key, scan};

/// Clients that scan at once.
const CLIENTS: usize = 8;
/// Rounds in which all scans are one commit group.
const ROUNDS_IN_A_GROUP: usize = 45;
/// Rounds in which every scan comes from a thread of its own.
const ROUNDS_OF_THREADS: usize = 45;
/// Rounds over HTTP.
const ROUNDS_OF_READERS: usize = 10;

fn granted(done: &Result<Done, Refusal>) -> bool {
    done.as_ref().expect("a scan is answered").events.iter().any(is_granted)
}

fn refused_as_granted(done: &Result<Done, Refusal>) -> bool {
    let known = |event: &Event| matches!(event, Event::ScanRefused { code, .. } if known_code(code));
    done.as_ref().is_ok_and(|done| done.events.iter().any(known))
}

/// How a scan is refused whose pass has been used: the grant lives, or its visitor is in.
fn known_code(code: &str) -> bool {
    ["already-granted", "already-inside"].contains(&code)
}

/// One entry and one pulse, up to the end of the program.
fn is_one_entry(bench: &Bench, round: usize, running: Running, answers: &[Result<Done, Refusal>]) {
    assert_eq!(answers.len(), CLIENTS);
    let entries = answers.iter().filter(|done| granted(done)).count();
    let others = answers.iter().filter(|done| refused_as_granted(done)).count();
    assert_eq!((entries, others), (1, CLIENTS - 1), "round {round}: {answers:?}");
    bench.journal.wait_for(|event| matches!(event, Event::Opened { .. }));
    running.join.stop();
    let driven = bench.gate.edges().iter().filter(|edge| edge.to == Relay::Driven).count();
    let opened = bench.journal.count(|event| matches!(event, Event::Opened { .. }));
    let recorded = bench.journal.count(is_granted);
    assert_eq!((driven, opened, recorded), (1, 1, 1), "round {round}");
}

#[test]
fn of_eight_scans_in_one_commit_group_one_enters() {
    for round in 0..ROUNDS_IN_A_GROUP {
        let bench = Bench::new();
        bench.journal.seed(with_badge(1));
        let running = bench.start();
        running.wait_until(|house| house.gate.door_open.is_some());
        bench.journal.block();
        let before = bench.journal.appends();
        let scans = (0..CLIENTS).map(|_| scan_order(Direction::Entry, pass(1))).collect();
        let answers = running.submit_elsewhere(scans);
        bench.journal.unblock();
        let answers = answers.join().unwrap();
        // The first may have gone alone, before the others came; news of the gate may follow.
        let groups = bench.journal.appends() - before;
        assert!(groups <= CLIENTS / 2, "round {round}: {groups} groups");
        is_one_entry(&bench, round, running, &answers);
    }
}

#[test]
fn of_eight_scans_from_eight_threads_one_enters() {
    for round in 0..ROUNDS_OF_THREADS {
        let bench = Bench::new();
        bench.journal.seed(with_badge(1));
        let running = bench.start();
        running.wait_until(|house| house.gate.door_open.is_some());
        let threads: Vec<_> = (0..CLIENTS)
            .map(|_| running.submit_elsewhere(vec![scan_order(Direction::Entry, pass(1))]))
            .collect();
        let answers: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        is_one_entry(&bench, round, running, &answers);
    }
}

#[test]
fn of_eight_readers_over_http_one_lets_in() {
    let place = Place::new();
    place.configure("#door_pin = 27", "door_pin = 27");
    let readers: Vec<String> =
        (0..CLIENTS).map(|n| place.device(TokenRole::Kiosk, &format!("reader {n}"))).collect();
    let serving = place.serve();
    let host = serving.add_host(&place.token("administration"));
    let session = serving.sign_in(&place.token("guard"));
    for round in 0..ROUNDS_OF_READERS {
        let visit = serving.admit(&session, host, "欧阳明日");
        let code = place.code_of(&visit);
        let said = all_scan(&serving, &readers, &code);
        assert!(said.iter().all(|said| said.status == 200), "{said:?}");
        let entries = said.iter().filter(|said| said.body["granted"] == Value::Bool(true)).count();
        assert_eq!(entries, 1, "round {round}: {said:?}");
        serving.until(|| place.pulses() == round + 1);
        // Somebody walks through: the pulse ends with the door.
        place.contact(DOOR, true);
        serving.panel_when(&session, |view| view.gate.door_open == Some(true));
        place.contact(DOOR, false);
        let view = serving.panel_when(&session, |view| view.heads_inside as usize == round + 1);
        assert!(view.on_site.iter().any(|card| card.visit == visit && card.persons[0].inside));
    }
    serving.stop();
    let events = place.events();
    assert_eq!(events.iter().filter(|event| is_granted(event)).count(), ROUNDS_OF_READERS);
    assert_eq!(place.pulses(), ROUNDS_OF_READERS);
    let refused = |event: &&Event| matches!(event, Event::ScanRefused { code, .. } if known_code(code));
    assert_eq!(events.iter().filter(refused).count(), ROUNDS_OF_READERS * (CLIENTS - 1));
}

fn all_scan(serving: &Serving, readers: &[String], code: &str) -> Vec<Said> {
    let keys: Vec<String> = readers.iter().map(|_| new_key()).collect();
    let wish = scan("entry", code);
    let callers: Vec<_> = readers.iter().map(|token| serving.caller(token)).collect();
    let asked = callers.iter().zip(&keys).map(|(caller, key)| caller.wish(key, &wish));
    serving
        .run(futures_util::future::join_all(asked))
        .into_iter()
        .map(|said| said.expect("an answer"))
        .collect()
}
