//! Gatehouse: one Raspberry Pi at the gate replaces the paper visitor book.
//!
//! The floors, from the bottom up (ARCHITECTURE.md holds the table, a test holds it true):
//! `domain` knows the rules and nothing else; `ports` says what the engine needs; `badge` turns a pass
//! into paper; `settings` reads the configuration; `engine` is the one writer; `wire` is what the
//! outside may see; `adapters` touch devices and files; `server` and `client` speak HTTP; `screens`
//! show; `commands` start and join the parts.

pub mod adapters;
pub mod badge;
pub mod client;
pub mod commands;
pub mod domain;
pub mod engine;
#[cfg(feature = "tour")]
#[path = "screens/picture.rs"]
pub mod picture;
pub mod ports;
#[cfg(feature = "screens")]
pub mod screens;
pub mod server;
pub mod settings;
pub mod typing;
pub mod wire;
