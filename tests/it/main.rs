//! Every test that needs no screen, in one binary (one link).

mod gate_boot;
mod gate_clockwork;
mod gate_contract;
mod gate_fakes;
mod settings;
mod staff;
mod certificate;
