//! Every test that needs no screen, in one binary (one link).

mod journal;
mod journal_damage;
mod keys;
