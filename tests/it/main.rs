//! Every test that needs no screen, in one binary (one link).
// A test may panic, in its helpers too: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backup;
mod badge;
mod badge_face;
mod certificate;
mod check;
mod client_http;
mod engine_bench;
mod engine_duties;
mod engine_guarded;
mod engine_record;
mod event_samples;
mod filled_store;
mod expected;
mod floors;
mod fuzz;
mod gate_boot;
mod gate_clockwork;
mod gate_contract;
mod gate_fakes;
mod hold_hidden;
mod init;
mod invitations;
mod journal;
mod journal_damage;
mod journal_records;
mod keys;
mod morning;
#[path = "../fuzz/parsers.rs"]
mod parsers;
mod pass;
mod retention;
mod roll_call;
mod rules;
mod server_events;
mod server_fuzz;
mod server_history;
mod server_listen;
mod server_roles;
mod server_sign_in;
mod server_site;
mod server_views;
mod server_wishes;
mod settings;
mod simulation;
mod snapshot_file;
mod snapshots;
mod source_text;
mod staff;
mod start_site;
mod store_commands;
mod store_erasure;
mod store_rebuild;
mod store_search;
mod store_site;
