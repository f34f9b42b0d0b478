//! Every test that needs no screen, in one binary (one link).
mod settings;
mod staff;
mod certificate;
