//! Every test that needs no screen, in one binary (one link).
// A test may panic, in its helpers too: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod areas;
mod backup;
mod badge;
mod badge_face;
mod certificate;
mod client_http;
mod engine_bench;
mod engine_duties;
mod engine_guarded;
mod engine_record;
mod event_samples;
mod expected;
mod floors;
mod gate_boot;
mod gate_clockwork;
mod gate_contract;
mod gate_fakes;
mod init;
mod invitations;
mod journal;
mod journal_damage;
mod journal_records;
mod keys;
mod morning;
mod pass;
mod roll_call;
mod rules;
mod server_events;
mod server_fuzz;
mod server_listen;
mod server_roles;
mod server_sign_in;
mod server_site;
mod server_views;
mod server_wishes;
mod settings;
mod simulation;
mod source_text;
mod staff;
mod store_commands;
mod store_erasure;
mod store_rebuild;
mod store_search;
mod store_site;
