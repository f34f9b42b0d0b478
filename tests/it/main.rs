//! Every test that needs no screen, in one binary (one link).
// A test may panic, in its helpers too: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backup;
mod badge;
mod certificate;
mod gate_boot;
mod gate_clockwork;
mod gate_contract;
mod gate_fakes;
mod init;
mod journal;
mod journal_damage;
mod keys;
mod morning;
mod pass;
mod roll_call;
mod rules;
mod settings;
mod staff;
