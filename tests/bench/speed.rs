//! How fast the core is: rows of a table in Markdown, told as they are measured.
//!
//! Everything is measured with the real adapters on a real disk, through the doors that are used: the engine's inbox,
//! the API, the built program. What is told as a ratio went by turns with what it is compared to, in this very run.
//! Names of groups as arguments choose some of them.
// Here too a fault ends the run: there is nobody to tell it to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod durable;
mod gate;
#[allow(dead_code, reason = "the other benchmark measures more")]
mod measure;
mod paper;
mod program;
mod pulse;
mod scan;
mod start;
mod typing;

// Stores with a past are made as the tests make them.
#[path = "../it/engine_bench.rs"]
#[allow(dead_code, unused_imports)]
mod engine_bench;
#[path = "../it/fake_board.rs"]
#[allow(dead_code)]
mod fake_board;
#[path = "../it/fake_clock.rs"]
#[allow(dead_code)]
mod fake_clock;
#[path = "../it/fake_printer.rs"]
#[allow(dead_code)]
mod fake_printer;
#[path = "../it/fake_snapshots.rs"]
#[allow(dead_code)]
mod fake_snapshots;
#[path = "../it/fake_spool.rs"]
#[allow(dead_code)]
mod fake_spool;
#[path = "../it/filled_store.rs"]
#[allow(dead_code, unused_imports)]
mod filled_store;
#[path = "../it/store_site.rs"]
#[allow(dead_code)]
mod store_site;

/// What measures a group, handing over its rows.
type Measure = fn(&mut dyn FnMut(measure::Row));

const GROUPS: [(&str, Measure); 6] = [
    ("scan", scan::rows),
    ("pulse", pulse::rows),
    ("durable", durable::rows),
    ("paper", paper::rows),
    ("typing", typing::rows),
    ("start", start::rows),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|name| !name.starts_with("--")).collect();
    for (_, rows) in
        GROUPS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|want| want == name))
    {
        rows(&mut |row| println!("{row}"));
    }
}
